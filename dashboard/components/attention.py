"""What needs a decision, worst first: each a sentence, how long it has been so, when it is due, and its evidence."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import Output, dcc, html
from dash.development.base_component import Component

from dashboard.components import links, say
from dashboard.components.asked import Asked
from dashboard.components.panel import Panel
from dashboard.components.status import status
from dashboard.market.filters import Filters
from dashboard.measures import words

FIRST = 8
"""So many findings are shown at once, and all that are new; the others are a click away."""

LISTED = 50
"""So many are listed: of more, a browser would be long in drawing what nobody reads. The table has them all."""

SAME = ["rule", "authority", "subject_id"]
"""What tells a finding of one import in the next, whatever its figures then."""


@dataclass(frozen=True)
class Attention(Panel):
    """The panel of `attention`, with a list for its chart; what the import before did not show is marked as new."""

    measure: str = "attention"

    def face(self, name: str) -> list[Component]:
        """The list's place."""
        return [html.Div(id=f"{name}-list")]

    def outputs(self, page: str) -> list[Output]:
        """The panel's, and the list."""
        return [*super().outputs(page), Output(f"{page}-{self.measure}-list", "children")]

    def draw(self, asked: Asked) -> list[Any]:
        """The panel's, and the list from the same table."""
        table = asked.table(self.measure)
        known = None if asked.before is None else set(_same(asked.before.table(self.measure)))
        first: list[Component] = []
        rest: list[Component] = []
        worst = table.head(LISTED)
        for place, (row, key) in enumerate(zip(worst.itertuples(), _same(worst), strict=True)):
            new = known is not None and key not in known
            (first if place < FIRST or new else rest).append(_item(row, asked, new=new))
        shown: list[Component] = [html.Ol(first, className="attention")] if first else []
        if rest:
            more = html.Summary(f"{len(rest)} more")
            shown.append(html.Details([more, html.Ol(rest, className="attention")], className="more"))
        if len(table) > LISTED:
            shown.append(html.P(f"These are the worst {LISTED} of {len(table)}: the table has all.", className="note"))
        return [*super().draw(asked), shown]


def _same(table: pd.DataFrame) -> list[tuple]:
    return list(table[SAME].itertuples(index=False, name=None))


def _item(row: Any, asked: Asked, *, new: bool) -> html.Li:
    names = say.names(row.authority, asked.settings)
    about = [html.Span(names, className="note")] if names not in ("", row.subject) else []
    return html.Li(
        [
            html.Div([status(row.severity), *([html.Div("New", className="new")] if new else [])]),
            html.Div(
                [
                    html.H3(_subject(row, asked)), " ", *about,
                    html.P([row.what, " ", dcc.Link(["Evidence", html.Span(f": {row.subject}", className="unseen")],
                                                    href=_link(row.link, asked.filters))]),
                ]
            ),
            html.Div([html.P(line) for line in _when(row, asked)], className="note"),
        ]
    )


def _subject(row: Any, asked: Asked) -> html.A | str:
    """Whom a finding is about; a provider's name leads to its page, but from a shareable view."""
    if asked.filters.share or asked.market.provider_names.get(row.subject_id) != row.subject:
        return row.subject
    return html.A(row.subject, href=links.provider(row.subject_id, asked.filters))


def _when(row: Any, asked: Asked) -> list[str]:
    """When it is due, and how long it has been so."""
    lines = []
    if pd.notna(row.due):
        left = words.countdown(asked.day, row.due.date())
        lines += ["Due today" if row.due.date() == asked.day else f"Due in {left}", f"on {words.day(row.due)}"]
    if pd.notna(row.since):
        lines += [f"For {words.countdown(row.since.date(), asked.day)}", f"since {words.day(row.since)}"]
    return lines


def _link(link: str, filters: Filters) -> str:
    """A finding's link, as of the same day and as known at the same import where the view is not live."""
    fixed = Filters(weeks=52, as_of=filters.as_of, known_at=filters.known_at).to_query()
    return link + ("&" if "?" in link else "?") + fixed if fixed else link
