"""Contracted hours: what a block or in-house contract should deliver, by day and by week (measures.md section 5).

A day of the contract's delivery calendar is worth contracted_hours_per_week / 7, divided evenly over the covered
authorities; each authority's share runs on its own school calendar. The whole contract is the sum over them.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from dashboard.market import weeks
from dashboard.market.market import Market

CONTRACTED_TYPES = ("block", "in_house")
"""The contract types that promise hours."""


def contracted_days(
    market: Market, settings: Any, first: date, last: date, contracts: Collection[str] | None = None
) -> pd.DataFrame:
    """Contracted hours of every deliverable day from `first` to `last`, of some block and in-house contracts or of all.

    Returns contract_id, date, authority, hours: one row a contract, deliverable day and covered authority. Hours are
    0 where the delivery calendar does not run; they are divided over authorities, not over services.
    """
    lives = market.lives(settings)
    frame = market.contracts
    frame = frame[frame["contract_type"].isin(CONTRACTED_TYPES)]
    if contracts is not None:
        frame = frame[frame["contract_id"].isin(list(contracts))]
    parts = []
    for row in frame.itertuples():
        life = lives[row.contract_id]
        begin, stop = max(first, life.deliverable_from), min(last, life.current_end)
        if begin <= stop:
            days = pd.date_range(begin, stop, unit="us")
            parts.append(_tidy(row.contract_id, days, calendar_hours(market, row, days)))
    return pd.concat(parts, ignore_index=True) if parts else _tidy("", pd.DatetimeIndex([]), pd.DataFrame())


def contracted_weeks(market: Market, settings: Any, first: date, last: date) -> pd.DataFrame:
    """Contracted hours by week, for the weeks that hold `first` to `last`, divided over authorities and services.

    Returns week, authority, provider_id, contract_id, service, route, hours: one row a week with a deliverable day
    and each authority and service that the contract covers; hours may be 0.
    """
    days = contracted_days(market, settings, weeks.monday(first), weeks.monday(last) + timedelta(days=6))
    totals = (
        days.assign(week=weeks.mondays(days["date"]))
        .groupby(["week", "authority", "contract_id"], sort=True)["hours"].sum().reset_index()
    )
    terms = market.contracts.set_index("contract_id")[["provider_id", "contract_type", "services"]]
    terms = terms.rename(columns={"contract_type": "route", "services": "service"})
    table = totals.join(terms, on="contract_id")
    table["hours"] /= table["service"].map(len).astype(float)
    table = table.explode("service", ignore_index=True)
    table["service"] = table["service"].astype("str")
    return table[["week", "authority", "provider_id", "contract_id", "service", "route", "hours"]]


def calendar_hours(market: Market, contract: Any, days: pd.DatetimeIndex) -> pd.DataFrame:
    """Each covered authority's contracted hours on each day, as if the contract were deliverable throughout.

    `contract` is a row of `market.contracts`. Indexed by day, one column an authority.
    """
    authorities = contract.covered_authorities
    share = contract.contracted_hours_per_week / 7 / len(authorities)
    return pd.DataFrame(
        {authority: np.where(_runs(market, contract.delivery_calendar, authority, days), share, 0.0)
         for authority in authorities},
        index=days,
    )


def _runs(market: Market, calendar: Any, authority: str, days: pd.DatetimeIndex) -> np.ndarray:
    """Whether a delivery calendar runs on each day for an authority."""
    if pd.isna(calendar) or calendar == "all_year":
        return np.ones(len(days), bool)
    holidays = market.school_holidays[market.school_holidays["authority"] == authority]
    begun = np.searchsorted(days.to_numpy(), holidays["first_day"].to_numpy())
    over = np.searchsorted(days.to_numpy(), holidays["last_day"].to_numpy(), side="right")
    changes = np.zeros(len(days) + 1, int)
    np.add.at(changes, begun, 1)
    np.add.at(changes, over, -1)
    holiday = changes.cumsum()[:-1] > 0
    return ~holiday if calendar == "term_time" else holiday


def _tidy(contract_id: str, days: pd.DatetimeIndex, hours: pd.DataFrame) -> pd.DataFrame:
    count = len(hours.columns)
    return pd.DataFrame(
        {
            "contract_id": pd.Series([contract_id] * len(days) * count, dtype="str"),
            "date": pd.Series(days.repeat(count), dtype="datetime64[us]"),
            "authority": pd.Series(list(hours.columns) * len(days), dtype="str"),
            "hours": hours.to_numpy(float).ravel(),
        }
    )
