"""Workbooks for tests: plain ones, as Excel saves them, and packages put together by hand to be traps."""

import csv
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

PACKAGE = {
    "[Content_Types].xml":
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels":
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml":
        f'<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="hours" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels":
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
}
"""What a workbook of one sheet, hours, has beside the sheet."""


def sheet(rows: str) -> str:
    """A sheet's XML."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """A workbook put together by hand: `PACKAGE` and these parts."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**PACKAGE, **parts}.items():
            archive.writestr(name, content)
    return stream.getvalue()


def book(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Workbook:
    """A workbook of these rows."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    return made


def saved(made: Workbook, stored: Mapping[str, Mapping[str, Any]] | None = None) -> bytes:
    """A workbook's bytes; `stored` has, by sheet and cell, the values of formulas, which Excel stores with them."""
    stream = BytesIO()
    made.save(stream)
    if not stored:
        return stream.getvalue()
    changed = BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry).decode() if entry.filename.endswith(".xml") else old.read(entry)
            for name, values in stored.items():
                if entry.filename == f"xl/worksheets/sheet{made.sheetnames.index(name) + 1}.xml":
                    for cell, value in values.items():
                        content, count = re.subn(
                            rf'(<c r="{cell}"[^>]*><f>[^<]*</f>)<v ?/?>(?:</v>)?', rf"\g<1><v>{value}</v>", content
                        )
                        assert count == 1
            new.writestr(entry.filename, content)
    return changed.getvalue()


def cells(text: str) -> list[list[Any]]:
    """The rows of a CSV as somebody would type them into Excel: dates as dates, numbers as numbers."""
    first, *rows = csv.reader(StringIO(text))
    return [first, *([_typed(cell) for cell in row] for row in rows)]


def _typed(cell: str) -> Any:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        return date.fromisoformat(cell)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}", cell):
        return datetime.fromisoformat(cell)
    # a leading zero is somebody's text: 01234567
    if re.fullmatch(r"(0|[1-9][0-9]*)(\.[0-9]+)?", cell):
        return float(cell)
    return cell or None


def write(path: Path, content: bytes | str) -> Path:
    """Write a file."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
