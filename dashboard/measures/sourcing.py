"""`sourcing`: who waits, and how long? (measures.md section 4)."""

from datetime import date
from typing import Any

import pandas as pd

from dashboard.market.filters import Filters
from dashboard.market.market import Market, Seen, narrowed
from dashboard.market.periods import named, periods
from dashboard.market.waiting import waits_until
from dashboard.market.weeks import on_days
from dashboard.measures import words, worked
from dashboard.measures.measure import Column, Measure
from dashboard.settings import Settings

KEY = ["month", "authority"]

BANDS = {
    "waiting_0_2": (0, 2),
    "waiting_3_6": (3, 6),
    "waiting_7_12": (7, 12),
    "waiting_over_12": (13, float("inf")),
}
"""The columns of packages waiting by how long, and the whole weeks from and to."""


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """What happened to packages in each month and authority, and who waits at its end."""
    seen: Seen = market.seen(filters.as_of)
    packages = seen.packages
    if packages.empty:
        return pd.DataFrame(columns=list(MEASURE.names))
    months = periods("month", packages["requested_on"].min().date(), seen.as_of)
    packages = narrowed(packages, filters.service)
    if filters.authority:
        packages = packages[packages["authority"] == filters.authority]
    authorities = packages["authority"].drop_duplicates()
    table = months.merge(authorities, how="cross").set_index(KEY)

    def by_month(column: str, reason: str | None = None) -> Any:
        rows = packages if reason is None else packages[packages["end_reason"] == reason]
        rows = rows.assign(month=named(rows[column], "month"), days=(rows[column] - rows["requested_on"]).dt.days)
        return rows.groupby(KEY)["days"]

    counted = {
        "requested": by_month("requested_on"),
        "awarded": by_month("awarded_on"),
        "started": by_month("started_on"),
        "withdrawn": by_month("ended_on", "withdrawn"),
        "handed_back": by_month("ended_on", "handed_back"),
    }
    for name, of_month in counted.items():
        table[name] = of_month.size().reindex(table.index, fill_value=0)
    to_award = counted["awarded"]
    table["median_days"] = to_award.median()
    table["p90_days"] = to_award.quantile(0.9)
    table["awarded_within_target"] = to_award.agg(lambda days: (days <= settings.award_target_days).mean())

    waiting = _waiting(packages, months)
    weeks = waiting["days"] // 7
    figures = {
        "waiting_packages": waiting.groupby(KEY).size(),
        "waiting_hours": waiting.groupby(KEY)["hours_per_week"].sum(),
        **{name: waiting[weeks.between(*band)].groupby(KEY).size() for name, band in BANDS.items()},
    }
    for name, values in figures.items():
        table[name] = values.reindex(table.index, fill_value=0)
    table["oldest_wait_days"] = waiting.groupby(KEY)["days"].max()
    return table.drop(columns="last").reset_index()


def _waiting(packages: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    """The packages that wait on each month's last day: month, authority, hours_per_week and the days waited."""
    last = pd.DatetimeIndex(months["last"])
    row, at = on_days(packages["requested_on"], waits_until(packages), last)
    found = packages.iloc[row].assign(month=months["month"].to_numpy()[at])
    return found.assign(days=(pd.Series(last[at], index=found.index) - found["requested_on"]).dt.days)


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """How many packages wait at the end of the latest month shown, and how long, for each authority."""
    return {
        code: _finding(name, table[table["authority"] == code], filters)
        for code, name in words.shown(filters, settings).items()
    }


def _finding(name: str, table: pd.DataFrame, filters: Filters) -> str:
    if table.empty:
        return words.fitting(f"{name}: no request for care in the months shown.", f"{name}: no requests.")
    row = table.iloc[-1]
    count, over, oldest = row["waiting_packages"], row["waiting_over_12"], row["oldest_wait_days"]
    now = words.running(row["month"], filters)
    head = name if now else f"{name}, end of {words.period(row['month'])}"
    if count == 0:
        return f"Nobody waits in {name}." if now else f"{head}: nobody waited."
    wait = "waited" if not now else "waits" if count == 1 else "wait"
    waits = f"{head}: {words.plural(count, 'package')} {wait}"
    if pd.isna(oldest):
        # The longest wait is one package's own: a shareable table leaves it out.
        return f"{waits}."
    days = words.plural(oldest, "day") if oldest else "asked for today" if now else "asked for that day"
    how_long = f"the longest {days}" if oldest and count > 1 else f"{days} so far" if oldest and now else days
    parts = [how_long]
    if over and count > 1:
        parts.insert(0, f"{'all' if over == count else words.number(over)} over 12 weeks")
    return words.fitting(*(", ".join([waits, *parts[:most]]) + "." for most in (2, 1, 0)))


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    waited = table[table["waiting_packages"] > 0]
    row = worked.latest(waited[waited["awarded"] > 0] if (waited["awarded"] > 0).any() else waited, settings)
    if row is None:
        return None
    bands = [float(row[name]) for name in ("waiting_0_2", "waiting_3_6", "waiting_7_12", "waiting_over_12")]
    when = f"at the end of {words.period(row['month'])}" if row["complete"] else f"on {words.day(as_of)}"
    text = (
        f"In {worked.place(row['authority'], settings)} {when}, {worked.total(bands, 0)} packages had waited 0 to 2, 3 "
        "to 6, 7 to 12 and over 12 weeks."
    )
    if not row["awarded"]:
        return text
    within = round(row["awarded_within_target"] * row["awarded"])
    return (
        f"{text} Of those awarded in the month, {worked.over(within, row['awarded'], 0)} were within "
        f"{words.plural(settings.award_target_days, 'day')} of the request."
    )


MEASURE = Measure(
    id="sourcing",
    question="Who waits, and how long?",
    definition="""\
What became of the packages that the council asked for, month by month, and who still waits.

**In the month**, each by its own date: packages *requested*, *awarded* (a provider was found) and *started* (care
began); *withdrawn* and *handed back*: packages that ended for that reason. Other reasons are counted nowhere here.

**How long it takes**: the days from the request to the award, of the packages awarded in the month. The *median*: half
took no longer. The *90th percentile*: nine in ten took no longer, read between two packages where it falls between
them, at position (n - 1) × 0.9. *Awarded within target*: the share awarded within 14 days (`award_target_days`).

**Who waits** on the month's last day, or on the day seen in the running month: packages requested by then that have
neither begun nor ended before it, awarded or not, with their hours a week, and how many of them have waited 0 to 2, 3
to 6, 7 to 12 or over 12 whole weeks (days // 7). *Oldest wait*: the days since the earliest request among them.

Months are calendar ones, from the first request ever made to the running one, which is counted to the day and is not
complete. Every authority that has asked for anything has a row in every month. What has no package below the line is
empty.

From the packages file: requested_on, awarded_on, started_on, ended_on, end_reason and hours_per_week. A waiting package
has no provider, so the provider and route filters do nothing here.""",
    columns=(
        Column("month", "Month", "month", "The calendar month."),
        Column("authority", "Authority", "text", "The council that asks."),
        Column("complete", "Complete", "flag", "Whether the month is over on the day seen."),
        Column("requested", "Requested", "count", "Packages requested in the month."),
        Column("awarded", "Awarded", "count", "Packages awarded in the month, whenever requested."),
        Column("started", "Started", "count", "Packages whose care began in the month."),
        Column("withdrawn", "Withdrawn", "count", "Packages withdrawn in the month."),
        Column("handed_back", "Handed back", "count", "Packages handed back by their provider in the month."),
        Column("median_days", "Days to award, median", "number", "Days from request to award: half took no longer."),
        Column(
            "p90_days", "Days to award, 90th percentile", "number",
            "Days from request to award: nine in ten took no longer.",
        ),
        Column(
            "awarded_within_target", "Awarded within target", "ratio",
            "Of the packages awarded in the month, those awarded within 14 days of the request.",
        ),
        Column("waiting_packages", "Packages waiting", "count", "Packages not begun at the month's end."),
        Column("waiting_hours", "Hours waiting", "hours", "Hours a week of the packages waiting."),
        Column("waiting_0_2", "Waiting 0 to 2 weeks", "count", "Packages waiting, requested up to 20 days ago."),
        Column("waiting_3_6", "Waiting 3 to 6 weeks", "count", "Packages waiting, requested 21 to 48 days ago."),
        Column("waiting_7_12", "Waiting 7 to 12 weeks", "count", "Packages waiting, requested 49 to 90 days ago."),
        Column("waiting_over_12", "Waiting over 12 weeks", "count", "Packages waiting, requested 91 days ago or more."),
        Column("oldest_wait_days", "Oldest wait, days", "days", "Days since the earliest request among those waiting."),
    ),
    key=("month", "authority"),
    filters={"authority": "rows", "provider": "ignored", "service": "narrows", "route": "ignored"},
    compute=compute,
    finding=finding,
    example=example,
    sources=("packages",),
    period="month",
)
