"""Which figures may be shown together, so that none that must be hidden can be worked out from those that are shown."""

from functools import lru_cache

import numpy as np

TINY = 1e-9
"""What is nothing, but for how numbers are kept."""


def showable(cells: np.ndarray, few: np.ndarray) -> np.ndarray:
    """Which of some figures may be shown, [cell].

    Each is a sum of parts that are not known by themselves: `cells`, [cell, part], says of which, the most wanted
    figure first. Those marked in `few`, [cell], must stay hidden. Each of the others is shown in its turn, unless
    together with those shown before it gives away a figure that must stay hidden. So nothing hidden is ever a sum or
    difference, however weighted, of what is shown: neither what must be, nor what was hidden for its sake.
    """
    # Figures of the same parts are the same figure: each is judged once, where it is wanted most.
    packed = np.packbits(np.ascontiguousarray(cells, dtype=bool), axis=1)
    places: dict[bytes, int] = {}
    place = np.array([places.setdefault(row.tobytes(), len(places)) for row in packed], int)
    _, first = np.unique(place, return_index=True)
    sums = np.ascontiguousarray(cells[first], dtype=bool)
    return _showable(sums.tobytes(), few[first].tobytes(), sums.shape[1])[place]


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


def layered(counts: np.ndarray, figures: np.ndarray, few: int, told: np.ndarray | None = None) -> np.ndarray:
    """The same for counts by state and service, [..., state, service]: which figures may be shown, [..., figure, of].

    Each of `figures`, [figure, state], is the sum of some states, the most wanted first; it is shown of each service
    and, at the end of `of`, of all. Counts from 1 to `few` must stay hidden, and so must those of `told`, which are
    shown nowhere and could be told from the figures.
    """
    services, size = counts.shape[-1], len(figures)
    sums = np.asarray(figures if told is None else [*figures, *told], bool)
    of = np.vstack([np.ones((1, services), bool), np.eye(services, dtype=bool)])
    cells = np.einsum("fs,ov->fosv", sums, of).reshape(len(sums) * (services + 1), -1)
    kept = np.arange(len(cells)) < size * (services + 1)
    shown = np.empty((*counts.shape[:-2], size, services + 1), bool)
    for at in np.ndindex(counts.shape[:-2]):
        parts = counts[at].ravel()
        active = cells & (parts > 0)
        sizes = active @ parts
        marked = (sizes >= 1) & (sizes <= few)
        asked = kept | marked
        found = showable(active[asked], marked[asked])[: kept.sum()].reshape(size, services + 1)
        shown[at] = np.roll(found, -1, axis=1)
    return shown


def crossed(counts: np.ndarray, few: int) -> np.ndarray:
    """The same for tables with totals: counts, [..., kind, service], and which may be shown, with a total at each end.

    The figures are every count, every kind's total, every service's total and the whole; the whole is wanted most,
    then the services' totals, then the kinds'. Counts from 1 to `few` must stay hidden.
    """
    kinds = counts.shape[-2]
    shown = layered(counts, np.vstack([np.ones((1, kinds), bool), np.eye(kinds, dtype=bool)]), few)
    return np.roll(shown, -1, axis=-2)
