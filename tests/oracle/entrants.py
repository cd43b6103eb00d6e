"""Section 6, `entrants`: does the market take in new providers?

Readings
- "Within the 5 years before as_of" begins on the same-numbered day 5 years before (29 February: on the 28th), that day
  and as_of included.
- Under an authority or service filter a spell, contract, package, invitation or hour counts if it is of, or covers,
  that authority and service; `joined` needs no DPS in force.
- A contract of its own gives a way-in day from its start_date, seen whatever its date; one to come makes the first 12
  months empty of days, which cost 0.
- Packages without a rate are left out of a mean; a day all of whose packages are without one has no rate.
- in_house hours are neither costed nor uncosted.
- A block costs annual_value_gbp for each deliverable day up to as_of, over the days of its contract year; it is
  counted whole under an authority or service that it covers (the division is used in capacity alone).
- The 12 months are complete when end(12) from the way-in day is on or before as_of.
"""

from datetime import date

from . import life, settings
from .blocks import contract_years
from .capacity import is_placed
from .figures import ZERO, ratio, rounded, total
from .market import market_of, remembered
from .providers import invitations
from .tables import finished, fits
from .weeks import days_between


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
    """provider: rows; authority and service: narrow values, keep rows; route: ignored."""
    market = market_of(records, as_of)
    rows = [
        _row(market, p, authority, service)
        for p in market.providers.values()
        if fits(p.provider_id, provider) and p.area_entry_date and years_before(as_of) <= p.area_entry_date <= as_of
    ]
    return finished("entrants", rows)


def years_before(day: date) -> date:
    year = day.year - settings.ENTRANT_YEARS
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) and year % 4 else day.replace(year=year)


def _row(market, provider, authority, service) -> dict:
    key = provider.provider_id

    def of(row) -> bool:
        return fits(row.authority, authority) and fits(row.service, service)

    spells = [
        s for s in market.spells[key]
        if (authority is None or authority in s.authorities) and (service is None or service in s.services)
    ]
    own = [
        c for c in market.own_contracts[key]
        if (authority is None or authority in c.covered_authorities) and (service is None or service in c.services)
    ]
    invited = [
        o.invited_on
        for a in ([authority] if authority else market.authorities)
        for o in invitations(market, key, a, service)
    ]
    awarded = [p.awarded_on for p in market.packages_with[key] if of(p)]
    hours = [row for row in market.hours if row.provider_id == key and of(row)]
    worked = [row.date for row in hours if rounded(row.delivered) > 0]
    joined = min((s.joined_on for s in spells), default=None)
    ways = [c.start_date for c in own] + ([joined] if joined else [])
    way_in = min(ways, default=None)
    first_hour = min(worked, default=None)
    year_end = life.end(way_in, 12) if way_in else None
    first_year = spend(market, hours, own, way_in, min(year_end, market.as_of)) if way_in else None
    return {
        "provider_id": key,
        "provider": provider.name,
        "entered": provider.area_entry_date,
        "joined": joined,
        "first_invited": min(invited, default=None),
        "first_awarded": min(awarded, default=None),
        "first_hour": first_hour,
        "weeks_to_first_hour": (first_hour - way_in).days / 7 if first_hour and way_in else None,
        "hours_to_date": total(row.delivered for row in hours),
        "uncosted_hours": total(
            row.delivered for row in hours if hourly(market, row) and rate(market, row) is None
        ),
        "spend_to_date_gbp": spend(market, hours, own, date.min, market.as_of),
        "spend_first_12_months_gbp": first_year,
        "against_setup": ratio(first_year, settings.SETUP_GBP) if way_in else None,
        "complete": bool(way_in) and year_end <= market.as_of,
    }


def hourly(market, row) -> bool:
    return market.route(row.contract_id) in ("dps", "spot")


def rate(market, row):
    return rate_of(market, row.provider_id, row.contract_id, row.authority, row.service, row.date)


@remembered
def rate_of(market, provider, contract, authority, service, day):
    """The mean rate, by hours, of the packages placed with the provider that day under the contract."""
    packages = [
        p
        for p in market.packages_with[provider]
        if (p.contract_id, p.authority, p.service) == (contract, authority, service)
        and p.hourly_rate_gbp is not None
        and is_placed(p, day)
    ]
    hours = total(p.hours_per_week for p in packages)
    return total(p.hourly_rate_gbp * p.hours_per_week for p in packages) / hours if hours else None


def spend(market, hours, own, first, last):
    hourly_spend = total(
        row.delivered * (rate(market, row) or ZERO)
        for row in hours
        if hourly(market, row) and first <= row.date <= last
    )
    blocks = ZERO
    for contract in own:
        if contract.contract_type != "block":
            continue
        for begin, stop in contract_years(market, contract):
            year = days_between(begin, stop)
            paid = [day for day in year if first <= day <= last and life.deliverable(contract, day)]
            blocks += contract.annual_value_gbp * len(paid) / len(year)
    return hourly_spend + blocks
