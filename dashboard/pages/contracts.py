"""Contracts: how long to extension, and what must be decided by when?"""

from dashboard.components.decisions import Decisions
from dashboard.components.page import Page
from dashboard.components.panel import Panel

PAGE = Page(
    path="/contracts",
    name="contracts",
    label="Contracts",
    heading="What must be decided about contracts, and by when?",
    parts=(Panel("contracts"), Decisions()),
)
