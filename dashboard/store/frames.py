"""Rows of the store as typed frames, and frames as rows; by whole columns, as there may be millions."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Column

from dashboard.store.schema import Kind


def _dates(values: Sequence[Any]) -> Any:
    return np.array(values, dtype="datetime64[D]").astype("datetime64[us]")


def _money(values: Sequence[Any]) -> Any:
    return np.array(values, dtype="float64") / 100


def _lists(values: Sequence[Any], item: Callable[[str], Any]) -> pd.Series:
    return pd.Series([tuple(map(item, value.split(";"))) if value else () for value in values], dtype=object)


_TYPED: dict[Kind, Callable[[Sequence[Any]], Any]] = {
    "text": lambda values: pd.array(values, dtype="str"),
    "date": _dates,
    "whole": lambda values: pd.array(values, dtype="Int64"),
    "hours": lambda values: np.array(values, dtype="float64"),
    "money": _money,
    "texts": lambda values: _lists(values, str),
    "wholes": lambda values: _lists(values, int),
}


def typed(columns: Sequence[Column[Any]], rows: Sequence[Any]) -> pd.DataFrame:
    """Rows of these columns as a frame of the types that `Market` promises; no rows give an empty frame of them."""
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return pd.DataFrame(
        {column.key: _TYPED[column.info["kind"]](value) for column, value in zip(columns, values, strict=True)}
    )


def flat(columns: Sequence[Column[Any]], frame: pd.DataFrame) -> pd.DataFrame:
    """A typed frame as it is stored: money as whole pence, lists as joined text; comparable column by column."""
    return pd.DataFrame({column.key: _flat(column.info["kind"], frame[column.key]) for column in columns})


def _flat(kind: Kind, values: pd.Series) -> pd.Series:
    if kind == "money":
        return (values * 100).round().astype("Int64")
    if kind in ("texts", "wholes"):
        return values.map(lambda items: ";".join(map(str, items)) or None).astype("str")
    return values


def rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """A flat frame's rows as both databases take them: dates as ISO text, None for what is missing."""
    return list(zip(*(_plain(frame[name]) for name in frame.columns), strict=True))


def _plain(values: pd.Series) -> list[Any]:
    if values.dtype.kind == "M":
        days = values.to_numpy().astype("datetime64[D]")
        values = pd.Series(np.datetime_as_string(days), dtype=object).where(~np.isnat(days), None)
        return values.tolist()
    if values.dtype.kind in "if" and not values.hasnans:
        return values.tolist()
    return values.astype(object).where(values.notna(), None).tolist()
