"""What is given: folders, CSV files and workbooks, made into CSVs of the data contract's shape."""

import csv
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from shutil import copyfileobj

from dashboard.intake import mappings, reading, safety
from dashboard.intake.columns import FILES, REMOVE
from dashboard.intake.kinds import quoted
from dashboard.intake.mappings import Open, Profile
from dashboard.intake.problems import Problem
from dashboard.intake.recognising import (
    HEAD,
    Fit,
    check_headings,
    contract_name,
    csv_head,
    person,
    plain_heading,
    recognised,
)
from dashboard.intake.safety import Refused
from dashboard.intake.workbook import Sheet, Workbook, text
from dashboard.settings import Settings


class Unreadable(Exception):
    """The delivery itself cannot be read; the message says why, for the person who gave it."""


@dataclass(frozen=True)
class Source:
    """Where one file of the contract comes from, in the words of the person who gave it."""

    name: str
    """Which file of the contract: `visits`."""
    path: Path
    """A CSV of the contract's shape, every row on the line that it has in the person's own file."""
    file: str
    """The person's file, as it is shown to people."""
    sheet: str = ""
    """The sheet, where the file is a workbook."""
    columns: dict[str, str] = field(default_factory=dict)
    """The heading in the person's file that feeds each column, where a profile mapped it."""
    profile: str = ""
    """The profile that mapped it."""
    lines: list[int] = field(default_factory=list)
    """The line in the person's file of each line of `path`, where a profile made several rows of one."""


@dataclass(frozen=True)
class Unknown:
    """A table whose headings fit neither the contract nor a profile."""

    file: str
    sheet: str
    path: Path
    """The table as a UTF-8 CSV, every row on its own line."""
    headings: list[str]
    line: int
    """The line of the headings."""


@dataclass(frozen=True)
class Given:
    """What was given: the files of the contract that it holds, and what else was found."""

    sources: dict[str, Source] = field(default_factory=dict)
    """By the contract's name of the file, in its order."""
    left_alone: list[str] = field(default_factory=list)
    """Files and sheets that were left alone, by name."""
    problems: list[Problem] = field(default_factory=list)
    """What cannot be read at all: a password, macros, headings that fit nothing, two tables for one file."""
    warnings: list[Problem] = field(default_factory=list)
    """Sheets left out because they are hidden, tables read by a profile."""
    unknown: list[Unknown] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)
    """What the profiles that read it leave open, for a person to say."""


@contextmanager
def given(
    paths: Sequence[Path], profiles: Sequence[Profile], names: Mapping[Path, str] | None = None,
    settings: Settings | None = None,
) -> Iterator[Given]:
    """Folders, CSV files and workbooks as files of the contract, for as long as the context lasts.

    Of a folder the contract's CSVs count, by name, and workbooks; else a file or sheet is known by its name, by its
    headings, or by a profile. `names` says what a file is called where its path does not, `settings` which codes and
    names need no entry in a profile. A CSV of the contract is used where it lies; all else is written anew, to be gone
    afterwards. Raises Unreadable where there is nothing to read.
    """
    with tempfile.TemporaryDirectory(prefix="given-") as folder:
        gathered = _Gathered(Path(folder), profiles, settings)
        called = {path: (names or {}).get(path, str(path)) for path in paths}
        for path, name in called.items():
            if path.is_dir():
                gathered.take_folder(path)
            elif path.exists():
                gathered.take_file(path, Path(name).name)
            else:
                raise Unreadable(f"There is no file or folder {name}.")
        yield gathered.whole(list(called.values()))


def in_folder(folder: Path) -> Given:
    """The contract's CSV files in a folder, by name alone; nothing else in it is opened. Raises Unreadable."""
    if not folder.exists():
        raise Unreadable(f"There is no folder {folder}.")
    if not folder.is_dir():
        raise Unreadable(f"{folder} is not a folder: give the folder that holds the CSV files.")
    gathered = _Gathered(folder, ())
    for path in _sorted(folder):
        gathered.take_named(path)
    return gathered.whole([str(folder)])


def _sorted(folder: Path) -> list[Path]:
    """What a folder holds: the contract's files first, then by name; what is hidden not at all."""
    names = {file.csv for file in FILES.values()}
    try:
        return sorted(
            (path for path in folder.iterdir() if not path.name.startswith((".", "~$"))),
            key=lambda path: (path.name not in names, path.name),
        )
    except OSError as error:
        raise Unreadable(f"{folder} cannot be read: {error.strerror}.") from error


class _Gathered:
    """What was found so far."""

    def __init__(self, folder: Path, profiles: Sequence[Profile], settings: Settings | None = None):
        self._folder = folder
        self._profiles = profiles
        self._settings = settings
        self._given = Given()
        self._made = 0

    def whole(self, called: Sequence[str]) -> Given:
        """All that was found. Raises Unreadable where that is nothing."""
        found = self._given
        if not (found.sources or found.problems or found.unknown):
            files = ", ".join(file.csv for file in FILES.values())
            raise Unreadable(f"{' and '.join(called) or 'Nothing'} holds none of the files {files}.")
        return replace(found, sources={name: found.sources[name] for name in FILES if name in found.sources})

    def take_folder(self, folder: Path) -> None:
        """The contract's CSV files in a folder by name, and its workbooks."""
        for path in _sorted(folder):
            if path.name.lower().endswith(".xlsx") and path.is_file():
                self.take_file(path, path.name, alone=False)
            else:
                self.take_named(path)

    def take_named(self, path: Path) -> None:
        """A file in a folder, if it has the name of one of the contract's."""
        names = {file.csv: name for name, file in FILES.items()}
        name = names.get(path.name.lower())
        if name and name not in self._given.sources and path.is_file():
            try:
                with path.open("rb"):
                    self._source(Source(name, path, path.name))
            except OSError as error:
                raise Unreadable(f"{error.filename or path} cannot be read: {error.strerror}.") from error
        else:
            self._given.left_alone.append(path.name)

    def take_file(self, path: Path, name: str, *, alone: bool = True) -> None:
        """A CSV or a workbook; `alone` says that it was not found in a folder, but meant."""
        try:
            if safety.check_file(path, name) == ".csv":
                self._take_csv(path, name)
            else:
                self._take_workbook(path, name, alone=alone)
        except Refused as refused:
            self._problem(refused.rule, name, "", refused.message, refused.mend)
        except OSError as error:
            raise Unreadable(f"{name} cannot be read: {error.strerror}.") from error

    def _take_csv(self, path: Path, file: str) -> None:
        name, head = contract_name(file), csv_head(path)
        if not head:
            if not name:
                raise Refused("empty_file", "The selected file is empty.", "Give the file with its headings and rows.")
            self._source(Source(name, path, file))
            return
        fit = recognised(name, head, self._profiles)
        if fit.name and fit.line == head[0][0]:
            self._source(Source(fit.name, path, file))
            return
        if wrong := reading.not_text(path):
            self._given.problems.append(replace(wrong, file=file))
            return
        check_headings(fit)
        self._take(fit, self._from_line(path, fit.line) if fit.name else path, file, "")

    def _from_line(self, path: Path, line: int) -> Path:
        """A copy of a CSV whose lines above its headings are blank."""
        table = self._new()
        with (
            path.open(encoding="utf-8-sig", newline="") as stream,
            table.open("w", encoding="utf-8", newline="") as copy,
        ):
            for _ in range(line - 1):
                stream.readline()
                copy.write("\n")
            copyfileobj(stream, copy)
        return table

    def _take_workbook(self, path: Path, file: str, *, alone: bool) -> None:
        book = Workbook(path)
        for name in book.hidden:
            self._given.warnings.append(Problem(
                "hidden_sheet", file, None, "", "", f"The sheet “{name}” is hidden and is left out.",
                "Nothing, if it is not meant to be read; else unhide it in Excel, save, and give the workbook again.",
                name,
            ))
        if not book.names:
            raise Refused("empty_file", "The selected file is empty: no sheet that is shown holds anything.",
                          "Give the workbook with its headings and rows.")
        others: dict[str, Fit] = {}
        known = False
        for name in book.names:
            try:
                sheet = book.sheet(name)
                head = sheet.head(HEAD)
                if not head:
                    continue  # formulas that give no text
                called = contract_name(name) or (contract_name(file) if len(book.names) == 1 else None)
                fit = recognised(called, head, self._profiles)
                if fit.name or fit.profile:
                    known = True
                    self._take(fit, self._written(sheet, fit, file), file, name)
                else:
                    others[name] = fit
            except Refused as refused:
                self._problem(refused.rule, file, name, refused.message, refused.mend)
        if known or not alone:
            # Notes beside the tables are nothing that anybody waits for.
            self._given.left_alone.extend(f"{file}, sheet {name}" for name in others)
            return
        for name, fit in others.items():
            self._take(fit, self._written(book.sheet(name), fit, file), file, name)

    def _written(self, sheet: Sheet, fit: Fit, file: str) -> Path:
        """A sheet as a CSV from its headings on, each row on its own line.

        What stands under a heading that promises a person is left out, so that it is never written anywhere; the
        heading stays, for the check to refuse. Columns without a heading are left out.
        """
        headings = list(map(plain_heading, fit.headings))
        personal = [at for at, heading in enumerate(fit.headings) if person(heading, fit)]
        kept = [at for at, heading in enumerate(headings) if heading]
        bare = [at for at, heading in enumerate(headings) if not heading]
        beside, times = None, set()
        for line, cells in sheet.rows() if bare or not fit.name else ():
            if line > fit.line:
                times |= {at for at, cell in enumerate(cells) if type(cell) is datetime}
                if beside is None and any(cells[at] != "" for at in bare):
                    beside = line
        if beside:
            self._given.warnings.append(Problem(
                "unknown_column", file, beside, "", "", "This row has a cell below no heading: such columns are left "
                "out.", "Nothing, if it is not needed; else give its column a heading.", sheet.name,
            ))
        if fit.name:
            kinds = {column.name: column.kind for column in (*FILES[fit.name].columns, REMOVE)}
            held = [kinds.get(heading, "") for heading in headings]
        else:
            held = ["instant" if at in times else "" for at in range(len(headings))]
        table = self._new()
        with table.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            last = 0
            for line, cells in sheet.rows():
                if line < fit.line:
                    continue
                stream.write("\n" * (line - last - 1))
                last = line
                if line > fit.line:
                    for at in personal:
                        cells[at] = ""
                writer.writerow([text(cells[at], held[at]) for at in kept])
        return table

    def _take(self, fit: Fit, table: Path, file: str, sheet: str) -> None:
        """A table under what it was found to be."""
        given = self._given
        if fit.profile:
            folder = self._new()
            folder.mkdir()
            mapped = mappings.apply(fit.profile, table, folder, settings=self._settings)
            if all(problem.line for problem in mapped.problems):
                # Where the profile does not do for the table as such, each row would only say so again.
                for name, path in mapped.paths.items():
                    self._source(Source(name, path, file, sheet, mapped.columns.get(name, {}), fit.profile.name,
                                        mapped.lines.get(name, [])))
            given.open.extend(replace(one, file=file, sheet=sheet) for one in mapped.open)
            given.problems.extend(replace(problem, file=file, sheet=sheet) for problem in mapped.problems)
            given.warnings.append(Problem(
                "mapped", file, None, "", "", f"The headings are not the data contract's: the profile "
                f"{quoted(fit.profile.name)} says which of them feeds what.", "Nothing, if that is the right profile.",
                sheet,
            ))
            given.warnings.extend(replace(warning, file=file, sheet=sheet) for warning in mapped.warnings)
        elif fit.name:
            self._source(Source(fit.name, table, file, sheet))
        else:
            headings = list(filter(plain_heading, fit.headings)) if sheet else fit.headings
            given.unknown.append(Unknown(file, sheet, table, headings, fit.line))
            self._problem(
                "unknown_headings", file, sheet, "The headings are neither the data contract's nor those of a profile.",
                "Say which heading feeds which column, or use the headings of the template.", fit.line,
            )

    def _source(self, source: Source) -> None:
        first = self._given.sources.setdefault(source.name, source)
        if first is not source:
            self._problem(
                "given_twice", source.file, source.sheet,
                f"Both {place(first.file, first.sheet)} and {place(source.file, source.sheet)} hold "
                f"{FILES[source.name].csv}.", "Give one of them, or put their rows together in one.",
            )

    def _problem(
        self, rule: str, file: str, sheet: str, message: str, mend: str, line: int | None = None
    ) -> None:
        self._given.problems.append(Problem(rule, file, line, "", "", message, mend, sheet))

    def _new(self) -> Path:
        """A path for something new in the temporary folder."""
        self._made += 1
        return self._folder / f"{self._made}"


def place(file: str, sheet: str) -> str:
    """Where a table is, in a sentence."""
    return f"the sheet {quoted(sheet)} of {file}" if sheet else file
