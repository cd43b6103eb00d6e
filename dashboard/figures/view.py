"""What a drawing needs to know besides its table."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import pandas as pd

from dashboard.figures.theme import LETTER, TEXT, THEMES, Theme
from dashboard.market.filters import Filters
from dashboard.settings import Settings

ROOMS = (272, 480, 960)
"""The widths in px that figures are drawn for: a place takes the largest that it has room for, or else the least."""


@dataclass(frozen=True)
class Event:
    """A key date, or days that lie together such as school holidays, to mark quietly."""

    first: date
    text: str
    of: frozenset[str]
    """Whose panels it is marked on: codes of authorities, or a contract's id."""
    last: date | None = None
    """The last of the days; None for a date."""


@dataclass(frozen=True)
class View:
    """One view of a measure's table."""

    filters: Filters
    """With `as_of` filled in."""
    settings: Settings
    theme: Literal["light", "dark"] = "light"
    names: dict[str, str] = field(default_factory=dict)
    """Names for ids that the table does not name itself, such as a contract's title by its contract_id."""
    room: int = 480
    """How wide it is drawn for, one of `ROOMS`: it must do with so many px at scale 1."""
    scale: float = 1.0
    """How much larger text and strokes are, for a screen across a room."""
    height: float | None = None
    """The whole figure's height in px where the place dictates it; else as high as it needs."""
    events: tuple[Event, ...] = ()

    @property
    def narrow(self) -> bool:
        """Whether there is no room beside anything: names and labels then stand above."""
        return self.room == ROOMS[0]

    @property
    def width(self) -> float:
        """The least width in px that the drawing must do with."""
        return self.room * self.scale

    @property
    def letters(self) -> int:
        """How many letters that width holds in a line."""
        return int(self.room / (LETTER * TEXT))

    @property
    def bold(self) -> int:
        """How many letters in bold that width holds in a line."""
        return int(self.room / (1.1 * LETTER * TEXT))

    @property
    def colours(self) -> Theme:
        """The theme's colours."""
        return THEMES[self.theme]

    @property
    def as_of(self) -> date:
        """The day the question is asked for."""
        if self.filters.as_of is None:
            raise ValueError("a figure needs the day it is asked for: fill the filters in first")
        return self.filters.as_of

    def name(self, code: str) -> str:
        """An authority's name by its code, or the name given for an id; the id itself where neither is known."""
        authority = self.settings.authorities.get(code)
        return authority.name if authority else self.names.get(code, code)

    def place(self, authority: str) -> int:
        """An authority's place in the settings, which decides its colour; after the last where it is not there."""
        codes = list(self.settings.authorities)
        return codes.index(authority) if authority in codes else len(codes)

    def by_authority(self, table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
        """A table's rows by authority, in the order of the settings."""
        parts = [(str(code), rows) for code, rows in table.groupby("authority")]
        return sorted(parts, key=lambda part: self.place(part[0]))

    def revision(self, measure: str) -> str:
        """Stays the same while the question is the same, whatever the day and the import: zoom lasts as long."""
        asked = Filters(**{**vars(self.filters), "as_of": None, "known_at": None})
        return f"{measure}?{asked.to_query()}"
