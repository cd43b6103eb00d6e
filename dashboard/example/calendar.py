"""When things are: told in months before the example's last day, and by the school year."""

from collections.abc import Iterator
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from dashboard.market import weeks

MONTHS = 36
"""How long the example lasts."""
NEVER = date.max
"""The day of what has not happened."""


def ago(until: date, months: float) -> date:
    """The first of the month that many whole months before the last day's month, and the part of a month after."""
    whole = int(-(-months // 1))
    first = until.replace(day=1) - relativedelta(months=whole)
    return first + timedelta(days=round(30 * (whole - months)))


def spring(until: date) -> date:
    """The last 13 April at least twelve weeks before the last day."""
    april = date(until.year, 4, 13)
    return april if april <= until - timedelta(weeks=12) else april.replace(year=until.year - 1)


def school_holidays(first_year: int, last_year: int) -> Iterator[tuple[str, date, date]]:
    """Name, first and last day of each school holiday, much as local schools have them."""
    for year in range(first_year, last_year + 1):
        spring_half, summer_half, autumn_half = (
            weeks.monday(day) for day in (date(year, 2, 18), date(year, 5, 31), date(year, 10, 28))
        )
        good_friday = easter(year) - timedelta(days=2)
        yield "February half-term", spring_half, spring_half + timedelta(days=6)
        yield "Easter", good_friday - timedelta(days=4), good_friday + timedelta(days=9)
        yield "May half-term", summer_half, summer_half + timedelta(days=6)
        yield "Summer", date(year, 7, 23), date(year, 8, 31)
        yield "October half-term", autumn_half, autumn_half + timedelta(days=6)
        yield "Christmas", date(year, 12, 21), date(year + 1, 1, 3)


def in_term(day: date) -> bool:
    """Whether schools are open, weekends of term included; both councils keep the same terms."""
    return not any(first <= day <= last for _, first, last in school_holidays(day.year - 1, day.year))
