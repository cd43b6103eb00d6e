"""Many wall screens on one server: each asks as assets/wall/watchdog.js does, and draws what is new."""

import http.client
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.bench.serving import HOST, Server

EVERY = 3.0
"""Seconds between a screen's questions: the watchdog's."""

QUIET, SERVED = 12.0, 60.0
"""Seconds of mere asking that are measured, and the most that a change of data is waited for."""


@dataclass
class Screens:
    """What was measured with so many screens."""

    count: int
    cpu_of_version: float = 0
    """Processor milliseconds of the server for one question after the version, in quiet times."""
    versions: list[float] = field(default_factory=list)
    """Milliseconds until such a question was answered."""
    scenes: list[float] = field(default_factory=list)
    """Milliseconds until the scenes were there that a change of data made necessary."""
    served: list[float] = field(default_factory=list)
    """Seconds from the change of data until each screen had its scenes."""
    cpu_of_change: float = 0
    """Processor seconds of the server to serve that change to all."""


def measure(server: Server, count: int, change: Callable[[], None]) -> Screens:
    """Let so many screens ask for a while, then change the data and wait until each has drawn them."""
    found, stop, lock = Screens(count), threading.Event(), threading.Lock()
    changed: list[float] = []
    pictures: dict[int, int] = {}

    def get(path: str) -> tuple[dict, float]:
        begun = time.perf_counter()
        # A browser's connection has been let go of by the server when it asks again, 3 seconds later.
        connection = http.client.HTTPConnection(HOST, server.port, timeout=30)
        connection.request("GET", path)
        body = json.loads(connection.getresponse().read())
        connection.close()
        return body, (time.perf_counter() - begun) * 1000

    def screen(number: int) -> None:
        stop.wait(EVERY * number / count)
        while not stop.is_set():
            version, took = get("/version")
            with lock:
                if not changed:
                    found.versions.append(took)
            if version["import"] != pictures.get(number):
                scenes, took = get("/wall/scenes")
                with lock:
                    if number in pictures and changed:
                        found.scenes.append(took)
                        found.served.append(time.monotonic() - changed[0])
                    pictures[number] = scenes["import"]
            stop.wait(EVERY)

    threads = [threading.Thread(target=screen, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    while len(pictures) < count:
        time.sleep(0.2)
    # Each worker has drawn its first picture by then.
    time.sleep(2 * EVERY)
    found.versions.clear()
    before = server.cpu()
    time.sleep(QUIET)
    with lock:
        found.cpu_of_version = (server.cpu() - before) * 1000 / len(found.versions)
    before = server.cpu()
    change()
    changed.append(time.monotonic())
    until = time.monotonic() + SERVED
    while len(found.served) < count and time.monotonic() < until:
        time.sleep(0.1)
    found.cpu_of_change = server.cpu() - before
    stop.set()
    for thread in threads:
        thread.join()
    return found
