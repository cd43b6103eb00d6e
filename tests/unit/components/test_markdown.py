"""Texts as components, and as HTML."""

from dash import html

from dashboard.components.markdown import inline, inline_html, markdown, markdown_html
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


def test_a_link():
    before, link, after = inline("Open the [Data page](/data).")
    assert (before, link.children, link.href, after) == ("Open the ", "Data page", "/data", ".")
    assert inline("[z] (a) [b]") == ["[z] (a) [b]"]


def test_the_same_as_html():
    assert markdown_html("One\nline.\n\n- a **b**\n  c\n- d\n\nThe *end*.") == (
        "<p>One line.</p>\n<ul><li>a <strong>b</strong> c</li><li>d</li></ul>\n<p>The <em>end</em>.</p>"
    )
    assert inline_html("`code`, [Data](/data?a=1&b=2)") == '<code>code</code>, <a href="/data?a=1&amp;b=2">Data</a>'


def test_markup_in_a_text_stays_text():
    assert inline("<b>a</b>") == ["<b>a</b>"]
    assert inline_html("<b>a</b> *<i>*") == "&lt;b&gt;a&lt;/b&gt; <em>&lt;i&gt;</em>"
