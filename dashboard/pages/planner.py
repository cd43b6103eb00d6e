"""What if: a plan beside today's terms, and how many blocks are enough."""

from dashboard.components.page import Page
from dashboard.components.panel import Panel
from dashboard.components.planner import Answer, BlockCounts, Controls, Months

PAGE = Page(
    path="/planner",
    name="planner",
    label="Planner",
    heading="What if we planned otherwise?",
    parts=(Answer(), Controls(), Months(), BlockCounts(), Panel("backtest")),
    working=True,
    answer="plan",
)
