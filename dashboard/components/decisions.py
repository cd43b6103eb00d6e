"""What must be decided about contracts, in the order of the days it must be decided by, each with its countdown."""

from datetime import date
from typing import Any

import pandas as pd
from dash import Output, html

from dashboard.components import links, say
from dashboard.components.asked import Asked
from dashboard.components.status import status
from dashboard.market.filters import ROUTES
from dashboard.measures import words
from dashboard.settings import Settings

OVER = ("ended", "terminated")
"""The phases of a contract that is no more in force."""


class Decisions:
    """A list of the contracts that have not ended, the nearest decision first."""

    def layout(self, page: str, _settings: Settings) -> html.Section:
        """An empty place."""
        return html.Section(id=f"{page}-decisions", className="panel", **{"aria-label": "Decisions by date"})

    def outputs(self, page: str) -> list[Output]:
        """The list."""
        return [Output(f"{page}-decisions", "children")]

    def draw(self, asked: Asked) -> list[Any]:
        """Every contract that has not ended, or that is still delivering."""
        rows = in_order(asked.table("contracts"))
        return [
            [
                html.H2("Decisions by date", className="finding"),
                html.P(f"{say.chosen(asked)}, on {words.day(asked.day)}.", className="scope"),
                html.Div(
                    [
                        html.Button("Copy calendar address", type="button", **{"data-copy": "calendar"}),
                        html.Span("Subscribe to it in Outlook or Google Calendar.", className="note"),
                    ],
                    className="tools calendar",
                ),
                html.Ol([_item(row, asked) for row in rows.itertuples()], className="decisions")
                if len(rows) else html.P("No contract is running or to come."),
            ]
        ]


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    """The contracts still running or to come, or delivering past their end, by the day something is due."""
    over = table["phase"].isin(OVER) & ~(table["delivering_past_end"] > 0)
    due = table["decision_due"].fillna(table["current_end"])
    return table.assign(due=due)[~over].sort_values(["due", "contract_id"])


def _item(row: Any, asked: Asked) -> html.Li:
    apart = words.countdown(asked.day, row.due.date())
    late = row.due.date() < asked.day
    route = ROUTES[row.route] if row.route == "dps" else ROUTES[row.route].removesuffix(" contracts")
    about = [route, say.names(row.authorities, asked.settings)]
    if pd.notna(row.provider):
        page = links.provider(row.provider_id, asked.filters)
        about.insert(1, row.provider if asked.filters.share else html.A(row.provider, href=page))
    return html.Li(
        [
            html.Div(
                [html.Span(apart, className="figure"), html.Span(_until(row, late), className="note")],
                className="countdown",
            ),
            html.Div(
                [
                    html.H3(row.title),
                    html.P([part for text in about for part in (" · ", text)][1:], className="note"),
                    html.P(_due(row, asked.day)),
                    *([html.P(_ends(row))] if row.phase not in OVER else []),
                ]
            ),
            status(row.status if pd.notna(row.status) else ""),
        ]
    )


def _until(row: Any, late: bool) -> str:
    if pd.notna(row.decision_due):
        return "overdue" if late else "to the decision"
    return "past its end" if late else "to its end"


def _due(row: Any, day: date) -> str:
    if row.delivering_past_end > 0:
        since = f"{words.hours(row.delivering_past_end)} delivered after it in the last 4 weeks"
        return f"Ended on {words.day(row.current_end)}; {since}."
    if pd.isna(row.decision_due):
        start = row.reprocurement_start
        return "No option left." + ("" if pd.isna(start) else f" A new procurement starts by {words.day(start)}.")
    was = "was" if row.paper_due.date() < day else "is"
    return f"Decide by {words.day(row.decision_due)}; the paper {was} due {words.day(row.paper_due)}."


def _ends(row: Any) -> str:
    ends = f"In hand to {words.day(row.current_end)}"
    if row.extensions_left:
        return f"{ends}; {words.plural(row.extensions_left, 'option')} left, to {words.day(row.maximum_end)} at most."
    return f"{ends}."
