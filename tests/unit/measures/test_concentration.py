"""`concentration`, worked out by hand (measures.md section 6)."""

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from dashboard.measures.concentration import MEASURE
from tests.unit.dps_market import dps_market
from tests.unit.markets import SETTINGS, ask, rows, view

MEMBERS = ["DPS1,P1,2020-01-06,,PCC,home_care", "DPS1,P2,2020-01-06,,PCC,home_care"]
SHARES = ("providers", "largest_provider", "largest_share", "top5_share", "hhi")


def worked(day: str, hours: float, provider: str = "P1", of: str = "PCC", service: str = "home_care") -> str:
    return f"{day},{of},{provider},DPS1,{service},{hours},{hours}"


def table(hours: list[str], as_of: str, **filters):
    return ask(MEASURE, dps_market(MEMBERS, hours=hours), as_of, **filters)


def test_hours_count_in_their_own_quarter_though_a_week_lies_in_two():
    # Monday 30 March 2026 to Sunday 5 April.
    hours = [worked("2026-03-30", 4), worked("2026-03-31", 6), worked("2026-04-01", 30, "P2")]
    found = table(hours, "2026-04-03")
    assert rows(found, "quarter", "authority", "complete", *SHARES) == [
        ("2026-Q1", "PCC", True, 1, "P1", 1, 1, 10_000),
        ("2026-Q2", "PCC", False, 1, "P2", 1, 1, 10_000),
    ]
    # The same once the week is complete, and before the second quarter has begun.
    assert rows(table(hours, "2026-04-05"), *SHARES) == rows(found, *SHARES)
    assert rows(table(hours, "2026-03-30"), "quarter", "complete", *SHARES) == [
        ("2026-Q1", False, 1, "P1", 1, 1, 10_000)
    ]


def test_a_quarter_is_complete_from_its_last_day():
    hours = [worked("2026-04-01", 1)]
    assert table(hours, "2026-06-29")["complete"].tolist() == [False]
    assert table(hours, "2026-06-30")["complete"].tolist() == [True]
    assert table(hours, "2026-07-01")["complete"].tolist() == [True, False]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ({"P1": 6, "P2": 3, "P3": 1}, (3, "P1", 0.6, 1, 4600)),
        ({"P2": 5, "P1": 5}, (2, "P1", 0.5, 1, 5000)),
        ({"P1": 0, "P2": 2}, (1, "P2", 1, 1, 10_000)),
        ({"P1": 10, "P2": 30, "P3": 10, "P4": 20, "P5": 20, "P6": 10}, (6, "P2", 0.3, 0.9, 2000)),
        ({"P1": 0}, (0, None, None, None, None)),
    ],
)
def test_shares_are_of_the_providers_that_delivered(hours, expected):
    lines = [worked("2026-05-01", done, provider) for provider, done in hours.items()]
    assert rows(table(lines, "2026-05-01"), *SHARES) == [expected]


def test_quarters_run_on_without_gaps_for_every_authority_with_rows_of_hours():
    hours = [worked("2025-12-31", 1), worked("2026-08-01", 0, of="CCC")]
    assert rows(table(hours, "2026-08-01"), "quarter", "authority", "providers") == [
        ("2025-Q4", "CCC", 0), ("2025-Q4", "PCC", 1), ("2026-Q1", "CCC", 0), ("2026-Q1", "PCC", 0),
        ("2026-Q2", "CCC", 0), ("2026-Q2", "PCC", 0), ("2026-Q3", "CCC", 0), ("2026-Q3", "PCC", 0),
    ]
    # Before a day of hours in Cambridgeshire it has no rows.
    assert set(table(hours, "2026-07-31")["authority"]) == {"PCC"}
    assert table([], "2026-08-01").empty


def test_a_service_narrows_but_the_first_quarter_is_that_of_all():
    hours = [worked("2026-01-05", 5, "P2", service="community_support"), worked("2026-04-06", 3)]
    assert rows(table(hours, "2026-04-06", service="home_care"), "quarter", *SHARES[:2]) == [
        ("2026-Q1", 0, None), ("2026-Q2", 1, "P1"),
    ]


WEEKS = ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26", "2026-03-23", "2026-04-01"]


def without(as_of: str, packages: list[str], returns: tuple[str, ...] = (), **filters) -> list[tuple]:
    """Sufficiency without P1, the largest of two; P1 can deliver 60 hours and P2 40 unless returns say otherwise."""
    market = dps_market(
        MEMBERS, packages, hours=[worked(day, hours, p) for day in WEEKS for p, hours in (("P1", 9), ("P2", 8))],
        returns=["P1,PCC,home_care,2026-01-01,60", "P2,PCC,home_care,2026-01-01,40", *returns],
    )
    return rows(ask(MEASURE, market, as_of, **filters), "quarter", "sufficiency_without_largest")


ASKED = "K1,PCC,home_care,80,2026-01-01,,,,,,"


def test_what_is_left_without_the_largest_over_what_is_asked_for():
    assert without("2026-03-31", [ASKED]) == [("2026-Q1", 0.5)]
    # Nothing is asked for; and with the fourth week of hours, to 1 February, sufficiency begins.
    assert without("2026-03-31", []) == [("2026-Q1", None)]
    assert without("2026-01-31", [ASKED]) == [("2026-Q1", None)]
    assert without("2026-02-01", [ASKED]) == [("2026-Q1", 0.5)]


def test_it_is_of_the_last_complete_week_on_the_quarter_s_last_day_or_the_day_seen():
    # 31 March is a Tuesday: the week to Sunday 29 March; then that to 5 April.
    later = ("P2,PCC,home_care,2026-03-30,80",)
    assert without("2026-04-04", [ASKED], later) == [("2026-Q1", 0.5), ("2026-Q2", 0.5)]
    assert without("2026-04-05", [ASKED], later) == [("2026-Q1", 0.5), ("2026-Q2", 1)]


def test_a_provider_or_route_chosen_changes_nothing():
    assert without("2026-03-31", [ASKED], provider="P2", route="spot") == [("2026-Q1", 0.5)]
    assert without("2026-03-31", [ASKED], authority="CCC") == []


@effort(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from([f"P{n}" for n in range(1, 8)]), st.floats(0.01, 500)), min_size=1))
def test_hhi_lies_between_even_and_one_alone(given_hours):
    hours = [worked("2026-05-01", done, provider) for provider, done in given_hours]
    [row] = table(hours, "2026-05-03").to_dict("records")
    least = 10_000 / row["providers"]
    assert least * (1 - 1e-9) <= row["hhi"] <= 10_000 * (1 + 1e-9)
    assert 1 / row["providers"] - 1e-9 <= row["largest_share"] <= row["top5_share"] <= 1
    assert row["providers"] == len({provider for provider, _ in given_hours})


def said(hours: list[str], as_of: str, packages: tuple[str, ...] = (), **filters) -> str:
    market = dps_market(MEMBERS, packages, hours=hours, returns=["P2,PCC,home_care,2026-01-01,40"])
    return MEASURE.finding(ask(MEASURE, market, as_of, **filters), view(as_of, **filters), SETTINGS)["PCC"]


def test_the_finding_of_every_state():
    weekly = [worked(day, hours, p) for day in WEEKS for p, hours in (("P1", 9), ("P2", 1))]
    assert said(weekly, "2026-03-31", (ASKED,)) == (
        "Without its largest provider, Peterborough would cover 50.0% of need."
    )
    assert said(weekly, "2026-03-31") == "Peterborough: the largest provider carries 90% of hours."
    assert said(weekly, "2026-08-31") == "Peterborough: no hours delivered this quarter."
    assert said([], "2026-08-31") == "Peterborough has no hours to show in this period."
    past = {"last": view("2026-03-31").as_of}
    assert said(weekly, "2026-08-31", (ASKED,), **past) == (
        "Peterborough, to 31 March 2026: without its largest provider, 50.0% of need."
    )
    assert said(weekly, "2026-08-31", **past) == (
        "Peterborough, to 31 March 2026: the largest provider carries 90% of hours."
    )
