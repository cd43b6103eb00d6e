"""The Flask side: guard, errors, static files, CSV and tables, snapshots, the calendar, health, Help, the wall."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Flask
from markupsafe import Markup

from dashboard.commands import Command
from dashboard.components.shell import Place
from dashboard.settings import Settings
from dashboard.store import Store
from dashboard.web import calendar, data, errors, guard, help, provider, routes, wall
from dashboard.web.plain import Plain
from dashboard.web.static import Static


def register(
    server: Flask,
    store: Store,
    settings: Settings,
    static: Static,
    *,
    tool: str,
    head: Markup,
    places: tuple[list[Place], list[Place]],
    shown_on: Mapping[str, str],
    commands: Sequence[Command],
    callbacks: Mapping[str, Any],
    script_hashes: Sequence[str],
    libraries: Mapping[str, set[str]],
    fingerprint: Callable[[str], tuple[str, bool]],
) -> None:
    """Add everything that is not Dash's.

    `head` is what every plain page of ours has in its head; `places` are where
    every page leads, from its header and its footer. `shown_on` has the label of
    the page with each measure's panel, `commands` are what Help tells of the
    command line.
    """
    guard.register(server, settings, callbacks, script_hashes)
    errors.register(server, settings, tool, head)
    static.register(server, libraries, fingerprint)
    routes.register(server, store, settings, static.build)
    calendar.register(server, store, settings)
    plain = Plain(tool, head, places, static)
    plain.register(server)
    data.register(server, store, settings, plain)
    provider.register(server, store, settings, plain)
    help.register(server, store, settings, plain, shown_on, commands)
    wall.register(server, store, settings, static, plain)
