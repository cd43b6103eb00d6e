"""The verdict: for each authority side by side, whether there is enough care, and the six figures behind it."""

from dataclasses import dataclass, replace
from math import floor
from typing import Any

import pandas as pd
from dash import Output, dcc, html

from dashboard.components import say
from dashboard.components.asked import Asked
from dashboard.components.status import status
from dashboard.market.weeks import nth_latest_week
from dashboard.measures import words
from dashboard.measures.outlook import LIKELY
from dashboard.measures.sharing import HIDDEN, TOO_FEW, withheld
from dashboard.settings import Settings


@dataclass(frozen=True)
class Fact:
    """One figure with what it is, and what to hold it against."""

    label: str
    figure: str
    note: str
    path: str
    """The page that shows the evidence."""
    status: str | None = None
    """red, amber, green, or "" for no data; None where there is no threshold to judge by."""


NO_DATA = "No data"


def _hidden(rows: pd.DataFrame, *columns: str) -> bool:
    """Whether any of these figures is left out of a shareable table: then no sum of them can be said."""
    return any(any(withheld(rows, column)) for column in columns)


def facts(asked: Asked, authority: str) -> list[Fact]:
    """The six figures of an authority on the day."""
    now = asked.now
    return [
        _sufficiency(now, authority),
        _waiting(now, authority),
        _utilisation(now, authority),
        _in_house(now, authority),
        _decision(now, authority),
        _outlook(now, authority),
    ]


def _sufficiency(now: Asked, authority: str) -> Fact:
    settings, table = now.settings, now.table("sufficiency")
    rows = table[table["authority"] == authority].set_index("week")
    label, path = "Sufficiency: credible capacity over hours needed", "/sufficiency"
    if _hidden(rows.tail(1), "sufficiency"):
        return Fact(label, HIDDEN, TOO_FEW, path)
    if rows.empty or pd.isna(rows["sufficiency"].iloc[-1]):
        return Fact(label, NO_DATA, "Nothing to judge by yet.", path, "")
    last, weeks = rows.iloc[-1], settings.utilisation_weeks
    before = rows["sufficiency"].get(rows.index[-1] - pd.Timedelta(weeks=weeks))
    trend = "" if before is None or pd.isna(before) else f"{_trend(last['sufficiency'] - before)} in {weeks} weeks. "
    green, amber = words.percent(settings.sufficiency_green), words.percent(settings.sufficiency_amber)
    limits = f"Enough from {green}, short under {amber}."
    return Fact(label, words.percent(last["sufficiency"], 1), trend + limits, path, str(last["status"]))


def _trend(change: float) -> str:
    points = words.number(abs(change) * 100)
    if points == "0":
        return "Level"
    return f"{'Up' if change > 0 else 'Down'} {words.plural(int(points.replace(',', '')), 'point')}"


def _waiting(now: Asked, authority: str) -> Fact:
    settings, table = now.settings, now.table("sufficiency")
    rows = table[table["authority"] == authority]
    label, path = "Waiting for care to begin", "/sufficiency"
    if rows.empty:
        return Fact(label, NO_DATA, "No package has been asked for yet.", path, "")
    last = rows.tail(1)
    if _hidden(last, "waiting_hours"):
        return Fact(label, HIDDEN, TOO_FEW, path)
    waiting, late = last["waiting_hours"].iloc[0], last["overdue_hours"].iloc[0]
    if not waiting:
        return Fact(label, _hours(0), "Nobody waits.", path)
    overdue = f"{HIDDEN} hours" if _hidden(last, "overdue_hours") else words.hours(late) if late else "none"
    note = f"{overdue} waiting over {settings.overdue_days} days{_longest(now, authority)}."
    return Fact(label, _hours(waiting), f"{words.plural(_packages(now, authority), 'package')}; {note}", path)


def _packages(now: Asked, authority: str) -> int:
    """How many packages wait in the latest complete week, or in a shareable view on its Sunday: then rounded as one."""
    if now.filters.share:
        table = now.table("sourcing")
        return int(table.loc[table["authority"] == authority, "waiting_packages"].iloc[-1])
    table = now.table("demand")
    of_week = table["week"] == pd.Timestamp(nth_latest_week(now.day, 1))
    return int(table.loc[(table["authority"] == authority) & of_week, "waiting_packages"].sum())


def _longest(now: Asked, authority: str) -> str:
    """How long the package has waited that waits longest on the day; nothing where none does any more."""
    table = now.table("sourcing")
    days = table.loc[table["authority"] == authority, "oldest_wait_days"].tail(1).dropna()
    return f"; the longest wait is {words.plural(days.iloc[0], 'day')}" if len(days) else ""


def _utilisation(now: Asked, authority: str) -> Fact:
    settings, contracts = now.settings, now.market.contracts
    lead = contracts.loc[contracts["lead_authority"] == authority, "contract_id"]
    weekly = now.table("blocks_weekly")
    since = pd.Timestamp(nth_latest_week(now.day, settings.utilisation_weeks))
    rows = weekly[weekly["contract_id"].isin(lead) & (weekly["week"] >= since)]
    label, path = f"Blocks it leads: delivered of contracted, last {settings.utilisation_weeks} weeks", "/blocks"
    if _hidden(rows, "delivered_hours"):
        return Fact(label, HIDDEN, TOO_FEW, path)
    contracted = rows["contracted_hours"].sum()
    if not contracted:
        return Fact(label, NO_DATA, "No block had hours to deliver.", path, "")
    share = rows["delivered_hours"].sum() / contracted
    low, high = settings.utilisation_green
    blocks = words.plural(rows["contract_id"].nunique(), "block")
    note = f"{blocks}; meant to be {words.percent(low)} to {words.percent(high)}."
    judged = _within(share, settings.utilisation_green, settings.utilisation_amber)
    return Fact(label, words.percent(share, 1), note, path, judged)


def _within(share: float, green: tuple[float, float], amber: tuple[float, float]) -> str:
    if green[0] <= share <= green[1]:
        return "green"
    return "amber" if amber[0] <= share <= amber[1] else "red"


def _in_house(now: Asked, authority: str) -> Fact:
    settings, since = now.settings, pd.Timestamp(nth_latest_week(now.day, now.settings.activity_weeks))

    def lately(measure: str) -> pd.DataFrame:
        table = now.table(measure)
        return table[(table["authority"] == authority) & (table["week"] >= since)]

    label, path = f"Carried in-house, last {settings.activity_weeks} weeks", "/sufficiency"
    every, routes = lately("sufficiency"), lately("supply")
    in_house = routes[routes["route"] == "in_house"]
    if _hidden(every, "delivered_hours") or _hidden(in_house, "delivered_hours"):
        return Fact(label, HIDDEN, TOO_FEW, path)
    delivered = every["delivered_hours"].sum()
    if not delivered:
        return Fact(label, NO_DATA, "No hours were delivered.", path, "")
    share = in_house["delivered_hours"].sum() / delivered
    band = settings.authorities[authority].internal_share_band
    if band is None:
        return Fact(label, words.percent(share, 1), "Of the hours delivered.", path)
    note = f"Of the hours delivered; meant to be {words.percent(band[0])} to {words.percent(band[1])}."
    return Fact(label, words.percent(share, 1), note, path, "green" if band[0] <= share <= band[1] else "amber")


def _decision(now: Asked, authority: str) -> Fact:
    table = now.table("contracts")
    covers = table["authorities"].str.split(";").map(lambda codes: authority in codes).astype(bool)
    rows = table[covers & table["decision_due"].notna() & (table["days_to_extension"].notna())]
    label, path = "Next contract decision", "/contracts"
    if rows.empty:
        return Fact(label, "None", "No contract has an option left to decide on.", path)
    first = rows.sort_values(["decision_due", "contract_id"]).iloc[0]
    due, days = first["decision_due"].date(), int(first["days_to_decision"])
    figure = words.plural(days, "day") if days >= 0 else f"{words.plural(-days, 'day')} late"
    return Fact(label, figure, f"{first['title']}: by {words.day(due)}.", path, str(first["status"]))


def _outlook(now: Asked, authority: str) -> Fact:
    table = now.table("outlook_summary")
    row = table[table["authority"] == authority]
    label, path = "Chance of enough in the worst of the next 26 weeks", "/sufficiency"
    if _hidden(row, "p_26_weeks"):
        return Fact(label, HIDDEN, TOO_FEW, path)
    if row["p_26_weeks"].isna().all():
        return Fact(label, NO_DATA, "Too little is known yet to look ahead.", path, "")
    chance, doubtful = row["p_26_weeks"].iloc[0], row["first_week_below_80"].iloc[0]
    note = f"Likely from {words.percent(LIKELY)}. "
    note += "No week ahead is doubtful." if pd.isna(doubtful) else f"Doubtful from {words.day(doubtful)}."
    return Fact(label, words.percent(floor(chance * 100) / 100), note, path, "green" if chance >= LIKELY else "amber")


def _hours(value: float) -> str:
    return f"{words.hours(value)} a week" if value else "No hours"


class Verdict:
    """The verdicts of the authorities shown, side by side."""

    def layout(self, page: str, _settings: Settings) -> html.Div:
        """An empty place."""
        return html.Div(id=f"{page}-verdict", className="verdicts")

    def outputs(self, page: str) -> list[Output]:
        """The verdicts."""
        return [Output(f"{page}-verdict", "children")]

    def draw(self, asked: Asked) -> list[Any]:
        """A verdict for each authority shown."""
        findings, ahead = asked.now.finding("sufficiency"), asked.now.finding("outlook")
        notes = [html.P(line, className="note") for line in say.left_out(asked.filters, ("provider", "route"))]
        return [[*notes, *(_card(asked, code, findings[code], ahead[code]) for code in asked.authorities)]]


def _card(asked: Asked, authority: str, finding: str, ahead: str) -> html.Section:
    query = replace(asked.filters, authority=authority).to_query()
    place = list(asked.settings.authorities).index(authority) + 1
    return html.Section(
        [
            html.H2(finding, id=f"verdict-{authority}", className="finding"),
            html.P(ahead, className="ahead"),
            html.Dl([html.Div(_fact(fact, query)) for fact in facts(asked, authority)]),
        ],
        className="verdict",
        **{"aria-labelledby": f"verdict-{authority}", "data-place": str(place)},
    )


def _fact(fact: Fact, query: str) -> list[Any]:
    judged = [] if fact.status is None else [status(fact.status)]
    return [
        html.Dt(dcc.Link(fact.label, href=f"{fact.path}?{query}")),
        html.Dd([html.Span(fact.figure, className="figure"), *judged]),
        html.Dd(fact.note, className="note"),
    ]
