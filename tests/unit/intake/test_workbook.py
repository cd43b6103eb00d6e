"""Workbooks: what Excel holds becomes what the contract's CSVs say, on the lines that it has."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as given_drawn
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.chart import BarChart
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from pandas.testing import assert_frame_equal

from dashboard.intake import check, empty_market, given
from dashboard.intake.safety import Refused
from dashboard.intake.workbook import Workbook, text
from tests.unit.intake.deliveries import CLEAN, SETTINGS, checked
from tests.unit.intake.workbooks import PACKAGE, book, cells, package, saved, sheet, write


@pytest.mark.parametrize(("cell", "kind", "written"), [
    ("S1", "id", "S1"),
    ("two\nlines\r\nand more", "text", "two lines and more"),
    (100001.0, "id", "100001"),
    (-3.0, "decimal", "-3"),
    (0.1 + 0.2, "decimal", "0.3"),
    (1 / 3, "decimal", "0.333333333333333"),
    (26025.00000000038, "decimal", "26025.0000000004"),
    (1e-7, "decimal", "0.0000001"),
    (123456789012345678.0, "id", "123456789012346000"),
    (0.25, "decimal", "0.25"),
    (float("nan"), "decimal", "NaN"),
    (True, "", "TRUE"),
    (12, "", "12"),
    (date(2027, 4, 3), "date", "2027-04-03"),
    (date(2027, 4, 3), "instant", "2027-04-03T00:00"),
    (datetime(2027, 4, 3, 9, 30), "instant", "2027-04-03T09:30"),
    (datetime(2027, 4, 3, 9, 29, 59, 999_900), "instant", "2027-04-03T09:30"),
    (datetime(2027, 4, 3, 9, 30, 20), "instant", "2027-04-03T09:30:20"),
    (timedelta(hours=30, minutes=15), "decimal", "30.25"),
    (timedelta(minutes=20), "decimal", "0.333333333333333"),
    (time(7, 45), "decimal", "7.75"),
    (timedelta(hours=-1), "decimal", "-1"),
    (timedelta(hours=30, minutes=15), "", "30:15:00"),
    (time(7, 45), "", "07:45:00"),
])
def test_a_cell_is_written_as_the_contract_says(cell, kind, written):
    assert text(cell, kind) == written


def both(path, files):
    """The same delivery as a workbook and as CSVs."""
    with given([path], []) as found:
        return check(found, empty_market(), SETTINGS), checked(files)


def assert_same(one, other):
    assert (one.problems, one.rows) == (other.problems, other.rows)
    assert list(one.frames) == list(other.frames)
    for name, frame in one.frames.items():
        assert_frame_equal(frame, other.frames[name])
    assert_frame_equal(one.hours.days, other.hours.days)
    assert_frame_equal(one.hours.ranges, other.hours.ranges)


def test_a_workbook_of_the_contract_s_sheets_is_the_same_as_its_csvs(tmp_path):
    path = write(tmp_path / "July.xlsx", saved(book({name: cells(content) for name, content in CLEAN.items()})))
    found, plain = both(path, CLEAN)
    assert found.ok
    assert found.warnings == []
    assert_same(found, plain)


@pytest.mark.slow
def test_the_example_delivery_as_a_workbook_is_the_same(tmp_path, request):
    folder = request.config.rootpath / "data" / "example"
    files = {path.stem: path.read_text() for path in sorted(folder.glob("*.csv"))}
    path = write(tmp_path / "example.xlsx", saved(book({name: cells(content) for name, content in files.items()})))
    assert_same(*both(path, files))


def as_from_excel():
    """A workbook as an officer keeps it: styles, formats, a title, totals, a hidden sheet, notes, a frozen heading."""
    made = book({"Notes": [["Sent by the team on Monday"]]})
    page = made.create_sheet("Hours ")
    page["B2"] = "Hours delivered, July"
    page["B2"].font = Font(bold=True, size=14)
    for line, row in zip((4, 5, 6, 9), cells(CLEAN["hours"]), strict=True):
        for at, value in enumerate(row):
            cell = page.cell(line, at + 2, value)
            if line == 4:
                cell.value = str(value).replace("_", " ").title()
                cell.font = Font(bold=True)
            elif at == 0:
                cell.number_format = "dd/mm/yyyy"
            elif at > 5:
                # decimal hours, and as a clock shows them
                cell.number_format = "0.00"
                if at == 7:
                    cell.value, cell.number_format = timedelta(hours=value), "[h]:mm"
    page["B11"], page["H11"], page["I11"] = "Total", "=SUM(H5:H9)", "=SUM(I5:I9)"
    page.freeze_panes = "A5"
    page.column_dimensions["B"].width = 14
    page.auto_filter.ref = "B4:I9"
    log = made.create_sheet("visits.csv")
    for row in cells(CLEAN["visits"]):
        log.append(row)
    for column in "FGHI":
        for cell in log[column][1:]:
            cell.number_format = "dd/mm/yyyy hh:mm"
    lists = made.create_sheet("School-Holidays")
    for row in cells(CLEAN["school_holidays"]):
        lists.append(row)
    workings = made.create_sheet("workings")
    workings.append(["provider_id", "name"])
    workings.sheet_state = "hidden"
    made.create_sheet("Sheet7")
    chart = BarChart()
    made.create_chartsheet("Chart").add_chart(chart)
    return saved(made, {"Hours ": {"H11": 54, "I11": 40.5}})


AS_FROM_EXCEL = as_from_excel()


def test_a_workbook_saved_from_excel_is_the_same_as_its_csvs(tmp_path):
    others = {name: CLEAN[name] for name in CLEAN if name not in ("hours", "visits", "school_holidays")}
    paths = [write(tmp_path / "July.xlsx", AS_FROM_EXCEL)]
    paths += [write(tmp_path / f"{name}.csv", content) for name, content in others.items()]
    with given(paths, []) as found:
        lines = found.sources["hours"].path.read_text().split("\n")
        # each row on the line it has in its sheet; the total row is left to the reader
        assert [at for at, line in enumerate(lines, 1) if line] == [4, 5, 6, 9, 11]
        assert lines[3].startswith("Date,Period,Authority")
        without_total = "\n".join(lines[:9]) + "\n"
        found.sources["hours"].path.write_text(without_total)
        result = check(found, empty_market(), SETTINGS)
    assert_same(result, checked(CLEAN))
    assert result.left_alone == ["July.xlsx, sheet Notes"]
    assert [(warning.rule, warning.file, warning.sheet) for warning in result.warnings] == [
        ("hidden_sheet", "July.xlsx", "workings")
    ]
    assert "unhide" in result.warnings[0].mend


def test_dates_counted_from_1904_are_right(tmp_path):
    made = book({name: cells(CLEAN[name]) for name in CLEAN})
    made.epoch = CALENDAR_MAC_1904
    path = write(tmp_path / "Mac.xlsx", saved(made))
    assert load_workbook(path).epoch == CALENDAR_MAC_1904
    assert_same(*both(path, CLEAN))


def test_a_midnight_is_a_time_and_a_percentage_a_number(tmp_path):
    rows = cells(CLEAN["visits"])
    rows[1][5:9] = [datetime(2027, 3, 1), datetime(2027, 3, 1, 1, 30), datetime(2027, 3, 1), datetime(2027, 3, 1, 1)]
    made = book({"visits": rows})
    with given([write(tmp_path / "July.xlsx", saved(made))], []) as found:
        first = found.sources["visits"].path.read_text().splitlines()[1]
    assert first.split(",")[5:9] == ["2027-03-01T00:00", "2027-03-01T01:30", "2027-03-01T00:00", "2027-03-01T01:00"]


def test_what_stands_under_a_person_s_heading_is_never_written(tmp_path):
    rows = [["Sent by Someone Madeup"], [*cells(CLEAN["hours"])[0], "Child name", "remark"]]
    rows += [[*row, "Someone Madeup", "seen"] for row in cells(CLEAN["hours"])[1:]]
    path = write(tmp_path / "July.xlsx", saved(book({"hours": rows})))
    with given([path], []) as found:
        written = found.sources["hours"].path.read_text()
        result = check(found, empty_market(), SETTINGS)
    assert "Madeup" not in written
    assert written.splitlines()[1].endswith(",Child name,remark")
    assert written.splitlines()[2].endswith(",5.5,,seen")
    assert "personal_column" in [problem.rule for problem in result.problems]


def test_columns_without_a_heading_are_left_out(tmp_path):
    rows = [[None, *row[:2], None, *row[2:]] for row in cells(CLEAN["hours"])]
    made = book({"hours": [["July"], *rows]})
    with given([write(tmp_path / "July.xlsx", saved(made))], []) as found:
        assert found.sources["hours"].path.read_text() == "\n" + CLEAN["hours"]
        assert found.warnings == []
    made["hours"]["M4"] = "see below"
    with given([write(tmp_path / "July.xlsx", saved(made))], []) as found:
        assert found.sources["hours"].path.read_text() == "\n" + CLEAN["hours"]
        (warning,) = found.warnings
    assert (warning.rule, warning.file, warning.sheet, warning.line) == ("unknown_column", "July.xlsx", "hours", 4)


def test_a_workbook_that_gives_no_places_or_another_order_is_read(tmp_path):
    rows = '<row r="3"><c r="A3"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'
    path = write(tmp_path / "a.xlsx", package({"xl/worksheets/sheet1.xml": sheet(rows)}))
    assert list(Workbook(path).sheet("hours").rows()) == [(1, [1.0]), (3, [3.0])]
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    path = write(tmp_path / "b.xlsx", package({"xl/worksheets/sheet1.xml": sheet(rows)}))
    assert list(Workbook(path).sheet("hours").rows()) == [(1, [1.0, 2.0]), (2, [3.0, ""])]


def damaged(data, content):
    """Some bytes, changed in a few places."""
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(changed) - 1))
        if data.draw(st.booleans()):
            changed[at] = data.draw(st.sampled_from(b'<>"=/&;: AZaz09') | st.integers(0, 255))
        else:
            del changed[at : at + data.draw(st.integers(1, 5))]
    return bytes(changed)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given_drawn(st.data())
def test_any_broken_workbook_is_refused_or_read(tmp_path, data):
    parts = {**PACKAGE, "xl/worksheets/sheet1.xml": sheet('<row r="1"><c r="A1"><f>B1</f><v>1</v></c></row>')}
    if name := data.draw(st.none() | st.sampled_from(sorted(parts))):
        content = package({**parts, name: damaged(data, parts[name].encode())})
    else:
        content = damaged(data, AS_FROM_EXCEL)
    try:
        broken = Workbook(write(tmp_path / "a.xlsx", content))
        for name in broken.names:
            list(broken.sheet(name).rows())
    except Refused as refused:
        assert refused.message.endswith(".")
        assert refused.mend


def test_what_stands_in_place_of_a_value_is_told(tmp_path):
    row = ('<row r="2"><c r="B2" t="e"><v>#DIV/0!</v></c><c r="C2"><f>A1+1</f></c><c r="D2"><f>A1+1</f><v/></c>'
           '<c r="E2"><f>A1+1</f><v>2</v></c><c r="F2" t="str"><f>A1</f><v></v></c><c r="G2" t="s"><v>0</v></c></row>')
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>x</t></si></sst>'
    relationships = PACKAGE["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>", '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    )
    path = write(tmp_path / "a.xlsx", package({
        "xl/worksheets/sheet1.xml": sheet(row), "xl/sharedStrings.xml": strings,
        "xl/_rels/workbook.xml.rels": relationships,
    }))
    assert list(Workbook(path).sheet("hours").rows()) == [(2, ["#DIV/0!", "=A1+1", "=A1+1", 2.0, "", "x"])]
