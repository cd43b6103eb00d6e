"""`demand`: hours placed, found but not begun, and without a provider, one upon the other."""

import pandas as pd

from dashboard.figures import panels, theme
from dashboard.figures.panels import Label, Panel
from dashboard.figures.plain import days, numbers
from dashboard.figures.view import View


def draw(table: pd.DataFrame, view: View) -> dict:
    """A panel an authority: placed hours, then waiting hours with and without a provider; services added up."""
    if table.empty:
        return panels.empty(view, "demand")
    hours = ["placed_hours", "waiting_hours", "unsourced_hours"]
    weekly = table.groupby(["authority", "week"])[hours].sum().round(9).reset_index()
    drawn = [
        _panel(rows, view, str(code))
        for code, rows in sorted(weekly.groupby("authority"), key=lambda group: view.place(str(group[0])))
    ]
    weeks = (table["week"].min().date(), table["week"].max().date())
    return panels.draw(view, "demand", drawn, weeks, colour_by="authority")


def _panel(rows: pd.DataFrame, view: View, code: str) -> Panel:
    colours, place, scale = view.colours, view.place(code), view.scale
    colour = colours.authority(place)
    found = (rows["waiting_hours"] - rows["unsourced_hours"]).round(9)
    pattern = {
        "shape": "-", "bgcolor": "rgba(0,0,0,0)", "fgcolor": colour, "size": 6 * scale, "solidity": 0.4,
        "fillmode": "replace",
    }
    parts: list[tuple[str, pd.Series, dict]] = [
        ("Placed", rows["placed_hours"], {"fillcolor": theme.tint(colour, theme.SOFT)}),
        ("To start", found, {"fillcolor": "rgba(0,0,0,0)", "fillpattern": pattern}),
        ("No provider", rows["unsourced_hours"], {"fillcolor": colour}),
    ]
    traces, labels = [], []
    under = 0.0
    for name, values, style in parts:
        line = {"color": colours.paper, "width": theme.GAP * scale, "shape": "hvh"}
        traces.append(panels.area(days(rows["week"]), numbers(values), name, stackgroup="hours", line=line, **style))
        hours = float(values.iloc[-1])
        labels.append(Label(name, under + hours / 2, colours.ink))
        under += hours
    ceiling = panels.top(rows["placed_hours"] + rows["waiting_hours"])
    return Panel(view.name(code), ceiling, rows["week"].iloc[-1].date(), traces, labels)
