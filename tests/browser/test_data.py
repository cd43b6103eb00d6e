"""The Data page in a browser: files given by keyboard alone, the report, the import, the undo."""

import fcntl
import os
import signal
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from dashboard.app import create_app
from dashboard.market import clock
from dashboard.settings import example_settings
from tests.browser.site import Serving, Site
from tests.browser.test_access import resized, violations, violations_in_both_themes
from tests.conftest import EXAMPLE, EXAMPLE_DAY

PROVIDERS = "provider_id,name,provider_type\nX1,Extra Care,external\nEX001,Renamed Care,external\n"
REGISTER = """\
Supplier No,Supplier name,Provider type,Contact name
X1,Extra Care,External,Sample Person
X2,More Care,Internal,Another Person
"""


LEFT = "document.documentElement.dataset.left = ''"
"""Marks a page as one that is about to be left: what comes of a button is another."""


class AtTheData(Site):
    """Somebody at the Data page."""

    folder: Path

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return str(path)

    def data(self, path="/data"):
        self.driver.get(self.url + path)

    def give(self, *files):
        self.data()
        self.driver.find_element(By.ID, "files").send_keys("\n".join(files))
        self.click(".give button")
        self.over()

    def click(self, selector):
        """Click on an element; `over` then waits for the page that comes of it, and is not content with this one."""
        self.run(LEFT)
        super().click(selector)

    def over(self):
        """Wait until no process is at work any more."""
        there = "return document.readyState === 'complete' && !document.querySelector('[data-progress], [data-left]')"
        self.until(lambda: "/data/" in self.driver.current_url and self.run(there), "the work does not end")

    def focus(self):
        return self.run("const e = document.activeElement; return e.id || e.textContent.trim()")

    def tab_to(self, wanted):
        """Press Tab until an element of this id or text has the focus."""
        for _ in range(80):
            # Not to the element: a field for files would take the key for a file.
            ActionChains(self.driver).send_keys(Keys.TAB).perform()
            if self.focus() == wanted:
                self.run(LEFT)
                return self.driver.switch_to.active_element
        raise AssertionError(f"Tab does not lead to {wanted}")


@contextmanager
def at_the_data(driver, store, folder):
    """Somebody at the Data page of a market of their own, with a folder for files."""
    folders = {"pending_folder": folder / "pending", "profiles_folder": folder / "profiles"}
    with clock.stopped(EXAMPLE_DAY):
        serving = Serving(create_app(example_settings().model_copy(update=folders), store).server)
        site = AtTheData(driver, serving, store)
        site.folder = folder
        yield site
        driver.get("about:blank")
        serving.stop()


@pytest.fixture
def site(driver, store, tmp_path):
    with at_the_data(driver, store, tmp_path) as site:
        yield site


def worker_of(site):
    """The process at work for the delivery on the page."""
    token = site.driver.current_url.rsplit("/", 1)[-1]
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                command = (process / "cmdline").read_bytes()
            except OSError:
                continue
            if token.encode() in command and b"worker" in command:
                return int(process.name)
    return None


@contextmanager
def another_import_under_way(site):
    """The one importer's turn is taken: whoever comes waits."""
    with Path(f"{site.store.url.removeprefix('sqlite:///')}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def test_files_are_given_checked_and_imported_by_keyboard_alone(site):
    site.data()
    site.tab_to("files").send_keys(site.file("providers.csv", PROVIDERS))
    site.tab_to("Check the files").send_keys(Keys.ENTER)
    site.over()
    assert site.focus() == "What the files hold"
    assert site.text(".answer") == "No problems. Nothing is stored yet."
    assert site.store.newest() == 1
    site.tab_to("example").send_keys(Keys.SPACE)
    site.tab_to("Import").send_keys(Keys.ENTER)
    site.over()
    assert site.text("h1") == site.focus() == "Import 2 is in"
    assert site.store.market().provider_names["EX001"] == "Renamed Care"
    site.tab_to("Data: imports, returns, give more").send_keys(Keys.ENTER)
    site.until(lambda: site.text("#imports") == "2 imports so far", "the import is not listed")
    assert [entry for entry in site.complaints() if "favicon" not in entry] == []


def test_nothing_chosen_is_said_and_has_the_focus(site):
    site.data()
    site.click(".give button")
    site.until(lambda: site.text(".mistakes"), "nothing is said")
    assert site.run("return document.activeElement.className") == "mistakes"
    site.driver.switch_to.active_element.send_keys(Keys.TAB)
    site.driver.switch_to.active_element.send_keys(Keys.ENTER)
    site.until(lambda: site.focus() == "files", "the summary's link does not lead to the field")
    assert violations(site) == []


def test_files_can_be_dropped_on_the_page(site):
    site.data()
    site.run(
        "const files = new DataTransfer(); files.items.add(new File([arguments[0]], 'providers.csv'));"
        "const event = new DragEvent('drop', {dataTransfer: files, bubbles: true, cancelable: true});"
        "document.querySelector('.drop').dispatchEvent(event)", PROVIDERS,
    )
    site.click(".give button")
    site.over()
    assert site.texts("[aria-label='Files read'] tbody td")[:2] == ["providers.csv", "2"]


def bad_hours():
    """A month of the example's hours, two of whose rows are bad."""
    heading, *rows = (EXAMPLE / "hours.csv").read_text().splitlines()
    rows = [row for row in rows if row.startswith("2026-11-")][:40]
    rows[3] = rows[3].rsplit(",", 1)[0] + ",-4"
    rows[5] = rows[5].rsplit(",", 1)[0] + ",four"
    return "\n".join([heading, *rows]) + "\n"


def test_bad_rows_are_held_back_listed_and_undone(site):
    site.give(site.file("hours.csv", bad_hours()))
    assert site.text("button.main") == "Import the good rows and hold back 2"
    site.click("#example")
    if site.driver.find_elements(By.ID, "meant"):
        site.click("#meant")
    site.click("button.main")
    site.over()
    assert site.text("h1") == "Import 2 is in"
    site.data()
    assert site.text("#held-back") == "2 rows are held back until put right"
    site.click("form[action='/data/undo/2'] button")
    site.over()
    assert site.text("h1") == "What undoing import 2 would change"
    assert site.store.newest() == 2
    site.click("#example")
    if site.driver.find_elements(By.ID, "meant"):
        site.click("#meant")
    site.click("button.main")
    site.over()
    assert site.text("h1") == "Import 2 is undone, by import 3"
    site.data()
    assert site.text("#held-back") == "No row is held back"


def test_unknown_headings_are_mapped_by_keyboard_and_known_next_time(site):
    file = site.file("Suppliers.csv", REGISTER)
    site.give(file)
    assert site.text("#mapping") == "Which heading means what in Suppliers.csv?"
    assert violations(site) == []
    name = site.tab_to("name")
    name.send_keys(Keys.CONTROL, "a")
    name.send_keys("our-suppliers")
    site.tab_to("Keep this mapping and check again").send_keys(Keys.ENTER)
    site.until(lambda: site.text(".answer").startswith("No problems"), "the mapping does not serve")
    assert "by the profile our-suppliers" in site.text("[aria-label='Files read']")
    site.give(file)
    assert "by the profile our-suppliers" in site.text("[aria-label='Files read']")


def test_a_process_killed_in_the_middle_is_noticed_and_loses_nothing(site):
    site.give(site.file("providers.csv", PROVIDERS))
    with another_import_under_way(site):
        site.click("#example")
        site.click("button.main")
        site.until(lambda: site.text("h1") == "Importing", "it is not said that it works")
        process = site.until(lambda: worker_of(site), "there is no process")
        os.kill(process, signal.SIGKILL)
        site.over()
    assert "An import is in whole or not at all" in site.text("[role=alert]")
    assert site.store.newest() == 1
    site.click("button.main")
    site.over()
    site.click("#example")
    site.click("button.main")
    site.over()
    assert site.text("h1") == "Import 2 is in"


def test_leaving_the_page_does_not_stop_the_import(site):
    site.give(site.file("providers.csv", PROVIDERS))
    with another_import_under_way(site):
        site.click("#example")
        site.click("button.main")
        site.until(lambda: worker_of(site), "there is no process")
        address = site.driver.current_url
        site.driver.get(site.url + "/healthz")
    site.until(lambda: site.store.newest() == 2, "it is not imported")
    site.driver.get(address)
    site.over()
    assert site.text("h1") == "Import 2 is in"


def test_it_works_without_scripts(site):
    site.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    site.data()
    site.driver.find_element(By.ID, "files").send_keys(site.file("providers.csv", PROVIDERS))
    site.driver.find_element(By.CSS_SELECTOR, ".give button").click()
    site.until(lambda: "What the files hold" in site.driver.title, "no report comes by itself")
    site.driver.find_element(By.ID, "example").click()
    site.driver.find_element(By.CSS_SELECTOR, "button.main").click()
    site.until(lambda: "Import 2 is in" in site.driver.title, "nothing is imported")


def test_it_is_one_of_the_pages(site):
    site.open("/blocks?authority=PCC")
    assert site.texts("nav a")[-1] == "Data"
    site.click("#to-data")
    site.until(lambda: site.text("h1") == "What came in, and what is missing?", "the Data page does not come")
    assert site.text("nav [aria-current]") == "Data"
    site.click("#to-blocks")
    site.drawn("/blocks", "authority=PCC")


def test_the_theme_is_that_of_the_other_pages_and_theirs_that_of_this(site):
    site.data()
    site.click("#theme-choice option[value=dark]")
    assert site.run("return document.documentElement.dataset.bsTheme") == "dark"
    site.open("/blocks")
    assert site.run("return document.documentElement.dataset.bsTheme") == "dark"
    assert site.run("return document.getElementById('theme-choice').value") == "dark"


def states(site):
    """The page in each of its states, one after another."""
    site.data()
    yield "overview"
    site.give(site.file("hours.csv", bad_hours()))
    yield "problems"
    site.click("button[form=drop]")
    site.until(lambda: site.text(".notice"), "it is not said that they are dropped")
    yield "dropped"
    site.give(site.file("Suppliers.csv", REGISTER))
    yield "unknown headings"
    site.click("button[name=keep]")
    site.over()
    site.give(site.file("providers.csv", PROVIDERS))
    yield "report"
    with another_import_under_way(site):
        site.run("document.getElementById('example').checked = true")
        site.click("button.main")
        site.until(lambda: site.text("h1") == "Importing", "it is not said that it works")
        yield "working"
        os.kill(site.until(lambda: worker_of(site), "there is no process"), signal.SIGKILL)
        site.over()
    yield "cut off"


def test_axe_finds_nothing_and_320_px_need_no_sideways_scroll(site):
    found, widths = {}, {}
    for state in states(site):
        found[state] = violations_in_both_themes(site)
        resized(site, 320)
        widths[state] = site.run("return document.documentElement.scrollWidth")
        found[state, "320 px"] = violations_in_both_themes(site)
        resized(site, 1440)
    assert {state: what for state, what in found.items() if what} == {}
    assert {state: width for state, width in widths.items() if width > 320} == {}


def test_targets_are_24_px_or_more(site):
    site.data()
    small = site.run(
        "return [...document.querySelectorAll('button, select, input, nav a, footer a, .tools a, summary')]"
        ".filter(e => e.offsetParent).map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])"
        ".filter(([, b]) => b.width < 24 || b.height < 24).map(([html]) => html)"
    )
    assert small == []


def test_it_prints_on_white_without_its_forms(site):
    site.data("/healthz")
    site.run("localStorage.setItem('theme', 'dark')")
    site.data()
    site.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert site.run("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    shown = [form for form in site.driver.find_elements(By.TAG_NAME, "form") if form.is_displayed()]
    assert shown == []
    assert site.driver.find_element(By.CSS_SELECTOR, ".calendar").is_displayed()
    assert site.text(".badge").startswith("Data to Sunday ")
