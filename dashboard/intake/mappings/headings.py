"""Headings: which of a file's columns a profile means, compared as forgivingly as the reader compares them."""

import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from dashboard.intake import people
from dashboard.intake.kinds import clean

_FORMAT = re.compile(r"\((?:[dmyhs:/. -]+|true ?/ ?false|yes ?/ ?no|y ?/ ?n|£|gbp)\)\s*$", re.IGNORECASE)
"""What a heading says in brackets of how its cells are written, such as (DD/MM/YYYY)."""


def bare(heading: str) -> str:
    """A heading without what is forgiven: case, blanks and punctuation."""
    return re.sub(r"[\W_]+", "", clean(heading).casefold())


def plain(heading: str) -> str:
    """A bare heading, also without the format of its cells in brackets."""
    return bare(_FORMAT.sub("", clean(heading)))


def at(headings: Sequence[str], synonyms: Iterable[str]) -> int | None:
    """Where the first of the synonyms that is there stands among the headings; None if none is."""
    exact, loose = [bare(heading) for heading in headings], [plain(heading) for heading in headings]
    for synonym in synonyms:
        for names in (exact, loose):
            if bare(synonym) in names:
                return names.index(bare(synonym))
    return None


def never(heading: str, patterns: Iterable[str]) -> bool:
    """Whether a heading is one of those that are never read; `*` in a pattern stands for anything."""
    for pattern in patterns:
        whole = "*".join(bare(part) for part in pattern.split("*"))
        if fnmatchcase(bare(heading), whole) or fnmatchcase(plain(heading), whole):
            return True
    return False


def person(heading: str) -> str | None:
    """What person's fact a heading promises; None if none."""
    return people.in_heading(re.sub(r"\s+", "_", clean(heading).lower()))
