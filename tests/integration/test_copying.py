"""A market moved from one database to another, of the same kind or the other."""

import uuid
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import create_engine, func, make_url, select, text

from dashboard.market import clock
from dashboard.store import Busy, NotEmpty, Store, Unavailable, comparing, copy_database, engine, schema
from tests.integration.deliveries import assert_same, delivery, frame, hours, known, many
from tests.integration.exports import DAY, exports
from tests.integration.test_cut_off import CutOffError
from tests.integration.test_delivering import PROVIDER, day
from tests.integration.test_held_back import P1, brought
from tests.integration.test_undoing import undo
from tests.unit.intake.deliveries import CLEAN, checked


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request, tmp_path):
    """The URL of another empty database, of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/target.db"
        return
    server = make_url(request.getfixturevalue("postgres"))
    name = f"target_{uuid.uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def moved(store):
    """A store with four imports: corrected, undone, rows held back and put right."""
    store.mark_example()
    with clock.stopped(DAY):
        store.deliver(checked(CLEAN), means="command line")
        store.deliver(checked({"packages": CLEAN["packages"].replace("North", "Süd’s £1")}, store.market()),
                      means="page")
        assert undo(store, 2) == 3
    back = [{**P1, "line": 7, "date": "2026-01-05", "visit_id": "V1"}, {**P1, "line": 8, "date": "2026-02-01"}]
    store.deliver(brought(3, [], *back), means="page")
    store.deliver(brought(4, [], seen=["V1"]), means="page")
    return store


def contents_of(store):
    """Every row of every table, without ids that nothing names, and without instants, which `imports` tells."""
    with store._engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(
                select(*(column for column in table.columns if column.key not in ("id", "published_at")))
            )))
            for table in schema.metadata.sorted_tables
        }


def test_a_market_moves_with_all_its_imports(moved, url, target):
    told = []
    assert copy_database(url, target, progress=lambda done, every: told.append((done, every))) == 5
    other = Store.open(target)
    try:
        assert other.is_example
        assert contents_of(other) == contents_of(moved)
        pd.testing.assert_frame_equal(other.imports(), moved.imports())
        pd.testing.assert_frame_equal(other.held_back(), moved.held_back())
        assert len(moved.held_back()) == 1
        for number in range(6):
            assert_same(known(other, number), known(moved, number))
            assert other.held_back_counts(number) == moved.held_back_counts(number)
        for number in (2, 5):
            assert exports(other, number) == exports(moved, number)
        assert told[-1][0] == told[-1][1] == sum(
            len(rows) for name, rows in contents_of(moved).items() if name not in ("imports", "flags")
        )
        # and it lives on: new series, new records, an undo
        march = hours([day("2026-03-02", 4.0, contract="new")], [("P1", "PCC", "2026-03-02", "2026-03-02")])
        given = delivery(5, march, providers=frame("providers", PROVIDER))
        assert other.deliver(given, means="test") == 6
        assert undo(other, 6) == 7
        assert_same(known(other), known(moved))
    finally:
        other.dispose()


def test_there_and_back_again(moved, url, target, database):
    copy_database(url, target)
    home = database()
    copy_database(target, home)
    back = Store.open(home)
    assert contents_of(back) == contents_of(moved)
    assert back.imports()["published_at"].tolist() == moved.imports()["published_at"].tolist()
    back.dispose()


def test_only_an_empty_database_is_copied_into(moved, url, target):
    other = Store.open(target)
    other.deliver(many(0, providers=1, days=1), means="test")
    before = known(other)
    with pytest.raises(NotEmpty, match="holds a market already, so no other can be copied into it"):
        copy_database(url, target)
    with pytest.raises(NotEmpty):
        copy_database(url, url)
    assert_same(known(other), before)
    assert other.newest() == 1
    other.dispose()


def test_a_database_marked_as_the_example_is_not_copied_into(store, url, target):
    store.deliver(many(0, providers=1, days=1), means="test")
    other = Store.open(target)
    other.mark_example()
    with pytest.raises(NotEmpty):
        copy_database(url, target)
    other.dispose()


def test_there_must_be_something_to_copy(store, url, target, tmp_path):
    with pytest.raises(Unavailable, match="holds no market"):
        copy_database(url, target)
    with pytest.raises(Unavailable, match=r"no file .*nowhere\.db to copy from"):
        copy_database(f"sqlite:///{tmp_path}/nowhere.db", target)
    assert not Path(tmp_path, "nowhere.db").exists()


def test_a_copy_waits_for_an_import_and_then_says_so(store, url, target):
    store.deliver(many(0, providers=1, days=1), means="test")
    with engine.turn(store._engine, 1), pytest.raises(Busy, match="under way"):
        copy_database(url, target, patience=0.2)


def test_what_a_cut_off_import_left_is_not_copied(store, url, target, monkeypatch):
    monkeypatch.setattr(comparing, "BATCH", 20)
    store.deliver(many(0, providers=5, days=12), means="test")

    def cut(done, _):
        if done > 30:
            raise CutOffError

    with pytest.raises(CutOffError):
        store.deliver(many(1, providers=5, days=12, more=1), means="test", progress=cut)
    before = known(store)
    assert copy_database(url, target) == 1
    other = Store.open(target)
    assert_same(known(other), before)
    assert contents_of(other) == contents_of(store)
    other.dispose()


@pytest.mark.slow
def test_a_copy_that_is_cut_off_is_begun_again(moved, url, target, monkeypatch):
    """Cut off after each batch in turn: the target is seen as empty, and takes another copy, or an import."""
    monkeypatch.setattr(comparing, "BATCH", 10)
    cut_at, newest = 0, 0
    while not newest:
        cut_at += 1
        told = 0

        def cut(done, _, last=cut_at):
            nonlocal told
            told += 1
            if told == last:
                raise CutOffError

        try:
            newest = copy_database(url, target, progress=cut)
        except CutOffError:
            other = Store.open(target)
            assert other.newest() == 0
            assert not other.is_example
            assert other.imports().empty
            assert known(other)["providers"].empty
            other.dispose()
    assert cut_at > 10
    other = Store.open(target)
    assert contents_of(other) == contents_of(moved)
    other.dispose()


def test_an_import_into_what_a_cut_off_copy_left(moved, url, target):
    def cut(done, every):
        if done > every / 2:
            raise CutOffError

    with pytest.raises(CutOffError):
        copy_database(url, target, progress=cut)
    other = Store.open(target)
    assert other.deliver(many(0, providers=2, days=3), means="test") == 1
    assert len(known(other)["days"]) == 6
    with other._engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(schema.packages)) == 0
    other.dispose()
