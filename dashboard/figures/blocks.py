"""`blocks`: a bullet a contract: delivered hours against those contracted to date, with band and break-even."""

import pandas as pd

from dashboard.figures import panels, theme
from dashboard.figures.plain import lines, numbers, shorten
from dashboard.figures.rows import UNDER, Rows, fitting
from dashboard.figures.samples import Sample
from dashboard.figures.view import View
from dashboard.measures import words
from dashboard.measures.sharing import HIDDEN, TOO_FEW, left_out

STATUSES = {"green": "● On track", "amber": "▲ Watch", "red": "✕ Critical"}
"""A status's shape and word, as the pages have them."""

BESIDE = 12
"""The letters of a status beside a title."""

STRIP, EDGE, SPACE = 1.1, 0.35, 1.4
"""A bar's height, how far the band stands out of it, and the room under it, as shares of the text's size."""


def draw(table: pd.DataFrame, view: View) -> dict:
    """A bullet for each contract's latest contract year in the table, the least used first."""
    latest = table.sort_values("contract_year").drop_duplicates("contract_id", keep="last")
    latest = latest.sort_values(["utilisation", "contract_id"]).reset_index(drop=True)
    if latest.empty:
        return panels.empty(view, "blocks")
    colours, rows = view.colours, Rows(view)
    low, high = view.settings.utilisation_green
    grey = theme.tint(colours.axis, theme.SOFT)
    band = {"fillcolor": grey, "line": {"color": colours.axis, "width": view.scale}}
    rows.key([
        Sample("Delivered", fill=colours.routes["block"]),
        Sample("Contracted to date", outline=colours.threshold, dash="dash"),
        Sample(f"Band: {words.percent(low)} to {words.percent(high)}", fill=grey, outline=colours.axis),
        Sample("Break-even with the DPS", glyph="◇"),
    ])
    rows.space(0.8)
    texts = [_texts(row, view) for _, row in latest.iterrows()]
    heights = [(len(text) * theme.LEADING + STRIP + SPACE) * rows.size for text in texts]
    shown = fitting(heights, None if view.height is None else view.height - rows.y - UNDER * rows.size)
    latest, middles = latest.head(shown), []
    for text in texts[:shown]:
        for line in text:
            rows.text(line)
        rows.space(EDGE)
        begin = rows.y
        middles.append(rows.strip(STRIP))
        rows.shapes.append(band | {
            "type": "rect", "xref": "x", "yref": "y", "x0": low, "x1": high, "y0": begin - EDGE * rows.size,
            "y1": rows.y + EDGE * rows.size, "layer": "below",
        })
        rows.mark(1, begin - EDGE * rows.size, rows.y + EDGE * rows.size)
        rows.space(SPACE - EDGE)
    values, even = numbers(latest["utilisation"]), numbers(latest["break_even_utilisation"])
    data: list[dict] = [
        {
            "type": "bar", "orientation": "h", "name": "Delivered", "x": values, "y": middles, "base": 0,
            "width": STRIP * rows.size, "marker": {"color": colours.routes["block"], "line": {"width": 0}},
            "customdata": [_hover(row) for _, row in latest.iterrows()],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        {
            "type": "scatter", "mode": "markers", "name": "Break-even", "x": even, "y": middles,
            "marker": {
                "symbol": "diamond", "size": 0.9 * rows.size, "color": colours.paper,
                "line": {"color": colours.ink, "width": theme.LINE * view.scale},
            },
            "hovertemplate": "Break-even with the DPS: %{x:.0%}<extra></extra>",
        },
    ]
    end = max([1.2, *(value * 1.05 for value in values + even if value is not None)])
    xaxis = {"range": [0, end], "rangemode": "tozero", "tickformat": ".0%", "fixedrange": True}
    return rows.figure("blocks", data, xaxis, colour_by="route", series=["Delivered"])


def _texts(row: pd.Series, view: View) -> list[str]:
    """Title, status, use and break-even: in two lines, or a line each where it is narrow."""
    room = view.bold if view.narrow else view.letters - BESIDE
    title = [f"<b>{line}</b>" for line in lines(str(row["title"]), room, 2)]
    if left_out(row, "utilisation"):
        return [*title, TOO_FEW]
    if pd.isna(row["utilisation"]):
        return [*title, "No contracted hours yet"]
    status, use = STATUSES[str(row["status"])], f"{words.percent(row['utilisation'])}: {_of(row)}"
    even = row["break_even_utilisation"]
    even = "no DPS price" if pd.isna(even) else f"break-even {words.percent(even)}"
    even = f"break-even {HIDDEN}" if left_out(row, "break_even_utilisation") else even
    if view.narrow:
        return [*title, status, use, even]
    return [*title[:-1], f"{title[-1]} · {status}", f"{use} · {even}"]


def _hover(row: pd.Series) -> str:
    if left_out(row, "utilisation"):
        return TOO_FEW
    return f"{shorten(str(row['title']), 60)}<br>{words.day(row['from'])} to {words.day(row['to'])}: {_of(row)}"


def _of(row: pd.Series) -> str:
    return f"{words.number(row['delivered_hours'])} of {words.number(row['contracted_hours'])} hours"
