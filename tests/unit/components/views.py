"""Views for tests of components: answers given by hand instead of worked out."""

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from dashboard.components.asked import Asked
from dashboard.market.filters import Filters
from dashboard.market.market import Market
from dashboard.settings import Settings
from tests.unit.markets import market_from

SETTINGS = Settings()


@dataclass(frozen=True)
class Given(Asked):
    """A view whose answers are given."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    def table(self, measure: str) -> pd.DataFrame:
        """The answer that was given."""
        return self.tables[measure]


def view(
    tables: dict[str, pd.DataFrame] | None = None,
    *,
    market: Market | None = None,
    day: date = date(2026, 11, 22),
    settings: Settings = SETTINGS,
    **filters,
) -> Given:
    """A view on a day, of an empty market unless one is given."""
    asked = Filters(**{"weeks": 52} | filters)
    return Given(market or market_from({}), settings, asked, asked.filled(day, 1), tables=tables or {})


def frame(text: str, **types: str) -> pd.DataFrame:
    """A table from lines of words: the first has the columns' names, “.” is missing, dates are told by their dashes."""
    head, *lines = [line.split() for line in text.strip().splitlines()]
    table = pd.DataFrame([[None if cell == "." else cell for cell in line] for line in lines], columns=head)
    for name in head:
        values = table[name].dropna().astype(str)
        if name in types:
            table[name] = table[name].astype(types[name])
        elif len(values) and values.str.fullmatch(r"\d{4}-\d\d-\d\d").all():
            table[name] = pd.to_datetime(table[name])
        elif len(values) and values.str.fullmatch(r"-?[\d.]+").all():
            table[name] = table[name].astype(float)
        else:
            table[name] = table[name].astype("str").mask(table[name].isna())
    return table


def text_of(component) -> str:
    """The words in a component, as they are read."""
    if component is None:
        return ""
    if isinstance(component, (list, tuple)):
        return " ".join(filter(None, map(text_of, component)))
    if hasattr(component, "to_plotly_json"):
        return text_of(getattr(component, "children", None))
    return str(component).strip()
