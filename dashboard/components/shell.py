"""The shell round every page: what it is, where one can go, how new the data are, the filters and the way to help."""

from collections.abc import Sequence
from dataclasses import dataclass

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard.components.filter_bar import filter_bar
from dashboard.components.page import Page
from dashboard.settings import Settings

TOOL = "Market sufficiency"
"""The tool's name, in the header and in every title."""

THEMES = {"auto": "Auto", "light": "Light", "dark": "Dark"}


@dataclass(frozen=True)
class Place:
    """A place that the header or the footer leads to.

    `apart` where Dash does not draw it and the browser loads it, `working` where no shareable view leads. A link whose
    id begins with `to-` carries the address's query along.
    """

    id: str
    label: str
    path: str
    apart: bool = False
    working: bool = False

    @property
    def carries(self) -> bool:
        """Whether its link carries the address's query along."""
        return self.id.startswith("to-")


def places(pages: Sequence[Page]) -> tuple[list[Place], list[Place]]:
    """Where one can go, on every page: in the header, and in the footer."""
    main = [Place(f"to-{page.name}", page.label, page.path, working=page.working) for page in pages]
    return (
        [*main, Place("to-data", "Data", "/data", apart=True)],
        [
            Place("to-help", "Help", "/help", apart=True),
            Place("to-accessibility", "Accessibility statement", "/accessibility", apart=True),
            Place("wall-screen", "Wall screen", "/wall", apart=True),
            Place("wall-setup", "Set up a wall screen", "/wall/setup", apart=True),
        ],
    )


def title(page: Page) -> str:
    """A page's title, as the browser's tab shows it."""
    return f"{page.heading} – {TOOL}"


def shell(pages: Sequence[Page], settings: Settings) -> html.Div:
    """The layout: pages come and go in the element `page`, the rest stays."""
    header, footer = places(pages)
    return html.Div(
        [
            dcc.Location(id="address", refresh=False),
            dcc.Store(id="live"),
            dcc.Store(id="view"),
            dcc.Store(id="theme"),
            dcc.Store(id="room"),
            html.A("Skip to main content", href="#main", className="skip"),
            html.Header(
                [
                    html.Div(
                        [
                            html.Span(TOOL, className="tool"),
                            html.Span("Example data", id="example", className="example", hidden=True),
                        ],
                        className="name",
                    ),
                    html.Nav(list(map(_link, header)), **{"aria-label": "Pages"}),
                    html.Div(
                        [
                            html.Label("Theme", htmlFor="theme-choice"),
                            dbc.Select(
                                id="theme-choice",
                                options=[{"value": value, "label": label} for value, label in THEMES.items()],
                                value="auto",
                                persistence=True,
                                persistence_type="local",
                            ),
                        ],
                        className="theme",
                    ),
                    html.Div(
                        [
                            html.Span([html.Span(id="badge"), html.Span(id="liveness")]),
                            html.Button("Pause", id="pause", type="button", hidden=True),
                        ],
                        className="badge",
                    ),
                ],
                className="top",
            ),
            html.Section(
                [filter_bar(settings), html.P(id="status", role="status", className="shown")],
                **{"aria-label": "Filters"},
            ),
            html.Main(html.Div(id="page"), id="main", tabIndex=-1),
            html.Footer(list(map(_link, footer))),
        ],
        className="shell",
    )


def _link(place: Place) -> dcc.Link | html.A:
    shown = "working" if place.working else None
    return (html.A if place.apart else dcc.Link)(place.label, id=place.id, href=place.path, className=shown)
