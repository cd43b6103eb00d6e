"""Deliveries that wait: who can read them, how long, and what is known of their process."""

import os
import signal
import stat
import time
from datetime import timedelta
from pathlib import Path

import pytest

from dashboard.market import clock
from dashboard.settings import Settings, environment
from dashboard.web.data.pending import NAME_LENGTH, TOKEN, Pending, kind, shortened, sweep


@pytest.fixture
def pending(tmp_path):
    return Pending.make(tmp_path / "pending")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def filled(pending, name="July.csv"):
    with pending.file(".csv") as file:
        file.write(b"a,b\n1,2\n")
    pending.give({Path(file.name).name: name})
    return pending


def test_only_its_owner_can_read_what_waits(pending):
    filled(pending).write("report", {})
    assert mode(pending.folder.parent) == mode(pending.folder) == 0o700
    assert {mode(path) for path in pending.folder.iterdir()} == {0o600}


def test_its_name_has_192_random_bits_and_its_files_have_none_of_the_person_s_words(pending, tmp_path):
    names = {Pending.make(tmp_path).token for _ in range(50)}
    assert len(names) == 50 and all(TOKEN.fullmatch(name) for name in names)
    assert all("July" not in path.name for path in filled(pending).folder.iterdir())
    assert list(filled(pending).names.values()) == ["July.csv"]


@pytest.mark.parametrize(
    "token", ["", ".", "..", "A" * 31, "A" * 32, "../" + "A" * 29, "A" * 33, "é" * 32, "A" * 31 + "\0"]
)
def test_a_name_that_was_guessed_finds_nothing(tmp_path, pending, token):
    filled(pending)
    assert Pending.find(pending.folder.parent, token) is None
    assert Pending.find(pending.folder.parent, pending.token).folder == pending.folder


def test_what_is_not_all_here_is_not_found(pending):
    pending.file(".csv").close()
    assert Pending.find(pending.folder.parent, pending.token) is None


def test_names_are_cut_to_100_characters_and_lose_their_folders():
    assert shortened("C:\\Users\\me\\July.xlsx") == shortened("/home/me/July.xlsx") == "July.xlsx"
    assert len(shortened("a" * 300 + ".xlsx")) == NAME_LENGTH
    assert shortened("a" * 300 + ".xlsx").endswith(".xlsx")


def test_a_kind_is_one_that_is_taken_or_none():
    found = {name: kind(name) for name in ("a.CSV", "a.xlsx", "a.xls", "a.csv.exe", "csv", "")}
    assert found == {"a.CSV": ".csv", "a.xlsx": ".xlsx", "a.xls": "", "a.csv.exe": "", "csv": "", "": ""}


def test_what_is_older_than_the_setting_is_swept(pending, tmp_path):
    filled(pending)
    begun = (tmp_path / "pending" / pending.token / "given.json").stat().st_mtime
    young, old, strange = Pending.make(tmp_path / "pending"), filled(pending), tmp_path / "pending" / "notes"
    strange.mkdir()
    now = clock.now()
    os.utime(old.folder / "given.json", (begun - 3600 * 24 - 60,) * 2)
    with clock.stopped(now + timedelta(seconds=1)):
        sweep(tmp_path / "pending", 25)
        assert old.folder.exists()
        sweep(tmp_path / "pending", 24)
    assert not old.folder.exists()
    assert young.folder.exists() and strange.exists()
    with clock.stopped(now + timedelta(hours=25)):
        sweep(tmp_path / "pending", 24)
    assert not young.folder.exists(), "one that was never all here goes too"


def test_there_may_be_nothing_to_sweep(tmp_path):
    sweep(tmp_path / "nothing", 24)


# Its process

@pytest.fixture
def sleeping(monkeypatch, tmp_path):
    """In place of the process, one that sleeps."""
    package = tmp_path / "stand-in" / "dashboard" / "web" / "data"
    package.mkdir(parents=True)
    for folder in (package, *list(package.parents)[:2]):
        (folder / "__init__.py").touch()
    (package / "worker.py").write_text(
        "import os, pathlib, sys, time\n"
        "def main():\n"
        "    url = os.environ['DASHBOARD_DATABASE_URL']\n"
        "    pathlib.Path(sys.argv[1], 'pid').write_text(f'{os.getpid()} {url}')\n"
        "    time.sleep(60)\n"
    )
    monkeypatch.setattr("dashboard.web.data.pending.PACKAGE_ROOT", tmp_path / "stand-in")


def until(met):
    deadline = time.monotonic() + 30
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_process_is_known_to_be_at_work_from_the_start_and_to_be_gone_however_it_dies(sleeping, pending):
    filled(pending)
    assert not pending.running
    assert pending.start("check", environment(Settings(), "sqlite:///a.db"))
    assert pending.running
    assert not pending.start("import", environment(Settings(), "sqlite:///a.db")), "one at a time"
    assert pending.read("doing")["task"] == "check"
    until(lambda: (pending.folder / "pid").exists() and (pending.folder / "pid").read_text())
    process, url = (pending.folder / "pid").read_text().split()
    assert url == "sqlite:///a.db"
    assert os.getsid(int(process)) != os.getsid(0), "it outlives whoever started it"
    os.kill(int(process), signal.SIGKILL)
    until(lambda: not pending.running)
    assert not pending.read("doing")["over"]


def test_what_is_at_work_is_not_swept(sleeping, pending, tmp_path):
    filled(pending).start("check", environment(Settings(), "sqlite:///a.db"))
    with clock.stopped(clock.now() + timedelta(days=3)):
        sweep(tmp_path / "pending", 24)
        assert pending.folder.exists()
        until(lambda: (pending.folder / "pid").exists() and (pending.folder / "pid").read_text())
        os.kill(int((pending.folder / "pid").read_text().split()[0]), signal.SIGKILL)
        until(lambda: not pending.running)
        sweep(tmp_path / "pending", 24)
    assert not pending.folder.exists()
