"""Simulated markets with a known truth, by a process that is not the outlook's own.

Families come, not packages: one to three children of a family at once, that begin and end together; panels sit every
second or fourth week, so that requests clump; the yearly growth changes once, at any time from two years back to a
year ahead; the year has a swell. Stays are a mixture of short ones, middling ones and long ones of several years, and
neither geometric nor the same for all; packages grow or shrink over the years. Records begin some time before week
0, and what had ended by then is not in them.
"""

from dataclasses import dataclass

import numpy as np

BEGIN, AHEAD = -520, 104
NEVER = 10_000


@dataclass(frozen=True)
class Demand:
    """Every package that there ever is, by the weeks of the outlook, of two services (`second` or not).

    Records begin in the week `begun`; `holiday` is whether each week from `BEGIN` to `AHEAD` is of the school holidays.
    """

    requested: np.ndarray
    closed: np.ndarray
    hours: np.ndarray
    second: np.ndarray
    begun: int
    holiday: np.ndarray

    def truth(self) -> np.ndarray:
        """Hours a week needed on the Sunday of each week from `BEGIN` to `AHEAD`."""
        width = AHEAD - BEGIN + 2
        moves = np.bincount(self.requested - BEGIN, self.hours, width)
        moves -= np.bincount(np.minimum(self.closed - BEGIN, width - 1), self.hours, width)
        return moves.cumsum()[:-1]


def demand(chance: np.random.Generator) -> Demand:
    weeks = np.arange(BEGIN, AHEAD + 1)
    before, change = chance.normal(0.05, 0.07), chance.normal(0, 0.15)
    turn = chance.integers(-104, 52)
    growth = before * weeks / 52 + change * np.maximum(weeks - turn, 0) / 52
    swell = chance.uniform(0, 0.25) * np.sin(2 * np.pi * (weeks / 52 + chance.random()))
    year = (weeks + chance.integers(52)) % 52
    holiday = np.isin(year, [0, 1, 7, 14, 15, 22, 30, 31, 32, 33, 34, 35, 43])
    rate = chance.uniform(0.5, 3.0) * np.exp(growth + swell) * np.where(holiday, chance.uniform(0.5, 1), 1)
    every = chance.choice([1, 2, 4], p=[0.4, 0.4, 0.2])
    families = np.zeros(len(weeks), int)
    for n in range(len(weeks)):
        if weeks[n] % every == 0:
            families[n] = chance.poisson(rate[max(n - every + 1, 0) : n + 1].sum())
    of = np.repeat(weeks, families)
    children = chance.choice([1, 2, 3], p=[0.8, 0.15, 0.05], size=len(of))
    kind = chance.choice(3, p=chance.dirichlet([7, 9, 4]), size=len(of))
    stay = np.select(
        [kind == 0, kind == 1],
        [chance.gamma(2, 6, len(of)), 65 * chance.weibull(1.3, len(of))],
        chance.lognormal(np.log(180), 0.5, len(of)),
    )
    requested = np.repeat(of, children)
    closed = requested + np.repeat(np.ceil(stay).astype(int), children)
    size = np.exp(chance.normal(np.log(6.5) + chance.normal(0, 0.03) * requested / 52, 0.45))
    hours = np.maximum(np.round(2 * size) / 2, 1)
    second = np.repeat(chance.random(len(of)) < chance.uniform(0.1, 0.5), children)
    return Demand(requested, closed, hours, second, int(chance.integers(-208, -80)), holiday)


@dataclass(frozen=True)
class Supply:
    """Hours a week that each provider would give, [provider, week from `BEGIN`], and what contracts promise."""

    offered: np.ndarray
    promised: np.ndarray


def supply(chance: np.random.Generator, level: float) -> Supply:
    """Providers and contracts whose hours at week 0 are near `level`.

    Providers change what they offer in steps, on days of their own, and now and then all at once (a squeeze on the
    workforce); they leave more in bad years, and small ones more than large ones; new ones come in twice-yearly
    rounds and grow for half a year. Contracts end on their day.
    """
    weeks = np.arange(BEGIN, AHEAD + 1)
    years = (weeks - BEGIN) // 52
    squeeze = np.exp(chance.normal(0, 0.05, 13) * (chance.random(13) < 0.4))
    bad = np.where(chance.random(13) < 0.3, 2.5, 0.6)[years]
    rounds = chance.uniform(0.5, 2)
    lines = []
    comes = [(BEGIN, False)] * int(chance.integers(4, 14))
    comes += [(week, True) for week in weeks[::26] for _ in range(chance.poisson(rounds))]
    for first, grows in comes:
        size = chance.lognormal(np.log(25), 0.7)
        yearly = 0.08 if size > 25 else 0.16
        going = np.flatnonzero((weeks > first) & (chance.random(len(weeks)) < yearly / 52 * bad))
        steps = np.where(chance.random(len(weeks)) < 1 / chance.integers(13, 40), chance.normal(0, 0.12, len(weeks)), 0)
        hours = np.round(size * np.exp(np.cumsum(steps) - steps.cumsum()[first - BEGIN]))
        if grows:
            hours = hours * np.clip((weeks - first + 4) / 30, 0, 1)
        hours = hours * (weeks >= first)
        if len(going):
            hours = hours * (weeks < weeks[going[0]])
        lines.append(hours * np.cumprod(squeeze)[years])
    offered = np.array(lines)
    now = offered[:, -BEGIN].sum()
    share = chance.uniform(0.1, 0.5)
    offered = offered * (level * (1 - share) / now if now else 1)
    ends = chance.integers(13, 260, size=4)
    promised = np.sum([level * share / 4 * (weeks < end) for end in ends], axis=0)
    return Supply(offered, promised)
