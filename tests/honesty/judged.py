"""Forecasts of simulated markets beside what came true."""

from dataclasses import dataclass

import numpy as np

from dashboard.outlook.demand import Packages, demand, enough_known
from dashboard.outlook.flexible import Offer, flexible, spells
from tests.honesty import simulated
from tests.honesty.simulated import BEGIN

HORIZONS = (13, 26, 52)
ORIGINS = (0, 26, 52)
"""The weeks from which a market is looked ahead from; its truth is known for a year after the last."""

LEVELS = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
PATHS = 500
OPEN = 10_000


@dataclass(frozen=True)
class Judged:
    """One market at one origin, by horizon: quantiles [horizon, level] and truths of demand and of flexible capacity,
    the same week a year before, and for each week of the year the chance of enough and whether it was."""

    needed: np.ndarray
    was_needed: np.ndarray
    naive: np.ndarray
    offered: np.ndarray
    was_offered: np.ndarray
    p: np.ndarray
    enough: np.ndarray


def judge(seed: int) -> list[Judged]:
    """One market, looked ahead from each origin."""
    chance = np.random.default_rng(seed)
    market = simulated.demand(chance)
    truth = market.truth()
    supply = simulated.supply(chance, truth[-BEGIN] * chance.uniform(0.95, 1.4))
    return [_ahead(market, supply, truth, origin) for origin in ORIGINS]


def _ahead(market: simulated.Demand, supply: simulated.Supply, truth: np.ndarray, origin: int) -> Judged:
    now, holiday = origin - BEGIN, market.holiday.astype(float)
    seen = (market.requested <= origin) & (market.closed > market.begun)
    closed = np.where(market.closed > origin, OPEN, market.closed - origin)
    services = {
        name: Packages(market.requested[part] - origin, closed[part], market.hours[part])
        for name, part in (("a", seen & ~market.second), ("b", seen & market.second))
    }
    if not all(enough_known(packages) for packages in services.values()):
        services = {"a": Packages(market.requested[seen] - origin, closed[seen], market.hours[seen])}
    needed = sum(
        demand(of, holiday[now + of.since + 1 : now + 1], holiday[now + 1 : now + 53], "simulated", name, PATHS)
        for name, of in services.items()
    )
    past = supply.offered[:, now + market.begun - origin : now + 1]
    offers = [Offer(str(row), hours, OPEN) for row, hours in enumerate(past[:, -1]) if hours > 0]
    offered = flexible(offers, spells(past), "simulated", ahead=52, paths=PATHS)
    was_offered = supply.offered.sum(axis=0)[now : now + 53]
    promised = supply.promised[now : now + 53]
    at = list(HORIZONS)
    return Judged(
        needed=np.quantile(needed[:, at], LEVELS, axis=0).T,
        was_needed=truth[now + np.array(at)],
        naive=truth[now + np.array(at) - 52],
        offered=np.quantile(offered[:, at], LEVELS, axis=0).T,
        was_offered=was_offered[at],
        p=(offered + promised >= needed).mean(axis=0)[1:],
        enough=(was_offered + promised >= truth[now : now + 53])[1:],
    )


def pinball(quantiles: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """The mean pinball loss over `LEVELS` (the last axis of `quantiles`)."""
    above = truth[..., None] - quantiles
    return np.maximum(LEVELS * above, (LEVELS - 1) * above).mean(axis=-1)
