"""An import that is cut off, at any moment and in any way, changes nothing; the next sweeps away what it left."""

import os
import random
import signal
import time

import pytest
from sqlalchemy import event, func, select

from dashboard.store import Store, comparing, delivery, schema
from tests.integration.deliveries import assert_same, known, many


class CutOffError(Exception):
    pass


def rows_of(store, number):
    """How many rows carry an import's number, as added or as replaced, in all tables."""
    with store._engine.connect() as connection:
        return sum(
            connection.scalar(
                select(func.count()).where((table.c.added_by == number) | (table.c.replaced_by == number))
            )
            for table in schema.VERSIONED
        )


def pending(store):
    with store._engine.connect() as connection:
        return connection.scalar(
            select(func.count()).select_from(schema.imports).where(schema.imports.c.published_at.is_(None))
        )


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(comparing, "BATCH", 20)
    monkeypatch.setattr(delivery, "_NAMED_AT_ONCE", 10)
    monkeypatch.setattr(delivery, "_SERIES_AT_ONCE", 2)


def test_cut_off_at_every_statement(store, database, small_batches):
    """Each time one statement later, on top of what the last left; sweeping is cut off as well as writing."""
    sizes = {"providers": 5, "days": 8}
    store.deliver(many(0, **sizes), means="test")
    before = known(store)
    countdown = 0

    def cut(connection, cursor, statement, parameters, context, executemany):
        nonlocal countdown
        countdown -= 1
        if countdown == 0:
            raise CutOffError

    def in_a_hurry(connection, _):
        if store._engine.dialect.name == "sqlite":
            connection.execute("PRAGMA synchronous = OFF")

    event.listen(store._engine, "connect", in_a_hurry)
    event.listen(store._engine, "before_cursor_execute", cut)
    statements = 0
    while True:
        statements += 1
        countdown = statements
        try:
            number = store.deliver(many(1, more=1, **sizes), means="test")
            break
        except CutOffError:
            countdown = 0
            assert store.newest() == 1
            if statements % 10 == 0:
                assert_same(known(store), before)
    countdown = 0
    assert number == 2
    assert statements > 25
    assert pending(store) == 0
    assert_same(known(store, 1), before)

    other = Store.open(database())
    other.deliver(many(0, **sizes), means="test")
    other.deliver(many(1, more=1, **sizes), means="test")
    assert_same(known(store), known(other))
    assert rows_of(store, 2) == rows_of(other, 2)
    other.dispose()


def test_what_was_left_is_swept_away(store, small_batches):
    store.deliver(many(0, providers=5, days=12), means="test")
    before = known(store)

    def cut(done, _):
        if done > 30:
            raise CutOffError

    with pytest.raises(CutOffError):
        store.deliver(many(1, providers=5, days=12, more=1), means="test", progress=cut)
    assert rows_of(store, 2) > 20
    assert store.imports()["number"].tolist() == [1]
    assert_same(known(store), before)

    assert store.deliver(many(1, providers=5, days=12), means="test") is None
    assert rows_of(store, 2) == 0
    assert_same(known(store), before)


SIZES = {"providers": 20, "days": 60}


def importer(url, more):
    """A process that imports a delivery in many small batches, checked against the newest; returns its id."""
    child = os.fork()
    if child:
        return child
    # pytest must not go on in the child, whatever happens.
    try:
        comparing.BATCH = 100
        store = Store.open(url)
        number = store.deliver(many(store.newest(), **SIZES, more=more), means="test")
        os._exit(0 if number else 1)
    finally:
        os._exit(2)


def ended(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kill_at_random_moments(store, url, database, trials):
    """Each delivery changes every row; after its end it is there with all of them, or nothing is changed."""
    store.deliver(many(0, **SIZES), means="test")
    started = time.monotonic()
    assert ended(importer(url, more=1)) == 0
    longest = time.monotonic() - started
    chance = random.Random(7)
    before = known(store)
    cut_off = 0
    for more in range(2, trials + 2):
        newest = store.newest()
        child = importer(url, more)
        time.sleep(chance.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        assert ended(child) in (0, -signal.SIGKILL)
        after = known(store)
        if store.newest() == newest:
            cut_off += 1
            assert_same(after, before)
        else:
            assert store.newest() == newest + 1
            assert after["providers"]["name"].tolist() == [f"P{number:03d} {more}" for number in range(20)]
            assert after["days"]["delivered_hours"].tolist() == [1.5 + more] * 1200
            assert after["weekly_hours"]["delivered_hours"].sum() == 1200 * (1.5 + more)
            before = after
    assert cut_off > trials // 4

    newest = store.newest()
    assert ended(importer(url, more=0.25)) == 0
    other = Store.open(database())
    other.deliver(many(0, **SIZES, more=0.25), means="test")
    assert_same(known(store), known(other))
    assert_same(known(store, newest), before)
    assert pending(store) == 0
    assert rows_of(store, newest + 1) == 2 * rows_of(other, 1)
    other.dispose()


def test_killed_at_random_moments(store, url, database):
    kill_at_random_moments(store, url, database, trials=10)


@pytest.mark.slow
def test_killed_at_two_hundred_random_moments(store, url, database):
    kill_at_random_moments(store, url, database, trials=200)
