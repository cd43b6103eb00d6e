"""The planner, as a manager uses it in a meeting: by keyboard, from the Overview to a link to send round."""

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.browser.test_access import violations
from tests.browser.test_journeys import choose, fetched

PLAN = "blocks_CCC=1&in_house_hours=20"
MOST_STEPS = 40


def tab_to(site, name):
    """Go to an element by the Tab key alone."""
    for _ in range(MOST_STEPS):
        if site.run("return document.activeElement.id") == name:
            return
        ActionChains(site.driver).send_keys(Keys.TAB).perform()
    raise AssertionError(f"{name} was not reached")


def value(site, name):
    return site.driver.find_element("id", f"plan-{name}").get_attribute("value")


def test_one_block_fewer_and_twenty_hours_more_by_keyboard_with_a_link_to_send_round(site):
    site.open("/")
    tab_to(site, "to-planner")
    site.driver.switch_to.active_element.send_keys(Keys.ENTER)
    site.drawn("/planner")
    site.until(lambda: site.run("return document.activeElement.tagName") == "H1", "the heading has not the focus")
    assert "Cambridgeshire 2 blocks" in site.text("#planner-today")
    before = site.texts("#planner-plan-finding > span")
    tab_to(site, "plan-blocks_CCC")
    site.driver.switch_to.active_element.send_keys("1")
    site.drawn("/planner", "blocks_CCC=1")
    tab_to(site, "plan-in_house_hours")
    site.driver.switch_to.active_element.send_keys("20", Keys.ENTER)
    site.drawn("/planner", PLAN)
    assert site.run("return document.activeElement.id") == "plan-in_house_hours"
    findings = site.texts("#planner-plan-finding > span")
    assert findings[0] == "Peterborough: the plan changes nothing." and findings[1] != before[1]
    site.until(lambda: site.text("#status") == " ".join(findings), "the answer is not said")
    assert "1 block in Cambridgeshire" in site.text(".compared") and "20 in-house hours" in site.text(".compared")
    # The link opens the same answer, and so does the way back.
    site.run("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }")
    site.click("#planner-keep [data-copy]")
    link = site.until(lambda: site.run("return window.copied"), "nothing was copied")
    assert link == f"{site.url}/planner?{PLAN}"
    site.driver.back()
    site.drawn("/planner", "blocks_CCC=1")
    site.until(lambda: (value(site, "blocks_CCC"), value(site, "in_house_hours")) == ("1", ""), "the controls stay")
    site.open(f"/planner?{PLAN}")
    assert site.texts("#planner-plan-finding > span") == findings
    site.until(lambda: (value(site, "blocks_CCC"), value(site, "in_house_hours")) == ("1", "20"), "not in the controls")
    assert site.complaints() == []


def test_a_plan_is_held_against_another_and_filters_leave_both_alone(site):
    site.open("/planner?blocks_CCC=1")
    site.driver.find_element("link text", "Compare another plan with this one").click()
    held = "against=blocks_CCC%3D1"
    site.drawn("/planner", f"blocks_CCC=1&{held}")
    choose(site, "plan-blocks_CCC", "4")
    site.drawn("/planner", f"blocks_CCC=4&{held}")
    assert [text.startswith(count) for text, count in zip(site.texts(".compared dd"), "41", strict=True)] == [True] * 2
    choose(site, "service", "Home care")
    site.drawn("/planner", f"service=home_care&blocks_CCC=4&{held}")
    [base, plan] = [row for row in fetched(
        site.driver.find_element("id", "planner-plan-csv").get_attribute("href")
    )[1:] if row[0] == "CCC"]
    assert (base[1], plan[1]) == ("base", "plan") and float(base[4]) < float(plan[4])
    site.driver.find_element("link text", "Today's terms").click()
    site.drawn("/planner", "service=home_care")
    site.until(lambda: value(site, "blocks_CCC") == "today", "the controls keep the plan")
    assert site.complaints() == []


def test_what_is_wrong_in_a_plan_is_named_and_left_out(site):
    site.open("/planner")
    field = site.driver.find_element("id", "plan-demand")
    field.send_keys("999", Keys.ENTER)
    site.drawn("/planner", "demand=999")
    assert site.text("#planner-notices") == "“demand” is a number from -100 to 300, not “999”."
    site.until(lambda: value(site, "demand") == "", "what is wrong is still there")


def test_ready_made_plans_are_drawn_and_clean(site):
    site.open("/planner")
    names = [text.replace("\n", " ") for text in site.texts("#planner-ready a")]
    assert names == [
        "Today's terms (shown)", "As proposed: 3 and 2 beside a DPS", "DPS alone", "DPS first, blocks a year later",
        "No extension", "Lose the largest provider",
    ]
    for name in names[1:]:
        site.driver.find_element("link text", name).click()
        site.until(lambda name=name: site.texts("#planner-ready .current") == [f"{name}\n(shown)"], f"not {name}")
        assert site.text("#planner-notices") == "" and "NaN" not in site.text("#page")
        assert violations(site) == []
    assert site.complaints() == []


def test_a_shareable_view_has_no_plan(site):
    site.open("/planner?blocks_CCC=1")
    site.click("#share")
    site.drawn("/planner", "share=yes")
    assert site.texts("#planner-plan-finding > span") == ["A plan is for work: it is not in a shareable view."]
    assert not site.driver.find_element("id", "to-planner").is_displayed()
