"""Section 4, `demand`: what is asked for?

Readings
- The first week is that of the first requested_on over every authority and service.
- An authority and service has rows once a package of theirs is seen, though it is open on no Sunday.
"""

from .capacity import is_open, is_placed, is_unsourced, is_waiting
from .figures import total
from .market import market_of
from .tables import finished, fits, shows
from .weeks import monday, sunday, weeks_between


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
    """authority: rows; service: narrows, which leaves its own rows; provider and route: ignored."""
    market = market_of(records, as_of)
    if not market.packages:
        return []
    first = monday(min(package.requested_on for package in market.packages))
    pairs = {(package.authority, package.service) for package in market.packages}
    rows = []
    for week in weeks_between(first, market.last_week):
        if not shows(market, week, sunday(week), from_, to, weeks):
            continue
        for a, s in pairs:
            if fits(a, authority) and fits(s, service):
                rows.append(_row(market, week, a, s))
    return finished("demand", rows)


def _row(market, week, authority, service) -> dict:
    day = sunday(week)
    asked = [p for p in market.packages if p.authority == authority and p.service == service]
    opened = [p for p in asked if is_open(p, day)]
    placed = [p for p in asked if is_placed(p, day)]
    waiting = [p for p in asked if is_waiting(p, day)]
    unsourced = [p for p in asked if is_unsourced(p, day)]

    def hours(packages):
        return total(p.hours_per_week for p in packages)

    return {
        "week": week,
        "authority": authority,
        "service": service,
        "demand_hours": hours(opened),
        "placed_hours": hours(placed),
        "waiting_hours": hours(waiting),
        "unsourced_hours": hours(unsourced),
        "demand_packages": len(opened),
        "waiting_packages": len(waiting),
        "unsourced_packages": len(unsourced),
    }
