"""A snapshot's file: a ZIP of the tables, of a page to read, and of the manifest that says how they came about."""

import hashlib
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

MANIFEST = "manifest.json"
PAGE = "snapshot.html"

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time that every file in it bears: the same contents give the same bytes."""


class Damaged(Exception):
    """A file that is no snapshot, or cannot be read as one."""


class Definition(BaseModel):
    """A measure, as it was defined."""

    question: str
    definition: str
    columns: dict[str, str]
    """Each column's meaning, by its name."""


class Manifest(BaseModel):
    """How a snapshot's tables came about: all that is needed to work them out again."""

    as_of: date
    known_at: int
    """The import after which the data were so known; 0 for an empty database."""
    example: bool
    filters: dict[str, str]
    """As an address gives them; a filter that is not named chose all."""
    settings: dict[str, Any]
    program: dict[str, str]
    """Its version, and the SHA-256 of its source."""
    libraries: dict[str, str]
    measures: dict[str, Definition]
    files: dict[str, str]
    """The SHA-256 of each file but the manifest."""


@dataclass(frozen=True)
class Snapshot:
    """A snapshot as it was read."""

    manifest: Manifest
    files: Mapping[str, bytes]
    """Every file but the manifest, by name."""

    @property
    def damage(self) -> list[str]:
        """A sentence for each file that is not the one that the manifest names."""
        named = self.manifest.files
        return [
            *(f"{name} is missing." for name in named if name not in self.files),
            *(f"{name} was added: the manifest does not name it." for name in self.files if name not in named),
            *(
                f"{name} was changed: its SHA-256 is not the manifest's."
                for name, body in self.files.items() if name in named and sha256(body) != named[name]
            ),
        ]


def sha256(body: bytes) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files as a ZIP whose bytes depend on nothing but their names and contents."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever it is made: the next line is in its terms
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return written.getvalue()


def read(path: Path) -> Snapshot:
    """Read a snapshot's file; raises Damaged where that cannot be done."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if twice := [name for name, count in Counter(names).items() if count > 1]:
                raise Damaged(f"{path} holds {' and '.join(twice)} twice.")
            files = {name: archive.read(name) for name in names}
    except OSError as wrong:
        raise Damaged(f"{path} cannot be read: {wrong.strerror or wrong}.") from wrong
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as wrong:
        raise Damaged(f"{path} is no snapshot, or a broken one: {wrong}.") from wrong
    if MANIFEST not in files:
        raise Damaged(f"{path} is no snapshot: it has no {MANIFEST}.")
    try:
        manifest = Manifest.model_validate_json(files.pop(MANIFEST))
    except ValidationError as wrong:
        raise Damaged(f"{MANIFEST} in {path} cannot be read: {wrong}") from wrong
    return Snapshot(manifest, files)
