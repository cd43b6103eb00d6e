"""Files as such: what is forgiven, and one clear sentence with the right line for what is not."""

import pytest

from dashboard.intake import reading
from dashboard.intake.columns import FILES
from tests.unit.intake.deliveries import CLEAN, broken, checked, known, where

PROVIDERS = CLEAN["providers"]
HEADINGS, *ROWS = PROVIDERS.splitlines(keepends=True)


def only(content, name="providers"):
    """The problems of a delivery of one file."""
    return where(checked({name: content}).problems)


@pytest.mark.parametrize("content", [
    b"\xef\xbb\xbf" + PROVIDERS.encode(),
    PROVIDERS.replace("\n", "\r\n"),
    PROVIDERS.replace("\n", "\r"),
    PROVIDERS.replace("provider_id,name", " Provider  ID ,name").replace("provider_type", "PROVIDER_TYPE"),
    "\n\n" + PROVIDERS.replace("S2,", "\n,,,,,\nS2,"),
    PROVIDERS.rstrip("\n"),
    PROVIDERS.replace(",company_number", ',"company_number"').replace("First Care", '"First Care"'),
    PROVIDERS.replace("\n", ",,\n"),
])
def test_what_is_forgiven(content):
    found = checked({"providers": content})
    assert (found.problems, found.warnings) == ([], [])
    assert found.frames["providers"]["provider_id"].tolist() == ["S1", "S2", "CSS"]


def test_blanks_and_invisible_characters_around_and_in_codes_are_taken_off():
    content = PROVIDERS.replace("S2,", "\u00a0S\u200b2\ufeff ,").replace("external,,,", "external\u2009,,,")
    found = checked({**CLEAN, "providers": content})
    assert found.problems == []
    assert found.frames["providers"]["provider_id"].tolist() == ["S1", "S2", "CSS"]


def test_quoted_cells_may_hold_commas_quotes_and_lines_and_later_lines_are_counted_right():
    content = HEADINGS + 'S1,"First, ""Best""\nCare\n",external,,,\n\nS2,Second,wrong,,,\n'
    found = checked({"providers": content})
    assert found.frames["providers"]["name"][0] == 'First, "Best"\nCare'
    assert where(found.problems) == [("choice", "providers.csv", 6, "provider_type")]


def test_lines_are_right_across_chunks(monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 20)
    rows = [f'X{at},"Care\n{at}",external,,,\n' if at % 4 == 0 else f"X{at},Care,external,,,\n" for at in range(20)]
    rows[17] = "X17,Care,wrong,,,\n"
    # rows 0, 4, 8, 12 and 16 take two lines each: row 17 begins on line 2 + 17 + 5
    assert only(HEADINGS + "".join(rows)) == [("choice", "providers.csv", 24, "provider_type")]


@pytest.mark.parametrize(("content", "rule", "line"), [
    (b"", "empty_file", None),
    (b"\n \n,,\n", "empty_file", None),
    (PROVIDERS.encode("utf-16"), "encoding", None),
    (PROVIDERS.replace("Second Care", "Second’s £ Care").encode("cp1252"), "encoding", 3),
    (PROVIDERS.encode().replace(b"Second", b"Se\x00cond"), "not_csv", 3),
    (b"PK\x03\x04 a workbook", "not_csv", None),
    (PROVIDERS.replace(",", ";"), "not_csv", 1),
    (PROVIDERS.replace(",", "\t"), "not_csv", 1),
    (PROVIDERS.replace("Second Care", '"Second Care'), "quotes", 3),
    (PROVIDERS.replace("Second Care", '"Second" Care'), "quotes", 3),
    ("".join(ROWS), "missing_column", 1),
])
def test_a_file_that_is_no_table_has_one_problem(content, rule, line):
    assert only(content) == [(rule, "providers.csv", line, "")]


def test_a_table_of_a_million_columns_is_refused_by_its_headings():
    assert only(",".join(f"c{at}" for at in range(1_000_000)) + "\n" + "," * 999_999 + "\n") == [
        ("too_many_columns", "providers.csv", 1, "")
    ]
    assert only(HEADINGS.strip() + ",x" * 995 + "\n") == [("too_many_columns", "providers.csv", 1, "")]
    assert only(HEADINGS.strip() + ",x" * 994 + "\n") == []
    # empty columns after the last heading are no headings
    assert only(HEADINGS.strip() + "," * 16_000 + "\n") == []


@pytest.mark.parametrize("before", ["", HEADINGS])
def test_a_file_of_one_endless_line_is_refused_at_its_first_block(before, monkeypatch):
    monkeypatch.setattr(reading, "BLOCK", 4096)
    content = before + "x" * 40_000
    assert only(content) == [("not_csv", "providers.csv", 1 + before.count("\n"), "")]


def test_a_row_cut_off_is_told_from_one_that_ends_a_part_of_the_file(monkeypatch):
    monkeypatch.setattr(reading, "FIRST", 100)
    monkeypatch.setattr(reading, "PIECE", 100)
    monkeypatch.setattr(reading, "CHUNK", 20)
    rows = [f"X{at},Care,external,,,\n" for at in range(40)]
    rows[1::3] = ["X,Care\n"] * len(rows[1::3])
    for quote in ("", '"Y","Care",external,,,\n'):
        found = only(HEADINGS + quote + "".join(rows) + "Z,Ca")
        assert {rule for rule, _, _, _ in found[:-1]} == {"too_few_cells"}
        assert found[-1][0] == "cut_off"


@pytest.mark.parametrize("value", ["=SUM(A1:A9)", "#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"])
@pytest.mark.parametrize(("name", "old", "column"), [
    ("providers", "First Care", "name"), ("contracts", "50000", "annual_value_gbp"),
    ("packages", "P1,PCC,home_care,North", "package_id"), ("hours", "5.5", "delivered_hours"),
    ("visits", "2027-03-01T09:00", "planned_start"), ("visits", "V1,", "visit_id"),
])
def test_a_formula_or_a_spreadsheet_s_error_is_no_value(name, old, column, value):
    new = old.replace("P1", value) if name == "packages" else old.replace("V1", value) if "V1" in old else value
    first = [problem for problem in broken(name, old, new).problems if problem.file == f"{name}.csv"]
    assert [(problem.rule, problem.column, problem.value) for problem in first] == [("formula", column, value)]


def test_a_long_file_in_another_encoding_is_told_the_line(monkeypatch):
    monkeypatch.setattr(reading, "BLOCK", 128)
    content = HEADINGS.encode() + b"X,Caf\xc3\xa9,external,,,\n" * 40 + b"Y,Caf\xe9,external,,,\n"
    assert only(content) == [("encoding", "providers.csv", 42, "")]


@pytest.mark.parametrize("name", CLEAN)
def test_headings_without_rows_say_nothing_and_are_a_warning(name):
    found = checked({name: CLEAN[name].splitlines()[0]}, known())
    assert found.ok
    assert where(found.warnings) == [("no_rows", f"{name}.csv", None, "")]


def test_commas_after_the_last_cell_are_named():
    # They may also come of a comma within a cell, which moves the others: they are never passed over.
    (found,) = checked({"providers": HEADINGS + "S1,First,external,,,,,\n"}).problems
    assert found.rule == "too_many_cells"
    assert "commas after the last cell" in found.mend


def test_ragged_rows_are_told_apart():
    content = HEADINGS + "S1,First,external,,,,more\nS2,Second,external\nS3,Third,external,,,\nS4,Fo"
    assert only(content) == [
        ("too_many_cells", "providers.csv", 2, ""),
        ("too_few_cells", "providers.csv", 3, ""),
        ("cut_off", "providers.csv", 5, ""),
    ]


@pytest.mark.parametrize(("name", "row"), [
    ("hours", "Total,,,,,,54,40.5"), ("visits", "GRAND TOTAL:,,,,,,,,,,"), ("providers", ",,,,,\nsubtotal,3,,,,"),
])
def test_a_total_row_is_left_out_with_a_warning_and_nothing_else_is_said_of_it(name, row):
    found = checked({**CLEAN, name: CLEAN[name] + f"{row}\n"})
    line = CLEAN[name].count("\n") + 1 + row.count("\n")
    assert found.problems == []
    assert where(found.warnings) == [("total_row", f"{name}.csv", line, FILES[name].key[0])]
    assert found.rows == checked(CLEAN).rows


def test_headings():
    missing = broken("providers", "provider_type", "type")
    assert where(missing.problems) == [("missing_column", "providers.csv", 1, "")]
    assert where(missing.warnings) == [("unknown_column", "providers.csv", 1, "type")]
    twice = broken("providers", "company_number", "name")
    assert where(twice.problems) == [("repeated_column", "providers.csv", 1, "")]
    near = broken("providers", "company_number", "companynumber")
    assert near.ok
    assert near.warnings[0].mend == "If company_number is meant, head it company_number."


def test_an_unknown_column_is_left_out_and_named():
    found = checked({"providers": HEADINGS.strip() + ",notes\n" + "".join(f"{row.strip()},x\n" for row in ROWS)})
    assert found.ok
    assert where(found.warnings) == [("unknown_column", "providers.csv", 1, "notes")]
    assert "notes" not in found.frames["providers"]


def test_rows_after_a_broken_row_do_not_make_ids_unknown():
    found = broken("providers", "S2,Second Care,external,,,", "S2,Second, Care,external,,,")
    assert where(found.problems) == [("too_many_cells", "providers.csv", 3, "")]
