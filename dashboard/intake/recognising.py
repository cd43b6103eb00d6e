"""Recognising: what a table is, by the name it was given and by its first rows."""

import csv
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from dashboard.intake import mappings, people
from dashboard.intake.columns import FILES, REMOVE, File
from dashboard.intake.kinds import clean, quoted
from dashboard.intake.mappings import Profile
from dashboard.intake.mappings.headings import bare, never, plain
from dashboard.intake.safety import Refused
from dashboard.intake.workbook import COLUMNS

HEAD = 20
"""Among so many first rows that are not blank the headings are looked for: titles may stand above them."""

Head = list[tuple[int, list[str]]]
"""A table's first rows that are not blank, each with its line."""


@dataclass(frozen=True)
class Fit:
    """What a table is: a file of the contract, or what a profile makes one of, or neither; where its headings are."""

    line: int
    headings: list[str]
    name: str | None = None
    profile: Profile | None = None


def recognised(name: str | None, head: Head, profiles: Sequence[Profile]) -> Fit:
    """What a table is, by its first rows and by the contract's file that its name stands for, if it does.

    A table named as a file of the contract is that file if it has its headings; if some are missing it still is, unless
    a profile fits. Without such a name it is known by the headings of exactly one file, else by a profile.
    """
    named = None
    if name:
        own, (line, headings) = _own(FILES[name]), _best(head, FILES[name])
        named = Fit(line, headings, name)
        if _required(FILES[name]) <= _set(headings):
            return named
    if named is None or not own & _set(named.headings):
        for line, headings in head:
            whole = [file.name for file in FILES.values() if _required(file) <= _set(headings)]
            if len(whole) == 1:
                return Fit(line, headings, whole[0])
    for line, headings in head:
        if profile := mappings.fitting(headings, profiles):
            return Fit(line, headings, profile=profile)
    return named or Fit(*max(head, key=lambda row: sum(map(_is_word, row[1]))))


def _best(head: Head, file: File) -> tuple[int, list[str]]:
    """The row that has most of a file's headings; the first, where none has any."""
    return max(head, key=lambda row: len(_own(file) & _set(row[1])))


def _own(file: File) -> set[str]:
    return {column.name for column in file.columns} | ({REMOVE.name} if file.removable else set())


def _required(file: File) -> set[str]:
    return {column.name for column in file.columns if column.required}


def _set(headings: Sequence[str]) -> set[str]:
    return set(map(plain_heading, headings)) - {""}


def _is_word(cell: str) -> bool:
    return bool(clean(cell)) and not clean(cell)[0].isdigit()


def plain_heading(cell: str) -> str:
    """A heading as the contract writes it: lower case, underscores for blanks."""
    return re.sub(r"\s+", "_", clean(cell).lower())


def contract_name(name: str) -> str | None:
    """The file of the contract that the name of a file or a sheet stands for."""
    plain_name = re.sub(r"[\s_-]+", "_", re.sub(r"\.(csv|xlsx)$", "", clean(name).lower()))
    return plain_name if plain_name in FILES else None


def csv_head(path: Path) -> Head:
    """The first rows of a CSV, each cut after too many cells; what else is wrong is told by its reader, not here."""
    with path.open("rb") as stream:
        start = stream.read(1 << 20).decode("utf-8-sig", errors="replace")
    head: Head = []
    reader, line = csv.reader(StringIO(start, newline="")), 1
    with suppress(csv.Error):
        for cells in reader:
            if any(map(clean, cells)):
                head.append((line, cells[: COLUMNS + 1]))
            line = reader.line_num + 1
            if len(head) == HEAD:
                break
    return head


def person(heading: str, fit: Fit) -> str | None:
    """What person's fact a heading promises that the table is not meant to hold; None if none."""
    if fit.profile:
        if never(heading, fit.profile.never_read):
            return "what is never read"
        if {bare(heading), plain(heading)} & set(map(bare, fit.profile.headings)):
            return None
    elif fit.name and plain_heading(heading) in _own(FILES[fit.name]):
        return None
    return people.in_heading(plain_heading(heading))


def check_headings(fit: Fit) -> None:
    """Raises Refused for headings of a CSV that nothing can be done with, or below which nothing may be copied."""
    if len(fit.headings) > COLUMNS:
        raise Refused("too_many_columns", f"The file has more than {COLUMNS:,} columns: no table has so many.",
                      "Look for the file that holds the table, and give that.")
    for mark, separator in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if len(fit.headings) == 1 and mark in fit.headings[0]:
            raise Refused("not_csv", f"The cells are separated by {separator}, not by commas.",
                          "Save the file as comma-separated CSV.")
    for heading in fit.headings if fit.name else ():
        if what := person(heading, fit):
            raise Refused(
                "personal_column",
                f"The column {quoted(heading)} looks like {what}: nothing here may tell who a person is.",
                "Delete the column from the file and give it again.",
            )
