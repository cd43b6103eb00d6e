"""The addresses of Help and of the accessibility statement."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from flask import Blueprint, Flask, Response, request

from dashboard.commands import Command
from dashboard.components.asked import Asked
from dashboard.components.loading import STEPS
from dashboard.components.markdown import inline_html, markdown_html
from dashboard.components.table import PRINTED
from dashboard.intake import empty_market
from dashboard.market import clock
from dashboard.market.filters import Filters
from dashboard.measures import MEASURES
from dashboard.settings import RUNNING, Settings
from dashboard.store import Store, Unavailable
from dashboard.web.asking import ask_strictly
from dashboard.web.help.every_setting import every_setting
from dashboard.web.help.explained import explained
from dashboard.web.help.words import WORDS
from dashboard.web.plain import Plain

HEADING = "Help: what the figures mean, and how to use them"

STATEMENT = "Accessibility statement"

REVIEWED = "22 November 2026"
"""When the statement was last reviewed; it must be within the last year."""


def register(
    server: Flask, store: Store, settings: Settings, plain: Plain, shown_on: Mapping[str, str],
    commands: Sequence[Command],
) -> None:
    """Add both pages; `shown_on` has the label of the page with each measure's panel, Help tells of the `commands`."""
    pages = Blueprint("help", __name__, template_folder="templates")
    pages.add_app_template_filter(markdown_html, "markdown")
    pages.add_app_template_filter(inline_html, "inline")
    told = every_setting(settings)
    parts = {
        "What the figures rest on": [setting for name, setting in told.items() if name not in RUNNING],
        "How the dashboard is run": [setting for name, setting in told.items() if name in RUNNING],
    }

    def asking() -> Asked | None:
        """What is asked; None where the market cannot be reached: what is written is there all the same."""
        with suppress(Unavailable):
            return ask_strictly(store, settings, request.query_string)
        return None

    def page(name: str, title: str, asked: Asked | None, **more: Any) -> Response:
        nothing = Asked(empty_market(), settings, Filters(), Filters().filled(clock.today(), 0))
        view = asked or nothing
        return plain.page(
            f"help/{name}.html", title, view, name=name, under=f"/{name}", query=view.filters.to_query(),
            notices=view.notices, badge=None if asked else "The data cannot be reached just now", **more,
        )

    @pages.get("/help")
    def handbook() -> Response:
        asked = asking()
        return page(
            "help", HEADING, asked, words=WORDS, steps=STEPS, printed=PRINTED, shown_on=shown_on,
            measures=[explained(measure, asked, told) for measure in MEASURES], every_setting=parts, commands=commands,
        )

    @pages.get("/accessibility")
    def statement() -> Response:
        return page("accessibility", STATEMENT, asking(), reviewed=REVIEWED)

    server.register_blueprint(pages)
