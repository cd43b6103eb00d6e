"""Section 4, `sourcing`: who waits, and how long?

Readings
- The bands count packages, and add up to waiting_packages.
- An authority has rows once a package of its is seen.
- oldest_wait_days is of the packages waiting, empty where nobody waits.
- The three figures of days to award are empty in a month without an award.
- withdrawn and handed_back are counted by ended_on whenever the package was requested or awarded.
"""

from fractions import Fraction

from . import settings
from .capacity import is_waiting
from .figures import ratio, total
from .market import market_of
from .periods import Period, month, without_gaps
from .tables import finished, fits, shows


def table(
    records,
    as_of,
    authority=None,
    provider=None,
    service=None,
    route=None,
    from_=None,
    to=None,
    weeks=None,
) -> list[dict]:
    """authority: rows; service: narrows; provider and route: ignored."""
    market = market_of(records, as_of)
    if not market.packages:
        return []
    months = without_gaps(month, min(p.requested_on for p in market.packages), as_of)
    packages = [p for p in market.packages if fits(p.service, service)]
    rows = [
        _row(market, each, a, [p for p in packages if p.authority == a])
        for each in months
        for a in {p.authority for p in packages}
        if fits(a, authority) and shows(market, each.first, each.last, from_, to, weeks)
    ]
    return finished("sourcing", rows)


def percentile(values: list[int], share: Fraction) -> Fraction | None:
    """Linear interpolation at position (n - 1) x share."""
    if not values:
        return None
    ordered = sorted(values)
    position = (len(ordered) - 1) * share
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def _row(market, each: Period, authority: str, packages: list) -> dict:
    day = each.counted_to(market.as_of)
    to_award = [(p.awarded_on - p.requested_on).days for p in packages if each.holds(p.awarded_on)]
    waiting = [p for p in packages if is_waiting(p, day)]
    waits = [(day - p.requested_on).days for p in waiting]

    def ended(reason: str) -> int:
        return sum(1 for p in packages if each.holds(p.ended_on) and p.end_reason == reason)

    def whole_weeks(least: int, most: float) -> int:
        return sum(1 for days in waits if least <= days // 7 <= most)

    return {
        "month": each.name,
        "authority": authority,
        "complete": each.complete(market.as_of),
        "requested": sum(1 for p in packages if each.holds(p.requested_on)),
        "awarded": len(to_award),
        "started": sum(1 for p in packages if each.holds(p.started_on)),
        "withdrawn": ended("withdrawn"),
        "handed_back": ended("handed_back"),
        "median_days": percentile(to_award, Fraction(1, 2)),
        "p90_days": percentile(to_award, Fraction(9, 10)),
        "awarded_within_target": ratio(
            sum(1 for days in to_award if days <= settings.AWARD_TARGET_DAYS), len(to_award)
        ),
        "waiting_packages": len(waiting),
        "waiting_hours": total(p.hours_per_week for p in waiting),
        "waiting_0_2": whole_weeks(0, 2),
        "waiting_3_6": whole_weeks(3, 6),
        "waiting_7_12": whole_weeks(7, 12),
        "waiting_over_12": whole_weeks(13, float("inf")),
        "oldest_wait_days": max(waits, default=None),
    }
