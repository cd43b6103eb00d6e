"""Rows of the store as typed frames, and frames as rows; by whole columns, as there may be millions."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Column, Connection, select

from dashboard.store.schema import Kind

_ROWS_AT_ONCE = 5_000


def _repeated(values: Sequence[Any], make: Callable[[Any], Any]) -> Any:
    # Names and days come again and again: each is made once, which is faster and takes a fraction of the memory.
    places, distinct = pd.factorize(np.array(values, dtype=object))
    return make(distinct).take(places, allow_fill=True)


def _text(values: Any) -> Any:
    return pd.array(values, dtype="str")


def _dates(values: Any) -> Any:
    return pd.array(values.astype("datetime64[D]").astype("datetime64[us]"))


def _money(values: Sequence[Any]) -> Any:
    return np.array(values, dtype="float64") / 100


def _lists(values: Sequence[Any], item: Callable[[str], Any]) -> pd.Series:
    return pd.Series([tuple(map(item, value.split(";"))) if value else () for value in values], dtype=object)


_TYPED: dict[Kind, Callable[[Sequence[Any]], Any]] = {
    "text": lambda values: _repeated(values, _text),
    "date": lambda values: _repeated(values, _dates),
    "whole": lambda values: pd.array(values, dtype="Int64"),
    "hours": lambda values: np.array(values, dtype="float64"),
    "money": _money,
    "texts": lambda values: _lists(values, str),
    "wholes": lambda values: _lists(values, int),
}


def read(connection: Connection, columns: Sequence[Column[Any]], *conditions: Any) -> pd.DataFrame:
    """The rows of one table that meet the conditions, as a typed frame; read in parts to keep memory small."""
    found = connection.execute(select(*columns).where(*conditions))
    parts = [typed(columns, rows) for rows in found.partitions(_ROWS_AT_ONCE)]
    return pd.concat(parts, ignore_index=True) if parts else typed(columns, [])


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
