"""A delivery beside what is stored: what it would change, found by table and, of hours, by provider and authority.

Nothing is written here. An import is the same comparison, with writing added where changes are found.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table, and_

from dashboard.intake import Checked, Hours
from dashboard.market import weeks
from dashboard.store import frames, schema

Progress = Callable[[int, int], None]
"""Told the rows of a delivery gone through, and all of them."""

BATCH = 20_000
"""About how many rows are written in one transaction, and so how long others wait for it: well under a second."""

SAME_HOURS = 1e-9
"""Hours less than this apart are the same: the order in which visits are summed must not look like a change."""

PAIR = ["provider_id", "authority"]
"""What hours are replaced by, besides their days."""


@dataclass(frozen=True)
class Change:
    """What a delivery changes: rows `read`; records, or days of hours by provider, contract and service.

    A row that takes away a record there is not, is `unchanged`.
    """

    read: int
    new: int
    changed: int
    unchanged: int
    removed: int


class Comparison:
    """A delivery beside the market as known at an import."""

    def __init__(self, connection: Connection, checked: Checked, known_at: int, progress: Progress | None = None):
        self.connection = connection
        self.checked = checked
        self.known_at = known_at
        self.progress = progress
        self.done = 0
        days = 0 if checked.hours is None else len(checked.hours.days)
        self.all = days + sum(map(len, checked.frames.values()))

    def run(self) -> dict[str, Change]:
        """What changes, by file; `hours` for hours and visits together."""
        read = self.checked.rows
        found = {}
        for name, frame in self.checked.frames.items():
            found[name] = Change(read=read.get(name, len(frame)), **self.records(schema.RECORDS[name], frame))
        if self.checked.hours is not None:
            rows = read.get("hours", 0) + read.get("visits", 0)
            found["hours"] = Change(read=rows, **self.hours(self.checked.hours))
        return found

    def went_through(self, rows: int) -> None:
        """Tell that so many rows more are done."""
        self.done += rows
        if self.progress:
            self.progress(self.done, self.all)

    # Records

    def records(self, table: Table, given: pd.DataFrame) -> dict[str, int]:
        """Compare the records of one file, those to remove among them."""
        columns, key = schema.contents(table), schema.key(table)
        removed = given[given["remove"]]
        kept = frames.flat(columns, given[~given["remove"]])
        current = self.current_records(table)

        before = kept.merge(current, on=key, how="left", suffixes=("", " before"), validate="one_to_one")
        stored = before["id"].notna()
        same = stored & same_values(before, kept.columns.difference(key))
        taken = current.merge(removed[key], on=key)["id"]
        overlapped = _overlapped(current, kept) if table is schema.school_holidays else ()
        gone = {*before["id"][stored], *taken, *overlapped} - {*before["id"][same]}
        new = kept[~same.to_numpy()]

        self.went_through(len(given) - len(new))
        self.write_records(table, sorted(map(int, gone)), new)
        changed = int((stored & ~same).sum())
        return {
            "new": int((~stored).sum()),
            "changed": changed,
            "unchanged": int(same.sum()) + len(removed) - len(taken),
            "removed": len(gone) - changed,
        }

    def write_records(self, table: Table, gone: list[int], new: pd.DataFrame) -> None:
        """Where an import replaces records, by id, by new ones."""
        self.went_through(len(new))

    def current_records(self, table: Table) -> pd.DataFrame:
        """The records stored of one file, flat, with their id."""
        columns = schema.contents(table)
        current = frames.read(self.connection, [*columns, table.c.id], schema.known(table, self.known_at))
        return frames.flat(columns, current).assign(id=current["id"])

    # Hours

    def hours(self, hours: Hours) -> dict[str, int]:
        """Compare the hours of every range: by provider and authority, as two ranges of a pair may share a week."""
        days = hours.days
        series = self.numbered(days)
        pairs = days.groupby(PAIR, observed=True).indices
        given = pd.DataFrame({
            "series_id": _series_of(days, series),
            "date": days["date"],
            "planned_hours": days["planned_hours"],
            "delivered_hours": days["delivered_hours"],
        })
        ids = {pair: rows["id"].tolist() for pair, rows in series.groupby(PAIR)}
        counts = Counter(new=0, changed=0, unchanged=0, removed=0)
        batch: list[Pair] = []
        size = 0
        for pair, ranges in hours.ranges.groupby(PAIR, observed=True):
            rows = given.iloc[pairs.get(pair, [])]
            batch.append(Pair(ids.get(pair, []), ranges, rows))
            size += len(rows)
            if size >= BATCH:
                counts.update(self.compare_hours(batch))
                batch, size = [], 0
        if batch:
            counts.update(self.compare_hours(batch))
        return dict(counts)

    def numbered(self, days: pd.DataFrame) -> pd.DataFrame:
        """Every series there is, those of these days included, with its id."""
        known = self.series()
        keys = days[weeks.HOURS_KEY].drop_duplicates()
        new = keys.merge(known, on=weeks.HOURS_KEY, how="left").query("id.isna()")[weeks.HOURS_KEY]
        return known if new.empty else self.with_series(known, new.sort_values(weeks.HOURS_KEY))

    def series(self) -> pd.DataFrame:
        """Every series there is, with its id."""
        return frames.read(self.connection, [schema.hours_series.c.id, *schema.contents(schema.hours_series)])

    def with_series(self, known: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
        """The series there are and new ones, under numbers that no stored one has."""
        return pd.concat([known, new.assign(id=range(-len(new), 0)).astype({"id": "Int64"})], ignore_index=True)

    def compare_hours(self, pairs: list["Pair"]) -> dict[str, int]:
        """Compare the hours of some providers and authorities."""
        given = pd.concat([pair.days for pair in pairs], ignore_index=True)
        found = pd.concat([self.current_days(pair) for pair in pairs], ignore_index=True)
        outside = found[~found["inside"]].drop(columns="inside")
        gone, new = compare(found[found["inside"]].drop(columns="inside"), given, "date")
        if len(gone) or len(new):
            self.write_hours(pairs, given, outside, gone, new)
        self.went_through(len(given))
        changed = len(gone.index.intersection(new.index))
        return {
            "new": len(new) - changed, "changed": changed, "unchanged": len(given) - len(new),
            "removed": len(gone) - changed,
        }

    def write_hours(
        self, pairs: list["Pair"], given: pd.DataFrame, outside: pd.DataFrame, gone: pd.DataFrame, new: pd.DataFrame
    ) -> None:
        """Where an import replaces days by new ones; `outside` are the days that stay of the weeks touched."""

    def current_days(self, pair: "Pair") -> pd.DataFrame:
        """The days stored of a pair in every week that its ranges touch, `inside` where they replace it."""
        table = schema.daily_hours
        first, last = weeks.monday(pair.first), weeks.monday(pair.last) + timedelta(days=6)
        current = self.current_hours(table, pair, table.c.date.between(first, last))
        return current.assign(inside=pair.covers(current["date"]))

    def current_hours(self, table: Table, pair: "Pair", when: Any) -> pd.DataFrame:
        """The days or weeks stored of a pair."""
        mine = and_(table.c.series_id.in_(pair.series), when, schema.known(table, self.known_at))
        return frames.read(self.connection, schema.contents(table), mine)


class Pair:
    """What a delivery says of one provider and authority: its series, the ranges it replaces, and their days."""

    def __init__(self, series: list[int], ranges: pd.DataFrame, days: pd.DataFrame):
        self.series = series
        self.days = days
        self.first, self.last = ranges["first"].min().date(), ranges["last"].max().date()
        self._ranges = list(zip(ranges["first"], ranges["last"], strict=True))
        if not self.covers(days["date"]).all():
            raise ValueError("Hours lie outside the ranges that they are said to replace.")

    def covers(self, days: pd.Series) -> pd.Series:
        """Which days lie in one of its ranges."""
        covered = pd.Series(False, index=days.index)
        for first, last in self._ranges:
            covered |= days.between(first, last)
        return covered


def cut(items: list[Any], size: int) -> Iterator[list[Any]]:
    """A list in parts of a size."""
    for first in range(0, len(items), size):
        yield items[first : first + size]


def same_values(rows: pd.DataFrame, names: Sequence[str] | pd.Index) -> pd.Series:
    """Which rows have the same in each column as in the column of its name and ` before`."""
    same = pd.Series(True, index=rows.index)
    for name in names:
        same &= _same(rows[name], rows[f"{name} before"])
    return same


def _same(one: pd.Series, other: pd.Series) -> pd.Series:
    return ((one == other) | (one.isna() & other.isna())).fillna(False).astype(bool)


def _overlapped(current: pd.DataFrame, given: pd.DataFrame) -> pd.Series:
    """The ids of the school holidays stored that a delivery's rows of their authority overlap."""
    both = current.merge(given, on="authority", suffixes=("", " given"))
    return both["id"][(both["first_day"] <= both["last_day given"]) & (both["last_day"] >= both["first_day given"])]


def _series_of(days: pd.DataFrame, series: pd.DataFrame) -> np.ndarray[Any, Any]:
    grouped = days.groupby(weeks.HOURS_KEY, observed=True, sort=False)
    keys = days[weeks.HOURS_KEY].drop_duplicates()
    ids = keys.merge(series, on=weeks.HOURS_KEY, how="left")["id"].to_numpy(dtype="int64")
    return ids[grouped.ngroup().to_numpy()]


def periods(series: pd.Series, period: pd.Series) -> pd.Index:
    """One number for a series and a day."""
    days = period.to_numpy().astype("datetime64[D]").astype("int64")
    return pd.Index(series.to_numpy(dtype="int64") * 1_000_000 + days)


def compare(stored: pd.DataFrame, given: pd.DataFrame, period: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The stored rows that are gone or changed, and the given rows that are new or changed, by series and day."""
    stored = stored.set_index(periods(stored["series_id"], stored[period]))
    given = given.set_index(periods(given["series_id"], given[period]))
    both = stored.index.intersection(given.index)
    before, after = stored.loc[both], given.loc[both]
    same = pd.Series(True, index=both)
    for name in stored.columns.difference(["series_id", period]):
        if before[name].dtype.kind == "f":
            same &= (before[name] - after[name]).abs() < SAME_HOURS
        else:
            same &= _same(before[name], after[name])
    kept = both[same]
    return stored.drop(kept), given.drop(kept)
