"""Small markets for tests, from CSV texts in the data contract's columns; columns left out are blank.

They skip the checks of `dashboard.intake`, so that a test of a measure depends on nothing but the measure.
"""

from collections.abc import Collection
from datetime import date
from io import StringIO

import pandas as pd

from dashboard.intake.columns import FILES
from dashboard.market import weeks
from dashboard.market.filters import Filters
from dashboard.market.market import Market
from dashboard.measures.measure import Measure, answer
from dashboard.settings import Settings

SETTINGS = Settings()
DAY_COLUMNS = ["date", *weeks.HOURS_KEY, "planned_hours", "delivered_hours"]


class Frames:
    """A market's reader over frames in memory."""

    def __init__(self, frames: dict[str, pd.DataFrame]):
        self.frames = frames

    def frame(self, name: str) -> pd.DataFrame:
        return weeks.weekly(self.frames["hours"]) if name == "weekly_hours" else self.frames[name]

    def days(self, first: date, last: date, contracts: Collection[str] | None = None) -> pd.DataFrame:
        days = self.frames["hours"]
        keep = days["date"].between(pd.Timestamp(first), pd.Timestamp(last))
        if contracts is not None:
            keep &= days["contract_id"].isin(list(contracts))
        return days[keep].reset_index(drop=True)

    def held_back(self) -> dict[int, int]:
        return {}


def market_from(csv_texts: dict[str, str], number: int = 1) -> Market:
    """A market of files given as CSV text by name without ending: `{"contracts": "contract_id,…\\nB1,…\\n"}`."""
    unknown = set(csv_texts) - set(FILES)
    if unknown:
        raise ValueError(f"not files of the contract: {sorted(unknown)}")
    frames = {name: _frame(name, csv_texts.get(name, "")) for name in FILES if name != "visits"}
    frames["hours"] = frames["hours"][DAY_COLUMNS]
    return Market(number, Frames(frames))


def ask(measure: Measure, market: Market, as_of: str, **filters: str | int | date | None) -> pd.DataFrame:
    """A measure's answer on a day, under filters."""
    return answer(measure, market, view(as_of, **filters), SETTINGS)


def view(as_of: str, **filters: str | int | date | None) -> Filters:
    """Filters with `as_of` and `known_at` filled in."""
    return Filters(as_of=date.fromisoformat(as_of), known_at=1, **filters)


def rows(table: pd.DataFrame, *columns: str) -> list[tuple]:
    """A table's rows as plain tuples: dates as text, empty cells as None, figures to 9 decimals."""
    return [tuple(_plain(value) for value in line) for line in table[list(columns)].itertuples(index=False)]


def _plain(value):
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return round(value, 9) if isinstance(value, float) else value


def _frame(name: str, text: str) -> pd.DataFrame:
    given = pd.read_csv(StringIO(text), dtype=str, skipinitialspace=True) if text else pd.DataFrame()
    columns = FILES[name].columns
    unknown = set(given) - {column.name for column in columns}
    if unknown:
        raise ValueError(f"not columns of {name}: {sorted(unknown)}")
    blank = pd.Series(None, index=given.index, dtype="str")
    return pd.DataFrame({column.name: _typed(given.get(column.name, blank), column.kind) for column in columns})


def _typed(values: pd.Series, kind: str) -> pd.Series:
    if kind == "date":
        return pd.to_datetime(values, format="%Y-%m-%d").astype("datetime64[us]")
    if kind in ("decimal", "money"):
        return values.astype(float)
    if kind == "whole":
        return values.astype(float).astype("Int64")
    if kind in ("authorities", "services", "months"):
        item = int if kind == "months" else str
        return values.map(lambda cell: () if pd.isna(cell) else tuple(map(item, cell.split(";")))).astype(object)
    return values.astype("str")
