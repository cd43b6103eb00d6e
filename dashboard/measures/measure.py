"""What a measure is: one question, one pure function, one tidy table (measures.md)."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from dashboard.market import weeks
from dashboard.market.filters import Filters
from dashboard.market.life import end
from dashboard.market.market import Market
from dashboard.market.plan import Plan
from dashboard.settings import Settings

Kind = Literal[
    "text", "list", "date", "week", "month", "quarter", "flag", "count", "days", "hours", "money", "ratio", "number",
    "status",
]
"""What a column holds: decides its type, how it is written on screen, and on which side it is aligned.

text, list (`PCC;CCC`), month (`2027-03`), quarter (`2027-Q1`), status: str · date, week (a Monday): datetime64 ·
flag: bool · count, days: Int64 · hours, money (pounds), ratio (a fraction), number: float.
"""

SEVERITIES = ("red", "amber", "note")
"""How much a finding of `attention` matters, the worst first: in this order, not by letters, its rows stand."""

NUMBERS = ("count", "days", "hours", "money", "ratio", "number")
"""The kinds that are figures."""

Use = Literal["rows", "narrows", "ignored"]
"""What a filter does to a measure: chooses rows and changes no value, works it out for a part, or nothing."""

CAPACITY = ("packages", "hours", "capacity_returns", "offers", "dps_memberships", "contracts", "school_holidays")
"""The files that need and capacity are worked out from."""

DECIMALS = 9
"""Every figure is rounded to this many decimals, half away from zero, and judged as rounded."""


@dataclass(frozen=True)
class Column:
    """One column of a tidy table."""

    name: str
    label: str
    kind: Kind
    meaning: str


@dataclass(frozen=True)
class Measure:
    """One question with its answer's table. Registered once, in `dashboard.measures.MEASURES`.

    `compute(market, filters, settings)` gives the table for all periods, with `filters.as_of` and `known_at` filled
    in; it applies authority, provider, service and route itself, `answer` does the period. `finding(table, filters,
    settings)` gives a sentence of at most 12 words for each authority shown, keyed by its code (or by "" where the
    sentence is about no one authority), from the answered table alone. `example(table, as_of, settings)` writes the
    formula out with the figures of one row of the table as it is with nothing chosen; None where no row has them.
    """

    id: str
    question: str
    definition: str
    """Paragraphs of Markdown: what it means, its formula and where its data come from."""
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """The columns that rows are sorted by, and told apart by."""
    filters: dict[str, Use]
    """What authority, provider, service and route do here."""
    compute: Callable[[Market, Filters, Settings], pd.DataFrame]
    finding: Callable[[pd.DataFrame, Filters, Settings], dict[str, str]]
    example: Callable[[pd.DataFrame, date, Settings], str | None]
    sources: tuple[str, ...]
    """The files of the data contract that its figures come from; `hours` may have come as `visits`."""
    ahead: bool = False
    """Whether its rows lie ahead of the day asked for."""
    period: Literal["week", "month", "quarter", "contract_year", "invited_on"] | None = None
    """The column that says a row's period; None where rows have none."""
    plans: bool = False
    """Whether it answers for the plan of the filters; others are about today's terms."""
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(column.name for column in self.columns))


def rounded(values: pd.Series) -> pd.Series:
    """Figures rounded to 9 decimals, half away from zero; empty stays empty, -0.0 becomes 0.0."""
    size = np.abs(values.to_numpy(float))
    scaled = size * 10.0**DECIMALS
    # From 2^52 on every double is a whole number: there is nothing left to round, and adding a half would spoil it.
    size = np.where(scaled < 2.0**52, np.floor(scaled + 0.5) / 10.0**DECIMALS, size)
    return pd.Series(np.copysign(size, values.to_numpy(float)) + 0.0, index=values.index, name=values.name)


def ratio(above: pd.Series, below: pd.Series) -> pd.Series:
    """One figure over another, rounded; empty where the one below is 0 or empty (judged as rounded)."""
    below = rounded(below)
    return rounded(rounded(above) / below.where(below != 0))


def answer(measure: Measure, market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """The answer to a measure's question, every figure exact; `filters` have as_of and known_at filled in.

    Columns as registered, typed and rounded, rows sorted by the key. Filters that the measure ignores are dropped; the
    period: `weeks`, `first` and `last` choose rows and change no value. The table is shared: never change it.
    """
    return of_period(measure, whole(measure, market, filters, settings), market, filters)


def whole(measure: Measure, market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """The exact answer for all periods."""
    view = replace(used(measure, filters), weeks=None, first=None, last=None, share=False)
    return market.answer((measure.id, view), lambda: _tidy(measure, measure.compute(market, view, settings)))


def nothing(measure: Measure) -> pd.DataFrame:
    """An answer without rows."""
    return _tidy(measure, pd.DataFrame(columns=list(measure.names)))


def of_period(measure: Measure, table: pd.DataFrame, market: Market, filters: Filters) -> pd.DataFrame:
    """The rows of an answer for all periods that lie in the period chosen."""
    if measure.period is None or (filters.weeks is None and filters.first is None and filters.last is None):
        return table
    return market.answer((measure.id, used(measure, filters)), lambda: _of_period(measure, table, filters))


def used(measure: Measure, filters: Filters) -> Filters:
    """The filters but for those that the measure ignores."""
    ignored: dict[str, Any] = {name: None for name, use in measure.filters.items() if use == "ignored"}
    if not measure.plans:
        ignored |= {"plan": Plan(), "against": Plan()}
    return replace(filters, **ignored)


def _tidy(measure: Measure, table: pd.DataFrame) -> pd.DataFrame:
    missing = set(measure.names) ^ set(table.columns)
    if missing:
        raise ValueError(f"{measure.id}: columns differ from the registered ones: {sorted(missing)}")
    typed = {column.name: _typed(table[column.name], column.kind) for column in measure.columns}
    return pd.DataFrame(typed, index=table.index).sort_values(list(measure.key), key=_order, ignore_index=True)


def _order(column: pd.Series) -> pd.Series:
    return column.map(SEVERITIES.index) if column.name == "severity" else column


def _typed(values: pd.Series, kind: Kind) -> pd.Series:
    if kind in ("hours", "money", "ratio", "number"):
        return rounded(values.astype(float))
    if kind in ("count", "days"):
        return values.astype("Int64")
    if kind == "flag":
        return values.astype(bool)
    if kind in ("date", "week"):
        return pd.to_datetime(values).astype("datetime64[us]")
    return values.astype("str").mask(values.isna())


def _of_period(measure: Measure, table: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    first, last = _period(table, measure.period)
    keep = pd.Series(True, index=table.index)
    if filters.weeks is not None:
        keep &= last >= pd.Timestamp(weeks.nth_latest_week(_as_of(filters), filters.weeks))
    if filters.first is not None:
        keep &= first >= pd.Timestamp(filters.first)
    if filters.last is not None:
        keep &= first <= pd.Timestamp(filters.last)
    return table[keep].reset_index(drop=True)


def _period(table: pd.DataFrame, period: str | None) -> tuple[pd.Series, pd.Series]:
    """The first and last day of each row's period."""
    column = table[str(period)]
    if period == "week":
        return column, column + pd.Timedelta(days=6)
    if period == "month":
        first = pd.to_datetime(column + "-01")
        return first, first + pd.offsets.MonthEnd()
    if period == "quarter":
        first = pd.PeriodIndex(column.str.replace("-", ""), freq="Q").to_timestamp().to_series(index=table.index)
        return first, first + pd.offsets.QuarterEnd(startingMonth=3)
    if period == "contract_year":
        return column, pd.to_datetime(column.map(lambda first: end(first, 12)))
    return column, column


def _as_of(filters: Filters) -> date:
    if filters.as_of is None:
        raise ValueError("an answer needs the day it is asked for: fill the filters in first")
    return filters.as_of

