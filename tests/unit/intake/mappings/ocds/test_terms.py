from datetime import date

import pytest

from dashboard.intake.mappings.ocds.terms import Term, day, months, months_of_days, near_months, term


@pytest.mark.parametrize(("written", "meant"), [
    ("2025-04-01", date(2025, 4, 1)),
    ("2025-04-01T00:00:00+01:00", date(2025, 4, 1)),
    ("2025-04-01T01:00:00+01:00", date(2025, 4, 1)),
    ("2025-04-01T00:00:00Z", date(2025, 4, 1)),
    # Midnight in London, told in UTC during summer time; but not in winter, nor from another zone.
    ("2025-03-31T23:00:00Z", date(2025, 4, 1)),
    ("2025-03-31T23:00:00+00:00", date(2025, 4, 1)),
    ("2025-12-31T23:00:00Z", date(2025, 12, 31)),
    ("2025-03-31T23:00:00+01:00", date(2025, 3, 31)),
    ("2028-03-31T23:59:59+01:00", date(2028, 3, 31)),
    ("2028-03-31T23:59:59Z", date(2028, 3, 31)),
    ("2028-03-31T22:59:59Z", date(2028, 3, 31)),
    ("2028-03-31T00:00:00Z", date(2028, 3, 31)),
    ("2028-02-29T23:59:59Z", date(2028, 2, 29)),
    ("2027-02-29T00:00:00Z", None),
    ("2025-04-01T09:30:00.123Z", date(2025, 4, 1)),
    ("01/04/2025", date(2025, 4, 1)),
    ("1 April 2025", date(2025, 4, 1)),
    ("01/04/2025 00:00:00", date(2025, 4, 1)),
    ("0001-01-01T00:00:00Z", None),
    ("9999-12-31T23:59:59Z", None),
    ("31/04/2025", None),
    ("April", None),
    ("12", None),
    ("", None),
    (None, None),
    ({"startDate": "2025-04-01"}, None),
])
def test_the_day_is_the_one_on_the_buyers_calendar(written, meant):
    assert day(written) == meant


@pytest.mark.parametrize(("first", "last", "whole"), [
    (date(2025, 4, 1), date(2028, 3, 31), 36),
    (date(2025, 4, 1), date(2028, 4, 1), None),
    (date(2024, 2, 29), date(2027, 2, 28), 36),
    (date(2024, 3, 1), date(2028, 2, 29), 48),
    (date(2024, 3, 1), date(2028, 2, 28), None),
    (date(2027, 8, 31), date(2028, 2, 29), 6),
    (date(2025, 1, 15), date(2025, 2, 14), 1),
    (date(2025, 1, 15), date(2025, 1, 15), None),
    (date(2025, 4, 1), date(2025, 3, 31), None),
    (None, date(2025, 3, 31), None),
])
def test_whole_months_are_those_of_a_contracts_life(first, last, whole):
    assert months(first, last) == whole


@pytest.mark.parametrize(("last", "near"), [
    (date(2028, 4, 1), (36, 1)),
    (date(2028, 3, 30), (36, -1)),
    (date(2028, 3, 28), None),
    (date(2028, 3, 29), (36, -2)),
])
def test_a_day_or_two_beside_whole_months(last, near):
    assert near_months(date(2025, 4, 1), last) == near


@pytest.mark.parametrize(("days", "meant"), [
    (1440, 48), (1080, 36), (450, 15), (30, 1), (365, 12), (366, 12), (1095, 36), (1096, 36), (1461, 48), (1826, 60),
    (2190, 72), (1000, None), (7, None),
])
def test_durations_in_days_count_years_of_360_or_of_365(days, meant):
    found = months_of_days(days)
    assert (found[0] if found else None) == meant


def test_a_period_keeps_what_can_be_read_and_names_what_cannot():
    found = term({"startDate": "2027-02-29", "endDate": "2028-04-01T00:00:00Z", "durationInDays": True})
    assert found == Term(
        end=date(2028, 4, 1), midnight=True, wrong=("startDate “2027-02-29” is not a day that can be right.",)
    )
    assert term("three years") == term(None) == Term()
