"""Profiles: what makes one, what is said of a broken one, and that one that is kept is read back the same."""

import string
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.intake.columns import FILES
from dashboard.intake.mappings import BadProfile, fitting, keep, keeping, kept, parse, profile_of, shipped
from dashboard.intake.mappings import headings as names
from tests.unit.intake.mappings.tables import applied, on_lines, rows, said

SMALL = """\
name = "small"
title = "A small one."
needs = ["When", "Who"]
dates = "dd/mm/yyyy"

[capacity_returns]
provider_id = "Who"
authority = { value = "PCC" }
effective_from = "When"
hours_per_week = ["Hours a week", "Hours"]
service = { from = "What", table = "service" }

[values.service]
"Home" = "home_care"
"""


def test_the_shipped_ones_are_read_and_written_back_the_same():
    assert [one.name for one in shipped()] == [
        "access-portal", "contracts-register", "week-by-provider", "weeks-side-by-side"]
    for one in shipped():
        assert one.shipped
        assert parse(keeping.text(one), "again.toml") == one


@pytest.mark.parametrize(("old", "new", "line", "said"), [
    ('dates = "dd/mm/yyyy"', "dates = dd/mm/yyyy", 4, "not TOML"),
    ('title = "A small one."\n', "", None, "title: it is missing"),
    ('name = "small"', 'name = "Small One"', 1, "not a name of small letters"),
    ('dates = "dd/mm/yyyy"', 'dates = "dd.mm.yyyy"', 4, "is not one of"),
    ("needs =", "need =", None, "need"),
    ("[capacity_returns]", "[capacities]", None, "no file of the data contract"),
    ("provider_id =", "provider =", 7, "no such column"),
    ("effective_from =", "Effective-From =", 9, "Write effective_from"),
    ('{ value = "PCC" }', '{ valu = "PCC" }', 8, "there is no such key"),
    ('{ value = "PCC" }', '{ value = "PCC", from = "Council" }', 8, "exactly one of from, value"),
    ('provider_id = "Who"', "provider_id = 5", 7, "neither a heading nor a table"),
    ('table = "service"', 'table = "services"', 11, "Add a heading [values.services]"),
    ('"Home" = "home_care"', '"Home" = 1', 14, "not what belongs here"),
    ('{ value = "PCC" }', '{ same_as = "lead" }', 8, "names lead"),
    ('{ value = "PCC" }', '{ from = "Number", second = "Further" }', 8, "second is given without same"),
    ('provider_id = "Who"', 'provider_id = "ServiceUserRef"', 7, "looks like a person's own number"),
    ('provider_id = "Who"', 'provider_id = "Child"', 7, "looks like a person"),
    ('[capacity_returns]', '[[only]]\nheading = "Child"\nvalues = "x"\n[capacity_returns]', 6, "looks like a person"),
    ('dates = "dd/mm/yyyy"', 'never_read = "W*"', 7, "“Who” is under never_read"),
])
def test_a_broken_one_names_file_place_and_what_to_do(old, new, line, said):
    assert SMALL.count(old) == 1
    with pytest.raises(BadProfile) as error:
        parse(SMALL.replace(old, new), "own.toml")
    message = str(error.value)
    assert message.startswith(f"own.toml, line {line}" if line else "own.toml")
    assert said in message
    assert message.endswith((".", "“Who” is under never_read. Take another heading."))


def test_kept_reads_a_folder_that_may_be_missing_and_names_the_broken_file(tmp_path):
    assert kept(tmp_path / "none") == ()
    (tmp_path / "a.toml").write_text(SMALL)
    assert [one.name for one in kept(tmp_path)] == ["small"]
    (tmp_path / "b.toml").write_bytes(SMALL.encode().replace(b"small one", b"sm\xe4ll one"))
    with pytest.raises(BadProfile, match=r"b\.toml is not saved as UTF-8"):
        kept(tmp_path)


def test_people_s_own_come_before_shipped_ones_and_those_that_need_most_first():
    access = shipped()[0]
    own = replace(access, name="ours", shipped=False, needs=access.needs[:2])
    headings = [synonyms[0] for synonyms in access.needs]
    assert fitting(headings, [*shipped(), own]) is own
    assert fitting(headings, [replace(own, shipped=True), access]) is access
    assert fitting(["x"], shipped()) is None


@pytest.mark.parametrize(("written", "meant"), [
    ("Visit Date", "VisitDate"), (" visit-date ", "VisitDate"), ("VISIT_DATE (DD/MM/YYYY)", "VisitDate"),
    ("Visit\u00a0Date (HH:MM:SS)", "VisitDate"), ("Secondary (True/False)", "secondary"), ("Value (£)", "value"),
])
def test_headings_are_compared_forgivingly(written, meant):
    assert names.at(["x", written], ["none", meant]) == 1


def test_what_a_bracket_says_beside_a_format_tells_headings_apart():
    assert names.at(["Value (sum)"], ["Value"]) is None
    assert names.at(["Value (sum)", "Value"], ["Value", "Value (sum)"]) == 1


def test_dates_are_never_guessed(tmp_path):
    table = "When,Who,What,Hours\n03/04/2027,S1,Home,10\n13/04/2027,S1,Home,12\n"
    stated = applied(SMALL, table, tmp_path)
    assert [row["effective_from"] for row in rows(stated.paths["capacity_returns"])] == ["2027-04-03", "2027-04-13"]
    unsaid = applied(SMALL.replace('dates = "dd/mm/yyyy"\n', ""), table, tmp_path)
    assert said(unsaid.problems) == [("date_format", 2, "When")]
    assert 'dates = "dd/mm/yyyy"' in unsaid.problems[0].mend
    assert rows(unsaid.paths["capacity_returns"])[1]["effective_from"] == "13/04/2027"


def test_what_is_wrong_with_the_table_itself(tmp_path):
    table = "When,Who,What,Hours\n03/04/2027,S1,Home\n03/04/2027,S1,Home,1,2\n03/04/2027,S1,Home,1,,\n"
    mapped = applied(SMALL, table, tmp_path)
    assert said(mapped.problems) == [("too_few_cells", 2, ""), ("too_many_cells", 3, "")]
    assert list(on_lines(mapped.paths["capacity_returns"])) == [1, 4]
    assert said(applied(SMALL, "a,b\n1,2\n", tmp_path).problems) == [("unknown_headings", None, "")]
    assert said(applied(SMALL, "When,Who,What\n03/04/2027,S1,Home\n", tmp_path).problems) == [
        ("missing_column", None, "hours_per_week")]
    assert said(applied(SMALL, table.encode("utf-16"), tmp_path).problems) == [("encoding", None, "")]
    assert said(applied(SMALL, 'When,Who,What,Hours\n03/04/2027,"S1" x,Home,1\n', tmp_path).problems)[0][:2] == (
        "quotes", 2)


def test_lists_are_split_and_each_item_goes_through_its_table(tmp_path):
    told = 'name = "m"\ntitle = "M."\nneeds = ["Lot"]\n[dps_memberships]\ncontract_id = "Lot"\n' \
           'authorities = { from = "Where", split = "/", table = "place" }\n' \
           '[values.place]\nCity = "PCC"\nCounty = "CCC"\n'
    mapped = applied(told, "Lot,Where\nDPS-1,city / County/ city\nDPS-1,\n", tmp_path)
    assert [row["authorities"] for row in rows(mapped.paths["dps_memberships"])] == ["PCC;CCC", ""]


def test_keep_writes_once_and_does_not_overwrite_another_s(tmp_path):
    first = parse(SMALL, "small.toml")
    path = keep(first, tmp_path / "profiles")
    assert path.name == "small.toml"
    assert keep(first, path.parent) == path
    other = parse(SMALL.replace("A small one.", "Another."), "small.toml")
    with pytest.raises(BadProfile, match="already another profile small"):
        keep(other, path.parent)
    keep(other, path.parent, replace=True)
    assert kept(path.parent) == (other,)
    assert [one.name for one in path.parent.iterdir()] == ["small.toml"]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
HEADING = st.text(string.ascii_letters + string.digits + ' "\'\\#=[]{}.,£é', min_size=1, max_size=12).filter(
    lambda text: names.bare(text) and not names.person(text))


@st.composite
def confirmed(draw):
    file = draw(st.sampled_from(sorted(FILES)))
    columns = draw(st.lists(st.sampled_from([column.name for column in FILES[file].columns]), min_size=1, unique=True))
    mapped = draw(st.lists(st.sampled_from(columns), min_size=1, unique=True))
    return {
        "name": draw(st.from_regex(r"[a-z0-9][a-z0-9-]{0,10}", fullmatch=True)), "title": draw(TEXT.filter(bool)),
        "file": file, "columns": {column: draw(HEADING) for column in mapped},
        "constants": {column: draw(TEXT) for column in columns if column not in mapped},
        "values": {column: draw(st.dictionaries(TEXT, TEXT, max_size=3)) for column in mapped},
        "never_read": ["ServiceUser*", "Date of birth"],
        "date_format": draw(st.sampled_from(["", "dd/mm/yyyy", "mm/dd/yyyy", "dd/mm/yy", "yyyy-mm-dd"])),
    }


@given(confirmed())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_a_person_confirmed_is_kept_and_read_back_the_same(tmp_path, told):
    profile = profile_of(**told)
    path = keep(profile, tmp_path, replace=True)
    (again,) = [one for one in kept(tmp_path) if one.name == profile.name]
    assert again == profile
    assert set(again.files[told["file"]]) >= set(told["columns"]) | set(told["constants"])
    path.unlink()
