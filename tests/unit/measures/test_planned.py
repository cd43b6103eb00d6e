"""A plan worked out for a small market: its blocks, its days and its pounds, by hand."""

from datetime import date

import numpy as np
import pytest

from dashboard.market.plan import Plan
from dashboard.measures.planned import (
    Block,
    ahead,
    block_count,
    block_pounds,
    changed,
    dps_rate,
    has_in_house,
    judged_to,
    planned_block,
    todays_block,
)
from dashboard.outlook import plan as changes
from tests.unit.markets import SETTINGS, market_from
from tests.unit.outlook_market import AS_OF, outlook_market

TERM_TIME = "B2,Term time,block,PCC,PCC,P1,home_care,2026-01-05,36,12,,term_time,20000,26"
IN_HOUSE = "I1,Own,in_house,PCC,PCC,P1,home_care,2026-01-05,120,,,,,14"
BLOCK = "B1,The block,block,PCC,PCC,P1,home_care,2020-01-06,120,,,,50000,35"


def seen(*contracts, **how):
    return outlook_market(contracts=contracts or (BLOCK,), **how).seen(AS_OF)


def two(count, **more):
    return Plan(blocks=(("PCC", count),), **more)


def test_today_s_block_is_the_mean_of_those_in_force():
    other = "B2,Other,block,PCC,PCC,P1,home_care,2026-01-05,36,,,,30000,25"
    ended = "B3,Ended,block,PCC,PCC,P1,home_care,2020-01-06,12,,,,90000,99"
    both = seen(BLOCK, other, ended)
    assert block_count(both, SETTINGS, "PCC") == 2 and todays_block(both, SETTINGS, "PCC") == Block(30.0, 40_000)
    # An authority without a block is offered the others', and with none in force those that were.
    assert block_count(both, SETTINGS, "CCC") == 0 and todays_block(both, SETTINGS, "CCC") == Block(30.0, 40_000)
    assert todays_block(seen(ended), SETTINGS, "PCC") == Block(99.0, 90_000)
    assert todays_block(seen(IN_HOUSE), SETTINGS, "PCC") == Block(0.0, 0.0)


def test_a_planned_block_costs_an_hour_what_today_s_does_unless_its_value_is_given():
    market = seen()
    assert planned_block(market, SETTINGS, Plan(), "PCC") == Block(35.0, 50_000)
    assert planned_block(market, SETTINGS, Plan(block_hours=70), "PCC") == Block(70, 100_000)
    assert planned_block(market, SETTINGS, Plan(block_hours=70, block_value=1), "PCC") == Block(70, 1)
    assert planned_block(seen(IN_HOUSE), SETTINGS, Plan(block_hours=70), "PCC") == Block(70, 0.0)


def test_a_block_more_adds_exactly_its_hours_and_its_value():
    market = seen()
    tables = [ahead(market, SETTINGS, "PCC", None, two(count)) for count in range(4)]
    for less, more in zip(tables, tables[1:], strict=False):
        assert (more["block_hours"] - less["block_hours"]).tolist() == pytest.approx([35.0] * 104)
        assert (more["block_gbp"] - less["block_gbp"]).tolist() == pytest.approx([50_000 / 52] * 104)
        assert (more["p_sufficient"] >= less["p_sufficient"]).all() and (more["unmet"] <= less["unmet"]).all()
        assert (more["demand_p50"] == less["demand_p50"]).all()
    # The market has one such block already.
    assert ahead(market, SETTINGS, "PCC", None, Plan()).equals(tables[1])


def test_blocks_start_on_their_day_and_today_s_go_on_until_then_unless_the_dps_comes_first():
    later = date(2026, 12, 3)  # The Thursday of week 2: 4 of its 7 days.
    market = seen()
    hours = ahead(market, SETTINGS, "PCC", None, two(3, block_start=later))["block_hours"]
    assert hours[:4].tolist() == pytest.approx([35, 35 * 3 / 7 + 105 * 4 / 7, 105, 105])
    first = ahead(market, SETTINGS, "PCC", None, two(3, block_start=later, dps_first=True))
    assert first["block_hours"][:3].tolist() == pytest.approx([0, 105 * 4 / 7, 105])
    assert first["block_gbp"][:3].tolist() == pytest.approx([0, 150_000 / 52 * 4 / 7, 150_000 / 52])


def test_in_house_hours_are_added_to_a_service_that_there_is():
    own = seen(BLOCK, IN_HOUSE)
    assert has_in_house(own, SETTINGS, "PCC") and not has_in_house(own, SETTINGS, "CCC")
    more = changed(own, SETTINGS, Plan(in_house_hours=20))
    assert more.in_house == (changes.InHouse("PCC", 20, date(2026, 11, 23)),)
    assert changed(seen(), SETTINGS, Plan(in_house_hours=20)).in_house == ()
    base, grown, gone = (
        ahead(own, SETTINGS, "PCC", None, Plan(in_house_hours=hours))["capacity_p50"] for hours in (None, 20, -50)
    )
    assert (grown - base).tolist() == pytest.approx([20.0] * 104)
    assert (base - gone).tolist() == pytest.approx([14.0] * 104)


def test_what_an_address_leaves_out_begins_on_the_next_monday():
    plan = changed(seen(), SETTINGS, Plan(blocks=(("CCC", 2),), demand=-25, lost="P1", joiners=3))
    assert plan == changes.Plan(
        blocks=(changes.Blocks("CCC", 2, 35.0, 50_000, date(2026, 11, 23)),), demand=0.75, lost="P1",
        lost_on=date(2026, 11, 23), joiners=3,
    )
    assert changed(seen(), SETTINGS, Plan()) == changes.BASE


def test_blocks_are_paid_by_their_terms():
    def pounds(contract, service=None, **plan):
        return block_pounds(seen(contract), SETTINGS, "PCC", service, changes.Plan(**plan)) * 52

    # Begun on Monday of week 2 with two weeks of mobilisation; it ends on 30 November 2027, the Tuesday of week 54.
    contract = "B1,New,block,PCC,PCC;CCC,P1,home_care,2026-12-01,12,12,2,,52000,35"
    paid = pounds(contract)
    assert paid[:6].tolist() == pytest.approx([0, 0, 0, 0, 26_000 * 6 / 7, 26_000])
    assert paid[53:56].tolist() == pytest.approx([26_000, 26_000 * 2 / 7, 0])
    assert pounds(contract, options=True)[55] == pytest.approx(26_000)
    assert pounds(contract, service="community_support").max() == 0
    lost = pounds(contract, lost="P1", lost_on=date(2027, 1, 4))
    assert lost[:9].tolist() == pytest.approx([0, 0, 0, 0, 26_000 * 6 / 7, 26_000, 26_000, 0, 0])


def test_the_rate_is_that_of_dps_packages_placed_on_the_day_by_hours():
    market = market_from({
        "contracts": "contract_id,contract_type,covered_authorities,services,start_date,initial_term_months\n"
        "D1,dps,PCC,home_care,2024-01-01,60\nS1,spot,PCC,home_care,2024-01-01,60\n",
        "packages": "package_id,authority,service,hours_per_week,requested_on,started_on,ended_on,contract_id,"
        "hourly_rate_gbp\n"
        "K1,PCC,home_care,10,2026-01-05,2026-01-05,,D1,20\nK2,PCC,home_care,30,2026-01-05,2026-01-05,,D1,30\n"
        "K3,PCC,home_care,50,2026-01-05,2026-01-05,,S1,99\nK4,PCC,home_care,50,2026-01-05,2026-01-05,2026-02-01,D1,99\n"
        "K5,CCC,home_care,50,2026-01-05,2026-01-05,,D1,99\nK6,PCC,community_support,40,2026-01-05,2026-01-05,,D1,40\n",
    }).seen(AS_OF)
    assert dps_rate(market, "PCC", "home_care") == pytest.approx(27.5)
    assert dps_rate(market, "PCC", None) == pytest.approx((10 * 20 + 30 * 30 + 40 * 40) / 80)
    assert np.isnan(dps_rate(market, "CCC", "community_support"))


def test_blocks_are_judged_to_the_end_of_their_term_of_the_dps_or_of_the_horizon():
    short = "B2,Short,block,PCC,PCC,P1,home_care,2026-06-01,12,,,,50000,35"
    # 104 weeks after Sunday 22 November 2026; the DPS of the market runs to 2030.
    assert judged_to(seen(), SETTINGS, "PCC", Plan()) == date(2028, 11, 19)
    # The block that began last had a term of 12 months: from Monday 23 November 2026 to Monday 22 November 2027.
    assert judged_to(seen(BLOCK, short), SETTINGS, "PCC", Plan()) == date(2027, 11, 21)
    ending = "D2,New DPS,dps,PCC,CCC,,home_care,2024-03-01,36,12,,,,"
    assert judged_to(seen(BLOCK, ending), SETTINGS, "CCC", Plan()) == date(2027, 2, 28)
    assert judged_to(seen(BLOCK, ending), SETTINGS, "CCC", Plan(options=True)) == date(2028, 2, 27)


def test_a_plan_that_leaves_an_authority_alone_is_not_worked_out_for_it_again():
    market = seen()
    base = ahead(market, SETTINGS, "PCC", None, Plan())
    assert ahead(market, SETTINGS, "PCC", None, Plan(blocks=(("CCC", 2),), block_hours=20, dps_first=True)) is base
    assert ahead(market, SETTINGS, "PCC", None, Plan(blocks=(("CCC", 2),), demand=5)) is not base
