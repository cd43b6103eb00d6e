"""What axe, a keyboard and a narrow screen make of the pages."""

from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.test_journeys import DRAWN, PAGES

AXE = (Path(__file__).parents[1] / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MOST_STOPS = 60


def arrive(site, path, theme="light"):
    """Open a page in a theme."""
    site.driver.get(site.url + "/healthz")
    site.run("localStorage.setItem('theme', arguments[0])", theme)
    kept = "localStorage.setItem('_dash_persistence.theme-choice.value.true', JSON.stringify([arguments[0], 'auto']))"
    site.run(kept, theme)
    site.driver.get(site.url + path)
    if path in DRAWN:
        site.drawn(path)
    assert site.run("return document.documentElement.dataset.bsTheme") == theme


def violations(site):
    site.run(AXE)
    return site.driver.execute_async_script(
        "const done = arguments[1]; axe.run(document, {runOnly: arguments[0]}).then(r => done(r.violations.map("
        "v => [v.id, v.nodes.map(n => n.html.slice(0, 160))])))", TAGS,
    )


def violations_in_both_themes(site):
    """What axe finds on a page whose theme is in its styles alone, as on all that Dash does not draw."""
    found = []
    for theme in ("dark", "light"):
        site.run("document.documentElement.dataset.bsTheme = arguments[0]", theme)
        found += violations(site)
    return found


def open_everything(site):
    """Open what opens on a page: tables, definitions, the filters' look back."""
    site.run("document.querySelectorAll('details').forEach(d => d.open = true)")
    for button in site.driver.find_elements(By.CSS_SELECTOR, "[data-table][aria-expanded=false]"):
        site.run("arguments[0].click()", button)
    tables = "return [...document.querySelectorAll('.rows:not([hidden])')].every(r => r.querySelector('table'))"
    site.until(lambda: site.run(tables), "a table did not come")


each_page = pytest.mark.parametrize("path", PAGES)
each_drawn = pytest.mark.parametrize("path", DRAWN)


@each_page
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(site, theme, path):
    arrive(site, path, theme)
    assert violations(site) == []
    open_everything(site)
    if path in DRAWN:
        site.driver.find_element(By.CSS_SELECTOR, "#period option[value=dates]").click()
    assert violations(site) == []


def test_axe_finds_nothing_on_an_error_page(site):
    for path in ("/nothing", "/csv/demand?authority=X"):
        site.driver.get(site.url + path)
        assert violations(site) == []


def resized(site, width):
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    site.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


@each_page
def test_320_px_need_no_sideways_scroll(site, path):
    resized(site, 320)
    arrive(site, path)
    width = "return document.documentElement.scrollWidth"
    assert site.run(width) <= 320
    open_everything(site)
    assert site.run(width) <= 320
    charts = "return Math.max(0, ...[...document.querySelectorAll('.js-plotly-plot')].map(c => c.scrollWidth))"
    assert site.run(charts) <= 320


TEXTS = """
const box = (text) => text.getBoundingClientRect();
return [...document.querySelectorAll(".js-plotly-plot")].flatMap((chart) => {
  const room = box(chart);
  const seen = (text) => text.textContent.trim() && getComputedStyle(text).display !== "none";
  const cut = [...chart.querySelectorAll("text")].filter(seen)
    .filter((text) => box(text).left < room.left - 2 || box(text).right > room.right + 2);
  const colliding = [...chart.querySelectorAll(".xaxislayer-above")].flatMap((axis) => {
    const ticks = [...axis.querySelectorAll(".xtick text")].filter(seen).sort((a, b) => box(a).left - box(b).left);
    return ticks.filter((tick, at) => at && box(tick).left < box(ticks[at - 1]).right + 2);
  });
  return [...cut, ...colliding].map((text) => text.textContent);
});
"""
"""The texts of charts that are cut off, or that run into the one beside them."""


@each_drawn
@pytest.mark.parametrize(("width", "room"), [(320, 272), (700, 480), (1100, 960)])
def test_figures_are_drawn_for_the_room_there_is(site, path, width, room):
    resized(site, width)
    arrive(site, path)
    assert site.run(TEXTS) == []
    assert site.run("return window.view.drawn.room") == room


def test_figures_are_drawn_anew_when_a_screen_is_turned(site):
    resized(site, 400)
    arrive(site, "/blocks")
    said = site.text("#status")
    beside = "return [...document.querySelectorAll('.annotation-text')].some(t => t.textContent.includes('· ▲ Watch'))"
    assert not site.run(beside)
    resized(site, 800)
    site.until(lambda: site.run(beside), "nothing was drawn anew")
    assert site.text("#status") == said


@each_page
def test_a_keyboard_reaches_everything_sees_where_it_is_and_never_sticks(site, path):
    arrive(site, path)
    body = site.driver.switch_to.active_element
    stops = []
    look = (
        "const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();"
        "const at = document.elementFromPoint(b.left + b.width / 2, b.top + b.height / 2);"
        "return {name: e.id || e.outerHTML.slice(0, 120), tag: e.tagName, outline: parseFloat(s.outlineWidth),"
        " style: s.outlineStyle, hidden: !(e === at || e.contains(at) || at?.contains(e))}"
    )
    for _ in range(MOST_STOPS + 30):
        body.send_keys(Keys.TAB)
        body = site.driver.switch_to.active_element
        stop = site.run(look)
        if stop["tag"] == "BODY":
            break
        stops.append(stop)
    assert stops[0]["name"].startswith("<a") and "Skip" in stops[0]["name"]
    assert len(stops) <= MOST_STOPS
    assert [s["name"] for s in stops if s["outline"] < 2 or s["style"] == "none"] == []
    assert [s["name"] for s in stops if s["hidden"]] == []
    reached = {s["name"] for s in stops}
    for needed in ("to-overview", "to-contracts", "to-help", "to-accessibility", "theme-choice"):
        assert needed in reached
    if path in DRAWN:
        assert {"provider", "service", "route", "period", "clear", "pause"} <= reached


@each_drawn
def test_targets_are_24_px_or_more(site, path):
    arrive(site, path)
    open_everything(site)
    small = site.run(
        "return [...document.querySelectorAll('button, select, input, nav a, footer a, .tools a, summary')]"
        ".filter(e => e.offsetParent).map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])"
        ".filter(([, b]) => b.width < 24 || b.height < 24).map(([html]) => html)"
    )
    assert small == []


def test_the_skip_link_leads_to_the_content(site):
    arrive(site, "/")
    site.driver.switch_to.active_element.send_keys(Keys.TAB)
    site.driver.switch_to.active_element.send_keys(Keys.ENTER)
    assert site.run("return document.activeElement.id") == "main"


def test_a_table_opens_and_sorts_by_keyboard(site):
    arrive(site, "/blocks")
    button = site.driver.find_element(By.CSS_SELECTOR, "[data-table='blocks-blocks']")
    button.send_keys(Keys.ENTER)
    assert button.get_attribute("aria-expanded") == "true"
    site.until(lambda: site.table("blocks-blocks"), "no table")
    site.driver.find_element(By.CSS_SELECTOR, "#blocks-blocks-table [data-sort='utilisation']").send_keys(Keys.SPACE)
    site.until(lambda: site.run("return !!document.querySelector('[aria-sort=ascending]')"), "not sorted")


def test_each_chart_has_a_name_and_a_description(site):
    arrive(site, "/sufficiency")
    for figure in site.driver.find_elements(By.CSS_SELECTOR, "figure[role=group]"):
        for attribute in ("aria-labelledby", "aria-describedby"):
            assert site.text(f"#{figure.get_attribute(attribute)}")


def test_charts_keep_their_height_when_the_window_changes(site):
    arrive(site, "/sufficiency")
    heights = "return [...document.querySelectorAll('.dash-graph')].map(g => g.offsetHeight)"
    drawn = "return [...document.querySelectorAll('.main-svg:first-child')].map(s => s.getBoundingClientRect().height)"
    before = site.run(heights)
    assert min(before) > 200
    site.driver.set_window_size(1150, 700)
    site.until(lambda: site.run("return document.querySelector('.main-svg').clientWidth") < 1150, "nothing was resized")
    assert site.run(heights) == before
    site.until(lambda: site.run(drawn) == before, "a chart is not as high as its place")


def test_text_may_be_spaced_out(site):
    arrive(site, "/")
    site.run(
        "const s = document.createElement('style'); s.textContent = '* { line-height: 1.5 !important;"
        " letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }';"
        "document.head.append(s)"
    )
    clipped = site.run(
        "return [...document.querySelectorAll('#page :is(h1,h2,p:not(.unseen),dt,dd,button), .top *, .filters *')]"
        ".filter(e => getComputedStyle(e).overflow !== 'visible' && e.scrollHeight > e.clientHeight + 2)"
        ".filter(e => !['INPUT', 'SELECT', 'OPTION'].includes(e.tagName)).map(e => e.outerHTML.slice(0, 90))"
    )
    assert clipped == []
