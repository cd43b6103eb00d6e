"""Keeping: profiles that a person confirmed, written as TOML that a person can read."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import tomli_w

from dashboard.intake.columns import FILES
from dashboard.intake.mappings import codes
from dashboard.intake.mappings import headings as names
from dashboard.intake.mappings.profile import BadProfile, Feed, Profile, parse, read

WIDTH = 120
"""A longer list is written one item a line."""

PARTS = ("time", "plus", "until")
"""What may stand after a column and a dot where more than one heading feeds it: `planned_end.plus`."""


def profile_of(
    name: str,
    title: str,
    file: str,
    columns: Mapping[str, str],
    constants: Mapping[str, str],
    values: Mapping[str, Mapping[str, str]],
    never_read: Iterable[str],
    date_format: str,
) -> Profile:
    """The profile that a person confirmed, for one file of the contract.

    `columns` says which heading feeds each column. Where a date, a time of day and a duration stand in columns of
    their own, `planned_end` is the date's heading, `planned_end.time` the time's and `planned_end.plus` the
    duration's. `values` has the value tables by column. Visits without a status are completed where they have an
    actual start. Raises BadProfile where that makes no profile.
    """
    feeds = feeds_of(file, columns, constants, values)
    draft = Profile(
        name=name, title=title, needs=needs_of(file, columns),
        files={file: feeds}, dates=date_format, never_read=tuple(never_read),
        values={column: dict(table) for column, table in values.items() if table and column in feeds},
    )
    return parse(text(draft), f"{name}.toml")


def completed(
    profile: Profile,
    constants: Mapping[str, Mapping[str, str]],
    values: Mapping[str, Mapping[str, Mapping[str, str]]],
) -> Profile:
    """A person's own copy of a profile, with what it left open; it has the same name.

    By file and column of the contract, `constants` has what holds for every row, and `values` what each value under
    the column's heading means. What was said before for the same column is replaced: the headings behind a constant
    stay, so that values can be given for them later. Raises BadProfile where that makes no profile.
    """
    files = {name: dict(columns) for name, columns in profile.files.items()}
    tables = {table: dict(entries) for table, entries in profile.values.items()}
    for name, said in constants.items():
        for column, value in said.items():
            files[name][column] = (Feed.model_validate({"value": value}), *_read_feeds(files[name].get(column, ())))
    for name, told in values.items():
        for column, meant in told.items():
            feeds = _read_feeds(files[name][column])
            table = next((feed.table for feed in feeds if feed.table), column)
            # A number stands for itself: only codes are looked up wherever they stand.
            if codes.is_coded(FILES[name].column(column)):
                feeds = [feed.model_copy(update={"table": feed.table or table}) for feed in feeds]
            files[name][column] = tuple(feeds)
            for table in dict.fromkeys(feed.table for feed in feeds if feed.table):
                new = {names.bare(text) for text in meant}
                kept = {text: one for text, one in tables.get(table, {}).items() if names.bare(text) not in new}
                tables[table] = kept | dict(meant)
    own = parse(text(replace(profile, files=files, values=tables)), f"{profile.name}.toml")
    return own if profile.shipped else replace(own, path=profile.path)


def _read_feeds(feeds: Iterable[Feed]) -> list[Feed]:
    """The feeds that read the file, without constants."""
    return [feed for feed in feeds if feed.value is None]


def needs_of(file: str, columns: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """The headings by which a file is recognised: those of required columns, or all where there are none."""
    required = {column.name for column in FILES[file].columns if column.required}
    headings = [heading for column, heading in columns.items() if column.split(".")[0] in required]
    return tuple((heading,) for heading in dict.fromkeys(headings or columns.values()))


def feeds_of(
    file: str, columns: Mapping[str, str], constants: Mapping[str, str], values: Mapping[str, Mapping[str, str]]
) -> dict[str, tuple[Feed, ...]]:
    """What feeds each column of a file, as `profile_of` is told."""
    feeds: dict[str, tuple[Feed, ...]] = {}
    for column, heading in columns.items():
        if "." in column:
            continue
        parts = {part: (columns[f"{column}.{part}"],) for part in PARTS if f"{column}.{part}" in columns}
        told: dict[str, Any] = {"from": (heading,), "table": column if values.get(column) else "", **parts}
        if column == "date" and constants.get("period") == "week":
            told["week"] = "ending" if "end" in heading.lower() else "commencing"
        if column.startswith("actual_") and "time" in parts and "planned_start" in columns:
            told["near"] = "planned_start"
        feeds[column] = (Feed.model_validate(told),)
    for column, value in constants.items():
        feeds.setdefault(column, (Feed.model_validate({"value": value}),))
    if file == "visits" and "status" not in feeds and "actual_start" in feeds:
        feeds["status"] = (Feed.model_validate({"given": "actual_start", "yes": "completed", "no": "missed"}),)
    return feeds


def keep(profile: Profile, folder: Path, *, replace: bool = False) -> Path:
    """Write a profile into a folder, whole or not at all: over its own file if that lies there, else as NAME.toml.

    Raises BadProfile where another profile has the name, unless it is to be replaced.
    """
    own = profile.path is not None and profile.path.parent == folder
    path = profile.path if own and profile.path else folder / f"{profile.name}.toml"
    if path.exists() and not replace and not _same(path, profile):
        raise BadProfile(f"There is already another profile {profile.name}. Choose another name, or replace it.")
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", dir=folder, suffix=".part", delete=False) as draft:
        draft.write(text(profile))
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).replace(path)
    return path


def _same(path: Path, profile: Profile) -> bool:
    try:
        return read(path) == profile
    except BadProfile:
        return False


def text(profile: Profile, why: Mapping[str, str] | None = None) -> str:
    """A profile as TOML; `why` has a sentence for a column (or for `dates`) that goes above it as a comment."""
    why = why or {}
    lines = ["# A mapping profile: which heading of a file feeds which column of the data contract.", ""]

    def add(key: str, value: Any) -> None:
        if key in why:
            lines.append("# " + "".join(sign if sign.isprintable() else " " for sign in why[key]))
        line = f"{_text(key)} = {_inline(value)}"
        if len(line) > WIDTH and isinstance(value, list):
            line = f"{_text(key)} = [\n" + "".join(f"  {_inline(one)},\n" for one in value) + "]"
        lines.append(line)

    add("name", profile.name)
    add("title", profile.title)
    lines += ["", "# A file is recognised by these headings."]
    add("needs", [_one(synonyms) for synonyms in profile.needs])
    if profile.skip_lines:
        add("skip_lines", profile.skip_lines)
    if profile.dates or "dates" in why:
        lines += ["", "# How dates are written."]
        add("dates", profile.dates)
    if profile.never_read:
        lines += ["", "# Columns that are dropped by their heading before anything looks at them."]
        add("never_read", list(profile.never_read))
    for key, rows in (("leave_out", profile.leave_out), ("only", profile.only)):
        for one in rows:
            lines += ["", f"[[{key}]]"]
            add("heading", _one(one.heading))
            add("values", _one(one.values))
    if profile.weeks is not None:
        lines += ["", "[weeks]"]
        lines += [f"{key} = {_inline(list(marks))}" for key, marks in profile.weeks if marks]
    for name, columns in profile.files.items():
        lines += ["", f"[{name}]"]
        for column, feeds in columns.items():
            add(column, _told(feeds))
    for table, entries in profile.values.items():
        lines += ["", f"[values.{_text(table)}]"]
        lines += [f"{_inline(key)} = {_inline(value)}" for key, value in entries.items()]
    return "\n".join(lines) + "\n"


def _told(feeds: tuple[Feed, ...]) -> Any:
    """What feeds a column, in the shortest form that is read back the same."""
    told = [feed.model_dump(by_alias=True, exclude_defaults=True) for feed in feeds]
    if len(told) == 1:
        return _one(told[0]["from"]) if list(told[0]) == ["from"] else told[0]
    return told


def _one(texts: tuple[str, ...]) -> str | list[str]:
    """A list of one as that one."""
    return texts[0] if len(texts) == 1 else list(texts)


def _text(key: str) -> str:
    """A key, in quotation marks where it needs them."""
    return tomli_w.dumps({key: 0}).rsplit(" = ", 1)[0]


def _inline(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_inline(_short(one))}" for key, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return tomli_w.dumps({"x": value}).removeprefix("x = ").strip("\n")


def _short(value: Any) -> Any:
    return _one(value) if isinstance(value, tuple) and value else value
