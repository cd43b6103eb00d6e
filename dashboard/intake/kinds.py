"""Cells: from text to what a column holds, or to what is wrong with it in plain words."""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from dashboard.intake import people
from dashboard.intake.columns import Column, Kind, dtype
from dashboard.settings import Settings

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
"""Dates outside these are taken for slips of the pen."""

LARGEST = {"whole": 1_200, "months": 1_200, "decimal": 1_000_000, "money": 1_000_000_000}
"""Numbers above these are taken for slips of the pen: a hundred years, a million hours, a thousand million pounds."""

EXCEL_DAYS = range(20_000, 80_000)
"""Whole numbers that a spreadsheet may show for a date: 1954 to 2119."""

ERRORS = frozenset(("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"))
"""What a spreadsheet shows in place of a value that it could not work out."""

_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_BLANKS = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


class Fault(NamedTuple):
    """What is wrong with a cell: the rule, the sentence and what to do; `hidden` when it must not be shown."""

    rule: str
    message: str
    mend: str
    hidden: bool = False


def clean(text: str) -> str:
    """A cell without blanks around it, invisible characters and hard spaces."""
    text = text.strip()
    if text.isascii():
        return text
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()


def quoted(text: str) -> str:
    """A value as it is shown in a sentence: in quotation marks, on one line, cut where it is long."""
    text = " ".join(text.split())
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


def formula(text: str) -> Fault | None:
    """What is wrong with a cell that holds a formula, or a spreadsheet's error in place of a value."""
    if text.startswith("="):
        message = f"{quoted(text)} is a formula, not a value."
    elif text in ERRORS:
        message = f"{quoted(text)} is a spreadsheet's error, not a value."
    else:
        return None
    return Fault("formula", message, "In the spreadsheet, mend the cell or paste the value over it, and save again.")


def reader(column: Column, settings: Settings) -> Callable[[str], Any]:
    """What turns one cell of a column, not blank, into its value or into a Fault."""
    read = _reader(column, settings)
    return lambda text: formula(text) or read(text)


def _reader(column: Column, settings: Settings) -> Callable[[str], Any]:
    kind: Kind = column.kind
    if kind == "text" or kind == "id":
        return str
    if kind in ("authority", "authorities"):
        return _coded(column, "authority", list(settings.authorities), listed=kind == "authorities")
    if kind in ("service", "services"):
        return _coded(column, "service", list(settings.services), listed=kind == "services")
    if kind == "choice":
        return lambda text: text if text in column.choices else _not_a_choice(text, column.choices)
    return {
        "pseudonym": _pseudonym,
        "cqc": _cqc,
        "date": _date,
        "whole": lambda text: _whole(text, column),
        "months": lambda text: _months(text, column),
        "decimal": lambda text: _decimal(text, column),
        "money": lambda text: _money(text, column),
        "yes": _yes,
    }[kind]


def series(column: Column, values: Iterable[Any]) -> pd.Series:
    """Values (None for blank) as a column of a frame, in its type."""
    values = list(values)
    kind = dtype(column)
    if kind == "object":
        found = pd.Series(index=range(len(values)), dtype=object)
        found[:] = [() if value is None else value for value in values]
        return found
    if kind == "bool":
        return pd.Series([bool(value) for value in values], dtype=bool)
    if kind == "datetime64[us]":
        return pd.Series(np.array(values, dtype="datetime64[us]"))
    if kind == "float64":
        return pd.Series(np.array(values, dtype=float))
    return pd.Series(values, dtype=kind)


def _pseudonym(text: str) -> str | Fault:
    person = people.in_pseudonym(text)
    if person is None:
        return text
    return Fault(
        "personal_value", f"This package_id looks like {person}, which tells who the child is.",
        "Give every package a made-up number that means nothing outside your own system.", hidden=True,
    )


def _cqc(text: str) -> str | Fault:
    if re.fullmatch(r"1-[0-9]+", text):
        return text
    return Fault(
        "cqc_format", f"{quoted(text)} is not a CQC provider id like 1-101234567.",
        "Copy the provider id from the provider's page at the CQC, or leave the cell blank.",
    )


def _yes(text: str) -> bool | Fault:
    if text == "yes":
        return True
    return Fault("choice", f"{quoted(text)} is neither yes nor blank.", "Write yes to remove the record, or nothing.")


def _date(text: str) -> date | Fault:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            found = date.fromisoformat(text)
        except ValueError:
            return Fault("date_format", f"There is no day {quoted(text)}.", "Write a day that the calendar has.")
        if EARLIEST <= found <= LATEST:
            return found
        return Fault(
            "date_range", f"The year of {quoted(text)} can't be right.",
            f"Write a year from {EARLIEST.year} to {LATEST.year}.",
        )
    return not_a_date(text)


def not_a_date(text: str) -> Fault:
    """What is wrong with a cell that should be a date, with a guess at what was meant."""
    example = "Write dates as year-month-day, like 2027-04-03."
    message = f"{quoted(text)} is not a date like 2027-04-03."
    slashed = re.fullmatch(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4}|[0-9]{2})(?:[ T].*)?", text)
    if slashed:
        day, month, year = (int(part) for part in slashed.groups())
        meant = _day(year + 2000 if year < 100 else year, month, day)
        if meant:
            example = f"Write dates as year-month-day: {meant} if {spoken(meant)} is meant."
    elif (serial := re.fullmatch(r"([0-9]{5})(?:\.[0-9]+)?", text)) and int(serial[1]) in EXCEL_DAYS:
        meant = date(1899, 12, 30) + timedelta(days=int(serial[1]))
        message = f"{quoted(text)} is a date as a spreadsheet counts days, not a date like 2027-04-03."
        example = f"Format the column as text or as year-month-day: {meant} ({spoken(meant)}) if that is meant."
    elif loose := re.fullmatch(r"([0-9]{4})[-/.]?([0-9]{1,2})[-/.]?([0-9]{1,2})(?:[T ].*)?", text):
        meant = _day(*(int(part) for part in loose.groups()))
        if meant:
            example = f"Write dates as year-month-day and nothing more: {meant} if {spoken(meant)} is meant."
    return Fault("date_format", message, example)


def spoken(day: date) -> str:
    """A day in words: 3 April 2027."""
    return f"{day.day} {day:%B %Y}"


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def not_a_time(text: str) -> Fault:
    """What is wrong with a cell that should be a time, with a guess at what was meant."""
    message = f"{quoted(text)} is not a time like 2027-04-03T09:30."
    mend = "Write times as year-month-day, T, hours:minutes: 2027-04-03T09:30."
    parts = re.fullmatch(r"(.+?)[ T]+([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?", text)
    if parts:
        day = re.fullmatch(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})", parts[1])
        iso = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", parts[1])
        numbers = day.groups()[::-1] if day else iso.groups() if iso else None
        meant = _day(*(int(part) for part in numbers)) if numbers else None
        if meant and int(parts[2]) < 24 and int(parts[3]) < 60:
            written = f"{meant}T{int(parts[2]):02d}:{parts[3]}"
            mend = f"Write times as year-month-day, T, hours:minutes: {written} if {spoken(meant)} is meant."
    elif re.fullmatch(r"[0-9]{5}\.[0-9]+", text):
        message = f"{quoted(text)} is a time as a spreadsheet counts days, not a time like 2027-04-03T09:30."
    elif re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        mend = f"Add the time of day: {text}T09:30."
    return Fault("time_format", message, mend)


def _number(text: str, column: Column, rule: str) -> str | Fault:
    """The digits of a number, or what is wrong with them."""
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?|\.[0-9]+", text):
        if float(text) > LARGEST[column.kind]:
            return Fault("number_range", f"{quoted(text)} is too large to be right.", "Check the number and its point.")
        return text
    bare = text.replace("£", "").replace("GBP", "").replace(" ", "").strip()
    if re.fullmatch(r"[-−–][0-9]+(\.[0-9]+)?|\([0-9.]+\)", bare):
        return Fault("negative", f"{quoted(text)} is below 0.", "Write a number of 0 or more.")
    message = f"{quoted(text)} is not a plain number."
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", bare) or ("£" in text or " " in text):
        plain = bare.replace(",", "")
        if re.fullmatch(r"[0-9]+(\.[0-9]+)?", plain):
            return Fault(rule, message, f"Leave out signs, spaces and separators: {plain}.")
    if re.fullmatch(r"[0-9]+,[0-9]+", bare):
        return Fault(rule, message, f"Write a point before decimals: {bare.replace(',', '.')}.")
    if clock := re.fullmatch(r"([0-9]+):([0-5][0-9])(?::[0-9]{2})?", bare):
        hours = int(clock[1]) + int(clock[2]) / 60
        return Fault(rule, message, f"Write hours as a decimal: {hours:.4g} if {clock[1]} h {clock[2]} min is meant.")
    return Fault(rule, message, "Write digits, with a point before decimals and nothing else.")


def _within(value: float, text: str, column: Column) -> Fault | None:
    if value < column.least or (column.above and value == column.least):
        bound = f"above {column.least}" if column.above else f"{column.least} or more"
        return Fault("number_range", f"{quoted(text)} is too small: {column.name} is {bound}.",
                     f"Write a number that is {bound}" + ("." if column.required else ", or leave the cell blank."))
    return None


def _decimal(text: str, column: Column) -> float | Fault:
    digits = _number(text, column, "number_format")
    if isinstance(digits, Fault):
        return digits
    return _within(float(digits), text, column) or float(digits)


def _money(text: str, column: Column) -> float | Fault:
    digits = _number(text, column, "money_format")
    if isinstance(digits, Fault):
        return digits
    if not re.fullmatch(r"[0-9]*(\.[0-9]{1,2})?", digits):
        return Fault("money_format", f"{quoted(text)} has more than two decimals.",
                     f"Write pounds and pence: {float(digits):.2f}.")
    return _within(float(digits), text, column) or float(digits)


def _whole(text: str, column: Column) -> int | Fault:
    digits = _number(text, column, "whole_number")
    if isinstance(digits, Fault):
        return digits
    if not digits.isdigit():
        whole = digits.split(".")[0]
        return Fault("whole_number", f"{quoted(text)} is not a whole number.",
                     f"Write {whole}." if whole and not float(digits) % 1 else "Write a whole number, without a point.")
    return _within(int(digits), text, column) or int(digits)


def _items(text: str) -> list[str]:
    """The items of a list, each once, without blanks and empty ones."""
    return list(dict.fromkeys(item for item in map(clean, text.split(";")) if item))


def _months(text: str, column: Column) -> tuple[int, ...] | Fault:
    found = []
    for item in filter(None, map(clean, text.split(";"))):
        months = _whole(item, column)
        if isinstance(months, Fault):
            if "," in text or "+" in text:
                return Fault("whole_number", f"{quoted(text)} is not a list of months like 12;12.",
                             "Write each extension in months, with ; between them: 12;12.")
            return months
        found.append(months)
    return tuple(found)


def _not_a_choice(text: str, choices: Iterable[str]) -> Fault:
    choices = list(choices)
    listed = ", ".join(choices[:-1]) + f" or {choices[-1]}" if len(choices) > 1 else choices[0]
    return Fault("choice", f"{quoted(text)} is not one of {', '.join(choices)}.",
                 f"Write {near(text, choices) or listed}, letter for letter.")


def near(text: str, codes: Iterable[str]) -> str | None:
    """The code that differs from a text only in case, blanks, hyphens and underscores."""
    def bare(code: str) -> str:
        return re.sub(r"[\s_-]", "", code).casefold()

    return next((code for code in codes if bare(code) == bare(text)), None)


def _coded(column: Column, noun: str, codes: list[str], *, listed: bool) -> Callable[[str], Any]:
    rule = f"unknown_{noun}"

    def one(text: str) -> str | Fault:
        if text in codes:
            return text
        meant = near(text, codes)
        if meant:
            return Fault(rule, f"{quoted(text)} is not the code {meant}, letter for letter.", f"Write {meant}.")
        mend = f"Write {', '.join(codes[:-1]) + ' or ' if len(codes) > 1 else ''}{codes[-1]}; another {noun} is added "
        separators = [mark for mark in ",/|&+" if mark in text]
        if listed and separators:
            return Fault(rule, f"{quoted(text)} is not a list of {noun} codes.", "Put ; between the codes of a list.")
        return Fault(rule, f"There is no {noun} {quoted(text)}.", mend + "in the settings.")

    def many(text: str) -> tuple[str, ...] | Fault | None:
        found = []
        for item in _items(text):
            code = one(item)
            if isinstance(code, Fault):
                return code
            found.append(code)
        return tuple(found) or None

    return many if listed else one
