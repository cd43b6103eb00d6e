"""How far the wall's figures can be trusted: how new they are, who has reported, whose data are late."""

from datetime import date, timedelta

import pandas as pd

from dashboard.components.asked import Asked
from dashboard.market.silence import PAIR
from dashboard.market.ways_in import spans
from dashboard.measures import words
from dashboard.web.wall.parts import Late


def age(asked: Asked) -> str:
    """How new the data are."""
    to = f"Data to Sunday {words.day(asked.data_to)}" if asked.data_to else "No hours yet"
    return f"{to}, import {asked.market.number}"


def reported(asked: Asked) -> str:
    """How many have reported the latest complete week, of the providers and authorities that should have.

    A provider should for each authority that it has a way in to on that week's Sunday and has delivered hours for in
    the last 8 weeks (a setting), that week included. It has where there is a row of hours in that week, zeros included.
    """
    seen = asked.market.seen(asked.day)
    week = pd.Timestamp(seen.last_week)
    sunday = week + pd.Timedelta(days=6)
    hours = seen.weekly_hours[seen.weekly_hours["authority"].isin(asked.authorities)]
    ways = spans(seen, asked.settings)
    recent = (hours["week"] > week - pd.Timedelta(weeks=asked.settings.silence_weeks)) & (hours["delivered_hours"] > 0)
    due = _pairs(ways[(ways["first"] <= sunday) & (ways["last"] >= sunday)]) & _pairs(hours[recent])
    sent = due & _pairs(hours[hours["week"] == week])
    if not due:
        return "No provider is due to report"
    return f"{len(sent)} of {words.plural(len(due), 'provider')} reported"


def _pairs(frame: pd.DataFrame) -> set[tuple]:
    return set(frame[PAIR].itertuples(index=False, name=None))


def late(asked: Asked) -> list[Late]:
    """The authorities whose next week of hours is past its rhythm, by the day that they are known to."""
    latest = asked.market.seen(asked.day).weekly_hours.groupby("authority")["week"].max()
    found: dict[date, list[str]] = {}
    for code in asked.authorities:
        if code in latest:
            last = latest[code].date() + timedelta(days=6)
            if asked.day > last + timedelta(days=7 + asked.settings.authorities[code].rhythm_days):
                found.setdefault(last, []).append(code)
    return [_late(codes, last, asked) for last, codes in sorted(found.items())]


def _late(codes: list[str], last: date, asked: Asked) -> Late:
    every = list(asked.settings.authorities)
    whose = words.joined([f"{asked.settings.authorities[code].name}’s" for code in codes])
    return Late(tuple(every.index(code) + 1 for code in codes), f"Late: {whose} hours, last to {words.day(last)}.")
