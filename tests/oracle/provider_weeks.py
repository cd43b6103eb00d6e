"""Section 6, `provider_weeks`: who worked when, and who is silent?

Readings
- The weeks run from that of the first day of hours in the market, before any filter, to the last complete one;
  where there is no row of hours there is no table.
- Under a service filter `reported` and `zero` are judged on that service's rows, `silent` on every service's; a
  week with rows of another service alone is empty.
"""

from .capacity import delivered_in, not_reported, unreported
from .figures import rounded
from .market import market_of, remembered
from .providers import pairs
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
    """Filters as providers; from, to and weeks choose rows."""
    market = market_of(records, as_of)
    if market.first_hours_week is None:
        return []
    rows = []
    for week in weeks_between(market.first_hours_week, market.last_week):
        if not shows(market, week, sunday(week), from_, to, weeks):
            continue
        for p, a in pairs(market, service):
            if fits(p, provider) and fits(a, authority):
                rows.append(_row(market, week, p, a, service))
    return finished("provider_weeks", rows)


def _row(market, week, provider, authority, service) -> dict:
    delivered = delivered_in(market, provider, authority, service, None, [week])
    return {
        "week": week,
        "authority": authority,
        "provider_id": provider,
        "provider": market.providers[provider].name,
        "delivered_hours": delivered,
        "unreported_hours": unreported(market, provider, authority, service, None, week),
        "reported": reported(market, provider, authority, service, week, delivered),
    }


def reported(market, provider, authority, service, week, delivered) -> str | None:
    """`reported`, `zero`, `silent`, or empty: neither expected nor sent."""
    if week in weeks_with_rows(market, provider, authority, service):
        return "reported" if rounded(delivered) > 0 else "zero"
    return "silent" if not_reported(market, provider, authority, week) else None


@remembered
def weeks_with_rows(market, provider, authority, service) -> set:
    return {monday(row.date) for row in market.hours_of.get((provider, authority), ()) if fits(row.service, service)}
