"""Rows: one agreed contract as a row of contracts.csv, with what a person must fill in and confirm."""

import math
from datetime import date
from typing import Any

from dashboard.intake import people
from dashboard.intake.columns import FILES
from dashboard.intake.kinds import quoted, spoken
from dashboard.intake.mappings.ocds.agreed import Agreed
from dashboard.intake.mappings.ocds.buyers import authorities
from dashboard.intake.mappings.ocds.extensions import Suggestion, initial_term, suggested, taken
from dashboard.intake.mappings.ocds.terms import Term, months, months_of_days, near_months, told
from dashboard.intake.mappings.ocds.words import listed
from dashboard.market import life
from dashboard.settings import Settings

_OWN = [column.name for column in FILES["contracts"].columns]

CONTRACTS = [
    *_OWN, "suppliers", "suggested_contract_type", "suggested_initial_term_months", "suggested_extension_terms_months",
    "suggested_from", "to_confirm",
]
"""The columns of a drafted contract: the data contract's, then those to confirm, which a delivery leaves out."""

_TO_FILL = [column.name for column in FILES["contracts"].columns if column.required or column.name == "provider_id"]


def row(one: Agreed, buyers: list[str], ends: list[date], settings: Settings, *, several: bool) -> dict[str, str]:
    """A contract as drafted, by column: only what the notice's own data say; what its text says is a suggestion.

    `ends`: the days on which it was to end by the releases, in their order; `several`: whether the procurement has
    other contracts with the same title.
    """
    cells = dict.fromkeys(CONTRACTS, "")
    cells["contract_id"] = one.id
    cells["title"] = f"{one.title}: {one.part}" if several and one.part else one.title
    cells["suppliers"] = "; ".join(supplier.name for supplier in one.suppliers)
    confirm = [] if one.id else ["The notice has no number for it: give it one of your own."]
    confirm += _authorities(cells, buyers, settings) + _suppliers(cells, one) + _term(cells, one, ends)
    confirm += _extensions(cells, one) + _value(one.value)
    if one.ended:
        confirm.append("The notice says that the contract has come to an end: fill in terminated_on if that was early.")
    cells["to_confirm"] = " ".join([f"To fill in: {', '.join(to_fill(cells))}.", *confirm])
    return {name: text if name in _OWN else _impersonal(text) for name, text in cells.items()}


def to_fill(cells: dict[str, str]) -> list[str]:
    """The required columns that are blank in a drafted row."""
    return [name for name in _TO_FILL if not cells[name]]


def _authorities(cells: dict[str, str], buyers: list[str], settings: Settings) -> list[str]:
    first = authorities(buyers[0], settings) if buyers else []
    covered = {code for name in buyers for code in authorities(name, settings)}
    cells["covered_authorities"] = ";".join(code for code in settings.authorities if code in covered)
    if len(first) == 1:
        cells["lead_authority"] = first[0]
        return []
    if covered:
        return [f"The buyer is {quoted(buyers[0])}: write which authority leads."]
    return [f"The buyer, {listed(buyers[:3])}, is not one of the authorities in the settings."]


def _suppliers(cells: dict[str, str], one: Agreed) -> list[str]:
    found = []
    kind = "DPS" if one.techniques.get("hasDynamicPurchasingSystem") is True else ""
    kind = kind or ("framework" if one.techniques.get("hasFrameworkAgreement") is True else "")
    if kind:
        found.append(f"The notice speaks of a {kind}.")
    if procedure := one.procedure.removeprefix("Other").strip(" -."):
        found.append(f"How it was procured, in the notice's words: {procedure}.")
    if kind == "DPS" or (kind and len(one.suppliers) > 1):
        cells["suggested_contract_type"] = "dps"
    if len(one.suppliers) > 1:
        found.append(
            f"One award to {len(one.suppliers)} suppliers: if it is a framework or DPS, keep this one row "
            "(contract_type dps, provider_id blank) and give each supplier a row in dps_memberships.csv; if each has a "
            "contract of its own, copy the row for each."
        )
    return found + one.notes


def _term(cells: dict[str, str], one: Agreed, ends: list[date]) -> list[str]:
    term, found = one.term, list(one.term.wrong)
    if term.start:
        cells["start_date"] = term.start.isoformat()
    if not term.start and not term.end and (one.planned.start or one.planned.end):
        found.append(f"The award gives no dates; the tender planned {told(one.planned)}.")
    if term.start and term.end:
        found += _months(cells, one, term.start, term.end, ends)
    elif term.end:
        found.append(f"The notice gives an end, {spoken(term.end)}, but no start.")
    days = term.days or one.planned.days
    if days and not term.end:
        found += _days(cells, one, days)
    elif one.planned.start and one.planned.end and not term.end:
        cells["suggested_initial_term_months"] = str(one.planned.months or "")
    return found


def _months(cells: dict[str, str], one: Agreed, start: date, end: date, ends: list[date]) -> list[str]:
    """Fill in the initial term if the dates make whole months and nothing speaks against it; say what does."""
    term, whole = one.term, one.term.months
    lasts = f"{told(term)} is {(end - start).days + 1:,} days"
    if end < start:
        return [f"The notice's end, {spoken(end)}, is before its start, {spoken(start)}."]
    if len(ends) > 1 and (first := months(start, ends[0])):
        cells["suggested_initial_term_months"] = str(first)
        return [
            f"Its end was moved by a later notice, from {spoken(ends[0])} to {spoken(end)}: an extension taken, or a "
            "correction."
        ]
    said = _suggestion(one)
    stated = next((its for text in (*one.renewals, *one.texts) if (its := initial_term(text))), None)
    stated = said.initial if said and said.initial else stated
    if whole and said and _inside(one, start, whole, said, stated):
        cells["suggested_initial_term_months"] = str(whole - sum(said.months))
        return [
            f"{lasts}, {whole} months, and seems to hold the extension already: by the text the initial term is "
            f"{whole - sum(said.months)} months."
        ]
    if whole:
        cells["initial_term_months"] = str(whole)
        if stated and stated != whole:
            return [f"The dates make {whole} months, the text speaks of {stated}: check which is the initial term."]
        return []
    near = near_months(start, end)
    if not near:
        return [f"{lasts}, which is not a number of whole months."]
    cells["suggested_initial_term_months"] = str(near[0])
    more = f"{abs(near[1])} day{'s' * (abs(near[1]) > 1)} {'more' if near[1] > 0 else 'less'}"
    midnight = " (its end is at 00:00, which may mean the end of the day before)" if term.midnight else ""
    return [f"{lasts}: {more} than {near[0]} months{midnight}."]


def _inside(one: Agreed, start: date, whole: int, said: Suggestion, stated: int | None) -> bool:
    """Whether a term in whole months already holds the extension that the text tells of."""
    before = whole - sum(said.months)
    if before <= 0:
        return False
    day = life.end(start, before)
    written = (f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}", day.isoformat(), spoken(day), f"{day.day}/{day.month}/{day.year}")
    return stated == before or any(date in str(text) for text in (*one.texts, *one.renewals) for date in written)


def _days(cells: dict[str, str], one: Agreed, days: int) -> list[str]:
    """Suggest the initial term that a duration in days means: portals count in two ways, and some add extensions."""
    read = months_of_days(days)
    if not read:
        return [f"The notice gives a duration of {days:,} days, which is not a number of whole months."]
    whole, how = read
    said = _suggestion(one)
    if said and said.initial and said.initial + sum(said.months) == whole:
        cells["suggested_initial_term_months"] = str(said.initial)
        return [
            f"The notice gives a duration of {days:,} days ({whole} months, counted in {how}), which holds the "
            f"extension already: {said.initial} months and {sum(said.months)}."
        ]
    cells["suggested_initial_term_months"] = str(whole)
    doubt = "" if not said or said.initial == whole else "; it may hold the extension already"
    return [f"The notice gives a duration of {days:,} days ({whole} months, counted in {how}){doubt}."]


def _suggestion(one: Agreed) -> Suggestion | None:
    """What the notice's texts say of extending: its fields for renewals first."""
    for texts, about_renewal in ((one.renewals, True), (one.texts, False)):
        for text in texts:
            if said := suggested(text, about_renewal=about_renewal):
                return said
    return None


def _extensions(cells: dict[str, str], one: Agreed) -> list[str]:
    """Suggest the extensions: their latest day from the notice's data, their steps from its text."""
    said, term = _suggestion(one), one.term if one.term.maximum else one.planned
    was = next((its for text in (*one.renewals, *one.texts) if (its := taken(text))), None)
    found = [f"It may extend a contract that you have already: {was}."] if was else []
    if term.maximum and term.end:
        most = _between(term, term.maximum)
        as_far = f"maxExtentDate: {spoken(term.maximum)}"
        if term.maximum <= term.end:
            found.append(f"By its data it cannot be extended ({as_far}).")
        elif said and sum(said.months) == most:
            _suggest(cells, said.months, f"{as_far}; {said.quote}")
        else:
            if most:
                _suggest(cells, (most,), as_far)
                found.append("How many options make up the extension is not in the data.")
            else:
                found.append(f"It can be extended to {spoken(term.maximum)}, which is no number of whole months.")
            if said:
                found.append(f"The text says otherwise: {said.quote}.")
    elif said and one.renewable is False:
        found.append(f"By its data it cannot be renewed, but the text says: {said.quote}.")
    elif said:
        _suggest(cells, said.months, said.quote)
        if said.up_to:
            found.append("The text gives the most that it can be extended by, which may be in steps.")
    elif one.renewable:
        found.append("It can be renewed, but the notice does not say by how long.")
    elif one.renewable is False:
        found.append("By its data it cannot be renewed.")
    return found


def _between(term: Term, last: date) -> int | None:
    """The whole months from the end of a term to its latest day."""
    if not term.start or not term.end:
        return None
    through, initial = months(term.start, last), term.months
    return through - initial if through and initial and through > initial else None


def _suggest(cells: dict[str, str], options: tuple[int, ...], quote: str) -> None:
    cells["suggested_extension_terms_months"] = ";".join(map(str, options))
    cells["suggested_from"] = quote


def _value(value: dict[str, Any]) -> list[str]:
    amount = value.get("amount")
    if isinstance(amount, bool) or not isinstance(amount, int | float) or not math.isfinite(amount):
        return []
    if amount == 0:
        return ["The notice gives a value of 0, which says nothing."]
    currency = value.get("currency")
    sign = "£" if currency in ("GBP", None) else f"{str(currency)[:3]} "
    return [f"The notice's value is {sign}{amount:,.2f}, as a rule for the whole term and not for a year."]


def _impersonal(text: str) -> str:
    """A cell of a column outside the data contract, without what a delivery would refuse as a person's fact."""
    person = people.in_value(text)
    return f"Left out here, because it holds what looks like {person}: read the notice." if person else text
