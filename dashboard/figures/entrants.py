"""`entrants`: what each new provider was paid in its first 12 months, against what setting up takes."""

import pandas as pd

from dashboard.figures import panels
from dashboard.figures.plain import lines, numbers
from dashboard.figures.rows import Rows
from dashboard.figures.samples import CLEAR, Sample
from dashboard.figures.view import View
from dashboard.measures import words
from dashboard.measures.entrants import waited
from dashboard.measures.sharing import TOO_FEW, left_out

STRIP, EDGE, SPACE = 1.1, 0.35, 1.2
"""A bar's height, how far the mark stands out of it, and the room under it, as shares of the text's size."""

WHOLE, SO_FAR = "Paid in first 12 months", "Paid so far"


def draw(table: pd.DataFrame, view: View) -> dict:
    """A bar for each new provider, the latest first; hatched where the 12 months are not over."""
    if table.empty:
        return panels.empty(view, "entrants")
    colours, rows, setup = view.colours, Rows(view), view.settings.setup_gbp
    order = table.sort_values(["entered", "provider_id"], ascending=[False, True]).reset_index(drop=True)
    outline = {"color": colours.ink_2, "width": 1.5 * view.scale}
    hatch = {"shape": "/", "fgcolor": colours.ink_2, "bgcolor": CLEAR, "size": 8 * view.scale, "solidity": 0.3}
    looks: dict[str, tuple[Sample, pd.Series, dict]] = {
        WHOLE: (Sample(WHOLE, fill=colours.ink_2), order["complete"], {"color": colours.ink_2, "line": outline}),
        SO_FAR: (
            Sample(SO_FAR, outline=colours.ink_2, hatching="/"), ~order["complete"],
            {"color": CLEAR, "line": outline, "pattern": hatch},
        ),
    }
    rows.key([
        *(sample for sample, chosen, _ in looks.values() if chosen.any()),
        Sample(f"Setting up: {words.money(setup)}", outline=colours.threshold, dash="dash"),
    ])
    rows.space(0.8)
    middles = []
    for _, row in order.iterrows():
        for line in _texts(row, view):
            rows.text(line)
        rows.space(EDGE)
        top = rows.y - EDGE * rows.size
        middles.append(rows.strip(STRIP))
        rows.mark(setup, top, rows.y + EDGE * rows.size)
        rows.space(SPACE)
    places = pd.Series(middles)
    data = [
        {
            "type": "bar", "orientation": "h", "name": name, "x": numbers(order["spend_first_12_months_gbp"][chosen]),
            "y": places[chosen].tolist(), "base": 0, "width": STRIP * rows.size, "marker": marker,
            "hovertemplate": f"{name}: £%{{x:,.0f}}<extra></extra>",
        }
        for name, (_, chosen, marker) in looks.items() if chosen.any()
    ]
    end = max([1.1 * setup, *(1.05 * value for value in numbers(order["spend_first_12_months_gbp"]) if value)])
    xaxis = {"range": [0, end], "rangemode": "tozero", "tickprefix": "£", "tickformat": ",.0f", "fixedrange": True}
    return rows.figure("entrants", data, xaxis, colour_by=None, series=[str(trace["name"]) for trace in data])


def _texts(row: pd.Series, view: View) -> list[str]:
    """The name, how far it has come, and what it was paid: in three lines, or a few more where it is narrow."""
    spend, ratio = row["spend_first_12_months_gbp"], row["against_setup"]
    paid = f"{words.money(round(spend))}, {words.percent(ratio)} of setting up" if spend > 0 else "Nothing paid yet"
    if pd.isna(spend):
        paid = TOO_FEW if left_out(row, "spend_first_12_months_gbp") else "No way in yet"
    entered = f"Entered {row['entered']:%b %Y}"
    came = _came(row)
    texts = [entered, came[0].upper() + came[1:]] if view.narrow else [f"{entered} · {came}"]
    return [*(f"<b>{line}</b>" for line in lines(str(row["provider"]), view.bold, 2)), *texts, paid]


def _came(row: pd.Series) -> str:
    """How far it has come on its way to its first hour."""
    if pd.notna(row["first_hour"]):
        weeks = row["weeks_to_first_hour"]
        if weeks >= 0:
            return f"first hour after {waited(weeks)}"
        return f"first hour {row['first_hour']:%b %Y}"
    for column, said in (("first_awarded", "awarded"), ("first_invited", "invited"), ("joined", "joined")):
        if pd.notna(row[column]):
            return f"{said} {row[column]:%b %Y}, no hours yet"
    return "not joined yet"
