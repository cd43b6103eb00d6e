"""`outlook`: will it stay enough?"""

import numpy as np
import pandas as pd
import pytest

from dashboard.measures import MEASURES
from dashboard.measures.outlook import EXPLAINED, MEASURE
from tests.unit.markets import SETTINGS, ask, rows, view
from tests.unit.outlook_market import AS_OF, outlook_market

NAMES = (
    "week,authority,demand_p05,demand_p25,demand_p50,demand_p75,demand_p95,capacity_committed,capacity_p05,"
    "capacity_p50,capacity_p95,shortfall_p50,p_sufficient"
)
MARKET = outlook_market()
FIGURES = NAMES.split(",")[2:]


def whole(market=MARKET, as_of: str = str(AS_OF), **filters) -> pd.DataFrame:
    return ask(MEASURE, market, as_of, **filters)


def told(chances: list[float | None], name: str = "Peterborough", as_of: str = str(AS_OF), **filters) -> str:
    """The finding of weeks with these chances, from week 0 on."""
    weeks = pd.date_range("2026-11-16", periods=len(chances), freq="7D", unit="us")
    table = pd.DataFrame({"week": weeks, "authority": "PCC", "p_sufficient": pd.Series(chances, dtype=float)})
    return MEASURE.finding(table, view(as_of, authority="PCC", **filters), SETTINGS)["PCC"]


def test_the_columns_are_those_of_the_definition():
    assert ",".join(MEASURE.names) == NAMES == ",".join(whole())


def test_week_0_is_what_sufficiency_says():
    [row] = rows(ask(MEASURES["sufficiency"], MARKET, str(AS_OF)).tail(1), "week", "demand_hours", "credible_hours")
    first = whole().iloc[0]
    assert row == ("2026-11-16", first["demand_p50"], first["capacity_p50"])
    assert first["demand_p05"] == first["demand_p95"] and first["capacity_p05"] == first["capacity_p95"] == 125
    assert first["p_sufficient"] == float(first["demand_p50"] <= 125)
    assert first["shortfall_p50"] == max(first["demand_p50"] - 125, 0)
    assert first["capacity_committed"] == 35


def test_there_are_104_weeks_ahead_with_bands_in_order():
    table = whole()
    assert len(table) == 105
    assert table["week"].diff().dropna().eq(pd.Timedelta(days=7)).all()
    demand = table[[f"demand_p{n}" for n in ("05", "25", "50", "75", "95")]].to_numpy()
    capacity = table[["capacity_p05", "capacity_p50", "capacity_p95"]].to_numpy()
    assert (np.diff(demand, axis=1) >= 0).all() and (np.diff(capacity, axis=1) >= 0).all()
    assert (np.diff(demand[1:], axis=1) > 0).all()
    assert table["p_sufficient"].between(0, 1).all() and (table["capacity_committed"] == 35).all()


def test_the_same_data_give_the_same_answer_in_whatever_order_of_rows():
    for seed in (1, 2):
        pd.testing.assert_frame_equal(whole(), whole(outlook_market(shuffled=seed)))


@pytest.mark.parametrize("days", [-364, 364])
def test_shifting_every_date_by_364_days_shifts_the_answer(days):
    moved = pd.Timedelta(days=days)
    table = whole(outlook_market(moved=days), str((pd.Timestamp(AS_OF) + moved).date()))
    pd.testing.assert_frame_equal(whole().assign(week=whole()["week"] + moved), table)


def test_with_too_little_known_only_what_is_committed_is_given():
    table = whole(outlook_market(packages=["K1,PCC,home_care,6,2025-01-06,,,"]))
    assert len(table) == 105 and (table["capacity_committed"] == 35).all()
    assert table[[name for name in FIGURES if name != "capacity_committed"]].isna().all(axis=None)
    said = MEASURE.finding(table, view(str(AS_OF)), SETTINGS)
    assert said["PCC"] == "Peterborough: too little is known yet to look ahead."
    assert said["CCC"] == "There is nothing to look ahead from for Cambridgeshire."


def test_without_hours_there_is_no_row():
    market = outlook_market()
    market.__dict__["weekly_hours"] = market.weekly_hours.head(0)
    assert whole(market).empty


def test_filters_do_what_they_do_in_sufficiency():
    assert whole(authority="CCC").empty and len(whole(authority="PCC")) == 105
    pd.testing.assert_frame_equal(whole(), whole(provider="P1", route="dps"))
    pd.testing.assert_frame_equal(whole(), whole(service="home_care"))
    assert whole(service="community_support").empty
    assert len(whole(weeks=13)) == 105
    assert len(whole(last=pd.Timestamp("2026-12-06").date())) == 3


def test_the_verdict_is_a_chance_to_a_month_and_the_first_doubtful_week():
    assert told([1] + [0.96] * 13 + [0.82] * 13 + [0.7] * 80) == (
        "Peterborough: 82% likely to have enough to May; doubtful from 24 May."
    )
    assert told([1] + [0.9] * 60 + [0.7] * 44) == (
        "Peterborough: 90% likely enough to November 2027; doubtful from January 2028."
    )
    assert told([1] + [0.955] * 104) == "Peterborough: 95% likely to have enough care to November 2028."
    assert told([0] + [0.299] * 104) == (
        "Peterborough: 29% likely to have enough to February; doubtful from 23 November."
    )
    assert told([1, 0.9, 0.9], last=pd.Timestamp("2026-12-06").date()) == (
        "Peterborough: 90% likely to have enough care to December."
    )
    assert told([1]) == "Peterborough: no week ahead is shown."
    assert told([None] * 105) == "Peterborough: too little is known yet to look ahead."


def test_it_is_explained_on_a_page():
    assert EXPLAINED.strip() in MEASURE.definition
    assert 300 < len(EXPLAINED.split()) < 600
