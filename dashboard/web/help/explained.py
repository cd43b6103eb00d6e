"""A measure explained: its definition, a worked example, where its data came from, and its settings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.components.asked import Asked
from dashboard.market.clock import LONDON
from dashboard.measures import MEASURES, words
from dashboard.measures.measure import Measure
from dashboard.settings import Settings
from dashboard.web.help.every_setting import Told

NO_EXAMPLE = "No row of the loaded market has the figures for an example yet."

NOT_SHARED = "The working view has an example, of exact figures."

NOT_REACHED = "The data cannot be reached just now, and so there is no example."


@dataclass(frozen=True)
class Explained:
    """What Help tells of a measure, of the market that is loaded."""

    measure: Measure
    example: str
    brought: str
    """Which imports last brought its files."""
    settings: list[Told]
    """Those that its definition names."""


def explained(measure_id: str, asked: Asked | None, settings: Mapping[str, Told]) -> Explained:
    """A measure explained as of the day, with nothing chosen; `asked` is None where the market cannot be reached."""
    return Explained(
        measure=MEASURES[measure_id],
        example=_example(measure_id, asked) if asked else NOT_REACHED,
        brought=_brought(measure_id, asked) if asked else "",
        settings=[settings[name] for name in settings_of(measure_id)],
    )


def settings_of(measure_id: str) -> list[str]:
    """The settings that a measure's definition names, in the order of the settings."""
    named = set(re.findall(r"`(\w+)`", MEASURES[measure_id].definition))
    return [name for name in Settings.model_fields if name in named]


def _example(measure_id: str, asked: Asked) -> str:
    if asked.filters.share:
        return NOT_SHARED
    whole = asked.whole
    return MEASURES[measure_id].example(whole.table(measure_id), whole.day, whole.settings) or NO_EXAMPLE


def _brought(measure_id: str, asked: Asked) -> str:
    """The imports that last brought a measure's files, the newest first, with the files; then those none has brought.

    Hours come as `hours`, as `visits`, or as both.
    """
    files: dict[int, list[str]] = {}
    none = []
    for file in MEASURES[measure_id].sources:
        found = [kind for kind in (("hours", "visits") if file == "hours" else (file,)) if kind in asked.brought]
        for kind in found:
            files.setdefault(asked.brought[kind]["number"], []).append(kind)
        if not found:
            none.append(file)
    parts = []
    for number in sorted(files, reverse=True):
        made = asked.brought[files[number][0]]
        when = words.day(made["published_at"].astimezone(LONDON))
        parts.append(f"import {number} ({made['means']}, {when}): {words.joined(files[number])}")
    last = [f"Its data last came from {'; '.join(parts)}."] if parts else []
    return " ".join([*last, *([f"None came yet of {words.joined(none)}."] if none else [])])
