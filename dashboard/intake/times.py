"""Times: what a visit's clock times mean when the clocks change, as instants."""

import re
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import numpy as np
import pandas as pd

from dashboard.intake.cells import Plain
from dashboard.intake.kinds import EARLIEST, LATEST, Fault, formula, not_a_time, quoted
from dashboard.market.clock import LONDON

_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)

_MONTH = re.compile(rb"([0-9]{4})-([0-9]{2})-")

_MIDNIGHT = np.frombuffer(b"00T00:00", dtype="<u8")[0]
_SIGNS = np.frombuffer(b"\xf0\xf0\xff\xf0\xf0\xff\xf0\xf0", dtype="<u8")[0]
_LOW = np.frombuffer(b"\x0f\x0f\0\x0f\x0f\0\x0f\x0f", dtype="<u8")[0]
_SIX = np.frombuffer(b"\6\6\0\6\6\0\6\6", dtype="<u8")[0]
_TEN = np.frombuffer(b"\x10\x10\0\x10\x10\0\x10\x10", dtype="<u8")[0]
"""Eight bytes as a number: a day and a time; which bits of it tell digits and signs; a digit's value; what carries
above nine into the bit beyond."""

DAY = 86_400
"""Seconds."""


@dataclass
class Times:
    """Instants in seconds from 1970 (UTC), by text.

    `second` is the other reading of a time that comes twice (else the same as `first`); `day` the local day, counted
    from 1970; `changed` says that the clocks change at that time; `known` that there is an instant at all, `faults`
    what is wrong with the others (None for blank).
    """

    first: np.ndarray
    second: np.ndarray
    day: np.ndarray
    changed: np.ndarray
    known: np.ndarray
    faults: list[Fault | None]

    @property
    def given(self) -> np.ndarray:
        """Which are not blank, good or bad."""
        return self.known | np.array(list(map(bool, self.faults)), dtype=bool) if any(self.faults) else self.known


def read_times(texts: list[str]) -> Times:
    """Read local UK times, `YYYY-MM-DDTHH:MM` with seconds or an offset if need be.

    A local time that the spring change leaves out is read as if the clock had not moved; of a time that comes twice
    the first is meant (data contract, visits.csv).
    """
    faults: list[Fault | None] = [None] * len(texts)
    fixed: dict[int, np.datetime64] = {}
    local = np.full(len(texts), np.datetime64("NaT", "s"))
    filled = [at for at, text in enumerate(texts) if text]
    plain = [texts[at] for at in filled]
    if _plain(plain):
        local[filled] = np.array(plain, dtype="datetime64[s]")
    else:
        for at, text in zip(filled, plain, strict=True):
            found = _one(text)
            if isinstance(found, Fault):
                faults[at] = found
            elif found.tzinfo is None:
                local[at] = np.datetime64(found, "s")
            else:
                fixed[at] = np.datetime64(found.astimezone(UTC).replace(tzinfo=None), "s")
                local[at] = np.datetime64(found.astimezone(LONDON).replace(tzinfo=None), "s")
    early, late, changed = _instants(local)
    for at, instant in fixed.items():
        early[at] = late[at] = instant
        changed[at] = False
    return Times(
        early.astype(np.int64), late.astype(np.int64), local.astype("datetime64[D]").astype(np.int64), changed,
        ~np.isnat(local), faults,
    )


def read_plain(cells: Plain) -> Times | None:
    """The times of each row, where all that is not blank is of the shortest form; else None.

    A time like 2027-04-03T09:30 is sixteen bytes: two numbers, of which the first has few values, the months.
    """
    there = cells.lengths > 0
    if (cells.lengths[there] != len("2027-04-03T09:30")).any():
        return None
    at, months = pd.factorize(cells.word(0))
    firsts, lasts = np.zeros(len(months), dtype=np.int64), np.zeros(len(months), dtype=np.int64)
    for number, month in enumerate(months.tolist()):
        found = _MONTH.fullmatch(month.to_bytes(8, "little"))
        if found and EARLIEST.year <= int(found[1]) <= LATEST.year and 1 <= int(found[2]) <= 12:
            first = np.datetime64(f"{int(found[1])}-{int(found[2]):02d}", "M")
            firsts[number] = first.astype("datetime64[D]").astype(np.int64)
            lasts[number] = (first + 1).astype("datetime64[D]").astype(np.int64) - firsts[number]
        elif month:
            return None
    rest = np.where(there, cells.word(1), _MIDNIGHT)
    digits = rest & _LOW
    if (((rest ^ _MIDNIGHT) & _SIGNS).any()) or ((digits + _SIX) & _TEN).any():
        return None
    number = digits * np.uint64(10) + (digits >> np.uint64(8))
    day, hour, minute = (((number >> np.uint64(shift)) & np.uint64(0xFF)).astype(np.int64) for shift in (0, 24, 48))
    if ((hour > 23) | (minute > 59) | there & ((day < 1) | (day > lasts[at]))).any():
        return None
    days = firsts[at] + day - 1
    local = (days * DAY + hour * 3_600 + minute * 60).astype("datetime64[s]")
    local[~there] = np.datetime64("NaT")
    early, late, changed = _instants(local)
    return Times(early.astype(np.int64), late.astype(np.int64), days, changed, there, [None] * len(there))


def _instants(local: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The instants of local times as their first and their second reading, and which are when the clocks change."""
    first, ahead = _days_ahead()
    days = np.where(np.isnat(local), first, local).astype("datetime64[D]")
    offset = ahead[(days - first).astype(np.int64)]
    early = local - offset
    late, changed = early.copy(), np.isnat(offset)
    if changed.any():
        early[changed], late[changed], changed[changed] = _near_a_change(local[changed])
    return early, late, changed


@cache
def _days_ahead() -> tuple[np.datetime64, np.ndarray]:
    """A first day, and how far it and each later one are ahead of UTC; NaT on days when that changes."""
    # a time with an offset may lie on the day before the first or after the last
    first, last = np.datetime64(EARLIEST, "D") - 1, np.datetime64(LATEST, "D") + 1
    midnights = np.arange(first, last + 2).astype("datetime64[s]")
    ahead = midnights - _near_a_change(midnights)[0]
    return first, np.where(ahead[1:] == ahead[:-1], ahead[:-1], np.timedelta64("NaT"))


def _near_a_change(local: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    index = pd.DatetimeIndex(local)
    early = _utc(index, summer=True)
    late = _utc(index, summer=False)
    gap = np.isnat(early) & ~np.isnat(local)
    early, late = np.where(gap, local, early), np.where(gap, local, late)
    return early, late, gap | (early != late) & ~np.isnat(early)


def _plain(texts: list[str]) -> bool:
    """Whether all are times of the shortest form, so that they can be read at once."""
    if set(map(len, texts)) != {len("2027-04-03T09:30")}:
        return False
    signs = np.array(texts).view("U1").reshape(len(texts), -1)
    if not all((signs[:, at] == sign).all() for at, sign in ((4, "-"), (7, "-"), (10, "T"), (13, ":"))):
        return False
    if not np.isin(signs[:, 0], ["1", "2"]).all():
        return False
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            years = np.array(texts, dtype="datetime64[s]").astype("datetime64[Y]").astype(int) + 1970
        except (ValueError, UserWarning, DeprecationWarning):
            return False
    return bool(years.min() >= EARLIEST.year and years.max() <= LATEST.year)


def _one(text: str) -> datetime | Fault:
    if not _TIME.fullmatch(text):
        return formula(text) or not_a_time(text)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return Fault("time_format", f"There is no time {quoted(text)}.", "Write a day and a time that there are.")
    if not EARLIEST.year <= found.year <= LATEST.year:
        return Fault("date_range", f"The year of {quoted(text)} can't be right.",
                     f"Write a year from {EARLIEST.year} to {LATEST.year}.")
    return found


def _utc(index: pd.DatetimeIndex, *, summer: bool) -> np.ndarray:
    localized = index.tz_localize(LONDON, ambiguous=np.full(len(index), summer), nonexistent="NaT")
    return localized.tz_convert(None).to_numpy().astype("datetime64[s]")
