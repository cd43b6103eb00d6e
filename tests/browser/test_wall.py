"""The wall on a screen: it fits, turns, can be stopped, follows new data, and survives its server."""

import threading
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait
from werkzeug.serving import make_server

from dashboard.app import create_app
from dashboard.market import clock
from dashboard.settings import example_settings
from dashboard.store import Store
from tests.browser.conftest import Site
from tests.conftest import EXAMPLE_DAY

AXE = (Path(__file__).parents[1] / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCENES = ["verdict", "attention", "capacity", "waiting", "blocks", "decisions", "providers"]
SCREENS = [(1920, 1080), (3840, 2160), (1080, 1920)]
SHOWN = "return document.querySelector('.scene.shown')?.dataset.scene ?? ''"


class Serving:
    """The dashboard on one port, which can go away and come back."""

    def __init__(self, app):
        self.app, self.port = app, 0
        self.start()

    def start(self):
        self.server = make_server("127.0.0.1", self.port, self.app, threaded=True)
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class OnTheWall(Site):
    """A screen that shows the wall."""

    serving: Serving

    def show(self, query="", scene="verdict", size=(1920, 1080)):
        """Open the wall on a screen and wait for its picture."""
        screen = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        self.driver.get(f"{self.url}/wall{query}")
        self.shows(scene)

    def shows(self, scene):
        """Wait until a scene is shown, and its fading in is over."""
        self.until(lambda: self.run(SHOWN) == scene, f"{scene} is not shown")
        opaque = "return getComputedStyle(document.querySelector('.scene.shown')).opacity"
        self.until(lambda: self.run(opaque) in ("1", "0.7"), f"{scene} has not faded in")

    def violations(self):
        """What axe finds wrong with what is on the screen."""
        self.run(AXE)
        return self.driver.execute_async_script(
            "const done = arguments[1]; axe.run(document, {runOnly: arguments[0]}).then(r => done(r.violations.map("
            "v => [v.id, v.nodes.map(n => n.html.slice(0, 160))])))", TAGS,
        )

    def in_the_end(self, met, what):
        """Wait for what takes the wall longer: it gives a server 15 seconds, and then asks twice a minute."""
        WebDriverWait(self.driver, 90, 0.1).until(lambda _: met(), what)

    def press(self, *keys):
        for key in keys:
            self.driver.find_element("css selector", "body").send_keys(key)

    def stepped(self):
        """Every scene in turn, by the arrow key."""
        for scene in SCENES:
            self.shows(scene)
            yield scene
            self.press(Keys.ARROW_RIGHT)


@pytest.fixture
def wall(dash_duo, store):
    with clock.stopped(EXAMPLE_DAY):
        serving = Serving(create_app(example_settings(), store).server)
        screen = OnTheWall(dash_duo, f"http://127.0.0.1:{serving.port}", store)
        screen.serving = serving
        yield screen
        serving.stop()


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
for (const part of document.querySelectorAll("header, header > *, main, footer")) {
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

HERO = "return Math.min(...[...document.querySelectorAll('.shown :is(.column, .hero) .figure')].map(e => " \
    "parseFloat(getComputedStyle(e).fontSize))) / Math.min(innerWidth, innerHeight) * 100"


@pytest.mark.parametrize("size", SCREENS)
def test_every_scene_fits_its_screen_and_can_be_read_from_afar(wall, size):
    wall.show("?seconds=3600", size=size)
    for scene in wall.stepped():
        assert wall.run(UNFIT) == [], scene
        assert wall.run("return document.querySelectorAll('.shown .hero').length") <= 1
        assert wall.run("return document.querySelectorAll('.shown .tile').length") <= 3
        if scene in ("verdict", "attention", "waiting", "decisions", "providers"):
            assert wall.run(HERO) >= 14, scene
    assert wall.complaints() == []


def test_late_data_and_a_mistake_in_the_address_are_named_and_all_still_fits(wall):
    wall.show("?seconds=3600&as_of=2026-12-20&colour=red&authority=XYZ")
    assert wall.texts("#strips p") == [
        "Late: Peterborough’s and Cambridgeshire’s hours, last to 22 November 2026.",
        "“colour” is not a filter. There is no authority “XYZ”.",
    ]
    for scene in wall.stepped():
        assert wall.run(UNFIT) == [], scene
        shown = "return [...document.querySelectorAll('.shown :is(.column, .graph, .bullets > li)')]"
        tiles = wall.run(f"{shown}.map(tile => tile.matches('.hatched'))")
        assert all(tiles)
        assert len(tiles) > 0 or scene in ("attention", "decisions")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_on_any_scene(wall, theme):
    wall.show(f"?seconds=3600&theme={theme}")
    assert wall.run("return document.documentElement.dataset.bsTheme") == theme
    for scene in wall.stepped():
        assert wall.violations() == [], scene
    assert wall.complaints() == []


def test_verdicts_the_age_of_the_data_and_the_example_mark_stay_on_every_scene(wall):
    wall.show("?seconds=3600")
    for scene in wall.stepped():
        assert wall.texts("#verdicts li") == ["Peterborough\nCritical", "Cambridgeshire\nOn track"], scene
        assert wall.text("#age") == "Data to Sunday 22 November 2026, import 1, checked 12:00"
        assert wall.text("#clock") == "12:00"
        assert wall.text("#example") == "Example data"
        assert wall.text(".scene.shown h1").endswith("?")
        assert wall.text(".scene.shown .reported") == "17 of 18 providers reported"


def test_scenes_turn_by_themselves_and_keep_their_graphs(wall):
    wall.show("?scenes=verdict:1,capacity:1")
    wall.run("window.kept = [...document.querySelectorAll('.js-plotly-plot')]; window.here = true")
    assert len(wall.run("return window.kept")) == 2
    for scene in ("capacity", "verdict", "capacity"):
        wall.shows(scene)
    assert wall.run("return window.here && window.kept.every(g => g.isConnected)")
    assert wall.run("return document.querySelectorAll('.scene').length") == 2


def test_space_pauses_and_resumes_and_arrows_step(wall):
    wall.show("?seconds=1")
    wall.press(Keys.SPACE)
    assert wall.text("#pause") == "Resume"
    paused = wall.run(SHOWN)
    paused_mark = "return getComputedStyle(document.getElementById('position'), '::after').content"
    assert wall.run(paused_mark) == '"Paused"'
    wall.driver.execute_async_script("setTimeout(arguments[0], 2500)")
    assert wall.run(SHOWN) == paused
    at = SCENES.index(paused)
    wall.press(Keys.ARROW_RIGHT)
    assert wall.run(SHOWN) == SCENES[(at + 1) % 7]
    wall.press(Keys.ARROW_LEFT, Keys.ARROW_LEFT)
    assert wall.run(SHOWN) == SCENES[at - 1]
    wall.press(Keys.SPACE)
    wall.shows(paused)
    assert wall.text("#pause") == "Pause"


def test_the_buttons_show_for_a_pointer_and_for_the_keyboard(wall):
    wall.show("?seconds=3600")
    visible = "return getComputedStyle(document.getElementById('controls')).opacity"
    assert wall.run(visible) == "0"
    wall.press(Keys.TAB)
    assert wall.run("return document.activeElement.id") == "back"
    assert wall.run(visible) == "1"
    wall.press(Keys.TAB, Keys.TAB)
    wall.driver.switch_to.active_element.send_keys(Keys.SPACE)
    wall.shows("attention")
    wall.run("document.activeElement.blur()")
    assert wall.run(visible) == "0"
    wall.run("document.dispatchEvent(new PointerEvent('pointermove'))")
    assert wall.run(visible) == "1"
    wall.click("#pause")
    assert wall.text("#pause") == "Resume"


def test_nothing_moves_for_who_prefers_that(wall):
    wall.driver.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
    )
    wall.show("?seconds=3600")
    assert wall.run("return getComputedStyle(document.querySelector('.scene')).transitionDuration") == "0s"


def test_new_data_show_in_place(wall, more):
    wall.show("?scenes=verdict,waiting,capacity&seconds=3600")
    wall.run("window.kept = [...document.querySelectorAll('.scene, .graph')]")
    before = wall.text(".scene.shown .figure")
    wall.load(more)
    wall.until(lambda: ", import 2," in wall.text("#age"), "import 2 does not show")
    # 100 hours more are needed in Peterborough: 418.2 of 529.5.
    assert (before, wall.text(".scene.shown .figure")) == ("97%", "79%")
    assert wall.run("return window.kept.every(e => e.isConnected)")
    assert wall.run(SHOWN) == "verdict"
    assert wall.complaints() == []


def test_the_server_goes_the_last_picture_stays_and_it_comes_back_by_itself(wall, more):
    wall.show("?scenes=verdict&seconds=3600&theme=light")
    wall.run("window.here = true")
    picture = wall.text(".scene.shown")
    wall.serving.stop()
    wall.in_the_end(lambda: wall.text("#state"), "it does not say that it is not live")
    assert wall.text("#state") == "Not live since 12:00"
    assert wall.text(".scene.shown") == picture
    assert wall.run("return getComputedStyle(document.querySelector('.scene.shown')).opacity") < "1"
    assert wall.text("#age") == "Data to Sunday 22 November 2026, import 1"
    bar = wall.run("return document.querySelector('footer').getBoundingClientRect()")
    assert (bar["left"], bar["width"], bar["bottom"]) == (0, 1920, 1080)
    assert wall.run(UNFIT) == []
    wall.until(lambda: not wall.violations(), "axe finds something")
    wall.load(more)
    wall.serving.start()
    wall.in_the_end(lambda: "import 2" in wall.text("#age"), "it does not come back")
    assert wall.text("#state") == ""
    assert wall.text(".scene.shown .figure") == "79%"
    assert wall.run("return window.here")
    assert [line for line in wall.complaints() if "Failed to load resource" not in line] == []


def test_a_new_build_is_taken_up_at_a_scenes_end(wall):
    wall.show("?scenes=verdict&seconds=1")
    wall.run("window.here = true")
    wall.run(
        "const ask = window.fetch; window.fetch = async (address, how) => { const answer = await ask(address, how);"
        " if (address !== '/version') return answer;"
        " return new Response(JSON.stringify({...await answer.json(), build: 'another'})); }"
    )
    wall.until(lambda: wall.run("return !window.here"), "it did not load itself anew")
    wall.shows("verdict")


def test_an_empty_database_says_so_and_shows_what_is_then_loaded(dash_duo, tmp_path):
    store = Store.open(f"sqlite:///{tmp_path / 'empty.db'}")
    with clock.stopped(EXAMPLE_DAY):
        serving = Serving(create_app(example_settings(), store).server)
        wall = OnTheWall(dash_duo, f"http://127.0.0.1:{serving.port}", store)
        wall.show(scene="empty")
        assert wall.text(".scene.shown .answers") == "No data is loaded."
        assert wall.run(UNFIT) == []
        wall.load(Path(__file__).parents[2] / "data/example")
        wall.shows("verdict")
        assert wall.text(".scene.shown .figure") == "97%"
        serving.stop()
    store.dispose()
