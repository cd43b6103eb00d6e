"""The wall's configuration, which is its address: scenes, seconds, theme, the screen's size and distance, night."""

import math
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from dashboard.components.asked import Theme
from dashboard.market import clock
from dashboard.measures import words
from dashboard.web.wall.showing import SCENES

OWN = ("scenes", "seconds", "theme", "inches", "metres", "night", "test")
"""The parameters that only the wall has."""

NARROWING = ("provider", "service", "route")
"""Filters that would bring one provider, or a few children, to the wall."""

THEMES = ("dark", "light", "auto")

SECONDS = 30
"""How long a scene is shown unless the address says otherwise; `attention` is shown twice as long."""

SHORTEST, LONGEST = 1, 3600
"""How many seconds an address can ask for."""

INCHES = (5, 300)
"""Screens, by their diagonal."""

METRES = (0.3, 50)
"""How far away one may stand."""

MORNING, EVENING = time(7), time(19)
"""The theme `auto` is light from the one to the other."""

ARC_MINUTES = 20
"""How large the smallest capital letter is at the least, seen from where one stands: enough to read without effort.

ISO 9241-303:2011 has 20 to 22 minutes of arc as what most tasks need, and 16 as the least; normal sight resolves 5.
"""

MILLIMETRES = 25.4
"""In an inch."""


@dataclass(frozen=True)
class Room:
    """Where the wall hangs: the screen's diagonal, and how far away those stand who read it."""

    inches: float
    metres: float

    @property
    def capital(self) -> float:
        """How high the smallest capital letter must be at the least, as a share of the screen's diagonal.

        A letter of height h, seen head-on from the distance d, spans the angle a between the lines of sight to its foot
        and its top. Half of it is an angle of a right-angled triangle of the sides h/2 and d: tan(a/2) = (h/2) / d,
        so h = 2 d tan(a/2). With a = 20 minutes of arc, a third of a degree, h is 5.82 mm for each metre of distance:
        at 4 m 23.3 mm. Of a diagonal of 55 inches, 1,397 mm, that is 0.0167. A screen's pixels are square, so the
        same share of its diagonal in pixels, √(width² + height²), is the capital's height in pixels; the text's size
        is that over the height of the font's capitals as a share of its size, which the page measures in the font
        that it finds (0.70 to 0.73 in those of tokens.css).
        """
        angle = math.radians(ARC_MINUTES / 60)
        return 2 * self.metres * 1000 * math.tan(angle / 2) / (self.inches * MILLIMETRES)


@dataclass(frozen=True)
class Configuration:
    """What an address asks of the wall, besides the filters."""

    scenes: dict[str, int]
    """The scenes in their order, each with the seconds it is shown."""
    auto: bool
    """Whether the theme goes by the hour."""
    chosen: Theme
    """The theme, where it does not."""
    room: Room | None
    """Where the address says it."""
    night: tuple[str, str] | None
    """From when to when the screen rests, as "20:00" and "07:00"."""
    test: bool
    """Whether the test card is asked for."""
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
        return cls(
            scenes=_scenes(once.get("scenes", ""), _seconds(once.get("seconds", ""), notices) or SECONDS, notices),
            auto=theme == "auto",
            chosen="light" if theme == "light" else "dark",
            room=_room(once.get("inches", ""), once.get("metres", ""), notices),
            night=_night(once.get("night", ""), notices),
            test="test" in given,
            notices=tuple(notices),
        )

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
    usual = {name: seconds * (2 if name == "attention" else 1) for name in SCENES}
    chosen: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, own = part.partition(":")
        if name not in SCENES:
            notices.append(f"There is no scene “{name}”.")
        elif name in chosen:
            notices.append(f"The scene “{name}” is named twice: it is shown once.")
        else:
            chosen[name] = _seconds(own, notices) or usual[name]
    return chosen or usual


def _seconds(text: str, notices: list[str]) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) < 5 and SHORTEST <= int(text) <= LONGEST:
        return int(text)
    notices.append(f"A scene is shown for {SHORTEST} to {LONGEST:,} seconds, not “{text}”.")
    return None


def _room(inches: str, metres: str, notices: list[str]) -> Room | None:
    if not (inches or metres):
        return None
    if not (inches and metres):
        notices.append("“inches” and “metres” go together: give both.")
        return None
    diagonal = _within(inches, INCHES, "A screen measures {} inches", notices)
    distance = _within(metres, METRES, "One stands {} metres away", notices)
    return Room(diagonal, distance) if diagonal and distance else None


def _within(text: str, limits: tuple[float, float], says: str, notices: list[str]) -> float | None:
    number = float(text) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", text) else math.nan
    if limits[0] <= number <= limits[1]:
        return number
    low, high = (words.number(limit, 1).removesuffix(".0") for limit in limits)
    notices.append(f"{says.format(f'{low} to {high}')}, not “{text}”.")
    return None


def _night(text: str, notices: list[str]) -> tuple[str, str] | None:
    if not text:
        return None
    hours = re.fullmatch(r"([0-9]{1,2})-([0-9]{1,2})", text)
    first, last = map(int, hours.groups()) if hours else (0, 0)
    if first == last or max(first, last) > 24:
        notices.append(f"A night is two hours of the day, such as 20-7, not “{text}”.")
        return None
    return f"{first % 24:02}:00", f"{last:02}:00"
