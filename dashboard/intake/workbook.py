"""Workbooks: the sheets of an Excel file as rows of text, each on the line that it has in its sheet."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from dashboard.intake import safety
from dashboard.intake.safety import Refused
from dashboard.intake.scanning import Part

ROWS, COLUMNS = 1_048_576, 1_000
"""Rows that a sheet can have, and columns that a table may have."""

SPREAD = 20_000_000
"""Cells that the rectangle around a sheet's cells may have: the library that reads it holds every one in memory."""

SMALL_SPREAD, THIN = 1_000_000, 50
"""Of a rectangle above this size at least one cell in `THIN` is filled; else a cell stands far from all others."""


class Sheet:
    """A sheet that holds something."""

    def __init__(self, book: CalamineWorkbook, name: str, part: Part):
        self.name = name
        self._sheet = book.get_sheet_by_name(name)
        self._spoilt = part.spoilt

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Each row that holds anything: its line in the sheet, and its cells as Excel holds them."""
        # The library begins with the sheet's first row, be it empty, but with the first column that is not.
        column = (self._sheet.start or (0, 0))[1]
        for row, cells in enumerate(self._sheet.iter_rows()):
            for at, spoilt in self._spoilt.get(row, {}).items():
                if 0 <= at - column < len(cells):
                    cells[at - column] = spoilt
            if any(cell != "" for cell in cells):
                yield row + 1, cells

    def head(self, rows: int) -> list[tuple[int, list[str]]]:
        """The first rows that hold anything, as text, each with its line."""
        return [(line, [text(cell) for cell in cells]) for line, cells in islice(self.rows(), rows)]


class Workbook:
    """An Excel file that is safe to read. Raises Refused where it is not."""

    def __init__(self, path: Path):
        self._parts = safety.check_workbook(path)
        try:
            self._book = CalamineWorkbook.from_path(path)
        except (CalamineError, OSError) as error:
            raise Refused("workbook", "The workbook is damaged or cut off.", safety.DAMAGED) from error
        shown = {sheet.name: sheet.visible == SheetVisibleEnum.Visible for sheet in self._book.sheets_metadata}
        filled = [name for name, part in self._parts.items() if part.filled]
        self.names = [name for name in filled if shown.get(name)]
        """The sheets that hold something, in their order."""
        self.hidden = [name for name in filled if not shown.get(name)]
        """Those among them that are hidden."""

    def sheet(self, name: str) -> Sheet:
        """Read one sheet. Raises Refused."""
        part = self._parts[name]
        if part.columns[1] >= COLUMNS:
            raise Refused("too_many_columns", f"The sheet has {part.columns[1] + 1:,} columns: no table has so many.",
                          "Delete what stands to the right of the table, and save the workbook.")
        if part.rows[1] >= ROWS or (part.spread > SMALL_SPREAD and part.spread > THIN * part.filled):
            raise Refused("workbook", f"A cell in row {part.rows[1] + 1:,} stands far from all others.",
                          "Delete the rows below the table, and save the workbook.")
        if part.spread > SPREAD:
            raise Refused("workbook", "The sheet is too large to read safely.", "Save it as “CSV UTF-8” and give that.")
        try:
            return Sheet(self._book, name, part)
        except CalamineError as error:
            raise Refused("workbook", "The sheet is damaged.", safety.DAMAGED) from error


def text(cell: Any, kind: str = "") -> str:
    """A cell of Excel's as it is written in a CSV; `kind` is what its column holds by the contract, if that is known.

    Numbers have the 15 digits that Excel keeps. Durations and times of day are hours in a column of hours, else
    hours:minutes:seconds. A date is midnight in a column of times.
    """
    if isinstance(cell, str):
        return " ".join(cell.splitlines()) if "\n" in cell or "\r" in cell else cell
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        return f"{Decimal(f'{cell:.15g}'):f}"
    if isinstance(cell, int):
        return str(cell).upper()  # True is one of them
    if isinstance(cell, datetime):
        if cell.microsecond:
            # Excel counts days: a minute is a fraction that is seldom exact.
            cell = (cell + timedelta(milliseconds=500)).replace(microsecond=0)
        return cell.isoformat(timespec="seconds" if cell.second else "minutes")
    if isinstance(cell, date):
        return f"{cell}T00:00" if kind == "instant" else f"{cell}"
    if isinstance(cell, time):
        cell = timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond)
    if kind == "decimal":
        return text(cell / timedelta(hours=1))
    seconds = round(abs(cell.total_seconds()))
    sign = "-" if cell < timedelta() else ""
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
