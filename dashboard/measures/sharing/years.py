"""Which contract years of blocks may be shown, where some of their weeks may not."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from dashboard.measures.sharing.hours import Hours

TINY = 1e-6
"""Below this a figure is taken to be told: what is left of it, of what it was made of in whole hours, is nothing."""

DAY = pd.Timedelta(days=1)
WEEK = pd.Timedelta(days=7)

Total = tuple[list[int], np.ndarray]
"""The hours of some figures together, by their place among the cells, over the weeks marked, [week]."""


class Years:
    """Hours of contract years that may be shown besides the weekly ones.

    A year of which each week may be shown tells nothing new. Another may be told of only so far that nothing follows
    about any one week, nor about any longer time that is left out: the lately used weeks of a contract, and the 13
    weeks, the 13 before, and all of the weeks of a provider.

    What the weekly figures shown leave open of each week is a space of its own. So one week is safe if the years shown
    stay independent of each other when that week is known; and a time that is left out if it is independent of them.
    Weeks in which a contract year begins or ends are only partly its own: they are taken to be known throughout, which
    gives the reader more than there is.
    """

    def __init__(self, hours: Hours, years: pd.DataFrame, windows: Iterable[tuple[str, pd.DatetimeIndex]], lately: int):
        """`years`: contract_id, from, to and `few` (rests on few packages); `windows`: what is left out of blocks."""
        self._weeks = hours.weeks
        cells = dict(hours.cells)
        self._cells = {cell: at for at, cell in enumerate(cells)}
        self._left = hours.beyond(np.array(list(cells.values())))
        starts, ends = self._weeks, self._weeks + 6 * DAY
        whole = np.ones(len(self._weeks), bool)
        for day in (*years["from"], *(years["to"] + DAY)):
            whole &= ~((starts < day) & (day <= ends))
        self._left[:, ~whole] = 0.0

        self._kept: list[np.ndarray] = []
        self._secret: list[Total] = [
            *(self._of_contract(contract, self._weeks.isin(weeks)) for contract, weeks in windows),
            *self._of_providers(lately),
        ]
        self.shown = np.zeros(len(years), bool)
        waiting = []
        rows = years[["contract_id", "from", "to", "few"]].itertuples(index=False, name=None)
        for at, (contract, first, last, few) in enumerate(rows):
            within = (starts <= last) & (ends >= first)
            if hours.shown("delivered_hours", self._weeks[within], contract=contract).all():
                self.shown[at] = True
            elif few:
                self._secret.append(self._of_contract(contract, within))
            else:
                waiting.append((last, at, self._of_contract(contract, within)))
        # The latest years are wanted most.
        for _, at, year in sorted(waiting, key=lambda found: found[:2], reverse=True):
            self.shown[at] = self._may(year)
            if not self.shown[at]:
                self._secret.append(year)

    def _of_contract(self, contract: str, weeks: np.ndarray) -> Total:
        at = self._cells.get((None, None, None, None, contract))
        return [] if at is None else [at], weeks

    def _of_providers(self, lately: int) -> list[Total]:
        spans = [np.zeros(len(self._weeks), bool) for _ in range(3)]
        spans[0][-lately:] = spans[1][-2 * lately : -lately] = spans[2][:] = True
        groups: dict[tuple, list[int]] = {}
        for (authority, service, _, provider, _), at in self._cells.items():
            if provider is not None:
                groups[authority, service, provider] = [at]
                groups.setdefault((None, service, provider), []).append(at)
        return [(group, span) for group in groups.values() for span in spans]

    def _may(self, year: Total) -> bool:
        """Whether a year may be shown besides those kept; if so it is kept."""
        kept = [*self._kept, self._open(year)]
        # By week how much the years have in common, [year, year, week].
        common = np.array([[np.sum(one * other, axis=1) for other in kept] for one in kept])
        every = common.sum(axis=2)
        if np.linalg.eigvalsh(np.moveaxis(every[..., None] - common, 2, 0)).min() <= TINY:
            return False
        inverse = np.linalg.inv(every)
        for total in self._secret:
            secret = self._open(total)
            size, of = np.sum(secret**2), np.array([np.sum(secret * one) for one in kept])
            if size > TINY and size - of @ inverse @ of <= TINY:
                return False
        self._kept = kept
        return True

    def _open(self, total: Total) -> np.ndarray:
        """What is left of some hours, [week, line]."""
        cells, weeks = total
        return self._left[cells].sum(axis=0) * weeks[:, None]
