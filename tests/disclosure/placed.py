"""The packages that delivered hours rest on, counted one by one from the records."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard.market.market import Market

LINE = ["authority", "provider_id", "contract_id", "service"]


def lines(market: Market, as_of: date) -> list[dict[str, Any]]:
    """Each line with hours in a week, and how many packages were placed with it on any day of the week."""
    seen = market.seen(as_of)
    placed: Counter[tuple] = Counter()
    for *line, started, ended in seen.packages[[*LINE, "started_on", "ended_on"]].itertuples(index=False):
        if pd.isna(started):
            continue
        week = started.date() - timedelta(days=started.weekday())
        while week <= (as_of if pd.isna(ended) else ended.date()):
            placed[week.isoformat(), *line] += 1
            week += timedelta(weeks=1)
    routes = dict(market.contracts[["contract_id", "contract_type"]].itertuples(index=False))
    return [
        dict(zip(LINE, line, strict=True))
        | {"week": f"{week:%Y-%m-%d}", "route": routes[line[2]], "packages": placed[f"{week:%Y-%m-%d}", *line]}
        for week, *line, hours in seen.weekly_hours[["week", *LINE, "delivered_hours"]].itertuples(index=False)
        if hours > 0
    ]


def counts(market: Market, as_of: date, *by: str) -> Counter[tuple]:
    """The packages that hours rest on, by some columns of their lines: `week` and others; no hours have none."""
    found: Counter[tuple] = Counter()
    for line in lines(market, as_of):
        found[tuple(line[name] for name in by)] += line["packages"]
    return found
