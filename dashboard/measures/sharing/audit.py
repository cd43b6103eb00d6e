"""Which figures may be shown together, so that none that must be hidden can be worked out from those that are shown."""

from functools import lru_cache

import numpy as np

TINY = 1e-9


def showable(cells: np.ndarray, few: np.ndarray) -> np.ndarray:
    """Which of some figures may be shown, [cell].

    Each is a sum of parts that are not known by themselves: `cells`, [cell, part], says of which, the most wanted
    figure first. Those marked in `few`, [cell], must stay hidden. Each of the others is shown in its turn, unless
    together with those shown before it gives away a figure that must stay hidden. So nothing hidden is ever a sum or
    difference, however weighted, of what is shown: neither what must be, nor what was hidden for its sake.
    """
    sums, place = np.unique(np.ascontiguousarray(cells, dtype=bool), axis=0, return_inverse=True)
    first = np.full(len(sums), len(cells))
    np.minimum.at(first, place.ravel(), np.arange(len(cells)))
    order = np.argsort(first)
    shown = np.empty(len(sums), bool)
    marked = few[first[order]]
    shown[order] = _showable(sums[order].tobytes(), marked.tobytes(), sums.shape[1])
    return shown[place.ravel()]


@lru_cache(maxsize=20_000)
def _showable(cells: bytes, few: bytes, parts: int) -> np.ndarray:
    """The same for figures that all differ, kept: week after week rests on the same packages."""
    hidden = np.frombuffer(few, bool)
    sums = np.frombuffer(cells, bool).reshape(len(hidden), parts).astype(float)
    shown, secret = ~hidden, sums[hidden]
    left = sums.copy()
    for cell in np.flatnonzero(shown):
        # What is left of each figure when all that follows from those shown is taken off.
        new = left[cell]
        pivots = np.flatnonzero(np.abs(new) > TINY)
        if not len(pivots):
            continue
        new = new / new[pivots[0]]
        told = secret - np.outer(secret[:, pivots[0]], new)
        if (np.abs(told) <= TINY).all(axis=1).any():
            shown[cell] = False
            continue
        secret = told
        left -= np.outer(left[:, pivots[0]], new)
    return shown


def crossed(counts: np.ndarray, few: int) -> np.ndarray:
    """The same for tables with totals: counts, [..., kind, service], and which may be shown, with a total at each end.

    The figures are every count, every kind's total, every service's total and the whole; the whole is wanted most,
    then the services' totals, then the kinds'. Counts from 1 to `few` must stay hidden.
    """
    kinds, services = counts.shape[-2:]
    cells = _cells(kinds, services)
    shown = np.empty((*counts.shape[:-2], kinds + 1, services + 1), bool)
    for at in np.ndindex(counts.shape[:-2]):
        parts = counts[at].ravel()
        active = cells & (parts > 0)
        sizes = active @ parts
        found = showable(active, (sizes >= 1) & (sizes <= few))
        shown[at] = np.flip(found.reshape(kinds + 1, services + 1), axis=(0, 1))
    return shown


def _cells(kinds: int, services: int) -> np.ndarray:
    """[cell, part] of a table with totals: the whole first, the single counts last."""
    rows = [*(np.eye(kinds, dtype=bool)[at] for at in range(kinds)), np.ones(kinds, bool)]
    columns = [*(np.eye(services, dtype=bool)[at] for at in range(services)), np.ones(services, bool)]
    return np.array([np.outer(row, column).ravel() for row in rows[::-1] for column in columns[::-1]])
