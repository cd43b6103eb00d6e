"""References: whether what a row names is there, and whether the contract it names covers what it says."""

from typing import NamedTuple

from dashboard.intake.kinds import near, quoted
from dashboard.intake.outcome import Outcome


class Reference(NamedTuple):
    """One way in which a row names something wrongly."""

    rule: str
    column: str
    value: str
    message: str
    mend: str


def named_wrongly(
    outcome: Outcome, authority: str | None, provider: str | None, contract: str | None, service: str | None
) -> list[Reference]:
    """What is wrong with care for an authority, by a provider, under a contract, of a service; None is not judged."""
    found = [unknown_provider(outcome, provider), unknown_contract(outcome, contract)]
    if contract is not None:
        found.append(not_covered(outcome, contract, "authority", authority))
        found.append(not_covered(outcome, contract, "service", service))
    return [fault for fault in found if fault]


def unknown_provider(outcome: Outcome, provider: str | None) -> Reference | None:
    """A provider that is neither delivered nor known; one that is removed is said where it is removed."""
    if provider is None or provider in outcome.providers or not outcome.sure("providers"):
        return None
    if provider in outcome.removed["providers"]:
        return None
    if provider in outcome.contracts:
        mend = f"{quoted(provider)} is a contract: are the columns provider_id and contract_id swapped?"
    else:
        mend = _written(provider, outcome.providers) or "Add the provider to providers.csv, or mend its number here."
    return Reference("unknown_provider", "provider_id", provider, f"There is no provider {quoted(provider)}.", mend)


def unknown_contract(outcome: Outcome, contract: str | None) -> Reference | None:
    """A contract that is neither delivered nor known; one that is removed is said where it is removed."""
    if contract is None or contract in outcome.contracts or not outcome.sure("contracts"):
        return None
    if contract in outcome.removed["contracts"]:
        return None
    if contract in outcome.providers:
        mend = f"{quoted(contract)} is a provider: are the columns provider_id and contract_id swapped?"
    else:
        mend = _written(contract, set(outcome.contracts)) or (
            "Add the contract to contracts.csv, or mend its number here."
        )
    return Reference("unknown_contract", "contract_id", contract, f"There is no contract {quoted(contract)}.", mend)


def unknown_package(outcome: Outcome, package: str | None) -> Reference | None:
    """A package that is neither delivered nor known; one that is removed is said where it is removed."""
    if package is None or package in outcome.packages or not outcome.sure("packages"):
        return None
    if package in outcome.removed["packages"]:
        return None
    mend = _written(package, outcome.packages) or "Add the package to packages.csv, or mend its number here."
    return Reference("unknown_package", "package_id", package, f"There is no package {quoted(package)}.", mend)


def not_covered(
    outcome: Outcome, contract: str, noun: str, value: str | None, column: str | None = None
) -> Reference | None:
    """An authority or a service (`noun`) that the contract does not cover."""
    terms = outcome.contracts.get(contract)
    covered = None if terms is None else terms.authorities if noun == "authority" else terms.services
    if value is None or covered is None or value in covered:
        return None
    return Reference(
        "not_covered", column or noun, value,
        f"The contract {quoted(contract)} does not cover the {noun} {quoted(value)}: it covers "
        f"{', '.join(sorted(covered))}.",
        f"Mend the {noun} or the contract here, or what the contract covers in contracts.csv.",
    )


def _written(code: str, codes: set[str]) -> str | None:
    """What to do about a code that is there, but written another way."""
    meant = near(code, codes)
    return f"Write {meant}, letter for letter." if meant else None
