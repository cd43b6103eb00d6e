"""The planner: what a plan changes for each authority, its controls, and how many blocks are enough."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import Output, dcc, html
from dash.development.base_component import Component

from dashboard.components.asked import Asked
from dashboard.components.panel import Panel
from dashboard.figures import Event
from dashboard.market.filters import Filters
from dashboard.market.plan import DAYS, MOST_BLOCKS, NAMES, RANGES, Plan
from dashboard.market.weeks import nth_latest_week
from dashboard.measures import words
from dashboard.measures.outlook import LIKELY
from dashboard.measures.plan import BASE, PLAN
from dashboard.measures.planned import YEAR, begins, block_count, planned_block
from dashboard.settings import Settings

TODAY = "today"
"""A choice's value where it leaves things as they are; an empty one would be shown as nothing."""

LABELS = {
    "block_hours": "Hours a week each", "block_value": "Pounds a year each", "block_start": "Start on",
    "dps_first": "Until then", "options": "Options to extend", "in_house_hours": "More hours a week",
    "in_house_from": "More hours from", "demand": "More hours, %", "lost": "Provider lost", "lost_on": "Lost on",
    "joiners": "DPS joiners a year",
}

CHOICES = {
    "dps_first": {TODAY: "Today's blocks", "yes": "No block"},
    "options": {TODAY: "Not taken", "yes": "All taken"},
    "lost": {TODAY: "None"},
}

FIRST = {
    "In-house": ("in_house_hours",), "Need": ("demand",), "Providers": ("lost", "joiners"), "Contracts": ("options",),
}
"""The controls that are always seen, in their order after the number of each authority's blocks."""

MORE = {
    "Each block": ("block_hours", "block_value", "block_start", "dps_first"), "In-house": ("in_house_from",),
    "Providers": ("lost_on",),
}
"""The controls to open: how large, at what price and when, all of which goes without saying."""

STEPS = {"block_hours": 0.5, "block_value": 1000, "in_house_hours": 0.5, "demand": 0.5, "joiners": 0.5}


def control(name: str) -> str:
    """The id of a parameter's control: assets/planner.js finds it by that."""
    return f"plan-{name}"


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
    void = f"{_pounds(plan['void_gbp_a_year'])}. The least there can be: blocks are used before the DPS here."
    paid = f"{_pounds(plan['block_gbp_a_year'])} for blocks, {_pounds(plan['bought_gbp_a_year'])} for hours bought."
    lines: list[tuple[str, str, Callable[[Any], str], str]] = [
        ("Chance of enough care in the year's worst week", "p_52_weeks", _chance, "The lowest of 52 weeks' chances."),
        ("Hours a year that go unmet", "unmet_hours_a_year", _number, "Expected, mean of the next two years."),
        ("Doubtful from", "first_week_below_80", _week, f"The first week under {words.percent(LIKELY)}."),
        ("Void block hours a year", "void_hours_a_year", _number, void),
        ("Cost a year, in-house left out", "cost_gbp_a_year", _pounds, f"{paid} Unmet hours cost nothing here."),
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


def _pounds(value: float) -> str:
    return NONE if pd.isna(value) else words.money(round(value))


def _week(value: Any) -> str:
    return "never" if pd.isna(value) else f"{value.day} {value:%b %Y}"


ENDS = {"block": "Block ends", "dps": "DPS ends", "in_house": "In-house ends"}
"""The contract types whose end takes hours away, and what is said of it."""


@dataclass(frozen=True)
class Months(Panel):
    """The panel of `plan_months`, with the contracts' ends ahead as its key dates."""

    measure: str = "plan_months"

    def events(self, asked: Asked) -> tuple[Event, ...]:
        """Where a contract ends in its term in hand; none where the plan and the base take every option."""
        contracts, lives = asked.market.contracts, asked.market.lives(asked.settings)
        if asked.filters.plan.options and asked.filters.against.options:
            return ()
        rows = zip(contracts["contract_id"], contracts["contract_type"], contracts["covered_authorities"], strict=True)
        return tuple(
            Event(lives[contract].current_end, ENDS[kind], frozenset(covered))
            for contract, kind, covered in rows if kind in ENDS and lives[contract].current_end >= asked.day
        )

    def draw(self, asked: Asked) -> list[Any]:
        """The panel's, and how far such outlooks have been right."""
        finding, scope, *rest = super().draw(asked)
        right = " ".join(asked.finding("backtest_summary").values())
        return [finding, [*scope, html.P(f"Looking back. {right}", className="note")], *rest]


class Controls:
    """The plan's controls; assets/planner.js keeps them and the address in step."""

    def layout(self, page: str, settings: Settings) -> html.Section:
        """Every control, as it is without a plan."""
        blocks = [f"blocks_{code}" for code in settings.authorities]
        labels = LABELS | {f"blocks_{code}": authority.name for code, authority in settings.authorities.items()}
        return html.Section(
            [
                html.H2("Change the plan", id=f"{page}-plan", className="finding"),
                html.P(id=f"{page}-today", className="scope"),
                html.Nav(id=f"{page}-ready", className="ready", **{"aria-label": "Ready-made plans"}),
                html.Div(
                    [
                        html.Div(_groups({"Blocks": tuple(blocks)} | FIRST, labels), className="plan"),
                        html.Details(
                            [
                                html.Summary("Sizes, prices and dates"),
                                html.Div(_groups(MORE, labels), className="plan"),
                            ],
                            id="plan-more",
                        ),
                    ],
                    id="plan-controls",
                ),
                html.Div(id=f"{page}-keep", className="links keep"),
            ],
            className="panel",
            **{"aria-labelledby": f"{page}-plan"},
        )

    def outputs(self, page: str) -> list[Output]:
        """The links, and what depends on the market in the controls."""
        return [
            Output(f"{page}-today", "children"),
            Output(f"{page}-ready", "children"),
            Output(f"{page}-keep", "children"),
            Output(control("lost"), "options"),
            Output(control("block_hours"), "placeholder"),
            Output(control("block_value"), "placeholder"),
        ]

    def draw(self, asked: Asked) -> list[Any]:
        """The ready-made plans, ways to keep and compare this one, the providers, and today's block."""
        if asked.filters.share:
            return ["", [], [], [], "", ""]
        return [_today(asked), _ready(asked), _keep(asked), _options(_providers(asked)), *_placeholders(asked)]


def _groups(groups: dict[str, tuple[str, ...]], labels: dict[str, str]) -> list[html.Fieldset]:
    return [
        html.Fieldset(
            [html.Legend(group), html.Div([_labelled(name, labels[name]) for name in of], className="controls")]
        )
        for group, of in groups.items()
    ]


def _labelled(name: str, label: str) -> html.Div:
    place = control(name)
    field: Component
    if name not in NAMES:
        counts = {TODAY: "As today"} | {str(count): str(count) for count in range(MOST_BLOCKS + 1)}
        field = dbc.Select(id=place, options=_options(counts), value=TODAY)
    elif name in CHOICES:
        field = dbc.Select(id=place, options=_options(CHOICES[name]), value=TODAY)
    elif name in DAYS:
        field = dbc.Input(id=place, type="date")
    else:
        low, high = RANGES[name]
        field = dbc.Input(id=place, type="number", min=low, max=high, step=STEPS[name], inputmode="decimal")
    return html.Div([html.Label(label, htmlFor=place), field])


def _options(options: dict[str, str]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in options.items()]


def _today(asked: Asked) -> str:
    """How many blocks are in force."""
    seen, settings = asked.market.seen(asked.day), asked.settings
    counts = [
        f"{settings.authorities[code].name} {words.plural(block_count(seen, settings, code), 'block')}"
        for code in asked.authorities
    ]
    return f"Today: {words.joined(counts)} in force. What is left as it is keeps today's terms; a minus is for fewer."


def _providers(asked: Asked) -> dict[str, str]:
    """Those who delivered hours lately, by name."""
    return CHOICES["lost"] | {
        code: str(asked.market.provider_names.get(code, code)) for code in sorted(
            _lately(asked).index, key=lambda one: str(asked.market.provider_names.get(one, one)).casefold()
        )
    }


def _lately(asked: Asked) -> pd.Series:
    """Hours that each external provider delivered lately to the authorities shown, the most first."""
    hours = asked.market.seen(asked.day).weekly_hours
    since = pd.Timestamp(nth_latest_week(asked.day, asked.settings.activity_weeks))
    contracts = asked.market.contracts
    own = contracts.loc[contracts["contract_type"] == "in_house", "contract_id"]
    rows = hours[(hours["week"] >= since) & hours["authority"].isin(asked.authorities)
                 & ~hours["contract_id"].isin(own)]
    return rows.groupby("provider_id")["delivered_hours"].sum().sort_values(ascending=False, kind="stable")


def _placeholders(asked: Asked) -> list[str]:
    """Today's block in the fields of its hours and value; of several authorities the least and the most."""
    seen = asked.market.seen(asked.day)
    blocks = [planned_block(seen, asked.settings, asked.filters.plan, code) for code in asked.authorities]

    def span(values: list[str]) -> str:
        return " to ".join(dict.fromkeys((values[0], values[-1])))

    hours = sorted(block.hours for block in blocks)
    value = sorted(block.value_gbp for block in blocks)
    return [span([words.number(one, 1) for one in hours]), span([words.number(one) for one in value])]


def ready_made(asked: Asked) -> dict[str, Filters]:
    """The ready-made plans by name, as the filters that show them."""
    seen, filters, proposed = asked.market.seen(asked.day), asked.filters, asked.settings.proposed_blocks
    blocks = tuple((code, min(proposed.get(code, 0), MOST_BLOCKS)) for code in asked.settings.authorities)
    none = tuple((code, 0) for code, _ in blocks)
    counts = words.joined([str(count) for _, count in blocks])
    most = next(iter(_lately(asked).index), None)
    later = begins(seen) + timedelta(weeks=YEAR)
    plans = {
        "Today's terms": (Plan(), Plan()),
        f"As proposed: {counts} beside a DPS": (Plan(blocks=blocks), Plan()),
        "DPS alone": (Plan(blocks=none), Plan()),
        "DPS first, blocks a year later": (Plan(blocks=blocks, block_start=later, dps_first=True), Plan()),
        "No extension": (Plan(), Plan(options=True)),
    }
    if most:
        plans["Lose the largest provider"] = (Plan(lost=most), Plan())
    return {name: replace(filters, plan=plan, against=against) for name, (plan, against) in plans.items()}


def _ready(asked: Asked) -> list[Component]:
    shown = asked.filters
    return [
        html.Ul(
            [
                html.Li(_made(name, view, shown=(view.plan, view.against) == (shown.plan, shown.against)))
                for name, view in ready_made(asked).items()
            ]
        )
    ]


def _made(name: str, view: Filters, *, shown: bool) -> dcc.Link:
    mark = [html.Span(" (shown)", className="unseen")] if shown else []
    return dcc.Link([name, *mark], href=_address(view), className="current" if shown else None)


def _address(view: Filters) -> str:
    query = view.to_query()
    return "/planner" + (f"?{query}" if query else "")


def _keep(asked: Asked) -> list[Component]:
    filters = asked.filters
    links = [html.Button("Save as a link", type="button", **{"data-copy": "live"})]
    if filters.plan and filters.plan != filters.against:
        held = replace(filters, against=filters.plan)
        links.append(dcc.Link("Compare another plan with this one", href=_address(held)))
    if filters.against:
        swapped = replace(filters, plan=filters.against, against=filters.plan)
        links += [
            dcc.Link("Swap the two plans", href=_address(swapped)),
            dcc.Link("Hold against today's terms", href=_address(replace(filters, against=Plan()))),
        ]
    return links


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
            *((_pounds(of[level]["cost_gbp"]), level == "any") for level in LEVELS),
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
    parts += [_pounds(row["regret_gbp"])] if row["regret_gbp"] >= 0.5 else []
    return ", ".join(parts) or "none"


