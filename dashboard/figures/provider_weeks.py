"""`provider_weeks`: a heat map of weekly hours, a row a provider: who works, who has stopped, who never began."""

from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from dashboard.figures import panels, theme
from dashboard.figures.plain import days, numbers, shorten
from dashboard.figures.rows import Rows
from dashboard.figures.samples import CLEAR, Sample
from dashboard.figures.view import View
from dashboard.measures import words
from dashboard.measures.sharing import HIDDEN, withheld

PITCH, CELL, MARK = 1.6, 1.3, 0.15
"""The height of a row, of its cells, and of the line of a week with nothing delivered: shares of the text's size."""

RECENT = 13
"""Providers are sorted by the hours of so many latest weeks."""

ROUND = (1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 300, 500, 1000, 2000, 5000)
"""Figures that classes of hours may begin and end at."""

WEEK = 7 * 86_400_000.0


@dataclass(frozen=True)
class _Run:
    """Weeks of one provider that follow each other in the same state."""

    state: str
    first: str
    weeks: int
    middle: float
    expected: float
    """The unreported hours of a week, on average."""


def draw(table: pd.DataFrame, view: View) -> dict:
    """Each authority's providers by week: hours in three classes, nothing delivered as a line, silence hatched.

    Those with the most hours lately come first, then those that stopped, the latest first, then those that never
    began. A week that was neither expected nor sent is left blank.
    """
    if table.empty:
        return panels.empty(view, "provider_weeks")
    colours, hidden = view.colours, any(withheld(table, "delivered_hours"))
    longest = min(int(table["provider"].str.len().max()), view.letters // 2)
    rows = Rows(view) if view.narrow else Rows(view, left=(longest * theme.LETTER + 0.3) * theme.TEXT * view.scale)
    cuts = _cuts(table["delivered_hours"])
    low, middle, high = colours.sequence
    rows.key([
        Sample(f"Over {words.number(cuts[1])} hours a week", fill=high, outline=colours.outline),
        Sample(f"Over {words.number(cuts[0])}, to {words.number(cuts[1])}", fill=middle, outline=colours.outline),
        Sample(f"To {words.number(cuts[0])}", fill=low, outline=colours.outline),
        Sample("Reported, nothing delivered", fill=colours.axis, height=MARK),
        panels.not_reported("Not reported", view),
        Sample("Blank: nothing expected"),
        *([Sample(f"{HIDDEN}: reported, not shown", outline=colours.outline)] if hidden else []),
    ])
    rows.axis()
    look = _heat(cuts, view, rows)
    pitch = (PITCH + (theme.LEADING if view.narrow else 0)) * rows.size
    data: list[dict] = []
    names: dict[float, str] = {}
    runs: list[_Run] = []
    for code, of_authority in view.by_authority(table):
        rows.space(0.6)
        rows.text(f"<b>{shorten(view.name(code), view.letters)}</b>")
        by_week = of_authority.set_index(["provider_id", "week"])[["delivered_hours", "unreported_hours", "reported"]]
        hours = by_week["delivered_hours"].unstack()
        states, expected = by_week["reported"].unstack(), by_week["unreported_hours"].unstack()
        titles = of_authority.drop_duplicates("provider_id").set_index("provider_id")["provider"]
        weeks, middles, z = days(hours.columns.to_series()), [], []
        for provider in _order(hours):
            if view.narrow:
                rows.text(shorten(str(titles[provider]), view.letters))
            middles.append(rows.strip(PITCH))
            names[middles[-1]] = shorten(str(titles[provider]), longest)
            z.append([value if value and value > 0 else None for value in numbers(hours.loc[provider])])
            runs += _runs(weeks, states.loc[provider].tolist(), numbers(expected.loc[provider]), middles[-1])
        data.append({
            "type": "heatmap", "name": "Delivered", "z": z,
            "x": [_begin(week) for week in weeks] + [_begin(weeks[-1], 1)],
            "y": [middle - pitch / 2 for middle in middles] + [middles[-1] + pitch / 2],
        } | look)
    looks: dict[str, tuple[str, float, dict]] = {
        "reported": ("Reported", CELL, {"color": CLEAR, "line": {"color": colours.outline, "width": view.scale}}),
        "zero": ("Nothing delivered", MARK, {"color": colours.axis, "line": {"width": 0}}),
        "silent": ("Not reported", CELL, {
            "color": CLEAR, "line": {"color": colours.ink_2, "width": view.scale}, "pattern": panels.hatch(view),
        }),
    }
    for state, (name, height, marker) in looks.items():
        of_state = [run for run in runs if run.state == state]
        if of_state:
            data.append(_bars(name, of_state, height * rows.size, marker))
    first, last = days(pd.Series([table["week"].min(), table["week"].max()]))
    xaxis = {
        "type": "date", "range": [_begin(first), _begin(last, 1)], "showgrid": False, "tickformat": "%-d %b\n%Y",
        "nticks": 4,
    }
    return rows.figure(
        "provider_weeks", data, xaxis, colour_by="amount", series=["Delivered"], names=None if view.narrow else names,
    )


def _cuts(hours: pd.Series) -> tuple[int, int]:
    """Two round figures that part the weeks with hours into about a third of little, middling and much each."""
    worked = hours[hours > 0]
    low, high = worked.quantile([1 / 3, 2 / 3]) if len(worked) else (0.0, 0.0)
    first = min(ROUND[:-1], key=lambda cut: abs(cut - low))
    return first, min((cut for cut in ROUND if cut > first), key=lambda cut: abs(cut - high))


def _order(hours: pd.DataFrame) -> list:
    recent = hours.iloc[:, -RECENT:].sum(axis=1)
    worked = hours.gt(0)
    last = worked.iloc[:, ::-1].idxmax(axis=1).where(worked.any(axis=1), pd.Timestamp.min)
    keys = pd.DataFrame({"recent": -recent, "last": -pd.to_datetime(last).astype("int64"), "id": hours.index})
    return keys.sort_values(["recent", "last", "id"]).index.tolist()


def _heat(cuts: tuple[int, int], view: View, rows: Rows) -> dict:
    """The look of the cells: three flat classes, not a blend, so that the key says what each colour means."""
    low, middle, high = view.colours.sequence
    top, name = 2 * cuts[1], "" if view.narrow else "%{y}<br>"
    ends = [(0.0, low), (cuts[0] / top, low), (cuts[0] / top, middle), (0.5, middle), (0.5, high), (1.0, high)]
    return {
        "zmin": 0, "zmax": top, "colorscale": [list(end) for end in ends], "showscale": False, "hoverongaps": False,
        "ygap": (PITCH - CELL + (theme.LEADING if view.narrow else 0)) * rows.size,
        "hovertemplate": f"{name}Week of %{{x|%-d %B %Y}}: %{{z:,.1~f}} hours<extra></extra>",
    }


def _begin(week: str | None, later: int = 0) -> str:
    """Where a week's cell begins, half a week before its Monday; or so many weeks later."""
    return (pd.Timestamp(str(week)) + pd.Timedelta(hours=168 * later - 84)).isoformat()


def _runs(weeks: list, states: list, expected: list, middle: float) -> list[_Run]:
    """A provider's weeks as runs of the same state, blank ones left out."""
    runs = []
    for state, places in groupby(range(len(weeks)), key=lambda place: states[place]):
        run = list(places)
        if isinstance(state, str) and state:
            hours = sum(expected[place] or 0.0 for place in run) / len(run)
            runs.append(_Run(state, weeks[run[0]], len(run), middle, round(hours, 1)))
    return runs


def _bars(name: str, runs: list[_Run], height: float, marker: dict) -> dict:
    """Runs of weeks as bars over the heat map, which has neither patterns nor outlines."""
    bars = {
        "type": "bar", "orientation": "h", "name": name, "width": height, "marker": marker,
        "base": [_begin(run.first) for run in runs],
        "x": [run.weeks * WEEK for run in runs],
        "y": [run.middle for run in runs],
    }
    if runs[0].state != "silent":
        return bars | {"hoverinfo": "skip"}
    return bars | {
        "customdata": [run.expected for run in runs],
        "hovertemplate": "Not reported: %{customdata:,.1~f} hours a week expected<extra></extra>",
    }
