"""Waiting: packages that are asked for and whose care has not begun (measures.md section 4)."""

import numpy as np
import pandas as pd


def waits_until(packages: pd.DataFrame) -> pd.Series:
    """The last day on which each package waits: the eve of its start, or its end where that comes first; else NaT.

    It waits from requested_on; awarded or not makes no difference.
    """
    return pd.Series(np.fmin(packages["started_on"] - pd.Timedelta(days=1), packages["ended_on"]))
