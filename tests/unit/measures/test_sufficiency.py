"""`sufficiency`: is there enough care? (measures.md section 5)."""

import tempfile
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.intake import empty_market, market_of
from dashboard.market.filters import Filters
from dashboard.market.market import Market
from dashboard.measures.measure import answer
from dashboard.measures.sufficiency import MEASURE
from dashboard.settings import Settings
from tests.oracle.markets import draw
from tests.unit.dps_market import dps_market
from tests.unit.markets import ask, rows, view

FIRST = date(2026, 1, 5)
"""The Monday of week 0, in which the hours begin; weeks are shown from week 3."""
MEMBER = "DPS1,P1,2020-01-06,,PCC;CCC,home_care;community_support"
BEGIN = f"{FIRST},PCC,P1,DPS1,home_care,0,0"
NAMES = (
    "week,authority,demand_hours,waiting_hours,overdue_hours,unmet_share,delivered_hours,unreported_hours,paper_hours,"
    "credible_hours,demonstrated_hours,headroom_hours,sufficiency,paper_sufficiency,status,reason"
)


def day(week: int, of_week: int = 0) -> date:
    """A day of a week: 0 is its Monday, 6 its Sunday."""
    return FIRST + timedelta(weeks=week, days=of_week)


def asked(
    hours: float, requested: date, started: date | str = "", ended: date | str = "", of: str = "PCC,home_care"
) -> str:
    """A package of P2, which has no way in, so that it makes demand and no capacity."""
    reason = "other" if ended else ""
    awarded = f"{requested},P2,DPS1" if started else ",,"
    name = f"K-{requested}-{started}-{hours}-{of.replace(',', '-')}"
    return f"{name},{of},{hours},{requested},{awarded},{started},{ended},{reason}"


def given_back(credible: float, demand: float, overdue: float) -> Market:
    """A market with these hours in Peterborough in week 3: the return of an engaged provider against what is asked."""
    packages = [asked(overdue, day(0))] if overdue else []
    return dps_market(
        memberships=[MEMBER],
        hours=[BEGIN, f"{day(3)},PCC,P1,DPS1,home_care,0,0.0001"],
        returns=[f"P1,PCC,home_care,{FIRST},{credible}"],
        packages=[*packages, asked(round(demand - overdue, 6), day(1), started=day(2))],
    )


def week(market: Market, number: int, *columns: str, **filters) -> list[tuple]:
    """The rows of one week."""
    table = ask(MEASURE, market, str(day(number, 6)), **filters)
    return rows(table[table["week"] == pd.Timestamp(day(number))], *columns)


def test_the_columns_are_those_of_the_definition():
    assert ",".join(MEASURE.names) == NAMES
    assert ",".join(ask(MEASURE, empty_market(), "2026-03-01").columns) == NAMES


def test_nothing_known_is_an_empty_table():
    for market in (empty_market(), dps_market(memberships=[MEMBER], packages=[asked(4, FIRST)])):
        assert ask(MEASURE, market, "2026-03-01").empty


def test_it_begins_with_the_fourth_week_from_the_first_row_of_hours_of_any_authority():
    market = dps_market(memberships=[MEMBER], hours=[BEGIN], packages=[asked(4, day(0), of="CCC,home_care")])
    assert ask(MEASURE, market, str(day(3, 5))).empty
    table = ask(MEASURE, market, str(day(5, 6)))
    assert rows(table, "week", "authority") == [
        (str(day(number)), authority) for number in (3, 4, 5) for authority in ("CCC", "PCC")
    ]


def test_an_authority_is_shown_once_it_has_a_package_or_hours():
    market = dps_market(
        memberships=[MEMBER], hours=[BEGIN], packages=[asked(4, day(6), of="CCC,home_care")],
        returns=[f"P1,CCC,home_care,{FIRST},10"],
    )
    assert set(ask(MEASURE, market, str(day(5, 6)))["authority"]) == {"PCC"}
    # Asked for on the Monday after the last complete week, it shows, zeros and empties included.
    assert week(market, 5, "authority") == [("PCC",)]
    table = ask(MEASURE, market, str(day(6, 0)))
    assert rows(table.head(1), "week", "authority", "demand_hours", "status", "reason") == [
        (str(day(3)), "CCC", 0, None, None)
    ]


def test_demand_waiting_and_overdue_on_the_sunday():
    market = dps_market(memberships=[MEMBER], hours=[BEGIN], packages=[
        asked(1, day(0), started=day(4), ended=day(6, 6)),
        asked(20, day(3, 6)),
        asked(400, day(2, 0), started=day(5, 6)),
        asked(8000, day(0), ended=day(4, 5)),
    ])
    found = [week(market, number, "demand_hours", "waiting_hours", "overdue_hours")[0] for number in range(3, 8)]
    assert found == [
        (8421, 8421, 8001),  # asked for on Monday of week 2 is 13 days before the Sunday of week 3
        (421, 420, 400),  # and 20 days before the next; what ended on Saturday is gone; what began is not waiting
        (421, 20, 0),  # asked for on Sunday of week 3 is 14 days before the Sunday of week 5: not more
        (421, 20, 20),  # ended on the Sunday itself is open; 21 days
        (420, 20, 20),
    ]


def test_a_package_awarded_and_not_begun_still_waits():
    market = dps_market(
        memberships=[MEMBER], hours=[BEGIN], packages=[f"K1,PCC,home_care,5,{day(0)},{day(1)},P1,DPS1,{day(9)},,"]
    )
    assert week(market, 3, "waiting_hours", "overdue_hours", "unmet_share") == [(5, 5, 1)]


@pytest.mark.parametrize(
    ("credible", "overdue", "status", "reason"),
    [
        (110, 0, "green", None),
        (109.99, 0, "amber", "capacity"),
        (100, 0, "amber", "capacity"),
        (99.99, 0, "red", "capacity"),
        (0, 0, "red", "capacity"),
        (110, 2, "green", None),
        (110, 2.01, "amber", "waiting"),
        (110, 5, "amber", "waiting"),
        (110, 5.01, "red", "waiting"),
        (100, 5, "amber", "both"),
        (99, 2.01, "red", "both"),
        (100, 5.01, "red", "both"),
        (99, 2, "red", "capacity"),
    ],
)
def test_the_worse_of_two_kinds_of_evidence_decides(credible, overdue, status, reason):
    market = given_back(credible=credible, demand=100, overdue=overdue)
    assert week(market, 3, "credible_hours", "demand_hours", "overdue_hours", "status", "reason") == [
        (credible, 100, overdue, status, reason)
    ]


def test_figures_of_a_week():
    market = dps_market(
        memberships=[MEMBER, "DPS1,P3,2020-01-06,,PCC,home_care"],
        hours=[BEGIN, f"{day(2)},PCC,P1,DPS1,home_care,30,24", f"{day(3, 6)},PCC,P1,DPS1,home_care,10,8"],
        returns=[f"P3,PCC,home_care,{FIRST},12"],
        packages=[asked(25, day(0), started=day(1)), asked(15, day(0))],
    )
    # P1 demonstrated 32 / 4 and is engaged; P3 says 12 and is not.
    assert rows(ask(MEASURE, market, str(day(3, 6))), *NAMES.split(",")) == [
        (str(day(3)), "PCC", 40, 15, 15, 0.375, 8, 0, 20, 8, 8, -32, 0.2, 0.5, "red", "both")
    ]


def test_limits_are_judged_on_the_rounded_figure():
    packages = [asked(0.1, day(0), started=day(1)), asked(0.2, day(0), started=day(2))]
    market = dps_market(
        memberships=[MEMBER], packages=packages, returns=[f"P1,PCC,home_care,{FIRST},0.33"],
        hours=[BEGIN, f"{day(3)},PCC,P1,DPS1,home_care,0,0.0001"],
    )
    # 0.1 + 0.2 is a little more than 0.3 in floating point.
    assert week(market, 3, "sufficiency", "status") == [(1.1, "green")]


def test_without_demand_there_is_no_status():
    market = given_back(credible=20, demand=10, overdue=0)
    ended = dps_market(
        memberships=[MEMBER], hours=[BEGIN], packages=[asked(10, day(0), ended=day(2))],
    )
    assert week(market, 3, "status") == [("green",)]
    columns = ("unmet_share", "sufficiency", "paper_sufficiency", "headroom_hours", "status", "reason")
    assert week(ended, 3, "demand_hours", *columns) == [(0, None, None, None, 0, None, None)]


def test_a_service_is_worked_out_as_if_it_were_the_only_one():
    market = dps_market(
        memberships=[MEMBER],
        hours=[BEGIN, f"{day(3)},PCC,P1,DPS1,home_care,9,8"],
        returns=[f"P1,PCC,community_support,{FIRST},50", f"P1,PCC,home_care,{FIRST},30"],
        packages=[
            asked(20, day(0)), asked(40, day(0), of="PCC,community_support"), asked(1, day(0), of="CCC,home_care"),
        ],
    )
    columns = ("authority", "demand_hours", "delivered_hours", "credible_hours", "demonstrated_hours")
    assert week(market, 3, *columns) == [("CCC", 1, 0, 0, 0), ("PCC", 60, 8, 80, 2)]
    assert week(market, 3, *columns, service="home_care") == [("CCC", 1, 0, 0, 0), ("PCC", 20, 8, 30, 2)]
    # Engaged is judged on every service: the hours of home care make its community support credible.
    assert week(market, 3, *columns, service="community_support") == [("PCC", 40, 0, 50, 0)]


def test_the_weeks_of_a_service_begin_with_the_hours_of_any():
    market = dps_market(
        memberships=[MEMBER], hours=[BEGIN, f"{day(5)},PCC,P1,DPS1,community_support,1,1"], packages=[asked(4, FIRST)]
    )
    table = ask(MEASURE, market, str(day(6, 6)), service="community_support")
    assert rows(table, "week") == [(str(day(number)),) for number in (3, 4, 5, 6)]


def test_unreported_hours_stand_beside_the_delivered_ones():
    market = dps_market(
        memberships=[MEMBER], packages=[asked(4, FIRST)],
        hours=[BEGIN, f"{day(3)},PCC,P1,DPS1,home_care,16,16", f"{day(3)},PCC,P1,DPS1,community_support,24,24"],
    )
    assert week(market, 4, "delivered_hours", "unreported_hours") == [(0, 5)]
    assert week(market, 4, "delivered_hours", "unreported_hours", service="home_care") == [(0, 2)]


MARKETS = st.integers(0, 100_000)
"""Seeds of random markets, dense in boundary cases."""
SETTINGS = Settings()


def drawn(seed: int) -> tuple[Market, Filters]:
    """A random market and the whole view of it on a day near its end."""
    with tempfile.TemporaryDirectory() as folder:
        as_of = draw(seed, folder)
        market = market_of(folder, SETTINGS)
        return market, Filters(as_of=as_of, known_at=1)


@settings(max_examples=8)
@given(MARKETS)
def test_rows_chosen_keep_their_values_and_authorities_are_never_pooled(seed):
    market, filters = drawn(seed)
    whole = answer(MEASURE, market, filters, SETTINGS)
    parts = [
        answer(MEASURE, market, Filters(authority=authority, as_of=filters.as_of, known_at=1), SETTINGS)
        for authority in ("CCC", "PCC")
    ]
    assert pd.concat(parts).sort_values(["week", "authority"], ignore_index=True).equals(whole)
    for ignored in ({"provider": market.providers["provider_id"].iloc[0]}, {"route": "dps"}):
        same = Filters(**ignored, as_of=filters.as_of, known_at=1)
        assert answer(MEASURE, market, same, SETTINGS).equals(whole)


@settings(max_examples=8)
@given(MARKETS)
def test_capacity_is_bounded_and_services_add_up(seed):
    market, filters = drawn(seed)
    whole = answer(MEASURE, market, filters, SETTINGS).set_index(["week", "authority"])
    assert (whole["credible_hours"] <= whole["paper_hours"] + 1e-9).all()
    assert (whole["overdue_hours"] <= whole["waiting_hours"] + 1e-9).all()
    assert (whole["waiting_hours"] <= whole["demand_hours"] + 1e-9).all()
    summed = [name for name in whole if name.endswith("_hours")]
    parts = [
        answer(MEASURE, market, Filters(service=service, as_of=filters.as_of, known_at=1), SETTINGS)
        .set_index(["week", "authority"])[summed].reindex(whole.index, fill_value=0.0)
        for service in SETTINGS.services
    ]
    pd.testing.assert_frame_equal(sum(parts), whole[summed], atol=1e-6, rtol=0)
    for sentence in MEASURE.finding(whole.reset_index(), filters, SETTINGS).values():
        assert len(sentence.split()) <= 12


ROW = {
    "week": day(3), "authority": "PCC", "demand_hours": 100.0, "waiting_hours": 0.0, "overdue_hours": 0.0,
    "unreported_hours": 0.0, "headroom_hours": 20.0, "sufficiency": 1.2, "status": "green", "reason": None,
}


def finding(later: int = 0, **changed) -> str:
    """What is said of Peterborough by a table of one row, some days after its Sunday."""
    table = pd.DataFrame([{**ROW, **changed}]).astype({"week": "datetime64[us]"})
    return MEASURE.finding(table, view(str(day(3, 6 + later)), authority="PCC"), SETTINGS)["PCC"]


def test_the_finding_of_every_state():
    short = {"headroom_hours": -62.0, "status": "red", "reason": "capacity"}
    late = {"overdue_hours": 34.0, "status": "red"}
    barely = {"headroom_hours": 3.0, "status": "amber", "reason": "capacity"}
    assert finding(**short) == "Peterborough is 62 hours a week short."
    assert finding(**short | {"headroom_hours": -0.2}) == "Peterborough is under 1 hour a week short."
    assert finding(**short | late | {"reason": "both"}) == (
        "Peterborough is 62 hours a week short; 34 hours wait too long."
    )
    assert finding(**short | late | {"reason": "both", "overdue_hours": 1.0}) == (
        "Peterborough is 62 hours a week short; 1 hour waits too long."
    )
    assert finding(**late | {"overdue_hours": 0.2}, reason="waiting") == (
        "Peterborough's capacity does not fit: under 1 hour waits too long."
    )
    assert finding(**late, reason="waiting") == "Peterborough's capacity does not fit: 34 hours wait too long."
    assert finding(**barely | late | {"reason": "both"}) == (
        "Peterborough's capacity does not fit: 34 hours wait too long."
    )
    assert finding(**barely) == "Peterborough has barely enough care: 3 hours a week spare."
    assert finding(**barely | {"headroom_hours": 0.0}) == "Peterborough has barely enough care: no hours a week spare."
    assert finding() == "Peterborough has enough care: 20 hours a week spare."
    assert finding(demand_hours=0.0, status=None) == "Peterborough asks for no care."


def test_the_finding_names_hours_not_reported():
    assert finding(unreported_hours=14.0) == "Peterborough: enough care, 20 hours a week spare; 14 hours not reported."
    assert finding(headroom_hours=-62.0, status="red", reason="capacity", unreported_hours=1.0) == (
        "Peterborough is 62 hours a week short; 1 hour not reported."
    )


def test_the_finding_of_a_week_that_is_past_says_so():
    assert finding(later=7) == "Peterborough, 1 February 2026: enough care, 20 hours a week spare."
    assert finding(later=7, headroom_hours=-62.0, status="red", reason="capacity") == (
        "Peterborough, 1 February 2026: 62 hours a week short."
    )
    # On the Saturday after, week 3 is still the latest complete one.
    assert finding(later=6) == "Peterborough has enough care: 20 hours a week spare."


def test_the_finding_is_of_the_latest_week_and_of_every_authority_shown():
    market = given_back(credible=38, demand=100, overdue=0)
    table = ask(MEASURE, market, str(day(3, 6)))
    assert MEASURE.finding(table, view(str(day(3, 6))), SETTINGS) == {
        "PCC": "Peterborough is 62 hours a week short.",
        "CCC": "There is nothing to judge Cambridgeshire by in this period.",
    }
