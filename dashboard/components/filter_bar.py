"""The filter bar, the same on every page; assets/address.js keeps it and the address in step."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard.market.filters import PERIODS, ROUTES
from dashboard.settings import Settings

CONTROLS = ("authority", "provider", "service", "route", "period", "from", "to", "as_of", "known_at")
"""The controls' ids, in the order that assets/address.js takes their values."""


SNAPSHOT = "Every table under these filters, as a file that can be verified years later"

SHARE = "Shareable: for anyone to see, without figures that rest on few packages. Working: every figure, exact"

ANY = "any"
"""A choice's value where it chooses nothing; an empty one would be shown as nothing."""


def filter_bar(settings: Settings) -> html.Details:
    """Every filter, in one bar that folds away on a small screen."""
    authorities = {ANY: "Both" if len(settings.authorities) == 2 else "All"} | {
        code: authority.name for code, authority in settings.authorities.items()
    }
    periods = {str(weeks): f"{weeks} weeks" for weeks in PERIODS} | {"all": "All weeks", "dates": "Two dates"}
    return html.Details(
        [
            html.Summary("Filters"),
            html.Div(
                [
                    html.Fieldset(
                        [
                            html.Legend("Authority"),
                            dbc.RadioItems(id="authority", options=_options(authorities), value=ANY, inline=True),
                        ]
                    ),
                    _labelled(
                        "Provider",
                        dbc.Input(id="provider", list="providers-list", placeholder="All", autocomplete="off"),
                        html.Datalist(id="providers-list"),
                        working=True,
                    ),
                    _labelled("Service", _select("service", {ANY: "All"} | settings.services)),
                    _labelled("Route", _select("route", {ANY: "All"} | ROUTES), working=True),
                    _labelled("Period", _select("period", periods, "52")),
                    html.Div(
                        [
                            _labelled("From", dbc.Input(id="from", type="date", debounce=True)),
                            _labelled("To", dbc.Input(id="to", type="date", debounce=True)),
                        ],
                        id="dates",
                        className="dates",
                        hidden=True,
                    ),
                    html.Div(
                        [
                            html.Details(
                                [
                                    html.Summary("Look back"),
                                    html.Div(
                                        [
                                            _labelled("As of", dbc.Input(id="as_of", type="date", debounce=True)),
                                            _labelled("As known at import", _select("known_at", {ANY: "Newest"})),
                                        ],
                                        className="controls",
                                    ),
                                ],
                                className="look-back working",
                                id="look-back",
                            ),
                            html.Button("Clear", type="button", id="clear"),
                            html.Button("Copy link", type="button", **{"data-copy": "live"}),
                            html.Button(
                                "Copy link as seen today", type="button", className="working", **{"data-copy": "seen"}
                            ),
                            html.Button(
                                [
                                    html.Span("Shareable view", className="working"),
                                    html.Span("Working view", className="shareable"),
                                ],
                                type="button",
                                id="share",
                                title=SHARE,
                            ),
                            html.A("Snapshot", id="snapshot", href="/snapshot.zip", title=SNAPSHOT),
                        ],
                        className="links",
                    ),
                ],
                className="controls",
            ),
        ],
        id="filters",
        className="filters",
        open=True,
    )


def _labelled(label: str, control: Any, *more: Any, working: bool = False) -> html.Div:
    """A control with its label; one that is `working` is not there in a shareable view."""
    shown = "working" if working else None
    return html.Div([html.Label(label, htmlFor=control.id), control, *more], className=shown)


def _select(name: str, options: dict[str, str], value: str = ANY) -> dbc.Select:
    return dbc.Select(id=name, options=_options(options), value=value)


def _options(options: dict[str, str]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in options.items()]
