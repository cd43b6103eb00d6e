"""A shareable view, as someone makes it who wants to send a page round."""

from tests.browser.test_journeys import choose, fetched

NARROW = "service=community_support&weeks=26"


def test_a_button_makes_the_view_shareable_and_back(site):
    site.open(f"/providers?authority=PCC&provider=EX002&route=dps&{NARROW}")
    site.click("#share")
    shared = f"share=yes&authority=PCC&{NARROW}"
    site.drawn("/providers", shared)
    assert "shareable" in site.text("#badge")
    assert site.text("#providers-notices") == ""
    shown = {name: site.driver.find_element("id", name).is_displayed() for name in ("service", "provider", "route")}
    assert shown == {"service": True, "provider": False, "route": False}
    assert site.text("#share") == "Working view"
    # A provider's own page lists packages one by one: nothing leads there.
    site.until(lambda: site.table("providers-providers"), "no table")
    assert site.driver.find_elements("css selector", "a[href^='/providers/']") == []
    link = site.driver.find_element("id", "providers-providers-csv").get_attribute("href")
    rows = fetched(link)
    assert [row[: len(rows[0])] for row in site.table("providers-providers")] == rows[1:]
    assert "c" in {cell for row in rows[1:] for cell in row}
    # From page to page, and with another filter, it stays shareable.
    site.click("#to-sufficiency")
    site.drawn("/sufficiency", shared)
    choose(site, "period", "13 weeks")
    site.drawn("/sufficiency", "share=yes&authority=PCC&service=community_support&weeks=13")
    assert "rests on 1 to 5 packages" in site.text("#sufficiency-sufficiency-scope")
    site.click("#share")
    site.drawn("/sufficiency", "authority=PCC&service=community_support&weeks=13")
    assert "shareable" not in site.text("#badge") and site.driver.find_element("id", "route").is_displayed()


def test_what_a_shareable_link_cannot_have_is_named(site):
    site.open("/blocks?provider=EX001&as_of=2026-06-30&share=yes")
    assert site.texts("#blocks-notices p") == [
        f"“{name}” is left out: a shareable view has authority, service and weeks." for name in ("provider", "as_of")
    ]
    assert site.text("#status") == "Showing Peterborough and Cambridgeshire, 52 weeks to Sunday 22 November 2026."
    assert site.complaints() == []


def test_every_page_is_drawn_shareable_without_a_complaint(site):
    for path in ("/", "/sufficiency", "/providers", "/blocks", "/contracts"):
        site.open(f"{path}?share=yes")
        assert "NaN" not in site.text("#page") and "nan" not in site.text("#page").split()
    site.driver.get(f"{site.url}/help?share=yes")
    assert "NaN" not in site.text("main") and "nan" not in site.text("main").split()
    assert site.complaints() == []
