"""`provider_weeks`: a heat map of weekly hours, a row a provider: who works, who has stopped, who never began."""

from itertools import groupby

import numpy as np
import pandas as pd

from dashboard.figures import panels, theme
from dashboard.figures.plain import days, shorten
from dashboard.figures.rows import Rows
from dashboard.figures.samples import CLEAR, Sample
from dashboard.figures.view import View
from dashboard.measures import words

PITCH, CELL, MARK = 1.6, 1.3, 0.15
"""The height of a row, of its cells, and of the line of a week with nothing delivered: shares of the text's size."""

NAME = 24
"""The most characters of a name beside its row; the table below has it in full."""

RECENT = 13
"""Providers are sorted by the hours of so many latest weeks."""

WEEK = 7 * 86_400_000.0


def draw(table: pd.DataFrame, view: View) -> dict:
    """Each authority's providers by week: hours in three classes, nothing delivered as a line, silence hatched.

    Those with the most hours lately come first, then those that stopped, the latest first, then those that never
    began. A week that was neither expected nor sent is left blank.
    """
    if table.empty:
        return panels.empty(view, "provider_weeks")
    colours = view.colours
    rows = Rows(view) if view.narrow else Rows(view, left=(NAME * theme.LETTER + 0.3) * theme.TEXT * view.scale)
    cuts = _cuts(float(table["delivered_hours"].max()))
    low, middle, high = colours.sequence
    rows.key([
        Sample(f"Over {words.number(cuts[1])} hours a week", fill=high, outline=colours.outline),
        Sample(f"Over {words.number(cuts[0])}, to {words.number(cuts[1])}", fill=middle, outline=colours.outline),
        Sample(f"To {words.number(cuts[0])}", fill=low, outline=colours.outline),
        Sample("Reported, nothing delivered", fill=colours.axis, height=MARK),
        Sample("Not reported", outline=colours.ink_2, hatching=theme.NOT_REPORTED),
    ])
    rows.axis()
    data, names = [], {}
    marks: dict[str, list[tuple]] = {"reported": [], "zero": [], "silent": []}
    top, name = cuts[1] * 2, "" if view.narrow else "%{y}<br>"
    scale = [(0.0, low), (cuts[0] / top, low), (cuts[0] / top, middle), (0.5, middle), (0.5, high), (1.0, high)]
    for code, of_authority in view.by_authority(table):
        rows.space(0.6)
        rows.text(f"<b>{view.name(code)}</b>")
        hours = of_authority.pivot(index="provider_id", columns="week", values="delivered_hours")
        reported = of_authority.pivot(index="provider_id", columns="week", values="reported")
        unreported = of_authority.pivot(index="provider_id", columns="week", values="unreported_hours")
        titles = of_authority.drop_duplicates("provider_id").set_index("provider_id")["provider"]
        order = _order(hours)
        weeks, middles, z = days(hours.columns.to_series()), [], []
        for provider in order:
            if view.narrow:
                rows.text(shorten(str(titles[provider]), 28))
            y = rows.strip(PITCH)
            middles.append(y)
            names[y] = shorten(str(titles[provider]), NAME)
            row, states = hours.loc[provider].to_numpy(float), reported.loc[provider].tolist()
            z.append([value if value > 0 else None for value in row.tolist()])
            for state, places in groupby(range(len(weeks)), key=lambda i: states[i]):
                run = list(places)
                if state in marks:
                    expected = float(np.nansum(unreported.loc[provider].to_numpy(float)[run]))
                    marks[state].append((weeks[run[0]], len(run), y, expected))
        data.append({
            "type": "heatmap", "name": "Delivered", "x": weeks, "y": middles, "z": z, "zmin": 0, "zmax": top,
            "colorscale": [list(stop) for stop in scale], "showscale": False, "hoverongaps": False,
            "ygap": (PITCH - CELL + (theme.LEADING if view.narrow else 0)) * rows.size,
            "hovertemplate": f"{name}Week of %{{x|%-d %B %Y}}: %{{z:,.1~f}} hours<extra></extra>",
        })
    looks: dict[str, tuple[str, float, dict]] = {
        "reported": ("Reported", CELL, {"color": CLEAR, "line": {"color": colours.outline, "width": view.scale}}),
        "zero": ("Nothing delivered", MARK, {"color": colours.axis, "line": {"width": 0}}),
        "silent": ("Not reported", CELL, {
            "color": CLEAR, "line": {"color": colours.ink_2, "width": view.scale}, "pattern": panels.hatch(view),
        }),
    }
    for state, (name, height, marker) in looks.items():
        if marks[state]:
            data.append(_runs(name, marks[state], height * rows.size, marker, hover=state == "silent"))
    first, last = table["week"].min(), table["week"].max()
    half = pd.Timedelta(hours=84)
    xaxis = {
        "type": "date", "range": [(first - half).isoformat(), (last + half).isoformat()], "showgrid": False,
        "tickformat": "%-d %b\n%Y", "nticks": 4,
    }
    series = ["Delivered", *(looks[state][0] for state in ("zero", "silent") if marks[state])]
    return rows.figure(
        "provider_weeks", data, xaxis, colour_by="amount", series=series, names=None if view.narrow else names,
    )


def _cuts(largest: float) -> tuple[float, float]:
    """Two round figures that part little, middling and much."""
    for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000):
        if 3 * step >= largest:
            return float(step), 2.0 * step
    return 2000.0, 4000.0


def _order(hours: pd.DataFrame) -> list:
    recent = hours.iloc[:, -RECENT:].sum(axis=1)
    worked = hours.gt(0)
    last = worked.iloc[:, ::-1].idxmax(axis=1).where(worked.any(axis=1), pd.Timestamp.min)
    keys = pd.DataFrame({"recent": -recent, "last": -pd.to_datetime(last).astype("int64"), "id": hours.index})
    return keys.sort_values(["recent", "last", "id"]).index.tolist()


def _runs(name: str, runs: list[tuple], height: float, marker: dict, *, hover: bool) -> dict:
    """Runs of weeks as bars over the heat map, which has neither patterns nor outlines."""
    said = {
        "customdata": [round(expected / count, 1) for _, count, _, expected in runs],
        "hovertemplate": "Not reported: %{customdata:,.1~f} hours a week expected<extra></extra>",
    }
    return {
        "type": "bar", "orientation": "h", "name": name, "width": height, "marker": marker,
        "base": [(pd.Timestamp(week) - pd.Timedelta(hours=84)).isoformat() for week, *_ in runs],
        "x": [count * WEEK for _, count, *_ in runs],
        "y": [y for _, _, y, _ in runs],
    } | (said if hover else {"hoverinfo": "skip"})
