"""Length of stay: how many Sundays a package is open, by Kaplan and Meier, packages still open included.

E. L. Kaplan and P. Meier, Nonparametric estimation from incomplete observations, JASA 53 (1958): at each age, the
share that leave of those at risk. Packages that were open before the records began are at risk from the age they had
then (left truncation; J. P. Klein and M. L. Moeschberger, Survival Analysis, 2nd edition, section 4.6). How little is
known is drawn by the Bayesian bootstrap: each package gets a random weight (D. B. Rubin, Annals of Statistics 9, 1981;
for censored data A. Y. Lo, Annals of Statistics 21, 1993).
"""

from dataclasses import dataclass

import numpy as np

AT_RISK = 10
"""Below this many packages at risk the estimate stops, and packages leave at the rate of the year of ages before."""

TAIL = 52
"""The ages, in weeks, that the rate of the tail is taken from."""

HALF_LIFE = 52.0
"""The weeks after which what was seen counts half as much, as it does for arrivals: a package that goes to another
provider ends and begins again, so that in a time of much change both ends and requests are many, and neither may be
taken for the rule without the other."""

LEVELS = 4096
"""The steps in which the chance of having left is told: fine enough for the residual life of old packages."""


@dataclass(frozen=True)
class Stays:
    """Some estimates of one market's lengths of stay, each as likely as the next.

    `left[curve, age]`: the chance that a package has left by the Sunday at which it would be that many weeks old (0:
    the Sunday of the week it was requested in). `lengths[curve, level]`: the other way round, the age at which a
    package leaves for each of `LEVELS` equal steps of that chance; the last age stands for later than can matter.
    """

    left: np.ndarray
    lengths: np.ndarray

    def new(self, curve: np.ndarray, chance: np.ndarray) -> np.ndarray:
        """The age at which new packages leave: `chance` is uniform on 0 to 1."""
        return self._length(curve, (chance * LEVELS).astype(np.intp))

    def old(self, curve: np.ndarray, age: np.ndarray, chance: np.ndarray) -> np.ndarray:
        """The age at which packages leave that are open at an `age`: always a greater one."""
        had = self.left.ravel().take(curve * self.left.shape[1] + age)
        level = ((had + (1 - had) * chance) * LEVELS).astype(np.intp)
        return np.maximum(self._length(curve, np.minimum(level, LEVELS - 1)), age + 1)

    def _length(self, curve: np.ndarray, level: np.ndarray) -> np.ndarray:
        return self.lengths.ravel().take(curve * LEVELS + level)  # many times as fast as by two indices


def stays(requested: np.ndarray, closed: np.ndarray, since: int, ahead: int, weights: np.ndarray) -> Stays:
    """Estimate stays from packages, a curve for each row of `weights` [curve, package] (all ones: Kaplan-Meier's own,
    but that recent weeks count for more).

    `requested`: the week of each request, to 0. `closed`: the first week on whose Sunday it is no longer open; above
    0 for one that is open. Ends are known from the week after `since`; a package that had ended by then says nothing.
    Curves reach `ahead` weeks beyond the age of the oldest package.
    """
    told = closed > since
    requested, closed, weights = requested[told], closed[told], weights[:, told]
    ends = closed <= 0
    enters = np.maximum(since + 1 - requested, 0)
    leaves = np.where(ends, closed - requested, -requested)
    ages = int(max(leaves.max(initial=0), 0)) + ahead + 2

    def by_age(age: np.ndarray, of: np.ndarray) -> np.ndarray:
        return np.stack([np.bincount(age, weight, ages) for weight in of])

    # A week of life counts by its own date, which is the date of the request and the age: one factor for each.
    of_request, of_age = 2.0 ** (requested / HALF_LIFE), 2.0 ** (np.arange(ages) / HALF_LIFE)
    weights = weights * of_request
    at_risk = (by_age(enters, weights) - by_age(leaves + 1, weights)).cumsum(axis=1) * of_age
    gone = by_age(leaves[ends], weights[:, ends]) * of_age
    count = (np.bincount(enters, minlength=ages) - np.bincount(leaves + 1, minlength=ages)).cumsum()
    few = np.flatnonzero(count < AT_RISK)
    stop = int(few[0]) if len(few) else ages
    tail = slice(max(stop - TAIL, 0), None)
    # Half a package more leaves than was seen, over twice the year: nobody stays for ever because none was seen to go.
    rate = (gone[:, tail].sum(axis=1) + 0.5) / (at_risk[:, tail].sum(axis=1) + TAIL)
    hazard = np.empty_like(gone)
    hazard[:, :stop] = gone[:, :stop] / np.maximum(at_risk[:, :stop], 1e-9)
    hazard[:, stop:] = rate[:, None]
    left = 1 - np.cumprod(1 - np.clip(hazard, 0, 1), axis=1)
    steps = (np.arange(LEVELS) + 0.5) / LEVELS
    lengths = np.stack([np.searchsorted(curve, steps) for curve in left])
    return Stays(left, np.minimum(lengths, ages - 1))
