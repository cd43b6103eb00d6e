"""What the commands share: the group, the database, progress, and ends with a sentence."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from dashboard.settings import Settings, example_settings, settings
from dashboard.store import Busy, NewerDatabase, NotEmpty, Store, Unavailable

CLEAN, PROBLEMS, UNREADABLE = 0, 1, 2

PROGRAM = "python -m dashboard"

EXAMPLE = "For example: "
"""How the last line of a command's help begins."""


def database_option(command: Callable) -> Callable:
    """Add --database to a command."""

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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@database_option
@click.pass_context
def main(context: click.Context) -> None:
    """Is there enough care, and what must be decided by when?"""
    context.ensure_object(dict)
    try:
        settings()
    except ValueError as wrong:
        raise click.UsageError(f"The settings cannot be read: {wrong}") from wrong


def command(name: str, example: str) -> Callable:
    """A command that takes --database after it as well as before; `example` is a line that uses it."""

    def register(function: Callable) -> click.Command:
        line = f"{EXAMPLE}{PROGRAM} {example}"
        return main.command(name, epilog=line)(database_option(click.pass_obj(function)))

    return register


def database(given: dict) -> str:
    """The address of the database that a command is for."""
    return given.get("database") or settings().database_url


@contextmanager
def opened(url: str) -> Iterator[Store]:
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
    except (Busy, NewerDatabase, NotEmpty) as wrong:
        click.echo(str(wrong), err=True)
        sys.exit(UNREADABLE)


def chosen_settings(store: Store) -> Settings:
    """The settings that a market is read with: the example has a few of its own."""
    return example_settings() if store.is_example else settings()


@contextmanager
def progress() -> Iterator[Callable[[str, int, int | None], None] | None]:
    """A progress bar for each thing done that has taken two seconds, where the output is a terminal; else None."""
    if not sys.stdout.isatty():
        yield None
        return
    begun, bar, under_way = time.monotonic(), None, ""

    def step(doing: str, done: int, total: int | None) -> None:
        nonlocal begun, bar, under_way
        if doing != under_way:
            if bar is not None:
                bar.__exit__(None, None, None)
            begun, bar, under_way = time.monotonic(), None, doing
        if bar is None and total and time.monotonic() - begun > 2:
            bar = click.progressbar(length=total, label=doing)
            bar.__enter__()
        if bar is not None:
            bar.update(done - bar.pos)

    try:
        yield step
    finally:
        if bar is not None:
            bar.__exit__(None, None, None)


@contextmanager
def writing() -> Iterator[None]:
    """Ends the command with a sentence where a file or folder cannot be written."""
    try:
        yield
    except OSError as wrong:
        raise click.UsageError(f"{wrong.filename} cannot be written: {wrong.strerror}.") from wrong


def write(path: Path, text: str) -> None:
    """Write a file of ours, as spreadsheets read it; ends the command where it cannot be written."""
    with writing():
        path.write_text(text, encoding="utf-8-sig", newline="")
