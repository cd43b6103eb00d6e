"""Problems: what is wrong in a delivery, where, and what to do about it; the rules they break."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

KEPT = 100_000
"""Of each rule this many problems of a file are kept word for word; all are counted.

A file with more is to be mended: its rows cannot be held back.
"""

RULES: dict[str, str] = {
    # the file itself
    "empty_file": "A file has a heading row.",
    "no_rows": "A file that is given has rows below its headings.",
    "encoding": "A file is saved as “CSV UTF-8”.",
    "not_csv": "A file is plain text with commas between the cells.",
    "given_twice": "Each file of the data contract is given once in a delivery.",
    "unknown_headings": "A file has the data contract's headings, or those of a mapping profile.",
    "too_many_columns": "A table has no more than a thousand columns.",
    "workbook": "A workbook is a plain .xlsx without a password or macros, and not too large to open safely.",
    "hidden_sheet": "A hidden sheet is left out.",
    "mapped": "A file with headings of its own is read by a mapping profile.",
    "to_fill_in": "A profile says what its files do not, such as whose hours they are.",
    "no_entry": "A value table of a profile has every value that its files hold.",
    "to_confirm": "What a file only hints at is a suggestion, until a person confirms it.",
    "formula": "A cell holds a value, not a formula or a spreadsheet's error.",
    "quotes": "Quotation marks around a cell come in pairs.",
    "too_many_cells": "A row has no more cells than there are headings.",
    "too_few_cells": "A row has as many cells as there are headings.",
    "cut_off": "A file is whole to its last row.",
    "total_row": "A total row is left out.",
    # headings
    "missing_column": "A file has every column that the data contract requires.",
    "repeated_column": "A heading is used once.",
    "unknown_column": "A column that the data contract does not name is left out.",
    # persons
    "personal_column": "No column may tell who a person is.",
    "personal_value": "No cell may tell who a person is.",
    # cells
    "required": "A required cell is filled in.",
    "date_format": "Dates are written year-month-day, like 2027-04-03.",
    "date_range": "Dates lie between 1900 and 2100.",
    "time_format": "Times are written like 2027-04-03T09:30.",
    "number_format": "Numbers are digits, with a point before decimals and nothing else.",
    "negative": "Hours, money and counts are never below 0.",
    "number_range": "A number lies within what is possible for its column.",
    "money_format": "Money is pounds with at most two decimals, no sign or separator.",
    "whole_number": "Counts of months, weeks, extensions and carers are whole numbers.",
    "choice": "A cell that has a list of choices holds one of them, letter for letter.",
    "unknown_authority": "An authority is one of the codes in the settings.",
    "unknown_service": "A service is one of the codes in the settings.",
    "cqc_format": "A CQC provider id is 1- and digits.",
    # keys and removals
    "duplicate_key": "Each record is given once in a file.",
    "remove_here": "Hours and visits are not removed: send the days again without them.",
    "still_named": "A record that others still name cannot be removed.",
    "nothing_to_remove": "A record that is removed is known.",
    # one record
    "provider_required": "Every contract but a DPS names its provider.",
    "dps_with_provider": "A DPS has members, not one provider.",
    "lead_not_covered": "The authorities that a contract covers include its lead.",
    "extensions_taken": "No more extensions are taken than the contract has.",
    "value_required": "A block has its annual value.",
    "hours_required": "A block has contracted hours or an hourly rate; an in-house contract has contracted hours.",
    "terminated_late": "A contract that ended early ended before the end of the term in hand.",
    "date_order": "Things end after they begin, and follow one another in order.",
    "leave_reason": "A reason for leaving goes with the day of leaving.",
    "end_reason": "A reason for the end goes with the day of the end, and fits what happened.",
    "award_incomplete": "A package that is awarded names its provider and its contract.",
    "award_without_date": "A package that names a provider has the day it was awarded.",
    "started_without_award": "A package that started was awarded.",
    "response_date": "An answer has the day it was given.",
    # hours and visits
    "week_not_monday": "A week's hours are given on its Monday.",
    "hours_twice": "A day's hours are given once.",
    "visits_beside_totals": "A provider's hours for an authority are given as totals or as visits, not both.",
    "visit_length": "A visit ends after it starts, and lasts at most 24 hours.",
    "visit_times": "A completed visit has both actual times; a missed or cancelled one has neither.",
    "clock_change": "A time when the clocks change is read as if they had not, or as the first of two.",
    # between files
    "unknown_provider": "Every provider that is named is in the delivery or already known.",
    "unknown_contract": "Every contract that is named is in the delivery or already known.",
    "unknown_package": "Every package that is named is in the delivery or already known.",
    "not_a_dps": "Members belong to a DPS.",
    "overlap": "Spells of membership, and school holidays, do not overlap.",
    "not_covered": "Care under a contract is for authorities and services that it covers.",
    "outside_life": "Hours under a contract lie within its life.",
    "not_the_provider": "Care under a contract is given by its provider.",
    "not_a_member": "Care under a DPS, and invitations, are for its members on that day.",
    "no_way_in": "A provider that declares capacity has a contract or a membership to use it.",
    "no_holidays": "Term-time and holiday-only contracts have school holidays for all their years.",
    "after_today": "Hours are for days up to today.",
    "week_emptied": "A delivery leaves no week empty that had hours.",
    "hours_taken_away": "A delivery takes away no more than a tenth of the hours in its range.",
}
"""What each rule asks, in general words."""

OF_A_ROW = frozenset((
    "formula", "too_many_cells", "too_few_cells", "required", "date_format", "date_range", "time_format",
    "number_format", "negative", "number_range", "whole_number", "choice", "unknown_authority", "unknown_service",
    "duplicate_key", "week_not_monday", "hours_twice", "visit_length", "visit_times", "unknown_provider",
    "unknown_contract", "not_covered",
))
"""The rules that one row of hours or visits breaks by itself, so that it can be held back and the others taken."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, or worth a warning.

    `line` is the line in the file, headings being line 1 (None: the file as a whole); `column` and `value` are empty
    where the problem is not one cell's, and the value is left out where it may tell who a person is.
    """

    rule: str
    file: str
    line: int | None
    column: str
    value: str
    message: str
    mend: str
    sheet: str = ""
    """The sheet, where the file is a workbook."""


def where(broken: np.ndarray) -> list[int]:
    """The rows that are true."""
    return [int(row) for row in np.flatnonzero(broken)]


@dataclass
class Findings:
    """What is found while a delivery is checked: problems and warnings, all counted, the first of each rule kept."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    """How often each rule is broken."""
    warning_counts: Counter[str] = field(default_factory=Counter)
    _kept: Counter[tuple[str, str]] = field(default_factory=Counter)
    _warned: Counter[tuple[str, str]] = field(default_factory=Counter)
    _found: Counter[tuple[str, str]] = field(default_factory=Counter)
    _lines: dict[str, set[int]] = field(default_factory=dict)

    def problem(
        self, rule: str, file: str, line: int | None, column: str, value: str, message: str, mend: str
    ) -> None:
        """Add one problem."""
        self._count(rule, file, 1 if line is None else [line])
        self._kept[file, rule] += 1
        if self._kept[file, rule] <= KEPT:
            self.problems.append(Problem(rule, file, line, column, value, message, mend))

    def _count(self, rule: str, file: str, lines: Collection[int] | int) -> None:
        number = lines if isinstance(lines, int) else len(lines)
        self.counts[rule] += number
        self._found[file, rule] += number
        if not isinstance(lines, int) and self._found[file, rule] <= KEPT:
            self._lines.setdefault(file, set()).update(lines)

    def warn(
        self, rule: str, file: str, line: int | None, column: str, value: str, message: str, mend: str
    ) -> None:
        """Add one warning."""
        self.warning_counts[rule] += 1
        self._warned[file, rule] += 1
        if self._warned[file, rule] <= KEPT:
            self.warnings.append(Problem(rule, file, line, column, value, message, mend))

    def room(self, rule: str, file: str, broken: np.ndarray | int, lines: np.ndarray | None = None) -> list[int]:
        """The first of the rows that are true (or of so many), as many as are still kept; the others are counted.

        `lines` are all rows' lines, where rows may be held back.
        """
        rows = list(range(broken)) if isinstance(broken, int) else where(broken)
        left = max(0, KEPT - self._kept[file, rule])
        if len(rows) <= left:
            return rows
        more = rows[left:]
        self._count(rule, file, len(more) if lines is None else lines[more].tolist())
        return rows[:left]

    def holdable(self, files: Collection[str]) -> int:
        """How many rows of some files are bad and can be held back; 0 where anything else is wrong, or nothing."""
        for (file, rule), number in self._found.items():
            if file not in files or rule not in OF_A_ROW or number > KEPT:
                return 0
        return sum(map(len, self._lines.values()))

    def sort(self, files: list[str]) -> None:
        """Put problems and warnings in the order of the files and their lines."""
        order = {name: at for at, name in enumerate(files)}
        for found in (self.problems, self.warnings):
            found.sort(key=lambda p: (order.get(p.file, len(order)), p.line or 0, p.column, p.rule))
