"""The wall for weeks on end, in a real browser with its clock sped up: it keeps its size, and always comes back."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import orjson
import pytest
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.screen import SHOWN

pytestmark = pytest.mark.slow

TURNS, CHANGES = 2000, 500
WARM = (400, 300)
"""Turns and changes before anything is measured: so many it takes until Plotly's own caches are full."""

DAYS = ("2026-11-22", "2026-10-18", "2026-08-30")
"""The market on these days is what the data change between."""

WATCH = """
window.turns = 0;
window.flying = 0;
window.most = 0;
const asks = window.fetch;
window.fetch = (...given) => {
  window.most = Math.max(window.most, ++window.flying);
  return asks(...given).finally(() => { window.flying--; });
};
document.addEventListener("DOMContentLoaded", () => {
  new MutationObserver((found) => {
    window.turns += found.filter((one) => one.target.matches(".scene.shown") && !/shown/.test(one.oldValue)).length;
  }).observe(document.getElementById("scenes"), {subtree: true, attributeFilter: ["class"], attributeOldValue: true});
});
"""
"""Counts the scenes shown, and the requests that are out at once: a request is until its answer begins."""

STOPPED = "const noon = Date.now(); Date.now = () => noon;"
OURS = "Date.now = () => new Date().getTime();"
"""The screen's date as the server's is, though its clock is sped up: no talk of a wrong clock."""


class Changing:
    """The dashboard with a new import as soon as one is shown, up to `last`: each is the market of another day.

    So nobody has to look at the page that is weighed while it lives through them.
    """

    def __init__(self, app):
        self.app, self.number, self.last, self.kept, self.shown = app, 1, 1, {}, 0

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        if path == "/version" or path.startswith("/wall/scenes"):
            # The version is asked for again when the scenes of the last import have come, and have been drawn.
            if path == "/version" and self.shown == self.number < self.last:
                self.number += 1
            elif path != "/version":
                self.shown = self.number
            day = DAYS[self.number % len(DAYS)]
            query = environ["QUERY_STRING"] + f"&as_of={day}"
            if (path, query) not in self.kept:
                response = self.app.test_client().get(path, query_string=query, base_url="http://127.0.0.1")
                assert response.status_code == 200
                self.kept[path, query] = response.get_json()
            changed = {"import": self.number, "age": f"As at {day}, import {self.number}"}
            body = orjson.dumps(self.kept[path, query] | changed)
            start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
            return [body]
        return self.app(environ, start_response)


def weight(wall):
    """The page's bytes of JavaScript and number of DOM nodes, after all that is not held has been swept away."""
    for _ in range(3):
        wall.driver.execute_cdp_cmd("HeapProfiler.collectGarbage", {})
    found = wall.driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    metrics = {metric["name"]: metric["value"] for metric in found}
    return metrics["JSHeapUsedSize"], metrics["Nodes"]


def in_time(wall, met, what, seconds=120):
    """Wait for something to come true; seldom looking, as each look leaves some bytes in the page that is weighed."""
    return WebDriverWait(wall.driver, seconds, 0.5).until(lambda _: met(), what)


def test_two_thousand_turns_and_five_hundred_changes_leave_it_as_it_was(wall):
    changing = wall.serving.app = Changing(wall.serving.app)
    wall.at(speed=20, script=WATCH + STOPPED)
    wall.driver.execute_cdp_cmd("Performance.enable", {})
    wall.begin("?seconds=1&scenes=verdict,attention:1,capacity,waiting,blocks,decisions,providers")

    def live_through(turns, changes):
        """Go on until so many turns and changes are over, at the same data and the same scene each time."""
        changing.last = changes + len(DAYS) - changes % len(DAYS)
        in_time(wall, lambda: changing.shown == changing.last, "a change does not show", 600)
        in_time(wall, lambda: f"import {changing.last}," in wall.text("#age"), "the last change does not show")
        in_time(wall, lambda: wall.run("return window.turns") >= turns, "it does not turn", 300)
        in_time(wall, lambda: wall.run(SHOWN) == "verdict", "it does not turn")
        return weight(wall)

    heap, nodes = live_through(*WARM)
    heap_after, nodes_after = live_through(TURNS + WARM[0], CHANGES + WARM[1])
    turns = wall.run("return window.turns")
    print(
        f"\n{turns:,} turns and {changing.number} changes: heap {heap / 1e6:.2f} to {heap_after / 1e6:.2f} MB "
        f"({heap_after / heap - 1:+.1%}), DOM nodes {nodes:.0f} to {nodes_after:.0f} ({nodes_after / nodes - 1:+.1%})"
    )
    assert heap_after < 1.10 * heap
    assert nodes_after < 1.05 * nodes
    assert wall.run("return window.most") == 1
    assert wall.run("return document.querySelectorAll('.scene').length") == 7
    assert wall.complaints() == []


@contextmanager
def served(database, port):
    """The dashboard as it is served, by workers of its own, at a port."""
    command = [sys.executable, "-m", "dashboard", "serve", "--port", str(port), "--database", f"sqlite:///{database}"]
    process = subprocess.Popen(
        command, start_new_session=True, cwd=Path(__file__).parents[2], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def ready(port):
    for _ in range(600):
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz"):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not start")


def live(wall):
    return wall.text("#state") == "" and "checked" in wall.text("#age")


def only_failed_requests(wall):
    return [line for line in wall.complaints() if "Failed to load resource" not in line] == []


def test_the_server_is_killed_twenty_times_and_stopped_and_it_always_comes_back(wall, store):
    port = wall.serving.port
    wall.serving.stop()
    wall.at(speed=10, script=WATCH + OURS)
    try:
        with served(Path(store.url.removeprefix("sqlite:///")), port):
            ready(port)
            wall.show("?scenes=verdict,capacity&seconds=20")
            wall.run("window.here = true")
            picture = wall.text(".scene.shown h1")
            in_time(wall, lambda: live(wall), "it is not live")
        for nth in range(20):
            in_time(wall, lambda: wall.text("#state").startswith("Not live since"), "it takes a dead picture for live")
            assert wall.run(SHOWN) in ("verdict", "capacity")
            with served(Path(store.url.removeprefix("sqlite:///")), port) as process:
                in_time(wall, lambda: live(wall), f"it did not come back, the {nth + 1}th time")
                if nth == 19:
                    os.killpg(process.pid, signal.SIGSTOP)
                    in_time(wall, lambda: not live(wall), "it takes a stopped server for live")
                    os.killpg(process.pid, signal.SIGCONT)
                    in_time(wall, lambda: live(wall), "it did not come back after the stop")
        assert wall.run("return window.here")
        assert wall.run("return window.most") == 1
        assert picture.endswith("?")
        assert only_failed_requests(wall)
    finally:
        wall.serving.start()


def test_with_a_server_that_takes_twenty_seconds_an_answer_one_request_is_out_and_it_comes_back(wall):
    app, out, most, slow = wall.serving.app, [], [], True

    def slowed(environ, start_response):
        if environ["PATH_INFO"] != "/version" and not environ["PATH_INFO"].startswith("/wall/scenes"):
            return app(environ, start_response)
        out.append(environ)
        most.append(len(out))
        time.sleep(2 if slow else 0)
        try:
            return app(environ, start_response)
        finally:
            out.pop()

    wall.at(speed=10, script=WATCH + STOPPED)
    wall.show("?scenes=verdict&seconds=3600")
    wall.serving.app = slowed
    states = set()
    ends = time.monotonic() + 40
    while time.monotonic() < ends:
        states.add(wall.text("#state") == "")
    # An answer every 23 seconds is live for 15 of them, and then not.
    assert states == {True, False}
    assert max(most) == 1
    slow = False
    in_time(wall, lambda: wall.text("#state") == "", "it does not come back")
    assert wall.run("return window.most") == 1
    assert wall.complaints() == []
