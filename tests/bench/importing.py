"""Importing a delivery as a person does, by the command line, and what that took."""

import csv
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
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


def read_plainly(delivery: Path) -> tuple[float, float]:
    """Seconds and processor seconds for pandas' C reader to read the same files, in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.plainly", delivery]
    seconds, cpu = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return seconds, cpu


def write_last_month(delivery: Path, last_day: date, folder: Path) -> None:
    """Write the delivery's hours and visits of its last month, one row in fifty left out, as a delivery."""
    folder.mkdir()
    for name, column in (("hours.csv", "date"), ("visits.csv", "planned_start")):
        if not (delivery / name).exists():
            continue
        with (delivery / name).open(newline="") as given, (folder / name).open("w", newline="") as taken:
            rows, written = csv.reader(given), csv.writer(taken)
            headings = next(rows)
            written.writerow(headings)
            at, month = headings.index(column), f"{last_day:%Y-%m}"
            written.writerows(row for number, row in enumerate(r for r in rows if r[at][:7] == month) if number % 50)


def load(delivery: Path, database: Path) -> Import:
    """Import a delivery into a database, a new one where there is none."""
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
        newest = "SELECT SUM(rows) FROM import_files WHERE number = (SELECT MAX(number) FROM import_files)"
        (read,) = rows.execute(newest).fetchone()
        (last,) = rows.execute("SELECT MAX(date) FROM daily_hours").fetchone()
    rows.close()
    return Import(
        seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, read, database.stat().st_size,
        date.fromisoformat(last),
    )


def change(work: Path, database: Path) -> None:
    """Import the least there is to import: one provider more."""
    folder = Path(tempfile.mkdtemp(dir=work))
    (folder / "providers.csv").write_text(
        f"provider_id,name,provider_type\n{folder.name},Another provider (example),external\n"
    )
    load(folder, database)


def url(database: Path) -> str:
    """A database file's address."""
    return f"sqlite:///{database}"
