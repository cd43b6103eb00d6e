"""Words: what is wrong, put back into the words of the person who gave the files."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dashboard.intake.columns import FILES
from dashboard.intake.given import Source, place
from dashboard.intake.problems import Problem


class Words:
    """Files, sheets and headings as the person knows them, in place of the data contract's names."""

    def __init__(self, sources: Mapping[str, Source]):
        self._of = {FILES[name].csv: source for name, source in sources.items()}
        self._places = {csv: place(source.file, source.sheet) for csv, source in self._of.items()}
        self._file = re.compile(rf"\b({'|'.join(map(re.escape, self._places))})\b") if self._places else None

    def all(self, problems: Sequence[Problem]) -> list[Problem]:
        """Each of the problems in the person's words."""
        return [self._one(problem) for problem in problems]

    def _one(self, problem: Problem) -> Problem:
        source = self._of.get(problem.file)
        if source is None:
            return problem
        return replace(
            problem, file=source.file, sheet=source.sheet, column=source.columns.get(problem.column, problem.column),
            message=self._said(problem.message, source), mend=self._said(problem.mend, source),
        )

    def _said(self, sentence: str, source: Source) -> str:
        """A sentence with the person's files, and with their headings where a column is named."""
        if self._file:
            sentence = self._file.sub(lambda found: self._places[found[1]], sentence)
        for column, heading in source.columns.items():
            # A column such as `date` is a word as well: it is a column only after one of these.
            before = "" if "_" in column else "(?<=column )|(?<=cell )|(?<=headed )"
            sentence = re.sub(rf"(?:{before})\b{column}\b", heading.replace("\\", r"\\"), sentence)
        return sentence
