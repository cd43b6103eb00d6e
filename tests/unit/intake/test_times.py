"""Times around the changes of the clocks, worked out by hand: the last Sundays of March and October, at 01:00 UTC."""

import os
import time
from datetime import UTC, date, datetime

import pytest

from dashboard.intake.times import read_times

SPRING = (date(2026, 3, 29), date(2027, 3, 28), date(2028, 3, 26))
AUTUMN = (date(2026, 10, 25), date(2027, 10, 31), date(2028, 10, 29))


def instants(*texts):
    times = read_times(list(texts))
    assert times.faults == [None] * len(texts)
    return [datetime.fromtimestamp(int(second), UTC).strftime("%Y-%m-%dT%H:%M") for second in times.first]


def test_winter_is_utc_and_summer_an_hour_ahead():
    assert instants("2027-01-15T09:00", "2027-07-15T09:00") == ["2027-01-15T09:00", "2027-07-15T08:00"]


@pytest.mark.parametrize("day", SPRING)
def test_a_time_that_spring_leaves_out_is_read_as_if_the_clock_had_not_moved(day):
    texts = [f"{day}T00:59", f"{day}T01:00", f"{day}T01:30", f"{day}T02:00"]
    assert instants(*texts) == [f"{day}T00:59", f"{day}T01:00", f"{day}T01:30", f"{day}T01:00"]
    assert read_times(texts).changed.tolist() == [False, True, True, False]


@pytest.mark.parametrize("day", AUTUMN)
def test_of_a_time_that_comes_twice_the_first_is_meant(day):
    texts = [f"{day}T00:59", f"{day}T01:00", f"{day}T01:59", f"{day}T02:00"]
    before = date(day.year, day.month, day.day - 1)
    assert instants(*texts) == [f"{before}T23:59", f"{day}T00:00", f"{day}T00:59", f"{day}T02:00"]
    times = read_times(texts)
    assert times.changed.tolist() == [False, True, True, False]
    assert (times.second - times.first).tolist() == [0, 3600, 3600, 0]


def test_a_time_with_an_offset_is_that_instant_on_the_local_day():
    texts = ["2026-10-25T01:30+00:00", "2026-10-25T01:30+01:00", "2027-07-14T23:30Z", "2027-07-15T09:00:30-05:00"]
    assert instants(*texts) == ["2026-10-25T01:30", "2026-10-25T00:30", "2027-07-14T23:30", "2027-07-15T14:00"]
    times = read_times(texts)
    assert not times.changed.any()
    days = [str(datetime.fromtimestamp(int(day) * 86400, UTC).date()) for day in times.day]
    assert days == ["2026-10-25", "2026-10-25", "2027-07-15", "2027-07-15"]


def test_a_night_is_as_long_as_it_lasts():
    # 22:00 to 07:00 is nine hours by the clock, ten when it goes back, eight when it goes forward
    for evening, morning, hours in (
        ("2026-10-24", "2026-10-25", 10), ("2026-03-28", "2026-03-29", 8), ("2026-06-01", "2026-06-02", 9),
    ):
        first, last = read_times([f"{evening}T22:00", f"{morning}T07:00"]).first
        assert (last - first) / 3600 == hours


def test_blanks_are_not_known_and_have_no_fault():
    times = read_times(["", "2027-01-01T00:00", ""])
    assert times.known.tolist() == [False, True, False]
    assert times.faults == [None, None, None]


@pytest.mark.parametrize(("text", "rule", "mend"), [
    ("2027-04-03 09:30", "time_format", "2027-04-03T09:30 if 3 April 2027"),
    ("03/04/2027 09:30", "time_format", "2027-04-03T09:30 if 3 April 2027"),
    ("03/04/2027 9:30:00", "time_format", "2027-04-03T09:30 if 3 April 2027"),
    ("2027-04-03", "time_format", "2027-04-03T09:30"),
    ("09:30", "time_format", "T, hours:minutes"),
    ("46480.395833", "time_format", "T, hours:minutes"),
    ("2027-02-29T09:30", "time_format", "that there are"),
    ("2027-04-03T24:00", "time_format", "that there are"),
    ("2027-04-03T09:60", "time_format", "that there are"),
    ("2027-04-03T16+01", "time_format", "T, hours:minutes"),
    ("0027-04-03T09:30", "date_range", "1900 to 2100"),
    ("9999-12-31T23:59+00:00", "date_range", "1900 to 2100"),
    ("2100-12-31T23:59", None, None),
])
@pytest.mark.parametrize("beside", [[], ["2027-01-01T00:00+00:00"]])
def test_what_is_not_a_time(text, rule, mend, beside):
    fault = read_times([text, *beside]).faults[0]
    if rule is None:
        assert fault is None
    else:
        assert fault.rule == rule
        assert mend in fault.mend


def test_the_server_s_own_time_zone_does_not_matter(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert instants("2026-10-25T01:30", "2026-03-29T01:30") == ["2026-10-25T00:30", "2026-03-29T01:30"]
    finally:
        monkeypatch.undo()
        os.environ.setdefault("TZ", "")
        time.tzset()
        if not os.environ["TZ"]:
            del os.environ["TZ"]
            time.tzset()
