"""The wall's scenes: one question each, with nothing in them that a visitor must not read.

No provider's name, no price, and no figure that rests on 1 to 5 packages (conventions W-8, L-22 to L-26): what is left
out is left out here, before anything is sent.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pandas as pd

from dashboard.components import say
from dashboard.components.asked import Asked
from dashboard.figures import DRAWINGS, View
from dashboard.market.filters import ROUTES
from dashboard.measures import MEASURES, shareable, words
from dashboard.measures.contracts import covering

TREND_WEEKS = 26
"""How far back demand and capacity are compared."""

MOST_BULLETS = 6
MOST_ACTS = 4
"""As many as can be read from across a room: one large, three beside it."""

UNKNOWN = "–"
TOO_FEW = "too few packages to show"


@dataclass(frozen=True)
class Badge:
    """A status: its code, and the word without which its colour is never shown."""

    code: str
    word: str


@dataclass(frozen=True)
class Bar:
    """A count as a bar, with its share of the whole."""

    label: str
    count: str
    share: float


@dataclass(frozen=True)
class Column:
    """One authority's answer: a large figure, with what it is and what stands behind it."""

    title: str
    place: int
    """The authority's place in the settings, from 1: its colour."""
    figure: str
    unit: str
    lines: tuple[str, ...] = ()
    badge: Badge | None = None
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True)
class Graph:
    """One authority's graph, or the words that stand in its place."""

    label: str
    figure: dict[str, Any] | None = None


@dataclass(frozen=True)
class Bullet:
    """One block contract: what it delivered of the hours contracted to date."""

    title: str
    place: int | None
    """The authority's place, or None where it covers several."""
    badge: Badge
    text: str
    share: float | None


@dataclass(frozen=True)
class Act:
    """What must be done next about a contract, and in how many days."""

    title: str
    what: str
    figure: str
    unit: str
    badge: Badge


@dataclass(frozen=True)
class Scene:
    """One question, with an answer in a sentence for each authority, and what shows it."""

    id: str
    question: str
    answers: tuple[str, ...]
    columns: tuple[Column, ...] = ()
    graphs: tuple[Graph, ...] = ()
    bullets: tuple[Bullet, ...] = ()
    band: tuple[float, float] | None = None
    acts: tuple[Act, ...] = ()
    note: str = ""
    seconds: int = 0
    """For how long it is shown."""


@dataclass(frozen=True)
class Screen:
    """The room for a scene's picture in px, and the size of its smallest text."""

    width: int = 1860
    height: int = 600
    text: int = 44


@dataclass(frozen=True)
class Wall:
    """All that is drawn from one view of the market."""

    asked: Asked
    screen: Screen = field(default_factory=Screen)

    def scenes(self, names: tuple[str, ...]) -> list[Scene]:
        """The scenes asked for; while nothing is loaded, one that says so."""
        if self.asked.market.number == 0:
            return [EMPTY]
        return [SCENES[name](self) for name in names]

    @property
    def verdicts(self) -> list[dict[str, Any]]:
        """Each authority's status, for the strip above every scene."""
        return [{"name": name, "badge": _badge(self._status(code))} for code, name in self._authorities.items()]

    @property
    def age(self) -> str:
        """How new the data are."""
        asked = self.asked
        if not asked.filters.live:
            return f"As at {words.day(asked.day)} · import {asked.market.number}"
        data_to = asked.data_to
        return f"{f'Data to Sunday {words.day(data_to)}' if data_to else 'No hours yet'} · import {asked.market.number}"

    @property
    def late(self) -> list[str]:
        """A sentence for each authority whose next week of hours is past its rhythm."""
        weeks = self.asked.market.seen(self.asked.day).weekly_hours.groupby("authority")["week"].max()
        found = []
        for code, name in self._authorities.items():
            if code in weeks:
                last = weeks[code].date() + timedelta(days=6)
                rhythm = self.asked.settings.authorities[code].rhythm_days
                if self.asked.day > last + timedelta(days=7 + rhythm):
                    found.append(f"Late: {name}’s hours, last to {words.day(last)}.")
        return found

    @property
    def _authorities(self) -> dict[str, str]:
        return {code: self.asked.settings.authorities[code].name for code in self.asked.authorities}

    @cached_property
    def _weeks(self) -> pd.DataFrame:
        """`sufficiency` with the packages behind it, and whether a week may be shown.

        It may where neither the packages asked for nor those placed number 1 to 5, in the week and in all those that
        demonstrated capacity looks back on. Then the hours waiting may be shown beside it where they may by themselves.
        """
        settings, keys = self.asked.settings, ["authority", "week"]
        counted = ["demand_packages", "waiting_packages"]
        counts = self.asked.now.table("demand").groupby(keys)[counted].sum().reset_index()
        asked_for, placed = counts["demand_packages"], counts["demand_packages"] - counts["waiting_packages"]
        few = asked_for.between(1, settings.few_packages) | placed.between(1, settings.few_packages)
        windows = (~few).astype(float).groupby(counts["authority"]).rolling(settings.lookback_weeks, min_periods=1)
        counts["shown"] = windows.min().droplevel(0) > 0
        table = self.asked.now.table("sufficiency").merge(counts, on=keys, how="left")
        table["shown"] = table["shown"].isna() | (table["shown"] == True)  # noqa: E712  (no packages, nothing to hide)
        return table

    def _rows(self, authority: str) -> pd.DataFrame:
        return self._weeks[self._weeks["authority"] == authority].reset_index(drop=True)

    def _last(self, authority: str) -> pd.Series | None:
        """The latest week of an authority; None where there is none."""
        rows = self._rows(authority)
        return rows.iloc[-1] if len(rows) else None

    def _status(self, authority: str) -> str:
        last = self._last(authority)
        return "" if last is None or not last["shown"] or pd.isna(last["status"]) else str(last["status"])

    def _place(self, authority: str) -> int:
        return list(self.asked.settings.authorities).index(authority) + 1

    def _places(self, authorities: str) -> int | None:
        """The place of a contract's one authority; None where it covers several."""
        codes = authorities.split(";")
        return self._place(codes[0]) if len(codes) == 1 else None

    def _title(self, row: Any) -> str:
        """A contract's title, or what it is where its title has a word of an external provider's name."""
        if not self._identifying & set(_words(row.title)):
            return str(row.title)
        kind = ROUTES[getattr(row, "route", "block")].removesuffix(" contracts")
        return f"{words.joined([self._named(code) for code in row.authorities.split(';')])}: {kind.lower()} contract"

    def _named(self, code: str) -> str:
        return self.asked.settings.authorities[code].name

    @cached_property
    def _identifying(self) -> set[str]:
        """The words of external providers' names, but for those of the field and the places."""
        settings, providers = self.asked.settings, self.asked.market.providers
        names = providers.loc[providers["provider_type"] != "internal", "name"]
        places = [authority.name for authority in settings.authorities.values()]
        plain = {word for text in [*places, *settings.services.values(), *ROUTES.values()] for word in _words(text)}
        return {word for name in names for word in _words(name)} - plain - ORDINARY

    def _overdue_packages(self, authority: str, week: pd.Timestamp) -> int:
        """The packages whose hours are `overdue_hours` of a week's Sunday."""
        packages, sunday = self.asked.market.seen(self.asked.day).packages, week + pd.Timedelta(days=6)
        requested = packages["requested_on"] < sunday - pd.Timedelta(days=self.asked.settings.overdue_days)
        begun, ended = packages["started_on"] <= sunday, packages["ended_on"] < sunday
        return int((requested & ~begun & ~ended & (packages["authority"] == authority)).sum())

    def _packages_under(self, contract: str, first: date, last: date) -> int:
        """The packages placed under a contract on any day from one to another."""
        packages = self.asked.market.seen(self.asked.day).packages
        mine = packages[packages["contract_id"] == contract]
        return int(((mine["started_on"] <= pd.Timestamp(last)) & ~(mine["ended_on"] < pd.Timestamp(first))).sum())

    def _verdict(self) -> Scene:
        codes = self._authorities
        return Scene(
            "verdict",
            MEASURES["sufficiency"].question,
            tuple(self._judgement(code, name) for code, name in codes.items()),
            columns=tuple(self._sufficiency(code, name) for code, name in codes.items()),
        )

    def _judgement(self, code: str, name: str) -> str:
        """The measure's own sentence, without the hours that rest on few packages or on one provider's silence."""
        measure, view, rows = MEASURES["sufficiency"], self.asked.now, self._rows(code).tail(1)
        if len(rows) and not rows["shown"].iloc[0]:
            return f"{name}: {TOO_FEW}."
        rows = rows.assign(unreported_hours=0.0)
        if len(rows) and rows["reason"].iloc[0] in ("waiting", "both"):
            last = rows.iloc[0]
            overdue, settings = self._overdue_packages(code, last["week"]), self.asked.settings
            # Beside the hours waiting, the overdue ones give those away that are not.
            if shareable.few(overdue, settings) or shareable.few(last["waiting_packages"] - overdue, settings):
                if last["reason"] == "waiting":
                    return f"{name} has the capacity, but some care waits too long."
                rows = rows.assign(reason="capacity")
        return measure.finding(rows, view.filled, view.settings)[code]

    def _sufficiency(self, code: str, name: str) -> Column:
        last, badge = self._last(code), _badge(self._status(code))
        if last is None:
            return Column(name, self._place(code), UNKNOWN, "nothing to judge by yet", badge=badge)
        if not last["shown"]:
            return Column(name, self._place(code), shareable.HIDDEN, TOO_FEW, badge=badge)
        if pd.isna(last["sufficiency"]):
            return Column(name, self._place(code), "0", "hours needed", badge=badge)
        hours = f"{words.number(last['credible_hours'])} of {words.hours(last['demand_hours'])} a week"
        lines = (hours, *self._run(code))
        return Column(name, self._place(code), words.percent(last["sufficiency"]), "of the hours needed", lines, badge)

    def _run(self, code: str) -> Iterator[str]:
        """For how long it has not been on track."""
        rows = self._rows(code)
        status = rows["status"].where(rows["shown"])
        if status.iloc[-1] in ("red", "amber"):
            other = status[status != status.iloc[-1]]
            weeks = len(rows) - 1 - (other.index[-1] if len(other) else -1)
            yield f"{say.STATUSES[status.iloc[-1]]} for {words.plural(weeks, 'week')}"

    def _capacity(self) -> Scene:
        return Scene(
            "capacity",
            "Does capacity keep up with demand?",
            tuple(self._trend(code, name) for code, name in self._authorities.items()),
            graphs=tuple(self._graph(code, name) for code, name in self._authorities.items()),
        )

    def _trend(self, code: str, name: str) -> str:
        rows = self._rows(code)
        if rows.empty:
            return f"{name}: nothing to judge by yet."
        if not rows["shown"].iloc[-1]:
            return f"{name}: {TOO_FEW}."
        back = rows[rows["shown"]].tail(TREND_WEEKS + 1)
        first, last = back.iloc[0], back.iloc[-1]
        weeks = (last["week"] - first["week"]).days // 7
        if weeks == 0:
            return f"{name}: {words.hours(last['demand_hours'])} needed, {words.number(last['credible_hours'])} to count on."
        demand, capacity = (_change(first[what], last[what]) for what in ("demand_hours", "credible_hours"))
        return f"{name}: demand {demand}, capacity {capacity} in {words.plural(weeks, 'week')}."

    def _graph(self, code: str, name: str) -> Graph:
        period = self.asked.table("sufficiency")["week"]
        rows = self._rows(code)
        rows = rows[rows["week"].isin(set(period))].reset_index(drop=True)
        if rows.empty:
            return Graph(f"{name}: no data for this period.")
        if not rows["shown"].iloc[-1]:
            return Graph(f"{name}: {TOO_FEW}.")
        hours = ["demand_hours", "credible_hours", "paper_hours"]
        rows[hours] = rows[hours].round().where(rows["shown"])
        rows = rows[rows["shown"].cummax()].assign(overdue_hours=0.0).drop(columns="demonstrated_hours")
        beside = self.screen.width > self.screen.height
        height = self.screen.height if beside else self.screen.height / len(self._authorities)
        view = View(self.asked.filled, self.asked.settings, self.asked.theme, narrow=True, scale=self.screen.text / 16, height=height)
        return Graph(f"{name}: capacity and demand in hours a week.", DRAWINGS["sufficiency"](rows, view))

    def _waiting(self) -> Scene:
        return Scene(
            "waiting",
            "Who waits for care?",
            tuple(self._wait(code, name) for code, name in self._authorities.items()),
            columns=tuple(self._queue(code, name) for code, name in self._authorities.items()),
            note=shareable.note(self.asked.settings),
        )

    def _waits(self, code: str) -> int:
        last = self._last(code)
        return 0 if last is None or pd.isna(last["waiting_packages"]) else int(last["waiting_packages"])

    def _wait(self, code: str, name: str) -> str:
        packages = self._waits(code)
        if packages == 0:
            return f"Nobody waits for care in {name}."
        shown = shareable.count(packages, self.asked.settings)
        how_many = "a few" if shown == shareable.HIDDEN else f"about {shown}"
        return f"{name}: {how_many} packages wait for care."

    def _queue(self, code: str, name: str) -> Column:
        settings, last, packages = self.asked.settings, self._last(code), self._waits(code)
        if last is None or packages == 0:
            return Column(name, self._place(code), "0", "packages wait")
        demand = self.asked.now.table("demand")
        mine = demand[(demand["authority"] == code) & (demand["week"] == last["week"])]
        overdue = self._overdue_packages(code, last["week"])
        lines = (
            f"{shareable.hours(last['waiting_hours'], packages, settings)} hours a week",
            f"{shareable.count(mine['unsourced_packages'].sum(), settings)} without a provider",
            f"{shareable.count(overdue, settings)} for over {settings.overdue_days} days",
        )
        return Column(name, self._place(code), shareable.count(packages, settings), "packages wait", lines)

    def _blocks(self) -> Scene:
        settings = self.asked.settings
        table = self.asked.now.table("blocks")
        running = table[~table["complete"]]
        few = {row.contract_id for row in running.itertuples() if self._rests_on_few(row)}
        hidden = running["contract_id"].isin(few)
        # The furthest from what was bought first; those that cannot be shown last.
        order = (running["utilisation"].sub(1).abs().mask(hidden)).sort_values(ascending=False, na_position="last").index
        low, high = settings.utilisation_green
        band = f"{words.percent(low)} to {words.percent(high)}"
        rest = f"The {MOST_BULLETS} furthest from it of {len(running)} blocks. " if len(running) > MOST_BULLETS else ""
        hides = f" {shareable.note(settings).split('.')[0]}." if few else ""
        return Scene(
            "blocks",
            MEASURES["blocks"].question,
            tuple(self._use(running, code, name, few) for code, name in self._authorities.items()),
            bullets=tuple(self._bullet(row, few) for row in running.loc[order].head(MOST_BULLETS).itertuples()),
            band=(low, high),
            note=f"{rest}Meant to be {band} of contracted hours, contract years to date.{hides}" if len(running) else "",
        )

    def _rests_on_few(self, row: Any) -> bool:
        # `from` is no name in Python: a tuple of the table has it by its place.
        first = row[1 + MEASURES["blocks"].names.index("from")]
        return shareable.few(self._packages_under(row.contract_id, first, row.to), self.asked.settings)

    def _use(self, running: pd.DataFrame, code: str, name: str, few: set[str]) -> str:
        """The measure's own sentence; where a block of the sum may not be shown, how many of the others are off."""
        mine = covering(running, code)
        if not set(mine["contract_id"]) & few:
            return self.asked.now.finding("blocks")[code]
        shown = mine[~mine["contract_id"].isin(few) & mine["utilisation"].notna()]
        if shown.empty:
            return f"{name}: {TOO_FEW}."
        low, high = self.asked.settings.utilisation_green
        off = len(shown) - int((shown["status"] == "green").sum())
        return f"{name}: {off or 'none'} of {words.plural(len(shown), 'block')} outside {words.percent(low)} to {words.percent(high)}."

    def _bullet(self, row: Any, few: set[str]) -> Bullet:
        title, place = self._title(row), self._places(row.authorities)
        if row.contract_id in few:
            return Bullet(title, place, _badge(""), shareable.HIDDEN, None)
        if pd.isna(row.utilisation):
            return Bullet(title, place, _badge(""), UNKNOWN, None)
        return Bullet(title, place, _badge(row.status), words.percent(row.utilisation), round(float(row.utilisation), 2))

    def _decisions(self) -> Scene:
        table = self.asked.now.table("contracts")
        due = sorted((found for row in table.itertuples() if (found := self._act(row))), key=lambda found: found[:2])
        rest = f"The first {MOST_ACTS} of {len(due)}." if len(due) > MOST_ACTS else ""
        return Scene(
            "decisions",
            "What must be decided by when?",
            tuple(self.asked.now.finding("contracts").values()),
            acts=tuple(act for *_, act in due[:MOST_ACTS]),
            note=rest if due else "No contract has an act to come.",
        )

    def _act(self, row: Any) -> tuple[bool, pd.Timestamp, Act] | None:
        """The next act that a contract needs, with what it is sorted by: red ones first, then by day."""
        today = pd.Timestamp(self.asked.day)
        if row.delivering_past_end > 0:
            what, due = "Still delivering: ended", row.current_end
        elif row.phase in ("ended", "terminated"):
            return None
        elif row.extensions_left:
            paper = row.paper_due >= today
            what, due = ("Report due", row.paper_due) if paper else ("Decision due", row.decision_due)
        elif pd.notna(row.reprocurement_start):
            what, due = "Start to re-procure", row.reprocurement_start
        else:
            return None
        days = (due - today).days
        unit = ("day" if abs(days) == 1 else "days") + (" late" if days < 0 else "")
        if row.delivering_past_end > 0:
            unit = unit.replace("late", "past its end")
        text = f"{what} {words.day(due)}"
        return row.status != "red", due, Act(self._title(row), text, str(abs(days)), unit, _badge(row.status))

    def _providers(self) -> Scene:
        return Scene(
            "providers",
            MEASURES["providers"].question,
            tuple(self.asked.now.finding("providers").values()),
            columns=tuple(self._activity(code, name) for code, name in self._authorities.items()),
        )

    def _activity(self, code: str, name: str) -> Column:
        table = self.asked.now.table("providers")
        of_members = table[(table["authority"] == code) & (table["membership"] == "member")]
        counts = of_members["activity"].value_counts()
        bars = tuple(
            Bar(label, words.number(counts[what]), round(float(counts[what]) / len(of_members), 3))
            for what, label in ACTIVITIES.items() if what in counts
        )
        figure = f"{counts.get('active', 0)} of {len(of_members)}" if len(of_members) else "0"
        return Column(name, self._place(code), figure, "members active" if len(of_members) else "members", bars=bars)


SCENES: dict[str, Callable[[Wall], Scene]] = {
    "verdict": Wall._verdict,
    "capacity": Wall._capacity,
    "waiting": Wall._waiting,
    "blocks": Wall._blocks,
    "decisions": Wall._decisions,
    "providers": Wall._providers,
}
"""Each scene by the name that the address gives it, in their order."""

EMPTY = Scene(
    "empty",
    MEASURES["sufficiency"].question,
    ("No data is loaded.",),
    note="On the server: python -m dashboard load, and the folder with your files.",
)

ACTIVITIES = {
    "active": "Active",
    "new": "New",
    "quiet": "Quiet",
    "not_invited": "Hardly invited",
    "unsuccessful": "No success",
    "dormant": "Dormant",
}
"""What a member's activity is called here."""

ORDINARY = frozenset(
    """and at care carers central centre child children childrens city community company council county disability
    domiciliary east example families family for group health home homecare in independent limited living local ltd
    north of plc respite service services social south specialist support term the time trust west with young
    first second third team block contract dps framework hours in-house spot purchases""".split()
)
"""Words of contracts' titles that name no provider."""


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{3,}", text.casefold())


def _badge(status: Any) -> Badge:
    code = "" if pd.isna(status) else str(status)
    return Badge(code, say.STATUSES[code])


def _change(then: float, now: float) -> str:
    if then == 0:
        return "level" if now == 0 else "up from none"
    share = words.percent(abs(now / then - 1))
    return "level" if share == "0%" else f"{'up' if now > then else 'down'} {share}"
