"""Deliveries: a folder of files checked as a whole, against itself and against what is known."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from dashboard.intake import across, rules, worked
from dashboard.intake.columns import FILES, HOURS, RECORDS, no_held_back
from dashboard.intake.given import Given, Source, Unknown, in_folder
from dashboard.intake.hours import HoursFile, Keys, hours_by_day, read_hours
from dashboard.intake.known import KnownHours
from dashboard.intake.mappings import Open
from dashboard.intake.outcome import Outcome
from dashboard.intake.problems import Findings, Problem
from dashboard.intake.recognising import csv_head
from dashboard.intake.records import Records, as_known, once, read_records
from dashboard.intake.visits import read_visits
from dashboard.intake.words import Words
from dashboard.market.market import Market
from dashboard.settings import Settings

Progress = Callable[[int, int | None], None]
"""Told how many bytes of a delivery have been read, and how many there are."""


@dataclass(frozen=True)
class Hours:
    """Hours that a delivery brings.

    `days`: date, authority, provider_id, contract_id, service, planned_hours, delivered_hours; one row a day and key.
    `ranges`: provider_id, authority, first, last: every day in it is replaced.
    `held_back`: rows that were bad and are held back until put right, with the columns of `columns.HELD_BACK`; where
    their provider, authority and date can be read, they count in the ranges.
    """

    days: pd.DataFrame
    ranges: pd.DataFrame
    held_back: pd.DataFrame = field(default_factory=no_held_back)
    visits_seen: frozenset[str] = frozenset()
    """Those of the visits held back earlier (`held_back_ids`) that this delivery has, good or held back again."""


@dataclass(frozen=True)
class Checked:
    """A delivery, checked: what it holds, and all that is wrong with it.

    `frames` has the record files that were given, typed as the market's, each with a column `remove`; they are fit to
    use only if `ok`. `counts` and `warning_counts` say how often each rule was broken, also beyond what is listed.
    `against` is the number of the market that it was checked against.
    """

    frames: dict[str, pd.DataFrame]
    hours: Hours | None
    problems: list[Problem]
    warnings: list[Problem]
    rows: dict[str, int]
    left_alone: list[str]
    counts: Counter[str]
    warning_counts: Counter[str]
    against: int
    holdable: int = 0
    """How many rows of hours or visits are bad where nothing else is: they can be held back, or are where asked."""
    sources: dict[str, Source] = field(default_factory=dict)
    """Where each file of the contract came from."""
    unknown: list[Unknown] = field(default_factory=list)
    """Tables whose headings fit neither the contract nor a profile."""
    open_places: list[Open] = field(default_factory=list)
    """What the profiles that read it leave open, for a person to say."""
    undoes: int | None = None
    """The import that it takes back, where that is what it is for."""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong; warnings are no hindrance."""
        return not self.counts


def check(
    delivery: Path | Given,
    market: Market,
    settings: Settings,
    progress: Progress | None = None,
    *,
    hold_back: bool = False,
    held_back_ids: frozenset[str] = frozenset(),
) -> Checked:
    """Read what was given, or a folder of the data contract's CSV files, and check it: in itself and over `market`.

    With `hold_back` the bad rows of hours and visits are held back, if nothing else is wrong: the delivery is read
    once to find them, and then as if they were not in it, so that what is taken is what a file without them would
    give. `held_back_ids` are the visits held back earlier, to be looked for.

    Problems and warnings are in the words of the person who gave it: their file, sheet and heading. Raises Unreadable
    where there is no such folder, or no file of the contract in it.
    """
    given = delivery if isinstance(delivery, Given) else in_folder(Path(delivery))
    paths = {name: source.path for name, source in given.sources.items()}
    mapped = {name for name, source in given.sources.items() if source.profile}
    hold_back = hold_back and not given.problems
    told = _Told(progress, list(paths.values()), 2 if hold_back else 1)
    hold: dict[str, dict[int, Problem]] = {FILES[name].csv: {} for name in HOURS}
    if hold_back:
        findings = Findings()
        _whole(paths, market, settings, findings, told, hold, held_back_ids, mapped)
        if findings.holdable(hold):
            for problem in findings.problems:
                hold[problem.file].setdefault(problem.line or 0, problem)
    findings = Findings()
    delivered, hours, rows = _whole(paths, market, settings, findings, told, hold, held_back_ids, mapped)
    holdable = findings.holdable(hold) if findings.counts else sum(map(len, hold.values()))
    words = Words(given.sources)
    return Checked(
        frames={name: records.frame for name, records in delivered.items()}, hours=hours,
        problems=given.problems + words.all(findings.problems), warnings=given.warnings + words.all(findings.warnings),
        rows=rows, left_alone=given.left_alone,
        counts=findings.counts + Counter(problem.rule for problem in given.problems),
        warning_counts=findings.warning_counts + Counter(warning.rule for warning in given.warnings),
        against=market.number, holdable=0 if given.problems else holdable, sources=given.sources,
        unknown=given.unknown, open_places=given.open,
    )


def _whole(
    paths: dict[str, Path],
    market: Market,
    settings: Settings,
    findings: Findings,
    told: "_Told",
    hold: Mapping[str, Mapping[int, Problem]],
    held_back_ids: frozenset[str],
    mapped: Collection[str],
) -> tuple[dict[str, Records], Hours | None, dict[str, int]]:
    """A delivery read from its files and checked: records, hours, and how many rows each file has.

    `mapped` are the files that a profile made: of records they only say what they have columns for.
    """
    delivered: dict[str, Records] = {}
    rows: dict[str, int] = {}
    for name in RECORDS:
        if name in paths:
            records, rows[name] = read_records(paths[name], FILES[name], settings, findings, told.file(paths[name]))
            if name in mapped:
                as_known(records, getattr(market, name), csv_head(paths[name])[0][1])
            rules.check_file(records, findings)
            delivered[name] = once(records, findings)
    broken = {name for name, records in delivered.items() if records.broken}
    outcome = Outcome(delivered, broken, market, settings)
    keys = Keys(outcome)
    books: list[HoursFile] = []
    if "hours" in paths:
        step = told.file(paths["hours"])
        books.append(read_hours(paths["hours"], keys, settings, findings, step, hold["hours.csv"]))
    if "visits" in paths:
        step = told.file(paths["visits"])
        books.append(read_visits(paths["visits"], keys, settings, findings, step, hold["visits.csv"], held_back_ids))
    rows |= {book.file.name: book.rows for book in books}
    hours, ranges = None, None
    if books:
        ranges = pd.concat([book.ranges.assign(file=book.file.csv) for book in books], ignore_index=True)
        hours = Hours(
            hours_by_day([book.entries for book in books], keys), ranges.drop(columns="file"),
            pd.concat([book.held_back for book in books], ignore_index=True),
            frozenset().union(*(book.visits_seen for book in books)),
        )
    left = KnownHours(market, ranges)
    across.check_records(outcome, left, findings)
    across.check_removals(outcome, left, books, keys, findings)
    worked.check_hours(outcome, books, keys, findings)
    if hours:
        left.warn_of_losses(hours.days, findings)
    findings.sort([FILES[name].csv for name in FILES])
    return delivered, hours, rows


class _Told:
    """Tells how far the reading of a delivery's files, so many times over, is in bytes."""

    def __init__(self, progress: Progress | None, paths: list[Path], times: int):
        self._progress = progress
        self._all = sum(path.stat().st_size for path in paths) * times
        self._before = 0

    def file(self, path: Path) -> Callable[[int], None]:
        """What a file's reader tells how far it is."""
        before = self._before
        self._before += path.stat().st_size

        def step(done: int) -> None:
            if self._progress:
                self._progress(before + done, self._all)

        return step
