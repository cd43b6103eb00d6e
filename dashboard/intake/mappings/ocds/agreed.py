"""What is agreed: the awards and contracts of a procurement, and why some of them are no contract."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from dashboard.intake.mappings.ocds.suppliers import Supplier, suppliers
from dashboard.intake.mappings.ocds.terms import Term, term
from dashboard.intake.mappings.ocds.words import identifier, listed, obj, objects, plain


@dataclass(frozen=True)
class Agreed:
    """One award, with the contract made from it where the notices tell of one."""

    id: str
    """The same in every release of the procurement; "" where the notice gives no id at all."""
    title: str
    """What was procured, and `part` what of it this award is for."""
    part: str
    suppliers: list[Supplier]
    notes: list[str]
    """Sentences on suppliers that are named twice, or not."""
    term: Term
    planned: Term
    """The term that the tender planned; only a hint where the award gives none."""
    value: dict[str, Any]
    texts: list[Any] = field(default_factory=list)
    """Free texts that may tell of extension, the nearest first."""
    renewals: list[Any] = field(default_factory=list)
    """What stands in the notice's fields for renewals."""
    renewable: bool | None = None
    """Whether it can be renewed at all; None where the notice does not say."""
    ended: bool = False
    """Whether the notice says that the contract has come to an end."""
    techniques: dict[str, Any] = field(default_factory=dict)
    procedure: str = ""


def agreed(release: dict[str, Any]) -> tuple[list[Agreed], list[str]]:
    """What a procurement's notices, merged, agreed; and a sentence for each award that is no contract."""
    kept, left_out = [], []
    pairs = list(_pairs(release))
    ids = _ids(identifier(release.get("ocid")), pairs)
    for (award, contract), its in zip(pairs, ids, strict=True):
        found, notes = suppliers(award if award.get("suppliers") else contract, release)
        why = _no_contract(award, contract)
        if why:
            to = f" to {listed([supplier.name for supplier in found])}" if found else ""
            left_out.append(f"The award{to} {why}")
        else:
            kept.append(_one(its, award, contract, release, found, notes))
    return kept, left_out


def _pairs(release: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each award with each contract made from it, or with an empty one; contracts without an award by themselves."""
    awards, contracts = objects(release.get("awards")), objects(release.get("contracts"))
    if len(awards) == len(contracts) == 1 and identifier(contracts[0].get("awardID")) in (
        "", identifier(awards[0].get("id"))
    ):
        return [(awards[0], contracts[0])]
    pairs: list[tuple[dict[str, Any], dict[str, Any]]] = []
    known = {identifier(award.get("id")) for award in awards} - {""}
    for award in awards:
        own = known & {identifier(award.get("id"))}
        made = [contract for contract in contracts if identifier(contract.get("awardID")) in own]
        pairs += [(award, contract) for contract in made or [{}]]
    return pairs + [({}, contract) for contract in contracts if identifier(contract.get("awardID")) not in known]


def _ids(ocid: str, pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> list[str]:
    """A contract_id for each pair: the procurement's with the award's, so that a later contract notice changes none."""
    found = []
    awards = Counter(identifier(award.get("id")) for award, _ in pairs)
    for award, contract in pairs:
        own = identifier(award.get("id")) or identifier(contract.get("awardID"))
        if awards[own] > 1 or not own:
            own = "-".join(filter(None, (own, identifier(contract.get("id")))))
        if not own and len(pairs) > 1:
            found.append("")
        else:
            found.append(own if own.startswith(ocid) else "-".join(filter(None, (ocid, own))))
    twice = Counter(found)
    return ["" if twice[its] > 1 else its for its in found]


def _no_contract(award: dict[str, Any], contract: dict[str, Any]) -> str:
    """Why an award is no contract; "" where it is one."""
    of_award, of_contract = (plain(thing.get("status")).lower() for thing in (award, contract))
    if of_award in ("cancelled", "unsuccessful", "withdrawn"):
        return f"is {of_award}: there is no contract."
    if of_contract == "cancelled":
        return "came to no contract: the contract was cancelled before it began."
    if of_award == "pending" and of_contract in ("", "pending"):
        return "is still pending: give the later notice once the contract is made."
    return ""


def _one(
    its: str, award: dict[str, Any], contract: dict[str, Any], release: dict[str, Any], found: list[Supplier],
    notes: list[str],
) -> Agreed:
    tender = obj(release.get("tender"))
    lots = objects(tender.get("lots"))
    related = award.get("relatedLots")
    wanted = {identifier(lot) for lot in related} if isinstance(related, list) else set()
    own = [lot for lot in lots if identifier(lot.get("id")) in wanted] or (lots if len(lots) == 1 else [])
    things = [contract, award, *own, tender]
    title = plain(tender.get("title")) or plain(release.get("title")) or plain(award.get("title"))
    parts = [plain(thing.get("title")) for thing in (contract, award)]
    part = next((part for part in parts if part and part != title), "; ".join(
        filter(None, (plain(lot.get("title")) for lot in own if len(lots) > 1))
    ))
    says = [thing.get("hasRenewal") for thing in things if isinstance(thing.get("hasRenewal"), bool)]
    return Agreed(
        its, title or part, part if title else "", found, notes,
        term(obj(award.get("contractPeriod")) | obj(contract.get("period"))),
        term(obj(tender.get("contractPeriod")) | obj(own[0].get("contractPeriod") if own else None)),
        obj(contract.get("value")) or obj(award.get("value")),
        texts=[text for thing in (*things, release) for text in (
            obj(thing.get("options")).get("description"), thing.get("description"),
        )],
        renewals=[obj(thing.get("renewal")).get("description") for thing in things],
        renewable=says[0] if says else None,
        ended=plain(contract.get("status")).lower() == "terminated",
        techniques=obj(tender.get("techniques")),
        procedure=plain(tender.get("procurementMethodDetails")),
    )

