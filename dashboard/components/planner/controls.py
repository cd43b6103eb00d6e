"""The controls of a plan, the ready-made plans, and ways to keep and compare this one."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import Output, html
from dash.development.base_component import Component

from dashboard.components.asked import Asked
from dashboard.components.planner.plans import keeping, lately, ready
from dashboard.market.plan import DAYS, MOST_BLOCKS, NAMES, RANGES
from dashboard.measures import words
from dashboard.measures.planned import block_count, planned_block
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
        return [_today(asked), ready(asked), keeping(asked), _options(_providers(asked)), *_placeholders(asked)]


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
            lately(asked).index, key=lambda one: str(asked.market.provider_names.get(one, one)).casefold()
        )
    }


def _placeholders(asked: Asked) -> list[str]:
    """Today's block in the fields of its hours and value; of several authorities the least and the most."""
    seen = asked.market.seen(asked.day)
    blocks = [planned_block(seen, asked.settings, asked.filters.plan, code) for code in asked.authorities]

    def span(values: list[str]) -> str:
        return " to ".join(dict.fromkeys((values[0], values[-1])))

    hours = sorted(block.hours for block in blocks)
    value = sorted(block.value_gbp for block in blocks)
    return [span([words.number(one, 1) for one in hours]), span([words.number(one) for one in value])]
