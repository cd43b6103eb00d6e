"""The dashboard as someone meets it in a browser, and the server that it is served by."""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from selenium.webdriver.support.wait import WebDriverWait
from werkzeug.serving import make_server

from dashboard.intake import check
from dashboard.settings import example_settings
from dashboard.store import Store

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


class Serving:
    """The dashboard at one address, which can go away and come back, or have something put before it."""

    def __init__(self, app: Any):
        self.app, self.port, self.door, self.turned_away = app, 0, None, 0
        self.answering: set[int] = set()
        """The threads in which an answer is worked out."""
        self.start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """Answer, or say what the door says."""
        if self.door:
            status, headers = self.door
            self.turned_away += 1
            start_response(status, [*headers, ("Content-Type", "text/html; charset=utf-8")])
            return [b"<!DOCTYPE html><form>Sign in <input name=password></form>"]
        self.answering.add(threading.get_ident())
        try:
            return self.app(environ, start_response)
        finally:
            self.answering.discard(threading.get_ident())

    def start(self) -> None:
        """Come, or come back."""
        self.server = make_server("127.0.0.1", self.port, self, threaded=True)
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()

    def stop(self) -> None:
        """Go away."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Site:
    """The dashboard as someone meets it."""

    def __init__(self, driver: Any, serving: Serving, store: Store | None = None):
        self.driver, self.serving, self.url, self.store = driver, serving, serving.url, store

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
        return bool(self.serving.answering)

    def load(self, folder: Path) -> int | None:
        """Load a delivery over a connection of its own, as another process would."""
        assert self.store, "a test that loads something needs the fixture `store`, a market of its own"
        store = Store(self.store._engine.url.render_as_string(hide_password=False))
        checked = check(folder, store.market(), example_settings())
        assert checked.ok, checked.problems
        number = store.deliver(checked, means="test")
        store.dispose()
        return number
