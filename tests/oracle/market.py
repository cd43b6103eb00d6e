"""Section 1, "As of": what is seen on a day, and the same records arranged for looking up.

Readings
- A package's agreed rate stays though its award is not yet seen: only the award, the provider and the
  contract are blanked (a rate counts for placed packages alone, so this changes no figure).
- Hours given for a week are first spread over its days; then the days after as_of are left out.
- An invitation answered after as_of shows no responded_on either.
"""

import functools
from collections import defaultdict
from dataclasses import replace
from datetime import date
from fractions import Fraction

from .records import Hours, Membership, Offer, Package, Records, Return
from .weeks import days_between, last_complete_week, monday


def seen(records: Records, as_of: date) -> Records:
    """Nothing dated after as_of is seen, date by date. A contract's terms, school holidays and due-diligence
    expiry are what is agreed: they are seen whatever their dates."""

    def by_then(day: date | None) -> bool:
        return day is not None and day <= as_of

    def package_seen(package: Package) -> Package:
        if not by_then(package.awarded_on):
            package = replace(package, awarded_on=None, provider_id=None, contract_id=None)
        if not by_then(package.started_on):
            package = replace(package, started_on=None)
        if not by_then(package.ended_on):
            package = replace(package, ended_on=None, end_reason=None)
        return package

    def membership_seen(spell: Membership) -> Membership:
        return spell if by_then(spell.left_on) else replace(spell, left_on=None, leave_reason=None)

    def offer_seen(offer: Offer) -> Offer:
        if by_then(offer.responded_on):
            return offer
        return replace(offer, response="no_response", responded_on=None)

    return Records(
        providers=records.providers,
        contracts=records.contracts,
        memberships=[membership_seen(m) for m in records.memberships if by_then(m.joined_on)],
        returns=[r for r in records.returns if by_then(r.effective_from)],
        packages={key: package_seen(p) for key, p in records.packages.items() if by_then(p.requested_on)},
        offers=[
            offer_seen(o)
            for o in records.offers
            if by_then(o.invited_on) and by_then(records.packages[o.package_id].requested_on)
        ],
        hours=[h for h in records.hours if by_then(h.date)],
        holidays=records.holidays,
    )


class Market:
    """What is seen on a day, with the look-ups that the words of sections 4 to 7 need."""

    def __init__(self, records: Records, as_of: date) -> None:
        self.as_of = as_of
        self.last_week = last_complete_week(as_of)
        self.providers = records.providers
        self.contracts = records.contracts
        self.packages = list(records.packages.values())
        self.offers = records.offers
        self.hours = records.hours
        self.memory: dict = {}

        self.holiday: set[tuple[str, date]] = {
            (holiday.authority, day)
            for holiday in records.holidays
            for day in days_between(holiday.first_day, holiday.last_day)
        }
        self.own_contracts = defaultdict(list)
        for contract in records.contracts.values():
            if contract.provider_id:
                self.own_contracts[contract.provider_id].append(contract)
        self.spells: dict[str, list[Membership]] = defaultdict(list)
        for spell in records.memberships:
            self.spells[spell.provider_id].append(spell)
        self.returns: dict[tuple, list[Return]] = defaultdict(list)
        for given in records.returns:
            self.returns[given.provider_id, given.authority, given.service].append(given)
        self.package = records.packages
        self.packages_with: dict[str, list[Package]] = defaultdict(list)
        for package in self.packages:
            if package.provider_id:
                self.packages_with[package.provider_id].append(package)
        self.offers_of: dict[str, list[Offer]] = defaultdict(list)
        for offer in self.offers:
            self.offers_of[offer.provider_id].append(offer)
        self._arrange_hours()

    def _arrange_hours(self) -> None:
        self.hours_of: dict[tuple[str, str], list[Hours]] = defaultdict(list)
        self.hours_under: dict[str, list[Hours]] = defaultdict(list)
        # (provider, authority, service, route) -> week -> hours
        self.planned: dict[tuple, dict[date, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
        self.delivered: dict[tuple, dict[date, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
        # (provider, authority) -> service, route, week -> delivered hours
        self.delivered_by: dict[tuple[str, str], dict[tuple[str, str], dict[date, Fraction]]] = defaultdict(dict)
        for row in sorted(self.hours, key=lambda row: row.date):
            key = (row.provider_id, row.authority, row.service, self.route(row.contract_id))
            self.planned[key][monday(row.date)] += row.planned
            self.delivered[key][monday(row.date)] += row.delivered
            self.delivered_by[key[:2]][key[2:]] = self.delivered[key]
            self.hours_of[row.provider_id, row.authority].append(row)
            self.hours_under[row.contract_id].append(row)
        self.first_hours_week = monday(min(row.date for row in self.hours)) if self.hours else None

    def route(self, contract_id: str) -> str:
        """Section 1: the route is the contract's contract_type."""
        return self.contracts[contract_id].contract_type

    @functools.cached_property
    def authorities(self) -> list[str]:
        named = {a for contract in self.contracts.values() for a in contract.covered_authorities}
        named |= {package.authority for package in self.packages}
        return sorted(named)

    @functools.cached_property
    def services(self) -> list[str]:
        named = {s for contract in self.contracts.values() for s in contract.services}
        named |= {package.service for package in self.packages}
        return sorted(named)

    def chosen_services(self, service: str | None) -> list[str]:
        """Section 2, "Narrows" by service: as if only that service existed."""
        return self.services if service is None else [service]


def market_of(records: Records, as_of: date) -> Market:
    if as_of not in records.markets:
        records.markets[as_of] = Market(seen(records, as_of), as_of)
    return records.markets[as_of]


def remembered(word):
    """Keeps the answers of a word for one market, by its arguments."""

    @functools.wraps(word)
    def answer(market: Market, *arguments):
        key = (word.__qualname__, *arguments)
        if key not in market.memory:
            market.memory[key] = word(market, *arguments)
        return market.memory[key]

    return answer
