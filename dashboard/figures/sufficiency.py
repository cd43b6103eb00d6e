"""`sufficiency`: demand as a line over credible capacity, with what is there on paper only and what is lately done."""

import pandas as pd

from dashboard.figures import panels, theme
from dashboard.figures.panels import Label, Panel
from dashboard.figures.plain import days, numbers
from dashboard.figures.samples import Sample
from dashboard.figures.view import View

NOT_REPORTED = "Not all reported"


def draw(table: pd.DataFrame, view: View) -> dict:
    """A panel an authority: demand over credible and paper capacity, demonstrated dotted, overdue hours from zero.

    Weeks that have not been fully reported are hatched (measures.md section 5). A capacity that the table was given
    without is left out.
    """
    if table.empty:
        return panels.empty(view, "sufficiency")
    drawn = [_panel(rows, view, code) for code, rows in view.by_authority(table)]
    weeks = (table["week"].min().date(), table["week"].max().date())
    return panels.draw(view, "sufficiency", drawn, weeks, colour_by="authority")


def _panel(rows: pd.DataFrame, view: View, code: str) -> Panel:
    colours, place, scale = view.colours, view.place(code), view.scale
    fill, stroke = colours.authority(place), colours.authority_line(place)
    soft, faint = theme.tint(fill, theme.SOFT), theme.tint(fill, theme.FAINT)
    series: list[tuple[str, Sample, str, dict]] = [
        ("credible_hours", Sample("Credible", fill=soft, outline=stroke), stroke, {
            "fill": "tozeroy", "fillcolor": soft, "line": {"color": stroke, "width": theme.LINE * scale},
        }),
        ("paper_hours", Sample("Paper", fill=faint, outline=stroke), stroke, {
            "fill": "tonexty", "fillcolor": faint,
            "line": {"color": stroke, "width": theme.THIN * scale, "dash": "dash"},
        }),
        ("overdue_hours", Sample("Overdue", fill=colours.ink_2), colours.ink_2, {
            "fill": "tozeroy", "fillcolor": colours.ink_2, "line": {"color": colours.ink_2, "width": 0, "shape": "hvh"},
        }),
        ("demonstrated_hours", Sample("Demonstrated", outline=colours.ink_2, dash="dot"), colours.ink_2, {
            "line": {"color": colours.ink_2, "width": theme.LINE * scale, "dash": "dot"},
        }),
        ("demand_hours", Sample("Demand", outline=colours.ink, dash="solid", stroke=theme.BOLD), colours.ink, {
            "line": {"color": colours.ink, "width": theme.BOLD * scale},
        }),
    ]
    series = [given for given in series if given[0] in rows]
    weeks, ceiling = days(rows["week"]), panels.top(*(rows[column] for column, *_ in series))
    traces, labels = [], []
    for column, sample, colour, style in series:
        if rows[column].isna().all() or (column == "overdue_hours" and not (rows[column] > 0).any()):
            continue
        traces.append(panels.series(view, weeks, numbers(rows[column]), sample.text, **style))
        labels.append(Label(sample, panels.ending(rows[column]), colour, column != "overdue_hours"))
    unreported = rows.loc[rows["unreported_hours"] > 0, "week"]
    panel = Panel(code, view.name(code), ceiling, rows["week"].iloc[-1].date(), traces, labels)
    if len(unreported):
        panel.traces.append(panels.hatched_weeks(days(unreported), ceiling, NOT_REPORTED, view))
        panel.hatched = panels.not_reported(NOT_REPORTED, view)
        panel.note = (unreported.iloc[-1].date(), NOT_REPORTED)
    return panel
