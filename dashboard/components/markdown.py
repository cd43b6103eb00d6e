"""Texts of ours as Dash components, and as HTML, with the Markdown that they use.

That is paragraphs, lists, bold, italic, code and links.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from dash import html
from markupsafe import Markup, escape

INLINE = re.compile(
    r"\*\*(?P<strong>.+?)\*\*|\*(?P<em>.+?)\*|`(?P<code>.+?)`|\[(?P<a>[^]]+)\]\((?P<href>[^)]+)\)"
)
"""What is marked in a line, by the name of its tag."""


class Element(NamedTuple):
    """A tag, with what is within it; `href` of a link."""

    tag: str
    within: "str | list[str | Element]"
    href: str | None = None


def markdown(text: str) -> list[Any]:
    """The components of a text: a paragraph or list for each block between blank lines."""
    return [_component(block) for block in _blocks(text)]


def inline(text: str) -> list[Any]:
    """The components of one line: text, and what is marked in it."""
    return [_component(part) for part in _line(text)]


def markdown_html(text: str) -> Markup:
    """A text as HTML."""
    return Markup("\n").join(_html(block) for block in _blocks(text))


def inline_html(text: str) -> Markup:
    """One line as HTML."""
    return Markup("").join(_html(part) for part in _line(text))


def _blocks(text: str) -> Iterator[Element]:
    for block in map(str.strip, re.split(r"\n\s*\n", text)):
        if block.startswith("- "):
            yield Element("ul", [Element("li", _line(item)) for item in re.split(r"(?:^|\n)- ", block) if item])
        elif block:
            yield Element("p", _line(block))


def _line(text: str) -> list[str | Element]:
    parts: list[str | Element] = []
    done = 0
    for found in INLINE.finditer(text := " ".join(text.split())):
        marked = {tag: words for tag, words in found.groupdict().items() if words}
        href = marked.pop("href", None)
        parts += [text[done : found.start()], *(Element(tag, words, href) for tag, words in marked.items())]
        done = found.end()
    return [part for part in [*parts, text[done:]] if part != ""]


def _component(part: str | Element) -> Any:
    if isinstance(part, str):
        return part
    within = part.within if isinstance(part.within, str) else list(map(_component, part.within))
    return html.A(within, href=part.href) if part.href else getattr(html, part.tag.capitalize())(within)


def _html(part: str | Element) -> Markup:
    if isinstance(part, str):
        return escape(part)
    within = escape(part.within) if isinstance(part.within, str) else Markup("").join(map(_html, part.within))
    href = Markup(' href="{}"').format(part.href) if part.href else ""
    return Markup("<{tag}{href}>{within}</{tag}>").format(tag=part.tag, href=href, within=within)
