"""`outlook`: will it stay enough? The chance of enough care in each of the 104 weeks ahead."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from dashboard.market.filters import Filters
from dashboard.market.market import Market
from dashboard.market.weeks import latest_complete_week
from dashboard.measures import words, worked
from dashboard.measures.measure import CAPACITY, Column, Measure
from dashboard.measures.sufficiency import judged
from dashboard.outlook.chance import HORIZON, YEAR, quantiles
from dashboard.outlook.futures import Futures, committed, futures
from dashboard.settings import Settings

LIKELY = 0.80
"""Enough is doubtful below this chance."""

HORIZONS = (13, 26, 52, 104)
"""The weeks ahead that are told of."""

EXPLAINED = """
**In one page.** The outlook is a stock and a flow, worked out 2,000 times.

*What is needed.* Today's open packages are the stock. Each leaves when packages of its age have left in the past: the
longer a package has been open, the longer it tends to stay, and packages still open count as evidence that stays are
long (the Kaplan-Meier estimate). New packages flow in at the rate of late, carried on along its trend for a year and
ever less after it; the school holidays have their own rate. Their hours are those of recent requests, and they leave
in turn.

*What there is.* Block and in-house contracts give their hours by their own dates: from the end of their mobilisation
to the end of the term in hand, on their delivery calendar. No option to extend is taken for granted. The DPS and spot
begin with the credible hours of today; providers leave, come, grow and shrink at the rates at which they have, counted
in hours.

*The chance.* Nobody knows next year, so 2,000 futures are drawn. In each, requests come by chance; the trend, the
lengths of stay, the size of packages and the rates at which providers come and go are all a little different, as far
as the records leave them uncertain. The chance of enough in a week is the share of futures in which that week's
capacity is at least its demand. The same data and question always draw the same futures, and a plan meets the same
chances as today's terms, so that the difference is the plan's alone.

*How far to trust it.* The look back beside it says what this method would have said in past weeks and what came true.
On 100 simulated markets whose growth turned once, by some 15% a year up or down, where families came together and
some stayed for many years, its 90% bands of demand and of the DPS held between 89% and 93% of what came true 13, 26 and
52 weeks ahead; it beat last year's figure in 99 of them; and of the weeks it gave about 80%, 84% had enough. Where
growth turned twice as sharply its band for demand held 83% at 26 weeks and 77% at 52.

*What it cannot do.* It does not know of a new policy, a school that opens or a provider in trouble: ask *what if* with
a plan. Demand and capacity do not answer one another here: care that is short does not put off requests or draw in
providers. Where the school calendar is not loaded, term-time contracts are counted as running, and requests follow
last year's holidays. It counts hours, and says nothing of whether they are in the right place or of the right skill.
"""

DEFINITION = """
The chance that there is enough care in each of the next 104 weeks, if today's terms are carried on.

*Demand* and *capacity* are those of the sufficiency measure: hours a week of the packages open on the week's Sunday,
and the credible hours of engaged providers. They rest on the same settings: who is engaged on `lookback_weeks` and
`new_member_days`, what was demonstrated on `demonstrated_weeks`. Week 0, the first row, is the latest complete week:
what sufficiency says of it, without any chance. From there 2,000 futures are drawn. `p05` to `p95` are the figures that
5%, 25%, 50%, 75% and 95% of the futures lie below; *committed* capacity is what block and in-house contracts promise by
their dates, with no option taken.

*Chance of enough*: the share of futures in which the week's capacity is at least its demand. *Shortfall*: the middle
one of the futures' hours short, 0 where at least half have enough.

Under 52 weeks of records, counted from the week of the first recorded end, or under 30 requests in them, too little is
known: then only what is committed is given.
""" + EXPLAINED + """
Sources: E. L. Kaplan and P. Meier, Journal of the American Statistical Association 53 (1958), for stays; A. C. Cameron
and P. K. Trivedi, *Regression Analysis of Count Data*, section 3.3, for requests; E. S. Gardner and E. McKenzie,
Management Science 31 (1985), for damping the trend; D. B. Rubin, Annals of Statistics 9 (1981), for what the records
leave uncertain. From the packages, hours, capacity returns, offers, memberships, contracts and school holidays files.
"""


def looked_ahead(market: Market, filters: Filters, settings: Settings) -> Iterator[tuple[str, Futures, np.ndarray]]:
    """Each authority judged, with its futures and its committed hours; none before sufficiency has a row."""
    seen = market.seen(filters.as_of)
    if len(seen.weeks) < settings.demonstrated_weeks:
        return
    for authority in judged(seen, filters):
        found = futures(seen, settings, authority, filters.service)
        yield authority, found, committed(seen, settings, authority, filters.service)


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """Demand, capacity and the chance of enough of each week ahead and authority."""
    week0 = market.seen(filters.as_of).last_week
    weeks = pd.date_range(week0, periods=HORIZON + 1, freq="7D", unit="us")
    frames = []
    for authority, found, promised in looked_ahead(market, filters, settings):
        frame = pd.DataFrame({"week": weeks, "authority": authority, "capacity_committed": promised})
        frames.append(frame.assign(**_figures(found)))
    if not frames:
        return pd.DataFrame(columns=list(MEASURE.names))
    return pd.concat(frames, ignore_index=True)


def _figures(found: Futures) -> dict[str, np.ndarray | float]:
    if found.demand is None:
        return dict.fromkeys([name for name in MEASURE.names[2:] if name != "capacity_committed"], np.nan)
    demand, capacity = found.demand, found.capacity
    figures = _quantiles("demand", demand, (5, 25, 50, 75, 95)) | _quantiles("capacity", capacity, (5, 50, 95))
    short = np.maximum(quantiles(demand - capacity, (50,))[0], 0)
    return figures | {"shortfall_p50": short, "p_sufficient": found.sufficient}


def _quantiles(name: str, paths: np.ndarray, percents: tuple[int, ...]) -> dict[str, np.ndarray | float]:
    values = quantiles(paths, percents)
    return {f"{name}_p{percent:02d}": row for percent, row in zip(percents, values, strict=True)}


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """How likely enough is, and from when it is doubtful."""
    parts = {str(code): rows for code, rows in table.groupby("authority")}
    return {
        code: _sentence(name, parts[code], filters.as_of) if code in parts
        else words.fitting(f"There is nothing to look ahead from for {name}.", f"{name}: nothing to look ahead from.")
        for code, name in words.shown(filters, settings).items()
    }


def _sentence(name: str, rows: pd.DataFrame, as_of: date | None) -> str:
    if rows["p_sufficient"].isna().all():
        return words.fitting(f"{name}: too little is known yet to look ahead.", f"{name}: too little known.")
    week0 = latest_complete_week(as_of) if as_of else rows["week"].iloc[0].date()
    ahead = rows[rows["week"] > pd.Timestamp(week0)]
    if ahead.empty:
        return words.fitting(f"{name}: no week ahead is shown.", f"{name}: nothing shown.")
    lowest = ahead["p_sufficient"].cummin()
    to, chance = _told(ahead["week"].dt.date.tolist(), lowest.tolist(), week0)
    below = ahead.loc[ahead["p_sufficient"] < LIKELY, "week"]
    return verdict(name, chance, to, below.iloc[0].date() if len(below) else None, week0)


def _told(weeks: list[date], lowest: list[float], week0: date) -> tuple[date, float]:
    """The furthest of the horizons, or of the weeks shown, to which enough is likely; the nearest where to none."""
    ends = [n for n, week in enumerate(weeks) if (week - week0).days // 7 in HORIZONS] or [len(weeks) - 1]
    at = max([n for n in ends if lowest[n] >= LIKELY], default=ends[0])
    return weeks[at] + timedelta(days=6), lowest[at]


def verdict(name: str, chance: float, to: date, doubtful: date | None, week0: date) -> str:
    """The sentence: a chance to a month, and the week from which enough is doubtful."""
    likely, month = words.percent(np.floor(chance * 100) / 100), f"{to:%B}"
    far = to > week0 + timedelta(days=330)
    until = f"{month} {to.year}" if far else month
    ends = [""]
    if doubtful:
        soon = doubtful < week0 + timedelta(days=330)
        ends = [f"; doubtful from {f'{doubtful.day} {doubtful:%B}' if soon else f'{doubtful:%B %Y}'}"]
    forms = ("likely to have enough care to", "likely to have enough to", "likely enough to")
    return words.fitting(*(f"{name}: {likely} {form} {until}{end}." for end in [*ends, ""] for form in forms))


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    row = worked.ahead(table[table["p_sufficient"].notna()], YEAR, settings)
    if row is None:
        return None
    return (
        f"{worked.week(row, settings)}, futures with enough care over all of them, "
        f"{worked.chance(row['p_sufficient'])}, is the chance of enough. Of the hours needed, the 95% figure less the "
        f"5% figure, {worked.difference(row['demand_p95'], row['demand_p05'])}, is how far apart nine futures in ten "
        "lie."
    )


MEASURE = Measure(
    id="outlook",
    question="Will it stay enough?",
    definition=DEFINITION,
    columns=(
        Column("week", "Week", "week", "The week's Monday; demand and capacity are of its Sunday."),
        Column("authority", "Authority", "text", "The council that needs the care."),
        Column("demand_p05", "Hours needed, 5%", "hours", "Hours a week needed: 5% of the futures lie below."),
        Column("demand_p25", "Hours needed, 25%", "hours", "Hours a week needed: a quarter of the futures lie below."),
        Column("demand_p50", "Hours needed, middle", "hours", "Hours a week needed in the middle one of the futures."),
        Column("demand_p75", "Hours needed, 75%", "hours", "Hours a week needed: three quarters lie below."),
        Column("demand_p95", "Hours needed, 95%", "hours", "Hours a week needed: 95% of the futures lie below."),
        Column(
            "capacity_committed", "Committed capacity", "hours",
            "What block and in-house contracts promise by their dates, with no option taken.",
        ),
        Column("capacity_p05", "Capacity, 5%", "hours", "Hours that can be counted on: 5% of the futures lie below."),
        Column("capacity_p50", "Capacity, middle", "hours", "Hours that can be counted on in the middle future."),
        Column("capacity_p95", "Capacity, 95%", "hours", "Hours that can be counted on: 95% of the futures lie below."),
        Column(
            "shortfall_p50", "Shortfall", "hours",
            "The middle one of the futures' hours short; 0 where at least half have enough.",
        ),
        Column(
            "p_sufficient", "Chance of enough", "ratio",
            "The share of futures in which the week's capacity is at least its demand.",
        ),
    ),
    key=("week", "authority"),
    filters={"authority": "rows", "provider": "ignored", "service": "narrows", "route": "ignored"},
    compute=compute,
    finding=finding,
    example=example,
    sources=CAPACITY,
    ahead=True,
    period="week",
)
