"""Records about providers, as seen on the day and under the filters: what was put in, a row a record.

Each is a table on a provider's page and a CSV of its own. Provider, authority and service choose rows; invitations,
packages and returns are those of the period.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from dashboard.components.asked import Asked
from dashboard.market.filters import Filters
from dashboard.market.market import Seen
from dashboard.market.pickup import invitations
from dashboard.market.weeks import nth_latest_week
from dashboard.measures import MEASURES, Column, answer
from dashboard.measures.csv import cells, plain_csv
from dashboard.measures.measure import ratio, rounded

EVER = (date.min, date.max)

PROVIDER = (
    Column("provider_id", "Provider number", "text", "The council's own supplier number."),
    Column("provider", "Provider", "text", "The provider's name."),
)
PLACE = (
    Column("authority", "Authority", "text", "The council, by its code."),
    Column("service", "Service", "text", "The service, by its code."),
)
PACKAGE = Column("package_id", "Package", "text", "The package, by its pseudonym.")


@dataclass(frozen=True)
class Records:
    """One kind of record."""

    id: str
    label: str
    columns: tuple[Column, ...]
    read: Callable[[Asked], pd.DataFrame]

    def table(self, asked: Asked) -> pd.DataFrame:
        """The records of a view."""
        table = self.read(asked)
        named = table.assign(provider=table["provider_id"].map(asked.market.provider_names))
        return named[[column.name for column in self.columns]].reset_index(drop=True)

    def csv(self, asked: Asked) -> str:
        """The same as CSV."""
        table = self.table(asked)
        rows = zip(*(cells(table[column.name], column.kind) for column in self.columns), strict=True)
        return plain_csv([column.name for column in self.columns], rows)


def period(filters: Filters) -> tuple[date, date]:
    """The first and last day of the period that a view shows."""
    first = filters.first or EVER[0]
    if filters.weeks is not None and filters.as_of is not None:
        first = nth_latest_week(filters.as_of, filters.weeks)
    return first, filters.last or EVER[1]


def within(days: pd.Series, filters: Filters) -> pd.Series:
    """Which of some days the period holds."""
    first, last = period(filters)
    return days.map(lambda day: not pd.isna(day) and first <= day.date() <= last).astype(bool)


def placed(seen: Seen) -> pd.DataFrame:
    """The packages in care on the day seen."""
    packages = seen.packages
    return packages[packages["started_on"].notna() & ~(packages["ended_on"] < seen.day)]


def _chosen(frame: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """The rows of the provider, authority and service that the filters ask for."""
    for column in ("provider_id", "authority", "service"):
        value = getattr(filters, column.removesuffix("_id"))
        if value is not None:
            frame = frame[frame[column] == value]
    return frame


def _memberships(asked: Asked) -> pd.DataFrame:
    filters, spells = asked.filled, asked.market.seen(asked.day).memberships
    keep = pd.Series(True, index=spells.index)
    if filters.provider is not None:
        keep &= spells["provider_id"] == filters.provider
    for column, value in (("authorities", filters.authority), ("services", filters.service)):
        if value is not None:
            keep &= spells[column].map(lambda items, value=value: value in items).astype(bool)
    titles = asked.market.contracts.set_index("contract_id")["title"]
    table = spells[keep].sort_values(["joined_on", "provider_id", "contract_id"], ascending=[False, True, True])
    lists = {name: table[name].map(";".join).astype("str") for name in ("authorities", "services")}
    return table.assign(title=table["contract_id"].map(titles), **lists)


def _invitations(asked: Asked) -> pd.DataFrame:
    seen = asked.market.seen(asked.day)
    table = _chosen(invitations(seen), asked.filled)
    table = table[within(table["invited_on"], asked.filled)]
    winners = seen.packages.set_index("package_id")["provider_id"]
    table = table.assign(awarded=table["package_id"].map(winners) == table["provider_id"])
    return table.sort_values(["invited_on", "package_id", "provider_id"], ascending=[False, True, True])


def _packages(asked: Asked) -> pd.DataFrame:
    packages = asked.market.seen(asked.day).packages
    table = _chosen(packages[packages["awarded_on"].notna()], asked.filled)
    first, last = period(asked.filled)
    begun = table["awarded_on"].map(lambda day: day.date() <= last).astype(bool)
    over = table["ended_on"].map(lambda day: not pd.isna(day) and day.date() < first).astype(bool)
    table = table[begun & ~over]
    table = table.assign(latest=table[["awarded_on", "started_on", "ended_on"]].max(axis=1))
    return table.sort_values(["latest", "package_id"], ascending=[False, True])


def _returns(asked: Asked) -> pd.DataFrame:
    table = _chosen(asked.market.seen(asked.day).returns, asked.filled)
    table = table.sort_values(["provider_id", "authority", "service", "effective_from"])
    later = table.groupby(["provider_id", "authority", "service"])["effective_from"].shift(-1)
    first, last = period(asked.filled)
    begun = table["effective_from"].map(lambda day: day.date() <= last).astype(bool)
    over = later.map(lambda day: not pd.isna(day) and day.date() <= first).astype(bool)
    return table[begun & ~over]


def _work(asked: Asked) -> pd.DataFrame:
    seen, key = asked.market.seen(asked.day), ["provider_id", "authority", "service"]
    returns = _chosen(seen.returns, asked.filled).sort_values("effective_from").groupby(key).last()
    hours = _chosen(placed(seen), asked.filled).groupby(key)["hours_per_week"].sum()
    services = [asked.filled.service] if asked.filled.service else asked.settings.services
    measured = [
        answer(MEASURES["providers"], asked.market, replace(asked.filled, service=service), asked.settings)
        .assign(service=service) for service in services
    ]
    delivered = pd.concat(measured).set_index(key)["hours_last_13_weeks"] / asked.settings.activity_weeks
    rows = returns.index.union(hours.index).union(delivered[delivered > 0].index).set_names(key)
    table = pd.DataFrame(index=rows)
    table["effective_from"] = returns["effective_from"].reindex(rows)
    table["returned_hours"] = returns["hours_per_week"].reindex(rows)
    table["placed_hours"] = rounded(hours.reindex(rows, fill_value=0.0))
    table["delivered_hours"] = rounded(delivered.reindex(rows, fill_value=0.0))
    table["used"] = ratio(table["delivered_hours"], table["returned_hours"])
    return table.reset_index()


MEMBERSHIPS = Records(
    "memberships", "Spells of membership",
    (
        *PROVIDER,
        Column("contract_id", "DPS number", "text", "The DPS, by its contract number."),
        Column("title", "DPS", "text", "The DPS."),
        Column("joined_on", "Joined", "date", "The first day of membership."),
        Column("left_on", "Left", "date", "The last day of membership; empty while it lasts."),
        Column("leave_reason", "Why it left", "text", "Why it left."),
        Column("authorities", "Authorities", "list", "The councils that it works for."),
        Column("services", "Services", "list", "The services that it works in."),
        Column("due_diligence_expires_on", "Checked until", "date", "Due diligence is valid until this day."),
    ),
    _memberships,
)
INVITATIONS = Records(
    "invitations", "Invitations and answers",
    (
        *PROVIDER, *PLACE, PACKAGE,
        Column("invited_on", "Invited", "date", "The day of the invitation."),
        Column("response", "Answer", "text", "offered, declined or no_response."),
        Column("responded_on", "Answered", "date", "The day it answered, if it did."),
        Column("awarded", "Awarded to it", "flag", "Whether the package is awarded to this provider."),
    ),
    _invitations,
)
PACKAGES = Records(
    "packages", "Packages placed and handed back",
    (
        *PROVIDER, *PLACE, PACKAGE,
        Column("contract_id", "Contract", "text", "The contract that it is placed under."),
        Column("hours_per_week", "Hours a week", "hours", "Commissioned hours a week."),
        Column("hourly_rate_gbp", "Hourly rate", "money", "The agreed rate."),
        Column("requested_on", "Requested", "date", "The day sourcing began."),
        Column("awarded_on", "Awarded", "date", "The day it was awarded to this provider."),
        Column("started_on", "Started", "date", "The first day of care."),
        Column("ended_on", "Ended", "date", "The last day of care."),
        Column("end_reason", "Why it ended", "text", "planned, handed_back, moved, withdrawn or other."),
    ),
    _packages,
)
RETURNS = Records(
    "returns", "Capacity returns",
    (
        *PROVIDER, *PLACE,
        Column("effective_from", "In effect from", "date", "It holds from this day until the next one."),
        Column("hours_per_week", "Hours a week", "hours", "Deliverable hours a week, used and unused."),
    ),
    _returns,
)
WORK = Records(
    "work", "Capacity return against work done, hours a week",
    (
        *PROVIDER, *PLACE,
        Column("effective_from", "Return of", "date", "The capacity return in effect on the day seen."),
        Column("returned_hours", "Returned", "hours", "What it says that it can deliver; empty without a return."),
        Column("placed_hours", "Placed", "hours", "Commissioned hours of the packages in care on the day seen."),
        Column("delivered_hours", "Delivered", "hours", "Delivered hours a week, mean of the last 13 complete weeks."),
        Column("used", "Used", "ratio", "Delivered over returned."),
    ),
    _work,
)
RECORDS = {records.id: records for records in (MEMBERSHIPS, INVITATIONS, PACKAGES, RETURNS, WORK)}
"""Every kind of record by its id."""
