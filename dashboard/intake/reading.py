"""Reading: a file's rows as text, a chunk at a time, with the line of each and one clear sentence for what is wrong."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from io import StringIO, TextIOWrapper
from pathlib import Path
from typing import TextIO

import numpy as np

from dashboard.intake import people
from dashboard.intake.cells import Cells, cells_of, laid_out
from dashboard.intake.columns import REMOVE, File
from dashboard.intake.kinds import clean, quoted
from dashboard.intake.problems import Findings, Problem, where

FIRST, PIECE = 1 << 16, 1 << 22
"""Bytes that are read and checked at a time, at first and then: enough to be fast, few enough to stay small."""

CHUNK = 500_000
"""Cells that are read and checked at a time where the lines are not plain."""

BLOCK = 1 << 24
"""Bytes looked through at a time before anything is read; a block without a line break is no table."""

CELL = 1_000_000
"""Characters that one cell may hold; more is a quotation mark that was never closed."""

MOST_COLUMNS = 1_000
"""Headings that a file may have."""

TOTALS = {"total", "totals", "grand total", "sub-total", "sub total", "subtotal", "sum"}

_BREAK = re.compile("\r\n|\r|\n")


@dataclass
class Chunk:
    """Some rows of a file: the line each begins on, and their cells by the contract's column names."""

    lines: np.ndarray
    cells: dict[str, Cells]

    def __len__(self) -> int:
        return len(self.lines)


class Table:
    """A file's rows, read once, in chunks; what is wrong with the file as such goes to `findings`.

    `progress` is told how many bytes of it have been read. The rows on the lines `hold` are not given out but set
    aside in `held`: by their line, the cells of the contract's columns as they are written. Afterwards `rows` is how
    many rows were read, and `broken` is True where some could not be read: whether a record is among them can then not
    be said.
    """

    def __init__(
        self,
        path: Path,
        file: File,
        findings: Findings,
        progress: Callable[[int], None],
        hold: Collection[int] = (),
    ):
        self.file = file
        self.rows = 0
        self.broken = False
        self.held: dict[int, dict[str, str]] = {}
        self._hold = np.array(sorted(hold), dtype=np.int64)
        self._path = path
        self._findings = findings
        self._progress = progress
        self._line = 1
        self._ended = False
        self._headings: list[str] = []
        self._padded = 0
        self._named: dict[str, int] = {}
        self._others: list[int] = []

    def chunks(self) -> Iterator[Chunk]:
        """The file's rows; blank lines, and rows of blank cells only, are passed over."""
        if not self._is_text():
            return
        for part in self._parts():
            if isinstance(part, Chunk):
                chunk = self._without_totals(part)
            else:
                rows, lines = part
                if not self._headings:
                    at = next((at for at, row in enumerate(rows) if any(map(clean, row))), None)
                    if at is None:
                        continue
                    if not self._take_headings(rows[at], int(lines[at])):
                        return
                    rows, lines = rows[at + 1 :], lines[at + 1 :]
                chunk = self._chunk(rows, lines)
            if chunk is not None:
                self.rows += len(chunk)
                yield chunk
        if self.broken:
            return
        if not self._headings:
            self._fail("empty_file", None, "The selected file is empty.", "Give the file with its headings and rows.")
        elif not self.rows:
            self._findings.warn(
                "no_rows", self.file.csv, None, "", "", "The file has headings but no rows: nothing is taken from it.",
                "Nothing, if there is nothing to tell; else add the rows.",
            )

    def aside(self) -> Chunk:
        """The rows set aside, by their lines; a cell that was not kept is blank."""
        lines = sorted(self.held)
        return Chunk(np.array(lines, dtype=np.int64), {
            name: cells_of(tuple(self.held[line].get(name, "") for line in lines)) for name in self._named
        })

    def _fail(self, rule: str, line: int | None, message: str, mend: str) -> None:
        self.broken = True
        self._findings.problem(rule, self.file.csv, line, "", "", message, mend)

    def _is_text(self) -> bool:
        """Whether the file is UTF-8 text in lines; else says what it is instead."""
        # Not utf-8-sig, which lets a file pass that ends within the mark of UTF-8.
        decoder = codecs.getincrementaldecoder("utf-8")()
        save = "Save it as “CSV UTF-8” and give it again."
        done = 0
        with self._path.open("rb") as stream:
            while block := stream.read(BLOCK):
                if not done and block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                    self._fail("encoding", None, "The file is saved as UTF-16 (“Unicode text”), not as UTF-8.", save)
                    return False
                if not done and block.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
                    self._fail("not_csv", None, "The file is a workbook, not a CSV.", save)
                    return False
                if b"\0" in block:
                    line = self._line_at(done + block.index(b"\0"))
                    self._fail("not_csv", line, "The file holds bytes that are not text.", save)
                    return False
                if len(block) == BLOCK and b"\n" not in block and b"\r" not in block:
                    line = self._line_at(done)
                    self._fail("not_csv", line, "The file has no lines: it is not a table of rows.", save)
                    return False
                try:
                    decoder.decode(block)
                except UnicodeDecodeError as error:
                    # what is decoded begins with the bytes of a letter that the block before ended in
                    line = self._line_at(done + len(block) - len(error.object) + error.start)
                    self._fail(
                        "encoding", line,
                        "The file is not saved as UTF-8: a sign such as £ or ’ on this line cannot be read.", save,
                    )
                    return False
                done += len(block)
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            self._fail("cut_off", self._line_at(done), "The file ends in the middle of a letter: it is cut off.",
                       "Send it again.")
            return False
        return True

    def _line_at(self, place: int) -> int:
        """The line that a byte of the file is on."""
        line, last = 1, b""
        with self._path.open("rb") as stream:
            while place > 0 and (block := stream.read(min(BLOCK, place))):
                line += len(_BREAK.findall(block.decode("latin-1"))) - (last == b"\r" and block.startswith(b"\n"))
                place, last = place - len(block), block[-1:]
        return line

    def _parts(self) -> Iterator[Chunk | tuple[list[list[str]], np.ndarray]]:
        """The file in parts: chunks where its lines are plain, else rows of cells with the line of each."""
        csv.field_size_limit(CELL)
        with self._path.open("rb") as raw:
            place = len(codecs.BOM_UTF8) if raw.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8 else 0
            raw.seek(place)
            rest, size = b"", FIRST
            while more := raw.read(size):
                block, size = rest + more, PIECE
                end = block.rfind(b"\n") + 1
                block, rest = block[:end], block[end:]
                if not block or b'"' in block:
                    # a cell may go on into the next block
                    raw.seek(place)
                    with TextIOWrapper(raw, encoding="utf-8", newline="") as stream:
                        yield from self._rows(stream, True, raw.tell)
                    return
                yield from self._lines(block, False)
                if self._ended:
                    return
                place += end
                self._progress(raw.tell())
            if rest:
                yield from self._lines(rest, True)
                self._progress(raw.tell())

    def _lines(self, block: bytes, last: bool) -> Iterator[Chunk | tuple[list[list[str]], np.ndarray]]:
        """The rows of some lines without a quotation mark, the `last` of the file or not."""
        columns = None
        if self._headings and not last:
            columns = laid_out(block, len(self._headings), self._padded)
        if columns is not None:
            lines = np.arange(self._line, self._line + len(columns[0].starts))
            if not np.isin(lines, self._hold).any():
                self._line += len(lines)
                for at in list(self._others):
                    self._look_for_persons(at, columns[at], lines)
                yield Chunk(lines, {name: columns[at] for name, at in self._named.items()})
                return
        yield from self._rows(StringIO(block.decode(), newline=""), last)

    def _rows(
        self, stream: TextIO, last: bool, tell: Callable[[], int] | None = None
    ) -> Iterator[tuple[list[list[str]], np.ndarray]]:
        """The rows of a stream of text, the `last` of the file or not, as the csv module reads them."""
        reader = csv.reader(stream, strict=True)
        begun = self._line
        more = True
        while more:
            rows: list[list[str]] = []
            try:
                room = CHUNK
                while room > 0 and (row := next(reader, None)) is not None:
                    rows.append(row)
                    room -= 1 + len(row)
                more = room <= 0
            except csv.Error as error:
                lines, self._line = _lines(rows, self._line, None)
                if rows:
                    yield rows, lines
                self._unquoted(str(error), self._line)
                self._ended = True
                return
            lines, self._line = _lines(rows, self._line, begun - 1 + reader.line_num)
            self._ended = last and not more
            yield rows, lines
            if tell:
                self._progress(tell())

    def _unquoted(self, error: str, line: int) -> None:
        if "expected after" in error:
            message = "A cell on this line has a quotation mark in its midst."
            mend = 'Write a quotation mark inside a cell twice, with one around the cell: "the ""old"" name".'
        else:
            message = "A quotation mark on this line is never closed, or the file is cut off here."
            mend = "Close the quotation mark, or send the file again."
        self._fail("quotes", line, message, mend)

    def _take_headings(self, cells: list[str], line: int) -> bool:
        """Sort the headings into the contract's, others, and those that are refused; False if rows make no sense."""
        file, findings = self.file, self._findings
        self._headings = [re.sub(r"\s+", "_", clean(cell).lower()) for cell in cells]
        self._padded = len(cells)
        while self._headings and not self._headings[-1]:
            self._headings.pop()
        if len(self._headings) > MOST_COLUMNS:
            self._fail("too_many_columns", line,
                       f"The first row has {len(self._headings):,} headings, and a table has {MOST_COLUMNS:,} at most.",
                       f"Keep the columns of {file.csv} and delete the others.")
            return False
        own = [column.name for column in file.columns] + ([REMOVE.name] if file.removable else [])
        for mark, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
            if len(self._headings) == 1 and mark in cells[0]:
                self._fail("not_csv", line, f"The cells are separated by {name}, not by commas.",
                           "Save the file as comma-separated CSV.")
                return False
        if not set(self._headings) & set(own):
            self._fail("missing_column", line, f"The first row does not hold the headings of {file.csv}.",
                       f"Begin with a row of headings: {','.join(column.name for column in file.columns)}.")
            return False
        for heading, count in Counter(self._headings).items():
            if count > 1 and heading in own:
                self._fail("repeated_column", line, f"The heading {heading} is used {count} times.",
                           "Keep the column that is meant and delete the other.")
        for at, heading in enumerate(self._headings):
            if heading in own:
                self._named.setdefault(heading, at)
            elif heading == REMOVE.name:
                self._others.append(at)
            elif person := people.in_heading(heading):
                findings.problem(
                    "personal_column", file.csv, line, _shown(heading), "",
                    f"The column {quoted(_shown(heading))} looks like {person}: nothing here may tell who a person is.",
                    "Delete the column from the file and give it again.",
                )
            else:
                self._others.append(at)
                name = quoted(_shown(heading)) if heading else f"{at + 1}, which has no heading,"
                findings.warn(
                    "unknown_column", file.csv, line, _shown(heading), "",
                    f"The column {name} is not one of this file's and is left out.",
                    _meant(heading, [column for column in own if column not in self._headings]),
                )
        missing = [column.name for column in file.columns if column.required and column.name not in self._named]
        for name in missing:
            self._fail("missing_column", line, f"The column {name} is missing.", f"Add a column headed {name}.")
        return len(missing) < sum(column.required for column in file.columns)

    def _chunk(self, rows: list[list[str]], lines: np.ndarray) -> Chunk | None:
        if len(self._hold):
            rows, lines = self._set_aside(rows, lines)
        if not rows:
            return None
        width = len(self._headings)
        lengths = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
        if (lengths != width).any():
            rows, lines = self._even(rows, lines, lengths, width)
            if not rows:
                return None
        columns = list(zip(*rows, strict=True))
        cells = {name: cells_of(columns[at]) for name, at in self._named.items()}
        for at in list(self._others):
            self._look_for_persons(at, cells_of(columns[at]), lines)
        return self._without_totals(Chunk(lines, cells))

    def _set_aside(self, rows: list[list[str]], lines: np.ndarray) -> tuple[list[list[str]], np.ndarray]:
        """The rows without those that are held back."""
        held = np.isin(lines, self._hold)
        for at in where(held):
            self.held[int(lines[at])] = self._written(rows[at])
            self.rows += 1
        return [rows[at] for at in where(~held)], lines[~held]

    def _written(self, row: list[str]) -> dict[str, str]:
        """A row's cells of the contract's columns; none where a cell of another column may have moved into theirs."""
        width = len(self._headings)
        ragged = len(row) < width or any(map(clean, row[width:]))
        if ragged and len(self._named) < width:
            return {}
        return {name: row[at] for name, at in self._named.items() if at < len(row)}

    def _even(
        self, rows: list[list[str]], lines: np.ndarray, lengths: np.ndarray, width: int
    ) -> tuple[list[list[str]], np.ndarray]:
        """The rows with a cell for each heading; problems for those with more or fewer, which are left out."""
        kept, findings, name = [], self._findings, self.file.csv
        for at, row in enumerate(rows):
            length = int(lengths[at])
            if length == width:
                kept.append(at)
            elif not any(map(clean, row)):
                continue
            elif width < length <= self._padded and not any(map(clean, row[width:])):
                rows[at] = row[:width]
                kept.append(at)
            elif length > width:
                self.broken = True
                findings.problem(
                    "too_many_cells", name, int(lines[at]), "", "",
                    f"This row has {length} cells where there are {width} headings.",
                    "Put quotation marks around a cell that holds a comma; write numbers without thousand commas"
                    + ("." if clean(row[-1]) else "; or delete the commas after the last cell."),
                )
            elif self._ended and at == len(rows) - 1 and self._cut_off():
                self.broken = True
                findings.problem(
                    "cut_off", name, int(lines[at]), "", "",
                    f"The file ends in the middle of this row, after {length} of {width} cells: it is cut off.",
                    "Send the file again, whole.",
                )
            else:
                self.broken = True
                findings.problem(
                    "too_few_cells", name, int(lines[at]), "", "",
                    f"This row has {length} cell{'s' * (length > 1)} where there are {width} headings.",
                    "Give the row a cell for every heading, empty where there is nothing to say.",
                )
        return [rows[at] for at in kept], lines[kept]

    def _cut_off(self) -> bool:
        """Whether the file ends without the line break that ends a whole row."""
        with self._path.open("rb") as stream:
            stream.seek(-1, 2)
            return stream.read(1) not in b"\r\n"

    def _look_for_persons(self, at: int, cells: Cells, lines: np.ndarray) -> None:
        heading = self._headings[at]
        if heading == REMOVE.name:
            for row in self._findings.room("remove_here", self.file.csv, ~cells.blank()):
                self._findings.problem(
                    "remove_here", self.file.csv, int(lines[row]), REMOVE.name, cells.at(row),
                    "Hours and visits cannot be removed row by row.", "Send the days again without this row.",
                )
            return
        found = cells.each(people.in_value)
        rows = np.flatnonzero(np.array([person is not None for person in found], dtype=bool)[cells.codes])
        if len(rows):
            person = found[cells.codes[rows[0]]]
            self._others.remove(at)
            self._findings.problem(
                "personal_value", self.file.csv, int(lines[rows[0]]), _shown(heading), "",
                f"The column {quoted(_shown(heading)) if heading else at + 1} holds what looks like {person}: nothing "
                "here may tell who a person is.",
                "Delete the column from the file and give it again.",
            )

    def _without_totals(self, chunk: Chunk) -> Chunk | None:
        """The chunk without rows that are blank, and without total rows, of which a warning tells."""
        drop = np.ones(len(chunk), dtype=bool)
        for cells in chunk.cells.values():
            drop &= cells.blank()
            if not drop.any():
                break
        for name in dict.fromkeys([*self.file.key, *self._headings[:1]]):
            if name not in chunk.cells:
                continue
            cells = chunk.cells[name]
            total = cells.among(TOTALS)
            for row in where(total & ~drop):
                self._findings.warn(
                    "total_row", self.file.csv, int(chunk.lines[row]), name, cells.at(row),
                    "This looks like a total row, not a record, and is left out.", "Nothing, if it is a total.",
                )
            drop |= total
        if not drop.any():
            return chunk
        keep = ~drop
        return Chunk(
            chunk.lines[keep], {name: cells.rows(keep) for name, cells in chunk.cells.items()}
        ) if keep.any() else None


def _lines(rows: list[list[str]], first: int, last: int | None) -> tuple[np.ndarray, int]:
    """The line that each row begins on, and the line after the last; `last` is the last row's last line, if known."""
    if last is not None and last - first + 1 == len(rows):
        return np.arange(first, last + 1), last + 1
    inside = np.fromiter(
        (sum(len(_BREAK.findall(cell)) for cell in row) for row in rows), dtype=np.int64, count=len(rows)
    )
    after = first + np.arange(1, len(rows) + 1) + np.cumsum(inside)
    return np.concatenate([[first], after[:-1]]).astype(np.int64), int(after[-1]) if len(rows) else first


def _shown(heading: str) -> str:
    """A heading as it may be shown: a file without headings has a person's values in their place."""
    return "(not shown)" if people.in_value(heading) else heading[:60]


def _meant(heading: str, missing: list[str]) -> str:
    """What to do about a heading that the contract does not know, with the one it may stand for."""
    bare = heading.replace("_", "").replace("-", "")
    near = next((name for name in missing if bare and bare in (name.replace("_", ""), f"{name}s", name[:-1])), None)
    return f"If {near} is meant, head it {near}." if near else "Nothing, if it is not needed; else check its heading."


def not_text(path: Path) -> Problem | None:
    """What is wrong with a file that is not UTF-8 text in lines; None where it is."""
    findings = Findings()
    Table(path, File("", "", ()), findings, lambda _: None)._is_text()
    return next(iter(findings.problems), None)
