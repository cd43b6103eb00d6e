"""The commands that answer questions: the measures, and their tables as CSV."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qsl

import click

from dashboard.cli.common import chosen_settings, command, database, opened, write, writing
from dashboard.market import clock
from dashboard.market.filters import Filters
from dashboard.measures import MEASURES, answer
from dashboard.measures.csv import csv_text
from dashboard.store import Store


def filter_options(command: Callable) -> Callable:
    """Add the options that say what is asked: the filters of every page, the day and the import."""
    for option in (
        click.option("--against", metavar="QUERY", help="Another plan, to hold it against; else today's terms."),
        click.option("--plan", metavar="QUERY", help="A plan as the planner's address has it: “blocks_…=3&demand=5”."),
        click.option(
            "--share", is_flag=True, flag_value="yes", default=None,
            help="As it may be shared: without what rests on few packages, as of the last Sunday.",
        ),
        click.option("--known-at", metavar="IMPORT", help="The data as known after an import; the newest if none."),
        click.option("--as-of", metavar="DATE", help="The day the question is asked for; today unless given."),
        click.option("--to", metavar="DATE", help="Periods that begin by this day."),
        click.option("--from", "from_", metavar="DATE", help="Periods that begin on this day or later."),
        click.option("--weeks", help="13, 26, 52, 104 or all (the default)."),
        click.option("--route", help="How care is bought: block, dps, in_house or spot."),
        click.option("--service", help="One service, by its code."),
        click.option("--provider", help="One provider, by its provider_id."),
        click.option("--authority", help="One council, by its code."),
    ):
        command = option(command)
    return command


def asked_for(store: Store, query: Mapping[str, str | None]) -> Filters:
    """The filters that these options give, the day and import filled in; ends the command where one is wrong."""
    pairs = [(name.rstrip("_"), value) for name, value in query.items() if value is not None and name != "plan"]
    pairs += parse_qsl(query.get("plan") or "", keep_blank_values=True)
    filters, wrong = Filters.from_query(pairs, store.market().choices(chosen_settings(store)), weeks=None)
    if wrong:
        raise click.UsageError(" ".join(wrong))
    return filters.filled(clock.today(), store.newest())


@command("export", "export sufficiency --authority PCC --weeks 52 --out sufficiency.csv")
@click.argument("measure", type=click.Choice([*MEASURES, "all"]), metavar="MEASURE|all", help="See `measures`.")
@filter_options
@click.option("--out", metavar="PATH|-", help="A file, or with `all` a folder; - (the default) prints one measure.")
def export(given: dict, measure: str, out: str | None, **query: str | None) -> None:
    """Write a measure's table as CSV: the same rows and figures as on its page."""
    with opened(database(given)) as store:
        filters = asked_for(store, query)
        market = store.market(filters.known_at)
        chosen = chosen_settings(store)

        def text(name: str) -> str:
            return csv_text(answer(MEASURES[name], market, filters, chosen), MEASURES[name])

        if measure == "all":
            if out in (None, "-"):
                raise click.UsageError("Say which folder: export all --out FOLDER.")
            folder = Path(str(out))
            with writing():
                folder.mkdir(parents=True, exist_ok=True)
            for name in MEASURES:
                write(folder / f"{name}.csv", text(name))
        elif out in (None, "-"):
            sys.stdout.write(text(measure))
        else:
            write(Path(str(out)), text(measure))


@command("measures", "measures")
def measures(given: dict) -> None:
    """List the measures with their questions."""
    width = max(map(len, MEASURES))
    for measure in MEASURES.values():
        click.echo(f"{measure.id:{width}}  {measure.question}")
