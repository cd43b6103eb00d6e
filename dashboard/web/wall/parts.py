"""What a scene of the wall is made of, as it is sent to the page."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Badge:
    """A status: its code, and the word without which its colour is never shown."""

    code: str
    word: str


@dataclass(frozen=True)
class Late:
    """Authorities whose hours are later than their rhythm, and the sentence that says so."""

    places: tuple[int, ...]
    """The authorities' places in the settings, from 1."""
    text: str


@dataclass(frozen=True)
class Answer:
    """The scene's answer for one authority, in a sentence."""

    text: str
    place: int
    """The authority's place in the settings, from 1: its colour."""


@dataclass(frozen=True)
class Bar:
    """A count as a bar, with its share of the whole."""

    label: str
    count: str
    share: float


@dataclass(frozen=True)
class Column:
    """What stands under one authority's answer: a large figure, with what it is and what is behind it."""

    title: str
    place: int
    figure: str
    unit: str
    lines: tuple[str, ...] = ()
    badge: Badge | None = None
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True)
class Graph:
    """One authority's graph, or the words that stand in its place."""

    label: str
    figure: dict[str, Any] | None = None


@dataclass(frozen=True)
class Bullet:
    """One block contract: what it delivered of the hours contracted to date."""

    title: str
    place: int | None
    """The authority's place, or None where it covers several."""
    badge: Badge
    text: str
    share: float | None


@dataclass(frozen=True)
class Act:
    """What must be done next about a contract, and in how many days."""

    title: str
    what: str
    figure: str
    unit: str
    badge: Badge | None = None


@dataclass(frozen=True)
class Scene:
    """One question, with an answer for each authority, and one kind of picture that shows it."""

    id: str
    question: str
    answers: tuple[Answer, ...]
    columns: tuple[Column, ...] = ()
    graphs: tuple[Graph, ...] = ()
    bullets: tuple[Bullet, ...] = ()
    band: tuple[float, float] | None = None
    """Between which shares a bullet should end."""
    acts: tuple[Act, ...] = ()
    note: str = ""
    seconds: int = 0
    """For how long it is shown."""


@dataclass(frozen=True)
class Screen:
    """The room for a scene's picture in px, and the size of its smallest text."""

    width: int = 1860
    height: int = 600
    text: int = 44
