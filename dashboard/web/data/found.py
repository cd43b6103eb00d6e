"""What a check found, as the page tells it: plain values, kept beside the waiting files."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from dashboard.intake import RULES, Checked, Problem
from dashboard.intake.columns import FILES
from dashboard.store import Change

FIRST = 100
"""So many problems stand on the page; all that are kept are in its CSV."""

PERSONAL = ("personal_column", "personal_value")
"""Rules whose breach may mean that a file tells who a person is."""

MEANT = ("week_emptied", "hours_taken_away")
"""Warnings that a person must say are meant before the import."""

BOOKS = ("hours", "visits")
"""Files that become hours by day together."""


def of(checked: Checked, changes: Mapping[str, Change], unknown: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The report: files with their rows and changes, problems and warnings by rule, and the first of them in full."""
    personal = any(checked.counts[rule] for rule in PERSONAL)
    if personal:
        checked = without_values(checked)
    return {
        "ok": checked.ok,
        "personal": personal,
        "holdable": checked.holdable,
        "files": _files(checked),
        "changes": _changes(checked, changes),
        "nothing": bool(changes) and not any(c.new or c.changed or c.removed for c in changes.values()),
        "problems": _listed(checked.problems, checked.counts),
        "warnings": _listed(checked.warnings, checked.warning_counts),
        "meant": [warning.message for warning in checked.warnings if warning.rule in MEANT],
        "left_alone": checked.left_alone,
        "unknown": list(unknown),
    }


def without_values(checked: Checked) -> Checked:
    """The same without a word of what stands in the cells."""
    return replace(checked, problems=[_bare(one) for one in checked.problems],
                   warnings=[_bare(one) for one in checked.warnings])


def _bare(problem: Problem) -> Problem:
    if problem.rule in PERSONAL:
        return replace(problem, value="")
    # What to do may name a value as well: what was meant, or what to write.
    return replace(problem, value="", message=RULES[problem.rule], mend="")


def _files(checked: Checked) -> list[dict[str, Any]]:
    """Each file read: of the contract, as the person calls it, and how many rows it has."""
    found = []
    for name in FILES:
        if name in checked.rows:
            source = checked.sources.get(name)
            found.append({
                "csv": FILES[name].csv,
                "file": source.file if source else FILES[name].csv,
                "sheet": source.sheet if source else "",
                "profile": source.profile if source else "",
                "rows": checked.rows[name],
            })
    return found


def _changes(checked: Checked, changes: Mapping[str, Change]) -> list[dict[str, Any]]:
    """What an import would change, by the files that bring it: hours and visits do so together, counted in days."""
    books = [FILES[name].csv for name in BOOKS if name in checked.rows] or [FILES["hours"].csv]
    return [
        {"csv": books if name == "hours" else [FILES[name].csv]}
        | {part: f"{count:,}" for part, count in asdict(changes[name]).items()}
        for name in FILES if name in changes
    ]


def _listed(found: Sequence[Problem], counts: Counter[str]) -> dict[str, Any]:
    return {
        "count": sum(counts.values()),
        "rules": [
            {"rule": rule, "says": RULES[rule], "count": count}
            for rule, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        ],
        "first": [asdict(problem) for problem in found[:FIRST]],
        "kept": len(found),
    }
