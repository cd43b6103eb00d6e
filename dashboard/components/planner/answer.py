"""What a plan changes for each authority, beside what it is held against."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import Output, html
from dash.development.base_component import Component

from dashboard.components.asked import Asked
from dashboard.components.panel import Panel
from dashboard.market.plan import Plan
from dashboard.measures import words
from dashboard.measures.outlook import LIKELY
from dashboard.measures.plan import BASE, PLAN
from dashboard.measures.planned import begins, planned_block


@dataclass(frozen=True)
class Answer(Panel):
    """The panel of `plan`, with the figures of the base and the plan side by side for its chart."""

    measure: str = "plan"

    def face(self, name: str) -> list[Component]:
        """The figures' place."""
        return [html.Div(id=f"{name}-answer", className="answers")]

    def outputs(self, page: str) -> list[Output]:
        """The panel's, and the figures."""
        return [*super().outputs(page), Output(f"{page}-{self.measure}-answer", "children")]

    def draw(self, asked: Asked) -> list[Any]:
        """The panel's, and from the same table what is compared, and a card for each authority that has a row."""
        table = asked.table(self.measure)
        cards = [
            _card(asked, code, {str(row["of"]): row for _, row in rows.iterrows()})
            for code in asked.authorities if len(rows := table[table["authority"] == code])
        ]
        shown = [] if asked.filters.share else [_compared(asked), html.Div(cards, className="verdicts")]
        return [*super().draw(asked), shown]


def _compared(asked: Asked) -> html.Dl:
    plan, against = asked.filters.plan, asked.filters.against
    return html.Dl(
        [
            html.Div([html.Dt("Plan"), html.Dd(said(plan, asked))]),
            html.Div([html.Dt("Held against"), html.Dd(said(against, asked))]),
        ],
        className="compared",
    )


def said(plan: Plan, asked: Asked) -> str:
    """A plan in words."""
    seen, settings = asked.market.seen(asked.day), asked.settings
    first = begins(seen)

    def since(day: Any) -> str:
        return f" from {words.day(day or first)}"

    parts = []
    for code, count in plan.blocks:
        block, where = planned_block(seen, settings, plan, code), settings.authorities[code].name
        each = f"{_short(block.hours)} hours a week and {words.money(round(block.value_gbp))} a year"
        parts.append(f"{words.plural(count, 'block')} in {where} of {each}" if count else f"no block in {where}")
    if parts:
        parts = [words.joined(parts) + since(plan.block_start) + (", none before" if plan.dps_first else "")]
    if plan.options:
        parts.append("options to extend taken")
    if plan.in_house_hours:
        more = "more" if plan.in_house_hours > 0 else "fewer"
        parts.append(f"{_short(abs(plan.in_house_hours))} in-house hours a week {more}{since(plan.in_house_from)}")
    if plan.demand:
        more = "more" if plan.demand > 0 else "fewer"
        parts.append(f"{_short(abs(plan.demand))}% {more} hours needed")
    if plan.lost:
        parts.append(f"{asked.market.provider_names.get(plan.lost, plan.lost)} lost{since(plan.lost_on)}")
    if plan.joiners is not None:
        parts.append(f"{_short(plan.joiners)} DPS joiners a year in each authority")
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else "Today's terms carried on, no option taken."


def _short(value: float) -> str:
    """A figure of a plan with at most one decimal."""
    return words.number(value, 1).removesuffix(".0")


def _card(asked: Asked, code: str, of: dict[str, pd.Series]) -> html.Section:
    place = list(asked.settings.authorities).index(code) + 1
    return html.Section(
        [
            html.H3(asked.settings.authorities[code].name, id=f"plan-for-{code}"),
            html.Dl([html.Div(line) for line in _facts(of[BASE], of[PLAN])]),
        ],
        className="verdict",
        **{"aria-labelledby": f"plan-for-{code}", "data-place": str(place)},
    )


def _facts(base: pd.Series, plan: pd.Series) -> list[list[Component]]:
    void = f"{pounds(plan['void_gbp_a_year'])}. The least there can be: blocks are used before the DPS here."
    paid = f"{pounds(plan['block_gbp_a_year'])} for blocks, {pounds(plan['bought_gbp_a_year'])} for hours bought."
    lines: list[tuple[str, str, Callable[[Any], str], str]] = [
        ("Chance of enough care in the year's worst week", "p_52_weeks", _chance, "The lowest of 52 weeks' chances."),
        ("Hours a year that go unmet", "unmet_hours_a_year", _number, "Expected, mean of the next two years."),
        ("Doubtful from", "first_week_below_80", _week, f"The first week under {words.percent(LIKELY)}."),
        ("Void block hours a year", "void_hours_a_year", _number, void),
        ("Cost a year, in-house left out", "cost_gbp_a_year", pounds, f"{paid} Unmet hours cost nothing here."),
    ]
    return [
        [html.Dt(label), html.Dd(_change(text(base[name]), text(plan[name]))), html.Dd(note, className="note")]
        for label, name, text, note in lines
    ]


def _change(was: str, now: str) -> list[Component]:
    """A figure of the base and of the plan; once where they are the same."""
    if was == now:
        return [html.Span(now, className="figure"), html.Span("unchanged", className="was")]
    return [
        html.Span([was, html.Span(" →", **{"aria-hidden": "true"}), html.Span(" becomes ", className="unseen")],
                  className="was"),
        html.Span(now, className="figure"),
    ]


NONE = "not known"


def _chance(value: float) -> str:
    return NONE if pd.isna(value) else words.percent(value)


def _number(value: float) -> str:
    return NONE if pd.isna(value) else words.number(value)


def pounds(value: float) -> str:
    """An amount in whole pounds; that it is not known."""
    return NONE if pd.isna(value) else words.money(round(value))


def _week(value: Any) -> str:
    return "never" if pd.isna(value) else f"{value.day} {value:%b %Y}"
