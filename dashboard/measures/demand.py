"""`demand`: what is asked for? (measures.md section 4)."""

from datetime import date

import numpy as np
import pandas as pd

from dashboard.market import weeks
from dashboard.market.filters import Filters
from dashboard.market.market import Market, Seen, narrowed
from dashboard.measures import words, worked
from dashboard.measures.measure import DECIMALS, Column, Measure
from dashboard.settings import Settings

DEFINITION = """
The hours of care a week that children have been assessed to need and that the council has asked for, counted on each
week's Sunday.

A package is *open* when it was requested on or before the Sunday and has not ended before it. An open package is
*placed* when its care has begun by the Sunday, and *waiting* until then: a package awarded and not begun still waits.
A waiting package is *unsourced* while no provider has been found for it. Demand is placed plus waiting.

Weeks are complete ones, Monday to Sunday, from the first request ever made, without gaps. Every authority and service
that has asked for anything has a row in every week, zeros included. Hours are carer hours: two carers for an hour are
two hours.

From the packages file: requested_on, awarded_on, started_on, ended_on and hours_per_week. A waiting package has no
provider, so the provider and route filters do nothing here.
"""

KEYS = ["authority", "service"]
STATES = ("demand", "placed", "waiting", "unsourced")


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """Hours and packages open, placed, waiting and unsourced on each week's Sunday, by authority and service."""
    seen: Seen = market.seen(filters.as_of)
    packages = seen.packages
    if packages.empty:
        return pd.DataFrame(columns=list(MEASURE.names))
    span = weeks.week_range(packages["requested_on"].min().date(), seen.last_week)
    packages = narrowed(packages, filters.service)
    if filters.authority:
        packages = packages[packages["authority"] == filters.authority]

    requested, ended = weeks.sundays_within(packages["requested_on"], packages["ended_on"], span)
    awarded, _ = weeks.sundays_within(packages["awarded_on"], packages["ended_on"], span)
    started, _ = weeks.sundays_within(packages["started_on"], packages["ended_on"], span)
    started = np.minimum(started, ended)
    spells = {
        "demand": (requested, ended),
        "placed": (started, ended),
        "waiting": (requested, started),
        "unsourced": (requested, np.minimum(awarded, started)),
    }
    rows = packages.groupby(KEYS, sort=True)
    pairs = rows.size().index.to_frame(index=False)
    group = rows.ngroup().to_numpy()
    # Whole billionths of an hour: sums of them are exact, so a package's end takes away just what its start added.
    hours = np.rint(packages["hours_per_week"].to_numpy(float) * 10**DECIMALS).astype(np.int64)

    def standing(state: str, values: np.ndarray) -> np.ndarray:
        changes = np.zeros((len(span) + 1, len(pairs)), np.int64)
        begin, stop = spells[state]
        np.add.at(changes, (begin, group), values)
        np.add.at(changes, (stop, group), -values)
        return changes.cumsum(axis=0)[:-1].ravel()

    table = pairs.merge(span.to_frame(index=False), how="cross").sort_values(["week", *KEYS], ignore_index=True)
    for state in STATES:
        table[f"{state}_hours"] = standing(state, hours) / 10**DECIMALS
    for state in ("demand", "waiting", "unsourced"):
        table[f"{state}_packages"] = standing(state, np.ones_like(hours))
    return table


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """What each authority asks for in the latest week shown, against 13 weeks before or as far back as is shown."""
    weekly = table.groupby(["authority", "week"])["demand_hours"].sum()
    asking = set(table["authority"])
    return {
        code: _sentence(name, weekly[code], filters, settings) if code in asking
        else words.fitting(f"{name}: no request for care in the weeks shown.", f"{name}: no requests.")
        for code, name in words.shown(filters, settings).items()
    }


def _sentence(name: str, weekly: pd.Series, filters: Filters, settings: Settings) -> str:
    last = weekly.index[-1]
    first = max(weekly.index[0], last - pd.Timedelta(weeks=settings.activity_weeks))
    now, then = weekly.iloc[-1], weekly[first]
    asked = words.hours(now)
    if not words.latest(last.date(), filters):
        when = words.day(last)
        return words.fitting(f"{name} asked for {asked} in the week of {when}.", f"{name}: {asked}, week of {when}.")
    if now == 0:
        return words.fitting(f"{name} asks for no hours of care now.", f"{name}: no hours asked for.")
    back = words.plural((last - first).days // 7, "week")
    change = "" if first == last else f", {_change(now, then, back)}"
    return words.fitting(f"{name} asks for {asked} a week{change}.", f"{name}: {asked} a week{change}.")


def _change(now: float, then: float, back: str) -> str:
    if then == 0:
        return f"from none {back} ago"
    size = words.percent(abs(now / then - 1))
    if size == "0%":
        return f"level with {back} ago"
    return f"{size} {'up' if now > then else 'down'} in {back}"


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    row = worked.latest(table[table["demand_hours"] > 0], settings)
    if row is None:
        return None
    service = settings.services.get(row["service"], row["service"]).lower()
    return (
        f"{worked.week(row, settings)}, {service}: placed and waiting, "
        f"{worked.total([row['placed_hours'], row['waiting_hours']])} hours asked for, in "
        f"{words.plural(row['demand_packages'], 'package')}."
    )


MEASURE = Measure(
    id="demand",
    question="What is asked for?",
    definition=DEFINITION,
    columns=(
        Column("week", "Week", "week", "The week's Monday; counts are of its Sunday."),
        Column("authority", "Authority", "text", "The council that asks."),
        Column("service", "Service", "text", "The kind of care asked for."),
        Column("demand_hours", "Hours asked for", "hours", "Hours a week of the packages open: placed and waiting."),
        Column("placed_hours", "Hours placed", "hours", "Hours a week of the packages whose care has begun."),
        Column("waiting_hours", "Hours waiting", "hours", "Hours a week of the packages whose care has not begun."),
        Column(
            "unsourced_hours", "Hours unsourced", "hours",
            "Hours a week of the waiting packages for which no provider has been found.",
        ),
        Column("demand_packages", "Packages asked for", "count", "Packages open: placed and waiting."),
        Column("waiting_packages", "Packages waiting", "count", "Packages whose care has not begun."),
        Column(
            "unsourced_packages", "Packages unsourced", "count",
            "Waiting packages for which no provider has been found.",
        ),
    ),
    key=("week", "authority", "service"),
    filters={"authority": "rows", "provider": "ignored", "service": "narrows", "route": "ignored"},
    compute=compute,
    finding=finding,
    example=example,
    sources=("packages",),
    period="week",
)
