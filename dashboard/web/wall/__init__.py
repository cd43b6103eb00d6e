"""The wall: a page apart from Dash for a screen across a room. Its address is its whole configuration."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import orjson
from flask import Flask, Response, abort, request
from markupsafe import Markup

from dashboard.components.asked import Asked
from dashboard.market import clock
from dashboard.settings import Settings
from dashboard.store import Store
from dashboard.web.asking import MOST_PARAMETERS, ask
from dashboard.web.errors import Refused
from dashboard.web.static import Static
from dashboard.web.wall.address import NARROWING, OWN, SECONDS, Configuration
from dashboard.web.wall.parts import Screen
from dashboard.web.wall.scenes import Wall

LARGEST = 20_000
"""The most px that a screen has, either way."""

STYLES = ("tokens.css", "wall/wall.css")
SCRIPTS = ("plotly-cartesian.min.js", "wall/watchdog.js", "wall/wall.js")

PAGE = Markup(
    """<!DOCTYPE html>
<html lang="en-GB" data-bs-theme="{theme}" data-build="{build}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Wall – {tool}</title>
<link rel="icon" href="{icon}">
{styles}
{scripts}
</head>
<body>
<header>
<ul id="verdicts" aria-label="Verdicts"></ul>
<p id="example" hidden>Example data</p>
</header>
<main>
<div id="strips" role="status"></div>
<div id="scenes">
<section class="scene shown">
<h1>{tool}</h1>
<div class="answers"><p>The first picture is on its way.</p></div>
<div class="picture"><noscript>This page draws itself with scripts: allow them for this address.</noscript></div>
</section>
</div>
</main>
<footer>
<p id="age"></p>
<div id="position" role="img" aria-label="Scenes"></div>
<time id="clock"></time>
<p id="state" role="status"></p>
<div id="controls">
<button type="button" id="back">Previous</button>
<button type="button" id="pause">Pause</button>
<button type="button" id="on">Next</button>
</div>
</footer>
</body>
</html>
"""
)


def register(server: Flask, store: Store, settings: Settings, static: Static, tool: str) -> None:
    """Add the wall's page, and the scenes that it draws."""
    styles = _lines(Markup('<link rel="stylesheet" href="{}">'), map(static.url, STYLES))
    scripts = _lines(Markup('<script src="{}" defer></script>'), map(static.url, SCRIPTS))

    @server.get("/wall")
    def wall() -> Response:
        theme = Configuration.read(_pairs()).theme(_now())
        icon = static.url("favicon.svg")
        page = PAGE.format(theme=theme, build=static.build, tool=tool, icon=icon, styles=styles, scripts=scripts)
        return Response(page, mimetype="text/html")

    @server.get("/wall/scenes")
    @server.get("/wall/scenes/<int:width>/<int:height>/<int:text>")
    def scenes(width: int = Screen.width, height: int = Screen.height, text: int = Screen.text) -> Response:
        if not all(1 <= size <= LARGEST for size in (width, height, text)):
            abort(404)
        configuration, now = Configuration.read(_pairs()), _now()
        # All that a wall shows may be seen by whoever walks past.
        query, theme = f"{request.query_string.decode('ascii', 'replace')}&share=yes", configuration.theme(now)
        asked = ask(store, settings, query, also=OWN + NARROWING, theme=theme)
        body = picture(asked, configuration, Screen(width, height, text), now)
        body |= {"import": asked.market.number, "build": static.build}
        return Response(orjson.dumps(body), mimetype="application/json")


def picture(asked: Asked, configuration: Configuration, screen: Screen, now: datetime) -> dict[str, Any]:
    """All that the wall shows, as it is sent to the page; it holds until the next import, or `until`."""
    wall = Wall(asked, now.date(), screen)
    return {
        "now": now.isoformat(timespec="seconds"),
        "until": configuration.until(now).isoformat(timespec="seconds"),
        "theme": asked.theme,
        "example": asked.market.example,
        "age": wall.age,
        "verdicts": wall.verdicts,
        "late": wall.late,
        "notices": [*asked.notices, *configuration.notices],
        "scenes": [
            replace(scene, seconds=configuration.scenes.get(scene.id, SECONDS))
            for scene in wall.scenes(configuration.scenes)
        ],
    }


def _lines(tag: Markup, urls: Iterable[str]) -> Markup:
    return Markup("\n").join(tag.format(url) for url in urls)


def _pairs() -> list[tuple[str, str]]:
    try:
        query = request.query_string.decode("ascii", "replace")
        return parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError as error:
        raise Refused("The address has too many parameters.") from error


def _now() -> datetime:
    return clock.now().astimezone(clock.LONDON)
