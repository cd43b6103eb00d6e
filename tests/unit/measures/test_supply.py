"""`supply`: who carries it? (measures.md section 5)."""

import tempfile
from datetime import date, timedelta

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.intake import empty_market, market_of
from dashboard.market.filters import ROUTES, Filters
from dashboard.market.market import Market
from dashboard.measures import sufficiency
from dashboard.measures.measure import answer
from dashboard.measures.supply import MEASURE
from dashboard.settings import Settings
from tests.oracle.markets import draw
from tests.unit.dps_market import dps_market
from tests.unit.markets import ask, rows, view

FIRST = date(2026, 1, 5)
"""The Monday of week 0, in which the hours begin."""
MEMBER = "DPS1,P1,2020-01-06,,PCC;CCC,home_care;community_support"
SPOT = "S1,Beech spot,spot,PCC,PCC,P2,home_care,2026-01-05,36,0,,,"
BLOCK = "B1,Ash block,block,PCC,PCC,P1,home_care,2026-01-05,36,0,50000,14,"
SETTINGS = Settings()
NAMES = (
    "week,authority,route,planned_hours,delivered_hours,unreported_hours,delivery_rate,share,demonstrated_hours,"
    "credible_hours,paper_hours"
)


def day(week: int, of_week: int = 0) -> date:
    """A day of a week: 0 is its Monday, 6 its Sunday."""
    return FIRST + timedelta(weeks=week, days=of_week)


BY_SPOT = "P2,S1,home_care"


def worked(
    week: int, hours: float, by: str = "P1,DPS1,home_care", of: str = "PCC", planned: float | None = None
) -> str:
    """Hours on a Wednesday, under a provider, contract and service."""
    return f"{day(week, 2)},{of},{by},{hours if planned is None else planned},{hours}"


def week(market: Market, number: int, *columns: str, **filters) -> list[tuple]:
    """The rows of one week, asked on its Sunday."""
    table = ask(MEASURE, market, str(day(number, 6)), **filters)
    return rows(table[table["week"] == pd.Timestamp(day(number))], *columns)


def test_the_columns_are_those_of_the_definition():
    assert ",".join(MEASURE.names) == NAMES
    assert ",".join(ask(MEASURE, empty_market(), "2026-03-01").columns) == NAMES


def test_nothing_known_is_an_empty_table():
    assert ask(MEASURE, empty_market(), "2026-03-01").empty
    assert ask(MEASURE, dps_market(memberships=[MEMBER], hours=[worked(0, 4)]), str(day(0, 5))).empty


def test_figures_of_a_week():
    market = dps_market(
        memberships=[MEMBER],
        contracts=[SPOT, BLOCK],
        hours=[
            worked(0, 8, planned=10), worked(0, 2, by=BY_SPOT, planned=4), worked(0, 10, by="P1,B1,home_care"),
        ],
        returns=[f"P1,PCC,home_care,{FIRST},20"],
    )
    # P1 says 20: 14 of them are the block's, 6 the DPS's. P2 says nothing: spot is what it demonstrated, 2 / 4.
    assert rows(ask(MEASURE, market, str(day(0, 6))), *NAMES.split(",")) == [
        (str(FIRST), "PCC", "block", 10, 10, 0, 1, 0.5, 2.5, 14, 14),
        (str(FIRST), "PCC", "dps", 10, 8, 0, 0.8, 0.4, 2, 6, 6),
        (str(FIRST), "PCC", "spot", 4, 2, 0, 0.5, 0.1, 0.5, 0.5, 0.5),
    ]


def test_a_ratio_over_nothing_is_empty():
    market = dps_market(memberships=[MEMBER], hours=[worked(0, 0), worked(1, 3, planned=0)])
    assert week(market, 0, "delivery_rate", "share") == [(None, None)]
    assert week(market, 1, "delivery_rate", "share") == [(None, 1)]


def test_a_row_for_each_authority_and_route_with_hours_or_paper_in_every_week():
    market = dps_market(
        memberships=[MEMBER],
        contracts=[SPOT],
        hours=[worked(0, 0, of="CCC"), worked(3, 5, by=BY_SPOT)],
        returns=[f"P1,PCC,home_care,{day(2)},20", f"P1,PCC,home_care,{day(3)},0"],
    )
    table = ask(MEASURE, market, str(day(4, 6)))
    # Zeros are hours in CCC; the DPS has paper in PCC in week 2 alone; spot has hours in week 3.
    assert rows(table, "week", "authority", "route") == [
        (str(day(number)), *pair)
        for number in range(5) for pair in (("CCC", "dps"), ("PCC", "dps"), ("PCC", "spot"))
    ]
    # As seen before the return took effect, there is nothing of it.
    assert week(market, 1, "authority", "route") == [("CCC", "dps")]


def test_paper_that_is_nothing_when_rounded_gives_no_row():
    market = dps_market(
        memberships=[MEMBER], hours=[worked(0, 1, of="CCC")], returns=[f"P1,PCC,home_care,{FIRST},0.0000000001"]
    )
    assert week(market, 0, "authority") == [("CCC",)]


def test_hours_of_the_running_week_are_hours():
    market = dps_market(memberships=[MEMBER], contracts=[SPOT], hours=[worked(0, 4), worked(1, 2, by=BY_SPOT)])
    table = ask(MEASURE, market, str(day(1, 2)))
    assert rows(table, "week", "route", "delivered_hours") == [(str(FIRST), "dps", 4), (str(FIRST), "spot", 0)]


def test_a_provider_narrows_hours_and_capacity_but_not_what_its_share_is_of():
    market = dps_market(
        memberships=[MEMBER, "DPS1,P3,2020-01-06,,PCC,home_care"],
        contracts=[SPOT],
        hours=[worked(0, 6), worked(0, 2, by=BY_SPOT), worked(0, 12, by="P3,DPS1,home_care")],
        returns=[f"P3,PCC,home_care,{FIRST},40"],
    )
    columns = ("route", "delivered_hours", "share", "demonstrated_hours", "paper_hours")
    assert week(market, 0, *columns) == [("dps", 18, 0.9, 4.5, 41.5), ("spot", 2, 0.1, 0.5, 0.5)]
    assert week(market, 0, *columns, provider="P1") == [("dps", 6, 0.3, 1.5, 1.5)]
    assert week(market, 0, *columns, provider="P2") == [("spot", 2, 0.1, 0.5, 0.5)]
    assert week(market, 0, *columns, provider="P3", route="spot") == []


def test_a_service_narrows_the_share_too():
    market = dps_market(
        memberships=[MEMBER], contracts=[SPOT],
        hours=[worked(0, 6), worked(0, 2, by=BY_SPOT), worked(0, 24, by="P1,DPS1,community_support")],
    )
    columns = ("route", "delivered_hours", "share")
    assert week(market, 0, *columns, service="home_care") == [("dps", 6, 0.75), ("spot", 2, 0.25)]
    assert week(market, 0, *columns, service="community_support") == [("dps", 24, 1)]


def test_weeks_begin_with_the_first_hours_of_all_whatever_the_filter():
    market = dps_market(memberships=[MEMBER], contracts=[SPOT], hours=[worked(0, 6), worked(2, 2, by=BY_SPOT)])
    table = ask(MEASURE, market, str(day(2, 6)), provider="P2")
    assert rows(table, "week", "delivered_hours") == [(str(day(0)), 0), (str(day(1)), 0), (str(day(2)), 2)]


def test_unreported_hours_are_of_the_routes_of_the_weeks_before():
    market = dps_market(
        memberships=[MEMBER, "DPS1,P2,2020-01-06,,PCC,home_care"],
        contracts=[SPOT],
        hours=[
            worked(0, 16, by=BY_SPOT), worked(7, 24, by="P2,DPS1,home_care"),
            worked(0, 8, of="CCC"), worked(9, 8, of="CCC"),
        ],
    )
    # P2's last row lies in week 7, and the 7 weeks before it reach to week 0.
    assert week(market, 8, "authority", "route", "unreported_hours") == [
        ("CCC", "dps", 1), ("PCC", "dps", 3), ("PCC", "spot", 2),
    ]
    # P1's row of week 9 settles its weeks before.
    assert week(market, 9, "authority", "route", "unreported_hours") == [
        ("CCC", "dps", 0), ("PCC", "dps", 3), ("PCC", "spot", 2),
    ]
    assert week(market, 9, "authority", "unreported_hours", provider="P1") == [("CCC", 0)]


MARKETS = st.integers(0, 100_000)
"""Seeds of random markets, dense in boundary cases."""


def drawn(seed: int) -> tuple[Market, date]:
    """A random market and a day near its end."""
    with tempfile.TemporaryDirectory() as folder:
        as_of = draw(seed, folder)
        return market_of(folder, SETTINGS), as_of


@settings(max_examples=8)
@given(MARKETS, st.sampled_from([None, *SETTINGS.services]))
def test_the_routes_add_up_to_sufficiency(seed, service):
    market, as_of = drawn(seed)
    filters = Filters(service=service, as_of=as_of, known_at=1)
    names = ["delivered_hours", "unreported_hours", "demonstrated_hours", "credible_hours", "paper_hours"]
    whole = answer(sufficiency.MEASURE, market, filters, SETTINGS).set_index(["week", "authority"])[names]
    routes = answer(MEASURE, market, filters, SETTINGS).groupby(["week", "authority"])[names].sum()
    pd.testing.assert_frame_equal(routes.reindex(whole.index, fill_value=0.0), whole, atol=1e-6, rtol=0)


@settings(max_examples=8)
@given(MARKETS)
def test_rows_chosen_keep_their_values(seed):
    market, as_of = drawn(seed)

    def table(**chosen: str) -> pd.DataFrame:
        return answer(MEASURE, market, Filters(**chosen, as_of=as_of, known_at=1), SETTINGS)

    whole = table()
    for name, values in (("authority", SETTINGS.authorities), ("route", ROUTES)):
        parts = pd.concat([table(**{name: value}) for value in values])
        assert parts.sort_values(list(MEASURE.key), ignore_index=True).equals(whole)
    shares = whole.groupby(["week", "authority"])["share"].sum(min_count=1).dropna()
    assert (abs(shares - 1) < 1e-6).all()
    for sentence in MEASURE.finding(whole, Filters(as_of=as_of), SETTINGS).values():
        assert len(sentence.split()) <= 12


@settings(max_examples=8)
@given(MARKETS)
def test_providers_add_up_and_credible_is_no_more_than_paper(seed):
    market, as_of = drawn(seed)
    names = [name for name in MEASURE.names if name.endswith("_hours")]
    keys = list(MEASURE.key)
    whole = answer(MEASURE, market, Filters(as_of=as_of, known_at=1), SETTINGS)
    assert (whole["credible_hours"] <= whole["paper_hours"] + 1e-9).all()
    parts = [
        answer(MEASURE, market, Filters(provider=provider, as_of=as_of, known_at=1), SETTINGS)
        for provider in market.providers["provider_id"]
    ]
    summed = pd.concat(parts).groupby(keys)[[*names, "share"]].sum()
    expected = whole.set_index(keys)[[*names, "share"]].fillna({"share": 0.0})
    pd.testing.assert_frame_equal(summed.reindex(expected.index, fill_value=0.0), expected, atol=1e-6, rtol=0)


def finding(table: list[tuple], later: int = 1, **filters) -> str:
    """What is said of Cambridgeshire by rows of route, share and unreported hours, some days after their Sunday."""
    frame = pd.DataFrame(table, columns=["route", "share", "unreported_hours"])
    frame = frame.assign(week=pd.Timestamp(day(3)), authority="CCC")
    filled = view(str(day(3, 6) + timedelta(days=later)), authority="CCC", **filters)
    return MEASURE.finding(frame, filled, SETTINGS)["CCC"]


def test_the_finding_names_the_two_routes_that_carried_most():
    table = [("block", 0.24, 0.0), ("dps", 0.45, 0.0), ("in_house", 0.31, 0.0), ("spot", 0.0, 0.0)]
    assert finding(table) == "Cambridgeshire: DPS carried 45% of hours, in-house 31%, last week."
    assert finding(table, later=0) == "Cambridgeshire: DPS carried 45% of hours, in-house 31%, this week."
    assert finding(table, later=7) == "Cambridgeshire, week to 1 February 2026: DPS 45% of hours, in-house 31%."
    assert finding([("dps", 1.0, 0.0), ("spot", 0.0, 0.0)]) == "Cambridgeshire: DPS carried 100% of hours last week."
    assert finding(table[2:3], route="in_house") == "Cambridgeshire: in-house carried 31% of hours last week."


def test_the_finding_names_hours_not_reported():
    table = [("dps", 0.6, 120.0), ("spot", 0.4, 4.0)]
    assert finding(table) == "Cambridgeshire: DPS 60% of hours, spot 40%; 124 hours not reported."
    assert finding([("dps", None, 120.0)]) == "Cambridgeshire: no hours recorded last week; 120 hours not reported."


def test_the_finding_of_a_week_without_hours():
    assert finding([("dps", None, 0.0), ("spot", None, 0.0)]) == "Cambridgeshire: no hours recorded last week."
    assert finding([]) == "Cambridgeshire has no hours or capacity to show in this period."


def test_the_finding_of_one_provider():
    table = [("dps", 0.12, 0.0), ("spot", 0.03, 0.0)]
    assert finding(table, provider="P1") == "Cambridgeshire: this provider carried 15% of hours last week."
    assert finding(table[:1], provider="P1", route="dps") == (
        "Cambridgeshire: this provider carried 12% of hours by DPS last week."
    )
