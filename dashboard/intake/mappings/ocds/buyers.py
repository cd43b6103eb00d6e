"""Buyers: whether a notice's buyer is one of those asked for, by its whole name."""

import re
from collections.abc import Sequence
from typing import Any

from dashboard.intake.mappings.ocds.words import comparable, obj, objects, plain
from dashboard.settings import Settings

_COUNCIL = re.compile(
    r"^(?:the )?(?:(?:london|royal|metropolitan) )*(?:borough of |city of |county of )?(.+?)"
    r"(?: (?:city|county|borough|district|metropolitan|unitary|council|authority))*$"
)
_AND = re.compile(r" ?[;,/|&] ?| (?:and|on behalf of) ", re.IGNORECASE)


def buyers(release: dict[str, Any]) -> list[str]:
    """The names of a release's buyers, its first buyer first."""
    parties = [
        party for party in objects(release.get("parties"))
        if {"buyer", "procuringEntity"} & {role for role in _list(party.get("roles")) if isinstance(role, str)}
    ]
    tender = obj(release.get("tender"))
    names = [obj(release.get("buyer")).get("name"), *(party.get("name") for party in parties),
             obj(tender.get("procuringEntity")).get("name")]
    return list(dict.fromkeys(filter(None, (plain(name).strip(" ,;") for name in names))))


def asked_for(name: str, asked: Sequence[str]) -> list[str]:
    """Which of the buyers asked for a buyer's name is, or names beside one another (“A and B”, “A / B”).

    Names are compared whole: neither “Peterborough City Council Academy” nor “Cambridgeshire and Peterborough NHS
    Foundation Trust” is one of the two councils.
    """
    whole = _parts(name)
    found = []
    for one in asked:
        parts = _parts(one)
        # A name of a single word is too short to be found beside another: “Cambridgeshire and Peterborough …”.
        if parts and (parts == whole or (" " in parts.strip("; ") and parts in whole)):
            found.append(one)
    return found


def like(name: str, asked: Sequence[str]) -> list[str]:
    """The buyers asked for whose name is a part of a buyer's name, or the other way round."""
    own = f" {comparable(name)} "
    return [one for one in asked if f" {comparable(one)} " in own or own in f" {comparable(one)} "]


def authorities(name: str, settings: Settings) -> list[str]:
    """The codes of the settings' authorities that a buyer's name names, as “Peterborough City Council” does PCC."""
    councils = [part for part in _AND.split(name) if re.search(r"\b(?:council|borough)\b", part, re.IGNORECASE)]
    named = {_place(comparable(part)) for part in (name, *councils)}
    return [code for code, its in settings.authorities.items() if _place(comparable(its.name)) in named]


def _place(name: str) -> str:
    found = _COUNCIL.match(name)
    return found[1] if found else name


def _parts(name: str) -> str:
    """A name with its parts between semicolons."""
    parts = [re.sub(r"^the ", "", comparable(part)) for part in _AND.split(plain(name))]
    joined = "; ".join(filter(None, parts))
    return f"; {joined};" if joined else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
