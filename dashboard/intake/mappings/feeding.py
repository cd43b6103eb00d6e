"""Feeding: from a profile's feeds to what reads each column's cell of a table's rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from dashboard.intake.columns import FILES, Column
from dashboard.intake.kinds import Fault, clean, formula, quoted
from dashboard.intake.mappings import cells, codes
from dashboard.intake.mappings import headings as names
from dashboard.intake.mappings.carers import Carers
from dashboard.intake.mappings.left_open import LeftOpen
from dashboard.intake.mappings.profile import SUGGESTED, Feed
from dashboard.intake.mappings.table import Reading, Row, Table
from dashboard.settings import Settings


@dataclass(frozen=True)
class Fed:
    """The columns of one file of the contract: what gives each, in that order, and the headings it reads."""

    readings: dict[str, Reading]
    headings: dict[str, str]

    def fill(self, record: dict[str, str], row: Row) -> None:
        """Fill in the columns that a record does not have yet, from the table's row."""
        for column, read in self.readings.items():
            if column not in record:
                record[column] = read(row, record)


@dataclass(frozen=True)
class Feeding:
    """What feeds the columns of a table's files of the contract, and where it notes what it meets."""

    table: Table
    settings: Settings
    left: LeftOpen
    carers: Carers

    def fed(self, name: str) -> Fed:
        """What feeds a file of the contract; a problem for what is missing."""
        table = self.table
        headings: dict[str, str] = {}
        found: list[tuple[int, str, Reading]] = []
        own = {column.name: column for column in FILES[name].columns}
        for column, feeds in table.profile.files[name].items():
            if column.startswith(SUGGESTED) and table.lines:
                self._note_hint(feeds)
                continue
            feed = next((one for one in feeds if _is_there(table, one)), None)
            if feed is None:
                _say_missing(table, own.get(column), feeds)
                continue
            if heading := _told(table, feed):
                headings[column] = heading
            if feed.value == "" and column in own and own[column].required:
                self.left.note_unfilled(name, column)
                _say_unfilled(table, name, own[column])
            # what is made of other columns comes after them
            rank = 2 if feed.join or feed.given or feed.same_as else 1 if feed.near else 0
            found.append((rank, column, self._reading(name, own.get(column), feed)))
        return Fed({column: reading for _, column, reading in sorted(found, key=lambda one: one[0])}, headings)

    def _note_hint(self, feeds: tuple[Feed, ...]) -> None:
        at = next((at for feed in feeds if (at := self.table.place(feed.from_)) is not None), None)
        if at is not None:
            self.left.note_hint(at)

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
            return _joined(self.table, feed)
        if feed.until:
            return _term(self.table, feed)
        if feed.second:
            return self.carers.reading(self.table, feed)
        if column is not None and column.kind == "instant":
            return _instant(self.table, column, feed)
        if column is not None and column.kind == "date":
            return _date(self.table, feed)
        return self._text(name, column, feed)

    def _text(self, name: str, column: Column | None, feed: Feed) -> Reading:
        table = self.table
        at, kind = table.at(feed.from_), column.kind if column else "text"
        tidy = {"money": cells.number, "decimal": cells.number, "whole": cells.whole}.get(kind, str)
        entries = {names.bare(text): meant for text, meant in table.profile.values.get(feed.table, {}).items()}
        known = codes.named(column, self.settings) if column else {}

        @lru_cache(cells.SIZE)
        def meant(text: str) -> str | None:
            found = entries.get(names.bare(text))
            return codes.meant(text, column, known) if found is None and column and known else found

        def one(text: str) -> str:
            if not feed.table and not known:
                return tidy(text)
            found = meant(text)
            if found is None and column and not formula(text):
                self.left.note_unmeant(text, name, column.name, table.headings[at], feed.table, table.line)
            return text if found is None else found

        def read(row: Row, done: dict[str, str]) -> str:
            text = clean(row[at])
            if not text:
                return feed.blank
            if feed.split:
                return ";".join(dict.fromkeys(one(item) for item in map(clean, text.split(feed.split)) if item))
            return one(text)

        return read


def _is_there(table: Table, feed: Feed) -> bool:
    return all(table.place(synonyms) is not None
               for synonyms in (feed.from_, feed.time, feed.plus, feed.until) if synonyms)


def _told(table: Table, feed: Feed) -> str:
    """The headings that a feed reads, for people."""
    read = [feed.plus] if feed.plus else [feed.from_, feed.time, feed.until]
    if feed.join:
        read = [(part,) for part in feed.join if not part.startswith("{")]
    places = [table.place(synonyms) for synonyms in read if synonyms]
    return " + ".join(table.headings[at] for at in places if at is not None)


def _say_missing(table: Table, column: Column | None, feeds: tuple[Feed, ...]) -> None:
    if column is None or not column.required:
        return
    wanted = list(dict.fromkeys(
        " or ".join(map(quoted, synonyms)) for feed in feeds for synonyms in feed.headings()))
    table.problem(
        "missing_column", None, column.name, "",
        f"The file has no column for {column.name}: none headed {', '.join(wanted)}.",
        f"Add the file's own heading to {column.name} in {table.mended_in()}.",
    )


def _say_unfilled(table: Table, name: str, column: Column) -> None:
    table.problem(
        "to_fill_in", None, column.name, "",
        f"The profile {table.profile.name} leaves open what {column.name} is: {column.meaning}. The file does not say.",
        f"Say it in the form on the Data page (/data), or fill in [{name}] {column.name} in {table.mended_in()}.",
    )


def _date(table: Table, feed: Feed) -> Reading:
    at, dates = table.at(feed.from_), table.profile.dates
    back = timedelta(days=6 if feed.week == "ending" else 0)

    def read(row: Row, done: dict[str, str]) -> str:
        text = clean(row[at])
        if not text:
            return feed.blank
        found = cells.day(text, dates)
        return table.unreadable(at, text, found) if isinstance(found, Fault) else (found - back).isoformat()

    return read


def _instant(table: Table, column: Column, feed: Feed) -> Reading:
    """A local time: of a date and a time, or of one cell; with `plus`, so much later."""
    at, dates = table.at(feed.from_), table.profile.dates
    clock = table.at(feed.time) if feed.time else at
    lasting = table.at(feed.plus) if feed.plus else None

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
            return table.unreadable(at, text, found)
        if not said:
            return found.isoformat()
        moment = cells.of_day(said)
        if isinstance(moment, Fault):
            return table.unreadable(clock, said, moment)
        start = datetime.combine(found, moment)
        if near := cells.moment_in(done.get(feed.near, "")):
            start = cells.nearest(start, near)
        if lasting is None:
            return cells.moment(start)
        long = cells.duration(length, feed.numbers) if length else None
        if isinstance(long, Fault):
            return table.unreadable(lasting, length, long)
        return "" if long is None else cells.ended(start, long)

    return read


def _term(table: Table, feed: Feed) -> Reading:
    """The whole months between two days, blank where there are none."""
    first, last, dates = table.at(feed.from_), table.at(feed.until), table.profile.dates

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
        table.warn("to_confirm", table.line, table.headings[last], ends, f"{why}: the term is left blank.",
                   "Check both dates, and write the term in months as the contract says it.")
        return ""

    return read


def _joined(table: Table, feed: Feed) -> Reading:
    parts = [(part.strip("{}"), None) if part.startswith("{") else (part, table.place([part]))
             for part in feed.join]

    def read(row: Row, done: dict[str, str]) -> str:
        found = [done.get(name, "") if at is None else clean(row[at]) for name, at in parts]
        return "-".join(filter(None, found))

    return read


def _time_in(text: str) -> str:
    """The time of day that stands after a date in the same cell."""
    words = text.replace("T", " ").split()
    if len(words) > 1 and ":" in words[-1]:
        return words[-1]
    return f"0.{text.split('.')[1]}" if "." in text and text.replace(".", "", 1).isdigit() else ""

