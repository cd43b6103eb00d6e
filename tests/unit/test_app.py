"""The app as a whole: what it starts with, and what its one callback a page gives."""

import runpy
from pathlib import Path

import orjson
import pytest
from bs4 import BeautifulSoup

from dashboard.app import create_app
from dashboard.cli import main
from dashboard.cli.common import EXAMPLE
from dashboard.market import clock
from dashboard.pages import pages
from dashboard.settings import Settings, example_settings, settings
from dashboard.store import Store
from tests.conftest import EXAMPLE_DAY


@pytest.mark.parametrize("variable", ["DASH_DEBUG", "DASH_MCP_ENABLED"])
@pytest.mark.parametrize("value", ["true", "True", " TRUE "])
def test_it_refuses_to_start_with_dash_s_own_tools_open(monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)
    with pytest.raises(RuntimeError, match=variable):
        create_app(Settings(), Store("sqlite:///never.db"))


def test_dash_s_tools_are_off(example_database):
    app = create_app(Settings(), Store(f"sqlite:///{example_database}"))
    assert not app._enable_mcp
    assert not app._dev_tools.hot_reload
    assert app.config.update_title is None
    assert app.config.serve_locally


def test_making_it_asks_nothing_of_the_database():
    create_app(Settings(), Store("sqlite:////no/such/folder/market.db"))


@pytest.fixture(scope="module")
def example_app(example_database):
    return create_app(example_settings(), Store(f"sqlite:///{example_database}"))


def drawn(app, page, query=""):
    name = next(name for name in app.callback_map if name.startswith(f"..{page}-notices.children"))
    cells = [cell.rsplit(".", 1) for cell in name.strip(".").split("...")]
    body = {
        "output": name,
        "outputs": [{"id": component, "property": prop} for component, prop in cells],
        "inputs": [{"id": "view", "property": "data", "value": {"query": query, "theme": "dark", "room": 480}}],
        "changedPropIds": ["view.data"],
    }
    with clock.stopped(EXAMPLE_DAY):
        response = app.server.test_client().post("/_dash-update-component", json=body)
    assert response.status_code == 200
    return orjson.loads(response.data)["response"]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_one_callback_draws_a_page(example_app, page):
    response = drawn(example_app, page.name, "authority=PCC&weeks=26")
    told = response[f"{page.name}-drawn"]["data"]
    assert told["import"] == 1
    assert told["day"] == "2026-11-22"
    assert told["badge"] == "Data to Sunday 22 November 2026 · import 1"
    # A page with one answer says that; others what they show.
    finding = response.get(f"{page.name}-{page.answer}-finding")
    said = "Showing Peterborough, 26 weeks to Sunday 22 November 2026."
    shown = finding["children"][0]["props"]["children"][0] if finding else said
    assert (told["shown"], told["filters"]) == (shown, said)
    assert told["live"] and told["example"]
    assert response[f"{page.name}-notices"]["children"] == []
    assert not response[f"{page.name}-parts"]["hidden"]
    for component, cells in response.items():
        if component.endswith("-csv"):
            assert cells["href"].endswith("?authority=PCC&weeks=26")
        if component.endswith("-chart"):
            assert cells["figure"]["data"]


def test_a_bad_value_is_named_and_left_out(example_app):
    response = drawn(example_app, "blocks", "authority=XYZ&weeks=13")
    [notice] = response["blocks-notices"]["children"]
    assert notice["props"]["children"] == "There is no authority “XYZ”."
    assert response["blocks-drawn"]["data"]["canonical"] == "weeks=13"


def test_a_view_of_another_day_is_not_live_and_says_so(example_app):
    told = drawn(example_app, "overview", "as_of=2026-05-01&known_at=1")["overview-drawn"]["data"]
    assert not told["live"]
    assert told["badge"] == "As at 1 May 2026 · import 1"


def test_a_filter_that_does_nothing_is_named_on_the_panel(example_app):
    response = drawn(example_app, "sufficiency", "provider=EX001&route=dps")
    notes = [part["props"]["children"] for part in response["sufficiency-demand-scope"]["children"][1:]]
    assert notes == [
        "Provider does not apply here: a waiting package has no provider.",
        "Route does not apply here: this is about every route.",
    ]
    assert len(response["sufficiency-supply-scope"]["children"]) == 1


def test_an_empty_database_shows_how_to_load(tmp_path):
    app = create_app(Settings(), Store.open(f"sqlite:///{tmp_path}/market.db"))
    response = drawn(app, "overview")
    assert "There are no data yet" in str(response["overview-notices"])
    assert "python -m dashboard load" in str(response["overview-notices"])
    assert response["overview-parts"]["hidden"] is True
    assert response["overview-drawn"]["data"]["import"] == 0


def test_the_router_knows_its_pages_alone(example_app):
    client = example_app.server.test_client()

    def arrive(path):
        body = {
            "output": "page.children",
            "outputs": {"id": "page", "property": "children"},
            "inputs": [{"id": "address", "property": "pathname", "value": path}],
            "changedPropIds": ["address.pathname"],
        }
        return client.post("/_dash-update-component", json=body)

    assert arrive("/blocks").status_code == 200
    assert b"Do we use the blocks we pay for?" in arrive("/blocks").data
    for path in ("/nothing", "/help", None, 7, ["/"], {"a": 1}):
        assert arrive(path).status_code == 400


def test_whoever_serves_it_has_help_tell_the_commands(example_database, monkeypatch):
    monkeypatch.setenv("DASHBOARD_DATABASE_URL", f"sqlite:///{example_database}")
    settings.cache_clear()
    try:
        served = runpy.run_path(str(Path(__file__).parents[2] / "wsgi.py"))["server"]
    finally:
        settings.cache_clear()
    told = BeautifulSoup(served.test_client().get("/help").data, "html.parser").get_text()
    for name, command in main.commands.items():
        assert f"python -m dashboard {name}" in told
        assert command.epilog.removeprefix(EXAMPLE) in told
