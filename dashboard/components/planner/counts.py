"""How many blocks are enough: each number with its chance, cost and regret."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import Output, html
from dash.development.base_component import Component

from dashboard.components.asked import Asked
from dashboard.components.panel import Panel
from dashboard.components.planner.answer import pounds
from dashboard.measures import words

THIRDS = (
    "a third of the futures each, by the hours needed. Regret: hours unmet, or pounds, beyond the best number's, had "
    "it been known which."
)

LEVELS = {"any": "Any", "low": "Low", "middle": "Middle", "high": "High"}


@dataclass(frozen=True)
class BlockCounts(Panel):
    """The panel of `plan_blocks`, with a table of the numbers of blocks side by side for its chart."""

    measure: str = "plan_blocks"

    def face(self, name: str) -> list[Component]:
        """The tables' place."""
        return [html.Div(id=f"{name}-counts")]

    def outputs(self, page: str) -> list[Output]:
        """The panel's, and the tables."""
        return [*super().outputs(page), Output(f"{page}-{self.measure}-counts", "children")]

    def draw(self, asked: Asked) -> list[Any]:
        """The panel's, and a table for each authority from the same rows."""
        table = asked.table(self.measure)
        known = table[table["p_sufficient"].notna()]
        tables = [_counts(rows, asked.settings.authorities[code].name) for code in asked.authorities
                  if len(rows := known[known["authority"] == code])]
        note = [html.P(f"Low, middle, high: {THIRDS}", className="note")] if tables else []
        return [*super().draw(asked), [*tables, *note]]


def _counts(rows: pd.DataFrame, name: str) -> html.Div:
    cells = rows.set_index(["demand", "blocks"])
    first, last = (words.day(rows[column].iloc[0]) for column in ("first", "last"))
    regretted = [level for level in LEVELS if level != "any"]
    groups = (("Chance of enough", list(LEVELS)), ("Cost a year", list(LEVELS)), ("Regret a year", regretted))
    heads = [
        html.Th(LEVELS[level], scope="col", className="number", **({"data-first": ""} if at == 0 else {}))
        for _, levels in groups for at, level in enumerate(levels)
    ]
    body = []
    for blocks in sorted(set(rows["blocks"])):
        of = {level: cells.loc[(level, blocks)] for level in LEVELS}
        answer = bool(of["any"]["fewest"])
        texts = [
            *((words.percent(of[level]["p_sufficient"]), level == "any") for level in LEVELS),
            *((pounds(of[level]["cost_gbp"]), level == "any") for level in LEVELS),
            *((_regret(of[level]), level == "low") for level in regretted),
        ]
        body.append(html.Tr(
            [
                html.Th([str(blocks), *([html.Strong(" the fewest with 90%")] if answer else [])], scope="row"),
                *(html.Td(text, className="number", **({"data-first": ""} if start else {})) for text, start in texts),
            ],
            className="answer-row" if answer else None,
        ))
    return html.Div(
        html.Table(
            [
                html.Caption(f"{name}: numbers of blocks, judged from {first} to {last}, by how much care is needed."),
                html.Thead(
                    [
                        html.Tr([html.Td(), *(html.Th(head, colSpan=len(of), scope="colgroup", **{"data-first": ""})
                                              for head, of in groups)]),
                        html.Tr([html.Th("Blocks", scope="col"), *heads]),
                    ]
                ),
                html.Tbody(body),
            ]
        ),
        className="scroll counts",
        role="region",
        tabIndex=0,
        **{"aria-label": f"{name}: how many blocks"},
    )


def _regret(row: pd.Series) -> str:
    """Beyond the best: hours unmet, pounds paid, or none."""
    parts = [f"{words.number(row['regret_hours'])} hours"] if row["regret_hours"] >= 0.5 else []
    parts += [pounds(row["regret_gbp"])] if row["regret_gbp"] >= 0.5 else []
    return ", ".join(parts) or "none"
