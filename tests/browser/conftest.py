"""The dashboard in a real browser, over the example market, on the day that it was drawn."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dash.testing.browser import Browser

from dashboard.app import create_app
from dashboard.market import clock
from dashboard.settings import example_settings
from dashboard.store import Store
from tests.browser.screen import OnTheWall
from tests.browser.site import Serving, Site
from tests.conftest import EXAMPLE_DAY


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # dash[testing] pins a selenium that calls what its urllib3 will drop.
            item.add_marker(pytest.mark.filterwarnings("ignore:HTTPResponse.getheader:DeprecationWarning"))


def pytest_setup_options() -> Any:
    from selenium.webdriver.chrome.options import Options

    options = Options()
    # Nothing fades, but where a test asks for it: a picture that moves is much work without a graphics card.
    for argument in ("--no-sandbox", "--window-size=1440,900", "--force-prefers-reduced-motion"):
        options.add_argument(argument)
    return options


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Any]:
    """One browser for all tests: starting it takes longer than most of them."""
    options = request.config.hook.pytest_setup_options()
    with Browser("chrome", headless=request.config.getoption("headless"), options=options) as browser:
        # Who waits says for what: `Site.until`.
        browser.driver.implicitly_wait(0)
        yield browser.driver


@pytest.fixture
def driver(browser: Any, downloads: Path) -> Iterator[Any]:
    """The browser, with a new tab for the test: nothing that another test kept or set is there."""
    last = browser.current_window_handle
    browser.switch_to.new_window("tab")
    new = browser.current_window_handle
    browser.switch_to.window(last)
    browser.close()
    browser.switch_to.window(new)
    browser.execute_cdp_cmd("Emulation.setFocusEmulationEnabled", {"enabled": True})
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    browser.execute_cdp_cmd("Page.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(downloads)})
    browser.get_log("browser")
    yield browser


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """Where the browser puts what is downloaded."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    return folder


@pytest.fixture
def store(example_database: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of the example market, for a test that adds to it."""
    opened = Store(f"sqlite:///{shutil.copy(example_database, tmp_path / 'market.db')}")
    yield opened
    opened.dispose()


@pytest.fixture
def own(request: pytest.FixtureRequest) -> Store | None:
    """The test's own market, if it asked for one, or for a delivery to load into it."""
    return request.getfixturevalue("store") if "store" in request.fixturenames else None


@pytest.fixture(scope="session")
def looked_at(example_database: Path) -> Iterator[Serving]:
    """A server over the example market, for all tests that only look at it: the browser knows its files by now."""
    store = Store(f"sqlite:///{example_database}")
    serving = Serving(create_app(example_settings(), store).server)
    yield serving
    serving.stop()
    store.dispose()


@pytest.fixture
def serving(driver: Any, looked_at: Serving, own: Store | None) -> Iterator[Serving]:
    """A server of the dashboard, as a browser meets it that was never there."""
    with clock.stopped(EXAMPLE_DAY):
        serving = Serving(create_app(example_settings(), own).server) if own else looked_at
        app = serving.app
        driver.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": serving.url, "storageTypes": "all"})
        yield serving
        driver.get("about:blank")
        if own:
            serving.stop()
        serving.app, serving.door, serving.turned_away = app, None, 0


@pytest.fixture
def site(driver: Any, serving: Serving, own: Store | None) -> Site:
    """The dashboard, open at nothing yet."""
    return Site(driver, serving, own)


@pytest.fixture
def wall(driver: Any, serving: Serving, own: Store | None) -> Iterator[OnTheWall]:
    """A screen for the wall, before it is opened."""
    screen = OnTheWall(driver, serving, own)
    screen.at()
    with screen.passing:
        yield screen


@pytest.fixture
def more(store: Store, tmp_path: Path) -> Path:
    """A delivery that adds one package: 100 hours a week for Peterborough, waiting since 1 October."""
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "packages.csv").write_text(
        "package_id,authority,service,requested_on,hours_per_week\nNEW1,PCC,home_care,2026-10-01,100\n"
    )
    return folder


@pytest.fixture
def critical(store: Store, tmp_path: Path) -> Path:
    """A delivery that adds one contract: its decision was due on 31 October 2026."""
    folder = tmp_path / "critical"
    folder.mkdir()
    (folder / "contracts.csv").write_text(
        "contract_id,title,contract_type,lead_authority,covered_authorities,provider_id,services,start_date,"
        "initial_term_months,extension_terms_months,extensions_taken,extension_notice_months,reprocurement_lead_months\n"
        "NEW1,New spot,spot,CCC,CCC,EX001,home_care,2025-05-01,24,24,0,6,3\n"
    )
    return folder
