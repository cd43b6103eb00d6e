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
from dashboard.measures.sharing.audit import showable
from dashboard.measures.sharing.placed import placed
from dashboard.settings import Settings

WORKED = ("planned_hours", "delivered_hours", "unreported_hours")
HELD = ("demonstrated_hours", "credible_hours", "paper_hours")

WANTED = {route: str(at) for at, route in enumerate(("in_house", "dps", "block", "spot"))}
"""The routes, the one first whose hours are wanted most: where one must be hidden, another is hidden with it."""

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
            lines, values, rests_on = self._worked(hours) if hours in WORKED else self._held(hours)
            cells = dict(_cells(lines))
            member = np.array(list(cells.values()), bool).reshape(len(cells), len(lines))
            few = None if hours in WORKED else self._looked_back(self._few(member @ rests_on))
            shown = np.ones((len(cells), len(self.weeks)), bool)
            for week in range(len(self.weeks)):
                active = np.flatnonzero(values[:, week] > 0)
                parts = member[:, active]
                marked = self._few(parts @ rests_on[active, week]) if few is None else few[:, week] & parts.any(axis=1)
                shown[:, week] = showable(parts, marked) if len(active) else True
            self._found[hours] = {cell: at for at, cell in enumerate(cells)}, shown
        return self._found[hours]

    def _few(self, packages: np.ndarray) -> np.ndarray:
        return (packages >= 1) & (packages <= self._settings.few_packages)

    def _looked_back(self, few: np.ndarray) -> np.ndarray:
        """Whether it was so in any of the weeks that capacity looks back on, [cell, week]."""
        found = few.copy()
        for back in range(1, self._settings.lookback_weeks):
            found[:, back:] |= few[:, :-back]
        return found

    @cached_property
    def _lines(self) -> pd.DataFrame:
        """Every contract, provider, authority and service with hours, and the route."""
        lines = self._seen.weekly_hours[HOURS_KEY].drop_duplicates().sort_values(HOURS_KEY, ignore_index=True)
        contracts = self._seen.market.contracts
        types = dict(zip(contracts["contract_id"], contracts["contract_type"], strict=True))
        return lines.assign(route=lines["contract_id"].map(types))

    def _worked(self, hours: str) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
        """Lines, their hours and the packages these rest on, [line, week]."""
        lines, weeks = self._lines, self.weeks
        if hours != "unreported_hours":
            return lines, self._laid_out(self._seen.weekly_hours, hours), placed(self._seen, lines, weeks)
        silent = not_reported(self._seen, self._settings, weeks)
        values = self._laid_out(unreported(self._seen, self._settings, weeks), "hours")
        # They are the mean of the weeks to the last one reported, and rest on what was placed in those.
        before = placed(self._seen, lines, weeks, self._settings.silence_weeks)
        rests_on = np.zeros(values.shape, int)
        pairs = pd.MultiIndex.from_frame(lines[PAIR])
        at, last = weeks.get_indexer(pd.Index(silent["week"])), weeks.get_indexer(pd.Index(silent["last_week"]))
        for pair, week, since in zip(silent[PAIR].itertuples(index=False, name=None), at, last, strict=True):
            own = pairs == pair
            rests_on[own, week] = before[own, since]
        return lines, values, rests_on

    def _laid_out(self, frame: pd.DataFrame, column: str) -> np.ndarray:
        line = pd.MultiIndex.from_frame(self._lines[HOURS_KEY]).get_indexer(pd.MultiIndex.from_frame(frame[HOURS_KEY]))
        values = np.zeros((len(self._lines), len(self.weeks)))
        np.add.at(values, (line, self.weeks.get_indexer(pd.Index(frame["week"]))), frame[column].to_numpy(float))
        return values

    def _held(self, hours: str) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
        """The same for capacity, by authority, service and route alone: nothing finer is shown of it."""
        held = capacity(self._seen, self._settings)
        in_week = placed(self._seen, self._lines, self.weeks)
        lines, values, rests_on = [], [], []
        pairs = held.lines[["authority", "service"]].drop_duplicates().sort_values(["authority", "service"])
        for authority, service in pairs.itertuples(index=False, name=None):
            of = (self._lines["authority"] == authority) & (self._lines["service"] == service)
            by_route = held.total(hours.removesuffix("_hours"), authority=authority, service=service)
            for at, route in enumerate(ROUTES):
                lines.append({"authority": authority, "service": service, "route": route})
                values.append(by_route[at])
                rests_on.append(in_week[of & (self._lines["route"] == route)].sum(axis=0))
        columns = ["authority", "service", "route"]
        shape = (len(lines), len(self.weeks))
        return pd.DataFrame(lines, columns=columns), np.reshape(values, shape), np.reshape(rests_on, shape)


def _cells(lines: pd.DataFrame) -> Iterator[tuple[Cell, np.ndarray]]:
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
    if "contract_id" in of:
        yield from each("contract_id", among=blocks)
        yield from each("authority", "provider_id")
        yield from each("authority", "service", "provider_id")
