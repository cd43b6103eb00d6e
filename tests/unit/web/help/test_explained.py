"""What Help tells of a measure: an example of the loaded market, and where its data came from."""

import pandas as pd

from dashboard.components.asked import Asked
from dashboard.intake import market_of
from dashboard.market.filters import Filters
from dashboard.market.market import Market
from dashboard.measures import MEASURES, answer
from dashboard.web.help.every_setting import every_setting
from dashboard.web.help.explained import NO_EXAMPLE, explained
from tests.conftest import EXAMPLE, EXAMPLE_DAY
from tests.unit.markets import Frames, market_from

MADE = pd.DataFrame({
    "number": [1, 2, 3, 4],
    # In London the second came in on 1 July.
    "published_at": pd.to_datetime(
        ["2026-06-01T12:00Z", "2026-06-30T23:30Z", "2026-07-03T12:00Z", "2026-07-04T12:00Z"]
    ),
    "means": ["command line", "Data page", "undo of import 2", "Data page"],
    "files": [("packages", "hours", "contracts"), ("visits",), ("visits",), ("packages",)],
})
"""Imports as the store tells of them."""


def told(market, settings, imports=None):
    """Every measure explained, whatever is chosen."""
    filters = Filters(authority="CCC", service="home_care", weeks=13)
    asked = Asked(market, settings, filters, filters.filled(EXAMPLE_DAY, 1), imports=imports)
    return {name: explained(name, asked, every_setting(settings)) for name in MEASURES}


def test_an_empty_market_has_no_examples_and_no_data(chosen):
    for name, part in told(market_from({}), chosen).items():
        assert part.example == NO_EXAMPLE
        assert part.brought.startswith("None came yet of ")
        assert all(file in part.brought for file in MEASURES[name].sources)


def test_examples_are_of_the_whole_market_whatever_is_chosen(chosen):
    market = market_of(EXAMPLE, chosen)
    parts = told(market, chosen)
    for name, measure in MEASURES.items():
        table = answer(measure, market, Filters(as_of=EXAMPLE_DAY, known_at=1), chosen)
        assert parts[name].example == MEASURES[name].example(table, EXAMPLE_DAY, chosen) != NO_EXAMPLE


def test_where_the_data_came_from_is_the_newest_import_of_each_file_that_the_market_knows(chosen):
    market = Market(3, Frames(market_from({})._reader.frames))
    parts = told(market, chosen, lambda: MADE)
    assert parts["demand"].brought == "Its data last came from import 1 (command line, 1 June 2026): packages."
    assert parts["blocks_weekly"].brought == (
        "Its data last came from import 3 (undo of import 2, 3 July 2026): visits; import 1 (command line, 1 June "
        "2026): contracts and hours. None came yet of school_holidays."
    )
    before = told(Market(2, market._reader), chosen, lambda: MADE)
    assert "import 2 (Data page, 1 July 2026): visits" in before["blocks_weekly"].brought
