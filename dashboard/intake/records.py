"""Records: a file's rows as a typed frame, every cell checked, every key given once."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dashboard.intake.cells import Cells
from dashboard.intake.columns import REMOVE, Column, File, empty
from dashboard.intake.kinds import Fault, quoted, reader, series
from dashboard.intake.problems import Findings
from dashboard.intake.reading import Chunk, Table
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
        broken = [value.rule if isinstance(value, Fault) else "" for value in found]
        for rule in dict.fromkeys(filter(None, broken)):
            of_rule = np.array([name == rule for name in broken], dtype=bool)[cells.codes]
            for row in findings.room(rule, file.csv, of_rule & ask, chunk.lines):
                fault, text = found[cells.codes[row]], cells.at(row)
                mend = _swapped(column, read, chunk, row, file) or fault.mend
                findings.problem(
                    rule, file.csv, int(chunk.lines[row]), column.name, "" if fault.hidden else text,
                    fault.message, mend,
                )
    if column.required and column.name in chunk.cells and blank.any():
        for row in findings.room("required", file.csv, blank[cells.codes] & ask, chunk.lines):
            findings.problem(
                "required", file.csv, int(chunk.lines[row]), column.name, "",
                f"The cell {column.name} is blank.", f"Fill it in: {column.meaning}.",
            )
    distinct = [None if isinstance(value, Fault) else value for value in found]
    return Values(distinct, faulty, cells.codes)


def _swapped(column: Column, read: Callable[[str], Any], chunk: Chunk, row: int, file: File) -> str | None:
    """What to do about a wrong code whose right one stands in another column of the row."""
    if column.kind not in ("authority", "service", "choice"):
        return None
    for other in file.columns:
        if other.kind in ("authority", "service", "choice", "id") and other.kind != column.kind:
            there = chunk.cells[other.name].at(row) if other.name in chunk.cells else ""
            if there and not isinstance(read(there), Fault):
                return f"{quoted(there)} stands under {other.name}: are the two columns swapped?"
    return None


@dataclass
class Records:
    """The rows of one record file: a typed frame (with `remove`), the line of each, and the cells that are bad.

    `broken` is True where some rows could not be read.
    """

    file: File
    frame: pd.DataFrame
    lines: np.ndarray
    bad: dict[str, np.ndarray]
    broken: bool = False

    def blank(self, column: str) -> np.ndarray:
        """Which rows are blank in a column; a bad cell is not blank."""
        values = self.frame[column]
        found = values.map(len) == 0 if self.file.column(column).kind in LISTS else values.isna()
        return np.asarray(found & ~self.bad[column], dtype=bool)

    def given(self, column: str) -> np.ndarray:
        """Which rows have something in a column, good or bad."""
        return ~self.blank(column)

    @property
    def kept(self) -> np.ndarray:
        """Which rows are records, not removals."""
        return ~self.frame["remove"].to_numpy(dtype=bool)

    def text(self, column: str, row: int) -> str:
        """A cell as it is written in a file."""
        return written(self.frame[column].iloc[row])


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """A frame's rows as named tuples; for the few rows that need a closer look."""
    return iter(frame.itertuples())


LISTS = ("months", "authorities", "services")


def written(value: Any) -> str:
    """A value as it is written in a file."""
    if isinstance(value, tuple):
        return ";".join(map(str, value))
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def read_records(
    path: Path, file: File, settings: Settings, findings: Findings, progress: Callable[[int], None]
) -> tuple[Records, int]:
    """Read a record file: its records, cell by cell checked, and the number of rows read."""
    table = Table(path, file, findings, progress)
    readers = {column.name: reader(column, settings) for column in (*file.columns, REMOVE)}
    frames, lines, bads = [], [], []
    for chunk in table.chunks():
        removal = read_column(REMOVE, chunk, readers[REMOVE.name], file, findings)
        removed = np.array(removal.rows(), dtype=object) == True  # noqa: E712  (None is not removed)
        columns, bad = {}, {}
        for column in file.columns:
            values = read_column(column, chunk, readers[column.name], file, findings, removed)
            columns[column.name] = series(column, values.rows())
            bad[column.name] = values.bad
        frames.append(pd.DataFrame({**columns, REMOVE.name: removed}))
        bads.append(pd.DataFrame(bad))
        lines.append(chunk.lines)
    frame = pd.concat(frames, ignore_index=True) if frames else empty(file.name).assign(remove=pd.Series(dtype=bool))
    bad_cells = pd.concat(bads, ignore_index=True) if bads else pd.DataFrame({name: [] for name in frame}, dtype=bool)
    records = Records(
        file, frame, np.concatenate(lines) if lines else np.array([], dtype=np.int64),
        {str(name): bad_cells[name].to_numpy(dtype=bool) for name in bad_cells}, table.broken,
    )
    return records, table.rows


def as_known(records: Records, known: pd.DataFrame, fed: Collection[str]) -> None:
    """Leave what a file of another shape does not say of a record as it is known; `fed` are the columns it has."""
    key = records.file.key
    at = pd.MultiIndex.from_frame(known[key]).get_indexer(pd.MultiIndex.from_frame(records.frame[key]))
    there = np.flatnonzero(at >= 0)
    for column in records.file.names:
        if column not in fed and len(there):
            values = records.frame[column].copy()
            values.iloc[there] = known[column].iloc[at[there]].to_numpy()
            records.frame[column] = values


def once(records: Records, findings: Findings) -> Records:
    """The records whose key is whole, each key's first row; problems for rows whose key an earlier one has."""
    file, frame, lines = records.file, records.frame, records.lines
    whole = frame[file.key].notna().all(axis=1).to_numpy()
    again = frame.duplicated(file.key).to_numpy() & whole
    if again.any():
        groups = frame.groupby(file.key, sort=False, dropna=False).ngroup().tolist()
        first: dict[int, int] = {}
        for row, group in enumerate(groups):
            first.setdefault(group, row)
        for row in findings.room("duplicate_key", file.csv, again):
            earlier, later = int(lines[first[groups[row]]]), int(lines[row])
            findings.problem(
                "duplicate_key", file.csv, later, file.key[0], records.text(file.key[0], row),
                f"Lines {earlier} and {later} are the same record: {', '.join(file.key)} "
                f"{quoted(', '.join(records.text(name, row) for name in file.key))}.",
                "Keep the row that is right and delete the other.",
            )
    keep = whole & ~again
    return Records(
        file, frame[keep].reset_index(drop=True), lines[keep],
        {name: bad[keep] for name, bad in records.bad.items()}, records.broken or not keep.all(),
    )
