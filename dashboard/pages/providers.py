"""Providers: who works, who has stopped, who never began?"""

from dashboard.components.page import Page
from dashboard.components.panel import Panel

PAGE = Page(
    path="/providers",
    name="providers",
    label="Providers",
    heading="Who works, who has stopped, who never began?",
    parts=(
        Panel("provider_weeks"),
        Panel("providers"),
        Panel("membership"),
        Panel("dormancy"),
        Panel("concentration"),
        Panel("entrants"),
    ),
)
