"""Capacity: demonstrated, placed, paper and credible, by line, route and week (measures.md section 5)."""

from datetime import date, timedelta

import numpy as np
import pytest

from dashboard.intake import empty_market
from dashboard.market.capacity import ROUTES, Capacity, capacity
from dashboard.market.market import Market
from dashboard.settings import Settings
from tests.unit.dps_market import dps_market
from tests.unit.markets import market_from

FIRST = date(2026, 1, 5)
"""The Monday of week 0, in which the hours begin."""
LAST = 34
"""The last week looked at: to Sunday 6 September 2026."""
BEGIN = "2026-01-05,PCC,P3,DPS1,home_care,0,0"
"""A row of hours that says nothing but that week 0 is the first."""
MEMBER = "DPS1,P1,2020-01-06,,PCC;CCC,home_care;community_support"
BLOCK = "B1,Ash block,block,PCC,PCC,P1,home_care,2026-01-05,36,0,50000,14,"
IN_HOUSE = "I1,Own service,in_house,PCC,PCC,P1,home_care,2026-01-05,36,0,,7,"
SPOT = "S1,Ash spot,spot,PCC,PCC,P1,home_care,2026-01-05,36,0,,,"


def day(week: int, of_week: int = 0) -> date:
    """A day of a week: 0 is its Monday, 6 its Sunday."""
    return FIRST + timedelta(weeks=week, days=of_week)


def worked(week: int, hours: float, contract: str = "DPS1", service: str = "home_care") -> str:
    """Hours of P1 for Peterborough on a Wednesday."""
    return f"{day(week, 2)},PCC,P1,{contract},{service},{hours},{hours}"


def package(
    hours: float, started: date, ended: date | str = "", contract: str = "DPS1", service: str = "home_care"
) -> str:
    """A package of P1 for Peterborough, asked for and awarded on the day it begins."""
    reason = "planned" if ended else ""
    name = f"K-{started}-{hours}-{contract}-{service}"
    return f"{name},PCC,{service},{hours},{started},{started},P1,{contract},{started},{ended},{reason}"


def seen(market: Market, as_of: date | None = None) -> Capacity:
    return capacity(market.seen(as_of or day(LAST, 6)), Settings())


def by_week(market: Market, figure: str, route: str | None = None, **chosen: str) -> list[float]:
    """P1's figure for each week, of one route or of all."""
    found = seen(market).total(figure, provider_id="P1", **chosen)
    return (found.sum(axis=0) if route is None else found[ROUTES.index(route)]).round(9).tolist()


def test_a_market_without_hours_has_no_weeks():
    for market in (empty_market(), dps_market(memberships=[MEMBER])):
        found = seen(market)
        assert len(found.weeks) == 0
        assert found.total("paper").shape == (4, 0)


def test_weeks_run_without_gaps_from_the_first_row_of_hours_to_the_last_complete_week():
    market = dps_market(memberships=[MEMBER], hours=[BEGIN, worked(9, 3)])
    assert seen(market, day(4, 5)).weeks.tolist() == seen(market, day(3, 6)).weeks.tolist()
    assert [week.date() for week in seen(market, day(3, 6)).weeks] == [day(0), day(1), day(2), day(3)]


class TestDemonstrated:
    def test_weeks_before_the_first_data_count_nothing(self):
        market = dps_market(memberships=[MEMBER], hours=[worked(0, 40), worked(1, 20)])
        # In week 0 the best mean is 40 over 4 weeks, three of them before the data; from week 1 it is 60 / 4.
        assert by_week(market, "demonstrated")[:6] == [10, 15, 15, 15, 15, 15]

    def test_windows_lie_wholly_inside_the_last_26_weeks(self):
        market = dps_market(memberships=[MEMBER], hours=[BEGIN, *(worked(week, 8) for week in (2, 3, 4, 5))])
        found = by_week(market, "demonstrated")
        assert found[27] == 8  # weeks 2 to 27: the window of weeks 2 to 5 is the first
        assert found[28:32] == [6, 4, 2, 0]  # weeks 3 to 28: weeks 3 to 6 have 24 hours, and so on

    def test_a_single_week_counts_for_26_minus_3_windows_that_hold_it(self):
        market = dps_market(memberships=[MEMBER], hours=[worked(0, 40)])
        found = by_week(market, "demonstrated")
        assert found[25] == 10  # weeks 0 to 25
        assert found[26] == 0  # weeks 1 to 26

    def test_a_week_with_nothing_counts_as_nothing(self):
        market = dps_market(memberships=[MEMBER], hours=[BEGIN, worked(4, 12), worked(6, 12), worked(10, 40)])
        found = by_week(market, "demonstrated")
        # (0 + 12 + 0 + 12) / 4 to week 6, and still the best until the 40 / 4 of weeks 7 to 10.
        assert found[6:11] == [6, 6, 6, 6, 10]

    def test_each_route_and_service_has_its_own_best_weeks(self):
        market = dps_market(
            memberships=[MEMBER],
            contracts=[SPOT],
            hours=[worked(0, 40), worked(8, 40, "S1"), worked(16, 40, service="community_support")],
        )
        assert by_week(market, "demonstrated")[20] == 30
        assert by_week(market, "demonstrated", "dps")[20] == 20
        assert by_week(market, "demonstrated", "spot")[20] == 10
        assert by_week(market, "demonstrated", service="community_support")[20] == 10

    def test_it_counts_only_while_there_is_a_way_in_on_the_sunday(self):
        left = f"DPS1,P1,2020-01-06,{day(8, 6)},PCC,home_care"
        back = f"DPS1,P1,{day(12)},,PCC,home_care"
        market = dps_market(memberships=[left, back], hours=[worked(0, 40), worked(9, 4)])
        found = by_week(market, "demonstrated")
        # Sunday of week 8 is still a day of membership; from week 12 what was done before counts again.
        assert (found[8], found[9], found[11], found[12]) == (10, 0, 0, 10)
        assert by_week(market, "delivered")[9] == 4

    def test_a_way_in_by_another_route_will_do_but_not_to_another_service(self):
        ended = SPOT + str(day(3, 6))
        market = dps_market(
            memberships=["DPS1,P1,2020-01-06,,PCC,home_care"],
            contracts=[ended.replace("home_care", "home_care;community_support")],
            hours=[worked(0, 40, "S1"), worked(0, 24, "S1", "community_support")],
        )
        assert by_week(market, "demonstrated", "spot")[2:6] == [16, 16, 10, 10]


class TestReturns:
    def paper(self, returns: list[str], packages: tuple[str, ...] = (), hours: tuple[str, ...] = (BEGIN,)) -> list:
        return by_week(
            dps_market(memberships=[MEMBER], returns=returns, packages=packages, hours=hours), "paper"
        )

    def test_a_return_counts_from_the_sunday_of_the_week_it_takes_effect_in(self):
        for of_week in (0, 2, 6):
            assert self.paper([f"P1,PCC,home_care,{day(4, of_week)},30"])[3:6] == [0, 30, 30]

    def test_a_return_holds_until_the_next_for_the_same_authority_and_service(self):
        found = self.paper([
            f"P1,PCC,home_care,{day(1)},30",
            f"P1,PCC,home_care,{day(5, 3)},12",
            f"P1,PCC,home_care,{day(5, 5)},20",
            f"P1,PCC,community_support,{day(8)},5",
            f"P1,CCC,home_care,{day(9)},100",
        ])
        assert found[1:10] == [30, 30, 30, 30, 20, 20, 20, 25, 125]

    def test_a_return_of_nothing_is_a_return(self):
        found = self.paper([f"P1,PCC,home_care,{day(4)},0"], hours=(BEGIN, worked(1, 40)))
        assert found[2:6] == [10, 10, 0, 0]

    def test_paper_is_not_less_than_the_hours_placed(self):
        placed = package(8, day(2, 6), day(4, 6)), package(3, day(3))
        assert self.paper([f"P1,PCC,home_care,{day(0)},5"], placed)[1:7] == [5, 8, 11, 11, 5, 5]
        assert self.paper([f"P1,PCC,home_care,{day(0)},0"], placed)[1:7] == [0, 8, 11, 11, 3, 3]

    def test_a_return_without_a_way_in_is_no_capacity(self):
        market = dps_market(returns=[f"P1,PCC,home_care,{day(0)},30"], hours=[BEGIN], packages=[package(9, day(1))])
        assert by_week(market, "paper") == [0] * (LAST + 1)

    def test_a_return_after_the_day_seen_does_not_exist_yet(self):
        market = dps_market(memberships=[MEMBER], returns=[f"P1,PCC,home_care,{day(2, 1)},30"], hours=[BEGIN])
        assert seen(market, day(2, 0)).total("paper", provider_id="P1").sum() == 0
        assert seen(market, day(2, 6)).total("paper", provider_id="P1").sum() == 30


class TestWithoutAReturn:
    def test_the_dps_has_the_larger_of_demonstrated_and_placed(self):
        market = dps_market(
            memberships=[MEMBER], hours=[worked(0, 24)], packages=[package(4, day(2)), package(5, day(4))]
        )
        assert by_week(market, "paper")[1:6] == [6, 6, 6, 9, 9]

    def test_a_block_has_the_larger_of_contracted_and_placed(self):
        market = dps_market(
            contracts=[BLOCK],
            hours=[BEGIN, worked(0, 400, "B1")],
            packages=[package(10, day(2), contract="B1"), package(10, day(4), contract="B1")],
        )
        assert by_week(market, "paper", "block")[1:6] == [14, 14, 14, 20, 20]
        assert by_week(market, "demonstrated", "block")[1] == 100

    def test_each_route_takes_its_own_larger_and_the_sum_counts(self):
        market = dps_market(
            memberships=[MEMBER],
            contracts=[BLOCK, IN_HOUSE, SPOT],
            hours=[worked(0, 24), worked(0, 40, "S1")],
            packages=[package(20, day(1), contract="B1"), package(8, day(1)), package(3, day(1), contract="S1")],
        )
        # block 20 placed of 14, in-house 7 contracted, DPS 8 placed of 6, spot 10 demonstrated.
        assert by_week(market, "paper")[1] == 20 + 7 + 8 + 10
        assert [by_week(market, "paper", route)[1] for route in ROUTES] == [20, 7, 18, 0]

    def test_contracted_hours_are_of_the_days_deliverable_and_on_the_calendar(self):
        market = market_from({
            "providers": "provider_id,name,provider_type\nP1,Ash Care,external\n",
            "contracts": "contract_id,title,contract_type,lead_authority,covered_authorities,provider_id,services,"
            "start_date,initial_term_months,mobilisation_weeks,delivery_calendar,annual_value_gbp,"
            "contracted_hours_per_week\n"
            f"B1,Block,block,PCC,PCC;CCC,P1,home_care;community_support,{day(0, 3)},36,1,term_time,50000,28\n",
            "school_holidays": f"authority,first_day,last_day\nPCC,{day(3, 2)},{day(4, 6)}\n",
            "hours": "date,authority,provider_id,contract_id,service,planned_hours,delivered_hours\n"
            f"{day(0)},PCC,P1,B1,home_care,0,0\n",
        })
        # 28 hours over two authorities and two services: an hour a day each. From Thursday of week 1; Peterborough
        # has holidays from Wednesday of week 3 to the end of week 4.
        each = {"service": "home_care", "authority": "PCC"}
        assert by_week(market, "paper", **each)[:6] == [0, 4, 7, 2, 0, 7]
        assert by_week(market, "paper", authority="CCC")[:6] == [0, 8, 14, 14, 14, 14]

    def test_a_contract_that_ends_in_mid_week_is_no_way_in_on_the_sunday(self):
        assert by_week(dps_market(contracts=[BLOCK + str(day(3, 5))], hours=[BEGIN]), "paper")[2:5] == [14, 0, 0]
        assert by_week(dps_market(contracts=[BLOCK + str(day(3, 6))], hours=[BEGIN]), "paper")[2:5] == [14, 14, 0]
        # With another way in, the days until then count as they are.
        market = dps_market(contracts=[BLOCK + str(day(3, 3))], memberships=[MEMBER], hours=[BEGIN])
        assert by_week(market, "paper", "block")[2:5] == [14, 8, 0]


class TestRoutes:
    def split(self, hours_returned: float, *memberships: str) -> list[float]:
        market = dps_market(
            memberships=memberships,
            contracts=[BLOCK, IN_HOUSE, SPOT],
            returns=[f"P1,PCC,home_care,{day(0)},{hours_returned}"],
            hours=[BEGIN],
        )
        return [by_week(market, "paper", route)[5] for route in ROUTES]

    def test_block_comes_first_then_in_house_and_never_above_what_is_left(self):
        assert self.split(10) == [10, 0, 0, 0]
        assert self.split(18) == [14, 4, 0, 0]
        assert self.split(0) == [0, 0, 0, 0]

    def test_what_is_left_is_the_dps_of_a_member_and_spot_otherwise(self):
        assert self.split(30) == [14, 7, 0, 9]
        assert self.split(30, MEMBER) == [14, 7, 9, 0]

    def test_a_membership_must_cover_the_authority_and_the_service_on_the_sunday(self):
        for other in (
            "DPS1,P1,2020-01-06,,CCC,home_care",
            "DPS1,P1,2020-01-06,,PCC,community_support",
            f"DPS1,P1,2020-01-06,{day(5, 5)},PCC,home_care",
            f"DPS1,P1,{day(6)},,PCC,home_care",
        ):
            assert self.split(30, other) == [14, 7, 0, 9]
        assert self.split(30, f"DPS1,P1,2020-01-06,{day(5, 6)},PCC,home_care") == [14, 7, 9, 0]

    def test_placed_hours_of_the_dps_do_not_make_a_block_larger(self):
        market = dps_market(
            memberships=[MEMBER],
            contracts=[BLOCK],
            returns=[f"P1,PCC,home_care,{day(0)},5"],
            packages=[package(20, day(0))],
            hours=[BEGIN],
        )
        assert [by_week(market, "paper", route)[5] for route in ROUTES] == [14, 0, 6, 0]


def test_credible_is_the_paper_of_engaged_providers():
    # Joined long ago, worked in week 2 alone: engaged on the Sundays of weeks 2 to 27.
    market = dps_market(memberships=[MEMBER], hours=[BEGIN, worked(2, 4)], returns=[f"P1,PCC,home_care,{day(0)},30"])
    assert by_week(market, "credible") == [0] * 2 + [30] * 26 + [0] * (LAST - 27)
    assert by_week(market, "paper") == [30] * (LAST + 1)


def test_engaged_by_one_service_is_engaged_for_all_in_that_authority():
    market = dps_market(
        memberships=[MEMBER],
        hours=[BEGIN, worked(2, 4, service="community_support")],
        returns=[f"P1,PCC,home_care,{day(0)},30", f"P1,CCC,home_care,{day(0)},50"],
    )
    assert by_week(market, "credible", service="home_care")[5] == 30


def test_unreported_hours_stand_by_the_contract_and_service_of_the_weeks_before():
    market = dps_market(
        memberships=[MEMBER], contracts=[SPOT], hours=[worked(0, 16), worked(0, 8, "S1"), worked(2, 8, "S1")]
    )
    # The last row lies in week 2; of the 8 weeks to it, 16 hours by the DPS and 16 by spot. Weeks 3 to 10 are silent.
    assert by_week(market, "unreported", "dps")[2:12] == [0] + [2] * 8 + [0]
    assert by_week(market, "unreported", "spot")[2:12] == [0] + [2] * 8 + [0]


def test_a_figure_is_worked_out_once_for_a_day():
    market = dps_market(memberships=[MEMBER], hours=[BEGIN])
    assert seen(market) is seen(market)


@pytest.mark.parametrize("figure", ["planned", "delivered", "unreported", "demonstrated", "paper", "credible"])
def test_a_total_over_parts_is_the_total_of_the_whole(figure):
    market = dps_market(
        memberships=[MEMBER],
        contracts=[BLOCK],
        hours=[worked(0, 16), worked(3, 8, "B1")],
        packages=[package(4, day(1))],
    )
    found = seen(market)
    parts = sum(found.total(figure, authority=authority) for authority in ("PCC", "CCC"))
    np.testing.assert_allclose(parts, found.total(figure))
    assert found.total(figure, authority="XXX").sum() == 0
