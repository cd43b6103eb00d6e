"""Notices: the releases in a file of any OCDS shape."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.intake.mappings.ocds.words import obj


class NotOCDS(Exception):
    """A file that holds no procurement notices; the message says why, for the person who gave it."""


@dataclass(frozen=True)
class Notice:
    """One release, and the file it stands in; `left_out` says why where it is not to be read."""

    file: str
    release: dict[str, Any]
    left_out: str = ""


def notices(path: Path) -> list[Notice]:
    """The releases of a file: a release or record package, a single release or record, JSON lines, or a list of those.

    A package without releases gives none. Raises `NotOCDS` where the file cannot be read or is something else.
    """
    try:
        found: list[Notice] = []
        for value in _values(_text(path), path.name):
            some = _found(value, path.name)
            if some is None:
                raise NotOCDS(
                    f"{path.name} is JSON, but holds no OCDS releases or records. Give the notices as the portal's "
                    "“OCDS” or “release package” download gives them."
                )
            found += some
        return found
    except RecursionError:
        raise NotOCDS(f"{path.name} is nested too deep to be a procurement notice. Download it again.") from None


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise NotOCDS(f"There is no file {path}. Check its name.") from None
    except OSError as wrong:
        raise NotOCDS(f"{path.name} cannot be read: {wrong.strerror}. Give a file of notices.") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotOCDS(
            f"{path.name} is not text in UTF-8: it may be packed (unpack it first) or saved by another program "
            "(download it again)."
        ) from None
    if not text.strip():
        raise NotOCDS(f"{path.name} is empty. Download it again.")
    return text


def _values(text: str, name: str) -> list[Any]:
    try:
        return [_json(text, name)]
    except json.JSONDecodeError as whole:
        lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        values: list[Any] = []
        for number, line in lines if whole.msg.startswith("Extra data") else []:
            try:
                values.append(_json(line, f"{name} line {number}"))
            except json.JSONDecodeError as wrong:
                if values:
                    raise NotOCDS(_broken(f"{name} line {number}", wrong, line)) from None
                break
        if not values:
            raise NotOCDS(_broken(f"{name} line {whole.lineno}", whole, text)) from None
        return values


def _json(text: str, place: str) -> Any:
    def unlike(constant: str) -> None:
        raise NotOCDS(f"{place} holds the number {constant}, which JSON does not have. Download it again.")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = next(key for at, (key, _) in enumerate(pairs) if key in dict(pairs[:at]))
            raise NotOCDS(
                f"{place} gives “{twice[:60]}” twice for one thing: which is meant cannot be told. Download it again."
            )
        return found

    try:
        return json.loads(text, parse_constant=unlike, object_pairs_hook=once)
    except json.JSONDecodeError:
        raise
    except ValueError:
        raise NotOCDS(f"{place} holds a number with thousands of digits. Download it again.") from None


def _broken(place: str, wrong: json.JSONDecodeError, text: str) -> str:
    if wrong.pos >= len(text.rstrip()) or wrong.msg.startswith("Unterminated string"):
        return f"{place}: the file ends in the middle of a notice: it is cut off. Download it again, whole."
    return f"{place} is not JSON (at sign {wrong.colno}). Give a file of OCDS notices, as the portal gives it."


def _found(value: Any, file: str) -> list[Notice] | None:
    """The releases in a value; None where it is no OCDS."""
    if isinstance(value, list):
        each = [_found(item, file) for item in value]
        return None if None in each else [notice for some in each for notice in some or []]
    value = obj(value)
    if "compiledRelease" in value or "versionedRelease" in value or ("releases" in value and "ocid" in value):
        return _record(value, file)
    for name, one in (("records", _record), ("releases", _release)):
        if isinstance(value.get(name), list):
            return [notice for item in value[name] for notice in one(item, file)]
    if isinstance(value.get("results"), list):
        return _found(value["results"], file)
    if "ocid" in value or ("tag" in value and value.keys() & {"tender", "awards", "contracts", "planning", "buyer"}):
        return _release(value, file)
    return None


def _release(value: Any, file: str) -> list[Notice]:
    if not isinstance(value, dict):
        return [Notice(file, {}, "It is not a release: there is something else in its place.")]
    if value.keys() <= {"url", "date", "tag"} and "url" in value:
        return [Notice(file, value, "The file only has a link to it. Give the release itself.")]
    return [Notice(file, value)]


def _record(value: Any, file: str) -> list[Notice]:
    record = obj(value)
    releases = record.get("releases")
    releases = [notice for item in releases for notice in _release(item, file)] if isinstance(releases, list) else []
    compiled = record.get("compiledRelease")
    if isinstance(compiled, dict):
        inside = "It is part of its record's compiled release, which was read in its place."
        whole = [notice for notice in releases if not notice.left_out]
        return [Notice(file, compiled), *(Notice(file, notice.release, inside) for notice in whole)]
    return releases or [Notice(file, record, "The record has no release in it that can be read.")]
