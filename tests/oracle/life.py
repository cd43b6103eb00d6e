"""Section 3: a contract's life, and the data contract's words on contracted hours.

Readings
- An option not taken is still "left" after the contract has ended; only terminated_on takes it away.
- decision_due, paper_due and reprocurement_start of an ended contract keep their dates.
- initial_end is end(I) even where terminated_on is given.
- A contract whose start is to come is not in force, and has a phase and all its dates all the same.
"""

import calendar
from datetime import date, timedelta
from fractions import Fraction

from . import settings
from .weeks import DAY


def end(start_date: date, months: int) -> date:
    """`end(T)`: the day before the same-numbered day T months later; where that month has no such day, its
    last day. T may be negative."""
    count = start_date.year * 12 + (start_date.month - 1) + months
    year, month = count // 12, count % 12 + 1
    last = calendar.monthrange(year, month)[1]
    if start_date.day > last:
        return date(year, month, last)
    return date(year, month, start_date.day) - DAY


def months_in_hand(contract) -> int:
    """I + X: the initial term and the extension terms taken."""
    taken = contract.extension_terms_months[: contract.extensions_taken]
    return contract.initial_term_months + sum(taken)


def initial_end(contract) -> date:
    return end(contract.start_date, contract.initial_term_months)


def current_end(contract) -> date:
    """end(I + X), or terminated_on where given."""
    return contract.terminated_on or end(contract.start_date, months_in_hand(contract))


def maximum_end(contract) -> date:
    """end(F), or terminated_on where given."""
    whole = contract.initial_term_months + sum(contract.extension_terms_months)
    return contract.terminated_on or end(contract.start_date, whole)


def options_left(contract) -> int:
    """A contract with terminated_on, past or to come, has no option left."""
    if contract.terminated_on:
        return 0
    return len(contract.extension_terms_months) - contract.extensions_taken


def decision_due(contract) -> date | None:
    """end(I + X - extension_notice_months), while an option is left."""
    if not options_left(contract):
        return None
    notice = contract.extension_notice_months
    if notice is None:
        notice = settings.EXTENSION_NOTICE_MONTHS
    return end(contract.start_date, months_in_hand(contract) - notice)


def paper_due(contract) -> date | None:
    """decision_due - 9 weeks."""
    due = decision_due(contract)
    return due and due - timedelta(days=settings.GOVERNANCE_LEAD_DAYS)


def reprocurement_start(contract) -> date | None:
    """end(I + X - reprocurement_lead_months); none with terminated_on."""
    if contract.terminated_on:
        return None
    lead = contract.reprocurement_lead_months
    if lead is None:
        lead = settings.REPROCUREMENT_LEAD_MONTHS[contract.contract_type]
    return end(contract.start_date, months_in_hand(contract) - lead)


def delivers_from(contract) -> date:
    """start_date + 7 x mobilisation_weeks days."""
    return contract.start_date + timedelta(days=7 * contract.mobilisation_weeks)


def in_force(contract, day: date) -> bool:
    """From start_date to current_end."""
    return contract.start_date <= day <= current_end(contract)


def deliverable(contract, day: date) -> bool:
    """In force and from start_date + 7 x mobilisation_weeks days."""
    return in_force(contract, day) and day >= delivers_from(contract)


def phase(contract, as_of: date) -> str:
    """The first that fits."""
    option = options_left(contract) > 0
    reprocure = reprocurement_start(contract)
    if contract.terminated_on and as_of > contract.terminated_on:
        return "terminated"
    if as_of > current_end(contract):
        return "ended"
    if as_of < contract.start_date:
        return "not_started"
    if option and as_of > decision_due(contract):
        return "decision_overdue"
    if option and as_of >= reprocure:
        return "decision_window"
    if not option and reprocure and as_of >= reprocure:
        return "reprocure"
    if as_of < delivers_from(contract):
        return "mobilising"
    return "in_term" if option else "final_term"


# Contracted hours, by the data contract


def hours_in_a_week(contract) -> Fraction:
    """contracted_hours_per_week; for a block without it annual_value_gbp / hourly_rate_gbp / the weeks of its
    delivery calendar."""
    if contract.contracted_hours_per_week is not None:
        return contract.contracted_hours_per_week
    weeks = settings.CALENDAR_WEEKS[contract.delivery_calendar]
    return contract.annual_value_gbp / contract.hourly_rate_gbp / weeks


def calendar_runs(contract, authority: str, day: date, holiday: set[tuple[str, date]]) -> bool:
    """Term time and holiday-only contracts deliver on those days alone; `holiday` holds (authority, day)."""
    if contract.delivery_calendar == "term_time":
        return (authority, day) not in holiday
    if contract.delivery_calendar == "holiday_only":
        return (authority, day) in holiday
    return True
