"""`plan`: what would a plan change, beside today's terms or another plan?"""

from datetime import date

import pandas as pd

from dashboard.market.filters import Filters
from dashboard.market.market import Market, Seen
from dashboard.market.plan import Plan
from dashboard.measures import words, worked
from dashboard.measures.measure import CAPACITY, Column, Measure
from dashboard.measures.outlook import HORIZONS, LIKELY
from dashboard.measures.planned import ahead, dps_rate
from dashboard.measures.sufficiency import judged
from dashboard.outlook.chance import HORIZON, YEAR
from dashboard.settings import Settings

BASE, PLAN = "base", "plan"
"""What a row is about: the plan, and what it is held against."""

YEARS = HORIZON // YEAR

DEFINITION = """
A plan beside the *base*: today's terms carried on, or another plan. Both meet the same 2,000 futures of the outlook, so
that the difference between them is the plan's alone.

*Chance to N weeks*: the lowest chance of enough of any of the next N weeks. *Doubtful from*: the first week whose
chance is below 80%. *Unmet hours*: hours short of need, 0 in weeks with enough; of the next 52 weeks, and a year.
Figures *a year* are half of the next 104 weeks', so that what a plan changes late counts too. All are means over the
futures.

*Void hours*: block hours that nobody needs, though in-house and block hours are used before any hour is bought: the
least there can be. Blocks that are used less than that (see `blocks`) have more. Their *cost* is at the price of a
block's hour.

*Cost*: what the blocks are paid, used or not, and the hours bought from the DPS and spot at the mean hourly rate,
weighted by hours, of the DPS packages placed on the day. In-house is left out: its cost is not in the data. Hours that
go unmet cost nothing here: a plan is not cheaper for leaving need unmet, so read cost beside unmet hours. Empty where
the DPS has no package with a rate.

*A plan's blocks* take the place of the block contracts on the day they start, which is the first day that hours can be
expected of them: after mobilisation. They give their hours in full, all year, and run past the 104 weeks. Their hours
are, unless given, the mean of today's blocks (a term-time block's spread over the year), and their value is as many
hours at today's price. Until they start today's contracts go on by their terms, unless the DPS comes first: then there
is no block until then. *In-house* hours are more, or fewer, from each in-house service. *Demand* changes all hours
needed from next week on. A *lost* provider's hours, of every contract, are gone from a day, and what its blocks are
paid. *Joiners* are new providers a year in each authority, in place of the rate seen.

Capacity is that of the outlook, and rests on `lookback_weeks`, `new_member_days` and `demonstrated_weeks`. From the
same files as the outlook; values and rates from the contracts and packages files.
"""


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """A row an authority for the base and one for the plan."""
    seen = market.seen(filters.as_of)
    rows = [
        {"authority": authority, "of": of} | _row(seen, settings, authority, filters.service, plan)
        for authority in planned_for(seen, filters, settings)
        for of, plan in ((BASE, filters.against), (PLAN, filters.plan))
    ]
    return pd.DataFrame(rows, columns=list(MEASURE.names))


def planned_for(seen: Seen, filters: Filters, settings: Settings) -> list[str]:
    """The authorities that can be looked ahead for; none before sufficiency has a row."""
    return judged(seen, filters) if len(seen.weeks) >= settings.demonstrated_weeks else []


def _row(seen: Seen, settings: Settings, authority: str, service: str | None, plan: Plan) -> dict[str, object]:
    weeks = ahead(seen, settings, authority, service, plan)
    chance, rate = weeks["p_sufficient"], dps_rate(seen, authority, service)
    below = chance < LIKELY
    a_year = {name: weeks[name].sum(skipna=False) / YEARS
              for name in ("unmet", "void", "bought", "block_hours", "block_gbp")}
    price = weeks["block_gbp"].sum() / weeks["block_hours"].sum() if weeks["block_hours"].sum() else 0.0
    return {f"p_{n}_weeks": chance.iloc[:n].min(skipna=False) for n in HORIZONS} | {
        "first_week_below_80": weeks["week"].iloc[int(below.argmax())] if below.any() else None,
        "unmet_hours_52_weeks": weeks["unmet"].iloc[:YEAR].sum(skipna=False),
        "unmet_hours_a_year": a_year["unmet"],
        "block_hours_a_year": a_year["block_hours"],
        "void_hours_a_year": a_year["void"],
        "void_gbp_a_year": a_year["void"] * price,
        "block_gbp_a_year": a_year["block_gbp"],
        "bought_hours_a_year": a_year["bought"],
        "bought_gbp_a_year": a_year["bought"] * rate,
        "cost_gbp_a_year": a_year["block_gbp"] + a_year["bought"] * rate,
    }


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """What the plan changes for each authority."""
    return {
        code: _sentence(name, table[table["authority"] == code].set_index("of"), filters)
        for code, name in words.shown(filters, settings).items()
    }


def _sentence(name: str, rows: pd.DataFrame, filters: Filters) -> str:
    if rows.empty:
        return words.fitting(f"There is nothing to look ahead from for {name}.", f"{name}: nothing to look ahead from.")
    base, plan = rows.loc[BASE], rows.loc[PLAN]
    if pd.isna(plan["p_52_weeks"]):
        return words.fitting(f"{name}: too little is known yet to look ahead.", f"{name}: too little known.")
    was, chance = (words.percent(row["p_52_weeks"]) for row in (base, plan))
    same = filters.plan == filters.against
    if same or was != chance:
        end = "" if same else f", not {was}"
        return words.fitting(
            f"{name}: enough is {chance} likely in the year's worst week{end}.",
            f"{name}: enough is {chance} likely at worst{end}.",
        )
    unmet = plan["unmet_hours_a_year"] - base["unmet_hours_a_year"]
    if abs(unmet) >= 0.5:
        hours, more = words.hours(abs(unmet)), "more" if unmet > 0 else "fewer"
        return words.fitting(f"{name}: {hours} {more} a year go unmet.", f"{name}: {hours} {more} go unmet.")
    cost = plan["cost_gbp_a_year"] - base["cost_gbp_a_year"]
    if abs(cost) >= 0.5:
        pounds, dearer = words.money(round(abs(cost))), "more" if cost > 0 else "less"
        return words.fitting(
            f"{name}: as much care, for {pounds} a year {dearer}.", f"{name}: {pounds} a year {dearer}."
        )
    return words.fitting(f"{name}: the plan changes nothing.", f"{name}: nothing changes.")


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    base = worked.first(table[(table["of"] == BASE) & table["unmet_hours_a_year"].notna()], settings)
    if base is None:
        return None
    plan = table[(table["of"] == PLAN) & (table["authority"] == base["authority"])].iloc[0]
    text = (
        f"In {worked.place(base['authority'], settings)} with nothing planned, the plan’s unmet hours a year less the "
        f"base’s are {worked.difference(plan['unmet_hours_a_year'], base['unmet_hours_a_year'])}."
    )
    if pd.isna(base["cost_gbp_a_year"]):
        return text
    cost = worked.equation(
        "£{} + £{}", lambda blocks, bought: blocks + bought, base["block_gbp_a_year"], base["bought_gbp_a_year"],
        decimals=0,
    )
    return f"{text} Paid for blocks and for hours bought, {cost.replace('= ', '= £')}, is the cost a year."


MEASURE = Measure(
    id="plan",
    question="What would a plan change?",
    definition=DEFINITION,
    columns=(
        Column("authority", "Authority", "text", "The council that needs the care."),
        Column("of", "Base or plan", "text", "Whether the row is of the plan, or of the base it is held against."),
        *(
            Column(
                f"p_{weeks}_weeks", f"Chance to {weeks} weeks", "ratio",
                f"The lowest chance of enough of any of the next {weeks} weeks.",
            )
            for weeks in HORIZONS
        ),
        Column("first_week_below_80", "Doubtful from", "week", "The first week ahead whose chance is below 80%."),
        Column("unmet_hours_52_weeks", "Unmet hours, 52 weeks", "hours", "Hours short of need, the next 52 weeks."),
        Column("unmet_hours_a_year", "Unmet hours a year", "hours", "Hours short of need: half of 104 weeks'."),
        Column("block_hours_a_year", "Block hours a year", "hours", "Hours that blocks promise: half of 104 weeks'."),
        Column(
            "void_hours_a_year", "Void hours a year", "hours",
            "Block hours that nobody needs though they are used before any is bought: half of 104 weeks'.",
        ),
        Column("void_gbp_a_year", "Cost of void hours a year", "money", "Void hours at the price of a block's hour."),
        Column("block_gbp_a_year", "Paid for blocks a year", "money", "The value of blocks: half of 104 weeks'."),
        Column(
            "bought_hours_a_year", "Hours bought a year", "hours",
            "Hours bought from the DPS and spot, up to need: half of 104 weeks'.",
        ),
        Column("bought_gbp_a_year", "Paid for hours bought a year", "money", "Hours bought at the DPS hourly rate."),
        Column("cost_gbp_a_year", "Cost a year", "money", "Paid for blocks and hours bought; in-house is left out."),
    ),
    key=("authority", "of"),
    filters={"authority": "rows", "provider": "ignored", "service": "narrows", "route": "ignored"},
    compute=compute,
    finding=finding,
    example=example,
    sources=CAPACITY,
    plans=True,
)
