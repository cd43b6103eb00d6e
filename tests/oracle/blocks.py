"""Section 7, `blocks`: do we use what we pay for? With the words contract year, counted and utilisation.

Readings
- A day's contracted hours of the whole contract are the sum of its authorities' even shares, each following that
  authority's school calendar; this matters only where a term-time or holiday contract covers several.
- A running contract year is counted to the last complete Sunday, a complete one to end(12k) or current_end.
- The last of the weeks of utilisation_13_weeks, in a row of `blocks` that ends mid-week, is counted to the row's end,
  as the row is: so a contract that has ended has the same figure here and in `blocks_weekly`.
- A week has contracted hours if its deliverable days on the delivery calendar have more than 0 hours.
- projected_utilisation is utilisation where C is 0, also where utilisation_13_weeks is empty.
- void_gbp is empty where the price is, though void_hours be 0.
- The packages of dps_rate_gbp are those of any of the contract's authorities and services, under any DPS.
"""

from datetime import date
from fractions import Fraction

from . import life, settings
from .capacity import is_placed
from .figures import ZERO, ratio, rounded, total
from .market import market_of, remembered
from .tables import finished, fits, joined, shows
from .weeks import DAY, days_between, days_of, monday, sunday, weeks_between


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
    """authority, provider, service and route: rows."""
    market = market_of(records, as_of)
    rows = []
    for contract in chosen_blocks(market, authority, provider, service, route):
        for first, last in contract_years(market, contract):
            if counted_days(market, contract, first, last) and shows(market, first, last, from_, to, weeks):
                rows.append(_row(market, contract, first, last))
    return finished("blocks", rows)


def chosen_blocks(market, authority, provider, service, route) -> list:
    """rows: covers the authority, its own, covers the service, of the route."""
    return [
        contract
        for contract in market.contracts.values()
        if contract.contract_type == "block"
        and (authority is None or authority in contract.covered_authorities)
        and fits(contract.provider_id, provider)
        and (service is None or service in contract.services)
        and fits(contract.contract_type, route)
    ]


# Contract years


def contract_years(market, contract) -> list[tuple[date, date]]:
    """Contract year k runs from the day after end(12(k - 1)) to end(12k)."""
    years = []
    k = 1
    while True:
        first = life.end(contract.start_date, 12 * (k - 1)) + DAY
        last = life.end(contract.start_date, 12 * k)
        if first > min(life.current_end(contract), market.as_of):
            return years
        years.append((first, last))
        k += 1


def is_complete(market, contract, last: date) -> bool:
    """When end(12k), or current_end where earlier, is on or before as_of."""
    return min(last, life.current_end(contract)) <= market.as_of


def counted_days(market, contract, first: date, last: date) -> list[date]:
    """The deliverable days up to the end of a complete year, else to the last complete Sunday."""
    if not is_complete(market, contract, last):
        last = min(last, sunday(market.last_week))
    return [day for day in days_between(first, last) if life.deliverable(contract, day)]


# Contracted and delivered


def hours_on_calendar(market, contract, day: date) -> Fraction:
    """contracted_hours_per_week / 7 on a day of the calendar, as if deliverable throughout."""
    running = sum(
        1 for authority in contract.covered_authorities if life.calendar_runs(contract, authority, day, market.holiday)
    )
    if not running:
        return ZERO
    return life.hours_in_a_week(contract) / 7 * running / len(contract.covered_authorities)


def contracted_on(market, contract, days: list[date]) -> Fraction:
    """Only deliverable days count."""
    return total(hours_on_calendar(market, contract, day) for day in days if life.deliverable(contract, day))


@remembered
def delivered_by_day(market, contract_id: str) -> dict[date, Fraction]:
    """All of the contract's hours, holidays included."""
    days: dict[date, Fraction] = {}
    for row in market.hours_under[contract_id]:
        days[row.date] = days.get(row.date, ZERO) + row.delivered
    return days


def delivered_on(market, contract, days: list[date]) -> Fraction:
    """Only deliverable days count."""
    delivered = delivered_by_day(market, contract.contract_id)
    return total(delivered.get(day, ZERO) for day in days if life.deliverable(contract, day))


@remembered
def by_week(market, contract_id: str) -> dict[date, tuple[Fraction, Fraction]]:
    """Contracted and delivered hours of each complete week that has a deliverable day."""
    contract = market.contracts[contract_id]
    weeks = {}
    first = monday(life.delivers_from(contract))
    last = min(monday(life.current_end(contract)), market.last_week)
    for week in weeks_between(first, last):
        days = [day for day in days_of(week) if life.deliverable(contract, day)]
        if days:
            weeks[week] = (
                contracted_on(market, contract, days),
                delivered_on(market, contract, days),
            )
    return weeks


def utilisation_13_weeks(market, contract, last_day: date) -> Fraction | None:
    """Over the 13 latest weeks, to last_day, that have contracted hours."""
    weeks = {week: hours for week, hours in by_week(market, contract.contract_id).items() if sunday(week) <= last_day}
    if last_day != sunday(monday(last_day)):
        days = days_between(monday(last_day), last_day)
        weeks[monday(last_day)] = contracted_on(market, contract, days), delivered_on(market, contract, days)
    weeks = [hours for _, hours in sorted(weeks.items()) if rounded(hours[0]) > 0][-settings.UTILISATION_WEEKS :]
    return ratio(total(d for _, d in weeks), total(c for c, _ in weeks))


# The row


def dps_rate(market, contract, day: date) -> Fraction | None:
    """Mean hourly_rate_gbp, weighted by hours_per_week, of packages of its authorities and services placed
    under a DPS on the day; those without a rate left out."""
    packages = [
        package
        for package in market.packages
        if package.authority in contract.covered_authorities
        and package.service in contract.services
        and package.hourly_rate_gbp is not None
        and is_placed(package, day)
        and market.route(package.contract_id) == "dps"
    ]
    return ratio(
        total(p.hourly_rate_gbp * p.hours_per_week for p in packages),
        total(p.hours_per_week for p in packages),
    )


def status(utilisation: Fraction | None) -> str | None:
    """Green 0.85 to 1.05, amber from 0.70 and to 1.20, red outside; limits included."""
    if utilisation is None:
        return None
    low, high = settings.UTILISATION_GREEN
    if low <= rounded(utilisation) <= high:
        return "green"
    low, high = settings.UTILISATION_AMBER
    return "amber" if low <= rounded(utilisation) <= high else "red"


def _row(market, contract, first: date, last: date) -> dict:
    counted = counted_days(market, contract, first, last)
    year = days_between(first, last)
    to_come = [day for day in year if day > counted[-1]]
    contracted = contracted_on(market, contract, counted)
    delivered = delivered_on(market, contract, counted)
    void = max(contracted - delivered, ZERO)
    value = contract.annual_value_gbp * len(counted) / len(year)
    of_the_year = total(hours_on_calendar(market, contract, day) for day in year)
    price = exact_ratio(contract.annual_value_gbp, of_the_year)
    rate = dps_rate(market, contract, counted[-1])
    utilisation = ratio(delivered, contracted)
    lately = utilisation_13_weeks(market, contract, counted[-1])
    still = contracted_on(market, contract, to_come)
    if is_complete(market, contract, last):
        still = ZERO
    return {
        "contract_id": contract.contract_id,
        "contract_year": first,
        "title": contract.title,
        "provider_id": contract.provider_id,
        "provider": market.providers[contract.provider_id].name,
        "authorities": joined(contract.covered_authorities),
        "from": counted[0],
        "to": counted[-1],
        "complete": is_complete(market, contract, last),
        "contracted_hours": contracted,
        "delivered_hours": delivered,
        "utilisation": utilisation,
        "void_hours": void,
        "over_hours": max(delivered - contracted, ZERO),
        "value_gbp": value,
        "price_per_contracted_hour": price,
        "cost_per_delivered_hour": ratio(value, delivered),
        "void_gbp": None if price is None else void * price,
        "dps_rate_gbp": rate,
        "break_even_utilisation": None if price is None else ratio(price, rate),
        "utilisation_13_weeks": lately,
        "projected_utilisation": projected(contracted, delivered, utilisation, lately, still),
        "status": status(utilisation),
    }


def exact_ratio(above: Fraction, below: Fraction) -> Fraction | None:
    """A ratio that another figure is made of: not yet rounded."""
    return None if rounded(below) == 0 else above / below


def projected(contracted, delivered, utilisation, lately, still) -> Fraction | None:
    """(delivered + utilisation_13_weeks x C) / (contracted + C); utilisation where C is 0, empty where
    utilisation_13_weeks is."""
    if rounded(still) == 0:
        return utilisation
    if lately is None:
        return None
    return ratio(delivered + lately * still, contracted + still)
