"""Visits: elapsed time times carers, by status, around the changes of the clocks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.intake import hours as book
from dashboard.intake import reading
from tests.unit.intake.deliveries import CLEAN, checked, where

HEADINGS = CLEAN["visits"].splitlines()[0] + "\n"
RECORDS = {name: CLEAN[name] for name in CLEAN if name not in ("hours", "visits")}


def visits(*rows, headings=HEADINGS):
    return checked({**RECORDS, "visits": headings + "".join(f"{row}\n" for row in rows)})


def visit(start, end, actual_start="", actual_end="", carers="1", status="missed", number="V1"):
    return f"{number},CCC,CSS,CSS-1,home_care,{start},{end},{actual_start},{actual_end},{carers},{status}"


def days(found):
    return [(f"{row.date:%Y-%m-%d}", row.planned_hours, row.delivered_hours) for row in found.hours.days.itertuples()]


@pytest.mark.parametrize(("evening", "morning", "planned"), [
    ("2026-10-24", "2026-10-25", 10.0),
    ("2026-03-28", "2026-03-29", 8.0),
    ("2027-03-27", "2027-03-28", 8.0),
    ("2027-06-01", "2027-06-02", 9.0),
])
def test_a_night_over_a_change_of_the_clocks_is_as_long_as_it_lasts(evening, morning, planned):
    times = (f"{evening}T22:00", f"{morning}T07:00")
    found = visits(visit(*times, *times, "2", "completed"))
    assert days(found) == [(evening, 2 * planned, 2 * planned)]


@pytest.mark.parametrize(("start", "end", "planned"), [
    # 01:30 on the spring Sunday is 01:30 GMT, the 02:30 of the moved clock
    ("2026-03-29T00:30", "2026-03-29T01:30", 1.0),
    ("2026-03-29T01:30", "2026-03-29T03:00", 0.5),
    # the first 01:30 of the autumn Sunday; to 02:15, which comes once, it is an hour and three quarters
    ("2026-10-25T00:30", "2026-10-25T01:30", 1.0),
    ("2026-10-25T01:30", "2026-10-25T02:15", 1.75),
    ("2026-10-25T01:15", "2026-10-25T01:45", 0.5),
    # an end that would not be after its start means the second time
    ("2026-10-25T01:45", "2026-10-25T01:15", 0.5),
    ("2026-10-25T01:30", "2026-10-25T01:30", 1.0),
])
def test_times_left_out_and_times_that_come_twice_are_read_with_a_warning(start, end, planned):
    found = visits(visit(start, end))
    assert found.problems == []
    assert days(found) == [(start[:10], planned, 0.0)]
    assert ("clock_change", "visits.csv", 2) in [place[:3] for place in where(found.warnings)]


def test_clock_warnings_are_one_for_each_provider_and_contract():
    rows = [visit("2026-10-25T01:30", "2026-10-25T02:15", number=f"V{at}") for at in range(40)]
    found = visits(*rows)
    warned = [warning for warning in found.warnings if warning.rule == "clock_change"]
    assert [(warning.line, warning.column) for warning in warned] == [(2, "planned_start")]
    assert "40 visits" in warned[0].message


def test_an_offset_settles_the_instant_without_a_warning():
    found = visits(visit("2026-10-25T01:30+00:00", "2026-10-25T02:15"))
    assert days(found) == [("2026-10-25", 0.75, 0.0)]
    assert found.warnings == []


def test_a_visit_belongs_to_the_local_day_on_which_it_was_planned_to_start():
    found = visits(
        visit("2027-06-01T23:30", "2027-06-02T00:30", "2027-06-02T00:05", "2027-06-02T00:35", "1", "completed"),
        visit("2027-06-02T23:30Z", "2027-06-03T00:30Z", number="V2"),
    )
    assert days(found) == [("2027-06-01", 1.0, 0.5), ("2027-06-03", 1.0, 0.0)]


def test_a_column_that_is_not_given_is_blank():
    headings = HEADINGS.replace("carers,", "")
    found = visits("V1,CCC,CSS,CSS-1,home_care,2027-06-01T09:00,2027-06-01T10:00,,,missed", headings=headings)
    assert days(found) == [("2027-06-01", 1.0, 0.0)]
    headings = HEADINGS.replace("actual_start,actual_end,carers,", "")
    assert visits("V1,CCC,CSS,CSS-1,home_care,2027-06-01T09:00,2027-06-01T10:00,cancelled", headings=headings).ok


DAY = ("2027-06-01T09:00", "2027-06-01T10:00")


@pytest.mark.parametrize(("row", "rule", "column"), [
    (visit("2027-06-01T09:00", "2027-06-01T09:00"), "visit_length", "planned_end"),
    (visit("2027-06-01T09:00", "2027-06-01T08:00"), "visit_length", "planned_end"),
    (visit("2027-06-01T09:00", "2027-06-02T09:01"), "visit_length", "planned_end"),
    (visit(*DAY, "2027-06-01T09:00", "2027-06-01T08:00", status="completed"), "visit_length", "actual_end"),
    (visit(*DAY, *DAY, status="missed"), "visit_times", "actual_start"),
    (visit(*DAY, "", "2027-06-01T10:00", status="cancelled"), "visit_times", "actual_end"),
    (visit(*DAY, "2027-06-01T09:00", "", status="completed"), "visit_times", "actual_end"),
    (visit(*DAY, *DAY, carers="0", status="completed"), "number_range", "carers"),
    (visit(*DAY, *DAY, carers="1.5", status="completed"), "whole_number", "carers"),
    (visit(*DAY, status="Missed"), "choice", "status"),
    (visit(*DAY, *DAY, status=""), "required", "status"),
    (visit("01/06/2027 09:00", "2027-06-01T10:00"), "time_format", "planned_start"),
    (visit(*DAY, "9am", "2027-06-01T10:00", status="completed"), "time_format", "actual_start"),
    (visit("", "2027-06-01T10:00"), "required", "planned_start"),
])
def test_a_visit_that_cannot_be(row, rule, column):
    assert (rule, "visits.csv", 2, column) in where(visits(row).problems)
    if rule != "visit_times":
        assert len(visits(row).problems) == 1


def test_a_visit_that_the_clocks_turn_round_is_mended_by_offsets():
    # 01:30 is left out and read as 01:30 GMT, which is 02:30 BST
    found = visits(
        visit("2027-03-28T01:30", "2027-03-28T02:30"), visit("2027-03-29T01:30", "2027-03-29T01:30", number=2)
    )
    spring, other = found.problems
    assert "offset" in spring.mend
    assert "offset" not in other.mend


def test_twenty_four_hours_are_allowed():
    assert visits(visit("2027-06-01T09:00", "2027-06-02T09:00")).ok
    # by the clock 25 hours, but the clock goes forward
    assert visits(visit("2027-03-27T09:00", "2027-03-28T10:00")).ok
    assert not visits(visit("2026-10-24T09:00", "2026-10-25T09:00")).ok


def test_a_visit_is_given_once_and_both_lines_are_named():
    found = visits(*(visit(*DAY, number=number) for number in ("V1", "V2", "V1", "V3", "V1 ")))
    assert where(found.problems) == [
        ("duplicate_key", "visits.csv", 4, "visit_id"), ("duplicate_key", "visits.csv", 6, "visit_id"),
    ]
    assert "Lines 2 and 4 " in found.problems[0].message
    assert "Lines 2 and 6 " in found.problems[1].message


@settings(max_examples=15)
@given(st.lists(
    st.tuples(st.integers(1, 28), st.integers(0, 23), st.integers(1, 59), st.integers(1, 3),
              st.sampled_from(["completed", "missed", "cancelled"])),
    min_size=1, max_size=25,
))
def test_hours_are_the_sum_of_minutes_by_day_however_the_file_is_cut(drawn):
    rows, planned, delivered = [], {}, {}
    for at, (day, hour, minutes, carers, status) in enumerate(drawn):
        start, end = f"2027-02-{day:02d}T{hour:02d}:00", f"2027-02-{day:02d}T{hour:02d}:{minutes:02d}"
        actual = (start, end) if status == "completed" else ("", "")
        rows.append(visit(start, end, *actual, str(carers), status, f"V{at}"))
        planned[day] = planned.get(day, 0) + minutes * carers * (status != "cancelled")
        delivered[day] = delivered.get(day, 0) + minutes * carers * (status == "completed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "FIRST", 100)
        patch.setattr(reading, "PIECE", 500)
        patch.setattr(book, "ADD_UP_AT", 5)
        found = visits(*rows)
    assert days(found) == [
        (f"2027-02-{day:02d}", planned[day] / 60, delivered[day] / 60) for day in sorted(planned)
    ]
