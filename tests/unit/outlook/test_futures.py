"""The futures of an authority: capacity by its contracts' dates, plans, and the same chances for all."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.outlook.futures import committed, futures, holidays, packages_of
from dashboard.outlook.lookback import looked_back, pinball
from dashboard.outlook.plan import BASE, Blocks, InHouse, Plan
from dashboard.settings import Settings
from tests.unit.markets import market_from
from tests.unit.outlook_market import AS_OF, WEEK0, outlook_market

SETTINGS = Settings()
MARKET = outlook_market()
SEEN = MARKET.seen(AS_OF)


def ahead(plan: Plan = BASE, market=MARKET):
    return futures(market.seen(AS_OF), SETTINGS, "PCC", None, plan)


def weeks_on(n: int, days: int = 0) -> date:
    return WEEK0 + timedelta(weeks=n, days=days)


def promised(*contracts: str) -> np.ndarray:
    return committed(outlook_market(contracts=contracts).seen(AS_OF), SETTINGS, "PCC")


def test_week_0_is_what_is_open_and_what_is_credible():
    """Open: of the 10 weeks' stays 3 or 4, of the 20 weeks' 6 or 7, of the 40 weeks' 13 or 14."""
    found = ahead()
    still_open = [n for n in range(120) if n + (10, 20, 40)[n % 3] > 119]
    assert set(found.demand[:, 0]) == {6.0 * len(still_open)}
    assert set(found.capacity[:, 0]) == {35.0 + 90.0}
    assert found.block[0] == 35.0 and set(found.flexible[:, 0]) == {90.0}


def test_a_block_goes_on_by_its_own_dates():
    """36 months from 1 January 2024 end on 31 December 2026, a Thursday: four days of the week of 28 December."""
    found = promised("B1,The block,block,PCC,PCC,P1,home_care,2024-01-01,36,24,,,50000,35")
    assert found[:8] == pytest.approx([35, 35, 35, 35, 35, 35, 20, 0])
    assert (found[8:] == 0).all()


def test_mobilisation_and_a_start_to_come():
    found = promised("B1,A,block,PCC,PCC,P1,home_care,2026-12-07,36,,2,,50000,35")
    assert found[:7] == pytest.approx([0, 0, 0, 0, 0, 35, 35])


def test_an_option_is_taken_only_where_that_is_assumed():
    market = outlook_market(contracts=["B1,The block,block,PCC,PCC,P1,home_care,2024-01-01,36,24,,,50000,35"])
    base, taken = ahead(market=market), ahead(Plan(options=True), market)
    assert base.block[7] == 0 and base.block[5] == 35
    assert (taken.block[1:] == 35).all()
    assert (taken.flexible == base.flexible).all() and (taken.demand == base.demand).all()
    assert (committed(market.seen(AS_OF), SETTINGS, "PCC")[7:] == 0).all()


def test_a_contract_that_has_ended_is_not_brought_back_by_its_option():
    market = outlook_market(contracts=["B1,The block,block,PCC,PCC,P1,home_care,2023-01-02,36,24,,,50000,35"])
    assert (ahead(Plan(options=True), market).block == 0).all()


def test_the_dps_carries_its_members_to_its_end():
    """60 months from 3 January 2022 end on 2 January 2027, a Saturday: no way in on the Sunday after."""
    market = outlook_market()
    contracts = market.contracts
    contracts.loc[contracts["contract_id"] == "D1", ["start_date", "initial_term_months"]] = ["2022-01-03", 60]
    found = futures(market.seen(AS_OF), SETTINGS, "PCC")
    assert found.flexible[:, 5].max() > 0 and (found.flexible[:, 6:] == 0).all()


def test_a_contract_that_mobilises_counts_in_week_0_as_sufficiency_does_and_from_when_it_can_deliver():
    market = outlook_market(contracts=["B1,New,block,PCC,PCC,P1,home_care,2026-11-09,36,,6,,50000,35"])
    market.capacity_returns.loc[1] = ["P1", "PCC", "home_care", np.datetime64("2026-11-09"), 35.0]
    found = ahead(market=market)
    assert set(found.capacity[:, 0]) == {35.0 + 90.0}
    assert found.block[1:8].tolist() == [0, 0, 0, 0, 35, 35, 35]


def test_a_contract_that_takes_over_from_one_that_ended_counts_in_full():
    """36 months from 19 November 2023 end on 18 November 2026: on week 0's Sunday P1 has no way in."""
    market = outlook_market(contracts=[
        "B1,Old,block,PCC,PCC,P1,home_care,2023-11-19,36,,,,50000,35",
        "B2,New,block,PCC,PCC,P1,home_care,2026-11-30,36,,,,50000,42",
    ])
    assert ahead(market=market).block[:4].tolist() == [0, 0, 42, 42]


def test_no_blocks_and_no_members():
    assert (promised() == 0).all()
    alone = ahead(market=outlook_market(member=False))
    assert (alone.flexible == 0).all() and (alone.block == 35).all()


def test_a_lost_provider_is_gone_from_its_day():
    """From the Thursday of the fourth week: three days of the block's week are left, and no Sunday of the DPS's."""
    lost = ahead(Plan(lost="P1", lost_on=weeks_on(4, 3)))
    assert lost.block[:6] == pytest.approx([35, 35, 35, 35, 15, 0])
    gone = ahead(Plan(lost="P2", lost_on=weeks_on(4, 3)))
    assert (gone.flexible[:, 3] == ahead().flexible[:, 3]).all() and (gone.flexible[:, 4:] == 0).all()
    assert (gone.block == ahead().block).all()


def test_all_providers_lost_is_enough_only_for_nothing():
    market = outlook_market(contracts=[])
    gone = ahead(Plan(lost="P2", lost_on=weeks_on(1)), market)
    assert (gone.capacity[:, 1:] == 0).all() and gone.sufficient[1:].max() == 0
    nothing = ahead(Plan(lost="P2", lost_on=weeks_on(1), demand=0), market)
    assert (nothing.sufficient[1:] == 1).all()


def test_demand_is_times_what_the_plan_says_from_next_week():
    more = ahead(Plan(demand=1.2))
    assert (more.demand[:, 0] == ahead().demand[:, 0]).all()
    assert more.demand[:, 1:] == pytest.approx(1.2 * ahead().demand[:, 1:])


def test_planned_blocks_stand_in_place_of_those_there_are():
    """From the Thursday of the second week: three sevenths of the week are of the old, four of the new."""
    plan = Plan(blocks=(Blocks("PCC", 2, 21, 50_000, weeks_on(2, 3)), Blocks("CCC", 5, 40, 50_000, weeks_on(0))))
    assert ahead(plan).block[:4] == pytest.approx([35, 35, (3 * 35 + 4 * 42) / 7, 42])
    own = Plan(in_house=(InHouse("PCC", 14, weeks_on(2)),))
    assert ahead(own).in_house[:4] == pytest.approx([0, 0, 14, 14])
    assert (ahead(own).block == ahead().block).all()


def test_joiners_change_flexible_hours_alone():
    more = ahead(Plan(joiners=4))
    assert (more.flexible >= ahead(Plan(joiners=0)).flexible - 1e-6).all()
    assert (more.demand == ahead().demand).all() and (more.block == ahead().block).all()


@settings(max_examples=20)
@given(
    st.integers(0, 7), st.integers(1, 4), st.floats(1, 60), st.integers(0, 90),
    st.floats(0.5, 2), st.sampled_from([None, "P1", "P2"]),
)
def test_more_blocks_never_make_enough_less_likely(count, more, hours, start, demand, lost):
    def chance(blocks: int) -> np.ndarray:
        of = (Blocks("PCC", blocks, hours, 50_000, weeks_on(start)),)
        return ahead(Plan(blocks=of, demand=demand, lost=lost, lost_on=weeks_on(9))).sufficient

    assert (chance(count + more) >= chance(count)).all()


def test_a_blocks_return_above_its_contract_is_flexible_and_below_it_lowers_it():
    def market(claimed: float):
        found = outlook_market(member=False)
        found.capacity_returns.loc[0] = ["P1", "PCC", "home_care", np.datetime64("2020-01-06"), claimed]
        return ahead(market=found)

    above, below = market(50.0), market(28.0)
    assert above.block[1] == 35 and set(above.flexible[:, 0]) == {15.0} and above.flexible[:, 1].mean() > 14
    assert below.block[1] == 28 and (below.flexible == 0).all()


def test_too_little_is_known_of_one_package_or_a_short_time():
    one = outlook_market(packages=["K1,PCC,home_care,6,2025-01-06,,,"])
    assert ahead(market=one).demand is None
    assert np.isnan(ahead(market=one).sufficient).all()
    # The first end is 10 weeks after the first request, so that of 62 weeks 51 are left behind week 0, of 63 52.
    assert ahead(market=outlook_market(weeks=62)).demand is None
    assert ahead(market=outlook_market(weeks=63)).demand is not None


def test_services_with_little_of_their_own_are_taken_together():
    def services(counts: dict[str, int]) -> list[str]:
        rows = [
            f"{name}{n},PCC,{name},6,{weeks_on(-80 + n % 80)},,{weeks_on(-79)},planned" if n == 0
            else f"{name}{n},PCC,{name},6,{weeks_on(-80 + n % 80)},,,"
            for name, count in counts.items() for n in range(count)
        ]
        return sorted(packages_of(outlook_market(packages=rows).seen(AS_OF), "PCC", None))

    assert services({"a": 60, "b": 60}) == ["a", "b"]
    assert services({"a": 60, "b": 10}) == ["a+b"]
    assert services({"a": 60, "b": 70, "c": 9}) == ["a+c", "b"]
    assert services({"a": 60, "b": 20, "c": 20}) == ["a", "b+c"]


def test_holidays_that_are_not_loaded_yet_are_those_of_the_year_before():
    market = market_from({
        "school_holidays": "authority,first_day,last_day\nPCC,2026-10-26,2026-10-30\nCCC,2026-11-16,2026-11-22\n"
        "PCC,2026-12-21,2027-01-03\n",
    })
    share = holidays(market.seen(AS_OF), "PCC", -4)
    held = {week - 4: round(part, 6) for week, part in enumerate(share) if part}
    assert held == {-3: 0.714286, 5: 1, 6: 1, 49: 0.714286, 57: 1, 58: 1, 101: 0.714286}


def test_the_look_back_knows_what_was_known():
    """At 32 weeks back those open then are known, and no end after it: what is said is not what came true."""
    told = looked_back(SEEN, "PCC", None)
    assert {said.ahead for said in told} == {13, 26, 52}
    assert all(said.origin % 4 == 0 and said.origin + said.ahead <= 0 for said in told)
    [said] = [said for said in told if (said.origin, said.ahead) == (-32, 13)]

    def needed(week: int) -> float:
        return 6.0 * sum(n - 119 <= week < n - 119 + (10, 20, 40)[n % 3] for n in range(120))

    assert said.actual == needed(-19) and said.naive == needed(-71)
    # Records are complete from the first end: package 0, asked for in week -119, is not open from week -109.
    assert said.drift == pytest.approx(needed(-32) + 13 * (needed(-32) - needed(-108)) / (108 - 32))
    assert min(said.origin for said in told) == -56  # the last week with 52 weeks of records behind it, by fours


def test_pinball_by_hand():
    """At 100, of 80, 90, 100, 110 and 130: 0.05 × 20, 0.25 × 10, 0, 0.25 × 10, 0.05 × 30, a fifth of the sum."""
    assert pinball(np.array([80, 90, 100, 110, 130.0]), 100.0) == pytest.approx((1 + 2.5 + 0 + 2.5 + 1.5) / 5)
    assert pinball(np.full(5, 94.0), 100.0) == pytest.approx(3.0)
