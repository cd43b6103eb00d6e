"""`backtest`: what would the outlook have said, and what came true?"""

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd

from dashboard.market.filters import Filters
from dashboard.market.market import Market
from dashboard.measures import words, worked
from dashboard.measures.measure import Column, Measure
from dashboard.measures.sufficiency import judged
from dashboard.outlook.lookback import Past, looked_back
from dashboard.settings import Settings

DEFINITION = """
What the outlook would have said of the hours needed, had it been asked every fourth week in the past, beside what came
true 13, 26 and 52 weeks later.

Each time it is given only what was known on the Sunday of the week it is asked in, `origin`: packages requested by
then, and no end after it. Packages are those known now. *Last year* is the simplest forecast there is: what was needed
52 weeks before the week told of (a seasonal-naive forecast; R. J. Hyndman and G. Athanasopoulos, *Forecasting:
Principles and Practice*, section 5.2).

It begins when 52 weeks of records with 30 requests lie behind a week, and ends with the latest week that is over. 400
futures are drawn each time. How often the bands held is in its summary. Capacity is not looked back on. There is none
before sufficiency has a row (`demonstrated_weeks`). From the packages and school holidays files; the hours file says
when sufficiency's rows begin.
"""


def past(market: Market, filters: Filters, settings: Settings) -> Iterator[tuple[str, list[Past]]]:
    """Each authority judged with its forecasts, the earliest first; none before sufficiency has a row."""
    seen = market.seen(filters.as_of)
    if len(seen.weeks) >= settings.demonstrated_weeks:
        for authority in judged(seen, filters):
            yield authority, looked_back(seen, authority, filters.service)


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """A row an authority, week of asking and number of weeks ahead."""
    week0 = market.seen(filters.as_of).last_week
    rows = [
        {
            "authority": authority,
            "origin": week0 + timedelta(weeks=said.origin),
            "horizon_weeks": said.ahead,
            "actual": said.actual,
            "p05": said.quantiles[0],
            "p50": said.quantiles[2],
            "p95": said.quantiles[-1],
            "naive": said.naive,
        }
        for authority, told in past(market, filters, settings) for said in told
    ]
    return pd.DataFrame(rows, columns=list(MEASURE.names))


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """How many of the outcomes lay within the 90% band."""
    parts = {str(code): rows for code, rows in table.groupby("authority")}
    return {
        code: _sentence(name, parts.get(code, table.head(0))) for code, name in words.shown(filters, settings).items()
    }


def _sentence(name: str, rows: pd.DataFrame) -> str:
    if rows.empty:
        return words.fitting(f"{name}: the records are too short to look back.", f"{name}: too short to tell.")
    held = int(rows["actual"].between(rows["p05"], rows["p95"]).sum())
    outcomes = words.plural(len(rows), "outcome")
    return words.fitting(
        f"{name}: {words.number(held)} of {outcomes} lay within the 90% band.", f"{name}: {held} of {outcomes} held.",
    )


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    if table.empty:
        return None
    row = table.iloc[-1]
    low, actual, high = (row[name] for name in ("p05", "actual", "p95"))
    held = "held" if low <= actual <= high else "did not hold"
    return (
        f"Asked in the week of {words.day(row['origin'])} in {worked.place(row['authority'], settings)}, what was said "
        f"for {words.plural(row['horizon_weeks'], 'week')} ahead less what came true is "
        f"{worked.difference(row['p50'], actual)} hours; of last year’s figure it is "
        f"{worked.difference(row['naive'], actual)}. The 90% band, {words.number(low, 2)} to {words.number(high, 2)}, "
        f"{held}."
    )


MEASURE = Measure(
    id="backtest",
    question="What would the outlook have said?",
    definition=DEFINITION,
    columns=(
        Column("authority", "Authority", "text", "The council that needs the care."),
        Column("origin", "Asked in", "week", "The Monday of the week on whose Sunday it is asked."),
        Column("horizon_weeks", "Weeks ahead", "count", "How many weeks after that week it tells of."),
        Column("actual", "Hours needed", "hours", "Hours a week that were needed in the end."),
        Column("p05", "Said, 5%", "hours", "5% of the futures lay below."),
        Column("p50", "Said, middle", "hours", "The middle one of the futures."),
        Column("p95", "Said, 95%", "hours", "95% of the futures lay below."),
        Column("naive", "Last year", "hours", "Hours a week needed 52 weeks before the week told of."),
    ),
    key=("authority", "origin", "horizon_weeks"),
    filters={"authority": "rows", "provider": "ignored", "service": "narrows", "route": "ignored"},
    compute=compute,
    finding=finding,
    example=example,
    sources=("packages", "hours", "school_holidays"),
)
