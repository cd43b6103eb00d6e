"""Safety: what a file must be before anything in it is read. A workbook is a zip of XML, and either can be a trap."""

import posixpath
import zipfile
import zlib
from pathlib import Path
from xml.parsers import expat

from dashboard.intake.scanning import NotPlain, Part, Scan

ENTRIES = 1_000
"""Files that a workbook's zip may hold; a plain one has a dozen and two for each sheet."""

UNPACKED = 600_000_000
"""Bytes that a workbook may unpack to: a full sheet of visits, a million rows, takes about 500 million."""

RATIO = 100
"""How many times its size a workbook may unpack to, above `SMALL`; a plain one unpacks to 10 or 20 times."""

SMALL = 10_000_000
"""Bytes that any workbook may unpack to."""

BLOCK = 1 << 18
"""Bytes looked at at a time."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_OTHERS = {b"MZ": "a program", b"\x7fELF": "a program", b"%PDF": "a PDF"}
_OTHER_WORKBOOKS = {".xls", ".xlsm", ".xlsb", ".xltx", ".xltm", ".ods"}

NOT_EITHER = "The selected file must be a CSV or XLSX"
SAVE_AS = "Save it in Excel as “Excel Workbook (.xlsx)”, without macros or a password, and give that."
DAMAGED = "Open it in Excel, save it again as “Excel Workbook (.xlsx)” and give that."


class Refused(Exception):
    """A file, or a sheet of it, that is not read; the rule it breaks, what is wrong and what to do."""

    def __init__(self, rule: str, message: str, mend: str):
        super().__init__(message)
        self.rule, self.message, self.mend = rule, message, mend


def check_file(path: Path, name: str) -> str:
    """Whether a file may be opened at all, by its name, size and first bytes; gives back its ending.

    Raises Refused.
    """
    ending = posixpath.splitext(name.lower())[1]
    if ending == ".json":
        raise Refused("not_csv", f"{NOT_EITHER}: it is JSON.",
                      "Turn notices in JSON into CSV files with the command `convert` first.")
    if ending in _OTHER_WORKBOOKS:
        raise Refused("workbook", f"{NOT_EITHER}: it is a workbook of another kind ({ending}).", SAVE_AS)
    if ending not in (".csv", ".xlsx"):
        raise Refused("not_csv", f"{NOT_EITHER}.", "Save the table as “CSV UTF-8” or as an Excel workbook (.xlsx).")
    if not path.stat().st_size:
        raise Refused("empty_file", "The selected file is empty.", "Give the file with its headings and rows.")
    with path.open("rb") as stream:
        first = stream.read(8)
    for magic, what in _OTHERS.items():
        if first.startswith(magic):
            raise Refused("not_csv", f"{NOT_EITHER}: it is {what} with another ending.",
                          "Look for the file that holds the table, and give that.")
    if ending == ".csv" and first.startswith((_ZIP, _OLE)):
        raise Refused("not_csv", f"{NOT_EITHER}: it is a workbook that was named .csv.",
                      "Open it in Excel and save it as “CSV UTF-8”, or name it .xlsx if that is what it is.")
    if ending == ".xlsx" and first == _OLE:
        raise _of_ole(path)
    if ending == ".xlsx" and not first.startswith(_ZIP):
        raise Refused("workbook", f"{NOT_EITHER}: it is named .xlsx and is not a workbook.",
                      "Open it in Excel and save it as “Excel Workbook (.xlsx)”; a text file is named .csv.")
    return ending


def _of_ole(path: Path) -> Refused:
    """A password turns a workbook into a container of the kind that .xls files are."""
    with path.open("rb") as stream:
        before = b""
        while block := stream.read(BLOCK):
            if "EncryptedPackage".encode("utf-16-le") in before + block:
                return Refused("workbook", "The selected file is password protected.",
                               "Take the password off (File, Info, Protect Workbook) and save it again.")
            before = block[-64:]
    return Refused("workbook", f"{NOT_EITHER}: it is a workbook of another kind (.xls) that was named .xlsx.", SAVE_AS)


def check_workbook(path: Path) -> dict[str, Part]:
    """Whether a workbook is safe to read; gives back what its sheets of cells hold, by the sheet's name.

    Its zip is unpacked once, in small blocks and to nowhere: what its directory claims is not believed.
    Raises Refused.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_directory(entries, path.stat().st_size)
            return _by_name(_parts(archive, entries, path.stat().st_size))
    except NotPlain as error:
        raise Refused("workbook", "The workbook holds definitions that a plain one never has: it is not safe to open.",
                      DAMAGED) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, expat.ExpatError, KeyError,
            ValueError, OverflowError, OSError) as error:
        raise Refused("workbook", "The workbook is damaged or cut off.", DAMAGED) from error


def _check_directory(entries: list[zipfile.ZipInfo], size: int) -> None:
    names = [entry.filename.replace("\\", "/").lower() for entry in entries]
    if any(name.startswith("/") or ":" in name or ".." in name.split("/") for name in names):
        raise Refused("workbook", "The workbook holds files that would be unpacked outside it: it is not safe to open.",
                      DAMAGED)
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Refused("workbook", "The selected file holds macros.", SAVE_AS)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("workbook", "The selected file is password protected.",
                      "Give the workbook itself, without a password.")
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise Refused("workbook", f"{NOT_EITHER}: it is named .xlsx and is not such a workbook.", DAMAGED)
    if any(name.startswith("xl/externallinks/") for name in names):
        raise Refused("workbook", "The workbook takes values from other workbooks, which may be out of date.",
                      "Break the links in Excel (Data, Edit Links, Break Link) and save it again.")
    if len(set(names)) < len(names):
        raise Refused("workbook", "The workbook is damaged: it holds a file twice.", DAMAGED)
    if len(names) > ENTRIES:
        raise _too_large(f"it is made of {len(names):,} files")
    if sum(entry.file_size for entry in entries) > _most(size):
        raise _too_large("it unpacks to far more than its size")


def _most(size: int) -> int:
    return min(UNPACKED, max(SMALL, RATIO * size))


def _too_large(why: str) -> Refused:
    return Refused("workbook", f"The workbook is too large to open safely: {why}.",
                   "Save its sheets as “CSV UTF-8” files and give those.")


def _parts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], size: int) -> dict[str, Scan]:
    """Every XML file in a workbook, looked through; the bytes are counted as they come."""
    left = _most(size)
    scans = {}
    for entry in entries:
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile
        scan = Scan() if entry.filename.lower().endswith((".xml", ".rels")) else None
        # Reading would end at the size that the directory claims: it is to end where the bytes do.
        entry.file_size = 1 << 60
        with archive.open(entry) as stream:
            while block := stream.read(BLOCK):
                left -= len(block)
                if left < 0:
                    raise _too_large("it unpacks to far more than its size")
                if scan:
                    scan.feed(block)
        if scan:
            scan.close()
            scans[entry.filename.lower()] = scan
    return scans


def _by_name(scans: dict[str, Scan]) -> dict[str, Part]:
    """The parts of sheets that hold cells, by the sheets' names."""
    targets: dict[str, str] = {}
    parts: dict[str, Part] = {}
    for identity, target in scans["xl/_rels/workbook.xml.rels"].targets:
        if identity in targets:
            raise KeyError(identity)
        targets[identity] = (target.lstrip("/") if target.startswith(("/xl/", "xl/")) else f"xl/{target}").lower()
    for name, identity in scans["xl/workbook.xml"].sheets:
        if name in parts:
            raise KeyError(name)
        scan = scans[targets[identity]]
        if scan.root == "worksheet":
            parts[name] = scan.part
    return parts
