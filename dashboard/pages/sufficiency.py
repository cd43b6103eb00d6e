"""Capacity and demand: is there enough, will it stay so, and who carries it?"""

from dashboard.components.page import Page
from dashboard.components.panel import Panel

PAGE = Page(
    path="/sufficiency",
    name="sufficiency",
    label="Capacity and demand",
    heading="Is capacity keeping up with demand?",
    parts=(
        Panel("sufficiency"),
        Panel("outlook"),
        Panel("outlook_summary"),
        Panel("backtest_summary"),
        Panel("supply"),
        Panel("demand"),
        Panel("sourcing"),
        Panel("funnel"),
    ),
)
