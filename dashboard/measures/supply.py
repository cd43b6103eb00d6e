"""`supply`: who carries it? (measures.md section 5)."""

from datetime import date, timedelta

import pandas as pd

from dashboard.market.capacity import ROUTES, capacity
from dashboard.market.filters import ROUTES as NAMES
from dashboard.market.filters import Filters
from dashboard.market.market import Market, Seen, narrowed
from dashboard.market.weeks import latest_complete_week
from dashboard.measures import words, worked
from dashboard.measures.measure import CAPACITY, Column, Measure, ratio, rounded
from dashboard.settings import Settings

DEFINITION = """
The hours that each route carries in a week: block contracts, the in-house service, the DPS (a list of providers that
are invited package by package) and spot purchases.

The *delivery rate* is delivered hours over planned ones; a cancelled visit counts as neither. The *share* is of all
the hours delivered for the authority in the week; the in-house service's is the internal share. Unreported hours are
those of providers that have not reported the week yet, the mean of the last 8 weeks they reported (`silence_weeks`),
by the route they were delivered under then.

*Demonstrated* capacity is the best average of 4 weeks in a row (`demonstrated_weeks`) among the last 26
(`lookback_weeks`). *Paper* capacity is what providers say they can deliver, and *credible* capacity that of the engaged
ones, new members among them (`new_member_days`; the sufficiency measure says how); of both, block contracts are taken
first, then in-house, each with the larger of its contracted and placed hours; what is left is the DPS's where the
provider has a membership that covers the authority and service, else spot's. All three count only while the provider
has a way in: a membership, or a contract of its own in force.

Weeks are complete ones, from the first with hours on. Every authority and route with hours, or with paper capacity in
any week, has a row in every week. The provider filter leaves the provider's own hours and capacity; its share is still
of all the authority's hours. From the hours, packages, capacity returns, offers, memberships and contracts files.
"""

SPOKEN = {"block": "blocks", "dps": "DPS", "in_house": "in-house", "spot": "spot"}
"""The routes as a finding calls them."""


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """Hours and capacity of each week, authority and route."""
    seen = market.seen(filters.as_of)
    held = capacity(seen, settings)
    worked = _worked(seen, filters)
    authorities = sorted(held.lines["authority"].unique())
    frames = []
    for authority in authorities:
        if filters.authority not in (None, authority):
            continue
        chosen = {"authority": authority, "service": filters.service, "provider_id": filters.provider}
        figures = {
            f"{name}_hours": held.total(name, **chosen)
            for name in ("planned", "delivered", "unreported", "demonstrated", "credible", "paper")
        }
        all_delivered = held.total("delivered", authority=authority, service=filters.service).sum(axis=0)
        for at, route in enumerate(ROUTES):
            if filters.route not in (None, route):
                continue
            of_route = pd.DataFrame({name: hours[at] for name, hours in figures.items()})
            if (authority, route) in worked or (rounded(of_route["paper_hours"]) > 0).any():
                frames.append(
                    of_route.assign(week=held.weeks, authority=authority, route=route, all_delivered=all_delivered)
                )
    if not frames:
        return pd.DataFrame(columns=list(MEASURE.names))
    table = pd.concat(frames, ignore_index=True)
    return table.assign(
        delivery_rate=ratio(table["delivered_hours"], table["planned_hours"]),
        share=ratio(table["delivered_hours"], table.pop("all_delivered")),
    )


def _worked(seen: Seen, filters: Filters) -> set[tuple[str, str]]:
    """The authorities and routes with any row of hours by the day, after the service and provider filters."""
    hours = narrowed(seen.hours_to_date, filters.service)
    if filters.provider:
        hours = hours[hours["provider_id"] == filters.provider]
    contracts = seen.market.contracts.set_index("contract_id")["contract_type"]
    pairs = hours[["authority", "contract_id"]].drop_duplicates()
    return set(zip(pairs["authority"], pairs["contract_id"].map(contracts), strict=True))


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """Which routes carried most of each authority's hours in the latest week shown, or the one provider's part."""
    return {
        code: _sentence(name, table[table["authority"] == code], filters)
        for code, name in words.shown(filters, settings).items()
    }


def _sentence(name: str, table: pd.DataFrame, filters: Filters) -> str:
    if table.empty:
        return words.fitting(f"{name} has no hours or capacity to show in this period.", f"{name}: nothing to show.")
    latest = table[table["week"] == table["week"].max()].sort_values(["share", "route"], ascending=[False, True])
    sunday = latest["week"].iloc[0].date() + timedelta(days=6)
    if filters.as_of and sunday == latest_complete_week(filters.as_of) + timedelta(days=6):
        forms = _forms(latest, filters, " this week" if filters.as_of == sunday else " last week")
        heads = [name]
    else:
        forms = _forms(latest, filters, "")
        heads = [f"{name}, week to {words.day(sunday)}", name]
    silent = latest["unreported_hours"].sum()
    ends = [f"; {words.hours(silent)} not reported", ""] if silent > 0 else [""]
    return words.fitting(*(f"{head}: {form}{end}." for head in heads for end in ends for form in forms))


def _forms(latest: pd.DataFrame, filters: Filters, when: str) -> list[str]:
    """How one week's shares, largest first, can be told, the fullest first."""
    if latest["share"].isna().any():
        return [f"no hours recorded{when}", "no hours"]
    if filters.provider:
        by = f" by {SPOKEN[filters.route]}" if filters.route else ""
        part = words.percent(latest["share"].sum())
        return [f"this provider carried {part} of hours{by}{when}", f"its share {part}"]
    (most, part), *others = [
        (SPOKEN[route], words.percent(share)) for route, share in zip(latest["route"], latest["share"], strict=True)
    ]
    second = "".join(f", {route} {share}" for route, share in others[:1] if share != "0%")
    return [
        f"{most} carried {part} of hours{second}{',' if second and when else ''}{when}",
        f"{most} {part} of hours{second}",
        f"{most} {part} of hours",
    ]


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    row = worked.latest(table[table["share"].notna()], settings)
    if row is None:
        return None
    beside = table[(table["week"] == row["week"]) & (table["authority"] == row["authority"])]
    beside = beside[beside["delivered_hours"] > 0].sort_values("delivered_hours", ascending=False, kind="stable")
    hours, most = list(beside["delivered_hours"]), beside.iloc[0]
    routes = words.joined([NAMES[route].removesuffix(" contracts") for route in beside["route"]])
    total = float(sum(map(worked.decimal, hours)))
    carried = f"{routes} delivered {worked.total(hours)} hours. " if len(hours) > 1 else ""
    rate = (
        f"; over the hours planned for it, {worked.over(hours[0], most['planned_hours'])}, its delivery rate"
        if pd.notna(most["delivery_rate"]) else ""
    )
    return (
        f"{worked.week(row, settings)}, {carried}{NAMES[most['route']]}: {worked.over(hours[0], total)} is its "
        f"share{rate}."
    )


MEASURE = Measure(
    id="supply",
    question="Who carries it?",
    definition=DEFINITION,
    columns=(
        Column("week", "Week", "week", "The week's Monday; capacity is of its Sunday."),
        Column("authority", "Authority", "text", "The council that the care is for."),
        Column("route", "Route", "text", "How the care is bought: block, dps, in_house or spot."),
        Column("planned_hours", "Hours planned", "hours", "Hours planned for the week."),
        Column("delivered_hours", "Hours delivered", "hours", "Hours delivered in the week, as reported."),
        Column(
            "unreported_hours", "Hours not reported", "hours",
            "What providers that have not reported the week yet delivered a week before.",
        ),
        Column("delivery_rate", "Delivery rate", "ratio", "Hours delivered over hours planned."),
        Column("share", "Share", "ratio", "The route's part of all hours delivered for the authority in the week."),
        Column(
            "demonstrated_hours", "Demonstrated capacity", "hours",
            "The best average of 4 weeks in a row among the last 26, by provider and service.",
        ),
        Column("credible_hours", "Credible capacity", "hours", "The paper capacity of the providers that are engaged."),
        Column(
            "paper_hours", "Paper capacity", "hours",
            "What the providers with a way in say they can deliver, or are known to where they have not said.",
        ),
    ),
    key=("week", "authority", "route"),
    filters={"authority": "rows", "provider": "narrows", "service": "narrows", "route": "rows"},
    compute=compute,
    finding=finding,
    example=example,
    sources=CAPACITY,
    period="week",
)
