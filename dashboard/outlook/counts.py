"""How many blocks? Each number of them held against the same futures, under low, middle and high demand."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

LEVELS = ("any", "low", "middle", "high")
"""All futures, and a third of them each by the hours needed over the weeks that are judged."""

ENOUGH = 0.90
"""So likely must enough be in every week for a number of blocks to do."""

TINY = 1e-9
"""Hours that come of adding up alone."""


@dataclass(frozen=True)
class Counts:
    """For each number of blocks from 0: the lowest chance of enough of any week, and hours a week, [level, count]."""

    chance: np.ndarray
    unmet: np.ndarray
    void: np.ndarray
    bought: np.ndarray

    @property
    def best(self) -> np.ndarray:
        """The best number of blocks of each level: the fewest with 90%, or else with the highest chance."""
        does = self.chance >= ENOUGH
        return np.where(does.any(axis=1), does.argmax(axis=1), self.chance.argmax(axis=1))

    @property
    def fewest(self) -> int | None:
        """The fewest with 90% over all futures; None where none of the numbers does."""
        return int(self.best[0]) if self.chance[0, self.best[0]] >= ENOUGH else None


def counts(demand: np.ndarray, hours: float, in_house: np.ndarray, flexible: np.ndarray, most: int) -> Counts:
    """Judge 0 to `most` blocks of `hours` a week each over the weeks given, [path, week]; `in_house` is [week].

    Hours are used as `spending.use` says. Block hours add up: no number of blocks needs futures of its own, and more
    of them never lower a chance.
    """
    # In order of the hours needed, each level is a slice.
    order = np.argsort(demand.sum(axis=1), kind="stable")
    demand, flexible = demand[order], flexible[order]
    need = np.maximum(demand - in_house, 0)
    room = in_house + flexible - demand
    found = np.zeros((4, len(LEVELS), most + 1))
    for count in range(most + 1):
        block = count * hours
        enough = room + block > -TINY
        void = np.maximum(block - need, 0).mean(axis=1)
        unmet = np.maximum(-block - room, 0).mean(axis=1)
        bought = need.mean(axis=1) - (block - void) - unmet
        for level, paths in enumerate(levels(len(demand))):
            found[0, level, count] = enough[paths].mean(axis=0).min()
            found[1:, level, count] = [hours_[paths].mean() for hours_ in (unmet, void, bought)]
    return Counts(*found)


def levels(paths: int) -> list[slice]:
    """Of so many paths in order of the hours needed, those of each of `LEVELS`: all, then a third each."""
    ends = [round(paths * third / 3) for third in range(4)]
    return [slice(0, paths), *(slice(*pair) for pair in pairwise(ends))]
