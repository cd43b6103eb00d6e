"""`demand`: hours without a provider, found but not begun, and placed, one upon the other."""

import pandas as pd

from dashboard.figures import panels, theme
from dashboard.figures.panels import Label, Panel
from dashboard.figures.plain import days, numbers
from dashboard.figures.samples import CLEAR, Sample
from dashboard.figures.view import View


def draw(table: pd.DataFrame, view: View) -> dict:
    """A panel an authority: what waits stands on the axis, so that it can be read; what is placed on top of it.

    Services are added up.
    """
    if table.empty:
        return panels.empty(view, "demand")
    hours = ["demand_hours", "placed_hours", "waiting_hours", "unsourced_hours"]
    weekly = table.groupby(["authority", "week"])[hours].sum(skipna=False).round(9).reset_index()
    drawn = [_panel(rows, view, code) for code, rows in view.by_authority(weekly)]
    weeks = (table["week"].min().date(), table["week"].max().date())
    return panels.draw(view, "demand", drawn, weeks, colour_by="authority")


def _panel(rows: pd.DataFrame, view: View, code: str) -> Panel:
    colours, place, scale = view.colours, view.place(code), view.scale
    colour, soft = colours.authority(place), theme.tint(colours.authority(place), theme.SOFT)
    pattern = {
        "shape": "/", "bgcolor": CLEAR, "fgcolor": colour, "size": 8 * scale, "solidity": 0.4, "fillmode": "replace",
    }
    parts: list[tuple[Sample, pd.Series, dict]] = [
        (Sample("No provider", fill=colour), rows["unsourced_hours"], {"fillcolor": colour}),
        (Sample("To start", strokes=colour, hatching="/"), (rows["waiting_hours"] - rows["unsourced_hours"]).round(9),
         {"fillcolor": CLEAR, "fillpattern": pattern}),
        (Sample("Placed", fill=soft), rows["placed_hours"], {"fillcolor": soft}),
    ]
    line = {"color": colours.paper, "width": theme.GAP * scale, "shape": "hvh"}
    # One upon the other only where all are shown: what a shareable table leaves out is no zero.
    if any(values.isna().any() for _, values, _ in parts):
        return _lines(rows, parts, view, code)
    traces, labels, under = [], [], 0.0
    for sample, values, style in parts:
        traces.append(panels.series(
            view, days(rows["week"]), numbers(values), sample.text, stackgroup="hours", line=line, **style,
        ))
        hours = float(values.iloc[-1])
        labels.append(Label(sample, under + hours / 2, colours.ink))
        under += hours
    ceiling = panels.top(rows["placed_hours"] + rows["waiting_hours"])
    return Panel(code, view.name(code), ceiling, rows["week"].iloc[-1].date(), traces, labels)


def _lines(rows: pd.DataFrame, parts: list[tuple[Sample, pd.Series, dict]], view: View, code: str) -> Panel:
    """All that is asked for, and what may be shown of its parts, each as a line of its own with gaps."""
    stroke, lines = view.colours.authority_line(view.place(code)), {"All hours": ("solid", rows["demand_hours"])}
    for (sample, values, _), dash in zip(parts, ("dot", "dashdot", "dash"), strict=True):
        lines[sample.text] = dash, values
    traces, labels = [], []
    for name, (dash, values) in lines.items():
        if values.notna().any():
            line = {"color": stroke, "width": theme.BOLD * view.scale, "dash": dash}
            traces.append(panels.series(view, days(rows["week"]), numbers(values), name, line=line))
            sample = Sample(name, outline=stroke, dash=dash, stroke=theme.BOLD)
            labels.append(Label(sample, panels.ending(values), view.colours.ink))
    ceiling = panels.top(*(values for _, values in lines.values()))
    return Panel(code, view.name(code), ceiling, rows["week"].iloc[-1].date(), traces, labels)
