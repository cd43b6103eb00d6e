"""Bars a month or quarter, their parts one upon the other from zero: a panel an authority."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

import pandas as pd

from dashboard.figures import panels, theme
from dashboard.figures.panels import Label, Panel
from dashboard.figures.plain import days, numbers
from dashboard.figures.samples import Sample
from dashboard.figures.view import View

DAY, WEEK = timedelta(days=1), timedelta(days=7)

GAP = 0.25
"""The share of a month's or quarter's room that is left free between bars."""


@dataclass(frozen=True)
class Stack:
    """An authority's bars: the sizes of the parts, from the bottom up, with what is shown of each."""

    rows: pd.DataFrame
    """A row a month or quarter."""
    parts: list[tuple[Sample, pd.Series]]
    traces: list[dict] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    """Of the marks of `traces`."""
    head: float = 0.0
    """The room over the bars for marks, as a share of the highest of them."""


def draw(
    view: View, measure: str, stacks: dict[str, Stack], period: Literal["month", "quarter"], *, unit: str,
    colour_by: str,
) -> dict:
    """The stacks by authority as one figure; key dates are marked, school holidays are too short for it."""
    starts = {code: first_days(stack.rows, period) for code, stack in stacks.items()}
    months = 1 if period == "month" else 3
    first = min(days.min() for days in starts.values()).date()
    end = (max(days.max() for days in starts.values()) + pd.DateOffset(months=months)).date()
    drawn = [_panel(stack, starts[code], end, months, view, code, unit) for code, stack in stacks.items()]
    said = "%{x|%B %Y}" if period == "month" else "Quarter from %{x|%B %Y}"
    xaxis = {"range": [first.isoformat(), end.isoformat()], "unifiedhovertitle": {"text": said}}
    dated = replace(view, events=tuple(event for event in view.events if event.last is None))
    figure = panels.draw(dated, measure, drawn, (first, end - WEEK), colour_by=colour_by, xaxis=xaxis)
    return figure | {"layout": figure["layout"] | {"barmode": "stack", "bargap": GAP}}


def first_days(rows: pd.DataFrame, period: Literal["month", "quarter"]) -> pd.Series:
    """The first day of each row's month or quarter."""
    return pd.PeriodIndex(rows[period].str.replace("-Q", "Q"), freq=period[0].upper()).to_timestamp().to_series()


def _panel(stack: Stack, starts: pd.Series, end: date, months: int, view: View, code: str, unit: str) -> Panel:
    traces, labels, under = [], [], 0.0
    for sample, sizes in stack.parts:
        traces.append({
            "type": "bar", "name": sample.text, "x": days(starts), "y": numbers(sizes), "xperiod": f"M{months}",
            "marker": {"color": sample.fill, "line": {"color": sample.outline, "width": theme.THIN * view.scale}},
            "hovertemplate": f"{sample.text}: %{{y:,}}<extra></extra>",
        })
        size = float(sizes.iloc[-1])
        labels.append(Label(sample, under + size / 2, view.colours.ink))
        under += size
    ceiling = panels.top(sum(sizes for _, sizes in stack.parts)) * (1 + stack.head)
    return Panel(
        code, view.name(code), ceiling, end - DAY, traces + stack.traces, labels + stack.labels, unit=unit
    )
