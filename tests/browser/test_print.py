"""Paper and pictures: what a page prints, and what a panel's PNG carries."""

import base64
import re

from tests.browser.test_access import arrive, resized
from tests.browser.test_journeys import DRAWN, TEXTS, fetched

WIDTH, HEIGHT = 680, 1016
"""A side of A4 within its margins in px: 180 mm by 269 mm."""

A4 = (595, 842), (842, 595)
"""A4 in points, upright and turned."""

CHOSEN = "Peterborough and Cambridgeshire, 52 weeks to Sunday 22 November 2026."
DATA = "Data to Sunday 22 November 2026 · import 1"


def sides(site):
    """Print the page; the size of each side in points."""
    printed = site.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", base64.b64decode(printed["data"]))
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def on_paper(site):
    """Show the page as it is printed."""
    site.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    site.run("dispatchEvent(new Event('beforeprint'))")


def off_paper(site):
    site.run("dispatchEvent(new Event('afterprint'))")
    site.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def beyond(site):
    """What is printed and runs over the right edge of the paper; a table of the annex may have a side turned round."""
    return site.run(
        "return [...document.querySelectorAll('.shell *')].filter(e => e.checkVisibility() &&"
        " !e.closest('.unseen, .annex, svg') && e.getBoundingClientRect().right > innerWidth + 1)"
        ".map(e => e.outerHTML.slice(0, 90))"
    )


def controls(site):
    """What is printed although it does nothing on paper."""
    return site.run(
        "return [...document.querySelectorAll('button, select, input, nav a, footer, .tools')]"
        ".filter(e => e.offsetParent && !e.closest('main nav')).map(e => e.outerHTML.slice(0, 90))"
    )


def variable(site, name):
    return site.run("return getComputedStyle(document.documentElement).getPropertyValue(arguments[0])", name)


def test_every_page_prints_its_charts_with_their_headings_and_every_table_whole(site):
    resized(site, WIDTH)
    for path in DRAWN:
        arrive(site, path, "dark")
        on_paper(site)
        panels = site.run(
            "return [...document.querySelectorAll('#page [data-panel]')].map(p => ({name: p.dataset.panel,"
            " measure: p.dataset.measure, finding: p.querySelector('.finding').textContent,"
            " csv: p.querySelector('[id$=-csv]').href, chart: !!p.querySelector('figure'),"
            " together: getComputedStyle(p).breakInside, high: p.offsetHeight,"
            " shown: [...p.querySelectorAll('.js-plotly-plot')].filter(c => c.checkVisibility()).map(c =>"
            "   [c.querySelector('.main-svg').getBoundingClientRect().right, c.layout.font.color])}))"
        )
        tables = site.run(
            "return [...document.querySelectorAll('.printed-table')].map(t => ({text: t.innerText,"
            " rows: t.querySelectorAll('tbody tr').length, caption: t.querySelector('caption').innerText,"
            " wide: t.offsetWidth, page: getComputedStyle(t).page,"
            " right: t.querySelector('table').getBoundingClientRect().right - t.getBoundingClientRect().left}))"
        )
        assert len(panels) == len(tables)
        for panel, table in zip(panels, tables, strict=True):
            where = (path, panel["measure"])
            assert panel["finding"].strip().split(".")[0] in table["text"], where
            assert panel["csv"] in table["text"], where
            rows = len(fetched(panel["csv"])) - 1
            if rows > 500:
                assert f"The whole table has {rows:,} rows" in table["text"], where
                panel["csv"] += "?weeks=13"
                assert "13 weeks to Sunday 22 November 2026." in table["caption"]
            assert table["rows"] == len(fetched(panel["csv"])) - 1, where
            assert table["right"] <= table["wide"] + 1, where
            assert (table["page"], table["wide"]) in (("auto", WIDTH), ("turned", 1009)), where
            if panel["chart"]:
                assert panel["together"] == "avoid" and panel["high"] < HEIGHT, where
                [[right, colour]] = panel["shown"]
                assert (right <= WIDTH, colour) == (True, "#0B0C0C"), where
        assert site.text(".for-paper") == f"Showing {CHOSEN}"
        assert site.text(".badge") == DATA and site.text(".example") == "Example data"
        assert variable(site, "--printed-filters") == f'"Showing {CHOSEN}"'
        assert variable(site, "--printed-data") == f'"{DATA} · Example data"'
        assert variable(site, "--printed-page") == f'"{site.text("h1")}"'
        closed = "return [...document.querySelectorAll('#page .parts details:not([open])')].filter(d => d.offsetParent)"
        assert site.run(closed) == []
        assert (path, beyond(site), controls(site)) == (path, [], [])
        off_paper(site)
        left = "return document.querySelectorAll('.annex, .printed-chart, .for-paper, #page details[open]').length"
        assert site.run(left) == 0


def test_a_page_of_text_prints_too(site):
    resized(site, WIDTH)
    for path in (*TEXTS, "/data"):
        site.driver.get(site.url + path)
        on_paper(site)
        assert (path, beyond(site), controls(site)) == (path, [], [])
        assert site.run("return document.querySelectorAll('main details:not([open])').length") == 0
        assert site.text(".badge") == DATA
        assert variable(site, "--printed-data") == f'"{DATA} · Example data"'
        assert variable(site, "--printed-filters") == '""'
        off_paper(site)


def test_sides_are_a4_and_numbered(site):
    site.open("/contracts")
    upright, turned = A4
    [first, *others, last] = sides(site)
    assert (first, set(others), last) == (upright, {upright}, turned)
    rules = site.run(
        "return [...document.styleSheets].flatMap(s => [...s.cssRules]).flatMap(r => [...(r.cssRules ?? [])])"
        ".filter(r => r instanceof CSSPageRule && !r.selectorText).map(r => r.cssText)"
    )
    assert "counter(page)" in rules[0] and "counter(pages)" in rules[0]


def test_a_table_is_printed_in_the_order_that_it_has_on_the_screen(site):
    site.open("/blocks")
    site.click("[data-table='blocks-blocks']")
    site.until(lambda: site.table("blocks-blocks"), "no table")
    site.click("#blocks-blocks-table [data-sort='utilisation']")
    site.until(lambda: site.run("return !!document.querySelector('[aria-sort=ascending]')"), "not sorted")
    on_screen = [row[0] for row in site.table("blocks-blocks")]
    on_paper(site)
    first = "return [...document.querySelectorAll('.printed-table:first-child tbody th')].map(c => c.textContent)"
    assert site.run(first) == on_screen


def test_it_prints_what_the_screen_shows_although_newer_data_are_in(site, more):
    site.open("/sufficiency")
    site.click("#pause")
    site.load(more)
    on_paper(site)
    [demand] = site.run(
        "const full = cell => cell.querySelector('data')?.value ?? cell.textContent;"
        "return [...document.querySelectorAll('.printed-table')].filter(t =>"
        " t.innerText.includes('What is asked for?'))"
        ".map(t => [...t.querySelectorAll('tbody tr')].map(row => [...row.cells].map(full)))"
    )
    assert demand == fetched(f"{site.url}/csv/demand?known_at=1")[1:]
    assert demand != fetched(f"{site.url}/csv/demand")[1:]


DRAWING = """
window.texts = [];
const draw = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
  window.texts.push({ text, x, y, right: x + this.measureText(text).width });
  return draw.call(this, text, x, y);
};
const make = URL.createObjectURL;
URL.createObjectURL = (blob) => {
  window.picture.made = blob;
  return make.call(URL, blob);
};
"""
"""Keeps what is written on a picture, and the picture."""

PIXELS = """
const done = arguments[0];
createImageBitmap(window.picture.made).then((bitmap) => {
  const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
  pen.drawImage(bitmap, 0, 0);
  const at = (y) => [...pen.getImageData(2, y, 1, 1).data];
  done({ width: bitmap.width, height: bitmap.height, top: at(2), foot: at(bitmap.height - 3) });
});
"""


def test_a_picture_carries_its_question_finding_filters_and_data_date_on_white(site, downloads):
    arrive(site, "/providers", "dark")
    site.driver.get(f"{site.url}/providers?provider=EX001")
    site.drawn("/providers", "provider=EX001")
    site.run(DRAWING)
    name = site.run("return document.querySelector('#providers-list option[data-id=EX001]').value")
    for measure in ("provider_weeks", "concentration"):
        site.run("window.texts = []")
        site.click(f"[data-image='providers-{measure}']")
        file = downloads / f"{measure.replace('_', '-')}-2026-11-22.png"
        site.until(file.exists, "nothing was saved")
        assert file.read_bytes().startswith(b"\x89PNG")
        panel = f"[data-panel='providers-{measure}']"
        written = site.run("return window.texts")
        picture = site.driver.execute_async_script(PIXELS)
        assert picture["width"] == 2 * (960 + 48)
        assert picture["top"] == picture["foot"] == [255, 255, 255, 255]
        assert all(line["right"] <= 960 + 24 and 0 < line["y"] < picture["height"] / 2 - 20 for line in written)
        said = " ".join(line["text"] for line in written)
        for sentence in [*site.texts(f"{panel} .finding > span"), *site.texts(f"{panel} .scope p")]:
            assert sentence in said
        assert (name in said) == (measure == "provider_weeks")
        assert said.endswith(f"{DATA} · Example data · Market sufficiency")
    assert "Provider does not apply here" in said


def test_a_picture_that_cannot_be_made_is_said(site):
    site.open("/blocks")
    site.run("window.fetch = () => Promise.reject(new Error('gone'))")
    site.click("[data-image='blocks-blocks']")
    site.until(lambda: site.text("#status") == "The picture could not be made. Try again.", "nothing was said")
