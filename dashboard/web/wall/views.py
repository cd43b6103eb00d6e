"""The wall's addresses: the page, the scenes that it draws, its test card, and the page that sets it up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import orjson
from flask import Blueprint, Flask, Response, abort, render_template, request

from dashboard.components.asked import Asked
from dashboard.market import clock
from dashboard.settings import Settings
from dashboard.store import Store
from dashboard.web.asking import MOST_PARAMETERS, ask
from dashboard.web.errors import Refused
from dashboard.web.plain import Plain
from dashboard.web.static import Static
from dashboard.web.wall import source
from dashboard.web.wall.address import ARC_MINUTES, INCHES, METRES, NARROWING, OWN, SECONDS, THEMES, Configuration
from dashboard.web.wall.parts import Screen
from dashboard.web.wall.scenes import Wall
from dashboard.web.wall.showing import shown

LARGEST = 20_000
"""The most px that a screen has, either way."""

STYLES = ("tokens.css", "wall/wall.css")
SCRIPTS = ("plotly-cartesian.min.js", "wall/size.js", "wall/watchdog.js", "wall/draw.js", "wall/wall.js")
CARD_SCRIPTS = ("wall/size.js", "wall/card.js")

LABELS = {
    "verdict": "Is there enough care?",
    "attention": "What cannot wait? (only while something is critical; twice as long)",
    "capacity": "Does capacity keep up with demand?",
    "waiting": "Who waits for care?",
    "blocks": "Do we use what we pay for?",
    "decisions": "What must be decided by when?",
    "providers": "Who picks up work?",
}
"""What each scene is called where one chooses it."""


def register(server: Flask, store: Store, settings: Settings, static: Static, plain: Plain) -> None:
    """Add the wall's pages, and the scenes that it draws."""
    pages = Blueprint("wall", __name__, template_folder="templates")

    def page(template: str, configuration: Configuration, styles: Sequence[str], scripts: Sequence[str]) -> Response:
        text = render_template(
            f"wall/{template}", theme=configuration.theme(_now()), build=static.build, tool=plain.tool,
            contact=settings.contact, icon=static.url("favicon.svg"), styles=list(map(static.url, styles)),
            scripts=list(map(static.url, scripts)), room=configuration.room, notices=configuration.notices,
            arc_minutes=ARC_MINUTES, authorities=list(settings.authorities.values()),
        )
        return Response(text, mimetype="text/html")

    @pages.get("/wall")
    def wall() -> Response:
        configuration = Configuration.read(_pairs())
        if configuration.test:
            return page("card.html", configuration, (*STYLES, "wall/card.css"), CARD_SCRIPTS)
        return page("wall.html", configuration, STYLES, SCRIPTS)

    @pages.get("/wall/scenes")
    @pages.get("/wall/scenes/<int:width>/<int:height>/<int:text>")
    def scenes(width: int = Screen.width, height: int = Screen.height, text: int = Screen.text) -> Response:
        if not all(1 <= size <= LARGEST for size in (width, height, text)):
            abort(404)
        configuration, now = Configuration.read(_pairs()), _now()
        # All that a wall shows may be seen by whoever walks past.
        query, theme = f"{request.query_string.decode('ascii', 'replace')}&share=yes", configuration.theme(now)
        asked = ask(store, settings, query, also=OWN + NARROWING, theme=theme)
        screen = Screen(width, height, text)
        # Many screens ask for the same at once, after each import.
        drawn = asked.market.answer(
            ("wall", query, theme, screen, now.date()), lambda: picture(asked, configuration, screen, now)
        )
        body = drawn | {
            "import": asked.market.number,
            "build": static.build,
            "now": now.isoformat(timespec="seconds"),
            "until": configuration.until(now).isoformat(timespec="seconds"),
        }
        return Response(orjson.dumps(body), mimetype="application/json")

    @pages.get("/wall/setup")
    def setup() -> Response:
        asked = ask(store, settings, "")
        return plain.page(
            "wall/setup.html", "Set up a wall screen", asked, name="setup", under="/wall/setup",
            styles=["wall/setup.css"], scripts=["wall/size.js", "wall/setup.js"], scenes=LABELS, seconds=SECONDS,
            wall_themes=THEMES, inches=INCHES, metres=METRES,
            arc_minutes=ARC_MINUTES,
        )

    server.register_blueprint(pages)


def picture(asked: Asked, configuration: Configuration, screen: Screen, now: datetime) -> dict[str, Any]:
    """All that the wall shows, as it is sent to the page; it holds until the next import or day, or change of theme."""
    wall = Wall(asked, now.date(), screen)
    return {
        "night": configuration.night,
        "theme": asked.theme,
        "example": asked.market.example,
        "age": source.age(asked),
        "reported": source.reported(asked),
        "verdicts": wall.verdicts,
        "late": source.late(wall.on_this_day),
        "notices": [*asked.notices, *configuration.notices],
        "scenes": shown(wall, configuration.scenes),
    }


def _pairs() -> list[tuple[str, str]]:
    try:
        query = request.query_string.decode("ascii", "replace")
        return parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError as error:
        raise Refused("The address has too many parameters.") from error


def _now() -> datetime:
    return clock.now().astimezone(clock.LONDON)
