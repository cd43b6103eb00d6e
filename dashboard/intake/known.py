"""Known hours: what the hours of a delivery replace, and what they would take away."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property

import pandas as pd

from dashboard.intake.columns import empty_days
from dashboard.intake.problems import Findings
from dashboard.intake.records import each
from dashboard.market import weeks
from dashboard.market.market import Market

LOSS = 0.1
"""A delivery that takes away more than this share of the hours in its range gives a warning."""

A_YEAR = timedelta(days=366)
"""Of a delivery of this length or less, the days known are read for it alone; else all weeks are."""

WEEK = pd.Timedelta(days=6)
PAIR = ["provider_id", "authority"]


class KnownHours:
    """The hours known before a delivery, beside the ranges of days that it replaces (None: none), with their `file`."""

    def __init__(self, market: Market, ranges: pd.DataFrame | None):
        self._market = market
        self._ranges = ranges

    def left(self, column: str, identity: str) -> float | None:
        """The delivered hours that stay known of a provider or contract; None where it has no row left."""
        weekly = self._market.weekly_hours
        rows = self._split(weekly[weekly[column] == identity])
        stay = rows[rows["stays"]]
        return float(stay["delivered_hours"].sum()) if len(stay) else None

    def covered(self, contracts: set[str]) -> Iterator[tuple[str, str, str]]:
        """What hours that stay known under some contracts are for: contract, `authority` or `service`, which."""
        weekly = self._market.weekly_hours
        rows = self._split(weekly[weekly["contract_id"].isin(contracts)])
        for noun in ("authority", "service"):
            for contract, value in rows.loc[rows["stays"], ["contract_id", noun]].drop_duplicates().to_numpy():
                yield contract, noun, value

    def _split(self, weekly: pd.DataFrame) -> pd.DataFrame:
        """Weekly hours whole or, where only some days of the week are replaced, in days; `stays` if not replaced.

        `touched` where a range touches the week. A pair may have many ranges.
        """
        if self._ranges is None:
            return weekly.assign(stays=True, touched=False)
        rows = weekly.merge(self._replaced, on=[*PAIR, "week"], how="left").fillna({"replaced": 0})
        rows["touched"] = rows["replaced"] > 0
        rows["stays"] = ~rows["touched"]
        cut = rows["touched"] & (rows["replaced"] < 7)
        whole = rows[~cut]
        if not cut.any():
            return whole
        parts = [self._market.days((monday := pd.Timestamp(week).date()), monday + timedelta(days=6))
                 for week in rows["week"][cut].unique()]
        days = pd.concat(parts or [empty_days()], ignore_index=True)
        days = days.assign(week=weeks.mondays(days["date"])).merge(
            rows.loc[cut, ["week", *weeks.HOURS_KEY, "touched"]], on=["week", *weeks.HOURS_KEY]
        )
        days = pd.merge_asof(days.sort_values("date"), self._stretches.sort_values("first"), left_on="date",
                             right_on="first", by=PAIR)
        days["stays"] = ~(days["date"] <= days["last"])
        return pd.concat([whole, days], ignore_index=True)

    def _weekly_hours(self, first: date, last: date) -> pd.DataFrame:
        """Hours by week, of the weeks from one day to another at least; a month takes as long in any market."""
        if last - first > A_YEAR:
            return self._market.weekly_hours
        return weeks.weekly(self._market.days(weeks.monday(first), weeks.monday(last) + timedelta(days=6)))

    @cached_property
    def _stretches(self) -> pd.DataFrame:
        """The ranges with those of a pair that overlap made one: provider_id, authority, first, last."""
        ranges = self._ranges
        if ranges is None:
            raise ValueError("A delivery without hours replaces none.")
        ranges = ranges.sort_values([*PAIR, "first"], ignore_index=True)
        reached = ranges.groupby(PAIR)["last"].cummax().groupby([ranges[name] for name in PAIR]).shift()
        apart = (reached.isna() | (ranges["first"] > reached)).cumsum().rename("stretch")
        joined = ranges.groupby([*PAIR, apart], as_index=False).agg(first=("first", "min"), last=("last", "max"))
        return joined[[*PAIR, "first", "last"]]

    @cached_property
    def _replaced(self) -> pd.DataFrame:
        """How many days of each week that the ranges touch they replace: provider_id, authority, week, replaced."""
        begun = weeks.mondays(self._stretches["first"])
        count = (self._stretches["last"] - begun).dt.days // 7 + 1
        rows = self._stretches.assign(week=begun).loc[self._stretches.index.repeat(count)]
        rows["week"] += pd.to_timedelta(7 * rows.groupby(level=0).cumcount(), unit="D")
        first, last = rows["first"].clip(lower=rows["week"]), rows["last"].clip(upper=rows["week"] + WEEK)
        rows["replaced"] = (last - first).dt.days + 1
        return rows.groupby([*PAIR, "week"], as_index=False).agg(replaced=("replaced", "sum"))

    def warn_of_losses(self, delivered: pd.DataFrame, findings: Findings) -> None:
        """Warn of each provider and authority whose week is left empty, or that loses more than a tenth."""
        if self._ranges is None or self._ranges.empty:
            return
        weekly = self._weekly_hours(self._ranges["first"].min().date(), self._ranges["last"].max().date())
        if weekly.empty:
            return
        pairs = pd.MultiIndex.from_frame(self._ranges[PAIR])
        rows = self._split(weekly[pd.MultiIndex.from_frame(weekly[PAIR]).isin(pairs)])
        rows = rows[rows["touched"]]
        before = rows.groupby([*PAIR, "week"])["delivered_hours"].sum()
        stays = rows[rows["stays"]].groupby([*PAIR, "week"])["delivered_hours"].sum()
        new = delivered.groupby([delivered["provider_id"], delivered["authority"],
                                 weeks.mondays(delivered["date"]).rename("week")])["delivered_hours"].sum()
        table = pd.DataFrame({"before": before}).join(stays.rename("stays")).join(new.rename("new")).fillna(0.0)
        table["after"] = table["stays"] + table["new"]
        replaced = (table["before"] - table["stays"]).groupby(PAIR).sum()
        instead = new.groupby(level=PAIR).sum()
        for span in each(self._ranges):
            pair = (span.provider_id, span.authority)
            if pair not in replaced.index:
                continue
            dates = f"{span.first:%Y-%m-%d} to {span.last:%Y-%m-%d}"
            own = table.loc[pair]
            emptied = own[(own["before"].round(9) > 0) & (own["after"].round(9) <= 0)]
            if len(emptied):
                first = emptied["before"].head(5)
                shown = ", ".join(f"{week:%Y-%m-%d} ({hours:,.1f} h)" for week, hours in first.items())
                more = f" and {len(emptied) - 5} more" if len(emptied) > 5 else ""
                findings.warn(
                    "week_emptied", span.file, None, "provider_id", span.provider_id,
                    f"{span.provider_id} in {span.authority}: the delivery covers {dates} and leaves empty "
                    f"{'weeks' if len(emptied) > 1 else 'a week'} that had {emptied['before'].sum():,.1f} hours: weeks "
                    f"starting {shown}{more}.",
                    "Send the missing days too, unless it is meant that there were none.",
                )
            had, has = float(replaced[pair]), float(instead.get(pair, 0.0))
            if has < had * (1 - LOSS) - 1e-9:
                findings.warn(
                    "hours_taken_away", span.file, None, "provider_id", span.provider_id,
                    f"{span.provider_id} in {span.authority}, {dates}: the delivery has {has:,.1f} delivered hours "
                    f"where {had:,.1f} are known, {had - has:,.1f} fewer.",
                    "Check that the file is whole, unless it is meant that so much is taken away.",
                )
