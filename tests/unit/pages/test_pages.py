"""The pages: what each holds before it is drawn."""

import re
from datetime import datetime

import pytest
from dash import html

from dashboard.measures import MEASURES
from dashboard.pages import accessibility, pages
from dashboard.settings import Settings
from tests.unit.components.views import text_of

SETTINGS = Settings()
PAGES = pages(SETTINGS)


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
    shown = {part.measure for page in PAGES for part in page.parts if hasattr(part, "measure")}
    assert shown == set(MEASURES)


def test_help_has_every_definition_with_every_column():
    page = next(page for page in PAGES if page.path == "/help")
    text = text_of(page.layout(SETTINGS))
    for measure in MEASURES.values():
        assert measure.question in text
        for column in measure.columns:
            assert column.meaning in text


def test_the_statement_follows_the_model():
    layout = accessibility.page(SETTINGS).layout(SETTINGS)
    headings = [text_of(part) for part in walk(layout) if isinstance(part, html.H2)]
    assert headings == [
        "Compliance status",
        "Non-accessible content",
        "Preparation of this accessibility statement",
        "Feedback and contact information",
        "Enforcement procedure",
    ]
    assert SETTINGS.contact in text_of(layout)


def test_the_statement_was_reviewed_within_the_year():
    from dashboard.market.clock import today

    reviewed = datetime.strptime(accessibility.REVIEWED, "%d %B %Y").date()
    assert (today() - reviewed).days < 366
