"""Panels under one another over the same weeks: one an authority or a contract, each with its name, axes and labels.

Panels are rows, never columns, so that the same figure can be read at 320 px and across a wide page. All heights are
worked out here in px: labels at line ends are moved apart by it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from dashboard.figures import samples, theme
from dashboard.figures.plain import shorten
from dashboard.figures.samples import CLEAR, Sample
from dashboard.figures.view import View

LEADER = 0.7
"""The room between a line's end and its label, as a share of the text's size."""

FOOT = 3.4
"""The height of the weeks' axis with two lines of labels, as a share of the text's size."""

NOTE = 20
"""The most characters of a note above a panel."""

NOTES = 4
"""At most so many key dates have their label shown, the latest ones; all have their line."""

NO_DATA = "No data for these filters"


@dataclass(frozen=True)
class Label:
    """A series' name: at the end of its line or area, or in a key above the panels where there is no room beside."""

    sample: Sample
    y: float
    colour: str


@dataclass
class Panel:
    """One panel: its traces (without axes), the labels, and a note on a week."""

    title: str
    top: float
    """The end of the value axis, which begins at 0."""
    last: date
    """The week at which its lines end."""
    traces: list[dict]
    labels: list[Label]
    hatched: Sample | None = None
    """What hatched weeks mean, where it has any."""
    note: tuple[date, str] | None = None
    """A word on a week, above the panel."""


def empty(view: View, measure: str) -> dict:
    """A figure that says that there is nothing to show."""
    size = theme.TEXT * view.scale
    layout = theme.layout(
        view.colours, height=view.height or 8 * size, scale=view.scale, uirevision=view.revision(measure)
    )
    hidden = {"visible": False, "fixedrange": True}
    note = {
        "text": NO_DATA, "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5, "showarrow": False,
        "font": {"color": view.colours.ink_2},
    }
    return {"data": [], "layout": layout | {
        "xaxis": hidden, "yaxis": hidden, "annotations": [note], "meta": {"colour_by": None, "series": []},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
    }}


def top(*columns: pd.Series) -> float:
    """Where a value axis ends: a little above the largest figure, and never at 0."""
    largest = max((float(column.max()) for column in columns if column.notna().any()), default=0.0)
    return largest * 1.06 if largest > 0 else 1.0


def draw(
    view: View, measure: str, panels: list[Panel], weeks: tuple[date, date], *, colour_by: str,
    plot: float = 230, unit: str = "hours a week",
) -> dict:
    """The panels as one figure over the weeks from the first to the last; `plot` is the px of one panel's axis."""
    size, colours = theme.TEXT * view.scale, view.colours
    line = theme.LEADING * size
    span = weeks[0] - timedelta(days=4), weeks[1] + timedelta(days=4)
    marked = [(day, text) for day, text in sorted(view.events) if span[0] <= day <= span[1]]
    notes = [
        _lanes(
            [(day, text, True) for day, text in marked[-NOTES:] if place == 0]
            + ([(*panel.note, False)] if panel.note and not view.narrow else []),
            span, view,
        )
        for place, panel in enumerate(panels)
    ]
    titles = [_title(panel.title, unit, view) for panel in panels]
    left = theme.LETTER * size * max(len(f"{panel.top:,.0f}") for panel in panels) + 0.5 * size
    longest = max((len(label.sample.text) for panel in panels for label in panel.labels), default=0)
    right = 0.5 * size if view.narrow else theme.LETTER * size * longest + LEADER * size + 4
    marks = _keys(panels) if view.narrow else [[] for _ in panels]
    keys = [samples.key(shown, view, 0, lambda px: px, "paper", left)[2] for shown in marks]
    heads = [
        line * (2 if "<br>" in title else 1) + key + 0.4 * size
        + line * (1 + max((lane for *_, lane in placed), default=-1))
        for title, key, placed in zip(titles, keys, notes, strict=True)
    ]
    foot, between = FOOT * size, 0.8 * size
    if view.height is None:
        plot *= view.scale
    else:
        spare = view.height - sum(heads) - len(panels) * foot - (len(panels) - 1) * between
        plot = max(spare / len(panels), 3 * size)
    height = sum(heads) + len(panels) * (plot + foot) + (len(panels) - 1) * between

    layout = theme.layout(colours, height=height, scale=view.scale, uirevision=view.revision(measure)) | {
        "margin": {"l": round(left), "r": round(right), "t": 0, "b": 0},
        "hovermode": "x unified",
        "meta": {
            "colour_by": colour_by,
            "series": list(dict.fromkeys(label.sample.text for panel in panels for label in panel.labels)),
        },
    }
    data: list[dict] = []
    annotations: list[dict] = []
    shapes: list[dict] = []
    y = height
    for place, (panel, title, head, placed) in enumerate(zip(panels, titles, heads, notes, strict=True)):
        n = "" if place == 0 else str(place + 1)
        ceiling, floor = y - head, y - head - plot
        layout[f"xaxis{n}"] = _weeks_axis(view, weeks, place) | {"anchor": f"y{n}"}
        layout[f"yaxis{n}"] = _value_axis(view, panel.top, plot) | {
            "anchor": f"x{n}", "domain": [floor / height, ceiling / height],
        }
        data += [trace | {"xaxis": f"x{n}", "yaxis": f"y{n}"} for trace in panel.traces]
        annotations.append({
            "text": title, "xref": "paper", "yref": "paper", "x": 0, "y": y / height, "xshift": -round(left),
            "xanchor": "left", "yanchor": "top", "align": "left", "showarrow": False,
        })
        if view.narrow:
            under = height - y + line * (2 if "<br>" in title else 1)
            texts, boxes, _ = samples.key(marks[place], view, under, lambda px: 1 - px / height, "paper", left)
            annotations, shapes = annotations + texts, shapes + boxes
        else:
            annotations += _line_ends(panel, f"x{n}", f"y{n}", plot, view)
        for day, _ in marked:
            shapes.append(_mark(day, f"x{n}", f"y{n} domain", view))
        for day, text, is_event, stands, lane in placed:
            shift = 0.2 * size + lane * line
            annotations.append({
                "text": text, "x": day.isoformat(), "xref": f"x{n}", "y": ceiling / height, "yref": "paper",
                "yanchor": "bottom", "yshift": round(shift), "showarrow": False,
                "font": {"color": colours.ink_2}, **stands,
            })
            if is_event and lane:
                shapes.append(_mark(day, f"x{n}", "paper", view) | {
                    "y0": ceiling / height, "y1": (ceiling + shift) / height,
                })
        y = floor - foot - between
    return {"data": data, "layout": layout | {"annotations": annotations, "shapes": shapes}}


def area(weeks: list[str | None], values: list[float | None], name: str, **style: object) -> dict:
    """A week's figure as a flat step as wide as the week, filled from zero or stacked by `style`."""
    return {
        "type": "scatter", "mode": "lines", "x": weeks, "y": values, "name": name,
        "hovertemplate": f"{name}: %{{y:,.1~f}} hours<extra></extra>",
    } | style


def hatched_weeks(weeks: list[str | None], ceiling: float, name: str, view: View) -> dict:
    """Whole weeks hatched from the bottom of a panel to its top."""
    x: list[str | None] = []
    y: list[float | None] = []
    for week in weeks:
        middle = pd.Timestamp(str(week))
        begin, end = ((middle + timedelta(hours=84 * side)).isoformat() for side in (-1, 1))
        x += [begin, begin, end, end, begin, None]
        y += [0.0, ceiling, ceiling, 0.0, 0.0, None]
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": y, "name": name, "fill": "toself", "hoverinfo": "skip",
        "line": {"width": 0, "color": view.colours.ink_2}, "fillcolor": CLEAR,
        "fillpattern": hatch(view) | {"fgopacity": 0.6},
    }


def hatch(view: View) -> dict:
    """The pattern of what has not been reported."""
    return {
        "shape": theme.NOT_REPORTED, "fgcolor": view.colours.ink_2, "bgcolor": CLEAR,
        "size": 8 * view.scale, "solidity": 0.15, "fillmode": "replace",
    }


def not_reported(text: str, view: View) -> Sample:
    """The key's sample of what has not been reported."""
    return Sample(text, outline=view.colours.ink_2, hatching=theme.NOT_REPORTED)


def _keys(panels: list[Panel]) -> list[list[Sample]]:
    """Each panel's key: its samples from the top of the chart down, but for those that a panel above has shown."""
    seen: set[Sample] = set()
    keys = []
    for panel in panels:
        marks = [label.sample for label in reversed(panel.labels)] + [panel.hatched] * (panel.hatched is not None)
        keys.append([mark for mark in marks if mark and mark not in seen])
        seen.update(keys[-1])
    return keys


def _title(title: str, unit: str, view: View) -> str:
    wide = (len(title) + len(unit) + 2) * theme.LETTER * theme.TEXT * view.scale
    apart = "<br>" if wide > view.width else ", "
    return f"<b>{title}</b>{apart}{unit}"


def _weeks_axis(view: View, weeks: tuple[date, date], place: int) -> dict:
    colours = view.colours
    half = timedelta(hours=84)
    span = [(pd.Timestamp(weeks[0]) - half).isoformat(), (pd.Timestamp(weeks[1]) + half).isoformat()]
    axis = {
        "type": "date", "range": span, "showgrid": False, "zeroline": False,
        "showline": True, "linecolor": colours.axis, "linewidth": theme.THIN * view.scale,
        "ticks": "outside", "ticklen": 6 * view.scale, "tickcolor": colours.axis, "tickangle": 0,
        "tickformat": "%-d %b\n%Y", "nticks": 4,
        "unifiedhovertitle": {"text": "Week of %{x|%-d %B %Y}"},
    }
    if (weeks[1] - weeks[0]).days <= 2 * 366:
        axis["minor"] = {"dtick": "M1", "ticks": "outside", "ticklen": 3 * view.scale, "tickcolor": colours.axis}
    return axis | ({"matches": "x"} if place else {})


def _value_axis(view: View, ceiling: float, plot: float) -> dict:
    colours = view.colours
    ticks = min(5, max(2, round(plot / (2.0 * theme.TEXT * view.scale))))
    return {
        "range": [0, ceiling], "rangemode": "tozero", "fixedrange": True, "nticks": ticks, "tickformat": ",.1~f",
        "gridcolor": theme.tint(colours.axis, 0.25), "gridwidth": theme.THIN * view.scale, "zeroline": False,
        "automargin": True,
    }


def _line_ends(panel: Panel, x: str, y: str, plot: float, view: View) -> list[dict]:
    """The labels right of the last week, each joined to its line's end, moved apart where they would touch."""
    size = theme.TEXT * view.scale
    labels = sorted(panel.labels, key=lambda label: label.y)
    ends = [min(max(label.y / panel.top, 0.0), 1.0) * plot for label in labels]
    apart = 1.2 * size
    places: list[float] = []
    for end in ends:
        places.append(max(end, places[-1] + apart) if places else max(end, 0.4 * size))
    highest = plot - 0.2 * size
    for i in reversed(range(len(places))):
        places[i] = min(places[i], highest)
        highest = places[i] - apart
    return [
        {
            "text": label.sample.text, "font": {"color": label.colour}, "x": panel.last.isoformat(), "y": label.y,
            "xref": x, "yref": y, "xanchor": "left", "yanchor": "middle", "ax": round(LEADER * size),
            "ay": round(end - place, 1), "showarrow": True, "arrowhead": 0, "arrowcolor": label.colour,
            "arrowwidth": theme.THIN * view.scale, "standoff": 2 * view.scale,
        }
        for label, end, place in zip(labels, ends, places, strict=True)
    ]


def _lanes(notes: list[tuple[date, str, bool]], span: tuple[date, date], view: View) -> list[tuple]:
    """Each note with the lane above the panel where it touches no other at the least width, and where it stands."""
    room, letter = view.width * (0.8 if view.narrow else 0.65), theme.LETTER * theme.TEXT * view.scale
    lanes: list[list[tuple[float, float]]] = []
    placed = []
    for day, text, is_event in sorted(notes):
        text = shorten(text, NOTE)
        at, wide = _share(day, span) * room, len(text) * letter
        stands: dict = {"xanchor": "left"}
        if at + wide > room:
            stands = {"xanchor": "right"} if at >= wide else {"xanchor": "right", "xref": "paper", "x": 1}
        begin = at if stands["xanchor"] == "left" else (room if "x" in stands else at) - wide
        end = begin + wide
        lane = next((i for i, taken in enumerate(lanes) if all(end < a or begin > b for a, b in taken)), len(lanes))
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append((begin, end))
        placed.append((day, text, is_event, stands, lane))
    return placed


def _share(day: date, span: tuple[date, date]) -> float:
    return (day - span[0]).days / max((span[1] - span[0]).days, 1)


def _mark(day: date, x: str, y: str, view: View) -> dict:
    return {
        "type": "line", "xref": x, "yref": y, "x0": day.isoformat(), "x1": day.isoformat(), "y0": 0, "y1": 1,
        "layer": "below", "line": {"color": view.colours.axis, "width": theme.THIN * view.scale, "dash": "dot"},
    }
