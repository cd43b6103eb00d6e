"""Persons are refused, by heading and by value, and their facts are shown nowhere."""

import pytest

from dashboard.intake import people, report
from dashboard.intake.columns import FILES
from tests.unit.intake.deliveries import CLEAN, broken, checked, known, where

# made up: the check digits of the NHS numbers are worked out by hand below
NHS = "9434765919"


def test_the_check_digit():
    # 9*10+4*9+3*8+4*7+7*6+6*5+5*4+9*3+1*2 = 299; 299 mod 11 = 2; 11 - 2 = 9, its last digit
    assert people.in_value(NHS) == "an NHS number"
    assert people.in_value("943 476 5919") == "an NHS number"
    assert people.in_value("9434765918") is None
    assert people.in_value("0000000000") is None
    assert people.in_value("01733747474") is None


@pytest.mark.parametrize("heading", [
    "name", "child_name", "childs_name", "first_name", "Surname", "forename", "service user", "service_user_details",
    "initials", "dob", "date_of_birth", "d.o.b.", "birth_date", "address", "home_address", "address1", "post code",
    "postcode", "nhs_number", "NHS No", "nhs", "upn", "pupil_id", "case_number", "case_ref", "caseid", "child_id",
    "client_ref", "email", "e-mail_address", "phone", "mobile", "telephone_number", "parent_name", "carer_name",
    "national_insurance_number", "mosaic_id", "liquidlogic_id", "name of child", "Name of young person", "YP", "YP ID",
    "AddressLine1", "ChildFirstName", "ClientSurname", "ChildDOB", "YearOfBirth", "PCode", "student_name",
])
def test_headings_that_are_a_person_s(heading):
    assert people.in_heading(heading.lower().replace(" ", "_"))


@pytest.mark.parametrize("heading", [
    "provider_name", "supplier_name", "contract_name", "company_name", "authority_name", "area", "notes", "carers",
    "number_of_carers", "staff", "in_house", "hours_given", "flat_rate", "updated_on", "created", "caseload", "unit",
    "telecare", "status", "rate", "lot", "ward_name", "provider's name", "name_of_provider",
    "Companies House number",
])
def test_headings_that_are_not(heading):
    assert people.in_heading(heading.lower().replace(" ", "_")) is None


def test_the_contract_s_own_headings_are_never_refused():
    assert checked(CLEAN).ok


@pytest.mark.parametrize("value", [
    NHS, f"see {NHS} please", f"{NHS}.0",
    "H801200001001", "a12345678901b", "PE1 1AA", "lives at cb12rg now", "2014-05-17",
    "17/05/2014", "17.5.14", "17 May 2014", "2014-05-17T00:00:00", "3rd March 2010",
])
def test_values_that_are_a_person_s(value):
    assert people.in_value(value)


@pytest.mark.parametrize("value", [
    "", "x", "12.5", "2027-06-30", "30/06/2027", "1-101234567", "K0000001", "S100001", "Q1 2ab", "1899-12-30", "48",
    "2027-06", "BLK-PCC-1", "V000000001", f"{NHS}.25",
])
def test_values_that_are_not(value):
    assert people.in_value(value) is None


def with_column(name, heading, *values):
    lines = CLEAN[name].splitlines()
    cells = [heading, *values, *[""] * (len(lines) - 1 - len(values))]
    content = "".join(f"{line},{cell}\n" for line, cell in zip(lines, cells, strict=True))
    return checked({name: content}, known())


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_column_headed_like_a_person_s_is_refused_in_every_file(name):
    found = with_column(name, "date of birth", "2014-05-17")
    assert where(found.problems) == [("personal_column", f"{name}.csv", 1, "date_of_birth")]
    assert "a date of birth" in found.problems[0].message


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("value", [NHS, "H801200001001", "PE1 1AA", "17/05/2014"])
def test_a_column_that_holds_a_person_s_values_is_refused_and_they_are_not_shown(name, value):
    found = with_column(name, "extra", "", value)
    assert where(found.problems) == [("personal_value", f"{name}.csv", 3, "extra")]
    assert value not in report.text(found)
    assert value not in str(list(report.rows(found)))


@pytest.mark.parametrize("value", ["H801200001001", "PE1 1AA", "PE11AA"])
def test_a_package_id_that_tells_who_the_child_is_is_refused_and_not_shown(value):
    both = {name: CLEAN[name].replace("P1,", f"{value},") for name in ("packages", "offers")}
    found = checked({**CLEAN, **both})
    assert where(found.problems) == [
        ("personal_value", "packages.csv", 2, "package_id"),
        ("personal_value", "offers.csv", 2, "package_id"),
        ("personal_value", "offers.csv", 3, "package_id"),
    ]
    assert value not in report.text(found)


def test_a_package_id_may_look_like_a_date_or_an_nhs_number():
    both = {name: CLEAN[name].replace("P1,", f"{NHS},") for name in ("packages", "offers")}
    assert checked({**CLEAN, **both}).ok


def test_a_file_without_headings_does_not_show_its_first_row():
    content = CLEAN["packages"].splitlines(keepends=True)[1].replace("P1", "H801200001001")
    assert "H801200001001" not in report.text(checked({"packages": content}))


def test_a_refused_file_is_still_checked():
    found = broken("packages", "package_id,authority", "package_id,authority,dob")
    assert [problem.rule for problem in found.problems] == ["personal_column"] + ["too_few_cells"] * 4
