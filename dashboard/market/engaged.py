"""Engaged: who takes work now, so that its capacity can be counted on (measures.md section 5)."""

from typing import Any

import numpy as np
import pandas as pd

from dashboard.market.market import Seen
from dashboard.market.ways_in import spans
from dashboard.market.weeks import sundays_within

PAIR = ["provider_id", "authority"]
"""A provider is engaged in an authority or not, whatever the service."""


def engaged(seen: Seen, settings: Any, weeks: pd.DatetimeIndex, pairs: pd.DataFrame) -> np.ndarray:
    """Whether each of `pairs` (distinct provider_id, authority) is engaged on the Sunday of each of `weeks`.

    Returns an array of booleans, [pair, week].
    """
    proof = evidence(seen, settings)
    pair = pd.MultiIndex.from_frame(pairs[PAIR]).get_indexer(pd.MultiIndex.from_frame(proof[PAIR]))
    start, stop = sundays_within(proof["first"], proof["last"], weeks)
    known = pair >= 0
    changes = np.zeros((len(pairs), len(weeks) + 1), int)
    np.add.at(changes, (pair[known], start[known]), 1)
    np.add.at(changes, (pair[known], stop[known]), -1)
    return changes.cumsum(axis=1)[:, :-1] > 0


def evidence(seen: Seen, settings: Any) -> pd.DataFrame:
    """What makes a provider engaged in an authority, and on which days: provider_id, authority, first, last.

    Work, an award and an offer count for 182 days, their own included (a week's work from its Monday, which comes to
    the same on a Sunday); a block or in-house contract of its own while it is in force; a spell of a DPS, while it is
    current, under 90 days from joining. Both numbers of days are settings.
    """
    hours, packages, offers = seen.weekly_hours, seen.packages, seen.offers
    work = hours.loc[hours["last_worked"].notna(), [*PAIR, "week"]].rename(columns={"week": "first"})
    awards = packages.loc[packages["awarded_on"].notna(), [*PAIR, "awarded_on"]].rename(columns={"awarded_on": "first"})
    offered = offers.loc[offers["response"] == "offered", ["package_id", "provider_id", "responded_on"]]
    offered = offered.rename(columns={"responded_on": "first"}).merge(packages[["package_id", "authority"]])
    acts = pd.concat([work, awards, offered[[*PAIR, "first"]]], ignore_index=True)
    acts["last"] = acts["first"] + pd.Timedelta(days=settings.engaged_days - 1)

    ways = spans(seen, settings)
    types = seen.market.contracts.set_index("contract_id")["contract_type"]
    own = ways[ways["contract_id"].map(types).isin(["block", "in_house"])]
    new = ways[ways["member"]].copy()
    settled = new["joined_on"] + pd.Timedelta(days=settings.new_member_days - 1)
    new["last"] = new["last"].where(new["last"] < settled, settled)
    standing = pd.concat([own, new[new["first"] <= new["last"]]])[[*PAIR, "first", "last"]]
    return pd.concat([acts, standing], ignore_index=True)
