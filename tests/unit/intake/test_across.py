"""Records against one another, in one delivery and over what is known."""

import pytest

from tests.unit.intake.deliveries import CLEAN, added, broken, checked, known, where

HEADINGS = {name: content.splitlines()[0] for name, content in CLEAN.items()}


def over_known(name, *rows):
    """A delivery of some rows of one file, over the clean delivery."""
    return checked({name: "".join(f"{row}\n" for row in (HEADINGS[name], *rows))}, known())


@pytest.mark.parametrize(("name", "row", "line", "rule", "column"), [
    ("contracts", "X,T,spot,PCC,PCC,S9,home_care,2026-04-01,12,,,,,,,", 6, "unknown_provider", "provider_id"),
    ("dps_memberships", "DPS-1,S9,2026-04-01,,,PCC,home_care,", 5, "unknown_provider", "provider_id"),
    ("dps_memberships", "DPS-9,S1,2026-04-01,,,PCC,home_care,", 5, "unknown_contract", "contract_id"),
    ("capacity_returns", "S9,PCC,home_care,2026-04-06,40", 4, "unknown_provider", "provider_id"),
    ("packages", "X,PCC,home_care,,1,,2026-05-01,2026-05-01,S9,BLK-1,,,", 6, "unknown_provider", "provider_id"),
    ("packages", "X,PCC,home_care,,1,,2026-05-01,2026-05-01,S1,BLK-9,,,", 6, "unknown_contract", "contract_id"),
    ("offers", "P9,S1,2026-05-01,no_response,", 5, "unknown_package", "package_id"),
    ("offers", "P3,S9,2027-06-03,no_response,", 5, "unknown_provider", "provider_id"),
    ("dps_memberships", "BLK-1,S1,2026-04-01,,,PCC,home_care,", 5, "not_a_dps", "contract_id"),
    ("packages", "X,CCC,home_care,,1,,2026-05-01,2026-05-01,S1,BLK-1,,,", 6, "not_covered", "authority"),
    ("packages", "X,PCC,community_support,,1,,2026-05-01,2026-05-01,S1,BLK-1,,,", 6, "not_covered", "service"),
    ("offers", "P3,S2,2027-05-31,no_response,", 5, "date_order", "invited_on"),
])
def test_what_a_record_names_must_be_there_and_fit(name, row, line, rule, column):
    assert where(added(name, row).problems) == [(rule, f"{name}.csv", line, column)]
    # the same, where all else is known already
    assert where(over_known(name, row).problems) == [(rule, f"{name}.csv", 2, column)]


def test_what_is_known_need_not_be_sent_again():
    for name in CLEAN:
        found = checked({name: CLEAN[name]}, known())
        assert (found.problems, found.warnings) == ([], []), name


def test_nothing_is_known_of_an_empty_market():
    found = checked({"offers": CLEAN["offers"]})
    assert found.counts == {"unknown_package": 3, "unknown_provider": 3}


def test_swapped_and_misspelt_ids_are_recognised():
    found = over_known("offers", "P3,DPS-1,2027-06-03,no_response,", "p3,s1,2027-06-03,no_response,")
    assert [(problem.rule, problem.line, problem.mend) for problem in found.problems] == [
        ("unknown_provider", 2, "“DPS-1” is a contract: are the columns provider_id and contract_id swapped?"),
        ("unknown_package", 3, "Write P3, letter for letter."),
        ("unknown_provider", 3, "Write S1, letter for letter."),
    ]


def test_ids_are_not_called_unknown_when_their_file_could_not_be_read():
    found = checked({**CLEAN, "providers": CLEAN["providers"].encode("utf-16")})
    assert where(found.problems) == [("encoding", "providers.csv", None, "")]


def test_a_membership_covers_no_more_than_its_dps():
    dps = CLEAN["contracts"].replace("PCC,PCC;CCC,,home_care;community_support", "PCC,PCC,,home_care")
    found = checked({"providers": CLEAN["providers"], "contracts": dps, "dps_memberships": CLEAN["dps_memberships"]})
    assert [place for place in where(found.problems) if place[2] == 3] == [
        ("not_covered", "dps_memberships.csv", 3, "authorities"), ("not_covered", "dps_memberships.csv", 3, "services"),
    ]


def test_a_contract_that_is_sent_anew_must_fit_what_is_known_under_it():
    found = over_known("contracts", "BLK-1,Block,block,CCC,CCC,S1,home_care,2026-04-01,36,,,,50000,,25,")
    assert where(found.problems) == [("not_covered", "contracts.csv", 2, "covered_authorities")]
    assert "Hours already known" in found.problems[0].message
    found = over_known("contracts", "DPS-1,DPS,dps,PCC,PCC,,home_care,2026-04-01,60,,,,,,,")
    assert {place[:3] for place in where(found.problems)} == {("not_covered", "contracts.csv", 2)}
    assert any("1 record of packages.csv already known does not agree" in problem.message for problem in found.problems)
    assert any("2 records of dps_memberships.csv already known do not" in problem.message for problem in found.problems)
    found = over_known("contracts", "DPS-1,DPS,spot,PCC,PCC;CCC,S1,home_care;community_support,2026-04-01,60,,,,,,,")
    assert ("not_a_dps", "contracts.csv", 2, "contract_type") in where(found.problems)


def test_a_package_that_is_sent_anew_must_fit_the_known_offers():
    found = over_known("packages", "P3,PCC,home_care,,7,,2027-06-03,,,,,,")
    assert where(found.problems) == [("date_order", "packages.csv", 2, "requested_on")]


@pytest.mark.parametrize(("row", "overlaps"), [
    ("DPS-1,S1,2026-12-31,2027-01-31,,PCC,home_care,", True),
    ("DPS-1,S1,2027-01-01,2027-01-31,,PCC,home_care,", False),
    ("DPS-1,S1,2027-01-15,2027-02-01,,PCC,home_care,", True),
    ("DPS-1,S1,2026-03-01,2026-03-31,,PCC,home_care,", False),
    ("DPS-1,S1,2026-03-01,,,PCC,home_care,", True),
    ("DPS-1,S1,2027-05-01,,,PCC,home_care,", True),
    ("DPS-1,CSS,2027-05-01,,,PCC,home_care,", False),
])
def test_spells_of_membership_do_not_overlap(row, overlaps):
    for found, line in ((added("dps_memberships", row), 5), (over_known("dps_memberships", row), 2)):
        places = {place[:2] for place in where(found.problems)}
        assert places == ({("overlap", "dps_memberships.csv")} if overlaps else set())
        assert not overlaps or line in {problem.line for problem in found.problems}


def test_an_overlap_names_both_lines_or_what_is_known():
    row = "DPS-1,S1,2027-05-01,,,PCC,home_care,"
    assert "Lines 3 and 5 " in added("dps_memberships", row).problems[0].message
    assert "Line 2 and what is already known " in over_known("dps_memberships", row).problems[0].message


def test_a_spell_that_is_sent_anew_replaces_itself():
    found = over_known(
        "dps_memberships",
        "DPS-1,S1,2027-02-01,2027-02-28,withdrew,PCC,home_care,", "DPS-1,S1,2027-03-01,,,PCC,home_care,",
    )
    assert found.ok


@pytest.mark.parametrize(("row", "rule"), [
    ("X,PCC,home_care,,1,,2026-05-01,2026-05-01,S2,BLK-1,,,", "not_the_provider"),
    ("X,PCC,home_care,,1,,2026-05-01,2027-01-15,S1,DPS-1,,,", "not_a_member"),
    ("X,PCC,home_care,,1,,2026-05-01,2026-05-01,CSS,DPS-1,,,", "not_a_member"),
    ("X,PCC,home_care,,1,,2026-05-01,2026-12-31,S1,DPS-1,,,", None),
    ("X,PCC,home_care,,1,,2026-05-01,2026-05-01,S1,BLK-1,,,", None),
])
def test_a_package_under_a_contract_that_is_not_its_provider_s_is_a_warning(row, rule):
    found = added("packages", row)
    assert found.ok
    assert where(found.warnings) == ([(rule, "packages.csv", 6, "provider_id")] if rule else [])


def test_an_invitation_of_a_provider_that_is_no_member_is_a_warning_once_a_provider():
    found = added("offers", "P3,CSS,2027-06-02,no_response,", "P3,CSS,2027-06-03,no_response,")
    assert found.ok
    assert where(found.warnings) == [("not_a_member", "offers.csv", 5, "provider_id")]
    assert "2 invitations to CSS" in found.warnings[0].message


@pytest.mark.parametrize(("row", "warned"), [
    ("S1,CCC,home_care,2027-03-01,10", False),
    ("S1,CCC,home_care,2027-01-15,10", True),
    ("CSS,PCC,home_care,2027-01-15,10", True),
    ("CSS,CCC,home_care,2027-01-15,10", False),
    ("CSS,CCC,home_care,2026-03-31,10", True),
    # the spell covers it and the DPS is not yet over, on its last day and the day after
    ("S2,PCC,home_care,2036-03-31,10", False),
    ("S2,PCC,home_care,2036-04-01,10", True),
])
def test_a_return_of_a_provider_with_no_way_in_is_a_warning(row, warned):
    contracts = CLEAN["contracts"].replace("2026-04-01,60,60,,", "2026-04-01,60,60,1,")
    found = checked({**CLEAN, "contracts": contracts, "capacity_returns": CLEAN["capacity_returns"] + row + "\n"})
    assert found.ok
    assert where(found.warnings) == ([("no_way_in", "capacity_returns.csv", 4, "provider_id")] if warned else [])


def test_a_term_time_contract_needs_holidays_in_all_its_years():
    none = broken("school_holidays", "CCC,2026-10-26,2026-10-30,Autumn\nCCC,2026-12-21,2027-01-01,Christmas\n", "")
    assert none.ok
    assert where(none.warnings) == [("no_holidays", "contracts.csv", 4, "delivery_calendar")]
    assert "2026-09-01 to 2027-08-31" in none.warnings[0].message
    later = broken("contracts", "2026-09-01,12,,,term_time", "2026-09-01,24,,,holiday_only")
    assert "2027-09-01 to 2028-08-31" in later.warnings[0].message
    assert "2026" not in later.warnings[0].message.split("loaded for")[1]


def test_holidays_that_are_known_count():
    row = CLEAN["contracts"].splitlines()[3]
    assert over_known("contracts", row).warnings == []


def test_known_holidays_that_a_delivery_overlaps_are_replaced():
    found = over_known("school_holidays", "CCC,2026-10-27,2026-12-31,Long")
    assert (found.problems, found.warnings) == ([], [])
