"""What a shareable view leaves out by itself, read from the CSVs beside the records."""

from collections import Counter

import pytest

from dashboard.intake import market_of
from dashboard.market.filters import Filters
from dashboard.measures import MEASURES, answer
from dashboard.measures.sharing import PACKAGES, RULES, WITHHELD
from dashboard.settings import example_settings
from tests.conftest import EXAMPLE, EXAMPLE_DAY
from tests.disclosure.attack import HIDDEN, Row, Tables, collected
from tests.disclosure.markets import draw
from tests.disclosure.placed import counts

SETTINGS = example_settings()
FEW = range(1, 6)


@pytest.fixture(scope="module", params=["example", 11])
def market(request, tmp_path_factory):
    """A market, a Sunday to see it on, and all that its shareable views show."""
    folder, as_of = EXAMPLE, EXAMPLE_DAY
    if request.param != "example":
        folder = tmp_path_factory.mktemp("market")
        as_of = draw(request.param, folder)
    found = market_of(folder, SETTINGS)
    return found, as_of, collected(found, as_of, SETTINGS, (None,))


def rows(tables: Tables, measure: str) -> list[tuple[Row, str | None]]:
    return [(row, service) for (name, service, _), found in tables.items() if name == measure for row in found]


def test_counts_of_packages_are_hidden_rounded_or_nothing(market) -> None:
    found, as_of, tables = market
    seen: Counter[str] = Counter()
    for (name, service, _), shared in tables.items():
        if name not in PACKAGES:
            continue
        exact = answer(MEASURES[name], found, Filters(service=service, as_of=as_of, known_at=1), SETTINGS)
        assert len(exact) == len(shared)
        for row, whole in zip(shared, exact.to_dict("records"), strict=True):
            for column in PACKAGES[name]:
                text, count = row[column], int(whole[column])
                if count == 0:
                    assert text == "0"
                elif count in FEW:
                    assert text == HIDDEN, f"{name} {service} {row}: {column}"
                else:
                    assert text == HIDDEN or (int(text) % 5 == 0 and abs(int(text) - count) <= 2)
                seen["hidden" if text == HIDDEN else "nothing" if count == 0 else "rounded"] += 1
    assert min(seen[kind] for kind in ("hidden", "nothing", "rounded")) > 20


@pytest.mark.parametrize(
    ("measure", "by"),
    [
        ("sufficiency", ["authority"]), ("supply", ["authority", "route"]),
        ("provider_weeks", ["authority", "provider_id"]),
    ],
)
def test_weekly_hours_of_few_packages_are_hidden_and_none_are_told(market, measure: str, by: list[str]) -> None:
    found, as_of, tables = market
    for service in (None, *SETTINGS.services):
        placed = counts(found, as_of, "week", *by, *(["service"] if service else []))
        for row in tables.get((measure, service, None), []):
            key = (row["week"], *(row[name] for name in by), *([service] if service else []))
            if key not in placed:
                assert row["delivered_hours"] == "0.0"
            elif placed[key] in FEW:
                assert row["delivered_hours"] == HIDDEN, f"{service} {row}"


def test_a_block_s_hours_of_few_packages_are_hidden(market) -> None:
    found, as_of, tables = market
    placed = counts(found, as_of, "week", "contract_id")
    hidden = {(row["week"], row["contract_id"]) for row, _ in rows(tables, "blocks_weekly")
              if row["delivered_hours"] == HIDDEN}
    few = {(row["week"], row["contract_id"]) for row, _ in rows(tables, "blocks_weekly")
           if placed[row["week"], row["contract_id"]] in FEW}
    assert few <= hidden


def test_hours_of_13_weeks_are_hidden_with_any_of_their_weeks(market) -> None:
    found, as_of, tables = market
    weekly = {
        (row["provider_id"], row["authority"], service): [] for row, service in rows(tables, "provider_weeks")
    }
    for row, service in rows(tables, "provider_weeks"):
        weekly[row["provider_id"], row["authority"], service].append(row["delivered_hours"])
    for row, service in rows(tables, "providers"):
        own = weekly[row["provider_id"], row["authority"], service]
        for column, weeks in (("hours_last_13_weeks", own[-13:]), ("hours_prior_13_weeks", own[-26:-13])):
            assert (row[column] == HIDDEN) == (HIDDEN in weeks), row


def test_hours_and_ratios_go_with_what_they_are_made_of(market) -> None:
    _, _, tables = market
    for measure, column, made_of in (
        ("sufficiency", "headroom_hours", ("credible_hours", "demand_hours")),
        ("sufficiency", "sufficiency", ("credible_hours", "demand_hours")),
        ("sufficiency", "unmet_share", ("overdue_hours", "demand_hours")),
        ("supply", "delivery_rate", ("delivered_hours", "planned_hours")), ("supply", "share", ("delivered_hours",)),
        ("demand", "waiting_hours", ("waiting_packages",)), ("demand", "unsourced_hours", ("unsourced_packages",)),
        ("demand", "demand_hours", ("demand_packages",)), ("sourcing", "waiting_hours", ("waiting_packages",)),
        ("sourcing", "median_days", ("awarded",)), ("providers", "share", ("hours_last_13_weeks",)),
        ("providers", "change", ("hours_last_13_weeks", "hours_prior_13_weeks")),
        ("funnel", "offers_per_package", ("put_to_market", "with_offer")),
        ("blocks", "utilisation", ("delivered_hours",)), ("blocks", "void_hours", ("delivered_hours",)),
        ("blocks", "cost_per_delivered_hour", ("delivered_hours",)), ("blocks", "void_gbp", ("delivered_hours",)),
        ("blocks_weekly", "utilisation", ("delivered_hours",)),
    ):
        for row, _ in rows(tables, measure):
            if HIDDEN in (row[part] for part in made_of):
                assert row[column] in (HIDDEN, ""), f"{column} {row}"


def test_the_longest_wait_and_each_dormant_member_s_invitations_are_one_package_s_own(market) -> None:
    _, _, tables = market
    assert {row["oldest_wait_days"] for row, _ in rows(tables, "sourcing")} <= {HIDDEN, ""}
    for row, _ in rows(tables, "dormancy"):
        assert {row[name] for name in ("package_id", "invited_on", "response")} == {HIDDEN}


FREE = {
    "contracts": {"extensions_taken", "extensions_left"},
    "membership": {"joined", "left", "members", "active_members"},
    "concentration": {"providers"},
    "blocks": {"contracted_hours", "value_gbp", "price_per_contracted_hour"},
    "blocks_weekly": {"contracted_hours"},
    "entrants": {"weeks_to_first_hour"},
    "outlook": {"capacity_committed"},
    "backtest": {"horizon_weeks"},
    "backtest_summary": {"horizon_weeks", "origins"},
}
"""The figures that rest on no package: contract terms, and what follows from them; counts of providers; days, weeks."""


def test_no_figure_is_forgotten() -> None:
    # A new column of a measure is either left out by a rule where it must be, or listed above because it never is.
    market = market_of(EXAMPLE, SETTINGS)
    view = Filters(as_of=EXAMPLE_DAY, known_at=1, share=True)
    for name, measure in MEASURES.items():
        shared = answer(measure, market, view, SETTINGS)
        if measure.plans:
            assert shared.empty
            continue
        known = market.seen(EXAMPLE_DAY).kept["shareable"]
        exact = answer(measure, market, Filters(as_of=EXAMPLE_DAY, known_at=1), SETTINGS)
        ruled = set(RULES[name](exact, view, known)) if name in RULES else set()
        figures = {c.name for c in measure.columns if c.kind in ("count", "hours", "money", "ratio", "number")}
        free = FREE.get(name, set())
        assert figures - ruled == free, name
        assert WITHHELD not in measure.names


def test_every_count_of_a_measure_is_rounded_or_free() -> None:
    for name, measure in MEASURES.items():
        if measure.plans:
            continue  # of a plan nothing is shown
        of_packages = set(PACKAGES.get(name, ()))
        counted = {column.name for column in measure.columns if column.kind == "count"}
        assert counted - of_packages <= FREE.get(name, set()), name
        assert of_packages <= counted
