"""`outlook` and `outlook_summary`: what of them does not rest on chance.

Read here: which rows there are, when too little is known, committed capacity, and week 0. All else is `Drawn`.

Readings
- There are no rows before the fourth week with hours, as sufficiency has none; from then each authority that
  sufficiency judges has 105 weeks, from the latest complete one.
- Records are complete from the week of the first recorded end; a package's end is recorded in the week of the first
  Sunday on which it is no longer open. Weeks and requests are counted after that week, to week 0. Where no end is
  recorded, from the week of the first request.
- A service with too little of its own is taken with the others that have too little, and where these have too little
  together, with the one of the rest that has the fewest packages.
- Committed capacity counts a contract's days, whether or not anyone has a way in on the Sunday.
"""

from dataclasses import dataclass
from datetime import timedelta

from . import settings
from .capacity import contracted_of, credible, is_open
from .compare import Drawn
from .figures import total
from .market import market_of
from .tables import COLUMNS, finished, fits, shows
from .weeks import DAY, WEEK, monday, sunday

HORIZON = 104
LEAST_WEEKS, LEAST_REQUESTS = 52, 30


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
    rows = []
    for name in judged(market, authority, service):
        known = groups(market, name, service) is not None
        for ahead in range(HORIZON + 1):
            week = market.last_week + ahead * WEEK
            if shows(market, week, sunday(week), from_, to, weeks):
                rows.append(_row(market, name, service, week, known))
    return finished("outlook", rows)


def summary(
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
    """authority: rows; service: narrows; provider and route: ignored; rows have no period."""
    market = market_of(records, as_of)
    rows = []
    for name in judged(market, authority, service):
        known = groups(market, name, service) is not None
        rows.append(dict.fromkeys(COLUMNS["outlook_summary"], Drawn() if known else None) | {"authority": name})
    return finished("outlook_summary", rows)


def judged(market, authority, service) -> list[str]:
    first = market.first_hours_week
    if first is None or first + (settings.SUFFICIENCY_FROM_WEEK - 1) * WEEK > market.last_week:
        return []
    named = {p.authority for p in market.packages if fits(p.service, service)}
    named |= {h.authority for h in market.hours if fits(h.service, service)}
    return sorted(name for name in named if fits(name, authority))


def _row(market, authority, service, week, known) -> dict:
    row = dict.fromkeys(COLUMNS["outlook"], Drawn() if known else None)
    row |= {"week": week, "authority": authority, "capacity_committed": committed(market, authority, service, week)}
    if known and week == market.last_week:
        services = market.chosen_services(service)
        asked = total(
            p.hours_per_week for p in market.packages
            if p.authority == authority and p.service in services and is_open(p, sunday(week))
        )
        there = total(credible(market, p, authority, s, week) for p in market.providers for s in services)
        row |= {f"demand_p{n}": asked for n in ("05", "25", "50", "75", "95")}
        row |= {f"capacity_p{n}": there for n in ("05", "50", "95")}
        row |= {"shortfall_p50": max(asked - there, 0 * asked), "p_sufficient": float(there >= asked)}
    return row


def committed(market, authority, service, week):
    """Contracted hours of the week's deliverable days on which the calendar runs; no option taken."""
    return total(
        contracted_of(market, contract.contract_id, authority, week) / len(contract.services)
        for contract in market.contracts.values()
        for each in contract.services if fits(each, service)
    )


@dataclass(frozen=True)
class Asked:
    """One package, by the weeks in which it was requested and is first not open on a Sunday (None: it still is)."""

    service: str
    requested: object
    closed: object


def packages(market, authority, service, week) -> list[Asked]:
    """The packages requested by the end of a week, as they were known on its Sunday."""
    found = []
    for p in market.packages:
        if p.authority != authority or not fits(p.service, service) or monday(p.requested_on) > week:
            continue
        closed = None if p.ended_on is None else monday(p.ended_on + DAY)
        found.append(Asked(p.service, monday(p.requested_on), closed if closed and closed <= week else None))
    return found


def enough(asked: list[Asked], week) -> bool:
    """52 weeks of records up to a week, with 30 requests in them."""
    if not asked:
        return False
    since = min((p.closed for p in asked if p.closed), default=min(p.requested for p in asked))
    requests = sum(p.requested > since for p in asked)
    return week - since >= timedelta(weeks=LEAST_WEEKS) and requests >= LEAST_REQUESTS


def groups(market, authority, service) -> list[set[str]] | None:
    """The services that are taken together at week 0; None where too little is known of any of them."""
    week = market.last_week
    asked = packages(market, authority, service, week)

    def of(names):
        return [p for p in asked if p.service in names]

    services = {p.service for p in asked}
    alone = {name for name in services if enough(of({name}), week)}
    rest = services - alone
    if rest and alone and not enough(of(rest), week):
        least = min(alone, key=lambda name: (len(of({name})), name))
        alone, rest = alone - {least}, rest | {least}
    found = [{name} for name in sorted(alone)] + ([rest] if rest else [])
    return found if found and all(enough(of(names), week) for names in found) else None
