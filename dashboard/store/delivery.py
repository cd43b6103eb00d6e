"""A delivery in: what is new or changed is written in batches under a number not yet published, then published.

Until then every read leaves it out, so a delivery that is cut off at any moment changes nothing; the next sweeps away
what it left.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Table, and_, delete, func, insert, select, update

from dashboard.intake import Checked
from dashboard.market import clock, weeks
from dashboard.store import comparing, frames, holding, schema
from dashboard.store.comparing import Change, Comparison, Pair, Progress, compare, cut, periods
from dashboard.store.writing import insert_rows

_NAMED_AT_ONCE = 500
_SERIES_AT_ONCE = 20


def changes(
    connection: Connection, checked: Checked, known_at: int, progress: Progress | None = None
) -> dict[str, Change]:
    """What a delivery would change, by file; `hours` for hours and visits together."""
    return Comparison(connection, checked, known_at, progress).run()


def deliver(
    connection: Connection, checked: Checked, newest: int, means: str, progress: Progress | None = None
) -> int | None:
    """Store what a delivery changes, and publish it; returns its number, or None when it changes nothing."""
    return _Import(connection, checked, newest, means, progress).stored()


def sweep(connection: Connection, newest: int) -> None:
    """Take away what imports that were never published left: their rows, their marks and their numbers.

    Their numbers are above that of the newest published.
    """
    if connection.scalar(select(func.max(schema.imports.c.number)).where(schema.imports.c.number > newest)) is None:
        connection.commit()
        return
    for table in schema.VERSIONED:
        stretches = list(_stretches(connection, table))
        # Its rows first, all of them: a row may not become current again beside the one that took its place.
        for stretch in stretches:
            connection.execute(delete(table).where(stretch, table.c.added_by > newest))
            connection.commit()
        for stretch in stretches:
            connection.execute(update(table).where(stretch, table.c.replaced_by > newest).values(replaced_by=None))
            connection.commit()
    for table in (schema.import_files, schema.imports):
        connection.execute(delete(table).where(table.c.number > newest))
    connection.commit()


def _stretches(connection: Connection, table: Table) -> Iterator[Any]:
    """Conditions that cut a table into parts small enough for one transaction, each found by an index."""
    if "id" in table.c:
        last = connection.scalar(select(func.max(table.c.id))) or 0
        for first in range(1, last + 1, comparing.BATCH):
            yield table.c.id.between(first, first + comparing.BATCH - 1)
    else:
        for ids in cut(list(connection.scalars(select(schema.hours_series.c.id))), _SERIES_AT_ONCE):
            yield table.c.series_id.in_(ids)


class _Import(Comparison):
    """One import under way: a comparison that writes what it finds, under a number of its own."""

    def __init__(
        self, connection: Connection, checked: Checked, newest: int, means: str, progress: Progress | None
    ):
        super().__init__(connection, checked, newest, progress)
        self.number = newest + 1
        self.means = means
        self.begun = False

    def stored(self) -> int | None:
        changes = self.run()
        self.hold_back()
        if not self.begun:
            return None
        self.publish(changes)
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

    def publish(self, changes: dict[str, Change]) -> None:
        """Make it visible in one transaction, with what it changed, and take away what put right rows said."""
        files, held = schema.import_files, schema.held_back
        for name, change in changes.items():
            file = "visits" if name == "hours" and "hours" not in self.checked.rows else name
            counts = {key: count for key, count in vars(change).items() if key != "read"}
            mine = and_(files.c.number == self.number, files.c.file == file)
            self.connection.execute(update(files).where(mine).values(counts))
        right = held.c.replaced_by == self.number
        self.connection.execute(update(held).where(right).values(dict.fromkeys(schema.ERASED)))
        mine = schema.imports.c.number == self.number
        self.connection.execute(update(schema.imports).where(mine).values(published_at=clock.now()))
        self.connection.commit()

    # What the comparison finds

    def write_records(self, table: Table, gone: list[int], new: pd.DataFrame) -> None:
        self.mark_ids(table, gone)
        for first in range(0, len(new), comparing.BATCH):
            batch = new.iloc[first : first + comparing.BATCH]
            self.begin()
            self.insert(table, batch)
            self.connection.commit()
            self.went_through(len(batch))

    def with_series(self, known: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
        insert_rows(self.connection, schema.hours_series, list(new.columns), frames.rows(new))
        self.connection.commit()
        return self.series()

    def write_hours(
        self, pairs: list[Pair], given: pd.DataFrame, outside: pd.DataFrame, gone: pd.DataFrame, new: pd.DataFrame
    ) -> None:
        changed = pd.concat([gone, new])[["series_id", "date"]]
        touched = periods(changed["series_id"], weeks.mondays(changed["date"])).unique()
        after = pd.concat([given, outside], ignore_index=True)
        after = after[periods(after["series_id"], weeks.mondays(after["date"])).isin(touched)]
        stored = pd.concat([self.current_weeks(pair) for pair in pairs], ignore_index=True)
        stored = stored[periods(stored["series_id"], stored["week"]).isin(touched)]
        weeks_gone, weeks_new = compare(stored, weeks.weekly(after, ["series_id"]), "week")
        self.begin()
        self.mark_hours(schema.daily_hours, gone, "date")
        self.insert(schema.daily_hours, new.sort_values(["series_id", "date"]))
        self.mark_hours(schema.weekly_hours, weeks_gone, "week")
        self.insert(schema.weekly_hours, weeks_new.sort_values(["series_id", "week"]))
        self.connection.commit()

    def current_weeks(self, pair: Pair) -> pd.DataFrame:
        table = schema.weekly_hours
        first, last = weeks.monday(pair.first), weeks.monday(pair.last)
        return self.current_hours(table, pair, table.c.week.between(first, last))

    def hold_back(self) -> None:
        """Mark the rows held back that are put right, and keep those that the delivery brings."""
        if self.checked.undoes is not None:
            right, new = holding.undone(self.connection, self.checked.undoes, self.known_at)
        elif self.checked.hours is not None:
            right, new = holding.brought(self.connection, self.checked.hours, self.known_at)
            new = new.assign(number=self.number)
        else:
            return
        self.mark_ids(schema.held_back, right)
        for first in range(0, len(new), comparing.BATCH):
            self.begin()
            self.insert(schema.held_back, new.iloc[first : first + comparing.BATCH])
            self.connection.commit()

    # Writing

    def mark_ids(self, table: Table, ids: list[int]) -> None:
        for some in cut(ids, comparing.BATCH):
            self.begin()
            self.mark(table, [table.c.id.in_(few) for few in cut(some, _NAMED_AT_ONCE)])
            self.connection.commit()

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
            self.mark(table, [and_(mine, table.c[period].in_(some)) for some in cut(days[series], _NAMED_AT_ONCE)])

    def insert(self, table: Table, frame: pd.DataFrame) -> None:
        frame = frame.assign(added_by=self.number)
        insert_rows(self.connection, table, list(frame.columns), frames.rows(frame))
