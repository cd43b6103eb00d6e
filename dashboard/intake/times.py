"""Times: what a visit's clock times mean when the clocks change, as instants."""

import re
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from dashboard.intake.kinds import EARLIEST, LATEST, Fault, formula, not_a_time, quoted
from dashboard.market.clock import LONDON

_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)


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
    index = pd.DatetimeIndex(local)
    early = _utc(index, summer=True)
    late = _utc(index, summer=False)
    gap = np.isnat(early) & ~np.isnat(local)
    early, late = np.where(gap, local, early), np.where(gap, local, late)
    changed = gap | (early != late) & ~np.isnat(early)
    for at, instant in fixed.items():
        early[at] = late[at] = instant
        changed[at] = False
    return Times(
        early.astype(np.int64), late.astype(np.int64), local.astype("datetime64[D]").astype(np.int64), changed,
        ~np.isnat(local), faults,
    )


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
