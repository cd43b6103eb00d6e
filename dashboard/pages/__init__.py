"""The pages: each one question, its address and its list of panels."""

from dashboard.components.page import Page
from dashboard.pages import accessibility, blocks, contracts, help, overview, planner, providers, sufficiency
from dashboard.settings import Settings


def pages(settings: Settings) -> tuple[Page, ...]:
    """Every page, in the order of the navigation."""
    return (
        overview.PAGE,
        sufficiency.PAGE,
        providers.PAGE,
        blocks.PAGE,
        contracts.PAGE,
        planner.PAGE,
        help.PAGE,
        accessibility.page(settings),
    )
