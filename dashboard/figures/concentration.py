"""`concentration`: who carries the hours, quarter by quarter, and the need that is covered without the largest."""

import pandas as pd

from dashboard.figures import panels, theme
from dashboard.figures.plain import numbers, shorten
from dashboard.figures.rows import Rows
from dashboard.figures.samples import CLEAR, Sample
from dashboard.figures.view import View
from dashboard.measures import words
from dashboard.measures.sharing import HIDDEN, left_out

STRIP, THIN, EDGE, SPACE = 1.1, 0.45, 0.25, 0.9
"""The height of the bar of shares, that of the bar under it, and the room above and under them, of the text's size."""

LARGEST, NEXT, OTHERS, COVERED = "Largest provider", "Next four", "All others", "Need met without largest"


LONGEST = 50
"""The most characters of a line."""

SHARES = ["largest_share", "top5_share", "sufficiency_without_largest"]


def draw(table: pd.DataFrame, view: View) -> dict:
    """Two bars a quarter of an authority, the latest first: shares of its hours, and sufficiency without the largest.

    Both are of one axis, on which 100% is all the hours, and all the need. `view.names` gives the providers' names.
    """
    if table.empty:
        return panels.empty(view, "concentration")
    colours, rows = view.colours, Rows(view)
    rows.key([
        Sample(LARGEST, fill=colours.ink_2, outline=colours.ink_2),
        Sample(NEXT, fill=theme.tint(colours.ink_2, theme.SOFT), outline=colours.ink_2),
        Sample(OTHERS, outline=colours.ink_2),
        Sample(COVERED, fill=colours.ink, height=THIN),
    ])
    rows.axis()
    first = rows.y
    bars: list[dict] = []
    for code, own in view.by_authority(table):
        rows.space(0.6)
        rows.text(f"<b>{shorten(view.name(code), view.letters)}</b>")
        for _, row in own[::-1].iterrows():
            rows.space(0.3)
            for line in _texts(row, view):
                rows.text(line)
            rows.space(EDGE)
            bars.append({"row": row, "shares": rows.strip(STRIP), "covered": rows.strip(THIN)})
            rows.space(SPACE)
    rows.mark(1, first, rows.y)
    found = pd.DataFrame([bar["row"][SHARES] for bar in bars]).astype(float)
    shares, covered = [bar["shares"] for bar in bars], [bar["covered"] for bar in bars]
    top5 = found["top5_share"]
    lengths = {LARGEST: found["largest_share"], NEXT: top5 - found["largest_share"], OTHERS: 1 - top5}
    bases = {LARGEST: 0 * top5, NEXT: found["largest_share"], OTHERS: top5}
    fills = {LARGEST: colours.ink_2, NEXT: theme.tint(colours.ink_2, theme.SOFT), OTHERS: CLEAR}
    outline = {"color": colours.ink_2, "width": 1.5 * view.scale}
    data = [
        _bars(name, lengths[name], bases[name], shares, STRIP * rows.size, {"color": fills[name], "line": outline})
        for name in (LARGEST, NEXT, OTHERS)
    ]
    without = found["sufficiency_without_largest"]
    solid = {"color": colours.ink, "line": {"width": 0}}
    data.append(_bars(COVERED, without, 0 * without, covered, THIN * rows.size, solid))
    end = max([1.05, *(1.05 * value for value in numbers(without) if value is not None)])
    xaxis = {"range": [0, end], "rangemode": "tozero", "tickformat": ".0%", "fixedrange": True}
    series = [LARGEST, NEXT, OTHERS, COVERED]
    return rows.figure("concentration", data, xaxis, colour_by=None, series=series)


def _bars(name: str, lengths: pd.Series, bases: pd.Series, y: list[float], height: float, marker: dict) -> dict:
    return {
        "type": "bar", "orientation": "h", "name": name, "x": numbers(lengths.round(9)),
        "base": numbers(bases.fillna(0)), "y": y, "width": height, "marker": marker,
        "customdata": numbers(lengths.round(9)),
        "hovertemplate": f"{name}: %{{customdata:.1%}}<extra></extra>",
    }


def _texts(row: pd.Series, view: View) -> list[str]:
    """The quarter with what it would be without the largest, and who that is; a line each where it is narrow."""
    quarter = pd.Period(row["quarter"].replace("-", ""))
    begin = f"{quarter.start_time:%b}"
    when = f"{begin} to {quarter.end_time:%b %Y}" if row["complete"] else f"Since {begin} {quarter.year}"
    if row["providers"] == 0:
        return [when, "No hours delivered"]
    name = view.names.get(row["largest_provider"], row["largest_provider"])
    share = HIDDEN if left_out(row, "largest_share") else words.percent(row["largest_share"])
    largest = shorten(f"{share} {name}", min(view.letters, LONGEST))
    if pd.isna(row["sufficiency_without_largest"]):
        return [when, largest]
    need = f"{words.percent(row['sufficiency_without_largest'], 1)} of need"
    return [when, largest, f"{need} without it"] if view.narrow else [f"{when}: {need} without largest", largest]
