"""Months and quarters are calendar ones; the running one is counted to the day (measures.md section 1)."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.market.periods import named, periods
from tests.unit.markets import rows


def test_months_without_gaps_over_a_leap_day_and_a_year_end():
    assert rows(periods("month", date(2027, 12, 31), date(2028, 3, 1)), "month", "last", "complete") == [
        ("2027-12", "2027-12-31", True), ("2028-01", "2028-01-31", True), ("2028-02", "2028-02-29", True),
        ("2028-03", "2028-03-01", False),
    ]


def test_quarters_without_gaps():
    assert rows(periods("quarter", date(2026, 9, 30), date(2027, 2, 14)), "quarter", "last", "complete") == [
        ("2026-Q3", "2026-09-30", True), ("2026-Q4", "2026-12-31", True), ("2027-Q1", "2027-02-14", False),
    ]


@pytest.mark.parametrize(("kind", "as_of", "name"), [
    ("month", date(2026, 4, 30), "2026-04"), ("quarter", date(2026, 6, 30), "2026-Q2"),
])
def test_complete_on_its_last_day_and_not_the_day_before(kind, as_of, name):
    eve = as_of.replace(day=29)
    assert rows(periods(kind, as_of, as_of), kind, "last", "complete") == [(name, as_of.isoformat(), True)]
    assert rows(periods(kind, eve, eve), kind, "last", "complete") == [(name, eve.isoformat(), False)]


def test_each_day_is_in_the_period_of_its_name_and_no_day_in_none():
    days = pd.Series(pd.to_datetime(["2026-01-01", "2026-03-31", None, "2026-12-31"]))
    assert named(days, "month").fillna("").tolist() == ["2026-01", "2026-03", "", "2026-12"]
    assert named(days, "quarter").fillna("").tolist() == ["2026-Q1", "2026-Q1", "", "2026-Q4"]


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 1500), st.sampled_from(["month", "quarter"]))
def test_periods_hold_every_day_from_the_first_to_the_last(first, days, kind):
    as_of = first + pd.Timedelta(days=days).to_pytimedelta()
    found = periods(kind, first, as_of)
    every = named(pd.Series(pd.date_range(first, as_of)), kind).drop_duplicates().tolist()
    assert found[kind].tolist() == every
    assert found["last"].is_monotonic_increasing and found["last"].iloc[-1] == pd.Timestamp(as_of)
    assert found["complete"].iloc[:-1].all()
