"""The page in a snapshot: what was found, in sentences, and the small tables; it needs nothing but itself."""

from pathlib import Path

import jinja2

from dashboard.components import say
from dashboard.components.asked import Asked
from dashboard.measures import MEASURES, sharing, words
from dashboard.measures.measure import NUMBERS, Measure

MOST_ROWS = 30
"""A table of more rows is left to its CSV."""

CLASSES = {"text": "text", "list": "text"} | dict.fromkeys(NUMBERS, "number")
"""How a column of each kind is set; of the others a cell keeps to one line."""

TEMPLATE = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    (Path(__file__).parent / "page.html").read_text("utf-8")
)


def page(asked: Asked) -> str:
    """The page of a view, as HTML."""
    data_to = asked.data_to
    about = {
        "As at": f"{words.day(asked.day)} · import {asked.market.number}",
        "Data to": f"Sunday {words.day(data_to)}" if data_to else "No hours yet",
        "Shows": f"{say.chosen(asked)}, {say.period(asked)}",
    } | ({"Shareable": sharing.note(asked.settings)} if asked.filters.share else {})
    return TEMPLATE.render(
        about=about, example=asked.market.example, parts=[_part(measure, asked) for measure in MEASURES.values()],
        classes=CLASSES,
    ) + "\n"


def _part(measure: Measure, asked: Asked) -> dict[str, object]:
    """What the page says of one measure."""
    table = asked.table(measure.id)
    shown = table if len(table) <= MOST_ROWS else table.head(0)
    # An address of the dashboard leads nowhere from here.
    columns = [column for column in measure.columns if column.name != "link"]
    cells = [say.values(column, shown, asked.settings) for column in columns]
    return {
        "measure": measure,
        "findings": list(asked.finding(measure.id).values()),
        "scope": say.scope(measure, asked),
        "notes": say.left_out_of(measure, asked.filters),
        "size": len(table),
        "columns": columns,
        "rows": list(zip(*cells, strict=True)),
    }
