"""A plan as an address carries it: what would be done otherwise than today."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from dashboard.market.days import a_day

MOST_BLOCKS = 8
"""An authority is planned to have at most so many blocks."""

RANGES = {
    "block_hours": (0, 1_000), "block_value": (0, 10_000_000), "in_house_hours": (-1_000, 1_000), "demand": (-100, 300),
    "joiners": (0, 100),
}
"""The figures of a plan, and what each may be, with at most two decimals."""

DAYS = ("block_start", "in_house_from", "lost_on")
FLAGS = ("dps_first", "options")

NUMBER = re.compile(r"-?[0-9]{1,8}(\.[0-9]{1,2})?")


@dataclass(frozen=True)
class Plan:
    """Changes to today's terms; each is left as it is unless given. Made by `from_query`, written by `to_query`.

    A plan begins on the Monday after the latest complete week, or on the day that it names.
    """

    blocks: tuple[tuple[str, int], ...] = ()
    """How many blocks an authority has in place of its block contracts: by code, in the order of the authorities."""
    block_hours: float | None = None
    """Hours a week of each of them, all year; those of today's blocks unless given."""
    block_value: float | None = None
    """Pounds a year of each of them; at the price of an hour of today's blocks unless given."""
    block_start: date | None = None
    """The first day on which they give hours; until then today's block contracts go on."""
    dps_first: bool = False
    """Whether there is no block until then, today's included."""
    options: bool = False
    """Whether every option to extend is taken of the contracts in force or to come, the DPS among them."""
    in_house_hours: float | None = None
    """So many more hours a week, or fewer, from each in-house service."""
    in_house_from: date | None = None
    demand: float | None = None
    """So many per cent more hours needed, or fewer."""
    lost: str | None = None
    """A provider_id: its hours, of every contract, are gone from `lost_on`."""
    lost_on: date | None = None
    joiners: float | None = None
    """New providers a year in each authority, in place of the rate that was seen."""

    def __bool__(self) -> bool:
        return self != Plan()

    @classmethod
    def from_query(
        cls, query: Iterable[tuple[str, str]], authorities: Collection[str], providers: Collection[str]
    ) -> tuple["Plan", tuple[str, ...]]:
        """Read a query's pairs; returns the plan and a sentence for each parameter that was left out as wrong."""
        pairs = [(name, value.strip()) for name, value in query]
        times = Counter(name for name, _ in pairs)
        notices = [f"“{name}” is given {count} times: give it once." for name, count in times.items() if count > 1]
        once = {name: value for name, value in pairs if value and times[name] == 1}
        known = names(authorities)
        notices += [f"“{name}” is not part of a plan." for name in once if name not in known]
        read: dict[str, Any] = {}
        blocks = []
        for name, value in once.items():
            if name in RANGES:
                low, high = RANGES[name]
                if NUMBER.fullmatch(value) and low <= float(value) <= high:
                    read[name] = float(value)
                else:
                    notices.append(f"“{name}” is a number from {low:,} to {high:,}, not “{value}”.")
            elif name in DAYS:
                read[name], wrong = a_day(name, value)
                notices += wrong
            elif name in FLAGS:
                read[name] = value == "yes"
                notices += [] if read[name] else [f"“{name}” is yes or left out, not “{value}”."]
            elif name == "lost":
                if value in providers:
                    read[name] = value
                else:
                    notices.append(f"“lost” names no provider: “{value}”.")
            elif name in known:
                if value in map(str, range(MOST_BLOCKS + 1)):
                    blocks.append((name.removeprefix("blocks_"), int(value)))
                else:
                    notices.append(f"“{name}” is a whole number from 0 to {MOST_BLOCKS}, not “{value}”.")
        order = list(authorities)
        return cls(blocks=tuple(sorted(blocks, key=lambda block: order.index(block[0]))), **read), tuple(notices)

    @classmethod
    def from_text(
        cls, text: str, authorities: Collection[str], providers: Collection[str]
    ) -> tuple["Plan", tuple[str, ...]]:
        """Read a plan that is written within another query, as `against` holds it."""
        if not text:
            return cls(), ()
        try:
            pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=50, strict_parsing=True)
        except ValueError:
            return cls(), ("it is not a plan like blocks_…=2&demand=5.",)
        return cls.from_query(pairs, authorities, providers)

    def written(self) -> dict[str, str]:
        """The parameters of the plan, in the order of an address."""
        values: dict[str, Any] = {f"blocks_{code}": str(count) for code, count in self.blocks}
        values |= {name: getattr(self, name) for name in NAMES}
        return {name: _text(value) for name, value in values.items() if value is not None and value is not False}

    def to_query(self) -> str:
        """The query string of the plan, shortest form."""
        return urlencode(self.written())


NAMES = (
    "block_hours", "block_value", "block_start", "dps_first", "options", "in_house_hours", "in_house_from", "demand",
    "lost", "lost_on", "joiners",
)
"""The parameters of a plan besides the number of blocks, in the order they are written."""


def names(authorities: Collection[str]) -> list[str]:
    """Every parameter of a plan."""
    return [*(f"blocks_{code}" for code in authorities), *NAMES]


def _text(value: Any) -> str:
    if value is True:
        return "yes"
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
