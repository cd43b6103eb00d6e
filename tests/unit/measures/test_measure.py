"""What every measure shares: rounding, ratios, types, order and the cut to a period."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.measures import MEASURES
from dashboard.measures.measure import Column, Measure, answer, ratio, rounded
from tests.unit.markets import SETTINGS, ask, market_from, view


def floats(*values):
    return pd.Series(values, dtype=float)


def test_rounded_to_nine_decimals_half_away_from_zero():
    found = rounded(floats(1.0999999999999999, 0.1 + 0.2, -0.00000000149, 2.0000000006, -2.0000000006, np.nan, -1e-12))
    assert found.tolist()[:5] == [1.1, 0.3, -0.000000001, 2.000000001, -2.000000001]
    assert np.isnan(found[5])
    assert str(found[6]) == "0.0"


@given(st.decimals(-100_000, 100_000, places=6) | st.decimals(-1_000_000_000, 1_000_000_000, places=2))
@example(Decimal("8808325.22"))
def test_rounding_keeps_what_is_short_enough(value):
    assert rounded(floats(float(value)))[0] == float(value)


@given(st.floats(-1e5, 1e5))
def test_rounding_agrees_with_decimal_arithmetic(value):
    exact = Decimal(value).quantize(Decimal("1e-9"), ROUND_HALF_UP)
    assert rounded(floats(value))[0] == pytest.approx(float(exact), abs=1.1e-9)


def test_a_ratio_with_nothing_below_is_empty():
    found = ratio(floats(1, 0, 3, np.nan, 1), floats(0, 0, 4, 2, 1e-10))
    assert found[2] == 0.75
    assert found.isna().tolist() == [True, True, False, True, True]


def made(table, kinds, key, period=None):
    return Measure(
        id="made", question="?", definition="", key=key, filters={}, period=period,
        columns=tuple(Column(name, name, kind, name) for name, kind in kinds.items()),
        compute=lambda market, filters, settings: table.copy(), finding=lambda table, filters, settings: {},
        example=lambda table, as_of, settings: None, sources=(),
    )


def test_columns_come_in_order_typed_and_sorted_by_key():
    table = pd.DataFrame({
        "n": [2.0, None], "when": [date(2026, 1, 2), None], "x": [0.1 + 0.2, np.nan], "name": ["b", None],
        "yes": [True, False], "k": ["Z", "A"],
    })
    kinds = {"k": "text", "name": "list", "when": "date", "n": "count", "x": "hours", "yes": "flag"}
    found = ask(made(table, kinds, ("k",)), market_from({}), "2026-01-01")
    assert list(found) == list(kinds)
    assert found["k"].tolist() == ["A", "Z"]
    assert [str(kind) for kind in found.dtypes] == ["str", "str", "datetime64[us]", "Int64", "float64", "bool"]
    assert found["x"].tolist()[1] == 0.3
    assert found.iloc[0][["name", "when", "n", "x"]].isna().all()


def test_a_missing_or_extra_column_is_a_mistake():
    with pytest.raises(ValueError, match="made.*other"):
        ask(made(pd.DataFrame({"other": []}), {"k": "text"}, ("k",)), market_from({}), "2026-01-01")


def weekly():
    return made(
        pd.DataFrame({"week": pd.date_range("2026-10-05", periods=7, freq="7D")}), {"week": "week"}, ("week",), "week"
    )


def kept(measure, as_of, **period):
    return ask(measure, market_from({}), as_of, **period).iloc[:, 0].astype("str").tolist()


def test_the_last_weeks_are_complete_ones():
    # On Saturday 21 November 2026 the latest complete week is that of 9 November.
    assert kept(weekly(), "2026-11-21", weeks=2) == ["2026-11-02", "2026-11-09", "2026-11-16"]
    assert kept(weekly(), "2026-11-22", weeks=2) == ["2026-11-09", "2026-11-16"]


def test_from_and_to_choose_by_the_periods_first_day():
    assert kept(weekly(), "2026-11-22", first=date(2026, 10, 13)) == [
        "2026-10-19", "2026-10-26", "2026-11-02", "2026-11-09", "2026-11-16",
    ]
    assert kept(weekly(), "2026-11-22", last=date(2026, 10, 12)) == ["2026-10-05", "2026-10-12"]
    assert kept(weekly(), "2026-11-22", first=date(2026, 10, 12), last=date(2026, 10, 18)) == ["2026-10-12"]


def test_months_and_quarters_end_with_their_last_day():
    months = made(pd.DataFrame({"month": ["2026-09", "2026-10", "2026-11"]}), {"month": "month"}, ("month",), "month")
    # The Monday of the 3rd latest complete week is 2 November; of the 4th 26 October.
    assert kept(months, "2026-11-22", weeks=3) == ["2026-11"]
    assert kept(months, "2026-11-22", weeks=4) == ["2026-10", "2026-11"]
    assert kept(months, "2026-11-22", first=date(2026, 10, 1)) == ["2026-10", "2026-11"]
    quarters = made(
        pd.DataFrame({"quarter": ["2026-Q2", "2026-Q3", "2026-Q4"]}), {"quarter": "quarter"}, ("quarter",), "quarter"
    )
    assert kept(quarters, "2026-11-22", weeks=7) == ["2026-Q4"]
    assert kept(quarters, "2026-11-22", weeks=8) == ["2026-Q3", "2026-Q4"]  # its Monday is 28 September
    assert kept(quarters, "2026-11-22", last=date(2026, 7, 1)) == ["2026-Q2", "2026-Q3"]


def test_a_contract_year_ends_the_day_before_its_anniversary():
    years = made(
        pd.DataFrame({"contract_year": [date(2025, 11, 16), date(2025, 11, 17), date(2032, 2, 29)]}),
        {"contract_year": "date"}, ("contract_year",), "contract_year",
    )
    assert kept(years, "2026-11-22", weeks=1) == ["2025-11-17", "2032-02-29"]  # to 16 November, a Monday
    # From 29 February 2032 to 28 February 2033, a Monday.
    assert kept(years, "2033-03-06", weeks=1) == ["2032-02-29"]


def test_rows_without_a_period_stay_whatever_the_period():
    table = made(pd.DataFrame({"k": ["a"]}), {"k": "text"}, ("k",))
    assert kept(table, "2026-11-22", weeks=1) == kept(table, "2026-11-22", first=date(2030, 1, 1)) == ["a"]


def test_an_answer_is_worked_out_once():
    market, calls = market_from({}), []
    measure = replace(weekly(), compute=lambda *asked: calls.append(asked) or weekly().compute(*asked))
    for period in ({}, {"weeks": 2}, {"weeks": 2}, {"first": date(2026, 10, 12)}):
        ask(measure, market, "2026-11-22", **period)
    assert len(calls) == 1
    ask(measure, market, "2026-11-23")
    assert len(calls) == 2


def test_an_answer_needs_its_day():
    with pytest.raises(ValueError, match="day"):
        answer(weekly(), market_from({}), replace(view("2026-11-22", weeks=13), as_of=None), SETTINGS)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_every_measure_answers_an_empty_market(measure):
    table = ask(measure, market_from({}), "2026-11-22", weeks=52)
    assert list(table) == list(measure.names)
    assert table.empty
    for sentence in measure.finding(table, view("2026-11-22", weeks=52), SETTINGS).values():
        assert 0 < len(sentence.split()) <= 12
        assert "nan" not in sentence.lower()


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_every_measure_says_what_it_is(measure):
    assert measure.question.endswith("?")
    assert len(measure.definition.strip()) > 100
    assert set(measure.key) <= set(measure.names)
    assert set(measure.filters) == {"authority", "provider", "service", "route"}
    assert all(column.meaning and column.label for column in measure.columns)
    assert measure.period is None or measure.period in measure.names
