"""The drawing: three years of requests, invitations, awards, starts and ends, a day at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dashboard.example.calendar import MONTHS, NEVER, ago
from dashboard.example.cast import AREAS, BOTH, CONTRACTS, DPS, MEMBERS, NAMED, Contract, Provider

DEMAND = {"PCC": (372, 19), "CCC": (426, 56)}
"""Hours a week asked for at the start, and how many more each year."""
SIZES = {"home_care": (4, 6, 7, 7.5, 8, 10, 12), "community_support": (3, 4, 5, 6, 8)}
"""The hours a week that packages have."""
ENDED_SHARE = {"planned": 0.86, "moved": 0.08, "other": 0.06}


@dataclass
class Place:
    """Somewhere that packages can go: a contract with one provider, or one member's room under the DPS."""

    contract: Contract
    provider: Provider
    authority: str
    services: str
    hours: float
    first: date
    last: date = NEVER
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
    """One package while it is drawn."""

    id: str
    authority: str
    service: str
    area: str
    hours: float
    requested: date
    stays: int
    """Days from its start that it is to last."""
    place: Place | None = None
    rate: float | None = None
    awarded: date = NEVER
    started: date = NEVER
    ended: date = NEVER
    reason: str | None = None

    def end(self, day: date, reason: str) -> None:
        """End it, which frees its place."""
        self.ended, self.reason = day, reason
        if self.place:
            self.place.load -= self.hours


@dataclass(frozen=True)
class Offer:
    """One invitation and its answer: a row of offers.csv."""

    package_id: str
    provider_id: str
    invited_on: date
    response: str
    responded_on: date | None


def places(until: date) -> Iterator[Place]:
    """Every place there is up to a day."""
    for contract in CONTRACTS:
        if contract.holder:
            first = contract.start_date(until) + timedelta(weeks=contract.mobilisation_weeks or 0)
            yield Place(contract, NAMED[contract.holder], contract.authorities, BOTH, contract.room, first)
    for member in MEMBERS:
        last = until - timedelta(days=130) if member.behaviour == "quiet" else member.left_on(until)
        for authority, hours in member.capacity.items():
            if hours:
                yield Place(DPS, member, authority, member.services, hours, member.joined_on(until), last)


class Drawing:
    """One drawing of the market up to a day; the same day and seed give the same one."""

    def __init__(self, until: date, seed: int):
        self.until = until
        self.start = ago(until, MONTHS)
        self.random = Random(seed)
        self.places = list(places(until))
        self.packages: list[Package] = []
        self.offers: list[Offer] = []

    def run(self) -> None:
        """Draw every package and invitation, from the start to the last day."""
        for offset in range((self.until - self.start).days + 1):
            day = self.start + timedelta(days=offset)
            self._end(day)
            if day.weekday() < 5:
                for authority in AREAS:
                    self._request(day, authority)
                self._source(day)

    def _open(self, authority: str) -> list[Package]:
        return [p for p in self.packages if p.authority == authority and p.ended == NEVER]

    def _end(self, day: date) -> None:
        """End what has run its time, hand back what its provider cannot carry on, withdraw what waits too long."""
        for package in [p for authority in AREAS for p in self._open(authority)]:
            ran = (day - package.started).days
            if package.place is None:
                if (day - package.requested).days >= 120 and self.random.random() < 0.02:
                    package.end(day, "withdrawn")
            elif ran < 0:
                continue
            elif day >= package.place.last or (
                self.random.random() < 0.00025 and package.place.contract.route == "dps"
            ):
                package.end(day, "handed_back")
                self._add(day, package.authority, package.service, package.hours, max(30, package.stays - ran))
            elif ran >= package.stays:
                package.end(day, self.random.choices(list(ENDED_SHARE), list(ENDED_SHARE.values()))[0])

    def _wanted(self, day: date, authority: str) -> float:
        """The hours a week that demand follows: growing, with a swell before the school holidays."""
        level, growth = DEMAND[authority]
        swell = 0.02 if day.month in (3, 6, 7, 11) else 0
        return (level + growth * (day - self.start).days / 365.25) * (1 + swell)

    def _request(self, day: date, authority: str) -> None:
        """Ask for packages until demand is met or, after the first week, a day's share of them."""
        first_week = (day - self.start).days < 7
        while sum(p.hours for p in self._open(authority)) < self._wanted(day, authority) - 4:
            service = "home_care" if self.random.random() < 0.62 else "community_support"
            hours = self.random.choice(SIZES[service])
            stays = min(900, max(25, int(self.random.expovariate(1 / 330))))
            if first_week:  # The market did not begin then: these have had a part of their time.
                stays = max(30, self.random.randrange(700))
            self._add(day, authority, service, hours, stays)
            if not first_week and self.random.random() < 0.5:
                break

    def _add(self, day: date, authority: str, service: str, hours: float, stays: int) -> None:
        package_id, area = f"EX{len(self.packages) + 1:05d}", self.random.choice(AREAS[authority])
        self.packages.append(Package(package_id, authority, service, area, hours, day, stays))

    def _source(self, day: date) -> None:
        """Seek places on Tuesdays, and once more on the Friday of a package's first week.

        What is asked for in the first ten days is in hand: it was sourced before the example begins.
        """
        in_hand = (day - self.start).days < 10
        for package in [p for p in self.packages if p.place is None and p.ended == NEVER]:
            waited = (day - package.requested).days
            if in_hand or (waited >= 2 and day.weekday() == 1) or (2 <= waited < 7 and day.weekday() == 4):
                place = self._seek(day, package, in_hand)
                if place:
                    self._award(day, package, place, in_hand)

    def _seek(self, day: date, package: Package, in_hand: bool) -> Place | None:
        """A place for a package: a block or the council's own service first, then the DPS, then spot."""
        free = [
            p for p in self.places if p.authority == package.authority and p.takes(day, package.service, package.hours)
        ]
        waited = (day - package.requested).days
        first = [p for p in free if p.contract.route in ("block", "in_house")]
        dps = [p for p in free if p.contract.route == "dps"]
        spot = [p for p in free if p.contract.route == "spot" and (in_hand or waited > 8)]
        if first and (self.random.random() < 0.8 or not dps):
            return self.random.choice(first)
        if in_hand:
            return self._any(dps or spot)
        # Where no member has room, they are asked again every fourth week all the same.
        chosen = self._invite(day, package, dps) if dps or waited // 7 % 4 == 0 else None
        return chosen or self._any(spot)

    def _any(self, places: list[Place]) -> Place | None:
        return self.random.choice(places) if places else None

    def _invite(self, day: date, package: Package, free: list[Place]) -> Place | None:
        """Put a package to some members; the place of the one that is chosen, or None where nobody fits."""
        known = [
            m
            for m in MEMBERS
            if m.behaviour != "not_invited"
            and package.authority in m.capacity
            and package.service in m.services
            and m.joined_on(self.until) < day < m.left_on(self.until)
        ]
        offering = []
        for member in self.random.sample(known, min(len(known), self.random.randint(4, 8))):
            place = next((p for p in free if p.provider is member), None)
            chance, answered = self.random.random(), day + timedelta(days=self.random.randint(0, 4))
            silent = 0.7 if member.behaviour in ("dormant", "quiet") else 0.2
            if place or (member.behaviour == "unsuccessful" and chance < 0.6):
                response = "offered"
            else:
                response = "no_response" if chance < silent else "declined"
            if answered > self.until:
                response = "no_response"
            responded = None if response == "no_response" else answered
            self.offers.append(Offer(package.id, member.id, day, response, responded))
            if place and response == "offered":
                offering.append(place)
        return self._any(offering)

    def _award(self, day: date, package: Package, place: Place, in_hand: bool) -> None:
        package.place = place
        package.awarded = day if in_hand else day + timedelta(days=self.random.randint(2, 6))
        package.started = package.awarded + timedelta(days=0 if in_hand else self.random.randint(2, 9))
        place.load += package.hours
        if place.contract.route in ("dps", "spot"):
            rate = 22 + 0.9 * (day - self.start).days / 365.25 + self.random.uniform(-1.5, 1.5)
            package.rate = round(rate * (1.12 if place.contract.route == "spot" else 1), 2)
