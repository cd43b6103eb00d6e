"""Rows held back: which can be, what is kept of them, and that the rest is as if they had never been there."""

import json
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from dashboard.intake import check, empty_market, problems
from dashboard.intake.columns import HELD_BACK
from tests.unit.intake.deliveries import CLEAN, SETTINGS, where, write

FORMS = {name: CLEAN[name].splitlines()[0] + "\n" for name in CLEAN}
VISITS = FORMS["visits"]


def held(files, **options):
    with tempfile.TemporaryDirectory() as folder:
        return check(write(Path(folder), files), empty_market(), SETTINGS, hold_back=True, **options)


def plain(files):
    with tempfile.TemporaryDirectory() as folder:
        return check(write(Path(folder), files), empty_market(), SETTINGS)


def with_rows(name, *rows):
    return {**CLEAN, name: CLEAN[name] + "".join(f"{row}\n" for row in rows)}


def visit(number="V9", start="2027-03-05T09:00", end="2027-03-05T10:00", carers="1", status="missed", **named):
    authority, provider, contract = (named.get(name, code) for name, code in (
        ("authority", "CCC"), ("provider", "S2"), ("contract", "DPS-1"),
    ))
    return f"{number},{authority},{provider},{contract},community_support,{start},{end},,,{carers},{status}"


BAD_VISITS = {
    "required": visit(number=""),
    "unknown_authority": visit(authority="XXX"),
    "unknown_provider": visit(provider="S9"),
    "unknown_contract": visit(contract="BLK-9"),
    "not_covered": visit(contract="BLK-1"),
    "time_format": visit(start="05/03/2027 09:00"),
    "date_range": visit(start="1827-03-05T09:00"),
    "visit_length": visit(end="2027-03-05T08:00"),
    "visit_times": visit(status="completed"),
    "whole_number": visit(carers="1.5"),
    "negative": visit(carers="-1"),
    "choice": visit(status="gone"),
    "duplicate_key": visit(number="V1"),
    "formula": visit(carers="=1+1"),
    "too_many_cells": visit(carers="1,5"),
    "too_few_cells": "V9,CCC,S2",
}
BAD_HOURS = {
    "date_format": "05/03/2027,,PCC,S1,BLK-1,home_care,1,1",
    "number_format": '2027-03-05,,PCC,S1,BLK-1,home_care,"1,5",1',
    "negative": "2027-03-05,,PCC,S1,BLK-1,home_care,1,-1",
    "choice": "2027-03-05,month,PCC,S1,BLK-1,home_care,1,1",
    "week_not_monday": "2027-03-03,week,PCC,S1,BLK-1,home_care,1,1",
    "hours_twice": "2027-03-01,day,PCC,S1,BLK-1,home_care,1,1",
    "number_range": "2027-03-05,,PCC,S1,BLK-1,home_care,9999999,1",
    "formula": "2027-03-05,,PCC,S1,BLK-1,home_care,#REF!,1",
    "unknown_service": "2027-03-05,,PCC,S1,BLK-1,respite,1,1",
}


@pytest.mark.parametrize(("name", "rule", "row"), [
    *(("visits", rule, row) for rule, row in BAD_VISITS.items()),
    *(("hours", rule, row) for rule, row in BAD_HOURS.items()),
])
def test_a_bad_row_is_held_back_and_the_others_are_taken(name, rule, row):
    files = with_rows(name, row)
    first = plain(files)
    assert (first.holdable, first.ok) == (1, False)
    assert first.hours.held_back.empty
    found = held(files)
    assert (found.problems, found.counts, found.ok, found.holdable) == ([], {}, True, 1)
    (kept,) = found.hours.held_back.to_dict("records")
    (problem,) = [one for one in first.problems if one.rule == rule][:1]
    assert (kept["file"], kept["line"], kept["rule"], kept["column"], kept["message"], kept["mend"]) == (
        name, CLEAN[name].count("\n") + 1, problem.rule, problem.column, problem.message, problem.mend
    )
    assert_frame_equal(found.hours.days, plain(CLEAN).hours.days)
    assert found.rows[name] == plain(CLEAN).rows[name] + 1


def test_what_is_kept_of_a_row():
    found = held(with_rows("visits", visit(number=" V9 ", carers="two")))
    row = found.hours.held_back.iloc[0]
    assert {name: str(kind) for name, kind in found.hours.held_back.dtypes.items()} == HELD_BACK
    assert json.loads(row["cells"]) == {
        "visit_id": " V9 ", "authority": "CCC", "provider_id": "S2", "contract_id": "DPS-1",
        "service": "community_support", "planned_start": "2027-03-05T09:00", "planned_end": "2027-03-05T10:00",
        "actual_start": "", "actual_end": "", "carers": "two", "status": "missed",
    }
    assert (row["visit_id"], row["provider_id"], row["authority"]) == ("V9", "S2", "CCC")
    assert row["date"] == pd.Timestamp("2027-03-05")


def test_only_the_first_problem_of_a_row_is_kept():
    found = held(with_rows("visits", visit(carers="two", status="gone")))
    assert found.hours.held_back[["line", "rule", "column"]].to_numpy().tolist() == [[6, "whole_number", "carers"]]


def test_what_cannot_be_read_of_a_row_is_missing():
    found = held(with_rows("visits", visit(number="", authority="XXX", provider="", start="tomorrow")))
    row = found.hours.held_back.iloc[0]
    assert row[["provider_id", "authority", "date", "visit_id"]].isna().all()


def test_a_column_of_another_s_is_not_kept_nor_what_may_have_moved_out_of_it():
    lines = with_rows("visits", visit(carers="two"), visit(number="V10", carers="1,5"))["visits"].splitlines()
    marked = [f"note,{lines[0]}", *(f"a quiet one,{line}" for line in lines[1:])]
    found = held({**CLEAN, "visits": "\n".join(marked) + "\n"})
    assert found.ok
    assert "quiet" not in str(found.hours.held_back.to_dict("records"))
    assert [len(json.loads(cells)) for cells in found.hours.held_back["cells"]] == [11, 0]


@pytest.mark.parametrize(("row", "day"), [
    (visit(start="2027-06-20T09:00", end="2027-06-20T08:00"), "2027-06-20"),
    # half past midnight in summer time
    (visit(start="2027-06-19T23:30Z", end="2027-06-19T23:00Z"), "2027-06-20"),
    (visit(start="2027-06-20T09:00", end="2027-06-20T10:00", carers="1,5"), "2027-06-20"),
])
def test_the_day_a_held_back_visit_would_have_filled_is_replaced(row, day):
    ranges = held(with_rows("visits", row)).hours.ranges.set_index(["provider_id", "authority"])
    assert ranges.loc[("S2", "CCC")].tolist() == [pd.Timestamp("2027-03-01"), pd.Timestamp(day)]


@pytest.mark.parametrize(("row", "last"), [
    ("2027-06-21,week,PCC,S1,BLK-1,home_care,x,1", "2027-06-27"),
    # of a week that does not begin on a Monday, the week that the day lies in
    ("2027-06-23,week,PCC,S1,BLK-1,home_care,1,1", "2027-06-27"),
    ("2027-06-23,,PCC,S1,BLK-1,home_care,1,x", "2027-06-23"),
    ("23/06/2027,,PCC,S1,BLK-1,home_care,1,1", "2027-03-14"),
    ("2027-06-23,,XXX,S1,BLK-1,home_care,1,1", "2027-03-14"),
])
def test_the_days_a_held_back_total_would_have_filled_are_replaced(row, last):
    ranges = held(with_rows("hours", row)).hours.ranges.set_index(["provider_id", "authority"])
    assert ranges.loc[("S1", "PCC")].tolist() == [pd.Timestamp("2027-03-01"), pd.Timestamp(last)]


@pytest.mark.parametrize("files", [
    # another file is wrong too
    {**with_rows("visits", visit(carers="two")), "offers": CLEAN["offers"] + "P1,S1,2026-05-04,offered,2026-05-06\n"},
    # the file as such is wrong
    {**CLEAN, "visits": VISITS.replace("carers", "nhs_number") + visit(carers="") + "\n"},
    {**CLEAN, "visits": VISITS.replace("status", "state") + visit(carers="two") + "\n"},
    {**CLEAN, "visits": VISITS.encode() + visit(number="V£").encode("cp1252") + b"\n"},
    {**CLEAN, "visits": VISITS + '"' + visit() + "\n"},
    {**CLEAN, "visits": VISITS + visit() + "\nV10,CCC,S"},
    {**CLEAN, "hours": FORMS["hours"].replace("period", "remove") + "2027-03-05,yes,PCC,S1,BLK-1,home_care,1,1\n"},
    # visits beside totals
    with_rows("hours", "2027-05-01,,CCC,S2,DPS-1,home_care,1,1", "2027-05-02,,CCC,S2,DPS-1,home_care,1,x"),
])
def test_nothing_is_held_back_where_anything_else_is_wrong(files):
    for found in (plain(files), held(files)):
        assert not found.ok
        assert found.holdable == 0
        assert found.hours.held_back.empty
    assert where(held(files).problems) == where(plain(files).problems)


def test_a_held_back_total_beside_visits_is_refused():
    found = held(with_rows("hours", "2027-05-02,,CCC,S2,DPS-1,home_care,1,x"))
    assert where(found.problems) == [("visits_beside_totals", "visits.csv", 2, "provider_id")]
    assert found.holdable == 0


def test_a_clean_delivery_holds_nothing_back():
    found = held(CLEAN)
    assert (found.ok, found.holdable, len(found.hours.held_back)) == (True, 0, 0)
    assert held({"providers": CLEAN["providers"]}).hours is None


def test_too_many_rows_for_one_reason_are_not_held_back(monkeypatch):
    monkeypatch.setattr(problems, "KEPT", 3)
    bad = [visit(number=f"B{at}", carers="two") for at in range(4)]
    assert plain(with_rows("visits", *bad[:3])).holdable == 3
    assert plain(with_rows("visits", *bad)).holdable == 0


def test_every_row_held_back_has_its_problem():
    files = with_rows("visits", *(visit(number=f"B{at}", carers=f"{at} or so") for at in range(5)))
    assert (len(plain(files).problems), plain(files).holdable) == (5, 5)
    said = held(files).hours.held_back["message"]
    assert all(f"“{at} or so”" in message for at, message in enumerate(said))


def test_progress_is_told_over_both_readings(tmp_path):
    told = []
    folder = write(tmp_path, CLEAN)
    check(folder, empty_market(), SETTINGS, lambda done, all_: told.append((done, all_)), hold_back=True)
    size = 2 * sum(len(content) for content in CLEAN.values())
    assert {all_ for _, all_ in told} == {size}
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (size, size)


def test_visits_held_back_earlier_are_looked_for():
    earlier = frozenset(("V1", "V7", "V9", "V10"))
    files = with_rows("visits", visit(number="V9", carers="two"), visit(number="V8"))
    assert held(files, held_back_ids=earlier).hours.visits_seen == {"V1", "V9"}
    with tempfile.TemporaryDirectory() as folder:
        found = check(write(Path(folder), CLEAN), empty_market(), SETTINGS, held_back_ids=earlier)
    assert found.hours.visits_seen == {"V1"}


@settings(max_examples=12)
@given(
    st.lists(st.sampled_from([*BAD_VISITS.values(), visit("V20"), visit("V21"), visit("V20")]), max_size=6),
    st.lists(st.sampled_from([*BAD_HOURS.values(), "2027-03-20,,PCC,S1,BLK-1,home_care,2,2",
                              "2027-03-15,week,PCC,S1,BLK-1,home_care,7,7"]), max_size=6),
    st.randoms(),
)
def test_the_rest_is_as_if_the_rows_held_back_were_not_there(visits, hours, random):
    files = dict(CLEAN)
    for name, rows in (("visits", visits), ("hours", hours)):
        drawn = CLEAN[name].splitlines()[1:] + rows
        random.shuffle(drawn)
        files[name] = FORMS[name] + "".join(f"{row}\n" for row in drawn)
    found = held(files)
    assert found.ok
    kept = found.hours.held_back
    assert len(kept) == plain(files).holdable
    without = dict(files)
    for name in ("visits", "hours"):
        lines = files[name].splitlines(keepends=True)
        gone = set(kept["line"][kept["file"] == name])
        without[name] = "".join(line for at, line in enumerate(lines, start=1) if at not in gone)
        assert found.rows[name] == len(lines) - 1
        assert all(json.loads(cells).values() for cells in kept["cells"][kept["file"] == name])
    rest = plain(without)
    assert (rest.problems, rest.holdable) == ([], 0)
    assert_frame_equal(found.hours.days, rest.hours.days)
    both = rest.hours.ranges.merge(found.hours.ranges, on=["provider_id", "authority"], suffixes=("", "_wide"))
    assert len(both) == len(rest.hours.ranges)
    assert ((both["first_wide"] <= both["first"]) & (both["last_wide"] >= both["last"])).all()
