"""Cells of other shapes: what is read, and what is refused rather than guessed."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.intake.kinds import Fault
from dashboard.intake.mappings import cells
from dashboard.intake.times import read_times
from dashboard.market.life import end


@pytest.mark.parametrize(("text", "dates", "meant"), [
    ("03/04/2027", "dd/mm/yyyy", date(2027, 4, 3)), ("3.4.2027", "dd/mm/yyyy", date(2027, 4, 3)),
    ("03/04/2027", "mm/dd/yyyy", date(2027, 3, 4)), ("03/04/27", "dd/mm/yy", date(2027, 4, 3)),
    ("03/04/2027 00:00:00", "dd/mm/yyyy", date(2027, 4, 3)), ("03/04/2027 23:59", "dd/mm/yyyy", date(2027, 4, 3)),
    ("2027-04-03", "dd/mm/yyyy", date(2027, 4, 3)), ("2027-04-03T00:00:00", "", date(2027, 4, 3)),
    ("46480", "", date(2027, 4, 3)), ("46480.75", "", date(2027, 4, 3)),
    ("3 April 2027", "", date(2027, 4, 3)), ("3rd Apr 2027", "", date(2027, 4, 3)),
    ("Sat 3-Apr-2027", "", date(2027, 4, 3)),
    ("03-Apr-27", "dd/mm/yy", date(2027, 4, 3)),
])
def test_dates(text, dates, meant):
    assert cells.day(text, dates) == meant


@pytest.mark.parametrize(("text", "dates"), [
    ("03/04/2027", ""), ("03/04/27", "dd/mm/yyyy"), ("03/04/2027", "dd/mm/yy"), ("31/02/2027", "dd/mm/yyyy"),
    ("13/14/2027", "dd/mm/yyyy"), ("04/13/2027", "dd/mm/yyyy"), ("2027", "dd/mm/yyyy"), ("April 2027", ""), ("", ""),
    ("03-Apr-27", "dd/mm/yyyy"), ("99999", ""), ("03/04/2027", "yyyy-mm-dd"),
])
def test_what_is_no_date_or_could_be_two(text, dates):
    assert isinstance(cells.day(text, dates), Fault)


@pytest.mark.parametrize(("text", "meant"), [
    ("08:30", time(8, 30)), ("8:30", time(8, 30)), ("08:30:15", time(8, 30, 15)), ("0.5", time(12)),
    ("1899-12-30 08:30:00", time(8, 30)), ("1899-12-31T08:30:00", time(8, 30)), ("00:00", time()),
])
def test_times_of_day(text, meant):
    assert cells.of_day(text) == meant


@pytest.mark.parametrize("text", ["24:00", "8.30 am", "8", "08:60", "-1:00", ""])
def test_what_is_no_time_of_day(text):
    assert isinstance(cells.of_day(text), Fault)


@pytest.mark.parametrize(("text", "numbers", "minutes"), [
    ("01:30:00", "minutes", 90), ("1:30", "minutes", 90), ("90", "minutes", 90), ("90.5", "minutes", 90.5),
    ("1.5", "hours", 90), ("0.5", "hours", 30), ("24:00", "minutes", 1440), ("0", "minutes", 0),
])
def test_durations(text, numbers, minutes):
    assert cells.duration(text, numbers) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["0.0625", "an hour", "-5", "1:75", "", "1h"])
def test_what_is_no_duration(text):
    assert isinstance(cells.duration(text, "minutes"), Fault)


@pytest.mark.parametrize(("start", "hours", "ends"), [
    ((2026, 10, 24, 23, 0), 8, "2026-10-25T06:00"),  # the night is an hour longer than the clock shows
    ((2026, 10, 24, 23, 0), 2.5, "2026-10-25T01:30"),  # 1:30 for the first time
    ((2026, 10, 24, 23, 0), 3.5, "2026-10-25T01:30+00:00"),  # and for the second
    ((2027, 3, 27, 23, 0), 8, "2027-03-28T08:00"),
    ((2027, 3, 28, 1, 30), 1, "2027-03-28T03:30"),  # left out: read as if the clock had not moved
    ((2027, 7, 1, 23, 30), 1, "2027-07-02T00:30"),
])
def test_an_end_is_what_the_clock_shows_after_the_time_has_passed(start, hours, ends):
    assert cells.ended(datetime(*start), timedelta(hours=hours)) == ends


@pytest.mark.parametrize(("planned", "clock", "begun"), [
    (datetime(2027, 3, 5, 23, 50), datetime(2027, 3, 5, 0, 5), datetime(2027, 3, 6, 0, 5)),
    (datetime(2027, 3, 5, 0, 5), datetime(2027, 3, 5, 23, 50), datetime(2027, 3, 4, 23, 50)),
    (datetime(2027, 3, 5, 9, 0), datetime(2027, 3, 5, 20, 0), datetime(2027, 3, 5, 20, 0)),
])
def test_around_midnight_the_day_is_the_one_that_brings_a_time_nearest(planned, clock, begun):
    assert cells.nearest(clock, planned) == begun


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), st.integers(1, 24 * 60))
def test_the_reader_counts_the_minutes_that_a_duration_has(start, minutes):
    start = start.replace(second=0, microsecond=0)
    found = read_times([cells.moment(start), cells.ended(start, timedelta(minutes=minutes))])
    last = found.first[1] if found.first[1] > found.first[0] else found.second[1]
    assert last - found.first[0] == 60 * minutes


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 120))
def test_a_term_is_found_again(start, term):
    found = cells.months(start, end(start, term))
    assert end(start, found) == end(start, term)


def test_a_term_that_is_no_whole_number_of_months():
    assert cells.months(date(2025, 4, 1), date(2026, 3, 31)) == 12
    assert cells.months(date(2025, 4, 1), date(2026, 4, 1)) is None
    assert cells.months(date(2025, 4, 1), date(2025, 3, 31)) is None
    assert cells.months(date(2025, 4, 1), date(2024, 3, 31)) is None


@pytest.mark.parametrize(("text", "plain"), [
    ("£1,234.50", "1234.50"), ("1,234,567", "1234567"), ("12", "12"), ("£ 5", "5"), ("5 GBP", "5"),
    ("12,5", "12,5"), ("1,23", "1,23"), ("-5", "-5"), ("about 5", "about 5"),
])
def test_numbers(text, plain):
    assert cells.number(text) == plain
