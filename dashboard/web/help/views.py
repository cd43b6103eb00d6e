"""The addresses of Help and of the accessibility statement."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Flask, Response, request

from dashboard.commands import Command
from dashboard.components.asked import Asked
from dashboard.components.loading import STEPS
from dashboard.components.markdown import inline_html, markdown_html
from dashboard.components.table import PRINTED
from dashboard.measures import MEASURES
from dashboard.settings import RUNNING, Settings
from dashboard.store import Store
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

    def page(name: str, title: str, asked: Asked, **more: Any) -> Response:
        return plain.page(
            f"help/{name}.html", title, asked, name=name, under=f"/{name}", query=asked.filters.to_query(),
            notices=asked.notices, **more,
        )

    @pages.get("/help")
    def handbook() -> Response:
        asked = ask_strictly(store, settings, request.query_string)
        return page(
            "help", HEADING, asked, words=WORDS, steps=STEPS, printed=PRINTED, shown_on=shown_on,
            measures=[explained(measure, asked, told) for measure in MEASURES], every_setting=parts, commands=commands,
        )

    @pages.get("/accessibility")
    def statement() -> Response:
        asked = ask_strictly(store, settings, request.query_string)
        return page("accessibility", STATEMENT, asked, reviewed=REVIEWED)

    server.register_blueprint(pages)
