"""The look back: what the outlook would have said of demand in past weeks, beside what came true."""

from dataclasses import dataclass

import numpy as np

from dashboard.market.market import Seen
from dashboard.outlook.demand import Packages, demand, enough_known
from dashboard.outlook.futures import OPEN, holidays, packages_of

EVERY = 4
"""It is asked for every fourth week back from week 0."""

HORIZONS = (13, 26, 52)
"""How many weeks ahead each time."""

PATHS = 400
"""With fewer futures than the outlook itself draws: there are many to draw."""

LEVELS = (5, 25, 50, 75, 95)
"""The percentages that its quantiles are of."""


@dataclass(frozen=True)
class Past:
    """What was said in one week of another: `quantiles` at `LEVELS`, the truth, and two simpler forecasts.

    `naive`: the demand 52 weeks before the week told of. `drift`: the line from the first known week to the origin,
    drawn on (R. J. Hyndman and G. Athanasopoulos, Forecasting: Principles and Practice, 3rd edition, section 5.2).
    """

    origin: int
    ahead: int
    actual: float
    quantiles: np.ndarray
    naive: float
    drift: float


def looked_back(seen: Seen, authority: str, service: str | None) -> list[Past]:
    """Every forecast whose week is over by week 0, from origins at which enough was known, the earliest first."""
    name = f"looked back {authority} {service}"
    if name not in seen.kept:
        seen.kept[name] = _looked_back(seen, authority, service)
    return seen.kept[name]


def _looked_back(seen: Seen, authority: str, service: str | None) -> list[Past]:
    parts = packages_of(seen, authority, service)
    if not parts:
        return []
    begun = min(of.since for of in parts.values())
    found = []
    for origin in range(-(-begun // EVERY) * EVERY, 1 - min(HORIZONS), EVERY):
        then = {name: as_of(packages, origin) for name, packages in sorted(parts.items())}
        if all(enough_known(packages) for packages in then.values()):
            found += _told(seen, authority, parts, then, origin)
    return found


def as_of(packages: Packages, origin: int) -> Packages:
    """What was known of packages at the end of an earlier week: its own week is then week 0."""
    known = packages.requested <= origin
    closed = packages.closed[known]
    return Packages(
        packages.requested[known] - origin, np.where(closed > origin, OPEN, closed - origin), packages.hours[known]
    )


def needed(parts: dict[str, Packages], week: int) -> float:
    """Hours a week of the packages open on a week's Sunday."""
    return sum(float(of.hours[(of.requested <= week) & (week < of.closed)].sum()) for of in parts.values())


def _told(
    seen: Seen, authority: str, parts: dict[str, Packages], then: dict[str, Packages], origin: int
) -> list[Past]:
    # As far ahead each time, so that what was said does not change when more of it is over.
    furthest = max(HORIZONS)
    total = np.zeros((PATHS, furthest + 1))
    for name, packages in then.items():
        holiday = holidays(seen, authority, origin + packages.since + 1, origin + furthest)
        past, ahead = np.split(holiday, [-packages.since])
        total += demand(packages, past, ahead, authority, name, PATHS)
    first = origin + min(packages.since for packages in then.values()) + 1
    now = needed(parts, origin)
    slope = (now - needed(parts, first)) / (origin - first)
    return [
        Past(
            origin=origin,
            ahead=ahead,
            actual=needed(parts, origin + ahead),
            quantiles=np.percentile(total[:, ahead], LEVELS),
            naive=needed(parts, origin + ahead - 52),
            drift=max(now + ahead * slope, 0.0),
        )
        for ahead in HORIZONS if origin + ahead <= 0
    ]


def pinball(quantiles: np.ndarray, actual: float) -> float:
    """The mean pinball loss of quantiles at `LEVELS`, in hours; half the absolute error for a single figure.

    R. Koenker and G. Bassett, Regression Quantiles, Econometrica 46 (1978).
    """
    level, above = np.array(LEVELS) / 100, actual - quantiles
    return float(np.maximum(level * above, (level - 1) * above).mean())

