"""What is written down of a drawing: the rows of the data contract's files."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from random import Random

import pandas as pd

from dashboard.example.calendar import MONTHS, ago, in_term, school_holidays
from dashboard.example.cast import AREAS, BOTH, CONTRACTS, DPS, INTERNAL, MEMBERS, NAMED, PROVIDERS
from dashboard.example.drawing import Drawing, Package, Place
from dashboard.market import weeks

NIL_RETURN_DAYS = 70
"""How long a provider goes on sending nil returns after its last package ended."""


def tables(drawing: Drawing) -> dict[str, pd.DataFrame]:
    """The files by their name without the ending."""
    until = drawing.until
    hours, visits = _hours(drawing)
    rows = {
        "providers": _providers(until),
        "contracts": _contracts(until),
        "dps_memberships": _memberships(until),
        "capacity_returns": _returns(drawing),
        "packages": (_package(package, until) for package in drawing.packages),
        "offers": drawing.offers,
        "hours": hours,
        "visits": ({"visit_id": f"EXV{number:06d}", **visit} for number, visit in enumerate(visits, 1)),
        "school_holidays": _school_holidays(until),
    }
    # As objects: a whole number beside an empty cell stays whole.
    return {name: pd.DataFrame(list(records), dtype=object) for name, records in rows.items()}


def _by(until: date, day: date) -> date | None:
    """A day, if it has come by the last day."""
    return day if day <= until else None


def _providers(until: date) -> Iterator[dict]:
    for provider in PROVIDERS:
        external = provider is not INTERNAL
        yield {
            "provider_id": provider.id,
            "name": f"{provider.name} (example)",
            "provider_type": "external" if external else "internal",
            "cqc_provider_id": f"1-{100000000 + provider.number}" if external else None,
            "company_number": f"{provider.number:08d}" if external else None,
            "area_entry_date": None if provider.entered is None else ago(until, provider.entered),
        }


def _contracts(until: date) -> Iterator[dict]:
    for contract in CONTRACTS:
        yield {
            "contract_id": contract.id,
            "title": f"{contract.title} (example)",
            "contract_type": contract.route,
            "lead_authority": contract.authorities.split(";")[0],
            "covered_authorities": contract.authorities,
            "provider_id": NAMED[contract.holder].id if contract.holder else None,
            "services": BOTH,
            "start_date": contract.start_date(until),
            **asdict(contract.terms),
            "hourly_rate_gbp": contract.hourly_rate_gbp,
            "mobilisation_weeks": contract.mobilisation_weeks,
            "annual_value_gbp": contract.annual_value_gbp,
            "contracted_hours_per_week": contract.contracted_hours_per_week,
            "delivery_calendar": contract.delivery_calendar,
        }


def _memberships(until: date) -> Iterator[dict]:
    for number, member in enumerate(MEMBERS):
        left = member.left_on(until)
        yield {
            "contract_id": DPS.id,
            "provider_id": member.id,
            "joined_on": member.joined_on(until),
            "left_on": _by(until, left),
            "leave_reason": member.leave_reason,
            "authorities": ";".join(member.capacity),
            "services": member.services,
            "due_diligence_expires_on": min(left, until) + timedelta(days=40 + 23 * number),
        }


def _returns(drawing: Drawing) -> Iterator[dict]:
    """What each provider says it can deliver, by authority and service, each quarter: about its room."""
    random, until = drawing.random, drawing.until
    for provider in PROVIDERS:
        for authority in AREAS:
            held = [p for p in drawing.places if p.provider is provider and p.authority == authority]
            idle = provider.on_paper if authority in provider.capacity else 0
            if not held and not idle:
                continue
            for month in range(MONTHS - 1, -1, -3):
                day = ago(until, month) + timedelta(days=random.randint(0, 9))
                can = sum(
                    (p.contract.claimed or p.hours) * random.uniform(0.99, 1.05)
                    for p in held
                    if p.first <= day <= p.last
                )
                if provider.joined_on(until) <= day <= provider.left_on(until):
                    can += idle
                if can and day <= until:
                    share = random.uniform(0.5, 0.64)
                    shares = (share, 1 - share) if provider.services == BOTH else (1,)
                    for service, part in zip(provider.services.split(";"), shares, strict=True):
                        yield {
                            "provider_id": provider.id,
                            "authority": authority,
                            "service": service,
                            "effective_from": day,
                            "hours_per_week": round(can * part, 1),
                        }


def _package(package: Package, until: date) -> dict:
    """One package as it is known on the last day."""
    place = package.place if package.awarded <= until else None
    return {
        "package_id": package.id,
        "authority": package.authority,
        "service": package.service,
        "area": package.area,
        "hours_per_week": package.hours,
        "hourly_rate_gbp": package.rate if place else None,
        "requested_on": package.requested,
        "awarded_on": _by(until, package.awarded),
        "provider_id": place.provider.id if place else None,
        "contract_id": place.contract.id if place else None,
        "started_on": _by(until, package.started),
        "ended_on": _by(until, package.ended),
        "end_reason": package.reason,
    }


def _hours(drawing: Drawing) -> tuple[list[dict], list[dict]]:
    """The rows of hours.csv and, of the provider that sends its visit log, those of visits.csv without their ids."""
    hours: list[dict] = []
    visits: list[dict] = []
    last_week = weeks.latest_complete_week(drawing.until)

    def in_order(place: Place) -> tuple[str, str, str]:
        return place.authority, place.provider.name, place.contract.id

    for place in sorted(drawing.places, key=in_order):
        for service in ("community_support", "home_care"):
            key = {
                "authority": place.authority,
                "provider_id": place.provider.id,
                "contract_id": place.contract.id,
                "service": service,
            }
            carried = [p for p in drawing.packages if p.place is place and p.service == service]
            for week, planned in _planned(carried, weeks.monday(drawing.start) + timedelta(weeks=1), last_week):
                if week > last_week - timedelta(weeks=place.provider.silent_weeks):
                    continue
                if place.contract.delivery_calendar == "term_time":
                    planned *= sum(in_term(week + timedelta(days=day)) for day in range(7)) / 7
                delivered = planned * min(1.0, drawing.random.gauss(0.97, 0.02))
                if place.provider.sends_visits:
                    visits += ({**key, **visit} for visit in _visits(drawing.random, week, planned))
                else:
                    hours.append(
                        {
                            "date": week,
                            "period": "week",
                            **key,
                            "planned_hours": round(planned, 2),
                            "delivered_hours": round(delivered, 2),
                        }
                    )
    return hours, visits


def _planned(packages: list[Package], first_week: date, last_week: date) -> list[tuple[date, float]]:
    """The hours of some packages by week, in order, with the weeks of nil returns after an end."""
    planned: dict[date, float] = defaultdict(int)
    for package in packages:
        week = max(weeks.monday(package.started), first_week)
        while week <= last_week and (week - package.ended).days <= NIL_RETURN_DAYS:
            planned[week] += package.hours if package.ended > week + timedelta(days=6) else 0
            week += timedelta(weeks=1)
        if planned.get(week) == 0:  # Where one package's nil returns stop amid another's, one is missed.
            del planned[week]
    return sorted(planned.items())


def _visits(random: Random, week: date, planned: float) -> Iterator[dict]:
    """One week's visit log: up to two hours each, now and then missed or cancelled, some by two carers."""
    minutes = round(planned * 60)
    if minutes == 0:
        yield _visit(datetime.combine(week, time(9)), 60, status="cancelled")
    visit = 0
    while minutes > 0:
        carers = 2 if minutes >= 240 and random.random() < 0.1 else 1
        length = min(120, minutes // carers)
        start = datetime.combine(week, time(8 + 3 * (visit // 7 % 4), 15 * random.randint(0, 3)))
        status = random.choices(("completed", "missed", "cancelled"), (0.96, 0.02, 0.02))[0]
        late, over = random.randint(-5, 10), random.randint(-6, 2)
        yield _visit(start + timedelta(days=visit % 7), length, status, late, max(5, length + over), carers)
        visit += 1
        minutes -= length * carers


def _visit(
    start: datetime, length: int, status: str, late: int = 0, stayed: int = 0, carers: int = 1
) -> dict[str, object]:
    """One visit, planned and, if completed, as it was; lengths in minutes."""

    def minute(after: int) -> str:
        return (start + timedelta(minutes=after)).isoformat(timespec="minutes")

    done = status == "completed"
    return {
        "planned_start": minute(0),
        "planned_end": minute(length),
        "actual_start": minute(late) if done else None,
        "actual_end": minute(late + stayed) if done else None,
        "carers": carers,
        "status": status,
    }


def _school_holidays(until: date) -> Iterator[dict]:
    for authority in AREAS:
        for name, first, last in school_holidays(until.year - 4, until.year + 4):
            yield {"authority": authority, "first_day": first, "last_day": last, "name": name}
