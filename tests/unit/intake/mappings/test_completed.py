"""What a profile leaves open is told as data, and a person's answers make a copy of it that leaves nothing open."""

import pytest

from dashboard.intake import check, given, mappings
from dashboard.intake.mappings import BadProfile, apply, completed, fitting, keep, keeping, kept, shipped
from tests.unit.intake.deliveries import SETTINGS, known
from tests.unit.intake.mappings import test_access, test_registers, test_weeks
from tests.unit.intake.mappings.tables import profile, rows, written

ACCESS = "\n".join([test_access.HEADINGS, *(test_access.visit("L1", *rest) for rest in [
    ("01/03/2027", "08:00", "01:00:00", "08:00:00", "01:00:00", "", "", ("S1", "BLK-1", "Day sits")),
    ("02/03/2027", "08:00", "01:00:00", "08:00:00", "01:00:00", "", "", ("S1", "BLK-1", "day  sits")),
    ("03/03/2027", "08:00", "01:00:00", "08:00:00", "01:00:00", "", "", ("S1", "BLK-1", "home-care")),
    ("04/03/2027", "08:00", "01:00:00", "08:00:00", "01:00:00", "", "", ("S1", "BLK-1", "Home care")),
    ("05/03/2027", "08:00", "01:00:00", "08:00:00", "01:00:00", "", "", ("S1", "BLK-1", "Overnight")),
])]) + "\n"


def mapped(one, table, folder):
    """A table mapped with the settings' codes and names known."""
    (out := folder / f"out{len(list(folder.iterdir()))}").mkdir()
    return apply(one, written(folder, table), out, settings=SETTINGS)


def told(found):
    """What is open: file, column, heading and values."""
    return [(one.name, one.column, one.heading, one.values) for one in found.open]


def test_the_portal_s_profile_asks_for_the_council_and_for_services_that_are_neither_codes_nor_names(tmp_path):
    found = mapped(profile("access-portal"), ACCESS, tmp_path)
    assert told(found) == [
        ("visits", "authority", "", {}),
        ("visits", "service", "ServiceType", {"Day sits": 1, "day  sits": 1, "Overnight": 1}),
    ]
    assert {one.profile for one in found.open} == {"access-portal"}
    assert [row["service"] for row in rows(found.paths["visits"])] == [
        "Day sits", "day  sits", "home_care", "home_care", "Overnight"]


def test_the_answers_make_a_copy_that_leaves_nothing_open_and_is_taken_before_the_shipped_one(tmp_path):
    own = completed(profile("access-portal"), {"visits": {"authority": "PCC"}}, {
        "visits": {"service": {"Day sits": "community_support", "Overnight": "home_care"}}})
    assert (own.name, own.shipped) == ("access-portal", False)
    path = keep(own, tmp_path / "profiles", replace=True)
    (again,) = kept(tmp_path / "profiles")
    assert (again, again.path) == (own, path)
    assert fitting(test_access.HEADINGS.split(","), (again, *shipped())) is again
    found = mapped(again, ACCESS, tmp_path)
    assert (found.open, found.problems) == ([], [])
    assert [(row["authority"], row["service"]) for row in rows(found.paths["visits"])] == [
        ("PCC", "community_support"), ("PCC", "community_support"), ("PCC", "home_care"), ("PCC", "home_care"),
        ("PCC", "home_care")]


@pytest.mark.parametrize("one", [one.name for one in shipped()])
def test_a_copy_without_an_answer_is_the_profile(one):
    assert completed(profile(one), {}, {}) == profile(one)


def test_an_answer_can_be_put_right_in_either_way():
    bare = profile("access-portal")
    first = completed(bare, {}, {"visits": {"service": {"Day sits": "home_care", "Overnight": "home_care"}}})
    second = completed(first, {}, {"visits": {"service": {"DAY SITS": "community_support"}}})
    assert second.values["service"] == {"Overnight": "home_care", "DAY SITS": "community_support"}
    constant = completed(second, {"visits": {"service": "home_care"}}, {})
    assert constant.files["visits"]["service"][0].value == "home_care"
    assert completed(constant, {"visits": {"service": "community_support"}}, {}).files["visits"]["service"][1:] == (
        bare.files["visits"]["service"])
    assert completed(constant, {}, {"visits": {"service": {"Overnight": "home_care"}}}).files == second.files


def test_a_person_s_own_profile_is_completed_where_it_lies(tmp_path):
    (tmp_path / "ours.toml").write_text(keeping.text(profile("access-portal")))
    (own,) = kept(tmp_path)
    keep(completed(own, {"visits": {"authority": "CCC"}}, {}), tmp_path, replace=True)
    (again,) = kept(tmp_path)
    assert (again.path, again.files["visits"]["authority"][0].value) == (tmp_path / "ours.toml", "CCC")


def test_a_formula_is_no_value_to_be_given_a_meaning(tmp_path):
    table = ACCESS.replace("Overnight", "=A1").replace("Day sits", "#REF!").replace("day  sits", "Home care")
    found = mapped(profile("access-portal"), table, tmp_path)
    assert told(found) == [("visits", "authority", "", {})]
    assert [row["service"] for row in rows(found.paths["visits"])][::4] == ["#REF!", "=A1"]


def test_what_makes_no_profile_is_refused():
    with pytest.raises(BadProfile, match="no such column"):
        completed(profile("access-portal"), {"visits": {"council": "PCC"}}, {})


def test_a_register_asks_for_what_it_does_not_tell_and_what_its_words_mean(tmp_path):
    table = test_registers.CODE.replace(",Block,", ",Framework,")
    found = mapped(profile("contracts-register"), table, tmp_path)
    assert told(found) == [
        ("contracts", "contract_type", "Contract type", {"Framework": 1}), ("contracts", "lead_authority", "", {}),
        ("contracts", "covered_authorities", "", {}), ("contracts", "services", "", {}),
    ]
    own = completed(
        profile("contracts-register"),
        {"contracts": {"lead_authority": "PCC", "covered_authorities": "PCC;CCC", "services": "home_care"}},
        {"contracts": {"contract_type": {"Framework": "spot"}}},
    )
    whole = mapped(own, table, tmp_path)
    assert (whole.open, whole.problems) == ([], [])
    assert [(row["contract_type"], row["covered_authorities"]) for row in rows(whole.paths["contracts"])] == [
        ("spot", "PCC;CCC")] * 4


def test_a_register_of_several_words_for_services_and_names_for_suppliers(tmp_path):
    table = (
        "Contract ref,Title,Start,End date,Supplier,Contract type,Category,Lead authority\n"
        "R1,Care,01/04/2026,31/03/2027,First Care,spot,Sitting and home care,peterborough\n"
        "R2,Care,01/04/2026,31/03/2027,First Care,spot,Home care; community-support,CCC\n"
        "R3,Care,01/04/2026,31/03/2027,Second Care,spot,Sitting and home care,CCC\n"
    )
    found = mapped(profile("contracts-register"), table, tmp_path)
    assert told(found) == [
        ("contracts", "covered_authorities", "", {}),
        # a supplier's row feeds both its contract and itself, and is one row
        ("contracts", "provider_id", "Supplier", {"First Care": 2, "Second Care": 1}),
        ("contracts", "services", "Category", {"Sitting and home care": 2}),
    ]
    own = completed(profile("contracts-register"), {"contracts": {"covered_authorities": "PCC;CCC"}}, {"contracts": {
        "provider_id": {"First Care": "S1", "Second Care": "S2"},
        "services": {"Sitting and home care": "community_support;home_care"}}})
    whole = mapped(own, table, tmp_path)
    assert (whole.open, whole.problems) == ([], [])
    assert [(row["provider_id"], row["services"], row["lead_authority"]) for row in rows(whole.paths["contracts"])] == [
        ("S1", "community_support;home_care", "PCC"), ("S1", "home_care;community_support", "CCC"),
        ("S2", "community_support;home_care", "CCC")]
    assert [row["provider_id"] for row in rows(whole.paths["providers"])] == ["S1", "S2"]


def test_a_heading_below_which_nothing_stands_is_open_like_one_that_is_not_there(tmp_path):
    bare = test_registers.CODE.replace(",Block,", ",,").replace(",Spot,", ", ,")
    found = mapped(profile("contracts-register"), bare, tmp_path)
    assert ("contracts", "contract_type", "", {}) in told(found)
    some = mapped(profile("contracts-register"), bare.replace("x,,", "x,dps,"), tmp_path)
    assert "contract_type" not in {one.column for one in some.open}


def test_a_word_under_a_heading_that_has_no_value_table_is_open_and_gets_one(tmp_path):
    table = test_weeks.LONG.replace("PCC", "Soke").replace("home_care", "Home Care")
    found = mapped(profile("week-by-provider"), table, tmp_path)
    assert told(found) == [
        ("hours", "authority", "Council", {"Soke": 2}),
        ("hours", "provider_id", "Provider", {"First Care": 2, "Second Care": 1}),
    ]
    own = completed(profile("week-by-provider"), {}, {"hours": {
        "authority": {"Soke": "PCC"}, "provider_id": {"First Care": "S1", "Second Care": "S2"}}})
    whole = mapped(own, table, tmp_path)
    assert (whole.open, whole.problems) == ([], [])
    assert [(row["authority"], row["provider_id"], row["service"]) for row in rows(whole.paths["hours"])] == [
        ("PCC", "S1", "home_care")] * 2 + [("CCC", "S2", "community_support")]
    # a file without the column is asked for it again
    other = mapped(own, table.replace("Council", "Remark"), tmp_path)
    assert ("hours", "authority", "", {}) in told(other)


def test_what_is_open_comes_with_the_file_and_sheet_of_the_person(tmp_path):
    path = written(tmp_path, ACCESS, "July.csv")
    with given([path], shipped(), settings=SETTINGS) as files:
        found = check(files, known(), SETTINGS)
    assert [(one.file, one.sheet, one.profile, one.column) for one in found.open_places] == [
        ("July.csv", "", "access-portal", "authority"), ("July.csv", "", "access-portal", "service")]
    assert mappings.Open is type(found.open_places[0])
