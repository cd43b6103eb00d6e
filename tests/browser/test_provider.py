"""A provider's page in a browser: axe in both themes, a phone's width, the keyboard, and two sides of A4."""

import base64
import re

from selenium.webdriver.common.keys import Keys

from tests.browser.test_access import resized, violations_in_both_themes

PROVIDERS = ("EX001", "EX006", "EX014", "EX016", "EX900")
"""One with a block, one of both authorities with packages handed back, one that left, one dormant, an in-house one."""


def arrive(site, path, theme="light"):
    site.driver.get(site.url + "/healthz")
    site.run("localStorage.setItem('theme', arguments[0])", theme)
    site.driver.get(site.url + path)
    assert site.run("return document.documentElement.dataset.bsTheme") == theme


def test_axe_finds_nothing_and_320_px_need_no_sideways_scroll(site):
    found, widths = {}, {}
    for provider in PROVIDERS:
        arrive(site, f"/providers/{provider}")
        site.run("document.querySelectorAll('details').forEach(d => d.open = true)")
        found[provider] = violations_in_both_themes(site)
        resized(site, 320)
        found[provider, "320 px"] = violations_in_both_themes(site)
        widths[provider] = site.run("return document.documentElement.scrollWidth")
        resized(site, 1440)
    assert {where: what for where, what in found.items() if what} == {}
    assert {where: width for where, width in widths.items() if width > 320} == {}
    assert [entry for entry in site.complaints() if "favicon" not in entry] == []


def test_labels_of_the_months_do_not_run_into_each_other(site):
    resized(site, 320)
    for weeks in ("13", "52", "104", "all"):
        arrive(site, f"/providers/EX006?weeks={weeks}")
        crossing = site.run(
            "return [...document.querySelectorAll('.months')].flatMap(row => {"
            "  const boxes = [...row.children].map(label => label.getBoundingClientRect());"
            "  return boxes.filter((box, at) => at && box.left < boxes[at - 1].right + 2 || box.right > innerWidth)"
            "}).length"
        )
        assert (weeks, crossing) == (weeks, 0)


def test_a_name_in_a_table_leads_to_it_and_the_filters_come_along(site):
    site.open("/providers?authority=CCC")
    site.until(lambda: site.texts("#providers-providers-table tbody a"), "the table does not come")
    name = site.texts("#providers-providers-table tbody a")[0]
    site.click("#providers-providers-table tbody a")
    site.until(lambda: site.text("h1") == name, "the provider's page does not come")
    assert site.driver.current_url.endswith("?authority=CCC")
    site.click(".trail a")
    site.drawn("/providers", "authority=CCC")


def test_its_filters_are_shown_by_a_button_alone(site):
    arrive(site, "/providers/EX006?known_at=1")
    before = site.driver.current_url
    site.click("#weeks option[value='13']")
    site.click("#authority option[value=PCC]")
    assert site.driver.current_url == before
    site.click(".ask button")
    site.until(lambda: "weeks=13" in site.driver.current_url, "nothing is shown")
    assert site.text(".shown") == "Peterborough, 13 weeks to Sunday 22 November 2026."
    assert site.text(".badge").startswith("As at 22 November 2026")
    site.click(".ask .links a")
    site.until(lambda: "?" not in site.driver.current_url, "the filters are not cleared")


def test_the_skip_link_leads_to_the_content(site):
    arrive(site, "/providers/EX006")
    site.driver.switch_to.active_element.send_keys(Keys.TAB)
    site.driver.switch_to.active_element.send_keys(Keys.ENTER)
    assert site.run("return document.activeElement.id") == "main"


def test_targets_are_24_px_or_more(site):
    arrive(site, "/providers/EX006")
    small = site.run(
        "return [...document.querySelectorAll('button, select, input, nav a, footer a, .tools a, summary')]"
        ".filter(e => e.offsetParent).map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])"
        ".filter(([, b]) => b.width < 24 || b.height < 24).map(([html]) => html)"
    )
    assert small == []


def test_it_prints_on_two_white_sides_of_a4_with_its_filters_and_data_date(site):
    for provider in PROVIDERS:
        arrive(site, f"/providers/{provider}?as_of=2026-11-22", "dark")
        site.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        colours = "const s = getComputedStyle(document.body); return [s.backgroundColor, s.color]"
        assert site.run(colours) == ["rgb(255, 255, 255)", "rgb(11, 12, 12)"]
        controls = "return [...document.querySelectorAll('form, nav, .tools, footer')].filter(e => e.offsetParent)"
        assert site.run(controls) == []
        assert site.text(".shown").endswith("52 weeks to Sunday 22 November 2026.")
        assert site.text(".badge") == "As at 22 November 2026 · import 1"
        site.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        printed = site.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
        pdf = base64.b64decode(printed["data"])
        assert (provider, len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2) == (provider, True)


def test_nothing_printed_is_cut_off_at_the_right(site):
    # A4 without its margins is 184 mm, 695 px.
    resized(site, 695)
    for provider in PROVIDERS:
        arrive(site, f"/providers/{provider}")
        site.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        beyond = site.run(
            "return [...document.querySelectorAll('main *')].filter(e => e.offsetParent && !e.closest('.unseen')"
            " && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 90))"
        )
        assert (provider, beyond) == (provider, [])


def test_names_in_a_table_are_one_stop_of_the_tab_key_and_arrows_move_within(site):
    site.open("/providers")
    names = "#providers-providers-table tbody a"
    site.until(lambda: site.texts(names), "the table does not come")
    first, second = site.texts(names)[:2]
    stops = "return document.querySelectorAll(arguments[0] + ':not([tabindex=\"-1\"])').length"
    assert site.run(stops, names) == 1
    site.run("document.querySelector(arguments[0]).focus()", names)
    where = "return document.activeElement.innerText.trim()"
    for key, name in ((Keys.ARROW_UP, first), (Keys.ARROW_DOWN, second), (Keys.ARROW_UP, first)):
        site.driver.switch_to.active_element.send_keys(key)
        assert (site.run(where), site.run(stops, names)) == (name, 1)
    site.driver.switch_to.active_element.send_keys(Keys.ENTER)
    site.until(lambda: site.text("h1") == first, "the provider's page does not come")
