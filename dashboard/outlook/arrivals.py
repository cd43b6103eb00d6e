"""Arrivals: how many packages are asked for in a week, and how that goes on.

A negative binomial regression on a log-linear trend and the school holidays (A. C. Cameron and P. K. Trivedi,
Regression Analysis of Count Data, 2nd edition, section 3.3), recent weeks counting for more. Weak prior knowledge of
the slope and the holidays keeps a short history from being taken at its word; what is left uncertain is drawn.
"""

from dataclasses import dataclass

import numpy as np

from dashboard.outlook.chance import YEAR

WINDOW = 156
"""The weeks that the fit looks back on."""

HALF_LIFE = 52.0
"""The weeks after which a week counts half as much."""

SLOPE_SD = 0.12
"""The prior spread of the trend, as the log of a year's growth: two thirds lie within about 12% a year."""

HOLIDAY_SD = 0.5
"""The prior spread of the effect of a whole week of school holidays, as a log."""

WANDER_SD = 0.015
"""How far the rate wanders off its trend in a week, as a log: trends change, and no history says when."""

DAMPING = 0.95
"""Beyond a year ahead, each week the trend goes on by this much of what it did the week before."""


@dataclass(frozen=True)
class Arrivals:
    """The fit: log of the rate at week 0, log growth a week and effect of the holidays, with their covariance."""

    mean: np.ndarray
    covariance: np.ndarray
    dispersion: float
    """The variance is the mean and this many times its square."""


def fit(counts: np.ndarray, holiday: np.ndarray) -> Arrivals:
    """Fit to the weekly `counts` up to week 0 and the share of each week's days that is school `holiday`."""
    counts, holiday = counts[-WINDOW:].astype(float), holiday[-WINDOW:]
    weeks = np.arange(1 - len(counts), 1)
    known = np.column_stack([np.ones(len(counts)), weeks, holiday])
    weight = 0.5 ** (-weeks / HALF_LIFE)
    prior = np.diag([1e-4, (YEAR / SLOPE_SD) ** 2, HOLIDAY_SD**-2])
    mean = np.array([np.log(max(np.average(counts, weights=weight), 1e-3)), 0.0, 0.0])
    dispersion = 0.0
    for _ in range(25):
        rate = np.exp(known @ mean)
        inverse = 1 / (1 + dispersion * rate)
        curvature = (known * (weight * rate * inverse)[:, None]).T @ known + prior
        step = np.linalg.solve(curvature, known.T @ (weight * (counts - rate) * inverse) - prior @ mean)
        mean = mean + np.clip(step, -1, 1)
        rate = np.exp(known @ mean)
        spread = np.average((counts - rate) ** 2 - rate, weights=weight) / np.average(rate**2, weights=weight)
        dispersion = float(np.clip(spread, 0, 5))
    inverse = 1 / (1 + dispersion * rate)
    curvature = (known * (weight * rate * inverse)[:, None]).T @ known + prior
    return Arrivals(mean, np.linalg.inv(curvature), dispersion)


def damped(ahead: int) -> np.ndarray:
    """How many weeks of trend lie in the 1, 2, … `ahead` weeks to come: each a whole one for a year, then ever less."""
    weeks = np.arange(1, ahead + 1)
    return np.cumsum(np.where(weeks <= YEAR, 1.0, DAMPING ** np.maximum(weeks - YEAR, 0)))


def drawn(
    fitted: Arrivals, holiday: np.ndarray, paths: int, trend: np.random.Generator, chance: np.random.Generator
) -> np.ndarray:
    """Packages asked for in each week ahead, [path, week]; `holiday` is the share of holiday in each of those weeks.

    What is not known of the rate and how it will wander is drawn from `trend`: services that are given the same
    stream rise and fall together. What comes by chance at a rate is drawn from `chance`.
    """
    ahead = len(holiday)
    draws = fitted.mean + trend.standard_normal((paths, 3)) @ np.linalg.cholesky(fitted.covariance).T
    level, slope, effect = np.hsplit(draws.astype(np.float32), 3)
    rate = trend.standard_normal((paths, ahead), np.float32) * np.float32(WANDER_SD)
    np.cumsum(rate, axis=1, out=rate)
    rate += level + slope * damped(ahead).astype(np.float32) + effect * holiday.astype(np.float32)
    rate -= (WANDER_SD**2 / 2 * np.arange(1, ahead + 1)).astype(np.float32)
    np.exp(rate, out=rate)
    if fitted.dispersion > 1e-6:
        rate *= chance.standard_gamma(1 / fitted.dispersion, (paths, ahead), np.float32) * np.float32(fitted.dispersion)
    return chance.poisson(np.minimum(rate, 1e4))
