"""What may be shown of a market, as the rules of the measures ask it."""

from collections.abc import Callable
from functools import cached_property

import numpy as np
import pandas as pd

from dashboard.market.filters import Filters
from dashboard.market.market import Seen
from dashboard.market.weeks import nth_latest_week
from dashboard.measures import blocks, blocks_weekly, sourcing
from dashboard.measures.measure import Measure, whole
from dashboard.measures.sharing.audit import crossed, layered
from dashboard.measures.sharing.hours import Hours
from dashboard.measures.sharing.waiting import Open
from dashboard.measures.sharing.years import Years
from dashboard.settings import Settings

Figures = list[tuple[int, ...]]
"""Figures by the states that each is the sum of: 1 where it has them."""


class Known:
    """What may be shown of a market as seen on a day; worked out once, whichever table asks first."""

    def __init__(self, seen: Seen, settings: Settings):
        self.seen, self.settings = seen, settings
        self._counts: dict[tuple, tuple[pd.MultiIndex, np.ndarray]] = {}
        self._days: dict[tuple, pd.DataFrame] = {}

    @cached_property
    def hours(self) -> Hours:
        """Which weekly hours may be shown."""
        return Hours(self.seen, self.settings)

    @cached_property
    def open(self) -> Open:
        """Which weekly figures of the packages asked for may be shown."""
        return Open(self.seen, self.settings)

    @cached_property
    def services(self) -> list[str]:
        """The services, in the order in which the counts of each stand."""
        return sorted(self.settings.services)

    def counted(self, measure: Measure, columns: list[str], table: pd.DataFrame, service: str | None) -> np.ndarray:
        """Whether counts of a table, and their sum, may be shown, [row, column of those and the sum].

        They are judged in the tables of every service and of all, where the same rows stand.
        """
        index, shown = self.judged(measure, tuple(columns))
        rows = index.get_indexer(pd.MultiIndex.from_frame(table[list(measure.key)]))
        return shown[rows][:, :, self.place(service)]

    def states(self, measure: Measure, of: "Of", table: pd.DataFrame, service: str | None) -> np.ndarray:
        """Whether figures that are sums of counts by state may be shown, [row, figure]; `of` says of which."""
        key, name = list(measure.key), (measure.id, of)
        if name not in self._counts:
            index = pd.MultiIndex.from_frame(self.table(measure, None)[key])
            by_service = []
            for one in self.services:
                own = self.table(measure, one)
                counts, figures, told = of(own, self, one)
                frame = pd.DataFrame(np.array(counts).T, index=pd.MultiIndex.from_frame(own[key]))
                by_service.append(frame.reindex(index).fillna(0).to_numpy(int))
            by_state, besides = np.stack(by_service, axis=-1), np.array(told).reshape(-1, len(counts))
            shown = layered(by_state, np.array(figures), self.settings.few_packages, besides)
            self._counts[name] = index, shown
        index, shown = self._counts[name]
        return shown[index.get_indexer(pd.MultiIndex.from_frame(table[key])), :, self.place(service)]

    def place(self, service: str | None) -> int:
        """Where a service stands among the services; the last is all of them."""
        return len(self.services) if service is None else self.services.index(service)

    def judged(self, measure: Measure, columns: tuple[str, ...]) -> tuple[pd.MultiIndex, np.ndarray]:
        """The rows by their key, and which counts may be shown: [row, column and sum, service and all]."""
        if (measure.id, columns) not in self._counts:
            index, counts = self.counts(measure, columns)
            self._counts[measure.id, columns] = index, crossed(counts, self.settings.few_packages)
        return self._counts[measure.id, columns]

    def counts(self, measure: Measure, columns: tuple[str, ...]) -> tuple[pd.MultiIndex, np.ndarray]:
        """The rows of a measure's table by their key, and its counts by service: [row, column, service]."""
        key = list(measure.key)
        index = pd.MultiIndex.from_frame(self.table(measure, None)[key])
        counts = np.zeros((len(index), len(columns), len(self.services)), int)
        for at, service in enumerate(self.services):
            table = self.table(measure, service).set_index(key).reindex(index)
            for place, column in enumerate(columns):
                counts[:, place, at] = table[column].fillna(0).astype(int)
        return index, counts

    def table(self, measure: Measure, service: str | None) -> pd.DataFrame:
        """The exact table of a service, or of all."""
        filters = Filters(service=service, as_of=self.seen.as_of, known_at=self.seen.market.number)
        return whole(measure, self.seen.market, filters, self.settings)

    @cached_property
    def years(self) -> dict[tuple[str, pd.Timestamp, pd.Timestamp], bool]:
        """Which contract years of blocks may be shown, by the contract and the first and last day counted."""
        rows = self.table(blocks.MEASURE, None)[["contract_id", "from", "to"]]
        if rows.empty or not len(self.hours.weeks):
            return dict.fromkeys(rows.itertuples(index=False, name=None), True)
        packages = self.seen.packages
        counts = [
            placed_on_any_day(packages[packages["contract_id"] == contract], first, last)
            for contract, first, last in rows.itertuples(index=False, name=None)
        ]
        few = pd.Series(counts, index=rows.index).between(1, self.settings.few_packages)
        weekly = self.block_weeks
        windows = [
            (str(contract), weekly.loc[own[max(0, at - self.settings.utilisation_weeks + 1) : at + 1], "week"])
            for contract, own in weekly[weekly["counted"]].groupby("contract_id").groups.items()
            for at in range(len(own)) if not weekly.loc[own[at], "lately_shown"]
        ]
        years = Years(self.hours, rows.assign(few=few), windows, self.settings.activity_weeks)
        return dict(zip(rows.itertuples(index=False, name=None), years.shown.tolist(), strict=True))

    @cached_property
    def block_weeks(self) -> pd.DataFrame:
        """By contract and week of `blocks_weekly`: whether the week may be shown, and the weeks that count up to it.

        `counted`: whether hours are contracted in it.
        """
        weekly = self.table(blocks_weekly.MEASURE, None)
        week = self.hours.shown("delivered_hours", weekly["week"], contract=weekly["contract_id"])
        found = weekly[["week", "contract_id"]].assign(
            week_shown=week, lately_shown=week, counted=weekly["contracted_hours"] > 0
        )
        counted = found[found["counted"]]
        window = counted.groupby("contract_id")["week_shown"].rolling(self.settings.utilisation_weeks, min_periods=1)
        found["lately_shown"] = window.min().droplevel(0).eq(1)
        found["lately_shown"] = found.groupby("contract_id")["lately_shown"].ffill().fillna(True).astype(bool)
        return found

    @cached_property
    def requested(self) -> tuple[dict[tuple[str, str], int], np.ndarray]:
        """Which counts of packages requested may be shown: [quarter and authority, month or quarter, service or all].

        The quarters of `funnel` are the sums of the months of `sourcing`. The first array says where a quarter stands.
        """
        index, counts = self.counts(sourcing.MEASURE, ("requested",))
        months = index.get_level_values("month").str
        quarters = months[:4] + "-Q" + ((months[5:].astype(int) + 2) // 3).astype(str)
        found = sorted(set(zip(quarters, index.get_level_values("authority"), strict=True)))
        at = {pair: place for place, pair in enumerate(found)}
        by_quarter = np.zeros((len(found), 3, len(self.services)), int)
        place = [at[pair] for pair in zip(quarters, index.get_level_values("authority"), strict=True)]
        by_quarter[place, (months[5:].astype(int) + 2) % 3] = counts[:, 0]
        return at, crossed(by_quarter, self.settings.few_packages)

    def worked_days(self, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
        """Hours by the day from one to another, read once."""
        if (first, last) not in self._days:
            self._days[first, last] = self.seen.market.days(first.date(), last.date())
        return self._days[first, last]

    def delivered(self, first: pd.Timestamp, last: pd.Timestamp, **of: str | None) -> bool:
        """Whether the delivered hours of every week that begins between two days may be shown."""
        weeks = self.hours.weeks
        return bool(self.hours.shown("delivered_hours", weeks[(weeks >= first) & (weeks <= last)], **of).all())

    def delivered_lately(self, table: pd.DataFrame, service: str | None, back: int = 0) -> np.ndarray:
        """The same of each row's provider and authority, in the last weeks, or in those `back` weeks before."""
        latest = (back + 1, back + self.settings.activity_weeks)
        last, first = (pd.Timestamp(nth_latest_week(self.seen.as_of, n)) for n in latest)
        return np.array([
            self.delivered(first, last, provider=provider, authority=authority, service=service)
            for provider, authority in zip(table["provider_id"], table["authority"], strict=True)
        ], bool)


def placed_on_any_day(packages: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> int:
    """How many of some packages were placed on any day from one to another."""
    return int(((packages["started_on"] <= last) & ~(packages["ended_on"] < first)).sum())


Of = Callable[[pd.DataFrame, "Known", str], tuple[list[pd.Series], Figures, Figures]]
"""Of a service's exact table: counts by state, the figures shown of them, and what else could be told from these."""
