"""Section 3, `contracts`: how long to extension, and what must be decided by when?

Readings
- Every contract has a row, those that start after as_of included: terms are seen whatever their dates.
- delivering_past_end counts the hours under the contract by any provider, for any authority and service.
- days_to_decision and days_to_end go below 0 once the day is past; days_to_end is given for ended contracts too.
"""

from . import life, settings
from .figures import rounded, total
from .market import market_of
from .tables import finished, fits, joined
from .weeks import latest_weeks, monday


def table(
    records,
    as_of,
    authority=None,
    provider=None,
    service=None,
    route=None,
    from_=None,
    to=None,
    weeks=None,
) -> list[dict]:
    market = market_of(records, as_of)
    rows = []
    for contract in market.contracts.values():
        if authority is not None and authority not in contract.covered_authorities:
            continue
        if provider is not None and not is_of(market, contract, provider):
            continue
        if service is not None and service not in contract.services:
            continue
        if not fits(contract.contract_type, route):
            continue
        rows.append(_row(market, contract))
    return finished("contracts", rows)


def is_of(market, contract, provider: str) -> bool:
    """Its own, or a DPS it is or was a member of."""
    return contract.provider_id == provider or any(
        spell.contract_id == contract.contract_id for spell in market.spells[provider]
    )


def _row(market, contract) -> dict:
    as_of = market.as_of
    own = market.providers.get(contract.provider_id)
    due = life.decision_due(contract)
    ends = life.current_end(contract)
    has_option = life.options_left(contract) > 0 and as_of <= ends
    past_end = delivering_past_end(market, contract)
    phase = life.phase(contract, as_of)
    return {
        "contract_id": contract.contract_id,
        "title": contract.title,
        "route": contract.contract_type,
        "provider_id": contract.provider_id,
        "provider": own.name if own else None,
        "authorities": joined(contract.covered_authorities),
        "start_date": contract.start_date,
        "initial_end": life.initial_end(contract),
        "current_end": ends,
        "maximum_end": life.maximum_end(contract),
        "extensions_taken": contract.extensions_taken,
        "extensions_left": life.options_left(contract),
        "decision_due": due,
        "paper_due": life.paper_due(contract),
        "reprocurement_start": life.reprocurement_start(contract),
        "phase": phase,
        "days_to_extension": (ends - as_of).days + 1 if has_option else None,
        "days_to_decision": (due - as_of).days if due else None,
        "days_to_end": (ends - as_of).days,
        "delivering_past_end": past_end,
        "status": status(phase, past_end),
    }


def delivering_past_end(market, contract):
    """Delivered hours in the last 4 weeks dated after current_end."""
    weeks = set(latest_weeks(settings.PAST_END_WEEKS, market.last_week))
    return total(
        row.delivered
        for row in market.hours_under[contract.contract_id]
        if monday(row.date) in weeks and row.date > life.current_end(contract)
    )


def status(phase: str, past_end) -> str | None:
    """Red for decision_overdue and for delivering_past_end above 0, and so on."""
    if phase == "decision_overdue" or rounded(past_end) > 0:
        return "red"
    if phase in ("decision_window", "reprocure"):
        return "amber"
    if phase in ("not_started", "mobilising", "in_term", "final_term"):
        return "green"
    return None
