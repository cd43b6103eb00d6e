"""The report: what is wrong with a delivery, as text for a terminal and as rows for a CSV."""

import json
from collections import Counter
from collections.abc import Iterator

import pandas as pd

from dashboard.intake.columns import FILES
from dashboard.intake.delivery import Checked
from dashboard.intake.given import Source
from dashboard.intake.kinds import quoted
from dashboard.intake.problems import RULES, Problem
from dashboard.intake.words import Words

LISTED = 1_000
"""Of each rule so many are told one by one in the text; the CSV has all that are kept."""

HEADINGS = ("file", "sheet", "line", "column", "value", "rule", "message", "what_to_do")
"""The columns of the report as a CSV."""


def text(checked: Checked) -> str:
    """The report as text: files and rows, problems by rule and one by one, warnings, what was left alone, a summary."""
    held = held_back(checked)
    parts = [
        ["Files read"] + [f"  {FILES[name].csv}: {_rows(rows)}{_from(checked.sources.get(name))}"
                          for name, rows in _in_order(checked.rows)] if checked.rows else [],
        _listed("Problems", checked.problems, checked.counts),
        _listed("Held back until put right", held, Counter(row.rule for row in held)),
        _listed("Warnings", checked.warnings, checked.warning_counts),
        ["Left alone, not files of the data contract"] + [f"  {_plain(name)}" for name in checked.left_alone]
        if checked.left_alone else [],
        [summary(checked)],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def summary(checked: Checked) -> str:
    """The whole report in a sentence."""
    read = f"{_rows(sum(checked.rows.values()))} in {_count(len(checked.rows), 'file')}"
    problems, warnings = sum(checked.counts.values()), sum(checked.warning_counts.values())
    warned = f"{_count(warnings, 'warning')}" if warnings else "no warnings"
    held = len(checked.hours.held_back) if checked.hours else 0
    if held:
        return f"{read}: {_rows(held)} held back until put right, {warned}."
    if problems:
        others = f"; or {_rows(checked.holdable)} held back, and the others taken in" if checked.holdable else ""
        return (f"{read}: {_count(problems, 'problem')}, {warned}. "
                f"Nothing is taken in until the problems are put right{others}.")
    return f"{read}: no problems, {warned}."


def rows(checked: Checked) -> Iterator[tuple[str, str, str, str, str, str, str, str]]:
    """The problems, rows held back and warnings as rows of a CSV under `HEADINGS`.

    The rule of a row that is held back begins `held back: `, that of a warning `warning: `.
    """
    for problem in checked.problems:
        yield _row(problem, problem.rule)
    for row in held_back(checked):
        yield _row(row, f"held back: {row.rule}")
    for warning in checked.warnings:
        yield _row(warning, f"warning: {warning.rule}")


def held_back(checked: Checked) -> list[Problem]:
    """What is wrong with each of the rows that are held back, in the person's words."""
    if checked.hours is None:
        return []
    return Words(checked.sources).all([
        Problem(row["rule"], FILES[row["file"]].csv, row["line"], row["column"],
                json.loads(row["cells"]).get(row["column"], ""), row["message"], row["mend"])
        for row in checked.hours.held_back.to_dict("records")
    ])


def held_back_table(rows: pd.DataFrame) -> tuple[list[str], Iterator[list[str]]]:
    """Rows held back, as the store gives them, for a CSV: its headings, and each row as it was written.

    The import, file and line, then the data contract's columns, then what is wrong and what to do.
    """
    names = dict.fromkeys(column.name for file in ("hours", "visits") for column in FILES[file].columns)
    named = [name for name in names if any(name in FILES[file].names for file in rows["file"].unique())]

    def lines() -> Iterator[list[str]]:
        for row in rows.fillna("").to_dict("records"):
            cells = json.loads(row["cells"] or "{}")
            yield [
                str(row["import"]), FILES[row["file"]].csv, str(row["line"]), *(cells.get(name, "") for name in named),
                row["rule"], row["column"], row["message"], row["mend"],
            ]

    return ["import", "file", "line", *named, "rule", "wrong_column", "message", "what_to_do"], lines()


def _row(problem: Problem, rule: str) -> tuple[str, str, str, str, str, str, str, str]:
    line = "" if problem.line is None else str(problem.line)
    return (problem.file, problem.sheet, line, problem.column, problem.value, rule, problem.message, problem.mend)


def _from(source: Source | None) -> str:
    """Where a file of the contract came from, where that is not a CSV of its name."""
    if source is None:
        return ""
    file = "" if source.file.lower() == FILES[source.name].csv else f", from {_plain(source.file)}"
    sheet = f", sheet {quoted(source.sheet)}" if source.sheet else ""
    return file + sheet + (f", by the profile {quoted(source.profile)}" if source.profile else "")


def _listed(title: str, found: list[Problem], counts: Counter[str]) -> list[str]:
    if not counts:
        return []
    lines = [f"{title}: {sum(counts.values()):,}"]
    lines += [f"  {count:>7,}  {rule}: {RULES[rule]}" for rule, count in sorted(counts.items(), key=_often)]
    listed: Counter[str] = Counter()
    for problem in found:
        listed[problem.rule] += 1
        if listed[problem.rule] <= LISTED:
            lines += ["", *told(problem)]
    for rule, count in sorted(counts.items(), key=_often):
        more = count - min(listed[rule], LISTED)
        if more:
            lines += ["", f"  … and {more:,} more of {rule}."]
    return lines


def told(problem: Problem) -> list[str]:
    """A problem as lines of text: where it is, what is wrong, and what to do."""
    place = _plain(problem.file) + (f", sheet {quoted(problem.sheet)}," if problem.sheet else "")
    place = place.rstrip(",") if problem.line is None else f"{place} line {problem.line}"
    cell = f", {_plain(problem.column)}" if problem.column else ""
    value = f" “{_plain(problem.value)}”" if problem.value else ""
    return [
        f"  {place}{cell}{value} [{problem.rule}]", f"    {_plain(problem.message)}", f"    → {_plain(problem.mend)}",
    ]


def _often(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _in_order(rows: dict[str, int]) -> list[tuple[str, int]]:
    return [(name, rows[name]) for name in FILES if name in rows]


def _rows(number: int) -> str:
    return _count(number, "row")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _plain(text: str) -> str:
    """A text on one line, without signs that steer a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
