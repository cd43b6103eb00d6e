"""An import taken back: the records and hours that would be as they were before it.

What is still as the import left it, goes back; what was changed since, stays. Whether it is, is judged by what is
said, not by which import said it: a correction that was itself undone is no hindrance.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Column, Connection, Table, func, or_, select

from dashboard.intake import Hours, Undoing
from dashboard.intake.across import NAMED
from dashboard.intake.columns import DAYS, RECORDS
from dashboard.market.weeks import HOURS_KEY
from dashboard.store import comparing, frames, schema
from dashboard.store.comparing import PAIR, compare, same_values

_DAY = pd.Timedelta(days=1)
_IDS = ["provider_id", "contract_id", "package_id"]


def undoing(connection: Connection, number: int, newest: int) -> Undoing:
    """What takes an import back, in the market as known at the newest."""
    found = {name: _records(connection, schema.RECORDS[name], number, newest) for name in RECORDS}
    return Undoing(
        number=number,
        frames={name: frame for name, frame in found.items() if len(frame)},
        hours=_hours(connection, number, newest),
        against=newest,
        since=_since(connection, number, newest),
    )


# Records


def _records(connection: Connection, table: Table, number: int, newest: int) -> pd.DataFrame:
    """The records of one file to store again, and those to `remove`."""
    columns, key = schema.contents(table), schema.key(table)
    before = frames.read(connection, columns, table.c.replaced_by == number)
    left = frames.read(connection, columns, table.c.added_by == number)
    if before.empty and left.empty:
        return before
    now = frames.read(connection, columns, schema.known(table, newest))
    by_unit = _by_stretch if table is schema.school_holidays else _by_key
    before, left, now = by_unit(key, before, left, now)
    moved = _moved(columns, key, left, now)
    back, gone = (part[~part["unit"].isin(moved)].drop(columns="unit") for part in (before, left))
    gone = gone[~_of(gone, key).isin(_of(back, key))]
    parts = [part.assign(remove=remove) for part, remove in ((back, False), (gone, True)) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else back


def _of(frame: pd.DataFrame, key: list[str]) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(frame[key])


def _by_key(key: list[str], *parts: pd.DataFrame) -> list[pd.DataFrame]:
    """The records before an import, left by it, and now, of the keys that it changed: each key is a `unit`."""
    of = [_of(part, key) for part in parts]
    changed = of[0].append(of[1]).unique()
    numbered = [part.assign(unit=changed.get_indexer(keys)) for part, keys in zip(parts, of, strict=True)]
    return [part[part["unit"] >= 0] for part in numbered]


def _by_stretch(key: list[str], before: pd.DataFrame, left: pd.DataFrame, now: pd.DataFrame) -> list[pd.DataFrame]:
    """The same of school holidays: they replace those that they overlap, so each stretch of them is a `unit`."""
    both = pd.concat([before.assign(left=False), left.assign(left=True)]).sort_values(key, ignore_index=True)
    reached = both.groupby("authority")["last_day"].cummax().groupby(both["authority"]).shift()
    both["unit"] = (reached.isna() | (both["first_day"] > reached)).cumsum()
    spans = both.groupby(["authority", "unit"], as_index=False).agg(start=("first_day", "min"), end=("last_day", "max"))
    at = now.merge(spans, on="authority")
    at = at[(at["first_day"] <= at["end"]) & (at["last_day"] >= at["start"])]
    of = both["left"].to_numpy(dtype=bool)
    return [both[~of].drop(columns="left"), both[of].drop(columns="left"), at.drop(columns=["start", "end"])]


def _moved(columns: Sequence[Column[Any]], key: list[str], left: pd.DataFrame, now: pd.DataFrame) -> pd.Series:
    """The units that are no longer as the import left them."""
    stored = [frames.flat(columns, part).assign(unit=part["unit"]) for part in (left, now)]
    both = stored[0].merge(stored[1], on=["unit", *key], how="outer", suffixes=("", " before"), indicator="side")
    others = [column.key for column in columns if column.key not in key]
    return both["unit"][(both["side"] != "both") | ~same_values(both, others)]


# Hours


def _hours(connection: Connection, number: int, newest: int) -> Hours | None:
    """The days of a provider's hours for an authority to store again, and the ranges that they make."""
    table = schema.daily_hours
    series = frames.read(connection, [schema.hours_series.c.id, *schema.contents(schema.hours_series)])
    series["pair"] = series.groupby(PAIR).ngroup()
    pair_of = series.set_index("id")["pair"]
    mine = or_(table.c.added_by == number, table.c.replaced_by == number)
    touched = frames.read(connection, [table.c.series_id, table.c.date], mine)
    touched = pd.DataFrame({"pair": pair_of[touched["series_id"]].to_numpy(), "date": touched["date"]})
    touched = touched.drop_duplicates().sort_values(["pair", "date"], ignore_index=True)
    if touched.empty:
        return None
    days, kept = [], []
    for some in _batches(touched):
        numbers = series["id"][series["pair"].isin(some["pair"])].tolist()
        columns = [*schema.contents(table), table.c.added_by, table.c.replaced_by]
        when = table.c.date.between(some["date"].min().date(), some["date"].max().date())
        ever = table.c.added_by <= newest
        rows = frames.read(connection, columns, table.c.series_id.in_(numbers), when, ever)
        rows["pair"] = pair_of[rows["series_id"]].to_numpy()
        rows = rows[_of(rows, ["pair", "date"]).isin(_of(some, ["pair", "date"]))]
        before, left, now = (_known(rows, at) for at in (number - 1, number, newest))
        moved = pd.concat(compare(left, now, "date"))
        back = [part[~_of(part, ["pair", "date"]).isin(_of(moved, ["pair", "date"]))] for part in (before, some)]
        days.append(back[0].drop(columns="pair"))
        kept.append(back[1])
    found, ranges = pd.concat(days, ignore_index=True), _runs(pd.concat(kept, ignore_index=True))
    if ranges.empty:
        return None
    names = series.set_index("id")[HOURS_KEY].loc[found["series_id"]].reset_index(drop=True)
    pairs = series.drop_duplicates("pair").set_index("pair")[PAIR].loc[ranges["pair"]].reset_index(drop=True)
    return Hours(
        pd.concat([names, found.drop(columns="series_id")], axis=1)[list(DAYS)].astype(DAYS),
        pd.concat([pairs, ranges[["first", "last"]]], axis=1),
    )


def _batches(touched: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Days, sorted by provider and authority, in parts that are read at once; none is in two of them."""
    sizes = touched.groupby("pair").size()
    part_of = (sizes.cumsum() - sizes) // comparing.BATCH
    for _, part in touched.groupby(part_of[touched["pair"]].to_numpy()):
        yield part


def _known(rows: pd.DataFrame, number: int) -> pd.DataFrame:
    """Of some versions, those known after an import."""
    known = (rows["added_by"] <= number) & (rows["replaced_by"].isna() | (rows["replaced_by"] > number))
    return rows[known].drop(columns=["added_by", "replaced_by"])


def _runs(days: pd.DataFrame) -> pd.DataFrame:
    """Sorted days as ranges of days that follow one another: pair, first, last."""
    follows = (days["date"].diff() == _DAY) & (days["pair"].diff() == 0)
    runs = days.groupby((~follows).cumsum())
    return runs.agg(pair=("pair", "first"), first=("date", "min"), last=("date", "max")).reset_index(drop=True)


# What came later


def _since(connection: Connection, number: int, newest: int) -> pd.DataFrame:
    """What later imports said, and which said it first: file, number, provider_id, contract_id, package_id.

    Undoing that one takes it away, also where an undo has brought it back since. Of a record taken away since, only
    the id of its own is told, and the last import that took it away; of hours, those there are.
    """
    parts = []
    for name, table in schema.RECORDS.items():
        ids = [column for column in _IDS if column in table.c]
        contents = schema.contents(table)
        said = frames.read(connection, [*contents, table.c.added_by, table.c.replaced_by], table.c.added_by > number)
        flat = frames.flat(contents, said).assign(number=said["added_by"])
        flat["number"] = flat.groupby([column.key for column in contents], dropna=False)["number"].transform("min")
        there = said["replaced_by"].isna() | (said["replaced_by"] > newest)
        parts.append(flat.loc[there & (said["added_by"] <= newest), [*ids, "number"]].assign(file=name))
        if name in NAMED:
            taken = [*(table.c[column] for column in ids), table.c.replaced_by]
            gone = frames.read(connection, taken, table.c.replaced_by.between(number + 1, newest))
            own = gone.groupby(schema.key(table), as_index=False).agg(number=("replaced_by", "max"))
            parts.append(own.assign(file=name))
    now, before, series = schema.daily_hours.alias(), schema.daily_hours.alias(), schema.hours_series
    same = [before.c[name] == now.c[name] for name in ("series_id", "date", "planned_hours", "delivered_hours")]
    first = select(func.min(before.c.added_by)).where(*same, before.c.added_by > number).scalar_subquery()
    found = connection.execute(
        select(series.c.provider_id, series.c.contract_id, func.max(first))
        .join_from(now, series)
        .where(schema.known(now, newest), now.c.added_by > number)
        .group_by(series.c.provider_id, series.c.contract_id)
    ).all()
    parts.append(pd.DataFrame(found, columns=["provider_id", "contract_id", "number"]).assign(file="hours"))
    since = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return since.reindex(columns=["file", "number", *_IDS])
