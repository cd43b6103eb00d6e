"""Filters: the whole state of a view, carried by the query string alone (measures.md section 2)."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from urllib.parse import urlencode

from dashboard.market.days import a_day
from dashboard.market.plan import Plan, names
from dashboard.market.weeks import latest_complete_week, sunday

ROUTES = {"block": "Block contracts", "dps": "DPS", "in_house": "In-house", "spot": "Spot"}
"""The routes by which care is bought, in the order they are shown."""

PERIODS = (13, 26, 52, 104)
"""The numbers of weeks that can be chosen, besides `all`."""

SHAREABLE = ("authority", "service", "weeks", "share")
"""The parameters that a shareable view takes: of more, figures about a few children could be told apart."""


@dataclass(frozen=True)
class Choices:
    """What a query may name: the authorities, services and providers there are, and the newest import."""

    authorities: Collection[str]
    services: Collection[str]
    providers: Collection[str]
    newest: int


@dataclass(frozen=True)
class Filters:
    """One view's filters; None means all. Made by `from_query`, written by `to_query`.

    `weeks` None means all weeks, or that `first` and `last` (the query's `from` and `to`) choose the period.
    `as_of` None means today, `known_at` None the newest import: such a view is live. A shareable view (`share`) is one
    for whoever may see it: of the last Sunday, and with nothing in it that rests on few packages. `plan` is what would
    be done otherwise, held `against` another plan, or against today's terms.
    """

    authority: str | None = None
    provider: str | None = None
    service: str | None = None
    route: str | None = None
    weeks: int | None = None
    first: date | None = None
    last: date | None = None
    as_of: date | None = None
    known_at: int | None = None
    share: bool = False
    plan: Plan = Plan()
    against: Plan = Plan()

    @property
    def live(self) -> bool:
        """Whether the view follows the clock and the newest import."""
        return self.as_of is None and self.known_at is None

    def filled(self, today: date, newest: int) -> "Filters":
        """The same view with `as_of` and `known_at` written in."""
        day = sunday(latest_complete_week(today)) if self.share else today
        return replace(self, as_of=self.as_of or day, known_at=self.known_at or newest)

    @classmethod
    def from_query(
        cls,
        query: Iterable[tuple[str, str]],
        choices: Choices,
        *,
        weeks: int | None = 52,
        also: Collection[str] = (),
    ) -> tuple["Filters", tuple[str, ...]]:
        """Read a query's pairs; returns the filters and a sentence for each parameter that was left out as wrong.

        `weeks` is the period where the query names none; `also` names parameters that another reader takes.
        """
        pairs = [(name, value.strip()) for name, value in query if name not in also]
        notices = [
            f"“{name}” is given {count} times: give it once." for name, count in Counter(n for n, _ in pairs).items()
            if count > 1
        ]
        once = {name: value for name, value in pairs if value and Counter(n for n, _ in pairs)[name] == 1}
        planned = names(choices.authorities)
        known = {*PARAMETERS, *planned}
        notices += [f"“{name}” is not a filter." for name in dict(pairs) if name not in known]
        share = once.get("share") == "yes"
        if "share" in once and not share:
            notices.append(f"“share” is yes or left out, not “{once['share']}”.")
        if share:
            beyond = [name for name in once if name in known and name not in SHAREABLE]
            notices += [f"“{name}” is left out: a shareable view has authority, service and weeks." for name in beyond]
            once = {name: value for name, value in once.items() if name in SHAREABLE}

        def chosen(name: str, allowed: Collection[str]) -> str | None:
            value = once.get(name)
            if value is None or value in allowed:
                return value
            notices.append(f"There is no {name} “{value}”.")
            return None

        def day(name: str) -> date | None:
            found, wrong = a_day(name, once[name]) if name in once else (None, [])
            notices.extend(wrong)
            return found

        found = cls(
            authority=chosen("authority", choices.authorities),
            provider=chosen("provider", choices.providers),
            service=chosen("service", choices.services),
            route=chosen("route", ROUTES),
            weeks=weeks,
            first=day("from"),
            last=day("to"),
            as_of=day("as_of"),
            share=share,
        )
        if found.first and found.last and found.first > found.last:
            notices.append(f"“from” {found.first} is after “to” {found.last}.")
            found = replace(found, first=None, last=None)
        dated = bool(found.first or found.last)
        if dated:
            found = replace(found, weeks=None)
        if "weeks" in once:
            value = once["weeks"]
            if value != "all" and value not in map(str, PERIODS):
                notices.append(f"“weeks” is one of 13, 26, 52, 104 or all, not “{value}”.")
            elif dated:
                notices.append("“weeks” cannot be given with “from” or “to”.")
            else:
                found = replace(found, weeks=None if value == "all" else int(value))
        if "known_at" in once:
            value = once["known_at"]
            if value.isascii() and value.isdigit() and len(value) < 10 and 1 <= int(value) <= choices.newest:
                found = replace(found, known_at=int(value))
            else:
                notices.append(f"There is no import “{value}”: the newest is {choices.newest}.")
        plan, wrong = Plan.from_query(
            [(name, value) for name, value in once.items() if name in planned], choices.authorities, choices.providers
        )
        against, other = Plan.from_text(once.get("against", ""), choices.authorities, choices.providers)
        notices += [*wrong, *(f"In “against”: {sentence}" for sentence in other)]
        return replace(found, plan=plan, against=against), tuple(notices)

    def to_query(self, *, weeks: int | None = 52) -> str:
        """The query string of this view, shortest form; `weeks` is the period that goes without saying."""
        dated = self.first is not None or self.last is not None
        written = {
            "authority": self.authority,
            "provider": self.provider,
            "service": self.service,
            "route": self.route,
            "weeks": None if dated or self.weeks == weeks else self.weeks or "all",
            "from": self.first,
            "to": self.last,
            "as_of": self.as_of,
            "known_at": self.known_at,
            "share": "yes" if self.share else None,
            **self.plan.written(),
            "against": self.against.to_query() or None,
        }
        return urlencode({name: str(value) for name, value in written.items() if value is not None})


PARAMETERS = tuple(
    {"first": "from", "last": "to"}.get(field.name, field.name) for field in fields(Filters) if field.name != "plan"
)
"""The names that a query may use, besides those of a plan."""
