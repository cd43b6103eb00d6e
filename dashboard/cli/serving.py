"""The commands that serve: the example market, or one's own."""

import ipaddress
import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from dashboard import example, loading
from dashboard.cli.common import chosen_settings, command, database, opened
from dashboard.market import clock
from dashboard.settings import Settings, example_settings
from dashboard.store import Store

EXAMPLE_DATABASE = "sqlite:///data/example.db"


def _serving_options(command: Callable) -> Callable:
    for option in (
        click.option(
            "--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes that answer."
        ),
        click.option(
            "--port", default=8050, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on."
        ),
        click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on."),
    ):
        command = option(command)
    return command


@command("demo", "demo")
@_serving_options
def demo(given: dict, host: str, port: int, workers: int) -> None:
    """Draw the example market up to today, load it into a database of its own, and serve it.

    The database is data/example.db unless --database names another; DASHBOARD_DATABASE_URL is left alone.
    """
    url = given.get("database") or EXAMPLE_DATABASE
    file = Path(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite:///") or not file.name:
        raise click.UsageError(
            "The example market is drawn into a SQLite file of its own: sqlite:///path/to/example.db."
        )
    if file.exists():
        with opened(url) as store:
            if store.newest() and not store.is_example:
                raise click.UsageError(f"{file} holds a market that is not the example: name another file.")
        file.unlink()
    drawn_with = example_settings()
    with opened(url) as store:
        store.mark_example()
        with tempfile.TemporaryDirectory() as folder:
            example.write(Path(folder), clock.today())
            loading.load([Path(folder)], store, drawn_with, means="demo")
    _serve(url, drawn_with, host, port, workers)


@command("serve", "serve --port 8050")
@_serving_options
@click.option(
    "--behind-sign-in",
    is_flag=True,
    help="Allow another address than this machine's own: the council's proxy in front signs people in.",
)
def serve(given: dict, host: str, port: int, workers: int, behind_sign_in: bool) -> None:
    """Serve the dashboard; an empty database shows how to load."""
    if not behind_sign_in and not _loopback(host):
        raise click.UsageError(
            f"Anyone who reaches {host} could read the market. Put a sign-in in front and add --behind-sign-in, "
            "or leave --host out."
        )
    url = database(given)
    with opened(url) as store:
        chosen = chosen_settings(store)
    _serve(url, chosen, host, port, workers)


def _serve(url: str, chosen: Settings, host: str, port: int, workers: int) -> None:
    # The app is imported here: the other commands start in a third of the time without it.
    from dashboard.cli.told import commands
    from dashboard.serve import serve as serve_app

    click.echo(f"Serving at http://{host}:{port} (stop with Ctrl+C)")
    serve_app(Store.open(url), chosen, host, port, workers, commands())


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
