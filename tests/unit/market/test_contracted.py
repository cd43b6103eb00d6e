"""Contracted hours by day and week, against sums worked out by hand (measures.md section 5)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.market.contracted import contracted_days, contracted_weeks
from tests.unit.markets import SETTINGS, market_from, rows

HEADINGS = (
    "contract_id,contract_type,covered_authorities,provider_id,services,start_date,initial_term_months,"
    "mobilisation_weeks,delivery_calendar,contracted_hours_per_week,terminated_on\n"
)
HOLIDAYS = """authority,first_day,last_day
PCC,2026-02-16,2026-02-20
CCC,2026-02-17,2026-02-21
"""


def market(*contracts, holidays=HOLIDAYS):
    return market_from({"contracts": HEADINGS + "\n".join(contracts) + "\n", "school_holidays": holidays})


def days(market, first, last, contracts=None):
    table = contracted_days(market, SETTINGS, date.fromisoformat(first), date.fromisoformat(last), contracts)
    return rows(table, "contract_id", "date", "authority", "hours")


def weeks(market, first, last):
    table = contracted_weeks(market, SETTINGS, date.fromisoformat(first), date.fromisoformat(last))
    return rows(table, "week", "authority", "contract_id", "service", "route", "hours")


def test_mobilisation_that_ends_in_mid_week():
    # Start Wednesday 1 April 2026, 2 weeks: deliverable from Wednesday 15 April, 10 hours a day.
    found = market("B1,block,PCC,P1,home_care,2026-04-01,12,2,,70,")
    assert days(found, "2026-04-13", "2026-04-17") == [
        ("B1", "2026-04-15", "PCC", 10.0), ("B1", "2026-04-16", "PCC", 10.0), ("B1", "2026-04-17", "PCC", 10.0),
    ]
    assert weeks(found, "2026-04-01", "2026-04-26") == [
        ("2026-04-13", "PCC", "B1", "home_care", "block", 50.0),
        ("2026-04-20", "PCC", "B1", "home_care", "block", 70.0),
    ]


def test_the_last_day_counts_and_the_next_does_not():
    # One month from 1 April ends on Thursday 30 April.
    found = market("B1,block,PCC,P1,home_care,2026-04-01,1,,,70,")
    assert weeks(found, "2026-04-27", "2026-05-10") == [("2026-04-27", "PCC", "B1", "home_care", "block", 40.0)]


def test_a_termination_is_the_last_day():
    found = market("B1,block,PCC,P1,home_care,2026-04-01,12,,,70,2026-04-28")
    assert weeks(found, "2026-04-27", "2026-05-10") == [("2026-04-27", "PCC", "B1", "home_care", "block", 20.0)]


def test_terminated_while_mobilising_never_delivers():
    found = market("B1,block,PCC,P1,home_care,2026-04-01,12,8,,70,2026-04-28")
    assert days(found, "2026-01-01", "2027-12-31") == []
    assert weeks(found, "2026-01-01", "2027-12-31") == []


def test_term_time_over_two_authorities_each_on_its_own_calendar():
    # 35 a week: 5 a day, 2.5 to each. PCC is on holiday Monday to Friday, CCC Tuesday to Saturday.
    found = market("B1,block,PCC;CCC,P1,home_care,2026-01-01,12,,term_time,35,")
    assert days(found, "2026-02-16", "2026-02-17") == [
        ("B1", "2026-02-16", "PCC", 0.0), ("B1", "2026-02-16", "CCC", 2.5),
        ("B1", "2026-02-17", "PCC", 0.0), ("B1", "2026-02-17", "CCC", 0.0),
    ]
    assert weeks(found, "2026-02-16", "2026-02-22") == [
        ("2026-02-16", "CCC", "B1", "home_care", "block", 5.0),  # Monday and Sunday
        ("2026-02-16", "PCC", "B1", "home_care", "block", 5.0),  # Saturday and Sunday
    ]


def test_holiday_only_runs_on_the_other_days():
    found = market("B1,block,PCC;CCC,P1,home_care,2026-01-01,12,,holiday_only,35,")
    assert [row[-1] for row in weeks(found, "2026-02-16", "2026-02-22")] == [12.5, 12.5]
    assert [row[-1] for row in weeks(found, "2026-02-23", "2026-03-01")] == [0.0, 0.0]


def test_without_holidays_it_is_always_term_time():
    found = market("B1,block,PCC,P1,home_care,2026-01-01,12,,term_time,35,", holidays="authority,first_day,last_day\n")
    assert [row[-1] for row in weeks(found, "2026-02-16", "2026-02-22")] == [35.0]


def test_capacity_is_divided_over_authorities_and_then_services():
    found = market("B1,block,PCC;CCC,P1,home_care;community_support,2026-01-01,12,,,70,")
    assert weeks(found, "2026-02-16", "2026-02-16") == [
        ("2026-02-16", "CCC", "B1", "home_care", "block", 17.5),
        ("2026-02-16", "CCC", "B1", "community_support", "block", 17.5),
        ("2026-02-16", "PCC", "B1", "home_care", "block", 17.5),
        ("2026-02-16", "PCC", "B1", "community_support", "block", 17.5),
    ]


def test_only_blocks_and_in_house_promise_hours():
    found = market(
        "D1,dps,PCC,,home_care,2026-01-01,12,,,70,", "S1,spot,PCC,P1,home_care,2026-01-01,12,,,70,",
        "H1,in_house,PCC,P1,home_care,2026-01-01,12,,,70,",
    )
    assert weeks(found, "2026-02-16", "2026-02-16") == [("2026-02-16", "PCC", "H1", "home_care", "in_house", 70.0)]


def test_some_contracts_of_many():
    found = market("B1,block,PCC,P1,home_care,2026-01-01,12,,,70,", "B2,block,PCC,P1,home_care,2026-01-01,12,,,7,")
    assert days(found, "2026-02-16", "2026-02-16", ["B2"]) == [("B2", "2026-02-16", "PCC", 1.0)]


@given(st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.integers(0, 20), st.integers(0, 60))
def test_term_time_and_holidays_together_are_all_year(first, into, length):
    holiday = f"PCC,{first},{first + timedelta(days=into)}\nCCC,{first + timedelta(days=3)},2026-12-31\n"
    found = market(
        *(f"{name},block,PCC;CCC,P1,home_care,2026-01-01,12,,{name},21," for name in ("term_time", "holiday_only")),
        holidays="authority,first_day,last_day\n" + holiday,
    )
    last = min(first + timedelta(days=length), date(2026, 12, 31))
    table = contracted_days(found, SETTINGS, first, last)
    assert table.groupby(["date", "authority"])["hours"].sum().to_numpy() == pytest.approx(1.5)
    assert table["hours"].sum() == pytest.approx(3.0 * ((last - first).days + 1))
