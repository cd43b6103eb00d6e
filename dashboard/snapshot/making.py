"""Making a snapshot: the tables of a view, the page, and the manifest."""

import hashlib
import json
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path
from urllib.parse import parse_qsl

import dashboard
from dashboard.components.asked import Asked
from dashboard.market.filters import Filters
from dashboard.market.market import Market
from dashboard.measures import MEASURES
from dashboard.measures.csv import csv_text
from dashboard.settings import Settings
from dashboard.snapshot.kept import MANIFEST, PAGE, Definition, Manifest, sha256, zipped
from dashboard.snapshot.page import page

LIBRARIES = ("numpy", "pandas", "pydantic", "python-dateutil", "SQLAlchemy")
"""The libraries that figures pass through."""


def snapshot(market: Market, filters: Filters, settings: Settings) -> bytes:
    """A view's snapshot as a ZIP, for filters with the day and import filled in.

    Made twice of the same view and data it is the same, byte by byte.
    """
    asked = Asked(market, settings, filters, filters)
    tables = {f"{name}.csv": csv_text(asked.table(name), MEASURES[name]).encode("utf-8-sig") for name in MEASURES}
    files = tables | {PAGE: page(asked).encode()}
    made = manifest(asked, files).model_dump(mode="json")
    return zipped(files | {MANIFEST: (json.dumps(made, indent=2, ensure_ascii=False) + "\n").encode()})


def manifest(asked: Asked, files: dict[str, bytes]) -> Manifest:
    """What the manifest says of a view and its files."""
    filters = dict(parse_qsl(asked.filled.to_query(weeks=None)))
    return Manifest(
        as_of=asked.day,
        known_at=asked.market.number,
        example=asked.market.example,
        filters={name: value for name, value in filters.items() if name not in ("as_of", "known_at")},
        settings=asked.settings.of_figures(),
        program=program(),
        libraries={"python": platform.python_version()} | {name: version(name) for name in LIBRARIES},
        measures={
            name: Definition(
                question=measure.question,
                definition=measure.definition.strip(),
                columns={column.name: column.meaning for column in measure.columns},
            )
            for name, measure in MEASURES.items()
        },
        files={name: sha256(body) for name, body in sorted(files.items())},
    )


@cache
def program() -> dict[str, str]:
    """The program's version, and the SHA-256 of its source: the same only where nothing in it was changed."""
    found = hashlib.sha256()
    package = Path(dashboard.__file__).parent
    for path in sorted([*package.rglob("*.py"), *package.rglob("*.html")]):
        found.update(f"{path.relative_to(package).as_posix()} {sha256(path.read_bytes())}\n".encode())
    return {"version": dashboard.__version__, "sha256": found.hexdigest()}
