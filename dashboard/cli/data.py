"""The commands that take data in, tell what came in, and take it back."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from dashboard import example, loading
from dashboard.cli import converting
from dashboard.cli.common import (
    CLEAN,
    PROBLEMS,
    UNREADABLE,
    chosen_settings,
    command,
    database,
    opened,
    progress,
    write,
    writing,
)
from dashboard.intake import Checked, Unreadable, report
from dashboard.intake.mappings import BadProfile
from dashboard.market import clock
from dashboard.measures.csv import plain_csv
from dashboard.settings import settings
from dashboard.store import Change, Store, copy_database

FILES = click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), help="A folder, CSV files or an Excel workbook."
)


@command("check", "check delivery/ --csv problems.csv")
@FILES
@click.option("--csv", "table", type=click.Path(dir_okay=False, path_type=Path), help="Write every problem as CSV.")
def check(given: dict, files: tuple[Path, ...], table: Path | None) -> None:
    """Read a folder, CSV files or a workbook and report every problem; nothing is stored.

    Ends with 0 where there is none (warnings alone are none), 1 where there are some, 2 where it cannot be read.
    """
    with opened(database(given)) as store, _readable(), progress() as step:
        looked = loading.look(files, store, chosen_settings(store), progress=step)
    click.echo(report.text(looked.checked))
    if looked.changes:
        click.echo("\n".join(["What it would change", *_changes(looked.changes), ""]))
    if table:
        write(table, plain_csv(report.HEADINGS, report.rows(looked.checked)))
    sys.exit(CLEAN if looked.checked.ok else PROBLEMS)


@command("load", "load hours.csv packages.csv")
@FILES
@click.option("--hold-back", is_flag=True, help="Take the good rows of hours and visits, and hold the bad ones back.")
def load(given: dict, files: tuple[Path, ...], hold_back: bool) -> None:
    """Check a folder, CSV files or a workbook and import it, whole or not at all; ends as `check` does."""
    url = database(given)
    with opened(url) as store:
        if store.is_example:
            raise click.UsageError(
                f"{url} holds the example market, and your data are never mixed with it. "
                "Leave --database out to load into data/market.db, or name another."
            )
        with _readable(), progress() as step:
            loaded = loading.load(
                files, store, settings(), means="command line", hold_back=hold_back, progress=step, report=_report
            )
        _end(loaded, store)


@command("imports", "imports")
def imports(given: dict) -> None:
    """List every import: its number, when, by which means, its files, and how many rows it read and changed."""
    with opened(database(given)) as store:
        made = store.imports()
    if made.empty:
        click.echo("There is no import yet.")
        return
    when = made["published_at"].dt.tz_convert(clock.LONDON).dt.strftime("%Y-%m-%d %H:%M")
    table = made.assign(published_at=when, files=made["files"].map(", ".join))
    click.echo(table.rename(columns={"number": "import", "published_at": "when"}).to_string(index=False, na_rep=""))


@command("undo", "undo 12")
@click.argument("number", type=click.IntRange(1), metavar="IMPORT", help="Its number: see `imports`.")
def undo(given: dict, number: int) -> None:
    """Take an import back, by an import of its own: what it changed, and nothing changed since, is as it was before.

    Ends as `load` does; with 1 where later imports rest on what it brought.
    """
    with opened(database(given)) as store, progress() as step:
        try:
            loaded = loading.undo(number, store, chosen_settings(store), progress=step)
        except LookupError as wrong:
            raise click.UsageError(str(wrong)) from wrong
        if not loaded.checked.ok:
            _report(loaded.checked)
        _end(loaded, store)


@command("held-back", "held-back --out held-back.csv")
@click.option("--out", metavar="PATH|-", help="Write them as CSV to a file; - prints it.")
def held_back(given: dict, out: str | None) -> None:
    """List the rows held back and not yet put right: mend them where they come from, and give the whole file again."""
    with opened(database(given)) as store:
        rows = store.held_back()
    if out is not None:
        text = plain_csv(*report.held_back_table(rows))
        if out == "-":
            sys.stdout.write(text)
        else:
            write(Path(out), text)
    elif rows.empty:
        click.echo("No row is held back.")
    else:
        for row in rows.fillna("").to_dict("records"):
            said = f": {row['message']}\n  → {row['mend']}" if row["message"] else ""
            click.echo(f"import {row['import']}, {row['file']}.csv line {row['line']}{said}")


@command("profiles", "profiles")
def profiles(given: dict) -> None:
    """List the mapping profiles, which turn files of other shapes into those of the data contract."""
    with _readable():
        known = loading.known_profiles(settings())
    width = max(len(profile.name) for profile in known)
    for profile in known:
        click.echo(f"{profile.name:{width}}  {profile.title}")


@command("convert", "convert portal.csv --profile access-portal --out converted")
@click.argument("file", type=click.Path(path_type=Path), help="The file to turn.")
@click.option("--profile", metavar="NAME", help="The mapping profile, or ocds for procurement notices.")
@click.option("--buyer", multiple=True, help="With ocds: a buyer whose contracts are drafted; may be given again.")
@click.option("--suggest", is_flag=True, help="Propose a profile for the file, to correct and to keep.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="The folder; else one named after FILE.")
def convert(
    given: dict, file: Path, profile: str | None, buyer: tuple[str, ...], suggest: bool, out: Path | None
) -> None:
    """Turn a file of another shape into files of the data contract, by a mapping profile; nothing is stored.

    Ends with 0 when all of it was turned, 1 where something in it could not be, 2 where it cannot be read.
    """
    if suggest == bool(profile):
        raise click.UsageError("Say either --profile NAME (`profiles` lists them) or --suggest.")
    with _readable():
        if suggest:
            with opened(database(given)) as store:
                names = store.market().provider_names
            click.echo(converting.suggested(file, settings(), {str(code): name for code, name in names.items()}))
            return
        folder = out or Path(file.stem)
        with writing():
            if profile == converting.OCDS:
                problems = converting.notices(file, buyer, settings(), folder)
            else:
                problems = converting.by_profile(file, str(profile), settings(), folder)
    if problems:
        click.echo("\n".join(problems))
    click.echo(f"Written to {folder}: look the files through, fill in what is blank, and `check` them.")
    sys.exit(PROBLEMS if problems else CLEAN)


@command("copy-database", "copy-database sqlite:///data/market.db postgresql://user:password@host/market")
@click.argument("source", metavar="FROM", help="The database to copy.")
@click.argument("target", metavar="TO", help="An empty one, to be like it.")
def copy(given: dict, source: str, target: str) -> None:
    """Copy a market with all its imports from one database to another, such as from SQLite to PostgreSQL."""
    with opened(source) as store, progress() as step:
        copy_database(source, target, step and (lambda done, total: step("Copying", done, total)))
        newest = store.newest()
    click.echo(f"copied: import {newest}")


@command("example", "example --out example")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder, made if missing."
)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day; today unless given.")
@click.option("--seed", default=example.SEED, show_default=True, help="Another seed draws another market.")
def write_example(given: dict, out: Path, until: datetime | None, seed: int) -> None:
    """Write the example market as a folder of CSV files; the same day and seed give the same files."""
    with writing():
        example.write(out, until.date() if until else clock.today(), seed)
    click.echo(f"The example market is in {out}.")


@contextmanager
def _readable() -> Iterator[None]:
    """Ends the command with a sentence where what is given cannot be read."""
    try:
        yield
    except (Unreadable, BadProfile) as wrong:
        click.echo(str(wrong), err=True)
        sys.exit(UNREADABLE)


def _report(checked: Checked) -> None:
    click.echo(report.text(checked))


def _end(loaded: loading.Loaded, store: Store) -> None:
    """Say what became of an import, and end the command where it had problems."""
    if not loaded.checked.ok:
        sys.exit(PROBLEMS)
    click.echo(f"import {loaded.number}" if loaded.number else f"nothing changed: import {store.newest()}")


def _changes(changes: dict[str, Change]) -> list[str]:
    return [
        f"  {name}: {change.new:,} new, {change.changed:,} changed, {change.unchanged:,} unchanged, "
        f"{change.removed:,} removed"
        for name, change in changes.items()
    ]
