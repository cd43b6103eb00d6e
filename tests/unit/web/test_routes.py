"""The addresses beside the pages."""

import csv
import io
import zipfile

import orjson
import pytest

from dashboard.figures import TABLES_ONLY
from dashboard.figures.theme import THEMES
from dashboard.measures import MEASURES
from dashboard.web.help.explained import NO_EXAMPLE, NOT_REACHED

PAGES = ("/", "/sufficiency", "/providers", "/blocks", "/contracts", "/help", "/accessibility")


def table_of(response):
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_with_its_own_title(client, path):
    response = client.get(path)
    assert response.status_code == 200
    text = response.get_data(as_text=True)
    assert '<html lang="en-GB">' in text
    assert " – Market sufficiency</title>" in text


def test_titles_differ(client):
    titles = {client.get(path).get_data(as_text=True).split("<title>")[1].split("<")[0] for path in PAGES}
    assert len(titles) == len(PAGES)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing", "/help/", "/Help", "/sufficiency/2", "/health", "/_mcp", "/_reload-hash", "/admin", "/index.html",
        "/csv/", "/csv/nothing", "/csv/demand/2", "/table/nothing", "/figure/nothing", "/figure/attention",
        "/assets/nothing.css", "/assets/", "/favicon.ico",
        "/assets/../pyproject.toml", "/assets/%2e%2e/pyproject.toml", "/assets/..%2fpyproject.toml",
        "/_dash-component-suites/dash/nothing.js", "/_dash-component-suites/nothing/a.js",
        "/_dash-component-suites/os/path.py", "/_dash-component-suites/dash/../../pyproject.toml",
    ],
)
def test_anything_else_is_a_real_404(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("measure", MEASURES)
def test_csv_of_every_measure(client, measure):
    response = client.get(f"/csv/{measure}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    name = measure.replace("_", "-")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}-2026-11-22.csv"'
    assert response.data.startswith(b"\xef\xbb\xbf")
    rows = table_of(response)
    assert rows[0] == list(MEASURES[measure].names)
    assert {len(row) for row in rows} == {len(rows[0])}


def test_csv_follows_the_query(client):
    rows = table_of(client.get("/csv/sufficiency?authority=PCC&weeks=13"))
    assert len(rows) == 1 + 13
    assert {row[1] for row in rows[1:]} == {"PCC"}
    assert rows[-1][0] == "2026-11-16"


def test_csv_is_of_52_weeks_where_the_query_says_nothing(client):
    assert client.get("/csv/sufficiency").data == client.get("/csv/sufficiency?weeks=52").data
    assert client.get("/csv/sufficiency").data != client.get("/csv/sufficiency?weeks=all").data


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("authority=XYZ", "There is no authority “XYZ”."),
        ("provider=nobody", "There is no provider “nobody”."),
        ("service=gardening", "There is no service “gardening”."),
        ("route=road", "There is no route “road”."),
        ("weeks=14", "“weeks” is one of 13, 26, 52, 104 or all, not “14”."),
        ("from=2026-13-01", "“from” is not a date"),
        ("to=yesterday", "“to” is not a date"),
        ("as_of=1826-01-01", "“as_of” is out of range"),
        ("known_at=2", "There is no import “2”: the newest is 1."),
        ("known_at=0", "There is no import “0”"),
        ("colour=red", "“colour” is not a filter."),
        ("sort=week", "“sort” is not a filter."),
        ("authority=PCC&authority=CCC", "“authority” is given 2 times"),
        ("authority=<script>", "There is no authority “&lt;script&gt;”."),
    ],
)
def test_a_bad_value_is_a_400_that_names_it(client, query, named):
    response = client.get(f"/csv/sufficiency?{query}")
    assert response.status_code == 400
    assert named in response.get_data(as_text=True)


def test_csv_of_a_plan_follows_the_address_of_its_page(client):
    base = client.get("/csv/plan").data
    assert client.get("/csv/plan?blocks_CCC=1&in_house_hours=20").data != base
    assert client.get("/csv/plan?options=yes&against=options%3Dyes").data != base
    assert client.get("/csv/outlook?blocks_CCC=1").data == client.get("/csv/outlook").data
    response = client.get("/csv/plan?blocks_CCC=9")
    assert response.status_code == 400
    assert "“blocks_CCC” is a whole number from 0 to 8, not “9”." in response.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/planner", "/csv/plan", "/csv/plan_blocks", "/table/plan_months"])
def test_a_plan_cannot_be_shared(client, path):
    response = client.get(f"{path}?share=yes")
    assert response.status_code == 400
    assert "cannot be shared" in response.get_data(as_text=True)


def test_too_many_parameters_are_refused(client):
    assert client.get("/csv/demand?" + "&".join(f"a{n}=1" for n in range(60))).status_code == 400


def test_a_table_has_the_csv_s_rows_to_the_last_digit(client):
    from html.parser import HTMLParser

    class Cells(HTMLParser):
        def __init__(self):
            super().__init__()
            self.rows, self.cell = [], None

        def handle_starttag(self, tag, attrs):
            attrs = dict(attrs)
            if tag == "tr":
                self.rows.append([])
            elif tag in ("td", "th"):
                self.cell = ["", None]
            elif tag == "data":
                self.cell[1] = attrs["value"]
            elif tag == "span" and "data-status" in attrs:
                self.cell[1] = attrs["data-status"]

        def handle_data(self, data):
            if self.cell is not None:
                self.cell[0] += data

        def handle_endtag(self, tag):
            if tag in ("td", "th"):
                self.rows[-1].append(self.cell[0] if self.cell[1] is None else self.cell[1])
                self.cell = None

    written = table_of(client.get("/csv/supply?authority=CCC&weeks=13"))
    parser = Cells()
    parser.feed(client.get("/table/supply?authority=CCC&weeks=13").get_data(as_text=True))
    assert parser.rows[1:] == written[1:51]


def test_a_table_sorts_and_turns_pages(client):
    up = client.get("/table/demand?sort=demand_hours").get_data(as_text=True)
    assert 'aria-sort="ascending"' in up
    assert 'data-sort="-demand_hours"' in up
    second = client.get("/table/demand?page=2").get_data(as_text=True)
    assert "Rows 51 to 100 of " in second
    beyond = client.get("/table/demand?page=99999").get_data(as_text=True)
    assert beyond == client.get("/table/demand?page=99998").get_data(as_text=True)


def test_all_of_a_table_for_paper(client):
    rows = table_of(client.get("/csv/supply"))[1:]
    text = client.get("/table/supply?page=all").get_data(as_text=True)
    assert len(rows) > 50
    assert text.count("<tr>") == 1 + len(rows)
    assert client.get("/table/supply?page=all&sort=nothing").status_code == 400


def test_a_figure_for_paper_is_light_and_follows_the_query(client):
    both = orjson.loads(client.get("/figure/sufficiency").data)
    assert both["layout"]["font"]["color"] == THEMES["light"].ink
    one = orjson.loads(client.get("/figure/sufficiency?authority=PCC&weeks=13").data)
    demand = next(trace for trace in one["data"] if trace["name"] == "Demand")
    rows = table_of(client.get("/csv/sufficiency?authority=PCC&weeks=13"))
    place = rows[0].index("demand_hours")
    assert demand["y"] == [float(row[place]) for row in rows[1:]]
    assert len(both["data"]) > len(one["data"])


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_with_a_chart_has_it_for_paper(client, measure):
    assert client.get(f"/figure/{measure}").status_code == (404 if measure in TABLES_ONLY else 200)


@pytest.mark.parametrize("query", ["sort=nothing", "sort=--week", "page=x", "page=-1", "page=1.5", "page=٣"])
def test_a_bad_sort_or_page_is_a_400(client, query):
    assert client.get(f"/table/demand?{query}").status_code == 400


def test_version_says_import_build_and_the_time_with_its_offset(client):
    version = orjson.loads(client.get("/version").data)
    assert set(version) == {"import", "build", "now"}
    assert version["import"] == 1
    assert version["now"] == "2026-11-22T12:00:00+00:00"


def test_version_tells_british_summer_time(app):
    from datetime import date

    from dashboard.market import clock

    with clock.stopped(date(2026, 7, 1)):
        assert orjson.loads(app.server.test_client().get("/version").data)["now"] == "2026-07-01T12:00:00+01:00"


def test_health(client):
    assert client.get("/healthz").data == b"ok\n"
    assert client.get("/readyz").status_code == 200


def test_a_database_that_is_gone_is_503_where_data_are_needed(tmp_path):
    from dashboard.app import create_app
    from dashboard.settings import Settings
    from dashboard.store import Store

    client = create_app(Settings(), Store(f"sqlite:///{tmp_path}/no-such-folder/market.db")).server.test_client()
    assert client.get("/healthz").status_code == 200
    for path in ("/help", "/accessibility", "/blocks"):
        assert client.get(path).status_code == 200
    told = client.get("/help").get_data(as_text=True)
    assert told.count(NOT_REACHED) == len(MEASURES)
    assert NO_EXAMPLE not in told and "None came yet" not in told and "import 0" not in told
    for path in ("/readyz", "/version", "/csv/demand", "/table/demand"):
        response = client.get(path)
        assert response.status_code == 503
        assert "sqlite" not in response.get_data(as_text=True).lower()


def test_a_snapshot_has_the_csv_of_every_measure_under_the_query(client):
    response = client.get("/snapshot.zip?authority=PCC&weeks=13")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Content-Disposition"] == 'attachment; filename="snapshot-2026-11-22.zip"'
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        for measure in MEASURES:
            assert archive.read(f"{measure}.csv") == client.get(f"/csv/{measure}?authority=PCC&weeks=13").data


def test_a_live_snapshot_is_the_same_as_one_with_its_day_and_import_written_in(client):
    assert client.get("/snapshot.zip").data == client.get("/snapshot.zip?weeks=52&as_of=2026-11-22&known_at=1").data
    assert client.get("/snapshot.zip").data != client.get("/snapshot.zip?as_of=2026-11-15").data


@pytest.mark.parametrize("query", ["authority=XYZ", "known_at=2", "colour=red", "&".join(f"a{n}=1" for n in range(60))])
def test_a_snapshot_of_a_question_with_a_mistake_is_refused(client, query):
    assert client.get(f"/snapshot.zip?{query}").status_code == 400
