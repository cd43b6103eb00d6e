"""`outlook_summary`: how likely is it to stay enough, and what would end it?"""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from dashboard.market.filters import Filters
from dashboard.market.market import Market
from dashboard.measures import words, worked
from dashboard.measures.measure import CAPACITY, Column, Measure
from dashboard.measures.outlook import HORIZONS, LIKELY, looked_ahead
from dashboard.outlook.chance import YEAR
from dashboard.outlook.futures import Futures
from dashboard.settings import Settings

DEFINITION = """
The outlook in a line for each authority: the chance of enough care, the first week in which it is doubtful, the hours
that are expected to go unmet, and what weighs most.

*Chance to N weeks*: the lowest chance of enough of any of the next N weeks. *Doubtful from*: the first week ahead whose
chance is below 80%. *Expected unmet hours*: for each of the next 52 weeks the mean over all futures of the hours short
(0 in those with enough), added up.

*What weighs most*: from next week to the week with the lowest chance of the next 52, which of three does most to narrow
the room between capacity and demand, by the mean over all futures: `demand` (more hours are needed), `contracts`
(block and in-house contracts give fewer hours: they end, or their calendar rests) or `providers` (the DPS and spot give
fewer). Empty where none of them does.

Empty where too little is known: see the outlook's definition, which says how the futures are drawn. Its capacity, and
so this, rests on `lookback_weeks`, `new_member_days` and `demonstrated_weeks`.
"""


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """A row an authority."""
    week0 = market.seen(filters.as_of).last_week
    rows = []
    for authority, found, _ in looked_ahead(market, filters, settings):
        chance = found.sufficient[1:]
        row: dict[str, object] = {f"p_{weeks}_weeks": chance[:weeks].min() for weeks in HORIZONS}
        below = np.flatnonzero(chance < LIKELY)
        row["first_week_below_80"] = week0 + timedelta(weeks=int(below[0]) + 1) if len(below) else None
        row["expected_unmet_hours_52_weeks"] = _unmet(found)
        rows.append(row | {"authority": authority, "largest_driver": _driver(found)})
    return pd.DataFrame(rows, columns=list(MEASURE.names))


def _unmet(found: Futures) -> float | None:
    if found.demand is None:
        return None
    year = slice(1, YEAR + 1)
    short = np.maximum(found.demand[:, year] - found.capacity[:, year], 0)
    return float(short.mean(axis=0).sum())


def _driver(found: Futures) -> str | None:
    """Which of demand, contracts and providers narrows the room most, by the week of the lowest chance of the year."""
    if found.demand is None:
        return None
    worst = int(np.argmin(found.sufficient[1 : YEAR + 1])) + 1
    promised, demand, flexible = found.block + found.in_house, found.demand.mean(axis=0), found.flexible.mean(axis=0)
    narrows = {
        "demand": demand[worst] - demand[1],
        "contracts": promised[1] - promised[worst],
        "providers": flexible[1] - flexible[worst],
    }
    largest = max(narrows, key=lambda name: narrows[name])
    return largest if round(narrows[largest], 9) > 0 else None


WEIGHS = {
    "demand": "demand weighs most", "contracts": "contracts weigh most", "providers": "providers weigh most",
}


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """What is expected to go unmet in a year, and what weighs most."""
    by_code = {str(row["authority"]): row for _, row in table.iterrows()}
    return {
        code: _sentence(name, by_code[code]) if code in by_code
        else words.fitting(f"There is nothing to look ahead from for {name}.", f"{name}: nothing to look ahead from.")
        for code, name in words.shown(filters, settings).items()
    }


def _sentence(name: str, row: pd.Series) -> str:
    unmet = row["expected_unmet_hours_52_weeks"]
    if pd.isna(unmet):
        return words.fitting(f"{name}: too little is known yet to look ahead.", f"{name}: too little known.")
    if unmet == 0:
        return words.fitting(f"{name}: nothing is expected to go unmet in a year.", f"{name}: all needs met.")
    driver = WEIGHS.get(row["largest_driver"])
    ends = [f"; {driver}", ""] if driver else [""]
    hours = words.hours(unmet)
    return words.fitting(*(f"{name}: {hours} {form}{end}." for end in ends for form in (
        "expected unmet in a year", "unmet in a year",
    )))


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    row = worked.first(table[table["expected_unmet_hours_52_weeks"].notna()], settings)
    if row is None:
        return None
    mean = worked.equation("{} / 52", lambda hours: hours / YEAR, row["expected_unmet_hours_52_weeks"], places=1)
    likely, lowest = words.percent(LIKELY), worked.chance(row["p_104_weeks"])
    doubtful = (
        f"doubtful, below {likely}, from the week of {words.day(row['first_week_below_80'])}"
        if pd.notna(row["first_week_below_80"]) else f"no week is doubtful, below {likely}"
    )
    return (
        f"In {worked.place(row['authority'], settings)}, expected unmet hours over the weeks that they are of come to "
        f"{mean} a week. The lowest chance of the next 104 weeks is {lowest}: {doubtful}."
    )


MEASURE = Measure(
    id="outlook_summary",
    question="How likely is it to stay enough?",
    definition=DEFINITION,
    columns=(
        Column("authority", "Authority", "text", "The council that needs the care."),
        *(
            Column(
                f"p_{weeks}_weeks", f"Chance to {weeks} weeks", "ratio",
                f"The lowest chance of enough of any of the next {weeks} weeks.",
            )
            for weeks in HORIZONS
        ),
        Column("first_week_below_80", "Doubtful from", "week", "The first week ahead whose chance is below 80%."),
        Column(
            "expected_unmet_hours_52_weeks", "Expected unmet hours", "hours",
            "The hours short of the next 52 weeks, the mean over all futures.",
        ),
        Column(
            "largest_driver", "What weighs most", "text",
            "Which narrows the room most to the worst week of the year: demand, contracts or providers.",
        ),
    ),
    key=("authority",),
    filters={"authority": "rows", "provider": "ignored", "service": "narrows", "route": "ignored"},
    compute=compute,
    finding=finding,
    example=example,
    sources=CAPACITY,
)
