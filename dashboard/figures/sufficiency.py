"""`sufficiency`: demand as a line over credible capacity, with what is there on paper only and what is lately done."""

import pandas as pd

from dashboard.figures import panels, theme
from dashboard.figures.panels import Label, Panel
from dashboard.figures.plain import days, numbers
from dashboard.figures.view import View

CAPACITY = ["demand_hours", "credible_hours", "paper_hours", "demonstrated_hours", "overdue_hours"]


def draw(table: pd.DataFrame, view: View) -> dict:
    """A panel an authority: demand over credible and paper capacity, demonstrated dotted, overdue hours from zero.

    Weeks that have not been fully reported are hatched (measures.md section 5).
    """
    if table.empty:
        return panels.empty(view, "sufficiency")
    drawn = [
        _panel(rows, view, str(code))
        for code, rows in sorted(table.groupby("authority"), key=lambda group: view.place(str(group[0])))
    ]
    weeks = (table["week"].min().date(), table["week"].max().date())
    return panels.draw(view, "sufficiency", drawn, weeks, colour_by="authority")


def _panel(rows: pd.DataFrame, view: View, code: str) -> Panel:
    colours, place, scale = view.colours, view.place(code), view.scale
    fill, stroke = colours.authority(place), colours.authority_line(place)
    weeks, ceiling = days(rows["week"]), panels.top(*(rows[name] for name in CAPACITY))
    styles: dict[str, tuple[str, str, dict]] = {
        "credible_hours": ("Credible", stroke, {
            "fill": "tozeroy", "fillcolor": theme.tint(fill, theme.SOFT),
            "line": {"color": stroke, "width": theme.LINE * scale},
        }),
        "paper_hours": ("Paper", stroke, {
            "fill": "tonexty", "fillcolor": theme.tint(fill, theme.FAINT),
            "line": {"color": stroke, "width": theme.THIN * scale, "dash": "dash"},
        }),
        "overdue_hours": ("Overdue", colours.ink_2, {
            "fill": "tozeroy", "fillcolor": colours.ink_2, "line": {"width": 0, "shape": "hvh"},
        }),
        "demonstrated_hours": ("Demonstrated", colours.ink_2, {
            "line": {"color": colours.ink_2, "width": theme.LINE * scale, "dash": "dot"},
        }),
        "demand_hours": ("Demand", colours.ink, {"line": {"color": colours.ink, "width": theme.BOLD * scale}}),
    }
    traces, labels = [], []
    for column, (name, colour, style) in styles.items():
        if column == "overdue_hours" and not (rows[column] > 0).any():
            continue
        traces.append(panels.area(weeks, numbers(rows[column]), name, **style))
        labels.append(Label(name, float(rows[column].iloc[-1]), colour))
    unreported = rows.loc[rows["unreported_hours"] > 0, "week"]
    notes = []
    if len(unreported):
        traces.append(panels.hatched_weeks(days(unreported), ceiling, "Not all reported", view))
        notes.append((unreported.iloc[-1].date(), "Not all reported"))
    return Panel(view.name(code), ceiling, rows["week"].iloc[-1].date(), traces, labels, notes)
