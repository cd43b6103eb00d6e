"""`backtest` and its summary: what of them does not rest on chance.

Read here: when it was asked, what came true, what was needed a year before, and the two simple forecasts' losses.

Readings
- It is asked every fourth week back from week 0, of the services as they are taken together at week 0, where enough
  was known of each of these then; a package that was requested by then counts as it is known now.
- What is needed is known from the week after the first recorded end of all.
"""

from fractions import Fraction

from .capacity import is_open
from .compare import Drawn
from .figures import rounded, total
from .market import market_of
from .outlook import enough, groups, judged, packages
from .tables import finished, fits
from .weeks import WEEK, sunday

EVERY, HORIZONS = 4, (13, 26, 52)


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
    """authority: rows; service: narrows; provider and route: ignored; rows have no period."""
    market = market_of(records, as_of)
    rows = [
        {
            "authority": name, "origin": origin, "horizon_weeks": ahead, "actual": actual, "p05": Drawn(),
            "p50": Drawn(), "p95": Drawn(), "naive": naive,
        }
        for name in judged(market, authority, service)
        for origin, ahead, actual, naive, _ in told(market, name, service)
    ]
    return finished("backtest", rows)


def summary(
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
    """As `table`."""
    market = market_of(records, as_of)
    rows = []
    for name in judged(market, authority, service):
        forecasts = told(market, name, service)
        for horizon in HORIZONS:
            outcomes = [each[2:] for each in forecasts if each[1] == horizon]
            if outcomes:
                of = 2 * len(outcomes)
                rows.append({
                    "authority": name, "horizon_weeks": horizon, "origins": len(outcomes), "coverage_50": Drawn(),
                    "coverage_90": Drawn(), "pinball": Drawn(), "bias": Drawn(),
                    "pinball_naive": rounded(total(abs(naive - actual) for actual, naive, _ in outcomes) / of),
                    "pinball_drift": rounded(total(abs(drift - actual) for actual, _, drift in outcomes) / of),
                })
    return finished("backtest_summary", rows)


def told(market, authority, service) -> list[tuple]:
    """Week of asking, weeks ahead, what came true, what was needed 52 weeks before that, and the drift's line."""
    together = groups(market, authority, service)
    if together is None:
        return []
    found = []
    for weeks in range(EVERY, 1000, EVERY):
        origin = market.last_week - weeks * WEEK
        then = packages(market, authority, service, origin)
        if not all(enough([p for p in then if p.service in names], origin) for names in together):
            continue
        first = WEEK + min(
            min((p.closed for p in then if p.service in names and p.closed),
                default=min(p.requested for p in then if p.service in names))
            for names in together
        )
        now = needed(market, authority, service, origin)
        slope = (now - needed(market, authority, service, first)) / ((origin - first) // WEEK)
        for ahead in HORIZONS:
            week = origin + ahead * WEEK
            if week <= market.last_week:
                actual = needed(market, authority, service, week)
                naive = needed(market, authority, service, week - 52 * WEEK)
                found.append((origin, ahead, actual, naive, max(now + ahead * slope, Fraction(0))))
    return found


def needed(market, authority, service, week):
    """Hours a week of the packages open on a week's Sunday."""
    return total(
        p.hours_per_week for p in market.packages
        if p.authority == authority and fits(p.service, service) and is_open(p, sunday(week))
    )
