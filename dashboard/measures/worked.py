"""Worked examples: how a formula is written out with the figures of one row of a measure's table.

A reader finds the figures in the table and comes to the same result with a calculator.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pandas as pd

from dashboard.measures import words
from dashboard.measures.measure import DECIMALS
from dashboard.outlook.chance import PATHS
from dashboard.settings import Settings


def equation(
    form: str, result: Callable[..., Decimal], *values: float, places: int | None = None, decimals: int = 1
) -> str:
    """The formula with its figures and what comes of them: "500.1 / 429.5 = 1.164".

    The figures have as many decimals, from `decimals` on, as it takes for what is written to come to what the exact
    figures come to, to so many `places`; to the figures' own where None. A result to some places drops its last zeros.
    """
    exact = result(*map(decimal, values))
    shown, said = [], ""
    for more in range(decimals, DECIMALS + 1):
        shown = [words.number(value, more) for value in values]
        said = words.number(exact, more if places is None else places)
        if words.number(result(*map(decimal, shown)), more if places is None else places) == said:
            break
    if places and "." in said:
        said = said.rstrip("0").rstrip(".")
    return f"{form.format(*shown)} = {said}"


def over(above: float, below: float, decimals: int = 1) -> str:
    """A ratio, to the three places that make a percentage with one."""
    return equation("{} / {}", lambda a, b: a / b, above, below, places=3, decimals=decimals)


def total(values: list[float], decimals: int = 1) -> str:
    """A sum."""
    return equation(" + ".join(["{}"] * len(values)), lambda *parts: sum(parts, Decimal()), *values, decimals=decimals)


def difference(more: float, less: float, decimals: int = 1) -> str:
    """What is more less what is less."""
    return equation("{} − {}", lambda a, b: a - b, more, less, decimals=decimals)


def between(first: date, last: date) -> str:
    """The days from one day to a later one: "22 November 2026 − 1 July 2026 = 144 days"."""
    return f"{words.day(last)} − {words.day(first)} = {words.plural((last - first).days, 'day')}"


def decimal(value: float | str) -> Decimal:
    """A figure as it is written, exactly."""
    return Decimal(str(value).replace(",", ""))


def place(code: str, settings: Settings) -> str:
    """An authority's name."""
    return settings.authorities[code].name if code in settings.authorities else code


def latest(rows: pd.DataFrame, settings: Settings) -> pd.Series | None:
    """Of the latest period among rows sorted by their first column, the first authority's first row."""
    if rows.empty:
        return None
    period = rows.columns[0]
    rows = rows[rows[period] == rows[period].iloc[-1]]
    order = {code: at for at, code in enumerate(settings.authorities)}
    return rows.sort_values("authority", key=lambda codes: codes.map(order), kind="stable").iloc[0]


def first(rows: pd.DataFrame, settings: Settings) -> pd.Series | None:
    """The first authority's first row."""
    if rows.empty:
        return None
    codes = set(rows["authority"])
    first = next((code for code in settings.authorities if code in codes), rows["authority"].iloc[0])
    return rows[rows["authority"] == first].iloc[0]


def ahead(rows: pd.DataFrame, periods: int, settings: Settings) -> pd.Series | None:
    """So many periods after the first of rows sorted by their first column, the first authority's row; or the last."""
    return latest(rows[rows.iloc[:, 0].isin(rows.iloc[:, 0].unique()[: periods + 1])], settings)


def week(row: pd.Series, settings: Settings) -> str:
    """How a sentence of a row of a week begins."""
    return f"In the week of {words.day(row['week'])} in {place(row['authority'], settings)}"


def judged(status: str) -> str:
    """A status in words."""
    return words.STATUSES[status].lower()


def chance(chance: float) -> str:
    """A chance as the futures that have enough over all of them."""
    return over(round(chance * PATHS), PATHS, 0)
