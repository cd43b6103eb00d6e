"""Chance that can be had again: every random draw of the outlook comes from a stream with a name of its own."""

from zlib import crc32

import numpy as np

PATHS = 2_000
"""How many futures are drawn."""

HORIZON = 104
"""How many weeks ahead they reach."""

YEAR = 52
"""The weeks of a year here."""

BENT = 50
"""How many resampled histories the paths are spread over: what is not known of stays and sizes."""

SEED = 20_261_122


def stream(*names: str) -> np.random.Generator:
    """The stream of random numbers of this name: the same whenever it is asked for, whatever else is drawn.

    One name, one stream is what makes a plan and its base meet the same chances (common random numbers).
    """
    return np.random.Generator(np.random.SFC64([SEED, *(crc32(name.encode()) for name in names)]))


def quantiles(paths: np.ndarray, percents: tuple[int, ...]) -> np.ndarray:
    """Percentiles over the paths, linearly interpolated, [percent, week]: `np.percentile`, in less time."""
    ordered = np.sort(np.ascontiguousarray(paths.T), axis=1)
    place = (ordered.shape[1] - 1) * np.array(percents) / 100
    below = place.astype(int)
    above = np.minimum(below + 1, ordered.shape[1] - 1)
    return (ordered[:, below] + (ordered[:, above] - ordered[:, below]) * (place - below)).T
