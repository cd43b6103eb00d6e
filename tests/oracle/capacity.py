"""Sections 4 and 5: the words of demand and capacity, in hours a week.

Every word takes the market (what is seen on as_of) first. `week` is a Monday, `day` any day; a `service` of None
means any service.

Readings
- A spell "covers" an authority and service by its own lists.
- "A current spell of a DPS that covers the authority" is a spell whose own list covers it, in a DPS in force.
- Paper left over goes to dps if a spell in a DPS in force covers the authority and service on the Sunday.
- "Never above what is left of paper" also holds block and in_house down to a return that is lower than what is
  contracted.
- Contracted hours count the days of the week that are deliverable, though the provider needs its way in on the
  Sunday: a contract that ends on a Friday counts nothing in its last week.
- The mean of unreported hours is over all eight weeks, those with nothing included.
- An unreported week needs its way in on its own Sunday, into any service of that authority; an earlier week
  without one does not matter.
- "Some of its delivered hours lie in the 8 weeks before" needs delivered hours above 0, of any service.
- "Delivered hours", where engaged and pick-up ask for them, are hours above 0; "a row of hours" may be of 0.
- An award counts for engaged on its awarded_on, whatever became of the package later.
- An offer counts for engaged by responded_on and the package's authority, whoever was awarded the package.
"""

from datetime import date, timedelta
from fractions import Fraction

from . import life, settings
from .figures import ZERO, total
from .market import Market, remembered
from .records import Membership, Package
from .weeks import WEEK, days_of, latest_weeks, monday, sunday

# Section 4: demand


def is_open(package: Package, day: date) -> bool:
    """Open: requested_on <= Sunday and ended_on is empty or >= Sunday."""
    return package.requested_on <= day and (package.ended_on is None or package.ended_on >= day)


def is_placed(package: Package, day: date) -> bool:
    """Placed: open, and also started_on <= Sunday."""
    return is_open(package, day) and package.started_on is not None and package.started_on <= day


def is_waiting(package: Package, day: date) -> bool:
    """Waiting: open and not placed; a package awarded and not begun still waits."""
    return is_open(package, day) and not is_placed(package, day)


def is_unsourced(package: Package, day: date) -> bool:
    """Waiting with awarded_on empty or after the Sunday."""
    return is_waiting(package, day) and (package.awarded_on is None or package.awarded_on > day)


# Section 5: contracted


@remembered
def contracted_of(market: Market, contract_id: str, authority: str, week: date) -> Fraction:
    """Contracted, a contract and week: this authority's even share, following its school calendar."""
    contract = market.contracts[contract_id]
    if contract.contract_type not in ("block", "in_house"):
        return ZERO
    if authority not in contract.covered_authorities:
        return ZERO
    days = [
        day
        for day in days_of(week)
        if life.deliverable(contract, day) and life.calendar_runs(contract, authority, day, market.holiday)
    ]
    return life.hours_in_a_week(contract) / 7 * len(days) / len(contract.covered_authorities)


def contracted(market: Market, provider: str, authority: str, service: str, route: str, week: date) -> Fraction:
    """Contracted, a provider, authority, service and route: its contracts' shares, divided evenly over
    services."""
    return total(
        contracted_of(market, contract.contract_id, authority, week) / len(contract.services)
        for contract in market.own_contracts[provider]
        if contract.contract_type == route and service in contract.services
    )


# Way in


def covers(spell: Membership, authority: str, service: str | None) -> bool:
    return authority in spell.authorities and (service is None or service in spell.services)


def is_current(market: Market, spell: Membership, day: date) -> bool:
    """A spell on a day, in a DPS in force; left_on is still a day of membership."""
    return (
        spell.joined_on <= day
        and (spell.left_on is None or day <= spell.left_on)
        and life.in_force(market.contracts[spell.contract_id], day)
    )


@remembered
def is_member(market: Market, provider: str, authority: str, service: str | None, day: date) -> bool:
    """A DPS membership, in a DPS in force, that covers the authority and service."""
    return any(
        covers(spell, authority, service) and is_current(market, spell, day) for spell in market.spells[provider]
    )


@remembered
def way_in(market: Market, provider: str, authority: str, service: str | None, day: date) -> bool:
    """Way in: through such a membership, or a contract of its own in force that covers them."""
    return is_member(market, provider, authority, service, day) or any(
        authority in contract.covered_authorities
        and (service is None or service in contract.services)
        and life.in_force(contract, day)
        for contract in market.own_contracts[provider]
    )


# Demonstrated, placed, paper


@remembered
def demonstrated(market: Market, provider: str, authority: str, service: str, route: str, week: date) -> Fraction:
    """Of the last 26 weeks to this one, the highest mean of 4 consecutive weeks' delivered hours."""
    delivered = market.delivered.get((provider, authority, service, route))
    if not delivered:
        return ZERO
    run = settings.DEMONSTRATED_RUN
    weeks = latest_weeks(settings.DEMONSTRATED_WEEKS, week)
    hours = [delivered.get(each, ZERO) for each in weeks]
    return max(total(hours[n : n + run]) for n in range(len(hours) - run + 1)) / run


@remembered
def placed_hours(market: Market, provider: str, authority: str, service: str, route: str, week: date) -> Fraction:
    """Placed: hours_per_week of the packages placed with it on the Sunday."""
    return total(
        package.hours_per_week
        for package in market.packages_with[provider]
        if package.authority == authority
        and package.service == service
        and market.route(package.contract_id) == route
        and is_placed(package, sunday(week))
    )


def return_in_effect(market: Market, provider: str, authority: str, service: str, day: date) -> Fraction | None:
    """A return holds until the provider's next one for the same authority and service."""
    given = [r for r in market.returns[provider, authority, service] if r.effective_from <= day]
    return max(given, key=lambda r: r.effective_from).hours_per_week if given else None


@remembered
def paper(market: Market, provider: str, authority: str, service: str, week: date) -> Fraction:
    """Paper: the capacity return in effect on the Sunday, and not less than its placed hours; where it has
    none, the sum over routes of the larger of contracted and placed, or demonstrated and placed. It counts
    only while the provider has a way in on the Sunday."""
    key = (provider, authority, service)
    if not way_in(market, *key, sunday(week)):
        return ZERO
    placed = {r: placed_hours(market, *key, r, week) for r in settings.ROUTES}
    returned = return_in_effect(market, *key, sunday(week))
    if returned is not None:
        return max(returned, total(placed.values()))
    return total(
        max(
            contracted(market, *key, route, week)
            if route in ("block", "in_house")
            else demonstrated(market, *key, route, week),
            placed[route],
        )
        for route in settings.ROUTES
    )


def paper_by_route(market: Market, provider: str, authority: str, service: str, week: date) -> dict[str, Fraction]:
    """Block first, then in_house, each the larger of contracted and placed, never above what is left; what is
    left to dps if a membership covers the authority and service on the Sunday, else spot."""
    key = (provider, authority, service)
    left = paper(market, *key, week)
    split = dict.fromkeys(settings.ROUTES, ZERO)
    for route in ("block", "in_house"):
        wanted = max(contracted(market, *key, route, week), placed_hours(market, *key, route, week))
        split[route] = min(wanted, left)
        left -= split[route]
    split["dps" if is_member(market, *key, sunday(week)) else "spot"] = left
    return split


# Engaged, credible


@remembered
def engaged(market: Market, provider: str, authority: str, day: date) -> bool:
    """Engaged on a Sunday, judged on every service."""
    first = day - timedelta(days=settings.ENGAGED_DAYS - 1)
    return (
        any(
            contract.contract_type in ("block", "in_house")
            and authority in contract.covered_authorities
            and life.in_force(contract, day)
            for contract in market.own_contracts[provider]
        )
        or any(first <= row.date <= day and row.delivered > 0 for row in market.hours_of.get((provider, authority), ()))
        or any(
            package.authority == authority and package.awarded_on is not None and first <= package.awarded_on <= day
            for package in market.packages_with[provider]
        )
        or any(
            market.package[offer.package_id].authority == authority
            and offer.response == "offered"
            and first <= offer.responded_on <= day
            for offer in market.offers_of[provider]
        )
        or any(
            authority in spell.authorities
            and is_current(market, spell, day)
            and (day - spell.joined_on).days < settings.NEW_DAYS
            for spell in market.spells[provider]
        )
    )


def credible(market: Market, provider: str, authority: str, service: str, week: date) -> Fraction:
    """Credible: the paper of engaged providers."""
    if not engaged(market, provider, authority, sunday(week)):
        return ZERO
    return paper(market, provider, authority, service, week)


def demonstrated_that_counts(
    market: Market, provider: str, authority: str, service: str, route: str, week: date
) -> Fraction:
    """Demonstrated counts only while the provider has a way in on the row's Sunday, and not by route."""
    if not way_in(market, provider, authority, service, sunday(week)):
        return ZERO
    return demonstrated(market, provider, authority, service, route, week)


# Silence is not zero


def last_reported_week(market: Market, provider: str, authority: str) -> date | None:
    """Week L: the week of the last row of hours, zeros and cancelled visits included, of any service."""
    rows = market.hours_of.get((provider, authority))
    return monday(rows[-1].date) if rows else None


def delivered_in(
    market: Market,
    provider: str,
    authority: str,
    service: str | None,
    route: str | None,
    weeks: list[date],
) -> Fraction:
    """Delivered hours of some weeks; None for any service or any route."""
    return total(
        hours.get(week, ZERO)
        for (s, r), hours in market.delivered_by.get((provider, authority), {}).items()
        if service in (None, s) and route in (None, r)
        for week in weeks
    )


@remembered
def not_reported(market: Market, provider: str, authority: str, week: date) -> bool:
    """Silence: a complete week after L, while it has a way in to any service and some of its delivered hours
    lie in the 8 weeks before that week."""
    last = last_reported_week(market, provider, authority)
    if last is None or not last < week <= market.last_week:
        return False
    before = latest_weeks(settings.SILENCE_WEEKS, week - WEEK)
    return (
        way_in(market, provider, authority, None, sunday(week))
        and delivered_in(market, provider, authority, None, None, before) > 0
    )


def unreported(
    market: Market,
    provider: str,
    authority: str,
    service: str | None,
    route: str | None,
    week: date,
) -> Fraction:
    """The mean weekly delivered hours in L and the 7 weeks before, in a week not reported."""
    if not not_reported(market, provider, authority, week):
        return ZERO
    last = last_reported_week(market, provider, authority)
    weeks = latest_weeks(settings.SILENCE_WEEKS, last)
    return delivered_in(market, provider, authority, service, route, weeks) / len(weeks)
