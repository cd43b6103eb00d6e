"""The app: the only place where all parts meet."""

import logging
from collections.abc import Sequence
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, html
from dash.fingerprint import check_fingerprint
from flask import Flask, abort, request
from markupsafe import Markup

from dashboard import web
from dashboard.commands import Command
from dashboard.components import say
from dashboard.components.asked import Asked
from dashboard.components.filter_bar import CONTROLS
from dashboard.components.page import Page
from dashboard.components.shell import TOOL, places, shell, title
from dashboard.figures import ROOMS
from dashboard.market.clock import LONDON
from dashboard.measures import words
from dashboard.pages import pages
from dashboard.settings import Settings, open_doors
from dashboard.store import Store
from dashboard.web.asking import ask
from dashboard.web.static import Static

STYLES = ("bootstrap-reboot.min.css", "tokens.css", "app.css", "planner.css")
SCRIPTS = (
    "plotly-cartesian.min.js", "address.js", "panels.js", "planner.js", "picture.js", "print.js", "live.js",
)

INDEX = """<!DOCTYPE html>
<html lang="en-GB">
<head>
{%metas%}
<title>{%title%}</title>
<!--head-->
{%css%}
</head>
<body>
<noscript><p>The dashboard draws its pages with scripts: allow them for this address.</p></noscript>
{%app_entry%}
{%config%}
{%scripts%}
{%renderer%}
</body>
</html>
"""


class App(Dash):
    """Dash with real page titles from the first byte on."""

    titles: dict[str, str]

    def interpolate_index(self, **kwargs: Any) -> str:
        """Write the index with the title of the page that is asked for."""
        return super().interpolate_index(**kwargs | {"title": self.titles.get(request.path, TOOL)})


def create_app(settings: Settings, store: Store, commands: Sequence[Command] = ()) -> Dash:
    """The dashboard over a store, ready to serve: `create_app(...).server` is the WSGI application.

    `commands` are what Help says of the command line.

    Raises RuntimeError where the environment would open Dash's own tools to whoever asks.
    """
    if doors := open_doors():
        raise RuntimeError(f"{' and '.join(doors)} would let anyone look into the server: unset it to serve.")
    if settings.disclosure_decision:
        logging.getLogger("dashboard").warning(
            "Shareable views tell of fewer than 5 packages (few_packages %s, packages_rounded_to %s), by decision: %s",
            settings.few_packages, settings.packages_rounded_to, settings.disclosure_decision,
        )
    static = Static()
    head = Markup("\n").join(
        [
            Markup('<link rel="icon" href="{}">').format(static.url("favicon.svg")),
            *(Markup('<link rel="stylesheet" href="{}">').format(static.url(name)) for name in STYLES),
            Markup('<script src="{}"></script>').format(static.url("theme.js")),
        ]
    )
    app = App(
        __name__,
        server=Flask(__name__, static_folder=None),
        title=TOOL,
        update_title=None,
        index_string=INDEX.replace("<!--head-->", head),
        include_assets_files=False,
        external_scripts=[static.url(name) for name in SCRIPTS],
        suppress_callback_exceptions=True,
        add_log_handler=False,
        enable_mcp=False,
    )
    every = pages()
    app.titles = {page.path: title(page) for page in every}
    app.layout = shell(every, settings)
    _client_callbacks(app, every)
    _router(app, every, settings)
    for page in every:
        _drawing(app, page, store, settings)
    _addresses(app, every)
    web.register(
        app.server,
        store,
        settings,
        static,
        tool=TOOL,
        head=head,
        places=places(every),
        shown_on={measure: page.label for page in every for measure in page.measures},
        commands=commands,
        callbacks=app.callback_map,
        script_hashes=app.csp_hashes(),
        libraries=app.registered_paths,
        fingerprint=check_fingerprint,
    )
    # Dash learns what it may serve when it writes its first index: every worker must know, so before they are made.
    app.server.test_client().get("/", base_url=f"http://{settings.hosts[0]}")
    return app


def _addresses(app: Dash, every: tuple[Page, ...]) -> None:
    """Serve each page at its address, and nothing but a 404 anywhere else."""
    server = app.server
    for page in every[1:]:
        server.add_url_rule(page.path, endpoint=f"page {page.name}", view_func=app.index)

    def nowhere(path: str = "") -> None:
        abort(404)

    server.view_functions["/<path:path>"] = nowhere
    server.view_functions["/_reload-hash"] = nowhere


def _client_callbacks(app: Dash, every: tuple[Page, ...]) -> None:
    """What the browser does by itself: the filters and the address in step, the theme, the view, what was drawn."""
    header, footer = places(every)
    links = [Output(place.id, "href") for place in (*header, *footer) if place.carries]
    controls = [(name, "value") for name in CONTROLS]
    app.clientside_callback(
        ClientsideFunction("address", "sync"),
        Output("address", "search"),
        *(Output(*control) for control in controls),
        Output("dates", "hidden"),
        *links,
        Input("address", "search"),
        Input("address", "pathname"),
        Input("provider", "n_blur"),
        Input("provider", "n_submit"),
        Input("clear", "n_clicks"),
        Input("share", "n_clicks"),
        Input("providers-list", "children"),
        *(Input(*control) for control in controls),
    )
    app.clientside_callback(
        ClientsideFunction("address", "theme"), Output("theme", "data"), Input("theme-choice", "value")
    )
    app.clientside_callback(
        ClientsideFunction("address", "view"),
        Output("view", "data"),
        Input("address", "search"),
        Input("theme", "data"),
        Input("room", "data"),
        Input("live", "data"),
    )
    app.clientside_callback(ClientsideFunction("panels", "arrived"), Input("page", "children"))
    for page in every:
        app.clientside_callback(ClientsideFunction("panels", "drawn"), Input(f"{page.name}-drawn", "data"))


def _router(app: Dash, every: tuple[Page, ...], settings: Settings) -> None:
    layouts = {page.path: page.layout(settings) for page in every}

    @app.callback(Output("page", "children"), Input("address", "pathname"), prevent_initial_call=True)
    def route(path: object) -> html.Div:
        layout = layouts.get(path) if isinstance(path, str) else None
        return layout or abort(400)


def _drawing(app: Dash, page: Page, store: Store, settings: Settings) -> None:
    """The one callback that draws a page from its view; the import and day in it are what the browser knows of."""

    @app.callback(page.outputs(), Input("view", "data"))
    def draw(view: Any) -> list[Any]:
        query, theme, room = map((view if isinstance(view, dict) else {}).get, ("query", "theme", "room"))
        if not isinstance(query, str) or theme not in ("light", "dark") or room not in ROOMS:
            abort(400)
        try:
            asked = ask(store, settings, query, theme=theme, room=room)
        except ValueError:
            abort(400)
        return page.draw(asked, _drawn(page, asked, view, store))


def _drawn(page: Page, asked: Asked, view: dict[str, Any], store: Store) -> dict[str, Any]:
    """What the browser is told of a drawing: which import and day, what to say and print, and the filters' choices."""
    lists = {} if view.get("listed") == asked.market.number else _lists(asked, store)
    filters = f"Showing {say.chosen(asked)}, {say.period(asked)}."
    return lists | {
        "path": page.path,
        "query": view["query"],
        "theme": asked.theme,
        "room": asked.room,
        "import": asked.market.number,
        "day": asked.day.isoformat(),
        "live": asked.filters.live,
        "example": asked.market.example,
        "badge": say.badge(asked),
        "shown": " ".join(asked.finding(page.answer).values()) if page.answer else filters,
        "filters": filters,
        "canonical": asked.filters.to_query(),
    }


def _lists(asked: Asked, store: Store) -> dict[str, Any]:
    """What the filters can choose among: every provider by name, and the imports, the newest first."""
    names = asked.market.provider_names.sort_values(key=lambda name: name.str.casefold())
    imports = store.imports().sort_values("number", ascending=False)
    days = imports["published_at"].dt.tz_convert(LONDON).dt.date
    return {
        "providers": list(names.items()),
        "imports": [(number, words.day(day)) for number, day in zip(imports["number"].tolist(), days, strict=True)],
    }
