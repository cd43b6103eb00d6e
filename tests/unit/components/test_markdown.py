"""Definitions as components."""

from dash import html

from dashboard.components.markdown import inline, markdown
from tests.unit.components.views import text_of


def test_paragraphs_and_lists():
    first, second, third = markdown("One\nline.\n\n- a **b**\n  c\n- d\n\nThe *end*.")
    assert isinstance(first, html.P) and first.children == ["One line."]
    assert isinstance(second, html.Ul) and [text_of(item) for item in second.children] == ["a b c", "d"]
    assert text_of(third) == "The end ."


def test_marks():
    bold, text, code = inline("**Bold** and `code`")
    assert isinstance(bold, html.Strong) and bold.children == "Bold"
    assert text == " and "
    assert isinstance(code, html.Code) and code.children == "code"


def test_markup_in_a_text_stays_text():
    assert inline("<b>a</b>") == ["<b>a</b>"]
