"""`backtest_summary`: how far has the outlook been right?"""

from datetime import date

import numpy as np
import pandas as pd

from dashboard.market.filters import Filters
from dashboard.market.market import Market
from dashboard.measures import words, worked
from dashboard.measures.backtest import past
from dashboard.measures.measure import Column, Measure
from dashboard.outlook.lookback import HORIZONS, Past, pinball
from dashboard.settings import Settings

DEFINITION = """
How far the outlook of demand would have been right, by authority and number of weeks ahead: the look back, summed up.

*Coverage*: the share of the outcomes within the band; the nearer 0.5 and 0.9, the more honest the bands. Outcomes four
weeks apart are much alike, so that a few years of them are few independent trials.

*Loss*: the mean pinball loss of the 5%, 25%, 50%, 75% and 95% quantiles, in hours (R. Koenker and G. Bassett,
*Regression Quantiles*, Econometrica 46, 1978): the smaller the better, small only for bands that are both narrow and
right. Beside it the loss of two simple forecasts, each a single figure and so half its mean error: *last year* (what
was needed 52 weeks before the week told of) and *drift* (the line from the first known week to the week of asking,
drawn on).

*Bias*: the mean of what was said (the middle future) less what came true, in hours; above 0 it said too much.

There is none before sufficiency has a row (`demonstrated_weeks`).
"""


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """A row an authority and number of weeks ahead that has an outcome."""
    rows = [
        _row([said for said in told if said.ahead == ahead]) | {"authority": authority, "horizon_weeks": ahead}
        for authority, told in past(market, filters, settings) for ahead in HORIZONS
        if any(said.ahead == ahead for said in told)
    ]
    return pd.DataFrame(rows, columns=list(MEASURE.names))


def _row(told: list[Past]) -> dict[str, float]:
    actual = np.array([said.actual for said in told])
    low, lower, middle, upper, high = np.array([said.quantiles for said in told]).T
    return {
        "origins": len(told),
        "coverage_50": ((lower <= actual) & (actual <= upper)).mean(),
        "coverage_90": ((low <= actual) & (actual <= high)).mean(),
        "pinball": np.mean([pinball(said.quantiles, said.actual) for said in told]),
        "pinball_naive": np.abs(np.array([said.naive for said in told]) - actual).mean() / 2,
        "pinball_drift": np.abs(np.array([said.drift for said in told]) - actual).mean() / 2,
        "bias": (middle - actual).mean(),
    }


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """How often the 90% band held at the furthest horizon looked back on."""
    parts = {str(code): rows for code, rows in table.groupby("authority")}
    return {
        code: _sentence(name, parts[code].iloc[-1]) if code in parts
        else words.fitting(f"{name}: the records are too short to look back.", f"{name}: too short to tell.")
        for code, name in words.shown(filters, settings).items()
    }


def _sentence(name: str, row: pd.Series) -> str:
    held, weeks = words.percent(row["coverage_90"]), words.plural(row["horizon_weeks"], "week")
    forms = (f"the 90% band held {held} of outcomes {weeks} ahead", f"90% band held {held}")
    return words.fitting(*(f"{name}: {form}." for form in forms))


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    row = worked.first(table, settings)
    if row is None:
        return None
    text = (
        f"In {worked.place(row['authority'], settings)}, {words.plural(row['horizon_weeks'], 'week')} ahead, outcomes "
        "within the 90% band over times asked are "
        f"{worked.over(round(row['coverage_90'] * row['origins']), row['origins'], 0)}."
    )
    if not row["pinball_naive"]:
        return text
    loss = worked.over(row["pinball"], row["pinball_naive"])
    return f"{text} Its loss over that of last year’s figure is {loss}: below 1 it did better."


MEASURE = Measure(
    id="backtest_summary",
    question="How far has the outlook been right?",
    definition=DEFINITION,
    columns=(
        Column("authority", "Authority", "text", "The council that needs the care."),
        Column("horizon_weeks", "Weeks ahead", "count", "How many weeks after the week of asking it tells of."),
        Column("origins", "Times asked", "count", "How many times it was asked, and what came true is known."),
        Column("coverage_50", "50% band held", "ratio", "The share of outcomes from the 25% to the 75% quantile."),
        Column("coverage_90", "90% band held", "ratio", "The share of outcomes from the 5% to the 95% quantile."),
        Column("pinball", "Loss", "hours", "The mean pinball loss of the quantiles; the smaller the better."),
        Column("pinball_naive", "Loss, last year", "hours", "The same of what was needed 52 weeks before."),
        Column("pinball_drift", "Loss, drift", "hours", "The same of the line through the first and the last week."),
        Column("bias", "Bias", "number", "The mean of what was said less what came true, hours a week."),
    ),
    key=("authority", "horizon_weeks"),
    filters={"authority": "rows", "provider": "ignored", "service": "narrows", "route": "ignored"},
    compute=compute,
    finding=finding,
    example=example,
    sources=("packages", "hours", "school_holidays"),
)
