"""Table: a table of another shape as it is given, by the profile that it fits: its headings, and its records' rows."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from dashboard.intake.columns import FILES
from dashboard.intake.kinds import Fault, clean, quoted
from dashboard.intake.mappings import headings as names
from dashboard.intake.mappings.profile import LOOK, Profile
from dashboard.intake.problems import Findings
from dashboard.intake.reading import CELL, TOTALS

Row = list[str]
Reading = Callable[[Row, dict[str, str]], str]
"""What gives a column's cell from a row (its cells cleaned when they are asked for) and the columns before it."""


@dataclass
class Table:
    """A UTF-8 CSV that is read by a profile, as far as it is read, and what is wrong with it."""

    path: Path
    profile: Profile
    lines: bool
    """Whether rows keep their lines: then a cell that cannot be read is left to the reader, to refuse on its line."""
    findings: Findings = field(default_factory=Findings)
    line: int = 0
    """The line that the row in hand begins on."""
    top: int = 0
    """The line of the headings."""
    headings: list[str] = field(default_factory=list)
    unsaid: set[str] = field(default_factory=set)
    """The headings of which the profile has to say how their cells are written: each is a problem once."""

    def problem(self, rule: str, line: int | None, column: str, value: str, message: str, mend: str) -> None:
        """Add one problem of the table."""
        self.findings.problem(rule, self.path.name, line, column, value, message, mend)

    def warn(self, rule: str, line: int | None, column: str, value: str, message: str, mend: str) -> None:
        """Add one warning of the table."""
        self.findings.warn(rule, self.path.name, line, column, value, message, mend)

    def unreadable(self, at: int, text: str, fault: Fault) -> str:
        """A cell that cannot be read, as it is written; the reader refuses it where there is one."""
        heading = self.headings[at]
        if fault.mend.startswith("Say in the profile"):
            if heading not in self.unsaid:
                self.unsaid.add(heading)
                self.problem(fault.rule, self.line, heading, text, fault.message, fault.mend)
        elif not self.lines:
            self.problem(fault.rule, self.line, heading, text, fault.message, fault.mend)
        return text

    def mended_in(self, values: str = "") -> str:
        """Where a person mends the profile, or one of its value tables."""
        inside = f"[values.{values}] of " if values else ""
        own = "your own copy of " if self.profile.shipped else ""
        return f"{inside}{own}the profile {self.profile.name}"

    def rows(self) -> Iterator[Row]:
        """Every row, from the first line of the file; `line` goes along."""
        csv.field_size_limit(CELL)
        with self.path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            line = 1
            for row in reader:
                self.line = line
                yield row
                line = reader.line_num + 1

    def find_headings(self) -> bool:
        """Find the row of headings, below a title block if there is one; a problem if there is none."""
        for row in self.rows():
            if self.line > self.profile.skip_lines + LOOK:
                break
            if self.line > self.profile.skip_lines and self.profile.fits(row):
                self.top, self.headings = self.line, row
                return True
        self.problem(
            "unknown_headings", None, "", "",
            f"The file has no row with the headings of the profile {self.profile.name}: "
            + ", ".join(synonyms[0] for synonyms in self.profile.needs) + ".",
            "Give the file for which the profile is made, or add its headings to the profile's `needs`.",
        )
        return False

    def place(self, synonyms: Sequence[str]) -> int | None:
        """Where the first of the synonyms that is there stands among the headings; None if none is."""
        return names.at(self.headings, synonyms)

    def at(self, synonyms: Sequence[str]) -> int:
        """Where a heading stands that is known to be there."""
        at = self.place(synonyms)
        assert at is not None  # noqa: S101 - only feeds whose headings are there are compiled
        return at

    def places(self, synonyms: Sequence[str]) -> list[int]:
        """Where headings stand; those that are not there are passed over."""
        return [at for name in synonyms if (at := self.place([name])) is not None]


def look_for_persons(table: Table) -> None:
    """Refuse a column that looks like a person's by its heading, unless it is under never_read or read by name."""
    read = {names.bare(name) for name in table.profile.headings}
    for heading in table.headings:
        person = names.person(heading)
        if not person or names.never(heading, table.profile.never_read):
            continue
        if names.bare(heading) in read or names.plain(heading) in read:
            continue
        table.problem(
            "personal_column", table.top, heading[:60], "",
            f"The column {quoted(heading)} looks like {person}: nothing here may tell who a person is.",
            f"Delete the column, or add its heading to never_read in {table.mended_in()}: then it is never looked at.",
        )


def records(table: Table) -> Iterator[Row]:
    """The rows below the headings that are records, and of those the ones that the profile chooses."""
    passed = [(table.places(rows.heading), rows.values) for rows in table.profile.leave_out]
    wanted = [(_chosen_by(table, rows.heading), rows.values) for rows in table.profile.only]
    totals = _total_places(table)
    for row in table.rows():
        if table.line <= table.top or not any(map(clean, row)):
            continue
        if not _is_even(table, row) or _is_total(table, row, totals):
            continue
        if any(_among(row, at, values) for at, values in passed):
            continue
        if all(_among(row, at, values) for at, values in wanted):
            yield row


def _chosen_by(table: Table, synonyms: Sequence[str]) -> list[int]:
    """Where the heading stands by which rows are chosen; a problem if it is not there."""
    places = table.places(synonyms)
    if not places:
        table.problem(
            "missing_column", table.top, "", "",
            f"The file has no column headed {' or '.join(map(quoted, synonyms))}, by which its rows are chosen.",
            f"Add the file's own heading under [[only]] in {table.mended_in()}.",
        )
    return places


def _is_even(table: Table, row: Row) -> bool:
    """Whether a row has a cell for each heading; a problem if not. Blank cells after them are taken off."""
    width = len(table.headings)
    while len(row) > width and not clean(row[-1]):
        row.pop()
    if len(row) == width:
        return True
    few = len(row) < width
    table.problem(
        "too_few_cells" if few else "too_many_cells", table.line, "", "",
        f"This row has {len(row)} cell{'s' * (len(row) > 1)} where there are {width} headings.",
        "Give the row a cell for every heading, empty where there is nothing to say." if few
        else "Put quotation marks around a cell that holds a comma.",
    )
    return False


def _total_places(table: Table) -> list[int]:
    """Where a total row says that it is one: under the first heading, or what feeds a key."""
    first = table.headings[0]
    places: list[int | None] = [] if names.never(first, table.profile.never_read) or names.person(first) else [0]
    for name, columns in table.profile.files.items():
        for column in FILES[name].key:
            for feed in columns.get(column, ()):
                places += map(table.place, feed.headings())
    return [at for at in dict.fromkeys(places) if at is not None]


def _is_total(table: Table, row: Row, places: list[int]) -> bool:
    for at in places:
        text = clean(row[at])
        if text.strip(":").casefold() in TOTALS:
            table.warn("total_row", table.line, table.headings[at], text,
                       "This looks like a total row, not a record, and is left out.", "Nothing, if it is one.")
            return True
    return False


def _among(row: Row, places: list[int], values: Sequence[str]) -> bool:
    """Whether a row has one of the values in one of the places."""
    texts = [clean(row[at]).casefold() for at in places]
    return any(fnmatchcase(text, value.casefold()) for text in texts for value in values)
