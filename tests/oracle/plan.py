"""`plan`, `plan_months` and `plan_blocks`: what of them does not rest on chance.

Read here: which rows there are, when too little is known, block hours and what is paid for them, and the weeks by which
a number of blocks is judged. All else is `Drawn`. A plan is given as its address writes it: {parameter: text}.

Readings
- A contract that begins, ends or is lost within a week, and blocks that start within it, count for their share of its
  days.
- A contract's block hours are what it promises, at the share of its provider's promise for the authority and service,
  its in-house hours included, that is credible in the latest complete week; in full where nothing was promised then.
- What is paid for a block is shared evenly by the councils and, under a filter, by the services that it covers;
  a plan's blocks are shared by all services that there are.
- An end of a term that is no Sunday leaves its week out.
- Every number of blocks is judged alone: the plan's own number, and what it is held against, are not asked for.
"""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from . import life, settings
from .blocks import hours_on_calendar
from .capacity import contracted, credible, is_placed
from .compare import Drawn
from .figures import ratio, total
from .market import market_of
from .outlook import HORIZON, groups, judged
from .tables import COLUMNS, finished
from .weeks import DAY, WEEK, monday, sunday

YEAR, MOST_BLOCKS = 52, 6
LEVELS = ("any", "low", "middle", "high")


def table(
    records, as_of, authority=None, provider=None, service=None, route=None, from_=None, to=None, weeks=None,
    plan=None, against=None,
) -> list[dict]:  # fmt: skip
    """authority: rows; service: narrows; provider and route: ignored; rows have no period."""
    market = market_of(records, as_of)
    rows = []
    for name in judged(market, authority, service):
        for of, which in (("base", against or {}), ("plan", plan or {})):
            known = groups(market, name, service) is not None
            rate = dps_rate(market, name, service)
            rows.append(
                dict.fromkeys(COLUMNS["plan"], Drawn() if known else None)
                | {"authority": name, "of": of}
                | {each: Drawn() if known and rate is not None else None
                   for each in ("bought_gbp_a_year", "cost_gbp_a_year")}
                | {
                    "block_hours_a_year": total(block_hours(records, as_of, name, service, which)) / 2,
                    "block_gbp_a_year": total(block_pounds(market, name, service, which)) / 2,
                }
            )
    return finished("plan", rows)


def months(
    records, as_of, authority=None, provider=None, service=None, route=None, from_=None, to=None, weeks=None,
    plan=None, against=None,
) -> list[dict]:  # fmt: skip
    """As `table`, a row for each month that holds a Sunday of the weeks ahead."""
    market = market_of(records, as_of)
    rows = []
    for name in judged(market, authority, service):
        known = groups(market, name, service) is not None
        for month in sorted({f"{sunday(week):%Y-%m}" for week in ahead(market)}):
            figures = dict.fromkeys(COLUMNS["plan_months"], Drawn() if known else None)
            rows.append(figures | {"month": month, "authority": name})
    return finished("plan_months", rows)


def counts(
    records, as_of, authority=None, provider=None, service=None, route=None, from_=None, to=None, weeks=None,
    plan=None, against=None,
) -> list[dict]:  # fmt: skip
    """As `table`, a row for each number of blocks and level of demand."""
    market, plan = market_of(records, as_of), plan or {}
    rows = []
    for name in judged(market, authority, service):
        first, last = judged_from(market, plan), judged_to(market, name, plan)
        told = groups(market, name, service) is not None and first < last and first in ahead(market)
        rate = dps_rate(market, name, service)
        for level in LEVELS:
            for count in range(MOST_BLOCKS + 1):
                rows.append(
                    dict.fromkeys(COLUMNS["plan_blocks"], Drawn() if told else None)
                    | {"authority": name, "demand": level, "blocks": count, "first": first, "last": last}
                    | ({} if told and rate is not None else {"cost_gbp": None, "regret_gbp": None})
                    | ({} if told and level == "any" else {"fewest": False})
                )
    return finished("plan_blocks", rows)


def ahead(market) -> list[date]:
    """The 104 weeks after the latest complete one."""
    return [market.last_week + n * WEEK for n in range(1, HORIZON + 1)]


def begins(market) -> date:
    return market.last_week + WEEK


def given_day(plan: dict, name: str) -> date | None:
    return date.fromisoformat(plan[name]) if name in plan else None


def share_from(day: date | None, week: date) -> Fraction:
    """The share of a week's days that are on or after a day."""
    return Fraction(0) if day is None else Fraction(sum(week + n * DAY >= day for n in range(7)), 7)


# The blocks that there are


def blocks_of(market, authority: str | None = None) -> list:
    return [
        contract for contract in market.contracts.values()
        if contract.contract_type == "block" and authority in (None, *contract.covered_authorities)
    ]


def last_day(contract, as_of: date, plan: dict) -> date:
    """With every option taken, of a contract that has not ended, if the plan takes them."""
    runs = life.current_end(contract) >= as_of
    return life.maximum_end(contract) if plan.get("options") and runs else life.current_end(contract)


def with_options(records, as_of: date):
    """The same records with every option taken of the contracts that have not ended."""
    contracts = {
        key: replace(each, extensions_taken=len(each.extension_terms_months))
        if life.current_end(each) >= as_of else each
        for key, each in records.contracts.items()
    }
    return replace(records, contracts=contracts, markets={})


# Hours and pounds, week by week


def block_hours(records, as_of, authority, service, plan) -> list[Fraction]:
    market = market_of(records, as_of)
    terms = market_of(with_options(records, as_of), as_of) if plan.get("options") else market
    lost_on = lost_from(market, plan)

    def promised(week):
        return total(
            contracted(terms, provider, authority, each, "block", week)
            * kept(market, provider, authority, each)
            * (1 - share_from(lost_on, week) if provider == plan.get("lost") else 1)
            for provider in market.providers for each in market.chosen_services(service)
        )

    hours, _ = planned_block(market, authority, plan)
    return instead(market, authority, service, plan, [promised(week) for week in ahead(market)], hours)


def kept(market, provider, authority, service) -> Fraction:
    """The share of what a provider's contracts promise that is credible in the latest complete week."""
    week = market.last_week
    due = total(contracted(market, provider, authority, service, route, week) for route in ("block", "in_house"))
    in_force = any(
        life.in_force(contract, sunday(week))
        for contract in market.own_contracts[provider]
        if contract.contract_type in ("block", "in_house")
        and authority in contract.covered_authorities and service in contract.services
    )
    if due == 0 or not in_force:
        return Fraction(1)
    return min(credible(market, provider, authority, service, week) / due, Fraction(1))


def block_pounds(market, authority, service, plan) -> list[Fraction]:
    lost_on = lost_from(market, plan)

    def paid(week):
        pounds = Fraction(0)
        for contract in blocks_of(market, authority):
            if service in (None, *contract.services):
                over = last_day(contract, market.as_of, plan) + DAY
                runs = max(share_from(life.delivers_from(contract), week) - share_from(over, week), Fraction(0))
                parts = len(contract.covered_authorities) * (1 if service is None else len(contract.services))
                there = 1 - share_from(lost_on, week) if contract.provider_id == plan.get("lost") else 1
                pounds += (contract.annual_value_gbp or 0) * runs * there / parts / YEAR
        return pounds

    _, value = planned_block(market, authority, plan)
    return instead(market, authority, service, plan, [paid(week) for week in ahead(market)], value / YEAR)


def lost_from(market, plan) -> date | None:
    return (given_day(plan, "lost_on") or begins(market)) if "lost" in plan else None


def instead(market, authority, service, plan, today: list[Fraction], of_each: Fraction) -> list[Fraction]:
    """A plan's blocks in place of today's from their day on; with the DPS first there is none until then."""
    if f"blocks_{authority}" not in plan:
        return today
    new = int(plan[f"blocks_{authority}"]) * of_each / (1 if service is None else len(settings.SERVICES))
    start = given_day(plan, "block_start") or begins(market)
    until = 0 if plan.get("dps_first") else 1
    return [
        new * share_from(start, week) + until * hours * (1 - share_from(start, week))
        for week, hours in zip(ahead(market), today, strict=True)
    ]


def planned_block(market, authority, plan) -> tuple[Fraction, Fraction]:
    """Hours a week and pounds a year of each of a plan's blocks: unless given, the mean of today's, at its price."""
    today_hours, today_value = todays_block(market, authority)
    hours = Fraction(plan["block_hours"]) if "block_hours" in plan else today_hours
    if "block_value" in plan:
        return hours, Fraction(plan["block_value"])
    return hours, today_value * hours / today_hours if today_hours else Fraction(0)


def todays_block(market, authority) -> tuple[Fraction, Fraction]:
    """The authority's in force; without one, all in force; without any, all that there are."""
    def in_force(contracts):
        return [each for each in contracts if life.in_force(each, market.as_of)]

    rows = in_force(blocks_of(market, authority)) or in_force(blocks_of(market)) or blocks_of(market)
    if not rows:
        return Fraction(0), Fraction(0)
    days = [begins(market) + n * DAY for n in range(7 * YEAR)]
    hours = total(hours_on_calendar(market, each, day) for each in rows for day in days) / YEAR / len(rows)
    return hours, total(each.annual_value_gbp or Fraction(0) for each in rows) / len(rows)


def dps_rate(market, authority, service) -> Fraction | None:
    """Mean hourly rate, by hours, of the DPS packages placed on the day."""
    packages = [
        p for p in market.packages
        if p.authority == authority and service in (None, p.service) and p.hourly_rate_gbp is not None
        and is_placed(p, market.as_of) and market.route(p.contract_id) == "dps"
    ]
    return ratio(total(p.hourly_rate_gbp * p.hours_per_week for p in packages),
                 total(p.hours_per_week for p in packages))


# The weeks by which a number of blocks is judged


def judged_from(market, plan) -> date:
    """The Monday of the first whole week."""
    day = max(given_day(plan, "block_start") or begins(market), begins(market))
    return day if day == monday(day) else monday(day) + WEEK


def judged_to(market, authority, plan) -> date:
    """The last Sunday by the first of: the end of the initial term, of the DPS, and of the 104 weeks."""
    last = sunday(ahead(market)[-1])
    begun = blocks_of(market, authority) or blocks_of(market)
    if begun:
        months = max(begun, key=lambda each: (each.start_date, each.contract_id)).initial_term_months
        last = min(last, life.end(given_day(plan, "block_start") or begins(market), months))
    beside = [
        last_day(each, market.as_of, plan) for each in market.contracts.values()
        if each.contract_type == "dps" and authority in each.covered_authorities
    ]
    beside = [day for day in beside if day >= market.as_of]
    last = min([last, max(beside)]) if beside else last
    return last if last == sunday(monday(last)) else sunday(monday(last) - WEEK)
