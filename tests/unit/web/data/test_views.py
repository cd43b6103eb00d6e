"""Giving files, reading the report, importing, dropping and undoing, as the page does it."""

import csv
import io
from datetime import date

import pytest

from dashboard.intake import check
from dashboard.web.data import views
from tests.unit.web.data.conftest import one_line

PROVIDERS = "provider_id,name,provider_type\nX1,Extra Care,external\nEX001,Renamed Care,external\n"
HOURS = """\
date,authority,provider_id,contract_id,service,planned_hours,delivered_hours
2026-11-16,PCC,EX001,BLK-PCC-1,home_care,10,9
2026-11-17,PCC,EX001,BLK-PCC-1,home_care,10,-4
2026-11-18,PCC,EX001,BLK-PCC-1,home_care,10,nine
"""


def block_of(store):
    """A block of Peterborough's with hours: contract, provider and service of its last day."""
    days = store.market().days(date(2026, 11, 9), date(2026, 11, 15))
    row = days[(days["authority"] == "PCC") & days["contract_id"].str.startswith("BLK")].iloc[-1]
    return row["contract_id"], row["provider_id"], row["service"]


def table_of(response):
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))


# What cannot be taken


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ([], "Select one or more files"),
        ([("July.txt", "a,b\n1,2\n")], "The selected file must be a CSV or XLSX"),
        ([("July.xls", "x")], "The selected file must be a CSV or XLSX"),
        ([("July.csv", "")], "The selected file is empty"),
        ([("a.csv", "a\n1\n"), ("<b>.pdf", "x")], "The selected files must be CSV or XLSX: “<b>.pdf” is not"),
        ([("a.csv", "a\n1\n"), ("b.csv", "")], "One of the selected files is empty: “b.csv”"),
    ],
)
def test_what_cannot_be_taken_is_said_at_the_field_and_in_a_summary_and_nothing_stays(visitor, files, says):
    page = visitor.give(*files)
    assert visitor.response.status_code == 400
    summary = page.select_one(".mistakes")
    assert summary.has_attr("autofocus") and summary["tabindex"] == "-1"
    assert summary.select_one("a")["href"] == "#files" and one_line(summary.select_one("a")) == says
    assert one_line(page.select_one("#files-mistake")) == f"Error: {says}"
    field = page.select_one("#files")
    assert field["aria-invalid"] == "true" and "files-mistake" in field["aria-describedby"]
    assert page.title.string.startswith("Error: ")
    assert list(visitor.settings.pending_folder.iterdir()) == []


@pytest.mark.parametrize("how", ["by its own word", "as it comes"])
def test_what_is_too_large_is_a_413_with_the_same_page_and_nothing_stays(visitor, chosen, how):
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\n'
    body = head + b"1,2\n" * 300_000 + b"\r\n--x--\r\n"
    chosen.upload_megabytes = 1
    length = {} if how == "by its own word" else {"content_length": None, "environ_overrides": {
        "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}}
    response = visitor.client.post("/data", input_stream=io.BytesIO(body), **({"content_length": len(body)} | length),
                                   content_type="multipart/form-data; boundary=x")
    assert response.status_code == 413
    text = response.get_data(as_text=True)
    assert text.count("The selected files must be smaller than 1 MB together. Larger ones are loaded by") == 2
    assert list(chosen.pending_folder.iterdir()) == []


def test_a_body_of_another_page_may_still_not_be_large(visitor):
    assert visitor.client.post("/data/nothing/drop", data={"a": "x" * 300_000}).status_code in (404, 413)


def test_files_from_another_site_are_refused(visitor):
    response = visitor.client.post("/data", data={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403


@pytest.mark.parametrize("path", ["", "/progress", "/problems.csv"])
def test_a_guessed_name_is_a_404(visitor, path):
    visitor.give(("providers.csv", PROVIDERS))
    for token in ("A" * 32, visitor.address.rsplit("/", 1)[-1][:-1] + "!", "..", "nothing"):
        assert visitor.client.get(f"/data/{token}{path}").status_code == 404
    for act in ("import", "drop", "check", "mapping"):
        assert visitor.client.post(f"/data/{'A' * 32}/{act}").status_code == 404


# The report


def test_the_report_s_numbers_are_those_of_the_check(visitor, store, tmp_path):
    visitor.give(("providers.csv", PROVIDERS))
    assert visitor.answer == "No problems. Nothing is stored yet."
    assert visitor.rows("Files read") == [["providers.csv", "providers.csv", "2", "1", "1", "0", "0"]]
    assert store.newest() == 1
    (tmp_path / "providers.csv").write_text(PROVIDERS)
    checked = check(tmp_path, store.market(), visitor.settings)
    change = store.changes(checked)["providers"]
    assert (checked.rows, change.new, change.changed) == ({"providers": 2}, 1, 1)


def test_problems_are_counted_by_rule_shown_to_the_hundredth_and_all_in_the_csv(visitor):
    bad = "".join(f"B{n},Bad Care {n},outside\n" for n in range(150))
    page = visitor.give(("providers.csv", f"provider_id,name,provider_type\n{bad}B1,Twice,external\n"))
    assert visitor.heading("problems") == "151 problems"
    assert visitor.rows("Problems by rule.") == [
        ["choice", "A cell that has a list of choices holds one of them, letter for letter.", "150"],
        ["duplicate_key", "Each record is given once in a file.", "1"],
    ]
    shown = visitor.rows("The first 100 of 151 problems.")
    assert len(shown) == 100
    assert shown[0][:4] == ["providers.csv", "2", "provider_type", "outside"]
    assert all(cell for cell in shown[0])
    assert page.select_one("button.main") is None
    rows = table_of(visitor.client.get(f"{visitor.address}/problems.csv"))
    assert len(rows) == 152
    assert [row["line"] for row in (dict(zip(rows[0], row, strict=True)) for row in rows[1:])][-1] == "152"
    assert visitor.response.status_code == 200


def test_a_value_is_never_a_tag_nor_a_formula(visitor):
    nasty = "<script>alert(1)</script>"
    file = f"provider_id,name,provider_type\nX1,X,{nasty}\nX2,Y,=1+1\n"
    page = visitor.give((f"{nasty}.csv".replace("/", "_"), file))
    assert "<script>alert" not in str(page)
    assert any(nasty in cell for cell in [one_line(cell) for cell in page.select("td.value")])
    values = {row[4] for row in table_of(visitor.client.get(f"{visitor.address}/problems.csv"))}
    assert not {value for value in values if value.startswith("=")}


def test_rows_of_hours_can_be_held_back(visitor, store):
    contract, provider, service = block_of(store)
    hours = HOURS.replace("EX001", provider).replace("BLK-PCC-1", contract).replace("home_care", service)
    page = visitor.give(("hours.csv", hours))
    assert visitor.answer == "2 problems to put right, or to hold back. Nothing is stored."
    assert one_line(page.select_one("button.main")) == "Import the good rows and hold back 2"
    visitor.import_it(hold_back="yes", meant="yes")
    assert store.newest() == 2
    assert one_line(visitor.page.h1) == "Import 2 is in"
    visitor.get("/data")
    assert visitor.heading("held-back") == "2 rows are held back until put right"
    rows = visitor.rows("Rows held back")
    assert [row[:6] for row in rows] == [
        ["2", "hours.csv", line, provider, "Peterborough", date]
        for line, date in (("3", "17 Nov 2026"), ("4", "18 Nov 2026"))
    ]
    written = table_of(visitor.client.get("/data/held-back.csv"))
    assert len(written) == 3
    assert visitor.rows("Imports")[0][8] == "2"


def test_hours_that_go_must_be_meant(visitor, store):
    contract, provider, service = block_of(store)
    few = HOURS.splitlines()[0] + f"\n2026-10-05,PCC,{provider},{contract},{service},1,0.5\n"
    few += f"2026-11-15,PCC,{provider},{contract},{service},1,0.5\n"
    page = visitor.give(("hours.csv", few))
    meant = one_line(page.select_one("#meant-what"))
    assert provider in meant and "2026-10-05 to 2026-11-15" in meant
    visitor.import_it()
    assert visitor.response.status_code == 400 and store.newest() == 1
    assert one_line(visitor.page.select_one(".mistakes a")) == "Say that this is meant, or drop the files"
    visitor.import_it(meant="yes")
    assert store.newest() == 2


def test_the_example_market_takes_files_to_try_it_out_if_that_is_said(visitor, store):
    page = visitor.give(("providers.csv", PROVIDERS))
    tick = page.select_one("#example")
    assert tick.has_attr("required")
    assert one_line(page.select_one("label[for=example]")) == (
        "Take these files into the example market, to try it out: they are gone when it is drawn anew"
    )
    visitor.post(f"{visitor.address}/import")
    assert visitor.response.status_code == 400 and store.newest() == 1


def test_what_is_in_already_is_said_and_not_offered(visitor, store):
    visitor.give(("providers.csv", PROVIDERS))
    visitor.import_it()
    page = visitor.give(("providers.csv", PROVIDERS))
    assert visitor.answer == "Everything in these files is in already: importing them would change nothing."
    assert page.select_one("button.main") is None


def test_files_with_problems_cannot_be_imported_by_a_form_of_one_s_own(visitor, store):
    visitor.give(("providers.csv", "provider_id,name,provider_type\nX1,Extra Care,outside\n"))
    visitor.import_it()
    visitor.import_it(hold_back="yes")
    assert store.newest() == 1


def test_an_import_says_what_it_changed_and_its_files_are_gone(visitor, store):
    visitor.give(("providers.csv", PROVIDERS))
    page = visitor.import_it()
    assert one_line(page.h1) == "Import 2 is in"
    assert visitor.rows("Rows by file; of hours and visits, days of a provider, contract and service.") == [
        ["providers.csv", "1", "1", "0", "0"]
    ]
    assert not visitor.pending.names
    assert "Renamed Care" not in "".join(path.read_text() for path in visitor.pending.folder.iterdir())
    assert store.market().provider_names["EX001"] == "Renamed Care"
    visitor.import_it()
    assert store.newest() == 2, "it goes in once"


def test_dropping_deletes_all_of_it(visitor):
    visitor.give(("providers.csv", PROVIDERS))
    folder = visitor.pending.folder
    page = visitor.post(f"{visitor.address}/drop")
    assert not folder.exists()
    assert one_line(page.select_one("[role=status].notice")) == "The files are dropped. Nothing of them was taken in."


def test_a_file_that_tells_who_a_person_is_goes_at_once_and_so_does_every_value(visitor):
    text = "package_id,authority,service,requested_on,hours_per_week,Child name\n"
    text += "NEW1,Elsewhere,home_care,2026-10-01,9,Sample Person\n"
    page = visitor.give(("packages.csv", text))
    assert visitor.answer.startswith("Refused: the files may tell who a person is.")
    assert page.select_one("button.main") is None and not visitor.pending.names
    kept = "".join(path.read_text() for path in visitor.pending.folder.iterdir())
    assert "Sample Person" not in kept and "Elsewhere" not in kept
    assert "personal_column" in kept and "unknown_authority" in kept


# A process that has died, and one that is at work


def test_a_process_that_died_is_noticed_and_the_files_can_be_checked_again(visitor):
    visitor.give(("providers.csv", PROVIDERS))
    visitor.pending.discard("report.json")
    visitor.pending.write("doing", {"task": "check", "over": False})
    page = visitor.get()
    assert one_line(page.select_one("[role=alert]")) == "The check was cut off before its end. Nothing was stored."
    visitor.post(f"{visitor.address}/check")
    assert visitor.answer == "No problems. Nothing is stored yet."


def test_an_import_that_died_says_where_to_look(visitor):
    visitor.give(("providers.csv", PROVIDERS))
    visitor.pending.write("doing", {"task": "import", "over": False})
    assert "An import is in whole or not at all" in one_line(visitor.get().select_one("[role=alert]"))


def test_what_a_person_can_mend_is_said_in_a_sentence(visitor, monkeypatch):
    from dashboard.store import Unavailable

    def gone(*_, **__):
        raise Unavailable("no such table at /srv/secret")

    monkeypatch.setattr("dashboard.web.data.worker.loading.look", gone)
    page = visitor.give(("providers.csv", PROVIDERS))
    assert one_line(page.select_one("[role=alert]")).startswith("The database cannot be reached just now.")
    assert "secret" not in str(page)


def test_while_it_works_the_page_says_how_far_it_is(visitor, monkeypatch):
    visitor.give(("providers.csv", PROVIDERS))
    monkeypatch.setattr(views.Pending, "running", property(lambda _: True))
    visitor.pending.write("doing", {"task": "import", "doing": "Importing", "done": 437, "all": 1000, "over": False})
    page = visitor.get()
    assert one_line(page.h1) == "Importing"
    assert page.select_one("#says").string == "Writing: 40%" and page.progress["value"] == "0.437"
    assert page.select_one("noscript meta")["http-equiv"] == "refresh"
    said = visitor.client.get(f"{visitor.address}/progress").get_json()
    assert said == {"running": True, "share": 0.437, "says": "Writing: 40%"}
    for act in ("import", "drop", "mapping"):
        visitor.post(f"{visitor.address}/{act}")
        assert visitor.page.progress


# What came in


def test_the_overview_answers_its_question(visitor):
    visitor.get("/data")
    assert one_line(visitor.page.h1) == "What came in, and what is missing?"
    assert visitor.answer.startswith("Import 1 came in on ")
    assert visitor.heading("imports") == "1 import so far"
    assert visitor.heading("held-back") == "No row is held back"
    assert visitor.heading("late").endswith("sources is late") or visitor.heading("late").endswith("sources are late")
    links = {link["href"] for link in visitor.page.select("a")}
    assert {"/data/templates/visits.csv", "/csv/provider_weeks?weeks=13"} <= links


def test_an_empty_market_has_a_page_to_begin_from(at_once, chosen, tmp_path):
    from dashboard.app import create_app
    from dashboard.store import Store

    store = Store.open(f"sqlite:///{tmp_path}/empty.db")
    text = create_app(chosen, store).server.test_client().get("/data").get_data(as_text=True)
    assert "Nothing has come in yet." in text and "No import yet" in text and "No source of hours is known yet" in text
    store.dispose()


@pytest.mark.parametrize("name", ["providers", "visits", "school_holidays"])
def test_templates_are_downloads(visitor, name):
    response = visitor.client.get(f"/data/templates/{name}.csv")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    assert len(table_of(response)) >= 2
    assert visitor.client.get("/data/templates/nothing.csv").status_code == 404


def test_undo_shows_first_what_it_would_change(visitor, store):
    visitor.give(("providers.csv", PROVIDERS))
    visitor.import_it()
    page = visitor.post("/data/undo/2")
    assert one_line(page.h1) == "What undoing import 2 would change" and store.newest() == 2
    [row] = visitor.rows("Rows by file; of hours and visits, days of a provider, contract and service.")
    assert row == ["providers.csv", "0", "1", "0", "1"]
    page = visitor.import_it()
    assert one_line(page.h1) == "Import 2 is undone, by import 3"
    assert store.market().provider_names["EX001"] != "Renamed Care"
    assert store.imports()["means"].tolist()[1:] == ["Data page", "undo of import 2"]
    assert visitor.client.post("/data/undo/9").status_code == 404


def test_what_stands_in_the_way_of_an_undo_is_said(visitor, store):
    visitor.give(("providers.csv", PROVIDERS))
    visitor.import_it()
    holder = "contract_id,title,contract_type,lead_authority,covered_authorities,provider_id,services,start_date,"
    holder += "initial_term_months\nNEW-1,New spot,spot,PCC,PCC,X1,home_care,2026-04-01,12\n"
    visitor.give(("contracts.csv", holder))
    visitor.import_it()
    page = visitor.post("/data/undo/2")
    assert visitor.answer.startswith("It cannot be undone: ")
    assert page.select_one("button.main") is None
    visitor.import_it()
    assert store.newest() == 3


# How it is made


def test_every_table_has_a_caption_and_scopes_and_headings_skip_no_level(visitor):
    pages = [visitor.get("/data"), visitor.give(("providers.csv", PROVIDERS.replace("external", "outside")))]
    for page in pages:
        assert len(page.select("h1")) == 1
        for table in page.select("table"):
            assert table.caption and not table.select("thead td")
            assert all(cell.get("scope") in ("col", "row") for cell in table.select("th"))
        levels = [int(heading.name[1]) for heading in page.select("h1, h2, h3")]
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
        ids = [element["id"] for element in page.select("[id]")]
        assert len(ids) == len(set(ids))
        assert not page.select("script:not([src])") and not page.select("[onclick], [style]")


def test_the_navigation_is_that_of_the_other_pages_and_carries_the_filters_back(visitor):
    page = visitor.get("/data?authority=PCC&weeks=26")
    links = {link["id"]: link["href"] for link in page.select("nav a, footer a")}
    assert links["to-overview"] == "/?authority=PCC&weeks=26" and links["to-help"] == "/help?authority=PCC&weeks=26"
    assert list(links) == [
        "to-overview", "to-sufficiency", "to-providers", "to-blocks", "to-contracts", "to-planner", "to-data",
        "to-help", "to-accessibility", "wall-screen", "wall-setup",
    ]
    assert page.select_one("[aria-current=page]")["id"] == "to-data"
