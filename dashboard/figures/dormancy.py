"""`dormancy`: when each dormant member was invited since it last picked up work, and what it answered."""

from datetime import timedelta

import pandas as pd

from dashboard.figures import panels
from dashboard.figures.plain import days, shorten
from dashboard.figures.rows import Rows
from dashboard.figures.samples import Sample
from dashboard.figures.view import View
from dashboard.measures import words
from dashboard.measures.sharing import TOO_FEW

ANSWERS = {"declined": ("Declined", "x-thin", "✕"), "no_response": ("No response", "line-ns", "|")}
"""How each answer is called and marked, a strip each; a dormant member has offered nothing."""

STRIP = 0.75
"""A strip's height, as a share of the text's size."""


def draw(table: pd.DataFrame, view: View) -> dict:
    """Two strips for each dormant member of an authority, a mark an invitation: those declined, those not answered."""
    if table.empty:
        return panels.empty(view, "dormancy")
    if table["invited_on"].isna().any():
        return panels.empty(view, "dormancy", TOO_FEW)
    colours, rows = view.colours, Rows(view)
    rows.key([Sample(name, glyph=glyph) for name, _, glyph in ANSWERS.values()])
    rows.axis()
    middles: dict[tuple, float] = {}
    for code, of_authority in view.by_authority(table):
        rows.space(0.6)
        rows.text(f"<b>{shorten(view.name(code), view.letters)}</b>")
        for provider, invitations in of_authority.groupby("provider_id"):
            rows.space(0.3)
            rows.text(shorten(str(invitations["provider"].iloc[0]), view.letters))
            for line in _lines(invitations, view):
                rows.text(line, colours.ink_2)
            rows.space(0.2)
            for answer in ANSWERS:
                middles[code, provider, answer] = rows.strip(STRIP)
            rows.space(0.4)
    data: list[dict] = []
    for answer, (name, symbol, _) in ANSWERS.items():
        of_answer = table[table["response"] == answer]
        if of_answer.empty:
            continue
        keys = zip(of_answer["authority"], of_answer["provider_id"], strict=True)
        data.append({
            "type": "scatter", "mode": "markers", "name": name, "x": days(of_answer["invited_on"]),
            "y": [middles[code, provider, answer] for code, provider in keys],
            "marker": {
                "symbol": symbol, "size": 0.55 * rows.size, "color": colours.ink,
                "line": {"color": colours.ink, "width": 1.5 * view.scale},
            },
            "hovertemplate": f"Invited %{{x|%-d %B %Y}}: {name.lower()}<extra></extra>",
        })
    week = timedelta(days=7)
    xaxis = {
        "type": "date", "tickformat": "%-d %b\n%Y", "nticks": 4,
        "range": [(table["invited_on"].min().date() - week).isoformat(), (view.as_of + week).isoformat()],
    }
    return rows.figure("dormancy", data, xaxis, colour_by=None, series=[str(trace["name"]) for trace in data])


def _lines(invitations: pd.DataFrame, view: View) -> list[str]:
    """How long it has picked up nothing, and how often it answered what."""
    counts = invitations["response"].value_counts()
    return [
        f"No pick-up for {words.countdown(invitations['pickup'].iloc[0].date(), view.as_of)}",
        ", ".join(f"{counts.get(answer, 0)} {name.lower()}" for answer, (name, *_) in ANSWERS.items()),
    ]
