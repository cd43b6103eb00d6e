"""Bars a month or quarter, their parts one upon the other from zero: a panel an authority."""

import math
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pandas as pd

from dashboard.figures import panels, theme
from dashboard.figures.panels import Label, Panel
from dashboard.figures.plain import days, numbers
from dashboard.figures.samples import Sample
from dashboard.figures.view import View
from dashboard.market.periods import Kind
from dashboard.measures.sharing import HIDDEN

WEEK = timedelta(days=7)

MONTHS: dict[Kind, int] = {"month": 1, "quarter": 3}

GAP = 0.25
"""The share of a month's or quarter's room that is left free between bars."""

BESIDE, NARROW = 180, 40
"""The px beside the bars that the value axis and the parts' names take; where it is narrow, the axis alone."""


@dataclass(frozen=True)
class Stack:
    """An authority's bars: the sizes of the parts, from the bottom up, with marks over them."""

    rows: pd.DataFrame
    """The table's rows, one a month or quarter."""
    parts: list[tuple[Sample, pd.Series]]
    marks: list[dict] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    """The names of the marks."""
    head: float = 0.0
    """The room over the bars for marks, as a share of the highest of them."""


def draw(view: View, measure: str, stacks: dict[str, Stack], kind: Kind, *, unit: str, colour_by: str) -> dict:
    """The stacks by authority as one figure; key dates are marked, but not school holidays, which are too short."""
    shown = pd.concat([stack.rows for stack in stacks.values()]).drop_duplicates(kind).sort_values(kind)
    starts = first_days(shown, kind)
    first, end = starts.iloc[0].date(), (starts.iloc[-1] + pd.DateOffset(months=MONTHS[kind])).date()
    drawn = [_panel(stack, kind, view, code, unit) for code, stack in stacks.items()]
    xaxis = {
        "range": [first.isoformat(), end.isoformat()], "minor": {}, "ticks": "", "tickmode": "array",
        "unifiedhovertitle": {"text": "%{x|%B %Y}" if kind == "month" else "Quarter from %{x|%B %Y}"},
    } | _ticks(shown, kind, view)
    dated = replace(view, events=tuple(event for event in view.events if event.last is None))
    figure = panels.draw(dated, measure, drawn, (first, end - WEEK), colour_by=colour_by, xaxis=xaxis)
    return figure | {"layout": figure["layout"] | {"barmode": "stack", "bargap": GAP}}


def first_days(rows: pd.DataFrame, kind: Kind) -> pd.Series:
    """The first day of each row's month or quarter."""
    span = pd.PeriodIndex(rows[kind].str.replace("-Q", "Q"), freq=kind[0].upper())
    return span.to_timestamp().to_series(index=rows.index)


def _ticks(rows: pd.DataFrame, kind: Kind, view: View) -> dict:
    """Names under as many bars as have room for them, the last of all if it may be; the running one is "so far"."""
    starts, months = first_days(rows, kind), MONTHS[kind]
    names = [
        f"{start:%b}" if months == 1 else f"{start:%b}–{start + pd.DateOffset(months=2):%b}" for start in starts
    ]
    under = [
        f"{start.year}" if complete else "so far" for start, complete in zip(starts, rows["complete"], strict=True)
    ]
    wide = theme.LETTER * theme.TEXT * (1 + max(len("2026"), *map(len, names)))
    bar = (view.room - (NARROW if view.narrow else BESIDE)) / len(names)
    # A name that the figure's edge would cut is not shown at all; where labels stand beside the bars there is room.
    past_edge = math.ceil(max(wide / 2 - bar / 2, 0) / bar) if view.narrow else 0
    kept = range(len(names) - 1 - past_edge, -1, -math.ceil(wide / bar))
    middles = [starts.iloc[n] + pd.DateOffset(months=months // 2) + pd.Timedelta(days=15) for n in kept]
    return {
        "tickvals": [middle.date().isoformat() for middle in middles],
        "ticktext": [f"{names[n]}<br>{under[n]}" for n in kept],
    }


def _panel(stack: Stack, kind: Kind, view: View, code: str, unit: str) -> Panel:
    starts = first_days(stack.rows, kind)
    # A bar without one of its parts would look like a lower one: it is not drawn, and marked.
    drawn = pd.concat([sizes.astype(float) for _, sizes in stack.parts], axis=1).notna().all(axis=1)
    traces, labels, under = [], [], 0.0
    if not drawn.all():
        traces.append(_hidden(starts[~drawn], kind, view))
    for sample, sizes in ((sample, sizes.astype(float).where(drawn)) for sample, sizes in stack.parts):
        traces.append({
            "type": "bar", "name": sample.text, "x": days(starts), "y": numbers(sizes), "xperiod": f"M{MONTHS[kind]}",
            "marker": {"color": sample.fill, "line": {"color": sample.outline, "width": theme.THIN * view.scale}},
            "hovertemplate": f"{sample.text}: %{{y:,}}<extra></extra>",
        })
        size = float(sizes.fillna(0).iloc[-1])
        labels.append(Label(sample, under + size / 2, view.colours.ink))
        under += size
    highest = panels.top(pd.concat([sizes[drawn] for _, sizes in stack.parts], axis=1).sum(axis=1))
    last = (starts.iloc[-1] + pd.DateOffset(months=MONTHS[kind]) - pd.Timedelta(days=1)).date()
    return Panel(
        code, view.name(code), highest * (1 + stack.head), last, traces + stack.marks, labels + stack.labels, unit=unit
    )


def _hidden(starts: pd.Series, kind: Kind, view: View) -> dict:
    """A mark for each bar that rests on figures that a shareable table leaves out."""
    middles = starts + pd.DateOffset(months=MONTHS[kind] // 2) + pd.Timedelta(days=15 if MONTHS[kind] % 2 else 0)
    return {
        "type": "scatter", "mode": "text", "name": HIDDEN, "x": days(middles), "y": [0.0] * len(starts),
        "text": [HIDDEN] * len(starts), "textposition": "top center", "hoverinfo": "skip",
        "textfont": {"color": view.colours.ink_2, "size": theme.TEXT * view.scale},
    }
