"""`blocks_weekly`: delivered hours under the contracted line, a small panel a contract."""

import pandas as pd

from dashboard.figures import panels, theme
from dashboard.figures.panels import Label, Panel
from dashboard.figures.plain import days, numbers
from dashboard.figures.samples import Sample
from dashboard.figures.view import View


def draw(table: pd.DataFrame, view: View) -> dict:
    """A panel a contract, all to one scale: delivered hours as an area from zero, contracted hours as a dashed line.

    `view.names` gives the contracts' titles.
    """
    if table.empty:
        return panels.empty(view, "blocks_weekly")
    ceiling = panels.top(table["contracted_hours"], table["delivered_hours"])
    drawn = [_panel(rows, view, str(code), ceiling) for code, rows in table.groupby("contract_id")]
    weeks = (table["week"].min().date(), table["week"].max().date())
    return panels.draw(view, "blocks_weekly", drawn, weeks, colour_by="route", plot=110)


def _panel(rows: pd.DataFrame, view: View, code: str, ceiling: float) -> Panel:
    colours, scale = view.colours, view.scale
    colour = colours.routes["block"]
    soft = theme.tint(colour, theme.SOFT)
    weeks = days(rows["week"])
    traces = [
        panels.series(
            view, weeks, numbers(rows["delivered_hours"]), "Delivered", fill="tozeroy",
            fillcolor=soft, line={"color": colour, "width": theme.LINE * scale, "shape": "hvh"},
        ),
        panels.series(
            view, weeks, numbers(rows["contracted_hours"]), "Contracted",
            line={"color": colours.threshold, "width": theme.LINE * scale, "shape": "hvh", "dash": "dash"},
        ),
    ]
    last = rows.iloc[-1]
    labels = [
        Label(Sample("Delivered", fill=soft, outline=colour), panels.ending(rows["delivered_hours"]), colours.ink),
        Label(
            Sample("Contracted", outline=colours.threshold, dash="dash"), float(last["contracted_hours"]),
            colours.threshold,
        ),
    ]
    if rows["delivered_hours"].isna().all():
        # Every week is left out of a shareable table.
        traces, labels = traces[1:], labels[1:]
    return Panel(code, view.name(code), ceiling, last["week"].date(), traces, labels)
