"""What a snapshot holds, and that it holds it the same each time."""

import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import date

import pytest

from dashboard.market import clock
from dashboard.market.filters import Filters
from dashboard.measures import MEASURES, answer
from dashboard.measures.csv import csv_text
from dashboard.settings import Settings, example_settings
from dashboard.snapshot import MANIFEST, PAGE, snapshot
from dashboard.snapshot.page import MOST_ROWS
from dashboard.store import Store
from tests.conftest import EXAMPLE_DAY
from tests.unit.markets import market_from

SETTINGS = example_settings()


@pytest.fixture(scope="module")
def market(example_database):
    store = Store(f"sqlite:///{example_database}")
    yield store.market()
    store.dispose()


def view(**filters):
    return Filters(as_of=EXAMPLE_DAY, known_at=1, **filters)


def files(body):
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def made(market):
    return snapshot(market, view(authority="PCC", weeks=26), SETTINGS)


def test_it_is_the_same_byte_by_byte_on_another_day(made, example_database):
    store = Store(f"sqlite:///{example_database}")
    with clock.stopped(date(2031, 5, 1)):
        assert snapshot(store.market(1), view(authority="PCC", weeks=26), SETTINGS) == made
    store.dispose()


def test_it_holds_every_measure_under_the_filters_the_page_and_the_manifest(made, market):
    found = files(made)
    assert list(found) == sorted([*(f"{name}.csv" for name in MEASURES), PAGE, MANIFEST])
    for name, measure in MEASURES.items():
        expected = csv_text(answer(measure, market, view(authority="PCC", weeks=26), SETTINGS), measure)
        assert found[f"{name}.csv"] == expected.encode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(found["sufficiency.csv"].decode("utf-8-sig"))))) == 1 + 26


def test_the_manifest_says_how_the_tables_came_about(made):
    found = files(made)
    manifest = json.loads(found[MANIFEST])
    assert (manifest["as_of"], manifest["known_at"], manifest["example"]) == ("2026-11-22", 1, True)
    assert manifest["filters"] == {"authority": "PCC", "weeks": "26"}
    assert manifest["settings"]["overdue_days"] == 14
    assert manifest["settings"]["authorities"]["CCC"]["internal_share_band"] == [0.2, 0.4]
    assert manifest["program"]["version"] == "1.0.0"
    assert set(manifest["libraries"]) >= {"python", "pandas", "numpy"}
    assert manifest["measures"]["demand"]["question"] == MEASURES["demand"].question
    assert manifest["measures"]["demand"]["definition"] == MEASURES["demand"].definition.strip()
    assert list(manifest["measures"]["demand"]["columns"]) == list(MEASURES["demand"].names)
    assert manifest["files"] == {
        name: hashlib.sha256(body).hexdigest() for name, body in found.items() if name != MANIFEST
    }


def test_it_gives_away_nothing_of_how_the_dashboard_is_run(market):
    secret = Settings(
        database_url="postgresql://someone:Secret1@db.example/market", hosts=("hidden.example",), contact="Secret2",
        owner="Secret3",
    )
    for name, body in files(snapshot(market, view(), secret)).items():
        assert not re.search(b"Secret|hidden.example|postgresql", body), name


def test_the_page_can_be_read_by_itself(made, market):
    page = files(made)[PAGE].decode()
    assert not re.search(r"<script|<link|<img|<a |src=|href=|url\(|https?:|@import", page)
    assert "of example data" in page
    assert "22 November 2026 · import 1" in page
    assert "Sunday 22 November 2026" in page
    assert "Peterborough, 26 weeks to Sunday 22 November 2026" in page
    asked = view(authority="PCC", weeks=26)
    for name, measure in MEASURES.items():
        table = answer(measure, market, asked, SETTINGS)
        _, section = page.split(f'<section id="{name}">')
        section = section.split("</section>")[0]
        for sentence in measure.finding(table, asked, SETTINGS).values():
            assert sentence.replace("'", "&#39;") in section
        assert measure.question.replace("'", "&#39;") in section
        shown = len(table) if len(table) <= MOST_ROWS else 0
        assert section.count("<tr>") == shown + (1 if shown else 0)
        if not shown:
            assert f"{len(table):,} rows, in {name}.csv." in section if len(table) else "No rows." in section


def test_what_the_data_say_is_text_and_never_markup():
    market = market_from({
        "providers": "provider_id,name,provider_type\nS1,<script>alert(1)</script>,external\n",
        "contracts": "contract_id,title,contract_type,lead_authority,covered_authorities,provider_id,services,"
        "start_date,initial_term_months\nB1,<b>Fen</b>,block,PCC,PCC,S1,home_care,2026-04-01,36\n",
    })
    page = files(snapshot(market, view(), Settings()))[PAGE].decode()
    assert "&lt;b&gt;Fen&lt;/b&gt;" in page
    assert "<script" not in page and "<b>" not in page


def test_an_ignored_filter_is_named_on_the_page(market):
    page = files(snapshot(market, view(route="block"), SETTINGS))[PAGE].decode()
    assert "Route does not apply here: this is about every route." in page


def test_an_empty_market_has_a_snapshot():
    found = files(snapshot(market_from({}, number=0), Filters(as_of=EXAMPLE_DAY, known_at=0), Settings()))
    assert json.loads(found[MANIFEST])["known_at"] == 0
    assert "No hours yet" in found[PAGE].decode()
