"""New data show by themselves."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By

PLACE = "return document.querySelector('[data-panel=\"sufficiency-demand\"] figure').getBoundingClientRect().top"
"""Where on the screen a chart is, whatever grew above it."""

ZOOM = "return document.querySelector('[data-panel=\"sufficiency-demand\"] .js-plotly-plot').layout.xaxis.range"
"""What of the weeks a chart shows."""


def watch(site):
    """Note each time that a chart goes blank, or a page is loaded anew."""
    site.run(
        "window.stayed = true; window.blank = 0;"
        "new MutationObserver(() => { if (!document.querySelector('.js-plotly-plot .main-svg')) blank += 1; })"
        ".observe(document.getElementById('page'), {childList: true, subtree: true});"
    )


def test_a_load_by_another_shows_without_a_reload_and_without_losing_one_s_place(site, more):
    site.open("/sufficiency")
    watch(site)
    whole = site.run(ZOOM)
    site.click("[data-table='sufficiency-demand']")
    site.until(lambda: site.table("sufficiency-demand"), "no table")
    plot = site.driver.find_element(By.CSS_SELECTOR, "[data-panel='sufficiency-demand'] .nsewdrag")
    site.run("arguments[0].scrollIntoView({block: 'center'})", plot)
    ActionChains(site.driver).move_to_element(plot).click_and_hold().move_by_offset(200, 0).release().perform()
    site.until(lambda: site.run(ZOOM) != whole, "it did not zoom")
    zoom = site.run(ZOOM)
    site.run("document.querySelector('[data-table=\"sufficiency-demand\"]').focus(); scrollTo(0, 900)")
    place = site.run(PLACE)
    before, chart = site.text("#sufficiency-demand-finding"), site.figure("sufficiency-demand")
    assert site.text(".badge").startswith("Data to Sunday 22 November 2026 · import 1 · live")

    assert site.load(more) == 2

    site.until(lambda: "import 2 · live" in site.text(".badge"), "the import did not show")
    site.until(lambda: site.text("#sufficiency-demand-finding") != before, "the finding is as before")
    site.until(lambda: site.figure("sufficiency-demand") != chart, "the chart is as before")
    site.until(lambda: site.text("#status").startswith("Import 2 is in. "), "nothing was said")
    # 418.2 credible hours less the 429.5 needed before and the 100 more.
    assert "Peterborough is 111 hours a week short" in site.text("#status")
    assert site.run("return stayed") and site.run("return blank") == 0
    assert site.run("return document.activeElement.dataset.table") == "sufficiency-demand"
    assert site.run(PLACE) == pytest.approx(place, abs=5)
    assert site.run(ZOOM) == zoom
    site.click("#sufficiency-demand-table [data-sort='demand_hours']")
    site.until(lambda: site.run("return !!document.querySelector('[aria-sort=ascending]')"), "not sorted")
    assert site.complaints() == []


def test_paused_is_remembered_and_resume_catches_up(site, more):
    site.open("/blocks")
    site.click("#pause")
    site.until(lambda: "paused" in site.text("#liveness"), "not paused")
    site.open("/contracts")
    site.until(lambda: "paused" in site.text("#liveness"), "the pause was forgotten")
    assert site.text("#pause") == "Resume"
    site.load(more)
    checks = "return performance.getEntriesByType('resource').filter(e => e.name.endsWith('/version')).length"
    seen = site.run(checks)
    site.until(lambda: site.run(checks) >= seen + 2, "the version was not asked for")
    assert site.text("#badge").endswith("import 1")
    site.click("#pause")
    site.until(lambda: site.text("#badge").endswith("import 2"), "it did not catch up")


def test_a_view_of_another_day_stays_as_it_is(site, more):
    site.open("/blocks?as_of=2026-06-30")
    site.load(more)
    checks = "return performance.getEntriesByType('resource').filter(e => e.name.endsWith('/version')).length"
    seen = site.run(checks)
    site.until(lambda: site.run(checks) >= seen + 2, "the version was not asked for")
    assert site.text(".badge") == "As at 30 June 2026 · import 1"
    assert not site.driver.find_element(By.ID, "pause").is_displayed()


def test_a_server_that_goes_is_named_and_what_was_asked_meanwhile_is_drawn_when_it_is_back(site):
    site.open("/blocks")
    site.driver.set_network_conditions(offline=True, latency=0, throughput=0)
    site.until(lambda: "Not live since" in site.text("#liveness"), "nobody said so")
    finding = site.text("#blocks-blocks-finding")
    site.driver.find_element(By.CSS_SELECTOR, "#authority input[value='PCC'], #authority [id$='PCC']").click()
    site.until(lambda: "authority=PCC" in site.run("return location.search"), "the address is as before")
    assert site.text("#blocks-blocks-finding") == finding
    site.driver.delete_network_conditions()
    site.until(lambda: site.text("#liveness") == "· live", "not live again")
    site.drawn("/blocks", "authority=PCC")


def test_a_new_provider_can_be_chosen_at_once(site, store, tmp_path):
    site.open("/blocks")
    folder = tmp_path / "providers"
    folder.mkdir()
    (folder / "providers.csv").write_text("provider_id,name,provider_type\nNEW9,Nene Care (example),external\n")
    site.load(folder)
    site.until(lambda: site.text("#badge").endswith("import 2"), "the import did not show")
    site.driver.find_element(By.ID, "provider").send_keys("Nene Care (example)")
    site.drawn("/blocks", "provider=NEW9")
    assert site.run("return document.querySelectorAll('#known_at option:not([value=\"\"])').length") == 3
