"""What people do with the pages."""

import csv
import io
import time

import requests
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from dashboard.app import create_app
from dashboard.settings import Settings
from dashboard.store import Store
from tests.browser.site import Serving, Site

DRAWN = ("/", "/sufficiency", "/providers", "/blocks", "/contracts", "/planner")
TEXTS = ("/help", "/accessibility")
PAGES = DRAWN + TEXTS


def choose(site, control, label):
    """Choose an option of a select by its label."""
    Select(site.driver.find_element("id", control)).select_by_visible_text(label)


def fetched(url):
    """A CSV as rows."""
    response = requests.get(url, timeout=30)
    assert response.status_code == 200
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_filter_by_authority_and_see_address_findings_chart_and_table_change(site):
    site.open("/sufficiency")
    assert len(site.texts("#sufficiency-sufficiency-finding > span")) == 2
    site.click("[data-table='sufficiency-supply']")
    site.until(lambda: site.table("sufficiency-supply"), "no table")
    site.click("#authority input[value='CCC'], #authority [id$='CCC']")
    site.drawn("/sufficiency", "authority=CCC")
    site.until(lambda: {row[1] for row in site.table("sufficiency-supply")} == {"CCC"}, "the table is as before")
    [finding] = site.texts("#sufficiency-sufficiency-finding > span")
    assert "Cambridgeshire" in finding
    assert site.text("#status") == "Showing Cambridgeshire, 52 weeks to Sunday 22 November 2026."
    assert "Peterborough" not in site.text("[data-panel='sufficiency-demand'] .js-plotly-plot")


def test_filter_by_provider_typed_by_name_and_by_route(site):
    site.open("/blocks")
    everything = len(site.figure("blocks-blocks")[0]["x"])
    name = site.run("return document.querySelector('#providers-list option[data-id=EX001]').value")
    site.driver.find_element("id", "provider").send_keys(name)
    site.drawn("/blocks", "provider=EX001")
    assert len(site.figure("blocks-blocks")[0]["x"]) < everything
    assert name in site.text("#status")
    choose(site, "route", "Spot")
    site.drawn("/blocks", "provider=EX001&route=spot")


def test_a_provider_there_is_not_is_named_and_left_out(site):
    site.open("/blocks")
    site.driver.find_element("id", "provider").send_keys("Nobody at all", Keys.ENTER)
    site.drawn("/blocks", "provider=Nobody+at+all")
    assert site.text("#blocks-notices") == "There is no provider “Nobody at all”."
    site.click("#clear")
    site.drawn("/blocks")
    assert site.text("#blocks-notices") == ""
    assert site.driver.find_element("id", "provider").get_attribute("value") == ""


def test_a_link_opens_its_question_and_sets_the_filters(site):
    query = "authority=PCC&provider=EX002&service=home_care&route=dps&weeks=26&as_of=2026-06-30&known_at=1"
    site.open(f"/sufficiency?{query}")
    values = {
        name: site.driver.find_element("id", name).get_attribute("value")
        for name in ("provider", "service", "route", "period", "as_of", "known_at")
    }
    name = site.run("return document.querySelector('#providers-list option[data-id=EX002]').value")
    assert values == {
        "provider": name, "service": "home_care", "route": "dps", "period": "26", "as_of": "2026-06-30",
        "known_at": "1",
    }
    assert site.run("return document.querySelector('#authority input:checked').value") == "PCC"
    assert site.text(".badge") == "As at 30 June 2026 · import 1"
    link = site.driver.find_element("id", "sufficiency-supply-csv")
    assert link.get_attribute("href").endswith(f"/csv/supply?{query}")


def test_a_bad_link_is_named_and_chooses_nothing(site):
    site.open("/blocks?authority=XYZ&weeks=14")
    assert site.texts("#blocks-notices p") == [
        "There is no authority “XYZ”.", "“weeks” is one of 13, 26, 52, 104 or all, not “14”.",
    ]
    assert site.run("return document.querySelector('#authority input:checked').value") == "any"
    names = "['service', 'route', 'known_at', 'period']"
    chosen = f"return {names}.map(n => document.getElementById(n).selectedOptions[0].text)"
    assert site.run(chosen) == ["All", "All", "Newest", "52 weeks"]


def test_two_dates_are_a_period(site):
    site.open("/sufficiency")
    assert not site.driver.find_element("id", "dates").is_displayed()
    choose(site, "period", "Two dates")
    site.until(lambda: site.driver.find_element("id", "dates").is_displayed(), "no dates")
    # As a date picker does it: what is typed would depend on the browser's language.
    site.run(
        "const field = document.getElementById('from'); field.focus();"
        "Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, '2026-04-01');"
        "field.dispatchEvent(new Event('input', {bubbles: true})); field.blur()"
    )
    site.drawn("/sufficiency", "from=2026-04-01")
    site.until(lambda: site.text("#status").endswith("from 1 April 2026."), "nothing was said of the day")
    choose(site, "period", "13 weeks")
    site.drawn("/sufficiency", "weeks=13")


def test_a_csv_has_the_table_s_rows(site, downloads):
    site.open("/sufficiency?authority=PCC&weeks=26")
    site.click("[data-table='sufficiency-sufficiency']")
    site.until(lambda: site.table("sufficiency-sufficiency"), "no table")
    link = site.driver.find_element("id", "sufficiency-sufficiency-csv")
    [head, *rows] = fetched(link.get_attribute("href"))
    assert site.table("sufficiency-sufficiency") == rows
    demand = next(trace for trace in site.figure("sufficiency-sufficiency") if trace["name"] == "Demand")
    assert demand["y"] == [float(row[head.index("demand_hours")]) for row in rows]
    link.click()
    file = downloads / "sufficiency-2026-11-22.csv"
    site.until(file.exists, "nothing was downloaded")
    assert file.read_bytes().startswith(b"\xef\xbb\xbfweek,authority,")
    assert site.run("return location.pathname") == "/sufficiency"


def test_a_table_sorts_turns_pages_and_keeps_the_focus(site):
    site.open("/providers")
    site.click("[data-table='providers-provider_weeks']")
    site.until(lambda: len(site.table("providers-provider_weeks")) == 50, "no table")
    site.click("#providers-provider_weeks-table [data-page='2']")
    site.until(lambda: "51 to 100" in site.text("#providers-provider_weeks-table .pager"), "the page is as before")
    assert site.run("return document.activeElement.textContent") == "Next"
    site.click("#providers-provider_weeks-table [data-sort='delivered_hours']")
    site.until(lambda: "1 to 50" in site.text("#providers-provider_weeks-table .pager"), "not the first page")
    place = "#providers-provider_weeks-table [data-sort='-delivered_hours']"
    assert site.run("return document.activeElement.matches(arguments[0])", place)
    site.click(place)
    site.until(lambda: site.run("return !!document.querySelector('[aria-sort=descending]')"), "not sorted")
    hours = [float(row[4]) for row in site.table("providers-provider_weeks")]
    assert hours == sorted(hours, reverse=True)


def test_going_to_another_page_carries_the_filters_and_moves_the_focus(site):
    site.open("/sufficiency?authority=PCC")
    site.click("#to-contracts")
    site.drawn("/contracts", "authority=PCC")
    assert site.run("return document.activeElement.tagName") == "H1"
    assert site.driver.title == "What must be decided about contracts, and by when? – Market sufficiency"
    assert site.run("return document.querySelector('[aria-current]').textContent") == "Contracts"


def test_help_explains_the_day_that_is_looked_at_and_leads_back_to_the_filters(site):
    query = "authority=PCC&weeks=26&as_of=2026-06-30"
    site.open(f"/blocks?{query}")
    site.click("#to-help")
    site.until(lambda: site.text("h1").startswith("Help"), "Help does not come")
    assert site.text(".badge") == "As at 30 June 2026 · import 1"
    assert site.text("footer [aria-current]") == "Help"
    site.click(".contents summary")
    site.click(".contents a[href='#help-blocks']")
    assert 0 <= site.run("return document.getElementById('help-blocks').getBoundingClientRect().top") < 100
    site.click("#to-accessibility")
    site.until(lambda: site.text("h1") == "Accessibility statement", "the statement does not come")
    site.click("#to-overview")
    site.drawn("/", query)


def test_help_is_there_without_scripts(site):
    site.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    site.driver.get(f"{site.url}/help")
    part = site.driver.find_element("id", "help-blocks")
    assert "Worked example" in part.text and "Columns" not in part.text
    part.find_element("css selector", "summary").click()
    assert "Columns" in part.text


def test_back_and_forward(site):
    site.open("/sufficiency")
    choose(site, "period", "26 weeks")
    site.drawn("/sufficiency", "weeks=26")
    site.click("#to-blocks")
    site.drawn("/blocks", "weeks=26")
    site.driver.back()
    site.drawn("/sufficiency", "weeks=26")
    site.driver.back()
    site.drawn("/sufficiency")
    assert site.driver.find_element("id", "period").get_attribute("value") == "52"
    site.driver.forward()
    site.drawn("/sufficiency", "weeks=26")
    assert site.driver.find_element("id", "period").get_attribute("value") == "26"


def test_a_filter_change_is_one_request_and_one_announcement(site):
    site.open("/sufficiency")
    # The first drawing may be followed by another, for the room that it left: none of its requests are this one's.
    requests = "return performance.getEntriesByType('resource').length"
    before = -1
    while before != (before := site.run(requests)) or site.asked():
        time.sleep(1)
    site.run(
        "window.said = []; new MutationObserver(() => said.push(document.getElementById('status').textContent))"
        ".observe(document.getElementById('status'), {childList: true, characterData: true, subtree: true});"
        "performance.clearResourceTimings();"
    )
    choose(site, "service", "Home care")
    site.drawn("/sufficiency", "service=home_care")
    asked = site.run("return performance.getEntriesByType('resource').map(e => new URL(e.name).pathname)")
    assert asked.count("/_dash-update-component") == 1
    said = [text for text in dict.fromkeys(site.run("return said")) if text]
    assert said == ["Showing Peterborough and Cambridgeshire, home care, 52 weeks to Sunday 22 November 2026."]


def test_the_theme_is_kept(site):
    site.open("/blocks")
    choose(site, "theme-choice", "Dark")
    site.until(lambda: site.run("return window.view.drawn.theme") == "dark", "not drawn dark")
    assert site.run("return document.documentElement.dataset.bsTheme") == "dark"
    site.open("/blocks")
    assert site.run("return document.documentElement.dataset.bsTheme") == "dark"
    assert site.driver.find_element("id", "theme-choice").get_attribute("value") == "dark"
    assert site.run("return window.view.drawn.theme") == "dark"


def test_copy_link_as_seen_today_writes_the_day_and_the_import(site):
    site.driver.execute_cdp_cmd(
        "Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    )
    site.open("/blocks?authority=CCC")
    site.click("[data-copy='seen']")
    site.until(lambda: "opied" in site.text("#status") or "Copy this link" in site.text("#status"), "nothing was said")
    copied = site.driver.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
    assert copied == f"{site.url}/blocks?authority=CCC&as_of=2026-11-22&known_at=1"


def test_the_calendar_s_address_follows_the_choice_and_no_day(site):
    site.driver.execute_cdp_cmd(
        "Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    )
    site.open("/contracts?authority=CCC&route=block&weeks=13&as_of=2026-05-01")
    site.click("[data-copy='calendar']")
    site.until(lambda: "alendar address" in site.text("#status"), "nothing was said")
    copied = site.driver.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
    assert copied == f"{site.url}/contracts.ics?authority=CCC&route=block"


def test_the_snapshot_link_follows_the_filters(site):
    site.open("/blocks")
    assert site.run("return document.getElementById('snapshot').href") == f"{site.url}/snapshot.zip"
    choose(site, "service", "Home care")
    site.until(
        lambda: site.run("return document.getElementById('snapshot').href")
        == f"{site.url}/snapshot.zip?service=home_care",
        "the link did not follow",
    )


def test_a_definition_opens(site):
    site.open("/blocks")
    site.click("[data-panel='blocks-blocks'] summary")
    assert "contract year" in site.text("[data-panel='blocks-blocks'] .definition")


def test_an_empty_market_shows_how_to_load(driver, tmp_path):
    store = Store.open(f"sqlite:///{tmp_path}/empty.db")
    serving = Serving(create_app(Settings(), store).server)
    site = Site(driver, serving, store)
    site.open("/")
    assert "There are no data yet" in site.text("#page")
    assert site.complaints() == []
    serving.stop()
    store.dispose()


def test_no_complaints_and_no_request_to_another_host(site):
    for path in PAGES:
        if path in DRAWN:
            site.open(path)
        else:
            site.driver.get(site.url + path)
        assert site.complaints() == []
        hosts = site.run("return performance.getEntriesByType('resource').map(e => new URL(e.name, location).host)")
        assert set(hosts) == {site.url.removeprefix("http://")}


def test_a_page_there_is_not(site):
    site.driver.get(site.url + "/nothing")
    assert site.text("h1") == "Page not found"
    site.driver.find_element("link text", "Overview").click()
    site.drawn("/")
