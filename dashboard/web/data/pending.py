"""Deliveries that wait: each in a folder of its own, which its owner alone can read, until imported or dropped."""

import fcntl
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import orjson

from dashboard.market import clock

NAME_LENGTH = 100
"""A file's own name is cut to so many characters."""

KINDS = (".csv", ".xlsx")
"""The kinds of file that are taken."""

TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
"""A waiting delivery's name: 192 random bits."""

PATIENCE = 1.0
"""Seconds that a start waits for somebody who only looks whether a process is at work."""

APART = "import os; os.fork() and os._exit(0); from dashboard.web.data.worker import main; main()"
"""The program of the process at work. It leaves the one that starts it at once, which then need not wait for it."""

PACKAGE_ROOT = Path(__file__).parents[3]


class Pending:
    """One delivery that waits.

    Its folder holds the files under made-up names, `given.json` (what was given, by whose name), `doing.json` (what its
    process does, and how far it is), `report.json` and `problems.csv` (what a check found), `result.json` (what came of
    the import), `lock` (held by the process at work for as long as it lives) and `said` (what it said as it died).
    """

    def __init__(self, folder: Path):
        self.folder = folder

    @classmethod
    def make(cls, root: Path) -> "Pending":
        """A new folder for a delivery, under a name that cannot be guessed."""
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        pending = cls(root / secrets.token_urlsafe(24))
        pending.folder.mkdir(mode=0o700)
        return pending

    @classmethod
    def find(cls, root: Path, token: str) -> "Pending | None":
        """The delivery of a name; None where there is none."""
        pending = cls(root / token)
        return pending if TOKEN.fullmatch(token) and pending.given is not None else None

    @property
    def token(self) -> str:
        """The delivery's name."""
        return self.folder.name

    def file(self, kind: str) -> IO[bytes]:
        """A new file, open for writing, under a made-up name; `kind` is its ending."""
        return self._new(f"{secrets.token_hex(8)}{kind}")

    def give(self, names: Mapping[str, str], **more: Any) -> None:
        """Say what was given: each file's own name by its made-up one, and whatever else belongs to it."""
        self.write("given", {"names": {made: shortened(name) for made, name in names.items()}} | more)

    @property
    def given(self) -> dict[str, Any] | None:
        """What was given; None before it is all here."""
        return self.read("given")

    @property
    def names(self) -> dict[Path, str]:
        """The waiting files, and their own names."""
        names = (self.given or {}).get("names", {})
        return {self.folder / made: name for made, name in names.items() if (self.folder / made).exists()}

    def read(self, name: str) -> dict[str, Any] | None:
        """One of the folder's notes; None where it is not there."""
        try:
            return orjson.loads((self.folder / f"{name}.json").read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, name: str, value: Any) -> None:
        """Write a note, so that whoever reads it sees it whole: the one before or this."""
        self.write_bytes(f"{name}.json", orjson.dumps(value))

    def write_bytes(self, name: str, body: bytes) -> None:
        """The same for a file."""
        new = f"{name}.{secrets.token_hex(4)}"
        with self._new(new) as file:
            file.write(body)
        (self.folder / new).replace(self.folder / name)

    def discard(self, *names: str) -> None:
        """Take notes away that no longer hold."""
        for name in names:
            (self.folder / name).unlink(missing_ok=True)

    def delete_files(self) -> None:
        """Delete the files that were given; the notes stay."""
        for path in self.names:
            path.unlink(missing_ok=True)

    def drop(self) -> None:
        """Delete all of it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def running(self) -> bool:
        """Whether its process is at work; the lock of one that died is free, however it died."""
        try:
            with (self.folder / "lock").open("rb") as lock:
                return not _locked(lock, fcntl.LOCK_SH)
        except FileNotFoundError:
            return False

    def start(self, task: str, environment: Mapping[str, str]) -> bool:
        """Start a process of its own for a task; returns False where one is at work.

        It has the lock from its first moment on, given by this process, and outlives it.
        """
        with self._turn() as lock:
            if lock is None:
                return False
            self.discard("result.json")
            self.write("doing", {"task": task, "doing": "", "done": 0, "all": None, "over": False, "failed": ""})
            paths = [str(PACKAGE_ROOT), *filter(None, [environment.get("PYTHONPATH")])]
            command = [sys.executable, "-P", "-c", APART, str(self.folder.absolute()), task]
            self.discard("said")
            with self._new("said") as said:
                subprocess.run(  # noqa: S603 - no word of the command is anybody else's
                    command, env={**environment, "PYTHONPATH": os.pathsep.join(paths)}, start_new_session=True,
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said, pass_fds=[lock.fileno()],
                    check=True,
                )
        return True

    @contextmanager
    def _turn(self) -> Iterator[IO[bytes] | None]:
        (self.folder / "lock").touch(0o600)
        with (self.folder / "lock").open("rb") as lock:
            deadline = time.monotonic() + PATIENCE
            while not (mine := _locked(lock, fcntl.LOCK_EX)) and time.monotonic() < deadline:
                time.sleep(0.02)
            yield lock if mine else None

    def _new(self, name: str) -> IO[bytes]:
        (self.folder / name).touch(0o600, exist_ok=False)
        return (self.folder / name).open("r+b")


def kind(name: str) -> str:
    """A file's kind by the ending of its name, one of `KINDS`; "" for any other."""
    return next((ending for ending in KINDS if name.lower().endswith(ending)), "")


def shortened(name: str) -> str:
    """A file's own name without folders, cut to what is shown, its ending kept."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - len(kind(name))] + kind(name)


def sweep(root: Path, hours: int) -> None:
    """Delete the deliveries that were given longer ago than so many hours and are not at work."""
    oldest = clock.now().timestamp() - 3600 * hours
    for folder in root.iterdir() if root.is_dir() else ():
        given = folder / "given.json"
        try:
            age = (given if given.exists() else folder).stat().st_mtime
        except FileNotFoundError:
            continue
        if TOKEN.fullmatch(folder.name) and age < oldest and not Pending(folder).running:
            Pending(folder).drop()


def _locked(file: IO[bytes], how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
