"""A measure's table as CSV text: the same for an address, a page's link and the command line."""

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal

import pandas as pd

from dashboard.measures.measure import Kind, Measure
from dashboard.measures.sharing import HIDDEN, withheld

FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")
"""What a spreadsheet may take for the start of a formula."""

BLANK = " \u00a0\u2007\u202f\u3000\u200b\ufeff"
"""What may stand before it unseen."""


def csv_text(table: pd.DataFrame, measure: Measure) -> str:
    """The table by RFC 4180, a header row first; encode it as `utf-8-sig`, so that spreadsheets read it as UTF-8.

    Dates are ISO, booleans true or false, what is missing is empty, numbers are written in full. Text that a
    spreadsheet could take for a formula gets a leading apostrophe. What a shareable table leaves out is `c`.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(measure.names)
    columns = ([
        HIDDEN if out else cell
        for cell, out in zip(cells(table[column.name], column.kind), withheld(table, column.name), strict=True)
    ] for column in measure.columns)
    writer.writerows(zip(*columns, strict=True))
    return written.getvalue()


def plain_csv(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Any other table of text in the same form."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(map(harmless, row) for row in rows)
    return written.getvalue()


def cells(values: pd.Series, kind: Kind) -> Iterable[str]:
    """A column's values as CSV writes them, before quoting."""
    if kind in ("date", "week"):
        return values.dt.strftime("%Y-%m-%d").fillna("").tolist()
    if kind == "flag":
        return ["true" if value else "false" for value in values.tolist()]
    if kind in ("count", "days"):
        return ["" if value is pd.NA else str(value) for value in values.tolist()]
    if kind in ("hours", "money", "ratio", "number"):
        return _decimals(values.tolist())
    return [harmless(value) for value in values.fillna("").tolist()]


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip(BLANK).startswith(FORMULA) else text


def _decimals(values: list[float]) -> Iterator[str]:
    for value in values:
        text = "" if value != value else repr(value)
        yield f"{Decimal(text):f}" if "e" in text else text
