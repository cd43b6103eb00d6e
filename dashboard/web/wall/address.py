"""The wall's configuration, which is its address: scenes, seconds and theme."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from dashboard.components.asked import Theme
from dashboard.market import clock
from dashboard.web.wall.scenes import SCENES

OWN = ("scenes", "seconds", "theme")
"""The parameters that only the wall has."""

NARROWING = ("provider", "service", "route")
"""Filters that would bring one provider, or a few children, to the wall."""

THEMES = ("dark", "light", "auto")

SECONDS = 30
"""How long a scene is shown unless the address says otherwise."""

SHORTEST, LONGEST = 1, 3600
"""How many seconds an address can ask for."""

MORNING, EVENING = time(7), time(19)
"""The theme `auto` is light from the one to the other."""


@dataclass(frozen=True)
class Configuration:
    """What an address asks of the wall, besides the filters."""

    scenes: dict[str, int]
    """The scenes in their order, each with the seconds it is shown."""
    auto: bool
    """Whether the theme goes by the hour."""
    chosen: Theme
    """The theme, where it does not."""
    notices: tuple[str, ...]
    """A sentence for each part of the address that was left out as wrong."""

    @classmethod
    def read(cls, pairs: list[tuple[str, str]]) -> "Configuration":
        """Read a query's pairs; names that are not the wall's own are another reader's."""
        given = Counter(name for name, _ in pairs if name in OWN + NARROWING)
        notices = [f"“{name}” is given {count} times: give it once." for name, count in given.items() if count > 1]
        notices += [f"“{name}” is left out: the wall shows all." for name in NARROWING if given[name]]
        once = {name: value.strip() for name, value in pairs if given[name] == 1}
        theme = once.get("theme") or THEMES[0]
        if theme not in THEMES:
            notices.append(f"There is no theme “{theme}”.")
        scenes = _scenes(once.get("scenes", ""), _seconds(once.get("seconds", ""), notices) or SECONDS, notices)
        return cls(scenes, theme == "auto", "light" if theme == "light" else "dark", tuple(notices))

    def theme(self, now: datetime) -> Theme:
        """The theme at a moment."""
        if self.auto:
            return "light" if MORNING <= now.time() < EVENING else "dark"
        return self.chosen

    def until(self, now: datetime) -> datetime:
        """When a picture drawn now is past without a new import: at midnight, and when the theme changes."""
        turns = [datetime.combine(now.date(), turn, clock.LONDON) for turn in (MORNING, EVENING)] if self.auto else []
        midnight = datetime.combine(now.date() + timedelta(days=1), time(), clock.LONDON)
        return min([midnight, *(turn for turn in turns if turn > now)])


def _scenes(text: str, seconds: int, notices: list[str]) -> dict[str, int]:
    chosen: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, own = part.partition(":")
        if name not in SCENES:
            notices.append(f"There is no scene “{name}”.")
        elif name in chosen:
            notices.append(f"The scene “{name}” is named twice: it is shown once.")
        else:
            chosen[name] = _seconds(own, notices) or seconds
    return chosen or dict.fromkeys(SCENES, seconds)


def _seconds(text: str, notices: list[str]) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) < 5 and SHORTEST <= int(text) <= LONGEST:
        return int(text)
    notices.append(f"A scene is shown for {SHORTEST} to {LONGEST:,} seconds, not “{text}”.")
    return None
