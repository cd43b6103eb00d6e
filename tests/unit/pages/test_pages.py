"""The pages: what each holds before it is drawn."""

import re

import pytest
from dash import html

from dashboard.measures import MEASURES
from dashboard.pages import pages
from dashboard.settings import Settings

SETTINGS = Settings()
PAGES = pages()


def walk(component):
    """A component and all that is in it."""
    children = getattr(component, "children", None)
    yield component
    for child in children if isinstance(children, (list, tuple)) else [children]:
        if hasattr(child, "to_plotly_json"):
            yield from walk(child)


def test_addresses_and_names_differ():
    assert len({page.path for page in PAGES}) == len({page.name for page in PAGES}) == len(PAGES)
    assert PAGES[0].path == "/"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_has_one_h1_that_is_short_and_no_id_twice(page):
    parts = list(walk(page.layout(SETTINGS)))
    [heading] = [part for part in parts if isinstance(part, html.H1)]
    assert 0 < len(heading.children) <= 65
    ids = [part.id for part in parts if getattr(part, "id", None)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_headings_skip_no_level(page):
    names = [type(part).__name__ for part in walk(page.layout(SETTINGS))]
    levels = [int(name[1]) for name in names if re.fullmatch("H[1-6]", name)]
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_every_measure_has_a_panel():
    shown = {measure for page in PAGES for measure in page.measures}
    assert shown == set(MEASURES)
