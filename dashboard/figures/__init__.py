"""The figures: each measure's chart, drawn from its tidy table alone as a plain dict for Plotly."""

from collections.abc import Callable

import pandas as pd

from dashboard.figures import (
    backtest,
    blocks,
    blocks_weekly,
    concentration,
    contracts,
    demand,
    dormancy,
    entrants,
    funnel,
    membership,
    outlook,
    plan_months,
    provider_weeks,
    sourcing,
    sufficiency,
    supply,
)
from dashboard.figures.view import ROOMS, Event, View

DRAWINGS: dict[str, Callable[[pd.DataFrame, View], dict]] = {
    "contracts": contracts.draw,
    "demand": demand.draw,
    "sourcing": sourcing.draw,
    "funnel": funnel.draw,
    "sufficiency": sufficiency.draw,
    "outlook": outlook.draw,
    "backtest": backtest.draw,
    "plan_months": plan_months.draw,
    "supply": supply.draw,
    "provider_weeks": provider_weeks.draw,
    "membership": membership.draw,
    "dormancy": dormancy.draw,
    "concentration": concentration.draw,
    "entrants": entrants.draw,
    "blocks": blocks.draw,
    "blocks_weekly": blocks_weekly.draw,
}
"""Each measure's drawing, by the measure's id."""

TABLES_ONLY = frozenset({"attention", "providers", "outlook_summary", "backtest_summary", "plan", "plan_blocks"})
"""Measures without a chart: `attention` is a list, `providers` stands under the heat map of `provider_weeks`, the
summaries are a few rows each beside the charts of what they sum up, and of `plan` and `plan_blocks` figures stand side
by side."""

__all__ = ["DRAWINGS", "ROOMS", "TABLES_ONLY", "Event", "View"]
