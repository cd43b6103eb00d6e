"""`backtest`: what came true, over what would have been said of it, at one number of weeks ahead."""

import pandas as pd

from dashboard.figures import panels, theme
from dashboard.figures.panels import Label, Panel
from dashboard.figures.plain import days, numbers
from dashboard.figures.samples import Sample
from dashboard.figures.view import View

SHOWN = 26
"""The weeks ahead that are drawn, or the most there are where these are too many."""


def draw(table: pd.DataFrame, view: View) -> dict:
    """A panel an authority, by the week told of: the hours needed, the band and middle said, and last year's figure."""
    if table.empty:
        return panels.empty(view, "backtest")
    ahead = max(int(weeks) for weeks in table["horizon_weeks"].unique() if weeks <= SHOWN)
    table = table[table["horizon_weeks"] == ahead]
    table = table.assign(week=table["origin"] + pd.Timedelta(weeks=ahead))
    drawn = [_panel(rows, view, code, ahead) for code, rows in view.by_authority(table)]
    weeks = (table["week"].min().date(), table["week"].max().date())
    return panels.draw(view, "backtest", drawn, weeks, colour_by="authority")


def _panel(rows: pd.DataFrame, view: View, code: str, ahead: int) -> Panel:
    colours, place, scale = view.colours, view.place(code), view.scale
    stroke, faint = colours.authority_line(place), theme.tint(colours.authority(place), theme.SOFT)
    weeks, last = days(rows["week"]), rows.iloc[-1]
    traces = panels.band(view, rows, "p05", "p95", "Said, 90%", faint)
    labels = [Label(Sample("Said, 90%", fill=faint), float(last["p95"]), stroke, False)]
    for column, name, colour, width, dash in (
        ("naive", "Last year", colours.ink_2, theme.LINE, "dot"),
        ("p50", "Said", stroke, theme.LINE, "dash"),
        ("actual", "Came true", colours.ink, theme.BOLD, "solid"),
    ):
        line = {"color": colour, "width": width * scale, "dash": dash}
        traces.append(panels.series(view, weeks, numbers(rows[column]), name, line=line))
        labels.append(Label(Sample(name, outline=colour, dash=dash, stroke=width), float(last[column]), colour))
    ceiling = panels.top(rows["p95"], rows["actual"], rows["naive"])
    unit = f"{panels.UNIT}, {ahead} weeks ahead"
    return Panel(code, view.name(code), ceiling, last["week"].date(), traces, labels, unit=unit)
