"""What one view asks: the market, the filters and the settings; every part of a page is drawn from it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from dashboard.figures import ROOMS, Event
from dashboard.market.filters import Filters
from dashboard.market.market import Market
from dashboard.measures import MEASURES, answer
from dashboard.measures.sharing import finding
from dashboard.settings import Settings

Theme = Literal["light", "dark"]

OPENINGS = {"block": "Block starts", "dps": "DPS opens"}
"""The contract types whose start is a key date, and what is said of it."""


@dataclass(frozen=True)
class Asked:
    """One view of the market: `filters` as the address gives them, and `filled` with the day and import written in."""

    market: Market
    settings: Settings
    filters: Filters
    filled: Filters
    notices: tuple[str, ...] = ()
    """A sentence for each parameter of the address that was left out as wrong."""
    theme: Theme = "light"
    room: int = ROOMS[1]
    """How wide its figures are drawn for, one of `ROOMS`."""
    earlier: Callable[[], Market] | None = None
    """Gives the market as known at the import before; None where there was none."""

    @property
    def day(self) -> date:
        """The day the question is asked for."""
        assert self.filled.as_of is not None  # noqa: S101  (what `filled` means)
        return self.filled.as_of

    @property
    def authorities(self) -> list[str]:
        """The codes of the authorities shown, in their order."""
        return [code for code in self.settings.authorities if self.filters.authority in (None, code)]

    @property
    def data_to(self) -> date | None:
        """The Sunday of the latest complete week with a row of hours; None before the first."""
        last = self.market.seen(self.day).weekly_hours["week"].max()
        return None if pd.isna(last) else last.date() + timedelta(days=6)

    @cached_property
    def names(self) -> dict[str, str]:
        """Each contract's title and each provider's name by its id."""
        contracts = self.market.contracts
        titles = dict(zip(contracts["contract_id"], contracts["title"], strict=True))
        return titles | self.market.provider_names.to_dict()

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Where a block starts or a DPS opens, for the authorities it covers; school holidays, for each authority.

        A block has the holidays of the authorities that it covers on a chart of its own.
        """
        contracts = self.market.contracts
        covers = dict(zip(contracts["contract_id"], contracts["covered_authorities"], strict=True))
        begun = contracts[contracts["start_date"] <= pd.Timestamp(self.day)]
        begun = begun[begun["contract_type"].isin(OPENINGS)]
        kinds = zip(begun["contract_id"], begun["start_date"], begun["contract_type"], strict=True)
        events = [Event(day.date(), OPENINGS[kind], frozenset({code, *covers[code]})) for code, day, kind in kinds]
        for authority, theirs in self.market.school_holidays.groupby("authority"):
            of = frozenset({authority, *(code for code, covered in covers.items() if authority in covered)})
            days = zip(theirs["first_day"], theirs["last_day"], strict=True)
            events += [Event(first.date(), "School holidays", of, last.date()) for first, last in days]
        return tuple(events)

    def table(self, measure: str) -> pd.DataFrame:
        """A measure's answer. It is shared: never change it."""
        return answer(MEASURES[measure], self.market, self.filled, self.settings)

    @cached_property
    def before(self) -> "Asked | None":
        """The same question as known at the import before; None where there was none."""
        if self.earlier is None:
            return None
        market = self.earlier()
        return replace(self, market=market, filled=replace(self.filled, known_at=market.number), earlier=None)

    @cached_property
    def now(self) -> "Asked":
        """The same question on its day alone: every period, provider and route."""
        whole: dict[str, Any] = {"weeks": None, "first": None, "last": None, "provider": None, "route": None}
        return replace(self, filters=replace(self.filters, **whole), filled=replace(self.filled, **whole))

    def finding(self, measure: str) -> dict[str, str]:
        """A measure's finding, by authority."""
        return finding(MEASURES[measure], self.table(measure), self.filled, self.settings)
