"""Demand ahead: the packages open now leave by their residual life, new ones arrive, stay and leave."""

from dataclasses import dataclass

import numpy as np

from dashboard.outlook import arrivals
from dashboard.outlook.chance import BENT, PATHS, stream
from dashboard.outlook.stays import stays

RECENT = 52
"""Hours a package are those of the arrivals of this many weeks, or of the latest `LEAST` where they are fewer."""

LEAST = 30
"""Fewer arrivals than this say too little."""

YEAR = 52
"""And so do fewer weeks of records."""


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
    chance = stream(authority, service)
    order = np.lexsort((packages.hours, packages.closed, packages.requested))
    requested, closed, hours = packages.requested[order], packages.closed[order], packages.hours[order]
    weeks = len(ahead)
    curve = np.arange(paths) % BENT
    stay = stays(requested, closed, packages.since, weeks, chance.standard_exponential((BENT, len(requested))))

    trend = stream(authority, "trend")
    counts = arrivals.drawn(arrivals.fit(packages.counts(), past), ahead, paths, trend, chance).ravel()
    width = weeks + 2
    cell = np.repeat((np.arange(paths)[:, None] * width + np.arange(1, weeks + 1)).ravel(), counts)
    of_path = counts.reshape(paths, weeks).sum(axis=1)
    whose, end = np.repeat(curve, of_path), np.repeat(np.arange(1, paths + 1) * width - 1, of_path)
    pool = hours[-max(min(LEAST, len(hours)), int((requested > -RECENT).sum())) :]
    pools = pool[chance.integers(len(pool), size=(BENT, len(pool)))]
    which = (chance.random(len(cell), np.float32) * len(pool)).astype(np.intp)
    asked = pools.ravel().take(whose * len(pool) + which)
    over = np.minimum(cell + stay.new(whose, chance.random(len(cell), np.float32)), end)

    now = closed > 0
    size = int(now.sum())
    age = np.tile(-requested[now], paths)
    until = stay.old(np.repeat(curve, size), age, chance.random(len(age), np.float32)) - age
    left = np.repeat(np.arange(paths) * width, size) + np.minimum(until, width - 1)

    moves = np.bincount(cell, asked, paths * width)
    moves -= np.bincount(over, asked, paths * width)
    moves -= np.bincount(left, np.tile(hours[now], paths), paths * width)
    moves = moves.reshape(paths, width)[:, :-1]
    moves[:, 0] += hours[now].sum()
    return np.round(np.maximum(moves.cumsum(axis=1), 0), 9)
