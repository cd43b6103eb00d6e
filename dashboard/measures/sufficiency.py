"""`sufficiency`: is there enough care? (measures.md section 5)."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from dashboard.market.capacity import capacity
from dashboard.market.filters import Filters
from dashboard.market.market import Market, Seen, narrowed
from dashboard.market.waiting import waits_until
from dashboard.market.weeks import latest_complete_week, on_sundays
from dashboard.measures import words, worked
from dashboard.measures.measure import CAPACITY, Column, Measure, ratio, rounded
from dashboard.settings import Settings

DEFINITION = """
The hours of care a week that providers can be counted on for, against the hours that are needed, on each week's Sunday.

*Demand* is the hours a week of the packages open that day, begun or waiting. *Overdue* hours are those of packages
that wait and were requested more than 14 days before (`overdue_days`).

*Paper* capacity is what providers say they can deliver: the capacity return in effect, and not less than the hours
placed with the provider. Where it has sent none, it is the larger of contracted and placed hours for block and in-house
contracts, and the larger of demonstrated and placed hours for the DPS and spot. *Credible* capacity is the paper of
engaged providers alone: those with a block or in-house contract in force, or that delivered, were awarded or offered
for a package in the last 182 days (26 weeks: `lookback_weeks`), or that joined the DPS under 90 days ago
(`new_member_days`). *Demonstrated* is the best average of 4 weeks in a row (`demonstrated_weeks`) among the last 26
weeks. All three count only while the provider has a way in to the authority and service: a DPS membership, or a
contract of its own in force. Paper less credible is capacity on paper only.

*Sufficiency* is credible capacity over demand: green from 1.10 (`sufficiency_green`), amber from 1.00
(`sufficiency_amber`), red below. The *unmet share* is overdue hours over demand: green to 0.02 (`unmet_green`), amber
to 0.05 (`unmet_amber`), red above. The status is the worse of the two, and the reason says which of them is amber or
red. Where capacity is there and care waits all the same, what there is does not fit the need: in place, hours or
skills.

A week that a provider has not reported is not a week without care: its unreported hours, the mean of the last 8 weeks
it reported (`silence_weeks`), are shown beside the delivered ones.

Weeks are complete ones, from the fourth with hours on (before it, demonstrated capacity means nothing). A waiting
package has no provider yet, so the provider and route filters do nothing here. From the packages, hours, capacity
returns, offers, memberships and contracts files.
"""


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """Demand, capacity and status of each week and authority."""
    seen = market.seen(filters.as_of)
    held = capacity(seen, settings)
    packages = narrowed(seen.packages, filters.service)
    authorities = judged(seen, filters)
    shown = slice(settings.demonstrated_weeks - 1, None)
    waits_to = waits_until(packages)
    overdue_from = packages["requested_on"] + pd.Timedelta(days=settings.overdue_days + 1)
    by_package = {
        "demand_hours": (packages["requested_on"], packages["ended_on"]),
        "waiting_hours": (packages["requested_on"], waits_to),
        "overdue_hours": (overdue_from, waits_to),
    }
    demand = {name: _on_sundays(packages, *span, held.weeks, authorities) for name, span in by_package.items()}
    frames = []
    for at, authority in enumerate(authorities):
        figures = {name: hours[at] for name, hours in demand.items()}
        for name in ("delivered", "unreported", "paper", "credible", "demonstrated"):
            figures[f"{name}_hours"] = held.total(name, authority=authority, service=filters.service).sum(axis=0)
        frames.append(pd.DataFrame({"week": held.weeks, "authority": authority, **figures})[shown])
    if not frames:
        return pd.DataFrame(columns=list(MEASURE.names))
    return _judged(pd.concat(frames, ignore_index=True), settings)


def judged(seen: Seen, filters: Filters) -> list[str]:
    """The authorities that can be judged: those with any package or hours, or of them the one that is chosen."""
    packages, hours = narrowed(seen.packages, filters.service), narrowed(seen.hours_to_date, filters.service)
    known = {*packages["authority"].unique(), *hours["authority"].unique()}
    return sorted(known & {filters.authority} if filters.authority else known)


def _on_sundays(
    packages: pd.DataFrame, first: pd.Series, last: pd.Series, weeks: pd.DatetimeIndex, authorities: list[str]
) -> np.ndarray:
    """The hours a week of the packages whose span of days holds each Sunday, [authority, week]."""
    row, week = on_sundays(first, last, weeks)
    authority = pd.Index(authorities, dtype="str").get_indexer(pd.Index(packages["authority"]))[row]
    shown = authority >= 0
    cell = authority[shown] * len(weeks) + week[shown]
    hours = packages["hours_per_week"].to_numpy(float)[row][shown]
    return np.bincount(cell, hours, len(authorities) * len(weeks)).reshape(len(authorities), len(weeks))


def _judged(table: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    demand, credible = table["demand_hours"], table["credible_hours"]
    cover, unmet = ratio(credible, demand), ratio(table["overdue_hours"], demand)
    scarce = np.select([cover >= settings.sufficiency_green, cover >= settings.sufficiency_amber], [0, 1], 2)
    waits = np.select([unmet <= settings.unmet_green, unmet <= settings.unmet_amber], [0, 1], 2)
    asked = (rounded(demand) != 0).to_numpy()
    status = np.array(["green", "amber", "red"], object)[np.maximum(scarce, waits)]
    reason = np.array([None, "capacity", "waiting", "both"], object)[(scarce > 0) + 2 * (waits > 0)]
    return table.assign(
        unmet_share=unmet,
        headroom_hours=rounded(credible) - rounded(demand),
        sufficiency=cover,
        paper_sufficiency=ratio(table["paper_hours"], demand),
        status=pd.Series(status).where(asked),
        reason=pd.Series(reason).where(asked),
    )


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """Whether each authority has enough care in the latest week shown."""
    latest = {row["authority"]: row for _, row in table.groupby("authority").tail(1).iterrows()}
    return {
        code: _sentence(name, latest[code], filters.as_of) if code in latest
        else words.fitting(f"There is nothing to judge {name} by in this period.", f"{name}: nothing to judge.")
        for code, name in words.shown(filters, settings).items()
    }


def _sentence(name: str, row: pd.Series, as_of: date | None) -> str:
    says, *tellings = _state(row)
    sunday = row["week"].date() + timedelta(days=6)
    if as_of and sunday == latest_complete_week(as_of) + timedelta(days=6):
        forms = [name + says, *(f"{name}: {told}" for told in tellings)]
    else:
        forms = [f"{name}, {words.day(sunday)}: {told}" for told in tellings]
    silent = row["unreported_hours"]
    ends = [f"; {words.hours(silent)} not reported", ""] if silent > 0 else [""]
    return words.fitting(*(f"{form}{end}." for end in ends for form in forms))


def _state(row: pd.Series) -> list[str]:
    """What a week's row says of an authority: to follow its name, then to follow a colon, the fullest first."""
    if pd.isna(row["status"]):
        return [" asks for no care", "no care asked for"]
    gap = words.hours(abs(row["headroom_hours"]))
    # Of a shareable table the overdue hours may be left out.
    overdue = "some care" if pd.isna(row["overdue_hours"]) else words.hours(row["overdue_hours"])
    wait = "waits" if overdue.endswith(("1 hour", "care")) else "wait"
    late = row["reason"] in ("waiting", "both")
    if row["headroom_hours"] < 0 and late:
        return [
            f" is {gap} a week short; {overdue} {wait} too long",
            f"{gap} a week short, {overdue} overdue",
            f"{gap} short, {overdue} overdue",
        ]
    if row["headroom_hours"] < 0:
        return [f" is {gap} a week short", f"{gap} a week short"]
    if late:
        return [f"'s capacity does not fit: {overdue} {wait} too long", f"capacity does not fit, {overdue} overdue"]
    enough = "barely enough care" if row["reason"] == "capacity" else "enough care"
    return [f" has {enough}: {gap} a week spare", f"{enough}, {gap} a week spare", f"{enough}, {gap} spare", enough]


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    row = worked.latest(table[table["sufficiency"].notna()], settings)
    if row is None:
        return None
    cover, unmet = row["sufficiency"], row["unmet_share"]
    capacity = _colour(cover >= settings.sufficiency_green, cover >= settings.sufficiency_amber)
    waiting = _colour(unmet <= settings.unmet_green, unmet <= settings.unmet_amber)
    return (
        f"{worked.week(row, settings)}, credible capacity over hours needed is "
        f"{worked.over(row['credible_hours'], row['demand_hours'])}: {worked.judged(capacity)}. Overdue hours over "
        f"hours needed are {worked.over(row['overdue_hours'], row['demand_hours'])}: {worked.judged(waiting)}. The "
        f"worse of the two is the status: {worked.judged(row['status'])}."
    )


def _colour(green: bool, amber: bool) -> str:
    return "green" if green else "amber" if amber else "red"


MEASURE = Measure(
    id="sufficiency",
    question="Is there enough care?",
    definition=DEFINITION,
    columns=(
        Column("week", "Week", "week", "The week's Monday; demand and capacity are of its Sunday."),
        Column("authority", "Authority", "text", "The council that needs the care."),
        Column("demand_hours", "Hours needed", "hours", "Hours a week of the packages open: begun or waiting."),
        Column("waiting_hours", "Hours waiting", "hours", "Hours a week of the packages whose care has not begun."),
        Column(
            "overdue_hours", "Hours overdue", "hours",
            "Hours a week of the packages that wait and were requested more than 14 days before the Sunday.",
        ),
        Column("unmet_share", "Unmet share", "ratio", "Overdue hours over hours needed."),
        Column("delivered_hours", "Hours delivered", "hours", "Hours delivered in the week, as reported."),
        Column(
            "unreported_hours", "Hours not reported", "hours",
            "What providers that have not reported the week yet delivered a week before.",
        ),
        Column(
            "paper_hours", "Paper capacity", "hours",
            "What the providers with a way in say they can deliver, or are known to where they have not said.",
        ),
        Column("credible_hours", "Credible capacity", "hours", "The paper capacity of the providers that are engaged."),
        Column(
            "demonstrated_hours", "Demonstrated capacity", "hours",
            "The best average of 4 weeks in a row among the last 26, by provider, service and route.",
        ),
        Column("headroom_hours", "Headroom", "hours", "Credible capacity less hours needed; below 0 a shortfall."),
        Column("sufficiency", "Sufficiency", "ratio", "Credible capacity over hours needed."),
        Column("paper_sufficiency", "Paper sufficiency", "ratio", "Paper capacity over hours needed."),
        Column(
            "status", "Status", "status",
            "The worse of sufficiency (green from 1.10, amber from 1) and unmet share (green to 0.02, amber to 0.05).",
        ),
        Column(
            "reason", "Reason", "text", "Which of the two is amber or red: capacity, waiting or both; empty when green."
        ),
    ),
    key=("week", "authority"),
    filters={"authority": "rows", "provider": "ignored", "service": "narrows", "route": "ignored"},
    compute=compute,
    finding=finding,
    example=example,
    sources=CAPACITY,
    period="week",
)
