"""Which hours of a week may be shown, for every authority, route, contract and provider at once."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from dashboard.market.capacity import ROUTES, capacity
from dashboard.market.market import Seen
from dashboard.market.silence import PAIR, not_reported
from dashboard.market.weeks import HOURS_KEY
from dashboard.measures.sharing.audit import TINY, showable
from dashboard.measures.sharing.placed import placed
from dashboard.settings import Settings

HELD_KEY = ["provider_id", "authority", "service", "route"]
"""What capacity is held by."""

WORKED = ("planned_hours", "delivered_hours", "unreported_hours")
HELD = ("demonstrated_hours", "credible_hours", "paper_hours")

WANTED = {route: str(at) for at, route in enumerate(("in_house", "dps", "block", "spot"))}
"""The routes, the one first whose hours are wanted most: where one must be hidden, another is hidden with it."""

WITHOUT = "without "
"""Before a provider's id: all but the provider."""

Cell = tuple[str | None, ...]
"""A figure of a week, by what it is of: authority, service, route, provider_id, contract_id; None is all."""


class Hours:
    """Which weekly hours may be shown. They rest on the packages placed in the week; capacity in each of its 26 weeks.

    Hours of a longer time may be shown where those of each of its weeks may: so they tell nothing new.
    """

    def __init__(self, seen: Seen, settings: Settings):
        self._seen, self._settings, self.weeks = seen, settings, seen.weeks
        self._found: dict[str, tuple[dict[Cell, int], np.ndarray]] = {}

    def shown(
        self,
        hours: str,
        weeks: pd.Series | pd.DatetimeIndex,
        authority: Any = None,
        service: Any = None,
        route: Any = None,
        provider: Any = None,
        contract: Any = None,
    ) -> np.ndarray:
        """Whether each of some figures may be shown; each argument is one value, or a column of them."""
        places, shown = self._of(hours)
        columns = np.broadcast_arrays(*(
            np.asarray(value, dtype=object) for value in (authority, service, route, provider, contract)
        ), np.empty(len(weeks)))[:5]
        cell = np.array([places.get(found, -1) for found in zip(*columns, strict=True)], int)
        week = self.weeks.get_indexer(pd.DatetimeIndex(weeks))
        return (cell < 0) | (week < 0) | shown[cell, week]

    def _of(self, hours: str) -> tuple[dict[Cell, int], np.ndarray]:
        if hours not in self._found:
            lines, audited = (self._lines, self._worked) if hours in WORKED else (self._held_lines, self._held)
            cells = dict(_cells(lines, hours))
            member = np.array(list(cells.values()), bool).reshape(len(cells), len(lines))
            shown = self._unreported(member) if hours == "unreported_hours" else audited(hours, member)
            self._found[hours] = {cell: at for at, cell in enumerate(cells)}, shown
        return self._found[hours]

    def _worked(self, hours: str, member: np.ndarray) -> np.ndarray:
        return self._audited(member, self._laid_out(hours), placed(self._seen, self._lines, self.weeks))

    def _held(self, hours: str, member: np.ndarray) -> np.ndarray:
        values, best = (
            getattr(capacity(self._seen, self._settings), name).reshape(member.shape[1], len(self.weeks))
            for name in (hours.removesuffix("_hours"), "demonstrated")
        )
        back = placed(self._seen, self._lines, self.weeks, self._settings.lookback_weeks)
        own = pd.MultiIndex.from_frame(self._held_lines).get_indexer(pd.MultiIndex.from_frame(self._lines[HELD_KEY]))
        rests_on = np.zeros(values.shape, int)
        np.add.at(rests_on, own, back)
        # Where a line's capacity is what was demonstrated, it is the mean of some of the weeks looked back on.
        sums = self._sums(self._held_lines)
        untold = _lately(self._untold(sums), self._settings.lookback_weeks) & np.isclose(values, best)
        # Nobody knows which weeks were the best: each of them must have packages enough.
        of_week = np.zeros(values.shape, int)
        np.add.at(of_week, own, placed(self._seen, self._lines, self.weeks))
        few = _lately(self._few(member @ of_week), self._settings.lookback_weeks)
        return self._audited(member, values, rests_on, untold, few)

    def _few(self, packages: np.ndarray) -> np.ndarray:
        return (packages >= 1) & (packages <= self._settings.few_packages)

    def _audited(
        self, member: np.ndarray, values: np.ndarray, rests_on: np.ndarray, untold: np.ndarray | None = None,
        few: np.ndarray | None = None,
    ) -> np.ndarray:
        """Which figures, sums of lines, may be shown: [cell, week].

        `values` and the packages that they rest on are [line, week]. A line that is `untold` is shown in no figure that
        is its own alone; of several lines together nobody knows which weeks were the best of each.
        """
        shown = np.ones((len(member), len(self.weeks)), bool)
        for week in range(len(self.weeks)):
            active = np.flatnonzero(values[:, week] > 0)
            parts = member[:, active]
            marked = self._few(parts @ rests_on[active, week])
            if few is not None:
                marked |= few[:, week] & parts.any(axis=1)
            if untold is not None:
                marked |= (parts.sum(axis=1) == 1) & (parts & untold[active, week]).any(axis=1)
            shown[:, week] = showable(parts, marked) if len(active) else True
        return shown

    def _unreported(self, member: np.ndarray) -> np.ndarray:
        """The mean of the weeks to the last one reported may be shown where each of those is known."""
        silent = not_reported(self._seen, self._settings, self.weeks)
        shown = np.ones((len(member), len(self.weeks)), bool)
        pairs = pd.MultiIndex.from_frame(self._lines[PAIR])
        for pair, found in silent.groupby(PAIR):
            untold = _lately(self._untold(member & (pairs == pair)), self._settings.silence_weeks)
            at, last = (self.weeks.get_indexer(pd.Index(found[name])) for name in ("week", "last_week"))
            shown[:, at] &= ~untold[:, last]
        return shown

    def beyond(self, sums: np.ndarray) -> np.ndarray:
        """What is left of sums of delivered hours, [sum, line], when all that is shown is taken off: [sum, week, line].

        Nothing where a sum follows from what is shown of the week.
        """
        return np.moveaxis(np.asarray(sums, float) @ self._open, 0, 1)

    @cached_property
    def _open(self) -> np.ndarray:
        """Takes off all that is shown of each week's delivered hours: [week, line, line]."""
        lines, values = self._lines, self._laid_out("delivered_hours")
        _, shown = self._of("delivered_hours")
        member = np.array([own for _, own in self.cells], float).reshape(len(shown), len(lines))
        found = np.zeros((len(self.weeks), len(lines), len(lines)))
        for week in range(len(self.weeks)):
            active = np.flatnonzero(values[:, week] > 0)
            known = member[shown[:, week]][:, active]
            size, directions = np.linalg.eigh(known.T @ known)
            left = directions[:, size <= TINY]
            found[week][np.ix_(active, active)] = left @ left.T
        return found

    @property
    def cells(self) -> Iterator[tuple[Cell, np.ndarray]]:
        """The figures of delivered hours, and the lines that each is the sum of."""
        return _cells(self._lines, "delivered_hours")

    def _untold(self, sums: np.ndarray) -> np.ndarray:
        """Whether sums of delivered hours, [sum, line], are not told by what is shown: [sum, week]."""
        return (np.abs(self.beyond(sums)) > TINY).any(axis=2)

    def _sums(self, of: pd.DataFrame) -> np.ndarray:
        """The lines of delivered hours that belong to each of coarser ones, [coarser, line]."""
        own = pd.MultiIndex.from_frame(of).get_indexer(pd.MultiIndex.from_frame(self._lines[[*of]]))
        return own == np.arange(len(of))[:, None]

    @cached_property
    def _lines(self) -> pd.DataFrame:
        """Every contract, provider, authority and service with hours, and the route."""
        lines = self._seen.weekly_hours[HOURS_KEY].drop_duplicates().sort_values(HOURS_KEY, ignore_index=True)
        contracts = self._seen.market.contracts
        types = dict(zip(contracts["contract_id"], contracts["contract_type"], strict=True))
        return lines.assign(route=lines["contract_id"].map(types))

    @cached_property
    def _held_lines(self) -> pd.DataFrame:
        """The lines of capacity, each by every route: nothing is shown of it by contract."""
        held = capacity(self._seen, self._settings)
        return held.lines.merge(pd.DataFrame({"route": ROUTES}), how="cross")[HELD_KEY]

    def _laid_out(self, hours: str) -> np.ndarray:
        """Hours of each line, [line, week]."""
        worked, lines = self._seen.weekly_hours, self._lines[HOURS_KEY]
        line = pd.MultiIndex.from_frame(lines).get_indexer(pd.MultiIndex.from_frame(worked[HOURS_KEY]))
        values = np.zeros((len(lines), len(self.weeks)))
        np.add.at(values, (line, self.weeks.get_indexer(pd.Index(worked["week"]))), worked[hours].to_numpy(float))
        return values


def _lately(marks: np.ndarray, back: int) -> np.ndarray:
    """Whether there is a mark in any of the last `back` weeks to each: [.., week]."""
    count = marks.cumsum(axis=1)
    count[:, back:] -= count[:, :-back].copy()
    return count > 0


def _cells(lines: pd.DataFrame, hours: str) -> Iterator[tuple[Cell, np.ndarray]]:
    """Every figure that is shown somewhere, the most wanted first, and the lines that it is the sum of."""
    of = {name: lines[name].to_numpy(object) for name in lines}
    blocks = of["route"] == "block"

    def each(*names: str, among: np.ndarray | None = None) -> Iterator[tuple[Cell, np.ndarray]]:
        within = np.ones(len(lines), bool) if among is None else among
        found = set(zip(*(of[name][within] for name in names), strict=True))
        for values in sorted(found, key=lambda values: [WANTED.get(value, value) for value in values]):
            chosen = dict(zip(names, values, strict=True))
            cell = tuple(chosen.get(name) for name in ("authority", "service", "route", "provider_id", "contract_id"))
            yield cell, np.all([of[name] == value for name, value in chosen.items()], axis=0)

    yield from each("authority")
    yield from each("authority", "service")
    yield from each("authority", "route")
    yield from each("authority", "service", "route")
    if hours in HELD:
        yield from each("authority", "service", "route", "provider_id")
    if hours in WORKED:
        yield from each("contract_id", among=blocks)
        yield from each("authority", "provider_id")
        yield from each("authority", "service", "provider_id")
        # Of these the hours past the end may be shown.
        yield from each("contract_id", among=~blocks)
    if hours == "credible_hours":
        # What is left without a provider, and so what it holds itself.
        for names in (("authority",), ("authority", "service")):
            whole = {cell[:2]: own for cell, own in each(*names)}
            for (authority, service, _, provider, _), own in each(*names, "provider_id"):
                yield (authority, service, None, f"{WITHOUT}{provider}", None), whole[authority, service] & ~own
        yield from each("authority", "provider_id")
        yield from each("authority", "service", "provider_id")
