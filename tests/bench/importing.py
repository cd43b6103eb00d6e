"""Importing a delivery as a person does, by the command line, and what that took."""

import os
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

DASHBOARD = [sys.executable, "-m", "dashboard"]


@dataclass(frozen=True)
class Import:
    """What one import took, and what it brought."""

    seconds: float
    cpu: float
    memory: int
    """The most bytes of memory held at once."""
    rows: int
    size: int
    """Bytes of the database."""
    last_day: date
    """The last day with hours."""


def draw_example(folder: Path, until: date) -> None:
    """Write the example market as a delivery."""
    command = [*DASHBOARD, "example", "--out", folder, "--until", str(until)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def load(delivery: Path, database: Path) -> Import:
    """Import a delivery into a new database."""
    begun = time.perf_counter()
    command = subprocess.Popen(
        [*DASHBOARD, "--database", url(database), "load", delivery], stdout=subprocess.PIPE, text=True
    )
    report = command.stdout.read()
    # wait4 tells what this one child used. (A child's peak counts its parent's memory when it began: this process
    # imports no pandas, so that it stays small.)
    _, status, used = os.wait4(command.pid, 0)
    seconds = time.perf_counter() - begun
    command.returncode = os.waitstatus_to_exitcode(status)
    if command.returncode:
        sys.exit(report + f"\n{delivery} cannot be imported.")
    with sqlite3.connect(database) as rows:
        (read,) = rows.execute("SELECT SUM(rows) FROM import_files").fetchone()
        (last,) = rows.execute("SELECT MAX(date) FROM daily_hours").fetchone()
    rows.close()
    return Import(
        seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, read, database.stat().st_size,
        date.fromisoformat(last),
    )


def url(database: Path) -> str:
    """A database file's address."""
    return f"sqlite:///{database}"
