"""A plan: what would be done otherwise than today. Without a change it is the base: today's terms, carried on."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Blocks:
    """From `start` on, an authority has `count` blocks of `hours` a week each, in place of its block contracts.

    `start` is the first day on which hours can be expected; they run all year, past the horizon.
    """

    authority: str
    count: int
    hours: float
    value_gbp: float
    start: date


@dataclass(frozen=True)
class InHouse:
    """From `start` on, an authority's in-house service gives `hours` a week more than its contracts, or fewer."""

    authority: str
    hours: float
    start: date


@dataclass(frozen=True)
class Plan:
    """Changes to the base; each is left as it is unless given."""

    blocks: tuple[Blocks, ...] = ()
    """In order: a later one takes the place of what is there by then."""
    options: bool = False
    """Whether every option to extend is taken of the contracts in force or to come, the DPS among them."""
    in_house: tuple[InHouse, ...] = ()
    """At most one an authority."""
    demand: float = 1.0
    """Hours needed from week 1 on, times this."""
    lost: str | None = None
    """A provider_id whose hours, of every contract, are gone from `lost_on`."""
    lost_on: date | None = None
    joiners: float | None = None
    """New providers a year in each authority, in place of the rate that was seen."""


BASE = Plan()
