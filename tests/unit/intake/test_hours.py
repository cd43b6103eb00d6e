"""Totals by day and week: how they are spread, what they replace, and what is given twice."""

import pytest

from dashboard.intake import reading
from tests.unit.intake.deliveries import CLEAN, added, checked, where

HEADINGS = CLEAN["hours"].splitlines()[0] + "\n"
RECORDS = {name: CLEAN[name] for name in CLEAN if name not in ("hours", "visits")}


def hours(*rows, **records):
    return checked({**RECORDS, **records, "hours": HEADINGS + "".join(f"{row}\n" for row in rows)})


def days(found, column="delivered_hours"):
    return {f"{row.date:%m-%d}": getattr(row, column) for row in found.hours.days.itertuples()}


def test_a_week_is_spread_evenly_over_its_seven_days():
    found = hours("2027-03-08,week,PCC,S1,BLK-1,home_care,42,35")
    assert days(found) == {f"03-{day:02d}": 5.0 for day in range(8, 15)}
    assert set(days(found, "planned_hours").values()) == {6.0}


def test_a_week_is_spread_over_the_days_on_which_the_contract_is_in_force():
    # TT-1 runs from Tuesday 1 September 2026 to Tuesday 31 August 2027
    first = hours("2026-08-31,week,CCC,S2,TT-1,community_support,12,6")
    assert days(first) == {f"09-{day:02d}": 1.0 for day in range(1, 7)}
    last = hours("2027-08-30,week,CCC,S2,TT-1,community_support,12,6")
    assert days(last) == {"08-30": 3.0, "08-31": 3.0}


def test_a_week_with_no_day_in_force_is_spread_over_all_seven():
    found = hours("2026-08-24,week,CCC,S2,TT-1,community_support,7,7")
    assert days(found) == {f"08-{day:02d}": 1.0 for day in range(24, 31)}


def test_a_terminated_contract_is_in_force_to_its_last_day():
    ended = CLEAN["contracts"].replace("39000,,20.00,", "39000,,20.00,2027-03-10")
    found = hours("2027-03-08,week,CCC,S2,TT-1,community_support,6,3", contracts=ended)
    assert days(found) == {"03-08": 1.0, "03-09": 1.0, "03-10": 1.0}


def test_the_week_s_range_is_all_seven_days_though_fewer_count():
    ranges = hours("2027-08-30,week,CCC,S2,TT-1,community_support,12,6").hours.ranges
    assert [(f"{row.first:%Y-%m-%d}", f"{row.last:%Y-%m-%d}") for row in ranges.itertuples()] == [
        ("2027-08-30", "2027-09-05")
    ]


def test_a_range_runs_from_the_first_to_the_last_day_of_a_pair_over_all_contracts():
    found = hours(
        "2027-03-01,,PCC,S1,BLK-1,home_care,1,1", "2027-03-20,,PCC,S1,DPS-1,home_care,1,1",
        "2027-05-01,,CCC,S1,DPS-1,home_care,1,1",
    )
    ranges = found.hours.ranges
    assert [(row.provider_id, row.authority, row.first.day, row.last.day) for row in ranges.itertuples()] == [
        ("S1", "CCC", 1, 1), ("S1", "PCC", 1, 20),
    ]


@pytest.mark.parametrize(("rows", "lines"), [
    (("2027-03-01,,PCC,S1,BLK-1,home_care,1,1", "2027-03-01,day,PCC,S1,BLK-1,home_care,2,2"), (2, 3)),
    (("2027-03-03,,PCC,S1,BLK-1,home_care,1,1", "2027-03-01,week,PCC,S1,BLK-1,home_care,2,2"), (2, 3)),
    (("2027-03-01,week,PCC,S1,BLK-1,home_care,2,2", "2027-03-07,,PCC,S1,BLK-1,home_care,1,1"), (2, 3)),
    (("2027-03-01,week,PCC,S1,BLK-1,home_care,2,2", "2027-03-01,week,PCC,S1,BLK-1,home_care,2,2"), (2, 3)),
    # a week covers also the days on which its contract is not in force
    (("2026-08-31,week,CCC,S2,TT-1,community_support,2,2", "2026-08-31,,CCC,S2,TT-1,community_support,2,2"), (2, 3)),
])
def test_a_day_is_given_once_and_both_lines_are_named(rows, lines):
    found = hours(*rows)
    assert where(found.problems) == [("hours_twice", "hours.csv", lines[1], "date")]
    assert f"Lines {lines[0]} and {lines[1]} " in found.problems[0].message


def test_a_day_of_another_key_is_another_day():
    found = hours(
        "2027-03-01,,PCC,S1,BLK-1,home_care,1,1", "2027-03-01,,PCC,S1,DPS-1,home_care,1,1",
        "2027-03-01,,CCC,S1,DPS-1,home_care,1,1", "2027-03-01,,PCC,S2,DPS-1,home_care,1,1",
        "2027-03-01,,PCC,S1,DPS-1,community_support,1,1",
    )
    assert found.problems == []
    assert len(found.hours.days) == 5


def test_a_week_is_given_on_its_monday():
    found = hours("2027-03-10,week,PCC,S1,BLK-1,home_care,1,1")
    assert where(found.problems) == [("week_not_monday", "hours.csv", 2, "date")]
    assert "2027-03-08" in found.problems[0].mend


@pytest.mark.parametrize(("row", "rule", "column"), [
    ("2027-03-01,month,PCC,S1,BLK-1,home_care,1,1", "choice", "period"),
    ("2027-03-01,,PCC,S1,BLK-1,home_care,-1,1", "negative", "planned_hours"),
    ("2027-03-01,,PCC,S1,BLK-1,home_care,1,\"12,5\"", "number_format", "delivered_hours"),
    ("01/03/2027,,PCC,S1,BLK-1,home_care,1,1", "date_format", "date"),
    ("2027-03-01,,PCC,S9,BLK-1,home_care,1,1", "unknown_provider", "provider_id"),
    ("2027-03-01,,PCC,S1,BLK-9,home_care,1,1", "unknown_contract", "contract_id"),
    ("2027-03-01,,CCC,S1,BLK-1,home_care,1,1", "not_covered", "authority"),
    ("2027-03-01,,PCC,S1,BLK-1,community_support,1,1", "not_covered", "service"),
    ("2027-03-01,,PCC,S1,BLK-1,respite,1,1", "unknown_service", "service"),
])
def test_a_row_that_cannot_be(row, rule, column):
    assert where(hours(row).problems) == [(rule, "hours.csv", 2, column)]


def test_every_problem_of_a_row_is_told():
    found = hours("2027-03-01,,PCC,S9,BLK-9,respite,x,1", "2027-03-02,,PCC,S9,BLK-1,home_care,1,1")
    assert where(found.problems) == [
        ("unknown_contract", "hours.csv", 2, "contract_id"), ("number_format", "hours.csv", 2, "planned_hours"),
        ("unknown_provider", "hours.csv", 2, "provider_id"), ("unknown_service", "hours.csv", 2, "service"),
        ("unknown_provider", "hours.csv", 3, "provider_id"),
    ]


def test_visits_beside_totals_of_the_same_provider_and_authority():
    found = added("hours", "2027-05-01,,CCC,S2,DPS-1,home_care,1,1")
    assert where(found.problems) == [("visits_beside_totals", "visits.csv", 2, "provider_id")]
    assert "visits.csv from line 2" in found.problems[0].message
    assert "hours.csv from line 5" in found.problems[0].message


def test_visits_beside_totals_for_another_authority():
    assert added("hours", "2027-05-01,,PCC,S2,DPS-1,home_care,1,1").ok


def test_chunks_make_no_difference(monkeypatch):
    rows = [f"2027-03-{day:02d},,PCC,S1,BLK-1,home_care,{day},{day / 4}" for day in range(1, 31)]
    rows += [f"2027-04-{day:02d},week,PCC,S1,BLK-1,home_care,7,{day}" for day in (5, 12, 19)]
    rows.append("2027-03-02,,PCC,S1,BLK-1,home_care,1,1")
    whole = hours(*rows)
    monkeypatch.setattr(reading, "CHUNK", 36)
    monkeypatch.setattr(reading, "FIRST", 80)
    monkeypatch.setattr(reading, "PIECE", 160)
    parts = hours(*rows)
    assert parts.problems == whole.problems
    assert where(whole.problems) == [("hours_twice", "hours.csv", 35, "date")]
    assert parts.hours.days.equals(whole.hours.days)
