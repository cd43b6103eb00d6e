"""Records: a file's rows as a typed frame, every cell checked, every key given once."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dashboard.intake.columns import REMOVE, Column, File, empty
from dashboard.intake.kinds import Fault, quoted, reader, series
from dashboard.intake.problems import Findings
from dashboard.intake.reading import Cells, Chunk, Table
from dashboard.settings import Settings


@dataclass
class Values:
    """A column of a chunk read: the value of each different text (None: blank or bad), and which are bad."""

    distinct: list[Any]
    faulty: np.ndarray
    codes: np.ndarray

    def rows(self) -> list[Any]:
        """The value of each row."""
        return [self.distinct[code] for code in self.codes]

    @property
    def bad(self) -> np.ndarray:
        """Which rows hold something that could not be read."""
        return self.faulty[self.codes]

    @property
    def missing(self) -> np.ndarray:
        """Which rows are blank or bad."""
        return np.array([value is None for value in self.distinct], dtype=bool)[self.codes]


def read_column(
    column: Column,
    chunk: Chunk,
    read: Callable[[str], Any],
    file: File,
    findings: Findings,
    removed: np.ndarray | None = None,
) -> Values:
    """Read one column of a chunk; problems for cells that are wrong, or blank where that is not allowed.

    Of rows that are `removed` only the key matters.
    """
    cells = chunk.cells.get(column.name) or Cells([""], np.zeros(len(chunk), dtype=np.int64))
    found = cells.each(read)
    faulty = np.array([isinstance(value, Fault) for value in found], dtype=bool)
    blank = np.array([value is None for value in found], dtype=bool)
    ask = np.ones(len(chunk), dtype=bool) if removed is None or column.key else ~removed
    if faulty.any():
        rows = np.flatnonzero(faulty[cells.codes] & ask)
        by_rule: dict[str, list[int]] = {}
        for row in rows:
            by_rule.setdefault(found[cells.codes[row]].rule, []).append(int(row))
        for rule, broken in by_rule.items():
            for row in findings.room(rule, file.csv, broken):
                fault, text = found[cells.codes[row]], cells.at(row)
                mend = _swapped(column, text, chunk, row, fault, file)
                findings.problem(
                    rule, file.csv, int(chunk.lines[row]), column.name, "" if fault.hidden else text,
                    fault.message, mend,
                )
    if column.required and column.name in chunk.cells and blank.any():
        for row in findings.room("required", file.csv, np.flatnonzero(blank[cells.codes] & ask)):
            findings.problem(
                "required", file.csv, int(chunk.lines[row]), column.name, "",
                f"The cell {column.name} is blank.", f"Fill it in: {column.meaning}.",
            )
    distinct = [None if isinstance(value, Fault) else value for value in found]
    return Values(distinct, faulty, cells.codes)


def _swapped(column: Column, text: str, chunk: Chunk, row: int, fault: Fault, file: File) -> str:
    """What to do about a code that is wrong here: said, if its like is found in another column of the same row."""
    if column.kind not in ("authority", "service", "choice"):
        return fault.mend
    for other in file.columns:
        if other is column or other.kind not in ("authority", "service", "choice", "id") or not other.required:
            continue
        if other.name in chunk.cells and fault.rule in ("unknown_authority", "unknown_service", "choice"):
            there = chunk.cells[other.name].at(row)
            if there and there in _CODES.get(column.name, ()):
                return f"The columns {column.name} and {other.name} may be swapped: {quoted(there)} stands there."
    return fault.mend
