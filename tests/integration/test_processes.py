"""Several processes on one database: opening, importing, reading, forking."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dashboard.store import Store
from tests.integration.deliveries import D, known, many

ROOT = Path(__file__).parents[2]


def start(*arguments):
    command = [sys.executable, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def test_several_may_make_the_database_at_once(url):
    code = "import sys; from dashboard.store import Store; s = Store.open(sys.argv[1]); print(s.newest()); s.dispose()"
    processes = [start("-c", code, url) for _ in range(4)]
    assert [process.communicate()[0] for process in processes] == ["0\n"] * 4
    assert [process.returncode for process in processes] == [0] * 4


def test_the_same_delivery_from_two_processes_at_once_is_one_import(store, url):
    processes = [start("-m", "tests.integration.importer", url, 20, 60, 0) for _ in range(2)]
    said = sorted(process.communicate()[0] for process in processes)
    assert said == ["ready\nimport 1\n", "ready\nnothing changed\n"]
    assert store.newest() == 1


def test_different_deliveries_at_once_follow_each_other(store, url):
    processes = [start("-m", "tests.integration.importer", url, 20, 60, more) for more in (0, 1, 2)]
    said = sorted(process.communicate()[0] for process in processes)
    assert said == ["ready\nimport 1\n", "ready\nimport 2\n", "ready\nimport 3\n"]
    assert [len(known(store, number)["days"]) for number in (1, 2, 3)] == [1200] * 3


def test_readers_see_whole_imports_only(store, url):
    store.deliver(many(0, providers=20, days=60), means="test")
    process = start("-m", "tests.integration.importer", url, 20, 60, 1)
    seen = set()
    while not {2} & {number for number, *_ in seen}:
        number = store.newest()
        found = known(store, number)
        seen.add((
            number,
            tuple(found["days"]["delivered_hours"].unique()),
            len(found["days"]),
            float(found["weekly_hours"]["delivered_hours"].sum()),
            found["providers"]["name"].iloc[0],
        ))
    assert process.communicate()[0] == "ready\nimport 2\n"
    assert seen == {
        (1, (1.5,), 1200, 1800.0, "P000 0"),
        (2, (2.5,), 1200, 3000.0, "P000 1.0"),
    }


def test_a_store_opened_before_a_fork_serves_both_processes(store):
    store.deliver(many(0, providers=3, days=7), means="test")
    market = store.market()
    child = os.fork()
    if child == 0:
        # pytest must not go on in the child, whatever happens.
        try:
            right = (
                store.market() is market
                and len(market.providers) == 3
                and len(market.days(D("2026-01-05"), D("2026-01-06"))) == 6
                and store.deliver(many(1, providers=3, days=7, more=1), means="test") == 2
            )
            store.dispose()
            os._exit(0 if right else 1)
        finally:
            os._exit(2)
    assert store.newest() in (1, 2)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert store.newest() == 2
    assert len(store.market().weekly_hours) == 3


def test_threads_share_one_market(store):
    store.deliver(many(0, providers=3, days=7), means="test")
    found = []
    threads = [threading.Thread(target=lambda: found.append((store.market(), store.market().weekly_hours)))
               for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert {id(market) for market, _ in found} == {id(store.market())}
    assert {len(weekly) for _, weekly in found} == {3}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_folder_of_a_new_database_is_made(tmp_path, database):
    store = Store.open(f"sqlite:///{tmp_path}/some/where/market.db")
    assert store.newest() == 0
    assert (tmp_path / "some/where/market.db").exists()
    store.dispose()
