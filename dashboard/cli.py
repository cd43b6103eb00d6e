"""The command line: `python -m dashboard COMMAND`. Other people's scripts call these names and options."""

import ipaddress
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from dashboard import example, intake
from dashboard.intake import report
from dashboard.market import clock
from dashboard.market.filters import Filters
from dashboard.measures import MEASURES, answer
from dashboard.measures.csv import csv_text
from dashboard.settings import Settings, example_settings, settings
from dashboard.store import Busy, NewerDatabase, Overtaken, Store, Unavailable

EXAMPLE_DATABASE = "sqlite:///data/example.db"
CLEAN, PROBLEMS, UNREADABLE = 0, 1, 2


def _database_option(command: Callable) -> Callable:
    def keep(context: click.Context, _: click.Parameter, value: str | None) -> None:
        if value is not None:
            context.ensure_object(dict)["database"] = value

    return click.option(
        "--database",
        metavar="URL",
        expose_value=False,
        callback=keep,
        is_eager=True,
        help="Where the market is kept; else DASHBOARD_DATABASE_URL, else sqlite:///data/market.db.",
    )(command)


def _serving_options(command: Callable) -> Callable:
    for option in (
        click.option(
            "--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes that answer."
        ),
        click.option("--port", default=8050, show_default=True, type=click.IntRange(1, 65535)),
        click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on."),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@_database_option
@click.pass_context
def main(context: click.Context) -> None:
    """Is there enough care, and what must be decided by when?"""
    context.ensure_object(dict)
    try:
        settings()
    except ValueError as wrong:
        raise click.UsageError(f"The settings cannot be read: {wrong}") from wrong


def command(name: str) -> Callable:
    """A command that takes --database after it as well as before."""

    def register(function: Callable) -> click.Command:
        return main.command(name)(_database_option(click.pass_obj(function)))

    return register


@command("demo")
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
        with _opened(url) as store:
            if store.newest() and not store.is_example:
                raise click.UsageError(f"{file} holds a market that is not the example: name another file.")
        file.unlink()
    drawn_with = example_settings()
    with _opened(url) as store:
        store.mark_example()
        with tempfile.TemporaryDirectory() as folder:
            example.write(Path(folder), clock.today())
            _import(Path(folder), store, drawn_with, means="demo")
    _serve(url, drawn_with, host, port, workers)


@command("serve")
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
    url = _database(given)
    with _opened(url) as store:
        chosen = example_settings() if store.is_example else settings()
    _serve(url, chosen, host, port, workers)


@command("check")
@click.argument("delivery", type=click.Path(path_type=Path))
def check(given: dict, delivery: Path) -> None:
    """Read a folder of files and report every problem; nothing is stored.

    Ends with 0 where there is none (warnings alone are none), 1 where there are some, 2 where it cannot be read.
    """
    with _opened(_database(given)) as store:
        checked = _checked(delivery, store, settings())
    click.echo(report.text(checked))
    sys.exit(CLEAN if checked.ok else PROBLEMS)


@command("load")
@click.argument("delivery", type=click.Path(path_type=Path))
def load(given: dict, delivery: Path) -> None:
    """Check a folder of files and import it, whole or not at all; ends as `check` does."""
    url = _database(given)
    with _opened(url) as store:
        if store.is_example:
            raise click.UsageError(
                f"{url} holds the example market, and your data are never mixed with it. "
                "Leave --database out to load into data/market.db, or name another."
            )
        number = _import(delivery, store, settings(), means="command line")
        click.echo(f"import {number}" if number else f"nothing changed: import {store.newest()}")


@command("export")
@click.argument("measure", type=click.Choice([*MEASURES, "all"]), metavar="MEASURE|all")
@click.option("--authority")
@click.option("--provider")
@click.option("--service")
@click.option("--route")
@click.option("--weeks", help="13, 26, 52, 104 or all (the default).")
@click.option("--from", "from_", metavar="DATE")
@click.option("--to", metavar="DATE")
@click.option("--as-of", metavar="DATE", help="The day the question is asked for; today unless given.")
@click.option("--known-at", metavar="IMPORT", help="The data as known after an import; the newest unless given.")
@click.option("--out", metavar="PATH|-", help="A file, or with `all` a folder; - (the default) prints one measure.")
def export(given: dict, measure: str, out: str | None, from_: str | None, **query: str | None) -> None:
    """Write a measure's table as CSV: the same rows and figures as on its page."""
    pairs = [(name, value) for name, value in {**query, "from": from_}.items() if value is not None]
    with _opened(_database(given)) as store:
        filters, wrong = Filters.from_query(pairs, store.market().choices(settings()), weeks=None)
        if wrong:
            raise click.UsageError(" ".join(wrong))
        filters = filters.filled(clock.today(), store.newest())
        market = store.market(filters.known_at)
        chosen = example_settings() if store.is_example else settings()

        def text(name: str) -> str:
            return csv_text(answer(MEASURES[name], market, filters, chosen), MEASURES[name])

        if measure == "all":
            if out in (None, "-"):
                raise click.UsageError("Say which folder: export all --out FOLDER.")
            folder = Path(str(out))
            with _writing():
                folder.mkdir(parents=True, exist_ok=True)
            for name in MEASURES:
                _write(folder / f"{name}.csv", text(name))
        elif out in (None, "-"):
            sys.stdout.write(text(measure))
        else:
            _write(Path(str(out)), text(measure))


@command("measures")
def measures(given: dict) -> None:
    """List the measures with their questions."""
    width = max(map(len, MEASURES))
    for measure in MEASURES.values():
        click.echo(f"{measure.id:{width}}  {measure.question}")


@command("example")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder, made if missing."
)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day; today unless given.")
@click.option("--seed", default=example.SEED, show_default=True, help="Another seed draws another market.")
def write_example(given: dict, out: Path, until: datetime | None, seed: int) -> None:
    """Write the example market as a folder of CSV files; the same day and seed give the same files."""
    with _writing():
        example.write(out, until.date() if until else clock.today(), seed)
    click.echo(f"The example market is in {out}.")


def _database(given: dict) -> str:
    return given.get("database") or settings().database_url


@contextmanager
def _opened(url: str) -> Iterator[Store]:
    """A store for the length of a command, which ends where the database cannot be used."""
    try:
        try:
            store = Store.open(url)
        except ValueError as wrong:
            raise click.UsageError(str(wrong)) from wrong
        try:
            yield store
        finally:
            store.dispose()
    except Unavailable as wrong:
        click.echo(f"The database cannot be used: {wrong}", err=True)
        sys.exit(UNREADABLE)
    except (Busy, NewerDatabase) as wrong:
        click.echo(str(wrong), err=True)
        sys.exit(UNREADABLE)


def _serve(url: str, chosen: Settings, host: str, port: int, workers: int) -> None:
    # The app is imported here: the other commands start in a third of the time without it.
    from dashboard.serve import serve as serve_app

    click.echo(f"Serving at http://{host}:{port} (stop with Ctrl+C)")
    serve_app(Store.open(url), chosen, host, port, workers)


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int, int | None], None] | None]:
    """A progress bar once something has taken two seconds, where the output is a terminal; else None."""
    if not sys.stdout.isatty():
        yield None
        return
    begun, bar = time.monotonic(), None

    def step(done: int, total: int | None) -> None:
        nonlocal bar
        if bar is None and total and time.monotonic() - begun > 2:
            bar = click.progressbar(length=total, label=label)
            bar.__enter__()
        if bar is not None:
            bar.update(done - bar.pos)

    try:
        yield step
    finally:
        if bar is not None:
            bar.__exit__(None, None, None)


def _checked(delivery: Path, store: Store, chosen: Settings) -> intake.Checked:
    """A delivery checked against the newest market; ends the command where it cannot be read."""
    try:
        with _progress("Checking") as step:
            return intake.check(delivery, store.market(), chosen, progress=step)
    except intake.Unreadable as wrong:
        click.echo(str(wrong), err=True)
        sys.exit(UNREADABLE)


def _import(delivery: Path, store: Store, chosen: Settings, means: str) -> int | None:
    """Check a delivery, print the report and import it; ends the command where there are problems."""
    checked = _checked(delivery, store, chosen)
    click.echo(report.text(checked))
    if not checked.ok:
        sys.exit(PROBLEMS)
    while True:
        try:
            with _progress("Importing") as step:
                return store.deliver(checked, means=means, progress=step)
        except Overtaken:
            # Another import came between: what was checked may no longer hold.
            checked = _checked(delivery, store, chosen)
            if not checked.ok:
                click.echo(report.text(checked))
                sys.exit(PROBLEMS)


@contextmanager
def _writing() -> Iterator[None]:
    """Ends the command with a sentence where a file or folder cannot be written."""
    try:
        yield
    except OSError as wrong:
        raise click.UsageError(f"{wrong.filename} cannot be written: {wrong.strerror}.") from wrong


def _write(path: Path, text: str) -> None:
    with _writing():
        path.write_text(text, encoding="utf-8-sig", newline="")
