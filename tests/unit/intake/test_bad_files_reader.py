"""Bad files that the reader of the contract's CSVs meets, also where they come from a workbook."""

import pytest

from dashboard.intake import check, given
from tests.unit.intake.deliveries import CLEAN, SETTINGS, known
from tests.unit.intake.test_bad_files import FIRST, HEADINGS, HOURS, hours
from tests.unit.intake.workbooks import book, cells, package, saved, sheet, write


def given_alone(path):
    """A file checked alone over the known market."""
    with given([path], []) as found:
        return check(found, known(), SETTINGS)


def with_formula(stored=None):
    """hours.csv as a workbook whose first delivered hours are a formula, with the value that Excel stored or none."""
    rows = cells(HOURS)
    rows[1][-1] = "=3+2.5"
    return saved(book({"hours": rows}), {"hours": {"H2": stored}} if stored else None)


def with_error():
    """A workbook whose first delivered hours are an error."""
    def row(line, values):
        inline = "".join(f'<c r="{chr(65 + at)}{line}" t="inlineStr"><is><t>{value}</t></is></c>'
                         for at, value in enumerate(values))
        return f'<row r="{line}">{inline}' + (f'<c r="H{line}" t="e"><v>#REF!</v></c>' if line > 1 else "") + "</row>"

    first = HEADINGS.strip().split(","), FIRST.strip().split(",")[:-1]
    return package({"xl/worksheets/sheet1.xml": sheet("".join(row(at, cells) for at, cells in enumerate(first, 1)))})


@pytest.mark.parametrize(("name", "content", "rule", "line", "column", "value"), [
    ("hours.csv", hours("5.5", "=3+2.5"), "formula", 2, "delivered_hours", "=3+2.5"),
    ("hours.csv", hours("5.5", "#REF!"), "formula", 2, "delivered_hours", "#REF!"),
    ("hours.csv", hours("BLK-1", "=A1"), "formula", 2, "contract_id", "=A1"),
    ("July.xlsx", with_formula(), "formula", 2, "delivered_hours", "=3+2.5"),
    ("July.xlsx", with_error(), "formula", 2, "delivered_hours", "#REF!"),
    ("hours.csv", HEADINGS.strip() + ",c" * 1_000_000 + "\n", "too_many_columns", 1, "", ""),
])
def test_a_bad_file_has_one_clear_sentence(name, content, rule, line, column, value, tmp_path):
    result = given_alone(write(tmp_path / name, content))
    assert [(found.rule, found.file, found.line, found.column, found.value) for found in result.problems] == [
        (rule, name, line, column, value)
    ]


def test_a_formula_whose_value_is_stored_is_that_value(tmp_path):
    result = given_alone(write(tmp_path / "July.xlsx", with_formula("5.5")))
    assert result.problems == []
    assert result.hours.days["delivered_hours"].max() == 5.5


def test_a_total_row_is_left_out_with_a_warning(tmp_path):
    rows = cells(HOURS)
    made = book({"hours": [*rows, ["Total", *[None] * 5, "=SUM(G2:G4)", "=SUM(H2:H4)"]]})
    files = {
        "hours.csv": CLEAN["hours"] + "Total,,,,,,54,40.5\n",
        "July.xlsx": saved(made, {"hours": {"G5": 54, "H5": 40.5}}),
        "unsaved.xlsx": saved(made),
    }
    for name, content in files.items():
        result = given_alone(write(tmp_path / name, content))
        assert result.ok
        assert [(found.rule, found.file, found.line, found.value) for found in result.warnings] == [
            ("total_row", name, 5, "Total")
        ]
        assert result.hours.days["delivered_hours"].sum() == 40.5
