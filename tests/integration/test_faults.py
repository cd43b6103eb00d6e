"""A full disk, and a database server that is restarted: nothing is lost, and afterwards all goes on."""

import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import event

from dashboard.store import Store, Unavailable, schema
from tests.integration.deliveries import assert_same, known, many
from tests.integration.servers import server

ROOT = Path(__file__).parents[2]
SIZES = {"providers": 20, "days": 200, "back": 100}
LEVELS = 20


def pages(file):
    with sqlite3.connect(file) as connection:
        return connection.execute("PRAGMA page_count").fetchone()[0]


def intact(file):
    with sqlite3.connect(file) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.fixture
def sound(tmp_path):
    """A SQLite file with one import, what it says, and its size in pages before and after another."""
    file, after = tmp_path / "sound.db", tmp_path / "after.db"
    store = Store.open(f"sqlite:///{file}")
    store.deliver(many(0, **SIZES), means="test")
    said = known(store)
    store.dispose()
    shutil.copy(file, after)
    store = Store.open(f"sqlite:///{after}")
    store.deliver(many(1, **SIZES, more=1), means="test")
    expected = known(store)
    store.dispose()
    return file, said, expected, pages(file), pages(after)


@pytest.mark.slow
def test_a_disk_that_is_full_at_any_moment_of_an_import(sound, tmp_path):
    file, said, expected, before, after = sound
    assert after - before > LEVELS
    for level in range(LEVELS):
        room = before + (after - before) * level // LEVELS
        tried = tmp_path / f"{level}.db"
        shutil.copy(file, tried)
        store = Store(f"sqlite:///{tried}")

        def filled(connection, _, room=room):
            connection.execute(f"PRAGMA max_page_count = {room}")

        event.listen(store._engine, "connect", filled)
        with pytest.raises(Unavailable, match="database or disk is full"):
            store.deliver(many(1, **SIZES, more=1), means="test")
        assert intact(tried)
        assert store.newest() == 1
        assert_same(known(store), said)
        assert store.held_back_counts(1) == {1: 100}

        event.remove(store._engine, "connect", filled)
        store.dispose()
        assert store.deliver(many(1, **SIZES, more=1), means="test") == 2
        assert_same(known(store), expected)
        assert_same(known(store, 1), said)
        assert intact(tried)
        store.dispose()
        tried.unlink()


@pytest.mark.slow
def test_a_full_disk_is_said_in_a_sentence(tmp_path):
    """The files of a process may not grow past a limit; the journal of the database is one of them."""
    file = tmp_path / "market.db"
    Store.open(f"sqlite:///{file}").dispose()
    empty = file.stat().st_size
    command = [sys.executable, "-m", "dashboard", "load", "data/example", "--database", f"sqlite:///{file}"]
    for room in (0, 100_000, 400_000, 1_000_000):
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True,
            preexec_fn=lambda room=room: resource.setrlimit(resource.RLIMIT_FSIZE, (empty + room,) * 2),
        )
        assert done.returncode == 2
        assert done.stderr.startswith("The database cannot be used: ")
        assert "Traceback" not in done.stderr
        assert intact(file)
        store = Store(f"sqlite:///{file}")
        assert store.newest() == 0
        store.dispose()
    assert subprocess.run(command, cwd=ROOT, capture_output=True).returncode == 0
    store = Store(f"sqlite:///{file}")
    assert store.newest() == 1
    store.dispose()


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_the_database_server_restarted_while_people_read(mode):
    """Ten reads a second; once the server is back, errors end within five seconds."""
    with server() as started:
        store = Store.open(started.url)
        store.deliver(many(0, providers=5, days=20), means="test")
        over = threading.Event()
        reads, errors = [], []

        def read():
            while not over.is_set():
                try:
                    providers = store._frame(schema.contents(schema.providers))
                    right = store.imports()["rows"].tolist() == [110] and len(providers) == 5
                    reads.append((time.monotonic(), right))
                except Unavailable:
                    errors.append(time.monotonic())
                over.wait(0.4)

        readers = [threading.Thread(target=read) for _ in range(4)]
        for reader in readers:
            reader.start()
        time.sleep(2)
        begun = time.monotonic()
        started.control("-m", mode, "restart")
        back = time.monotonic()
        time.sleep(8)
        over.set()
        for reader in readers:
            reader.join()
        store.dispose()
    assert all(right for _, right in reads)
    assert [at for at in errors if at < begun or at > back + 5] == []
    assert len([at for at, _ in reads if at > back + 5]) > 15
