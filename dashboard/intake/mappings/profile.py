"""Profiles: TOML files that say how a file of another shape becomes files of the data contract."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from dashboard.intake.columns import FILES, Column
from dashboard.intake.kinds import near, quoted
from dashboard.intake.mappings import headings as names

SHIPPED = Path(__file__).parent
"""Where the profiles that come with the program lie."""

LOOK = 30
"""The row of headings stands within this many rows from the top, or after the lines to skip."""

SUGGESTED = "suggested_"
"""A column of this beginning holds what a person has to confirm; it is never read as a fact."""

DATES = ("dd/mm/yyyy", "mm/dd/yyyy", "dd/mm/yy", "yyyy-mm-dd")
"""The formats that a profile may state for its dates."""


class BadProfile(Exception):
    """A profile that cannot be used; the message names the file, the line or key, and what to do."""


def _some(value: Any) -> Any:
    """One text as a list of one, and TOML's lists as tuples."""
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_some)]
"""One text or a list of them."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, strict=True)


class Feed(_Part):
    """What feeds one column of the contract; headings are lists of synonyms, of which the first that is there is meant.

    Exactly one of `from`, `value`, `join`, `given` and `same_as` says where it comes from.
    """

    from_: Texts = Field((), alias="from")
    """The heading of the column that is read."""
    value: str | None = None
    """A constant for every row; an empty one has to be filled in by a person."""
    table: str = ""
    """The value table, [values.NAME], that turns what is written into what is meant."""
    split: str = ""
    """What stands between the items of a list."""
    blank: str = ""
    """What a blank cell means."""
    time: Texts = ()
    """The heading of the time of day that goes with a date."""
    plus: Texts = ()
    """The heading of the duration after that time: the column is then the end."""
    numbers: Literal["minutes", "hours"] = "minutes"
    """What a duration without colons counts."""
    near: str = ""
    """Around midnight the time is on the day that brings it nearest to this column of the contract."""
    week: Literal["", "commencing", "ending"] = ""
    """The date is the first day of a week, or its last; what is given is the Monday."""
    until: Texts = ()
    """The heading of a last day: the column is the whole months from the day under `from` to that."""
    second: str = ""
    """The heading that marks a further carer's own row of a visit."""
    same: Texts = ()
    """The headings that a visit's rows have in common."""
    join: Texts = ()
    """Headings, and columns of the contract in braces, written one after another with - between."""
    given: str = ""
    """A column of the contract: `yes` where it is given, `no` where it is blank."""
    yes: str = ""
    no: str = ""
    same_as: str = ""
    """Another column of the contract, whose value is taken."""

    def headings(self) -> Iterator[tuple[str, ...]]:
        """Every list of synonyms that it reads."""
        yield from filter(None, (self.from_, self.time, self.plus, self.until, (self.second,) if self.second else ()))
        for name in (*self.same, *self.join):
            if not name.startswith("{"):
                yield (name,)


class Rows(_Part):
    """Rows by what stands under a heading; `*` in a value stands for anything."""

    heading: Texts
    values: Texts


class Weeks(_Part):
    """One column a week: what stands in its heading before the date, and what else says which hours it holds."""

    commencing: Texts = ()
    ending: Texts = ()
    planned: Texts = ()
    delivered: Texts = ()


class _Head(_Part):
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")
    title: str = Field(min_length=1)
    needs: Annotated[tuple[Texts, ...], BeforeValidator(_some)] = Field(min_length=1)
    skip_lines: int = Field(0, ge=0)
    dates: Literal["", "dd/mm/yyyy", "mm/dd/yyyy", "dd/mm/yy", "yyyy-mm-dd"] = ""
    never_read: Texts = ()
    leave_out: Annotated[tuple[Rows, ...], BeforeValidator(_some)] = ()
    only: Annotated[tuple[Rows, ...], BeforeValidator(_some)] = ()
    weeks: Weeks | None = None
    values: dict[str, dict[str, str]] = {}


@dataclass(frozen=True)
class Profile:
    """How a file of another shape becomes files of the data contract.

    `files` has for each file of the contract (the first is the main one) its columns and what feeds them: the first
    feed whose headings are in the file. A file fits if it has one of each of the headings in `needs` and, with
    `weeks`, a column for a week. `dates` is the format of its dates, "" where none is said. Columns under
    `never_read` are dropped by heading before anything looks at them; rows in `leave_out` are passed over, and with
    `only` all rows that are not in it. `values` are the value tables by name.
    """

    name: str
    title: str
    needs: tuple[tuple[str, ...], ...]
    files: Mapping[str, Mapping[str, tuple[Feed, ...]]]
    skip_lines: int = 0
    dates: str = ""
    never_read: tuple[str, ...] = ()
    leave_out: tuple[Rows, ...] = ()
    only: tuple[Rows, ...] = ()
    weeks: Weeks | None = None
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    shipped: bool = field(default=False, compare=False)
    """Whether it came with the program."""
    path: Path | None = field(default=None, compare=False)
    """The file that it was read from."""

    @property
    def file(self) -> str:
        """The file of the contract that it feeds first."""
        return next(iter(self.files))

    @property
    def headings(self) -> list[str]:
        """Every heading that it may read."""
        feeds = [feed for columns in self.files.values() for some in columns.values() for feed in some]
        return list(dict.fromkeys(name for feed in feeds for synonyms in feed.headings() for name in synonyms))

    def fits(self, headings: Sequence[str]) -> bool:
        """Whether a file with these headings is one of this shape."""
        if any(names.at(headings, synonyms) is None for synonyms in self.needs):
            return False
        return self.weeks is None or any(week_heading(self, heading) for heading in headings)


def week_heading(profile: Profile, heading: str) -> tuple[str, str, str] | None:
    """A heading of one column a week as `commencing` or `ending`, the date as written, and the column it feeds."""
    if profile.weeks is None:
        return None
    found = re.search(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}"
                      r"|[0-9]{1,2}[ -][A-Za-z]{3,9}[ -][0-9]{2,4}", heading)
    if not found:
        return None
    around = names.bare(heading[: found.start()] + " " + re.sub(r"^[T ]00:00(:00)?", "", heading[found.end() :]))
    for column, hours in (("planned_hours", profile.weeks.planned), ("delivered_hours", profile.weeks.delivered)):
        for kind, marks in (("commencing", profile.weeks.commencing), ("ending", profile.weeks.ending)):
            for mark in marks:
                if any(around in (names.bare(mark + word), names.bare(word + mark)) for word in hours):
                    return kind, found[0], column
    return None


def fitting(headings: Sequence[str], profiles: Sequence[Profile]) -> Profile | None:
    """The profile for a file with these headings: people's own before shipped ones, then the one that needs most."""
    return max(
        (profile for profile in profiles if profile.fits(headings)),
        key=lambda profile: (not profile.shipped, len(profile.needs)), default=None,
    )


def read(path: Path) -> Profile:
    """A profile from its TOML file. Raises BadProfile."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadProfile(f"{path.name} is not saved as UTF-8. Save it as UTF-8 text.") from error
    except OSError as error:
        raise BadProfile(f"{path.name} cannot be read: {error.strerror}.") from error
    return replace(parse(text, path.name), path=path)


def parse(text: str, source: str) -> Profile:
    """A profile from TOML; `source` is what the messages call it. Raises BadProfile."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line ([0-9]+)", str(error))
        raise BadProfile(
            f"{source}, line {line[1] if line else 'the last'}: this is not TOML ({str(error).split(' (at')[0]}). "
            "Texts stand in quotation marks, and every line is KEY = VALUE or a [HEADING]."
        ) from error
    say = _Sayer(text, source)
    tables = {name: told.pop(name) for name in list(told) if name in FILES}
    if not tables:
        say.bad("", f"no file of the data contract is fed. Add a table such as [visits]: {', '.join(FILES)}.")
    try:
        head = _Head.model_validate(told)
    except ValidationError as error:
        raise say.wrong(error, ()) from error
    profile = Profile(
        name=head.name, title=head.title, needs=head.needs, skip_lines=head.skip_lines, dates=head.dates,
        files={name: _columns(name, table, say) for name, table in tables.items()},
        never_read=head.never_read, leave_out=head.leave_out, only=head.only, weeks=head.weeks, values=head.values,
    )
    _check(profile, say)
    return profile


@cache
def shipped() -> tuple[Profile, ...]:
    """The profiles that come with the program."""
    return tuple(replace(read(path), shipped=True) for path in sorted(SHIPPED.glob("*.toml")))


def kept(folder: Path) -> tuple[Profile, ...]:
    """People's own profiles, from a folder that may be missing. Raises BadProfile for the first that is broken."""
    return tuple(read(path) for path in sorted(folder.glob("*.toml"))) if folder.is_dir() else ()


class _Sayer:
    """Says what is wrong with a profile: the file, the line where it can be found, and the key."""

    def __init__(self, text: str, source: str):
        self._lines = text.splitlines()
        self._source = source

    def bad(self, key: str, message: str) -> None:
        """Raise BadProfile for a key, such as visits.carers.from."""
        raise BadProfile(f"{self._source}{self._line(key)}{f', {key}' if key else ''}: {message}")

    def wrong(self, error: ValidationError, inside: tuple[str, ...]) -> BadProfile:
        """The first thing that is wrong in a table, in plain words."""
        first = error.errors()[0]
        key = ".".join(map(str, (*inside, *first["loc"])))
        if first["type"] == "extra_forbidden":
            known = list(_Head.model_fields if not inside else Feed.model_fields)
            meant = near(str(first["loc"][-1]), [name.strip("_") for name in known])
            message = f"there is no such key. {f'Write {meant}.' if meant else 'Mend its name or delete the line.'}"
        elif first["type"] == "missing":
            message = f"it is missing. Add a line {first['loc'][-1]} = …."
        elif first["type"] == "literal_error":
            message = f"{quoted(str(first['input']))} is not one of {first['ctx']['expected']}. Write one of those."
        elif first["type"] == "string_pattern_mismatch":
            message = f"{quoted(str(first['input']))} is not a name of small letters, digits and hyphens. Mend it."
        else:
            message = f"this is not what belongs here ({first['msg'].lower()}). Compare it with a shipped profile."
        return BadProfile(f"{self._source}{self._line(key)}, {key}: {message}")

    def _line(self, key: str) -> str:
        """Where the last part of a key stands, below its table if it has one; "" if it cannot be found."""
        *table, last = [part for part in key.split(".") if not part.isdigit()] or [""]
        start = 0
        for count in range(len(table), 0, -1):
            mark = "[" + ".".join(table[:count]) + "]"
            found = [at for at, line in enumerate(self._lines) if line.strip().startswith(mark)]
            if found:
                start, last = found[0], table[count] if count < len(table) else last
                break
        for at in range(start, len(self._lines)):
            if re.match(rf"\s*\[*(?:[\w.]+\.)?\"?{re.escape(last)}\"?\s*[=\]]", self._lines[at]) and last:
                return f", line {at + 1}"
        return f", line {start + 1}" if start else ""


def _columns(name: str, table: Any, say: _Sayer) -> dict[str, tuple[Feed, ...]]:
    """The feeds of one file of the contract, by column."""
    if not isinstance(table, dict) or not table:
        say.bad(name, "this is no table of columns. Write a heading for each column: provider_id = \"ProviderRef\".")
    own = {column.name for column in FILES[name].columns}
    for column in table:
        if column not in own and not column.startswith(SUGGESTED):
            meant = near(column, own)
            say.bad(f"{name}.{column}", f"{name}.csv has no such column. "
                    + (f"Write {meant}." if meant else f"It has {', '.join(sorted(own))}."))
    return {column: _feeds(name, column, told, say) for column, told in table.items()}


def _feeds(name: str, column: str, told: Any, say: _Sayer) -> tuple[Feed, ...]:
    key = f"{name}.{column}"
    if isinstance(told, str) or (isinstance(told, list) and told and all(isinstance(one, str) for one in told)):
        told = [{"from": told}]
    feeds = []
    for one in told if isinstance(told, list) else [told]:
        if not isinstance(one, str | dict):
            say.bad(key, "this is neither a heading nor a table. Write the heading in quotation marks.")
        try:
            feed = Feed.model_validate({"from": one} if isinstance(one, str) else one)
        except ValidationError as error:
            raise say.wrong(error, (name, column)) from error
        sources = [bool(feed.from_), feed.value is not None, bool(feed.join), bool(feed.given), bool(feed.same_as)]
        if sum(sources) != 1:
            say.bad(key, "it needs exactly one of from, value, join, given and same_as. Keep the one that is meant.")
        feeds.append(feed)
    if not feeds:
        say.bad(key, "it says nothing. Write the heading in quotation marks.")
    return tuple(feeds)


def _check(profile: Profile, say: _Sayer) -> None:
    """What only the whole profile can tell: tables and columns that are named are there, and no person is read."""
    for key, several in (("leave_out", profile.leave_out), ("only", profile.only)):
        for one in several:
            _check_persons(key, [one.heading], None, profile, say)
    for name, columns in profile.files.items():
        own = {column.name: column for column in FILES[name].columns}
        for column, feeds in columns.items():
            key = f"{name}.{column}"
            for feed in feeds:
                if feed.table and feed.table not in profile.values:
                    say.bad(key, f"there is no value table {feed.table}. Add a heading [values.{feed.table}].")
                if feed.second and not feed.same:
                    say.bad(key, "second is given without same. Name the headings that a visit's rows have in common.")
                braced = [part.strip("{}") for part in feed.join if part.startswith("{")]
                for other in filter(None, (feed.near, feed.given, feed.same_as, *braced)):
                    if other not in columns and other not in ("second", *_weekly(profile)):
                        say.bad(key, f"it names {other}, which is not fed here. Add {other} or mend the name.")
                _check_persons(key, feed.headings(), own.get(column), profile, say, named=bool(feed.table))


def _weekly(profile: Profile) -> tuple[str, ...]:
    return ("date", "planned_hours", "delivered_hours") if profile.weeks else ()


def _check_persons(
    key: str, headings: Iterable[tuple[str, ...]], column: Column | None, profile: Profile, say: _Sayer, *,
    named: bool = False,
) -> None:
    """No heading that is read looks like a person's, but for an organisation's name: text, or `named` in a table."""
    for synonyms in headings:
        for heading in synonyms:
            if names.never(heading, profile.never_read):
                say.bad(key, f"{quoted(heading)} is under never_read. Take another heading.")
            person = names.person(heading)
            name = person == "a person's name" and column is not None and (named or column.kind == "text")
            if person and not name and (column is None or names.bare(heading) != names.bare(column.name)):
                say.bad(key, f"{quoted(heading)} looks like {person}: no profile may read it. Put it under never_read.")
