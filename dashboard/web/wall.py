"""The wall: a page apart from Dash for a screen across a room. Its address is its whole configuration."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, Literal
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
from dashboard.web.scenes import SCENES, Screen, Wall
from dashboard.web.static import Static

OWN = ("scenes", "seconds", "theme")
"""The parameters of the address that only the wall has."""

NARROWING = ("provider", "service", "route")
"""Filters that would bring a provider, or a few children, to the wall."""

SECONDS = 30
SHORTEST, LONGEST = 1, 3600
"""How many seconds a scene may be shown."""

MORNING, EVENING = time(7), time(19)
"""The theme `auto` is light from the one to the other."""

LARGEST = 20_000
"""The most px that a screen has, either way."""

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
<time id="clock"></time>
</header>
<main>
<div id="strips" role="status"></div>
<div id="scenes"><section class="scene shown"><h1>{tool}</h1><p class="note">The first picture is on its way.</p>
<noscript><p class="note">This page draws itself with scripts: allow them for this address.</p></noscript>
<div class="picture"></div></section></div>
</main>
<footer>
<p id="age"></p>
<p id="state" role="status"></p>
<div id="position" role="img" aria-label="Scene 1 of 1"></div>
<div id="controls"><button type="button" id="back">Previous</button>
<button type="button" id="pause">Pause</button>
<button type="button" id="on">Next</button></div>
</footer>
</body>
</html>
"""
)

STYLES = ("tokens.css", "wall/wall.css")
SCRIPTS = ("plotly-cartesian.min.js", "wall/watchdog.js", "wall/wall.js")


@dataclass(frozen=True)
class Configuration:
    """What an address asks of the wall, besides its filters."""

    scenes: dict[str, int]
    """The scenes in their order, each with the seconds it is shown."""
    theme: Literal["light", "dark", "auto"]
    notices: tuple[str, ...]
    """A sentence for each part of it that was left out as wrong."""

    @classmethod
    def read(cls, pairs: list[tuple[str, str]]) -> "Configuration":
        """Read a query's pairs; names that are not the wall's own are another reader's."""
        given = Counter(name for name, _ in pairs if name in (*OWN, *NARROWING))
        notices = [f"“{name}” is given {count} times: give it once." for name, count in given.items() if count > 1]
        notices += [f"“{name}” is left out: it is not for the wall." for name in NARROWING if given[name]]
        once = {name: value.strip() for name, value in pairs if given[name] == 1}
        seconds = SECONDS
        if once.get("seconds"):
            seconds = _seconds(once["seconds"], notices) or SECONDS
        scenes: dict[str, int] = {}
        for part in filter(None, (part.strip() for part in once.get("scenes", "").split(","))):
            name, colon, own = part.partition(":")
            if name not in SCENES:
                notices.append(f"There is no scene “{name}”.")
            elif name in scenes:
                notices.append(f"The scene “{name}” is named twice: it is shown once.")
            else:
                scenes[name] = (_seconds(own, notices) if colon else None) or seconds
        theme = once.get("theme") or "dark"
        if theme not in ("light", "dark", "auto"):
            notices.append(f"There is no theme “{theme}”.")
            theme = "dark"
        return cls(scenes or dict.fromkeys(SCENES, seconds), theme, tuple(notices))  # type: ignore[arg-type]


def register(server: Flask, store: Store, settings: Settings, static: Static, tool: str) -> None:
    """Add the wall's page, and the scenes that it draws."""
    scripts = Markup("\n").join(
        Markup('<script src="{}" defer></script>').format(static.url(name)) for name in SCRIPTS
    )
    styles = Markup("\n").join(
        Markup('<link rel="stylesheet" href="{}">').format(static.url(name)) for name in STYLES
    )

    @server.get("/wall")
    def wall() -> Response:
        configuration = Configuration.read(_pairs())
        page = PAGE.format(
            theme=_theme(configuration, _now()), build=static.build, tool=tool, icon=static.url("favicon.svg"),
            styles=styles, scripts=scripts,
        )
        return Response(page, mimetype="text/html")

    @server.get("/wall/scenes")
    @server.get("/wall/scenes/<int:width>/<int:height>/<int:text>")
    def scenes(width: int = Screen.width, height: int = Screen.height, text: int = Screen.text) -> Response:
        if not all(1 <= size <= LARGEST for size in (width, height, text)):
            abort(404)
        configuration, now = Configuration.read(_pairs()), _now()
        asked = ask(
            store, settings, request.query_string.decode("ascii", "replace"), also=(*OWN, *NARROWING),
            theme=_theme(configuration, now),
        )
        # A wall that looks back is told of new imports too, or it would ask for them for ever.
        newest = asked.market.number if asked.filters.known_at is None else store.newest()
        body = picture(asked, configuration, Screen(width, height, text), now)
        return Response(orjson.dumps({"import": newest, "build": static.build} | body), mimetype="application/json")


def picture(asked: Asked, configuration: Configuration, screen: Screen, now: datetime) -> dict[str, Any]:
    """All that the wall shows until the next import, or until `until`, as it is sent to the page."""
    wall = Wall(asked, screen)
    return {
        "now": now.isoformat(timespec="seconds"),
        "until": _until(configuration, now).isoformat(timespec="seconds"),
        "theme": asked.theme,
        "example": asked.market.example,
        "age": wall.age,
        "verdicts": wall.verdicts,
        "late": wall.late,
        "notices": [*asked.notices, *configuration.notices],
        "scenes": [
            replace(scene, seconds=configuration.scenes.get(scene.id, SECONDS))
            for scene in wall.scenes(tuple(configuration.scenes))
        ],
    }


def _pairs() -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            request.query_string.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=MOST_PARAMETERS
        )
    except ValueError as error:
        raise Refused("The address has too many parameters.") from error


def _now() -> datetime:
    return clock.now().astimezone(clock.LONDON)


def _seconds(value: str, notices: list[str]) -> int | None:
    if value.isascii() and value.isdigit() and len(value) < 5 and SHORTEST <= int(value) <= LONGEST:
        return int(value)
    notices.append(f"A scene is shown for {SHORTEST} to {LONGEST} seconds, not “{value}”.")
    return None


def _theme(configuration: Configuration, now: datetime) -> Literal["light", "dark"]:
    if configuration.theme == "auto":
        return "light" if MORNING <= now.time() < EVENING else "dark"
    return configuration.theme


def _until(configuration: Configuration, now: datetime) -> datetime:
    """When the picture changes without a new import: at midnight, and with the theme `auto` at its hours."""
    midnight = datetime.combine(now.date() + timedelta(days=1), time(), clock.LONDON)
    turns = (MORNING, EVENING) if configuration.theme == "auto" else ()
    return min([midnight, *(datetime.combine(now.date(), turn, clock.LONDON) for turn in turns if turn > now.time())])
