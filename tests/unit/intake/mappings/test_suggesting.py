"""Suggestions: renamed files of the contract are found again, with reasons, and no person is looked at."""

import csv

import pytest

from dashboard.intake.mappings import apply, fitting, parse, profile_of, suggest, suggested_toml
from dashboard.settings import Settings
from tests.unit.intake.deliveries import CLEAN, SETTINGS
from tests.unit.intake.mappings.tables import checked, rows, written

RENAMED = {
    "providers": {"provider_id": "Supplier ID", "name": "Supplier name", "provider_type": "Type of provider",
                  "company_number": "Company no"},
    "contracts": {"contract_id": "Contract ref", "title": "Title of agreement", "contract_type": "Type of contract",
                  "provider_id": "Supplier No", "start_date": "Start Date", "lead_authority": "Lead council",
                  "initial_term_months": "Initial term (months)", "annual_value_gbp": "Annual value (£)"},
    "dps_memberships": {"contract_id": "Contract", "provider_id": "Supplier number", "joined_on": "Date joined",
                        "left_on": "Date left", "authorities": "Councils", "services": "Services offered"},
    "capacity_returns": {"provider_id": "Provider ref", "authority": "Council", "effective_from": "Effective from date",
                         "hours_per_week": "Hours per week"},
    "packages": {"package_id": "Package ref", "requested_on": "Requested date", "awarded_on": "Award date",
                 "ended_on": "End date", "end_reason": "Reason ended", "hours_per_week": "Weekly hours"},
    "offers": {"package_id": "Package", "provider_id": "Provider", "invited_on": "Date invited",
               "response": "Outcome", "responded_on": "Date responded"},
    "hours": {"date": "Day", "authority": "LA", "provider_id": "Provider number", "planned_hours": "Hours planned",
              "delivered_hours": "Hours delivered"},
    "visits": {"visit_id": "Call ID", "authority": "Council", "planned_start": "Scheduled start",
               "planned_end": "Scheduled finish", "actual_start": "Actual start time", "actual_end": "Actual finish",
               "carers": "Number of carers", "status": "Visit status"},
    "school_holidays": {"authority": "Council", "first_day": "First day of holiday", "last_day": "Last day of holiday"},
}


def table_of(name):
    """A file of the clean delivery with other headings: its headings and its rows."""
    headings, *table = csv.reader(CLEAN[name].splitlines())
    return headings, [RENAMED[name].get(heading, heading) for heading in headings], table


@pytest.mark.parametrize("name", RENAMED)
def test_a_renamed_file_is_found_again(name):
    own, headings, table = table_of(name)
    found = suggest(headings, table, SETTINGS, {"S1": "First Care", "S2": "Second Care", "CSS": "In house"})
    assert found.file == name
    assert found.columns == dict(zip(own, headings, strict=True))
    assert all(found.why[column].endswith(".") for column in found.columns)


ACCESS_LIKE = ["Call ref", "Supplier", "Contract", "Council name", "Kind", "Date of visit", "Planned start time",
               "Planned duration", "Actual start time", "Actual duration", "Client name", "DOB"]
CALLS = [
    ["C1", "first care", "BLK-1", "Peterborough", "Home care", "03/04/2027", "08:00", "01:00", "08:05", "00:50",
     "Sample Child", "14/02/2015"],
    ["C2", "First Care", "BLK-1", "Peterborough", "Home care", "17/04/2027", "22:00", "09:00", "", "",
     "Sample Child", "14/02/2015"],
]


def test_a_log_with_dates_times_and_durations_apart_and_names_for_codes(tmp_path):
    found = suggest(ACCESS_LIKE, CALLS, SETTINGS, {"S1": "First Care"})
    assert found.file == "visits"
    assert found.never_read == ("Client name", "DOB")
    assert found.date_format == "dd/mm/yyyy"
    assert found.why["dates"] == "“17/04/2027” can only be day first."
    assert found.columns == {
        "visit_id": "Call ref", "authority": "Council name", "provider_id": "Supplier", "contract_id": "Contract",
        "service": "Kind", "planned_start": "Date of visit", "planned_start.time": "Planned start time",
        "planned_end": "Date of visit", "planned_end.time": "Planned start time",
        "planned_end.plus": "Planned duration", "actual_start": "Date of visit",
        "actual_start.time": "Actual start time", "actual_end": "Date of visit",
        "actual_end.time": "Actual start time", "actual_end.plus": "Actual duration",
    }
    assert found.values == {"authority": {"Peterborough": "PCC"}, "service": {"Home care": "home_care"},
                            "provider_id": {"first care": "S1", "First Care": "S1"}}
    profile = profile_of("calls", "Our calls.", found.file, found.columns, found.constants, found.values,
                         found.never_read, found.date_format)
    assert fitting(ACCESS_LIKE, [profile]) is profile
    path = written(tmp_path, "\n".join(map(",".join, [ACCESS_LIKE, *CALLS])) + "\n")
    (out := tmp_path / "out").mkdir()
    mapped = apply(profile, path, out)
    assert (mapped.problems, checked(mapped).problems) == ([], [])
    assert [(row["planned_end"], row["actual_end"], row["status"]) for row in rows(mapped.paths["visits"])] == [
        ("2027-04-03T09:00", "2027-04-03T08:55", "completed"), ("2027-04-18T07:00", "", "missed")]
    assert "Sample" not in mapped.paths["visits"].read_text()


LOGS = {
    # a portal's service delivery, its headings renamed
    """\
FileReference,Description,Created,Agency Ref,Contract,ServiceUserRef,ServiceUserDetails,WeekEnding,Line,Contribution,\
Paid,Service,Day of visit,Start,Length,Real start,Real length,Second,Carers,Notes
F1,note,05/04/2027,S1,BLK-1,SU1,made up,28/03/2027,L1,0.00,22.22,Day care,22/03/2027,08:00,01:00:00,08:05:00,\
00:55:00,False,1,
F1,note,05/04/2027,S1,BLK-1,SU1,made up,28/03/2027,L1,0.00,22.22,Day care,23/03/2027,08:00,01:00:00,,,False,1,
F1,note,05/04/2027,S1,BLK-1,SU1,made up,28/03/2027,L2,0.00,44.44,Sitting,24/03/2027,22:00,08:00:00,22:10:00,\
07:50:00,False,2,
""": ("Day of visit", "Start", "Length", "Real start", "Real length"),
    # times of clocking in and out
    """\
Visit Ref,Client,Staff,Agency,Contract No,Council,Care type,Date,Scheduled Start,Scheduled End,Clock In,Clock Out,Status
10001,Client A,Carer A,S1,BLK-1,Peterborough,Home care,13/04/2027,08:00,09:00,08:03,08:58,Completed
10002,Client A,Carer A,S1,BLK-1,Peterborough,Home care,14/04/2027,08:00,09:00,,,Missed
""": ("Date", "Scheduled Start", "Scheduled End", "Clock In", "Clock Out"),
    # minutes, beside the week's beginning
    """\
Week commencing,Supplier code,Contract number,LA,Service,Call no,Visit day,Planned time,Planned mins,Arrived,Left,\
No of carers
12/04/2027,S1,BLK-1,PCC,home_care,501,13/04/2027,08:00,60,08:02,09:00,1
12/04/2027,S1,BLK-1,PCC,home_care,502,14/04/2027,08:00,45,08:00,08:45,2
""": ("Visit day", "Planned time", "Planned mins", "Arrived", "Left"),
    # whole moments
    """\
Call ID,Provider number,Contract,Commissioner,Service type,Planned start,Planned finish,Logged start,Logged finish,\
Carers,Outcome
C1,S1,BLK-1,PCC,Home care,2027-04-13 08:00,2027-04-13 09:00,2027-04-13 08:05,2027-04-13 09:01,1,completed
C2,S1,BLK-1,PCC,Home care,2027-04-14 08:00,2027-04-14 09:00,,,1,missed
""": (None, "Planned start", "Planned finish", "Logged start", "Logged finish"),
    # an invoice by call, tagged in and out
    """\
Invoice no,Provider ID,Agreement,Service,Visit number,Call date,Call time,Call length (hh:mm),Tag in,Tag out,Double up,\
Rate,Charge
INV1,S1,BLK-1,Home care,1,13/04/2027,08:00,00:45,08:01,08:47,No,24.00,18.00
INV1,S1,BLK-1,Home care,2,13/04/2027,17:30,00:30,17:30,18:00,No,24.00,12.00
""": ("Call date", "Call time", "Call length (hh:mm)", "Tag in", "Tag out"),
}


@pytest.mark.parametrize(("log", "times"), LOGS.items(), ids=["portal", "clocked", "minutes", "moments", "invoice"])
def test_a_log_of_visits_is_proposed_as_visits_with_its_times(log, times):
    headings, *table = csv.reader(log.splitlines())
    found = suggest(headings, table, SETTINGS, {"S1": "First Care"})
    day, start, end, begun, left = times
    assert found.file == "visits"
    lasting = {kind: any(word in heading for word in ("Length", "length", "mins"))
               for kind, heading in (("planned", end), ("actual", left))}
    for kind, first, last in (("planned", start, end), ("actual", begun, left)):
        assert found.columns[f"{kind}_start"] == (day or first)
        assert found.columns.get(f"{kind}_start.time") == (first if day else None)
        assert found.columns[f"{kind}_end"] == (day or last)
        assert found.columns.get(f"{kind}_end.plus") == (last if lasting[kind] else None)
        assert found.columns.get(f"{kind}_end.time") == (None if not day else first if lasting[kind] else last)
    assert found.columns.get("carers") in (None, "Carers", "No of carers")


def test_the_file_more_of_whose_required_columns_are_fed_is_proposed():
    # what is there fits memberships of a DPS better, but the day of joining would be missing
    headings = ["Provider ID", "Contract ID", "Service", "Council", "Date", "Visit ID", "Begin", "Length"]
    row = ["S1", "BLK-1", "home_care", "PCC", "13/04/2027", "V1", "08:00", "45"]
    found = suggest(headings, [row], SETTINGS, {"S1": "First Care"})
    assert found.file == "visits"
    assert (found.columns["planned_end.time"], found.columns["planned_end.plus"]) == ("Begin", "Length")


@pytest.mark.parametrize(("days", "meant"), [
    (["03/04/2027", "13/04/2027"], "dd/mm/yyyy"), (["03/04/2027", "04/13/2027"], "mm/dd/yyyy"),
    (["03/04/2027", "05/06/2027"], ""), (["2027-04-03"], "yyyy-mm-dd"), (["13/04/27"], "dd/mm/yy"),
])
def test_the_format_of_dates_is_judged_from_the_values_or_left_to_the_person(days, meant):
    rows = [["S1", "PCC", "home_care", day, "10"] for day in days]
    headings = ["Supplier ID", "Council", "Service", "Effective from", "Hours per week"]
    assert suggest(headings, rows, SETTINGS).date_format == meant


def test_the_values_of_a_person_s_columns_are_never_looked_at():
    class Unread(list):
        """A row whose last cell must not be asked for."""

        def __getitem__(self, at):
            assert at != 5, "the cell was looked at"
            return super().__getitem__(at)

    row = Unread(["S1", "PCC", "home_care", "13/04/2027", "10", "Sample"])
    found = suggest(["Supplier ID", "Council", "Service", "Effective from", "Hours per week", "Child name"], [row],
                    SETTINGS)
    assert (found.file, found.never_read) == ("capacity_returns", ("Child name",))


def test_what_every_row_has_in_common_is_proposed_where_the_settings_know_only_one():
    one = Settings(authorities={"PCC": SETTINGS.authorities["PCC"]}, services={"home_care": "Home care"})
    found = suggest(["Supplier ID", "Contract ref", "Week commencing", "Planned hours", "Delivered hours"],
                    [["S1", "BLK-1", "01/03/2027", "10", "8.5"]], one)
    assert found.file == "hours"
    assert found.constants == {"authority": "PCC", "service": "home_care", "period": "week"}
    assert found.why["authority"] == "It is the only one in the settings."


def test_the_suggestion_as_toml_is_a_profile_that_says_why_and_what_to_fill_in():
    found = suggest(["Supplier ID", "Contract ref", "Week commencing", "Planned hours", "Delivered hours"],
                    [["S1", "BLK-1", "01/03/2027", "10", "8.5"]], SETTINGS)
    text = suggested_toml(found, "ours")
    profile = parse(text, "ours.toml")
    assert profile.files["hours"]["date"][0].week == "commencing"
    assert '# The heading “Supplier ID” is one that is often used for it.\nprovider_id = "Supplier ID"' in text
    assert "# FILL IN the heading, or a value for every row: the council's code.\nauthority = { value = \"\" }" in text
    assert 'dates = ""' in text
    assert "# FILL IN: \"dd/mm/yyyy\" or" in text


def test_weeks_by_their_end_and_what_a_file_needs():
    profile = profile_of("w", "W.", "hours", {"date": "Week ending", "provider_id": "Who", "planned_hours": "P"},
                         {"period": "week"}, {}, [], "dd/mm/yyyy")
    assert profile.files["hours"]["date"][0].week == "ending"
    log = {"visit_id": "Id", "planned_start": "Day", "planned_start.time": "From", "actual_start": "Day",
           "actual_start.time": "Begun", "carers": "Staff"}
    profile = profile_of("v", "V.", "visits", log, {}, {}, [], "dd/mm/yyyy")
    assert profile.needs == (("Id",), ("Day",), ("From",))
    assert profile.files["visits"]["actual_start"][0].near == "planned_start"


@pytest.mark.parametrize(("headings", "table"), [([], []), (["a"], []), (["", ""], [["", ""]]), (["x"], [["1"], []])])
def test_a_table_of_which_nothing_can_be_told_gives_a_suggestion_without_columns(headings, table):
    found = suggest(headings, table, SETTINGS)
    assert found.columns == {}
    assert suggested_toml(found)
