"""The schema: made by its migrations, and by nothing else."""

import pytest
from alembic import command
from sqlalchemy import inspect, text

from dashboard.store import NewerDatabase, Store, engine, schema


def test_the_migrations_make_the_schema_that_the_program_uses(store):
    config = engine.migrations()
    with store._engine.connect() as connection:
        config.attributes["connection"] = connection
        command.check(config)
        assert set(inspect(connection).get_table_names()) == {*schema.metadata.tables, "alembic_version"}


def test_opening_again_changes_nothing(store, url):
    other = Store.open(url)
    assert other.newest() == 0
    other.dispose()


def test_a_migration_that_is_cut_off_leaves_nothing(url, monkeypatch):
    def cut(*_, **__):
        raise RuntimeError("cut off")

    with monkeypatch.context() as patched:
        patched.setattr("alembic.op.create_index", cut)
        with pytest.raises(RuntimeError, match="cut off"):
            Store.open(url)
    store = Store(url)
    with store._engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    store.dispose()
    store = Store.open(url)
    assert store.newest() == 0
    store.dispose()


def test_a_database_of_a_newer_program_is_refused(store, url):
    with store._engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase, match="newer version"):
        Store.open(url)


def test_at_most_one_row_of_a_key_is_current(store):
    with store._engine.begin() as connection:
        connection.execute(schema.imports.insert().values(number=1, means="test"))
        row = {"provider_id": "P1", "name": "One", "provider_type": "external", "added_by": 1}
        connection.execute(schema.providers.insert().values({**row, "replaced_by": 1}))
        connection.execute(schema.providers.insert().values(row))
    with pytest.raises(Exception, match=r"(?i)unique"), store._engine.begin() as connection:
        connection.execute(schema.providers.insert().values(row))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "delete"), ("foreign_keys", 1), ("synchronous", 2), ("busy_timeout", 5000), ("cache_spill", 0)],
)
def test_every_connection_of_sqlite_is_set_up(store, pragma, value):
    with store._engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
