"""A screen on the wall, and the server that it asks: for the tests of the wall."""

from contextlib import ExitStack, suppress
from datetime import date, timedelta
from pathlib import Path

from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.keys import Keys

from dashboard.market import clock
from tests.browser.site import Site
from tests.conftest import EXAMPLE_DAY

AXE = (Path(__file__).parents[1] / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCENES = ["verdict", "attention", "capacity", "waiting", "blocks", "decisions", "providers"]
SCREENS = [(1920, 1080), (3840, 2160), (1080, 1920)]
CLOCK = """
(() => {
  const [run, every] = [performance.now.bind(performance), setInterval.bind(window)];
  let [ahead, asleep] = [0, 0];
  performance.now = () => ahead + run() * SPEED;
  Date.now = () => NOON + asleep + performance.now();
  window.setInterval = (what, ms) => every(what, ms / SPEED);
  window.time = {
    pass: (ms) => { ahead += ms; }, // as if nothing had been drawn for so long
    sleep: (ms) => { asleep += ms; }, // the browser's own clock stands still, and the date goes on
  };
})();
"""
"""The screen's clock, from NOON of a day on, SPEED times as fast as ours; it can be moved on."""

SHOWN = "return document.querySelector('.scene.shown')?.dataset.scene ?? ''"


class OnTheWall(Site):
    """A screen that shows the wall."""

    script = None

    def __init__(self, *given):
        super().__init__(*given)
        self.passing = ExitStack()

    def later(self, asleep: bool = False, **delta: float):
        """Move the screen's clock and the server's on; `asleep`: the browser's own stood still."""
        after = timedelta(**delta)
        self.passing.enter_context(clock.stopped(clock.now() + after))
        self.run(f"time.{'sleep' if asleep else 'pass'}({after.total_seconds() * 1000})")

    def at(self, day: date = EXAMPLE_DAY, speed: int = 1, script: str = ""):
        """Begin the screen's clock at noon of a day, where the server's is stopped; and run a script before any other.

        Both for the pages that are opened from now on.
        """
        if self.script:
            self.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": self.script})
        noon = f"Date.UTC({day.year}, {day.month - 1}, {day.day}, 12)"
        source = CLOCK.replace("NOON", noon).replace("SPEED", str(speed)) + script
        added = self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": source})
        self.script = added["identifier"]

    def begin(self, query="", size=(1920, 1080)):
        """Open the wall, or its test card, on a screen."""
        screen = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        self.driver.get(f"{self.url}/wall{query}")

    def show(self, query="", scene="verdict", size=(1920, 1080)):
        """Open the wall on a screen and wait for its picture."""
        self.begin(query, size)
        self.shows(scene)

    def card(self, query, size=(1920, 1080)):
        """Open the test card on a screen."""
        self.begin(query, size)
        self.until(lambda: self.text("#px"), "there is no test card")

    def still(self, met):
        """Whether something stays true for some of the wall's ticks."""
        for _ in range(4):
            assert met()
            self.driver.execute_async_script("setTimeout(arguments[0], 250)")

    def shows(self, scene):
        """Wait until a scene is shown, and its fading in is over."""
        self.until(lambda: self.run(SHOWN) == scene, f"{scene} is not shown")
        opaque = "return getComputedStyle(document.querySelector('.scene.shown')).opacity"
        self.until(lambda: self.run(opaque) in ("1", "0.7"), f"{scene} has not faded in")

    def unfit(self):
        """What does not fit the screen, once each picture has been drawn for the room that it has."""
        with suppress(TimeoutException):
            self.until(lambda: not self.run(UNFIT), "something does not fit")
        return self.run(UNFIT)

    def violations(self):
        """What axe finds wrong with what is on the screen."""
        self.run(AXE)
        return self.driver.execute_async_script(
            "const done = arguments[1]; axe.run(document, {runOnly: arguments[0]}).then(r => done(r.violations.map("
            "v => [v.id, v.nodes.map(n => n.html.slice(0, 160))])))", TAGS,
        )

    def motion(self, preferred: str):
        """As for who has no preference, or prefers less of it: `no-preference`, `reduce`."""
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-reduced-motion", "value": preferred}]}
        )

    def press(self, *keys):
        for key in keys:
            self.driver.find_element("css selector", "body").send_keys(key)

    def stepped(self):
        """Every scene in turn, by the arrow key."""
        for scene in SCENES:
            self.shows(scene)
            yield scene
            self.press(Keys.ARROW_RIGHT)


UNFIT = """
const vmin = Math.min(innerWidth, innerHeight) / 100, found = [], root = document.documentElement;
if (root.scrollHeight > innerHeight || root.scrollWidth > innerWidth) found.push("scrolls");
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const text = walk.currentNode, parent = text.parentElement;
  if (!text.textContent.trim() || !parent.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
  if (parseFloat(getComputedStyle(parent).fontSize) < 4 * vmin) found.push("small: " + text.textContent);
  const range = document.createRange();
  range.selectNode(text);
  const box = range.getBoundingClientRect();
  const cut = parent.closest(".tile .title");
  const right = (cut ? cut.getBoundingClientRect() : box).right;
  if (box.left < 0 || box.top < 0 || right > innerWidth || box.bottom > innerHeight)
    found.push("cut: " + text.textContent);
}
for (const part of document.querySelectorAll("header, header > *, main:not(.card), footer")) {
  const box = part.getBoundingClientRect();
  if (!document.body.matches(".not-live") && box.width && innerWidth - box.right < 3 * vmin - 1)
    found.push("no margin: " + part.tagName);
}
const boxes = [...document.querySelectorAll(".scene.shown > *, .scene.shown .picture > *, header, footer")];
for (const box of boxes) {
  if (box.matches(".answers, .picture, .column") && box.scrollHeight > box.clientHeight + 0.04 * innerHeight)
    found.push("overflows: " + box.className + " " + box.scrollHeight + " > " + box.clientHeight);
}
return found;
"""
