"""Bad files: each is met with one clear sentence that says what to do, fast, and nothing is taken in or left behind."""

import struct
import tempfile
import zipfile
from io import BytesIO

import pytest

from dashboard.intake import check, given, reading, safety
from dashboard.store import Store
from tests.unit.intake.deliveries import CLEAN, SETTINGS, checked, known
from tests.unit.intake.workbooks import PACKAGE, book, cells, package, saved, sheet, write

HOURS = CLEAN["hours"]
HEADINGS, FIRST, *_ = HOURS.splitlines(keepends=True)
VISITS = CLEAN["visits"].splitlines(keepends=True)
PLAIN = saved(book({"hours": cells(HOURS)}))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'


def hours(old, new):
    """hours.csv changed in one place of its first row."""
    assert FIRST.count(old) == 1
    return HEADINGS + FIRST.replace(old, new)


def bomb(megabytes, claimed=None):
    """A workbook whose sheet unpacks to some megabytes of blanks; `claimed` is the size that its directory tells."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in PACKAGE.items():
            archive.writestr(name, content)
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (megabytes << 20))
    content = stream.getvalue()
    if claimed is None:
        return content
    size = struct.pack("<L", megabytes << 20)
    assert content.count(size) == 2
    return content.replace(size, struct.pack("<L", claimed))


def zipped(**files):
    """A zip of files."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def locked(content):
    """A zip whose entries say that they are encrypted."""
    at = content.index(b"PK\x01\x02")
    changed = bytearray(content)
    changed[at + 8] |= 1
    return bytes(changed)


LAUGHS = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
BIG_DATE = "2027-03-01"

BAD = {
    # the file as such
    "nothing in it": ("hours.csv", b"", "empty_file", "The selected file is empty"),
    "nothing in it, of another name": ("July.csv", b"", "empty_file", "The selected file is empty"),
    "blank lines only": ("hours.csv", "\n , ,\n\n", "empty_file", "The selected file is empty"),
    "blank lines only, of another name": ("July.csv", "\n , ,\n\n", "empty_file", "The selected file is empty"),
    "a workbook with nothing in it": ("July.xlsx", saved(book({"hours": [], "Sheet2": []})), "empty_file", "is empty"),
    "UTF-16": ("hours.csv", HOURS.encode("utf-16"), "encoding", "UTF-16"),
    "UTF-16, of another name": ("July.csv", HOURS.encode("utf-16"), "encoding", "UTF-16"),
    "CP1252 with £ and ’": ("hours.csv", hours("BLK-1", "£’").encode("cp1252"), "encoding", "£ or ’"),
    "CP1252, of another name": ("July.csv", "Ref,Cost\n1,£’\n".encode("cp1252"), "encoding", "£ or ’"),
    "semicolons": ("hours.csv", HOURS.replace(",", ";"), "not_csv", "semicolons"),
    "semicolons, of another name": ("July.csv", "Ref;Cost\n1;2\n", "not_csv", "semicolons"),
    "tabs": ("hours.csv", HOURS.replace(",", "\t"), "not_csv", "tabs"),
    "NUL bytes": ("hours.csv", hours("BLK-1", "BL\0"), "not_csv", "not text"),
    "a program named .csv": ("hours.csv", b"MZ\x90\0" + bytes(200), "not_csv", "a program"),
    "a program named .xlsx": ("July.xlsx", b"\x7fELF" + bytes(200), "not_csv", "a program"),
    "a PDF named .xlsx": ("July.xlsx", b"%PDF-1.7 and so on", "not_csv", "a PDF"),
    "a workbook named .csv": ("hours.csv", PLAIN, "not_csv", "a workbook that was named .csv"),
    "a CSV named .xlsx": ("hours.xlsx", HOURS, "workbook", "named .xlsx and is not a workbook"),
    "JSON": ("notices.json", "{}", "not_csv", "must be a CSV or XLSX"),
    "a text file": ("notes.txt", "x", "not_csv", "must be a CSV or XLSX"),
    "an old workbook": ("July.xls", OLE, "workbook", "(.xls)"),
    "a workbook for macros": ("July.xlsm", PLAIN, "workbook", "(.xlsm)"),
    "a binary workbook": ("July.xlsb", PLAIN, "workbook", "(.xlsb)"),
    "LibreOffice's workbook": ("July.ods", PLAIN, "workbook", "(.ods)"),
    "half a file": ("hours.csv", HEADINGS + FIRST[:20], "cut_off", "ends in the middle"),
    "half a letter": ("hours.csv", hours("BLK-1", "é").encode()[: -len(FIRST.split("BLK-1")[1]) - 1], "cut_off",
                      "in the middle of a letter"),
    "an open quotation mark": ("hours.csv", hours("BLK-1", '"BLK-1'), "quotes", "never closed"),
    "no headings": ("hours.csv", FIRST, "missing_column", "headings of hours.csv"),
    "headings that nobody knows": ("July.csv", "Week,Supplier,Care\n1,2,3\n", "unknown_headings", "headings"),
    "a workbook that nobody knows": ("July.xlsx", saved(book({"Q1": [["Week", "Care"], [1, 2]]})), "unknown_headings",
                                     "headings"),
    "a thousand and one columns": ("July.csv", ",".join(f"c{at}" for at in range(1_001)) + "\n", "too_many_columns",
                                   "more than 1,000 columns"),
    # workbooks that are traps or broken
    "a password": ("July.xlsx", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600), "workbook",
                   "The selected file is password protected"),
    "a zip's password": ("July.xlsx", locked(PLAIN), "workbook", "password protected"),
    "an old workbook named .xlsx": ("July.xlsx", OLE + bytes(2_000), "workbook", "(.xls)"),
    "macros": ("July.xlsx", package({"xl/vbaProject.bin": b"x", "xl/worksheets/sheet1.xml": sheet(ROW)}), "workbook",
               "holds macros"),
    "links to other workbooks": ("July.xlsx", package({"xl/externalLinks/externalLink1.xml": "<a/>"}), "workbook",
                                 "other workbooks"),
    "a bomb": ("July.xlsx", bomb(50), "workbook", "too large to open safely"),
    "a bomb that says it is small": ("July.xlsx", bomb(50, claimed=1_000), "workbook", "too large to open safely"),
    "too many parts": ("July.xlsx", package({f"xl/{at}.xml": "<a/>" for at in range(1_001)}), "workbook", "1,00"),
    "a path out of the zip": ("July.xlsx", package({"xl/../../a.xml": "<a/>"}), "workbook", "outside it"),
    "a path from the root": ("July.xlsx", package({"/etc/a.xml": "<a/>"}), "workbook", "outside it"),
    "a zip in a zip": ("July.xlsx", zipped(**{"r.zip": zipped(**{"r.zip": "x"})}), "workbook", "not such a workbook"),
    "a document": ("July.xlsx", zipped(**{"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}), "workbook",
                   "not such a workbook"),
    "a part twice": ("July.xlsx", package({"xl/worksheets/sheet1.xml": sheet(ROW), "XL/worksheets/sheet1.xml": ""}),
                     "workbook", "twice"),
    "a billion laughs": ("July.xlsx", package({"xl/worksheets/sheet1.xml": LAUGHS + sheet(ROW)}), "workbook",
                         "definitions"),
    "a file from outside": ("July.xlsx", package({"xl/worksheets/sheet1.xml": OUTSIDE + sheet(ROW)}), "workbook",
                            "definitions"),
    "a sheet in UTF-16": ("July.xlsx", package({"xl/worksheets/sheet1.xml": sheet(ROW).encode("utf-16")}), "workbook",
                          "damaged"),
    "a sheet that is missing": ("July.xlsx", package({}), "workbook", "damaged"),
    "half a workbook": ("July.xlsx", PLAIN[: len(PLAIN) // 2], "workbook", "damaged or cut off"),
    "half a sheet": ("July.xlsx", package({"xl/worksheets/sheet1.xml": sheet(ROW)[:-30]}), "workbook", "damaged"),
    "a cell far away": ("July.xlsx", package({"xl/worksheets/sheet1.xml": sheet(
        ROW + '<row r="1048576"><c r="ZZ1048576"><v>1</v></c></row>')}), "workbook", "row 1,048,576"),
    "sixteen thousand columns": ("July.xlsx", package({"xl/worksheets/sheet1.xml": sheet(
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>')}), "too_many_columns", "16,384 columns"),
    # cells
    "a date with slashes": ("hours.csv", hours(BIG_DATE, "03/04/2027"), "date_format", "03/04/2027"),
    "a date as a spreadsheet counts": ("hours.csv", hours(BIG_DATE, "46480"), "date_format", "46480"),
    "a date typed as text into a workbook": (
        "hours.xlsx", saved(book({"Sheet1": cells(hours(BIG_DATE, "03/04/2027"))})), "date_format", "03/04/2027"),
    "a comma before decimals": ("hours.csv", hours("5.5", '"12,5"'), "number_format", "12,5"),
    "a blank between thousands": ("hours.csv", hours("5.5", "1 024.00"), "number_format", "1 024.00"),
    "hours below 0": ("hours.csv", hours("5.5", "-5.5"), "negative", "below 0"),
    "hours below 0 in a workbook": ("hours.xlsx", saved(book({"hours": cells(HEADINGS + FIRST)[:1] + [
        [*cells(FIRST + FIRST)[1][:-1], -5.5]]})), "negative", "below 0"),
    "a person's column": ("hours.csv", HEADINGS.replace("period", "Date of Birth") + FIRST.replace("day", "2015-02-03"),
                          "personal_column", "a date of birth"),
    "a person's column in a workbook": (
        "July.xlsx", saved(book({"hours": cells(HEADINGS.replace("period", "Date of Birth") + FIRST)})),
        "personal_column", "a date of birth"),
    "a person's value": ("hours.csv", HEADINGS.replace("period", "remark") + FIRST.replace("day", "PE1 1AA"),
                         "personal_value", "a postcode"),
    "a person's value in a workbook": (
        "July.xlsx",
        saved(book({"hours": cells(HEADINGS.replace("period", "remark") + FIRST.replace("day", "PE1 1AA"))})),
        "personal_value", "a postcode"),
    "swapped columns": (
        "visits.csv", "".join(VISITS[:2]).replace("planned_start,planned_end", "planned_end,planned_start"),
        "visit_length", "is not after planned_start"),
    "a row twice": ("hours.csv", HEADINGS + FIRST + FIRST, "hours_twice", "Lines 2 and 3"),
    "a cell too many": ("hours.csv", hours("5.5", "5.5,,7"), "too_many_cells", "10 cells"),
}
"""File name, content, the rule that it breaks, and what its sentence says."""


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A database that holds the clean delivery."""
    found = Store.open(f"sqlite:///{tmp_path_factory.mktemp('store')}/market.db")
    found.deliver(checked(CLEAN), means="test")
    yield found
    found.dispose()


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_has_one_clear_sentence_and_changes_nothing(kind, store, tmp_path, monkeypatch):
    name, content, rule, says = BAD[kind]
    bad = write(tmp_path / name, content)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    with given([bad], []) as found:
        result = check(found, known(), SETTINGS)
    (problem,) = result.problems
    assert (problem.rule, problem.file) == (rule, name)
    assert says in problem.message
    assert problem.message.endswith((".", "…"))
    assert problem.mend.endswith((".", "\"."))
    assert result.counts == {rule: 1}
    with pytest.raises(ValueError, match="problems"):
        store.deliver(result, means="test")
    assert store.newest() == 1
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize("name", ["hours.csv", "July.csv"])
def test_a_file_of_one_line(name, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "BLOCK", 1 << 20)
    with given([write(tmp_path / name, b"1,2,3," * 500_000)], []) as found:
        result = check(found, known(), SETTINGS)
    (problem,) = result.problems
    assert problem.rule == "not_csv"
    assert "no lines" in problem.message


def test_a_workbook_that_unpacks_to_too_much_in_all(tmp_path, monkeypatch):
    monkeypatch.setattr(safety, "UNPACKED", 1_000)
    with given([write(tmp_path / "July.xlsx", PLAIN)], []) as found:
        (problem,) = found.problems
    assert "too large to open safely" in problem.message


def test_headings_alone_say_nothing_and_are_no_problem(tmp_path):
    for name, content in (("hours.csv", HEADINGS), ("July.xlsx", saved(book({"hours": cells(HEADINGS)})))):
        with given([write(tmp_path / name, content)], []) as found:
            result = check(found, known(), SETTINGS)
        assert result.ok
        assert [warning.rule for warning in result.warnings] == ["no_rows"]


def test_blanks_and_invisible_characters_in_ids_are_forgiven(tmp_path):
    content = hours("BLK-1", "\u00a0BLK\u200b-1\ufeff ")
    for name, given_as in (("hours.csv", content), ("hours.xlsx", saved(book({"Sheet1": cells(content)})))):
        with given([write(tmp_path / name, given_as)], []) as found:
            result = check(found, known(), SETTINGS)
        assert result.problems == []
        assert set(result.hours.days["contract_id"]) == {"BLK-1"}


def test_two_tables_for_one_file_are_both_named(tmp_path):
    paths = [write(tmp_path / "hours.csv", HOURS), write(tmp_path / "July.xlsx", PLAIN)]
    with given(paths, []) as found:
        result = check(found, known(), SETTINGS)
    (problem,) = result.problems
    assert problem.rule == "given_twice"
    assert problem.message == "Both hours.csv and the sheet “hours” of July.xlsx hold hours.csv."
