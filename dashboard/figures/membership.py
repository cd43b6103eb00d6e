"""`membership`: the members at each month's end, active or not, and the months in which some joined or left."""

import pandas as pd

from dashboard.figures import panels, stacks, theme
from dashboard.figures.panels import Label
from dashboard.figures.plain import days, numbers
from dashboard.figures.samples import Sample
from dashboard.figures.stacks import Stack
from dashboard.figures.view import View

UNIT = "members"

MARKS = {"left": ("Left", "▼", "triangle-down", 0.08), "joined": ("Joined", "▲", "triangle-up", 0.2)}
"""How leaving and joining are called and marked, and how far over the highest bar, as a share of it."""

HEAD = 0.26
"""The room for both over the bars, as a share of the highest."""


def draw(table: pd.DataFrame, view: View) -> dict:
    """A panel an authority: active members stand on the axis, the others upon them."""
    if table.empty:
        return panels.empty(view, "membership")
    drawn = {code: _stack(rows, view, code) for code, rows in view.by_authority(table)}
    return stacks.draw(view, "membership", drawn, "month", unit=UNIT, colour_by="authority")


def _stack(rows: pd.DataFrame, view: View, code: str) -> Stack:
    colours, place = view.colours, view.place(code)
    fill, stroke = colours.authority(place), colours.authority_line(place)
    parts = [
        (Sample("Active", fill=fill, outline=stroke), rows["active_members"]),
        (Sample("Not active", fill=theme.tint(fill, theme.FAINT), outline=stroke),
         rows["members"] - rows["active_members"]),
    ]
    highest, starts = panels.top(rows["members"]), stacks.first_days(rows, "month")
    traces, labels = [], []
    for column, (name, glyph, symbol, over) in MARKS.items():
        some = (rows[column] > 0).to_numpy()
        if not some.any():
            continue
        height = highest * (1 + over)
        traces.append({
            "type": "scatter", "mode": "markers", "name": name, "x": days(starts[some]), "xperiod": "M1",
            "xperiodalignment": "middle", "y": [height] * int(some.sum()), "customdata": numbers(rows[column][some]),
            "marker": {"symbol": symbol, "size": 0.6 * theme.TEXT * view.scale, "color": colours.ink},
            "hovertemplate": f"{name}: %{{customdata:,}}<extra></extra>",
        })
        labels.append(Label(Sample(name, glyph=glyph), height, colours.ink))
    return Stack(rows, parts, traces, labels, HEAD)
