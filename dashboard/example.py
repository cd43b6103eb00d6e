"""Draws the example market: three years of an invented market in the data contract's files, up to a day.

It tells the story that the councils' paper tells: a DPS of 5 + 5 years led by PCC with CCC by delegated agreement,
three PCC and two CCC block contracts of £50,000 a year for 3 + 2 years, CCC's own Community Support Service growing,
and a little spot. Packages arrive so that demand follows a steady path; each goes to a block, to the Community
Support Service, or to the members that are invited and offer; a large provider ceases trading in spring, and from
then on Peterborough is short. Every provider is invented, and its name says that it is an example.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pandas as pd
from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from dashboard.market import weeks

SEED = 7
YEARS = 3
BOTH = "home_care;community_support"
AREAS = {
    "PCC": ["Peterborough North", "Peterborough South", "Peterborough Rural"],
    "CCC": ["Cambridge", "East Cambridgeshire", "Fenland", "Huntingdonshire", "South Cambridgeshire"],
}
ENDED_SHARE = {"planned": 0.86, "moved": 0.08, "other": 0.06}
NIL_RETURN_WEEKS = 10
"""A provider whose last package ended goes on sending nil returns for this long."""


@dataclass
class Member:
    """One provider, what it can carry by authority, and how it behaves as a member of the DPS."""

    name: str
    capacity: dict[str, float] = field(default_factory=dict)
    """Hours a week it can carry under the DPS, by authority."""
    behaviour: str = "active"
    """active, quiet, dormant, not_invited, unsuccessful, or none for a provider that is not a member."""
    services: str = BOTH
    joined: float = 36
    """Months before the last day that it joined, at the start with the DPS unless given."""
    left: tuple[float, str] | None = None
    entered: float | None = None
    """Months before the last day that it first set up in the area, for a new entrant."""
    on_paper: float = 0
    """Hours a week that it says it could deliver though it takes no work."""


MEMBERS = (
    Member("Alder Care", {"PCC": 16}),
    Member("Ash Homecare", {"PCC": 12}, joined=27, entered=29),
    Member("Aspen Support", {"PCC": 10}, joined=15, entered=16),
    Member("Beech Care", {"CCC": 24}),
    Member("Birch Families", {"CCC": 10}, joined=6, entered=7),
    Member("Cedar Homecare", {"PCC": 42, "CCC": 84}),
    Member("Elder Care", {"CCC": 76}),
    Member("Elm Homecare", {"PCC": 62}),
    Member("Fir Support", {"PCC": 28, "CCC": 52}),
    Member("Hawthorn Care", {"CCC": 62}),
    Member("Hazel Homecare", {"PCC": 40}, services="home_care"),
    Member("Holly Support", {"PCC": 20, "CCC": 36}),
    Member("Hornbeam Care", {"CCC": 38}),
    Member("Juniper Care", {"PCC": 104}, left=(7.3, "ceased_trading")),
    Member("Larch Homecare", {"CCC": 16}, "quiet"),
    Member("Lime Care", {"PCC": 0, "CCC": 0}, "dormant", on_paper=30),
    Member("Maple Support", {"PCC": 0}, "dormant", on_paper=25),
    Member("Oak Homecare", {"CCC": 0}, "dormant", joined=19, on_paper=20),
    Member("Pine Care", {"PCC": 0}, "not_invited", joined=22, on_paper=18),
    Member("Poplar Support", {"CCC": 0}, "not_invited", joined=10, on_paper=12),
    Member("Rowan Homecare", {"PCC": 0, "CCC": 0}, "unsuccessful", on_paper=15),
    Member("Sycamore Care", {"CCC": 0}, "unsuccessful", joined=16, on_paper=15),
    Member("Walnut Families", {"PCC": 18}, joined=1.4, entered=2.3, on_paper=18),
    Member("Willow Homecare", {}, "none"),
    Member("Yew Support", {"CCC": 0}, "dormant", left=(4, "removed_dormant")),
)
INTERNAL = "CCC Community Support Service"


@dataclass
class Place:
    """Somewhere that a package can go: a contract with one provider, or one member's room under the DPS."""

    contract: str
    provider: str
    authority: str
    route: str
    hours: float
    services: str
    first: date
    last: date
    load: float = 0

    def takes(self, day: date, service: str, hours: float) -> bool:
        """Whether it has room for a package on a day; a lump may go a little over."""
        return (
            self.first <= day <= self.last
            and service in self.services
            and self.load + hours <= self.hours + min(2.0, hours / 3)
        )


@dataclass
class Package:
    """One package while it is drawn; the columns of packages.csv."""

    number: int
    authority: str
    service: str
    area: str
    hours: float
    requested: date
    stays: int
    place: Place | None = None
    rate: float | None = None
    awarded: date | None = None
    started: date | None = None
    ended: date | None = None
    reason: str | None = None

    @property
    def id(self) -> str:
        """Its pseudonym."""
        return f"EX{self.number:05d}"


class Drawing:
    """One drawing of the market up to a day."""

    def __init__(self, until: date, seed: int):
        self.until = until
        self.random = Random(seed)
        self.start = self.ago(12 * YEARS)
        self.spring = self._spring()
        self.ids = {member.name: f"EX{number:03d}" for number, member in enumerate(MEMBERS, 1)} | {INTERNAL: "EX900"}
        self.holidays = list(school_holidays(self.start.year - 1, until.year + 4))
        self.contracts: list[dict] = []
        self.places: list[Place] = []
        self.packages: list[Package] = []
        self.offers: dict[tuple, dict] = {}
        self._contracts()
        self._members()

    def ago(self, months: float) -> date:
        """The first of the month that many whole months before the last day's month, and the part of a month after."""
        whole = int(-(-months // 1))
        first = self.until.replace(day=1) - relativedelta(months=whole)
        return first + timedelta(days=round(30 * (whole - months)))

    def _spring(self) -> date:
        """The last 13 April at least twelve weeks before the last day: Juniper Care stops then."""
        this_year = date(self.until.year, 4, 13)
        return (
            this_year if this_year <= self.until - timedelta(weeks=12) else this_year.replace(year=this_year.year - 1)
        )

    def in_term(self, day: date) -> bool:
        """Whether schools are open, weekends of term included; both councils keep the same terms."""
        return not any(first <= day <= last for _, first, last in self.holidays)

    def _contract(
        self,
        contract: str,
        title: str,
        route: str,
        authorities: str,
        months_ago: float,
        provider: str | None = None,
        *,
        use: float = 1.0,
        room: float | None = None,
        **terms: object,
    ) -> None:
        start = self.ago(months_ago)
        self.contracts.append(
            {
                "contract_id": contract,
                "title": title,
                "contract_type": route,
                "lead_authority": authorities.split(";")[0],
                "covered_authorities": authorities,
                "provider_id": self.ids[provider] if provider else None,
                "services": BOTH,
                "start_date": start,
                **terms,
            }
        )
        if provider and room is not None:
            first = start + timedelta(weeks=int(str(terms.get("mobilisation_weeks", 0))))
            self.places.append(
                Place(contract, provider, authorities, route, use * room, BOTH, first, self.until + timedelta(days=999))
            )

    def _contracts(self) -> None:
        block: dict = {
            "initial_term_months": 36,
            "extension_terms_months": "24",
            "extensions_taken": 0,
            "extension_notice_months": 6,
            "reprocurement_lead_months": 15,
            "annual_value_gbp": 50000,
        }
        self._contract(
            "DPS-EX",
            "Children's home care and community support DPS (example)",
            "dps",
            "PCC;CCC",
            36,
            initial_term_months=60,
            extension_terms_months="60",
            extensions_taken=0,
            extension_notice_months=12,
            reprocurement_lead_months=18,
        )
        self._contract(
            "BLK-PCC-1",
            "Peterborough block 1 (example)",
            "block",
            "PCC",
            31,
            "Alder Care",
            use=0.98,
            room=38.5,
            hourly_rate_gbp=25,
            mobilisation_weeks=8,
            **block,
        )
        self._contract(
            "BLK-PCC-2",
            "Peterborough block 2 (example)",
            "block",
            "PCC",
            28,
            "Ash Homecare",
            use=0.6,
            room=37,
            contracted_hours_per_week=37,
            mobilisation_weeks=12,
            **block,
        )
        self._contract(
            "BLK-PCC-3",
            "Peterborough term-time block (example)",
            "block",
            "PCC",
            14,
            "Aspen Support",
            use=0.98,
            room=49.3,
            hourly_rate_gbp=26,
            mobilisation_weeks=6,
            delivery_calendar="term_time",
            **block,
        )
        self._contract(
            "BLK-CCC-1",
            "Cambridgeshire block 1 (example)",
            "block",
            "CCC",
            19,
            "Beech Care",
            use=1.24,
            room=38.5,
            hourly_rate_gbp=25,
            mobilisation_weeks=8,
            **block,
        )
        self._contract(
            "BLK-CCC-2",
            "Cambridgeshire block 2 (example)",
            "block",
            "CCC",
            6,
            "Birch Families",
            use=0.95,
            room=36,
            contracted_hours_per_week=36,
            mobilisation_weeks=6,
            **block,
        )
        own: dict = {"initial_term_months": 60, "extension_terms_months": "60", "extensions_taken": 0}
        self._contract(
            "CSS-CORE",
            "Community Support Service, first team (example)",
            "in_house",
            "CCC",
            36,
            INTERNAL,
            room=68,
            contracted_hours_per_week=70,
            **own,
        )
        self._contract(
            "CSS-2",
            "Community Support Service, second team (example)",
            "in_house",
            "CCC",
            20,
            INTERNAL,
            room=44,
            contracted_hours_per_week=45,
            mobilisation_weeks=6,
            **own,
        )
        self._contract(
            "CSS-3",
            "Community Support Service, third team (example)",
            "in_house",
            "CCC",
            9,
            INTERNAL,
            room=48,
            contracted_hours_per_week=50,
            mobilisation_weeks=8,
            **own,
        )
        self._contract(
            "SPT-CCC-1",
            "Spot purchases, Willow Homecare (example)",
            "spot",
            "CCC",
            30,
            "Willow Homecare",
            room=26,
            initial_term_months=12,
            extension_terms_months="12;12",
            extensions_taken=2,
            extension_notice_months=1,
            reprocurement_lead_months=3,
        )
        self._contract(
            "SPT-PCC-1",
            "Spot purchases, Elm Homecare (example)",
            "spot",
            "PCC",
            25.3,
            "Elm Homecare",
            room=12,
            initial_term_months=12,
            extension_terms_months="12",
            extensions_taken=1,
            extension_notice_months=1,
            reprocurement_lead_months=3,
        )

    def _members(self) -> None:
        self.members = [member for member in MEMBERS if member.behaviour != "none"]
        for member in self.members:
            first = self.ago(member.joined)
            last = self.leaves(member) or self.until + timedelta(days=999)
            if member.behaviour == "quiet":
                last = self.until - timedelta(days=130)
            for authority, hours in member.capacity.items():
                if hours and member.name != "Walnut Families":
                    self.places.append(
                        Place("DPS-EX", member.name, authority, "dps", hours, member.services, first, last)
                    )

    def leaves(self, member: Member) -> date | None:
        """The last day of a membership."""
        if member.left is None:
            return None
        return self.spring if member.left[1] == "ceased_trading" else self.ago(member.left[0])

    # Three years of requests, awards, starts and ends, a day at a time.

    def run(self) -> None:
        """Draw every package and invitation, from the start to the last day."""
        for offset in range((self.until - self.start).days + 1):
            day = self.start + timedelta(days=offset)
            self._end(day)
            for authority in AREAS:
                if day.weekday() < 5:
                    self._request(day, authority)
            if day.weekday() < 5:
                self._source(day)

    def wanted(self, authority: str, day: date) -> float:
        """The hours a week that demand follows: growing, with a swell before the school holidays."""
        years = (day - self.start).days / 365.25
        level, growth = {"PCC": (372, 19), "CCC": (426, 56)}[authority]
        swell = 0.02 if day.month in (3, 6, 7, 11) else 0
        return (level + growth * years) * (1 + swell)

    def open(self, authority: str) -> list[Package]:
        """The packages of an authority that have not ended."""
        return [p for p in self.packages if p.authority == authority and p.ended is None]

    def _request(self, day: date, authority: str) -> None:
        first_days = (day - self.start).days < 7
        while sum(p.hours for p in self.open(authority)) < self.wanted(authority, day) - 4:
            service = "home_care" if self.random.random() < 0.62 else "community_support"
            hours = self.random.choice((4, 6, 7, 7.5, 8, 10, 12) if service == "home_care" else (3, 4, 5, 6, 8))
            stays = int(min(900, max(25, self.random.expovariate(1 / 330))))
            self._add(day, authority, service, hours, stays if not first_days else max(30, self.random.randrange(700)))
            if not first_days and self.random.random() < 0.5:
                break

    def _add(self, day: date, authority: str, service: str, hours: float, stays: int) -> None:
        area = self.random.choice(AREAS[authority])
        self.packages.append(Package(len(self.packages) + 1, authority, service, area, hours, day, stays))

    def _end(self, day: date) -> None:
        for package in [p for authority in AREAS for p in self.open(authority)]:
            place = package.place
            if place is None:
                if day >= package.requested + timedelta(days=120) and self.random.random() < 0.02:
                    package.ended, package.reason = day, "withdrawn"
                continue
            if package.started is None or day < package.started:
                continue
            handed_back = day >= place.last or (self.random.random() < 0.00025 and place.route == "dps")
            if handed_back:
                left = max(30, package.stays - (day - package.started).days)
                self._add(day, package.authority, package.service, package.hours, left)
                package.ended, package.reason = day, "handed_back"
            elif (day - package.started).days >= package.stays:
                reasons = list(ENDED_SHARE)
                package.ended = day
                package.reason = self.random.choices(reasons, list(ENDED_SHARE.values()))[0]
            if package.ended:
                place.load -= package.hours

    def _source(self, day: date) -> None:
        """Packages are sought a place for on Tuesdays, and once more in their first week on the Friday."""
        for package in [p for p in self.packages if p.place is None and p.ended is None]:
            waited = (day - package.requested).days
            in_hand = (day - self.start).days < 10
            if in_hand or (waited >= 2 and day.weekday() == 1) or (2 <= waited < 7 and day.weekday() == 4):
                self._seek(day, package, in_hand)

    def _seek(self, day: date, package: Package, in_hand: bool) -> None:
        """Look for a place: a block or the council's own service first, then the DPS, then spot."""
        free = [
            p for p in self.places if p.authority == package.authority and p.takes(day, package.service, package.hours)
        ]
        first = [p for p in free if p.route in ("block", "in_house")]
        market = [p for p in free if p.route == "dps"]
        spot = [p for p in free if p.route == "spot"] if (day - package.requested).days > 8 or in_hand else []
        if first and (self.random.random() < 0.8 or not market):
            self._place(day, package, self.random.choice(first), in_hand)
        elif in_hand:
            if market or spot:
                self._place(day, package, self.random.choice(market or spot), in_hand)
        elif (market or (day - package.requested).days // 7 % 4 == 0) and (
            chosen := self._invite(day, package, market)
        ):
            self._place(day, package, chosen, in_hand)
        elif spot:
            self._place(day, package, self.random.choice(spot), in_hand)

    def _invite(self, day: date, package: Package, free: list[Place]) -> Place | None:
        """Put a package to the members; the place of the one that is chosen, or None where nobody fits."""
        known = [
            m
            for m in self.members
            if m.behaviour != "not_invited"
            and package.authority in m.capacity
            and package.service in m.services
            and self.ago(m.joined) < day < (self.leaves(m) or day + timedelta(days=1))
        ]
        invited = self.random.sample(known, min(len(known), self.random.randint(4, 8)))
        offering = []
        for member in invited:
            place = next((p for p in free if p.provider == member.name), None)
            chance = self.random.random()
            if place or (member.behaviour == "unsuccessful" and chance < 0.6):
                response = "offered"
            elif member.behaviour in ("dormant", "quiet") or chance < 0.2:
                response = "no_response" if chance < 0.7 else "declined"
            else:
                response = "declined"
            answered = day + timedelta(days=self.random.randint(0, 4))
            if response != "no_response" and answered > self.until:
                response = "no_response"
            self.offers[package.id, member.name, day] = {
                "package_id": package.id,
                "provider_id": self.ids[member.name],
                "invited_on": day,
                "response": response,
                "responded_on": None if response == "no_response" else answered,
            }
            if place and response == "offered":
                offering.append(place)
        return self.random.choice(offering) if offering else None

    def _place(self, day: date, package: Package, place: Place, in_hand: bool) -> None:
        package.place = place
        package.awarded = day if in_hand else day + timedelta(days=self.random.randint(2, 6))
        package.started = package.awarded + timedelta(days=0 if in_hand else self.random.randint(2, 9))
        place.load += package.hours
        if place.route in ("dps", "spot"):
            base = 22 + 0.9 * (day - self.start).days / 365.25 + self.random.uniform(-1.5, 1.5)
            package.rate = round(base * (1.12 if place.route == "spot" else 1), 2)

    # What is written down of it.

    def tables(self) -> dict[str, pd.DataFrame]:
        """The contract's files by their name without the ending."""
        hours, visits = self._hours()
        rows = {
            "providers": self._providers(),
            "contracts": self.contracts,
            "dps_memberships": self._memberships(),
            "capacity_returns": self._returns(),
            "packages": map(self._written, self.packages),
            "offers": self.offers.values(),
            "hours": hours,
            "visits": visits,
            "school_holidays": [
                {"authority": authority, "first_day": first, "last_day": last, "name": name}
                for authority in AREAS
                for name, first, last in self.holidays
            ],
        }
        # As objects: a whole number beside an empty cell stays whole.
        return {name: pd.DataFrame(list(records), dtype=object) for name, records in rows.items()}

    def _providers(self) -> Iterator[dict]:
        for number, member in enumerate(MEMBERS, 1):
            yield {
                "provider_id": self.ids[member.name],
                "name": f"{member.name} (example)",
                "provider_type": "external",
                "cqc_provider_id": f"1-{100000000 + number}",
                "company_number": f"{number:08d}",
                "area_entry_date": None if member.entered is None else self.ago(member.entered),
            }
        yield {"provider_id": self.ids[INTERNAL], "name": f"{INTERNAL} (example)", "provider_type": "internal"}

    def _memberships(self) -> Iterator[dict]:
        for number, member in enumerate(self.members):
            left = self.leaves(member)
            yield {
                "contract_id": "DPS-EX",
                "provider_id": self.ids[member.name],
                "joined_on": self.ago(member.joined),
                "left_on": left,
                "leave_reason": member.left[1] if member.left else None,
                "authorities": ";".join(member.capacity),
                "services": member.services,
                "due_diligence_expires_on": (left or self.until) + timedelta(days=40 + 23 * number),
            }

    def _returns(self) -> Iterator[dict]:
        """What each provider says it can deliver, by authority and service, each quarter."""
        for member in (*MEMBERS, Member(INTERNAL)):
            held = [p for p in self.places if p.provider == member.name]
            for authority in AREAS:
                mine = [p for p in held if p.authority == authority]
                idle = member.on_paper if authority in member.capacity else 0
                if not mine and not idle:
                    continue
                for month in range(35, -1, -3):
                    day = self.ago(month) + timedelta(days=self.random.randint(0, 9))
                    can = sum(self._room(p, day) for p in mine if p.first <= day <= p.last)
                    if idle and self.ago(member.joined) <= day <= (self.leaves(member) or day):
                        can += idle
                    if can and day <= self.until:
                        for service, part in _parts(member.services, self.random.uniform(0.5, 0.64)).items():
                            yield {
                                "provider_id": self.ids[member.name],
                                "authority": authority,
                                "service": service,
                                "effective_from": day,
                                "hours_per_week": round(can * part, 1),
                            }

    def _room(self, place: Place, day: date) -> float:
        """What a place's provider says it could carry: what its contract says, or a little over its room."""
        contracted = {"BLK-PCC-2": 37.0, "BLK-CCC-1": 38.5}.get(place.contract, place.hours)
        return contracted * self.random.uniform(0.99, 1.05)

    def _written(self, package: Package) -> dict:
        def by(day: date | None) -> date | None:
            return day if day and day <= self.until else None

        awarded = by(package.awarded)
        return {
            "package_id": package.id,
            "authority": package.authority,
            "service": package.service,
            "area": package.area,
            "hours_per_week": package.hours,
            "hourly_rate_gbp": package.rate if awarded else None,
            "requested_on": package.requested,
            "awarded_on": awarded,
            "provider_id": self.ids[package.place.provider] if package.place and awarded else None,
            "contract_id": package.place.contract if package.place and awarded else None,
            "started_on": by(package.started),
            "ended_on": by(package.ended),
            "end_reason": package.reason if by(package.ended) else None,
        }

    def _hours(self) -> tuple[list[dict], list[dict]]:
        """Hours by week for all but one provider, which sends its visit log; nil returns after the last package."""
        last_week = weeks.latest_complete_week(self.until)
        carried: dict[tuple, dict[date, float]] = {}
        for package in self.packages:
            if package.place is None or package.started is None:
                continue
            first = max(weeks.monday(package.started), weeks.monday(self.start) + timedelta(weeks=1))
            rows = carried.setdefault(
                (package.authority, package.place.provider, package.place.contract, package.service), {}
            )
            for offset in range(0, (last_week - first).days + 7, 7):
                week = first + timedelta(days=offset)
                rows.setdefault(week, 0)
                if package.ended is None or package.ended > week + timedelta(days=6):
                    rows[week] += package.hours
                elif (week - package.ended).days > 7 * NIL_RETURN_WEEKS:
                    if rows[week] == 0:
                        del rows[week]
                    break
        hours: list[dict] = []
        visits: list[dict] = []
        for (authority, provider, contract, service), by_week in sorted(carried.items()):
            key = {
                "authority": authority,
                "provider_id": self.ids[provider],
                "contract_id": contract,
                "service": service,
            }
            for week, planned in sorted(by_week.items()):
                if provider == "Hornbeam Care" and week > last_week - timedelta(weeks=5):
                    continue
                if contract == "BLK-PCC-3":
                    planned *= sum(self.in_term(week + timedelta(days=d)) for d in range(7)) / 7
                done = planned * min(1.0, self.random.gauss(0.97, 0.02))
                if provider == "Holly Support":
                    visits += self._visits(len(visits), key, week, planned)
                else:
                    hours.append(
                        {
                            "date": week,
                            "period": "week",
                            **key,
                            "planned_hours": round(planned, 2),
                            "delivered_hours": round(done, 2),
                        }
                    )
        return hours, visits

    def _visits(self, number: int, key: dict, week: date, planned: float) -> Iterator[dict]:
        """One week's visit log: up to two hours each, now and then missed or cancelled, some by two carers."""
        minutes = round(planned * 60)
        visit = 0
        while minutes > 0:
            carers = 2 if minutes >= 240 and self.random.random() < 0.1 else 1
            length = min(120, minutes // carers)
            day = week + timedelta(days=visit % 7)
            start = pd.Timestamp(day) + pd.Timedelta(
                hours=8 + 3 * (visit // 7 % 4), minutes=15 * self.random.randint(0, 3)
            )
            status = self.random.choices(("completed", "missed", "cancelled"), (0.96, 0.02, 0.02))[0]
            late, over = self.random.randint(-5, 10), self.random.randint(-6, 2)
            done = status == "completed"
            visit += 1
            minutes -= length * carers
            yield {
                "visit_id": f"EXV{number + visit:06d}",
                **key,
                "planned_start": _minute(start),
                "planned_end": _minute(start + pd.Timedelta(minutes=length)),
                "actual_start": _minute(start + pd.Timedelta(minutes=late)) if done else None,
                "actual_end": _minute(start + pd.Timedelta(minutes=late + max(5, length + over))) if done else None,
                "carers": carers,
                "status": status,
            }
        if visit == 0:
            start = pd.Timestamp(week) + pd.Timedelta(hours=9)
            yield {
                "visit_id": f"EXV{number + 1:06d}",
                **key,
                "planned_start": _minute(start),
                "planned_end": _minute(start + pd.Timedelta(hours=1)),
                "carers": 1,
                "status": "cancelled",
            }


def _minute(instant: pd.Timestamp) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M")


def _parts(services: str, first: float) -> dict[str, float]:
    """How a provider's hours divide over its services."""
    names = services.split(";")
    return {names[0]: 1.0} if len(names) == 1 else {names[0]: first, names[1]: 1 - first}


def school_holidays(first_year: int, last_year: int) -> Iterator[tuple[str, date, date]]:
    """Name, first and last day of each school holiday, much as local schools have them."""
    for year in range(first_year, last_year + 1):
        spring_half, summer_half, autumn_half = (
            weeks.monday(day) for day in (date(year, 2, 18), date(year, 5, 31), date(year, 10, 28))
        )
        good_friday = easter(year) - timedelta(days=2)
        yield "February half-term", spring_half, spring_half + timedelta(days=6)
        yield "Easter", good_friday - timedelta(days=4), good_friday + timedelta(days=9)
        yield "May half-term", summer_half, summer_half + timedelta(days=6)
        yield "Summer", date(year, 7, 23), date(year, 8, 31)
        yield "October half-term", autumn_half, autumn_half + timedelta(days=6)
        yield "Christmas", date(year, 12, 21), date(year + 1, 1, 3)


def draw(until: date, seed: int = SEED) -> dict[str, pd.DataFrame]:
    """The example market's tables, by file name without its ending; the same day and seed give the same tables."""
    drawing = Drawing(until, seed)
    drawing.run()
    return drawing.tables()


def write(out: Path, until: date, seed: int = SEED) -> None:
    """Write the example market as a delivery of CSV files into a folder, made if missing."""
    out.mkdir(parents=True, exist_ok=True)
    for name, table in draw(until, seed).items():
        table.to_csv(out / f"{name}.csv", index=False, lineterminator="\n")
