"""The wall on a screen: it fits, turns, can be stopped, follows new data, and survives its server."""

import math
from datetime import date, datetime
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from dashboard.app import create_app
from dashboard.market import clock
from dashboard.settings import example_settings
from dashboard.store import Store
from tests.browser.screen import SCENES, SCREENS, SHOWN, OnTheWall
from tests.browser.site import Serving
from tests.conftest import EXAMPLE_DAY

LATE = date(2026, 12, 20)
"""Four weeks after the last hours of the example."""

HERO = "return Math.min(...[...document.querySelectorAll('.shown :is(.column, .hero) .figure')].map(e => " \
    "parseFloat(getComputedStyle(e).fontSize))) / Math.min(innerWidth, innerHeight) * 100"


@pytest.mark.parametrize("size", SCREENS)
def test_every_scene_fits_its_screen_and_can_be_read_from_afar(wall, size):
    wall.show("?seconds=3600", size=size)
    for scene in wall.stepped():
        assert wall.unfit() == [], scene
        assert wall.run("return document.querySelectorAll('.shown .hero').length") <= 1
        assert wall.run("return document.querySelectorAll('.shown .tile').length") <= 3
        if scene in ("verdict", "attention", "waiting", "decisions", "providers"):
            assert wall.run(HERO) >= 14, scene
    assert wall.complaints() == []


SMALLEST = """
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), sizes = [];
while (walk.nextNode()) {
  const parent = walk.currentNode.parentElement;
  if (walk.currentNode.textContent.trim() && parent.checkVisibility({visibilityProperty: true, opacityProperty: true}))
    sizes.push(parseFloat(getComputedStyle(parent).fontSize));
}
const context = document.createElement("canvas").getContext("2d");
context.font = `1000px ${getComputedStyle(document.body).fontFamily}`;
return Math.min(...sizes) * context.measureText("E").actualBoundingBoxAscent / 1000;
"""
"""How high the capitals of the smallest text are, in px."""


@pytest.mark.parametrize("size", SCREENS)
def test_the_smallest_text_can_be_read_from_as_far_as_the_address_says(wall, size):
    wall.show("?seconds=3600&inches=55&metres=4", size=size)
    needed = 2 * 4 * math.tan(math.radians(10 / 60)) / (55 * 0.0254) * math.hypot(*size)
    for scene in wall.stepped():
        assert wall.unfit() == [], scene
        assert wall.run(SMALLEST) >= needed * 0.999, scene
    assert wall.complaints() == []


def test_what_there_is_no_room_for_is_left_out(wall):
    # Far away, upright and with a strip: the largest text, and the least room.
    wall.passing.enter_context(clock.stopped(LATE))
    wall.at(LATE)
    wall.show("?seconds=3600&inches=43&metres=20", size=(1080, 1920))
    for scene in wall.stepped():
        assert wall.unfit() == [], scene
        assert wall.text(".scene.shown .answers")
    wall.show("?seconds=3600&inches=43&metres=20")
    for scene in wall.stepped():
        assert wall.unfit() == [], scene
    assert wall.run("return document.querySelectorAll('[data-scene=decisions] .tile:not([hidden])').length") < 3


@pytest.mark.parametrize("size", SCREENS)
def test_the_test_card_fits_and_says_how_far_away_its_text_can_be_read(wall, size):
    wall.card("?test&inches=55&metres=4", size=size)
    assert wall.unfit() == []
    assert wall.text("#px") == f"{size[0]} × {size[1]} px"
    assert wall.text("#distances") == "On 55 inches it can be read up to 4.0 m away."
    assert not wall.run("return document.getElementById('too-far').checkVisibility()")
    assert wall.violations() == []
    wall.card("?test&inches=55&metres=9", size=size)
    assert wall.text("#too-far").startswith("9 m is too far for 55 inches")
    assert wall.unfit() == []


def test_late_data_and_a_mistake_in_the_address_are_named_and_all_still_fits(wall):
    wall.passing.enter_context(clock.stopped(LATE))
    wall.at(LATE)
    wall.show("?seconds=3600&colour=red&authority=XYZ")
    assert wall.texts("#strips p") == [
        "Late: Peterborough’s and Cambridgeshire’s hours, last to 22 November 2026.",
        "“colour” is not a filter. There is no authority “XYZ”.",
    ]
    for scene in wall.stepped():
        assert wall.unfit() == [], scene
        shown = "return [...document.querySelectorAll('.shown :is(.column, .graph, .strip)')]"
        tiles = wall.run(f"{shown}.map(tile => getComputedStyle(tile).backgroundImage.includes('gradient'))")
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
    wall.motion("no-preference")
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


def test_a_pause_ends_by_itself_after_five_minutes(wall):
    wall.show("?scenes=verdict,capacity&seconds=600")
    wall.press(Keys.SPACE)
    assert wall.text("#pause") == "Resume"
    wall.later(minutes=4, seconds=59)
    wall.still(lambda: wall.text("#pause") == "Resume")
    wall.later(seconds=2)
    wall.until(lambda: wall.text("#pause") == "Pause", "it does not resume")
    assert wall.run(SHOWN) == "verdict"
    wall.later(minutes=10)
    wall.shows("capacity")


def test_the_pointer_is_hidden_five_seconds_after_it_moved(wall):
    wall.show("?seconds=3600")
    cursor = "return getComputedStyle(document.body).cursor"
    assert wall.run(cursor) == "none"
    wall.run("document.dispatchEvent(new PointerEvent('pointermove'))")
    assert wall.run(cursor) == "auto"
    wall.later(seconds=5)
    wall.until(lambda: wall.run(cursor) == "none", "the pointer stays")


def test_the_picture_moves_a_little_every_three_minutes(wall):
    wall.show("?seconds=3600")
    place = "const box = document.querySelector('header').getBoundingClientRect(); return [box.left, box.top]"
    places = [wall.run(place)]
    for _ in range(8):
        wall.later(minutes=3)
        wall.until(lambda: wall.run(place) != places[-1], "the picture stays")
        assert wall.run("return document.documentElement.scrollHeight <= innerHeight")
        places.append(wall.run(place))
    assert places[0] == places[8]
    assert len({tuple(given) for given in places}) == 8
    assert all(abs(one - other) <= 3 for given in places for one, other in zip(given, places[0], strict=True))


def test_at_night_the_screen_is_black_and_rests(wall):
    wall.show("?night=13-14&scenes=verdict:60,capacity:60")
    black = "return getComputedStyle(document.body, '::after').content !== 'none'"
    assert not wall.run(black)
    wall.later(hours=1)
    wall.until(lambda: wall.run(black), "it does not rest")
    cover = "const s = getComputedStyle(document.body, '::after'); return [s.backgroundColor, s.position, s.inset]"
    colour, position, inset = wall.run(cover)
    assert (colour, position) == ("rgb(0, 0, 0)", "fixed")
    assert inset == "0px"
    shown = wall.run(SHOWN)
    wall.later(minutes=5)
    wall.still(lambda: wall.run(SHOWN) == shown)
    wall.run("document.dispatchEvent(new PointerEvent('pointermove'))")
    assert not wall.run(black)
    wall.later(minutes=54, seconds=50)
    wall.until(lambda: wall.run(black), "it does not rest again")
    wall.later(seconds=10)
    wall.until(lambda: not wall.run(black), "it does not wake")
    wall.until(lambda: wall.text("#state") == "", "it is not live")


def test_what_is_critical_and_new_comes_next_stays_twice_as_long_and_then_the_turn_goes_on(wall, critical):
    wall.show("?scenes=verdict,waiting,blocks,attention&seconds=60")
    wall.load(critical)
    wall.until(lambda: "import 2," in wall.text("#age"), "import 2 does not show")
    assert wall.run(SHOWN) == "verdict"
    for seconds, scene in ((60, "attention"), (120, "waiting"), (60, "blocks"), (60, "attention"), (120, "verdict")):
        wall.later(seconds=seconds - 30)
        before = wall.run(SHOWN)
        wall.still(lambda before=before: wall.run(SHOWN) == before)
        wall.later(seconds=30)
        wall.shows(scene)
    assert "A decision is overdue" in wall.run("return document.querySelector('[data-scene=attention]').textContent")


def test_nothing_moves_for_who_prefers_that(wall):
    fading = "return getComputedStyle(document.querySelector('.scene')).transitionDuration"
    wall.motion("no-preference")
    wall.show("?seconds=3600")
    assert wall.run(fading).startswith("0.6s")
    wall.motion("reduce")
    assert wall.run(fading) == "0s"


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
    wall.later(seconds=20)
    wall.until(lambda: wall.text("#state") == "Not live since 12:00", "it does not say that it is not live")
    assert wall.text(".scene.shown") == picture
    assert wall.run("return getComputedStyle(document.querySelector('.scene.shown')).opacity") < "1"
    assert wall.text("#age") == "Data to Sunday 22 November 2026, import 1"
    bar = wall.run("return document.querySelector('footer').getBoundingClientRect()")
    assert (bar["left"], bar["width"], bar["bottom"]) == (0, 1920, 1080)
    assert wall.unfit() == []
    wall.until(lambda: not wall.violations(), "axe finds something")
    wall.load(more)
    wall.serving.start()
    wall.later(seconds=30)
    wall.until(lambda: "import 2" in wall.text("#age"), "it does not come back")
    assert wall.text("#state") == ""
    assert wall.text(".scene.shown .figure") == "79%"
    assert wall.run("return window.here")
    assert [line for line in wall.complaints() if "Failed to load resource" not in line] == []


DOORS = {
    "a 401": ("401 Unauthorized", []),
    "a 403": ("403 Forbidden", []),
    "a way to a sign-in": ("302 Found", [("Location", "/login")]),
    "a form to sign in": ("200 OK", []),
}


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_access_ends_the_picture_stays_fifteen_minutes_and_then_a_card_says_whom_to_ask(wall, door):
    wall.show("?scenes=verdict&seconds=60")
    wall.run("window.here = true")
    picture = wall.text(".scene.shown")
    wall.serving.door = door
    wall.later(seconds=20)
    wall.until(lambda: wall.text("#state") == "Not live since 12:00", "it does not say that it is not live")
    assert wall.text(".scene.shown") == picture
    card = "return document.getElementById('ended').checkVisibility()"
    wall.until(lambda: wall.serving.turned_away >= 2, "it does not go on asking")
    assert not wall.run(card)
    wall.later(minutes=16)
    wall.until(lambda: wall.run(card), "there is no card")
    assert wall.text("#ended h1") == "This screen’s access has ended."
    assert f"Ask {example_settings().contact} to let it in again." in wall.text("#ended")
    assert wall.text("#ended-since") == "Its last figures were those of 12:00."
    assert wall.run("return document.body.innerText").count("Peterborough") == 0
    assert wall.run("return document.querySelectorAll('form, input').length") == 0
    assert wall.unfit() == []
    assert wall.violations() == []
    wall.serving.door = None
    wall.later(seconds=30)
    wall.until(lambda: not wall.run(card), "it is not let in again")
    wall.until(lambda: wall.text("#state") == "", "it is not live again")
    assert wall.text(".scene.shown") == picture
    assert wall.run("return window.here")


@pytest.mark.parametrize(
    ("minutes", "says"),
    [(5, "5 minutes fast"), (-3, "3 minutes slow"), (-1440, "24 hours slow"), (4320, "3 days fast")],
)
def test_a_wrong_clock_is_said(wall, minutes, says):
    wall.at(script=f"const right = Date.now; Date.now = () => right() + {minutes * 60000};")
    wall.show("?seconds=3600")
    wall.until(lambda: wall.texts("#strips p") == [f"This screen’s clock is {says}: set it right."], "it is not said")
    assert wall.text("#clock") == "12:00"
    assert wall.unfit() == []


def test_after_eight_hours_of_sleep_it_is_right_again(wall, more):
    wall.show("?scenes=verdict&seconds=3600")
    wall.load(more)
    wall.later(hours=8, asleep=True)
    wall.until(lambda: "import 2, checked 20:00" in wall.text("#age"), "it does not catch up")
    assert (wall.text("#state"), wall.text("#clock")) == ("", "20:00")
    assert wall.text(".scene.shown .figure") == "79%"
    assert wall.texts("#strips p") == []


@pytest.mark.parametrize(
    ("before", "seconds", "times", "passed"),
    [
        # Midnight; into the year 2027, in the 53rd week of 2026; and out of that week.
        ("2026-11-22T23:59:58+00:00", 4, ("23:59", "00:00"), 1),
        ("2026-12-31T23:59:58+00:00", 4, ("23:59", "00:00"), 1),
        ("2027-01-03T23:59:58+00:00", 4, ("23:59", "00:00"), 1),
        # The clocks go on on 28 March 2027, and back on 31 October 2027.
        ("2027-03-28T00:59:58+00:00", 4, ("00:59", "02:00"), 0),
        ("2027-10-31T01:59:58+01:00", 4, ("01:59", "01:00"), 0),
        ("2027-03-28T23:59:58+01:00", 4, ("23:59", "00:00"), 1),
    ],
)
def test_midnight_the_turn_of_the_year_and_both_changes_of_the_clock(wall, before, seconds, times, passed):
    instant = datetime.fromisoformat(before)
    wall.passing.enter_context(clock.stopped(instant))
    wall.at(script=f"const on = Date.now() - {instant.timestamp() * 1000}, d = Date.now; Date.now = () => d() - on;")
    wall.show("?scenes=verdict,decisions&seconds=3600")
    days = "return parseInt(document.querySelector('[data-scene=decisions] .hero .figure').textContent)"
    late = wall.run(days)
    unit = "return document.querySelector('[data-scene=decisions] .hero .unit').textContent"
    assert wall.run(unit) in ("days late", "days over")
    assert wall.text("#clock") == times[0]
    wall.later(seconds=seconds)
    wall.until(lambda: wall.text("#clock") == times[1], "the clock does not follow")
    wall.until(lambda: wall.run(days) == late + passed, "the days are not right")
    wall.until(lambda: f"checked {times[1]}" in wall.text("#age"), "it is not checked")
    assert wall.text("#state") == ""


def test_a_new_build_is_taken_up_at_a_scenes_end(wall):
    wall.show("?scenes=verdict&seconds=1")
    wall.run("window.here = true")
    wall.run(
        "const ask = window.fetch; window.fetch = async (address, how) => { const answer = await ask(address, how);"
        " if (address !== '/version') return answer;"
        " return Response.json({...await answer.json(), build: 'another'}); }"
    )
    wall.until(lambda: wall.run("return !window.here"), "it did not load itself anew")
    wall.shows("verdict")


def test_an_empty_database_says_so_and_shows_what_is_then_loaded(driver, tmp_path):
    store = Store.open(f"sqlite:///{tmp_path / 'empty.db'}")
    with clock.stopped(EXAMPLE_DAY):
        serving = Serving(create_app(example_settings(), store).server)
        wall = OnTheWall(driver, serving, store)
        wall.at()
        wall.show(scene="empty")
        assert wall.text(".scene.shown .answers") == "No data is loaded."
        assert wall.unfit() == []
        wall.load(Path(__file__).parents[2] / "data/example")
        wall.shows("verdict")
        assert wall.text(".scene.shown .figure") == "97%"
        serving.stop()
    store.dispose()
