"""`contracts`: a timeline to each contract's maximum end, with its countdowns and the day as a line."""

from datetime import timedelta

import pandas as pd

from dashboard.figures import panels, theme
from dashboard.figures.plain import lines
from dashboard.figures.rows import Rows, fitting
from dashboard.figures.samples import CLEAR, Sample
from dashboard.figures.view import View
from dashboard.measures import words

OVER = ("terminated", "ended")
"""Phases of contracts that are no longer in force: drawn last."""

EDGE, STRIP, THIN, SPACE = 0.2, 1.0, 0.45, 1.2
"""The room over a term, its height, that of the time to act, and the room under it, as shares of the text's size."""

BACK, AHEAD = timedelta(days=3 * 365), timedelta(days=10 * 365)
"""What is shown at first of contracts that are longer; the rest is there when zoomed out."""


def draw(table: pd.DataFrame, view: View) -> dict:
    """A row a contract, the next decision first: initial term, extensions taken, options, and the time to act.

    The time to act runs from reprocurement_start to decision_due, or to current_end where no option is left.
    """
    if table.empty:
        return panels.empty(view, "contracts")
    colours, rows = view.colours, Rows(view)
    due = table["decision_due"].fillna(table["current_end"])
    order = table.assign(over=table["phase"].isin(OVER), due=due).sort_values(["over", "due", "contract_id"])
    contracts = [row for _, row in order.iterrows()]
    rows.key([
        Sample("Initial term", fill=colours.ink_2, outline=colours.ink_2),
        Sample("Extension taken", outline=colours.ink_2, hatching="/"),
        Sample("Option to extend", outline=colours.ink_2),
        Sample("Time to act", fill=colours.ink, height=THIN),
        Sample("Decision due", glyph="◆"),
    ])
    rows.axis()
    rows.space(0.2)
    begin = max(min(row["start_date"].date() for row in contracts), view.as_of - BACK)
    end = min(max(max(row["maximum_end"].date() for row in contracts), view.as_of), view.as_of + AHEAD)
    share = (view.as_of - begin) / max(end - begin, timedelta(days=1))
    rows.above(f"As at {view.as_of.day} {view.as_of:%b %Y}", view.as_of.isoformat(), share)
    first = rows.y
    rows.space(0.3)
    texts = [_texts(row, view) for row in contracts]
    heights = [(len(text) * theme.LEADING + EDGE + STRIP + THIN + SPACE) * rows.size for text in texts]
    shown = fitting(heights, None if view.height is None else view.height - rows.y)
    terms, acts = [], []
    for text in texts[:shown]:
        for line in text:
            rows.text(line)
        rows.space(EDGE)
        terms.append(rows.strip(STRIP))
        acts.append(rows.strip(THIN))
        rows.space(SPACE)
    rows.mark(view.as_of.isoformat(), first, rows.y)
    spans: dict[str, list[tuple]] = {
        name: [] for name in ("Initial term", "Extension taken", "Option to extend", "Time to act")
    }
    decisions = []
    for row, term, act in zip(contracts[:shown], terms, acts, strict=True):
        start, initial, current = (row[name].date() for name in ("start_date", "initial_end", "current_end"))
        maximum = row["maximum_end"].date()
        spans["Initial term"].append((start, min(initial, current), term))
        if current > initial:
            spans["Extension taken"].append((initial + timedelta(days=1), current, term))
        if row["extensions_left"] > 0 and row["phase"] not in OVER:
            spans["Option to extend"].append((current + timedelta(days=1), maximum, term))
        if row["phase"] not in OVER and not pd.isna(row["reprocurement_start"]):
            until = current if pd.isna(row["decision_due"]) else row["decision_due"].date()
            if row["reprocurement_start"].date() < until:
                spans["Time to act"].append((row["reprocurement_start"].date(), until, act))
        if not pd.isna(row["decision_due"]):
            decisions.append((row["decision_due"].date(), act))
    outline = {"color": colours.ink_2, "width": 1.5 * view.scale}
    hatch = {"shape": "/", "fgcolor": colours.ink_2, "bgcolor": CLEAR, "size": 8 * view.scale, "solidity": 0.3}
    markers: dict[str, dict] = {
        "Initial term": {"color": colours.ink_2, "line": outline},
        "Extension taken": {"color": CLEAR, "line": outline, "pattern": hatch},
        "Option to extend": {"color": colours.paper, "line": outline},
        "Time to act": {"color": colours.ink, "line": {"width": 0}},
    }
    data = [
        _bars(name, spans[name], (THIN if name == "Time to act" else STRIP) * rows.size, marker)
        for name, marker in markers.items() if spans[name]
    ]
    if decisions:
        data.append({
            "type": "scatter", "mode": "markers", "name": "Decision due",
            "x": [day.isoformat() for day, _ in decisions], "y": [act for _, act in decisions],
            "marker": {"symbol": "diamond", "size": 0.8 * rows.size, "color": colours.ink,
                       "line": {"color": colours.paper, "width": theme.LINE * view.scale}},
            "hovertemplate": "Decision due: %{x|%-d %B %Y}<extra></extra>",
        })
    xaxis = {
        "type": "date", "nticks": 4 if view.narrow else 7, "tickformat": "%-d %b\n%Y",
        "tickformatstops": [{"dtickrange": ["M12", None], "value": "%Y"}],
        "minor": {"dtick": "M12", "ticks": "outside", "ticklen": 3 * view.scale, "tickcolor": colours.axis},
        "range": [(begin - timedelta(days=30)).isoformat(), (end + timedelta(days=30)).isoformat()],
    }
    return rows.figure("contracts", data, xaxis, colour_by=None, series=[name for name in spans if spans[name]])


def _bars(name: str, spans: list[tuple], height: float, marker: dict) -> dict:
    """Spans of days, both ends included, as bars whose lengths are in milliseconds."""
    return {
        "type": "bar", "orientation": "h", "name": name, "width": height, "marker": marker,
        "base": [first.isoformat() for first, _, _ in spans],
        "x": [((last - first).days + 1) * 86_400_000.0 for first, last, _ in spans],
        "y": [middle for _, _, middle in spans],
        "customdata": [f"{words.day(first)} to {words.day(last)}" for first, last, _ in spans],
        "hovertemplate": f"{name}: %{{customdata}}<extra></extra>",
    }


def _texts(row: pd.Series, view: View) -> list[str]:
    """Title and route, and the countdowns: in two lines, or a line each where it is narrow."""
    title, route = str(row["title"]), theme.ROUTES[str(row["route"])]
    heading = [f"<b>{line}</b>" for line in lines(title, view.bold, 3)]
    if not view.narrow:
        heading[-1] += f", {route}"
    current = row["current_end"].date()
    if row["phase"] in OVER:
        past = row["delivering_past_end"]
        still = [f"Still delivering: {words.hours(past)}"] if past > 0 else []
        return [*heading, f"Ended {words.countdown(current, view.as_of)} ago", *still]
    end = words.countdown(view.as_of, current)
    if pd.isna(row["decision_due"]):
        return [*heading, f"{route}, {end} left" if view.narrow else f"Ends in {end}"]
    due = row["decision_due"].date()
    decide = f"{'✕ Overdue' if view.as_of > due else 'Decide'}: {words.countdown(view.as_of, due)}"
    return [*heading, decide, f"{route}, {end} left"] if view.narrow else [*heading, f"{decide} · end: {end}"]
