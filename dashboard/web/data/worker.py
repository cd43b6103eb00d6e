"""The process that checks a waiting delivery, imports it, or undoes an import.

It outlives the page that started it. How far it is stands in a note beside the files, and so does what came of it.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dashboard import loading
from dashboard.intake import Checked, Unreadable, report
from dashboard.intake.mappings import BadProfile
from dashboard.market.market import Market
from dashboard.measures.csv import plain_csv
from dashboard.settings import Settings, settings
from dashboard.store import Busy, NewerDatabase, Store, Unavailable
from dashboard.web.data import filling, found, mapping
from dashboard.web.data.pending import Pending

MEANS = "Data page"

OFTEN = 0.25
"""Seconds between two notes of how far it is."""

UNREACHABLE = "The database cannot be reached just now. Nothing was taken in: try again, and say so if it lasts."
GONE = "The files are no longer here. Give them again."


class Progress:
    """Notes how far a task is, for the page to tell."""

    def __init__(self, pending: Pending):
        self._pending = pending
        self._doing, self._next = "", 0.0

    def __call__(self, doing: str, done: int, total: int | None) -> None:
        """Note it, unless that was just done."""
        now = time.monotonic()
        if doing != self._doing or now >= self._next:
            self._doing, self._next = doing, now + OFTEN
            self._pending.write("doing", (self._pending.read("doing") or {}) | {
                "doing": doing, "done": done, "all": total,
            })


def check(pending: Pending, store: Store, chosen: Settings, progress: Progress) -> None:
    """Check the files; the report says what they hold and what they would change."""
    looked = loading.look(list(pending.names), store, chosen, names=pending.names, progress=progress)
    tables = []
    if looked.checked.unknown:
        providers = {str(code): name for code, name in store.market().provider_names.items()}
        tables = mapping.tables(pending.names, chosen, providers)
    _report(pending, looked.checked, looked.changes, tables, store.market())


def take_in(pending: Pending, store: Store, chosen: Settings, progress: Progress, *, hold_back: bool = False) -> None:
    """Import the files, checked once more against what is known by now."""
    loaded = loading.load(
        list(pending.names), store, chosen, means=MEANS, hold_back=hold_back, names=pending.names, progress=progress,
    )
    _over(pending, loaded)


def look_undo(pending: Pending, store: Store, chosen: Settings, progress: Progress) -> None:
    """What undoing an import would change."""
    looked = loading.look_undo(_number(pending), store, chosen)
    _report(pending, looked.checked, looked.changes, [])


def undo(pending: Pending, store: Store, chosen: Settings, progress: Progress) -> None:
    """Undo an import."""
    _over(pending, loading.undo(_number(pending), store, chosen, progress=progress))


TASKS: dict[str, Callable[..., None]] = {
    "check": check,
    "import": take_in,
    "hold-back": lambda *given: take_in(*given, hold_back=True),
    "look-undo": look_undo,
    "undo": undo,
}
"""What a process can be started for."""


def run(pending: Pending, task: str, chosen: Settings) -> None:
    """Do a task and note what came of it; a person's mistake, or a busy database, is noted in a sentence."""
    store = Store(chosen.database_url)
    failed = ""
    try:
        TASKS[task](pending, store, chosen, Progress(pending))
    except (Unreadable, BadProfile, Busy, NewerDatabase, LookupError) as wrong:
        failed = str(wrong)
    except Unavailable:
        failed = UNREACHABLE
    finally:
        store.dispose()
    pending.write("doing", (pending.read("doing") or {}) | {"over": True, "failed": failed})


def _number(pending: Pending) -> int:
    return int((pending.given or {})["undo"])


def _report(
    pending: Pending, checked: Checked, changes: dict[str, Any], tables: list[dict[str, Any]],
    market: Market | None = None,
) -> None:
    """Write the report; the files of a delivery that tells who a person is go at once, and so does every value."""
    told = found.of(checked, changes, tables)
    told["open"] = None if told["personal"] else filling.noted(checked, market)
    if told["personal"]:
        pending.delete_files()
        checked = found.without_values(checked)
    problems = plain_csv(report.HEADINGS, report.rows(checked))
    pending.write_bytes("problems.csv", problems.encode("utf-8-sig"))
    pending.write("report", told)


def _over(pending: Pending, loaded: loading.Loaded) -> None:
    """Note what came of an import: its number, or what is wrong by now."""
    if not loaded.checked.ok:
        _report(pending, loaded.checked, {}, [])
        return
    pending.write("result", {"number": loaded.number})
    pending.delete_files()


def main() -> None:
    """Do the task that the process was started for: its arguments are the folder and the task."""
    folder, task = sys.argv[1:]
    run(Pending(Path(folder)), task, settings())
