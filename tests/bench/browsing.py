"""A real browser that times what it draws."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver

LONGEST_SECONDS = 120


@contextmanager
def browser() -> Iterator["Browser"]:
    """Chromium without a window, to the end of the block."""
    options = webdriver.ChromeOptions()
    for option in ("headless=new", "no-sandbox", "disable-dev-shm-usage", "disable-gpu", "window-size=1440,1000"):
        options.add_argument(f"--{option}")
    driver = webdriver.Chrome(options=options)
    try:
        driver.set_script_timeout(LONGEST_SECONDS)
        script = Path(__file__).with_name("watch.js").read_text()
        driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": script})
        # Every load is then a first load.
        driver.execute_cdp_cmd("Network.enable", {})
        driver.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
        yield Browser(driver)
    finally:
        driver.quit()


class Browser:
    """What watch.js can be asked, from here."""

    def __init__(self, driver: webdriver.Chrome):
        self._driver = driver
        self.version = driver.capabilities["browserVersion"]

    def open(self, url: str) -> None:
        """Go to an address."""
        self._driver.get(url)

    def ask(self, question: str, *arguments: object) -> Any:
        """The answer of a function of watch.js."""
        call = f"const done = arguments[{len(arguments)}]; Promise.resolve(bench.{question}(...arguments)).then(done)"
        return self._driver.execute_async_script(call, *arguments)
