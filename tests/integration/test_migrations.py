"""The schema: made by its migrations, and by nothing else."""

import pytest
from alembic import command
from sqlalchemy import inspect, text

from dashboard.intake import check_undo
from dashboard.settings import Settings
from dashboard.store import NewerDatabase, Store, engine, schema
from tests.integration.deliveries import assert_same, known


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


def test_a_database_of_the_first_schema_keeps_its_market(url):
    store = Store(url)
    config = engine.migrations()
    with store._engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in (
            "INSERT INTO imports (number, published_at, means) VALUES (1, '2026-10-01 09:30:00', 'command line')",
            "INSERT INTO import_files (number, file, rows) VALUES (1, 'providers', 1), (1, 'visits', 20)",
            "INSERT INTO providers (provider_id, name, provider_type, added_by) VALUES ('P1', 'One', 'external', 1)",
            "INSERT INTO hours_series (id, authority, provider_id, contract_id, service) "
            "VALUES (1, 'PCC', 'P1', 'C1', 'home_care')",
            "INSERT INTO daily_hours (series_id, date, planned_hours, delivered_hours, added_by) "
            "VALUES (1, '2026-01-05', 2.5, 2, 1)",
            "INSERT INTO weekly_hours "
            "(series_id, week, planned_hours, delivered_hours, last_day, last_worked, added_by) "
            "VALUES (1, '2026-01-05', 2.5, 2, '2026-01-05', '2026-01-05', 1)",
        ):
            connection.execute(text(statement))
    store.dispose()
    store = Store.open(url)
    found = known(store)
    assert found["providers"]["name"].tolist() == ["One"]
    assert found["days"]["planned_hours"].tolist() == [2.5]
    told = store.import_changes(1)
    assert told[["file", "rows"]].to_numpy().tolist() == [["providers", 1], ["hours", 20]]
    assert told["new"].isna().all()
    assert store.held_back().empty
    assert store.imports()[["rows", "held_back"]].to_numpy().tolist() == [[21, 0]]
    # what it holds can be changed, and its one import undone
    found = check_undo(store.undoing(1), store.market(), Settings())
    assert store.deliver(found, means="undo of import 1") == 2
    assert_same(known(store), known(store, 0))
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
