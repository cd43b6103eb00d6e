"""Blocks: do we use what we pay for?"""

from dashboard.components.page import Page
from dashboard.components.panel import Panel

PAGE = Page(
    path="/blocks",
    name="blocks",
    label="Blocks",
    heading="Do we use the blocks we pay for?",
    parts=(Panel("blocks"), Panel("blocks_weekly")),
)
