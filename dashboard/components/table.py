"""A measure's table as HTML: the same rows as its chart and CSV, sorted and turned by plain buttons."""

import pandas as pd
from markupsafe import Markup

from dashboard.components import links, say
from dashboard.components.asked import Asked
from dashboard.measures import MEASURES
from dashboard.measures.csv import cells
from dashboard.measures.measure import NUMBERS, Column
from dashboard.measures.sharing import HIDDEN, withheld

PAGE = 50
"""Rows a page."""

NAMES = {"provider": "provider_id", "largest_provider": "largest_provider"}
"""The columns that name a provider, and those that have its id."""

HINT = " Arrow keys move among headings{}."
"""The row of headings, and a column of names, are one stop each for the Tab key (assets/panels.js): a page stays short
for who uses no mouse."""

NO_ROWS = Markup('<tr><td colspan="{}">No rows.</td></tr>')
HEAD = Markup('<th scope="col"{0}{1}><button type="button" data-sort="{2}" title="{3}"{4}>{5}</button></th>')
ROW_HEAD = Markup('<th scope="row"{}>{}</th>')
CELL = Markup("<td{}>{}</td>")


def table_html(measure_id: str, asked: Asked, sort: str = "", page: int = 1) -> Markup:
    """One page of the table; `sort` is a column's name, with a leading “-” for descending.

    Raises KeyError where there is no such column. A page beyond the last is the last.
    """
    measure, table = MEASURES[measure_id], asked.table(measure_id)
    by = sort.removeprefix("-")
    if sort:
        table = table.sort_values(by, ascending=by == sort, kind="stable", na_position="last", ignore_index=True)
    pages = max(1, -(-len(table) // PAGE))
    page = min(max(page, 1), pages)
    first = (page - 1) * PAGE
    rows = table.iloc[first : first + PAGE]
    stop = by or measure.columns[0].name
    heads = Markup("").join(_head(column, sort, stop=column.name == stop) for column in measure.columns)
    return Markup(
        '<div class="scroll" role="region" aria-label="{label}" tabindex="0"><table>'
        "<caption>{caption}{hint}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>{pager}"
    ).format(
        label=f"Table: {measure.question}",
        caption=f"{measure.question} {say.scope(measure, asked)}",
        hint=HINT.format(" and names" if NAMES.keys() & set(table) else ""),
        heads=heads,
        body=_body(rows, measure.columns, asked) or NO_ROWS.format(len(table.columns)),
        pager=_pager(first, len(rows), len(table), page, pages),
    )


def _head(column: Column, sort: str, *, stop: bool) -> Markup:
    up, down = sort == column.name, sort == f"-{column.name}"
    order = Markup(' aria-sort="{}"').format("ascending" if up else "descending") if up or down else ""
    return HEAD.format(
        _number(column), order, f"-{column.name}" if up else column.name, column.meaning,
        Markup("") if stop else Markup(' tabindex="-1"'), column.label,
    )


def _body(rows: pd.DataFrame, columns: tuple[Column, ...], asked: Asked) -> Markup:
    written = [list(cells(rows[column.name], column.kind)) for column in columns]
    left_out = [withheld(rows, column.name) for column in columns]
    of = {name: list(rows[source]) for name, source in NAMES.items() if {name, source} <= set(rows)}
    # A DPS has members, not one provider: the first row may name none.
    firsts = {name: next((at for at, one in enumerate(ids) if isinstance(one, str)), None) for name, ids in of.items()}
    lines = []
    for place in range(len(rows)):
        line = [
            CELL.format(_number(column), HIDDEN) if out[place] else
            _cell(column, rows[column.name].iloc[place], full[place], asked, head=column is columns[0],
                  provider=of[column.name][place] if column.name in of else None,
                  first=place == firsts.get(column.name))
            for column, full, out in zip(columns, written, left_out, strict=True)
        ]
        lines.append(Markup("<tr>{}</tr>").format(Markup("").join(line)))
    return Markup("").join(lines)


def _cell(
    column: Column, cell: object, full: str, asked: Asked, *, head: bool, provider: object, first: bool
) -> Markup:
    shown: str | Markup = say.value(column, cell, asked.settings)
    if column.kind == "status":
        shown = Markup('<span class="status" data-status="{}">{}</span>').format(full, shown)
    elif shown != full:
        shown = Markup('<data value="{}">{}</data>').format(full, shown)
    # A provider's own page lists packages one by one: a shareable view does not lead there.
    if isinstance(provider, str) and not asked.filters.share:
        stop = Markup("") if first else Markup(' tabindex="-1"')
        shown = Markup('<a href="{}"{}>{}</a>').format(links.provider(provider, asked.filters), stop, shown)
    return (ROW_HEAD if head else CELL).format(_number(column), shown)


def _number(column: Column) -> Markup:
    return Markup(' class="number"') if column.kind in NUMBERS else Markup("")


def _pager(first: int, shown: int, total: int, page: int, pages: int) -> Markup:
    if pages == 1:
        return Markup("")
    return Markup(
        '<div class="pager"><button type="button" data-page="{back}"{at_start}>Previous</button>'
        "<span>Rows {first} to {last} of {total}</span>"
        '<button type="button" data-page="{on}"{at_end}>Next</button></div>'
    ).format(
        back=page - 1,
        at_start=Markup(" disabled") if page == 1 else "",
        first=first + 1,
        last=first + shown,
        total=f"{total:,}",
        on=page + 1,
        at_end=Markup(" disabled") if page == pages else "",
    )
