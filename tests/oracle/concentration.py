"""Section 6, `concentration`: what if one fails?

Readings
- The quarters run from that of the first row of hours, of any authority, provider and service; where there is no
  row of hours there is no table.
- The authorities are those with any row of hours, zeros included; under a service filter, of that service.
- `providers` counts those with delivered hours above 0; where there is none, there is no largest provider and every
  figure after it is empty.
- Two providers are level where their hours are, rounded to 9 decimals.
- The largest provider is the quarter's; what is taken off is its credible hours in the last complete week.
- `sufficiency_without_largest` is empty where that week has no row in `sufficiency`.
"""

from datetime import date, timedelta

from . import settings
from .capacity import credible, is_open
from .figures import ZERO, ratio, rounded, total
from .market import market_of
from .tables import finished, fits, shows
from .weeks import WEEK, last_complete_week, sunday


def table(
    records,
    as_of,
    authority=None,
    provider=None,
    service=None,
    route=None,
    from_=None,
    to=None,
    weeks=None,
) -> list[dict]:
    """authority: rows; service: narrows; provider and route: ignored."""
    market = market_of(records, as_of)
    if not market.hours:
        return []
    rows = []
    for a in sorted({row.authority for row in market.hours if fits(row.service, service)}):
        for first, last in quarters(min(row.date for row in market.hours), as_of):
            if fits(a, authority) and shows(market, first, last, from_, to, weeks):
                rows.append(_row(market, first, last, a, service))
    return finished("concentration", rows)


def quarters(first: date, last: date) -> list[tuple[date, date]]:
    """The first and last day of every calendar quarter from one day's to another's."""
    found = []
    year, month = first.year, (first.month - 1) // 3 * 3 + 1
    while date(year, month, 1) <= last:
        begin = date(year, month, 1)
        year, month = (year + 1, 1) if month == 10 else (year, month + 3)
        found.append((begin, date(year, month, 1) - timedelta(days=1)))
    return found


def _row(market, first, last, authority, service) -> dict:
    hours: dict = {}
    for row in market.hours:
        if row.authority == authority and first <= row.date <= last and fits(row.service, service):
            hours[row.provider_id] = hours.get(row.provider_id, ZERO) + row.delivered
    hours = {p: rounded(h) for p, h in hours.items() if rounded(h) > 0}
    ranked = sorted(hours, key=lambda p: (-hours[p], p))
    everyone = total(hours.values())
    largest = ranked[0] if ranked else None
    return {
        "quarter": f"{first.year}-Q{(first.month + 2) // 3}",
        "authority": authority,
        "complete": last <= market.as_of,
        "providers": len(ranked),
        "largest_provider": largest,
        "largest_share": ratio(hours[largest], everyone) if ranked else None,
        "top5_share": ratio(total(hours[p] for p in ranked[:5]), everyone),
        "hhi": total((100 * h / everyone) ** 2 for h in hours.values()) if ranked else None,
        "sufficiency_without_largest": without(market, min(last, market.as_of), authority, service, largest),
    }


def without(market, day, authority, service, largest):
    """(credible - the largest's) / demand at the last complete week on a day."""
    week = last_complete_week(day)
    if largest is None or week < market.first_hours_week + (settings.SUFFICIENCY_FROM_WEEK - 1) * WEEK:
        return None
    services = market.chosen_services(service)
    demand = total(
        p.hours_per_week
        for p in market.packages
        if p.authority == authority and p.service in services and is_open(p, sunday(week))
    )
    others = [p for p in market.providers if p != largest]
    return ratio(total(credible(market, p, authority, s, week) for p in others for s in services), demand)
