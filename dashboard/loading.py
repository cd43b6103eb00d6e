"""Loading: files are looked at or taken in, an import is taken back; the one engine of command line and Data page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dashboard.intake import Checked, check, check_undo, given, mappings
from dashboard.settings import Settings
from dashboard.store import Change, Overtaken, Store

Progress = Callable[[str, int, int | None], None]
"""Told what is being done (`Checking`, `Importing`), how far it is, and how far it goes."""


@dataclass(frozen=True)
class Looked:
    """What files hold, and what taking them in would change: by record file, and for `hours` by day."""

    checked: Checked
    changes: dict[str, Change]


@dataclass(frozen=True)
class Loaded:
    """What files held; the number of their import is None where they have problems, or change nothing."""

    checked: Checked
    number: int | None


def look(
    paths: Sequence[Path],
    store: Store,
    settings: Settings,
    *,
    names: Mapping[Path, str] | None = None,
    progress: Progress | None = None,
) -> Looked:
    """Check files against the newest market; nothing is stored.

    `names` are the files' names for people where their paths have others. Where rows can be held back, the changes
    are those of the good rows. Raises Unreadable where there is nothing to read, BadProfile for a mapping profile
    that cannot be read, Unavailable.
    """
    profiles = known_profiles(settings)
    with given(paths, profiles, names, settings) as files:
        market, ids = store.market(), store.held_back_ids()
        checked = good = check(files, market, settings, _step(progress, "Checking"), held_back_ids=ids)
        if checked.holdable:
            good = check(files, market, settings, hold_back=True, held_back_ids=ids)
        return Looked(checked, store.changes(good) if good.ok else {})


def load(
    paths: Sequence[Path],
    store: Store,
    settings: Settings,
    *,
    means: str,
    hold_back: bool = False,
    names: Mapping[Path, str] | None = None,
    progress: Progress | None = None,
    report: Callable[[Checked], None] | None = None,
) -> Loaded:
    """Check files and import them, whole or not at all; with `hold_back` without bad rows of hours and visits.

    `report` is told of the check before anything is stored. Where another import comes between, it is all checked
    anew. Raises as `look` does, and Busy where another import is under way for long.
    """
    with given(paths, known_profiles(settings), names, settings) as files:

        def checked() -> Checked:
            # The market first: an import that comes after it is noticed when this one is to be stored.
            market, ids = store.market(), store.held_back_ids()
            step = _step(progress, "Checking")
            return check(files, market, settings, step, hold_back=hold_back, held_back_ids=ids)

        return _deliver(checked, store, means, progress, report)


def look_undo(number: int, store: Store, settings: Settings) -> Looked:
    """What undoing an import would change, and what stands in its way; LookupError for an import there is not."""
    checked = _checked_undo(number, store, settings)
    return Looked(checked, store.changes(checked) if checked.ok else {})


def undo(
    number: int,
    store: Store,
    settings: Settings,
    *,
    progress: Progress | None = None,
    report: Callable[[Checked], None] | None = None,
) -> Loaded:
    """Undo an import, by an import of its own; raises as `load` does, and LookupError for an import there is not."""
    return _deliver(
        lambda: _checked_undo(number, store, settings),
        store, f"undo of import {number}", progress, report,
    )


def known_profiles(settings: Settings) -> tuple[mappings.Profile, ...]:
    """The mapping profiles that people keep, before those that come with the program."""
    return (*mappings.kept(settings.profiles_folder), *mappings.shipped())


def _deliver(
    checked: Callable[[], Checked], store: Store, means: str, progress: Progress | None,
    report: Callable[[Checked], None] | None,
) -> Loaded:
    while True:
        found = checked()
        if report:
            report(found)
        if not found.ok:
            return Loaded(found, None)
        try:
            return Loaded(found, store.deliver(found, means=means, progress=_step(progress, "Importing")))
        except Overtaken:
            # Another import came between: what was checked may no longer hold.
            continue


def _checked_undo(number: int, store: Store, settings: Settings) -> Checked:
    market = store.market()
    return check_undo(store.undoing(number), market, settings)


def _step(progress: Progress | None, doing: str) -> Callable[[int, int | None], None] | None:
    if progress is None:
        return None
    return lambda done, total: progress(doing, done, total)
