"""`supply`: delivered hours by route, one upon the other, with what has not been reported hatched on top."""

import pandas as pd

from dashboard.figures import panels, theme
from dashboard.figures.panels import Label, Panel
from dashboard.figures.plain import days, numbers
from dashboard.figures.samples import CLEAR, Sample
from dashboard.figures.view import View

NOT_REPORTED = "Not reported"

DASHES = {"block": "solid", "dps": "dash", "in_house": "dot", "spot": "dashdot"}
"""How each route's line is drawn, where they cannot stand one upon the other."""


def draw(table: pd.DataFrame, view: View) -> dict:
    """A panel an authority: each route's delivered hours stacked, by colour and pattern; unreported hours on top."""
    if table.empty:
        return panels.empty(view, "supply")
    drawn = [_panel(rows, view, code) for code, rows in view.by_authority(table)]
    weeks = (table["week"].min().date(), table["week"].max().date())
    return panels.draw(view, "supply", drawn, weeks, colour_by="route")


def _panel(rows: pd.DataFrame, view: View, code: str) -> Panel:
    colours, scale = view.colours, view.scale
    gap = {"color": colours.paper, "width": theme.GAP * scale, "shape": "hvh"}
    # One upon the other only where all are shown: what a shareable table leaves out is no zero.
    stacked = rows["delivered_hours"].notna().all() and rows["unreported_hours"].notna().all()
    traces, labels, under = [], [], 0.0
    for route, name in theme.ROUTES.items():
        of_route = rows[rows["route"] == route]
        if not (of_route["delivered_hours"] > 0).any():
            continue
        colour, shape = colours.routes[route], theme.PATTERNS[route]
        pattern = {
            "shape": shape, "bgcolor": colour, "fgcolor": colours.paper, "size": 8 * scale, "solidity": 0.2,
            "fillmode": "replace",
        }
        area = {"stackgroup": "hours", "line": gap, "fillcolor": colour} | ({"fillpattern": pattern} if shape else {})
        line = {"line": {"color": colour, "width": theme.BOLD * scale, "dash": DASHES[route]}}
        traces.append(panels.series(
            view, days(of_route["week"]), numbers(of_route["delivered_hours"]), name, **(area if stacked else line)
        ))
        hours = panels.ending(of_route["delivered_hours"])
        if not stacked:
            sample = Sample(name, outline=colour, dash=DASHES[route], stroke=theme.BOLD)
            labels.append(Label(sample, hours, colours.ink))
            continue
        sample = Sample(name, fill=colour, strokes=colours.paper, hatching=shape)
        labels.append(Label(sample, under + hours / 2, colours.ink))
        under += hours
    weekly = rows.groupby("week")[["delivered_hours", "unreported_hours"]].sum().round(9).reset_index()
    if stacked and (weekly["unreported_hours"] > 0).any():
        traces.append(panels.series(
            view, days(weekly["week"]), numbers(weekly["unreported_hours"]), NOT_REPORTED, stackgroup="hours",
            line={"color": colours.ink_2, "width": theme.THIN * scale, "shape": "hvh"}, fillcolor=CLEAR,
            fillpattern=panels.hatch(view),
        ))
        silent = float(weekly["unreported_hours"].iloc[-1])
        labels.append(Label(panels.not_reported(NOT_REPORTED, view), under + silent / 2, colours.ink_2, False))
    ceiling = panels.top(weekly["delivered_hours"] + weekly["unreported_hours"])
    return Panel(code, view.name(code), ceiling, rows["week"].iloc[-1].date(), traces, labels)
