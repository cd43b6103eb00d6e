"""`outlook`: the fan of demand over the capacity that is committed and that can be counted on, week by week ahead."""

import pandas as pd

from dashboard.figures import panels, theme
from dashboard.figures.panels import Label, Panel
from dashboard.figures.plain import days, numbers
from dashboard.figures.samples import Sample
from dashboard.figures.view import View
from dashboard.market.weeks import latest_complete_week
from dashboard.measures.outlook import LIKELY

DOUBTFUL = "Doubtful from here"
TOO_LITTLE = "Too little known"


def draw(table: pd.DataFrame, view: View) -> dict:
    """A panel an authority: the demand's bands and middle over the capacity's, committed hours as an area from zero.

    The first week ahead in which enough is doubtful is named. Where too little is known there is no fan.
    """
    if table.empty:
        return panels.empty(view, "outlook")
    drawn = [_panel(rows, view, code) for code, rows in view.by_authority(table)]
    weeks = (table["week"].min().date(), table["week"].max().date())
    return panels.draw(view, "outlook", drawn, weeks, colour_by="authority")


def _panel(rows: pd.DataFrame, view: View, code: str) -> Panel:
    colours, place, scale = view.colours, view.place(code), view.scale
    fill, stroke = colours.authority(place), colours.authority_line(place)
    soft, faint = theme.tint(fill, theme.SOFT), theme.tint(fill, theme.FAINT)
    wide, narrow = theme.tint(colours.ink_2, theme.FAINT), theme.tint(colours.ink_2, theme.SOFT)
    weeks, last = days(rows["week"]), rows.iloc[-1]
    committed = panels.series(
        view, weeks, numbers(rows["capacity_committed"]), "Committed", fill="tozeroy", fillcolor=soft,
        line={"color": stroke, "width": theme.THIN * scale, "shape": "hvh"},
    )
    traces = [committed]
    labels = [Label(Sample("Committed", fill=soft, outline=stroke), float(last["capacity_committed"]), stroke)]
    panel = Panel(code, view.name(code), panels.top(rows["capacity_committed"]), last["week"].date(), traces, labels)
    if rows["p_sufficient"].isna().all():
        panel.note = (rows["week"].iloc[len(rows) // 2].date(), TOO_LITTLE)
        return panel
    traces += panels.band(view, rows, "capacity_p05", "capacity_p95", "Capacity, 90%", faint)
    traces += panels.band(view, rows, "demand_p05", "demand_p95", "Demand, 90%", wide)
    traces += panels.band(view, rows, "demand_p25", "demand_p75", "Demand, 50%", narrow)
    for column, name, colour, width in (
        ("capacity_p50", "Capacity", stroke, theme.LINE), ("demand_p50", "Demand", colours.ink, theme.BOLD),
    ):
        line = {"color": colour, "width": width * scale}
        traces.append(panels.series(view, weeks, numbers(rows[column]), name, line=line))
        sample = Sample(name, outline=colour, dash="solid", stroke=width)
        labels.append(Label(sample, float(last[column]), colour))
    labels += [
        Label(Sample("Capacity, 90%", fill=faint), float(last["capacity_p95"]), stroke, False),
        Label(Sample("Demand, 50%", fill=narrow), float(last["demand_p75"]), colours.ink_2, False),
        Label(Sample("Demand, 90%", fill=wide), float(last["demand_p95"]), colours.ink_2, False),
    ]
    panel.top = panels.top(rows["demand_p95"], rows["capacity_p95"], rows["capacity_committed"])
    ahead = rows[rows["week"] > pd.Timestamp(latest_complete_week(view.as_of))]
    below = ahead.loc[ahead["p_sufficient"] < LIKELY, "week"]
    if len(below):
        panel.note = (below.iloc[0].date(), DOUBTFUL)
    return panel
