"""Demand ahead: the packages open now leave by their residual life, new ones arrive, stay and leave."""

from dataclasses import dataclass

import numpy as np

from dashboard.outlook import arrivals
from dashboard.outlook.chance import BENT, PATHS, YEAR, stream
from dashboard.outlook.stays import Stays, stays

RECENT = 52
"""Hours a package are those of the arrivals of this many weeks, or of the latest `LEAST` where they are fewer."""

LEAST = 30
"""Fewer arrivals than this say too little, and so do records of less than a year."""


AT_ONCE = 250
"""Paths are drawn so many at once: what they need fits a processor's cache, and a large market in memory."""


@dataclass(frozen=True)
class Packages:
    """The packages of one authority and service, in any order: the week of each request (to 0), the first week on
    whose Sunday it is no longer open (above 0: open now), and its hours a week."""

    requested: np.ndarray
    closed: np.ndarray
    hours: np.ndarray

    @property
    def since(self) -> int:
        """The week from which the records are complete: that of the first end, before which no end was recorded."""
        over = self.closed[self.closed <= 0]
        return int(over.min()) if len(over) else int(self.requested.min(initial=0))

    def counts(self) -> np.ndarray:
        """Requests in each week after `since`, to week 0."""
        inside = self.requested > self.since
        return np.bincount(self.requested[inside] - self.since - 1, minlength=max(-self.since, 0))


def enough_known(packages: Packages) -> bool:
    """Whether there are 52 weeks of records with 30 arrivals in them."""
    return -packages.since >= YEAR and int(packages.counts().sum()) >= LEAST


def demand(
    packages: Packages, past: np.ndarray, ahead: np.ndarray, authority: str, service: str, paths: int = PATHS
) -> np.ndarray:
    """Hours a week needed on each Sunday, [path, week]: week 0, the same in every path, and each week of `ahead`.

    `past` and `ahead`: the share of each week's days that is school holiday, for the weeks of `packages.counts` and
    for those to come. `authority` and `service` name the chances.
    """
    chance, trend = stream(authority, service), stream(authority, "trend")
    order = np.lexsort((packages.hours, packages.closed, packages.requested))
    requested, closed, hours = packages.requested[order], packages.closed[order], packages.hours[order]
    weights = chance.standard_exponential((BENT, len(requested)))
    stay = stays(requested, closed, packages.since, len(ahead), weights)
    recent = hours[-max(min(LEAST, len(hours)), int((requested > -RECENT).sum())) :]
    pools = recent[chance.integers(len(recent), size=(BENT, len(recent)))]
    counts = arrivals.drawn(arrivals.fit(packages.counts(), past), ahead, paths, trend, chance)
    now = closed > 0
    curve = np.arange(paths) % BENT
    moves = [
        _moves(counts[part], curve[part], stay, pools, -requested[now], hours[now], chance)
        for part in (slice(first, first + AT_ONCE) for first in range(0, paths, AT_ONCE))
    ]
    return np.round(np.maximum(np.concatenate(moves).cumsum(axis=1), 0), 9)


def _moves(
    counts: np.ndarray,
    curve: np.ndarray,
    stay: Stays,
    pools: np.ndarray,
    ages: np.ndarray,
    open_hours: np.ndarray,
    chance: np.random.Generator,
) -> np.ndarray:
    """By how many hours demand changes in each week, [path, week], from all there is at week 0.

    `counts` [path, week from 1] are asked for; `curve` says which of the estimates of stays and of the pools of hours
    each path has; `ages` and `open_hours` are of the packages open now.
    """
    paths, weeks = counts.shape
    width = weeks + 2  # a column more than is shown, for what ends after the horizon
    row = np.arange(paths) * width
    of_path = counts.sum(axis=1)
    came = np.repeat((row[:, None] + np.arange(1, weeks + 1)).ravel(), counts.ravel())
    whose, end = np.repeat(curve, of_path), np.repeat(row + width - 1, of_path)
    size = pools.shape[1]
    asked = pools.ravel().take(whose * size + (chance.random(len(came), np.float32) * size).astype(np.intp))
    over = np.minimum(came + stay.new(whose, chance.random(len(came), np.float32)), end)

    old = np.tile(ages, paths)
    until = stay.old(np.repeat(curve, len(ages)), old, chance.random(len(old), np.float32)) - old
    left = np.repeat(row, len(ages)) + np.minimum(until, width - 1)

    moves = np.bincount(came, asked, paths * width) - np.bincount(over, asked, paths * width)
    moves -= np.bincount(left, np.tile(open_hours, paths), paths * width)
    moves = moves.reshape(paths, width)[:, :-1]
    moves[:, 0] += open_hours.sum()
    return moves
