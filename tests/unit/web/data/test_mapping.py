"""A file with headings of its own: what is proposed, what a person puts right, and what is kept."""

import pytest

from dashboard.intake.mappings import kept
from dashboard.web.data.mapping import MOST_VALUES, Form
from tests.unit.web.data.conftest import one_line

REGISTER = """\
Supplier No,Supplier name,Provider type,Set up on,Contact name,Notes
X1,Extra Care,External,03/04/2025,Sample Person,kept
X2,More Care,In our house,17/05/2025,Another Person,kept
"""


def selected(page, field):
    """What a select has chosen, as its label."""
    option = page.select_one(f"[id='{field}'] option[selected]")
    return None if option is None else one_line(option)


def filled(page):
    """The form as a browser would send it."""
    form = page.select_one("form.mapping")
    sent = {field["name"]: field.get("value", "") for field in form.select("input")}
    for select in form.select("select"):
        option = select.select_one("option[selected]") or select.select_one("option")
        sent[select["name"]] = option["value"]
    return sent


@pytest.fixture
def proposed(visitor):
    return visitor.give(("Suppliers.csv", REGISTER))


def test_what_is_proposed_is_said_with_its_reason(visitor, proposed):
    assert visitor.answer == "1 table has headings that are not known yet. Nothing is stored."
    assert one_line(proposed.select_one("#mapping")) == "Which heading means what in Suppliers.csv?"
    assert filled(proposed)["file"] == "providers"
    assert selected(proposed, "feeds-provider_id") == "Supplier No"
    rows = {row[0].split(" ")[0]: row for row in visitor.rows("Columns and their headings")}
    assert "Supplier No" in rows["provider_id"][-1]


def test_a_personal_heading_is_named_and_its_values_are_nowhere(visitor, proposed):
    text = one_line(proposed.select_one("form.mapping"))
    assert "Never read, since they may tell who a person is: Contact name." in text
    assert "Contact name" not in {one_line(option) for option in proposed.select("select option")}
    assert "Left out: " in text and "Notes" in text
    notes = "".join(path.read_text() for path in visitor.pending.folder.glob("*.json"))
    assert "Sample Person" not in notes and "Extra Care" in REGISTER


def test_what_was_confirmed_is_kept_and_the_files_are_read_by_it(visitor, proposed):
    sent = filled(proposed) | {
        "keep": "yes", "name": "suppliers", "feeds-provider_id": "0", "feeds-name": "1", "feeds-provider_type": "2",
        "feeds-area_entry_date": "3", "dates": "dd/mm/yyyy", "values-of-provider_type": "Provider type",
        "value-provider_type-0": "external", "value-provider_type-1": "internal",
    }
    visitor.post(f"{visitor.address}/mapping", **sent)
    assert visitor.answer.startswith("No problems")
    [row] = visitor.rows("Files read")
    assert row[:3] == ["Suppliers.csv", "providers.csv, by the profile suppliers", "2"]
    [profile] = kept(visitor.settings.profiles_folder)
    assert profile.name == "suppliers" and "Contact name" in profile.never_read
    visitor.give(("Suppliers again.csv", REGISTER))
    assert visitor.rows("Files read")[0][1] == "providers.csv, by the profile suppliers"


def test_a_mapping_that_was_wrong_can_be_changed(visitor, proposed):
    right = filled(proposed) | {
        "keep": "yes", "name": "suppliers", "feeds-provider_id": "0", "feeds-name": "1", "feeds-provider_type": "2",
        "feeds-area_entry_date": "3", "dates": "dd/mm/yyyy", "values-of-provider_type": "Provider type",
        "value-provider_type-0": "external", "value-provider_type-1": "",
    }
    visitor.post(f"{visitor.address}/mapping", **right)
    assert visitor.answer == "1 problem to put right. Nothing is stored."
    page = visitor.get(f"{visitor.address}?mapping")
    assert selected(page, "feeds-area_entry_date") == "Set up on"
    visitor.post(f"{visitor.address}/mapping", **filled(page) | {"keep": "yes", "value-provider_type-1": "internal"})
    assert visitor.answer.startswith("No problems")


def test_what_is_missing_is_said_at_its_field_and_nothing_is_kept(visitor, proposed):
    sent = filled(proposed) | {
        "keep": "yes", "feeds-provider_id": "", "feeds-name": "=", "fixed-name": "", "name": "Not a name!",
        "title": " ", "feeds-area_entry_date": "3", "dates": "",
    }
    page = visitor.post(f"{visitor.address}/mapping", **sent)
    assert visitor.response.status_code == 400
    summary = {link["href"]: one_line(link) for link in page.select(".mistakes a")}
    assert summary["#feeds-provider_id"] == "Select the heading for provider_id, or say that its value is the same"
    assert summary["#fixed-name"] == "Enter the value for name"
    assert summary["#dates"] == "Select how dates are written"
    assert summary["#title"] == "Enter what the profile is for"
    assert summary["#name"].startswith("Enter a name of small letters")
    for link in summary:
        assert page.select_one(f"[id='{link[1:]}-mistake']"), link
        assert page.select_one(f"[id='{link[1:]}']")["aria-invalid"] == "true"
    assert not list(visitor.settings.profiles_folder.glob("*"))


def test_another_file_of_the_contract_shows_its_columns_and_no_proposal(visitor, proposed):
    page = visitor.post(f"{visitor.address}/mapping", **filled(proposed) | {"file": "visits"})
    assert visitor.response.status_code == 200
    assert page.select_one("[id='feeds-planned_start']") and page.select_one("[id='feeds-planned_end.plus']")
    assert not page.select("[id^=feeds-] option[selected]:not([value=''])")
    page = visitor.post(f"{visitor.address}/mapping", **filled(page) | {"file": "nothing"})
    assert filled(page)["file"] == "providers"


def test_another_heading_shows_its_values(visitor, proposed):
    sent = filled(proposed) | {"feeds-provider_type": "5"}
    page = visitor.post(f"{visitor.address}/mapping", **sent)
    assert one_line(page.select_one("#values-provider_type")) == "What “Notes” means as provider_type"
    assert visitor.rows("Values of provider_type")[0][0] == "kept"


def table(**changes):
    return {
        "file": "Calls.csv", "sheet": "", "headings": ["Council", "Day", "From", "Length", "Name"], "providers": {},
        "values": {"Council": ["Peterborough", "ccc", "Leeds"]},
        "suggestion": {
            "file": "visits", "columns": {"authority": "Council", "planned_start": "Day", "planned_start.time": "From"},
            "constants": {"service": "home_care"}, "why": {}, "date_format": "dd/mm/yyyy", "never_read": ["Name"],
            "values": {},
        },
    } | changes


def test_values_are_proposed_by_code_and_by_name(chosen):
    form = Form(table(), chosen)
    authority = next(row for row in form.rows if row.column.name == "authority")
    assert authority.values == [("Peterborough", "PCC"), ("ccc", "CCC"), ("Leeds", "")]


def test_a_time_apart_and_a_fixed_value_are_proposed(chosen):
    form = Form(table(), chosen)
    rows = {row.column.name: row for row in form.rows}
    assert (rows["planned_start"].feeds, rows["planned_start"].parts) == ("1", {"time": "2"})
    assert rows["planned_end"].parts == {"time": "", "plus": ""}
    assert (rows["service"].feeds, rows["service"].fixed) == ("=", "home_care")
    assert form.left_out == ["Length"]


def test_no_heading_that_is_never_read_can_be_sent(chosen):
    sent = {"file": "visits", "columns-of": "visits", "feeds-provider_id": "4", "dates": "dd/mm/yyyy"}
    assert ("feeds-provider_id", "“Name” may tell who a person is: select another for provider_id") in (
        Form(table(), chosen, sent).mistakes()
    )


@pytest.mark.parametrize("place", ["5", "-1", "x", "٣", "99999999999999999999"])
def test_a_heading_there_is_not_feeds_nothing(chosen, place):
    form = Form(table(), chosen, {"file": "visits", "columns-of": "visits", "feeds-provider_id": place})
    assert "provider_id" not in form._columns()


def test_a_heading_of_many_values_holds_no_codes(visitor):
    rows = "".join(f"X{n},Care {n},kind {n},03/04/2025,,\n" for n in range(MOST_VALUES + 1))
    visitor.give(("Suppliers.csv", REGISTER.splitlines()[0] + "\n" + rows))
    assert visitor.pending.read("report")["unknown"][0]["values"].keys() == {"Set up on"}
