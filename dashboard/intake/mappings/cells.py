"""Cells of other shapes: dates, times, durations and numbers as the data contract writes them.

What cannot be read without a guess is a Fault.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from dashboard.intake.kinds import EARLIEST, EXCEL_DAYS, LATEST, Fault, quoted
from dashboard.market.clock import LONDON
from dashboard.market.life import end

SIZE = 1 << 16
"""How many different cells are remembered."""

YES, NO = {"true", "yes", "y", "1", "-1"}, {"false", "no", "n", "0"}

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(
    r"(?:[A-Za-z]+,? )?([0-9]{1,2})(?:st|nd|rd|th)?[- ]+([A-Za-z]{3,9})\.?[- ,]+([0-9]{4}|[0-9]{2})"
)
"""A date with its month in words, such as Mon 6 April 2026 or 06-Apr-2026."""
_SPREADSHEET = date(1899, 12, 30)
_NO_DAY = re.compile(r"(?:1899-12-3[01]|1900-01-0[01]|(?:30|31)/12/1899|0?[01]/01/1900)[T ]")
"""The day that a spreadsheet puts before a time of day alone."""


@lru_cache(SIZE)
def day(text: str, dates: str) -> date | Fault:
    """A date; a time of day after it is passed over. `dates` says how dates with figures only are written."""
    words, _, clock = re.sub(r"[T ]+(?=[0-9]{1,2}:[0-9]{2})", "T", text).partition("T")
    if clock and isinstance(of_day(clock), Fault):
        words = text
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", words) and int(float(words)) in EXCEL_DAYS:
        return _SPREADSHEET + timedelta(days=int(float(words)))
    if iso := re.fullmatch(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})", words):
        return _date(text, int(iso[1]), int(iso[2]), int(iso[3]))
    if named := _NAMED.fullmatch(words):
        month = named[2].lower()[:3]
        if month in _MONTHS and (len(named[3]) == 4 or dates == "dd/mm/yy"):
            return _date(text, _year(named[3]), _MONTHS.index(month) + 1, int(named[1]))
    if slashed := re.fullmatch(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4}|[0-9]{2})", words):
        if not dates:
            return Fault("date_format", f"{quoted(text)} can be read in two ways: day first or month first.",
                         'Say in the profile which is meant: dates = "dd/mm/yyyy".')
        first, second, year = slashed.groups()
        if (len(year) == 2) == (dates == "dd/mm/yy") and dates != "yyyy-mm-dd":
            return _date(text, _year(year), *map(int, (first, second) if dates.startswith("mm") else (second, first)))
    return Fault("date_format", f"{quoted(text)} is not a date" + (f" like {dates}." if dates else "."),
                 "Mend the date, or say in the profile how dates are written.")


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _date(text: str, year: int, month: int, number: int) -> date | Fault:
    try:
        found = date(year, month, number)
        if EARLIEST <= found <= LATEST:
            return found
        return Fault("date_range", f"The year of {quoted(text)} can't be right.",
                     f"Write a year from {EARLIEST.year} to {LATEST.year}.")
    except ValueError:
        return Fault("date_format", f"There is no day {quoted(text)}.", "Write a day that the calendar has, or say in "
                     "the profile how dates are written.")


@lru_cache(SIZE)
def of_day(text: str) -> time | Fault:
    """A time of day: 08:00, 08:00:00, or a spreadsheet's part of a day."""
    text = _NO_DAY.sub("", text)
    if clock := re.fullmatch(r"([0-9]{1,2}):([0-5][0-9])(?::([0-5][0-9])(?:\.0+)?)?", text):
        if int(clock[1]) < 24:
            return time(int(clock[1]), int(clock[2]), int(clock[3] or 0))
    elif re.fullmatch(r"0?\.[0-9]+", text):
        return (datetime.min + timedelta(seconds=round(float(text) * 86_400))).time()
    return Fault("time_format", f"{quoted(text)} is not a time of day like 08:30.", "Write hours:minutes.")


@lru_cache(SIZE)
def duration(text: str, numbers: str) -> timedelta | Fault:
    """A duration: 1:30, 01:30:00, or a number of what `numbers` says."""
    text = _NO_DAY.sub("", text)
    if clock := re.fullmatch(r"([0-9]{1,3}):([0-5][0-9])(?::([0-5][0-9])(?:\.0+)?)?", text):
        return timedelta(hours=int(clock[1]), minutes=int(clock[2]), seconds=int(clock[3] or 0))
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?|\.[0-9]+", text):
        number = float(text)
        if numbers == "hours":
            return timedelta(seconds=round(number * 3_600))
        if number >= 1 or not number:
            return timedelta(seconds=round(number * 60))
        return Fault("time_format", f"{quoted(text)} is less than a minute: it may be a spreadsheet's part of a day.",
                     "Format the column as hours:minutes.")
    return Fault("time_format", f"{quoted(text)} is not a duration like 01:30.", "Write hours:minutes, or minutes.")


@lru_cache(SIZE)
def moment_in(text: str) -> datetime | None:
    """A local time as the contract writes it; None if it is none."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None) if "T" in text else None
    except ValueError:
        return None


def moment(at: datetime) -> str:
    """A local time as the contract writes it."""
    return at.isoformat(timespec="seconds" if at.second else "minutes")


def ended(start: datetime, lasting: timedelta) -> str:
    """The local time when something ends that began at a local time and lasted so long, as the contract writes it.

    A duration is elapsed time: over a clock change the end is on the clock as it is then. Of a time that comes twice
    the first is meant; the second is written with its offset.
    """
    if start.month not in (3, 10):  # the clocks do not change
        return moment(start + lasting)
    begun = start.replace(tzinfo=LONDON)
    at = (begun.astimezone(UTC) + lasting).astimezone(LONDON)
    return moment(at) if at.fold else moment(at.replace(tzinfo=None))


def nearest(at: datetime, to: datetime) -> datetime:
    """A time moved by a day where that brings it nearer to another."""
    if abs(at - to) <= timedelta(hours=12):
        return at
    return min((at + timedelta(days=days) for days in (0, -1, 1)), key=lambda one: abs(one - to))


def months(start: date, last: date) -> int | None:
    """The term of whole months that begins and ends on these days; None where there is none."""
    about = relativedelta(last, start)
    guess = 12 * about.years + about.months
    return next((term for term in (guess, guess + 1, guess + 2) if term > 0 and end(start, term) == last), None)


def number(text: str) -> str:
    """A number without pound sign, blanks and thousand commas; what is none stays as it is written."""
    plain = re.sub(r"^(£|GBP) ?| ?GBP$", "", text)
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", plain):
        plain = plain.replace(",", "")
    return plain if re.fullmatch(r"[0-9]+(\.[0-9]+)?", plain) else text


def whole(text: str) -> str:
    """A whole number without the decimals that a spreadsheet adds; what is none stays as it is written."""
    return re.sub(r"^([0-9]+)\.0+$", r"\1", text)
