"""The engine, its two databases' own ways, the newest schema, and the one importer's turn."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, exc, func, make_url, select

from dashboard.store.errors import Busy, NewerDatabase, Unavailable

ADVISORY_LOCK = 0x6D61726B6574
"""The number of the importer's lock in PostgreSQL, where locks belong to one database."""

IMPORT_BUSY_MS = 60_000
"""How long an import waits for readers of SQLite to let a batch through, so that a long read does not end it."""

_POLL_SECONDS = 0.1

_ADDRESSES = "Write it like sqlite:///data/market.db or postgresql://user:password@host/name."


def engine(url: str) -> Engine:
    """An engine for the database at `url`; it connects when it is first used.

    Raises ValueError for what is no address of a database that the store can use.
    """
    try:
        address = make_url(url)
    except (exc.ArgumentError, ValueError) as error:
        raise ValueError(f"The database's address cannot be read. {_ADDRESSES}") from error
    options: dict[str, Any] = {}
    if address.get_backend_name() == "sqlite":
        if address.database in (None, "", ":memory:"):
            raise ValueError(f"The store needs a database that lasts: a file, or a PostgreSQL server. {_ADDRESSES}")
    elif address.drivername not in ("postgresql", "postgresql+psycopg"):
        raise ValueError(f"There is no way to a {address.drivername} database. {_ADDRESSES}")
    else:
        options["connect_args"] = {"connect_timeout": 5}
    made = create_engine(address, pool_pre_ping=True, pool_recycle=1800, pool_timeout=5, **options)
    if made.dialect.name == "sqlite":
        event.listen(made, "connect", _prepare_sqlite)
    return made


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 5000")
    cursor.execute("PRAGMA foreign_keys = ON")
    # Write-ahead logging can corrupt a database of several processes in SQLite before 3.51.3.
    cursor.execute("PRAGMA journal_mode = DELETE")
    cursor.execute("PRAGMA synchronous = FULL")
    # A batch that outgrew the page cache would otherwise lock readers out before it is committed.
    cursor.execute("PRAGMA cache_spill = OFF")
    cursor.close()


@contextmanager
def reachable() -> Iterator[None]:
    """Say `Unavailable` where the database cannot be reached, read or written, in the database's own words."""
    try:
        yield
    except exc.DatabaseError as error:
        # What is neither of the narrower kinds is a file that is no database, or a broken one.
        if isinstance(error, exc.OperationalError) or type(error) is exc.DatabaseError:
            raise Unavailable(str(error.orig).strip()) from error
        raise
    except exc.InterfaceError as error:
        raise Unavailable(str(error.orig).strip()) from error
    except exc.TimeoutError as error:
        raise Unavailable("Every connection to the database is in use.") from error
    except OSError as error:
        raise Unavailable(f"{error.filename}: {error.strerror}") from error


@contextmanager
def turn(made: Engine, patience: float) -> Iterator[Connection]:
    """The one importer's turn, on a connection of its own; ends with the process, however that ends.

    Waits for another's turn to end for `patience` seconds, then raises `Busy`.
    """
    with made.connect() as connection, _lock_file(made) as file:
        # Detached, it is closed at the end and not pooled: the lock of the session and its settings go with it.
        connection.detach()
        deadline = time.monotonic() + patience
        while not (_lock_file_taken(file) if file else _advisory_lock_taken(connection)):
            if time.monotonic() >= deadline:
                raise Busy(patience)
            time.sleep(_POLL_SECONDS)
        if file:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {IMPORT_BUSY_MS}")
            connection.rollback()
        yield connection


def _lock_file(made: Engine) -> Any:
    if made.dialect.name != "sqlite":
        return nullcontext()
    # Kept when the turn is over: two importers could otherwise each lock a file of this name.
    return Path(f"{made.url.database}.lock").open("a")


def _lock_file_taken(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _advisory_lock_taken(connection: Connection) -> bool:
    taken = connection.scalar(select(func.pg_try_advisory_lock(ADVISORY_LOCK)))
    connection.commit()
    return bool(taken)


def migrations() -> Config:
    """Alembic's configuration for the migrations that come with the store."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def migrate(made: Engine, patience: float) -> None:
    """Bring the schema to the newest; the first of several processes does it, whole or not at all."""
    config = migrations()
    head = ScriptDirectory.from_config(config).get_current_head()
    with made.connect() as connection:
        if _revision(connection) == head:
            return
    with turn(made, patience) as connection:
        if made.dialect.name == "sqlite":
            # Its driver begins a transaction before changes to rows only, not to tables.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise NewerDatabase from error
        connection.commit()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
