"""Section 5, `sufficiency`: is there enough care?

Readings
- The first week with any row of hours is sought over every authority, provider and service, whatever the filter;
  where there is no row of hours there is no table.
- "The authorities with any package or hours" are those with a package seen or a row of hours, zeros included;
  under a service filter, of that service.
- "More than 14 days before the Sunday" is 15 days or more.
"""

from . import settings
from .capacity import credible, demonstrated_that_counts, is_open, is_waiting, paper, unreported
from .figures import ZERO, ratio, rounded, total
from .market import market_of
from .tables import finished, fits, shows
from .weeks import WEEK, sunday, weeks_between

COLOURS = ("green", "amber", "red")


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
    if market.first_hours_week is None:
        return []
    first = market.first_hours_week + (settings.SUFFICIENCY_FROM_WEEK - 1) * WEEK
    authorities = {p.authority for p in market.packages if fits(p.service, service)}
    authorities |= {h.authority for h in market.hours if fits(h.service, service)}
    rows = []
    for week in weeks_between(first, market.last_week):
        if not shows(market, week, sunday(week), from_, to, weeks):
            continue
        for a in authorities:
            if fits(a, authority):
                rows.append(_row(market, week, a, service))
    return finished("sufficiency", rows)


def _row(market, week, authority, service) -> dict:
    day = sunday(week)
    services = market.chosen_services(service)
    asked = [p for p in market.packages if p.authority == authority and p.service in services]
    demand = total(p.hours_per_week for p in asked if is_open(p, day))
    waiting = total(p.hours_per_week for p in asked if is_waiting(p, day))
    overdue = total(p.hours_per_week for p in asked if is_overdue(p, day))
    pairs = [(p, authority, s) for p in market.providers for s in services]
    on_paper = total(paper(market, *pair, week) for pair in pairs)
    counted_on = total(credible(market, *pair, week) for pair in pairs)
    shown = total(demonstrated_that_counts(market, *pair, route, week) for pair in pairs for route in settings.ROUTES)
    delivered = total(
        hours.get(week, ZERO) for (_, a, s, _), hours in market.delivered.items() if a == authority and s in services
    )
    missing = total(unreported(market, p, authority, service, None, week) for p in market.providers)
    sufficiency = ratio(counted_on, demand)
    unmet = ratio(overdue, demand)
    status, reason = verdict(sufficiency, unmet)
    return {
        "week": week,
        "authority": authority,
        "demand_hours": demand,
        "waiting_hours": waiting,
        "overdue_hours": overdue,
        "unmet_share": unmet,
        "delivered_hours": delivered,
        "unreported_hours": missing,
        "paper_hours": on_paper,
        "credible_hours": counted_on,
        "demonstrated_hours": shown,
        "headroom_hours": counted_on - demand,
        "sufficiency": sufficiency,
        "paper_sufficiency": ratio(on_paper, demand),
        "status": status,
        "reason": reason,
    }


def is_overdue(package, day) -> bool:
    """Waiting, and requested more than 14 days before the Sunday."""
    return is_waiting(package, day) and (day - package.requested_on).days > settings.OVERDUE_DAYS


def verdict(sufficiency, unmet) -> tuple[str | None, str | None]:
    """Two kinds of evidence, and the worse decides; `reason` names each that is itself amber or red."""
    if sufficiency is None:
        return None, None
    capacity = (rounded(sufficiency) < settings.SUFFICIENCY_GREEN) + (rounded(sufficiency) < settings.SUFFICIENCY_AMBER)
    waiting = (rounded(unmet) > settings.UNMET_GREEN) + (rounded(unmet) > settings.UNMET_AMBER)
    reason = None
    if capacity and waiting:
        reason = "both"
    elif capacity:
        reason = "capacity"
    elif waiting:
        reason = "waiting"
    return COLOURS[max(capacity, waiting)], reason
