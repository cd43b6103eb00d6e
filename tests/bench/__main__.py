"""`python -m tests.bench [DELIVERY]`: the speed and size of the dashboard on the example market, or on a delivery."""

import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

from tests.bench import screens
from tests.bench.browsing import Browser, browser
from tests.bench.importing import DASHBOARD, Import, change, draw_example, load, read_plainly, url, write_last_month
from tests.bench.screens import Screens
from tests.bench.serving import Server, serving

EXAMPLE_UNTIL = date(2026, 11, 22)
PAGES = ("/", "/sufficiency", "/providers", "/blocks", "/contracts")
LIBRARIES = ("dash", "plotly", "pandas", "SQLAlchemy", "gunicorn")

# From no filter through every authority and service and back, one change at a time: no question comes twice.
TOUR = (
    ("authority", "PCC"), ("service", "home_care"), ("authority", "CCC"), ("authority", "any"),
    ("service", "community_support"), ("authority", "PCC"), ("authority", "CCC"), ("service", "any"),
)
BACK = ("authority", "any")

LOADS, VERSIONS, CSVS, ASKED = 3, 500, 20, 30
SCREENS = (1, 20, 200)
LONG_IMPORT = 15
"""Seconds; an import that takes longer is timed once, a shorter one three times."""


@dataclass
class Page:
    """What was measured of one page; times in milliseconds."""

    path: str
    requests: int = 0
    bytes: int = 0
    cold: float = 0
    """The first load of all after the server started."""
    loads: list[float] = field(default_factory=list)
    cpu_new: list[float] = field(default_factory=list)
    cpu_again: list[float] = field(default_factory=list)
    wall_new: list[float] = field(default_factory=list)
    wall_again: list[float] = field(default_factory=list)
    react: list[float] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    """Bytes of each answer."""


def main() -> None:
    """Measure everything, then print it."""
    begun, busy = time.monotonic(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        work = Path(folder)
        if sys.argv[1:]:
            delivery, name = Path(sys.argv[1]), sys.argv[1]
        else:
            delivery, name = work / "example", "the example market"
            draw_example(delivery, EXAMPLE_UNTIL)
        floors, imports, months = [read_plainly(delivery)], [load(delivery, work / "0.db")], []
        if imports[0].seconds < LONG_IMPORT:
            for run in (1, 2):
                floors.append(read_plainly(delivery))
                imports.append(load(delivery, work / f"{run}.db"))
        day = imports[0].last_day
        write_last_month(delivery, day, work / "month")
        for run in range(len(imports)):
            shutil.copy(work / "0.db", work / f"month-{run}.db")
            months.append(load(work / "month", work / f"month-{run}.db"))
        serve = [*DASHBOARD, "--database", url(work / "0.db"), "serve", "--workers", "1"]
        log = work / "server.log"
        with browser() as chromium:
            pages = []
            for path in PAGES:
                # A server of its own for each page: none has answered another's questions.
                with serving(serve, "/readyz", log) as server:
                    pages.append(measure(chromium, server, path, day))
            with serving([sys.executable, "-m", "tests.bench.floor"], "/", log) as server:
                floor = empty_callback(chromium, server)
            chromium_version = chromium.version
        with serving(serve, "/readyz", log) as server:
            addresses = plain_addresses(server, day)
        with serving([*serve[:-1], "2"], "/readyz", log) as server:
            walls = [screens.measure(server, count, lambda: change(work, work / "0.db")) for count in SCREENS]
    versions = " · ".join(f"{library} {version(library)}" for library in LIBRARIES)
    print(f"Speed and size: {name}, as of {day}")
    print(f"{os.cpu_count()} cores, load {busy:.1f} at the start · Python {platform.python_version()} · {versions}")
    print(f"Chromium {chromium_version} · SQLite · 1 worker · medians, with how many runs in brackets")
    print_import(imports, floors, months)
    print_loads(pages)
    print_changes(pages, *floor)
    print_addresses(*addresses)
    print_screens(walls)
    print(f"\nMeasured in {time.monotonic() - begun:.0f} seconds.")


def measure(chromium: Browser, server: Server, path: str, day: date) -> Page:
    """First loads of a page, then changes of its filters: each question new, then all of them once more."""
    page = Page(path)
    address = f"{server.url}{path}?as_of={day}"
    chromium.open(address)
    page.cold = chromium.ask("load")
    for _ in range(LOADS):
        chromium.open(address)
        page.loads.append(chromium.ask("load"))
        server.settled_cpu()
        page.requests, page.bytes = chromium.ask("fetched")

    def change(control: str, value: str) -> tuple[float, float, int]:
        before = server.settled_cpu()
        wall, size = chromium.ask("change", control, value)
        cpu = (server.settled_cpu() - before) * 1000
        page.react.append(chromium.ask("react"))
        return cpu, wall, size

    for one in TOUR:
        cpu, wall, size = change(*one)
        page.cpu_new.append(cpu)
        page.wall_new.append(wall)
        page.answers.append(size)
    change(*BACK)
    for one in TOUR:
        cpu, wall, _ = change(*one)
        page.cpu_again.append(cpu)
        page.wall_again.append(wall)
    return page


def empty_callback(chromium: Browser, server: Server) -> tuple[list[float], list[float]]:
    """Milliseconds of an empty callback: of the server's processor, and until the browser shows the answer."""
    chromium.open(server.url)
    cpu, wall = [], []
    for number in range(ASKED):
        before = server.cpu()
        wall.append(chromium.ask("ask", number))
        time.sleep(0.02)
        cpu.append((server.cpu() - before) * 1000)
    return cpu, wall


def plain_addresses(server: Server, day: date) -> tuple[float, list[float], list[float]]:
    """Processor µs of a /version, and milliseconds of a /csv/sufficiency, a new question's and one asked before."""
    connection = server.connect()

    def get(path: str) -> float:
        begun = time.perf_counter()
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}.")
        return (time.perf_counter() - begun) * 1000

    get("/version")
    before = server.cpu()
    for _ in range(VERSIONS):
        get("/version")
    micros = (server.cpu() - before) / VERSIONS * 1e6
    csv = f"/csv/sufficiency?as_of={day}"
    get(csv)
    new, chosen = [], {}
    for control, value in TOUR:
        chosen[control] = value
        new.append(get(csv + "".join(f"&{name}={given}" for name, given in chosen.items() if given != "any")))
    return micros, new, [get(csv) for _ in range(CSVS)]


def print_import(imports: list[Import], floors: list[tuple[float, float]], months: list[Import]) -> None:
    """What an import takes, how many times its floor that is, and what a month corrected afterwards takes."""
    floor, floor_cpu = (middle(values) for values in zip(*floors, strict=True))

    def row(name: str, runs: list[Import]) -> tuple[str, ...]:
        seconds, cpu = middle([one.seconds for one in runs]), middle([one.cpu for one in runs])
        return (
            name, f"{runs[0].rows:,}", f"{seconds:.2f}", f"{cpu:.2f}", f"{runs[0].rows / seconds:,.0f}",
            f"{middle([one.memory for one in runs]) / 2**20:.0f}", f"{runs[0].size / 2**20:.1f}",
        )

    whole = row("whole", imports)
    table(
        f"Import by `load` ({len(imports)}); floor: the same files merely read by pandas' C reader",
        ("rows", "seconds", "CPU seconds", "rows a second", "peak MiB", "database MiB"),
        [
            whole,
            ("floor", whole[1], f"{floor:.2f}", f"{floor_cpu:.2f}", f"{imports[0].rows / floor:,.0f}", "", ""),
            ("x floor", "", f"{float(whole[2]) / floor:.1f}", f"{float(whole[3]) / floor_cpu:.1f}", "", "", ""),
            row("the last month again, a row in fifty left out", months),
        ],
    )


def print_loads(pages: list[Page]) -> None:
    """What the first load of each page takes."""
    table(
        "First load, nothing in the browser's cache",
        ("requests", "KiB on the wire", "ms until drawn, new server (1)", f"ms until drawn ({LOADS})"),
        [
            (page.path, page.requests, f"{page.bytes / 1024:,.0f}", f"{page.cold:,.0f}", f"{middle(page.loads):,.0f}")
            for page in pages
        ],
    )


def print_changes(pages: list[Page], cpu_floor: list[float], wall_floor: list[float]) -> None:
    """What a change of filter takes, and how many times its floor that is."""
    runs, bare = len(TOUR), middle(cpu_floor)
    table(
        f"A filter changes: CPU ms of the server; floor: an empty Dash callback, {bare:.2f} ms ({len(cpu_floor)})",
        (f"new ({runs})", "x floor", f"again ({runs})", "x floor", "KiB an answer"),
        [
            (
                page.path, *over(page.cpu_new, bare), *over(page.cpu_again, bare),
                f"{middle(page.answers) / 1024:.0f}",
            )
            for page in pages
        ],
    )
    empty = middle(wall_floor)
    table(
        "A filter changes: ms until the browser has redrawn; "
        f"floor: an empty Dash callback, {empty:.1f} ms ({len(wall_floor)}), and Plotly.react of the same figures",
        (f"new ({runs})", "x floor", f"again ({runs})", "x floor", "floor", f"its Plotly.react ({2 * runs + 1})"),
        [
            (
                page.path, *over(page.wall_new, empty + middle(page.react)),
                *over(page.wall_again, empty + middle(page.react)), f"{empty + middle(page.react):.1f}",
                f"{middle(page.react):.1f}",
            )
            for page in pages
        ],
    )


def print_addresses(micros: float, new: list[float], again: list[float]) -> None:
    """What the plain addresses take."""
    table(
        "Addresses",
        ("",),
        [
            (f"/version, CPU µs (mean of {VERSIONS})", f"{micros:.0f}"),
            (f"/csv/sufficiency, ms, a new question ({len(new)})", f"{middle(new):.1f}"),
            (f"/csv/sufficiency, ms, asked again ({len(again)})", f"{middle(again):.1f}"),
        ],
    )


def print_screens(walls: list[Screens]) -> None:
    """What so many wall screens take of a server of two workers."""
    table(
        "Wall screens, each asking every 3 seconds, on two workers; then a change of data",
        (
            "CPU ms a question", "p95 ms a question", "CPU seconds of the change", "p95 ms for its scenes",
            "seconds until all had it",
        ),
        [
            (
                f"{wall.count} screens", f"{wall.cpu_of_version:.2f}", f"{p95(wall.versions):.0f}",
                f"{wall.cpu_of_change:.2f}", f"{p95(wall.scenes):.0f}",
                f"{max(wall.served):.1f}" if len(wall.served) == wall.count else "not all",
            )
            for wall in walls
        ],
    )


def p95(values: Sequence[float]) -> float:
    """What 95 of 100 are not over."""
    return sorted(values)[max(0, -(-95 * len(values) // 100) - 1)] if values else float("nan")


def middle(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def over(values: Sequence[float], floor: float) -> tuple[str, str]:
    """A median, and how many times its floor it is."""
    return f"{middle(values):.1f}", f"{middle(values) / floor:.1f}"


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table, its first column to the left and the others to the right."""
    lines = [["", *heads], *([str(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print(f"\n{title}")
    for first, *rest in lines:
        cells = [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
        print("  " + "  ".join([first.ljust(widths[0]), *cells]).rstrip())


if __name__ == "__main__":
    main()
