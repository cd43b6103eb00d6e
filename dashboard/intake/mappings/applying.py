"""Applying: a table of another shape becomes files of the data contract, by a profile, row by row."""

import csv
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from dashboard.intake.columns import FILES
from dashboard.intake.kinds import quoted
from dashboard.intake.mappings import headings as names
from dashboard.intake.mappings.carers import Carers
from dashboard.intake.mappings.feeding import Feeding
from dashboard.intake.mappings.left_open import LeftOpen, Open
from dashboard.intake.mappings.profile import SUGGESTED, Profile
from dashboard.intake.mappings.table import Table, look_for_persons, records
from dashboard.intake.mappings.weeks import FED, begun, weeks_in
from dashboard.intake.problems import Problem
from dashboard.settings import Settings


@dataclass(frozen=True)
class Mapped:
    """Files of the contract that a table became.

    `paths` by file of the contract; `columns` says for each of them which heading (or headings) of the table feeds
    each column; `rows` how many rows each file has. What is wrong with the table as such, and values that a value
    table lacks, are `problems`. A cell that cannot be read stays as it is written, so that the reader refuses it on
    its line; only with `lines=False` is it a problem here. `open` has what a person can add to the profile.

    `lines` has, for a file whose rows cannot stand on the lines they had because one line became several rows, the
    table's line of each line of the file (its first is the headings').
    """

    paths: dict[str, Path] = field(default_factory=dict)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    lines: dict[str, list[int]] = field(default_factory=dict)
    open: list[Open] = field(default_factory=list)


def apply(
    profile: Profile, table: Path, folder: Path, *, lines: bool = True, settings: Settings | None = None
) -> Mapped:
    """Write the files of the contract that a UTF-8 CSV becomes into a folder; its rows are read one at a time.

    With `lines` every row stands on the line that it had in the table, blank lines between; otherwise the rows are
    packed, for people, and columns of suggestions to confirm are added. Codes of the contract, and those of `settings`
    and their names, need no entry in a value table.
    """
    given, left, carers = Table(table, profile, lines), LeftOpen(profile), Carers()
    mapped = Mapped(warnings=given.findings.warnings, problems=given.findings.problems)
    try:
        if given.find_headings():
            _write(Feeding(given, settings or _NONE, left, carers), folder, mapped)
    except UnicodeDecodeError:
        given.problem("encoding", None, "", "", "The file is not saved as UTF-8.", "Save it as “CSV UTF-8”.")
    except csv.Error as error:
        given.problem("quotes", given.line + 1, "", "", f"The file cannot be read after this line ({error}).",
                      "Close the quotation marks around cells, or send the file again.")
    left.say(given)
    carers.tell_alone(given)
    return mapped


_NONE = Settings.model_construct(authorities={}, services={})
"""Settings that know no code."""


def _write(feeding: Feeding, folder: Path, mapped: Mapped) -> None:
    """Write the files of the contract that the rows below a table's headings become, and say so in `mapped`."""
    table, left = feeding.table, feeding.left
    look_for_persons(table)
    feeding.carers.count(table)
    weeks = weeks_in(table)
    files = {name: feeding.fed(name) for name in table.profile.files}
    mapped.columns.update((name, fed.headings) for name, fed in files.items())
    with ExitStack() as streams:
        outs: dict[str, _Out] = {}
        for name, fed in files.items():
            mapped.paths[name] = folder / FILES[name].csv
            stream = streams.enter_context(mapped.paths[name].open("w", encoding="utf-8", newline=""))
            header = _header(name, [*fed.readings, *(FED if weeks else ())])
            outs[name] = _Out(stream, header, table.top, not table.lines, bool(weeks) and table.lines)
        firsts = _Firsts(table)
        for row in records(table):
            left.count_hints(row, table.line)
            for name, fed in files.items():
                for record in begun(row, weeks):
                    fed.fill(record, row)
                    if name == table.profile.file or firsts.has(name, record):
                        outs[name].add(record, table.line)
                        left.note_filled(name, record)
    mapped.rows.update((name, out.rows) for name, out in outs.items())
    mapped.lines.update((name, out.lines) for name, out in outs.items() if out.lines is not None)
    mapped.open.extend(left.told(mapped.rows))


def _header(name: str, columns: Collection[str]) -> list[str]:
    """Columns of a file in the contract's order, and after them those of suggestions."""
    header = [column.name for column in FILES[name].columns if column.name in columns]
    return header + [column for column in columns if column.startswith(SUGGESTED)]


class _Out:
    """One file of the contract as it is written."""

    def __init__(self, stream: TextIO, header: list[str], line: int, packed: bool, keep: bool):
        self._stream = stream
        self._writer = csv.writer(stream, lineterminator="\n")
        self._header = header
        self._packed = packed
        self._line = 1
        self.rows = 0
        self.lines: list[int] | None = [] if keep else None
        self._put(header, line)

    def add(self, record: dict[str, str], line: int) -> None:
        """Write a record that came from a line of the table."""
        self.rows += 1
        self._put([record.get(column, "") for column in self._header], line)

    def _put(self, row: list[str], line: int) -> None:
        if not self._packed and self.lines is None:
            self._stream.write("\n" * (line - self._line))
            self._line = line + 1
        if self.lines is not None:
            self.lines.append(line)
        self._writer.writerow([" ".join(cell.split()) if "\n" in cell or "\r" in cell else cell for cell in row])


class _Firsts:
    """The first record of each key in the further files, which many rows of a table may repeat."""

    def __init__(self, table: Table):
        self._table = table
        self._found: dict[tuple[str, str], tuple[str, int]] = {}

    def has(self, name: str, record: dict[str, str]) -> bool:
        """Whether a record from the row in hand is the first of its key; a warning where a later one differs."""
        own = ", ".join(record.get(column, "") for column in FILES[name].key)
        shown, line = " ".join(record.values()), self._table.line
        if not record.get(FILES[name].key[0]):
            return False
        first, where = self._found.setdefault((name, own), (shown, line))
        if names.bare(first) != names.bare(shown) and where != line:
            self._table.warn(
                "to_confirm", line, "", "",
                f"{quoted(own)} is written differently on lines {where} and {line}: the first is taken.",
                "Nothing, if both are the same; else give each its own number.",
            )
        return where == line
