"""Across files: records against one another, those of the delivery and those known before."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from dashboard.intake.columns import FILES
from dashboard.intake.hours import HoursFile, Keys
from dashboard.intake.kinds import quoted
from dashboard.intake.known import KnownHours
from dashboard.intake.outcome import Outcome
from dashboard.intake.problems import Findings, where
from dashboard.intake.records import each
from dashboard.intake.references import (
    Reference,
    not_covered,
    unknown_contract,
    unknown_package,
    unknown_provider,
)
from dashboard.market.life import end

NAMED = {
    "providers": ("contracts", "dps_memberships", "capacity_returns", "packages", "offers"),
    "contracts": ("dps_memberships", "packages"),
    "packages": ("offers",),
}
"""The record files whose records name a provider, a contract or a package."""

_JUDGES: dict[str, Callable[[Outcome, str | None], Reference | None]] = {
    "providers": unknown_provider, "contracts": unknown_contract, "packages": unknown_package,
}


def check_records(outcome: Outcome, known: KnownHours, findings: Findings) -> None:
    """Check the records there would be against one another; what the delivery has no part in is left alone."""
    for target, files in NAMED.items():
        for name in files:
            _unknown(outcome, target, name, findings)
    _memberships(outcome, findings)
    _packages(outcome, findings)
    _offers(outcome, findings)
    _known_hours_covered(outcome, known, findings)
    _returns(outcome, findings)
    _holidays(outcome, findings)


def check_removals(
    outcome: Outcome, known: KnownHours, books: list[HoursFile], keys: Keys, findings: Findings
) -> None:
    """A problem for each record that is removed while others name it, a warning for one that is not known."""
    for target, gone in outcome.removed.items():
        column = FILES[target].key[0]
        for identity, line in gone.items():
            places = [*_places(outcome, NAMED[target], column, identity), *_hours_places(books, keys, column, identity)]
            hours = None if target == "packages" else known.left(column, identity)
            if hours is not None:
                places.append(f"hours already known ({hours:,.1f} h)")
            if places:
                findings.problem(
                    "still_named", FILES[target].csv, line, column, identity,
                    f"{quoted(identity)} cannot be removed: it is still named in {', '.join(places)}.",
                    "Remove those too, or keep this record."
                    + (" Hours are taken away by sending their days again without it." if hours is not None else ""),
                )
    for name, records in outcome.delivered.items():
        key = FILES[name].key
        before = pd.MultiIndex.from_frame(getattr(outcome.market, name)[key])
        unknown = ~records.kept & ~pd.MultiIndex.from_frame(records.frame[key]).isin(before)
        for row in where(unknown):
            findings.warn(
                "nothing_to_remove", FILES[name].csv, int(records.lines[row]), key[0], records.text(key[0], row),
                "There is no such record to remove.", "Nothing, if it is gone already; else mend its key.",
            )


def _places(outcome: Outcome, files: Iterable[str], column: str, identity: str) -> Iterator[str]:
    for name in files:
        frame = outcome.frame(name)
        lines = frame.loc[frame[column] == identity, "line"]
        delivered = lines[lines > 0]
        if len(delivered):
            more = f" and {len(delivered) - 1:,} more" if len(delivered) > 1 else ""
            yield f"{FILES[name].csv} line {delivered.min()}{more}"
        if len(lines) > len(delivered):
            count = len(lines) - len(delivered)
            yield f"{FILES[name].csv} as already known ({count:,} record{'s' * (count > 1)})"


def _hours_places(books: list[HoursFile], keys: Keys, column: str, identity: str) -> Iterator[str]:
    if column == "package_id":
        return
    part = {"provider_id": 1, "contract_id": 2}[column]
    numbers = [number for number, key in enumerate(keys.names) if key[part] == identity]
    for book in books:
        lines = book.entries.loc[book.entries["key"].isin(numbers), "line"]
        if len(lines):
            yield f"{book.file.csv} line {lines.min()}"


def _unknown(outcome: Outcome, target: str, name: str, findings: Findings) -> None:
    """A problem for each delivered record that names a provider, contract or package that is not there."""
    if name not in outcome.delivered:
        return
    column = FILES[target].key[0]
    frame = outcome.frame(name)
    named = frame.loc[frame["line"] > 0, [column, "line"]].dropna()
    faults = {
        identity: fault for identity in named[column].unique() if (fault := _JUDGES[target](outcome, identity))
    }
    wrong = named[named[column].isin(list(faults))]
    rule = f"unknown_{target[:-1]}"
    for at in findings.room(rule, FILES[name].csv, len(wrong)):
        fault = faults[wrong[column].iloc[at]]
        findings.problem(rule, FILES[name].csv, int(wrong["line"].iloc[at]), column, fault.value, fault.message,
                         fault.mend)


def _blame(
    outcome: Outcome, findings: Findings, rule: str, name: str, wrong: pd.DataFrame, target: str, target_column: str,
    say: Callable[[Any], tuple[str, str, str, str]],
) -> None:
    """A problem for each wrong record of the delivery; where known records are wrong, for the record they name.

    `wrong` has `line` and the target's id; `say` gives a record's column, value, message and mend.
    """
    file, key = FILES[name].csv, FILES[target].key[0]
    delivered = wrong[wrong["line"] > 0]
    for at in findings.room(rule, file, len(delivered)):
        row: Any = next(each(delivered.iloc[[at]]))
        findings.problem(rule, file, int(row.line), *say(row))
    if target not in outcome.delivered or len(delivered) == len(wrong):
        return
    targets = outcome.frame(target).set_index(key)["line"]
    for identity, rows in wrong[wrong["line"] == 0].groupby(key):
        line = int(targets.get(identity, 0))
        if line:
            _, value, message, _ = say(next(each(rows)))
            count = f"{len(rows):,} record{'s' * (len(rows) > 1)} of {file} already known do{'es' * (len(rows) == 1)}"
            findings.problem(
                rule, FILES[target].csv, line, target_column, "",
                f"{count} not agree with this row; the first: {message}",
                f"Mend this row, or give the records of {file} anew in the same delivery.",
            )


def _memberships(outcome: Outcome, findings: Findings) -> None:
    frame = outcome.frame("dps_memberships")
    types = {contract: terms.contract_type for contract, terms in outcome.contracts.items()}
    other = frame["contract_id"].map(types).astype(object)
    _blame(
        outcome, findings, "not_a_dps", "dps_memberships", frame[other.notna() & (other != "dps")], "contracts",
        "contract_type",
        lambda row: ("contract_id", row.contract_id, f"The contract {quoted(row.contract_id)} is of type "
                     f"{types[row.contract_id]}: only a DPS has members.", "Name a contract of type dps."),
    )
    for column, noun, target_column in (
        ("authorities", "authority", "covered_authorities"), ("services", "service", "services"),
    ):
        faults = {
            at: next(filter(None, (not_covered(outcome, contract, noun, item, column) for item in items)), None)
            for at, contract, items in zip(frame.index, frame["contract_id"], frame[column], strict=True)
        }
        _blame_uncovered(outcome, findings, "dps_memberships", frame, faults, target_column)
    _overlaps(frame, findings)


def _blame_uncovered(
    outcome: Outcome, findings: Findings, name: str, frame: pd.DataFrame, faults: dict[Any, Reference | None],
    target_column: str,
) -> None:
    def say(row: Any) -> tuple[str, str, str, str]:
        fault = faults[row.Index]
        return (fault.column, fault.value, fault.message, fault.mend) if fault else ("", "", "", "")

    wrong = frame.loc[[at for at, fault in faults.items() if fault]]
    _blame(outcome, findings, "not_covered", name, wrong, "contracts", target_column, say)


def _overlaps(frame: pd.DataFrame, findings: Findings) -> None:
    """A problem for each spell of membership that overlaps another; two known ones are left alone."""
    file = FILES["dps_memberships"].csv
    for (contract, provider), spells in _groups(frame, ["contract_id", "provider_id"]):
        if len(spells) == 1 or not spells["line"].any():
            continue
        longest: Any = None
        for spell in each(spells.sort_values("joined_on")):
            if longest is not None and (pd.isna(longest.left_on) or spell.joined_on <= longest.left_on):
                first, second = sorted((longest, spell), key=lambda row: row.line)
                if second.line:
                    what = f"Lines {first.line} and {second.line} give" if first.line else (
                        f"Line {second.line} and what is already known give")
                    findings.problem(
                        "overlap", file, int(second.line), "joined_on", f"{second.joined_on:%Y-%m-%d}",
                        f"{what} memberships of {provider} in {contract} that overlap: {_spell(first)} and "
                        f"{_spell(second)}.",
                        "End the earlier spell by left_on before the later begins, or keep one of the two.",
                    )
            if longest is None or (pd.notna(longest.left_on)
                                   and (pd.isna(spell.left_on) or spell.left_on > longest.left_on)):
                longest = spell


def _spell(row: Any) -> str:
    return f"from {row.joined_on:%Y-%m-%d}" + ("" if pd.isna(row.left_on) else f" to {row.left_on:%Y-%m-%d}")


def _packages(outcome: Outcome, findings: Findings) -> None:
    if "packages" not in outcome.delivered and "contracts" not in outcome.delivered:
        return
    frame = outcome.frame("packages")
    given = frame[frame["contract_id"].notna()]
    for noun, target_column in (("authority", "covered_authorities"), ("service", "services")):
        pairs = given[["contract_id", noun]].drop_duplicates().dropna()
        judged = {
            (contract, value): fault
            for contract, value in zip(pairs["contract_id"], pairs[noun], strict=True)
            if (fault := not_covered(outcome, contract, noun, value))
        }
        faults = {
            at: judged.get(pair)
            for at, pair in zip(given.index, zip(given["contract_id"], given[noun], strict=True), strict=True)
        } if judged else {}
        _blame_uncovered(outcome, findings, "packages", given, faults, target_column)
    awarded = given[(given["line"] > 0) & given["awarded_on"].notna() & given["provider_id"].notna()]
    for (contract, provider), rows in _groups(awarded, ["contract_id", "provider_id"]):
        rule, stray = strays(outcome, contract, provider, rows["awarded_on"].to_numpy())
        if stray.any():
            first = rows[stray].sort_values("line").iloc[0]
            findings.warn(
                rule, "packages.csv", int(first["line"]), "provider_id", provider,
                f"{_count(int(stray.sum()), 'package')} awarded to {provider} under {contract}, which "
                f"{_is_not(outcome, rule, contract)} (the first on {first['awarded_on']:%Y-%m-%d}).",
                "Mend the provider, the contract or the membership, if this is a mistake; it is counted as it is.",
            )


def strays(outcome: Outcome, contract: str, provider: str, days: np.ndarray) -> tuple[str, np.ndarray]:
    """On which of some days care under a contract is by a provider that has no part in it, and the rule for it."""
    terms = outcome.contracts.get(contract)
    none = np.zeros(len(days), dtype=bool)
    if terms is None or terms.contract_type is None:
        return "not_the_provider", none
    if terms.contract_type == "dps":
        sure = outcome.sure("dps_memberships")
        return "not_a_member", ~outcome.member(contract, provider, days) if sure else none
    return "not_the_provider", none | (terms.provider_id is not None and terms.provider_id != provider)


def _is_not(outcome: Outcome, rule: str, contract: str) -> str:
    if rule == "not_a_member":
        return "it was not a member of that day"
    return f"is {outcome.contracts[contract].provider_id}'s"


def _offers(outcome: Outcome, findings: Findings) -> None:
    if "offers" not in outcome.delivered and "packages" not in outcome.delivered:
        return
    frame = outcome.frame("offers")
    requested = outcome.frame("packages").set_index("package_id")["requested_on"].reindex(frame["package_id"])
    frame = frame.assign(requested_on=requested.to_numpy())
    early = frame[frame["invited_on"] < frame["requested_on"]]
    _blame(
        outcome, findings, "date_order", "offers", early, "packages", "requested_on",
        lambda row: (
            "invited_on", f"{row.invited_on:%Y-%m-%d}",
            f"invited_on {row.invited_on:%Y-%m-%d} is before the package was requested, {row.requested_on:%Y-%m-%d}.",
            "Mend whichever of the two days is wrong.",
        ),
    )
    if not outcome.sure("dps_memberships"):
        return
    by_provider: dict[str, set[str]] = {}
    for contract, provider in outcome.spells:
        by_provider.setdefault(provider, set()).add(contract)
    for (provider,), rows in _groups(frame[frame["line"] > 0], ["provider_id"]):
        days = rows["invited_on"].to_numpy()
        member = np.isnat(days)
        for contract in by_provider.get(provider, ()):
            member |= outcome.member(contract, provider, days)
        if not member.all():
            first = rows[~member].sort_values("line").iloc[0]
            findings.warn(
                "not_a_member", "offers.csv", int(first["line"]), "provider_id", provider,
                f"{_count(int((~member).sum()), 'invitation')} to {provider} on days when it was a member of no DPS "
                f"(the first on {first['invited_on']:%Y-%m-%d}).",
                "Mend the provider, the day or the membership, if this is a mistake; it is counted as it is.",
            )


def _known_hours_covered(outcome: Outcome, known: KnownHours, findings: Findings) -> None:
    """A problem for each delivered contract that does not cover hours already known under it."""
    if "contracts" not in outcome.delivered:
        return
    records = outcome.delivered["contracts"]
    lines = dict(zip(records.frame["contract_id"], records.lines, strict=True))
    for contract, noun, value in known.covered(set(lines) & set(outcome.contracts)):
        fault = not_covered(outcome, contract, noun, value)
        if fault:
            findings.problem(
                "not_covered", records.file.csv, int(lines[contract]),
                "covered_authorities" if noun == "authority" else "services", "",
                f"Hours already known under the contract are for the {noun} {quoted(value)}, which it does not cover.",
                f"Add {value} to the contract, or give those hours anew in the same delivery.",
            )


def _returns(outcome: Outcome, findings: Findings) -> None:
    """A warning for returns from a provider without a way in to that authority and service on the day."""
    if "capacity_returns" not in outcome.delivered:
        return
    frame = outcome.frame("capacity_returns")
    frame = frame[frame["line"] > 0]
    if frame.empty or not (outcome.sure("contracts") and outcome.sure("dps_memberships")):
        return
    ways = _ways_in(outcome)
    for (provider, authority, service), rows in _groups(frame, ["provider_id", "authority", "service"]):
        days = rows["effective_from"].to_numpy()
        way = np.zeros(len(days), dtype=bool)
        for first, last in ways.get((provider, authority, service), ()):
            way |= (days >= first) & (days <= last)
        if not way.all():
            first_row = rows[~way].sort_values("line").iloc[0]
            findings.warn(
                "no_way_in", "capacity_returns.csv", int(first_row["line"]), "provider_id", provider,
                f"{_count(int((~way).sum()), 'return')} of {provider} for {authority}, {service}, where it has neither "
                f"a contract nor a membership on the day (the first from {first_row['effective_from']:%Y-%m-%d}).",
                "Mend the return, or give the contract or membership; until then it counts for nothing.",
            )


def _ways_in(outcome: Outcome) -> dict[tuple[str, str, str], list[tuple[np.datetime64, np.datetime64]]]:
    """The first and last days of each way in, by provider, authority and service."""
    ways: dict[tuple[str, str, str], list[tuple[np.datetime64, np.datetime64]]] = {}
    ever = np.datetime64("1678-01-01"), np.datetime64("2261-01-01")

    def add(provider: str, contract: str, authorities: Iterable[str], services: Iterable[str],
            first: np.datetime64, last: np.datetime64) -> None:
        terms = outcome.contracts.get(contract)
        if terms is None:
            return
        if terms.life:
            first, last = max(first, np.datetime64(terms.life.start)), min(last, np.datetime64(terms.life.current_end))
        for authority in authorities:
            for service in services:
                ways.setdefault((provider, authority, service), []).append((first, last))

    for contract, terms in outcome.contracts.items():
        if terms.provider_id:
            add(terms.provider_id, contract, terms.authorities or outcome.settings.authorities,
                terms.services or outcome.settings.services, *ever)
    for row in each(outcome.frame("dps_memberships")):
        left = ever[1] if pd.isna(row.left_on) else np.datetime64(row.left_on, "D")
        if pd.notna(row.joined_on):
            joined = np.datetime64(row.joined_on, "D")
            add(row.provider_id, row.contract_id, row.authorities, row.services, joined, left)
    return ways


def _holidays(outcome: Outcome, findings: Findings) -> None:
    """A warning for term-time and holiday-only contracts with a year of theirs without school holidays."""
    contracts = outcome.frame("contracts")
    given = set()
    if "school_holidays" in outcome.delivered:
        given = set(outcome.delivered["school_holidays"].frame["authority"].dropna())
    holidays = outcome.frame("school_holidays")
    for row in each(contracts[contracts["delivery_calendar"].isin(["term_time", "holiday_only"])]):
        life = outcome.contracts[row.contract_id].life
        if life is None or not outcome.sure("school_holidays"):
            continue
        for authority in row.covered_authorities:
            if not row.line and authority not in given:
                continue
            own = holidays[holidays["authority"] == authority]
            lacking = [
                f"{first} to {last}" for first, last in _years(life)
                if not ((own["first_day"] <= pd.Timestamp(last)) & (own["last_day"] >= pd.Timestamp(first))).any()
            ]
            if lacking:
                file = "contracts.csv" if row.line else "school_holidays.csv"
                findings.warn(
                    "no_holidays", file, int(row.line) or None, "delivery_calendar" if row.line else "authority",
                    row.delivery_calendar if row.line else authority,
                    f"The contract {quoted(row.contract_id)} is {row.delivery_calendar}, but no school holidays of "
                    f"{authority} are loaded for {', '.join(lacking)}.",
                    "Give those holidays in school_holidays.csv; until then all those days are term time.",
                )


def _years(life: Any) -> Iterator[tuple[Any, Any]]:
    """The first and last day of each contract year to the current end."""
    first, number = life.start, 1
    while first <= life.current_end:
        last = min(end(life.start, 12 * number), life.current_end)
        yield first, last
        first, number = last + pd.Timedelta(days=1).to_pytimedelta(), number + 1


def _groups(frame: pd.DataFrame, key: list[str]) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    """A frame's rows by what they have in some columns of text."""
    return iter(frame.groupby(key))  # type: ignore[arg-type]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
