"""Capacity in hours a week: delivered, demonstrated, paper and credible (measures.md section 5)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from dashboard.market.contracted import contracted_weeks
from dashboard.market.engaged import PAIR, engaged
from dashboard.market.market import Seen
from dashboard.market.silence import unreported
from dashboard.market.ways_in import WAY, spans
from dashboard.market.weeks import on_sundays

ROUTES = ("block", "in_house", "dps", "spot")
"""The routes, in the order in which paper capacity is taken to be theirs."""

PROMISED = slice(0, 2)
"""The routes whose hours are contracted; of the others, what was demonstrated counts."""

BLOCK, IN_HOUSE, DPS, SPOT = range(4)


@dataclass(frozen=True)
class Capacity:
    """Hours of every complete week from the first with a row of hours, by line, route and week.

    A line is a provider, authority and service with rows of hours or a way in. Each figure is an array [line, route,
    week], the routes as in `ROUTES`. `planned` and `delivered` are all that was recorded, `unreported` what is taken
    for weeks not reported; the others count only while the provider has a way in to the authority and service on the
    week's Sunday, by whatever route. `credible` is the `paper` of engaged providers.
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
        """A figure summed over the lines of an authority, provider_id or service (None is all): [route, week]."""
        keep = np.ones(len(self.lines), bool)
        for column, value in chosen.items():
            if value is not None:
                keep &= (self.lines[column] == value).to_numpy()
        return getattr(self, figure)[keep].sum(axis=0)


def capacity(seen: Seen, settings: Any) -> Capacity:
    """The capacity of the market as seen on a day; worked out once for each."""
    if "capacity" not in seen.kept:
        seen.kept["capacity"] = _capacity(seen, settings)
    return seen.kept["capacity"]


class _Grid:
    """Where the rows of a frame stand among lines, routes and weeks."""

    def __init__(self, weeks: pd.DatetimeIndex, lines: pd.DataFrame, contracts: pd.DataFrame):
        self.weeks = weeks
        self.shape = (len(lines), len(ROUTES), len(weeks))
        self._lines = pd.MultiIndex.from_frame(lines)
        self._contracts = pd.Index(contracts["contract_id"])
        self._route_of_contract = pd.Index(ROUTES).get_indexer(pd.Index(contracts["contract_type"]))

    def line(self, frame: pd.DataFrame) -> np.ndarray:
        """The position of each row's line; -1 for one with neither hours nor a way in."""
        return self._lines.get_indexer(pd.MultiIndex.from_frame(frame[WAY]))

    def route(self, frame: pd.DataFrame) -> np.ndarray:
        """The position of each row's contract's route."""
        return self._route_of_contract[self._contracts.get_indexer(pd.Index(frame["contract_id"]))]

    def summed(self, frame: pd.DataFrame, *columns: str) -> list[np.ndarray]:
        """Columns of a frame with a row a week, contract and line, each summed to [line, route, week]."""
        week = self.weeks.get_indexer(pd.Index(frame["week"]))
        cell = np.ravel_multi_index((self.line(frame), self.route(frame), week), self.shape)
        return [self._sum(cell, frame[column].to_numpy(float)) for column in columns]

    def placed(self, packages: pd.DataFrame) -> np.ndarray:
        """The hours of packages placed on each Sunday."""
        begun = packages[packages["started_on"].notna()]
        begun = begun[self.line(begun) >= 0]
        row, week = on_sundays(begun["started_on"], begun["ended_on"], self.weeks)
        cell = np.ravel_multi_index((self.line(begun)[row], self.route(begun)[row], week), self.shape)
        return self._sum(cell, begun["hours_per_week"].to_numpy(float)[row])

    def returned(self, returns: pd.DataFrame) -> np.ndarray:
        """The capacity return in effect on each Sunday, [line, week]; NaN where there is none."""
        returns = returns[self.line(returns) >= 0].sort_values([*WAY, "effective_from"])
        until = returns.groupby(WAY)["effective_from"].shift(-1) - pd.Timedelta(days=1)
        row, week = on_sundays(returns["effective_from"], until, self.weeks)
        in_effect = np.full((self.shape[0], self.shape[2]), np.nan)
        in_effect[self.line(returns)[row], week] = returns["hours_per_week"].to_numpy(float)[row]
        return in_effect

    def marked(self, spans: pd.DataFrame) -> np.ndarray:
        """Whether any of some spans of days (`first`, `last`) holds each Sunday, [line, week]."""
        row, week = on_sundays(spans["first"], spans["last"], self.weeks)
        marks = np.zeros((self.shape[0], self.shape[2]), bool)
        marks[self.line(spans)[row], week] = True
        return marks

    def _sum(self, cell: np.ndarray, hours: np.ndarray) -> np.ndarray:
        return np.bincount(cell, hours, int(np.prod(self.shape))).reshape(self.shape)


def _capacity(seen: Seen, settings: Any) -> Capacity:
    market, hours, weeks = seen.market, seen.weekly_hours, seen.weeks
    ways = spans(seen, settings)
    lines = pd.concat([hours[WAY].drop_duplicates(), ways[WAY]]).drop_duplicates().sort_values(WAY, ignore_index=True)
    grid = _Grid(weeks, lines, market.contracts)

    planned, delivered = grid.summed(hours, "planned_hours", "delivered_hours")
    first = seen.last_week - timedelta(weeks=len(weeks) - 1)
    (contracted,) = grid.summed(contracted_weeks(market, settings, first, seen.last_week), "hours")
    (silent,) = grid.summed(unreported(seen, settings, weeks), "hours")
    placed = grid.placed(seen.packages)
    demonstrated = _demonstrated(delivered, settings)
    returned = grid.returned(seen.returns)
    way = grid.marked(ways)

    by_route = demonstrated.copy()
    by_route[:, PROMISED] = contracted[:, PROMISED]
    by_route = np.maximum(by_route, placed)
    paper = np.where(np.isnan(returned), by_route.sum(axis=1), np.maximum(returned, placed.sum(axis=1))) * way
    paper = _split(paper, by_route, grid.marked(ways[ways["member"]]))

    pairs = lines[PAIR].drop_duplicates(ignore_index=True)
    pair = pd.MultiIndex.from_frame(pairs).get_indexer(pd.MultiIndex.from_frame(lines[PAIR]))
    counted_on = engaged(seen, settings, weeks, pairs)[pair]
    return Capacity(
        weeks=weeks,
        lines=lines,
        planned=planned,
        delivered=delivered,
        unreported=silent,
        demonstrated=demonstrated * way[:, None],
        paper=paper,
        credible=paper * counted_on[:, None],
    )


def _demonstrated(delivered: np.ndarray, settings: Any) -> np.ndarray:
    """The best mean of 4 weeks in a row, of the last 26 to each week; weeks before the first count 0."""
    run = settings.demonstrated_weeks
    total = delivered.copy()
    for back in range(1, run):
        total[..., back:] += delivered[..., :-back]
    best = total.copy()
    for back in range(1, settings.lookback_weeks - run + 1):
        np.maximum(best[..., back:], total[..., :-back], out=best[..., back:])
    return best / run


def _split(paper: np.ndarray, by_route: np.ndarray, member: np.ndarray) -> np.ndarray:
    """Paper, [line, week], by route: block, then in-house, as far as it goes; the rest is a member's DPS, else spot."""
    split = np.zeros_like(by_route)
    split[:, BLOCK] = np.minimum(by_route[:, BLOCK], paper)
    split[:, IN_HOUSE] = np.minimum(by_route[:, IN_HOUSE], paper - split[:, BLOCK])
    rest = paper - split[:, BLOCK] - split[:, IN_HOUSE]
    split[:, DPS] = np.where(member, rest, 0)
    split[:, SPOT] = np.where(member, 0, rest)
    return split
