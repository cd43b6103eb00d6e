"""No figure that a shareable view leaves out can be worked out from all that every shareable view shows."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dashboard.intake import market_of
from dashboard.market.filters import Filters
from dashboard.market.market import Market
from dashboard.measures import answer
from dashboard.measures.measure import Measure
from dashboard.measures.sharing import PACKAGES, WITHHELD
from dashboard.settings import Settings, example_settings
from tests.conftest import EXAMPLE, EXAMPLE_DAY
from tests.disclosure.attack import Equations, attack, collected
from tests.disclosure.markets import draw
from tests.disclosure.placed import counts

SETTINGS = example_settings()
ALL_WEEKS = (None,)


@pytest.fixture(scope="module")
def example() -> Market:
    return market_of(EXAMPLE, SETTINGS)


def test_nothing_is_recovered_of_the_example_market(example: Market) -> None:
    found = attack(example, EXAMPLE_DAY, SETTINGS, collected(example, EXAMPLE_DAY, SETTINGS, ALL_WEEKS))
    print(found)
    assert found.recovered == []
    assert found.shown > 20_000 and found.withheld > 10_000, "an attack on hardly anything proves nothing"


@pytest.mark.slow
def test_nothing_is_recovered_from_every_combination_of_filters(example: Market) -> None:
    found = attack(example, EXAMPLE_DAY, SETTINGS, collected(example, EXAMPLE_DAY, SETTINGS))
    print(found)
    assert found.recovered == []


@pytest.mark.parametrize("seed", [7, 11])
def test_nothing_is_recovered_of_random_markets(seed: int, tmp_path: Path) -> None:
    assert _recovered(seed, tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12, 40))
def test_nothing_is_recovered_of_many_random_markets(seed: int, tmp_path: Path) -> None:
    assert _recovered(seed, tmp_path) == []


def _recovered(seed: int, folder: Path) -> list[tuple]:
    as_of = draw(seed, folder)
    market = market_of(folder, SETTINGS)
    return attack(market, as_of, SETTINGS, collected(market, as_of, SETTINGS, ALL_WEEKS)).recovered


# The attack is worth something


def test_the_attack_recovers_what_is_hidden_for_its_few_packages_alone(example: Market) -> None:
    tables = collected(example, EXAMPLE_DAY, SETTINGS, ALL_WEEKS, answers=_primary)
    found = attack(example, EXAMPLE_DAY, SETTINGS, tables)
    told = {(where[0], where[-1]) for where in found.recovered}
    assert told >= {
        ("sourcing", "awarded"), ("funnel", "requested"), ("providers", "declined"), ("supply", "delivered_hours"),
        ("provider_weeks", "delivered_hours"),
    }


def _primary(measure: Measure, market: Market, view: Filters, settings: Settings) -> pd.DataFrame:
    """The exact table, with counts of 1 to 5 and weekly hours on 1 to 5 packages hidden, and nothing besides."""
    table = answer(measure, market, replace(view, share=False), settings).copy()
    out = {name: table[name].between(1, settings.few_packages) for name in PACKAGES.get(measure.id, ())}
    of = {"supply": "route", "provider_weeks": "provider_id"}.get(measure.id)
    if of:
        few = _few(market, view.as_of, of, view.service)
        weeks = table["week"].dt.strftime("%Y-%m-%d")
        rows = zip(weeks, table["authority"], table[of], strict=True)
        out["delivered_hours"] = pd.Series([row in few for row in rows], index=table.index)
    if "share" in table:
        out["share"] = pd.Series(True, index=table.index)
    names = [";".join(name for name, hidden in out.items() if hidden[at]) for at in table.index]
    return table.assign(**{WITHHELD: pd.Series(names, index=table.index, dtype="str")})


def _few(market: Market, as_of: date | None, of: str, service: str | None) -> set[tuple]:
    assert as_of is not None
    by = ("week", "authority", of, *(["service"] if service else []))
    found = {key for key, packages in counts(market, as_of, *by).items() if 1 <= packages <= 5}
    return {key[:3] for key in found if not service or key[3] == service}


def test_a_sum_follows_from_others_by_weights() -> None:
    # From a + b = known, b + c = known and a - c + d = known: d = third - first + second, but none of a, b and c.
    known = Equations()
    for row in ({1: 1, 2: 1}, {2: 1, 3: 1}, {1: 1, 3: -1, 4: 1}):
        known.add(row)
    assert known.tell({4: 1}) and known.tell({1: 2, 3: -2}) and known.tell({})
    assert not any(known.tell({atom: 1}) for atom in (1, 2, 3))
