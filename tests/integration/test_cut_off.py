"""An import that is cut off, at any moment and in any way, changes nothing; the next sweeps away what it left."""

import os
import random
import signal
import time

import pytest
from sqlalchemy import event, func, select

from dashboard.intake import check_undo
from dashboard.settings import Settings
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
    sizes = {"providers": 5, "days": 8, "back": 30}
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
                assert store.held_back_counts(1) == {1: 30}
                assert store.held_back()["message"].unique().tolist() == ["More: 0."]
    countdown = 0
    assert number == 2
    assert statements > 25
    assert pending(store) == 0
    assert_same(known(store, 1), before)
    assert [store.held_back_counts(at) for at in (1, 2)] == [{1: 30}, {2: 30}]

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


SIZES = {"providers": 20, "days": 60, "back": 150}


def load(more):
    """Imports a delivery that changes every row, and holds rows back in place of the last one's."""
    return lambda store: store.deliver(many(store.newest(), **SIZES, more=more), means="test")


def take_back(store):
    """Undoes the newest import."""
    newest = store.newest()
    checked = check_undo(store.undoing(newest), store.market(), Settings())
    return store.deliver(checked, means=f"undo of import {newest}")


def child(url, act):
    """A process that imports in many small batches; returns its id."""
    process = os.fork()
    if process:
        return process
    # pytest must not go on in the child, whatever happens.
    try:
        comparing.BATCH = 100
        os._exit(0 if act(Store.open(url)) else 1)
    finally:
        os._exit(2)


def ended(process):
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def marks(store):
    """The rows held back: import and line."""
    found = store.held_back()
    return list(zip(found["import"], found["line"], strict=True))


def kill_at_random_moments(store, url, database, trials):
    """Imports and undos by turns; after the end of each, all that it changes is changed, or nothing is."""
    store.deliver(many(0, **SIZES), means="test")
    states = [None, (known(store), marks(store))]
    started = time.monotonic()
    assert ended(child(url, load(1))) == 0
    longest = time.monotonic() - started
    states.append((known(store), marks(store)))
    chance = random.Random(7)
    cut_off = 0
    for more in range(2, trials + 2):
        newest = store.newest()
        undo = more % 3 == 0
        process = child(url, take_back if undo else load(more))
        time.sleep(chance.uniform(0, longest))
        os.kill(process, signal.SIGKILL)
        assert ended(process) in (0, -signal.SIGKILL)
        after, held = known(store), marks(store)
        if store.newest() == newest:
            cut_off += 1
            assert_same(after, states[newest][0])
            assert held == states[newest][1]
            continue
        assert store.newest() == newest + 1
        if undo:
            assert_same(after, states[newest - 1][0])
            assert held == states[newest - 1][1]
        else:
            assert after["providers"]["name"].tolist() == [f"P{number:03d} {more}" for number in range(20)]
            assert after["days"]["delivered_hours"].tolist() == [1.5 + more] * 1200
            assert after["weekly_hours"]["delivered_hours"].sum() == 1200 * (1.5 + more)
            assert held == [(newest + 1, line) for line in range(2, 152)]
        states.append((after, held))
    assert cut_off > trials // 4

    newest = store.newest()
    assert ended(child(url, load(0.25))) == 0
    other = Store.open(database())
    other.deliver(many(0, **SIZES, more=0.25), means="test")
    assert_same(known(store), known(other))
    assert_same(known(store, newest), states[newest][0])
    assert [sum(store.held_back_counts(number).values()) for number in range(1, newest + 2)] == [150] * (newest + 1)
    assert pending(store) == 0
    assert rows_of(store, newest + 1) == 2 * rows_of(other, 1)
    other.dispose()


def test_killed_at_random_moments(store, url, database):
    kill_at_random_moments(store, url, database, trials=10)


@pytest.mark.slow
def test_killed_at_two_hundred_random_moments(store, url, database):
    kill_at_random_moments(store, url, database, trials=200)
