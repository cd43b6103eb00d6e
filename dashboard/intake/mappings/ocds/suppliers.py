"""Suppliers: who was awarded a contract, each once, as rows of providers.csv."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from dashboard.intake.columns import FILES
from dashboard.intake.mappings.ocds.words import comparable, identifier, listed, obj, objects, supplier_name

PROVIDERS = [column.name for column in FILES["providers"].columns] + ["contracts", "to_confirm"]
"""The columns of a drafted provider: the data contract's, then those to confirm, which a delivery leaves out."""


@dataclass(frozen=True)
class Supplier:
    """A supplier by its name and Companies House number ("" where the notice gives none)."""

    name: str
    company_number: str = ""

    def same(self, other: "Supplier") -> bool:
        """Whether both are one: the same number, or the same name where not both have a number."""
        if self.company_number and other.company_number:
            return self.company_number == other.company_number
        return comparable(self.name) == comparable(other.name)


def suppliers(award: dict[str, Any], release: dict[str, Any]) -> tuple[list[Supplier], list[str]]:
    """An award's suppliers, each once; and a sentence on those named twice, and on names that are withheld."""
    parties = {identifier(party.get("id")): party for party in objects(release.get("parties"))}
    named = objects(award.get("suppliers"))
    found: list[Supplier] = []
    twice, withheld = [], 0
    for supplier in named:
        party = parties.get(identifier(supplier.get("id")), {})
        name = supplier_name(supplier.get("name")) or supplier_name(party.get("name"))
        known = len(found)
        if not name:
            withheld += 1
        elif _join(found, Supplier(name, _company_number(supplier, party))) < known:
            twice.append(name)
    notes = [f"The award names {listed(list(dict.fromkeys(twice)))} more than once."] if twice else []
    if withheld:
        notes.append(f"The notice withholds the name of {'a supplier' if withheld == 1 else f'{withheld} suppliers'}.")
    return found, notes if named else ["The notice names no supplier."]


def _join(found: list[Supplier], new: Supplier) -> int:
    """Put a supplier among those found; where it is there already, keep its number. Says at which place it is."""
    for at, old in enumerate(found):
        if old.same(new):
            found[at] = replace(old, company_number=old.company_number or new.company_number)
            return at
    found.append(new)
    return len(found) - 1


def _company_number(*parts: dict[str, Any]) -> str:
    """The Companies House number in a supplier's identifiers, with the leading zeros that are often lost."""
    for text in (text for part in parts for text in _numbers(part)):
        number = text.upper().replace(" ", "")
        if re.fullmatch(r"[0-9]{5,8}", number) and int(number):
            return number.zfill(8)
        if re.fullmatch(r"[A-Z]{2}[0-9]{6}|R[0-9]{7}", number):
            return number
    return ""


def _numbers(part: dict[str, Any]) -> Iterator[str]:
    for its in (obj(part.get("identifier")), *objects(part.get("additionalIdentifiers"))):
        if identifier(its.get("scheme")).upper() == "GB-COH":
            yield identifier(its.get("id"))
    if (own := identifier(part.get("id"))).upper().startswith("GB-COH-"):
        yield own[len("GB-COH-"):]


class Suppliers:
    """The suppliers of all drafts, each once, and the contracts that each was awarded."""

    def __init__(self) -> None:
        self._found: list[Supplier] = []
        self._contracts: list[list[str]] = []

    def add(self, supplier: Supplier, contract_id: str) -> None:
        """A supplier of one more contract."""
        at = _join(self._found, supplier)
        if at == len(self._contracts):
            self._contracts.append([])
        if contract_id not in self._contracts[at]:
            self._contracts[at].append(contract_id)

    def rows(self) -> list[dict[str, str]]:
        """A row for each supplier, by column."""
        return [
            dict.fromkeys(PROVIDERS, "") | {
                "name": supplier.name,
                # Who is awarded a contract by a notice is no service of the council's own.
                "provider_type": "external",
                "company_number": supplier.company_number,
                "contracts": "; ".join(filter(None, contracts)),
                "to_confirm": "To fill in: provider_id, the council's own supplier number (the one it has already, "
                "where the supplier is in the market)."
                + ("" if supplier.company_number else " The notice gives no Companies House number."),
            }
            for supplier, contracts in zip(self._found, self._contracts, strict=True)
        ]
