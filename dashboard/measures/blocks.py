"""`blocks`: do we use what we pay for? (measures.md section 7)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from dashboard.market import weeks
from dashboard.market.contracted import calendar_hours, contracted_days
from dashboard.market.filters import Filters
from dashboard.market.life import Life, end
from dashboard.market.market import Market, Seen
from dashboard.measures import words, worked
from dashboard.measures.contracts import chosen, covering
from dashboard.measures.measure import Column, Measure, ratio, rounded
from dashboard.settings import Settings

DEFINITION = """
What each block contract was paid for, what it delivered, and what that cost, by contract year.

A contract year runs for 12 months from the start date or its anniversary. When it, or the contract within it, has ended
it is *complete* and counted to its last day; until then it is counted to the last complete Sunday. Only deliverable
days count, for contracted and delivered hours alike: in force, and past mobilisation. Contracted hours for a day are
the contract's hours a week over 7 on a day of its delivery calendar, and 0 on others; delivered hours are all that it
delivered on those days, holidays of a term-time block included. A block over several councils is counted whole.

*Utilisation* is delivered over contracted hours: green from 85% to 105%, amber from 70% and to 120%, red outside
(`utilisation_green`, `utilisation_amber`). *Void hours* are contracted and not delivered. *Value* is the annual value
for the days counted. The *price* of a contracted hour is the annual value over the contracted hours of the whole
contract year; the *break-even* utilisation is that price over the mean hourly rate of the DPS packages of its councils
and services, weighted by hours, on the last day counted: above it the block is cheaper than the DPS. It is empty where
the DPS buys none of its services.

*Utilisation lately* is over the 13 latest weeks (`utilisation_weeks`) to the last day counted that have contracted
hours, reaching into earlier contract years if need be. The *projected* utilisation is the year's if the hours still to
come are used as lately.

From the contracts, hours, packages and school holidays files.
"""


@dataclass(frozen=True)
class ContractYear:
    """A contract's year: its first and last day, the days of it that are counted, and whether it is complete."""

    first: date
    last: date
    counted_from: date
    counted_to: date
    complete: bool


def contract_years(life: Life, as_of: date) -> list[ContractYear]:
    """The contract years with a counted day, from the first (measures.md section 7)."""
    last_sunday = weeks.latest_complete_week(as_of) + timedelta(days=6)
    years, first, months = [], life.start, 12
    while first <= min(life.current_end, as_of):
        last = end(life.start, months)
        stop = min(last, life.current_end)
        counted_from, counted_to = max(first, life.deliverable_from), stop if stop <= as_of else last_sunday
        if counted_from <= counted_to:
            years.append(ContractYear(first, last, counted_from, counted_to, stop <= as_of))
        first, months = last + timedelta(days=1), months + 12
    return years


def daily_hours(market: Market, settings: Settings, contracts: pd.DataFrame, as_of: date) -> dict[str, pd.DataFrame]:
    """Hours of each deliverable day to `as_of` by contract: contracted_hours, delivered_hours, indexed by date.

    Of the whole contract: over all its authorities, services and providers. Days follow on without gap; a contract
    without any is left out.
    """
    ids = list(contracts["contract_id"])
    first = contracts["start_date"].min().date() if ids else as_of
    promised = contracted_days(market, settings, first, as_of, ids).groupby(["contract_id", "date"])["hours"].sum()
    worked = market.days(first, as_of, ids).groupby(["contract_id", "date"])["delivered_hours"].sum()
    table = promised.to_frame("contracted_hours")
    table["delivered_hours"] = worked.reindex(table.index, fill_value=0.0)
    return {str(name): own.droplevel(0) for name, own in table.groupby(level=0)}


def by_week(days: pd.DataFrame) -> pd.DataFrame:
    """One contract's days as `daily_hours` gives them, summed by week; indexed by week."""
    dates = pd.DatetimeIndex(days.index)
    span = weeks.week_range(dates[0].date(), dates[-1].date())
    week = (dates - span[0]).days // 7
    return pd.DataFrame({name: np.bincount(week, days[name]) for name in days}, index=span)


def lately(weekly: pd.DataFrame, settings: Settings) -> pd.Series:
    """For each week of one contract, its utilisation over the latest weeks to it that have contracted hours.

    `weekly` is as `by_week` gives it. Empty before the first such week.
    """
    used = rounded(weekly["contracted_hours"]).to_numpy() > 0
    window = np.ones(settings.utilisation_weeks)
    sums = {
        name: pd.Series(np.convolve(weekly[name][used], window)[: used.sum()] if used.any() else [], dtype=float)
        for name in ("delivered_hours", "contracted_hours")
    }
    found = np.concatenate([[np.nan], ratio(sums["delivered_hours"], sums["contracted_hours"])])
    return pd.Series(found[used.cumsum()], index=weekly.index)


def status(utilisation: float, settings: Settings) -> str | None:
    """Green, amber or red for a utilisation, limits included in the better; None where it is empty."""
    if pd.isna(utilisation):
        return None
    for colour, (low, high) in (("green", settings.utilisation_green), ("amber", settings.utilisation_amber)):
        if low <= utilisation <= high:
            return colour
    return "red"


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """Hours, value, price and utilisation of each block contract and contract year."""
    seen: Seen = market.seen(filters.as_of)
    if "blocks" not in seen.kept:
        seen.kept["blocks"] = _every(seen, settings)
    table = seen.kept["blocks"]
    return table[table["contract_id"].isin(chosen(market, filters)["contract_id"])]


def _every(seen: Seen, settings: Settings) -> pd.DataFrame:
    market = seen.market
    contracts = market.contracts[market.contracts["contract_type"] == "block"]
    days = daily_hours(market, settings, contracts, seen.as_of)
    lives, bought = market.lives(settings), dps_bought(seen)

    def lines(row: Any) -> list[dict[str, Any]]:
        life = lives[row.contract_id]
        years = contract_years(life, seen.as_of)
        if not years:
            return []
        whole = pd.date_range(life.start, years[-1].last, unit="us")
        calendar = calendar_hours(market, row, whole).sum(axis=1)
        instead = bought[bought["authority"].isin(row.covered_authorities) & bought["service"].isin(row.services)]
        terms = {
            "contract_id": row.contract_id,
            "title": row.title,
            "provider_id": row.provider_id,
            "provider": market.provider_names.get(row.provider_id),
            "authorities": ";".join(row.covered_authorities),
            "annual_value": row.annual_value_gbp,
        }
        return [
            terms
            | _hours(year, life, calendar, days[row.contract_id], settings)
            | {"dps_rate_gbp": mean_rate(instead, pd.Timestamp(year.counted_to))}
            for year in years
        ]

    rows = [line for row in contracts.itertuples() for line in lines(row)]
    return _figures(pd.DataFrame(rows, columns=_WORKED_FROM), settings)


_WORKED_FROM = [
    "contract_id", "title", "provider_id", "provider", "authorities", "contract_year", "from", "to", "complete",
    "contracted_hours", "delivered_hours", "annual_value", "days_counted", "days_of_year", "year_hours",
    "hours_to_come", "dps_rate_gbp", "utilisation_13_weeks",
]


def _hours(
    year: ContractYear, life: Life, calendar: pd.Series, days: pd.DataFrame, settings: Settings
) -> dict[str, Any]:
    """The days and hours of one contract year: `calendar` as if deliverable throughout, `days` as they were."""
    counted = days.loc[str(year.counted_from):str(year.counted_to)]
    of_year = calendar.loc[str(year.first):str(year.last)]
    return {
        "contract_year": year.first,
        "from": year.counted_from,
        "to": year.counted_to,
        "complete": year.complete,
        "contracted_hours": counted["contracted_hours"].sum(),
        "delivered_hours": counted["delivered_hours"].sum(),
        "days_counted": len(counted),
        "days_of_year": len(of_year),
        "year_hours": of_year.sum(),
        "hours_to_come": of_year.loc[str(year.counted_to + timedelta(days=1)):str(life.current_end)].sum(),
        "utilisation_13_weeks": lately(by_week(days.loc[:str(year.counted_to)]), settings).iloc[-1],
    }


def dps_bought(seen: Seen) -> pd.DataFrame:
    """The packages that the DPS has been given and that have a rate."""
    contracts, packages = seen.market.contracts, seen.packages
    dps = contracts.loc[contracts["contract_type"] == "dps", "contract_id"]
    found = packages["contract_id"].isin(dps) & packages["hourly_rate_gbp"].notna()
    return packages.loc[found, ["authority", "service", "hours_per_week", "hourly_rate_gbp", "started_on", "ended_on"]]


def mean_rate(packages: pd.DataFrame, day: pd.Timestamp) -> float:
    """The mean hourly rate, by hours, of the packages that are placed on a day."""
    placed = packages[(packages["started_on"] <= day) & ~(packages["ended_on"] < day)]
    hours = placed["hours_per_week"].sum()
    return (placed["hourly_rate_gbp"] * placed["hours_per_week"]).sum() / hours if hours else float("nan")


def _figures(table: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    for name in _WORKED_FROM[_WORKED_FROM.index("contracted_hours"):]:
        table[name] = rounded(table[name].astype(float))
    contracted, delivered = table["contracted_hours"], table["delivered_hours"]
    table["value_gbp"] = rounded(table["annual_value"] * table.pop("days_counted") / table.pop("days_of_year"))
    table["utilisation"] = ratio(delivered, contracted)
    table["void_hours"] = rounded((contracted - delivered).clip(lower=0.0))
    table["over_hours"] = rounded((delivered - contracted).clip(lower=0.0))
    table["price_per_contracted_hour"] = ratio(table.pop("annual_value"), table.pop("year_hours"))
    table["cost_per_delivered_hour"] = ratio(table["value_gbp"], delivered)
    table["void_gbp"] = table["void_hours"] * table["price_per_contracted_hour"]
    table["break_even_utilisation"] = ratio(table["price_per_contracted_hour"], table["dps_rate_gbp"])
    to_come, recent = table.pop("hours_to_come"), table["utilisation_13_weeks"]
    projected = ratio(delivered + recent * to_come, contracted + to_come)
    table["projected_utilisation"] = projected.where(to_come != 0, table["utilisation"]).where(recent.notna())
    table["status"] = [status(utilisation, settings) for utilisation in table["utilisation"]]
    return table


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """How much of its running blocks each authority uses, contract years to date; of all shown where none runs."""
    sentences = {}
    for code, name in words.shown(filters, settings).items():
        own = covering(table, code)
        running = own[~own["complete"]]
        sentences[code] = (
            _sentence(name, running, "uses", "contract years to date") if len(running)
            else _sentence(name, own, "used", "contract years shown")
        )
    return sentences


def _sentence(name: str, rows: pd.DataFrame, uses: str, period: str) -> str:
    contracted, delivered = rows["contracted_hours"].sum(), rows["delivered_hours"].sum()
    if rows.empty:
        return words.fitting(f"{name} has no block contract to count.", f"{name}: no block.")
    if contracted == 0:
        return words.fitting(f"{name}: no block hours contracted, {period}.", f"{name}: no block hours contracted.")
    if delivered == 0:
        return words.fitting(f"{name}: no block hours reported, {period}.", f"{name}: no block hours reported.")
    share = words.percent(delivered / contracted)
    return words.fitting(
        f"{name} {uses} {share} of its block hours, {period}.", f"{name} {uses} {share} of its block hours."
    )


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    used = table[table["utilisation"].notna()]
    if used.empty:
        return None
    row = used.assign(
        judged=used["break_even_utilisation"].notna(), void=used["void_hours"] > 0
    ).sort_values(["judged", "void", "to"], kind="stable").iloc[-1]
    contracted, delivered = row["contracted_hours"], row["delivered_hours"]
    text = (
        f"{row['title']}, contract year from {words.day(row['contract_year'])}: delivered over contracted hours are "
        f"{worked.over(delivered, contracted)}, {worked.judged(row['status'])}."
    )
    if row["void_hours"] > 0:
        text += f" {worked.difference(contracted, delivered)} hours are void"
        if pd.notna(row["void_gbp"]):
            cost = worked.equation(
                "{} × £{}", lambda a, b: a * b, row["void_hours"], row["price_per_contracted_hour"], places=2,
                decimals=2,
            )
            text += f"; at the price of an hour, {cost.replace('= ', '= £')}"
        text += "."
    if pd.notna(row["break_even_utilisation"]):
        even = worked.equation(
            "£{} / £{}", lambda a, b: a / b, row["price_per_contracted_hour"], row["dps_rate_gbp"], places=3, decimals=2
        )
        text += f" That price over the DPS rate, {even}, is its break-even."
    return text


MEASURE = Measure(
    id="blocks",
    question="Do we use what we pay for?",
    definition=DEFINITION,
    columns=(
        Column("contract_id", "Contract", "text", "The contract's id."),
        Column("contract_year", "Contract year", "date", "The contract year's first day."),
        Column("title", "Title", "text", "The contract's title."),
        Column("provider_id", "Provider id", "text", "The provider's id."),
        Column("provider", "Provider", "text", "The provider's name."),
        Column("authorities", "Authorities", "list", "The councils that it covers."),
        Column("from", "From", "date", "The first day counted."),
        Column("to", "To", "date", "The last day counted."),
        Column("complete", "Complete", "flag", "Whether the contract year, or the contract within it, has ended."),
        Column("contracted_hours", "Contracted hours", "hours", "Hours that it should have delivered to date."),
        Column("delivered_hours", "Delivered hours", "hours", "Hours that it delivered, of those days."),
        Column("utilisation", "Utilisation", "ratio", "Delivered over contracted hours."),
        Column("void_hours", "Void hours", "hours", "Hours contracted and not delivered."),
        Column("over_hours", "Hours over", "hours", "Hours delivered above those contracted."),
        Column("value_gbp", "Value", "money", "Annual value for the days counted."),
        Column(
            "price_per_contracted_hour", "Price of a contracted hour", "money",
            "Annual value over the contracted hours of the whole contract year.",
        ),
        Column("cost_per_delivered_hour", "Cost of a delivered hour", "money", "Value over delivered hours."),
        Column("void_gbp", "Cost of void hours", "money", "Void hours at the price of a contracted hour."),
        Column(
            "dps_rate_gbp", "DPS hourly rate", "money",
            "Mean hourly rate, weighted by hours, of DPS packages of its councils and services, last day counted.",
        ),
        Column(
            "break_even_utilisation", "Break-even utilisation", "ratio",
            "Price over the DPS rate: above it the block is cheaper. Empty where the DPS buys none of its services.",
        ),
        Column(
            "utilisation_13_weeks", "Utilisation, 13 weeks", "ratio",
            "Utilisation over the 13 latest weeks that have contracted hours.",
        ),
        Column(
            "projected_utilisation", "Projected utilisation", "ratio",
            "The whole year's, if the hours still to come are used as in the 13 weeks.",
        ),
        Column("status", "Status", "status", "Of utilisation: green 85% to 105%, amber 70% to 120%, red outside."),
    ),
    key=("contract_id", "contract_year"),
    filters={"authority": "rows", "provider": "rows", "service": "rows", "route": "rows"},
    compute=compute,
    finding=finding,
    example=example,
    sources=("contracts", "hours", "packages", "school_holidays", "providers"),
    period="contract_year",
)
