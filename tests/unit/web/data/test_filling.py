"""What a profile leaves open: what is asked, what is kept, and that the files are read by it from then on."""

import re

import pytest

from dashboard.intake.mappings import kept
from dashboard.web.data import filling
from tests.unit.intake.mappings import test_access
from tests.unit.web.data.conftest import one_line
from tests.unit.web.data.test_mapping import filled as _filled

DPS = ("EX012", "DPS-EX", "Home Care (CYP)")


def visits(*services):
    """A portal's export for the example's EX012, a visit of an hour on each of the first days of November."""
    rows = [test_access.visit(f"L{day}", f"{day:02}/11/2026", "08:00", "01:00:00", "08:00:00", "00:45:00",
                              of=(*DPS[:2], service)) for day, service in enumerate(services, start=2)]
    return "\n".join([test_access.HEADINGS, *rows]) + "\n"


REGISTER = """\
Contract ref,Title,Start date,End date,Supplier,Contract type,Category
R1,Sitting,01/04/2026,31/03/2027,Alder Care (example),Spot,Sitting and home care
R2,Sitting,01/04/2026,31/03/2027,Newcomer Care,Call-off,Sitting and home care
"""


def sent(page, **more):
    """The form as a browser would send it, with a person's answers; a list is several boxes ticked."""
    form = page.select_one("form.filling")
    found = {field["name"]: field.get("value", "") for field in form.select("input:not([type=checkbox])")}
    for select in form.select("select"):
        option = select.select_one("option[selected]") or select.select_one("option")
        found[select["name"]] = option["value"]
    for box in form.select("input[type=checkbox][checked]"):
        found.setdefault(box["name"], []).append(box["value"])
    return found | more


def asked(page):
    """What is asked for."""
    return [one_line(heading) for heading in page.select("form.filling h3")]


def field(page, label):
    """The name of the field of an accessible name."""
    one = page.select_one(f"form.filling [aria-label='{label}']")
    return one["name"]


@pytest.fixture
def open_(visitor):
    return visitor.give(("July.csv", visits("Home Care (CYP)", "Overnight", "home-care", "Overnight")))


def answer(visitor, page, **more):
    return visitor.post(f"{visitor.address}/filling", **sent(page, **more))


def test_what_the_portal_s_file_leaves_open_is_asked(visitor, open_):
    assert visitor.answer == "2 things are left open in July.csv: say once what the file does not. Nothing is stored."
    assert visitor.heading("filling") == "What does July.csv leave open?"
    assert asked(open_) == ["Authority, for every row", "Service: what do the values under “ServiceType” mean?"]
    assert [row[:2] for row in visitor.rows("Values under ServiceType")] == [["Overnight", "2"],
                                                                            ["Home Care (CYP)", "1"]]
    options = open_.select_one("[aria-label='Authority, for every row']").select("option")
    assert [one_line(option) for option in options] == ["Choose one", "Peterborough (PCC)", "Cambridgeshire (CCC)"]
    assert "Say what is left open" in one_line(open_.select_one("[aria-labelledby=now]"))
    assert "in the form on the Data page" in visitor.rows("Each problem, where it is and what to do.")[0][-1]


def test_the_answers_are_kept_and_the_file_is_read_by_them_and_so_is_the_next(visitor, open_):
    page = answer(visitor, open_, **{
        field(open_, "Authority, for every row"): "PCC", "open-1-0": "home_care", "open-1-1": "home_care"})
    assert visitor.answer.startswith("No problems")
    assert visitor.rows("Files read")[0][:3] == ["July.csv", "visits.csv, by the profile access-portal", "4"]
    (own,) = kept(visitor.settings.profiles_folder)
    assert (own.name, own.path.name) == ("access-portal", "access-portal.toml")
    assert own.values["service"] == {"Overnight": "home_care", "Home Care (CYP)": "home_care"}
    assert not page.select("form.filling")
    visitor.import_it()
    visitor.give(("August.csv", visits("Overnight")))
    assert visitor.answer.startswith("No problems")
    assert not visitor.page.select("form.filling")


def test_what_is_still_open_is_asked_again_alone(visitor, open_):
    page = answer(visitor, open_, **{"open-1-0": "home_care"})
    assert asked(page) == ["Authority, for every row", "Service: what do the values under “ServiceType” mean?"]
    assert [row[0] for row in visitor.rows("Values under ServiceType")] == ["Home Care (CYP)"]
    page = answer(visitor, page, **{"open-1": "community_support"})
    assert asked(page) == ["Authority, for every row"]
    answer(visitor, page, **{"open-0": "PCC"})
    assert visitor.answer.startswith("No problems")
    # one service for every row is said last, and holds for what was said before, too
    (own,) = kept(visitor.settings.profiles_folder)
    assert own.files["visits"]["service"][0].value == "community_support"


def test_what_was_said_can_be_changed_while_the_files_wait(visitor, open_):
    page = answer(visitor, open_, **{"open-0": "CCC", "open-1-0": "home_care", "open-1-1": "home_care"})
    link = page.find("a", string="Change what the file left open")
    page = visitor.get(link["href"])
    assert sent(page)["open-0"] == "CCC"
    assert [sent(page)[f"open-1-{at}"] for at in (0, 1)] == ["home_care", "home_care"]
    answer(visitor, page, **{"open-0": "PCC", "open-1-1": "community_support"})
    assert visitor.answer.startswith("No problems")
    (own,) = kept(visitor.settings.profiles_folder)
    assert own.files["visits"]["authority"][0].value == "PCC"
    assert own.values["service"]["Home Care (CYP)"] == "community_support"


def test_a_register_s_suppliers_are_written_and_lists_are_ticked(visitor):
    page = visitor.give(("Register.csv", REGISTER))
    assert asked(page) == [
        "Contract type: what do the values under “Contract type” mean?", "Lead authority, for every row",
        "Covered authorities, for every row", "Provider number: what do the values under “Supplier” mean?",
        "Services: what do the values under “Category” mean?",
    ]
    # a known provider is found by its name, a code needs no answer
    assert [(row[0], row[1]) for row in visitor.rows("Values under Contract type")] == [("Call-off", "1")]
    written = {one["aria-label"]: one["value"] for one in page.select("form.filling input.form-control")}
    assert written == {"What Alder Care (example) means as provider number": "EX001",
                       "What Newcomer Care means as provider number": ""}
    known = page.select_one(f"#{page.select_one('input.form-control')['list']}")
    assert "Alder Care (example)" in one_line(known.select_one("option[value=EX001]"))
    answer(visitor, page, **{
        "open-0-0": "spot", "open-1": "PCC", "open-2": ["PCC", "CCC"], "open-3-1": "EX777",
        "open-4-0": ["home_care", "community_support"],
    })
    assert visitor.answer.startswith("No problems")
    assert {row[1] for row in visitor.rows("Files read")} == {
        "providers.csv, by the profile contracts-register", "contracts.csv, by the profile contracts-register"}
    visitor.import_it()
    (own,) = kept(visitor.settings.profiles_folder)
    assert own.values["services"] == {"Sitting and home care": "home_care;community_support"}
    assert own.files["contracts"]["covered_authorities"][0].value == "PCC;CCC"
    again = visitor.get("/data")
    assert "import" in one_line(again.select_one(".answer")).lower()


@pytest.mark.parametrize(("wrong", "says"), [
    ({}, "Say what the authority is"), ({"open-0": "XXX"}, "Choose from the list for authority"),
    ({"open-0": "PCC", "open-1-1": "XXX"}, "Choose from the list for service"),
    ({"open-0": ["PCC", "CCC"]}, "Choose from the list for authority"),
])
def test_what_cannot_be_kept_is_said_at_its_field(visitor, open_, wrong, says):
    page = answer(visitor, open_, **wrong)
    assert visitor.response.status_code == 400
    (link,) = page.select(".mistakes a")
    assert one_line(link) == says
    at = page.select_one(f"[id='{link['href'][1:]}']")
    assert at["aria-invalid"] == "true" and page.select_one(f"#{at['aria-describedby'].strip()}")
    assert not list(visitor.settings.profiles_folder.glob("*"))


@pytest.mark.parametrize("text", ["x" * 101, "EX\u0007"])
def test_a_number_that_is_none_is_refused(visitor, text):
    page = visitor.give(("Register.csv", REGISTER))
    page = answer(visitor, page, **{"open-3-1": text})
    assert one_line(page.select_one(".mistakes a")) == (
        "The provider number must be 100 characters or fewer, on one line")


def test_answers_to_other_questions_are_not_taken(visitor, open_):
    answer(visitor, open_, mark="of an older page", **{"open-0": "PCC"})
    assert visitor.response.status_code == 200
    assert not list(visitor.settings.profiles_folder.glob("*"))
    page = visitor.give(("providers.csv", "provider_id,name,provider_type\nX1,Extra Care,external\n"))
    assert not page.select("form.filling")
    visitor.post(f"{visitor.address}/filling", **{"open-0": "PCC"})
    assert visitor.answer.startswith("No problems")


def test_of_many_values_those_of_most_rows_are_asked_first(visitor, monkeypatch):
    monkeypatch.setattr(filling, "MOST_VALUES", 2)
    page = visitor.give(("July.csv", visits("A1", "B1", "C1", "C1", "B1", "C1")))
    assert [row[:2] for row in visitor.rows("Values under ServiceType")] == [["C1", "3"], ["B1", "2"]]
    assert "1 further value is asked for when these are kept" in one_line(page.select_one("form.filling"))
    page = answer(visitor, page, **{"open-0": "PCC", "open-1-0": "home_care", "open-1-1": "home_care"})
    assert [row[:2] for row in visitor.rows("Values under ServiceType")] == [["A1", "1"]]


def test_two_tables_are_asked_for_one_after_the_other(visitor):
    page = visitor.give(("July.csv", visits("Overnight")), ("Register.csv", REGISTER))
    assert "1 other table follows" in one_line(page.select_one("section[aria-labelledby=filling]"))
    page = answer(visitor, page, **{"open-0": "PCC", "open-1-0": "home_care"})
    assert visitor.heading("filling") == "What does Register.csv leave open?"


def test_a_file_that_tells_who_a_person_is_is_asked_for_nothing(visitor):
    table = visits("Overnight").replace(",Mileage", ",Child name")
    page = visitor.give(("July.csv", table))
    assert visitor.answer.startswith("Refused")
    assert not page.select("form.filling")
    notes = "".join(path.read_text() for path in visitor.pending.folder.glob("*.json"))
    assert "Overnight" not in notes


def test_a_person_s_own_mapping_is_asked_for_a_value_that_is_new(visitor):
    table = "Supplier No,Supplier name,Provider type\nX1,Extra Care,External\n"
    page = visitor.give(("Suppliers.csv", table))
    visitor.post(f"{visitor.address}/mapping", **_filled(page) | {"keep": "yes", "name": "ours"})
    assert visitor.answer.startswith("No problems")
    page = visitor.give(("Suppliers.csv", table.replace("External", "Ours alone")))
    assert asked(page) == ["Provider type: what do the values under “Provider type” mean?"]
    assert re.search("kept in the profile", one_line(page.select_one("section[aria-labelledby=filling]")))
    answer(visitor, page, **{"open-0-0": "internal"})
    assert visitor.answer.startswith("No problems")
    assert [one.name for one in kept(visitor.settings.profiles_folder)] == ["ours"]
