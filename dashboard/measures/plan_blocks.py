"""`plan_blocks`: how many blocks are enough, and what would too few or too many cost?"""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from dashboard.market.filters import Filters
from dashboard.market.market import Market, Seen
from dashboard.measures import words, worked
from dashboard.measures.measure import CAPACITY, Column, Measure
from dashboard.measures.plan import planned_for
from dashboard.measures.planned import begins, changed, dps_rate, judged_to, planned_block
from dashboard.outlook.chance import HORIZON, YEAR
from dashboard.outlook.counts import ENOUGH, LEVELS, Counts, counts
from dashboard.outlook.futures import futures
from dashboard.settings import Settings

MOST = 6
"""The table goes from no block to so many."""

DEFINITION = """
Each number of blocks from 0 to 6 for an authority, everything else being as in the plan: how likely enough is, what it
costs, and what would be regretted under low, middle and high demand. The answer is **the fewest blocks with a 90%
chance to the end of the initial term, or of the horizon where that is sooner**.

*Blocks* are as in the plan: see `plan`. *Chance*: the lowest chance of enough of any week judged, over the same
futures for every number, so that a block more never lowers it. The weeks *judged* are whole weeks from the start of the
blocks to the first of: the end of their initial term (as long as that of the block contract that began last), the end
of the DPS's term in hand, beside which they are to stand, unless options are taken, and the 104 weeks.

*Low, middle and high demand*: the third of the futures in which the fewest hours are needed over the weeks judged, the
middle third, and the third with the most. *Any* is all of them.

*Unmet*, *void* and *cost*: as in `plan`, of the weeks judged, as if for a year of 52 weeks.

*Regret*, under each demand: against the best number had that demand been known, which is the fewest with a 90% chance,
or else the one with the highest. Too few blocks are regretted in hours (unmet beyond the best's), too many in pounds
(cost beyond the best's); neither is turned into the other: what an hour of care that a child goes without is worth is
for people to judge.

Empty where too little is known: see the outlook. Its capacity, and so this, rests on `lookback_weeks`,
`new_member_days` and `demonstrated_weeks`.
"""


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """A row for each number of blocks, authority and level of demand."""
    seen = market.seen(filters.as_of)
    # Every number of blocks is judged, whatever the plan's own is.
    view = replace(filters, plan=replace(filters.plan, blocks=()))

    def of(authority: str) -> pd.DataFrame:
        question = ("blocks judged", authority, view.service, view.as_of, view.plan)
        return market.answer(question, lambda: _of(seen, settings, authority, view))

    frames = [of(authority) for authority in planned_for(seen, filters, settings)]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(MEASURE.names))


def _of(seen: Seen, settings: Settings, authority: str, filters: Filters) -> pd.DataFrame:
    plan, service = filters.plan, filters.service
    block = planned_block(seen, settings, plan, authority)
    first, last = _first(plan.block_start, seen), judged_to(seen, settings, authority, plan)
    start, stop = ((day - seen.last_week).days // 7 for day in (first, last))
    found = futures(seen, settings, authority, service, changed(seen, settings, plan))
    levels = pd.Index(LEVELS, name="demand")
    frame = pd.MultiIndex.from_product([levels, range(MOST + 1)], names=["demand", "blocks"]).to_frame(index=False)
    frame = frame.assign(authority=authority, first=pd.Timestamp(first), last=pd.Timestamp(last))
    figures = ("p_sufficient", "unmet_hours", "void_hours", "cost_gbp", "regret_hours", "regret_gbp")
    if found.demand is None or not start <= stop <= HORIZON:
        return frame.assign(**dict.fromkeys(figures, np.nan), fewest=False)[list(MEASURE.names)]
    window = slice(start, stop + 1)
    parts = 1 if service is None else len(settings.services)
    judged = counts(
        found.demand[:, window], block.hours / parts, found.in_house[window], found.flexible[:, window], MOST
    )
    paid = np.arange(MOST + 1) * block.value_gbp / parts
    cost = paid + judged.bought * YEAR * dps_rate(seen, authority, service)
    values = (judged.chance, judged.unmet * YEAR, judged.void * YEAR, cost, *_regret(judged, cost))
    frame = frame.assign(**{name: value.ravel() for name, value in zip(figures, values, strict=True)})
    return frame.assign(fewest=(frame["blocks"] == judged.fewest) & (frame["demand"] == "any"))[list(MEASURE.names)]


def _first(start: date | None, seen: Seen) -> date:
    """The Monday of the first whole week ahead from a day on, or of the first of all."""
    day = max(start or begins(seen), begins(seen))
    return day + timedelta(days=-day.weekday() % 7)


def _regret(judged: Counts, cost: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Hours a year unmet, and pounds a year paid, beyond the best number's, [level, count]."""
    best = judged.best[:, None]
    return tuple(
        np.maximum(values - np.take_along_axis(values, best, axis=1), 0) for values in (judged.unmet * YEAR, cost)
    )


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """The fewest blocks that are enough."""
    parts = {str(code): rows for code, rows in table.groupby("authority")}
    return {
        code: _sentence(name, parts[code]) if code in parts
        else words.fitting(f"There is nothing to look ahead from for {name}.", f"{name}: nothing to look ahead from.")
        for code, name in words.shown(filters, settings).items()
    }


def _sentence(name: str, rows: pd.DataFrame) -> str:
    if rows["p_sufficient"].isna().all():
        first, last = rows["first"].iloc[0], rows["last"].iloc[0]
        if first > last:
            return words.fitting(f"{name}: there is no week to judge blocks by.", f"{name}: no week to judge.")
        return words.fitting(f"{name}: too little is known yet to look ahead.", f"{name}: too little known.")
    enough, to = words.percent(ENOUGH), f"{rows['last'].iloc[0]:%B %Y}"
    fewest = rows.loc[rows["fewest"], "blocks"]
    if fewest.empty:
        return words.fitting(
            f"{name}: not even {MOST} blocks give {enough} to {to}.", f"{name}: {MOST} blocks are too few."
        )
    if fewest.iloc[0] == 0:
        return words.fitting(f"{name}: no block is needed for {enough} to {to}.", f"{name}: no block needed.")
    blocks = words.plural(int(fewest.iloc[0]), "block")
    return words.fitting(f"{name}: at least {blocks} for {enough} to {to}.", f"{name}: at least {blocks}.")


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    known = table[(table["demand"] == "any") & table["p_sufficient"].notna()]
    none = worked.first(known, settings)
    if none is None:
        return None
    rows = known[known["authority"] == none["authority"]]
    enough, most = rows[rows["p_sufficient"] >= ENOUGH], rows.iloc[-1]
    best = enough.iloc[0] if len(enough) else rows.loc[rows["p_sufficient"].idxmax()]
    why = f"the fewest with {words.percent(ENOUGH)}" if len(enough) else "with the highest chance"
    text = (
        f"In {worked.place(none['authority'], settings)} under any demand, the best number of blocks is "
        f"{best['blocks']}, {why}. Unmet hours of no block less the best number’s, "
        f"{worked.difference(none['unmet_hours'], best['unmet_hours'])}, are its regret in hours."
    )
    if not most["regret_gbp"] > 0:
        return text
    cost = worked.equation("£{} − £{}", lambda more, less: more - less, most["cost_gbp"], best["cost_gbp"], decimals=0)
    blocks = words.plural(most["blocks"], "block")
    return f"{text} The cost of {blocks} less the best number’s, {cost.replace('= ', '= £')}, is its regret in pounds."


MEASURE = Measure(
    id="plan_blocks",
    question="How many blocks are enough?",
    definition=DEFINITION,
    columns=(
        Column("authority", "Authority", "text", "The council that needs the care."),
        Column("demand", "Demand", "text", "Any; or low, middle or high: a third of the futures each."),
        Column("blocks", "Blocks", "count", "How many blocks the authority has, in place of its block contracts."),
        Column("first", "From", "date", "The first day judged."),
        Column("last", "To", "date", "The last day judged."),
        Column("p_sufficient", "Chance of enough", "ratio", "The lowest chance of enough of any week judged."),
        Column("unmet_hours", "Unmet hours a year", "hours", "Hours short of need."),
        Column("void_hours", "Void hours a year", "hours", "Block hours that nobody needs."),
        Column("cost_gbp", "Cost a year", "money", "Paid for blocks and hours bought; in-house is left out."),
        Column("regret_hours", "Regret, hours", "hours", "Hours unmet a year beyond those of the best number."),
        Column("regret_gbp", "Regret, pounds", "money", "Cost a year beyond that of the best number."),
        Column("fewest", "The answer", "flag", "Whether it is the fewest with a 90% chance over all futures."),
    ),
    key=("authority", "demand", "blocks"),
    filters={"authority": "rows", "provider": "ignored", "service": "narrows", "route": "ignored"},
    compute=compute,
    finding=finding,
    example=example,
    sources=CAPACITY,
    plans=True,
)
