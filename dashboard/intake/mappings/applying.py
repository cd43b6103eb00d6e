"""Applying: a table of another shape becomes files of the data contract, by a profile, row by row."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from dashboard.intake.columns import FILES, Column
from dashboard.intake.kinds import Fault, clean, formula, quoted
from dashboard.intake.mappings import cells, codes
from dashboard.intake.mappings import headings as names
from dashboard.intake.mappings.profile import LOOK, SUGGESTED, Feed, Profile, week_heading
from dashboard.intake.problems import Findings, Problem
from dashboard.intake.reading import CELL, TOTALS
from dashboard.settings import Settings

Row = list[str]
Reading = Callable[[Row, dict[str, str]], str]
"""What gives a column's cell from a row (its cells cleaned when they are asked for) and the columns before it."""


@dataclass(frozen=True)
class Open:
    """What a profile leaves open of one column, for a person to say: `mappings.completed` takes the answers.

    `values` has each different value under `heading` of which nothing says what it means, with the rows that have it;
    it is empty where the table says nothing at all, and one value holds for every row. `file` and `sheet` are the
    person's, `profile` the profile's name.
    """

    name: str
    """The file of the contract."""
    column: str
    heading: str = ""
    values: dict[str, int] = field(default_factory=dict)
    profile: str = ""
    file: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Mapped:
    """Files of the contract that a table became.

    `paths` by file of the contract; `columns` says for each of them which heading (or headings) of the table feeds
    each column; `rows` how many rows each file has. What is wrong with the table as such, and values that a value
    table lacks, are `problems`. A cell that cannot be read stays as it is written, so that the reader refuses it on
    its line; only with `lines=False` is it a problem here. `open` has what a person can add to the profile.

    `lines` has, for a file whose rows cannot stand on the lines they had because one line became several rows, the
    table's line of each line of the file (its first is the headings').
    """

    paths: dict[str, Path] = field(default_factory=dict)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    lines: dict[str, list[int]] = field(default_factory=dict)
    open: list[Open] = field(default_factory=list)


def apply(
    profile: Profile, table: Path, folder: Path, *, lines: bool = True, settings: Settings | None = None
) -> Mapped:
    """Write the files of the contract that a UTF-8 CSV becomes into a folder; its rows are read one at a time.

    With `lines` every row stands on the line that it had in the table, blank lines between; otherwise the rows are
    packed, for people, and columns of suggestions to confirm are added. Codes of the contract, and those of `settings`
    and their names, need no entry in a value table.
    """
    return _Applied(profile, table, folder, lines, settings or _NONE).mapped


_NONE = Settings.model_construct(authorities={}, services={})
"""Settings that know no code."""


class _Out:
    """One file of the contract as it is written."""

    def __init__(self, stream: TextIO, header: list[str], line: int, packed: bool, keep: bool):
        self._stream = stream
        self._writer = csv.writer(stream, lineterminator="\n")
        self._header = header
        self._packed = packed
        self._line = 1
        self.rows = 0
        self.lines: list[int] | None = [] if keep else None
        self._put(header, line)

    def add(self, record: dict[str, str], line: int) -> None:
        """Write a record that came from a line of the table."""
        self.rows += 1
        self._put([record.get(column, "") for column in self._header], line)

    def _put(self, row: list[str], line: int) -> None:
        if not self._packed and self.lines is None:
            self._stream.write("\n" * (line - self._line))
            self._line = line + 1
        if self.lines is not None:
            self.lines.append(line)
        self._writer.writerow([" ".join(cell.split()) if "\n" in cell or "\r" in cell else cell for cell in row])


@dataclass
class _Unmeant:
    """A value of which nothing says what it means: where it stands first, for what, and on how many rows."""

    name: str
    column: str
    heading: str
    line: int
    table: str
    rows: int = 0
    last: int = 0


class _Applied:
    """One table, read by one profile."""

    def __init__(self, profile: Profile, table: Path, folder: Path, lines: bool, settings: Settings):
        self._profile = profile
        self._table = table
        self._lines = lines
        self._findings = Findings()
        self._settings = settings
        self._unmeant: dict[tuple[str, str], _Unmeant] = {}
        self._blank: dict[str, set[str]] = {}
        self._unsaid: set[str] = set()
        self._confirm: dict[str, list[int]] = {}
        self._names: dict[tuple[str, str], tuple[str, int]] = {}
        self._line = 0
        self._headings: list[str] = []
        self._seconds: Counter[tuple[str, ...]] = Counter()
        self._met: Counter[tuple[str, ...]] = Counter()
        self._main: set[tuple[str, ...]] = set()
        self.mapped = Mapped(warnings=self._findings.warnings, problems=self._findings.problems)
        try:
            self._read(folder)
        except UnicodeDecodeError:
            self._problem("encoding", None, "", "", "The file is not saved as UTF-8.", "Save it as “CSV UTF-8”.")
        except csv.Error as error:
            self._problem("quotes", self._line + 1, "", "", f"The file cannot be read after this line ({error}).",
                          "Close the quotation marks around cells, or send the file again.")
        self._say_at_the_end()

    def _problem(self, rule: str, line: int | None, column: str, value: str, message: str, mend: str) -> None:
        self._findings.problem(rule, self._table.name, line, column, value, message, mend)

    def _warn(self, rule: str, line: int | None, column: str, value: str, message: str, mend: str) -> None:
        self._findings.warn(rule, self._table.name, line, column, value, message, mend)

    def _where(self, table: str = "") -> str:
        """How a person mends the profile."""
        inside = f"[values.{table}] of " if table else ""
        if self._profile.shipped:
            return f"{inside}your own copy of the profile {self._profile.name}"
        return f"{inside}the profile {self._profile.name}"

    # reading

    def _rows(self) -> Iterator[tuple[int, Row]]:
        """Every row with the line that it begins on."""
        csv.field_size_limit(CELL)
        with self._table.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            line = 1
            for row in reader:
                self._line = line
                yield line, row
                line = reader.line_num + 1

    def _read(self, folder: Path) -> None:
        found = self._find_headings()
        if found is None:
            self._problem(
                "unknown_headings", None, "", "",
                f"The file has no row with the headings of the profile {self._profile.name}: "
                + ", ".join(synonyms[0] for synonyms in self._profile.needs) + ".",
                "Give the file for which the profile is made, or add its headings to the profile's `needs`.",
            )
            return
        top, self._headings = found
        self._look_for_persons(top)
        if second := self._second():
            self._count_seconds(top, *second)
        weeks = self._weeks(top)
        files = {name: self._compile(name) for name in self._profile.files}
        self._blank = {name: codes.of_every_row(FILES[name]) for name in files}
        passed = [(self._places(rows.heading), rows.values) for rows in self._profile.leave_out]
        wanted = [(self._chosen_by(rows.heading, top), rows.values) for rows in self._profile.only]
        totals = self._total_places()
        streams: list[TextIO] = []
        try:
            outs = {name: self._open(name, files[name], folder, top, streams, bool(weeks)) for name in files}
            for line, row in self._rows():
                if line <= top or not any(map(clean, row)):
                    continue
                if not self._even(row) or self._is_total(row, totals):
                    continue
                if any(_among(row, at, values) for at, values in passed):
                    continue
                if not all(_among(row, at, values) for at, values in wanted):
                    continue
                self._write(row, line, files, outs, weeks)
        finally:
            for stream in streams:
                stream.close()
        self._tell_open(outs)
        for name, out in outs.items():
            self.mapped.rows[name] = out.rows
            if out.lines is not None:
                self.mapped.lines[name] = out.lines

    def _find_headings(self) -> tuple[int, list[str]] | None:
        """The line of the row of headings, below a title block if there is one, and the headings."""
        for line, row in self._rows():
            if line > self._profile.skip_lines + LOOK:
                break
            if line > self._profile.skip_lines and self._profile.fits(row):
                return line, row
        return None

    def _look_for_persons(self, top: int) -> None:
        """Refuse a column that looks like a person's by its heading, unless it is under never_read or read by name."""
        read = {names.bare(name) for name in self._profile.headings}
        for heading in self._headings:
            person = names.person(heading)
            if not person or names.never(heading, self._profile.never_read):
                continue
            if names.bare(heading) in read or names.plain(heading) in read:
                continue
            self._problem(
                "personal_column", top, heading[:60], "",
                f"The column {quoted(heading)} looks like {person}: nothing here may tell who a person is.",
                f"Delete the column, or add its heading to never_read in {self._where()}: then it is never looked at.",
            )

    def _even(self, row: Row) -> bool:
        """Whether a row has a cell for each heading, cells after them being blank; a problem if not."""
        width = len(self._headings)
        while len(row) > width and not clean(row[-1]):
            row.pop()
        if len(row) == width:
            return True
        few = len(row) < width
        self._problem(
            "too_few_cells" if few else "too_many_cells", self._line, "", "",
            f"This row has {len(row)} cell{'s' * (len(row) > 1)} where there are {width} headings.",
            "Give the row a cell for every heading, empty where there is nothing to say." if few
            else "Put quotation marks around a cell that holds a comma.",
        )
        return False

    def _total_places(self) -> list[int]:
        """Where a total row says that it is one: under the first heading, or what feeds a key."""
        first = self._headings[0]
        places = [] if names.never(first, self._profile.never_read) or names.person(first) else [0]
        for name, columns in self._profile.files.items():
            for column in FILES[name].key:
                for feed in columns.get(column, ()):
                    for synonyms in feed.headings():
                        at = names.at(self._headings, synonyms)
                        places += [] if at is None else [at]
        return list(dict.fromkeys(places))

    def _is_total(self, row: Row, places: list[int]) -> bool:
        for at in places:
            text = clean(row[at])
            if text.strip(":").casefold() in TOTALS:
                self._warn("total_row", self._line, self._headings[at], text,
                           "This looks like a total row, not a record, and is left out.", "Nothing, if it is one.")
                return True
        return False

    # visits of several carers

    def _second(self) -> tuple[int, list[int]] | None:
        """Where a further carer's own row is marked, and what the rows of one visit have in common."""
        for columns in self._profile.files.values():
            for feed in columns.get("carers", ()):
                at = names.at(self._headings, [feed.second]) if feed.second else None
                if at is not None:
                    return at, self._places(feed.same)
        return None

    def _count_seconds(self, top: int, at: int, same: list[int]) -> None:
        """Count the further carers' own rows of each visit; only these are kept in mind."""
        for line, row in self._rows():
            if line > top and len(row) > max(at, *same) and clean(row[at]).casefold() in cells.YES:
                self._seconds[tuple(clean(row[place]) for place in same)] += 1

    # columns

    def _places(self, synonyms: Sequence[str]) -> list[int]:
        """Where headings stand; those that are not there are passed over."""
        return [at for name in synonyms if (at := names.at(self._headings, [name])) is not None]

    def _chosen_by(self, synonyms: Sequence[str], top: int) -> list[int]:
        """Where the heading stands by which rows are chosen; a problem if it is not there."""
        places = self._places(synonyms)
        if not places:
            self._problem(
                "missing_column", top, "", "",
                f"The file has no column headed {' or '.join(map(quoted, synonyms))}, by which its rows are chosen.",
                f"Add the file's own heading under [[only]] in {self._where()}.",
            )
        return places

    def _compile(self, name: str) -> dict[str, Reading]:
        """What gives each column of a file of the contract; a problem for what is missing."""
        told: dict[str, str] = {}
        found: list[tuple[int, str, Reading]] = []
        own = {column.name: column for column in FILES[name].columns}
        for column, feeds in self._profile.files[name].items():
            if column.startswith(SUGGESTED) and self._lines:
                self._note_to_confirm(feeds)
                continue
            feed = next((one for one in feeds if self._is_there(one)), None)
            if feed is None:
                self._say_missing(own.get(column), feeds)
                continue
            if heading := self._told(feed):
                told[column] = heading
            self._say_unfilled(name, column, feed, own.get(column))
            # what is made of other columns comes after them
            rank = 2 if feed.join or feed.given or feed.same_as else 1 if feed.near else 0
            found.append((rank, column, self._reading(name, own.get(column), feed)))
        self.mapped.columns[name] = told
        return {column: reading for _, column, reading in sorted(found, key=lambda one: one[0])}

    def _is_there(self, feed: Feed) -> bool:
        return all(names.at(self._headings, synonyms) is not None
                   for synonyms in (feed.from_, feed.time, feed.plus, feed.until) if synonyms)

    def _told(self, feed: Feed) -> str:
        """The headings that a feed reads, for people."""
        read = [feed.plus] if feed.plus else [feed.from_, feed.time, feed.until]
        if feed.join:
            read = [(part,) for part in feed.join if not part.startswith("{")]
        places = [names.at(self._headings, synonyms) for synonyms in read if synonyms]
        return " + ".join(self._headings[at] for at in places if at is not None)

    def _say_missing(self, column: Column | None, feeds: tuple[Feed, ...]) -> None:
        if column is None or not column.required:
            return
        wanted = list(dict.fromkeys(
            " or ".join(map(quoted, synonyms)) for feed in feeds for synonyms in feed.headings()))
        self._problem(
            "missing_column", None, column.name, "",
            f"The file has no column for {column.name}: none headed {', '.join(wanted)}.",
            f"Add the file's own heading to {column.name} in {self._where()}.",
        )

    def _say_unfilled(self, name: str, column: str, feed: Feed, own: Column | None) -> None:
        if feed.value == "" and own is not None and own.required:
            self._problem(
                "to_fill_in", None, column, "",
                f"The profile {self._profile.name} leaves open what {column} is: {own.meaning}. The file does not say.",
                f"Say it in the form on the Data page (/data), or fill in [{name}] {column} in {self._where()}.",
            )

    def _note_to_confirm(self, feeds: tuple[Feed, ...]) -> None:
        for feed in feeds:
            at = names.at(self._headings, feed.from_)
            if at is not None:
                self._confirm.setdefault(self._headings[at], [0, 0])
                return

    def _reading(self, name: str, column: Column | None, feed: Feed) -> Reading:
        """What gives a column's cell."""
        if feed.value is not None:
            constant = feed.value
            return lambda row, done: constant
        if feed.same_as:
            return lambda row, done: done.get(feed.same_as, "")
        if feed.given:
            return lambda row, done: feed.yes if done.get(feed.given) else feed.no
        if feed.join:
            return self._joined(feed)
        if feed.until:
            return self._term(feed)
        if feed.second:
            return self._carers(feed)
        if column is not None and column.kind == "instant":
            return self._instant(column, feed)
        if column is not None and column.kind == "date":
            return self._date(feed)
        return self._text(name, column, feed)

    def _at(self, synonyms: Sequence[str]) -> int:
        at = names.at(self._headings, synonyms)
        assert at is not None  # noqa: S101 - only feeds whose headings are there are compiled
        return at

    def _text(self, name: str, column: Column | None, feed: Feed) -> Reading:
        at, kind = self._at(feed.from_), column.kind if column else "text"
        tidy = {"money": cells.number, "decimal": cells.number, "whole": cells.whole}.get(kind, str)
        table = {names.bare(text): meant for text, meant in self._profile.values.get(feed.table, {}).items()}
        known = codes.named(column, self._settings) if column else {}

        @lru_cache(cells.SIZE)
        def meant(text: str) -> str | None:
            found = table.get(names.bare(text))
            return codes.meant(text, column, known) if found is None and column and known else found

        def one(text: str) -> str:
            if not feed.table and not known:
                return tidy(text)
            found = meant(text)
            if found is None and column and not formula(text):
                self._note(text, _Unmeant(name, column.name, self._headings[at], self._line, feed.table))
            return text if found is None else found

        def read(row: Row, done: dict[str, str]) -> str:
            text = clean(row[at])
            if not text:
                return feed.blank
            if feed.split:
                return ";".join(dict.fromkeys(one(item) for item in map(clean, text.split(feed.split)) if item))
            return one(text)

        return read

    def _note(self, text: str, found: _Unmeant) -> None:
        """Note a value of which nothing says what it means; a row counts once, however many columns it feeds."""
        first = self._unmeant.setdefault((found.table or f"{found.name}.{found.column}", text), found)
        first.rows += first.last != self._line
        first.last = self._line

    def _fault(self, at: int, text: str, fault: Fault) -> str:
        """A cell that cannot be read, as it is written; the reader refuses it where there is one."""
        if fault.mend.startswith("Say in the profile"):
            if self._headings[at] not in self._unsaid:
                self._unsaid.add(self._headings[at])
                self._problem(fault.rule, self._line, self._headings[at], text, fault.message, fault.mend)
        elif not self._lines:
            self._problem(fault.rule, self._line, self._headings[at], text, fault.message, fault.mend)
        return text

    def _date(self, feed: Feed) -> Reading:
        at, dates = self._at(feed.from_), self._profile.dates
        back = timedelta(days=6 if feed.week == "ending" else 0)

        def read(row: Row, done: dict[str, str]) -> str:
            text = clean(row[at])
            if not text:
                return feed.blank
            found = cells.day(text, dates)
            return self._fault(at, text, found) if isinstance(found, Fault) else (found - back).isoformat()

        return read

    def _instant(self, column: Column, feed: Feed) -> Reading:
        """A local time: of a date and a time, or of one cell; with `plus`, so much later."""
        at, dates = self._at(feed.from_), self._profile.dates
        clock = self._at(feed.time) if feed.time else at
        lasting = self._at(feed.plus) if feed.plus else None

        def read(row: Row, done: dict[str, str]) -> str:
            text, said = clean(row[at]), clean(row[clock])
            length = clean(row[lasting]) if lasting is not None else ""
            if clock == at:
                said = _time_in(text)
            if not said and not (column.required or clock == at):
                # without a start there is no visit; the reader has to see a duration that says there was one
                return "" if cells.duration(length or "0", feed.numbers) == timedelta() else length
            if not text:
                return ""
            found = cells.day(text, dates)
            if isinstance(found, Fault):
                return self._fault(at, text, found)
            if not said:
                return found.isoformat()
            moment = cells.of_day(said)
            if isinstance(moment, Fault):
                return self._fault(clock, said, moment)
            start = datetime.combine(found, moment)
            if near := cells.moment_in(done.get(feed.near, "")):
                start = cells.nearest(start, near)
            if lasting is None:
                return cells.moment(start)
            long = cells.duration(length, feed.numbers) if length else None
            if isinstance(long, Fault):
                return self._fault(lasting, length, long)
            return "" if long is None else cells.ended(start, long)

        return read

    def _term(self, feed: Feed) -> Reading:
        """The whole months between two days, blank where there are none."""
        first, last, dates = self._at(feed.from_), self._at(feed.until), self._profile.dates

        def read(row: Row, done: dict[str, str]) -> str:
            begun, ends = clean(row[first]), clean(row[last])
            start, finish = cells.day(begun, dates), cells.day(ends, dates)
            if not begun or not ends or isinstance(start, Fault):
                return ""
            term = None if isinstance(finish, Fault) else cells.months(start, finish)
            if term is not None:
                return str(term)
            why = finish.message.rstrip(".") if isinstance(finish, Fault) else (
                f"From {start} to {finish} is not a whole number of months")
            self._warn("to_confirm", self._line, self._headings[last], ends, f"{why}: the term is left blank.",
                       "Check both dates, and write the term in months as the contract says it.")
            return ""

        return read

    def _carers(self, feed: Feed) -> Reading:
        """How many carers a row stands for, so that a visit with further carers' own rows is counted once."""
        at, mark = self._at(feed.from_), names.at(self._headings, [feed.second])
        same = self._places(feed.same)

        def read(row: Row, done: dict[str, str]) -> str:
            said = cells.whole(clean(row[at])) or feed.blank
            if mark is None:
                return said
            visit, marked = tuple(clean(row[place]) for place in same), clean(row[mark]).casefold()
            if marked in cells.YES:
                self._met[visit] += 1
                done["second"] = str(self._met[visit] + 1)
                return "1"
            if marked and marked not in cells.NO:
                return self._fault(mark, clean(row[mark]), Fault(
                    "choice", f"{quoted(clean(row[mark]))} is neither True nor False.", "Write True or False."))
            if visit in self._seconds:
                self._main.add(visit)
            few = said.isascii() and said.isdigit() and len(said) < 4
            return str(max(1, int(said) - self._seconds[visit])) if few and said != "0" else said

        return read

    def _joined(self, feed: Feed) -> Reading:
        parts = [(part.strip("{}"), None) if part.startswith("{") else (part, names.at(self._headings, [part]))
                 for part in feed.join]

        def read(row: Row, done: dict[str, str]) -> str:
            found = [done.get(name, "") if at is None else clean(row[at]) for name, at in parts]
            return "-".join(filter(None, found))

        return read

    # weeks side by side

    def _weeks(self, top: int) -> list[tuple[str, dict[str, int]]]:
        """The Monday of each week that has columns of its own, and where its hours stand."""
        found: dict[str, dict[str, int]] = {}
        for at, heading in enumerate(self._headings):
            week = week_heading(self._profile, heading)
            if week is None:
                continue
            kind, text, column = week
            day = cells.day(text, self._profile.dates)
            if isinstance(day, Fault):
                self._problem(day.rule, top, heading, text, day.message, day.mend)
                continue
            monday = day - timedelta(days=6 if kind == "ending" else 0)
            if monday.weekday():
                self._problem(
                    "week_not_monday", top, heading, text,
                    f"{quoted(heading)} is not a {'Sunday' if kind == 'ending' else 'Monday'}.",
                    "Head the column with the Monday that the week begins on, or the Sunday that it ends on.",
                )
            elif column in found.setdefault(monday.isoformat(), {}):
                self._problem("repeated_column", top, heading, "", f"The week of {quoted(heading)} is there twice.",
                              "Keep the column that is meant and delete the other.")
            else:
                found[monday.isoformat()][column] = at
        return list(found.items())

    # writing

    def _open(
        self, name: str, readings: Mapping[str, Reading], folder: Path, top: int, streams: list[TextIO], wide: bool
    ) -> _Out:
        path = folder / FILES[name].csv
        streams.append(path.open("w", encoding="utf-8", newline=""))
        self.mapped.paths[name] = path
        weekly = ["date", "period", "planned_hours", "delivered_hours"] if wide else []
        header = [column.name for column in FILES[name].columns if column.name in readings or column.name in weekly]
        header += [column for column in readings if column.startswith(SUGGESTED)]
        return _Out(streams[-1], header, top, not self._lines, wide and self._lines)

    def _write(
        self, row: Row, line: int, files: Mapping[str, Mapping[str, Reading]], outs: Mapping[str, _Out],
        weeks: list[tuple[str, dict[str, int]]],
    ) -> None:
        for heading, count in self._confirm.items():
            if clean(row[self._headings.index(heading)]):
                count[0] += 1
                count[1] = count[1] or line
        for name, readings in files.items():
            for done in self._records(row, readings, weeks):
                if name == self._profile.file or self._is_first(name, done, line):
                    outs[name].add(done, line)
                    if blank := self._blank[name]:
                        blank -= {column for column in blank if done.get(column)}

    def _records(
        self, row: Row, readings: Mapping[str, Reading], weeks: list[tuple[str, dict[str, int]]]
    ) -> Iterator[dict[str, str]]:
        """The records that a row becomes: one, or one for each week that has something."""
        if not weeks:
            yield self._one(row, readings, {})
        for monday, places in weeks:
            hours = {column: cells.number(clean(row[at])) for column, at in places.items()}
            if any(hours.values()):
                yield self._one(row, readings, {"date": monday, "period": "week", **hours})

    @staticmethod
    def _one(row: Row, readings: Mapping[str, Reading], done: dict[str, str]) -> dict[str, str]:
        for column, read in readings.items():
            if column not in done:
                done[column] = read(row, done)
        return done

    def _is_first(self, name: str, done: dict[str, str], line: int) -> bool:
        """Whether a record of a further file is the first of its key; a warning where a later one differs."""
        own = ", ".join(done.get(column, "") for column in FILES[name].key)
        shown = " ".join(done.values())
        if not done.get(FILES[name].key[0]):
            return False
        first, where = self._names.setdefault((name, own), (shown, line))
        if names.bare(first) != names.bare(shown) and where != line:
            self._warn(
                "to_confirm", line, "", "",
                f"{quoted(own)} is written differently on lines {where} and {line}: the first is taken.",
                "Nothing, if both are the same; else give each its own number.",
            )
        return where == line

    def _tell_open(self, outs: Mapping[str, _Out]) -> None:
        """Tell what the profile leaves open, in the contract's order: blank columns, and values without a meaning."""
        for name, columns in self._profile.files.items():
            blank = self._blank[name] if outs[name].rows else set()
            for column in FILES[name].columns:
                feed = next((one for one in columns.get(column.name, ()) if self._is_there(one)), None)
                if column.name in blank or (column.required and feed is not None and feed.value == ""):
                    self.mapped.open.append(Open(name, column.name, profile=self._profile.name))
        values: dict[str, Open] = {}
        for (place, text), one in self._unmeant.items():
            found = values.setdefault(place, Open(one.name, one.column, one.heading, profile=self._profile.name))
            found.values[text] = one.rows
        self.mapped.open.extend(values.values())
        order = [(name, column.name) for name in self._profile.files for column in FILES[name].columns]
        self.mapped.open.sort(key=lambda one: order.index((one.name, one.column)))

    def _say_at_the_end(self) -> None:
        for (_, text), one in self._unmeant.items():
            if one.table:
                more = f", and {one.rows - 1:,} more row{'s' * (one.rows > 2)}," if one.rows > 1 else ""
                self._problem(
                    "no_entry", one.line, one.heading, text,
                    f"{quoted(text)} on this line{more} has no entry in the value table {one.table}.",
                    "Say what it means in the form on the Data page (/data), or add it to "
                    f'{self._where(one.table)}: "{text[:60]}" = "…".',
                )
        for heading, (count, line) in self._confirm.items():
            if count:
                self._warn(
                    "to_confirm", line, heading, "",
                    f"{quoted(heading)} is filled in on {count:,} row{'s' * (count > 1)}: it is a suggestion, not a "
                    "fact, and is not taken.",
                    "Confirm what it means, and give it in contracts.csv in the contract's own columns.",
                )
        alone = {visit: count for visit, count in self._met.items() if visit not in self._main}
        if alone:
            count, first = sum(alone.values()), next(iter(alone))
            self._warn(
                "to_confirm", None, "", first[0],
                f"{count:,} row{'s' * (count > 1)} of a further carer {'have' if count > 1 else 'has'} no main row of "
                f"the same visit (first: {', '.join(filter(None, first))}): each is counted as one carer.",
                "Check that these visits are not counted twice: their main rows may have another start.",
            )


def _among(row: Row, places: list[int], values: Sequence[str]) -> bool:
    """Whether a row has one of the values in one of the places."""
    texts = [clean(row[at]).casefold() for at in places]
    return any(fnmatchcase(text, value.casefold()) for text in texts for value in values)


def _time_in(text: str) -> str:
    """The time of day that stands after a date in the same cell."""
    words = text.replace("T", " ").split()
    if len(words) > 1 and ":" in words[-1]:
        return words[-1]
    return f"0.{text.split('.')[1]}" if "." in text and text.replace(".", "", 1).isdigit() else ""

