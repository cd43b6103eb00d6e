"""A provider's page and its CSV files over the example market, as a browser meets them."""

import csv
import io
import json
import re

import pytest
from bs4 import BeautifulSoup

from dashboard.components import links
from dashboard.market.filters import Filters
from dashboard.measures import MEASURES
from dashboard.web.provider.records import RECORDS


@pytest.fixture
def page(client):
    def get(address, status=200):
        response = client.get(address)
        assert response.status_code == status
        return BeautifulSoup(response.data, "html.parser")

    return get


def said(element):
    return re.sub(r"\s+", " ", element.get_text()).strip()


def rows(response):
    return list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))


def test_it_has_the_shell_of_the_other_pages(page):
    found = page("/providers/EX006?authority=PCC&weeks=13")
    assert found.title.get_text() == "Cedar Homecare (example) – Market sufficiency"
    assert said(found.h1) == "Cedar Homecare (example)"
    assert said(found.select_one(".badge")) == "Data to Sunday 22 November 2026 · import 1"
    assert said(found.select_one("nav [aria-current]")) == "Providers"
    assert found.select_one("#to-blocks")["href"] == "/blocks?authority=PCC&weeks=13"
    assert [said(link) for link in found.select("footer a")] == [
        "Help", "Accessibility statement", "Wall screen", "Set up a wall screen",
    ]
    assert found.select_one(".skip")["href"] == "#main"


@pytest.mark.parametrize("provider", ["nobody", "EX006/", "ex006", "EX006/x", "..", "%3Cscript%3E"])
def test_an_unknown_provider_is_a_real_404(page, provider):
    assert said(page(f"/providers/{provider}", 404).h1) == "Page not found"


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("authority=XYZ", "There is no authority “XYZ”."),
        ("provider=EX001", "“provider” does not apply here: this page is about “EX006”."),
        ("provider=EX006", None),
        ("route=dps", "Route does not apply here: this is about every route."),
        ("records=some", "“records” is all, or left out, not “some”."),
        ("records=all", None),
        ("authority=&service=&weeks=52&as_of=", None),
        ("colour=red", "“colour” is not a filter."),
    ],
)
def test_what_is_left_out_of_the_address_is_named(page, query, says):
    notices = [said(notice) for notice in page(f"/providers/EX006?{query}").select(".notices p")]
    assert notices == ([says] if says else [])


def test_too_many_parameters_are_refused(page):
    page("/providers/EX006?" + "&".join(f"a{n}=1" for n in range(60)), 400)


def test_at_a_glance_has_exactly_the_figures_of_the_measure(page, client):
    found = page("/providers/EX006")
    shown = {said(row.th): [said(cell) for cell in row.select("td")] for row in found.select(".glance tbody tr")}
    measured = {row["authority"]: row for row in rows(client.get("/csv/providers?provider=EX006"))}
    for column in ("invited", "offered", "declined", "no_response", "awarded", "handed_back"):
        label = next(c.label for c in MEASURES["providers"].columns if c.name == column)
        assert shown[label] == [measured[code][column] for code in ("PCC", "CCC")]
    awarded = f"Peterborough: {measured['PCC']['awarded']} packages awarded"
    assert said(found.select_one("#packages")).startswith(awarded)


def test_the_weeks_are_those_of_the_measure(page, client):
    found = page("/providers/EX006?authority=CCC&weeks=13")
    shown = [[said(cell) for cell in row.find_all(["th", "td"])] for row in found.select("#hours ~ details tbody tr")]
    measured = rows(client.get("/csv/provider_weeks?provider=EX006&authority=CCC&weeks=13"))
    assert len(shown) == len(measured) == 13
    for cells, row in zip(shown, reversed(measured), strict=True):
        assert abs(float(cells[1]) - float(row["delivered_hours"])) <= 0.05
        assert cells[3] == row["reported"]
    assert len(found.select("svg.weeks rect.delivered")) == sum(row["reported"] == "reported" for row in measured)


def test_an_authority_is_honoured(page):
    both, one = page("/providers/EX006"), page("/providers/EX006?authority=CCC")
    assert "Peterborough" in said(both.select_one("#hours"))
    assert [said(line) for line in one.select("#hours span")][0].startswith("Cambridgeshire: ")
    assert len(one.select("svg.weeks")) == 1


def test_an_authority_it_has_nothing_to_do_with_is_left_out(page):
    # Alder Care works for Peterborough alone.
    assert [said(line) for line in page("/providers/EX001").select("#activity span")] == [
        "Peterborough: this provider is active."
    ]


def test_as_of_is_honoured(page):
    found = page("/providers/EX006?as_of=2026-03-01")
    assert said(found.select_one(".badge")) == "As at 1 March 2026 · import 1"
    assert "52 weeks to Sunday 1 March 2026" in said(found.select_one(".shown"))
    assert not [cell for cell in found.select("main tbody td.date, main tbody th.date") if "Apr 2026" in said(cell)]


def test_a_long_table_shows_its_newest_rows_and_a_link_to_all(page):
    found = page("/providers/EX006")
    table = found.select_one("[aria-labelledby=invitations]")
    count = int(re.search(r"the newest 10 of (\d+)", said(table.caption)).group(1))
    assert len(table.select("tbody tr")) == 10
    link = next(a for a in table.select("a") if said(a) == f"Show all {count}")
    whole = page(link["href"].split("#")[0]).select_one("[aria-labelledby=invitations]")
    assert len(whole.select("tbody tr")) == count
    assert said(whole.caption) == "Invitations and answers"


def test_evidence_of_dormancy_is_whole_and_only_where_there_is_any(page, client):
    assert page("/providers/EX006").select_one("#dormancy") is None
    found = page("/providers/EX016?weeks=13")
    whole = [row for row in rows(client.get("/csv/dormancy?weeks=all&provider=EX016")) if row["authority"] == "CCC"]
    assert f"Cambridgeshire: {len(whole)} invitations since its last pick-up, no offers." in said(
        found.select_one("#dormancy")
    )
    assert "weeks=all" in next(a["href"] for a in found.select("a") if a["href"].startswith("/csv/dormancy"))


def test_every_csv_link_on_it_answers(page, client):
    found = page("/providers/EX016?authority=CCC&weeks=26&as_of=2026-11-15")
    hrefs = {a["href"] for a in found.select(".tools a") if a["href"].startswith("/csv/")}
    assert {href.split("?")[0] for href in hrefs} >= {f"/csv/records/{kind}" for kind in RECORDS}
    for href in hrefs:
        response = client.get(href)
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert {row["provider_id"] for row in rows(response)} <= {"EX016", ""}


def test_records_as_csv(client):
    response = client.get("/csv/records/packages?provider=EX006&weeks=all")
    assert response.data.startswith(b"\xef\xbb\xbf")
    assert response.headers["Content-Disposition"] == 'attachment; filename="packages-2026-11-22.csv"'
    assert list(rows(response)[0]) == [column.name for column in RECORDS["packages"].columns]
    assert client.get("/csv/records/nothing").status_code == 404
    assert client.get("/csv/records/packages?provider=nobody").status_code == 400
    assert client.get("/csv/records/packages?records=all").status_code == 400


def test_an_address_carries_the_filters_that_the_page_takes():
    filters = Filters(authority="PCC", provider="EX001", service="home_care", route="dps", weeks=13)
    assert links.provider("A/b c", filters) == "/providers/A/b%20c?authority=PCC&service=home_care&weeks=13"
    assert links.provider("EX001", Filters(weeks=52)) == "/providers/EX001"


@pytest.mark.parametrize("measure", ["providers", "provider_weeks", "dormancy", "entrants", "contracts", "blocks"])
def test_names_in_tables_lead_to_it(client, measure):
    found = BeautifulSoup(client.get(f"/table/{measure}?authority=CCC&provider=EX006&weeks=all").data, "html.parser")
    for href in {link["href"] for link in found.select("tbody a")}:
        assert client.get(href).status_code == 200
    everyone = BeautifulSoup(client.get(f"/table/{measure}?authority=CCC").data, "html.parser")
    assert everyone.select("tbody a[href^='/providers/'][href$='authority=CCC']")


def test_the_largest_provider_leads_to_it(client):
    found = BeautifulSoup(client.get("/table/concentration").data, "html.parser")
    link = found.select_one("tbody a")
    assert link["href"] == f"/providers/{said(link)}"


def test_names_among_decisions_and_findings_lead_to_it(draw):
    assert '"href": "/providers/EX001"' in json.dumps(draw("contracts").get_json())
    assert '"href": "/providers/EX016"' in json.dumps(draw("overview").get_json())


def test_names_on_the_data_page_lead_to_it(page):
    assert page("/data").select(".calendar a[href='/providers/EX006']")
