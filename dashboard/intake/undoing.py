"""An import taken back, checked as a delivery is: nothing may be left that names what would no longer be there."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from dashboard.intake import across
from dashboard.intake.columns import FILES
from dashboard.intake.delivery import Checked, Hours
from dashboard.intake.hours import Keys
from dashboard.intake.known import KnownHours
from dashboard.intake.outcome import Outcome
from dashboard.intake.problems import Findings, Problem
from dashboard.intake.records import Records, written
from dashboard.intake.references import named_wrongly
from dashboard.market.market import Market
from dashboard.market.weeks import HOURS_KEY
from dashboard.settings import Settings


def nothing_since() -> pd.DataFrame:
    """What later imports said, where there are none."""
    return pd.DataFrame(columns=["file", "number", "provider_id", "contract_id", "package_id"])


@dataclass(frozen=True)
class Undoing:
    """What takes import `number` back, in the market of the number `against`.

    `frames` has records to store again and to `remove`, typed as the market's; `hours` the days to store again, and
    as ranges every day that changes. `since` says what imports after it said last: file, number of the import,
    provider_id, contract_id, package_id.
    """

    number: int
    frames: dict[str, pd.DataFrame]
    hours: Hours | None
    against: int
    since: pd.DataFrame = field(default_factory=nothing_since)


def check_undo(undoing: Undoing, market: Market, settings: Settings) -> Checked:
    """Check what takes an import back against everything else that is known, by the rules between files.

    A problem says what stands in the way, and which import to undo first.
    """
    delivered = {name: _records(name, frame) for name, frame in undoing.frames.items()}
    findings = Findings()
    outcome = Outcome(delivered, set(), market, settings)
    keys = Keys(outcome)
    left = KnownHours(market, None if undoing.hours is None else undoing.hours.ranges)
    across.check_records(outcome, left, findings)
    across.check_removals(outcome, left, [], keys, findings)
    problems = [_said(undoing, problem) for problem in findings.problems]
    counts = Counter(findings.counts)
    rows = {name: len(frame) for name, frame in undoing.frames.items()}
    if undoing.hours is not None:
        rows["hours"] = len(undoing.hours.days)
        for problem in _hours(undoing, undoing.hours, outcome):
            problems.append(problem)
            counts[problem.rule] += 1
    return Checked(
        frames=undoing.frames, hours=undoing.hours, problems=problems,
        warnings=[replace(warning, line=None) for warning in findings.warnings], rows=rows, left_alone=[],
        counts=counts, warning_counts=findings.warning_counts, against=min(undoing.against, market.number),
        undoes=undoing.number,
    )


def _records(name: str, frame: pd.DataFrame) -> Records:
    """Records to take back as if they were a file's; the line of each is its place, from 1."""
    sound = {column.name: np.zeros(len(frame), dtype=bool) for column in FILES[name].columns}
    return Records(FILES[name], frame, np.arange(1, len(frame) + 1), sound)


def _hours(undoing: Undoing, hours: Hours, outcome: Outcome) -> Iterator[Problem]:
    """A problem for hours that would be there again under what is gone, or does not cover them."""
    for key in hours.days[HOURS_KEY].drop_duplicates().itertuples(index=False, name=None):
        for fault in named_wrongly(outcome, *key):
            authority, provider, contract, _ = key
            yield Problem(
                fault.rule, FILES["hours"].csv, None, fault.column, fault.value,
                f"Hours of {provider} for {authority} under {contract} would be as they were before import "
                f"{undoing.number}. {fault.message}",
                _first(undoing, fault.rule, "hours", {"provider_id": provider, "contract_id": contract}),
            )


def _said(undoing: Undoing, problem: Problem) -> Problem:
    """A problem in the words of an undoing, which has no lines."""
    file = problem.file.removesuffix(".csv")
    record = undoing.frames[file].iloc[(problem.line or 1) - 1]
    row = {str(column): value for column, value in record.items()}
    message = problem.message
    if problem.rule != "still_named":
        again = message.replace(f"Line {problem.line} and what is already known give", "It and what is known now give")
        named = ", ".join(written(row[name]) for name in FILES[file].key)
        message = (f"{named} in {problem.file} would be as it was before import {undoing.number}. "
                   f"{again.replace('agree with this row', 'agree with it')}")
    return replace(problem, line=None, message=message, mend=_first(undoing, problem.rule, file, row))


def _first(undoing: Undoing, rule: str, file: str, row: dict[str, Any]) -> str:
    """Which import to undo first: the newest of those that said what stands in the way."""
    targets = {"unknown_provider": "providers", "unknown_contract": "contracts", "unknown_package": "packages"}
    there = undoing.since["file"]
    if rule in targets:
        target = targets[rule]
        stands = there == target
    elif rule == "still_named" or file in ("providers", "contracts"):
        target = file
        stands = there != target
    elif rule == "date_order":
        target = "packages"
        stands = there == ("offers" if file == "packages" else "packages")
    elif rule == "overlap":
        target = "contracts"
        stands = (there == "dps_memberships") & (undoing.since["provider_id"] == row["provider_id"])
    else:
        target = "contracts"
        stands = there == target
    column = FILES[target].key[0]
    numbers = undoing.since["number"][stands & (undoing.since[column] == row[column])]
    if numbers.empty:
        return f"Undo the imports after import {undoing.number} first, the newest of them before the others."
    return f"Undo import {int(numbers.max())} first, which came later."
