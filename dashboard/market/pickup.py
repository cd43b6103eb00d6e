"""Pick-up: who is a member of a DPS, since when, and when it last took up work (measures.md section 6)."""

from typing import Any

import numpy as np
import pandas as pd

from dashboard.market.market import Seen, narrowed
from dashboard.market.ways_in import spans
from dashboard.market.weeks import monday, on_days

PAIR = ["provider_id", "authority"]
"""Membership and activity are judged of a provider in each authority on its own."""

ACTIVITIES = ("active", "new", "quiet", "not_invited", "unsuccessful", "dormant")
"""What a current member can be, the first that fits; also the order from most work taken up to least."""


def members(seen: Seen, settings: Any, service: str | None = None) -> pd.DataFrame:
    """Providers and authorities with a DPS membership, now or once, as seen on the day.

    Columns: provider_id, authority; `membership` (`member` where a spell covers the authority on the day, in a DPS in
    force; `left` where one once did); `joined_on` (of the earliest current spell, else the latest); and, for members,
    `pickup` (the last award or day of work under a DPS in the current spell, else its joined_on), `days_since_pickup`
    (Int64) and `activity`, one of ACTIVITIES. With `service`, as if only that service existed.
    """
    spells = narrowed(spans(seen, settings), service)
    spells = spells[spells["member"] & (spells["first"] <= seen.day)]
    table = pd.DataFrame({"joined_on": spells.groupby(PAIR)["joined_on"].max()})
    current = spells[spells["last"] >= seen.day].groupby(PAIR)["joined_on"].min().reindex(table.index)
    member = current.notna()
    table.insert(0, "membership", pd.Series("left", index=table.index).mask(member, "member").astype("str"))
    table["joined_on"] = current.where(member, table["joined_on"])

    taken_up = _last_taken_up(seen, service).reindex(table.index)
    in_spell = taken_up >= current
    table["pickup"] = taken_up.where(in_spell, current)
    since, joined = (seen.day - table["pickup"]).dt.days, (seen.day - current).dt.days
    table["days_since_pickup"] = since.astype("Int64")

    after = after_pickup(seen, table.reset_index(), service)
    invited = after.groupby(PAIR).size().reindex(table.index, fill_value=0)
    offered = (after["response"] == "offered").groupby([after[name] for name in PAIR]).any()
    fits = {
        "active": in_spell & (since < settings.active_days),
        "new": joined < settings.new_member_days,
        "quiet": since < settings.quiet_days,
        "not_invited": invited < settings.dormant_invitations,
        "unsuccessful": offered.reindex(table.index, fill_value=False),
    }
    activity = pd.Series(np.select(list(fits.values()), list(fits), "dormant"), index=table.index)
    table["activity"] = activity.astype("str").where(member)
    return table.reset_index()


def members_on(seen: Seen, settings: Any, days: pd.DatetimeIndex, service: str | None = None) -> pd.DataFrame:
    """The members on each of some days in their order, none after the day seen: provider_id, authority, day, active.

    Each day is judged on what could be seen on it, as `members` would. With `service`, as if only that existed.
    """
    spells = narrowed(spans(seen, settings), service)
    spells = spells[spells["member"]]
    row, at = on_days(spells["first"], spells["last"], days)
    current = spells.iloc[row].assign(day=days[at])
    table = current.groupby([*PAIR, "day"]).agg(joined_on=("joined_on", "min")).reset_index()

    hours = seen.hours_to_date
    table["active"] = _active(table, _acts(seen, service, hours), settings)
    # Of a week's work only the last day is at hand: where that is later than the day, there may be work by the day.
    late = table[~table["active"]].merge(hours, on=PAIR)
    late = late[(late["week"] <= late["day"]) & (late["day"] < late["last_worked"])]
    cut = [seen.market.days(monday(day.date()), day.date()) for day in late["day"].drop_duplicates()]
    if cut:
        by_day = pd.concat(cut).query("delivered_hours.round(9) > 0").rename(columns={"date": "last_worked"})
        table["active"] |= _active(table, _acts(seen, service, by_day), settings)
    return table[[*PAIR, "day", "active"]]


def invitations(seen: Seen, service: str | None = None) -> pd.DataFrame:
    """Invitations with the `authority` and `service` of the package they were for, and their own columns."""
    packages = seen.packages[["package_id", "authority", "service"]]
    return narrowed(seen.offers.merge(packages, on="package_id"), service)


def after_pickup(seen: Seen, table: pd.DataFrame, service: str | None = None) -> pd.DataFrame:
    """The invitations made to each provider and authority of `table` after its day of `pickup`, with its columns."""
    found = table.merge(invitations(seen, service), on=PAIR)
    return found[found["invited_on"] > found["pickup"]].reset_index(drop=True)


def under_dps(seen: Seen, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a frame with a contract_id that stand under a DPS."""
    contracts = seen.market.contracts
    return frame[frame["contract_id"].isin(contracts.loc[contracts["contract_type"] == "dps", "contract_id"])]


def _last_taken_up(seen: Seen, service: str | None) -> pd.Series:
    """The later of the last award and the last day with delivered hours under a DPS, whenever they were."""
    return _acts(seen, service, seen.hours_to_date).groupby(PAIR)["act"].max()


def _acts(seen: Seen, service: str | None, hours: pd.DataFrame) -> pd.DataFrame:
    """The days of awards under a DPS, and those of `last_worked` in `hours` under one: `PAIR`, act."""
    awards = narrowed(under_dps(seen, seen.packages), service).rename(columns={"awarded_on": "act"})
    work = narrowed(under_dps(seen, hours), service).rename(columns={"last_worked": "act"})
    return pd.concat([awards[[*PAIR, "act"]], work[[*PAIR, "act"]]]).dropna()


def _active(table: pd.DataFrame, acts: pd.DataFrame, settings: Any) -> pd.Series:
    """Whether the latest act by each row's `day` was in the spell begun on its `joined_on`, under 90 days before."""
    days = table[[*PAIR, "day", "joined_on"]].reset_index().sort_values("day")
    found = pd.merge_asof(days, acts.sort_values("act"), left_on="day", right_on="act", by=PAIR).set_index("index")
    recent = (found["day"] - found["act"]).dt.days < settings.active_days
    return (recent & (found["act"] >= found["joined_on"])).reindex(table.index)
