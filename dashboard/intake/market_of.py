"""A market straight from a checked delivery, without a database."""

from collections.abc import Collection
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd

from dashboard.intake.columns import RECORDS, empty, empty_days
from dashboard.intake.delivery import Checked, check
from dashboard.market import weeks
from dashboard.market.market import Market
from dashboard.settings import Settings


def market_of(delivery: Checked | Path | str, settings: Settings) -> Market:
    """The market that a delivery makes on its own (number 1), from the delivery checked or from its folder.

    Raises ValueError, with the first problem, if anything is wrong with it.
    """
    checked = delivery if isinstance(delivery, Checked) else check(Path(delivery), empty_market(), settings)
    if not checked.ok:
        raise ValueError(f"{sum(checked.counts.values())} problems, the first: {checked.problems[0]}")
    return Market(1, _Delivered(checked))


def empty_market() -> Market:
    """The market before anything is known (number 0)."""
    return Market(0, _Nothing())


@cache
def _no_rows(name: str) -> pd.DataFrame:
    return empty(name) if name in RECORDS else weeks.weekly(empty_days())


class _Nothing:
    def frame(self, name: str) -> pd.DataFrame:
        return _no_rows(name)

    def days(self, first: date, last: date, contracts: Collection[str] | None = None) -> pd.DataFrame:
        return empty_days()

    def held_back(self) -> dict[int, int]:
        return {}


class _Delivered:
    def __init__(self, checked: Checked):
        self._checked = checked
        self._days = checked.hours.days if checked.hours else empty_days()

    def frame(self, name: str) -> pd.DataFrame:
        if name == "weekly_hours":
            return weeks.weekly(self._days)
        frame = self._checked.frames.get(name)
        if frame is None:
            return empty(name)
        return frame[~frame["remove"]].drop(columns="remove").reset_index(drop=True)

    def days(self, first: date, last: date, contracts: Collection[str] | None = None) -> pd.DataFrame:
        days = self._days
        chosen = days["date"].between(pd.Timestamp(first), pd.Timestamp(last))
        if contracts is not None:
            chosen &= days["contract_id"].isin(list(contracts))
        return days[chosen].reset_index(drop=True)

    def held_back(self) -> dict[int, int]:
        held = 0 if self._checked.hours is None else len(self._checked.hours.held_back)
        return {1: held} if held else {}
