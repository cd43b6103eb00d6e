"""Small tables of other shapes, and what becomes of them."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dashboard.intake import Checked, check
from dashboard.intake.mappings import Mapped, Profile, apply, parse, shipped
from dashboard.intake.mappings.profile import Feed
from tests.unit.intake.deliveries import SETTINGS, known


def profile(name: str) -> Profile:
    """A shipped profile by its name."""
    return next(one for one in shipped() if one.name == name)


def filled_in(one: Profile, file: str, columns: dict[str, object], values: dict[str, dict[str, str]]) -> Profile:
    """A person's copy of a profile, with what it leaves open."""
    told = {column: (Feed.model_validate(feed),) for column, feed in columns.items()}
    files = {**one.files, file: {**one.files[file], **told}}
    return replace(one, files=files, values={**one.values, **values}, shipped=False)


def written(folder: Path, table: str | bytes, name: str = "table.csv") -> Path:
    """A table as a file."""
    path = folder / name
    path.write_bytes(table if isinstance(table, bytes) else table.encode())
    return path


def applied(one: Profile | str, table: str | bytes, folder: Path, *, lines: bool = True) -> Mapped:
    """A table mapped by a profile (or by its TOML) into a folder of its own."""
    out = folder / "mapped"
    out.mkdir(exist_ok=True)
    return apply(parse(one, "test.toml") if isinstance(one, str) else one, written(folder, table), out, lines=lines)


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV."""
    return list(csv.DictReader(io.StringIO(path.read_text().lstrip())))


def on_lines(path: Path) -> dict[int, list[str]]:
    """The rows of a CSV without line breaks in cells, by the line they stand on."""
    return {at + 1: next(csv.reader([line])) for at, line in enumerate(path.read_text().split("\n")) if line}


def checked(mapped: Mapped) -> Checked:
    """What a table became, checked over what is known of the clean delivery."""
    (folder,) = {path.parent for path in mapped.paths.values()}
    return check(folder, known(), SETTINGS)


def said(found: Sequence[object]) -> list[tuple[str, int | None, str]]:
    """Problems as rule, line and column."""
    return [(one.rule, one.line, one.column) for one in found]  # type: ignore[attr-defined]
