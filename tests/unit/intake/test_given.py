"""What is given: how files and sheets are recognised, used where they lie or written anew, and told about."""

import tempfile
from types import SimpleNamespace

import pytest

from dashboard.intake import Unreadable, check, given, mappings
from dashboard.intake.mappings import Mapped
from dashboard.intake.problems import Problem
from tests.unit.intake.deliveries import CLEAN, SETTINGS, checked, known
from tests.unit.intake.deliveries import write as write_folder
from tests.unit.intake.workbooks import book, cells, package, saved, sheet, write

HOURS = CLEAN["hours"]
HEADINGS = HOURS.splitlines()[0]
PORTAL = "Day,Council,Supplier,Agreement,Kind,Planned,Done,Note\n2027-03-01,PCC,S1,BLK-1,home_care,6,5.5,x\n"


def names(found):
    """What was found: the contract's file, the person's file and sheet."""
    return {name: (source.file, source.sheet) for name, source in found.sources.items()}


@pytest.mark.parametrize("name", ["hours.csv", "Hours.CSV", "visits.csv"])
def test_a_csv_of_the_contract_is_used_where_it_lies(name, tmp_path):
    path = write(tmp_path / name, CLEAN[name.lower()[:-4]])
    with given([path], []) as found:
        (source,) = found.sources.values()
        assert (source.path, source.file, source.sheet, source.columns) == (path, name, "", {})
        assert (found.problems, found.warnings, found.unknown, found.left_alone) == ([], [], [], [])


@pytest.mark.parametrize("name", ["School Holidays.csv", "school-holidays.csv", "SCHOOL_HOLIDAYS.CSV"])
def test_case_blanks_and_hyphens_in_a_name_are_forgiven(name, tmp_path):
    with given([write(tmp_path / name, CLEAN["school_holidays"])], []) as found:
        assert names(found) == {"school_holidays": (name, "")}


@pytest.mark.parametrize("name", CLEAN)
def test_a_file_of_another_name_is_known_by_its_headings(name, tmp_path):
    with given([write(tmp_path / "From Anna (2).csv", CLEAN[name])], []) as found:
        assert names(found) == {name: ("From Anna (2).csv", "")}


@pytest.mark.parametrize("name", CLEAN)
def test_a_sheet_of_another_name_is_known_by_its_headings(name, tmp_path):
    path = write(tmp_path / "July.xlsx", saved(book({"Sheet1": cells(CLEAN[name])})))
    with given([path], []) as found:
        assert names(found) == {name: ("July.xlsx", "Sheet1")}


def test_a_workbook_of_one_sheet_may_have_the_contract_s_name_itself(tmp_path):
    rows = [row[:-1] for row in cells(HOURS)]
    with given([write(tmp_path / "hours.xlsx", saved(book({"Sheet1": rows})))], []) as found:
        result = check(found, known(), SETTINGS)
    (problem,) = result.problems
    assert (problem.rule, problem.file, problem.sheet) == ("missing_column", "hours.xlsx", "Sheet1")


def test_a_file_that_has_another_s_name_is_what_it_is(tmp_path):
    with given([write(tmp_path / "offers.csv", CLEAN["school_holidays"])], []) as found:
        assert names(found) == {"school_holidays": ("offers.csv", "")}


def test_titles_may_stand_above_the_headings_of_a_csv(tmp_path):
    content = "Hours delivered\r\n\r\nSent on Monday,,\r\n" + HOURS.replace("PCC", "QQQ").replace("\n", "\r\n")
    for name in ("hours.csv", "July.csv"):
        with given([write(tmp_path / name, "\ufeff" + content)], []) as found:
            result = check(found, known(), SETTINGS)
        assert {(problem.rule, problem.file) for problem in result.problems} == {("unknown_authority", name)}
        assert [problem.line for problem in result.problems] == [5, 6, 7]


def test_nothing_below_titles_is_copied_where_a_heading_promises_a_person(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    content = f"Hours\n{HEADINGS},Child name\n2027-03-01,,PCC,S1,BLK-1,home_care,6,5,Somebody Madeup\n"
    (tmp_path / "mine").mkdir()
    with given([write(tmp_path / "mine" / "July.csv", content)], []) as found:
        (problem,) = found.problems
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "mine" / "July.csv"]
    assert (problem.rule, problem.message) == (
        "personal_column", "The column “Child name” looks like a person: nothing here may tell who a person is.",
    )


def test_a_folder_has_the_contract_s_files_by_name_and_its_workbooks(tmp_path):
    write_folder(tmp_path, {
        "providers": CLEAN["providers"], "July.csv": HOURS, "truth.json": "{}", ".hidden": "x", "~$July.xlsx": "x",
        "July.xlsx": saved(book({"hours": cells(HOURS), "Notes": [["Hello"]]})),
        "Budget.xlsx": saved(book({"Sheet1": [["Care", "Cost"], [1, 2]]})),
    })
    with given([tmp_path], []) as found:
        assert names(found) == {"providers": ("providers.csv", ""), "hours": ("July.xlsx", "hours")}
        assert found.left_alone == ["Budget.xlsx, sheet Sheet1", "July.csv", "July.xlsx, sheet Notes", "truth.json"]
        assert (found.problems, found.unknown) == ([], [])


def test_folders_and_files_together_are_the_same_delivery(tmp_path):
    folder = tmp_path / "records"
    folder.mkdir()
    write_folder(folder, {name: content for name, content in CLEAN.items() if name not in ("hours", "visits")})
    paths = [write(tmp_path / "July hours.csv", HOURS), folder, write(tmp_path / "log.csv", CLEAN["visits"])]
    with given(paths, []) as found:
        assert list(found.sources) == list(CLEAN)
        assert check(found, known(), SETTINGS).rows == checked(CLEAN).rows


def test_files_may_be_called_otherwise_for_people(tmp_path):
    path = write(tmp_path / "a7f3", HOURS.replace("2027-03-01", "1/3/27"))
    with given([path], [], names={path: "July hours.csv"}) as found:
        result = check(found, known(), SETTINGS)
    assert {problem.file for problem in result.problems} == {"July hours.csv"}


def test_what_is_written_is_gone_afterwards(tmp_path):
    path = write(tmp_path / "July.xlsx", saved(book({"hours": cells(HOURS)})))
    with given([path], []) as found:
        made = found.sources["hours"].path
        assert made.exists()
    assert not made.exists()
    assert path.exists()


def test_where_there_is_nothing_to_read(tmp_path):
    (tmp_path / "empty").mkdir()
    for paths in ([], [tmp_path / "none.csv"], [tmp_path / "empty"]):
        with pytest.raises(Unreadable), given(paths, []):
            pass


def test_a_workbook_of_formulas_that_give_no_text_holds_nothing(tmp_path):
    row = '<row r="1"><c r="A1" t="str"><f>""</f><v></v></c></row>'
    path = write(tmp_path / "a7f3", package({"xl/worksheets/sheet1.xml": sheet(row)}))
    with pytest.raises(Unreadable, match="^July.xlsx holds none"), given([path], [], names={path: "July.xlsx"}):
        pass


def test_headings_that_fit_nothing_are_given_back_to_be_matched(tmp_path):
    rows = [["Care bought"], [], ["Day", "Supplier", None, "Child name", "Care"],
            ["Monday", "S1", None, "Somebody Madeup", 5]]
    workbook = write(tmp_path / "July.xlsx", saved(book({"Q1": rows, "Empty": []})))
    text = write(tmp_path / "July.csv", "Care bought\n\nDay,Supplier,Care\nMonday,S1,5\n")
    with given([workbook, text], []) as found:
        page, file = found.unknown
        assert (page.file, page.sheet, page.headings, page.line) == (
            "July.xlsx", "Q1", ["Day", "Supplier", "Child name", "Care"], 3
        )
        assert page.path.read_text() == "\n\nDay,Supplier,Child name,Care\nMonday,S1,,5\n"
        assert (file.file, file.sheet, file.headings, file.line) == ("July.csv", "", ["Day", "Supplier", "Care"], 3)
        assert file.path == text
        assert [(problem.rule, problem.file, problem.sheet, problem.line) for problem in found.problems] == [
            ("unknown_headings", "July.xlsx", "Q1", 3), ("unknown_headings", "July.csv", "", 3),
        ]
        result = check(found, known(), SETTINGS)
    assert not result.ok
    assert result.unknown == [page, file]


COLUMNS = {"date": "Day", "authority": "Council", "provider_id": "Supplier", "contract_id": "Agreement",
           "service": "Kind", "planned_hours": "Planned", "delivered_hours": "Done"}


@pytest.fixture
def portal(monkeypatch):
    """A profile for the headings of `PORTAL`; `problems` and `lines` are what comes of a table by it."""
    profile = SimpleNamespace(
        name="portal", never_read=("Note",), headings=list(COLUMNS.values()), problems=[], lines={}
    )

    def apply(profile, table, folder, *, lines=True, settings=None):
        assert lines
        text = table.read_text()
        for column, heading in COLUMNS.items():
            text = text.replace(heading, column, 1)
        (folder / "hours.csv").write_text(text)
        return Mapped(
            paths={"hours": folder / "hours.csv"}, columns={"hours": COLUMNS}, warnings=[], problems=profile.problems,
            lines=profile.lines,
        )

    monkeypatch.setattr(
        mappings, "fitting", lambda headings, profiles: next((one for one in profiles if "Agreement" in headings), None)
    )
    monkeypatch.setattr(mappings, "apply", apply)
    return profile


def test_a_profile_reads_a_csv_with_headings_of_its_own(portal, tmp_path):
    path = write(tmp_path / "export.csv", PORTAL.replace("5.5", "five").replace("PCC", ""))
    with given([path], [portal]) as found:
        (source,) = found.sources.values()
        assert (source.name, source.file, source.profile) == ("hours", "export.csv", "portal")
        assert source.columns == COLUMNS
        result = check(found, known(), SETTINGS)
    assert [(problem.rule, problem.file, problem.line, problem.column) for problem in result.problems] == [
        ("required", "export.csv", 2, "Council"), ("number_format", "export.csv", 2, "Done"),
    ]
    assert result.problems[0].message == "The cell Council is blank."
    assert ("mapped", "export.csv") in [(warning.rule, warning.file) for warning in result.warnings]


def test_a_profile_reads_a_sheet_but_for_what_it_never_reads(portal, tmp_path):
    rows = [["Portal"], [], *cells(PORTAL)]
    with given([write(tmp_path / "July.xlsx", saved(book({"Q1": rows})))], [portal]) as found:
        result = check(found, known(), SETTINGS)
        lines = found.sources["hours"].path.read_text().splitlines()
    assert lines[2].endswith(",Note")
    assert lines[3] == "2027-03-01,PCC,S1,BLK-1,home_care,6,5.5,"
    assert result.problems == []
    assert result.hours.days["delivered_hours"].tolist() == [5.5]


def test_a_file_of_the_contract_s_name_is_read_by_a_profile_only_if_its_headings_are_not_the_contract_s(
    portal, tmp_path
):
    with given([write(tmp_path / "hours.csv", PORTAL)], [portal]) as found:
        assert found.sources["hours"].profile == "portal"
    with given([write(tmp_path / "hours.csv", HOURS)], [portal]) as found:
        assert found.sources["hours"].profile == ""


def test_a_profile_that_does_not_do_for_a_table_says_so_once(portal, tmp_path):
    portal.problems.append(Problem("missing_column", "3", None, "service", "", "There is no column.", "Add it."))
    with given([write(tmp_path / "export.csv", PORTAL)], [portal]) as found:
        result = check(found, known(), SETTINGS)
    assert [(problem.rule, problem.file) for problem in result.problems] == [("missing_column", "export.csv")]
    assert found.sources == {}


def test_lines_are_the_person_s_where_a_profile_made_several_rows_of_one(portal, tmp_path):
    portal.lines["hours"] = [4, 7, 7]
    content = PORTAL + PORTAL.splitlines()[1] + "\n"
    with given([write(tmp_path / "export.csv", content)], [portal]) as found:
        result = check(found, known(), SETTINGS)
    (problem,) = result.problems
    assert problem.line == 7
    assert problem.message.startswith("Lines 7 and 7 both give")


def test_sentences_name_the_person_s_own_files(tmp_path):
    visits = CLEAN["visits"].replace("CCC,S2", "PCC,S1")
    path = write(tmp_path / "July.xlsx", saved(book({"hours": cells(HOURS), "Log": cells(visits)})))
    with given([path], []) as found:
        result = check(found, known(), SETTINGS)
    (beside,) = [problem for problem in result.problems if problem.rule == "visits_beside_totals"]
    assert (beside.file, beside.sheet) == ("July.xlsx", "Log")
    assert "(the sheet “Log” of July.xlsx from line 2) beside totals (the sheet “hours” of July.xlsx from line 2)" in (
        beside.message
    )
