"""The data contract, read: a folder of its CSV files becomes lists of plain records.

The delivery is taken to be clean: nothing is checked here. Hours are kept by day, authority, provider,
contract and service, whether they come from hours.csv or from visits.csv.

Readings
- A row whose `remove` cell is `yes` takes away a record of an earlier delivery; a single delivery has none,
  so the row is left out.
- A cancelled visit leaves a row of 0 planned and 0 delivered hours on its day, if nothing else is there.
- The rules for a local time that comes twice or not at all hold for actual times as for planned ones.
- A visit's hours, planned and actual alike, belong to the local day of its planned start.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

from . import life
from .weeks import days_of

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Provider:
    provider_id: str
    name: str
    provider_type: str
    area_entry_date: date | None = None


@dataclass(frozen=True)
class Contract:
    contract_id: str
    title: str
    contract_type: str
    lead_authority: str
    covered_authorities: tuple[str, ...]
    provider_id: str | None
    services: tuple[str, ...]
    start_date: date
    initial_term_months: int
    extension_terms_months: tuple[int, ...]
    extensions_taken: int
    extension_notice_months: int | None
    reprocurement_lead_months: int | None
    mobilisation_weeks: int
    delivery_calendar: str
    annual_value_gbp: Fraction | None
    contracted_hours_per_week: Fraction | None
    hourly_rate_gbp: Fraction | None
    terminated_on: date | None


@dataclass(frozen=True)
class Membership:
    contract_id: str
    provider_id: str
    joined_on: date
    left_on: date | None
    leave_reason: str | None
    authorities: tuple[str, ...]
    services: tuple[str, ...]
    due_diligence_expires_on: date | None


@dataclass(frozen=True)
class Return:
    provider_id: str
    authority: str
    service: str
    effective_from: date
    hours_per_week: Fraction


@dataclass(frozen=True)
class Package:
    package_id: str
    authority: str
    service: str
    hours_per_week: Fraction
    hourly_rate_gbp: Fraction | None
    requested_on: date
    awarded_on: date | None
    provider_id: str | None
    contract_id: str | None
    started_on: date | None
    ended_on: date | None
    end_reason: str | None


@dataclass(frozen=True)
class Offer:
    package_id: str
    provider_id: str
    invited_on: date
    response: str
    responded_on: date | None


@dataclass(frozen=True)
class Hours:
    """One day of one authority, provider, contract and service."""

    date: date
    authority: str
    provider_id: str
    contract_id: str
    service: str
    planned: Fraction
    delivered: Fraction


@dataclass(frozen=True)
class Holiday:
    authority: str
    first_day: date
    last_day: date


@dataclass
class Records:
    providers: dict[str, Provider] = field(default_factory=dict)
    contracts: dict[str, Contract] = field(default_factory=dict)
    memberships: list[Membership] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    packages: dict[str, Package] = field(default_factory=dict)
    offers: list[Offer] = field(default_factory=list)
    hours: list[Hours] = field(default_factory=list)
    holidays: list[Holiday] = field(default_factory=list)
    markets: dict = field(default_factory=dict, repr=False, compare=False)


# Cells


def _text(cell: str) -> str | None:
    return cell.strip() or None


def _date(cell: str) -> date | None:
    return date.fromisoformat(cell.strip()) if cell.strip() else None


def _number(cell: str) -> Fraction | None:
    return Fraction(cell.strip()) if cell.strip() else None


def _whole(cell: str, default: int | None = None) -> int | None:
    return int(Fraction(cell.strip())) if cell.strip() else default


def _list(cell: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in cell.split(";") if item.strip())


class _Row(dict):
    def __missing__(self, column: str) -> str:
        return ""


def _rows(folder: Path, name: str) -> list[_Row]:
    """A file's rows; heading case, surrounding blanks and spaces for underscores are forgiven."""
    path = folder / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    if not lines:
        return []
    heading = [column.strip().lower().replace(" ", "_") for column in lines[0]]
    rows = [_Row(zip(heading, line, strict=False)) for line in lines[1:] if any(cell.strip() for cell in line)]
    return [row for row in rows if row["remove"].strip().lower() != "yes"]


# Files


def read(folder: Path | str) -> Records:
    """A clean delivery: any subset of the contract's files."""
    folder = Path(folder)
    records = Records()
    for row in _rows(folder, "providers.csv"):
        provider = Provider(
            row["provider_id"].strip(),
            row["name"].strip(),
            row["provider_type"].strip(),
            _date(row["area_entry_date"]),
        )
        records.providers[provider.provider_id] = provider
    for row in _rows(folder, "contracts.csv"):
        contract = _contract(row)
        records.contracts[contract.contract_id] = contract
    for row in _rows(folder, "dps_memberships.csv"):
        records.memberships.append(
            Membership(
                row["contract_id"].strip(),
                row["provider_id"].strip(),
                _date(row["joined_on"]),
                _date(row["left_on"]),
                _text(row["leave_reason"]),
                _list(row["authorities"]),
                _list(row["services"]),
                _date(row["due_diligence_expires_on"]),
            )
        )
    for row in _rows(folder, "capacity_returns.csv"):
        records.returns.append(
            Return(
                row["provider_id"].strip(),
                row["authority"].strip(),
                row["service"].strip(),
                _date(row["effective_from"]),
                _number(row["hours_per_week"]),
            )
        )
    for row in _rows(folder, "packages.csv"):
        package = Package(
            row["package_id"].strip(),
            row["authority"].strip(),
            row["service"].strip(),
            _number(row["hours_per_week"]),
            _number(row["hourly_rate_gbp"]),
            _date(row["requested_on"]),
            _date(row["awarded_on"]),
            _text(row["provider_id"]),
            _text(row["contract_id"]),
            _date(row["started_on"]),
            _date(row["ended_on"]),
            _text(row["end_reason"]),
        )
        records.packages[package.package_id] = package
    for row in _rows(folder, "offers.csv"):
        records.offers.append(
            Offer(
                row["package_id"].strip(),
                row["provider_id"].strip(),
                _date(row["invited_on"]),
                row["response"].strip(),
                _date(row["responded_on"]),
            )
        )
    for row in _rows(folder, "school_holidays.csv"):
        records.holidays.append(Holiday(row["authority"].strip(), _date(row["first_day"]), _date(row["last_day"])))
    records.hours = _hours(folder, records.contracts)
    return records


def _contract(row: _Row) -> Contract:
    return Contract(
        contract_id=row["contract_id"].strip(),
        title=row["title"].strip(),
        contract_type=row["contract_type"].strip(),
        lead_authority=row["lead_authority"].strip(),
        covered_authorities=_list(row["covered_authorities"]),
        provider_id=_text(row["provider_id"]),
        services=_list(row["services"]),
        start_date=_date(row["start_date"]),
        initial_term_months=_whole(row["initial_term_months"]),
        extension_terms_months=tuple(int(term) for term in _list(row["extension_terms_months"])),
        extensions_taken=_whole(row["extensions_taken"], 0),
        extension_notice_months=_whole(row["extension_notice_months"]),
        reprocurement_lead_months=_whole(row["reprocurement_lead_months"]),
        mobilisation_weeks=_whole(row["mobilisation_weeks"], 0),
        delivery_calendar=_text(row["delivery_calendar"]) or "all_year",
        annual_value_gbp=_number(row["annual_value_gbp"]),
        contracted_hours_per_week=_number(row["contracted_hours_per_week"]),
        hourly_rate_gbp=_number(row["hourly_rate_gbp"]),
        terminated_on=_date(row["terminated_on"]),
    )


def _hours(folder: Path, contracts: dict[str, Contract]) -> list[Hours]:
    """hours.csv and visits.csv, both as hours by day, authority, provider, contract and service."""
    planned: dict[tuple, Fraction] = defaultdict(Fraction)
    delivered: dict[tuple, Fraction] = defaultdict(Fraction)
    for row in _rows(folder, "hours.csv"):
        key = _key(row)
        day = _date(row["date"])
        weekly = row["period"].strip() == "week"
        days = spread_over(contracts[key[2]], day) if weekly else [day]
        for each in days:
            planned[(each, *key)] += _number(row["planned_hours"]) / len(days)
            delivered[(each, *key)] += _number(row["delivered_hours"]) / len(days)
    for row in _rows(folder, "visits.csv"):
        carers = _whole(row["carers"], 1)
        start, end = instants(row["planned_start"], row["planned_end"])
        key = (start.astimezone(LONDON).date(), *_key(row))
        planned[key] += 0
        delivered[key] += 0
        if row["status"].strip() == "cancelled":
            continue
        planned[key] += carers * elapsed_hours(start, end)
        if row["status"].strip() == "completed":
            delivered[key] += carers * elapsed_hours(*instants(row["actual_start"], row["actual_end"]))
    return [Hours(*key, planned[key], delivered[key]) for key in sorted(planned)]


def _key(row: _Row) -> tuple[str, str, str, str]:
    columns = ("authority", "provider_id", "contract_id", "service")
    return tuple(row[column].strip() for column in columns)


def spread_over(contract: Contract, week: date) -> list[date]:
    """A week's hours are spread evenly over those of its seven days on which the contract is in force
    (over all seven if on none)."""
    days = days_of(week)
    return [day for day in days if life.in_force(contract, day)] or days


# Visits


def instants(start: str, end: str) -> tuple[datetime, datetime]:
    """A visit's two times as instants (UTC).

    A local time left out by the spring change is read as if the clock had not moved; of a time that comes
    twice the first is meant, and an end that would then not be after its start means the second.
    """
    begins = _instant(start)
    ends = _instant(end)
    if ends <= begins:
        ends = _instant(end, fold=1)
    return begins, ends


def _instant(cell: str, fold: int = 0) -> datetime:
    """One time: with an offset it is that instant, without one it is local UK time."""
    moment = datetime.fromisoformat(cell.strip())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=LONDON, fold=fold)
    return moment.astimezone(UTC)


def elapsed_hours(start: datetime, end: datetime) -> Fraction:
    return Fraction(int((end - start).total_seconds()), 3600)
