"""Verifying a snapshot: its tables are worked out again, as the data were then known, and compared row by row."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from dashboard.components.asked import Asked
from dashboard.market.filters import Choices, Filters
from dashboard.measures import MEASURES
from dashboard.measures.csv import csv_text
from dashboard.settings import Recorded, Settings
from dashboard.snapshot.kept import MANIFEST, PAGE, Damaged, Manifest, Snapshot
from dashboard.snapshot.making import manifest, program
from dashboard.snapshot.page import page
from dashboard.store import Store

Row = tuple[str, ...]


@dataclass(frozen=True)
class Verified:
    """What became of one file of a snapshot: the lines say what differs, and there are none where it matches."""

    name: str
    lines: tuple[str, ...] = ()

    @property
    def matches(self) -> bool:
        """Whether what was worked out again is the same."""
        return not self.lines


def verify(found: Snapshot, store: Store) -> Iterator[Verified]:
    """Work each table out again, and the page, and compare them.

    By the manifest's as_of, known_at, filters and settings, whatever the settings are now. The store must be one of
    its own: a store's markets keep answers, and those of other settings are others. Raises Damaged where the manifest
    cannot be followed, and LookupError where the database has no such import.
    """
    asked = again(found.manifest, store)
    unchanged = found.manifest.program == program()
    tables = [name.removesuffix(".csv") for name in found.manifest.files if name.endswith(".csv")]
    for name in MEASURES if unchanged else tables:
        yield Verified(name, tuple(_table(name, found, asked)))
    # Of another version the words may be others, though every figure is the same.
    if unchanged:
        same = found.files.get(PAGE) == page(asked).encode()
        yield Verified(PAGE, () if same else ("it says something else than what is found now",))
        yield Verified(MANIFEST, tuple(_redefined(found.manifest, manifest(asked, {}))))


def again(wanted: Manifest, store: Store) -> Asked:
    """The view that a manifest describes, over the data as they were then known."""
    try:
        settings = Recorded(**{name: value for name, value in wanted.settings.items() if name in Settings.model_fields})
    except ValueError as wrong:
        raise Damaged(f"The manifest's settings cannot be followed: {wrong}") from wrong
    against = dict(parse_qsl(wanted.filters.get("against", "")))
    given = {wanted.filters.get("provider"), wanted.filters.get("lost"), against.get("lost")}
    choices = Choices(settings.authorities, settings.services, {one for one in given if one}, 0)
    filters, notices = Filters.from_query(wanted.filters.items(), choices, weeks=None)
    if notices:
        raise Damaged(f"The manifest's filters cannot be followed: {' '.join(notices)}")
    market = store.market(wanted.known_at)
    filters = replace(filters, as_of=wanted.as_of, known_at=wanted.known_at)
    return Asked(market, settings, filters, filters)


def others(made: Manifest, asked: Asked) -> list[str]:
    """What is no longer as it was when a snapshot was made, for whoever wonders why a table differs."""
    now = manifest(asked, {})
    was = {"program": made.program["version"]} | made.libraries
    is_now = {"program": now.program["version"]} | now.libraries
    lines = [
        f"{name} was {was[name]}, now {is_now.get(name, 'none')}" for name in was if was[name] != is_now.get(name)
    ]
    if made.program != now.program and was["program"] == is_now["program"]:
        lines.append("the program was changed")
    lines += [f"the setting {name} is no more" for name in made.settings if name not in now.settings]
    lines += [f"the setting {name} is new" for name in now.settings if name not in made.settings]
    return lines + _redefined(made, now)


def _redefined(made: Manifest, now: Manifest) -> list[str]:
    return [
        f"{name} was defined in other words" for name, defined in made.measures.items()
        if name in now.measures and defined != now.measures[name]
    ]


def _table(name: str, found: Snapshot, asked: Asked) -> Iterator[str]:
    """How a table differs from what is worked out now, a line a row."""
    body = found.files.get(f"{name}.csv")
    if body is None:
        yield "it is not in the snapshot"
        return
    if name not in MEASURES:
        yield "there is no such measure any more"
        return
    text = csv_text(asked.table(name), MEASURES[name])
    if body == text.encode("utf-8-sig"):
        return
    try:
        kept = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as wrong:
        yield f"it cannot be read as CSV: {wrong}"
        return
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    if not kept or kept[0] != header:
        yield "its columns are others"
        return
    key = [header.index(column) for column in MEASURES[name].key]
    lines = list(_rows(header, _keyed(kept[1:], key), _keyed(rows, key)))
    yield from lines or ["its rows are the same, in another order or form"]


def _keyed(rows: list[list[str]], key: list[int]) -> dict[Row, list[str]]:
    """Rows by their key; more of the same key are told apart by their number."""
    found: dict[Row, list[str]] = {}
    times: Counter[Row] = Counter()
    for row in rows:
        names = tuple(row[place] if place < len(row) else "" for place in key)
        times[names] += 1
        found[names if times[names] == 1 else (*names, f"number {times[names]}")] = row
    return found


def _rows(header: list[str], kept: dict[Row, list[str]], now: dict[Row, list[str]]) -> Iterator[str]:
    for key in sorted({*kept, *now}):
        was, is_now = kept.get(key), now.get(key)
        named = ", ".join(filter(None, key))
        if is_now is None:
            yield f"{named}: in the snapshot only"
        elif was is None:
            yield f"{named}: not in the snapshot"
        elif len(was) != len(header):
            yield f"{named}: has {len(was)} cells, not {len(header)}"
        elif was != is_now:
            cells = zip(header, was, is_now, strict=True)
            parts = [f"{column} was {before or 'empty'}, now {after or 'empty'}" for column, before, after in cells
                     if before != after]
            yield f"{named}: {'; '.join(parts)}"
