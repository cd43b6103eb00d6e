"""Drafts: what the buyers asked for agreed, by their notices; and what became of every release."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dashboard.intake.mappings.ocds.agreed import agreed
from dashboard.intake.mappings.ocds.buyers import asked_for, buyers, like
from dashboard.intake.mappings.ocds.merging import merged
from dashboard.intake.mappings.ocds.notices import Notice, NotOCDS, notices
from dashboard.intake.mappings.ocds.rows import row, to_fill
from dashboard.intake.mappings.ocds.suppliers import Suppliers
from dashboard.intake.mappings.ocds.terms import instant
from dashboard.intake.mappings.ocds.words import identifier, listed, obj, objects, plain
from dashboard.settings import Settings


@dataclass(frozen=True)
class Outcome:
    """What one release became, or why it was left out."""

    file: str
    ocid: str
    release_id: str
    title: str
    became: str
    """The contract_ids it is drafted as, with `; ` between them; "" if none."""
    why: str


@dataclass(frozen=True)
class Drafts:
    """What notices give: rows by column, every column there, "" for blank; and an outcome for each release."""

    contracts: list[dict[str, str]]
    providers: list[dict[str, str]]
    outcomes: list[Outcome]


@dataclass
class _Procurement:
    """The releases of one procurement by the buyers asked for, in their order, and what holds after each."""

    buyers: set[str] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)
    holds: list[dict[str, Any]] = field(default_factory=list)
    drafted: list[str] = field(default_factory=list)
    """The ids of what is drafted (not all drafts have one)."""
    said: list[str] = field(default_factory=list)
    """A sentence for each award: how it is drafted, or why it is no contract."""

    def merge(self) -> None:
        self.notices.sort(key=lambda notice: instant(notice.release.get("date")))
        after: dict[str, Any] = {}
        for notice in self.notices:
            after = merged(after, notice.release)
            self.holds.append(after)


def read(paths: Iterable[Path], buyers: Sequence[str], settings: Settings) -> Drafts:
    """Draft what the buyers of these names agreed, from files of notices in any OCDS shape.

    Raises `NotOCDS` with a sentence for a person where a file is no OCDS.
    """
    found = [notice for path in paths for notice in notices(path)]
    try:
        return _read(found, buyers, settings)
    except RecursionError:
        raise NotOCDS("The notices are nested too deep to be read. Download them again.") from None


def _read(found: list[Notice], asked: Sequence[str], settings: Settings) -> Drafts:
    whys = {id(notice): notice.left_out for notice in found if notice.left_out}
    contracts: list[dict[str, str]] = []
    suppliers = Suppliers()
    of: dict[int, _Procurement] = {}
    for procurement in _procurements(found, asked, whys):
        contracts += _draft(procurement, settings, suppliers)
        of |= {id(notice): procurement for notice in procurement.notices}
    outcomes = []
    for notice in found:
        its = of.get(id(notice))
        outcomes.append(Outcome(
            notice.file, identifier(notice.release.get("ocid")), identifier(notice.release.get("id")),
            _title(notice.release), "; ".join(its.drafted) if its else "",
            _why(notice, its) if its else whys[id(notice)],
        ))
    return Drafts(contracts, suppliers.rows(), outcomes)


def _procurements(found: list[Notice], asked: Sequence[str], whys: dict[int, str]) -> list[_Procurement]:
    """The procurements of the buyers asked for; why other releases are not among them goes to `whys`.

    One ocid may serve several buyers (a register, a framework): the releases of each are then a procurement.
    """
    by_ocid: dict[str, list[_Procurement]] = {}
    nameless: list[Notice] = []
    for at, notice in enumerate(found):
        names = buyers(notice.release)
        matched = {one for name in names for one in asked_for(name, asked)}
        if notice.left_out:
            continue
        if matched:
            of_ocid = by_ocid.setdefault(identifier(notice.release.get("ocid")) or f" {at}", [])
            group = next((group for group in of_ocid if group.buyers & matched), None)
            if group is None:
                of_ocid.append(group := _Procurement())
            group.buyers |= matched
            _add(group, notice, whys)
        elif names:
            near = list(dict.fromkeys(one for name in names for one in like(name, asked)))
            whys[id(notice)] = f"Its buyer, {listed(names[:3])}, is not asked for." + (
                f" The name is like {listed(near)}: if it is meant, ask for it by its own name." if near else ""
            )
        else:
            nameless.append(notice)
    for notice in nameless:
        own = by_ocid.get(identifier(notice.release.get("ocid")), [])
        if len(own) == 1:
            _add(own[0], notice, whys)
        else:
            whys[id(notice)] = "It names no buyer, so whose it is cannot be told."
    found_groups = [group for of_ocid in by_ocid.values() for group in of_ocid]
    for group in found_groups:
        group.merge()
    return found_groups


def _add(group: _Procurement, notice: Notice, whys: dict[int, str]) -> None:
    same = next((other for other in group.notices if other.release == notice.release), None)
    if same:
        whys[id(notice)] = f"The same release stands in {same.file} already, and is read once."
    else:
        group.notices.append(notice)


def _draft(procurement: _Procurement, settings: Settings, suppliers: Suppliers) -> list[dict[str, str]]:
    """The rows of a procurement; what it became is noted in it."""
    after_each = [agreed(holds)[0] for holds in procurement.holds]
    kept, left_out = agreed(procurement.holds[-1])
    rows = []
    for one in kept:
        ends = [its.term.end for some in after_each for its in some if its.id == one.id and its.term.end]
        cells = row(one, buyers(procurement.holds[-1]), list(dict.fromkeys(ends)), settings, several=len(kept) > 1)
        rows.append(cells)
        for supplier in one.suppliers:
            suppliers.add(supplier, one.id)
        names = [supplier.name for supplier in one.suppliers]
        what = (
            f"Drafted as one contract with a blank provider: its {len(names)} suppliers are each in providers.csv."
            if len(names) > 1 else f"Drafted as a contract with {names[0].rstrip('.')}."
            if names else "Drafted as a contract; its supplier is not named."
        )
        procurement.said.append(f"{what} To fill in: {', '.join(to_fill(cells))}.")
    procurement.drafted = [one.id for one in kept if one.id]
    procurement.said += left_out
    return rows


def _why(notice: Notice, procurement: _Procurement) -> str:
    """What became of a release, by what the whole procurement became."""
    release = notice.release
    if _awards(release):
        last = [other for other in procurement.notices if _awards(other.release)][-1]
        if notice is last:
            return " ".join(procurement.said)
        day = plain(last.release.get("date"))[:10]
        return f"A later release of the procurement, of {day}, is followed where the two differ."
    if procurement.said:
        return "Its award is in another release: what this one says of term and extension is used where that is silent."
    tags = release.get("tag")
    tags = " ".join(plain(tag) for tag in (tags if isinstance(tags, list) else [tags])).lower()
    status = plain(obj(release.get("tender")).get("status")).lower()
    if status in ("cancelled", "unsuccessful", "withdrawn") or "cancel" in tags:
        ended = status if status in ("unsuccessful", "withdrawn") else "cancelled"
        return f"The tender is {ended}: there is no contract."
    if "award" in tags or "contract" in tags:
        return "It is a notice of an award or a contract, but holds neither."
    if "tender" in tags or status in ("active", "complete"):
        return "A tender: no award of it is in the files given."
    if "planning" in tags or release.get("planning"):
        return "A procurement that is planned: no award of it is in the files given."
    return "It awards nothing."


def _awards(release: dict[str, Any]) -> bool:
    return bool(objects(release.get("awards")) or objects(release.get("contracts")))


def _title(release: dict[str, Any]) -> str:
    things = (obj(release.get("tender")), release, *objects(release.get("awards")), *objects(release.get("contracts")))
    return next((title for thing in things if (title := plain(thing.get("title")))), "")
