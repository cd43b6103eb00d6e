"""`/contracts.ics`: the dates of contracts as a calendar (RFC 5545) to subscribe to, in Outlook, Google or any other.

Nothing is remembered of what a calendar was told: an event's SEQUENCE counts the imports that moved its date, and its
DTSTAMP is when the import came in that brought the contract as it stands. The same market gives the same bytes.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd
from dateutil.relativedelta import relativedelta
from flask import Flask, Response, request
from icalendar import Alarm, Calendar, Event

from dashboard.components import say
from dashboard.components.asked import Asked
from dashboard.market.filters import ROUTES
from dashboard.market.life import Life
from dashboard.market.market import life_of
from dashboard.measures import words
from dashboard.measures.contracts import chosen
from dashboard.settings import Settings
from dashboard.store import Store
from dashboard.web.asking import ask_exactly

KINDS = {
    "paper_due": ("Paper due", "The report that asks for the decision to extend is due."),
    "decision_due": ("Decision due", "The last day to decide on the next extension."),
    "reprocurement_start": (
        "Re-procurement start", "A new procurement must start: from here, not extending means a gap."
    ),
    "current_end": ("Current end", "The last day of the term in hand."),
    "maximum_end": ("Maximum end", "The last day if every extension is taken."),
}
"""Each date of a contract that has an event: what it is called, and what it means."""

UID = "{kind}.{contract}@market-sufficiency"
REFRESH = timedelta(hours=12)
"""How often a calendar is asked to fetch it anew."""

Dates = dict[str, date | None]


def register(server: Flask, store: Store, settings: Settings) -> None:
    """Add the calendar's address."""

    @server.get("/contracts.ics")
    def contracts() -> Response:
        view = ask_exactly(store, settings, request.query_string)
        made = calendar(view, store.versions("contracts", view.market.number))
        return Response(
            made.to_ical(),
            content_type="text/calendar; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="contracts.ics"'},
        )


def calendar(view: Asked, versions: pd.DataFrame) -> Calendar:
    """The calendar of a view's contracts, from every version they had (`Store.versions`)."""
    name = f"{'Example contract' if view.market.example else 'Contract'} dates: {say.chosen(view)}"
    made = Calendar()
    made.add("prodid", "-//Market sufficiency//Contract dates//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT12H")
    by_contract = {str(code): theirs for code, theirs in versions.groupby("contract_id")}
    for row in chosen(view.market, view.filled).sort_values("contract_id").itertuples():
        for event in _events(row, by_contract[str(row.contract_id)], view):
            made.add_component(event)
    return made


def _events(row: Any, versions: pd.DataFrame, view: Asked) -> Iterable[Event]:
    """An event for each date that the contract has."""
    history = past(versions, view.settings)
    stamp = versions["published_at"].iloc[-1].to_pydatetime().replace(microsecond=0)
    for kind, (label, meaning) in KINDS.items():
        day = history[-1][kind]
        if day is None:
            continue
        event = Event()
        event.add("uid", UID.format(kind=kind.replace("_", "-"), contract=row.contract_id))
        event.add("dtstamp", stamp)
        event.add("sequence", moves(history, kind))
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", f"{label}: {row.title}")
        event.add("description", "\n".join([meaning, _about(row, view)]))
        event.add("transp", "TRANSPARENT")
        for before in (day - (day - relativedelta(months=1)), timedelta(weeks=1)):
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("trigger", -before)
            alarm.add("description", f"{label} on {words.day(day)}: {row.title}")
            event.add_component(alarm)
        yield event


def _about(row: Any, view: Asked) -> str:
    """Which contract it is."""
    route = ROUTES[row.contract_type].removesuffix(" contracts")
    provider = view.market.provider_names.get(row.provider_id)
    covers = say.names(";".join(row.covered_authorities), view.settings)
    return " · ".join(part for part in (f"Contract {row.contract_id}", route, provider, covers) if part)


def dates(life: Life) -> Dates:
    """The dates of a contract's life that have an event."""
    return {kind: getattr(life, kind) for kind in KINDS}


def past(versions: pd.DataFrame, settings: Settings) -> list[Dates]:
    """A contract's dates after each import that changed it, by the settings of now; none while it was removed."""
    history: list[Dates] = []
    until: Any = None
    for row in versions.itertuples():
        if until is not None and until != row.added_by:
            history.append(dict.fromkeys(KINDS))
        history.append(dates(life_of(row, settings)))
        until = row.replaced_by
    return history


def moves(history: list[Dates], kind: str) -> int:
    """How many imports moved a date, or took it away, or gave it where there was none."""
    return sum(before[kind] != after[kind] for before, after in pairwise(history))
