"""Definitions as Dash components: paragraphs, lists, bold, italic and code are all the Markdown they use."""

import re
from typing import Any

from dash import html

INLINE = re.compile(r"\*\*(?P<bold>.+?)\*\*|\*(?P<italic>.+?)\*|`(?P<code>.+?)`")


def markdown(text: str) -> list[Any]:
    """The components of a text: a paragraph or list for each block between blank lines."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip()]
    return [_list(block) if block.startswith("- ") else html.P(inline(block)) for block in blocks]


def inline(text: str) -> list[Any]:
    """The components of one line: text, and what is marked in it."""
    parts: list[Any] = []
    done = 0
    for found in INLINE.finditer(text := " ".join(text.split())):
        parts.append(text[done : found.start()])
        tag = {"bold": html.Strong, "italic": html.Em, "code": html.Code}[str(found.lastgroup)]
        parts.append(tag(found[str(found.lastgroup)]))
        done = found.end()
    return [part for part in [*parts, text[done:]] if part != ""]


def _list(block: str) -> html.Ul:
    return html.Ul([html.Li(inline(item)) for item in re.split(r"(?:^|\n)- ", block) if item])
