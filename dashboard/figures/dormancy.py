"""`dormancy`: when each dormant member was invited since it last picked up work, and what it answered."""

from datetime import timedelta

import pandas as pd

from dashboard.figures import panels, theme
from dashboard.figures.plain import days, shorten
from dashboard.figures.rows import Rows
from dashboard.figures.samples import Sample
from dashboard.figures.view import View
from dashboard.measures import words

ANSWERS = {"declined": ("Declined", "x-thin", "✕"), "no_response": ("No response", "circle-open", "○")}
"""How each answer is called and marked; a dormant member has offered nothing."""


def draw(table: pd.DataFrame, view: View) -> dict:
    """A row a dormant member of an authority: a line from its pick-up day on, and a mark for each invitation."""
    if table.empty:
        return panels.empty(view, "dormancy")
    colours, rows = view.colours, Rows(view)
    rows.key([Sample(name, glyph=glyph) for name, _, glyph in ANSWERS.values()] + [
        Sample("Since it picked up work", outline=colours.axis, dash="solid"),
    ])
    rows.axis()
    spans, middles = [], {}
    for code, of_authority in view.by_authority(table):
        rows.space(0.6)
        rows.text(f"<b>{view.name(code)}</b>")
        for provider, invitations in of_authority.groupby("provider_id"):
            pickup = invitations["pickup"].iloc[0].date()
            rows.space(0.3)
            rows.text(shorten(str(invitations["provider"].iloc[0]), 28))
            rows.text(f"No pick-up for {words.countdown(pickup, view.as_of)}", colours.ink_2)
            middles[code, provider] = rows.strip(1.3)
            spans.append((pickup, middles[code, provider]))
    line = {
        "type": "scatter", "mode": "lines", "name": "Since pick-up", "hoverinfo": "skip",
        "x": [day for pickup, _ in spans for day in (pickup.isoformat(), view.as_of.isoformat(), None)],
        "y": [y for _, middle in spans for y in (middle, middle, None)],
        "line": {"color": colours.axis, "width": theme.LINE * view.scale},
    }
    data: list[dict] = [line]
    for answer, (name, symbol, _) in ANSWERS.items():
        of_answer = table[table["response"] == answer]
        if of_answer.empty:
            continue
        keys = zip(of_answer["authority"], of_answer["provider_id"], strict=True)
        data.append({
            "type": "scatter", "mode": "markers", "name": name, "x": days(of_answer["invited_on"]),
            "y": [middles[key] for key in keys],
            "marker": {"symbol": symbol, "size": 0.65 * rows.size, "color": colours.ink,
                       "line": {"color": colours.ink, "width": theme.LINE * view.scale}},
            "hovertemplate": f"Invited %{{x|%-d %B %Y}}: {name.lower()}<extra></extra>",
        })
    begin = min(min(pickup for pickup, _ in spans), table["invited_on"].min().date())
    xaxis = {
        "type": "date", "tickformat": "%-d %b\n%Y", "nticks": 4,
        "range": [(begin - timedelta(days=7)).isoformat(), (view.as_of + timedelta(days=7)).isoformat()],
    }
    return rows.figure("dormancy", data, xaxis, colour_by=None, series=[str(trace["name"]) for trace in data[1:]])
