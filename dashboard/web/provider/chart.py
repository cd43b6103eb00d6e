"""Weekly hours as a drawing that needs no script: every place is a percentage, so that it fits a phone and paper.

The template writes it as SVG; colours are the style sheet's, and texts keep their size at every width.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise
from math import ceil, floor, log10

import pandas as pd

from dashboard.components.asked import Asked
from dashboard.measures import words
from dashboard.web.provider.events import Event, by_week, events, sunday

STEPS = (1, 2, 4, 6, 8, 10)
"""Where a value axis may end, times a power of ten: each can be halved."""

MONTHS = (1, 2, 3, 6, 12, 24, 60)
"""Labels of the time axis are so many months apart."""

LABELS = 4
"""At most so many labels of the time axis, so that they fit at 320 px."""


@dataclass(frozen=True)
class Bar:
    """One week's hours: delivered, or expected and not reported; or a span of days behind the bars."""

    x: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True)
class Tick:
    """A label of an axis; `anchor` says which part of it stands at its place."""

    at: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Mark:
    """A numbered mark of the key events of one week."""

    x: float
    number: int
    events: list[Event]


@dataclass(frozen=True)
class Chart:
    """An authority's panel."""

    authority: str
    name: str
    place: int
    """The authority's place, which decides its colour."""
    about: str
    bars: list[Bar]
    returned: list[tuple[float, float, float, float]]
    """The capacity return as lines: x, y, x, y."""
    scale: list[Tick]
    ticks: list[Tick]
    marks: list[Mark]

    @property
    def kinds(self) -> list[str]:
        """What the key must explain."""
        return [*{bar.kind for bar in self.bars}, *(["returned"] if self.returned else [])]


def chart(asked: Asked, authority: str, row: object) -> Chart | None:
    """The panel of an authority from the rows of `provider_weeks`; None where it has none in the period."""
    table = asked.table("provider_weeks")
    table = table[table["authority"] == authority]
    if table.empty:
        return None
    weeks = [week.date() for week in table["week"]]
    first, last, count = weeks[0], sunday(weeks[-1]), len(weeks)
    delivered, expected = table["delivered_hours"].tolist(), table["unreported_hours"].tolist()
    returned = _returned(asked, authority, weeks)
    top = _top(max([*delivered, *expected, *(value or 0.0 for value in returned)]))

    def at(day: date) -> float:
        return round(100 * (day - first).days / (7 * count), 3)

    def bar(place: int, hours: float, kind: str) -> Bar:
        return Bar(round(100 * (place + 0.1) / count, 3), round(80 / count, 3), round(100 * hours / top, 3), kind)

    states = table["reported"].fillna("").tolist()
    bars = [
        Bar(at(max(begin, first)), at(min(end, last) + timedelta(days=1)) - at(max(begin, first)), 100.0, "holiday")
        for begin, end in _holidays(asked, authority) if begin <= last and end >= first
    ]
    for place, state in enumerate(states):
        if state == "silent":
            bars.append(bar(place, expected[place], "silent"))
        elif state:
            bars.append(bar(place, delivered[place], str(state)))
    found = by_week(events(asked, authority, row, first, last))
    return Chart(
        authority, asked.settings.authorities[authority].name, list(asked.settings.authorities).index(authority) + 1,
        f"A chart of {words.plural(count, 'week')}; the table below it has the same figures.", bars,
        _steps(returned, top),
        [Tick(0.0, "0"), Tick(50.0, words.number(top / 2, 0 if top >= 2 else 1)), Tick(100.0, words.number(top))],
        _ticks(first, last, at),
        [Mark(round(100 * (week - first).days / (7 * count) + 50 / count, 3), number, of)
         for number, (week, of) in enumerate(found, 1)],
    )


def _top(most: float) -> float:
    """A round figure at or above the most hours."""
    if most <= 1:
        return 1.0
    ten = 10.0 ** floor(log10(most))
    return next(step * ten for step in STEPS if step * ten >= most)


def _returned(asked: Asked, authority: str, weeks: list[date]) -> list[float | None]:
    """The capacity return in effect on each week's Sunday, summed over services; None where there is none."""
    returns = asked.market.seen(asked.day).returns
    keep = (returns["provider_id"] == asked.filled.provider) & (returns["authority"] == authority)
    if asked.filled.service:
        keep &= returns["service"] == asked.filled.service
    found = []
    for week in weeks:
        begun = returns[keep & (returns["effective_from"] <= pd.Timestamp(sunday(week)))]
        newest = begun.sort_values("effective_from").groupby("service")["hours_per_week"].last()
        found.append(float(newest.sum()) if len(newest) else None)
    return found


def _steps(values: list[float | None], top: float) -> list[tuple[float, float, float, float]]:
    """Weekly values as a stepped line: level runs, and the rises and falls between those that touch."""
    runs = [(value, len(list(run))) for value, run in groupby(values)]
    level, place = [], 0
    for value, length in runs:
        if value is not None:
            y = round(100 - 100 * value / top, 3)
            level.append((round(100 * place / len(values), 3), y, round(100 * (place + length) / len(values), 3), y))
        place += length
    rises = [(one[2], one[3], other[0], other[1]) for one, other in pairwise(level) if one[2] == other[0]]
    return level + rises


def _holidays(asked: Asked, authority: str) -> list[tuple[date, date]]:
    theirs = asked.market.school_holidays
    theirs = theirs[theirs["authority"] == authority]
    return [(row.first_day.date(), row.last_day.date()) for row in theirs.itertuples()]


def _ticks(first: date, last: date, at: Callable[[date], float]) -> list[Tick]:
    """The first days of some months, at most `LABELS` of them; the year is named where it begins."""
    starts = [day.date() for day in pd.date_range(first, last, freq="MS")]
    apart = next((months for months in MONTHS if ceil(len(starts) / months) <= LABELS), len(starts))
    chosen = [day for day in starts if (12 * day.year + day.month - 1) % apart == 0] if apart <= 12 else starts[::apart]
    ticks: list[Tick] = []
    for day in chosen:
        place = at(day)
        anchor = "end" if place > 88 else "middle"
        named = not ticks or day.year != chosen[len(ticks) - 1].year
        ticks.append(Tick(place, f"{day:%b %Y}" if named else f"{day:%b}", anchor))
    return ticks
