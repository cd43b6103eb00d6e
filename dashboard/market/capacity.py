"""Capacity in hours a week: delivered, demonstrated, paper and credible (measures.md section 5)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard.market.contracted import CONTRACTED_TYPES, contracted_weeks
from dashboard.market.engaged import PAIR, engaged
from dashboard.market.market import Seen
from dashboard.market.silence import unreported
from dashboard.market.ways_in import WAY, spans
from dashboard.market.weeks import sundays_within, week_range

BLOCK, IN_HOUSE, DPS, SPOT = range(4)
ROUTES = ("block", "in_house", "dps", "spot")
"""The routes in the order in which paper capacity is taken to be theirs."""


@dataclass(frozen=True)
class Capacity:
    """Hours of every complete week from the first with a row of hours, by line, route and week.

    A line is a provider, authority and service with rows of hours or a way in. Each figure is an array [line, route,
    week], the routes in the order of `ROUTES`. `planned` and `delivered` are all that was recorded, `unreported` what
    is taken for the weeks not reported; the rest counts only while the provider has a way in to the authority and
    service on the week's Sunday, by whatever route. `credible` is the `paper` of engaged providers.
    """

    weeks: pd.DatetimeIndex
    lines: pd.DataFrame
    planned: np.ndarray
    delivered: np.ndarray
    unreported: np.ndarray
    demonstrated: np.ndarray
    paper: np.ndarray
    credible: np.ndarray

    def total(self, figure: str, **chosen: str | None) -> np.ndarray:
        """A figure summed over the lines of an authority, provider_id and service (None is all): [route, week]."""
        lines = np.ones(len(self.lines), bool)
        for column, value in chosen.items():
            if value is not None:
                lines &= (self.lines[column] == value).to_numpy()
        return getattr(self, figure)[lines].sum(axis=0)


def capacity(seen: Seen, settings: Any) -> Capacity:
    """The capacity of the market as seen on a day; worked out once for each."""
    if "capacity" not in seen.kept:
        seen.kept["capacity"] = _capacity(seen, settings)
    return seen.kept["capacity"]


def _capacity(seen: Seen, settings: Any) -> Capacity:
    hours = seen.weekly_hours
    weeks = week_range(hours["week"].min().date(), seen.last_week) if len(hours) else week_range(seen.as_of, seen.as_of)[:0]
    ways = spans(seen, settings)
    lines = pd.concat([hours[WAY].drop_duplicates(), ways[WAY]]).drop_duplicates().sort_values(WAY, ignore_index=True)
    table = _Table(seen, weeks, lines)

    way = table.marks(ways)
    member = table.marks(ways[ways["member"]])
    contracted = table.by_route(contracted_weeks(seen.market, settings, *_days(weeks)))
    silent = table.by_route(unreported(seen, settings, weeks))
    delivered = table.by_route(hours, "delivered_hours")
    demonstrated = _demonstrated(delivered, settings)
    placed = _placed(seen, table)

    promised = [ROUTES.index(route) for route in CONTRACTED_TYPES]
    by_route = demonstrated.copy()
    by_route[:, promised] = contracted[:, promised]
    by_route = np.maximum(by_route, placed)
    returned = _returned(seen, table)
    total = np.where(np.isnan(returned), by_route.sum(axis=1), np.maximum(returned, placed.sum(axis=1))) * way
    paper = _split(total, by_route, member)

    pairs = lines[PAIR].drop_duplicates(ignore_index=True)
    pair = pd.MultiIndex.from_frame(pairs).get_indexer(pd.MultiIndex.from_frame(lines[PAIR]))
    counted_on = engaged(seen, settings, weeks, pairs)[pair]
    return Capacity(
        weeks=weeks,
        lines=lines,
        planned=table.by_route(hours, "planned_hours"),
        delivered=delivered,
        unreported=silent,
        demonstrated=demonstrated * way[:, None],
        paper=paper,
        credible=paper * counted_on[:, None],
    )
