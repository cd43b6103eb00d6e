"""Both databases: SQLite in a file of its own, PostgreSQL on a server that is thrown away afterwards.

DASHBOARD_TEST_POSTGRES names a running server to use instead (a user who may create databases).
"""

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from dashboard.store import Store
from tests.integration.servers import server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server."""
    given = os.environ.get("DASHBOARD_TEST_POSTGRES")
    if given:
        yield given
        return
    with server() as started:
        yield started.url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Makes empty databases, of each kind in turn; returns the URL of a new one."""
    if request.param == "sqlite":
        yield lambda: f"sqlite:///{tmp_path / uuid.uuid4().hex}.db"
        return
    server = make_url(request.getfixturevalue("postgres"))
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    made = []

    def new() -> str:
        name = f"market_{uuid.uuid4().hex}"
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        made.append(name)
        return server.set(database=name).render_as_string(hide_password=False)

    yield new
    with admin.connect() as connection:
        for name in made:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def url(database: Callable[[], str]) -> str:
    """The URL of an empty database."""
    return database()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A store with nothing in it."""
    opened = Store.open(url)
    yield opened
    opened.dispose()
