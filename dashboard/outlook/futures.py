"""The futures of one authority, read off a market: demand and capacity of each week ahead, path by path."""

from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from dashboard.market.capacity import Capacity, capacity
from dashboard.market.contracted import CONTRACTED_TYPES, contracted_weeks
from dashboard.market.market import Seen, narrowed
from dashboard.market.ways_in import WAY, spans
from dashboard.market.weeks import on_sundays
from dashboard.outlook.chance import HORIZON, PATHS, YEAR
from dashboard.outlook.demand import Packages, demand, enough_known
from dashboard.outlook.flexible import Offer, flexible, spells
from dashboard.outlook.plan import BASE, Plan

SUPPLIES_KEPT = 12
"""How many views of capacity are kept for plans that differ in blocks, in-house hours or demand alone."""

OPEN = 100_000
"""The week in which a package ends that is open: after every horizon."""


@dataclass(frozen=True)
class Futures:
    """What may become of one authority: week 0 is the latest complete week, [path, week] with week 0 first.

    `demand` and `flexible` (the DPS and spot) are of each path; `block` and `in_house` hours are the same in all.
    `demand` is None where too little is known to say.
    """

    demand: np.ndarray | None
    block: np.ndarray
    in_house: np.ndarray
    flexible: np.ndarray

    @property
    def capacity(self) -> np.ndarray:
        """Hours a week that can be counted on, [path, week]."""
        return np.round(self.block + self.in_house + self.flexible, 9)

    @property
    def sufficient(self) -> np.ndarray:
        """The share of paths in which each week's capacity is at least its demand; NaN where too little is known."""
        if self.demand is None:
            return np.full(len(self.block), np.nan)
        return (self.capacity >= self.demand).mean(axis=0)


def futures(seen: Seen, settings: Any, authority: str, service: str | None = None, plan: Plan = BASE) -> Futures:
    """The futures of an authority under a plan. Every plan meets the same chances."""
    needed = kept_demand(seen, authority, service)
    if needed is not None and plan.demand != 1:
        needed = np.hstack([needed[:, :1], needed[:, 1:] * plan.demand])
    block, in_house, offered = _supply(seen, settings, authority, service, plan)
    return Futures(needed, block, in_house, offered)


def kept_demand(seen: Seen, authority: str, service: str | None) -> np.ndarray | None:
    """Demand of each path, worked out once for a view: no plan changes what is asked for but by a factor."""
    name = f"outlook demand {authority} {service}"
    if name not in seen.kept:
        seen.kept[name] = _demand(seen, authority, service)
    return seen.kept[name]


def week_of(days: pd.Series, seen: Seen) -> np.ndarray:
    """The week of each day as a number: 0 for the latest complete one."""
    return np.floor(((days - pd.Timestamp(seen.last_week)) / pd.Timedelta(days=7)).to_numpy(float))


def packages_of(seen: Seen, authority: str, service: str | None) -> dict[str, Packages]:
    """The packages of an authority requested by week 0, by service; those of a service with few arrivals go together.

    A service with fewer than 30 arrivals cannot be judged alone: such services are taken as one, and where that is
    still too few, with the smallest of the others.
    """
    frame = narrowed(seen.packages, service)
    frame = frame[(frame["authority"] == authority) & (week_of(frame["requested_on"], seen) <= 0)]
    found = {str(name): _packages(part, seen) for name, part in frame.groupby("service")}
    large = {name: of for name, of in found.items() if enough_known(of)}
    small = sorted(found.keys() - large.keys())
    if small:
        together = frame[frame["service"].isin(small)]
        if large and not enough_known(_packages(together, seen)):
            least = min(large, key=lambda name: (len(large[name].hours), name))
            del large[least]
            small = sorted([*small, least])
            together = frame[frame["service"].isin(small)]
        large["+".join(small)] = _packages(together, seen)
    return large


def _packages(frame: pd.DataFrame, seen: Seen) -> Packages:
    closed = week_of(frame["ended_on"] + pd.Timedelta(days=1), seen)
    return Packages(
        requested=week_of(frame["requested_on"], seen).astype(int),
        closed=np.where(np.isnan(closed) | (closed > 0), OPEN, closed).astype(int),
        hours=frame["hours_per_week"].to_numpy(float),
    )


def _demand(seen: Seen, authority: str, service: str | None) -> np.ndarray | None:
    parts = packages_of(seen, authority, service)
    if not parts or not all(enough_known(of) for of in parts.values()):
        return None
    total = np.zeros((PATHS, HORIZON + 1))
    for name, of in sorted(parts.items()):
        holiday = holidays(seen, authority, of.since + 1)
        total += demand(of, holiday[: -of.since], holiday[-of.since :], authority, name)
    return total


def holidays(seen: Seen, authority: str, first: int, last: int = HORIZON) -> np.ndarray:
    """The share of school holiday in each week from `first` to `last`, by the calendar as it is known now.

    Where no holidays are loaded any more, those of the same week a year earlier are taken.
    """
    dated = seen.market.school_holidays
    dated = dated[dated["authority"] == authority]
    day0 = np.datetime64(seen.last_week) + 7 * first
    days = 7 * (HORIZON + 1 - first)
    begun, over = ((dated[name].to_numpy("datetime64[D]") - day0).astype(int) for name in ("first_day", "last_day"))
    over = over + 1
    marks = np.bincount(begun.clip(0, days), minlength=days + 1) - np.bincount(over.clip(0, days), minlength=days + 1)
    share = (marks[:-1].cumsum() > 0).reshape(-1, 7).mean(axis=1)
    loaded = over.max(initial=0) // 7 if len(dated) else len(share)
    for week in range(max(int(loaded) + 1, YEAR), len(share)):
        share[week] = share[week - YEAR]
    return share[: last + 1 - first]


def _supply(
    seen: Seen, settings: Any, authority: str, service: str | None, plan: Plan
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Block and in-house hours of each week, and flexible hours of each path and week."""
    asked = (authority, service, plan.options, plan.lost, plan.lost_on, plan.joiners)
    kept = seen.kept.setdefault("outlook supply", {})
    if asked not in kept:
        if len(kept) >= SUPPLIES_KEPT:
            kept.clear()
        kept[asked] = _as_it_stands(seen, settings, authority, service, plan)
    block, in_house, offered = kept[asked]
    of_services = 1 if service is None else len(settings.services)
    for change in plan.blocks:
        if change.authority == authority:
            block = _instead(block, change.count * change.hours / of_services, change.start, seen)
    for grown in plan.in_house:
        if grown.authority == authority:
            in_house = np.maximum(in_house + grown.hours / of_services * _from(grown.start, seen), 0)
    return block, in_house, offered


def _instead(hours: np.ndarray, new: float, start: date, seen: Seen) -> np.ndarray:
    """Other hours in place of those of each week from a day on; week 0 is as it is."""
    return hours + (new - hours) * _from(start, seen)


def _from(start: date, seen: Seen) -> np.ndarray:
    """The share of each week that lies on or after a day; nothing of week 0, which is as it is."""
    share = _week_from(start, seen)
    share[0] = 0
    return share


def _as_it_stands(
    seen: Seen, settings: Any, authority: str, service: str | None, plan: Plan
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same before any block or in-house hours are put in their place.

    At week 0 a provider's credible hours are counted as they are. What of them its contracts promise goes on by their
    dates, at the share of the promise that is credible now; what is above is flexible, and lasts while the provider
    stays and has a way in.
    """
    held = capacity(seen, settings)
    terms = _with_options(seen, settings) if plan.options else seen
    lines = held.lines.assign(row=range(len(held.lines)))
    lines = narrowed(lines[lines["authority"] == authority], service)
    rows = lines["row"].to_numpy()
    credible, promised = held.credible[rows].sum(axis=1), _promised(seen, settings, held)[rows]
    above, now = np.maximum(credible - promised, 0), credible[:, -1]

    due = _contracted(terms, settings, authority, service)
    key = pd.MultiIndex.from_frame(lines[["provider_id", "service"]])
    line = key.get_indexer(pd.MultiIndex.from_frame(due[["provider_id", "service"]]))
    this_week = np.bincount(line[due["at"] == 0], due.loc[due["at"] == 0, "hours"], len(lines))
    # Where no contract is in force on week 0's Sunday, nothing is known against those to come.
    judged = (this_week > 0) & (promised[:, -1] > 0)
    share = np.minimum(1, np.divide(now, this_week, out=np.ones(len(lines)), where=judged))
    hours = due["hours"].to_numpy() * share[line]
    lost = _week_from(plan.lost_on, seen)
    if plan.lost:
        hours = hours * np.where(due["provider_id"] == plan.lost, 1 - lost[due["at"]], 1)
    block, in_house = (
        np.bincount(due["at"], np.where(due["route"] == name, hours, 0), HORIZON + 1) for name in CONTRACTED_TYPES
    )

    until = _until(terms, settings, lines, seen)
    gone = int(np.argmax(lost > 0)) - 1 if plan.lost and lost.any() else HORIZON + 1
    offers = [
        Offer(provider, amount, min(last, gone) if provider == plan.lost else last)
        for provider, amount, last in zip(lines["provider_id"], above[:, -1], until, strict=True)
        if amount > 0
    ]
    people = pd.factorize(lines["provider_id"], sort=True)[0]
    past = np.zeros((people.max(initial=-1) + 1, above.shape[1]))
    np.add.at(past, people, above)
    # Before that nobody's work can have been looked back on, so that whoever worked would seem to have come.
    known = spells(past[:, settings.lookback_weeks :])
    door = _door(terms, settings, authority, service, seen)
    offered = flexible(offers, known, authority, door=door, joiners=plan.joiners)

    # Week 0 is what sufficiency counts: what the calendar or a mobilisation leaves out of it is put back.
    block[0], in_house[0] = (held.credible[rows, at, -1].sum() for at in (0, 1))
    offered[:, 0] = now.sum() - block[0] - in_house[0]
    return block, in_house, offered


def committed(seen: Seen, settings: Any, authority: str, service: str | None = None) -> np.ndarray:
    """Contracted block and in-house hours of each week from week 0, by their dates and with no option taken."""
    due = _contracted(seen, settings, authority, service)
    return np.bincount(due["at"], due["hours"], HORIZON + 1)


def _contracted(seen: Seen, settings: Any, authority: str, service: str | None) -> pd.DataFrame:
    """Contracted hours of the weeks from week 0 (`at`): provider_id, service, route, hours and others."""
    if "outlook contracted" not in seen.kept:
        last = seen.last_week + timedelta(weeks=HORIZON)
        due = contracted_weeks(seen.market, settings, seen.last_week, last)
        seen.kept["outlook contracted"] = due.assign(at=week_of(due["week"], seen).astype(int))
    due = narrowed(seen.kept["outlook contracted"], service)
    return due[due["authority"] == authority]


def _promised(seen: Seen, settings: Any, held: Capacity) -> np.ndarray:
    """What the contracts in force on each Sunday promise in a full week, begun or mobilising, [line, week]."""
    if "outlook promised" in seen.kept:
        return seen.kept["outlook promised"]
    lives = seen.market.lives(settings)
    terms = seen.market.contracts
    terms = terms[terms["contract_type"].isin(CONTRACTED_TYPES)]
    shares = terms["covered_authorities"].map(len) * terms["services"].map(len)
    lasts = [lives[contract].current_end for contract in terms["contract_id"]]
    terms = terms.assign(
        hours=terms["contracted_hours_per_week"] / shares.astype(float),
        last=pd.Series(pd.to_datetime(lasts), index=terms.index, dtype="datetime64[us]"),
    )
    each = terms.explode("covered_authorities").explode("services")
    each = each.rename(columns={"covered_authorities": "authority", "services": "service"})
    row, week = on_sundays(each["start_date"], each["last"], held.weeks)
    line = pd.MultiIndex.from_frame(held.lines[WAY]).get_indexer(pd.MultiIndex.from_frame(each[WAY].astype("str")))
    full = np.zeros((len(held.lines), len(held.weeks)))
    np.add.at(full, (line[row], week), each["hours"].to_numpy(float)[row])
    seen.kept["outlook promised"] = full
    return full


def _door(terms: Seen, settings: Any, authority: str, service: str | None, seen: Seen) -> int:
    """The last week in which a provider that comes has a way in: while a DPS for the authority is in force.

    Where there never was one, providers come by contracts of their own, at any time.
    """
    contracts, lives = terms.market.contracts, terms.market.lives(settings)
    ends = [
        lives[row.contract_id].current_end for row in contracts[contracts["contract_type"] == "dps"].itertuples()
        if authority in row.covered_authorities and service in (None, *row.services)
    ]
    sunday = seen.last_week + timedelta(days=6)
    return min((max(ends) - sunday).days // 7, HORIZON + 1) if ends else HORIZON + 1


def _until(terms: Seen, settings: Any, lines: pd.DataFrame, base: Seen) -> np.ndarray:
    """The last week on whose Sunday each line has a way in, by the contracts' terms in `terms`."""
    ways = spans(terms, settings)
    sunday = pd.Timestamp(base.last_week) + pd.Timedelta(days=6)
    ends = ways.groupby(WAY)["last"].max().reindex(pd.MultiIndex.from_frame(lines[WAY]))
    # A way in without an end, and one that ends after every horizon, come to the same.
    weeks = (ends - sunday) // pd.Timedelta(days=7)
    return weeks.fillna(HORIZON + 1).clip(upper=HORIZON + 1).to_numpy(int)


def _with_options(seen: Seen, settings: Any) -> Seen:
    """The same view with every option taken of the contracts that have not ended."""
    if "outlook options" in seen.kept:
        return seen.kept["outlook options"]
    market, lives = copy(seen.market), seen.market.lives(settings)
    contracts = market.contracts.copy()
    runs = [lives[contract].current_end >= seen.as_of for contract in contracts["contract_id"]]
    every = contracts["extension_terms_months"].map(len).astype("Int64")
    contracts["extensions_taken"] = contracts["extensions_taken"].mask(runs, every)
    market.__dict__["contracts"] = contracts
    seen.kept["outlook options"] = Seen(market, seen.as_of)
    return seen.kept["outlook options"]


def _week_from(day: date | None, seen: Seen) -> np.ndarray:
    """The share of each week, from week 0, that lies on or after a day; none where there is no day."""
    if day is None:
        return np.zeros(HORIZON + 1)
    weeks = np.arange(HORIZON + 1) * 7 + 7
    return np.clip((weeks - (day - seen.last_week).days) / 7, 0, 1)
