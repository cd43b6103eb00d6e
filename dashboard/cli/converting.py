"""Converting: a file of another shape as files of the data contract, for a person to look through."""

import csv
import tempfile
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

from dashboard import loading
from dashboard.intake import Given, Unknown, Unreadable, given, mappings, report
from dashboard.intake.mappings import ocds
from dashboard.settings import Settings

OCDS = "ocds"
"""The name under which procurement notices are converted: they are read by a program, not by a profile."""

SAMPLE = 200
"""So many rows are looked at for a proposal."""


def notices(file: Path, buyers: Sequence[str], settings: Settings, folder: Path) -> list[str]:
    """Draft what some buyers agreed, into a folder. Raises Unreadable."""
    if not buyers:
        raise Unreadable('Name the buyers whose contracts are meant: --buyer "Peterborough City Council".')
    try:
        drafts = ocds.read([file], buyers, settings)
    except ocds.NotOCDS as wrong:
        raise Unreadable(str(wrong)) from wrong
    ocds.write(drafts, folder)
    return []


def by_profile(file: Path, name: str, settings: Settings, folder: Path) -> list[str]:
    """Write what a file becomes by a profile into a folder; returns what could not be converted, in sentences.

    Raises Unreadable where there is no such profile, or where it does not fit the file.
    """
    known = {profile.name: profile for profile in reversed(loading.known_profiles(settings))}
    if name not in known:
        raise Unreadable(f"There is no profile {name}. There are {', '.join([*known, OCDS])}.")
    with given([file], ()) as found, tempfile.TemporaryDirectory() as made:
        mapped = mappings.apply(known[name], _table(found, file).path, Path(made), lines=False, settings=settings)
        # What is left open is blank in what is written, to be filled in there.
        if any(problem.line is None and problem.rule != "to_fill_in" for problem in mapped.problems):
            raise Unreadable("\n".join(f"{problem.message} {problem.mend}" for problem in mapped.problems))
        folder.mkdir(parents=True, exist_ok=True)
        for path in mapped.paths.values():
            with (folder / path.name).open("x", encoding="utf-8-sig", newline="") as stream:
                stream.write(path.read_text(encoding="utf-8"))
    return [line for problem in (*mapped.problems, *mapped.warnings) for line in report.told(problem)]


def suggested(file: Path, settings: Settings, providers: Mapping[str, str]) -> str:
    """A profile proposed for a file, as TOML with the reason for each column. Raises Unreadable."""
    with given([file], ()) as found:
        table = _table(found, file)
        with table.path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(islice((row for row in csv.reader(islice(stream, table.line, None)) if row), SAMPLE))
        return mappings.suggested_toml(mappings.suggest(table.headings, rows, settings, providers))


def _table(found: Given, file: Path) -> Unknown:
    if found.unknown:
        return found.unknown[0]
    if found.problems:
        raise Unreadable(f"{file.name}: {found.problems[0].message} {found.problems[0].mend}")
    raise Unreadable(f"{file.name} has the data contract's headings: there is nothing to convert.")
