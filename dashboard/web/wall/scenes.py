"""The wall's scenes: one question each, with its answer in a sentence and a picture of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from dashboard.components import say
from dashboard.components.asked import Asked
from dashboard.figures import DRAWINGS, ROOMS, View
from dashboard.figures.theme import TEXT
from dashboard.measures import MEASURES, sharing, words
from dashboard.measures.sharing import HIDDEN, finding, left_out, withheld
from dashboard.web.wall.discreet import Discreet
from dashboard.web.wall.parts import Act, Answer, Badge, Bar, Bullet, Column, Graph, Scene, Screen

TREND_WEEKS = 26
"""How far back demand and capacity are compared."""

MOST_BULLETS = 5
MOST_ACTS = 4
"""As many as can be read from across a room; of acts one large, and three beside it."""

DRAWN = ["demand_hours", "credible_hours"]
"""What the graph of capacity and demand shows of `sufficiency`."""

NARROW = 20
"""A graph is narrow under so many times the size of its text: there is no room for labels beside it."""

UNKNOWN = "–"
TOO_FEW = "too few packages to show"

ACTIVITIES = {
    "active": "Active",
    "new": "New",
    "quiet": "Quiet",
    "not_invited": "Hardly invited",
    "unsuccessful": "Unsuccessful",
    "dormant": "Dormant",
}
"""What a member's activity is called here."""

EMPTY = Scene(
    "empty",
    MEASURES["sufficiency"].question,
    (Answer("No data is loaded.", 0),),
    note="On the server: python -m dashboard load FOLDER",
)
"""The only scene while nothing is loaded."""


@dataclass(frozen=True)
class Wall:
    """All that is drawn of one view of the market."""

    asked: Asked
    today: date
    """The day of countdowns: the figures are of the last Sunday."""
    screen: Screen = field(default_factory=Screen)

    def scenes(self, names: Iterable[str]) -> list[Scene]:
        """The scenes asked for, by their names; `EMPTY` while nothing is loaded."""
        return [SCENES[name](self) for name in names] if self.asked.market.number else [EMPTY]

    @property
    def verdicts(self) -> list[dict[str, Any]]:
        """Each authority's name and status, for the strip that stays on every scene."""
        return [{"name": name, "badge": _badge(self._status(code))} for code, name in self._authorities.items()]

    @cached_property
    def on_this_day(self) -> Asked:
        """The same question on this very day: what is due by when, and late, rests on no package."""
        return replace(self.asked, filled=replace(self.asked.now.filled, as_of=self.today))

    @cached_property
    def _discreet(self) -> Discreet:
        return Discreet(self.asked)

    @property
    def _authorities(self) -> dict[str, str]:
        return {code: self.asked.settings.authorities[code].name for code in self.asked.authorities}

    def _each(self, make: Callable[[str, str], Any]) -> tuple[Any, ...]:
        """What is made of each authority's code and name."""
        return tuple(make(code, name) for code, name in self._authorities.items())

    def _answers(self, say_of: Callable[[str, str], str]) -> tuple[Answer, ...]:
        return self._each(lambda code, name: Answer(say_of(code, name), self._place(code)))

    def _place(self, authority: str) -> int:
        return list(self.asked.settings.authorities).index(authority) + 1

    def _rows(self, authority: str) -> pd.DataFrame:
        """An authority's weeks, the latest last; without what rests on one provider's silence."""
        weeks = self.asked.now.table("sufficiency").assign(unreported_hours=0.0)
        return weeks[weeks["authority"] == authority].reset_index(drop=True)

    def _last(self, authority: str) -> pd.Series | None:
        rows = self._rows(authority)
        return rows.iloc[-1] if len(rows) else None

    def _status(self, authority: str) -> str:
        last = self._last(authority)
        return "" if last is None or pd.isna(last["status"]) else str(last["status"])

    # Is there enough care?

    def _verdict(self) -> Scene:
        question = MEASURES["sufficiency"].question
        return Scene("verdict", question, self._answers(self._judgement), columns=self._each(self._sufficiency))

    def _judgement(self, code: str, name: str) -> str:
        """The measure's own sentence."""
        filters = replace(self.asked.now.filled, authority=code)
        return finding(MEASURES["sufficiency"], self._rows(code), filters, self.asked.settings)[code]

    def _sufficiency(self, code: str, name: str) -> Column:
        last, place, badge = self._last(code), self._place(code), self._lasting(code)
        if last is None:
            return Column(name, place, UNKNOWN, "nothing to judge by yet", badge=badge)
        if left_out(last, "sufficiency"):
            return Column(name, place, HIDDEN, TOO_FEW, badge=badge)
        if pd.isna(last["sufficiency"]):
            return Column(name, place, "0", "hours needed", badge=badge)
        hours = f"{words.number(last['credible_hours'])} to count on, {words.number(last['demand_hours'])} needed"
        lines = (hours, *self._ahead(code))
        return Column(name, place, words.percent(last["sufficiency"]), "of the hours needed a week", lines, badge)

    def _ahead(self, code: str) -> tuple[str, ...]:
        """How likely it is to stay enough, without the authority's name, which stands above; nothing if not known."""
        table = self.asked.now.table("outlook_summary")
        if table.loc[table["authority"] == code, "p_26_weeks"].isna().all():
            return ()
        said = self.asked.now.finding("outlook")[code].partition(": ")[2].removesuffix(".")
        return (said[:1].upper() + said[1:],)

    def _lasting(self, code: str) -> Badge:
        """An authority's status, and for how long it has not been on track."""
        badge, rows = _badge(self._status(code)), self._rows(code)
        if badge.code not in ("red", "amber"):
            return badge
        other = rows.index[rows["status"] != badge.code]
        weeks = len(rows) - 1 - (int(other[-1]) if len(other) else -1)
        return Badge(badge.code, f"{badge.word} for {words.plural(weeks, 'week')}")

    # Does capacity keep up with demand?

    def _capacity(self) -> Scene:
        question = "Does capacity keep up with demand?"
        return Scene("capacity", question, self._answers(self._trend), graphs=self._each(self._graph))

    def _trend(self, code: str, name: str) -> str:
        rows = self._rows(code)
        if rows.empty:
            return f"{name}: nothing to judge by yet."
        if rows[DRAWN].isna().iloc[-1].any():
            return f"{name}: {TOO_FEW}."
        back = rows.dropna(subset=DRAWN).tail(TREND_WEEKS + 1)
        then, now = back.iloc[0], back.iloc[-1]
        demand, capacity = (_change(then[hours], now[hours]) for hours in DRAWN)
        weeks = words.plural((now["week"] - then["week"]).days // 7, "week")
        return f"{name}: demand {demand}, capacity {capacity} in {weeks}."

    def _graph(self, code: str, name: str) -> Graph:
        asked, screen = self.asked, self.screen
        rows = self._rows(code)
        rows = rows[rows["week"].isin(asked.table("sufficiency")["week"])].reset_index(drop=True)
        if rows.empty:
            return Graph(f"{name}: no data for this period.")
        if rows[DRAWN].isna().iloc[-1].any():
            return Graph(f"{name}: {TOO_FEW}.")
        rows[DRAWN] = rows[DRAWN].round()
        rows = rows.loc[rows[DRAWN].notna().all(axis=1).cummax(), ["week", "authority", "unreported_hours", *DRAWN]]
        beside, graphs = screen.width > screen.height, len(self._authorities)
        view = View(
            asked.filled,
            asked.settings,
            asked.theme,
            room=ROOMS[0] if screen.width / (graphs if beside else 1) < NARROW * screen.text else ROOMS[1],
            scale=screen.text / TEXT,
            height=screen.height / (1 if beside else graphs),
        )
        return Graph(f"{name}: capacity and demand in hours a week.", DRAWINGS["sufficiency"](rows, view))

    # Who waits for care?

    def _waiting(self) -> Scene:
        note = sharing.note(self.asked.settings)
        return Scene("waiting", "Who waits for care?", self._answers(self._wait), self._each(self._queue), note=note)

    def _waits(self, code: str) -> pd.Series | None:
        """An authority's running month of `sourcing`; None where nobody waits in it."""
        table = self.asked.now.table("sourcing")
        last = table[table["authority"] == code].tail(1)
        waits = len(last) and last["waiting_packages"].iloc[0] is not pd.NA and last["waiting_packages"].iloc[0] == 0
        return None if last.empty or waits else last.iloc[0]

    def _wait(self, code: str, name: str) -> str:
        last = self._waits(code)
        if last is None:
            return f"Nobody waits for care in {name}."
        packages = last["waiting_packages"]
        few = left_out(last, "waiting_packages")
        return f"{name}: {'a few' if few else f'about {words.number(packages)}'} packages wait for care."

    def _queue(self, code: str, name: str) -> Column:
        settings, last, place = self.asked.settings, self._waits(code), self._place(code)
        if last is None:
            return Column(name, place, "0", "packages wait")
        week = self._last(code)
        overdue = HIDDEN if week is None or left_out(week, "overdue_hours") else words.number(week["overdue_hours"])
        lines = (
            f"{_number(last, 'waiting_hours')} hours a week",
            f"{overdue} hours for over {settings.overdue_days} days",
            f"{_number(last, 'waiting_over_12')} packages for over 12 weeks",
        )
        return Column(name, place, _number(last, "waiting_packages"), "packages wait", lines)

    # Do we use what we pay for?

    def _blocks(self) -> Scene:
        settings, now = self.asked.settings, self.asked.now
        table, findings = now.table("blocks"), now.finding("blocks")
        running = table[~table["complete"]]
        hidden = any(withheld(running, "utilisation"))
        # The furthest from what was bought first; those that cannot be shown last.
        apart = running["utilisation"].sub(1).abs()
        rows = running.loc[apart.sort_values(ascending=False).index].head(MOST_BULLETS)
        notes = [
            f"The {MOST_BULLETS} of {len(running)} that are furthest from 100%." if len(running) > MOST_BULLETS else "",
            f"Meant to be {_band(settings.utilisation_green)} of contracted hours." if len(running) else "",
            sharing.note(settings) if hidden else "",
        ]
        return Scene(
            "blocks",
            MEASURES["blocks"].question,
            self._answers(lambda code, _: findings[code]),
            bullets=tuple(self._bullet(row) for row in rows.itertuples()),
            band=settings.utilisation_green,
            note=" ".join(filter(None, notes)),
        )

    def _bullet(self, row: Any) -> Bullet:
        codes = row.authorities.split(";")
        title, place = self._discreet.title(row, "block"), self._place(codes[0]) if len(codes) == 1 else None
        if "utilisation" in row.withheld.split(";"):
            return Bullet(title, place, _badge(None), HIDDEN, None)
        if pd.isna(row.utilisation):
            return Bullet(title, place, _badge(None), UNKNOWN, None)
        used = round(float(row.utilisation), 2)
        return Bullet(title, place, _badge(row.status), words.percent(row.utilisation), used)

    # What must be decided by when?

    def _decisions(self) -> Scene:
        now = self.on_this_day
        coming = sorted(filter(None, map(self._act, now.table("contracts").itertuples())), key=lambda found: found[:3])
        acts = tuple(act for *_, act in coming[:MOST_ACTS])
        findings = now.finding("contracts")
        note = f"The first of {len(coming)}." if len(coming) > len(acts) else ""
        question = "What must be decided by when?"
        return Scene("decisions", question, self._answers(lambda code, _: findings[code]), acts=acts, note=note)

    def _act(self, row: Any) -> tuple[bool, pd.Timestamp, str, Act] | None:
        """The next act that a contract needs, after what it is sorted by: red ones first, then by day."""
        today, status = pd.Timestamp(self.on_this_day.day), row.status
        past_end = "delivering_past_end" in row.withheld.split(";")
        if past_end:
            what, due = "Still delivering: ended", row.current_end
        elif row.phase in ("ended", "terminated") or not (row.extensions_left or pd.notna(row.reprocurement_start)):
            return None
        elif not row.extensions_left:
            what, due = "Begin to re-procure by", row.reprocurement_start
        else:
            what, due = ("Report due", row.paper_due) if row.paper_due >= today else ("Decision due", row.decision_due)
            soon = row.paper_due <= today + pd.Timedelta(days=self.asked.settings.soon_days)
            status = "amber" if soon and status == "green" else status
        days = (due - today).days
        unit = ("day" if abs(days) == 1 else "days") + ("" if days >= 0 else " over" if past_end else " late")
        title, text = self._discreet.title(row, row.route), f"{what} {words.day(due)}"
        return status != "red", due, row.contract_id, Act(title, text, str(abs(days)), unit, _badge(status))

    # Who picks up work?

    def _providers(self) -> Scene:
        findings, question = self.asked.now.finding("providers"), MEASURES["providers"].question
        answers = self._answers(lambda code, _: findings[code])
        return Scene("providers", question, answers, columns=self._each(self._members))

    def _members(self, code: str, name: str) -> Column:
        table = self.asked.now.table("providers")
        activity = table.loc[(table["authority"] == code) & (table["membership"] == "member"), "activity"]
        counts, members = activity.value_counts(), len(activity)
        bars = tuple(
            Bar(label, words.number(counts[what]), round(float(counts[what]) / members, 3))
            for what, label in ACTIVITIES.items() if what in counts
        )
        if not members:
            return Column(name, self._place(code), "0", "members")
        active = f"{counts.get('active', 0)} of {members}"
        return Column(name, self._place(code), active, "members active", bars=bars)


SCENES: dict[str, Callable[[Wall], Scene]] = {
    "verdict": Wall._verdict,
    "capacity": Wall._capacity,
    "waiting": Wall._waiting,
    "blocks": Wall._blocks,
    "decisions": Wall._decisions,
    "providers": Wall._providers,
}
"""Each scene by the name that the address gives it, in their order."""


def _badge(status: Any) -> Badge:
    code = "" if pd.isna(status) else str(status)
    return Badge(code, say.STATUSES[code])


def _number(row: pd.Series, column: str) -> str:
    """A figure of a shareable table in whole numbers, or `c`."""
    return HIDDEN if left_out(row, column) else words.number(row[column])


def _band(band: tuple[float, float]) -> str:
    return f"{words.percent(band[0])} to {words.percent(band[1])}"


def _change(then: float, now: float) -> str:
    if then == 0:
        return "level" if now == 0 else "up from none"
    share = words.percent(abs(now / then - 1))
    return "level" if share == "0%" else f"{'up' if now > then else 'down'} {share}"
