"""Panels under one another over the same weeks: one an authority or a contract, each with its name, axes and labels.

Panels are rows, never columns, so that the same figure can be read at 320 px and across a wide page. All heights are
worked out here in px: labels at line ends are moved apart by it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard.figures import samples, theme
from dashboard.figures.plain import days, lines, numbers, shorten
from dashboard.figures.samples import CLEAR, Sample
from dashboard.figures.view import Event, View

LEADER = 0.7
"""The room between a line's end and its label, as a share of the text's size."""

FOOT, BETWEEN = 3.4, 0.8
"""The height of the weeks' axis with two lines of labels, and the room under it, as shares of the text's size."""

UNIT = "hours a week"

DAY, HALF = timedelta(days=1), timedelta(hours=84)
"""A week is drawn from half a week before its Monday to half a week after it."""

BAR, SHADE = 0.3, 0.5
"""Of the bars that mark days which lie together: the height, as a share of the text's size, and the share of colour."""

OVER = 0.5
"""The room between a panel and the lowest note above it, as a share of the text's size."""

NOTE = 20
"""The most characters of a note above a panel."""

NOTES = 4
"""At most so many key dates of a panel have their label shown, the latest ones; all have their line."""

NO_DATA = "No data for these filters"


@dataclass(frozen=True)
class _Note:
    """A word over a day, and where it stands."""

    day: date
    text: str
    is_date: bool
    """Whether it names a key date, which has a line down the panel."""
    lane: int
    """How many notes are between it and the panel."""
    stands: dict
    """Its anchor, and its place where that is not its day."""


@dataclass(frozen=True)
class _Head:
    """What stands above a panel: its title, its key where it is narrow, and the notes."""

    title: str
    key: list[Sample]
    notes: list[_Note]
    height: float


@dataclass(frozen=True)
class Label:
    """A series' name: at the end of its line or area, or in a key above the panels where there is no room beside."""

    sample: Sample
    y: float
    colour: str
    is_series: bool = True
    """Not so for a mark upon the series: what is overdue, what has not been reported."""


@dataclass
class Panel:
    """One panel: its traces (without axes), the labels, and a note on a week."""

    of: str
    """Whose it is: an authority's code or a contract's id."""
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
    unit: str = UNIT
    """What its value axis counts."""


def empty(view: View, measure: str, text: str = NO_DATA) -> dict:
    """A figure that says that there is nothing to show, or why."""
    size = theme.TEXT * view.scale
    layout = theme.layout(
        view.colours, height=view.height or 8 * size, scale=view.scale, uirevision=view.revision(measure)
    )
    hidden = {"visible": False, "fixedrange": True}
    note = {
        "text": text, "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5, "showarrow": False,
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
    view: View, measure: str, panels: list[Panel], weeks: tuple[date, date], *, colour_by: str, plot: float = 230,
    xaxis: dict | None = None,
) -> dict:
    """The panels as one figure over the weeks from the first to the last; `plot` is the px of one panel's axis.

    `xaxis` says what is different where the periods are longer than weeks.
    """
    size = theme.TEXT * view.scale
    left = theme.LETTER * size * max(len(f"{panel.top:,.0f}") for panel in panels) + 0.5 * size
    right = 0.5 * size
    if not view.narrow:
        longest = max((len(label.sample.text) for panel in panels for label in panel.labels), default=0)
        right = theme.LETTER * size * longest + LEADER * size + 4
    heads = _heads(panels, weeks, view, left)
    around = sum(head.height for head in heads) + len(panels) * FOOT * size + (len(panels) - 1) * BETWEEN * size
    plot *= view.scale
    if view.height is not None:
        plot = max((view.height - around) / len(panels), 3 * size)
    height = around + len(panels) * plot
    named = [label.sample.text for panel in panels for label in panel.labels if label.is_series]
    layout = theme.layout(view.colours, height=height, scale=view.scale, uirevision=view.revision(measure)) | {
        "margin": {"l": round(left), "r": round(right), "t": 0, "b": 0}, "hovermode": "x unified",
        "meta": {"colour_by": colour_by, "series": list(dict.fromkeys(named))},
    }
    data: list[dict] = []
    annotations: list[dict] = []
    shapes: list[dict] = []
    down = 0.0
    for place, (panel, head) in enumerate(zip(panels, heads, strict=True)):
        n = "" if place == 0 else str(place + 1)
        texts, marks = _drawn(head, down, height, f"x{n}", left, view)
        annotations, shapes = annotations + texts, shapes + marks
        down += head.height
        layout[f"xaxis{n}"] = _weeks_axis(view, weeks) | (xaxis or {}) | {"anchor": f"y{n}"}
        layout[f"xaxis{n}"] |= {"matches": "x"} if place else {}
        layout[f"yaxis{n}"] = _value_axis(view, panel.top, plot) | {
            "anchor": f"x{n}", "domain": [1 - (down + plot) / height, 1 - down / height],
        }
        data += [trace | {"xaxis": f"x{n}", "yaxis": f"y{n}"} for trace in panel.traces]
        annotations += [] if view.narrow else _line_ends(panel, f"x{n}", f"y{n}", plot, view)
        for event in _events(panel, weeks, view):
            if event.last is None:
                shapes.append(_mark(event.first, f"x{n}", f"y{n} domain", view))
            else:
                shapes.append(_bar(event.first, event.last, weeks, f"x{n}", 1 - down / height, view))
        down += plot + (FOOT + BETWEEN) * size
    return {"data": data, "layout": layout | {"annotations": annotations, "shapes": shapes}}


def ending(values: pd.Series) -> float:
    """Where a series ends: its last figure; a shareable table may leave out the latest. NaN where there is none."""
    known = values.dropna()
    return float(known.iloc[-1]) if len(known) else float("nan")


def series(view: View, weeks: list[str | None], values: list[float | None], name: str, **style: Any) -> dict:
    """One figure a week as a line, or an area by `style`; a dot where there is a single week.

    An area with gaps is drawn as a line: it would be filled across them. A week between two gaps has a dot.
    """
    mode = "lines" if len(weeks) > 1 else "markers"
    if None in values and "line" in style:
        line = style["line"]
        width = line["width"] or theme.LINE * view.scale
        kept = {name: value for name, value in style.items() if name not in ("fill", "fillcolor")}
        style = kept | {"line": line | {"width": width}, "marker": {"color": line["color"], "size": 1.5 * width}}
        mode = "lines+markers"
    return {
        "type": "scatter", "mode": mode, "x": weeks, "y": values, "name": name,
        "marker": {"color": view.colours.ink, "size": 8 * view.scale},
        "hovertemplate": f"{name}: %{{y:,.1~f}} hours<extra></extra>",
    } | style


def band(
    view: View, rows: pd.DataFrame, low: str, high: str, name: str, colour: str, weeks: pd.Series | None = None
) -> list[dict]:
    """Two columns with the colour between them: what lies from one to the other; by `weeks`, or the rows' own."""
    x = days(rows["week"] if weeks is None else weeks)
    line = {"color": colour, "width": 0}
    under = series(view, x, numbers(rows[low]), name, line=line, hoverinfo="skip", hovertemplate=None)
    return [under, series(
        view, x, numbers(rows[high]), name, line=line, fill="tonexty", fillcolor=colour, customdata=numbers(rows[low]),
        hovertemplate=f"{name}: %{{customdata:,.1~f}} to %{{y:,.1~f}} hours<extra></extra>",
    )]


def hatched_weeks(weeks: list[str | None], ceiling: float, name: str, view: View) -> dict:
    """Whole weeks hatched from the bottom of a panel to its top."""
    x: list[str | None] = []
    y: list[float | None] = []
    for week in weeks:
        middle = pd.Timestamp(str(week))
        begin, end = (middle - HALF).isoformat(), (middle + HALF).isoformat()
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


def _heads(panels: list[Panel], weeks: tuple[date, date], view: View, left: float) -> list[_Head]:
    size = theme.TEXT * view.scale
    heads: list[_Head] = []
    for panel, key in zip(panels, _keys(panels) if view.narrow else [[] for _ in panels], strict=True):
        events = _events(panel, weeks, view)
        dates = [(event.first, event.text, True) for event in events if event.last is None]
        own = [(*panel.note, False)] if panel.note and not view.narrow else []
        named = {note.text for head in heads for note in head.notes}
        days = [note for note in _longest(events, weeks) if note[1] not in named]
        notes = _lanes([*dates[-NOTES:], *own, *days], weeks, view)
        lanes = 1 + max((note.lane for note in notes), default=-1)
        title = _title(panel, view)
        under = samples.key(key, view, 0, lambda px: px, "paper", left)[2]
        height = (title.count("<br>") + 1 + lanes) * theme.LEADING * size + under + (OVER + 0.2) * size
        heads.append(_Head(title, key, notes, height))
    return heads


def _title(panel: Panel, view: View) -> str:
    """Whose panel it is and its unit, in as many lines as the width needs."""
    broken = lines(panel.title, view.bold, 2)
    beside = len(f"{broken[-1]}, {panel.unit}") <= view.letters
    return "<br>".join(f"<b>{line}</b>" for line in broken) + (", " if beside else "<br>") + panel.unit


def _keys(panels: list[Panel]) -> list[list[Sample]]:
    """Each panel's key: its samples from the top of the chart down, but for those that a panel above has shown."""
    seen: set[Sample] = set()
    keys = []
    for panel in panels:
        marks = [label.sample for label in reversed(panel.labels)] + ([panel.hatched] if panel.hatched else [])
        keys.append([mark for mark in marks if mark not in seen])
        seen.update(marks)
    return keys


def _drawn(head: _Head, down: float, height: float, x: str, left: float, view: View) -> tuple[list[dict], list[dict]]:
    """The annotations and shapes of a head that begins `down` px down a figure of a height."""
    size, colours = theme.TEXT * view.scale, view.colours
    line = theme.LEADING * size
    under = down + line * (1 + head.title.count("<br>"))
    annotations, shapes, _ = samples.key(head.key, view, under, lambda px: 1 - px / height, "paper", left)
    annotations.append({
        "text": head.title, "xref": "paper", "yref": "paper", "x": 0, "y": 1 - down / height, "xshift": -round(left),
        "xanchor": "left", "yanchor": "top", "align": "left", "showarrow": False,
    })
    foot = 1 - (down + head.height) / height
    for note in head.notes:
        up = OVER * size + note.lane * line
        annotations.append({
            "text": note.text, "x": note.day.isoformat(), "xref": x, "y": foot, "yref": "paper", "yanchor": "bottom",
            "yshift": round(up), "showarrow": False, "font": {"color": colours.ink_2}, **note.stands,
        })
        if note.is_date:
            shapes.append(_mark(note.day, x, "paper", view) | {"y0": foot, "y1": foot + up / height})
    return annotations, shapes


def _weeks_axis(view: View, weeks: tuple[date, date]) -> dict:
    colours = view.colours
    span = [(pd.Timestamp(weeks[0]) - HALF).isoformat(), (pd.Timestamp(weeks[1]) + HALF).isoformat()]
    axis = {
        "type": "date", "range": span, "showgrid": False, "zeroline": False,
        "showline": True, "linecolor": colours.axis, "linewidth": theme.THIN * view.scale,
        "ticks": "outside", "ticklen": 6 * view.scale, "tickcolor": colours.axis, "tickangle": 0,
        "tickformat": "%-d %b\n%Y", "nticks": 4,
        "unifiedhovertitle": {"text": "Week of %{x|%-d %B %Y}"},
    }
    if (weeks[1] - weeks[0]).days <= 2 * 366:
        axis["minor"] = {"dtick": "M1", "ticks": "outside", "ticklen": 3 * view.scale, "tickcolor": colours.axis}
    return axis


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


def _events(panel: Panel, weeks: tuple[date, date], view: View) -> list[Event]:
    """What of a panel's own is to mark within the weeks, in the order of its days."""
    end = weeks[1] + timedelta(days=6)
    within = [
        event for event in view.events
        if panel.of in event.of and event.first <= end and (event.last or event.first) >= weeks[0]
    ]
    return sorted(within, key=lambda event: event.first)


def _longest(events: list[Event], weeks: tuple[date, date]) -> list[tuple[date, str, bool]]:
    """A note in the middle of the longest of each kind of days that lie together, or the latest of some as long."""
    found: dict[str, tuple[timedelta, date]] = {}
    for event in events:
        if event.last is not None:
            first, last = max(event.first, weeks[0]), min(event.last, weeks[1] + 6 * DAY)
            found[event.text] = max(found.get(event.text, (-DAY, first)), (last - first, first))
    return [(first + (days + DAY) / 2 - HALF, text, False) for text, (days, first) in found.items()]


def _bar(first: date, last: date, weeks: tuple[date, date], x: str, top: float, view: View) -> dict:
    """A thin bar on a panel's top edge over days that lie together: as its weeks are drawn, half a week early."""
    begin = pd.Timestamp(max(first, weeks[0])) - HALF
    end = pd.Timestamp(min(last, weeks[1] + 6 * DAY)) + DAY - HALF
    return {
        "type": "rect", "xref": x, "x0": begin.isoformat(), "x1": end.isoformat(), "yref": "paper", "yanchor": top,
        "ysizemode": "pixel", "y0": 0, "y1": BAR * theme.TEXT * view.scale, "line": {"width": 0},
        "fillcolor": theme.tint(view.colours.axis, SHADE),
    }


def _lanes(notes: list[tuple[date, str, bool]], weeks: tuple[date, date], view: View) -> list[_Note]:
    """Each note in the lowest lane where it touches no other, were the figure as narrow as it may be."""
    room, letter = view.width * (0.8 if view.narrow else 0.65), theme.LETTER * theme.TEXT * view.scale
    lanes: list[list[tuple[float, float]]] = []
    placed = []
    for day, text, is_date in sorted(notes):
        text = shorten(text, NOTE)
        at = (day - weeks[0]).days / ((weeks[1] - weeks[0]).days + 7) * room
        wide = len(text) * letter
        begin, stands = _stands(at, wide, room, beside=is_date)
        end = begin + wide
        lane = next((i for i, taken in enumerate(lanes) if all(end < a or begin > b for a, b in taken)), len(lanes))
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append((begin, end))
        placed.append(_Note(day, text, is_date, lane, stands))
    return placed


def _stands(at: float, wide: float, room: float, *, beside: bool) -> tuple[float, dict]:
    """Where a note over a place begins, and its anchor: beside the place or in its middle, or else at an end."""
    if beside and at + wide <= room:
        return at, {"xanchor": "left"}
    if beside and at >= wide:
        return at - wide, {"xanchor": "right"}
    if not beside and wide / 2 <= at <= room - wide / 2:
        return at - wide / 2, {"xanchor": "center"}
    if at < room / 2:
        return 0.0, {"xanchor": "left", "xref": "paper", "x": 0}
    return room - wide, {"xanchor": "right", "xref": "paper", "x": 1}


def _mark(day: date, x: str, y: str, view: View) -> dict:
    return {
        "type": "line", "xref": x, "yref": y, "x0": day.isoformat(), "x1": day.isoformat(), "y0": 0, "y1": 1,
        "layer": "below", "line": {"color": view.colours.axis, "width": theme.THIN * view.scale, "dash": "dot"},
    }
