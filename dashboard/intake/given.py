"""What is given: folders, CSV files and workbooks, made into CSVs of the data contract's shape."""

from dataclasses import dataclass, field
from pathlib import Path


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
