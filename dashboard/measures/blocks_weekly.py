"""`blocks_weekly`: do we use what we pay for, week by week? (measures.md section 7)."""

from datetime import date, timedelta

import pandas as pd

from dashboard.market.filters import Filters
from dashboard.market.market import Market, Seen
from dashboard.measures import words, worked
from dashboard.measures.blocks import by_week, daily_hours, lately
from dashboard.measures.contracts import chosen
from dashboard.measures.measure import Column, Measure, ratio
from dashboard.settings import Settings

DEFINITION = """
What each block contract should have delivered, and did, in each complete week, Monday to Sunday, that has a deliverable
day: in force, and past mobilisation. Only deliverable days count, for contracted and delivered hours alike. Contracted
hours for a day are the contract's hours a week over 7 on a day of its delivery calendar, and 0 on others, so a
term-time block has weeks without any. A block over several councils is counted whole.

*Utilisation* is delivered over contracted hours, empty where none are contracted. *Utilisation, 13 weeks* is over the
13 latest weeks (`utilisation_weeks`) to this one that have contracted hours, fewer where there are fewer; weeks with
none are left out on both sides. The band is 85% to 105% (`utilisation_green`).

From the contracts, hours and school holidays files.
"""


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """Contracted and delivered hours of each block contract in each complete week with a deliverable day."""
    seen: Seen = market.seen(filters.as_of)
    if "blocks_weekly" not in seen.kept:
        seen.kept["blocks_weekly"] = _every(seen, settings)
    table = seen.kept["blocks_weekly"]
    return table[table["contract_id"].isin(chosen(market, filters)["contract_id"])]


def _every(seen: Seen, settings: Settings) -> pd.DataFrame:
    market = seen.market
    contracts = market.contracts[market.contracts["contract_type"] == "block"]
    days = daily_hours(market, settings, contracts, seen.last_week + timedelta(days=6))
    parts = []
    for contract, own in days.items():
        weekly = by_week(own)
        weekly["utilisation"] = ratio(weekly["delivered_hours"], weekly["contracted_hours"])
        weekly["utilisation_13_weeks"] = lately(weekly, settings)
        parts.append(weekly.reset_index().assign(contract_id=contract))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(MEASURE.names))


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """How many blocks are used outside the band, over the 13 weeks to the last shown.

    A row names no authority, so without one chosen the sentence is about none: its key is "".
    """
    key = filters.authority or ""
    name = words.shown(filters, settings)[key] if key else ""
    week = table["week"].max()
    recent = table.loc[table["week"] == week, ["contract_id", "utilisation_13_weeks"]].dropna()
    if recent.empty:
        return {key: f"{name} has no block hours to show." if name else "There are no block hours to show."}
    low, high = settings.utilisation_green
    band = f"{words.percent(low)} to {words.percent(high)}"
    back, sunday = words.plural(settings.utilisation_weeks, "week"), words.day(week + pd.Timedelta(days=6))
    current = words.latest(week.date(), filters)
    used = recent["utilisation_13_weeks"]
    if len(recent) == 1:
        text = f"{name}: block" if name else "Block"
        text += f" {recent['contract_id'].iloc[0]} {'is' if current else 'was'} {words.percent(used.iloc[0])} used"
    else:
        outside = int((~used.between(low, high)).sum())
        text = f"{name} blocks: " if name else "Blocks: "
        text += f"{outside} of {len(recent)} outside {band}" if outside else f"all {len(recent)} within {band}"
    ending = (f", last {back}.",) if current else (f", {back} to {sunday}.", f" by {sunday}.")
    return {key: words.fitting(*(text + end for end in (*ending, ".")))}


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    used = table[table["utilisation"].notna()]
    if used.empty:
        return None
    row = used.iloc[-1]
    own = used[used["contract_id"] == row["contract_id"]].tail(settings.utilisation_weeks)
    lately, promised = (float(sum(map(worked.decimal, own[name]))) for name in ("delivered_hours", "contracted_hours"))
    return (
        f"In the week of {words.day(row['week'])}, delivered over contracted hours of {row['contract_id']} are "
        f"{worked.over(row['delivered_hours'], row['contracted_hours'])}. Added up over "
        f"{words.plural(len(own), 'week')} with contracted hours, that one the last, they are "
        f"{worked.over(lately, promised)}."
    )


MEASURE = Measure(
    id="blocks_weekly",
    question="Do we use what we pay for, week by week?",
    definition=DEFINITION,
    columns=(
        Column("week", "Week", "week", "The week's Monday."),
        Column("contract_id", "Contract", "text", "The contract's id."),
        Column("contracted_hours", "Contracted hours", "hours", "Hours that it should have delivered in the week."),
        Column("delivered_hours", "Delivered hours", "hours", "Hours that it delivered on the deliverable days."),
        Column("utilisation", "Utilisation", "ratio", "Delivered over contracted hours."),
        Column(
            "utilisation_13_weeks", "Utilisation, 13 weeks", "ratio",
            "Utilisation over the 13 latest weeks to this one that have contracted hours.",
        ),
    ),
    key=("week", "contract_id"),
    filters={"authority": "rows", "provider": "rows", "service": "rows", "route": "rows"},
    compute=compute,
    finding=finding,
    example=example,
    sources=("contracts", "hours", "school_holidays"),
    period="week",
)
