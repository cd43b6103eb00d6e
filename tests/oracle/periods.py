"""Section 1, "Months and quarters": calendar ones; the running one is counted to as_of.

Readings
- A month or quarter is complete when its last day is on or before as_of, as a week is with its Sunday.
- A table's first month or quarter is the one that holds the first such day of any authority and service.
"""

import calendar
from dataclasses import dataclass
from datetime import date

from .weeks import DAY


@dataclass(frozen=True)
class Period:
    """A calendar month or quarter."""

    name: str
    first: date
    last: date

    def holds(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    def complete(self, as_of: date) -> bool:
        return self.last <= as_of

    def counted_to(self, as_of: date) -> date:
        return min(self.last, as_of)


def month(day: date) -> Period:
    """The month that holds a day, such as 2027-03."""
    last = calendar.monthrange(day.year, day.month)[1]
    return Period(f"{day.year:04}-{day.month:02}", day.replace(day=1), day.replace(day=last))


def quarter(day: date) -> Period:
    """The quarter that holds a day, such as 2027-Q1."""
    number = (day.month + 2) // 3
    end = month(date(day.year, 3 * number, 1)).last
    return Period(f"{day.year:04}-Q{number}", date(day.year, 3 * number - 2, 1), end)


def without_gaps(of, first: date, as_of: date) -> list[Period]:
    """Every month or quarter (`of`) from the one that holds first to the running one."""
    periods = [of(first)]
    while periods[-1].last < as_of:
        periods.append(of(periods[-1].last + DAY))
    return periods
