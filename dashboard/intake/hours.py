"""Hours: totals by day or week, and the book that hours and visits are entered in, by day and key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from dashboard.intake.columns import DAYS, FILES, File
from dashboard.intake.held import Held, held_rows
from dashboard.intake.kinds import reader
from dashboard.intake.outcome import Outcome
from dashboard.intake.problems import Findings, Problem
from dashboard.intake.reading import Chunk, Table
from dashboard.intake.records import Values, read_column
from dashboard.intake.references import Reference, named_wrongly
from dashboard.market.weeks import HOURS_KEY
from dashboard.settings import Settings

KEYS = 1 << 24
"""More than the keys there can be: a day and a key's number make one number by it."""

ADD_UP_AT = 3_000_000
"""Entries that a book holds before those of the same day and key are added up."""


ENTRY = ["day", "key", "planned", "delivered", "rows", "line"]
"""An entry's columns: the day counted from 1970, the key's number, hours, how many rows make it, the first's line."""


@dataclass
class HoursFile:
    """What hours.csv or visits.csv says: entries (one a day and key), the days it replaces by pair, rows read.

    `held_back` are the rows that were held back, `visits_seen` those of the visits asked for that are in the file.
    """

    file: File
    entries: pd.DataFrame
    ranges: pd.DataFrame
    rows: int
    held_back: pd.DataFrame
    visits_seen: frozenset[str] = frozenset()


@dataclass
class Keys:
    """The keys of hours (authority, provider, contract, service) by number, each judged once against the records."""

    outcome: Outcome
    names: list[tuple[str | None, ...]] = field(default_factory=list)
    faults: list[list[Reference]] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    _numbers: dict[tuple[str | None, ...], int] = field(default_factory=dict)

    def number(self, key: tuple[str | None, ...]) -> int:
        """The number that stands for a key; parts that could not be read are None."""
        if key not in self._numbers:
            self._numbers[key] = len(self.names)
            self.names.append(key)
            self.whole.append(None not in key)
            self.faults.append(named_wrongly(self.outcome, *key))
        return self._numbers[key]

    def life(self, number: int) -> tuple[int, int] | None:
        """The first and last day of the key's contract, counted from 1970, if they are known."""
        contract = self.outcome.contracts.get(self.names[number][2] or "")
        if contract is None or contract.life is None:
            return None
        first, last = np.array([contract.life.start, contract.life.current_end], dtype="datetime64[D]").astype(int)
        return int(first), int(last)


@dataclass
class Book:
    """Hours by day and key, entered as they are read and added up at the end."""

    parts: list[pd.DataFrame] = field(default_factory=list)

    def enter(
        self, day: np.ndarray, key: np.ndarray, planned: np.ndarray, delivered: np.ndarray, line: np.ndarray
    ) -> None:
        """Enter some rows, in the order of their lines."""
        at, together = pd.factorize(day * KEYS + key)
        first = np.empty(len(together), dtype=np.int64)
        first[at[::-1]] = line[::-1]
        size = len(together)
        self.parts.append(pd.DataFrame({
            "together": together, "planned": np.bincount(at, planned, size),
            "delivered": np.bincount(at, delivered, size), "rows": np.bincount(at, minlength=size), "line": first,
        }))
        if sum(map(len, self.parts)) > ADD_UP_AT:
            self.parts = [self._added_up()]

    def _added_up(self) -> pd.DataFrame:
        return pd.concat(self.parts, ignore_index=True).groupby("together", sort=True, as_index=False).agg(
            {"planned": "sum", "delivered": "sum", "rows": "sum", "line": "min"}
        )

    def closed(self, unit: float = 1.0) -> pd.DataFrame:
        """The book's entries, one a day and key; `unit` is how many of what was entered make an hour."""
        if not self.parts:
            return no_entries()
        entries = self._added_up()
        self.parts = []
        return pd.DataFrame({
            "day": entries["together"] // KEYS, "key": entries["together"] % KEYS,
            "planned": entries["planned"] / unit, "delivered": entries["delivered"] / unit,
            "rows": entries["rows"], "line": entries["line"],
        })


def no_entries() -> pd.DataFrame:
    """Entries of a file that has none."""
    return pd.DataFrame({
        name: pd.Series(dtype=float if name in ("planned", "delivered") else np.int64) for name in ENTRY
    })


def numbered(
    chunk: Chunk, values: dict[str, Values], keys: Keys, file: File, findings: Findings
) -> tuple[np.ndarray, np.ndarray]:
    """The key number of each row, and whether its key is whole and right; problems for those that are not right."""
    together = np.zeros(len(chunk), dtype=np.int64)
    for name in HOURS_KEY:
        together = together * (len(values[name].distinct) + 1) + values[name].codes
    at, kinds = pd.factorize(together)
    numbers = np.empty(len(kinds), dtype=np.int64)
    right = np.ones(len(kinds), dtype=bool)
    first = np.empty(len(kinds), dtype=np.int64)
    first[at[::-1]] = np.arange(len(chunk))[::-1]
    for kind, row in enumerate(first):
        key = tuple(values[name].distinct[values[name].codes[row]] for name in HOURS_KEY)
        number = numbers[kind] = keys.number(key)
        right[kind] = keys.whole[number] and not keys.faults[number]
        if not keys.faults[number]:
            continue
        for fault in keys.faults[number]:
            for there in findings.room(fault.rule, file.csv, at == kind, chunk.lines):
                findings.problem(fault.rule, file.csv, int(chunk.lines[there]), fault.column, fault.value,
                                 fault.message, fault.mend)
    return numbers[at], right[at]


def read_hours(
    path: Path,
    keys: Keys,
    settings: Settings,
    findings: Findings,
    progress: Callable[[int], None],
    hold: Mapping[int, Problem],
) -> HoursFile:
    """Read hours.csv, its weeks spread over their days; the rows on the lines `hold` are held back."""
    file = FILES["hours"]
    readers = {column.name: reader(column, settings) for column in file.columns}
    table = Table(path, file, findings, progress, hold)
    parts = []
    for chunk in table.chunks():
        values = {column.name: read_column(column, chunk, readers[column.name], file, findings)
                  for column in file.columns}
        key, right = numbered(chunk, values, keys, file, findings)
        day, known = _days(values["date"])
        week = np.array([value == "week" for value in values["period"].distinct], dtype=bool)[values["period"].codes]
        # 1970 began on a Thursday
        odd = week & known & ((day + 3) % 7 != 0)
        for row in findings.room("week_not_monday", file.csv, odd, chunk.lines):
            shown = np.datetime64(int(day[row]), "D")
            monday = shown - np.timedelta64(int((day[row] + 3) % 7), "D")
            findings.problem("week_not_monday", file.csv, int(chunk.lines[row]), "date", str(shown),
                             f"{shown} is not a Monday: a week's hours are given on its Monday.",
                             f"Write {monday}, if the week from that day is meant.")
        right &= known & ~odd & ~values["period"].bad
        planned, delivered = (_numbers(values[name]) for name in ("planned_hours", "delivered_hours"))
        right &= ~np.isnan(planned) & ~np.isnan(delivered)
        parts.append(pd.DataFrame({
            "day": day, "key": key, "planned": planned, "delivered": delivered, "line": chunk.lines, "week": week,
        })[right])
    rows = pd.concat(parts, ignore_index=True) if parts else no_entries().assign(week=False)
    rows = _spread(rows, keys)
    counted = _given_once(rows, keys, file, findings).assign(rows=1)
    held = held_rows(table, hold, settings)
    return HoursFile(file, counted[ENTRY], pair_ranges(rows, keys, held), table.rows, held.rows)


def _days(values: Values) -> tuple[np.ndarray, np.ndarray]:
    days = np.array(values.distinct, dtype="datetime64[D]")
    return days.astype(np.int64)[values.codes], ~np.isnat(days)[values.codes]


def _numbers(values: Values) -> np.ndarray:
    return np.array(values.distinct, dtype=float)[values.codes]


def _spread(rows: pd.DataFrame, keys: Keys) -> pd.DataFrame:
    """Weeks as seven days, `counted` where the contract is in force (all seven where on none); days as they are."""
    weeks = rows[rows["week"]]
    days = rows[~rows["week"]].assign(counted=True)
    if weeks.empty:
        return days
    lives = {number: keys.life(number) for number in weeks["key"].unique()}
    first = weeks["key"].map({number: life[0] if life else -KEYS for number, life in lives.items()}).to_numpy()
    last = weeks["key"].map({number: life[1] if life else KEYS for number, life in lives.items()}).to_numpy()
    day = weeks["day"].to_numpy()[:, None] + np.arange(7)
    counted = (day >= first[:, None]) & (day <= last[:, None])
    counted |= ~counted.any(axis=1, keepdims=True)
    share = counted.sum(axis=1)
    spread = weeks.assign(planned=weeks["planned"] / share, delivered=weeks["delivered"] / share)
    spread = spread.loc[spread.index.repeat(7)].assign(day=day.ravel(), counted=counted.ravel())
    return pd.concat([days, spread], ignore_index=True).sort_values(["line", "day"], ignore_index=True)


def _given_once(rows: pd.DataFrame, keys: Keys, file: File, findings: Findings) -> pd.DataFrame:
    """The days that count, each once; a problem for each line that gives a day which an earlier line gave."""
    again = rows.duplicated(["day", "key"]).to_numpy()
    if again.any():
        earlier = rows.groupby(["day", "key"])["line"].transform("first").to_numpy()
        twice = rows.assign(earlier=earlier)[again].drop_duplicates("line").reset_index(drop=True)
        for at in findings.room("hours_twice", file.csv, len(twice), twice["line"].to_numpy()):
            row = twice.iloc[at]
            day = np.datetime64(int(row["day"]), "D")
            findings.problem(
                "hours_twice", file.csv, int(row["line"]), "date", str(day),
                f"Lines {int(row['earlier'])} and {int(row['line'])} both give the hours of {day} for "
                f"{', '.join(map(str, keys.names[int(row['key'])]))}.",
                "Keep one of them, or add their hours up in one row; a week covers all its seven days.",
            )
    return rows[~again & rows["counted"].to_numpy(dtype=bool)]


def hours_by_day(entries: list[pd.DataFrame], keys: Keys) -> pd.DataFrame:
    """Books' entries as hours by day in the market's form, sorted by day and key."""
    rows = pd.concat(entries, ignore_index=True)
    columns: dict[str, pd.Series | np.ndarray] = {"date": rows["day"].to_numpy().astype("datetime64[D]")}
    for at, name in enumerate(HOURS_KEY):
        names = np.array([key[at] for key in keys.names], dtype=object)
        columns[name] = names[rows["key"].to_numpy()] if len(rows) else np.array([], dtype=object)
    columns["planned_hours"], columns["delivered_hours"] = rows["planned"], rows["delivered"]
    frame = pd.DataFrame(columns).astype(DAYS)
    return frame.sort_values(["date", *HOURS_KEY], ignore_index=True)


def pair_ranges(rows: pd.DataFrame, keys: Keys, held: Held) -> pd.DataFrame:
    """The days from the first to the last that some rows have for each pair: provider_id, authority, first, last."""
    pairs = pd.DataFrame(
        [(key[1], key[0]) for key in keys.names], columns=["provider_id", "authority"], dtype="str"
    ).reindex(rows["key"])
    day = rows["day"].to_numpy().astype("datetime64[D]").astype("datetime64[us]")
    parts = [part for part in (pairs.assign(first=day, last=day), held.ranges) if len(part)]
    return (
        pd.concat(parts or [held.ranges])
        .groupby(["provider_id", "authority"], as_index=False)
        .agg(first=("first", "min"), last=("last", "max"))
    )
