"""Ways in: how a provider may be given work in an authority and service (measures.md section 5)."""

from typing import Any

import pandas as pd

from dashboard.market.market import Seen

WAY = ["provider_id", "authority", "service"]
"""Whose way in it is, and to what."""


def spans(seen: Seen, settings: Any) -> pd.DataFrame:
    """Every way in as a span of days: provider_id, authority, service, contract_id, first, last, member, joined_on.

    A DPS membership gives one for each authority and service that both the spell and the DPS cover, on the days of
    the spell (left_on included) on which the DPS is in force; a contract of its own one for each that it covers, from
    its start, mobilising or not, to its current end. `member` tells the two apart; `joined_on` is the spell's own, and
    NaT for a contract. `first` may lie after the day seen: a contract's terms are seen whatever their dates.
    """
    if "spans" not in seen.kept:
        seen.kept["spans"] = _spans(seen, settings)
    return seen.kept["spans"]


def _spans(seen: Seen, settings: Any) -> pd.DataFrame:
    contracts, lives = seen.market.contracts, seen.market.lives(settings)
    ends = [pd.Timestamp(lives[contract].current_end) for contract in contracts["contract_id"]]
    terms = pd.DataFrame(
        {
            "contract_id": contracts["contract_id"],
            "owner": contracts["provider_id"].mask(contracts["contract_type"] == "dps"),
            "start": contracts["start_date"],
            "end": pd.Series(ends, index=contracts.index, dtype="datetime64[us]"),
            "authority": contracts["covered_authorities"],
            "service": contracts["services"],
            "dps": contracts["contract_type"] == "dps",
        }
    )
    terms = _each(terms)
    spells = _each(
        seen.memberships[["contract_id", "provider_id", "joined_on", "left_on", "authorities", "services"]].rename(
            columns={"authorities": "authority", "services": "service"}
        )
    ).merge(terms[terms["dps"]], on=["contract_id", "authority", "service"])
    spells["first"] = spells["joined_on"].where(spells["joined_on"] > spells["start"], spells["start"])
    spells["last"] = spells["left_on"].where(spells["left_on"] < spells["end"], spells["end"])
    own = terms[terms["owner"].notna()].rename(columns={"owner": "provider_id", "start": "first", "end": "last"})
    own["joined_on"] = pd.Series(pd.NaT, index=own.index, dtype="datetime64[us]")
    columns = [*WAY, "contract_id", "first", "last", "dps", "joined_on"]
    found = pd.concat([spells[columns], own[columns]], ignore_index=True)
    return found[found["first"] <= found["last"]].rename(columns={"dps": "member"}).reset_index(drop=True)


def _each(frame: pd.DataFrame) -> pd.DataFrame:
    """A row for each authority and service of two list columns of those names."""
    listed = frame.explode("authority").explode("service", ignore_index=True)
    return listed.astype({"authority": "str", "service": "str"})
