"""How a view and its values are said on screen: shorter than in the CSV, never different."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pandas as pd

from dashboard.components.asked import Asked
from dashboard.market.filters import ROUTES, Filters
from dashboard.market.weeks import latest_complete_week
from dashboard.measures import words
from dashboard.measures.measure import Column, Measure
from dashboard.measures.sharing import HIDDEN, withheld
from dashboard.settings import Settings

STATUSES = {"red": "Critical", "amber": "Watch", "green": "On track", "note": "Note", "": "No data"}
"""The word of each status; its shape and colour are the stylesheet's."""

CODED = ("membership", "activity", "phase", "reported", "response", "reason", "rule", "leave_reason", "end_reason")
"""The text columns that hold a code of ours, written with underscores."""


def value(column: Column, cell: Any, settings: Settings) -> str:
    """A cell of a table as the screen writes it; a missing one is empty."""
    if pd.isna(cell):
        return STATUSES[""] if column.kind == "status" else ""
    match column.kind:
        case "date" | "week":
            return f"{cell.day} {cell:%b %Y}"
        case "month" | "quarter":
            return words.period(cell)
        case "flag":
            return "yes" if cell else "no"
        case "count" | "days":
            return words.number(cell)
        case "hours" | "number":
            return words.number(cell, 1)
        case "money":
            return words.money(cell)
        case "ratio":
            return words.percent(cell, 1)
        case "status":
            return STATUSES[cell]
        case "list":
            return names(cell, settings, "service" if column.name == "services" else "authority")
    return name(column.name, cell, settings)


def values(column: Column, table: pd.DataFrame, settings: Settings) -> list[str]:
    """A column of a table as the screen writes it; what a shareable table leaves out is `c`."""
    return [
        HIDDEN if out else value(column, cell, settings)
        for cell, out in zip(table[column.name], withheld(table, column.name), strict=True)
    ]


def names(codes: str, settings: Settings, of: str = "authority") -> str:
    """The names of a list of authorities, or of services: “Peterborough and Cambridgeshire” of `PCC;CCC`."""
    return words.joined([name(of, code, settings) for code in codes.split(";")])


def name(column: str, code: str, settings: Settings) -> str:
    """A code's name: an authority's, a service's or a route's; any other text as it is."""
    if column in ("authority", "authorities") and code in settings.authorities:
        return settings.authorities[code].name
    if column == "service":
        return settings.services.get(code, code)
    if column == "route":
        return ROUTES.get(code, code)
    return code.replace("_", " ") if column in CODED else code


def chosen(asked: Asked, ignored: Collection[str] = ()) -> str:
    """What is chosen, but for what is ignored: “Peterborough and Cambridgeshire, home care, DPS”."""
    settings = asked.settings
    none: dict[str, Any] = dict.fromkeys(ignored)
    filters = replace(asked.filters, **none)
    provider = filters.provider and asked.market.provider_names.get(filters.provider, filters.provider)
    service = filters.service and settings.services[filters.service]
    parts = [
        words.joined([settings.authorities[code].name for code in asked.authorities]),
        provider,
        service and service[0].lower() + service[1:],
        filters.route and (ROUTES[filters.route] if filters.route == "dps" else ROUTES[filters.route].lower()),
    ]
    return ", ".join(part for part in parts if part)


def period(asked: Asked) -> str:
    """The period in words: “52 weeks to Sunday 15 November 2026”."""
    filters = asked.filters
    sunday = words.day(latest_complete_week(asked.day) + timedelta(days=6))
    if filters.first and filters.last:
        return f"{words.day(filters.first)} to {words.day(filters.last)}"
    if filters.first:
        return f"from {words.day(filters.first)}"
    if filters.last:
        return f"to {words.day(filters.last)}"
    return f"{filters.weeks or 'all'} weeks to Sunday {sunday}"


def badge(asked: Asked) -> str:
    """How new the data of a view are, and as known at which import."""
    if not asked.filters.live:
        when = f"As at {words.day(asked.day)}"
    else:
        when = f"Data to Sunday {words.day(asked.data_to)}" if asked.data_to else "No hours yet"
    return f"{when} · import {asked.market.number}" + (" · shareable" if asked.filters.share else "")


def scope(measure: Measure, asked: Asked) -> str:
    """What a panel is about: the authorities, what else is chosen, the period or the day."""
    return f"{chosen(asked, _ignored(measure))}, {_when(measure, asked)}."


def _when(measure: Measure, asked: Asked) -> str:
    if measure.period is None:
        return f"on {words.day(asked.day)}"
    if measure.period in ("month", "quarter") and len(names := asked.table(measure.id)[measure.period]):
        # Whole ones are shown, the running one to the day: other days than those of the weeks that were chosen.
        first, last = words.span(names.iloc[0])[0], words.span(names.iloc[-1])[1]
        return f"{measure.period}s from {first:%B %Y} to {words.day(min(last, asked.day))}"
    return period(asked)


IGNORED = {
    "provider": "Provider does not apply here: this is about every provider.",
    "service": "Service does not apply here: this is about every service.",
    "route": "Route does not apply here: this is about every route.",
}
UNPLACED = "Provider does not apply here: a waiting package has no provider."


def left_out(filters: Filters, ignored: Collection[str], *, waiting: bool = False) -> list[str]:
    """A sentence for each filter that is chosen and ignored; `waiting` where the question is about what has none."""
    chosen = [which for which in IGNORED if which in ignored and getattr(filters, which)]
    return [UNPLACED if which == "provider" and waiting else IGNORED[which] for which in chosen]


def left_out_of(measure: Measure, filters: Filters) -> list[str]:
    """A sentence for each filter that is chosen and does nothing to this measure."""
    return left_out(filters, _ignored(measure), waiting="waiting_packages" in measure.names)


def _ignored(measure: Measure) -> list[str]:
    return [which for which, use in measure.filters.items() if use == "ignored"]
