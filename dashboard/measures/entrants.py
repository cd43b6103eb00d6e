"""`entrants`: does the market take in new providers? (measures.md section 6)"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
from dateutil.relativedelta import relativedelta

from dashboard.market.days import EARLIEST
from dashboard.market.filters import Filters
from dashboard.market.life import Life, end
from dashboard.market.market import Market, Seen, narrowed
from dashboard.market.pickup import invitations
from dashboard.measures import words, worked
from dashboard.measures.contracts import chosen
from dashboard.measures.measure import Column, Measure, ratio, rounded
from dashboard.settings import Settings

COSTED = ("dps", "spot")
"""The routes whose hours are paid for one by one, at the packages' rates."""

LINE = ["provider_id", "contract_id", "authority", "service"]
"""What a rate is agreed for."""


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """A row a provider that entered the area in the last years; authority and service narrow its values alone."""
    seen: Seen = market.seen(filters.as_of)
    entered = market.providers["area_entry_date"].between(
        pd.Timestamp(seen.as_of - relativedelta(years=settings.entrant_years)), seen.day
    )
    providers = market.providers[entered]
    if "entrants" not in seen.kept:
        seen.kept["entrants"] = _days(seen, providers["provider_id"])
    days, firsts = _narrowed(seen.kept["entrants"], filters), _firsts(seen, filters)
    firsts["first_hour"] = days[days["delivered_hours"] > 0].groupby("provider_id")["date"].min()
    contracts = chosen(market, replace(filters, provider=None, route=None))
    contracts = contracts[contracts["contract_type"] != "dps"]
    if filters.provider:
        providers = providers[providers["provider_id"] == filters.provider]
    lives = market.lives(settings)

    def line(row: Any) -> dict[str, Any]:
        own = days[days["provider_id"] == row.provider_id]
        terms = contracts[contracts["provider_id"] == row.provider_id]
        blocks = terms[terms["contract_type"] == "block"]
        dates = {what: first.get(row.provider_id, pd.NaT) for what, first in firsts.items()}
        way_in = pd.Series([dates["joined"], *terms["start_date"]], dtype="datetime64[us]").min()
        year_end: date | None = None if pd.isna(way_in) else end(way_in.date(), 12)

        def spend(first: date, last: date) -> float:
            paid = own.loc[own["date"].between(pd.Timestamp(first), pd.Timestamp(last)), "spend_gbp"].sum()
            values = zip(blocks["contract_id"], blocks["annual_value_gbp"], strict=True)
            return paid + sum(value * block_years(lives[contract], first, last) for contract, value in values)

        return {
            "provider_id": row.provider_id,
            "provider": row.name,
            "entered": row.area_entry_date,
            **dates,
            "weeks_to_first_hour": (dates["first_hour"] - way_in).days / 7,
            "hours_to_date": own["delivered_hours"].sum(),
            "uncosted_hours": own["uncosted_hours"].sum(),
            "spend_to_date_gbp": spend(EARLIEST, seen.as_of),
            "spend_first_12_months_gbp": (
                spend(way_in.date(), min(year_end, seen.as_of)) if year_end else float("nan")
            ),
            "complete": year_end is not None and year_end <= seen.as_of,
        }

    columns = [column for column in MEASURE.names if column != "against_setup"]
    table = pd.DataFrame([line(row) for row in providers.itertuples(index=False)], columns=columns)
    first_year = table["spend_first_12_months_gbp"].astype(float)
    return table.assign(against_setup=ratio(first_year, pd.Series(settings.setup_gbp, index=table.index, dtype=float)))


def _narrowed(frame: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    frame = narrowed(frame, filters.service)
    return frame if filters.authority is None else frame[frame["authority"] == filters.authority]


def _firsts(seen: Seen, filters: Filters) -> dict[str, pd.Series]:
    """The first day that each provider joined, was invited and was awarded a package, by its id."""
    spells = seen.memberships
    for column, value in (("authorities", filters.authority), ("services", filters.service)):
        if value is not None:
            spells = spells[spells[column].map(lambda covered, value=value: value in covered).astype(bool)]
    invited, packages = _narrowed(invitations(seen), filters), _narrowed(seen.packages, filters)
    return {
        "joined": spells.groupby("provider_id")["joined_on"].min(),
        "first_invited": invited.groupby("provider_id")["invited_on"].min(),
        "first_awarded": packages.groupby("provider_id")["awarded_on"].min(),
    }


def _days(seen: Seen, providers: pd.Series) -> pd.DataFrame:
    """Every day's hours of some providers to the day, with spend_gbp and uncosted_hours, both 0 but for dps and spot.

    A day's rate is the mean of the packages placed that day with the provider under the contract, for the authority
    and service, weighted by their hours; those without a rate are left out.
    """
    weekly = seen.hours_to_date[seen.hours_to_date["provider_id"].isin(providers)]
    first = weekly["week"].min().date() if len(weekly) else seen.as_of
    days = seen.market.days(first, seen.as_of, weekly["contract_id"].unique())
    days = days[days["provider_id"].isin(providers)].reset_index(drop=True)
    days["delivered_hours"] = rounded(days["delivered_hours"])
    packages = seen.packages[[*LINE, "hours_per_week", "hourly_rate_gbp", "started_on", "ended_on"]].dropna(
        subset=["hourly_rate_gbp", "started_on"]
    )
    placed = days[["date", *LINE]].reset_index().merge(packages, on=LINE)
    placed = placed[(placed["started_on"] <= placed["date"]) & ~(placed["ended_on"] < placed["date"])]
    placed["paid"] = placed["hourly_rate_gbp"] * placed["hours_per_week"]
    sums = placed.groupby("index")[["paid", "hours_per_week"]].sum()
    rate = (sums["paid"] / sums["hours_per_week"]).reindex(days.index)
    types = seen.market.contracts.set_index("contract_id")["contract_type"]
    costed = days["contract_id"].map(types).isin(COSTED)
    days["spend_gbp"] = (days["delivered_hours"] * rate).where(costed).fillna(0.0)
    days["uncosted_hours"] = days["delivered_hours"].where(costed & rate.isna(), 0.0)
    return days


def block_years(life: Life, first: date, last: date) -> float:
    """The deliverable days of a contract from `first` to `last`, each over the days of its contract year."""
    first, last = max(first, life.deliverable_from), min(last, life.current_end)
    years, begin, months = 0.0, life.start, 12
    while begin <= last:
        stop = end(life.start, months)
        days = (min(stop, last) - max(begin, first)).days + 1
        years += max(days, 0) / ((stop - begin).days + 1)
        begin, months = stop + timedelta(days=1), months + 12
    return years


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """How many providers entered in the last years, and how many of them have delivered hours.

    A row names no authority, so without one chosen the sentence is about none: its key is "".
    """
    key = filters.authority or ""
    place = words.shown(filters, settings)[key] if key else ""
    lead = f"{place}: " if place else ""
    back = words.plural(settings.entrant_years, "year")
    if filters.provider is not None:
        return {key: words.fitting(*(_capital(lead + form) for form in _alone(table, back)))}
    if table.empty:
        return {key: words.fitting(_capital(f"{lead}no new provider in the last {back}."), f"{lead}no new provider.")}
    count, working = len(table), int(table["first_hour"].notna().sum())
    new = words.plural(count, "new provider")
    if count == 1:
        done = "it has delivered hours" if working else "it has delivered no hours yet"
    else:
        done = f"{words.number(working) if working else 'none'} {'has' if working == 1 else 'have'} delivered hours"
        if working == count:
            done = "all have delivered hours"
    return {key: words.fitting(f"{lead}{new} in {back}; {done}.", f"{lead}{new}; {done}.")}


def _alone(table: pd.DataFrame, back: str) -> list[str]:
    """What is said where one provider is chosen."""
    if table.empty:
        return [f"this provider is not new in the last {back}.", "this provider is not new."]
    row = table.iloc[0]
    if pd.isna(row["first_hour"]):
        return [f"this provider entered {words.day(row['entered'])}; no hours yet.", "this provider has no hours yet."]
    if pd.isna(row["weeks_to_first_hour"]) or row["weeks_to_first_hour"] < 0:
        return [f"this provider first delivered hours on {words.day(row['first_hour'])}.", "this provider delivers."]
    after = waited(row["weeks_to_first_hour"])
    return [f"this provider's first hours came {after} after its way in.", f"first hours came after {after}."]


def waited(weeks: float) -> str:
    """A wait in whole weeks: "7 weeks", "under 1 week"."""
    return words.plural(weeks, "week") if weeks >= 0.5 else "under 1 week"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    costed = table[table["spend_first_12_months_gbp"] > 0]
    if costed.empty:
        return None
    row = costed.sort_values(["complete", "spend_first_12_months_gbp"], ascending=False, kind="stable").iloc[0]
    setup = worked.equation(
        "£{} / £" + words.number(settings.setup_gbp), lambda spend: spend / settings.setup_gbp,
        row["spend_first_12_months_gbp"], places=3, decimals=2,
    )
    over = "" if row["complete"] else " so far"
    text = f"{row['provider']}: spend of its first 12 months{over} over what setting up takes is {setup}."
    if pd.isna(row["joined"]) or pd.isna(row["first_hour"]):
        return text
    days = (row["first_hour"] - row["joined"]).days
    if days < 0 or round(row["weeks_to_first_hour"] * 7) != days:  # its way in was a contract of its own
        return text
    waited = worked.between(row["joined"].date(), row["first_hour"].date())
    return f"{text} From joining to its first hour: {waited}; {worked.over(days, 7, 0)} weeks."


MEASURE = Measure(
    id="entrants",
    question="Does the market take in new providers?",
    definition="""\
A row for each provider that first set up in the area within the 5 years before the day seen (`entrant_years`), and how
far it has come: joined the DPS, was invited, was awarded a package, delivered its first hour.

*Weeks to the first hour* run from the provider's way in: the earlier of the day it joined and the start of its first
contract of its own.

**Spend.** A day's hours under the DPS or a spot contract cost the mean hourly rate of the packages placed with the
provider that day under that contract, for that authority and service, weighted by their hours a week; hours of a day
with no such rate are *uncosted*. A block costs its annual value for each deliverable day of the contract year. What
the internal service costs is not counted. *Spend in the first 12 months* runs from the way in, to the day seen where
they are not over (*complete* says so), and *against setup* is that over £50,000 (`setup_gbp`), what setting up in the
area takes.

With an authority or a service chosen, every provider keeps its row; dates, hours and spend are of that authority and
service alone, a block that covers it counted whole.

Source: providers, memberships, contracts, packages, invitations and hours delivered.""",
    columns=(
        Column("provider_id", "Provider number", "text", "The council's own supplier number."),
        Column("provider", "Provider", "text", "The provider's name."),
        Column("entered", "Entered", "date", "The day it first set up in the area."),
        Column("joined", "Joined", "date", "The first day of its first spell of DPS membership."),
        Column("first_invited", "First invited", "date", "The day it was first invited to a package."),
        Column("first_awarded", "First awarded", "date", "The day it was first awarded a package, by any route."),
        Column("first_hour", "First hour", "date", "The first day with delivered hours, by any route."),
        Column("weeks_to_first_hour", "Weeks to first hour", "number", "From its way in to its first hour."),
        Column("hours_to_date", "Hours to date", "hours", "All the hours it has delivered."),
        Column("uncosted_hours", "Uncosted hours", "hours", "DPS and spot hours of days that no rate is known for."),
        Column("spend_to_date_gbp", "Spend to date", "money", "What its hours and blocks have cost."),
        Column(
            "spend_first_12_months_gbp", "Spend, first 12 months", "money", "From its way in; so far, if not complete."
        ),
        Column("against_setup", "Against setup", "ratio", "That spend over £50,000, what setting up takes."),
        Column("complete", "Complete", "flag", "Whether the first 12 months are over."),
    ),
    key=("provider_id",),
    filters={"authority": "narrows", "provider": "rows", "service": "narrows", "route": "ignored"},
    compute=compute,
    finding=finding,
    example=example,
    sources=("providers", "dps_memberships", "contracts", "packages", "offers", "hours"),
)
