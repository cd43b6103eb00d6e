"""Addresses of plans: the ready-made ones, and ways to keep and compare the one shown."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.asked import Asked
from dashboard.market.filters import Filters
from dashboard.market.plan import MOST_BLOCKS, Plan
from dashboard.market.weeks import nth_latest_week
from dashboard.measures import words
from dashboard.measures.planned import begins


def ready_made(asked: Asked) -> dict[str, Filters]:
    """The ready-made plans by name, as the filters that show them."""
    seen, filters, proposed = asked.market.seen(asked.day), asked.filters, asked.settings.proposed_blocks
    blocks = tuple((code, min(proposed.get(code, 0), MOST_BLOCKS)) for code in asked.settings.authorities)
    none = tuple((code, 0) for code, _ in blocks)
    counts = words.joined([str(count) for _, count in blocks])
    most = next(iter(lately(asked).index), None)
    later = begins(seen) + timedelta(weeks=52)
    plans = {
        "Today's terms": (Plan(), Plan()),
        f"As proposed: {counts} beside a DPS": (Plan(blocks=blocks), Plan()),
        "DPS alone": (Plan(blocks=none), Plan()),
        "DPS first, blocks a year later": (Plan(blocks=blocks, block_start=later, dps_first=True), Plan()),
        "No extension": (Plan(), Plan(options=True)),
    }
    if most:
        plans["Lose the largest provider"] = (Plan(lost=most), Plan())
    return {name: replace(filters, plan=plan, against=against) for name, (plan, against) in plans.items()}


def ready(asked: Asked) -> list[Component]:
    """Links to the ready-made plans."""
    shown = asked.filters
    return [
        html.Ul(
            [
                html.Li(_made(name, view, shown=(view.plan, view.against) == (shown.plan, shown.against)))
                for name, view in ready_made(asked).items()
            ]
        )
    ]


def _made(name: str, view: Filters, *, shown: bool) -> dcc.Link:
    mark = [html.Span(" (shown)", className="unseen")] if shown else []
    return dcc.Link([name, *mark], href=_address(view), className="current" if shown else None)


def _address(view: Filters) -> str:
    query = view.to_query()
    return "/planner" + (f"?{query}" if query else "")


def keeping(asked: Asked) -> list[Component]:
    """Links that keep this plan, and hold others against it."""
    filters = asked.filters
    links = [html.Button("Save as a link", type="button", **{"data-copy": "live"})]
    if filters.plan and filters.plan != filters.against:
        held = replace(filters, against=filters.plan)
        links.append(dcc.Link("Compare another plan with this one", href=_address(held)))
    if filters.against:
        swapped = replace(filters, plan=filters.against, against=filters.plan)
        links += [
            dcc.Link("Swap the two plans", href=_address(swapped)),
            dcc.Link("Hold against today's terms", href=_address(replace(filters, against=Plan()))),
        ]
    return links


def lately(asked: Asked) -> pd.Series:
    """Hours that each external provider delivered lately to the authorities shown, the most first."""
    hours = asked.market.seen(asked.day).weekly_hours
    since = pd.Timestamp(nth_latest_week(asked.day, asked.settings.activity_weeks))
    contracts = asked.market.contracts
    own = contracts.loc[contracts["contract_type"] == "in_house", "contract_id"]
    rows = hours[(hours["week"] >= since) & hours["authority"].isin(asked.authorities)
                 & ~hours["contract_id"].isin(own)]
    return rows.groupby("provider_id")["delivered_hours"].sum().sort_values(ascending=False, kind="stable")
