"""A file with headings of its own: which heading feeds which column is proposed, and a person puts it right."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dashboard import loading
from dashboard.intake import given, mappings, people
from dashboard.intake.columns import FILES, Column
from dashboard.intake.given import Unknown
from dashboard.intake.kinds import near
from dashboard.settings import Settings

SAMPLE = 200
"""So many rows are looked at for a proposal."""

MOST_VALUES = 30
"""A heading with more different values than this holds no codes."""

DATES = {
    "": "By the look of them",
    "dd/mm/yyyy": "Day first: 03/04/2027 is 3 April",
    "mm/dd/yyyy": "Month first: 03/04/2027 is 4 March",
    "dd/mm/yy": "Day first, short year: 03/04/27 is 3 April",
    "yyyy-mm-dd": "Year first: 2027-04-03",
}
"""The ways in which a file may write its dates."""

FIXED = "="
"""What is chosen in place of a heading where the value is always the same."""

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


def tables(names: Mapping[Path, str], settings: Settings) -> list[dict[str, Any]]:
    """The tables of some files that nothing can read yet, each with what is proposed for it.

    `values` has what stands under a heading, where it is little enough to be codes; never under a personal one.
    """
    with given(list(names), loading.known_profiles(settings), names) as files:
        return [_table(unknown, settings) for unknown in files.unknown]


def _table(unknown: Unknown, settings: Settings) -> dict[str, Any]:
    personal = [heading for heading in unknown.headings if people.in_heading(heading.strip().lower())]
    sample, values = _looked_at(unknown, personal)
    suggestion = mappings.suggest(unknown.headings, sample, settings)
    return {
        "file": unknown.file, "sheet": unknown.sheet, "line": unknown.line, "headings": unknown.headings,
        "personal": personal, "values": values,
        "suggestion": {
            "file": suggestion.file, "columns": suggestion.columns, "constants": suggestion.constants,
            "why": suggestion.why,
        },
    }


def _looked_at(unknown: Unknown, personal: Sequence[str]) -> tuple[list[list[str]], dict[str, list[str]]]:
    """The first rows, blank under personal headings, and the few different values of each other heading."""
    sample: list[list[str]] = []
    values: dict[str, dict[str, None] | None] = {name: {} for name in unknown.headings if name not in personal}
    for row in _rows(unknown):
        cells = dict(zip(unknown.headings, row, strict=False))
        if len(sample) < SAMPLE:
            sample.append(["" if name in personal else cells.get(name, "") for name in unknown.headings])
        for name, found in values.items():
            text = cells.get(name, "").strip()
            if found is None or not text:
                continue
            found[text] = None
            if len(found) > MOST_VALUES or people.in_value(text):
                values[name] = None
    return sample, {name: list(found) for name, found in values.items() if found}


def _rows(unknown: Unknown) -> Iterator[list[str]]:
    with unknown.path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.reader(file), start=1):
            if line > unknown.line and any(row):
                yield row


@dataclass
class Row:
    """One column of the contract in the form: what feeds it, by the heading's place, `=` for a fixed value, or ""."""

    column: Column
    feeds: str
    fixed: str
    why: str
    values: list[tuple[str, str]] = field(default_factory=list)
    """Each value found, and the code chosen for it."""
    codes: dict[str, str] = field(default_factory=dict)
    """The codes that can be chosen, and how they are called."""

    @property
    def listed(self) -> bool:
        """Whether the column holds a list of codes."""
        return self.column.kind in ("authorities", "services")


class Form:
    """The form for one table, as it was proposed or as a person has filled it in."""

    def __init__(self, table: Mapping[str, Any], settings: Settings, sent: Mapping[str, str] | None = None):
        proposed = table["suggestion"]
        self.table = table
        self.sent = sent or {}
        self.file = self.sent.get("file", proposed["file"])
        if self.file not in FILES:
            self.file = next(iter(FILES))
        self.title = self.sent.get("title", Path(table["file"]).stem[:60])
        self.name = self.sent.get("name", _name(self.title))
        self.dates = self.sent.get("dates", "")
        # What was proposed, or sent, is about one file of the contract: for another there is nothing yet.
        self._proposed = proposed if self.file == proposed["file"] else {"columns": {}, "constants": {}, "why": {}}
        self._filled = self.sent.get("columns-of") == self.file
        self.rows = [self._row(column, settings) for column in FILES[self.file].columns]

    def _row(self, column: Column, settings: Settings) -> Row:
        headings, name = self.table["headings"], column.name
        heading, constant = self._proposed["columns"].get(name), self._proposed["constants"].get(name, "")
        feeds = str(headings.index(heading)) if heading in headings else FIXED if constant else ""
        row = Row(column, feeds, constant, self._proposed["why"].get(name, ""))
        if self._filled:
            row.feeds, row.fixed = self.sent.get(f"feeds-{name}", ""), self.sent.get(f"fixed-{name}", "").strip()
        row.codes = _codes(column, settings)
        fed = self.heading(row)
        if row.codes and fed in self.table["values"]:
            for place, text in enumerate(self.table["values"][fed]):
                chosen = self.sent.get(f"value-{name}-{place}") if self.sent.get(f"values-of-{name}") == fed else None
                row.values.append((text, _code(text, row.codes) if chosen is None else chosen))
        return row

    def heading(self, row: Row) -> str | None:
        """The heading that feeds a column; None where none does."""
        headings = self.table["headings"]
        return headings[int(row.feeds)] if row.feeds.isdecimal() and int(row.feeds) < len(headings) else None

    @property
    def left_out(self) -> list[str]:
        """The headings that feed nothing and are not personal."""
        fed = {self.heading(row) for row in self.rows}
        return [name for name in self.table["headings"] if name not in fed and name not in self.table["personal"]]

    def mistakes(self) -> list[tuple[str, str]]:
        """What has to be put right before it can be kept: the field, and what to do."""
        found = []
        for row in self.rows:
            name = row.column.name
            heading = self.heading(row)
            if heading in self.table["personal"]:
                found.append((f"feeds-{name}", f"“{heading}” may tell who a person is: choose another for {name}"))
            elif row.column.required and heading is None and not (row.feeds == FIXED and row.fixed):
                found.append((f"feeds-{name}", f"Select the heading for {name}, or give its value"))
            elif row.feeds == FIXED and not row.fixed:
                found.append((f"fixed-{name}", f"Enter the value for {name}"))
            elif any(code not in ("", *row.codes) for _, code in row.values):
                found.append((f"value-{name}-0", f"Choose a code from the list for {name}"))
        if not self.title.strip():
            found.append(("title", "Enter what the profile is for"))
        if not NAME.fullmatch(self.name):
            found.append(("name", "Enter a name of small letters, digits and hyphens, such as access-export"))
        return found

    def profile(self) -> mappings.Profile:
        """The profile that was confirmed."""
        columns = {row.column.name: heading for row in self.rows if (heading := self.heading(row)) is not None}
        constants = {row.column.name: row.fixed for row in self.rows if row.feeds == FIXED}
        values = {
            row.column.name: {text: code for text, code in row.values if code} for row in self.rows
            if any(code and code != text for text, code in row.values)
        }
        return mappings.profile_of(
            name=self.name, title=self.title.strip(), file=self.file, columns=columns, constants=constants,
            values=values, never_read=self.table["personal"], date_format=self.dates if self.dates in DATES else "",
        )


def _codes(column: Column, settings: Settings) -> dict[str, str]:
    """The codes that a column can hold, with their names; none where it holds no codes."""
    if column.kind in ("authority", "authorities"):
        return {code: f"{authority.name} ({code})" for code, authority in settings.authorities.items()}
    if column.kind in ("service", "services"):
        return {code: f"{name} ({code})" for code, name in settings.services.items()}
    return {code: code for code in column.choices}


def _code(text: str, codes: Mapping[str, str]) -> str:
    """The code that a value means by the look of it; "" where none does."""
    named = {name.rsplit(" (", 1)[0].casefold(): code for code, name in codes.items()}
    return text if text in codes else near(text, codes) or named.get(text.casefold(), "")


def _name(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "profile"
