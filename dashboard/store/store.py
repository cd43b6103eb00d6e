"""The store of one database: frames out as known at an import, deliveries in."""

import os
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from sqlalchemy import Column, Connection, Select, Table, exc, func, insert, select

from dashboard.intake import Checked, Undoing
from dashboard.intake.columns import FILES, HELD_BACK
from dashboard.market.market import Market
from dashboard.market.weeks import HOURS_KEY
from dashboard.store import delivery, engine, frames, schema, undoing
from dashboard.store.comparing import Change, Progress
from dashboard.store.errors import NotEmpty, Overtaken

_Answer = TypeVar("_Answer")

MARKETS_KEPT = 3
"""The newest market, and a couple that people look back to."""

PATIENCE = 60.0
"""How many seconds an import waits for another to end."""

_COUNTS = ("new", "changed", "unchanged", "removed")

_NEWEST = (
    select(schema.imports.c.number)
    .where(schema.imports.c.published_at.is_not(None))
    .order_by(schema.imports.c.number.desc())
    .limit(1)
)


class Store:
    """A market's database.

    Reads raise `Unavailable` when the database cannot be reached. A store may be opened before a process forks: each
    process then has connections of its own.
    """

    def __init__(self, url: str):
        self._engine = engine.engine(url)
        self._markets: OrderedDict[int, Market] = OrderedDict()
        self._lock = threading.Lock()
        _stores.add(self)

    @classmethod
    def open(cls, url: str) -> "Store":
        """A store at `url`, made where there is none, its schema brought to the newest.

        Raises ValueError for what is no address of a database, Unavailable, NewerDatabase, or Busy where an import
        keeps an older schema from being changed.
        """
        store = cls(url)
        try:
            with engine.reachable():
                if store._engine.dialect.name == "sqlite":
                    Path(str(store._engine.url.database)).parent.mkdir(parents=True, exist_ok=True)
                engine.migrate(store._engine, PATIENCE)
        except BaseException:
            store.dispose()
            raise
        return store

    def dispose(self) -> None:
        """Close the connections; the store opens new ones when it is used again."""
        self._engine.dispose()

    def newest(self) -> int:
        """The number of the newest published import; 0 for an empty database."""
        return _number(self._rows(_NEWEST))

    def market(self, known_at: int | None = None) -> Market:
        """The market as known after an import, the newest unless named; number 0 is the empty market.

        The same object as long as it is among the last few asked for. Raises LookupError for an import there is not.
        """
        number = known_at
        if number is None or number not in self._markets:
            newest = self.newest()
            number = newest if known_at is None else known_at
            if not 0 <= number <= newest:
                raise LookupError(f"There is no import {number}: the newest is {newest}.")
        with self._lock:
            if number not in self._markets:
                self._markets[number] = Market(number, _Reader(self, number), example=self.is_example)
                if len(self._markets) > MARKETS_KEPT:
                    self._markets.popitem(last=False)
            self._markets.move_to_end(number)
            return self._markets[number]

    def imports(self) -> pd.DataFrame:
        """Every import, in the order of their numbers.

        number, published_at (UTC), means, files (a tuple of names), rows (read from all of them), and what it did:
        new, changed, removed (records, and days of hours by provider, contract and service; <NA> for an import that
        was made before this was counted), held_back (rows that it brought and held back, put right or not).
        """
        table, files, held = schema.imports.c, schema.import_files.c, schema.held_back.c
        made = self._rows(
            select(table.number, table.published_at, table.means)
            .where(table.published_at.is_not(None))
            .order_by(table.number)
        )
        read = self._rows(
            select(files.number, files.file, files.rows, *(files[name] for name in _COUNTS))
            .order_by(files.number, files.file)
        )
        back = self._rows(select(held.number, func.count()).where(held.number == held.added_by).group_by(held.number))
        named: dict[int, list[Any]] = {row.number: [] for row in made}
        for row in read:
            named.get(row.number, []).append(row)
        brought = {row[0]: row[1] for row in back}
        return pd.DataFrame({
            "number": pd.Series([row.number for row in made], dtype="int64"),
            "published_at": pd.to_datetime([row.published_at for row in made], utc=True).as_unit("us"),
            "means": pd.Series([row.means for row in made], dtype="str"),
            "files": pd.Series([tuple(row.file for row in rows) for rows in named.values()], dtype=object),
            "rows": pd.Series([sum(row.rows for row in rows) for rows in named.values()], dtype="int64"),
            **{
                name: pd.Series([_sum(getattr(row, name) for row in rows) for rows in named.values()], dtype="Int64")
                for name in ("new", "changed", "removed")
            },
            "held_back": pd.Series([brought.get(row.number, 0) for row in made], dtype="int64"),
        })

    def versions(self, name: str, known_at: int) -> pd.DataFrame:
        """Every version that the records of one kind had by an import, in the order they came.

        The record's own columns; added_by, the import that brought it, and published_at, when; replaced_by, the import
        that replaced or removed it (<NA>: it still stood).
        """
        table = schema.RECORDS[name]
        own = [*schema.contents(table), table.c.added_by, table.c.replaced_by]
        found = self._frame(own, table.c.added_by <= known_at)
        made = schema.imports.c
        published = self._rows(select(made.number, made.published_at).where(made.number <= known_at))
        when = {row.number: row.published_at for row in published}
        return found.assign(
            published_at=pd.to_datetime(found["added_by"].map(when), utc=True).astype("datetime64[us, UTC]"),
            replaced_by=found["replaced_by"].mask(found["replaced_by"] > known_at),
        ).sort_values(["added_by", *schema.key(table)], ignore_index=True)

    def import_changes(self, number: int) -> pd.DataFrame:
        """What an import changed, by file: file, rows, new, changed, unchanged, removed.

        As `changes` tells it: `hours` is hours and visits together. The counts are <NA> for an import that was made
        before they were kept. Raises LookupError for an import there is not.
        """
        self._exists(number)
        files = schema.import_files.c
        counts = [files.rows, *(files[name] for name in _COUNTS)]
        read = self._rows(select(files.file, *counts).where(files.number == number))
        by_file: dict[str, list[Any]] = {}
        for row in read:
            by_file.setdefault("hours" if row.file == "visits" else row.file, []).append(row)
        names = sorted(by_file, key=list(FILES).index)
        return pd.DataFrame({
            "file": pd.Series(names, dtype="str"),
            **{
                name: pd.Series([_sum(getattr(row, name) for row in by_file[file]) for file in names], dtype="Int64")
                for name in ("rows", *_COUNTS)
            },
        })

    def held_back(self, number: int | None = None) -> pd.DataFrame:
        """The rows held back and not yet put right, of one import or of all.

        import (that brought it), file, line, and the others of `intake.columns.HELD_BACK`; those are missing where a
        row was put right and is held back again, as the import that put it right was undone.
        """
        table = schema.held_back
        columns = [table.c.number, *(table.c[name] for name in HELD_BACK)]
        conditions = [schema.known(table, self.newest())]
        if number is not None:
            conditions.append(table.c.number == number)
        found = self._frame(columns, *conditions).rename(columns={"number": "import"})
        return found.astype({"import": "int64", "line": "int64"}).sort_values(
            ["import", "file", "line"], ignore_index=True
        )

    def held_back_ids(self) -> frozenset[str]:
        """The visit_id of each visit held back: what a delivery is to look for."""
        table = schema.held_back
        visits = select(table.c.visit_id).where(schema.known(table, self.newest()), table.c.visit_id.is_not(None))
        return frozenset(row.visit_id for row in self._rows(visits))

    def held_back_counts(self, known_at: int) -> dict[int, int]:
        """How many rows were held back, as known after an import, by the import that brought them."""
        table = schema.held_back
        counted = select(table.c.number, func.count()).where(schema.known(table, known_at))
        return {row[0]: row[1] for row in self._rows(counted.group_by(table.c.number).order_by(table.c.number))}

    def undoing(self, number: int) -> Undoing:
        """What takes an import back: check it with `intake.check_undo`, then deliver it as any delivery.

        Every record, and every day of a provider's hours for an authority, that the import changed and that is still
        as it left it, becomes as it was before. Raises LookupError for an import there is not.
        """
        newest = self._exists(number)
        return self._read(lambda connection: undoing.undoing(connection, number, newest))

    def changes(self, checked: Checked, progress: Progress | None = None) -> dict[str, Change]:
        """What `deliver` would change, by file; `hours` for hours and visits together. Nothing is written.

        The delivery is compared with the market that it was checked against.
        """
        return self._read(lambda connection: delivery.changes(connection, checked, checked.against, progress))

    def deliver(
        self,
        checked: Checked,
        *,
        means: str,
        progress: Progress | None = None,
        patience: float = PATIENCE,
    ) -> int | None:
        """Import a checked delivery, whole or not at all; returns its number, or None when it changes nothing.

        Where another import was published since the delivery was checked, its checks no longer hold and Overtaken is
        raised, for the caller to check again. One import at a time: Busy is raised when another's is not over in
        `patience` seconds. `progress(done, all)` is told of rows. What is equal to what is stored stays as it is.
        Rows held back are kept, and earlier ones put right, with it: where the delivery has their visit_id, or covers
        their provider, authority and day.
        Raises Unavailable when the database cannot be written; nothing is then imported.
        """
        if not checked.ok:
            raise ValueError("A delivery with problems cannot be imported.")
        with engine.reachable(), engine.turn(self._engine, patience) as connection:
            newest = _newest(connection)
            delivery.sweep(connection, newest)
            if newest != checked.against:
                raise Overtaken(checked.against, newest)
            return delivery.deliver(connection, checked, newest, means, progress)

    @property
    def url(self) -> str:
        """The address of the database, password and all: for another process, never for a page or a log."""
        return self._engine.url.render_as_string(hide_password=False)

    @property
    def is_example(self) -> bool:
        """Whether the market is marked as an example."""
        return bool(self._rows(select(schema.flags.c.name).where(schema.flags.c.name == "example")))

    def mark_example(self) -> None:
        """Mark the market as an example, for good; only while it is empty, NotEmpty otherwise."""
        with engine.reachable(), engine.turn(self._engine, PATIENCE) as connection:
            if _newest(connection):
                raise NotEmpty("it cannot be marked as an example")
            if not self.is_example:
                connection.execute(insert(schema.flags).values(name="example"))
            connection.commit()
        with self._lock:
            self._markets.clear()

    def _exists(self, number: int) -> int:
        """The newest import, if there is one of this number."""
        newest = self.newest()
        if not 1 <= number <= newest:
            raise LookupError(f"There is no import {number}: the newest is {newest}.")
        return newest

    def _rows(self, statement: Select[Any]) -> Sequence[Any]:
        return self._read(lambda connection: connection.execute(statement).all())

    def _frame(self, columns: Sequence[Column[Any]], *conditions: Any) -> pd.DataFrame:
        return self._read(lambda connection: frames.read(connection, columns, *conditions))

    def _read(self, question: Callable[[Connection], _Answer]) -> _Answer:
        with engine.reachable():
            try:
                with self._engine.connect() as connection:
                    return question(connection)
            except exc.DBAPIError as error:
                if not error.connection_invalidated:
                    raise
            # The connection was lost in the middle; reading again is safe, and mostly enough.
            with self._engine.connect() as connection:
                return question(connection)


class _Reader:
    """The frames of one market."""

    def __init__(self, store: Store, number: int):
        self._store = store
        self._number = number

    def frame(self, name: str) -> pd.DataFrame:
        """All records of one kind in the order of their key, or `weekly_hours`."""
        if name == "weekly_hours":
            return self._hours(schema.weekly_hours, "week")
        table = schema.RECORDS[name]
        found = self._store._frame(schema.contents(table), schema.known(table, self._number))
        return found.sort_values(schema.key(table), ignore_index=True)

    def held_back(self) -> dict[int, int]:
        """How many rows of each import are held back, by its number."""
        return self._store.held_back_counts(self._number)

    def days(self, first: date, last: date, contracts: Collection[str] | None = None) -> pd.DataFrame:
        """Hours by day from `first` to `last`, of some contracts or of all."""
        table, series = schema.daily_hours, schema.hours_series
        conditions = [table.c.date.between(first, last)]
        if contracts is not None:
            mine = select(series.c.id).where(series.c.contract_id.in_(sorted(contracts)))
            conditions.append(table.c.series_id.in_(mine))
        return self._hours(table, "date", *conditions)

    def _hours(self, table: Table, period: str, *conditions: Any) -> pd.DataFrame:
        hours = self._store._frame(schema.contents(table), schema.known(table, self._number), *conditions)
        named = [schema.hours_series.c.id, *schema.contents(schema.hours_series)]
        series = self._store._frame(named).sort_values(HOURS_KEY, ignore_index=True)
        place = pd.Series(series.index, index=series["id"]).reindex(hours["series_id"]).to_numpy(dtype="int64")
        order = np.lexsort((place, hours[period].to_numpy()))
        hours = hours.take(order).reset_index(drop=True)
        names = series[HOURS_KEY].take(place[order]).reset_index(drop=True)
        return pd.concat([hours[[period]], names, hours.drop(columns=["series_id", period])], axis=1)


def _sum(counts: Iterable[int | None]) -> int | None:
    """The sum of the counts there are; None where there is none."""
    kept = [count for count in counts if count is not None]
    return sum(kept) if kept else None


def _newest(connection: Connection) -> int:
    return _number(connection.execute(_NEWEST).all())


def _number(rows: Sequence[Any]) -> int:
    return rows[0].number if rows else 0


_stores: weakref.WeakSet[Store] = weakref.WeakSet()


def _close_idle() -> None:
    for store in list(_stores):
        store._engine.dispose()


def _forget() -> None:
    for store in list(_stores):
        store._engine.dispose(close=False)
        store._lock = threading.Lock()


# A connection must not be shared by two processes, nor closed by one that did not open it.
os.register_at_fork(before=_close_idle, after_in_child=_forget)
