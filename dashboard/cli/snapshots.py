"""The commands that keep an answer, and work it out again years later."""

import sys
from pathlib import Path

import click

from dashboard.cli.common import CLEAN, PROBLEMS, UNREADABLE, chosen_settings, command, database, opened, writing
from dashboard.cli.questions import asked_for, filter_options
from dashboard.snapshot import Damaged, Snapshot, again, others, read, snapshot, verify
from dashboard.store import Store

MOST_LINES = 100
"""As many rows as differ are said of a table; of more, how many."""


@command("snapshot", "snapshot --as-of 2026-11-22 --out board.zip")
@filter_options
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write, a ZIP.")
def write_snapshot(given: dict, out: Path, **query: str | None) -> None:
    """Keep every measure's table, with all that is needed to work it out again: see `verify`."""
    with opened(database(given)) as store:
        filters = asked_for(store, query)
        body = snapshot(store.market(filters.known_at), filters, chosen_settings(store))
    with writing():
        out.write_bytes(body)
    click.echo(f"{out}: as of {filters.as_of}, as known at import {filters.known_at}.")


@command("verify", "verify board.zip")
@click.argument("file", type=click.Path(path_type=Path), help="A snapshot.")
def verify_snapshot(given: dict, file: Path) -> None:
    """Work a snapshot's tables out again from the database, and say of each whether it matches, or in which rows not.

    As of its day, as known at its import and by its own settings. Ends with 0 where all match, 1 where one differs, 2
    where the file cannot be read, or was changed since it was made.
    """
    try:
        found = read(file)
        with opened(database(given)) as store:
            agrees = _said(found, store)
    except (Damaged, LookupError) as wrong:
        click.echo(str(wrong), err=True)
        sys.exit(UNREADABLE)
    if found.damage:
        click.echo("The file was changed since it was made:\n" + "\n".join(f"  {line}" for line in found.damage))
        sys.exit(UNREADABLE)
    sys.exit(CLEAN if agrees else PROBLEMS)


def _said(found: Snapshot, store: Store) -> bool:
    """Say what became of each table; returns whether all match."""
    made = found.manifest
    click.echo(f"As of {made.as_of}, as known at import {made.known_at}.")
    agrees = True
    for one in verify(found, store):
        agrees = agrees and one.matches
        click.echo(f"{one.name}: {'matches' if one.matches else 'differs'}")
        for line in one.lines[:MOST_LINES]:
            click.echo(f"  {line}")
        if len(one.lines) > MOST_LINES:
            click.echo(f"  and {len(one.lines) - MOST_LINES:,} rows more")
    if not agrees:
        for line in others(made, again(made, store)):
            click.echo(f"Since it was made: {line}.")
    return agrees
