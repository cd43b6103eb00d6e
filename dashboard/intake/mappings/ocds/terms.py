"""Terms: the days and months of a notice's contract period."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil import parser

from dashboard.intake.kinds import EARLIEST, LATEST, quoted, spoken
from dashboard.intake.mappings.ocds.words import identifier, obj, plain
from dashboard.market import life

LONDON = ZoneInfo("Europe/London")

LONGEST = 1_200
"""A term of more months is a slip of the pen."""

_LOOSE = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)?[ /.-](?:\d{1,2}|[A-Za-z]{3,9})[ /.,-]{1,2}\d{4}(?: \d{2}:\d{2}(?::\d{2})?)?"
)


@dataclass(frozen=True)
class Term:
    """A contract's period as a notice gives it; `wrong` names what cannot be read in it."""

    start: date | None = None
    end: date | None = None
    maximum: date | None = None
    """The last day if it is extended as far as it can be."""
    days: int | None = None
    midnight: bool = False
    """Whether the end is at 00:00, which some write for the end of the day before."""
    wrong: tuple[str, ...] = ()

    @property
    def months(self) -> int | None:
        """The whole months from start to end; None where they do not make whole months."""
        return months(self.start, self.end)


def term(value: Any) -> Term:
    """A notice's period, whatever stands there."""
    period = obj(value)
    found = {name: day(period.get(name)) for name in ("startDate", "endDate", "maxExtentDate")}
    wrong = tuple(
        f"{name} {quoted(plain(period[name]))} is not a day that can be right."
        for name, its in found.items() if its is None and plain(period.get(name))
    )
    days = period.get("durationInDays")
    return Term(
        found["startDate"], found["endDate"], found["maxExtentDate"],
        int(days) if isinstance(days, int | float) and not isinstance(days, bool) and 0 < days < 40_000 else None,
        midnight="T00:00" in str(period.get("endDate")), wrong=wrong,
    )


def day(value: Any) -> date | None:
    """The day that a date or time of a notice means, as it was on the buyer's calendar; None where there is none.

    It is the day as written, whatever the offset; only 23:00 UTC during summer time is midnight in London: the next.
    """
    text = identifier(value)
    try:
        loose = _LOOSE.fullmatch(text)
        at: datetime = parser.parse(text, dayfirst=True) if loose else datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    if not EARLIEST <= at.date() <= LATEST:
        return None
    if at.tzinfo and not at.utcoffset() and at.time() == time(23) and at.astimezone(LONDON).utcoffset():
        return at.date() + timedelta(days=1)
    return at.date()


def instant(value: Any) -> datetime:
    """When a release was published, to put releases in order; the earliest of all where it does not say."""
    try:
        at = datetime.fromisoformat(identifier(value))
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return datetime.min.replace(tzinfo=UTC)


def months(start: date | None, end: date | None) -> int | None:
    """The whole months of a term from its first to its last day, by `life.end`; None where they are none."""
    if not start or not end or end < start:
        return None
    about = (end.year - start.year) * 12 + end.month - start.month
    return next((n for n in (about, about + 1) if 0 < n <= LONGEST and life.end(start, n) == end), None)


def near_months(start: date, end: date) -> tuple[int, int] | None:
    """The whole months that a term misses by a day or two, and by how many (below 0: it is shorter); else None."""
    for more in (1, -1, 2, -2):
        whole = months(start, end - timedelta(days=more))
        if whole:
            return whole, more
    return None


def told(term: Term) -> str:
    """A term in words: 1 April 2025 to 31 March 2028."""
    return f"{spoken(term.start) if term.start else '?'} to {spoken(term.end) if term.end else '?'}"


def months_of_days(days: int) -> tuple[int, str] | None:
    """The months that a portal means by a duration in days, and how it counted: years of 365 days or months of 30."""
    years = round(days / 365.25)
    if years and 0 <= days - 365 * years <= (years + 3) // 4:
        return 12 * years, "years of 365 days"
    return (days // 30, "months of 30 days") if days % 30 == 0 else None
