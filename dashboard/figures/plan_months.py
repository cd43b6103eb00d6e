"""`plan_months`: the chance of enough, and the hours behind it, month by month: the plan over the base."""

import pandas as pd

from dashboard.figures import panels, theme
from dashboard.figures.panels import Label, Panel
from dashboard.figures.plain import days, numbers
from dashboard.figures.samples import Sample
from dashboard.figures.stacks import first_days
from dashboard.figures.view import View
from dashboard.measures.outlook import LIKELY

HIGH = 170
"""The px of one panel's axis: there are two an authority."""

SURE = 106.0
"""The end of the axis of chances, in per cent: a line at 100 is seen whole."""


def draw(table: pd.DataFrame, view: View) -> dict:
    """Two panels an authority: the chance of enough, with the threshold under which it is doubtful; hours a week.

    The base is dashed, the plan solid; where they are the same, the plan lies on the base. An authority of which too
    little is known has no panel: the finding says so.
    """
    known = table[table["p_sufficient"].notna()]
    if known.empty:
        return panels.empty(view, "plan_months", *([] if table.empty else ["Too little is known to look ahead"]))
    table = known
    middles = first_days(table, "month") + pd.Timedelta(days=14)
    table = table.assign(day=middles)
    drawn = [
        panel for code, rows in view.by_authority(table)
        for panel in (_chance(rows, view, code), _hours(rows, view, code))
    ]
    xaxis = {"unifiedhovertitle": {"text": "%{x|%B %Y}"}, "tickformat": "%b\n%Y", "nticks": 4 if view.narrow else 9}
    span = (middles.min().date(), middles.max().date())
    return panels.draw(view, "plan_months", drawn, span, colour_by="authority", plot=HIGH, xaxis=xaxis)


def _chance(rows: pd.DataFrame, view: View, code: str) -> Panel:
    colours = view.colours
    stroke, last = colours.authority_line(view.place(code)), rows.iloc[-1]
    threshold = panels.series(
        view, days(rows["day"].iloc[[0, -1]]), [LIKELY * 100] * 2, "Doubtful under", hoverinfo="skip",
        hovertemplate=None, line={"color": colours.threshold, "width": theme.THIN * view.scale, "dash": "dot"},
    )
    traces, labels = _both(rows, "p_sufficient", view, stroke, times=100, unit="%")
    mark = Sample("80%: doubtful under", outline=colours.threshold, dash="dot", stroke=theme.THIN)
    labels.append(Label(mark, LIKELY * 100, colours.threshold, False))
    # The dates that take hours away are marked on the hours.
    return Panel(
        "", f"{view.name(code)}, chance of enough", SURE, last["day"].date(), [threshold, *traces], labels, unit="%"
    )


def _hours(rows: pd.DataFrame, view: View, code: str) -> Panel:
    colours, last = view.colours, rows.iloc[-1]
    stroke = colours.authority_line(view.place(code))
    faint = theme.tint(colours.ink_2, theme.FAINT)
    traces = panels.band(view, rows, "demand_p05", "demand_p95", "Need, 90%", faint, rows["day"])
    need = panels.series(
        view, days(rows["day"]), numbers(rows["demand_p50"]), "Need",
        line={"color": colours.ink, "width": theme.LINE * view.scale},
    )
    both, labels = _both(rows, "capacity_p50", view, stroke)
    labels += [
        Label(
            Sample("Need", outline=colours.ink, dash="solid", stroke=theme.LINE), float(last["demand_p50"]),
            colours.ink,
        ),
        Label(Sample("Need, 90%", fill=faint), float(last["demand_p95"]), colours.ink_2, False),
    ]
    ceiling = panels.top(rows["demand_p95"], rows["capacity_p50"], rows["capacity_p50_base"])
    title = f"{view.name(code)}, capacity and need"
    return Panel(code, title, ceiling, last["day"].date(), [*traces, need, *both], labels)


def _both(
    rows: pd.DataFrame, column: str, view: View, stroke: str, *, times: float = 1, unit: str = " hours"
) -> tuple[list[dict], list[Label]]:
    """The base's line, dashed, and the plan's."""
    traces, labels = [], []
    for name, of, dash, width in (
        ("Base", f"{column}_base", "dash", theme.LINE), ("Plan", column, "solid", theme.BOLD),
    ):
        colour = view.colours.ink_2 if name == "Base" else stroke
        values = rows[of] * times
        traces.append(panels.series(
            view, days(rows["day"]), numbers(values), name,
            line={"color": colour, "width": width * view.scale, "dash": dash},
            hovertemplate=f"{name}: %{{y:,.0f}}{unit}<extra></extra>",
        ))
        labels.append(Label(Sample(name, outline=colour, dash=dash, stroke=width), float(values.iloc[-1]), colour))
    return traces, labels
