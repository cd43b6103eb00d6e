"""Weeks: Monday to Sunday, named by their Monday (measures.md section 1)."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

HOURS_KEY = ["authority", "provider_id", "contract_id", "service"]
"""What hours are kept by, besides their day or week."""


def monday(day: date) -> date:
    """The Monday of the week that holds a day."""
    return day - timedelta(days=day.weekday())


def latest_complete_week(as_of: date) -> date:
    """The Monday of the last week whose Sunday is on or before `as_of`."""
    return monday(as_of + timedelta(days=1)) - timedelta(days=7)


def sunday(week: date) -> date:
    """The last day of a week."""
    return week + timedelta(days=6)


def nth_latest_week(as_of: date, n: int) -> date:
    """The Monday of the n-th latest complete week; the first is `latest_complete_week`."""
    return latest_complete_week(as_of) - timedelta(weeks=n - 1)


def mondays(days: pd.Series) -> pd.Series:
    """The Monday of each day of a column."""
    return days - pd.to_timedelta(days.dt.day_of_week, unit="D")


def week_range(first: date, last: date) -> pd.DatetimeIndex:
    """Every Monday from the week that holds `first` to the week that holds `last`; empty if that is before it."""
    return pd.date_range(monday(first), monday(last), freq="7D", unit="us", name="week")


def sundays_within(first: pd.Series, last: pd.Series, weeks: pd.DatetimeIndex) -> tuple[np.ndarray, np.ndarray]:
    """For spans of days, which of `weeks` have their Sunday within: from one position up to, without, another.

    `last` NaT is a span that has not ended; `first` NaT one that has not begun.
    """
    return _within(first, last, weeks + pd.Timedelta(days=6))


def on_sundays(first: pd.Series, last: pd.Series, weeks: pd.DatetimeIndex) -> tuple[np.ndarray, np.ndarray]:
    """Every Sunday of `weeks` within each span of days: the position of the span, and that of the week."""
    return on_days(first, last, weeks + pd.Timedelta(days=6))


def on_days(first: pd.Series, last: pd.Series, days: pd.DatetimeIndex) -> tuple[np.ndarray, np.ndarray]:
    """Every one of some `days`, in their order, within each span of days: the position of the span, and the day's."""
    start, stop = _within(first, last, days)
    count = np.maximum(stop - start, 0)
    span = np.repeat(np.arange(len(count)), count)
    return span, np.arange(len(span)) - np.repeat(count.cumsum() - count - start, count)


def _within(first: pd.Series, last: pd.Series, days: pd.DatetimeIndex) -> tuple[np.ndarray, np.ndarray]:
    places = days.to_numpy()
    return np.searchsorted(places, first.to_numpy()), np.searchsorted(places, last.to_numpy(), side="right")


def weekly(days: pd.DataFrame, key: list[str] = HOURS_KEY) -> pd.DataFrame:
    """Hours by day as hours by week.

    `days`: date, the key (authority, provider_id, contract_id, service), planned_hours, delivered_hours.
    Returns week, the same key, planned_hours, delivered_hours, `last_day` (the last day with a row, whatever it
    says) and `last_worked` (the last day with delivered hours above 0, or NaT).
    """
    day = days["date"]
    worked = day.where(days["delivered_hours"].round(9) > 0)
    return (
        days.assign(week=mondays(day), last_day=day, last_worked=worked)
        .groupby(["week", *key], observed=True, sort=True)
        .agg(
            planned_hours=("planned_hours", "sum"),
            delivered_hours=("delivered_hours", "sum"),
            last_day=("last_day", "max"),
            last_worked=("last_worked", "max"),
        )
        .reset_index()
    )
