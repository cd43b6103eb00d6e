"""Small random markets, valid under the data contract and dense in boundary cases.

`draw(seed, folder)` writes one delivery and answers the as_of to ask it at. The same seed always writes the same
bytes. Warnings of the contract (hours outside a contract's life, invitations of non-members, hours after today) are
meant to occur; errors are not.
"""

import csv
import random
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from . import life
from .settings import AUTHORITIES, SERVICES
from .weeks import DAY, WEEK, days_between, days_of, monday, sunday, weeks_between

# Days about which the definitions turn: leap days, ends of months and years, changes of the clock.
AS_OF_BASES = [
    date(2024, 2, 29),
    date(2024, 3, 31),
    date(2024, 10, 27),
    date(2025, 2, 28),
    date(2025, 3, 31),
    date(2025, 8, 31),
    date(2025, 10, 26),
    date(2025, 12, 31),
    date(2026, 3, 29),
    date(2026, 6, 30),
    date(2028, 2, 28),
    date(2028, 2, 29),
    date(2028, 3, 1),
    date(2028, 5, 29),
]
CLOCK_CHANGES = [
    date(year, month, day)
    for year, month, day in (
        (2023, 3, 26),
        (2023, 10, 29),
        (2024, 3, 31),
        (2024, 10, 27),
        (2025, 3, 30),
        (2025, 10, 26),
        (2026, 3, 29),
        (2026, 10, 25),
        (2027, 3, 28),
        (2027, 10, 31),
        (2028, 3, 26),
    )
]
# Days before as_of, or before the last complete Sunday, at which an answer changes.
AGES = [0, 1, 6, 7, 13, 14, 15, 16, 27, 28, 29, 55, 56, 57, 62, 63, 64, 88, 89, 90, 91, 178, 179, 180, 181]
AGES += [182, 183, 184, 364, 365, 366]
LAST_DAYS = [0, 0, 0, 1, 3, 6, 7, 8, 20, 48, 49, 50, 55, 56, 57, 62, 63, 64, 70, 89, 90, 91, 179, 180, 181, 182]
LAST_DAYS += [183, 189, 200]

COLUMNS = {
    "providers": "provider_id,name,provider_type,cqc_provider_id,company_number,area_entry_date",
    "contracts": "contract_id,title,contract_type,lead_authority,covered_authorities,provider_id,services,"
    "start_date,initial_term_months,extension_terms_months,extensions_taken,extension_notice_months,"
    "reprocurement_lead_months,mobilisation_weeks,delivery_calendar,annual_value_gbp,"
    "contracted_hours_per_week,hourly_rate_gbp,terminated_on",
    "dps_memberships": "contract_id,provider_id,joined_on,left_on,leave_reason,authorities,services,"
    "due_diligence_expires_on",
    "capacity_returns": "provider_id,authority,service,effective_from,hours_per_week",
    "packages": "package_id,authority,service,area,hours_per_week,hourly_rate_gbp,requested_on,awarded_on,"
    "provider_id,contract_id,started_on,ended_on,end_reason",
    "offers": "package_id,provider_id,invited_on,response,responded_on",
    "hours": "date,period,authority,provider_id,contract_id,service,planned_hours,delivered_hours",
    "visits": "visit_id,authority,provider_id,contract_id,service,planned_start,planned_end,actual_start,"
    "actual_end,carers,status",
    "school_holidays": "authority,first_day,last_day,name",
}


def draw(seed: int, folder: Path | str) -> date:
    """Writes the market of a seed to a folder and answers its as_of."""
    market = _Draw(seed)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in market.files.items():
        if not rows:
            continue
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name].split(","), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return market.as_of


class _Draw:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.files: dict[str, list[dict]] = {name: [] for name in COLUMNS}
        base = self.random.choice(AS_OF_BASES)
        # Sunday, Monday, mid-week, or the bare day
        self.as_of = {
            0: sunday(monday(base)),
            1: monday(base),
            2: monday(base) + self.random.randint(1, 5) * DAY,
            3: base,
        }[seed % 4]
        self.first_week = monday(self.as_of) - self.random.randint(20, 70) * WEEK
        self.later = self.random.random() < 0.5  # whether there is data after as_of
        self.contracts: dict[str, SimpleNamespace] = {}
        self.spells: list[SimpleNamespace] = []
        self._providers()
        self._contracts()
        self._memberships()
        self._last_days()
        self._returns()
        self._packages()
        self._hours()
        self._holidays()

    # Chances

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def some(self, items, least: int = 1) -> list:
        items = list(items)
        chosen = self.random.sample(items, self.random.randint(min(least, len(items)), len(items)))
        return sorted(chosen)

    def edge(self, first: date | None = None) -> date:
        """A day at which an answer may change, on or after first."""
        anchor = self.random.choice([self.as_of, self.as_of, sunday(monday(self.as_of) - WEEK)])
        day = anchor - self.random.choice(AGES) * DAY
        if self.later and self.chance(0.1):
            day = self.as_of + self.random.choice([1, 2, 7, 30]) * DAY
        return max(day, first) if first else day

    def day(self, first: date, last: date) -> date:
        """A day from first to last, half the time a telling one."""
        if last <= first:
            return first
        if self.chance(0.5):
            return min(max(self.edge(), first), last)
        return first + self.random.randint(0, (last - first).days) * DAY

    @property
    def horizon(self) -> date:
        return self.as_of + (30 * DAY if self.later else timedelta(0))

    def hours(self, most: int) -> str:
        return str(self.random.choice([1, 2, 3.5, 4.25, 7, 10, 12.5, 14, 17.75, 20, 28, 33.3, 40][:most]))

    # The files

    def _providers(self) -> None:
        count = self.random.randint(3, 6)
        self.external = [f"P{n:03d}" for n in range(1, count + 1)]
        self.internal = ["P900"] if self.chance(0.7) else []
        for provider in self.external + self.internal:
            entered = self.chance(0.3) and self.edge()
            self.files["providers"].append(
                {
                    "provider_id": provider,
                    "name": f"Provider {provider[1:]}",
                    "provider_type": "external" if provider in self.external else "internal",
                    "area_entry_date": entered or "",
                }
            )

    def _contracts(self) -> None:
        self._contract("DPS1", "dps", None, both=0.9)
        if self.chance(0.35):
            self._contract("DPS2", "dps", None, both=0.4)
        for n in range(self.random.randint(1, 3)):
            self._contract(f"BLK{n + 1}", "block", self.random.choice(self.external))
        if self.internal:
            self._contract("INH1", "in_house", self.internal[0])
        if self.chance(0.7):
            self._contract("SPT1", "spot", self.random.choice(self.external))
        if self.chance(0.3):
            self._contract("SPT2", "spot", self.random.choice(self.external))

    def _contract(self, key: str, kind: str, provider: str | None, both: float = 0.5) -> None:
        pick = self.random
        authorities = list(AUTHORITIES) if self.chance(both) else [pick.choice(AUTHORITIES)]
        pick.shuffle(authorities)
        services = list(SERVICES) if self.chance(0.7) else [pick.choice(SERVICES)]
        long_ago = self.as_of - pick.randint(400, 1500) * DAY
        starts = [long_ago, self.first_week + pick.randint(-20, 60) * DAY]
        starts += [date(2024, 2, 29), date(long_ago.year, 8, 31), self.edge()]
        if kind == "dps":
            starts = [long_ago, long_ago, long_ago, date(2020, 2, 29), date(long_ago.year, 1, 31)]
        start = pick.choice(starts)
        if start > self.as_of:
            start = long_ago if kind == "dps" else start
        terms = pick.choice([(), (24,), (12, 12), (60,), (6, 6, 12)])
        contract = SimpleNamespace(
            contract_id=key,
            contract_type=kind,
            covered_authorities=tuple(authorities),
            provider_id=provider,
            services=tuple(services),
            start_date=start,
            initial_term_months=pick.choice([36, 48, 60] if kind == "dps" else [6, 12, 18, 24, 36]),
            extension_terms_months=terms,
            extensions_taken=pick.randint(0, len(terms)),
            mobilisation_weeks=pick.choice([0, 0, 0, 1, 4, 6, 12]),
            terminated_on=None,
        )
        ends = life.current_end(contract)
        if self.chance(0.15):
            wanted = self.edge(start)
            if wanted < ends:
                contract.terminated_on = wanted
        row = {
            "contract_id": key,
            "title": f"Contract {key}",
            "contract_type": kind,
            "lead_authority": authorities[0],
            "covered_authorities": pick.choice([";", "; "]).join(authorities),
            "provider_id": provider or "",
            "services": ";".join(services),
            "start_date": start,
            "initial_term_months": contract.initial_term_months,
            "extension_terms_months": ";".join(str(term) for term in terms),
            "extensions_taken": contract.extensions_taken or pick.choice(["", 0]),
            "extension_notice_months": pick.choice(["", "", 3, 6, 9]),
            "reprocurement_lead_months": pick.choice(["", "", 6, 18]),
            "mobilisation_weeks": contract.mobilisation_weeks or pick.choice(["", 0]),
            "terminated_on": contract.terminated_on or "",
        }
        if kind in ("block", "in_house"):
            row["delivery_calendar"] = pick.choice(["", "all_year", "term_time", "term_time", "holiday_only"])
            row["contracted_hours_per_week"] = pick.choice([7, 10, 14, 21, 35, 38.5])
        if kind == "block":
            row["annual_value_gbp"] = pick.choice(["20800", "36500.50", "52000", "91234.56"])
            if self.chance(0.4):
                row["hourly_rate_gbp"] = pick.choice(["20", "23.75", "31.10"])
                if self.chance(0.8):
                    row["contracted_hours_per_week"] = ""
        self.contracts[key] = contract
        self.files["contracts"].append(row)

    def _memberships(self) -> None:
        for contract in self.contracts.values():
            if contract.contract_type != "dps":
                continue
            last = min(life.current_end(contract), self.horizon)
            for provider in self.external:
                if self.chance(0.15):
                    continue
                after = contract.start_date
                for spell in range(self.random.choice([1, 1, 1, 2, 3])):
                    joined = self.day(after, last)
                    if spell == 0 and self.chance(0.5):
                        joined = min(after + self.random.randint(0, 200) * DAY, last)
                    left = None
                    if self.chance(0.35) or spell == 0 and self.chance(0.2):
                        left = self.day(joined, last)
                    self._spell(contract, provider, joined, left)
                    if left is None or left >= last:
                        break
                    after = left + self.random.choice([1, 1, 30, 91]) * DAY
                    if after > last:
                        break

    def _spell(self, contract, provider, joined, left) -> None:
        authorities = tuple(self.some(contract.covered_authorities, 1 if self.chance(0.4) else 2))
        services = tuple(self.some(contract.services, 1 if self.chance(0.4) else 2))
        self.spells.append(
            SimpleNamespace(
                contract_id=contract.contract_id,
                provider_id=provider,
                joined_on=joined,
                left_on=left,
                authorities=authorities,
                services=services,
            )
        )
        reasons = ["", "withdrew", "removed_dormant", "removed_quality", "ceased_trading", "other"]
        self.files["dps_memberships"].append(
            {
                "contract_id": contract.contract_id,
                "provider_id": provider,
                "joined_on": joined,
                "left_on": left or "",
                "leave_reason": self.random.choice(reasons) if left else "",
                "authorities": ";".join(authorities),
                "services": "; ".join(services),
                "due_diligence_expires_on": self.chance(0.5) and self.edge() or "",
            }
        )

    def _last_days(self) -> None:
        """For each provider and authority the last day of work and awards seen; some are telling."""
        self.last_day = {
            (provider, authority): self.as_of - self.random.choice(LAST_DAYS) * DAY
            for provider in self.external + self.internal
            for authority in AUTHORITIES
        }

    def _routes(self, provider: str, authority: str) -> list[tuple[str, str]]:
        """The contracts and services under which a provider may work for an authority."""
        routes = set()
        for key, contract in self.contracts.items():
            if contract.provider_id == provider and authority in contract.covered_authorities:
                routes |= {(key, service) for service in contract.services}
        for spell in self.spells:
            if spell.provider_id == provider and authority in spell.authorities:
                routes |= {(spell.contract_id, service) for service in spell.services}
        return sorted(routes)

    def _returns(self) -> None:
        for provider in self.external + self.internal:
            for authority in AUTHORITIES:
                for service in SERVICES:
                    if not self.chance(0.4):
                        continue
                    first = self.first_week - 20 * DAY
                    days = {self.day(first, self.horizon) for _ in range(self.random.randint(1, 4))}
                    for day in sorted(days):
                        self.files["capacity_returns"].append(
                            {
                                "provider_id": provider,
                                "authority": authority,
                                "service": service,
                                "effective_from": day,
                                "hours_per_week": self.random.choice([0, 0, 5, 12.5, 30, 60]),
                            }
                        )

    def _packages(self) -> None:
        for n in range(self.random.randint(10, 28)):
            authority = self.random.choice(AUTHORITIES)
            service = self.random.choice(SERVICES)
            requested = self.day(self.first_week - 60 * DAY, self.horizon)
            row = {
                "package_id": f"K{n + 1:03d}",
                "authority": authority,
                "service": service,
                "area": self.random.choice(["", "Fenland", "Huntingdonshire"]),
                "hours_per_week": self.hours(8),
                "hourly_rate_gbp": self.random.choice(["", "19.50", "22", "24.75"]),
                "requested_on": requested,
            }
            takers = [
                (provider, key)
                for provider in self.external + self.internal
                for key, covered in self._routes(provider, authority)
                if covered == service
            ]
            awarded = started = None
            if takers and self.chance(0.85):
                provider, key = max(
                    self.random.choices(takers, k=3),
                    key=lambda taker: self.last_day[taker[0], authority] >= requested,
                )
                limit = min(self.last_day[provider, authority], self.horizon)
                if self.later and self.chance(0.1):
                    limit = self.horizon
                if limit >= requested:
                    quick = requested + self.random.choice([0, 1, 5, 14, 15, 40]) * DAY
                    awarded = min(quick, limit) if self.chance(0.6) else self.day(requested, limit)
                    row |= {"awarded_on": awarded, "provider_id": provider, "contract_id": key}
                    if self.chance(0.8):
                        started = awarded + self.random.choice([0, 1, 6, 7, 10, 30]) * DAY
                        row["started_on"] = started
            if self.chance(0.45 if awarded else 0.75):
                latest = self.horizon + 30 * DAY
                if not awarded and self.chance(0.7):
                    latest = requested + 30 * DAY
                ended = self.day(started or awarded or requested, latest)
                reasons = ["planned", "moved", "other"]
                reasons += ["handed_back"] * 3 if awarded else []
                reasons += [] if started else ["withdrawn"] * 3
                row |= {"ended_on": ended, "end_reason": self.random.choice(reasons)}
            self.files["packages"].append(row)
            self._offers(row)
        self._quiet_invitations()

    def _offers(self, package: dict) -> None:
        invited_from = package["requested_on"]
        for provider in self.external:
            member = any(
                spell.provider_id == provider and package["authority"] in spell.authorities for spell in self.spells
            )
            if not self.chance(0.55 if member else 0.1):
                continue
            winner = package.get("provider_id") == provider
            invited = invited_from + self.random.choice([0, 0, 1, 3, 10]) * DAY
            self._offer(package, provider, invited, "offered" if winner else None)
            if self.chance(0.1):
                self._offer(package, provider, invited + 7 * DAY, None)

    def _offer(self, package: dict, provider: str, invited: date, response: str | None) -> None:
        key = (package["package_id"], provider, invited)
        if any((o["package_id"], o["provider_id"], o["invited_on"]) == key for o in self.files["offers"]):
            return
        response = response or self.random.choice(["offered", "declined", "declined", "no_response", "no_response"])
        responded = invited + self.random.choice([0, 1, 2, 9, 30]) * DAY
        self.files["offers"].append(
            {
                "package_id": package["package_id"],
                "provider_id": provider,
                "invited_on": invited,
                "response": response,
                "responded_on": "" if response == "no_response" else responded,
            }
        )

    def _quiet_invitations(self) -> None:
        """Invitations of one provider that has long not worked: 2 to 5, mostly without an offer."""
        provider = self.random.choice(self.external)
        for authority in AUTHORITIES:
            if self.last_day[provider, authority] > self.as_of - 178 * DAY:
                self.last_day[provider, authority] = self.as_of - self.random.choice([179, 180, 181, 200]) * DAY
            since = self.last_day[provider, authority]
            packages = [
                p for p in self.files["packages"] if p["authority"] == authority and p.get("provider_id") != provider
            ]
            self.random.shuffle(packages)
            for package in packages[: self.random.randint(2, 5)]:
                earliest = max(package["requested_on"], since + self.random.choice([0, 1, 1, 30]) * DAY)
                offered = "offered" if self.chance(0.1) else None
                answer = offered or self.random.choice(["declined", "no_response"])
                self._offer(package, provider, self.day(earliest, self.as_of), answer)

    # Hours

    def _hours(self) -> None:
        for (provider, authority), last_day in self.last_day.items():
            routes = self._routes(provider, authority)
            if not routes or self.chance(0.1):
                continue
            style = self.random.choice(["day", "week", "mixed", "visits"])
            chosen = self.random.sample(routes, self.random.randint(1, min(3, len(routes))))
            begins = self.first_week
            if self.chance(0.3):
                begins = self.day(self.first_week, self.as_of)
            gaps = {self.random.randint(0, 70) for _ in range(self.random.choice([0, 2, 6]))}
            long_gap = self.random.randint(0, 40) if self.chance(0.3) else 999
            gaps |= set(range(long_gap, long_gap + self.random.choice([7, 8, 9, 26, 27])))
            beyond = self.later and self.chance(0.6)
            ends = self.as_of + 17 * DAY if beyond else last_day
            silent = days_between(last_day + DAY, self.as_of)
            for n, (key, service) in enumerate(sorted(chosen)):
                self._run(
                    SimpleNamespace(
                        authority=authority,
                        provider_id=provider,
                        contract=self.contracts[key],
                        service=service,
                        style=style,
                        first=begins,
                        last=ends,
                        silent=set(silent),
                        gaps=gaps,
                        last_day=last_day if n == 0 else None,
                        strays=self.chance(0.15),
                    )
                )

    def _run(self, run: SimpleNamespace) -> None:
        """The hours of one authority, provider, contract and service, week by week."""
        usual = self.random.choice([4, 7, 10, 14.5, 21])
        if run.contract.contract_type == "block":
            usual = self.random.choice([7, 14, 28, 35])
        for n, week in enumerate(weeks_between(monday(run.first), monday(run.last))):
            if n in run.gaps and week != monday(run.last_day or run.first):
                continue
            days = [
                day
                for day in days_of(week)
                if day <= run.last and day not in run.silent and (run.strays or life.in_force(run.contract, day))
            ]
            if not days:
                continue
            whole = sunday(week) <= run.last and not run.silent & set(days_of(week))
            weekly = run.style == "week" or run.style == "mixed" and self.chance(0.5)
            forced = run.last_day in days
            if run.style == "visits":
                self._visits(run, days, forced)
            elif weekly and whole and not forced:
                self._hours_row(run, week, "week", usual)
            else:
                worked = set(self.some(days)[: self.random.randint(1, 4)])
                if forced:
                    worked.add(run.last_day)
                for day in sorted(worked):
                    self._hours_row(run, day, self.random.choice(["", "day"]), usual / len(worked), day == run.last_day)

    def _hours_row(self, run, day: date, period: str, usual: float, forced: bool = False) -> None:
        planned = round(usual * self.random.choice([0.5, 1, 1, 1, 1.5]), 2)
        delivered = round(planned * self.random.choice([0, 0.5, 0.85, 1, 1, 1.1]), 2)
        if self.chance(0.05) and not forced:
            planned = delivered = 0
        if forced and self.chance(0.85):
            delivered = delivered or 1.25
        self.files["hours"].append(
            {
                "date": day,
                "period": period,
                "authority": run.authority,
                "provider_id": run.provider_id,
                "contract_id": run.contract.contract_id,
                "service": run.service,
                "planned_hours": planned,
                "delivered_hours": delivered,
            }
        )

    def _visits(self, run, days: list[date], forced: bool) -> None:
        worked = self.some(days)[: self.random.randint(1, 3)]
        if forced and run.last_day not in worked:
            worked.append(run.last_day)
        for change in CLOCK_CHANGES:
            if change in days:
                worked.append(change)
            if change - DAY in days:
                worked.append(change - DAY)
        for day in sorted(set(worked)):
            start, end = self._times(day)
            status = self.random.choice(["completed"] * 6 + ["missed", "cancelled"])
            row = {
                "visit_id": f"V{len(self.files['visits']) + 1:05d}",
                "authority": run.authority,
                "provider_id": run.provider_id,
                "contract_id": run.contract.contract_id,
                "service": run.service,
                "planned_start": start,
                "planned_end": end,
                "carers": self.random.choice(["", 1, 1, 2]),
                "status": status,
            }
            if status == "completed":
                row["actual_start"] = start
                row["actual_end"] = end
                if "01:" not in start + end and self.chance(0.5):
                    row["actual_end"] = _minutes_later(end, self.random.choice([5, 15, 30]))
            self.files["visits"].append(row)

    def _times(self, day: date) -> tuple[str, str]:
        """A visit's planned times on a local day; the nights of the clock changes among them."""
        following = day + DAY
        if day in CLOCK_CHANGES and day.month == 10 and self.chance(0.7):
            return self.random.choice(
                [
                    (f"{day}T00:30", f"{day}T02:30"),
                    (f"{day}T01:15", f"{day}T01:45"),
                    (f"{day}T01:45", f"{day}T01:15"),
                    (f"{day}T01:30+00:00", f"{day}T02:30+00:00"),
                ]
            )
        if day in CLOCK_CHANGES and day.month == 3 and self.chance(0.7):
            return self.random.choice(
                [
                    (f"{day}T00:30", f"{day}T02:30"),
                    (f"{day}T00:30", f"{day}T01:30"),
                    (f"{day}T01:30", f"{day}T03:00"),
                ]
            )
        return self.random.choice(
            [
                (f"{day}T08:00", f"{day}T09:00"),
                (f"{day}T16:15", f"{day}T18:00"),
                (f"{day}T22:00", f"{following}T06:00"),
                (f"{day}T12:30+00:00", f"{day}T14:00+00:00"),
                (f"{day}T23:15+00:00", f"{following}T00:45+00:00"),
            ]
        )

    def _holidays(self) -> None:
        if self.chance(0.1):
            return
        for authority in AUTHORITIES:
            shift = self.random.randint(-3, 3)
            for year in range(self.as_of.year - 4, self.as_of.year + 3):
                if self.chance(0.05):
                    continue
                spans = [
                    ("Christmas", date(year - 1, 12, 20), date(year, 1, 3)),
                    ("February", date(year, 2, 12), date(year, 2, 20)),
                    ("Easter", date(year, 3, 29), date(year, 4, 14)),
                    ("May", date(year, 5, 26), date(year, 6, 1)),
                    ("Summer", date(year, 7, 22), date(year, 9, 2)),
                    ("October", date(year, 10, 21), date(year, 10, 31)),
                ]
                for name, first, last in spans:
                    self.files["school_holidays"].append(
                        {
                            "authority": authority,
                            "first_day": first + shift * DAY,
                            "last_day": last + self.random.randint(-3, 3) * DAY,
                            "name": name,
                        }
                    )


def _minutes_later(moment: str, minutes: int) -> str:
    offset = moment[16:]
    later = datetime.fromisoformat(moment[:16]) + timedelta(minutes=minutes)
    return later.strftime("%Y-%m-%dT%H:%M") + offset
