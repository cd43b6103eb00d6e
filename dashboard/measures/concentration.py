"""`concentration`: what if one fails? (measures.md section 6)"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard.market.capacity import capacity
from dashboard.market.filters import Filters
from dashboard.market.market import Market, Seen, narrowed
from dashboard.market.weeks import latest_complete_week
from dashboard.measures import sufficiency, words, worked
from dashboard.measures.measure import CAPACITY, Column, Measure, answer, ratio, rounded
from dashboard.settings import Settings

TOP = 5
"""`top5_share` is of so many providers."""


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """A row a quarter from the first with hours, and an authority with any row of hours."""
    seen: Seen = market.seen(filters.as_of)
    if "hours_by_quarter" not in seen.kept:
        seen.kept["hours_by_quarter"] = by_quarter(seen)
    every = seen.kept["hours_by_quarter"]
    hours = narrowed(every, filters.service)
    known = set(hours["authority"]) & ({filters.authority} if filters.authority else set(hours["authority"]))
    if not known:
        return pd.DataFrame(columns=list(MEASURE.names))
    totals = hours.groupby(["quarter", "authority", "provider_id"])["delivered_hours"].sum().pipe(rounded).reset_index()
    totals = totals[totals["delivered_hours"] > 0]
    weekly = answer(sufficiency.MEASURE, market, replace(filters, provider=None, route=None), settings)
    weekly = weekly.set_index(["week", "authority"])
    held = capacity(seen, settings)

    def line(quarter: pd.Period, authority: str) -> dict[str, Any]:
        last = quarter.end_time.date()
        week = pd.Timestamp(latest_complete_week(min(last, seen.as_of)))
        rows = totals[(totals["quarter"] == name(quarter)) & (totals["authority"] == authority)]
        own = rows.set_index("provider_id")["delivered_hours"].sort_index()
        largest = str(own.idxmax()) if len(own) else None
        credible = demand = float("nan")
        if largest and (week, authority) in weekly.index:
            credible, demand = (weekly[f"{what}_hours"][week, authority] for what in ("credible", "demand"))
            its = held.total("credible", authority=authority, service=filters.service, provider_id=largest)
            credible -= its[:, held.weeks.get_loc(week)].sum()
        return {
            "quarter": name(quarter),
            "authority": authority,
            "complete": last <= seen.as_of,
            "providers": len(own),
            "largest_provider": largest,
            "largest": own.max(),
            "top": own.nlargest(TOP).sum(),
            "all": own.sum(),
            "squares": (own**2).sum(),
            "credible": credible,
            "demand": demand,
        }

    quarters = pd.period_range(pd.Period(every["quarter"].min().replace("-", "")), pd.Period(seen.day, "Q"))
    table = pd.DataFrame([line(quarter, authority) for quarter in quarters for authority in sorted(known)])
    total = table.pop("all")
    return table.assign(
        largest_share=ratio(table.pop("largest"), total),
        top5_share=ratio(table.pop("top"), total),
        hhi=10_000 * table.pop("squares") / (total**2).where(total > 0),
        sufficiency_without_largest=ratio(table.pop("credible"), table.pop("demand")),
    )


def name(quarter: pd.Period) -> str:
    """A quarter as the tables write it: `2027-Q1`."""
    return f"{quarter.year}-Q{quarter.quarter}"


def by_quarter(seen: Seen) -> pd.DataFrame:
    """Delivered hours to the day by quarter: quarter, authority, provider_id, service, delivered_hours.

    Only weeks that lie in two quarters are read by the day.
    """
    columns = ["quarter", "authority", "provider_id", "service", "delivered_hours"]
    hours = seen.hours_to_date
    first = hours["week"]
    last = first + pd.Timedelta(days=6)
    last = last.where(last < seen.day, seen.day)
    parted = first.dt.quarter != last.dt.quarter
    whole = hours.assign(day=first)[~parted]
    split = [
        seen.market.days(week.date(), min(week.date() + timedelta(days=6), seen.as_of)).rename(columns={"date": "day"})
        for week in first[parted].drop_duplicates()
    ]
    parts = pd.concat([whole, *split], ignore_index=True)
    day = parts["day"].dt
    return parts.assign(quarter=day.year.astype("str") + "-Q" + day.quarter.astype("str"))[columns]


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """How much of each authority's need would be covered without its largest provider, in the latest quarter shown."""
    latest = {row["authority"]: row for _, row in table.groupby("authority").tail(1).iterrows()}
    return {
        code: _sentence(place, latest[code], filters.as_of) if code in latest
        else words.fitting(f"{place} has no hours to show in this period.", f"{place}: nothing to show.")
        for code, place in words.shown(filters, settings).items()
    }


def _sentence(place: str, row: pd.Series, as_of: date | None) -> str:
    quarter = pd.Period(row["quarter"].replace("-", ""))
    past = as_of is None or quarter != pd.Period(pd.Timestamp(as_of), "Q")
    head = f"{place}, to {words.day(quarter.end_time.date())}" if past else place
    if row["providers"] == 0:
        when = "" if past else " this quarter"
        return words.fitting(f"{head}: no hours delivered{when}.", f"{place}: no hours delivered.")
    share, covered = words.percent(row["largest_share"]), row["sufficiency_without_largest"]
    if pd.isna(covered):
        return words.fitting(
            f"{head}: the largest provider carries {share} of hours.", f"{place}: largest provider {share} of hours."
        )
    covered = words.percent(covered, 1)
    now = [f"Without its largest provider, {place} would cover {covered} of need."]
    return words.fitting(
        *([] if past else now),
        f"{head}: without its largest provider, {covered} of need.",
        f"{place}: {covered} of need without its largest provider.",
        f"{place}: {covered} without its largest.",
    )


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    row = worked.latest(table[table["hhi"].notna()], settings)
    if row is None:
        return None
    percent = float(worked.decimal(row["largest_share"]) * 100)
    squared = worked.equation("{0} × {0}", lambda a: a * a, percent, places=1)
    even = worked.equation("10,000 / {}", lambda n: 10_000 / n, row["providers"], places=1, decimals=0)
    return (
        f"In {words.period(row['quarter'])} in {worked.place(row['authority'], settings)}, the largest provider's "
        f"percentage squared is {squared} of an HHI of {words.number(row['hhi'], 1)}. With as much from each provider "
        f"it would be {even}."
    )


MEASURE = Measure(
    id="concentration",
    question="What if one fails?",
    definition="""\
How few providers carry an authority's hours, quarter by quarter, and how much of the need would be covered if the
largest stopped.

**Shares** are of the hours delivered for the authority in the calendar quarter, by any route; the running quarter is
counted to the day seen. *Providers* are those that delivered any. The internal service counts as a provider. *Largest
provider*: the one with the most hours; of two that are level, the smaller number. *HHI* (the Herfindahl-Hirschman
index) is the sum of the squared percentage shares: 10,000 where one provider carries all, 10,000 / n where n carry the
same each.

**Sufficiency without the largest**: credible capacity less the largest provider's, over the hours needed, in the last
complete week on the quarter's last day (or on the day seen). Credible capacity is that of *Is there enough care?* and
rests on the same settings (`lookback_weeks`, `demonstrated_weeks`, `new_member_days`). It is empty where that week has
no sufficiency: nothing is needed, or hours have not been recorded for four weeks.

Quarters follow on from the first day of hours; every authority with hours on record has a row in each.

Source: hours delivered; packages, capacity returns, offers, memberships and contracts for credible capacity.""",
    columns=(
        Column("quarter", "Quarter", "quarter", "The calendar quarter."),
        Column("authority", "Authority", "text", "The council, by its code."),
        Column("complete", "Complete", "flag", "Whether the quarter is over; the running one is counted to the day."),
        Column("providers", "Providers", "count", "Providers that delivered hours in the quarter."),
        Column("largest_provider", "Largest provider", "text", "The number of the provider with the most hours."),
        Column("largest_share", "Largest share", "ratio", "The largest provider's part of the hours delivered."),
        Column("top5_share", "Share of the top five", "ratio", "The part of the five providers with the most hours."),
        Column("hhi", "HHI", "number", "The sum of the squared percentage shares: 10,000 where one carries all."),
        Column(
            "sufficiency_without_largest", "Sufficiency without the largest", "ratio",
            "Credible capacity less the largest provider's, over hours needed, in the quarter's last complete week.",
        ),
    ),
    key=("quarter", "authority"),
    filters={"authority": "rows", "provider": "ignored", "service": "narrows", "route": "ignored"},
    compute=compute,
    finding=finding,
    example=example,
    sources=CAPACITY,
    period="quarter",
)
