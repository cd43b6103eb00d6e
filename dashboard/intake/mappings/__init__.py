"""Mappings: profiles that turn tables of other shapes into files of the contract."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.intake.problems import Problem


@dataclass(frozen=True)
class Profile:
    """How a table of another shape becomes files of the contract."""

    name: str
    title: str
    never_read: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapped:
    """What a profile made of a table."""

    paths: dict[str, Path] = field(default_factory=dict)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lines: dict[str, list[int]] = field(default_factory=dict)


def fitting(headings: Sequence[str], profiles: Sequence[Profile]) -> Profile | None:
    """The profile that fits some headings."""
    return None


def apply(profile: Profile, table: Path, folder: Path, *, lines: bool = True) -> Mapped:
    """A table turned into files of the contract."""
    raise NotImplementedError
