"""Which hours of a week may be shown, for every authority, route, contract and provider at once."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from dashboard.market.capacity import ROUTES, capacity
from dashboard.market.market import Seen
from dashboard.market.silence import PAIR, not_reported, unreported
from dashboard.market.weeks import HOURS_KEY
from dashboard.measures.sharing.audit import TINY, showable
from dashboard.measures.sharing.placed import placed
from dashboard.settings import Settings

WORKED = ("planned_hours", "delivered_hours", "unreported_hours")
HELD = ("demonstrated_hours", "credible_hours", "paper_hours")

WANTED = {route: str(at) for at, route in enumerate(("in_house", "dps", "block", "spot"))}
"""The routes, the one first whose hours are wanted most: where one must be hidden, another is hidden with it."""

WITHOUT = "without "
"""Before a provider's id: all but the provider."""

Cell = tuple[str | None, ...]
"""A figure of a week, by what it is of: authority, service, route, provider_id, contract_id; None is all."""


class Hours:
    """Which weekly hours may be shown. They rest on the packages placed in the week; capacity on those of its 26 weeks.

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
            lines, values, rests_on, apart = self._worked(hours) if hours in WORKED else self._held(hours)
            cells = dict(_cells(lines, hours))
            member = np.array(list(cells.values()), bool).reshape(len(cells), len(lines))
            shown = np.ones((len(cells), len(self.weeks)), bool)
            few = self._settings.few_packages
            for week in range(len(self.weeks)):
                active = np.flatnonzero(values[:, week] > 0)
                parts = member[:, active]
                sizes = parts @ rests_on[active, week]
                tells = parts @ apart[active, week].astype(int) > 0
                if hours in HELD:
                    # Of several lines together nobody knows which weeks were the best of each.
                    tells &= parts.sum(axis=1) == 1
                marked = ((sizes >= 1) & (sizes <= few)) | tells
                shown[:, week] = showable(parts, marked) if len(active) else True
            self._found[hours] = {cell: at for at, cell in enumerate(cells)}, shown
        return self._found[hours]

    def beyond(self, sums: np.ndarray) -> np.ndarray:
        """What is left of sums of delivered hours, [sum, line], when all that is shown is taken off: [sum, week, line].

        Nothing where a sum follows from what is shown of the week.
        """
        return np.moveaxis(np.asarray(sums, float) @ self._open, 0, 1)

    @cached_property
    def _open(self) -> np.ndarray:
        """Takes off all that is shown of each week's delivered hours: [week, line, line]."""
        lines, values, _, _ = self._worked("delivered_hours")
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

    def _untold(self, lines: pd.DataFrame, back: int) -> np.ndarray:
        """Whether any of the delivered hours of the last `back` weeks to each is not shown, [line, week]."""
        key = [*lines]
        sums = np.array([(self._lines[key] == row).all(axis=1) for row in lines.itertuples(index=False, name=None)])
        left = self.beyond(sums.reshape(len(lines), len(self._lines)))
        open_weeks = (np.abs(left) > TINY).any(axis=2).cumsum(axis=1)
        open_weeks[:, back:] -= open_weeks[:, :-back].copy()
        return open_weeks > 0

    @cached_property
    def _lines(self) -> pd.DataFrame:
        """Every contract, provider, authority and service with hours, and the route."""
        lines = self._seen.weekly_hours[HOURS_KEY].drop_duplicates().sort_values(HOURS_KEY, ignore_index=True)
        contracts = self._seen.market.contracts
        types = dict(zip(contracts["contract_id"], contracts["contract_type"], strict=True))
        return lines.assign(route=lines["contract_id"].map(types))

    def _worked(self, hours: str) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray]:
        """Lines; their hours, the packages these rest on, and whether they tell of weeks left out: [line, week]."""
        lines, weeks = self._lines, self.weeks
        if hours != "unreported_hours":
            values = self._laid_out(self._seen.weekly_hours, hours)
            return lines, values, placed(self._seen, lines, weeks), np.zeros(values.shape, bool)
        silent = not_reported(self._seen, self._settings, weeks)
        values = self._laid_out(unreported(self._seen, self._settings, weeks), "hours")
        # They are the mean of the weeks to the last one reported, and rest on what was placed in those.
        before = placed(self._seen, lines, weeks, self._settings.silence_weeks)
        untold = self._untold(lines[HOURS_KEY], self._settings.silence_weeks)
        rests_on, apart = np.zeros(values.shape, int), np.zeros(values.shape, bool)
        pairs = pd.MultiIndex.from_frame(lines[PAIR])
        at, last = weeks.get_indexer(pd.Index(silent["week"])), weeks.get_indexer(pd.Index(silent["last_week"]))
        for pair, week, since in zip(silent[PAIR].itertuples(index=False, name=None), at, last, strict=True):
            own = pairs == pair
            rests_on[own, week], apart[own, week] = before[own, since], untold[own, since]
        return lines, values, rests_on, apart

    def _laid_out(self, frame: pd.DataFrame, column: str) -> np.ndarray:
        line = pd.MultiIndex.from_frame(self._lines[HOURS_KEY]).get_indexer(pd.MultiIndex.from_frame(frame[HOURS_KEY]))
        values = np.zeros((len(self._lines), len(self.weeks)))
        np.add.at(values, (line, self.weeks.get_indexer(pd.Index(frame["week"]))), frame[column].to_numpy(float))
        return values

    def _held(self, hours: str) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray]:
        """The same for capacity, by provider, authority, service and route: nothing is shown of it by contract."""
        held = capacity(self._seen, self._settings)
        lines: pd.DataFrame = held.lines.merge(pd.DataFrame({"route": ROUTES}), how="cross")
        values, best = (
            figure.reshape(len(lines), len(self.weeks))
            for figure in (getattr(held, hours.removesuffix("_hours")), held.demonstrated)
        )
        back = placed(self._seen, self._lines, self.weeks, self._settings.lookback_weeks)
        own = pd.MultiIndex.from_frame(lines).get_indexer(pd.MultiIndex.from_frame(self._lines[[*lines]]))
        rests_on = np.zeros(values.shape, int)
        np.add.at(rests_on, own, back)
        some = np.flatnonzero((values > 0).any(axis=1))
        lines, values, rests_on, best = lines.iloc[some], values[some], rests_on[some], best[some]
        # Where capacity is what was demonstrated, it is the mean of some of the weeks looked back on.
        apart = self._untold(lines, self._settings.lookback_weeks) & np.isclose(values, best)
        return lines, values, rests_on, apart


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
