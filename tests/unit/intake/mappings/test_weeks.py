"""Weekly totals by provider, one row or one column a week."""

import pytest

from dashboard.intake.mappings import fitting, shipped
from tests.unit.intake.mappings.tables import applied, checked, filled_in, on_lines, profile, rows, said

LONG = """\
Weekly return,,,,,,
Provider,Council,Contract,Service,Week ending,Planned hours,Hours delivered
First Care,PCC,BLK-1,home_care,07/03/2027,42,40.5
First Care,PCC,BLK-1,home_care,14/03/2027,"1,042.0",0
Total,,,,,1084,40.5
Second Care,CCC,DPS-1,community_support,15/03/2027,3,3
"""
WIDE = """\
Provider,w/c 01/03/2027,w/c 08/03/2027,Week ending 21/03/2027,Total
First Care,40.5,0,,40.5
Second Care,"1,003",2,3,1008
Total,1043.5,2,3,1048.5
"""
OPEN = {"authority": {"from": "Provider", "table": "authority"},
        "contract_id": {"from": "Provider", "table": "contract"},
        "service": {"from": "Provider", "table": "service"}, "planned_hours": {"same_as": "delivered_hours"}}
TABLES = {
    "provider": {"First Care": "S1", "Second Care": "S2"}, "authority": {"First Care": "PCC", "Second Care": "CCC"},
    "contract": {"First Care": "BLK-1", "Second Care": "DPS-1"},
    "service": {"First Care": "home_care", "Second Care": "community_support"},
}


def test_both_shapes_are_recognised():
    assert fitting(LONG.split("\n")[1].split(","), shipped()).name == "week-by-provider"
    assert fitting(WIDE.split("\n")[0].split(","), shipped()).name == "weeks-side-by-side"
    assert fitting(["Provider", "Total"], shipped()) is None


def test_a_row_a_week(tmp_path):
    own = filled_in(profile("week-by-provider"), "hours", {}, {"provider": TABLES["provider"]})
    mapped = applied(own, LONG, tmp_path)
    assert (mapped.problems, said(mapped.warnings)) == ([], [("total_row", 5, "Provider")])
    assert on_lines(mapped.paths["hours"])[3] == [
        "2027-03-01", "week", "PCC", "S1", "BLK-1", "home_care", "42", "40.5"]
    assert on_lines(mapped.paths["hours"])[4][0::6] == ["2027-03-08", "1042.0"]
    # 15 March 2027 is a Monday: no week ends on it
    assert said(checked(mapped).problems) == [("week_not_monday", 6, "date")]
    whole = checked(applied(own, LONG.replace("15/03/2027", "21/03/2027"), tmp_path))
    assert whole.problems == []
    assert whole.hours.days.groupby("provider_id")["delivered_hours"].sum().to_dict() == pytest.approx(
        {"S1": 40.5, "S2": 3.0})


def test_a_column_a_week(tmp_path):
    own = filled_in(profile("weeks-side-by-side"), "hours", OPEN, TABLES)
    mapped = applied(own, WIDE, tmp_path)
    assert mapped.problems == []
    found = rows(mapped.paths["hours"])
    # a blank cell is a week without a report, 0 a report of no hours
    assert [(row["date"], row["provider_id"], row["planned_hours"], row["delivered_hours"]) for row in found] == [
        ("2027-03-01", "S1", "40.5", "40.5"), ("2027-03-08", "S1", "0", "0"),
        ("2027-03-01", "S2", "1003", "1003"), ("2027-03-08", "S2", "2", "2"), ("2027-03-15", "S2", "3", "3")]
    assert {row["period"] for row in found} == {"week"}
    assert mapped.lines == {"hours": [1, 2, 2, 3, 3, 3]}
    delivered = checked(mapped).hours.days.groupby("provider_id")["delivered_hours"].sum()
    assert delivered.to_dict() == pytest.approx({"S1": 40.5, "S2": 1008.0})


def test_a_column_a_week_for_planned_and_one_for_delivered(tmp_path):
    table = "Provider ID,Authority,Contract,Service,w/c 01/03/2027 planned,w/c 01/03/2027 actual\n" \
            "S1,PCC,BLK-1,home_care,10,8\n"
    mapped = applied(profile("weeks-side-by-side"), table, tmp_path)
    assert mapped.problems == []
    assert rows(mapped.paths["hours"]) == [{
        "date": "2027-03-01", "period": "week", "authority": "PCC", "provider_id": "S1", "contract_id": "BLK-1",
        "service": "home_care", "planned_hours": "10", "delivered_hours": "8"}]


def test_planned_hours_are_not_made_up(tmp_path):
    some = {column: feed for column, feed in OPEN.items() if column != "planned_hours"}
    own = filled_in(profile("weeks-side-by-side"), "hours", some, TABLES)
    assert "required" in {one.rule for one in checked(applied(own, WIDE, tmp_path)).problems}


def test_a_heading_that_is_no_monday_is_a_problem(tmp_path):
    own = filled_in(profile("weeks-side-by-side"), "hours", OPEN, TABLES)
    table = WIDE.replace("w/c 08/03/2027", "w/c 09/03/2027").replace("Week ending 21/03", "w/c 01/03")
    assert said(applied(own, table, tmp_path).problems) == [
        ("week_not_monday", 1, "w/c 09/03/2027"), ("repeated_column", 1, "w/c 01/03/2027")]
