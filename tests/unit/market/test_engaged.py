"""Engaged: who takes work now (measures.md section 5)."""

from datetime import date, timedelta

import pandas as pd

from dashboard.market.engaged import engaged
from dashboard.market.market import Market
from dashboard.market.weeks import week_range
from dashboard.settings import Settings
from tests.unit.dps_market import dps_market

FIRST = date(2026, 1, 5)
"""The Monday of week 0."""
AS_OF = date(2026, 12, 27)
MEMBER = "DPS1,P1,2020-01-06,,PCC;CCC,home_care;community_support"
PACKAGE = "K1,PCC,home_care,5"


def day(week: int, of_week: int = 0) -> date:
    """A day of a week: 0 is its Monday, 6 its Sunday."""
    return FIRST + timedelta(weeks=week, days=of_week)


def weeks(market: Market, authority: str = "PCC", as_of: date = AS_OF) -> list[int]:
    """The weeks on whose Sunday P1 is engaged, counted from week 0."""
    pairs = pd.DataFrame({"provider_id": ["P2", "P1"], "authority": ["PCC", authority]})
    found = engaged(market.seen(as_of), Settings(), week_range(FIRST, as_of - timedelta(days=6)), pairs)
    return found[1].nonzero()[0].tolist()


def test_a_member_of_old_that_does_nothing_is_not_engaged():
    assert weeks(dps_market(memberships=[MEMBER])) == []


def test_hours_count_for_182_days_with_their_own():
    for of_week in (0, 6):
        market = dps_market(memberships=[MEMBER], hours=[f"{day(2, of_week)},PCC,P1,DPS1,home_care,1,1"])
        # Monday of week 2 is 181 days before the Sunday of week 27; Sunday of week 2 is 182 before that of week 28.
        assert weeks(market) == list(range(2, 28))
        assert weeks(market, "CCC") == []


def test_hours_planned_and_not_delivered_do_not_count():
    assert weeks(dps_market(memberships=[MEMBER], hours=[f"{day(2)},PCC,P1,DPS1,home_care,5,0"])) == []


def test_an_award_by_any_route_counts_for_182_days_with_its_own():
    for of_week in (0, 3, 6):
        awarded = day(2, of_week)
        market = dps_market(memberships=[MEMBER], packages=[f"{PACKAGE},{FIRST},{awarded},P1,DPS1,,,"])
        assert weeks(market) == list(range(2, 28))
        assert weeks(market, "CCC") == []
    spot = "S1,Spot,spot,PCC,PCC,P1,home_care,2026-01-05,36,0,,,"
    assert weeks(dps_market(contracts=[spot], packages=[f"{PACKAGE},{FIRST},{day(2)},P1,S1,,,"])) == list(range(2, 28))


def test_an_award_to_another_does_not_count():
    assert weeks(dps_market(memberships=[MEMBER], packages=[f"{PACKAGE},{FIRST},{day(2)},P3,DPS1,,,"])) == []


def test_an_offer_counts_from_the_day_it_is_made():
    def offered(response: str, responded: date | str, as_of: date = AS_OF) -> list[int]:
        market = dps_market(
            memberships=[MEMBER],
            packages=[f"{PACKAGE},{FIRST},,,,,,"],
            offers=[f"K1,P1,{day(1)},{response},{responded}"],
        )
        return weeks(market, as_of=as_of)

    assert offered("offered", day(2, 6)) == list(range(2, 28))
    assert offered("offered", day(3, 0)) == list(range(3, 29))
    assert offered("declined", day(2, 6)) == []
    assert offered("no_response", "") == []
    # Asked on the Sunday before the answer, there is none yet.
    assert offered("offered", day(3, 0), as_of=day(2, 6)) == []


def test_an_offer_is_for_the_authority_of_its_package():
    market = dps_market(
        memberships=[MEMBER],
        packages=[f"K2,CCC,home_care,5,{FIRST},,,,,,"],
        offers=[f"K2,P1,{day(1)},offered,{day(2)}"],
    )
    assert weeks(market, "CCC") == list(range(2, 28))
    assert weeks(market, "PCC") == []


def test_a_block_or_in_house_contract_in_force_is_engagement_in_the_authorities_it_covers():
    for kind, value in (("block", "50000"), ("in_house", "")):
        # Eight weeks to mobilise are in force like any other.
        terms = f"C1,Own,{kind},PCC,PCC,P1,home_care,{day(2, 6)},36,8,{value},14"
        assert weeks(dps_market(contracts=[f"{terms},{day(10, 6)}"])) == list(range(2, 11))
        assert weeks(dps_market(contracts=[f"{terms},{day(10, 5)}"])) == list(range(2, 10))
        assert weeks(dps_market(contracts=[f"{terms},"]), "CCC") == []


def test_a_spot_contract_in_force_is_no_engagement():
    assert weeks(dps_market(contracts=["S1,Spot,spot,PCC,PCC,P1,home_care,2026-01-05,36,0,,,"])) == []


def test_a_spell_under_90_days_old_is_engagement():
    # Tuesday of week 2 is 89 days before the Sunday of week 14, Monday of week 2 is 90.
    assert weeks(dps_market(memberships=[f"DPS1,P1,{day(2, 1)},,PCC,home_care"])) == list(range(2, 15))
    assert weeks(dps_market(memberships=[f"DPS1,P1,{day(2, 0)},,PCC,home_care"])) == list(range(2, 14))
    assert weeks(dps_market(memberships=[f"DPS1,P1,{day(2, 0)},,PCC,home_care"]), "CCC") == []


def test_a_spell_counts_while_it_is_current_alone():
    assert weeks(dps_market(memberships=[f"DPS1,P1,{day(2)},{day(4, 6)},PCC,home_care"])) == [2, 3, 4]
    assert weeks(dps_market(memberships=[f"DPS1,P1,{day(2)},{day(4, 5)},PCC,home_care"])) == [2, 3]


def test_each_new_spell_counts_anew():
    market = dps_market(memberships=[f"DPS1,P1,2020-01-06,{day(1)},PCC,home_care", f"DPS1,P1,{day(5)},,PCC,home_care"])
    assert weeks(market) == list(range(5, 17))


def test_overlapping_reasons_count_once():
    market = dps_market(
        memberships=[MEMBER], hours=[f"{day(week)},PCC,P1,DPS1,{service},1,1" for week in (2, 4) for service in (
            "home_care", "community_support")],
    )
    assert weeks(market) == list(range(2, 30))
