"""The page that sets up a wall screen: it puts the address together, shows it, and works by keyboard."""

import pytest
from selenium.webdriver.common.keys import Keys

PREVIEW = "return document.querySelector('#preview iframe').contentWindow.location"


@pytest.fixture
def setup(wall):
    """The page, open on a desk's screen."""
    wall.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 1440, "height": 1200, "deviceScaleFactor": 1, "mobile": False}
    )
    wall.driver.get(f"{wall.url}/wall/setup")
    wall.previewed = lambda path: wall.until(
        lambda: wall.run(f"{PREVIEW}.pathname + {PREVIEW.removeprefix('return ')}.search") == path,
        f"{path} is not previewed, but {wall.text('#address')}",
    )
    wall.previewed("/wall")
    return wall


def fill(setup, field, text):
    element = setup.driver.find_element("id", field)
    element.clear()
    element.send_keys(text)


def test_what_is_chosen_makes_the_address_which_the_preview_shows(setup):
    assert setup.text("#address") == f"{setup.url}/wall"
    setup.click("#authority-PCC")
    setup.click("#scene-waiting")
    setup.click("li[data-scene=blocks] [data-move='-1']")
    setup.run("document.querySelector('li[data-scene=blocks] input[type=number]').value = 60")
    fill(setup, "seconds", "20")
    fill(setup, "inches", "55")
    fill(setup, "metres", "4")
    fill(setup, "from", "20")
    fill(setup, "to", "7")
    setup.run("document.getElementById('theme').value = 'auto'")
    fill(setup, "seconds", "25")
    path = (
        "/wall?authority=PCC&scenes=verdict,attention,capacity,blocks:60,decisions,providers&seconds=25&theme=auto"
        "&inches=55&metres=4&night=20-7"
    )
    assert setup.text("#address") == setup.url + path
    assert setup.run("return document.getElementById('made').getAttribute('href')") == path
    assert setup.run("return document.getElementById('card').getAttribute('href')") == f"{path}&test"
    assert all(setup.url + path in text for text in setup.texts("pre"))
    setup.previewed(path)
    frame = "document.querySelector('#preview iframe').contentDocument"
    setup.until(lambda: setup.run(f"return {frame}.querySelectorAll('.scene').length") == 6, "no preview")
    assert setup.run(f"return {frame}.querySelector('#strips').textContent") == ""
    assert setup.complaints() == []


def test_what_is_wrong_is_left_out_of_the_address(setup):
    fill(setup, "seconds", "9999")
    fill(setup, "inches", "55")
    fill(setup, "from", "7")
    fill(setup, "to", "7")
    assert setup.text("#address") == f"{setup.url}/wall"
    assert setup.text("#fits") == "Give both the diagonal and the distance."


@pytest.mark.parametrize(
    ("metres", "says"),
    [("2", "The usual text can be read from there."), ("4", "larger than usual"), ("9", "That is too far for this")],
)
def test_it_says_what_the_distance_takes(setup, metres, says):
    fill(setup, "inches", "55")
    fill(setup, "metres", metres)
    assert says in setup.text("#fits")


def test_scenes_are_put_in_order_by_keyboard(setup):
    down = setup.driver.find_element("css selector", "li[data-scene=verdict] [data-move='1']")
    down.send_keys(Keys.ENTER)
    assert setup.run("return document.activeElement.closest('li').dataset.scene") == "verdict"
    setup.driver.switch_to.active_element.send_keys(Keys.SPACE)
    order = "attention,capacity,verdict,waiting,blocks,decisions,providers"
    assert setup.text("#address") == f"{setup.url}/wall?scenes={order}"
    # The last of them can go no further.
    for _ in range(9):
        setup.driver.switch_to.active_element.send_keys(Keys.SPACE)
    assert setup.text("#address").endswith(",providers,verdict")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
def test_axe_finds_nothing_and_nothing_is_cut(setup, theme, width):
    setup.run("window.theme.choose(arguments[0])", theme)
    setup.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    )
    assert setup.run("return document.documentElement.scrollWidth <= innerWidth")
    # The preview is the wall itself, which has tests of its own.
    setup.run("document.querySelector('#preview').remove()")
    assert setup.violations() == []
