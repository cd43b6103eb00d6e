"""The pages that Dash draws: each one question, its address and its list of panels."""

from dashboard.components.page import Page
from dashboard.pages import blocks, contracts, overview, planner, providers, sufficiency


def pages() -> tuple[Page, ...]:
    """Every page, in the order of the navigation."""
    return (overview.PAGE, sufficiency.PAGE, providers.PAGE, blocks.PAGE, contracts.PAGE, planner.PAGE)
