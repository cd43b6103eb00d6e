"""A market moved from one database to another, with all its imports: every version, rows held back, and flags.

As with an import, rows are written in batches under numbers that are not yet published, and then all published at
once: a copy that is cut off leaves a database that is still seen as empty, and the next sweeps away what it left.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, delete, func, insert, make_url, select, update

from dashboard.store import comparing, delivery, engine, schema
from dashboard.store.comparing import Progress
from dashboard.store.errors import NotEmpty, Unavailable
from dashboard.store.store import PATIENCE, Store
from dashboard.store.writing import insert_rows

_COPIED = (schema.import_files, schema.hours_series, *schema.VERSIONED)
"""What is copied row by row, besides the imports themselves."""


def copy_database(
    from_url: str, to_url: str, progress: Progress | None = None, patience: float = PATIENCE
) -> int:
    """Copy a market with all its imports into an empty database; returns the number of its newest import.

    `progress(done, all)` is told of rows. Imports into either database wait meanwhile. Raises NotEmpty where the
    target holds a market already, Unavailable where there is none to copy, and what `Store.open` raises, of either.
    The market is copied whole or not at all.
    """
    if from_url.startswith("sqlite:///") and not Path(str(make_url(from_url).database)).exists():
        raise Unavailable(f"There is no file {make_url(from_url).database} to copy from.")
    source = Store.open(from_url)
    try:
        newest = source.newest()
        if not newest:
            raise Unavailable("The database to copy from holds no market.")
        target = Store.open(to_url)
        try:
            _refuse(target)
            with (
                engine.reachable(),
                engine.turn(source._engine, patience) as old,
                engine.turn(target._engine, patience) as new,
            ):
                _refuse(target)
                newest = source.newest()
                delivery.sweep(old, newest)
                delivery.sweep(new, 0)
                _copy(old, new, progress)
        finally:
            target.dispose()
    finally:
        source.dispose()
    return newest


def _refuse(target: Store) -> None:
    if target.newest() or target.is_example:
        raise NotEmpty("no other can be copied into it")


def _copy(old: Connection, new: Connection, progress: Progress | None) -> None:
    imports = old.execute(select(schema.imports)).all()
    new.execute(insert(schema.imports), [{"number": row.number, "means": row.means} for row in imports])
    # Series are not taken away with what names them: a copy that was cut off may have left some.
    new.execute(delete(schema.hours_series))
    new.commit()
    every = sum(old.scalar(select(func.count()).select_from(table)) or 0 for table in _COPIED)
    done = 0
    for table in _COPIED:
        # Rows of hours name their series by its id; no other id is named.
        keys = [column.key for column in table.columns if column.key != "id" or table is schema.hours_series]
        columns = [table.c[key] for key in keys]
        with old.execute(select(*columns).execution_options(yield_per=comparing.BATCH)) as found:
            for part in found.partitions():
                insert_rows(new, table, keys, _plain(columns, part))
                new.commit()
                done += len(part)
                if progress:
                    progress(done, every)
    if new.dialect.name == "postgresql":
        new.execute(select(func.setval(func.pg_get_serial_sequence("hours_series", "id"),
                                       select(func.max(schema.hours_series.c.id)).scalar_subquery())))
    for row in imports:
        mine = schema.imports.c.number == row.number
        new.execute(update(schema.imports).where(mine).values(published_at=_instant(row.published_at)))
    for flag in old.scalars(select(schema.flags.c.name)):
        new.execute(insert(schema.flags).values(name=flag))
    new.commit()


def _plain(columns: Sequence[Column[Any]], part: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows as both databases take them: dates as ISO text."""
    dates = [column.info.get("kind") == "date" for column in columns]
    return [
        tuple(value.isoformat() if is_date and value else value for is_date, value in zip(dates, row, strict=True))
        for row in part
    ]


def _instant(published_at: datetime) -> datetime:
    """An instant as both databases keep it: SQLite gives it back without its zone, which is UTC."""
    return published_at.replace(tzinfo=UTC) if published_at.tzinfo is None else published_at.astimezone(UTC)
