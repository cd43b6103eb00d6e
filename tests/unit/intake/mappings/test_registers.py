"""Contracts registers in the headings of three councils: facts are taken, hints are for a person to confirm."""

import pytest

from dashboard.intake.mappings import fitting, keeping, parse, shipped
from tests.unit.intake.mappings.tables import applied, checked, filled_in, on_lines, profile, rows, said

# headings as in the schema for registers: the code's own words
CODE = """\
Organisation,Contract reference number,Title of agreement,Local authority department responsible,Description,\
Contract type,Contract start date,End date,Review date,Last extension date,Value (sum),Annual value,Supplier name,\
Supplier number,Supplier registered company number,Supplier type (SME/VCSE),Contact email
C,REG-1,Home care block,Children's Services,x,Block,01/04/2025,31/03/2028,01/10/2027,31/03/2029,"£150,000.00",\
"£50,000.00",First Care,S1,01234567,SME,a@example.org
C,REG-2,Short breaks,Children's Services,x,Spot,15/09/2025,14/09/2026,,,12000,12000,Second Care,S2,,VCSE,b@example.org
C,REG-3,Night sits,Children's Services,x,Spot,01/04/2025,15/03/2026,,,9000,9000,First Care,S1,01234567,SME,
C,REG-4,Gritting,Highways,x,Spot,01/04/2025,31/03/2026,,,9000,9000,Road Salt Ltd,S9,,SME,
"""

# a county's quarterly file: other words, other order, no supplier numbers, dates in words
COUNTY = """\
Contracts register,,,,,,,,
,,,,,,,,
Supplier Supplier Name,Contract Reference,Title,Contract Start Date,Final End Date,Review Date,Contract Value,\
Extension,Supplier Type
First Care Ltd.,HR/1,Home care,1 April 2025,31-Mar-2028,,"150,000",1 + 1,SME
FIRST CARE LTD,HR/2,Sitting,2025-09-01,2026-02-28,,9000,,SME
Nobody Care,HR/3,Sitting,2025-09-01,2026-02-28,,9000,,SME
"""

# a system's export: bars of the trade in its headings
SYSTEM = """\
Contract ID;Contract Title;Vendor name;Vendor ID;Start;Expiry date;Companies House number;Annual contract value
K1;Home care;First Care;S1;29/02/2024;27/02/2025;SC123456;40000.50
K2;Sitting;First Care;S1;31/08/2025;28/02/2026;SC123456;
""".replace(";", ",")

OPEN = {
    "contract_type": {"from": "Contract type", "table": "contract_type"},
    "lead_authority": {"value": "PCC"}, "covered_authorities": {"value": "PCC"}, "services": {"value": "home_care"},
}
TYPES = {"contract_type": {"Block": "block", "Spot": "spot"}}


@pytest.mark.parametrize("table", [CODE, COUNTY.split("\n", 2)[2], SYSTEM])
def test_registers_are_recognised(table):
    assert fitting(table.split("\n")[0].split(","), shipped()).name == "contracts-register"


def test_the_code_s_own_headings(tmp_path):
    own = filled_in(profile("contracts-register"), "contracts", OPEN, TYPES)
    mapped = applied(own, CODE, tmp_path)
    assert mapped.problems == []
    first, second, third, _ = rows(mapped.paths["contracts"])
    assert first == {
        "contract_id": "REG-1", "title": "Home care block", "contract_type": "block", "lead_authority": "PCC",
        "covered_authorities": "PCC", "provider_id": "S1", "services": "home_care", "start_date": "2025-04-01",
        "initial_term_months": "36", "annual_value_gbp": "50000.00",
    }
    assert (second["initial_term_months"], third["initial_term_months"]) == ("12", "")
    assert rows(mapped.paths["providers"])[0] == {
        "provider_id": "S1", "name": "First Care", "provider_type": "external", "company_number": "01234567"}
    # a provider once, on its first line
    assert {line: row[0] for line, row in on_lines(mapped.paths["providers"]).items()} == {
        1: "provider_id", 2: "S1", 3: "S2", 5: "S9"}


def test_what_is_only_a_hint_is_named_and_not_taken(tmp_path):
    mapped = applied(filled_in(profile("contracts-register"), "contracts", OPEN, TYPES), CODE, tmp_path)
    assert said(mapped.warnings) == [
        ("to_confirm", 4, "End date"),
        ("to_confirm", 2, "Last extension date"), ("to_confirm", 2, "Review date"), ("to_confirm", 2, "Value (sum)"),
    ]
    assert "2025-04-01 to 2026-03-15 is not a whole number of months" in mapped.warnings[0].message
    assert not any("suggested" in column for column in rows(mapped.paths["contracts"])[0])


def test_a_draft_for_people_has_the_hints_in_columns_of_their_own_and_rows_close_together(tmp_path):
    mapped = applied(profile("contracts-register"), CODE, tmp_path, lines=False)
    first = rows(mapped.paths["contracts"])[0]
    assert {column: text for column, text in first.items() if column.startswith("suggested_")} == {
        "suggested_last_extension_date": "31/03/2029", "suggested_review_date": "01/10/2027",
        "suggested_total_value": "£150,000.00",
    }
    assert "" not in mapped.paths["contracts"].read_text().split("\n")[:-1]


def test_the_check_says_what_a_register_cannot_tell_and_passes_what_is_filled_in(tmp_path):
    bare = applied(profile("contracts-register"), CODE, tmp_path)
    # the kind of each contract stands there: “Block” and “Spot” need no entry
    assert said(bare.problems) == [
        ("to_fill_in", None, name) for name in ("lead_authority", "covered_authorities", "services")]
    whole = {**OPEN, "contracted_hours_per_week": {"value": "20"}}
    own = filled_in(profile("contracts-register"), "contracts", whole, TYPES)
    some = checked(applied(own, CODE.replace("15/03/2026", "31/03/2026"), tmp_path))
    assert some.problems == []
    assert some.frames["contracts"]["initial_term_months"].tolist() == [36, 12, 12, 12]


def test_a_county_s_headings_below_a_title_with_names_for_numbers(tmp_path):
    whole = {**OPEN, "contract_type": {"value": "spot"}}
    own = filled_in(profile("contracts-register"), "contracts", whole, {"provider": {"First Care Ltd": "S1"}})
    mapped = applied(own, COUNTY, tmp_path)
    assert said(mapped.problems) == [("no_entry", 6, "Supplier Supplier Name")]
    assert '[values.provider] of the profile contracts-register: "Nobody Care"' in mapped.problems[0].mend
    found = rows(mapped.paths["contracts"])
    assert [(row["provider_id"], row["start_date"], row["initial_term_months"]) for row in found] == [
        ("S1", "2025-04-01", "36"), ("S1", "2025-09-01", "6"), ("Nobody Care", "2025-09-01", "6")]
    assert mapped.columns["contracts"]["initial_term_months"] == "Contract Start Date + Final End Date"
    assert ("to_confirm", 4, "Extension") in said(mapped.warnings)


def test_a_system_s_export(tmp_path):
    mapped = applied(profile("contracts-register"), SYSTEM, tmp_path)
    assert {one.rule for one in mapped.problems} == {"to_fill_in"}
    found = rows(mapped.paths["contracts"])
    # twelve months from 29 February end on 28 February, six from 31 August on the last day of February
    assert [row["initial_term_months"] for row in found] == ["", "6"]
    assert [row["annual_value_gbp"] for row in found] == ["40000.50", ""]
    assert rows(mapped.paths["providers"]) == [
        {"provider_id": "S1", "name": "First Care", "provider_type": "external", "company_number": "SC123456"}]


def test_only_some_rows_of_a_register(tmp_path):
    text = keeping.text(profile("contracts-register")).replace(
        "[contracts]", '[[only]]\nheading = ["Local authority department responsible"]\nvalues = ["children*"]\n\n'
        '[[leave_out]]\nheading = "Contract type"\nvalues = "Spot"\n\n[contracts]', 1)
    mapped = applied(parse(text, "own.toml"), CODE, tmp_path)
    assert [row["contract_id"] for row in rows(mapped.paths["contracts"])] == ["REG-1"]
    assert ("missing_column", 1, "") in said(applied(parse(text, "own.toml"), SYSTEM, tmp_path).problems)


def test_a_provider_written_two_ways_is_taken_once_and_named(tmp_path):
    table = SYSTEM.replace("K2,Sitting,First Care", "K2,Sitting,First Care Group")
    mapped = applied(profile("contracts-register"), table, tmp_path)
    assert [row["name"] for row in rows(mapped.paths["providers"])] == ["First Care"]
    assert said(mapped.warnings)[0] == ("to_confirm", 2, "Expiry date")
    assert "differently on lines 2 and 3" in mapped.warnings[1].message


def test_an_end_that_is_no_date_leaves_the_term_blank_and_is_named(tmp_path):
    mapped = applied(profile("contracts-register"), SYSTEM.replace("28/02/2026", "ongoing"), tmp_path)
    assert [row["initial_term_months"] for row in rows(mapped.paths["contracts"])] == ["", ""]
    assert said(mapped.warnings) == [("to_confirm", 2, "Expiry date"), ("to_confirm", 3, "Expiry date")]
    assert "“ongoing” is not a date" in mapped.warnings[1].message
