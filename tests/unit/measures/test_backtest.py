"""`backtest` and its summary: what would the outlook have said, and how far was it right?"""

import pandas as pd
import pytest

from dashboard.measures import backtest, backtest_summary
from dashboard.outlook.lookback import looked_back, pinball
from tests.unit.markets import SETTINGS, ask, rows, view
from tests.unit.outlook_market import AS_OF, outlook_market

MARKET = outlook_market()
TABLE = ask(backtest.MEASURE, MARKET, str(AS_OF))
SUMMARY = ask(backtest_summary.MEASURE, MARKET, str(AS_OF))


def test_the_columns_are_those_of_the_definition():
    assert ",".join(backtest.MEASURE.names) == "authority,origin,horizon_weeks,actual,p05,p50,p95,naive"
    assert ",".join(backtest_summary.MEASURE.names) == (
        "authority,horizon_weeks,origins,coverage_50,coverage_90,pinball,pinball_naive,pinball_drift,bias"
    )


def test_it_is_asked_every_fourth_week_and_told_when_the_week_is_over():
    """From 56 weeks back, when 52 weeks of records lay behind: 11 times 13 weeks ahead, 8 times 26, twice 52."""
    assert TABLE["origin"].min() == pd.Timestamp("2026-11-16") - pd.Timedelta(weeks=56)
    assert TABLE["horizon_weeks"].value_counts().to_dict() == {13: 11, 26: 8, 52: 2}
    told = TABLE["origin"] + pd.to_timedelta(7 * TABLE["horizon_weeks"].astype(int), unit="D")
    assert told.max() <= pd.Timestamp("2026-11-16")


def test_what_came_true_is_the_demand_of_that_week():
    """In a steady state of stays of 10, 20 and 40 Sundays 23 or 24 packages of 6 hours are open."""
    assert set(TABLE["actual"]) <= {6.0 * 23, 6.0 * 24, 6.0 * 22}
    assert (TABLE["p05"] <= TABLE["p50"]).all() and (TABLE["p50"] <= TABLE["p95"]).all()


def test_what_was_said_does_not_change_with_what_came_later():
    """Asked sixteen weeks before, it said the same: later ends and requests are not seen."""
    before = ask(backtest.MEASURE, MARKET, "2026-08-02")
    both = TABLE.merge(before, on=["authority", "origin", "horizon_weeks"])
    assert len(both) == len(before) > 3
    for name in ("actual", "p05", "p50", "p95", "naive"):
        assert both[f"{name}_x"].tolist() == both[f"{name}_y"].tolist()


def test_the_summary_sums_up_the_look_back():
    told = [said for said in looked_back(MARKET.seen(AS_OF), "PCC", None) if said.ahead == 26]
    own = TABLE[TABLE["horizon_weeks"] == 26]
    [row] = SUMMARY[SUMMARY["horizon_weeks"] == 26].to_dict("records")
    assert row["origins"] == len(own) == 8
    assert row["coverage_90"] == own["actual"].between(own["p05"], own["p95"]).mean()
    assert row["bias"] == pytest.approx((own["p50"] - own["actual"]).mean())
    assert row["pinball_naive"] == pytest.approx((own["naive"] - own["actual"]).abs().mean() / 2)
    assert row["pinball"] == pytest.approx(sum(pinball(said.quantiles, said.actual) for said in told) / 8)
    held = [said.quantiles[1] <= said.actual <= said.quantiles[3] for said in told]
    assert row["coverage_50"] == sum(held) / 8


def test_short_records_have_no_past():
    market = outlook_market(packages=["K1,PCC,home_care,6,2025-01-06,,,"])
    for measure in (backtest.MEASURE, backtest_summary.MEASURE):
        table = ask(measure, market, str(AS_OF))
        assert table.empty
        said = measure.finding(table, view(str(AS_OF)), SETTINGS)
        assert said["PCC"] == "Peterborough: the records are too short to look back."


def test_the_findings():
    held = int(TABLE["actual"].between(TABLE["p05"], TABLE["p95"]).sum())
    assert backtest.MEASURE.finding(TABLE, view(str(AS_OF), authority="PCC"), SETTINGS) == {
        "PCC": f"Peterborough: {held} of 21 outcomes lay within the 90% band.",
    }
    summary = SUMMARY.assign(coverage_90=0.875)
    assert backtest_summary.MEASURE.finding(summary, view(str(AS_OF), authority="PCC"), SETTINGS) == {
        "PCC": "Peterborough: the 90% band held 88% of outcomes 52 weeks ahead.",
    }


def test_rows_are_sorted_by_their_keys():
    assert rows(TABLE, "origin", "horizon_weeks") == sorted(rows(TABLE, "origin", "horizon_weeks"))
