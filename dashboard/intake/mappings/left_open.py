"""Left open: what a profile does not say of a table, or a table only hints at, for a person to say or confirm."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboard.intake.columns import FILES
from dashboard.intake.kinds import clean, quoted
from dashboard.intake.mappings import codes
from dashboard.intake.mappings.profile import Profile
from dashboard.intake.mappings.table import Row, Table


@dataclass(frozen=True)
class Open:
    """What a profile leaves open of one column, for a person to say: `mappings.completed` takes the answers.

    `values` has each different value under `heading` of which nothing says what it means, with the rows that have it;
    it is empty where the table says nothing at all, and one value holds for every row. `file` and `sheet` are the
    person's, `profile` the profile's name.
    """

    name: str
    """The file of the contract."""
    column: str
    heading: str = ""
    values: dict[str, int] = field(default_factory=dict)
    profile: str = ""
    file: str = ""
    sheet: str = ""


@dataclass
class _Unmeant:
    """A value of which nothing says what it means: where it stands first, for what, and on how many rows."""

    name: str
    column: str
    heading: str
    line: int
    table: str
    rows: int = 0
    last: int = 0


@dataclass
class _Hint:
    """A column of suggestions: on how many rows it is filled in, and on which line first."""

    rows: int = 0
    line: int = 0


class LeftOpen:
    """What is left open of one table, noted as it is read."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._unfilled: set[tuple[str, str]] = set()
        self._blank = {name: codes.of_every_row(FILES[name]) for name in profile.files}
        self._unmeant: dict[tuple[str, str], _Unmeant] = {}
        self._hints: dict[int, _Hint] = {}

    def note_unfilled(self, name: str, column: str) -> None:
        """Note a required column of a file of the contract for which the profile has an empty constant."""
        self._unfilled.add((name, column))

    def note_unmeant(self, text: str, name: str, column: str, heading: str, values: str, line: int) -> None:
        """Note a value, looked up in the value table `values` if any, of which nothing says what it means.

        A row counts once, however many columns it feeds.
        """
        found = _Unmeant(name, column, heading, line, values)
        first = self._unmeant.setdefault((values or f"{name}.{column}", text), found)
        first.rows += first.last != line
        first.last = line

    def note_hint(self, at: int) -> None:
        """Note where a column of suggestions stands."""
        self._hints.setdefault(at, _Hint())

    def count_hints(self, row: Row, line: int) -> None:
        """Count the suggestions of a row."""
        for at, hint in self._hints.items():
            if clean(row[at]):
                hint.rows += 1
                hint.line = hint.line or line

    def note_filled(self, name: str, record: Mapping[str, str]) -> None:
        """Note which columns of a file of the contract a record fills in."""
        if blank := self._blank[name]:
            blank -= {column for column in blank if record.get(column)}

    def told(self, rows: Mapping[str, int]) -> list[Open]:
        """What the profile leaves open, in the contract's order: blank columns, and values without a meaning.

        `rows` is how many rows each file of the contract has: a file without rows leaves no column blank.
        """
        values: dict[str, Open] = {}
        for (place, text), one in self._unmeant.items():
            found = values.setdefault(place, Open(one.name, one.column, one.heading, profile=self._profile.name))
            found.values[text] = one.rows
        order = [(name, column.name) for name in self._profile.files for column in FILES[name].columns]
        blank = (Open(name, column, profile=self._profile.name) for name, column in order
                 if (name, column) in self._unfilled or (rows[name] and column in self._blank[name]))
        return sorted([*blank, *values.values()], key=lambda one: order.index((one.name, one.column)))

    def say(self, table: Table) -> None:
        """Say what the values are that a value table lacks, and which columns are suggestions to confirm."""
        for (_, text), one in self._unmeant.items():
            if one.table:
                more = f", and {one.rows - 1:,} more row{'s' * (one.rows > 2)}," if one.rows > 1 else ""
                table.problem(
                    "no_entry", one.line, one.heading, text,
                    f"{quoted(text)} on this line{more} has no entry in the value table {one.table}.",
                    "Say what it means in the form on the Data page (/data), or add it to "
                    f'{table.mended_in(one.table)}: "{text[:60]}" = "…".',
                )
        for at, hint in self._hints.items():
            if hint.rows:
                heading = table.headings[at]
                table.warn(
                    "to_confirm", hint.line, heading, "",
                    f"{quoted(heading)} is filled in on {hint.rows:,} row{'s' * (hint.rows > 1)}: it is a suggestion, "
                    "not a fact, and is not taken.",
                    "Confirm what it means, and give it in contracts.csv in the contract's own columns.",
                )
