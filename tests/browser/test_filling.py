"""What a profile leaves open, said in a browser by keyboard alone; the hours are those worked out by hand."""

from datetime import date

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.test_access import violations_in_both_themes
from tests.browser.test_data import LEFT, at_the_data
from tests.unit.intake.mappings.test_access import HEADINGS, visit
from tests.unit.web.data.test_filling import REGISTER

HOME, BREAKS, CODED = (("EX012", "DPS-EX", service) for service in ("Home Care (CYP)", "Short Breaks", "home-care"))
PORTAL = "\r\n".join([
    HEADINGS,
    visit("L1", "20/11/2026", "08:00", "01:00:00", "08:05:00", "00:55:00", of=HOME),
    visit("L1", "20/11/2026", "09:00", "02:00:00", "09:00:00", "02:00:00", "False", "2", of=HOME),
    visit("L2", "21/11/2026", "09:00", "01:00:00", "09:00:00", "01:00:00", "False", "2", of=BREAKS),
    visit("L2", "21/11/2026", "09:00", "01:00:00", "09:00:00", "01:00:00", "True", "2", of=BREAKS),
    visit("L3", "21/11/2026", "22:00", "08:00:00", "22:10:00", "07:50:00", of=HOME),
    visit("L1", "22/11/2026", "08:00", "01:00:00", of=HOME),
    visit("L1", "22/11/2026", "17:00", "00:30:00", "17:00:00", "00:30:00", of=CODED),
    "Total,,,,,,,,,77.77,155.54,,,,,,,,,,",
]) + "\r\n"


@pytest.fixture
def site(driver, store, tmp_path):
    with at_the_data(driver, store, tmp_path) as site:
        yield site


def tab_to(site, label):
    """Press Tab until the element of an accessible name, id or text has the focus."""
    named = "const e = document.activeElement; return [e.getAttribute('aria-label'), e.id, e.textContent.trim()]"
    for _ in range(60):
        site.driver.switch_to.active_element.send_keys(Keys.TAB)
        if label in site.run(named):
            site.run(LEFT)
            return site.driver.switch_to.active_element
    raise AssertionError(f"Tab does not lead to {label}")


def keep(site):
    before = site.run("return document.querySelector('.filling [name=mark]').value")
    tab_to(site, "Keep this and check again").send_keys(Keys.ENTER)
    other = "return document.querySelector('.filling [name=mark]')?.value !== arguments[0]"
    site.until(lambda: site.run(other, before) or site.text(".mistakes"), "nothing came of it")
    site.over()


def test_the_portal_s_file_is_taken_in_by_keyboard_alone(site):
    site.give(site.file("November.csv", PORTAL))
    assert site.text("#filling") == "What does November.csv leave open?"
    assert site.focus() == "What the files hold"
    tab_to(site, "Authority, for every row").send_keys("P")
    tab_to(site, "What Home Care (CYP) means as service").send_keys("H")
    tab_to(site, "What Short Breaks means as service").send_keys("C")
    keep(site)
    assert site.text(".answer").startswith("No problems")
    tab_to(site, "example").send_keys(Keys.SPACE)
    tab_to(site, "Import").send_keys(Keys.ENTER)
    site.over()
    assert site.text("h1") == "Import 2 is in"
    days = site.store.market().days(date(2026, 11, 20), date(2026, 11, 22))
    hours = days[(days["provider_id"] == "EX012") & (days["authority"] == "PCC")].groupby("service", observed=True)
    # planned: 1 + two carers for 2, two carers for 1, 8, 1 and a half; five and ten minutes less were delivered,
    # and the hour of the 22nd not at all
    assert hours["planned_hours"].sum().to_dict() == {"community_support": 2, "home_care": 14.5}
    assert hours["delivered_hours"].sum().to_dict() == pytest.approx({"community_support": 2, "home_care": 13.25})


def test_what_is_wrong_has_the_focus_and_leads_to_its_field(site):
    site.give(site.file("November.csv", PORTAL))
    keep(site)
    assert site.run("return document.activeElement.className") == "mistakes"
    site.driver.switch_to.active_element.send_keys(Keys.TAB)
    site.driver.switch_to.active_element.send_keys(Keys.ENTER)
    assert site.run("return document.activeElement.getAttribute('aria-label')") == "Authority, for every row"


def test_axe_finds_nothing_and_a_narrow_page_does_not_scroll_sideways(site):
    for table in (PORTAL, REGISTER):
        site.give(site.file("Given.csv", table))
        assert violations_in_both_themes(site) == []
        site.driver.set_window_size(320, 900)
        assert site.run("return document.documentElement.scrollWidth <= innerWidth")
        site.driver.set_window_size(1440, 900)
    keep(site)
    assert violations_in_both_themes(site) == []


def test_a_list_is_ticked_by_keyboard(site):
    site.give(site.file("Register.csv", REGISTER))
    tab_to(site, "What Call-off means as contract type").send_keys("s")
    tab_to(site, "Lead authority, for every row").send_keys("P")
    tab_to(site, "open-2-PCC").send_keys(Keys.SPACE)
    tab_to(site, "open-2-CCC").send_keys(Keys.SPACE)
    tab_to(site, "What Newcomer Care means as provider number").send_keys("EX777")
    tab_to(site, "open-4-0-home_care").send_keys(Keys.SPACE)
    keep(site)
    assert site.text(".answer").startswith("No problems")
