"""What every page apart from Dash has: the same head, header, badge and footer as the pages that Dash draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, render_template
from markupsafe import Markup

from dashboard.components import say
from dashboard.components.asked import Asked
from dashboard.components.shell import THEMES, Place
from dashboard.web.static import Static


@dataclass(frozen=True)
class Plain:
    """Draws a template within templates/shell.html."""

    tool: str
    head: Markup
    """What stands in the head of every plain page."""
    places: tuple[list[Place], list[Place]]
    """Where every page leads, from its header and its footer."""
    static: Static

    def register(self, server: Flask) -> None:
        """Let templates find the shell."""
        server.register_blueprint(Blueprint("plain", __name__, template_folder="templates"))

    def page(
        self, template: str, title: str, asked: Asked, *, name: str, under: str, query: str = "", status: int = 200,
        styles: Sequence[str] = (), scripts: Sequence[str] = (), badge: str | None = None, **more: Any,
    ) -> Response:
        """A page; `under` is the place it belongs to, `query` what its links to other pages carry along.

        `badge` is said in place of how new the data are.
        """
        share = asked.filters.share

        def leads(place: Place) -> str:
            # There is no shareable view of the Data page: it is led to without.
            along = query and place.carries and not (share and place.path == "/data")
            return f"{place.path}?{query}" if along else place.path

        text = render_template(
            template, title=title, name=name, under=under, query=f"?{query}" if query else "", asked=asked,
            badge=say.badge(asked) if badge is None else badge, example=asked.market.example, settings=asked.settings,
            tool=self.tool, head=self.head, themes=THEMES, leads=leads, footer=self.places[1],
            header=[place for place in self.places[0] if not (share and place.working)],
            styles=[self.static.url(file) for file in styles],
            scripts=[self.static.url(file) for file in ("plain.js", "print.js", *scripts)], **more,
        )
        return Response(text, status, mimetype="text/html")
