"""How many packages hours rest on: those placed under a contract, for an authority and service, in a span of weeks."""

import numpy as np
import pandas as pd

from dashboard.market.market import Seen
from dashboard.market.weeks import HOURS_KEY, on_sundays


def placed(seen: Seen, lines: pd.DataFrame, weeks: pd.DatetimeIndex, back: int = 1) -> np.ndarray:
    """Packages placed on any day of the last `back` weeks to each week, [line, week].

    `lines` are told apart by `HOURS_KEY`; a package without a line is left out.
    """
    packages = seen.packages[seen.packages["started_on"].notna()]
    line = pd.MultiIndex.from_frame(lines[HOURS_KEY]).get_indexer(pd.MultiIndex.from_frame(packages[HOURS_KEY]))
    # Placed on one of the days to a Sunday: still placed when that many days fewer have passed.
    until = packages["ended_on"] + pd.Timedelta(days=7 * back - 1)
    row, week = on_sundays(packages["started_on"], until, weeks)
    known = line[row] >= 0
    cell = line[row][known] * len(weeks) + week[known]
    return np.bincount(cell, minlength=len(lines) * len(weeks)).reshape(len(lines), len(weeks))
