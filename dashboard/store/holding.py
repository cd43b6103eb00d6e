"""Rows held back: which ones a delivery brings, which it puts right, and which undoing an import opens again."""

import pandas as pd
from sqlalchemy import Connection

from dashboard.intake import Hours
from dashboard.intake.columns import HELD_BACK
from dashboard.store import frames, schema
from dashboard.store.comparing import PAIR

_SAID = [*HELD_BACK, "first", "last"]
"""What is told of a row held back; a row of which all is the same is the same row."""

_MARK = ["number", "file", "line"]
"""What names a row held back: the import that brought it, and its place in the file."""


def brought(connection: Connection, hours: Hours, known_at: int) -> tuple[list[int], pd.DataFrame]:
    """The rows held back that a delivery puts right, by id, and those that it brings.

    What is held back already, and is brought again just as it was, stays as it is.
    """
    table = schema.held_back
    held = frames.read(connection, [table.c.id, *(table.c[name] for name in _SAID)], schema.known(table, known_at))
    given = _with_days(hours)
    again = held.astype({"line": "int64"}).merge(given.reset_index(), on=_SAID)
    left = held[~held["id"].isin(again["id"])]
    right = left["visit_id"].isin(hours.visits_seen) | _covered(left, hours.ranges)
    return list(map(int, left["id"][right])), given.drop(again["index"])


def _with_days(hours: Hours) -> pd.DataFrame:
    """The rows that a delivery holds back, with the `first` and `last` of the days that put them right.

    That is the day of the row; where that could not be read, all days that the delivery has of its provider and
    authority, or where there are none, of anyone.
    """
    held, ranges = hours.held_back, hours.ranges
    own = ranges.groupby(PAIR, observed=True, as_index=False).agg(first=("first", "min"), last=("last", "max"))
    found = held.merge(own, on=PAIR, how="left")
    readable = found["provider_id"].notna() & found["authority"].notna()
    for name, whole in (("first", ranges["first"].min()), ("last", ranges["last"].max())):
        found[name] = found["date"].fillna(found[name]).fillna(whole).where(readable).astype("datetime64[us]")
    return found


def _covered(held: pd.DataFrame, ranges: pd.DataFrame) -> pd.Series:
    """Which rows held back have all their days covered by a delivery."""
    both = held.merge(ranges, on=PAIR, suffixes=("", " given"))
    within = (both["first given"] <= both["first"]) & (both["last"] <= both["last given"])
    return held["id"].isin(both["id"][within])


def undone(connection: Connection, number: int, known_at: int) -> tuple[list[int], pd.DataFrame]:
    """The rows held back that undoing an import closes, by id, and those that it opens again, without contents.

    A row that is no longer as the import left it stays as it is.
    """
    table = schema.held_back
    names = [*_MARK, *PAIR, "first", "last"]
    columns = [table.c[name] for name in ("id", *names, "added_by", "replaced_by")]
    rows = frames.read(connection, columns, table.c.added_by <= known_at)

    def of(some: pd.DataFrame) -> pd.MultiIndex:
        return pd.MultiIndex.from_frame(some[_MARK])

    now = rows[rows["replaced_by"].isna() | (rows["replaced_by"] > known_at)]
    opened, closed = rows[rows["added_by"] == number], rows[rows["replaced_by"] == number]
    close = now["id"][of(now).isin(of(opened))]
    reopen = closed[~of(closed).isin(of(now))][names]
    return list(map(int, close)), reopen
