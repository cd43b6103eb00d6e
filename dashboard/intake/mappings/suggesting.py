"""Suggesting: which heading of an unknown file may feed which column, and why, for a person to judge."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from typing import NamedTuple

from dashboard.intake.columns import FILES, Column, File
from dashboard.intake.kinds import Fault, clean, near, quoted
from dashboard.intake.mappings import cells, codes, keeping
from dashboard.intake.mappings import headings as names
from dashboard.intake.mappings.profile import Profile, shipped
from dashboard.settings import Settings

ENOUGH = 0.6
"""A heading is proposed for a column from this score on: 1 is the column's own name."""

MOST = 0.9
"""This share of a column's values has to be of a kind for the column to be of that kind."""

WORDS = {
    "supplier": "provider", "vendor": "provider", "agency": "provider", "contractor": "provider",
    "council": "authority", "commissioner": "authority", "la": "authority",
    "number": "id", "no": "id", "ref": "id", "reference": "id", "code": "id",
    "agreement": "contract", "begin": "start", "began": "start", "commencement": "start", "from": "start",
    "finish": "end", "expiry": "end", "until": "end", "to": "end", "completion": "end",
    "scheduled": "planned", "commissioned": "planned", "claimed": "planned",
    "logged": "actual", "real": "actual", "tag": "actual", "clock": "actual", "min": "minute",
    "worked": "delivered", "provided": "delivered", "staff": "carer", "worker": "carer",
    "weekly": "week", "wk": "week", "hr": "hour", "cost": "value", "amount": "value", "price": "rate",
    "pound": "gbp",
    "district": "area", "locality": "area", "zone": "area", "outcome": "response", "answer": "response",
    "referral": "requested", "sourcing": "requested", "call": "visit",
}
"""Words that headings use, and the contract's word for them."""

_MARKS = {
    "start": {"start", "in", "arrived", "arrival", "began", "begun"},
    "end": {"end", "out", "left", "departed", "departure"},
    "lasting": {"duration", "length", "minute"},
}
"""Words of a visit's times that say which of them is meant."""

_HAPPENED = {"actual", "in", "out", "arrived", "arrival", "left", "departed", "departure"}
"""Words that promise a time at which something happened, not one at which it was planned."""

_LITTLE = {"of", "the", "a", "on", "in", "for", "date", "day", "time", "at", "per"}
"""Words that tell columns apart only where nothing else does."""


@dataclass(frozen=True)
class Suggestion:
    """What a file may be, for a person to correct and confirm.

    `file` is the file of the contract, `columns` the heading for each column (with `planned_start.time` and
    `planned_end.plus` where a time or a duration stands apart, as `keeping.profile_of` takes them), `constants` what
    is the same for every row, `why` the reason for each in words. `date_format` is "" where the values cannot tell
    day from month: then a person has to say. `never_read` are the columns that look like a person's.
    """

    file: str
    columns: dict[str, str]
    constants: dict[str, str]
    why: dict[str, str]
    date_format: str = ""
    never_read: tuple[str, ...] = ()
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    """Value tables by column, as far as they are known: names of providers and their numbers, names of services."""


class _Match(NamedTuple):
    score: float
    column: str
    heading: int
    why: str


def suggest(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    settings: Settings,
    known_providers: Mapping[str, str] | None = None,
) -> Suggestion:
    """Propose which file of the contract a table is, and which heading feeds which column.

    `rows` is a sample; `known_providers` are the names of providers by their id. Columns whose heading looks like a
    person's are never looked at.
    """
    look = _Look(headings, rows, settings, known_providers or {})
    best = max((look.file(file) for file in FILES.values()), key=lambda one: one[0])
    return look.suggestion(*best[1:])


def suggested_toml(suggestion: Suggestion, name: str = "my-profile") -> str:
    """A suggestion as the TOML of a profile, with the reason for each column as a comment."""
    constants = dict(suggestion.constants)
    why = dict(suggestion.why)
    for column in FILES[suggestion.file].columns:
        fed = column.name in suggestion.columns or column.name in constants
        if column.required and not fed and not (column.name == "status" and "actual_start" in suggestion.columns):
            constants[column.name] = ""
            why[column.name] = f"FILL IN the heading, or a value for every row: {column.meaning}."
    if not suggestion.date_format:
        why.setdefault("dates", 'FILL IN: "dd/mm/yyyy" or "mm/dd/yyyy"; the values cannot tell which.')
    profile = Profile(
        name=name, title=f"A file of our own becomes {suggestion.file}.csv.",
        needs=keeping.needs_of(suggestion.file, suggestion.columns),
        files={suggestion.file: keeping.feeds_of(suggestion.file, suggestion.columns, constants, suggestion.values)},
        dates=suggestion.date_format, never_read=suggestion.never_read, values=suggestion.values,
    )
    return keeping.text(profile, why)


@cache
def _synonyms() -> dict[str, dict[str, set[str]]]:
    """The headings that shipped profiles know for each column of each file, bare."""
    found: dict[str, dict[str, set[str]]] = {}
    for profile in shipped():
        for name, columns in profile.files.items():
            for column, feeds in columns.items():
                plain = [feed for feed in feeds if not (feed.time or feed.plus or feed.until or feed.table)]
                known = found.setdefault(name, {}).setdefault(column, set())
                known |= {names.bare(heading) for feed in plain for heading in feed.from_}
    return found


def _words(heading: str) -> set[str]:
    """A heading's words, as the contract says them, without the little ones."""
    words = _all_words(heading)
    return {word for word in words if word not in _LITTLE} or words


def _all_words(heading: str) -> set[str]:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", clean(heading))
    said = [re.sub(r"ies$", "y", word) for word in re.findall(r"[^\W_]+", apart.casefold())]
    return {WORDS.get(word, word) for word in (re.sub(r"(?<=[^s])s$", "", word) for word in said)}


class _Look:
    """A table looked at: its headings, and what its values are like."""

    def __init__(
        self, headings: Sequence[str], rows: Sequence[Sequence[str]], settings: Settings, providers: Mapping[str, str]
    ):
        self._headings = list(headings)
        self._settings = settings
        self._providers = providers
        self._provider_names = {names.bare(name): code for code, name in providers.items()}
        self._personal = [at for at, heading in enumerate(headings) if names.person(heading)]
        bare = [names.bare(heading) for heading in headings]
        self._usable = [at for at, heading in enumerate(bare) if heading and bare.index(heading) == at]
        """Headings by which a column can be found again."""
        self._values = [
            [] if at in self._personal else [text for row in rows if at < len(row) and (text := clean(row[at]))]
            for at in range(len(headings))
        ]

    def _share(self, at: int, test: Callable[[str], object]) -> float:
        """The share of a column's values that pass a test."""
        values = self._values[at]
        return sum(bool(test(text)) for text in values) / len(values) if values else 0.0

    def _name(self, heading: str, column: Column, file: File) -> tuple[float, str]:
        """How much a heading is like a column by name, and how to say so."""
        bare = names.plain(heading)
        if bare == names.bare(column.name):
            return 1.0, f"the heading {quoted(heading)} is the column's name"
        if bare in _synonyms().get(file.name, {}).get(column.name, ()):
            return 0.95, f"the heading {quoted(heading)} is one that is often used for it"
        own, theirs = _words(column.name), _words(heading)
        overlap = len(own & theirs) / len(own | theirs)
        alike = SequenceMatcher(None, names.bare(column.name), bare).ratio() * 0.8
        return max(overlap * 0.9, alike), f"the heading {quoted(heading)} is like it"

    def _fit(self, at: int, column: Column) -> tuple[float, str]:
        """How far a column's values are what the contract's column holds, and how to say so."""
        if not self._values[at]:
            return 0.0, ""
        kind = column.kind
        if kind in ("authority", "authorities", "service", "services"):
            if self._share(at, lambda text: self._meant(text, column)) >= MOST:
                said = "authorities" if kind.startswith("authorit") else "services"
                return 0.6, f"its values are {said} of the settings"
            return -0.3, ""
        if kind in ("date", "instant"):
            if self._share(at, _is_date) < MOST:
                return -0.6, ""
            timed = self._share(at, lambda text: ":" in text) >= MOST
            return (0.4 if timed else 0.1) if kind == "instant" else (-0.1 if timed else 0.3), "its values are dates"
        if kind == "whole" and self._share(at, lambda text: re.fullmatch(r"[0-9]+(\.0)?", text)) < MOST:
            return -0.6, ""
        if kind in ("whole", "decimal", "money"):
            return (0.2, "its values are numbers") if self._share(at, _is_number) >= MOST else (-0.6, "")
        if kind == "choice":
            if self._share(at, lambda text: near(text, column.choices)) >= MOST:
                return 0.5, f"its values are {', '.join(column.choices)}"
            return -0.2, ""
        if column.name == "provider_id" and self._providers:
            if self._share(at, lambda text: text in self._providers) >= MOST:
                return 0.6, "its values are numbers of known providers"
            if self._share(at, lambda text: names.bare(text) in self._provider_names) >= MOST:
                return 0.5, "its values are names of known providers"
        return (-0.4, "") if self._share(at, _is_date) >= MOST else (0.0, "")

    def _meant(self, text: str, column: Column) -> str | None:
        """The code (or the list of them) of authorities or services that are written as codes or names."""
        return codes.meant(text, column, codes.named(column, self._settings))

    def _matches(self, file: File) -> Iterator[_Match]:
        for column in file.columns:
            for at in self._usable:
                heading = self._headings[at]
                if at in self._personal and names.bare(heading) != names.bare(column.name):
                    continue
                name, said = self._name(heading, column, file)
                fit, told = self._fit(at, column)
                if name + fit >= ENOUGH and (name >= 0.4 or fit >= 0.5):
                    reasons = [said] if name >= 0.4 else []
                    yield _Match(name + fit, column.name, at, " and ".join([*reasons, *filter(None, [told])]))

    def file(self, file: File) -> tuple[tuple[float, float], File, dict[str, _Match]]:
        """How well a file of the contract fits, and which heading would feed which of its columns.

        The more of its required columns are fed, the better; then by how well they are.
        """
        taken: dict[str, _Match] = {}
        used: set[int] = set()
        for match in sorted(self._matches(file), key=lambda one: -one.score):
            if match.column not in taken and match.heading not in used:
                taken[match.column] = match
                used.add(match.heading)
        required = [column.name for column in file.columns if column.required]
        apart = self._times_apart(taken)[0] if file.name == "visits" else {}
        if "actual_start" in {*taken, *apart}:
            apart["status"] = ""
        scores = [taken[name].score if name in taken
                  else ENOUGH * (name in apart or bool(self._only(file.column(name)))) for name in required]
        more = sum(match.score for name, match in taken.items() if name not in required) / len(self._headings or [1])
        return (sum(map(bool, scores)) / len(required), sum(scores) / len(required) + 0.5 * more), file, taken

    def _only(self, column: Column) -> str:
        """The only code of the settings that a column can hold; "" where there are several, or none."""
        known = [] if column.choices else list(codes.named(column, self._settings))
        return known[0] if len(known) == 1 else ""

    def suggestion(self, file: File, taken: Mapping[str, _Match]) -> Suggestion:
        """What is proposed for a file of the contract."""
        columns = {column.name: self._headings[taken[column.name].heading]
                   for column in file.columns if column.name in taken}
        why = {name: f"{match.why[:1].upper()}{match.why[1:]}." for name, match in taken.items()}
        constants: dict[str, str] = {}
        if file.name == "visits" and (apart := self._times_apart(taken)) != ({}, {}):
            columns = {name: heading for name, heading in columns.items() if not _is_time(name)} | apart[0]
            why = {name: said for name, said in why.items() if not _is_time(name)} | apart[1]
        for column in file.columns:
            if column.required and column.name not in columns and (only := self._only(column)):
                constants[column.name] = only
                why[column.name] = "It is the only one in the settings."
        if file.name == "hours" and "date" in taken and "week" in _words(columns["date"]):
            constants.setdefault("period", "week")
            why["period"] = f"The heading {quoted(columns['date'])} speaks of weeks."
        dates, reason = self._dates([columns[name] for name in columns
                                     if "." not in name and file.column(name).kind in ("date", "instant")])
        chosen = {names.bare(self._headings[match.heading]) for match in taken.values()}
        unread = [self._headings[at] for at in self._personal if names.bare(self._headings[at]) not in chosen]
        return Suggestion(
            file.name, columns, constants, {**why, **({"dates": reason} if reason else {})}, dates,
            tuple(heading.replace("*", " ") for heading in unread),
            self._tables(file, taken),
        )

    def _times_apart(self, taken: Mapping[str, _Match]) -> tuple[dict[str, str], dict[str, str]]:
        """What feeds a visit's times where dates, times of day and durations stand in columns of their own, and why."""
        others = {match.heading for name, match in taken.items() if not _is_time(name)}
        dates = [at for at in self._usable if at not in others and self._share(at, _is_date) >= MOST
                 and not self._share(at, lambda text: ":" in text)]
        lengths = {at for at in self._usable if _MARKS["lasting"] & _words(self._headings[at])}
        clocks = {at: _all_words(self._headings[at]) for at in self._usable if at not in others and (
            self._share(at, _is_clock) >= MOST or (at in lengths and self._share(at, _is_number) >= MOST))}
        if not dates or not clocks:
            return {}, {}
        day = max(dates, key=self._like_a_day)
        happened = [at for at, words in clocks.items() if _HAPPENED & words and "planned" not in words]
        planned = sorted((at for at in clocks if at not in happened), key=lambda at: "planned" not in clocks[at])
        columns: dict[str, str] = {}
        why: dict[str, str] = {}
        for kind, own in (("planned", planned), ("actual", happened)):
            marked = {mark: next((at for at in own if words & clocks[at]), None) for mark, words in _MARKS.items()}
            unmarked = [at for at in own if at not in lengths and not _MARKS["end"] & clocks[at]]
            begun = marked["start"] if marked["start"] is not None else next(iter(unmarked), None)
            if begun is None:
                continue
            start = self._headings[begun]
            end, lasting = (None if at is None else self._headings[at] for at in (marked["end"], marked["lasting"]))
            date_said = f"{quoted(self._headings[day])} holds the date"
            columns |= {f"{kind}_start": self._headings[day], f"{kind}_start.time": start}
            why[f"{kind}_start"] = f"{date_said}, {quoted(start)} the time."
            if lasting is not None:
                columns |= {f"{kind}_end": self._headings[day], f"{kind}_end.time": start, f"{kind}_end.plus": lasting}
                why[f"{kind}_end"] = f"{date_said}, {quoted(start)} the start and {quoted(lasting)} how long it lasted."
            elif end is not None:
                columns |= {f"{kind}_end": self._headings[day], f"{kind}_end.time": end}
                why[f"{kind}_end"] = f"{date_said}, {quoted(end)} the time."
        return columns, why

    def _like_a_day(self, at: int) -> tuple[bool, bool, int, int]:
        """How much a column of dates is like the days of visits: by its heading, and by how many days it has."""
        words = _words(self._headings[at])
        return "week" not in words, bool({"visit", "planned", "start"} & words), len(set(self._values[at])), -at

    def _dates(self, headings: list[str]) -> tuple[str, str]:
        """The format of the dates, where the values can tell, and why."""
        values = [text for heading in headings for text in self._values[self._headings.index(heading)]]
        parts = [found for text in values
                 if (found := re.match(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4}|[0-9]{2})(?![0-9])", text))]
        if not parts:
            return ("yyyy-mm-dd", "") if values else ("", "")
        short = all(len(found[3]) == 2 for found in parts)
        first = next((found[0] for found in parts if int(found[1]) > 12), None)
        second = next((found[0] for found in parts if int(found[2]) > 12), None)
        if first and not second:
            return "dd/mm/yy" if short else "dd/mm/yyyy", f"{quoted(first)} can only be day first."
        if second and not first and not short:
            return "mm/dd/yyyy", f"{quoted(second)} can only be month first."
        return "", ""

    def _tables(self, file: File, taken: Mapping[str, _Match]) -> dict[str, dict[str, str]]:
        """Value tables for codes that are written as names or otherwise than the settings do."""
        tables: dict[str, dict[str, str]] = {}
        for name, match in taken.items():
            column = file.column(name)
            texts = dict.fromkeys(self._values[match.heading])
            if column.kind in ("authority", "service"):
                meant = {text: self._meant(text, column) or "" for text in texts}
            elif column.kind == "choice":
                meant = {text: near(text, column.choices) or "" for text in texts}
            elif name == "provider_id" and self._share(match.heading, lambda text: text in self._providers) < MOST:
                meant = {text: self._provider_names.get(names.bare(text), "") for text in texts}
                if not any(meant.values()):
                    continue
            else:
                continue
            if any(text != code for text, code in meant.items()) and len(meant) <= 200:
                tables[name] = meant
        return tables


def _is_time(column: str) -> bool:
    """Whether a column of visits is one of its times."""
    return column.startswith(("planned_", "actual_"))


def _is_date(text: str) -> bool:
    return any(isinstance(cells.day(text, dates), date) for dates in ("dd/mm/yyyy", "mm/dd/yyyy", "dd/mm/yy"))


def _is_clock(text: str) -> bool:
    return ":" in text and not isinstance(cells.duration(text, "minutes"), Fault)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]*\.?[0-9]+", cells.number(text)))
