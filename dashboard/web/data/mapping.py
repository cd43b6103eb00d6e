"""A file with headings of its own: which heading feeds which column is proposed, and a person puts it right."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dashboard import loading
from dashboard.intake import given, mappings, people
from dashboard.intake.columns import FILES, Column
from dashboard.intake.given import Unknown
from dashboard.intake.kinds import near
from dashboard.intake.mappings.headings import person
from dashboard.settings import Settings

SAMPLE = 200
"""So many rows are looked at for a proposal."""

MOST_VALUES = 30
"""A heading with more different values than this holds no codes."""

DATES = {
    "": "Choose one",
    "dd/mm/yyyy": "Day first: 03/04/2027 is 3 April",
    "mm/dd/yyyy": "Month first: 03/04/2027 is 4 March",
    "dd/mm/yy": "Day first, short year: 03/04/27 is 3 April",
    "yyyy-mm-dd": "Year first: 2027-04-03, or the month in words",
}
"""The ways in which a file may write its dates."""

PARTS = {
    "time": "with the time of day under", "plus": "and the duration after it under", "until": "to the last day under",
}
"""What may feed a column beside its heading, where that stands in a column of its own."""

FIXED = "="
"""What is chosen in place of a heading where the value is always the same."""

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


def tables(names: Mapping[Path, str], settings: Settings, providers: Mapping[str, str]) -> list[dict[str, Any]]:
    """The tables of some files that nothing can read yet, each with what is proposed for it.

    `providers` are the known ones' names by their id. `values` has what stands under a heading, where it is little
    enough to be codes; never under a personal one.
    """
    with given(list(names), loading.known_profiles(settings), names) as files:
        return [_table(unknown, settings, providers) for unknown in files.unknown]


def _table(unknown: Unknown, settings: Settings, providers: Mapping[str, str]) -> dict[str, Any]:
    sample, values = _looked_at(unknown)
    suggestion = mappings.suggest(unknown.headings, sample, settings, providers)
    return {
        "file": unknown.file, "sheet": unknown.sheet, "headings": unknown.headings, "values": values,
        "providers": dict(providers) if "provider_id" in suggestion.values else {}, "suggestion": asdict(suggestion),
    }


def _looked_at(unknown: Unknown) -> tuple[list[list[str]], dict[str, list[str]]]:
    """The first rows, blank under personal headings, and the few different values of each other heading."""
    personal = {name for name in unknown.headings if person(name)}
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
    parts: dict[str, str] = field(default_factory=dict)
    """What else may feed it, of `PARTS`, by the heading's place, or ""."""
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
        self.table = table
        self.sent = sent or {}
        self.headings: list[str] = table["headings"]
        self._proposed = table["suggestion"]
        self.file = self.sent.get("file", self._proposed["file"])
        if self.file not in FILES:
            self.file = next(iter(FILES))
        self.title = self.sent.get("title", Path(table["file"]).stem[:60])
        self.name = self.sent.get("name", _name(self.title))
        self.dates = self.sent.get("dates", self._proposed["date_format"])
        self.never_read: list[str] = list(self._proposed["never_read"])
        # What was proposed, or sent, is about one file of the contract: for another there is nothing yet.
        self._apt = self.file == self._proposed["file"]
        self._filled = self.sent.get("columns-of") == self.file
        self.rows = [self._row(column, settings) for column in FILES[self.file].columns]

    def _row(self, column: Column, settings: Settings) -> Row:
        name = column.name
        parts = {part: self._chosen(f"{name}.{part}") for part in _parts(column)}
        constant = self._proposed["constants"].get(name, "") if self._apt else ""
        row = Row(
            column, self._chosen(name) or (FIXED if constant else ""), constant,
            self._proposed["why"].get(name, "") if self._apt else "", parts,
        )
        if self._filled:
            row.feeds, row.fixed = self.sent.get(f"feeds-{name}", ""), self.sent.get(f"fixed-{name}", "").strip()
        self._fill_values(row, settings)
        return row

    def _chosen(self, name: str) -> str:
        """The place of the heading that feeds a column, or a part of it; "" where none does."""
        if self._filled:
            return self.sent.get(f"feeds-{name}", "")
        heading = self._proposed["columns"].get(name) if self._apt else None
        return str(self.headings.index(heading)) if heading in self.headings else ""

    def _fill_values(self, row: Row, settings: Settings) -> None:
        """The values under the heading that feeds a column of codes, or names of providers, with what each means."""
        name, fed = row.column.name, self.heading(row.feeds)
        proposed = self._apt and self._proposed["columns"].get(name) == fed
        meant = self._proposed["values"].get(name, {}) if proposed else {}
        if name == "provider_id" and meant:
            row.codes = {code: f"{label} ({code})" for code, label in self.table["providers"].items()}
            found = list(meant)
        else:
            row.codes, found = _codes(row.column, settings), self.table["values"].get(fed, [])
        same = self.sent.get(f"values-of-{name}") == fed
        for place, text in enumerate(found if row.codes else ()):
            chosen = self.sent.get(f"value-{name}-{place}", "") if same else meant.get(text) or _code(text, row.codes)
            row.values.append((text, chosen))

    def heading(self, place: str) -> str | None:
        """The heading at a place; None where there is none."""
        known = place.isascii() and place.isdigit() and len(place) < 6 and int(place) < len(self.headings)
        return self.headings[int(place)] if known else None

    @property
    def left_out(self) -> list[str]:
        """The headings that feed nothing, and are not those that are never read."""
        fed = set(self._columns().values()) | set(self.never_read)
        return [name for name in self.headings if name not in fed]

    def _columns(self) -> dict[str, str]:
        """The heading that feeds each column, and each part of one."""
        places = {row.column.name: row.feeds for row in self.rows} | {
            f"{row.column.name}.{part}": place for row in self.rows for part, place in row.parts.items()
            if self.heading(row.feeds) is not None
        }
        return {name: heading for name, place in places.items() if (heading := self.heading(place)) is not None}

    def mistakes(self) -> list[tuple[str, str]]:
        """What has to be put right before it can be kept: the field, and what to do."""
        found, columns = [], self._columns()
        for row in self.rows:
            name, fed = row.column.name, row.column.name in columns
            told = self.file == "visits" and name == "status" and "actual_start" in columns
            if columns.get(name) in self.never_read:
                personal = f"“{columns[name]}” may tell who a person is: select another for {name}"
                found.append((f"feeds-{name}", personal))
            elif row.feeds == FIXED and not row.fixed:
                found.append((f"fixed-{name}", f"Enter the value for {name}"))
            elif row.column.required and not fed and row.feeds != FIXED and not told:
                found.append((f"feeds-{name}", f"Select the heading for {name}, or say that its value is the same"))
            elif any(code not in ("", *row.codes) for _, code in row.values):
                found.append((f"value-{name}-0", f"Choose a code from the list for {name}"))
        dated = any(row.column.kind in ("date", "instant") and row.column.name in columns for row in self.rows)
        if self.dates not in DATES or (dated and not self.dates):
            found.append(("dates", "Select how dates are written"))
        if not self.title.strip():
            found.append(("title", "Enter what the profile is for"))
        if not NAME.fullmatch(self.name):
            found.append(("name", "Enter a name of small letters, digits and hyphens, such as access-export"))
        return found

    def profile(self) -> mappings.Profile:
        """The profile that was confirmed. Raises BadProfile."""
        values = {row.column.name: {text: code or text for text, code in row.values} for row in self.rows}
        return mappings.profile_of(
            name=self.name, title=self.title.strip(), file=self.file, columns=self._columns(),
            constants={row.column.name: row.fixed for row in self.rows if row.feeds == FIXED},
            values={name: codes for name, codes in values.items() if any(text != code for text, code in codes.items())},
            never_read=self.never_read, date_format=self.dates,
        )


def _parts(column: Column) -> list[str]:
    """What else may feed a column: a time or duration that stands apart, or the last day of a term."""
    if column.kind == "instant":
        return ["time", "plus"] if column.name.endswith("_end") else ["time"]
    return ["until"] if column.name == "initial_term_months" else []


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
