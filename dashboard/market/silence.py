"""Silence is not zero: weeks for which a provider has sent no hours yet (measures.md section 5)."""

from typing import Any

import pandas as pd

from dashboard.market.market import Seen, narrowed
from dashboard.market.ways_in import spans

PAIR = ["authority", "provider_id"]
"""Silence is judged of a provider in an authority, on its rows of every service."""


def not_reported(seen: Seen, settings: Any, weeks: pd.DatetimeIndex) -> pd.DataFrame:
    """The complete weeks of `weeks` that are not reported: week, authority, provider_id, last_week, last_day.

    A provider's last row of hours in an authority, zeros and cancelled visits included, is dated `last_day` and lies
    in the week `last_week`. Each week after that one is not reported, while on its Sunday the provider has a way in to
    any service there, and some of its delivered hours lie in the 8 weeks (a setting) before it.
    """
    hours, most = seen.hours_to_date, settings.silence_weeks
    pairs = hours.groupby(PAIR).agg(last_week=("week", "max"), last_day=("last_day", "max"))
    pairs["last_worked"] = hours[hours["last_worked"].notna()].groupby(PAIR)["week"].max()
    after = pd.DataFrame({"after": pd.to_timedelta(range(7, 7 * most + 1, 7), unit="D")})
    found = pairs.reset_index().merge(after, how="cross")
    found["week"] = found["last_week"] + found["after"]
    expected = found["week"] <= found["last_worked"] + pd.Timedelta(weeks=most)
    found = found[expected & found["week"].isin(weeks)].merge(spans(seen, settings), on=PAIR)
    sunday = found["week"] + pd.Timedelta(days=6)
    found = found.loc[(found["first"] <= sunday) & (sunday <= found["last"]), ["week", *PAIR, "last_week", "last_day"]]
    return found.drop_duplicates(["week", *PAIR]).sort_values(["week", *PAIR], ignore_index=True)


def unreported(seen: Seen, settings: Any, weeks: pd.DatetimeIndex, service: str | None = None) -> pd.DataFrame:
    """The hours taken for weeks not reported: week, authority, provider_id, contract_id, service, hours.

    They are the pair's mean weekly delivered hours in the week of its last row and the 7 before (8 weeks in all, a
    setting; a week with nothing counts 0), by the contract and service they were delivered under then. With `service`
    only that service's are given; a week not reported whose mean is nothing may have no row (`not_reported` has it).
    """
    silent = not_reported(seen, settings, weeks)
    recent = narrowed(seen.hours_to_date, service).merge(silent[[*PAIR, "last_week"]].drop_duplicates(), on=PAIR)
    recent = recent[recent["week"] > recent["last_week"] - pd.Timedelta(weeks=settings.silence_weeks)]
    totals = recent.groupby([*PAIR, "contract_id", "service"], as_index=False)["delivered_hours"].sum()
    totals["hours"] = totals.pop("delivered_hours") / settings.silence_weeks
    return silent[["week", *PAIR]].merge(totals, on=PAIR)
