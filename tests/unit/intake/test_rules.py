"""Rules of one record, each broken in exactly one way."""

import pytest

from tests.unit.intake.deliveries import CLEAN, added, broken, checked, where

CONTRACT = (
    "X1,Title,{type},PCC,{covers},{provider},home_care,2026-04-01,36,{terms},{taken},,{value},{hours},{rate},{end}"
)


def contract(**cells):
    """The clean delivery with one contract more, a sound spot contract but for these cells."""
    blank = dict.fromkeys(("terms", "taken", "value", "hours", "rate", "end"), "")
    return added("contracts", CONTRACT.format(**{"type": "spot", "covers": "PCC", "provider": "S1", **blank, **cells}))


@pytest.mark.parametrize(("cells", "rule", "column"), [
    ({"provider": ""}, "provider_required", "provider_id"),
    ({"type": "dps"}, "dps_with_provider", "provider_id"),
    ({"covers": "CCC"}, "lead_not_covered", "covered_authorities"),
    ({"terms": "12;12", "taken": "3"}, "extensions_taken", "extensions_taken"),
    ({"taken": "1"}, "extensions_taken", "extensions_taken"),
    ({"type": "block", "hours": "10"}, "value_required", "annual_value_gbp"),
    ({"type": "block", "value": "50000"}, "hours_required", "contracted_hours_per_week"),
    ({"type": "in_house"}, "hours_required", "contracted_hours_per_week"),
    ({"type": "block", "value": "50000", "rate": "0"}, "number_range", "hourly_rate_gbp"),
    # a term of 36 months from 1 April 2026 ends on 31 March 2029, with one of 12 on 31 March 2030
    ({"end": "2029-03-31"}, "terminated_late", "terminated_on"),
    ({"end": "2030-03-31", "terms": "12;12", "taken": "1"}, "terminated_late", "terminated_on"),
    ({"end": "2026-03-31"}, "date_order", "terminated_on"),
])
def test_a_contract_that_cannot_be(cells, rule, column):
    assert where(contract(**cells).problems) == [(rule, "contracts.csv", 6, column)]


@pytest.mark.parametrize("cells", [
    {},
    {"type": "dps", "provider": ""},
    {"terms": "12;12", "taken": "2"},
    {"type": "block", "value": "50000", "hours": "10"},
    {"type": "block", "value": "50000", "rate": "20"},
    {"type": "in_house", "hours": "10"},
    {"end": "2029-03-30"},
    {"end": "2026-04-01"},
    {"end": "2030-03-30", "terms": "12;12", "taken": "1"},
])
def test_a_contract_that_can(cells):
    found = contract(**cells)
    assert (found.problems, found.warnings) == ([], [])


def test_a_bad_cell_does_not_count_as_blank_or_break_other_rules():
    assert where(contract(type="block", value="£50000", rate="20").problems) == [
        ("money_format", "contracts.csv", 6, "annual_value_gbp")
    ]
    assert where(contract(terms="one", taken="1", end="2029-06-30").problems) == [
        ("whole_number", "contracts.csv", 6, "extension_terms_months")
    ]


@pytest.mark.parametrize(("calendar", "hours"), [
    ("all_year", 50.0), ("", 50.0), ("term_time", 66.6667), ("holiday_only", 200.0),
])
def test_a_block_s_hours_follow_from_its_value_and_rate(calendar, hours):
    # 52,000 / 20 / 52 = 50; / 39 = 66 2/3; / 13 = 200
    row = f"X1,T,block,CCC,CCC,S1,home_care,2026-09-01,12,,,{calendar},52000,,20,"
    frame = added("contracts", row).frames["contracts"].set_index("contract_id")
    assert round(frame["contracted_hours_per_week"]["X1"], 4) == hours


def test_contracted_hours_win_over_the_rate():
    frame = contract(type="block", value="52000", hours="7", rate="20").frames["contracts"].set_index("contract_id")
    assert frame["contracted_hours_per_week"]["X1"] == 7


MEMBERSHIP = "DPS-1,CSS,{joined},{left},{reason},PCC,home_care,"


@pytest.mark.parametrize(("cells", "rule", "column"), [
    ({"left": "2026-04-30"}, "date_order", "left_on"),
    ({"reason": "withdrew"}, "leave_reason", "leave_reason"),
    ({"left": "2026-06-01", "reason": "bored"}, "choice", "leave_reason"),
])
def test_a_membership_that_cannot_be(cells, rule, column):
    row = MEMBERSHIP.format(**{"joined": "2026-05-01", "left": "", "reason": "", **cells})
    assert where(added("dps_memberships", row).problems) == [(rule, "dps_memberships.csv", 5, column)]


def test_a_membership_of_one_day_without_a_reason():
    assert added("dps_memberships", MEMBERSHIP.format(joined="2026-05-01", left="2026-05-01", reason="")).ok


PACKAGE = "X,PCC,home_care,,{hours},,2026-05-01,{awarded},{provider},{contract},{started},{ended},{reason}"


def package(**cells):
    blank = dict.fromkeys(("awarded", "provider", "contract", "started", "ended", "reason"), "")
    return added("packages", PACKAGE.format(**{"hours": "5", **blank, **cells}))


AWARD = {"awarded": "2026-05-10", "provider": "S1", "contract": "DPS-1"}


@pytest.mark.parametrize(("cells", "rule", "column"), [
    ({"hours": "0"}, "number_range", "hours_per_week"),
    ({**AWARD, "provider": ""}, "award_incomplete", "provider_id"),
    ({**AWARD, "contract": ""}, "award_incomplete", "contract_id"),
    ({"started": "2026-05-12"}, "started_without_award", "awarded_on"),
    ({"ended": "2026-05-12"}, "end_reason", "end_reason"),
    ({"reason": "planned"}, "end_reason", "end_reason"),
    ({"ended": "2026-05-12", "reason": "handed_back"}, "end_reason", "end_reason"),
    ({**AWARD, "started": "2026-05-12", "ended": "2026-05-13", "reason": "withdrawn"}, "end_reason", "end_reason"),
    ({**AWARD, "awarded": "2026-04-30"}, "date_order", "awarded_on"),
    ({**AWARD, "started": "2026-05-09"}, "date_order", "started_on"),
    ({**AWARD, "started": "2026-05-12", "ended": "2026-05-11", "reason": "other"}, "date_order", "ended_on"),
    ({**AWARD, "ended": "2026-05-09", "reason": "other"}, "date_order", "ended_on"),
    ({"ended": "2026-04-30", "reason": "withdrawn"}, "date_order", "ended_on"),
])
def test_a_package_that_cannot_be(cells, rule, column):
    assert where(package(**cells).problems) == [(rule, "packages.csv", 6, column)]


@pytest.mark.parametrize("cells", [
    {**AWARD, "awarded": "2026-05-01"},
    {**AWARD, "started": "2026-05-10", "ended": "2026-05-10", "reason": "planned"},
    {**AWARD, "ended": "2026-05-12", "reason": "withdrawn"},
    {**AWARD, "ended": "2026-05-12", "reason": "handed_back"},
    {"ended": "2026-05-01", "reason": "moved"},
])
def test_a_package_that_can(cells):
    found = package(**cells)
    assert (found.problems, found.warnings) == ([], [])


def test_a_package_with_a_provider_but_no_award_is_a_warning():
    found = package(provider="S1", contract="DPS-1")
    assert found.ok
    assert where(found.warnings) == [("award_without_date", "packages.csv", 6, "awarded_on")]


@pytest.mark.parametrize(("response", "responded", "rule"), [
    ("offered", "", "response_date"),
    ("declined", "", "response_date"),
    ("no_response", "2027-06-05", "response_date"),
    ("offered", "2027-06-01", "date_order"),
])
def test_an_offer_that_cannot_be(response, responded, rule):
    found = added("offers", f"P3,S1,2027-06-02,{response},{responded}")
    assert where(found.problems) == [(rule, "offers.csv", 5, "responded_on")]


def test_an_offer_answered_on_the_day():
    assert added("offers", "P3,S1,2027-06-02,declined,2027-06-02").ok


def test_a_holiday_ends_after_it_begins():
    found = added("school_holidays", "CCC,2027-02-15,2027-02-14,Half term")
    assert where(found.problems) == [("date_order", "school_holidays.csv", 5, "last_day")]


def test_holidays_of_one_authority_do_not_overlap():
    rows = "CCC,2027-01-01,2027-01-03,", "PCC,2026-12-21,2027-01-01,", "CCC,2027-01-04,2027-01-05,"
    found = added("school_holidays", *rows)
    assert where(found.problems) == [("overlap", "school_holidays.csv", 5, "first_day")]
    assert "Lines 3 and 5 " in found.problems[0].message


def test_a_holiday_within_a_long_one_overlaps_though_a_short_one_lies_between():
    rows = "CCC,2027-07-01,2027-08-31,\nCCC,2027-07-05,2027-07-06,\nCCC,2027-08-01,2027-08-02,\n"
    found = checked({"school_holidays": CLEAN["school_holidays"].splitlines(keepends=True)[0] + rows})
    assert [(problem.line, problem.message[:13]) for problem in found.problems] == [
        (3, "Lines 2 and 3"), (4, "Lines 2 and 4"),
    ]


def test_a_contract_broken_twice_has_both_problems():
    found = broken("contracts", "BLK-1,Block,block,PCC,PCC,S1", "BLK-1,Block,block,PCC,CCC,")
    assert {problem.rule for problem in found.problems} >= {"provider_required", "lead_not_covered"}
