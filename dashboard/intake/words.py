"""Words: what is wrong, put back into the words of the person who gave the files."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dashboard.intake.columns import FILES
from dashboard.intake.given import Source, place
from dashboard.intake.problems import Problem

_LINES = re.compile(r"\b(lines? )([0-9]+)(?:( and )([0-9]+))?", re.IGNORECASE)


class Words:
    """Files, sheets, lines and headings as the person knows them, in place of the data contract's names."""

    def __init__(self, sources: Mapping[str, Source]):
        self._of = {FILES[name].csv: source for name, source in sources.items()}
        self._file = re.compile(rf"\b({'|'.join(map(re.escape, self._of))})\b") if self._of else None

    def all(self, problems: Sequence[Problem]) -> list[Problem]:
        """Each of the problems in the person's words."""
        return [self._one(problem, self._of[problem.file]) if problem.file in self._of else problem
                for problem in problems]

    def _one(self, problem: Problem, source: Source) -> Problem:
        return replace(
            problem, file=source.file, sheet=source.sheet, column=source.columns.get(problem.column, problem.column),
            line=_line(source, problem.line) if problem.line else problem.line,
            message=self._said(problem.message, source), mend=self._said(problem.mend, source),
        )

    def _said(self, sentence: str, source: Source) -> str:
        """A sentence with the person's files, and with their lines and headings where it names a line or a column."""
        if source.lines:
            sentence = _LINES.sub(
                lambda found: f"{found[1]}{_line(source, int(found[2]))}"
                + (f"{found[3]}{_line(source, int(found[4]))}" if found[4] else ""), sentence,
            )
        for column, heading in source.columns.items():
            # A column such as `date` is a word as well: it is a column only after one of these.
            before = "" if "_" in column else "(?:(?<=column )|(?<=cell )|(?<=headed ))"
            sentence = re.sub(rf"{before}\b{column}\b", heading.replace("\\", r"\\"), sentence)
        if self._file:
            sentence = self._file.sub(self._place, sentence)
        return sentence

    def _place(self, found: re.Match[str]) -> str:
        source = self._of[found[1]]
        return place(source.file, source.sheet)


def _line(source: Source, line: int) -> int:
    return source.lines[line - 1] if line <= len(source.lines) else line
