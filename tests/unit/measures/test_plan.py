"""`plan`, `plan_months` and `plan_blocks`: a plan beside its base, by hand and by other ways."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.market.plan import Plan
from dashboard.measures import MEASURES, answer, sharing
from dashboard.measures import plan as measure
from tests.unit.markets import SETTINGS, ask, view
from tests.unit.outlook_market import AS_OF, outlook_market

NOTHING = Plan()
PLAN, MONTHS, BLOCKS = (MEASURES[name] for name in ("plan", "plan_months", "plan_blocks"))
ENDS = "B1,The block,block,PCC,PCC,P1,home_care,2024-01-01,36,12,,,50000,35"
"""A block that ends on 31 December 2026, the Thursday of week 6, with an option of 12 months."""
LITTLE = ["K1,PCC,home_care,6,2025-01-06,,,"]


def blocks(count, **more):
    return Plan(blocks=(("PCC", count),), **more)


def both(market, plan, against=NOTHING):
    table = ask(PLAN, market, str(AS_OF), plan=plan, against=against)
    return (table[table["of"] == of].iloc[0] for of in ("base", "plan"))


def test_the_base_is_the_outlook():
    market = outlook_market(contracts=[ENDS])
    summary = ask(MEASURES["outlook_summary"], market, str(AS_OF)).iloc[0]
    base, plan = both(market, Plan())
    for name in ("p_13_weeks", "p_26_weeks", "p_52_weeks", "p_104_weeks", "first_week_below_80"):
        assert base[name] == plan[name] == summary[name]
    assert base["unmet_hours_52_weeks"] == pytest.approx(summary["expected_unmet_hours_52_weeks"])


def test_a_year_s_figures_are_half_of_104_weeks():
    base, plan = both(outlook_market(contracts=[ENDS]), blocks(3, block_value=60_000))
    # 35 hours a week for five weeks and four days more; then none.
    assert base["block_hours_a_year"] == pytest.approx((5 + 4 / 7) * 35 / 2)
    assert base["block_gbp_a_year"] == pytest.approx((5 + 4 / 7) * 50_000 / 52 / 2)
    assert plan["block_hours_a_year"] == pytest.approx(3 * 35 * 52)
    assert plan["block_gbp_a_year"] == pytest.approx(180_000)
    # No DPS package has a rate: what is bought, and all, cost what is not known.
    assert np.isnan(plan["bought_gbp_a_year"]) and np.isnan(plan["cost_gbp_a_year"])


def test_void_hours_are_what_nobody_needs_though_blocks_are_used_first():
    """Without any need every block hour is void, and costs what the blocks are paid."""
    base, plan = both(outlook_market(), blocks(2, demand=-100))
    assert plan["void_hours_a_year"] == pytest.approx(2 * 35 * 52) and plan["void_gbp_a_year"] == pytest.approx(100_000)
    assert plan["unmet_hours_a_year"] == plan["bought_hours_a_year"] == 0 and plan["p_104_weeks"] == 1
    assert base["void_hours_a_year"] == pytest.approx(0, abs=1)


def test_all_providers_lost_leaves_what_is_needed_unmet():
    market = outlook_market(contracts=[])
    _, plan = both(market, Plan(lost="P2", joiners=0))
    needed = ask(MONTHS, market, str(AS_OF))
    assert plan["p_104_weeks"] == 0 and plan["bought_hours_a_year"] == pytest.approx(0)
    assert plan["unmet_hours_a_year"] == pytest.approx(needed["demand_p50"].mean() * 52, rel=0.05)


def test_a_plan_is_held_against_another():
    market = outlook_market()
    _, three = both(market, blocks(3))
    against, two = both(market, blocks(2), against=blocks(3))
    assert against.drop("of").equals(three.drop("of")) and two["p_52_weeks"] <= against["p_52_weeks"]


def test_months_hold_the_weeks_whose_sunday_they_hold():
    market = outlook_market(contracts=[ENDS])
    weekly = ask(MEASURES["outlook"], market, str(AS_OF)).iloc[1:]
    table = ask(MONTHS, market, str(AS_OF), plan=blocks(1)).set_index("month")
    # The first Sunday ahead is 29 November 2026, the last 19 November 2028.
    assert list(table.index) == [str(month) for month in pd.period_range("2026-11", "2028-11", freq="M")]
    december = weekly[weekly["week"].between("2026-11-30", "2026-12-27")]
    assert len(december) == 4
    row = table.loc["2026-12"]
    assert row["p_sufficient_base"] == december["p_sufficient"].min()
    assert row["capacity_p50_base"] == pytest.approx(december["capacity_p50"].mean())
    # The block ends with the year: until then there is no difference, then there is a block's.
    assert row["capacity_p50"] == pytest.approx(row["capacity_p50_base"])
    assert table.loc["2027-02", "capacity_p50"] - table.loc["2027-02", "capacity_p50_base"] == pytest.approx(35)
    both_years = ask(PLAN, market, str(AS_OF), plan=blocks(1)).set_index("of")
    assert table["unmet_hours"].sum() == pytest.approx(2 * both_years.loc["plan", "unmet_hours_a_year"])
    assert table["unmet_hours_base"].sum() == pytest.approx(2 * both_years.loc["base", "unmet_hours_a_year"])


def counted(market, plan=NOTHING):
    return ask(BLOCKS, market, str(AS_OF), plan=plan).set_index(["demand", "blocks"])


def test_each_number_of_blocks_is_what_a_plan_of_so_many_would_be():
    market = outlook_market(contracts=[ENDS])
    table = counted(market)
    assert (table["first"] == "2026-11-23").all() and (table["last"] == "2028-11-19").all()
    for count in (0, 2, 6):
        _, plan = both(market, blocks(count))
        row = table.loc[("any", count)]
        assert row["p_sufficient"] == plan["p_104_weeks"]
        assert row["unmet_hours"] == pytest.approx(plan["unmet_hours_a_year"])
        assert row["void_hours"] == pytest.approx(plan["void_hours_a_year"], abs=1e-6)


def test_the_fewest_that_do_are_named_and_what_is_regretted_is_beyond_the_best():
    table = counted(outlook_market())
    whole = table.loc["any"]
    [answer_] = whole.index[whole["fewest"]]
    assert whole.loc[answer_, "p_sufficient"] >= 0.9 and (whole.loc[: answer_ - 1, "p_sufficient"] < 0.9).all()
    assert table["fewest"].sum() == 1
    for _, rows in table.groupby(level="demand"):
        chance, unmet, paid = (rows[name].to_numpy() for name in ("p_sufficient", "unmet_hours", "regret_hours"))
        best = int(np.argmax(chance >= 0.9)) if (chance >= 0.9).any() else int(chance.argmax())
        assert paid.tolist() == pytest.approx(np.maximum(unmet - unmet[best], 0).tolist())
    low, middle, high = (table.loc[(level, 1), "unmet_hours"] for level in ("low", "middle", "high"))
    assert low < middle < high


def test_blocks_are_judged_from_their_first_whole_week():
    market = outlook_market()
    for start, first in ((None, "2026-11-23"), (date(2026, 11, 23), "2026-11-23"), (date(2026, 11, 24), "2026-11-30")):
        assert (counted(market, Plan(block_start=start))["first"] == first).all()
    # Blocks that start in the past are there from the first week ahead.
    assert counted(market, Plan(block_start=date(2025, 1, 6)))["p_sufficient"].tolist() == (
        counted(market)["p_sufficient"].tolist()
    )


def test_blocks_that_start_after_every_week_are_not_judged():
    late = Plan(block_start=date(2029, 1, 1))
    table = counted(outlook_market(), late)
    assert table["p_sufficient"].isna().all() and not table["fewest"].any()
    assert said(BLOCKS, outlook_market(), late) == "Peterborough: there is no week to judge blocks by."


def said(which, market, plan=NOTHING, against=NOTHING):
    filters = view(str(AS_OF), authority="PCC", plan=plan, against=against)
    return which.finding(answer(which, market, filters, SETTINGS), filters, SETTINGS)["PCC"]


def test_too_little_known_is_said():
    market = outlook_market(packages=LITTLE)
    for which in (PLAN, MONTHS, BLOCKS):
        assert said(which, market, blocks(2)) == "Peterborough: too little is known yet to look ahead."
    table = ask(PLAN, market, str(AS_OF), plan=blocks(2))
    assert table["p_52_weeks"].isna().all() and table["void_hours_a_year"].isna().all()
    assert table["block_gbp_a_year"].tolist() == pytest.approx([50_000, 100_000])


def test_without_anything_there_is_nothing_to_look_ahead_from():
    filters = view(str(AS_OF), authority="CCC")
    for which in (PLAN, MONTHS, BLOCKS):
        table = answer(which, outlook_market(), filters, SETTINGS)
        assert table.empty
        said_ = which.finding(table, filters, SETTINGS)
        assert said_ == {"CCC": "There is nothing to look ahead from for Cambridgeshire."}


@pytest.mark.parametrize(
    ("base", "plan", "sentence"),
    [
        ({}, {"p_52_weeks": 0.604}, "enough is 60% likely in the year's worst week, not 72%."),
        ({}, {"p_52_weeks": 0.716, "unmet_hours_a_year": 940.4}, "60 hours fewer a year go unmet."),
        ({}, {"unmet_hours_a_year": 1_400.0}, "400 hours more a year go unmet."),
        ({}, {"cost_gbp_a_year": 480_000.4}, "as much care, for £20,000 a year less."),
        ({"cost_gbp_a_year": None}, {}, "the plan changes nothing."),
        ({}, {}, "the plan changes nothing."),
    ],
)
def test_the_difference_is_said(base, plan, sentence):
    usual = {"authority": "PCC", "p_52_weeks": 0.72, "unmet_hours_a_year": 1_000.0, "cost_gbp_a_year": 500_000.0}
    table = pd.DataFrame([usual | {"of": "base"} | base, usual | {"of": "plan"} | plan])
    filters = view(str(AS_OF), authority="PCC", plan=blocks(1))
    assert measure.finding(table, filters, SETTINGS) == {"PCC": f"Peterborough: {sentence}"}
    same = replace(filters, against=filters.plan)
    assert measure.finding(table, same, SETTINGS)["PCC"].endswith("likely in the year's worst week.")


def test_a_plan_changes_no_other_measure():
    market = outlook_market()
    for name, other in MEASURES.items():
        if not other.plans:
            assert ask(other, market, str(AS_OF), plan=blocks(0)) is ask(other, market, str(AS_OF)), name


def test_a_plan_is_not_in_a_shareable_view():
    market, filters = outlook_market(), view(str(AS_OF), share=True)
    for which in (PLAN, MONTHS, BLOCKS):
        table = answer(which, market, filters, SETTINGS)
        assert table.empty and list(table) == list(which.names)
        assert sharing.finding(which, table, filters, SETTINGS) == {"": sharing.FOR_WORK}
