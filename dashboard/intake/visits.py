"""Visits: the visit log of an electronic call monitoring system, as hours by day."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from dashboard.intake.cells import Cells, Plain
from dashboard.intake.columns import FILES, File
from dashboard.intake.held import held_rows
from dashboard.intake.hours import Book, HoursFile, Keys, numbered, pair_ranges
from dashboard.intake.kinds import quoted, reader
from dashboard.intake.problems import Findings, Problem, where
from dashboard.intake.reading import Chunk, Table
from dashboard.intake.records import read_column
from dashboard.intake.times import Times, read_plain, read_times
from dashboard.settings import Settings

HOUR, DAY = 3_600, 86_400
"""Seconds."""

OFFSET = "like 2026-10-25T01:30+00:00"
"""A time with its offset, as an example."""


def read_visits(
    path: Path,
    keys: Keys,
    settings: Settings,
    findings: Findings,
    progress: Callable[[int], None],
    hold: Mapping[int, Problem],
    wanted: frozenset[str] = frozenset(),
) -> HoursFile:
    """Read visits.csv: elapsed time times carers, on the local day on which each visit was planned to start.

    The rows on the lines `hold` are held back; the visits `wanted` are looked for among the others and those.
    """
    file = FILES["visits"]
    readers = {column.name: reader(column, settings) for column in file.columns if column.kind != "instant"}
    table = Table(path, file, findings, progress, hold)
    book, ids, clocks = Book(), _Ids(wanted), _Clocks()
    for chunk in table.chunks():
        missing = _without_id(chunk, readers["visit_id"], file, findings)
        values = {
            name: read_column(file.column(name), chunk, read, file, findings)
            for name, read in readers.items() if name != "visit_id"
        }
        ids.add(chunk)
        key, right = numbered(chunk, values, keys, file, findings)
        status, carers = values["status"], values["carers"]
        right &= ~status.missing & ~carers.bad & ~missing
        planned = _Span(chunk, "planned_start", "planned_end", file, findings)
        actual = _Span(chunk, "actual_start", "actual_end", file, findings)
        completed, cancelled = (
            np.array([value == name for value in status.distinct], dtype=bool)[status.codes]
            for name in ("completed", "cancelled")
        )
        fits = _status_fits(chunk, completed, ~completed & ~status.missing, actual, file, findings)
        right &= planned.sound & fits & (actual.sound | ~completed)
        people = np.array([value or 1 for value in carers.distinct], dtype=np.int64)[carers.codes]
        clocks.note(chunk, planned, actual, keys, key)
        rows = np.flatnonzero(right)
        book.enter(
            planned.day[rows], key[rows],
            np.where(cancelled, 0, planned.length * people)[rows],
            np.where(completed, actual.length * people, 0)[rows],
            chunk.lines[rows],
        )
    ids.check(path, file, findings, hold)
    clocks.warn(file, findings)
    entries = book.closed(unit=HOUR)
    held = held_rows(table, hold, settings)
    seen = frozenset(ids.seen | wanted.intersection(held.rows["visit_id"]))
    return HoursFile(file, entries, pair_ranges(entries, keys, held), table.rows, held.rows, seen)


def _without_id(chunk: Chunk, read: Callable[[str], Any], file: File, findings: Findings) -> np.ndarray:
    """Which rows have no visit_id that can be one; nearly all differ, so that none is looked at without need."""
    cells = chunk.cells.get("visit_id")
    if cells is not None and not cells.blank().any() and not cells.begin(b"=#").any():
        return np.zeros(len(chunk), dtype=bool)
    return read_column(file.column("visit_id"), chunk, read, file, findings).missing


class _Span:
    """From a start to an end: seconds elapsed, the start's local day, and which rows are sound."""

    def __init__(self, chunk: Chunk, start: str, end: str, file: File, findings: Findings):
        self.start, self.end = start, end
        at, begun = _times(chunk, start, file, findings)
        to, ended = _times(chunk, end, file, findings)
        first = begun.first[at]
        last = ended.first[to]
        self.day = begun.day[at]
        self.known = begun.known[at], ended.known[to]
        self.given = begun.given[at], ended.given[to]
        self.changed = begun.changed[at], ended.changed[to]
        both = self.known[0] & self.known[1]
        # of a time that comes twice the second is meant where the first is not after the start
        last = np.where(both & (last <= first), ended.second[to], last)
        self.length = np.where(both, last - first, 0)
        backwards, long = both & (self.length <= 0), both & (self.length > DAY)
        for rows, said, mend in (
            (backwards, "is not after", "Mend the times; a visit over midnight ends on the next day's date."),
            (long, "is more than 24 hours after", "Mend the times, or give the care as one visit a day."),
        ):
            for row in findings.room("visit_length", file.csv, rows, chunk.lines):
                text = chunk.cells[end].at(row)
                clocks = self.changed[0][row] or self.changed[1][row]
                findings.problem(
                    "visit_length", file.csv, int(chunk.lines[row]), end, text,
                    f"{end} {quoted(text)} {said} {start} {quoted(chunk.cells[start].at(row))}.",
                    f"The clocks change then: give both times with their offset, {OFFSET}." if clocks else mend,
                )
        self.sound = both & ~backwards & ~long


def _times(chunk: Chunk, name: str, file: File, findings: Findings) -> tuple[np.ndarray, Times]:
    """A column of times: which of the times each row has, and the times; problems for what is not one."""
    cells = chunk.cells.get(name) or Cells([""], np.zeros(len(chunk), dtype=np.int64))
    if isinstance(cells, Plain) and not (file.column(name).required and cells.blank().any()):
        plain = read_plain(cells)
        if plain is not None:
            return np.arange(len(chunk)), plain
    times = read_times(cells.texts)
    if not times.known.all():
        faults = dict(zip(cells.texts, times.faults, strict=True))
        read_column(file.column(name), chunk, lambda text: faults[text] or text, file, findings)
    return cells.codes, times


def _status_fits(
    chunk: Chunk, completed: np.ndarray, neither: np.ndarray, actual: _Span, file: File, findings: Findings
) -> np.ndarray:
    """Whether completed visits have both actual times and others neither; problems for those that do not fit."""
    fits = np.ones(len(chunk), dtype=bool)
    for name, given in zip((actual.start, actual.end), actual.given, strict=True):
        lacking, needless = completed & ~given, neither & given
        fits &= ~lacking & ~needless
        for row in findings.room("visit_times", file.csv, lacking | needless, chunk.lines):
            status = chunk.cells["status"].at(row)
            if lacking[row]:
                message = f"The visit is completed, but {name} is blank."
                mend = f"Fill {name} in, or give the status that is right."
            else:
                message = f"The visit is {status}, but has an {name}."
                mend = f"Clear {name}, or give the status completed."
            text = chunk.cells[name].at(row) if name in chunk.cells else ""
            findings.problem("visit_times", file.csv, int(chunk.lines[row]), name, text, message, mend)
    return fits


@dataclass
class _Ids:
    """The visits' numbers, kept as 64-bit hashes: ten million fit in little; equal ones are read again to be told."""

    wanted: frozenset[str]
    seen: set[str] = field(default_factory=set)
    """Those of the visits wanted that have been added."""
    hashes: list[np.ndarray] = field(default_factory=list)
    lines: list[np.ndarray] = field(default_factory=list)

    def add(self, chunk: Chunk) -> None:
        cells = chunk.cells.get("visit_id")
        if cells is None:
            return
        there = ~cells.blank()
        if self.wanted:
            self.seen |= self.wanted.intersection(cells.texts)
        self.hashes.append(cells.hashes()[there])
        self.lines.append(chunk.lines[there].astype(np.uint32))

    def check(self, path: Path, file: File, findings: Findings, hold: Collection[int]) -> None:
        """A problem for each visit_id that an earlier line has."""
        if not self.hashes:
            return
        hashes = np.concatenate(self.hashes)
        ordered = np.sort(hashes)
        if not (ordered[1:] == ordered[:-1]).any():
            return
        order = np.argsort(hashes, kind="stable")
        lines, ordered = np.concatenate(self.lines)[order].astype(np.int64), hashes[order]
        again = np.flatnonzero(ordered[1:] == ordered[:-1]) + 1
        begins = np.arange(len(ordered))
        begins[again] = 0
        later, first = lines[again], lines[np.maximum.accumulate(begins)[again]]
        by_line = np.argsort(later)
        later, first = later[by_line], first[by_line]
        listed = findings.room("duplicate_key", file.csv, len(later), later)
        texts = _ids_on(np.union1d(later[listed], first[listed]), path, file, hold)
        for at in listed:
            line, earlier = int(later[at]), int(first[at])
            text = texts[line]
            if text == texts[earlier]:
                findings.problem(
                    "duplicate_key", file.csv, line, "visit_id", text,
                    f"Lines {earlier} and {line} are the same visit {quoted(text)}.",
                    "Keep the row that is right and delete the other.",
                )


def _ids_on(lines: np.ndarray, path: Path, file: File, hold: Collection[int]) -> dict[int, str]:
    """The visits' numbers on some lines, for which the file is read again."""
    found: dict[int, str] = {}
    for chunk in Table(path, file, Findings(), lambda rows: None, hold).chunks():
        for row in where(np.isin(chunk.lines, lines)):
            found[int(chunk.lines[row])] = chunk.cells["visit_id"].at(row)
        if len(found) == len(lines):
            break
    return found


@dataclass
class _Clocks:
    """Visits at times when the clocks change: how many, and where first, by provider and contract."""

    seen: dict[tuple[str | None, ...], list[tuple[int, str, str]]] = field(default_factory=dict)

    def note(self, chunk: Chunk, planned: _Span, actual: _Span, keys: Keys, key: np.ndarray) -> None:
        flags = [(name, flag) for span in (planned, actual)
                 for name, flag in zip((span.start, span.end), span.changed, strict=True)]
        for row in where(np.logical_or.reduce([flag for _, flag in flags])):
            name = next(name for name, flag in flags if flag[row])
            pair = keys.names[key[row]][1:3]
            self.seen.setdefault(pair, []).append((int(chunk.lines[row]), name, chunk.cells[name].at(row)))

    def warn(self, file: File, findings: Findings) -> None:
        for (provider, contract), visits in self.seen.items():
            line, column, text = visits[0]
            findings.warn(
                "clock_change", file.csv, line, column, text,
                f"{_count(len(visits), 'visit')} of {provider} under {contract} {'are' if len(visits) > 1 else 'is'} "
                f"at a time when the clocks change (first {quoted(text)}): a time that was left out is read as if the "
                "clock had not moved, of a time that came twice the first is meant.",
                f"Nothing, if that is right; else give the time with its offset, {OFFSET}.",
            )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
