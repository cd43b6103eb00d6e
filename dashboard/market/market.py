"""The market as known at one import, and as seen on one day."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from datetime import date, timedelta
from functools import cached_property, lru_cache
from threading import RLock
from typing import Any, Protocol, TypeVar

import pandas as pd

from dashboard.market import weeks
from dashboard.market.filters import Choices
from dashboard.market.life import Life

Answer = TypeVar("Answer")

ANSWERS_KEPT = 500
"""How many answers about a market are kept: more than people ask for in a day, few enough for any server."""

MARKETS_SEEN = 4
"""How many days' views of a market are kept; the newest day and a few that people look back to."""


class Reader(Protocol):
    """Where a market's frames come from: the store, or the checked files themselves."""

    def frame(self, name: str) -> pd.DataFrame:
        """All records of one kind: a file of the data contract without its ending, or `weekly_hours`."""

    def days(self, first: date, last: date, contracts: Collection[str] | None = None) -> pd.DataFrame:
        """Hours by day from `first` to `last`, of some contracts or of all."""

    def held_back(self) -> Mapping[int, int]:
        """How many rows of each import are held back, by its number."""


class Market:
    """The market as it was known after one import.

    Frames are read when first asked for, and never changed by who reads them. Text is `str` (missing: NaN), dates
    `datetime64[us]` (NaT), whole numbers `Int64`, money pounds as float, lists tuples of text (of int for
    extension_terms_months). Columns are the data contract's; `weekly_hours` is as `weeks.weekly` returns it.
    """

    def __init__(self, number: int, reader: Reader, *, example: bool = False):
        self.number = number
        self.example = example
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._working = RLock()
        self._reader = reader
        self.seen = lru_cache(MARKETS_SEEN)(self._seen)

    providers = cached_property(lambda self: self._reader.frame("providers"))
    contracts = cached_property(lambda self: self._reader.frame("contracts"))
    dps_memberships = cached_property(lambda self: self._reader.frame("dps_memberships"))
    capacity_returns = cached_property(lambda self: self._reader.frame("capacity_returns"))
    packages = cached_property(lambda self: self._reader.frame("packages"))
    offers = cached_property(lambda self: self._reader.frame("offers"))
    school_holidays = cached_property(lambda self: self._reader.frame("school_holidays"))
    weekly_hours = cached_property(lambda self: self._reader.frame("weekly_hours"))

    @cached_property
    def held_back(self) -> Mapping[int, int]:
        """How many rows of each import are held back and not yet put right, by its number; as known then."""
        return self._reader.held_back()

    def days(self, first: date, last: date, contracts: Collection[str] | None = None) -> pd.DataFrame:
        """Hours by day: date, authority, provider_id, contract_id, service, planned_hours, delivered_hours."""
        return self._reader.days(first, last, contracts)

    def answer(self, question: Hashable, work_out: Callable[[], Answer]) -> Answer:
        """The answer to a question, worked out once; the oldest is forgotten past `ANSWERS_KEPT`.

        Whoever asks while it is being worked out waits for it: after an import many ask the same at once.
        """
        found = self._answers.get(question)
        if found is None:
            with self._working:
                found = self._answers.get(question)
                if found is None:
                    found = self._answers[question] = work_out()
                    if len(self._answers) > ANSWERS_KEPT:
                        self._answers.popitem(last=False)
        return found

    @cached_property
    def provider_names(self) -> pd.Series:
        """Each provider's name by its id."""
        return self.providers.set_index("provider_id")["name"]

    def choices(self, settings: Any) -> Choices:
        """What a query may name in this market."""
        return Choices(settings.authorities, settings.services, frozenset(self.providers["provider_id"]), self.number)

    def lives(self, settings: Any) -> dict[str, Life]:
        """Each contract's life by its id, with the settings' defaults where the contract does not say."""
        return {row.contract_id: life_of(row, settings) for row in self.contracts.itertuples()}

    def _seen(self, as_of: date) -> "Seen":
        return Seen(self, as_of)


class Seen:
    """What could be seen of a market on a day: nothing dated after it (measures.md section 1, as of).

    Contracts, providers and school holidays are seen whatever their dates: take them from `market`.
    """

    def __init__(self, market: Market, as_of: date):
        self.market = market
        self.as_of = as_of
        self.day = pd.Timestamp(as_of)
        self.last_week = weeks.latest_complete_week(as_of)
        self.kept: dict[str, Any] = {}
        """What was worked out of this view and is asked for again, by name."""

    @cached_property
    def packages(self) -> pd.DataFrame:
        """Packages requested by the day; what happened to them later is blank."""
        frame = self.market.packages
        frame = frame[frame["requested_on"] <= self.day].copy()
        _blank(frame, frame["awarded_on"] > self.day, ["awarded_on", "provider_id", "contract_id"])
        _blank(frame, frame["started_on"] > self.day, ["started_on"])
        _blank(frame, frame["ended_on"] > self.day, ["ended_on", "end_reason"])
        return frame.reset_index(drop=True)

    @cached_property
    def memberships(self) -> pd.DataFrame:
        """Membership spells begun by the day; an end after it has not happened."""
        frame = self.market.dps_memberships
        frame = frame[frame["joined_on"] <= self.day].copy()
        _blank(frame, frame["left_on"] > self.day, ["left_on", "leave_reason"])
        return frame.reset_index(drop=True)

    @cached_property
    def returns(self) -> pd.DataFrame:
        """Capacity returns in effect by the day."""
        frame = self.market.capacity_returns
        return frame[frame["effective_from"] <= self.day].reset_index(drop=True)

    @cached_property
    def offers(self) -> pd.DataFrame:
        """Invitations made by the day; one answered later is `no_response` until then."""
        frame = self.market.offers
        frame = frame[frame["invited_on"] <= self.day].copy()
        later = frame["responded_on"] > self.day
        frame["response"] = frame["response"].mask(later, "no_response")
        _blank(frame, later, ["responded_on"])
        return frame.reset_index(drop=True)

    @cached_property
    def weekly_hours(self) -> pd.DataFrame:
        """Hours of complete weeks."""
        frame = self.market.weekly_hours
        return frame[frame["week"] <= pd.Timestamp(self.last_week)].reset_index(drop=True)

    @cached_property
    def weeks(self) -> pd.DatetimeIndex:
        """Every complete week from the first with a row of hours, without gaps; none where there are no hours."""
        hours = self.weekly_hours["week"]
        first = hours.min().date() if len(hours) else self.last_week + timedelta(weeks=1)
        return weeks.week_range(first, self.last_week)

    @cached_property
    def running_days(self) -> pd.DataFrame:
        """Hours by day of the running week, from its Monday to the day; empty where the day is a Sunday."""
        first = self.last_week + timedelta(weeks=1)
        return self.market.days(first, self.as_of)

    @cached_property
    def hours_to_date(self) -> pd.DataFrame:
        """Hours by week as `weeks.weekly` gives them, the running week counted to the day."""
        running = weeks.weekly(self.running_days)
        return pd.concat([self.weekly_hours, running], ignore_index=True) if len(running) else self.weekly_hours


def narrowed(frame: pd.DataFrame, service: str | None) -> pd.DataFrame:
    """The rows of one service, or all where none is asked for (measures.md section 2, narrows)."""
    return frame if service is None else frame[frame["service"] == service]


def _blank(frame: pd.DataFrame, rows: pd.Series, columns: list[str]) -> None:
    frame.loc[rows, columns] = None


def life_of(row: Any, settings: Any) -> Life:
    """The life of a contract from its record, with the settings' defaults where the record does not say."""

    def given(value: Any, default: Any) -> int:
        return int(default if pd.isna(value) else value)

    return Life(
        start=row.start_date.date(),
        initial_term_months=int(row.initial_term_months),
        extension_terms_months=tuple(int(months) for months in row.extension_terms_months),
        extensions_taken=given(row.extensions_taken, 0),
        extension_notice_months=given(row.extension_notice_months, settings.extension_notice_months),
        reprocurement_lead_months=given(
            row.reprocurement_lead_months, settings.reprocurement_lead_months[row.contract_type]
        ),
        mobilisation_weeks=given(row.mobilisation_weeks, 0),
        paper_lead_weeks=settings.paper_lead_weeks,
        terminated_on=None if pd.isna(row.terminated_on) else row.terminated_on.date(),
    )
