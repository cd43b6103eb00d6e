"""Rules of one record: what its cells must say together, file by file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard.intake.kinds import quoted
from dashboard.intake.problems import Findings, where
from dashboard.intake.records import Records, each
from dashboard.market.life import end

BLOCK_WEEKS = {"all_year": 52, "term_time": 39, "holiday_only": 13}
"""The weeks of a year on which a block's hours are delivered, by its delivery calendar."""


def check_file(records: Records, findings: Findings) -> None:
    """Check the records of one file, each by itself and, for holidays, beside one another.

    Works out a block's contracted hours where its row gives its value and hourly rate instead.
    """
    rules = {
        "contracts": _contracts,
        "dps_memberships": _memberships,
        "packages": _packages,
        "offers": _offers,
        "school_holidays": _holidays,
    }
    if records.file.name in rules:
        rules[records.file.name](_Sheet(records, findings))


@dataclass(frozen=True)
class _Row:
    records: Records
    number: int

    def __call__(self, column: str) -> str:
        return quoted(self.records.text(column, self.number))


class _Sheet:
    """One file's records, to ask and to complain of."""

    def __init__(self, records: Records, findings: Findings):
        self.records = records
        self.frame = records.frame
        self.findings = findings

    def blank(self, column: str) -> np.ndarray:
        return self.records.blank(column)

    def given(self, column: str) -> np.ndarray:
        return self.records.given(column)

    def read(self, column: str) -> np.ndarray:
        """Which rows have a value that could be read."""
        return self.records.given(column) & ~self.records.bad[column]

    def is_(self, column: str, *values: str) -> np.ndarray:
        return self.frame[column].isin(values).to_numpy()

    def complain(
        self, rule: str, rows: np.ndarray, column: str, message: Callable[["_Row"], str], mend: str
    ) -> None:
        """A problem for each of some rows; `message` is given the row, which called with a column quotes its cell."""
        name = self.records.file.csv
        for row in self.findings.room(rule, name, rows & self.records.kept):
            self.findings.problem(
                rule, name, int(self.records.lines[row]), column, self.records.text(column, row),
                message(_Row(self.records, row)), mend,
            )

    def order(self, earlier: str, later: str, rows: np.ndarray | bool = True) -> None:
        """A problem for each row whose later day is before its earlier one."""
        wrong = (self.frame[later] < self.frame[earlier]).to_numpy() & rows
        self.complain("date_order", wrong, later, lambda cell: f"{later} {cell(later)} is before {earlier} "
                      f"{cell(earlier)}.", "Mend whichever of the two days is wrong.")


def _contracts(sheet: _Sheet) -> None:
    frame = sheet.frame
    dps, block, in_house = (sheet.is_("contract_type", name) for name in ("dps", "block", "in_house"))
    typed = sheet.read("contract_type")
    sheet.complain("provider_required", typed & ~dps & sheet.blank("provider_id"), "provider_id",
                   lambda cell: f"A contract of type {cell('contract_type')} needs its provider, and provider_id is "
                   "blank.", "Fill in provider_id.")
    sheet.complain("dps_with_provider", dps & sheet.given("provider_id"), "provider_id",
                   lambda cell: f"A DPS has members, not one provider, but provider_id is {cell('provider_id')}.",
                   "Clear provider_id, and give the members in dps_memberships.csv; or mend contract_type.")
    uncovered = np.array([
        bool(covered) and isinstance(lead, str) and lead not in covered
        for lead, covered in zip(frame["lead_authority"], frame["covered_authorities"], strict=True)
    ], dtype=bool)
    sheet.complain("lead_not_covered", uncovered, "covered_authorities",
                   lambda cell: f"covered_authorities {cell('covered_authorities')} leaves out the lead authority "
                   f"{cell('lead_authority')}.", "Add the lead authority to covered_authorities.")
    taken = (frame["extensions_taken"] > frame["extension_terms_months"].map(len)).fillna(False).to_numpy(dtype=bool)
    too_many = taken & ~sheet.records.bad["extension_terms_months"]
    sheet.complain("extensions_taken", too_many, "extensions_taken",
                   lambda cell: f"extensions_taken is {cell('extensions_taken')}, but extension_terms_months "
                   f"{cell('extension_terms_months')} has fewer options.",
                   "Lower extensions_taken, or list every option in extension_terms_months, with ; between.")
    sheet.complain("value_required", block & sheet.blank("annual_value_gbp"), "annual_value_gbp",
                   lambda cell: "A block needs its annual value, and annual_value_gbp is blank.",
                   "Fill in annual_value_gbp.")
    no_hours = sheet.blank("contracted_hours_per_week")
    sheet.complain("hours_required", block & no_hours & sheet.blank("hourly_rate_gbp"), "contracted_hours_per_week",
                   lambda cell: "A block needs contracted_hours_per_week or hourly_rate_gbp, and both are blank.",
                   "Fill in one of the two.")
    sheet.complain("hours_required", in_house & no_hours, "contracted_hours_per_week",
                   lambda cell: "An in-house contract needs contracted_hours_per_week, which is blank.",
                   "Fill in contracted_hours_per_week.")
    _terminations(sheet, taken)
    weeks = frame["delivery_calendar"].fillna("all_year").map(BLOCK_WEEKS)
    bought = frame["annual_value_gbp"] / frame["hourly_rate_gbp"] / weeks
    frame["contracted_hours_per_week"] = frame["contracted_hours_per_week"].mask(block & no_hours, bought)


def _terminations(sheet: _Sheet, too_many_taken: np.ndarray) -> None:
    """A contract that ended early ended on or after its start, and before the end of the term in hand."""
    sheet.order("start_date", "terminated_on")
    terms = ["start_date", "initial_term_months", "terminated_on"]
    judged = np.logical_and.reduce([sheet.read(name) for name in terms]) & ~too_many_taken
    judged &= ~sheet.records.bad["extension_terms_months"] & ~sheet.records.bad["extensions_taken"]
    late = np.zeros(len(sheet.frame), dtype=bool)
    last_days = {}
    for row in where(judged):
        contract = sheet.frame.iloc[row]
        taken = 0 if pd.isna(contract["extensions_taken"]) else int(contract["extensions_taken"])
        months = int(contract["initial_term_months"]) + sum(contract["extension_terms_months"][:taken])
        last_days[row] = last = end(contract["start_date"].date(), months)
        late[row] = contract["terminated_on"].date() >= last
    sheet.complain(
        "terminated_late", late, "terminated_on",
        lambda cell: f"terminated_on {cell('terminated_on')} is not before the end of the term in hand, "
        f"{last_days[cell.number]}.",
        "Clear terminated_on if the contract ran its term; else mend it, or the terms of the contract.",
    )


def _memberships(sheet: _Sheet) -> None:
    sheet.order("joined_on", "left_on")
    sheet.complain("leave_reason", sheet.given("leave_reason") & sheet.blank("left_on"), "leave_reason",
                   lambda cell: f"leave_reason is {cell('leave_reason')}, but left_on is blank.",
                   "Fill in left_on, or clear leave_reason.")


def _packages(sheet: _Sheet) -> None:
    awarded, started, ended = (sheet.given(name) for name in ("awarded_on", "started_on", "ended_on"))
    for name in ("provider_id", "contract_id"):
        sheet.complain("award_incomplete", awarded & sheet.blank(name), name,
                       lambda cell, name=name: f"The package was awarded on {cell('awarded_on')}, "  # type: ignore[misc]
                       f"but {name} is blank.", f"Fill in {name}, or clear awarded_on if nobody was found.")
    sheet.complain("started_without_award", started & ~awarded, "awarded_on",
                   lambda cell: f"Care started on {cell('started_on')}, but awarded_on is blank.",
                   "Fill in awarded_on, the day the provider was found.")
    sheet.complain("end_reason", ended & sheet.blank("end_reason"), "end_reason",
                   lambda cell: f"The package ended on {cell('ended_on')}, but end_reason is blank.",
                   "Fill in end_reason: planned, handed_back, moved, withdrawn or other.")
    sheet.complain("end_reason", sheet.given("end_reason") & ~ended, "end_reason",
                   lambda cell: f"end_reason is {cell('end_reason')}, but ended_on is blank.",
                   "Fill in ended_on, or clear end_reason.")
    sheet.complain("end_reason", sheet.is_("end_reason", "handed_back") & ~awarded, "end_reason",
                   lambda cell: "Only a package that was awarded can be handed back.",
                   "Fill in the award, or give another end_reason.")
    sheet.complain("end_reason", sheet.is_("end_reason", "withdrawn") & started, "end_reason",
                   lambda cell: f"Only a package that never started can be withdrawn; this one started on "
                   f"{cell('started_on')}.", "Give another end_reason, or clear started_on.")
    sheet.order("requested_on", "awarded_on")
    sheet.order("awarded_on", "started_on")
    sheet.order("started_on", "ended_on")
    sheet.order("awarded_on", "ended_on", ~started)
    sheet.order("requested_on", "ended_on", ~started & ~awarded)
    unsaid = sheet.records.kept & ~awarded & ~started & (sheet.read("provider_id") | sheet.read("contract_id"))
    for row in where(unsaid):
        sheet.findings.warn(
            "award_without_date", sheet.records.file.csv, int(sheet.records.lines[row]), "awarded_on", "",
            "The package names a provider or a contract, but awarded_on is blank: it counts as waiting.",
            "Fill in awarded_on if a provider was found.",
        )


def _offers(sheet: _Sheet) -> None:
    answered = sheet.is_("response", "offered", "declined")
    sheet.complain("response_date", answered & sheet.blank("responded_on"), "responded_on",
                   lambda cell: f"The response is {cell('response')}, but responded_on is blank.",
                   "Fill in the day of the answer.")
    sheet.complain("response_date", sheet.is_("response", "no_response") & sheet.given("responded_on"), "responded_on",
                   lambda cell: f"The response is no_response, but responded_on is {cell('responded_on')}.",
                   "Clear responded_on, or give the response that came.")
    sheet.order("invited_on", "responded_on")


def _holidays(sheet: _Sheet) -> None:
    sheet.order("first_day", "last_day")
    frame = sheet.frame.assign(line=sheet.records.lines)[sheet.records.kept]
    frame = frame[frame["last_day"] >= frame["first_day"]]
    for _, rows in frame.sort_values(["first_day", "line"]).groupby("authority"):
        longest: Any = None
        for row in each(rows):
            if longest is not None and longest.first_day < row.first_day <= longest.last_day:
                first, second = sorted((longest, row), key=lambda row: row.line)
                sheet.findings.problem(
                    "overlap", sheet.records.file.csv, int(second.line), "first_day", f"{second.first_day:%Y-%m-%d}",
                    f"Lines {first.line} and {second.line} give holidays of {row.authority} that overlap: "
                    f"{_span(first)} and {_span(second)}.",
                    "Mend the days, or keep one of the two rows.",
                )
            if longest is None or row.last_day > longest.last_day:
                longest = row


def _span(row: Any) -> str:
    return f"{row.first_day:%Y-%m-%d} to {row.last_day:%Y-%m-%d}"
