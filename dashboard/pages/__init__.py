"""The pages: each one question, its address and its list of panels."""

from collections.abc import Sequence

from dashboard.commands import Command
from dashboard.components.page import Page
from dashboard.pages import accessibility, blocks, contracts, help, overview, planner, providers, sufficiency
from dashboard.settings import Settings


def pages(settings: Settings, commands: Sequence[Command] = ()) -> tuple[Page, ...]:
    """Every page, in the order of the navigation."""
    main = (overview.PAGE, sufficiency.PAGE, providers.PAGE, blocks.PAGE, contracts.PAGE, planner.PAGE)
    return (*main, help.page(main, commands), accessibility.page(settings))
