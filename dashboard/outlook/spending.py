"""What capacity is used, path by path: in-house first, then blocks, then hours bought from the DPS and spot.

In-house and blocks are paid for whether or not they are used, so that they are used before an hour is bought. Less may
be used of them in truth, where a block is in the wrong place or of the wrong skill: void hours are the least there can
be.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Use:
    """Hours of each path and week: block hours that nobody needs, hours bought, and hours that go unmet."""

    void: np.ndarray
    bought: np.ndarray
    unmet: np.ndarray


def use(demand: np.ndarray, block: np.ndarray, in_house: np.ndarray, flexible: np.ndarray) -> Use:
    """How `demand` and `flexible`, [path, week], meet `block` and `in_house`, [week]."""
    left = np.maximum(demand - in_house, 0)
    void = np.maximum(block - left, 0)
    left = np.maximum(left - block, 0)
    bought = np.minimum(left, flexible)
    return Use(void, bought, left - bought)
