"""Weeks are Monday to Sunday, and complete when their Sunday is past or present (measures.md section 1)."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.market import weeks
from tests.unit.markets import market_from, rows


@pytest.mark.parametrize(
    ("as_of", "week"),
    [
        (date(2026, 11, 22), date(2026, 11, 16)),
        (date(2026, 11, 21), date(2026, 11, 9)),
        (date(2026, 11, 16), date(2026, 11, 9)),
        (date(2027, 1, 2), date(2026, 12, 21)),
        (date(2027, 1, 3), date(2026, 12, 28)),
    ],
)
def test_latest_complete_week(as_of, week):
    assert weeks.latest_complete_week(as_of) == week


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 60))
def test_nth_latest_week_is_a_complete_monday(as_of, n):
    week = weeks.nth_latest_week(as_of, n)
    assert week.weekday() == 0
    assert 7 * n <= (as_of - week).days + 1 < 7 * (n + 1)


def test_every_monday_of_a_range_over_a_year_end_with_53_weeks():
    found = weeks.week_range(date(2026, 12, 23), date(2027, 1, 4))
    assert [day.date().isoformat() for day in found] == ["2026-12-21", "2026-12-28", "2027-01-04"]


def test_no_week_where_the_range_ends_before_it_begins():
    assert len(weeks.week_range(date(2027, 1, 11), date(2027, 1, 4))) == 0


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_mondays_of_a_column_agree_with_monday(day):
    column = weeks.mondays(pd.Series(pd.to_datetime([day])))
    assert column[0].date() == weeks.monday(day)
    assert timedelta(0) <= day - weeks.monday(day) <= timedelta(days=6)


def test_sundays_within_spans():
    span = weeks.week_range(date(2026, 4, 6), date(2026, 4, 27))  # Sundays: 12, 19, 26 April, 3 May.
    first = pd.Series(pd.to_datetime(["2026-04-12", "2026-04-13", "2026-04-01", None, "2026-04-13"]))
    last = pd.Series(pd.to_datetime(["2026-04-26", "2026-04-25", None, None, "2026-04-18"]))
    begin, stop = weeks.sundays_within(first, last, span)
    assert np.array_equal(begin, [0, 1, 0, 4, 1])
    assert np.array_equal(stop, [3, 2, 4, 4, 1])


def test_hours_by_day_become_hours_by_week():
    market = market_from({"hours": """date,authority,provider_id,contract_id,service,planned_hours,delivered_hours
2026-04-05,PCC,P1,B1,home_care,1,1
2026-04-06,PCC,P1,B1,home_care,2,3
2026-04-08,PCC,P1,B1,home_care,4,0
2026-04-12,CCC,P1,B1,home_care,8,0
"""})
    assert rows(
        market.weekly_hours, "week", "authority", "planned_hours", "delivered_hours", "last_day", "last_worked"
    ) == [
        ("2026-03-30", "PCC", 1.0, 1.0, "2026-04-05", "2026-04-05"),
        ("2026-04-06", "CCC", 8.0, 0.0, "2026-04-12", None),
        ("2026-04-06", "PCC", 6.0, 3.0, "2026-04-08", "2026-04-06"),
    ]
