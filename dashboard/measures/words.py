"""Words for the screen: numbers, money, dates and lists as findings and tables write them."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
from dateutil.relativedelta import relativedelta

from dashboard.market.filters import Filters
from dashboard.market.weeks import latest_complete_week
from dashboard.settings import Settings

LONGEST = 12
"""A finding has at most this many words."""


def number(value: float | Decimal, decimals: int = 0) -> str:
    """A number with a comma from 1,000, rounded half away from zero.

    Raises ValueError where the value is missing: a sentence never says "NaN".
    """
    return _round(_decimal(value), decimals)


def percent(fraction: float, decimals: int = 0) -> str:
    """A fraction as a percentage: 0.93 is "93%"."""
    return f"{_round(_decimal(fraction) * 100, decimals)}%"


def money(pounds: float) -> str:
    """An amount of money: "£75", "£75.50", "-£3", "£1,200"."""
    text = number(pounds, 2).removesuffix(".00")
    return f"-£{text[1:]}" if text.startswith("-") else f"£{text}"


def day(when: date) -> str:
    """A day, as "1 April 2026"."""
    return f"{when.day} {when:%B %Y}"


def period(name: str) -> str:
    """A month (`2026-08`) or quarter (`2026-Q3`) by its name: "August 2026", "July to September 2026"."""
    first, last = span(name)
    return f"{last:%B %Y}" if first.month == last.month else f"{first:%B} to {last:%B %Y}"


def span(name: str) -> tuple[date, date]:
    """The first and the last day of a month or quarter."""
    found = _period(name)
    return found.start_time.date(), found.end_time.date()


def plural(count: float, one: str, many: str = "") -> str:
    """A count with its noun: "1 package", "1,200 packages", "2.5 million packages"; `many` where an s will not do."""
    exact = _decimal(count)
    text = f"{number(exact / 1_000_000, 1).removesuffix('.0')} million" if abs(exact) >= 1_000_000 else number(exact)
    return f"{text} {one if text in ('1', '-1') else many or one + 's'}"


def hours(value: float) -> str:
    """Hours in whole numbers: "412 hours", "1 hour", "under 1 hour", "no hours"."""
    if value == 0:
        return "no hours"
    return plural(value, "hour") if abs(_decimal(value)) >= Decimal("0.5") else "under 1 hour"


def joined(parts: Sequence[str]) -> str:
    """A list in words: "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def countdown(first: date, last: date) -> str:
    """How far two days lie apart, in the calendar's years, months and days, the two largest that count.

    "2 years 1 month", "3 months 4 days", "12 days"; "0 days" for the same day. Which comes first is not told.
    """
    span = relativedelta(max(first, last), min(first, last))
    named = ((span.years, "year"), (span.months, "month"), (span.days, "day"))
    units = [(count, plural(count, name)) for count, name in named]
    while len(units) > 1 and units[0][0] == 0:
        units = units[1:]
    return " ".join(text for count, text in units[:2] if count or len(units) == 1)


def fitting(*sentences: str) -> str:
    """The first of some sentences that has at most 12 words; the last where none has. Give the fullest first."""
    return next((text for text in sentences if len(text.split()) <= LONGEST), sentences[-1])


def shown(filters: Filters, settings: Settings) -> dict[str, str]:
    """The authorities that a view shows, by code, with their names: the one chosen, or all."""
    codes = [filters.authority] if filters.authority else list(settings.authorities)
    return {code: settings.authorities[code].name if code in settings.authorities else code for code in codes}


def latest(week: date, filters: Filters) -> bool:
    """Whether a week is the view's latest complete one: then a sentence about it stands in the present tense."""
    return filters.as_of is not None and week == latest_complete_week(filters.as_of)


def running(name: str, filters: Filters) -> bool:
    """Whether a month or quarter is the one that holds the view's day: then a sentence stands in the present tense."""
    return filters.as_of is not None and _period(name) == _holding(name, filters.as_of)


def when(name: str, filters: Filters) -> str:
    """A month or quarter, to follow a name: " this quarter", " last quarter" or ", July to September 2026"."""
    ago = {} if filters.as_of is None else {_holding(name, filters.as_of) - n: n for n in (0, 1)}
    found = ago.get(_period(name))
    kind = "month" if _period(name).freqstr == "M" else "quarter"
    return f", {period(name)}" if found is None else f" {('this', 'last')[found]} {kind}"


def _holding(name: str, day: date) -> pd.Period:
    """The month or quarter, of the kind that a name is of, that holds a day."""
    return pd.Period(day, freq=_period(name).freqstr[0])


def _period(name: str) -> pd.Period:
    return pd.Period(name.replace("-Q", "Q"))


def _decimal(value: float | Decimal) -> Decimal:
    exact = Decimal(str(value))
    if not exact.is_finite():
        raise ValueError("a missing figure has no words: say in another sentence that it is not known")
    return exact


def _round(exact: Decimal, decimals: int) -> str:
    text = f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}"
    return text.removeprefix("-") if not text.strip("-0.,") else text
