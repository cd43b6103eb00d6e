"""An expected table against an export of it, cell by cell."""

import csv
import io
import re
from collections.abc import Iterable
from datetime import date

from .tables import COLUMNS, KEYS

TOLERANCE = 1e-6


class Says(str):
    """A sentence of which only the figures and words are fixed that stand here, one a line."""


class Drawn:
    """A figure that rests on chance, which no other reading can give: anything stands for it."""


def to_csv(measure: str, rows: list[dict]) -> str:
    """A table as CSV: booleans true/false, empty cells empty."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS[measure])
    writer.writerows([text_of(row[column]) for column in COLUMNS[measure]] for row in rows)
    return file.getvalue()


def text_of(value) -> str:
    """A cell as the CSV has it; also of values that are not text yet."""
    if value is None or value != value:
        return ""
    if isinstance(value, str):
        return value
    if str(value) in ("True", "False"):
        return str(value).lower()
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    if isinstance(value, float):
        text = f"{value:.9f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    return str(value)


def parsed(csv_text_or_rows) -> tuple[list[str] | None, list[dict[str, str]]]:
    """The header, where there is one, and the rows as text."""
    if isinstance(csv_text_or_rows, bytes):
        csv_text_or_rows = csv_text_or_rows.decode("utf-8-sig")
    if isinstance(csv_text_or_rows, str):
        lines = list(csv.reader(io.StringIO(csv_text_or_rows.removeprefix("\ufeff"), newline="")))
        header = lines[0] if lines else []
        return header, [dict(zip(header, line, strict=True)) for line in lines[1:] if line]
    rows = [{column: text_of(value) for column, value in row.items()} for row in csv_text_or_rows]
    return (list(rows[0]) if rows else None), rows


def measure_of(columns: Iterable[str] | None) -> str | None:
    """The measure whose columns these are."""
    return next((m for m, names in COLUMNS.items() if names == list(columns or ())), None)


def differences(expected_rows: list[dict], csv_text_or_rows, measure: str | None = None, limit: int = 200) -> list[str]:
    """What differs, each with its row's key and its column; none where the two agree.

    Figures agree within 1e-6, of themselves or absolutely; all else must be the same. The order of rows counts.
    """
    header, found_rows = parsed(csv_text_or_rows)
    # That enough is in doubt ahead rests on chance, which no other reading can give.
    found_rows = [row for row in found_rows if row.get("rule") != "outlook_shortfall"]
    measure = measure or measure_of(expected_rows[0] if expected_rows else header)
    if measure is None:
        if not expected_rows and not found_rows:
            return []
        return [f"the columns are of no measure: {header}"]
    columns, key_columns = COLUMNS[measure], KEYS[measure]
    if header is not None and header != columns:
        return [f"{measure}: columns: expected {','.join(columns)}; found {','.join(header)}"]

    found: list[str] = []
    is_text = isinstance(csv_text_or_rows, (str, bytes))
    expected = {_key(row, key_columns): row for row in expected_rows}
    actual = {_key(row, key_columns): row for row in found_rows}
    if len(actual) != len(found_rows):
        found.append(f"{measure}: {len(found_rows) - len(actual)} rows have a key seen before")
    for key in expected:
        if key not in actual:
            found.append(f"{measure} {_named(key, key_columns)}: the row is missing")
    for key in actual:
        if key not in expected:
            found.append(f"{measure} {_named(key, key_columns)}: the row is not expected")
    if not found and list(expected) != list(actual):
        found.append(f"{measure}: the rows are the same, in another order")
    for key, row in expected.items():
        if key not in actual:
            continue
        for column in columns:
            if not same(row[column], actual[key][column], is_text):
                found.append(
                    f"{measure} {_named(key, key_columns)}: {column}: expected "
                    f"{text_of(row[column]) or 'empty'}, found {actual[key][column] or 'empty'}"
                )
    if len(found) > limit:
        found = [*found[:limit], f"{measure}: and {len(found) - limit} more"]
    return found


def same(expected, found: str, is_text: bool) -> bool:
    """One cell. A count must be written without decimals in a CSV; a text may carry the apostrophe that keeps a
    spreadsheet from reading it as a formula."""
    if isinstance(expected, Drawn):
        return True
    if expected is None or found == "":
        return expected is None and found == ""
    if isinstance(expected, Says):
        return all(part in found for part in expected.splitlines())
    if isinstance(expected, bool):
        return found == text_of(expected)
    if isinstance(expected, (int, float)):
        if isinstance(expected, int) and is_text and not re.fullmatch(r"-?\d+", found):
            return False
        try:
            number = float(found)
        except ValueError:
            return False
        return abs(number - expected) <= TOLERANCE * max(1.0, abs(expected))
    if isinstance(expected, date):
        return found == expected.isoformat()
    return found == expected or (expected[0] in "=+-@\t\r" and found == f"'{expected}")


def _key(row: dict, columns: list[str]) -> tuple[str, ...]:
    return tuple(text_of(row[column]) for column in columns)


def _named(key: tuple[str, ...], columns: list[str]) -> str:
    return " ".join(f"{column}={value}" for column, value in zip(columns, key, strict=True))
