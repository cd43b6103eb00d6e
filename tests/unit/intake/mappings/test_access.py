"""The Access provider portal's CSV: every hour by hand, no hour twice, and no person anywhere."""

import pytest

from dashboard.intake.mappings import fitting, shipped
from tests.unit.intake.mappings.tables import applied, checked, filled_in, on_lines, profile, rows, said

HEADINGS = (
    "FileReference,Description,Created,ProviderRef,ContractNumber,ServiceUserRef,ServiceUserDetails,"
    "WeekEnding (DD/MM/YYYY),OurRef,ServiceUserContribution,PaymentClaimed,ServiceType,VisitDate (DD/MM/YYYY),"
    "StartTimeClaimed,DurationClaimed,ActualStartTime (HH:MM:SS),ActualDuration (HH:MM:SS),"
    "SecondaryVisit (True/False),NumberOfCarers,PaymentType,Mileage"
)
HOME, BREAKS = ("S1", "BLK-1", "Home care - children"), ("S2", "DPS-1", "Short breaks")


def visit(ref, day, claimed, lasting, begun="", took="", second="False", carers="1", of=HOME, note="note for child 7"):
    provider, contract, service = of
    return (f"F0417,{note},05/04/2027,{provider},{contract},SU900417,Sample Child 14/02/2015 PE1 1AA,28/03/2027,{ref},"
            f"11.11,22.22,{service},{day},{claimed},{lasting},{begun},{took},{second},{carers},Visit,0")


ROWS = [
    visit("L1", "01/03/2027", "08:00", "01:00:00", "08:05:00", "00:55:00"),  # line 2
    visit("L1", "01/03/2027", "17:30", "00:45:00", "17:30:00", "00:45:00"),
    visit("L2", "01/03/2027", "09:00", "02:00:00", "09:00:00", "02:00:00", "False", "2"),  # 4 and 5: two carers
    visit("L2", "01/03/2027", "09:00", "02:00:00", "09:10:00", "01:50:00", "True", "2"),
    visit("L2", "02/03/2027", "09:00", "01:30:00", "09:00:00", "01:30:00", "False", "2"),  # two carers in one row
    visit("L2", "03/03/2027", "09:00", "01:00:00", "09:00:00", "01:00:00", "False", "1"),  # 7 and 8: two carers
    visit("L2", "03/03/2027", "09:00", "01:00:00", "09:00:00", "01:00:00", "True", "1"),
    visit("L3", "04/03/2027", "22:00", "09:00:00", "22:10:00", "08:50:00"),  # over midnight
    visit("L3", "05/03/2027", "23:50", "00:30:00", "00:05:00", "00:30:00"),  # begun after midnight
    visit("L1", "02/03/2027", "08:00", "01:00:00"),  # 11: missed
    visit("L1", "03/03/2027", "8:00", "60", "08:00:00", "01:00:00", "", ""),  # minutes, and carers unsaid
    "",
    "Total,,,,,,,,,111.11,222.22,,,,,,,,,,",  # 14
    visit("L4", "27/03/2027", "23:00", "08:00:00", "23:00:00", "08:00:00"),  # the clocks go forward
    visit("L5", "06/03/2027", "10:00", "01:00:00", "10:00:00", "01:00:00", "False", "3"),  # 16 to 18: three carers
    visit("L5", "06/03/2027", "10:00", "01:00:00", "10:00:00", "01:00:00", "True", "3"),
    visit("L5", "06/03/2027", "10:00", "01:00:00", "10:00:00", "01:00:00", "TRUE", "3"),
    visit("L6", "07/03/2027", "14:00", "02:00", "14:00:00", "02:00:00", of=BREAKS),
    visit("L6", "2027-03-13", "14:00:00", "01:30:00", "14:00:00", "01:30:00", of=BREAKS),  # as a workbook has it
    visit("L6", "45730", "14:00", "01:00:00", "14:00:00", "01:00:00", of=BREAKS).replace("45730", "46460"),  # 14 March
    visit("L7", "15/03/2027", "09:00", "01:00:00", "09:00:00", "01:00:00", "True", "2", note='"two\nlines"'),  # 22, 23
    visit("L1", "16/03/2027", "08:00", "01:00:00", "08:00:00", "01:00:00"),  # 24
]
TABLE = "\r\n".join([HEADINGS, *ROWS]) + "\r\n"


def own():
    """A council's copy of the profile, filled in."""
    return filled_in(
        profile("access-portal"), "visits", {"authority": {"from": "ContractNumber", "table": "authority"}},
        {"authority": {"BLK-1": "PCC", "DPS-1": "CCC"},
         "service": {"Home care - children": "home_care", "short breaks": "community_support"}},
    )


def test_it_is_recognised_by_its_headings_with_or_without_formats_and_in_any_order():
    names = HEADINGS.split(",")
    plain = [name.split(" (")[0] for name in names]
    for headings in (names, plain, plain[::-1], [name.upper().replace("REF", " ref") for name in plain]):
        assert fitting(headings, shipped()).name == "access-portal"
    assert fitting([name for name in plain if name != "VisitDate"], shipped()) is None


def test_every_hour_is_counted_once(tmp_path):
    mapped = applied(own(), TABLE, tmp_path)
    found = checked(mapped)
    assert (mapped.problems, found.problems) == ([], [])
    hours = found.hours.days.groupby("provider_id")[["planned_hours", "delivered_hours"]].sum()
    planned = 1 + 0.75 + (2 + 2) + 2 * 1.5 + (1 + 1) + 9 + 0.5 + 1 + 1 + 8 + 3 * 1 + 1 + 1
    assert hours.loc["S1", "planned_hours"] == pytest.approx(planned)
    # five minutes less on line 2, ten on lines 5 and 9 each, and an hour missed
    assert hours.loc["S1", "delivered_hours"] == pytest.approx(planned - 25 / 60 - 1)
    assert hours.loc["S2"].tolist() == [4.5, 4.5]


def test_rows_stand_on_their_lines_with_their_times(tmp_path):
    mapped = applied(own(), TABLE, tmp_path)
    found = on_lines(mapped.paths["visits"])
    assert found[1] == ["visit_id", "authority", "provider_id", "contract_id", "service", "planned_start",
                        "planned_end", "actual_start", "actual_end", "carers", "status"]
    assert sorted(found) == [*range(1, 13), *range(15, 23), 24]
    first = ["PCC", "S1", "BLK-1", "home_care"]
    assert found[2] == ["L1-2027-03-01T08:00", *first, "2027-03-01T08:00", "2027-03-01T09:00", "2027-03-01T08:05",
                        "2027-03-01T09:00", "1", "completed"]
    assert found[9][5:9] == ["2027-03-04T22:00", "2027-03-05T07:00", "2027-03-04T22:10", "2027-03-05T07:00"]
    assert found[10][5:9] == ["2027-03-05T23:50", "2027-03-06T00:20", "2027-03-06T00:05", "2027-03-06T00:35"]
    assert found[11][7:] == ["", "", "1", "missed"]
    assert found[12][5:7] + found[12][9:] == ["2027-03-03T08:00", "2027-03-03T09:00", "1", "completed"]
    # eight hours after 23:00 it is 7:00 in winter time, and the clock shows 8:00
    assert found[15][6] == "2027-03-28T08:00"
    assert [found[line][5] for line in (19, 20, 21)] == ["2027-03-07T14:00", "2027-03-13T14:00", "2027-03-14T14:00"]


def test_further_carers_have_numbers_of_their_own_and_the_main_row_is_one_less(tmp_path):
    found = on_lines(applied(own(), TABLE, tmp_path).paths["visits"])
    assert {line: (found[line][0], found[line][9]) for line in (4, 5, 6, 7, 8, 16, 17, 18, 22)} == {
        4: ("L2-2027-03-01T09:00", "1"), 5: ("L2-2027-03-01T09:00-2", "1"),
        6: ("L2-2027-03-02T09:00", "2"),
        7: ("L2-2027-03-03T09:00", "1"), 8: ("L2-2027-03-03T09:00-2", "1"),
        16: ("L5-2027-03-06T10:00", "1"), 17: ("L5-2027-03-06T10:00-2", "1"), 18: ("L5-2027-03-06T10:00-3", "1"),
        22: ("L7-2027-03-15T09:00-2", "1"),
    }


def test_total_rows_and_further_carers_alone_are_named(tmp_path):
    mapped = applied(own(), TABLE, tmp_path)
    assert said(mapped.warnings) == [("total_row", 14, "FileReference"), ("to_confirm", None, "")]
    assert "L7" in mapped.warnings[1].message


def test_nothing_of_a_person_comes_in(tmp_path):
    mapped = applied(own(), TABLE, tmp_path)
    content = mapped.paths["visits"].read_bytes()
    for value in (b"SU900417", b"Sample", b"14/02/2015", b"PE1", b"11.11", b"note", b"two", b"F0417"):
        assert value in TABLE.encode()
        assert value not in content
    assert not any(b"SU9" in path.read_bytes() for path in (tmp_path / "mapped").iterdir())
    assert "SU9" not in str(mapped)


def test_the_same_visits_sent_again_are_the_same(tmp_path):
    again = TABLE.replace("F0417", "F0999").replace("05/04/2027", "12/04/2027").replace("01/03/2027", "2027-03-01")
    ids = [[row["visit_id"] for row in rows(applied(own(), table, tmp_path).paths["visits"])]
           for table in (TABLE, again)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(ids[0]) == 20


def test_what_cannot_be_read_is_refused_on_its_line_by_the_reader(tmp_path):
    table = "\n".join([
        HEADINGS,
        visit("L1", "31/02/2027", "08:00", "01:00:00"),
        visit("L1", "01/03/2027", "8 am", "01:00:00"),
        visit("L1", "02/03/2027", "08:00", "an hour"),
        visit("L1", "03/03/2027", "08:00", "01:00:00", "08:00:00", ""),
        visit("L1", "04/03/2027", "08:00", "01:00:00", "", "00:30:00"),
        visit("L1", "05/03/2027", "08:00", "01:00:00", second="perhaps"),
    ]) + "\n"
    mapped = applied(own(), table, tmp_path)
    assert mapped.problems == []
    assert said(checked(mapped).problems) == [
        ("time_format", 2, "planned_end"), ("time_format", 2, "planned_start"),
        ("time_format", 3, "planned_end"), ("time_format", 3, "planned_start"),
        ("time_format", 4, "planned_end"),
        ("visit_times", 5, "actual_end"),
        ("time_format", 6, "actual_end"), ("visit_times", 6, "actual_end"),
        ("whole_number", 7, "carers"),
    ]
    assert mapped.columns["visits"]["planned_end"] == "DurationClaimed"
    assert mapped.columns["visits"]["planned_start"] == "VisitDate (DD/MM/YYYY) + StartTimeClaimed"
    packed = applied(own(), table, tmp_path, lines=False)
    assert [(one.rule, one.line) for one in packed.problems][:2] == [("date_format", 2), ("date_format", 2)]


def test_a_service_without_an_entry_is_named_once_with_where_to_add_it(tmp_path):
    table = "\n".join([HEADINGS, *[visit("L1", f"0{day}/03/2027", "08:00", "60", of=("S1", "BLK-1", "Night sit"))
                                   for day in (1, 2, 3)]]) + "\n"
    (problem,) = applied(own(), table, tmp_path).problems
    assert (problem.rule, problem.line, problem.column, problem.value) == ("no_entry", 2, "ServiceType", "Night sit")
    assert "2 more rows" in problem.message
    assert problem.mend == (
        "Say what it means in the form on the Data page (/data), or add it to [values.service] of the profile "
        'access-portal: "Night sit" = "…".')


def test_the_shipped_profile_says_what_to_fill_in(tmp_path):
    mapped = applied(profile("access-portal"), TABLE, tmp_path)
    assert said(mapped.problems) == [
        ("to_fill_in", None, "authority"), ("no_entry", 2, "ServiceType"), ("no_entry", 19, "ServiceType")]
    assert "your own copy of the profile access-portal" in mapped.problems[0].mend


def test_a_column_that_looks_like_a_person_s_and_is_not_listed_is_refused_without_its_values(tmp_path):
    table = "\n".join([f"{HEADINGS},ChildName", *[f"{row},Sample Child" for row in ROWS[:3]]]) + "\n"
    mapped = applied(own(), table, tmp_path)
    assert said(mapped.problems) == [("personal_column", 1, "ChildName")]
    assert b"Sample" not in mapped.paths["visits"].read_bytes()


def test_a_title_block_is_passed_over_and_lines_stay_true(tmp_path):
    title = "Service delivery,,,\r\n\"Printed on\r\n5 April\",\r\n\r\n"
    found = on_lines(applied(own(), title + TABLE, tmp_path).paths["visits"])
    assert found[5][0] == "visit_id"
    assert found[6][0] == "L1-2027-03-01T08:00"
