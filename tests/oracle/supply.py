"""Section 5, `supply`: who carries it?

Readings
- "Any hours" are rows of hours, zeros and those of the running week included; "paper above 0 in any week" looks
  at the weeks of the table, before from, to and weeks.
- The first day of hours is sought over every authority, provider and service, whatever the filter; where there
  is no row of hours there is no table.
- A share's denominator is narrowed by the service filter, not by the provider filter.
"""

from . import settings
from .capacity import demonstrated_that_counts, engaged, paper_by_route, unreported
from .figures import ZERO, ratio, rounded, total
from .market import market_of, remembered
from .tables import finished, fits, shows
from .weeks import sunday, weeks_between


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
    """authority and route: rows; service: narrows; provider: narrows, but for a share's denominator."""
    market = market_of(records, as_of)
    if market.first_hours_week is None:
        return []
    every_week = weeks_between(market.first_hours_week, market.last_week)
    rows = []
    for a in market.authorities:
        for r in settings.ROUTES:
            if not (fits(a, authority) and fits(r, route)):
                continue
            if not has_rows(market, a, r, provider, service, every_week):
                continue
            for week in every_week:
                if shows(market, week, sunday(week), from_, to, weeks):
                    rows.append(_row(market, week, a, r, provider, service))
    return finished("supply", rows)


def has_rows(market, authority, route, provider, service, every_week) -> bool:
    """Any hours, or paper above 0 in any week, after the provider and service filters."""
    any_hours = any(
        row.authority == authority
        and market.route(row.contract_id) == route
        and fits(row.provider_id, provider)
        and fits(row.service, service)
        for row in market.hours
    )
    return any_hours or any(
        rounded(capacity(market, week, authority, route, provider, service)[1]) > 0 for week in every_week
    )


@remembered
def capacity(market, week, authority, route, provider, service) -> tuple:
    """Credible and paper hours of a route."""
    credible = paper = ZERO
    for p in market.providers:
        for s in market.chosen_services(service):
            if fits(p, provider):
                part = paper_by_route(market, p, authority, s, week)[route]
                paper += part
                if engaged(market, p, authority, sunday(week)):
                    credible += part
    return credible, paper


def _row(market, week, authority, route, provider, service) -> dict:
    def hours(book, any_provider=False, any_route=False):
        return total(
            per_week.get(week, ZERO)
            for (p, a, s, r), per_week in book.items()
            if a == authority and fits(s, service) and (any_provider or fits(p, provider)) and (any_route or r == route)
        )

    planned = hours(market.planned)
    delivered = hours(market.delivered)
    credible, paper = capacity(market, week, authority, route, provider, service)
    chosen = [p for p in market.providers if fits(p, provider)]
    return {
        "week": week,
        "authority": authority,
        "route": route,
        "planned_hours": planned,
        "delivered_hours": delivered,
        "unreported_hours": total(unreported(market, p, authority, service, route, week) for p in chosen),
        "delivery_rate": ratio(delivered, planned),
        "share": ratio(delivered, hours(market.delivered, any_provider=True, any_route=True)),
        "demonstrated_hours": total(
            demonstrated_that_counts(market, p, authority, s, route, week)
            for p in chosen
            for s in market.chosen_services(service)
        ),
        "credible_hours": credible,
        "paper_hours": paper,
    }
