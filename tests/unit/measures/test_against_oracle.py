"""Every measure against an independent reading of its definition (tests/oracle), on random markets."""

from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from random import Random

import pytest

from dashboard.intake import market_of
from dashboard.market.filters import PERIODS, ROUTES, Filters
from dashboard.market.market import Market
from dashboard.market.plan import Plan
from dashboard.measures import MEASURES, answer
from dashboard.measures.csv import csv_text
from dashboard.settings import example_settings
from tests.conftest import EXAMPLE, EXAMPLE_DAY
from tests.oracle import MEASURES as ORACLE
from tests.oracle import Records, read
from tests.oracle.compare import differences
from tests.oracle.markets import draw

SETTINGS = example_settings()
VIEWS = 4
"""How many filtered views of each market are compared, besides the whole."""


@pytest.mark.parametrize("seed", range(6))
def test_every_measure_agrees_with_the_oracle(seed: int, tmp_path: Path) -> None:
    assert _differing(seed, tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6, 225))
def test_every_measure_agrees_with_the_oracle_on_many_markets(seed: int, tmp_path: Path) -> None:
    assert _differing(seed, tmp_path) == []


def test_the_oracle_knows_every_measure() -> None:
    assert set(MEASURES) == set(ORACLE)


@pytest.mark.parametrize("service", [None, "community_support"])
@pytest.mark.parametrize("measure", ["outlook", "outlook_summary", "backtest", "backtest_summary"])
def test_what_is_said_of_years_to_come_and_gone_agrees_on_the_example(measure: str, service: str | None) -> None:
    """The drawn markets are too short to look ahead from: on the example, all that does not rest on chance."""
    records, market = _example()
    filters = Filters(service=service, as_of=EXAMPLE_DAY, known_at=1)
    table = answer(MEASURES[measure], market, filters, SETTINGS)
    expected = ORACLE[measure](records, EXAMPLE_DAY, service=service)
    assert len(table) > 0 and differences(expected, csv_text(table, MEASURES[measure]), measure) == []


PLANS = {
    "none": {},
    "blocks, the DPS first, and options": {
        "blocks_PCC": "3", "blocks_CCC": "1", "block_hours": "320.5", "block_start": "2027-06-09", "dps_first": "yes",
        "options": "yes",
    },
    "blocks at a price, more needed and more of our own": {
        "blocks_CCC": "2", "block_value": "150000", "demand": "10", "in_house_hours": "50", "joiners": "2",
    },
    "a lost provider of a block, options, and no block elsewhere": {
        "blocks_CCC": "0", "block_start": "2027-12-06", "options": "yes", "lost": "EX002", "lost_on": "2027-02-03",
    },
}
"""Plans as addresses write them."""


@pytest.mark.parametrize("service", [None, "community_support"])
@pytest.mark.parametrize("name", list(PLANS))
def test_what_a_plan_does_by_its_terms_agrees_on_the_example(name: str, service: str | None) -> None:
    """Block hours, what is paid for them, and the weeks judged, of the plan held against another and of its base."""
    records, market = _example()
    read_plan = partial(Plan.from_query, authorities=SETTINGS.authorities, providers=records.providers)
    written, against = PLANS[name], PLANS["blocks at a price, more needed and more of our own"]
    (plan, wrong), (base, _) = read_plan(written.items()), read_plan(against.items())
    assert wrong == ()
    filters = Filters(service=service, as_of=EXAMPLE_DAY, known_at=1, plan=plan, against=base)
    for measure in ("plan", "plan_months", "plan_blocks"):
        table = answer(MEASURES[measure], market, filters, SETTINGS)
        expected = ORACLE[measure](records, EXAMPLE_DAY, service=service, plan=written, against=against)
        assert len(table) > 0 and differences(expected, csv_text(table, MEASURES[measure]), measure) == []


@cache
def _example() -> tuple[Records, Market]:
    return read(EXAMPLE), market_of(EXAMPLE, SETTINGS)


def _differing(seed: int, folder: Path) -> list[str]:
    as_of = draw(seed, folder)
    records, market = read(folder), market_of(folder, SETTINGS)
    found = []
    for day, view in views(Random(seed), as_of, sorted(records.providers)):
        filters = Filters(**view, as_of=day, known_at=1)
        asked = {{"first": "from_", "last": "to"}.get(name, name): value for name, value in view.items()}
        for name, measure in MEASURES.items():
            expected = ORACLE[name](records, day, **asked)
            table = csv_text(answer(measure, market, filters, SETTINGS), measure)
            found += [f"{day} {view} {line}" for line in differences(expected, table, name)]
    return found


def views(random: Random, as_of: date, providers: list[str]) -> list[tuple[date, dict]]:
    """Days to ask at, with filters: the whole market first, then some with one or more filters each."""
    days = [as_of, as_of - timedelta(days=random.randrange(1, 200))]
    values = {
        "authority": list(SETTINGS.authorities),
        "provider": providers,
        "service": list(SETTINGS.services),
        "route": list(ROUTES),
    }
    views: list[tuple[date, dict]] = [(as_of, {})]
    for _ in range(VIEWS):
        names = random.sample(list(values), random.choice([0, 1, 1, 1, 2, 3]))
        view = {name: random.choice(values[name]) for name in names}
        period = random.choice(["all", "all", "weeks", "from", "to", "both"])
        if period == "weeks":
            view["weeks"] = random.choice(PERIODS)
        if period in ("from", "both"):
            view["first"] = as_of - timedelta(days=random.randrange(100, 400))
        if period in ("to", "both"):
            view["last"] = as_of - timedelta(days=random.randrange(100))
        views.append((random.choice(days), view))
    return views
