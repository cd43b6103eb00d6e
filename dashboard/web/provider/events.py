"""Key events in a provider's life with an authority, to mark on its weekly hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard.components.asked import Asked
from dashboard.market.weeks import monday
from dashboard.measures import words
from dashboard.web.provider.records import MEMBERSHIPS

WORKING = ("active", "new")
"""Activities that need no mark of the last pick-up: there is work to see."""


@dataclass(frozen=True)
class Event:
    """What happened on a day."""

    day: date
    text: str


def events(asked: Asked, authority: str, row: Any, first: date, last: date) -> list[Event]:
    """What happened from one day to another, in order: contracts, membership, packages handed back, the last pick-up.

    `asked` has the provider in its filters; `row` is its row of `providers` in the authority, or None.
    """
    found = [*_contracts(asked, authority), *_spells(asked, authority), *_handed_back(asked, authority)]
    if row is not None and pd.notna(row.activity) and row.activity not in WORKING:
        found.append(Event(row.pickup.date(), "Last pick-up"))
    return sorted((event for event in found if first <= event.day <= last), key=lambda event: event.day)


def _contracts(asked: Asked, authority: str) -> list[Event]:
    lives = asked.market.lives(asked.settings)
    table = asked.table("contracts")
    found = []
    for row in _lines(table[table["provider_id"] == asked.filled.provider]):
        if authority not in row.authorities.split(";"):
            continue
        life = lives[row.contract_id]
        found.append(Event(life.start, f"{row.title} starts"))
        if life.deliverable_from > life.start:
            found.append(Event(life.deliverable_from, f"{row.title} can deliver"))
        over = "ends early" if life.terminated_on else "ends"
        found.append(Event(life.current_end, f"{row.title} {over}"))
    return found


def _spells(asked: Asked, authority: str) -> list[Event]:
    found = []
    for row in _lines(MEMBERSHIPS.table(asked)):
        if authority in row.authorities.split(";"):
            found.append(Event(row.joined_on.date(), "Joins the DPS"))
            if pd.notna(row.left_on):
                why = "" if pd.isna(row.leave_reason) else f": {row.leave_reason.replace('_', ' ')}"
                found.append(Event(row.left_on.date(), f"Leaves the DPS{why}"))
    return found


def _handed_back(asked: Asked, authority: str) -> list[Event]:
    packages = asked.market.seen(asked.day).packages
    keep = (packages["provider_id"] == asked.filled.provider) & (packages["authority"] == authority)
    if asked.filled.service:
        keep &= packages["service"] == asked.filled.service
    theirs = packages[keep & (packages["end_reason"] == "handed_back")]
    by_day = theirs.groupby("ended_on", as_index=False).agg(
        packages=("package_id", "size"), hours=("hours_per_week", "sum")
    )
    return [
        Event(row.ended_on.date(),
              f"{words.plural(row.packages, 'package')} handed back, {words.hours(row.hours)} a week")
        for row in _lines(by_day)
    ]


def _lines(table: pd.DataFrame) -> Iterable[Any]:
    return table.itertuples(index=False)


def by_week(found: list[Event]) -> list[tuple[date, list[Event]]]:
    """Events by the Monday of their week: those of one week share a mark."""
    weeks: dict[date, list[Event]] = {}
    for event in found:
        weeks.setdefault(monday(event.day), []).append(event)
    return sorted(weeks.items())


def sunday(week: date) -> date:
    """The last day of a week."""
    return week + timedelta(days=6)
