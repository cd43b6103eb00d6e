"""Months and quarters: calendar ones, the running one counted to the day (measures.md section 1)."""

from datetime import date
from typing import Literal

import pandas as pd

Kind = Literal["month", "quarter"]

FREQUENCIES = {"month": "M", "quarter": "Q"}
NAMES = {"month": "%Y-%m", "quarter": "%Y-Q%q"}
"""How a month (`2027-03`) and a quarter (`2027-Q1`) are named."""


def periods(kind: Kind, first: date, as_of: date) -> pd.DataFrame:
    """Every month or quarter from the one that holds `first` to the one that holds `as_of`, without gaps.

    Columns: its name, under `kind`; `last`, the last day that it is counted to; and `complete`, whether that is its
    own last day.
    """
    span = pd.period_range(first, as_of, freq=FREQUENCIES[kind])
    ends = span.end_time.normalize().as_unit("us")
    complete = ends <= pd.Timestamp(as_of)
    return pd.DataFrame(
        {kind: span.strftime(NAMES[kind]), "last": ends.where(complete, pd.Timestamp(as_of)), "complete": complete}
    )


def named(days: pd.Series, kind: Kind) -> pd.Series:
    """The month or quarter of each day of a column, by name; missing where the day is."""
    return days.dt.to_period(FREQUENCIES[kind]).dt.strftime(NAMES[kind])
