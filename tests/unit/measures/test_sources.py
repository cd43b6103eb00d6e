"""What a measure says that it rests on, files and settings, against what it does rest on."""

import re
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.intake import market_of
from dashboard.market.filters import Filters
from dashboard.market.market import Market
from dashboard.measures import MEASURES, answer
from dashboard.settings import Settings, example_settings
from tests.conftest import EXAMPLE, EXAMPLE_DAY
from tests.oracle.markets import draw

SETTINGS = example_settings()

THROUGH = {"attention": ("contracts", "sufficiency", "providers", "provider_weeks"), "concentration": ("sufficiency",)}
"""The measures that a definition refers to for what it rests on besides."""

OTHERS = {
    "dps_rules_from": date(2015, 1, 1), "dps_rules_until": date(2024, 1, 1), "utilisation_green": (0.95, 0.99),
    "utilisation_amber": (0.9, 1.0),
}
"""Other values of settings that are no plain number; those are halved."""

UNTRIED = {"authorities", "services", "few_packages", "packages_rounded_to"}
"""The codes and names of all data; and what shareable views alone rest on."""


FOR_FILTERS = {"contracts": {"dps_memberships"}}
"""The files that are read only where a filter is set: a provider's contracts are those too of which it is a member."""


class Watched:
    """Settings that keep the names of those that are asked for."""

    def __init__(self, settings: Settings):
        self.settings, self.asked = settings, set()

    def __getattr__(self, name: str) -> Any:
        self.asked.add("lookback_weeks" if name == "engaged_days" else name)
        return getattr(self.settings, name)


class Recorder:
    """A market's reader that keeps the names of the files that are read."""

    def __init__(self, market: Market):
        self.reader, self.read = market._reader, set()

    def frame(self, name: str) -> pd.DataFrame:
        self.read.add("hours" if name == "weekly_hours" else name)
        return self.reader.frame(name)

    def days(self, first: date, last: date, contracts: Collection[str] | None = None) -> pd.DataFrame:
        self.read.add("hours")
        return self.reader.days(first, last, contracts)

    def held_back(self) -> dict[int, int]:
        return {}


@pytest.fixture(scope="module")
def example_market() -> Market:
    return market_of(EXAMPLE, SETTINGS)


@pytest.mark.parametrize("name", MEASURES)
def test_the_files_of_a_measure_are_those_that_it_reads(name: str, example_market: Market) -> None:
    recorder = Recorder(example_market)
    answer(MEASURES[name], Market(1, recorder), Filters(as_of=EXAMPLE_DAY, known_at=1), SETTINGS)
    assert sorted(MEASURES[name].sources) == sorted(recorder.read | FOR_FILTERS.get(name, set()))


def test_a_setting_that_changes_a_figure_is_named_under_it(tmp_path: Path) -> None:
    assert _drawn_unnamed(2, tmp_path) == set()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_a_setting_that_changes_a_figure_of_many_markets_is_named_under_it(seed: int, tmp_path: Path) -> None:
    assert _drawn_unnamed(seed, tmp_path) == set()


@pytest.mark.slow
def test_a_setting_that_changes_a_figure_of_the_example_market_is_named_under_it(example_market: Market) -> None:
    assert _unnamed(example_market, EXAMPLE_DAY) == set()


def _drawn_unnamed(seed: int, folder: Path) -> set[tuple[str, str]]:
    as_of = draw(seed, folder)
    return _unnamed(market_of(folder, SETTINGS), as_of)


def _unnamed(market: Market, as_of: date) -> set[tuple[str, str]]:
    """The measures with each setting that changes their tables and that they do not name."""
    reader = market._reader
    asked = Filters(as_of=as_of, known_at=1)
    found = set()
    for name, measure in MEASURES.items():
        watched = Watched(SETTINGS)
        usual = answer(measure, Market(1, reader), asked, watched)
        for setting in watched.asked & set(Settings.model_fields) - _named(name) - UNTRIED:
            other = OTHERS.get(setting) or _halved(getattr(SETTINGS, setting))
            changed = SETTINGS.model_copy(update={setting: other})
            if not answer(measure, Market(1, reader), asked, changed).equals(usual):
                found.add((name, setting))
    return found


def _named(name: str) -> set[str]:
    definitions = " ".join(MEASURES[one].definition for one in (name, *THROUGH.get(name, ())))
    return set(re.findall(r"`(\w+)`", definitions))


def _halved(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: own // 2 for key, own in value.items()}
    return value // 2 if isinstance(value, int) else value / 2
