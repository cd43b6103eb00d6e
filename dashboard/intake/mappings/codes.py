"""Codes: what a column of codes can hold, and which of them a person's word for it means."""

from collections.abc import Mapping

from dashboard.intake.columns import Column, File
from dashboard.intake.kinds import clean, near
from dashboard.settings import Settings


def named(column: Column, settings: Settings) -> dict[str, str]:
    """The codes that a column can hold, with their names; none where it holds no codes."""
    if column.kind in ("authority", "authorities"):
        return {code: authority.name for code, authority in settings.authorities.items()}
    if column.kind in ("service", "services"):
        return dict(settings.services)
    return {code: code for code in column.choices}


def is_coded(column: Column) -> bool:
    """Whether a column holds codes: the contract's own, or those of the settings."""
    return bool(column.choices) or is_list(column) or column.kind in ("authority", "service")


def is_list(column: Column) -> bool:
    """Whether a column holds a list of codes."""
    return column.kind in ("authorities", "services")


def code(text: str, names: Mapping[str, str]) -> str | None:
    """The code that is written as itself or as its name; letter case, blanks, hyphens and underscores are forgiven."""
    return near(text, names) or next((one for one, name in names.items() if near(text, [name])), None)


def meant(text: str, column: Column, names: Mapping[str, str]) -> str | None:
    """A cell of a column of codes, a list or not, in codes; None where a part of it is none of them."""
    items = list(filter(None, map(clean, text.split(";")))) if is_list(column) else [text]
    found = [code(item, names) for item in items]
    return ";".join(dict.fromkeys(map(str, found))) if found and None not in found else None


def of_every_row(file: File) -> set[str]:
    """The required columns of a file that may be the same on every row: codes, and ids but for the row's own."""
    return {column.name for column in file.columns
            if column.required and (is_coded(column) or column.kind == "id") and file.key != [column.name]}
