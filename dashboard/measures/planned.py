"""A plan worked out for a market: today's blocks, what is changed, what comes of it week by week, and what it costs."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from dashboard.market.contracted import calendar_hours
from dashboard.market.life import Life, end
from dashboard.market.market import Seen
from dashboard.market.plan import Plan
from dashboard.measures.blocks import dps_bought, mean_rate
from dashboard.outlook import plan as changes
from dashboard.outlook.chance import HORIZON, YEAR, quantiles
from dashboard.outlook.futures import futures
from dashboard.outlook.spending import use
from dashboard.settings import Settings


def begins(seen: Seen) -> date:
    """The day on which a plan begins that names none: the Monday after the latest complete week."""
    return seen.last_week + timedelta(weeks=1)


@dataclass(frozen=True)
class Block:
    """A block: hours a week, all year, and pounds a year."""

    hours: float
    value_gbp: float


def block_count(seen: Seen, settings: Settings, authority: str) -> int:
    """How many block contracts that cover an authority are in force on the day."""
    return int(_covers(_in_force(seen, settings), authority).sum())


def todays_block(seen: Seen, settings: Settings, authority: str) -> Block:
    """The mean of the block contracts in force that cover an authority, each counted whole.

    Hours of a contract that runs in term time alone are spread over the year. Without one in force: the mean of every
    block in force, or else of every block there is; without any, no hours and no value.
    """
    name = f"todays block {authority}"
    if name not in seen.kept:
        seen.kept[name] = _todays_block(seen, settings, authority)
    return seen.kept[name]


def _todays_block(seen: Seen, settings: Settings, authority: str) -> Block:
    running = _in_force(seen, settings)
    own = running[_covers(running, authority)]
    every = seen.market.contracts
    rows = next((found for found in (own, running, every[every["contract_type"] == "block"]) if len(found)), running)
    if rows.empty:
        return Block(0.0, 0.0)
    days = pd.date_range(begins(seen), periods=7 * YEAR, unit="us")
    hours = [calendar_hours(seen.market, row, days).to_numpy().sum() / YEAR for row in rows.itertuples()]
    return Block(round(float(np.mean(hours)), 9), float(rows["annual_value_gbp"].fillna(0.0).mean()))


def _in_force(seen: Seen, settings: Settings) -> pd.DataFrame:
    every, lives = seen.market.contracts, seen.market.lives(settings)
    running = [lives[contract].in_force(seen.as_of) for contract in every["contract_id"]]
    return every[(every["contract_type"] == "block") & np.array(running, bool)]


def _covers(contracts: pd.DataFrame, authority: str) -> np.ndarray:
    return np.array([authority in codes for codes in contracts["covered_authorities"]], bool)


def planned_block(seen: Seen, settings: Settings, plan: Plan, authority: str) -> Block:
    """A block of a plan: its hours or today's, its value or as many hours at today's price."""
    today = todays_block(seen, settings, authority)
    hours = today.hours if plan.block_hours is None else plan.block_hours
    value = plan.block_value
    if value is None:
        value = today.value_gbp * hours / today.hours if today.hours else 0.0
    return Block(hours, value)


def has_in_house(seen: Seen, settings: Settings, authority: str) -> bool:
    """Whether an authority has an in-house service, in force or to come."""
    every, lives = seen.market.contracts, seen.market.lives(settings)
    own = every[(every["contract_type"] == "in_house") & _covers(every, authority)]
    return any(lives[contract].current_end >= seen.as_of for contract in own["contract_id"])


def changed(seen: Seen, settings: Settings, plan: Plan) -> changes.Plan:
    """A plan as the outlook takes it, with everything filled in that the address leaves out."""
    first = begins(seen)
    blocks: list[changes.Blocks] = []
    for code, count in plan.blocks:
        block = planned_block(seen, settings, plan, code)
        if plan.dps_first:
            blocks.append(changes.Blocks(code, 0, 0.0, 0.0, first))
        blocks.append(changes.Blocks(code, count, block.hours, block.value_gbp, plan.block_start or first))
    more = plan.in_house_hours or 0.0
    return changes.Plan(
        blocks=tuple(blocks),
        options=plan.options,
        in_house=tuple(
            changes.InHouse(code, more, plan.in_house_from or first)
            for code in settings.authorities if more and has_in_house(seen, settings, code)
        ),
        demand=1 + (plan.demand or 0.0) / 100,
        lost=plan.lost,
        lost_on=(plan.lost_on or first) if plan.lost else None,
        joiners=plan.joiners,
    )


def block_pounds(
    seen: Seen, settings: Settings, authority: str, service: str | None, plan: changes.Plan
) -> np.ndarray:
    """What an authority's blocks are paid in each week from week 0: a 52nd of the annual value, from the end of
    mobilisation to the end of the term; divided evenly over the councils and services that a contract covers."""
    every, lives = seen.market.contracts, seen.market.lives(settings)
    pounds, lost = np.zeros(HORIZON + 1), _share_from(plan.lost_on, seen)
    for row in every[every["contract_type"] == "block"].itertuples():
        if authority not in row.covered_authorities or service not in (None, *row.services):
            continue
        life = lives[row.contract_id]
        over = _last(life, seen, options=plan.options) + timedelta(days=1)
        runs = _share_from(life.deliverable_from, seen) - _share_from(over, seen)
        parts = len(row.covered_authorities) * (1 if service is None else len(row.services))
        paid = 0.0 if pd.isna(row.annual_value_gbp) else row.annual_value_gbp / YEAR / parts
        pounds += paid * np.maximum(runs, 0) * ((1 - lost) if row.provider_id == plan.lost else 1)
    of_services = 1 if service is None else len(settings.services)
    for change in plan.blocks:
        if change.authority == authority:
            new = change.count * change.value_gbp / YEAR / of_services
            pounds += (new - pounds) * _share_from(change.start, seen)
    return pounds


def _share_from(day: date | None, seen: Seen) -> np.ndarray:
    """The share of each week, from week 0, that lies on or after a day; none where there is no day."""
    if day is None:
        return np.zeros(HORIZON + 1)
    return np.clip(np.arange(HORIZON + 1) + 1 - (day - seen.last_week).days / 7, 0, 1)


def _last(life: Life, seen: Seen, *, options: bool) -> date:
    """The last day of a contract, with every option taken if it has not ended, or as it stands."""
    return life.maximum_end if options and life.current_end >= seen.as_of else life.current_end


def dps_rate(seen: Seen, authority: str, service: str | None) -> float:
    """The mean hourly rate, by hours, of the DPS packages of an authority that are placed on the day; NaN if none."""
    bought = dps_bought(seen)
    own = (bought["authority"] == authority) & ((bought["service"] == service) | (service is None))
    return mean_rate(bought[own], seen.day)


def ahead(seen: Seen, settings: Settings, authority: str, service: str | None, plan: Plan) -> pd.DataFrame:
    """Weeks 1 to 104 of an authority under a plan, worked out once: it is shared, never change it.

    week, p_sufficient, demand and capacity as quantiles (`_p05`, `_p50`, `_p95`), block_hours, block_gbp; and the mean
    over all futures of unmet, void and bought hours. Empty figures where too little is known.
    """
    own = _own(plan, authority)
    question = ("ahead", authority, service, seen.as_of, own)
    return seen.market.answer(question, lambda: _ahead(seen, settings, authority, service, own))


def _own(plan: Plan, authority: str) -> Plan:
    """What of a plan is about an authority: one that leaves its blocks alone is the same however they would be."""
    blocks = tuple(block for block in plan.blocks if block[0] == authority)
    if blocks:
        return replace(plan, blocks=blocks)
    return replace(plan, blocks=(), block_hours=None, block_value=None, block_start=None, dps_first=False)


def _ahead(seen: Seen, settings: Settings, authority: str, service: str | None, plan: Plan) -> pd.DataFrame:
    terms = changed(seen, settings, plan)
    found = futures(seen, settings, authority, service, terms)
    figures: dict[str, np.ndarray | float] = {
        "p_sufficient": found.sufficient, "block_hours": found.block,
        "block_gbp": block_pounds(seen, settings, authority, service, terms),
    }
    if found.demand is None:
        figures |= dict.fromkeys((*(f"{of}_p{p}" for of in ("demand", "capacity") for p in ("05", "50", "95")),
                                  "unmet", "void", "bought"), np.nan)
    else:
        used = use(found.demand, found.block, found.in_house, found.flexible)
        for name, paths in (("demand", found.demand), ("capacity", found.capacity)):
            names = (f"{name}_p05", f"{name}_p50", f"{name}_p95")
            figures |= dict(zip(names, quantiles(paths, (5, 50, 95)), strict=True))
        figures |= {name: getattr(used, name).mean(axis=0) for name in ("unmet", "void", "bought")}
    weeks = pd.date_range(seen.last_week, periods=HORIZON + 1, freq="7D", unit="us")
    return pd.DataFrame({"week": weeks, **figures}).iloc[1:].reset_index(drop=True)


def judged_to(seen: Seen, settings: Settings, authority: str, plan: Plan) -> date:
    """The last day that the number of blocks is judged for: the first of the end of the blocks' initial term, of the
    DPS beside them unless options are taken, and of the horizon. A Sunday.

    The initial term is as long as that of the block contract that began last, of the authority's or else of any.
    """
    horizon = seen.last_week + timedelta(weeks=HORIZON, days=6)
    every, lives = seen.market.contracts, seen.market.lives(settings)
    own = every[_covers(every, authority)]
    dps = [
        _last(lives[one], seen, options=plan.options)
        for one in own.loc[own["contract_type"] == "dps", "contract_id"]
    ]
    running = [last for last in dps if last >= seen.as_of]
    blocks = next((rows for rows in (own[own["contract_type"] == "block"], every[every["contract_type"] == "block"])
                   if len(rows)), None)
    last = horizon
    if blocks is not None:
        months = int(blocks.sort_values(["start_date", "contract_id"])["initial_term_months"].iloc[-1])
        last = min(last, end(plan.block_start or begins(seen), months))
    if running:
        last = min(last, max(running))
    return last - timedelta(days=(last.weekday() + 1) % 7)
