"""The dashboard in a real browser, over a copy of the example market, on the day that it was drawn."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from dash.testing.application_runners import BaseDashRunner
from selenium.webdriver.support.wait import WebDriverWait

from dashboard.app import create_app
from dashboard.intake import check
from dashboard.market import clock
from dashboard.settings import example_settings
from dashboard.store import Store
from tests.conftest import EXAMPLE_DAY

PATIENCE = 40
"""Seconds that a test waits for what must come; nothing is judged by how long it took."""

DRAWN = """
const [path, query] = arguments, drawn = window.view && window.view.drawn;
if (!drawn || drawn.path !== path || drawn.query !== query) return false;
if (location.pathname !== path || location.search.replace("?", "") !== query) return false;
if (!document.querySelector("#page h1") || !document.getElementById("status").textContent) return false;
const asked = new URLSearchParams(drawn.canonical);
asked.delete("as_of");
asked.delete("known_at");
return [...document.querySelectorAll(".dash-graph")].filter((graph) => graph.offsetParent).every((graph) => {
  const chart = graph.querySelector(".js-plotly-plot");
  return chart && !chart.matches(".dash-graph--pending") && chart.layout.uirevision?.split("?")[1] === `${asked}`;
});
"""
"""Whether a page has been drawn for a query, and its charts have been painted."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # dash[testing] pins a selenium that calls what its urllib3 will drop.
            item.add_marker(pytest.mark.filterwarnings("ignore:HTTPResponse.getheader:DeprecationWarning"))


def pytest_configure() -> None:
    # Tests run in several processes at once, each of which begins to count its servers' ports from the same number.
    BaseDashRunner._next_port += 200 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def pytest_setup_options() -> Any:
    from selenium.webdriver.chrome.options import Options

    options = Options()
    for argument in ("--no-sandbox", "--disable-dev-shm-usage", "--window-size=1440,900"):
        options.add_argument(argument)
    return options


class Site:
    """The dashboard as someone meets it."""

    def __init__(self, browser: Any, url: str, store: Store, answering: set[int] | None = None):
        self.browser, self.driver, self.url, self.store = browser, browser.driver, url, store
        self.answering = set() if answering is None else answering

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a script in the page."""
        return self.driver.execute_script(script, *arguments)

    def until(self, met: Callable[[], Any], what: str) -> Any:
        """Wait for something to come true."""
        return WebDriverWait(self.driver, PATIENCE, 0.05).until(lambda _: met(), what)

    def open(self, path: str = "/") -> None:
        """Open an address and wait until its page has been drawn."""
        self.driver.get(self.url + path)
        parts = urlsplit(path)
        self.drawn(parts.path, parts.query)

    def drawn(self, path: str, query: str = "") -> None:
        """Wait until a page has been drawn for a query, and its charts have been painted."""
        self.until(
            lambda: self.run(DRAWN, path, query),
            f"{path}?{query} was not drawn",
        )

    def text(self, selector: str) -> str:
        """The text of the first element that fits."""
        return self.run("return document.querySelector(arguments[0])?.innerText?.trim() ?? ''", selector)

    def texts(self, selector: str) -> list[str]:
        """The texts of all elements that fit."""
        return self.run("return [...document.querySelectorAll(arguments[0])].map(e => e.innerText.trim())", selector)

    def click(self, selector: str) -> None:
        """Click on an element, scrolled into sight."""
        element = self.driver.find_element("css selector", selector)
        self.run("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def figure(self, panel: str) -> list[dict[str, Any]]:
        """The traces of a panel's chart as they are drawn."""
        return self.run(
            "const chart = document.querySelector(`[data-panel='${arguments[0]}'] .js-plotly-plot`);"
            "return chart.data.map(({name, x, y}) => ({name, x, y}))", panel,
        )

    def table(self, panel: str) -> list[list[str]]:
        """The rows of a panel's open table, with each cell's value in full."""
        return self.run(
            "const full = cell => cell.querySelector('data')?.value"
            " ?? cell.querySelector('[data-status]')?.dataset.status ?? cell.textContent;"
            "return [...document.querySelectorAll(`#${arguments[0]}-table tbody tr`)].map(r => [...r.cells].map(full))",
            panel,
        )

    def complaints(self) -> list[str]:
        """What the browser's console has complained of so far."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def asked(self) -> bool:
        """Whether the server is still at work on an answer."""
        return bool(self.answering)

    def load(self, folder: Path) -> int | None:
        """Load a delivery over a connection of its own, as another process would."""
        store = Store(self.store._engine.url.render_as_string(hide_password=False))
        checked = check(folder, store.market(), example_settings())
        assert checked.ok, checked.problems
        number = store.deliver(checked, means="test")
        store.dispose()
        return number


@pytest.fixture
def store(example_database: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of the example market, that a test may add to."""
    opened = Store(f"sqlite:///{shutil.copy(example_database, tmp_path / 'market.db')}")
    yield opened
    opened.dispose()


@pytest.fixture
def site(dash_duo: Any, store: Store) -> Iterator[Site]:
    """The dashboard, served and open at nothing yet."""
    with clock.stopped(EXAMPLE_DAY):
        app = create_app(example_settings(), store)
        answering = _noting(app.server)
        dash_duo.start_server(app, navigate=False)
        found = Site(dash_duo, dash_duo.server.url, store, answering)
        yield found
        # The server is stopped by an exception in each of its threads: none may be at work any more.
        found.driver.get("about:blank")
        found.until(lambda: not found.asked(), "an answer is still worked out")


def _noting(server: Any) -> set[int]:
    """The threads in which a server works out an answer, kept up to date."""
    answering: set[int] = set()
    answer = server.wsgi_app

    def noted(*request: Any) -> Any:
        answering.add(threading.get_ident())
        try:
            return answer(*request)
        finally:
            answering.discard(threading.get_ident())

    server.wsgi_app = noted
    return answering


@pytest.fixture
def more(tmp_path: Path) -> Path:
    """A delivery that adds one package: 100 hours a week for Peterborough, waiting since 1 October."""
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "packages.csv").write_text(
        "package_id,authority,service,requested_on,hours_per_week\nNEW1,PCC,home_care,2026-10-01,100\n"
    )
    return folder




@pytest.fixture
def critical(tmp_path: Path) -> Path:
    """A delivery that adds one contract: its decision was due on 31 October 2026."""
    folder = tmp_path / "critical"
    folder.mkdir()
    (folder / "contracts.csv").write_text(
        "contract_id,title,contract_type,lead_authority,covered_authorities,provider_id,services,start_date,"
        "initial_term_months,extension_terms_months,extensions_taken,extension_notice_months,reprocurement_lead_months\n"
        "NEW1,New spot,spot,CCC,CCC,EX001,home_care,2025-05-01,24,24,0,6,3\n"
    )
    return folder


@pytest.fixture
def wall(dash_duo: Any, store: Store) -> Iterator[Any]:
    """A screen for the wall, before it is opened, and the dashboard that it asks."""
    from tests.browser.screen import OnTheWall, Serving

    with clock.stopped(EXAMPLE_DAY):
        serving = Serving(create_app(example_settings(), store).server)
        screen = OnTheWall(dash_duo, f"http://127.0.0.1:{serving.port}", store)
        screen.serving = serving
        screen.at()
        with screen.passing:
            yield screen
        serving.stop()
