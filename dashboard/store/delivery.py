"""A delivery in: what is new or changed is written in batches under a number not yet published, then published.

Until then every read leaves it out, so a delivery that is cut off at any moment changes nothing; the next sweeps away
what it left.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table, and_, delete, func, insert, select, update

from dashboard.intake import Checked, Hours
from dashboard.market import clock, weeks
from dashboard.store import frames, schema

Progress = Callable[[int, int], None]
"""Told the rows of a delivery gone through, and all of them."""

BATCH = 20_000
"""About how many rows are written in one transaction, and so how long others wait for it: well under a second."""

SAME_HOURS = 1e-9
"""Hours less than this apart are the same: the order in which visits are summed must not look like a change."""

_NAMED_AT_ONCE = 500
_SERIES_AT_ONCE = 20


def deliver(
    connection: Connection, checked: Checked, newest: int, means: str, progress: Progress | None = None
) -> int | None:
    """Store what a delivery changes, and publish it; returns its number, or None when it changes nothing."""
    return _Import(connection, checked, newest, means, progress).run()


def sweep(connection: Connection) -> None:
    """Take away what an import that was never published left: its rows, its marks and its number."""
    cut_off = select(schema.imports.c.number).where(schema.imports.c.published_at.is_(None))
    for number in connection.scalars(cut_off).all():
        for table in schema.VERSIONED:
            stretches = list(_stretches(connection, table))
            # Its rows first, all of them: a row may not become current again beside the one that took its place.
            for stretch in stretches:
                connection.execute(delete(table).where(stretch, table.c.added_by == number))
                connection.commit()
            for stretch in stretches:
                mine = table.c.replaced_by == number
                connection.execute(update(table).where(stretch, mine).values(replaced_by=None))
                connection.commit()
        connection.execute(delete(schema.import_files).where(schema.import_files.c.number == number))
        connection.execute(delete(schema.imports).where(schema.imports.c.number == number))
    connection.commit()


def _stretches(connection: Connection, table: Table) -> Iterator[Any]:
    """Conditions that cut a table into parts small enough for one transaction, each found by an index."""
    if table.name in schema.RECORDS:
        last = connection.scalar(select(func.max(table.c.id))) or 0
        for first in range(1, last + 1, BATCH):
            yield table.c.id.between(first, first + BATCH - 1)
    else:
        for ids in _cut(list(connection.scalars(select(schema.hours_series.c.id))), _SERIES_AT_ONCE):
            yield table.c.series_id.in_(ids)


class _Import:
    """One import under way: its number, and how far it is."""

    def __init__(
        self, connection: Connection, checked: Checked, newest: int, means: str, progress: Progress | None
    ):
        self.connection = connection
        self.checked = checked
        self.number = newest + 1
        self.means = means
        self.begun = False
        self.progress = progress
        self.done = 0
        days = 0 if checked.hours is None else len(checked.hours.days)
        self.all = days + sum(map(len, checked.frames.values()))

    def run(self) -> int | None:
        for name, frame in self.checked.frames.items():
            self.records(schema.RECORDS[name], frame)
        if self.checked.hours is not None:
            self.hours(self.checked.hours)
        if not self.begun:
            return None
        mine = schema.imports.c.number == self.number
        self.connection.execute(update(schema.imports).where(mine).values(published_at=clock.now()))
        self.connection.commit()
        return self.number

    def begin(self) -> None:
        """Take the number, with the first change: a delivery that changes nothing leaves no trace."""
        if self.begun:
            return
        self.begun = True
        self.connection.execute(insert(schema.imports).values(number=self.number, means=self.means))
        files = [{"number": self.number, "file": file, "rows": rows} for file, rows in self.checked.rows.items()]
        if files:
            self.connection.execute(insert(schema.import_files), files)

    def went_through(self, rows: int) -> None:
        self.done += rows
        if self.progress:
            self.progress(self.done, self.all)

    # Records

    def records(self, table: Table, given: pd.DataFrame) -> None:
        columns, key = schema.contents(table), schema.key(table)
        removed = given[given["remove"]]
        kept = frames.flat(columns, given[~given["remove"]])
        current = self.current_records(table)

        before = kept.merge(current, on=key, how="left", suffixes=("", " before"), validate="one_to_one")
        same = before["id"].notna()
        for name in kept.columns.difference(key):
            same &= _same(before[name], before[f"{name} before"])
        gone = {
            *before["id"][before["id"].notna()],
            *current.merge(removed[key], on=key)["id"],
            *(_overlapped(current, kept) if table is schema.school_holidays else ()),
        } - {*before["id"][same]}
        new = kept[~same.to_numpy()]

        for ids in _cut(sorted(map(int, gone)), BATCH):
            self.begin()
            self.mark(table, [table.c.id.in_(some) for some in _cut(ids, _NAMED_AT_ONCE)])
            self.connection.commit()
        self.went_through(len(given) - len(new))
        for first in range(0, len(new), BATCH):
            batch = new.iloc[first : first + BATCH]
            self.begin()
            self.insert(table, batch)
            self.connection.commit()
            self.went_through(len(batch))

    def current_records(self, table: Table) -> pd.DataFrame:
        columns = schema.contents(table)
        current = frames.read(self.connection, [*columns, table.c.id], table.c.replaced_by.is_(None))
        return frames.flat(columns, current).assign(id=current["id"])

    # Hours

    def hours(self, hours: Hours) -> None:
        """Replace the hours of every range: by provider and authority, as two ranges of a pair may share a week."""
        days = hours.days
        series = self.numbered(days)
        pairs = days.groupby(["provider_id", "authority"], observed=True).indices
        given = pd.DataFrame({
            "series_id": _series_of(days, series),
            "date": days["date"],
            "planned_hours": days["planned_hours"],
            "delivered_hours": days["delivered_hours"],
        })
        ids = {pair: rows["id"].tolist() for pair, rows in series.groupby(["provider_id", "authority"])}
        batch: list[_Pair] = []
        size = 0
        for pair, ranges in hours.ranges.groupby(["provider_id", "authority"], observed=True):
            rows = given.iloc[pairs.get(pair, [])]
            batch.append(_Pair(ids.get(pair, []), ranges, rows))
            size += len(rows)
            if size >= BATCH:
                self.replace_hours(batch)
                batch, size = [], 0
        if batch:
            self.replace_hours(batch)

    def numbered(self, days: pd.DataFrame) -> pd.DataFrame:
        """Every series there is, those of these days included, with its id."""
        columns = [schema.hours_series.c.id, *schema.contents(schema.hours_series)]
        known = frames.read(self.connection, columns)
        keys = days[weeks.HOURS_KEY].drop_duplicates()
        new = keys.merge(known, on=weeks.HOURS_KEY, how="left").query("id.isna()")[weeks.HOURS_KEY]
        if new.empty:
            return known
        self.insert_rows(schema.hours_series, new.sort_values(weeks.HOURS_KEY))
        self.connection.commit()
        return frames.read(self.connection, columns)

    def replace_hours(self, pairs: list["_Pair"]) -> None:
        given = pd.concat([pair.days for pair in pairs], ignore_index=True)
        found = pd.concat([self.current_days(pair) for pair in pairs], ignore_index=True)
        outside = found[~found["inside"]].drop(columns="inside")
        gone, new = _compare(found[found["inside"]].drop(columns="inside"), given, "date")
        changed = pd.concat([gone, new])[["series_id", "date"]]
        if len(changed):
            touched = _periods(changed["series_id"], weeks.mondays(changed["date"])).unique()
            after = pd.concat([given, outside], ignore_index=True)
            after = after[_periods(after["series_id"], weeks.mondays(after["date"])).isin(touched)]
            stored = pd.concat([self.current_weeks(pair) for pair in pairs], ignore_index=True)
            stored = stored[_periods(stored["series_id"], stored["week"]).isin(touched)]
            weeks_gone, weeks_new = _compare(stored, weeks.weekly(after, ["series_id"]), "week")
            self.begin()
            self.mark_hours(schema.daily_hours, gone, "date")
            self.insert(schema.daily_hours, new.sort_values(["series_id", "date"]))
            self.mark_hours(schema.weekly_hours, weeks_gone, "week")
            self.insert(schema.weekly_hours, weeks_new.sort_values(["series_id", "week"]))
            self.connection.commit()
        self.went_through(len(given))

    def current_days(self, pair: "_Pair") -> pd.DataFrame:
        """The days stored of a pair in every week that its ranges touch, `inside` where they replace it."""
        table = schema.daily_hours
        first, last = weeks.monday(pair.first), weeks.monday(pair.last) + timedelta(days=6)
        current = self.current_hours(table, pair, table.c.date.between(first, last))
        return current.assign(inside=pair.covers(current["date"]))

    def current_weeks(self, pair: "_Pair") -> pd.DataFrame:
        table = schema.weekly_hours
        first, last = weeks.monday(pair.first), weeks.monday(pair.last)
        return self.current_hours(table, pair, table.c.week.between(first, last))

    def current_hours(self, table: Table, pair: "_Pair", when: Any) -> pd.DataFrame:
        mine = and_(table.c.series_id.in_(pair.series), when, table.c.replaced_by.is_(None))
        return frames.read(self.connection, schema.contents(table), mine)

    # Writing

    def mark(self, table: Table, conditions: Iterable[Any]) -> None:
        """Mark current rows as replaced by this import."""
        for condition in conditions:
            rows = and_(condition, table.c.replaced_by.is_(None))
            self.connection.execute(update(table).where(rows).values(replaced_by=self.number))

    def mark_hours(self, table: Table, gone: pd.DataFrame, period: str) -> None:
        days: dict[int, list[date]] = {}
        for series, day in zip(gone["series_id"].tolist(), gone[period].dt.date, strict=True):
            days.setdefault(series, []).append(day)
        for series in days:
            mine = table.c.series_id == series
            self.mark(table, [and_(mine, table.c[period].in_(some)) for some in _cut(days[series], _NAMED_AT_ONCE)])

    def insert(self, table: Table, frame: pd.DataFrame) -> None:
        self.insert_rows(table, frame.assign(added_by=self.number))

    def insert_rows(self, table: Table, frame: pd.DataFrame) -> None:
        names = ", ".join(table.c[name].name for name in frame.columns)
        values = frames.rows(frame)
        if not values:
            return
        if self.connection.dialect.name == "postgresql":
            # Its executemany is many times slower.
            driver: Any = self.connection.connection
            with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(frame.columns))
            statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608 - names of the schema's own
            self.connection.exec_driver_sql(statement, values)


class _Pair:
    """What a delivery says of one provider and authority: its series, the ranges it replaces, and their days."""

    def __init__(self, series: list[int], ranges: pd.DataFrame, days: pd.DataFrame):
        self.series = series
        self.days = days
        self.first, self.last = ranges["first"].min().date(), ranges["last"].max().date()
        self._ranges = list(zip(ranges["first"], ranges["last"], strict=True))
        if not self.covers(days["date"]).all():
            raise ValueError("Hours lie outside the ranges that they are said to replace.")

    def covers(self, days: pd.Series) -> pd.Series:
        covered = pd.Series(False, index=days.index)
        for first, last in self._ranges:
            covered |= days.between(first, last)
        return covered


def _cut(items: list[Any], size: int) -> Iterator[list[Any]]:
    for first in range(0, len(items), size):
        yield items[first : first + size]


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


def _periods(series: pd.Series, period: pd.Series) -> pd.Index:
    """One number for a series and a day."""
    days = period.to_numpy().astype("datetime64[D]").astype("int64")
    return pd.Index(series.to_numpy(dtype="int64") * 1_000_000 + days)


def _compare(stored: pd.DataFrame, given: pd.DataFrame, period: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The stored rows that are gone or changed, and the given rows that are new or changed."""
    stored = stored.set_index(_periods(stored["series_id"], stored[period]))
    given = given.set_index(_periods(given["series_id"], given[period]))
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
