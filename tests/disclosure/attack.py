"""The attack on shareable views: everything they show, under every filter they take, as one linear system.

The attacker reads the CSVs alone, and is given more than any reader has: every count exact, though it is shown rounded;
and which hours and counts are nothing, though none of these has a cell of its own. The unknowns (*atoms*) are as fine
as the records are told apart: the hours of a line (authority, provider, contract, service) on some days of a week, the
packages in one state on one day, the invitations that a provider answered in one way. Each figure shown is then an
equation between them. A figure that is left out is *recovered* where it follows from these: where the sum that it
stands for is a weighted sum of the equations.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

import pandas as pd

from dashboard.market.filters import PERIODS, Filters
from dashboard.market.market import Market
from dashboard.measures import MEASURES, answer
from dashboard.measures.csv import csv_text
from dashboard.measures.measure import Measure
from dashboard.settings import Settings

HIDDEN = "c"
PRIME = 2**61 - 1
"""Elimination is exact modulo a prime so large that no coefficient but 0 is 0 by chance."""

Sum = dict[int, int]
"""A weighted sum of atoms: the weight of each, modulo the prime."""
Row = dict[str, str]
Tables = dict[tuple[str, str | None, str | None], list[Row]]
"""The rows of a CSV over all weeks, by measure, service and, where it narrows values, authority."""


@dataclass(frozen=True)
class Cell:
    """One figure of a table, the sum that it stands for, and the one below the line where it is a ratio."""

    where: tuple
    text: str
    above: Sum
    below: Sum | None = None


@dataclass
class Found:
    """What an attack comes to."""

    shown: int = 0
    withheld: int = 0
    equations: int = 0
    atoms: int = 0
    recovered: list[tuple] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.shown} cells shown, {self.withheld} withheld; {self.equations} independent equations in "
            f"{self.atoms} atoms; {len(self.recovered)} recovered"
        )


# What the views show


PERIODS_TAKEN = (*PERIODS, None)
Answers = Callable[[Measure, Market, Filters, Settings], pd.DataFrame]


def views(settings: Settings, periods: Iterable[int | None] = PERIODS_TAKEN) -> Iterator[Filters]:
    """Every combination of the filters that a shareable view takes."""
    authorities, services = (None, *settings.authorities), (None, *settings.services)
    for authority, service, weeks in product(authorities, services, periods):
        yield Filters(authority=authority, service=service, weeks=weeks, share=True)


def collected(
    market: Market, as_of: date, settings: Settings, periods: Iterable[int | None] = PERIODS_TAKEN,
    answers: Answers = answer,
) -> Tables:
    """All that the CSVs of all views show, each cell once: what is shown in any view is shown.

    A period chooses rows and changes no value: `periods` that are all weeks alone show as much as any others do.
    """
    rows: dict[tuple, dict[tuple, Row]] = defaultdict(dict)
    for view, (name, measure) in product(views(settings, periods), MEASURES.items()):
        view = replace(view, as_of=as_of, known_at=market.number)
        table = (name, view.service, view.authority if measure.filters["authority"] == "narrows" else None)
        for row in csv.DictReader(io.StringIO(csv_text(answers(measure, market, view, settings), measure))):
            key = tuple(row[column] for column in measure.key)
            known = rows[table].setdefault(key if HIDDEN not in key else (*key, len(rows[table])), row)
            for column, text in row.items():
                if known[column] == HIDDEN:
                    known[column] = text
    return {table: list(found.values()) for table, found in rows.items()}


# What it says


class Atoms:
    """The atoms of a market: which there are, and the sums of them that each figure of a table stands for."""

    def __init__(self, market: Market, as_of: date, settings: Settings, tables: Tables):
        self.market, self.as_of, self.settings, self.tables = market, as_of, settings, tables
        self.seen = market.seen(as_of)
        self.count = 0
        self._of: dict[tuple, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
        self._numbers: dict[tuple, int] = {}
        self._routes = dict(market.contracts[["contract_id", "contract_type"]].itertuples(index=False))
        self._services = dict(market.contracts[["contract_id", "services"]].itertuples(index=False))
        self._windows: dict[str, list[str]] = defaultdict(list)
        for row in sorted(self._rows("blocks_weekly"), key=lambda row: row["week"]):
            if float(row["contracted_hours"]) > 0:
                self._windows[row["contract_id"]].append(row["week"])
        self._counted: dict[str, tuple[str, str]] = {}
        for row in self._rows("blocks"):
            first, last = self._counted.get(row["contract_id"], (row["from"], row["to"]))
            self._counted[row["contract_id"]] = min(first, row["from"]), max(last, row["to"])
        self._ends = {row["contract_id"]: row["current_end"] for row in self._rows("contracts")}
        self._delivered: dict[tuple, dict[date, float]] = defaultdict(dict)
        self._sent: dict[tuple, set[date]] = defaultdict(set)
        self._worked()
        self._held()
        self._packages()
        self._awarded()

    def _rows(self, name: str, service: str | None = None) -> list[Row]:
        return self.tables.get((name, service, None), [])

    def exact(self, name: str, **chosen: str | None) -> pd.DataFrame:
        """An exact table: asked for which of its cells are nothing, and for no figure."""
        return answer(MEASURES[name], self.market, Filters(as_of=self.as_of, known_at=1, **chosen), self.settings)

    def _atom(self, kind: str, when: str, **of: Any) -> None:
        self._of[kind, when].append((self.count, of))
        self.count += 1

    def number(self, *name: Any) -> int:
        """The atom of a name of its own."""
        if name not in self._numbers:
            self._numbers[name] = self.count
            self.count += 1
        return self._numbers[name]

    def sum(self, kind: str, when: str | Iterable[str], keep: Callable[[dict], bool] | None = None, **of: Any) -> Sum:
        """The sum of the atoms of a kind and time that are of some values; None is all."""
        chosen = {name: value for name, value in of.items() if value is not None}
        return {
            atom: 1
            for at in ([when] if isinstance(when, str) else when)
            for atom, its in self._of.get((kind, at), ())
            if all(its[name] == value for name, value in chosen.items()) and (keep is None or keep(its))
        }

    def _worked(self) -> None:
        """Hours of each line, week by week, and within it where a quarter, or a contract's counted year, ends."""
        hours = self.seen.weekly_hours
        if hours.empty:
            return
        days = self.market.days(hours["week"].min().date(), self.as_of)
        starts: dict[str, set[str]] = defaultdict(set)
        for row in self._rows("blocks"):
            starts[row["contract_id"]] |= {row["from"], _next(row["to"])}
        for contract, end in self._ends.items():
            starts[contract].add(_next(end))
        weekly = hours.assign(route=hours["contract_id"].map(self._routes), week=hours["week"].dt.date)
        line = ["authority", "provider_id", "service", "route"]
        for (*key, week), worked in weekly.groupby([*line, "week"])["delivered_hours"].sum().items():
            self._delivered[tuple(key)][week] = worked
        for provider, authority, week in weekly[["provider_id", "authority", "week"]].itertuples(index=False):
            self._sent[provider, authority].add(week)
        days = days[days["delivered_hours"] > 0]
        parts = set()
        for day, authority, provider, contract, service in zip(
            days["date"].dt.date, *(days[name] for name in ("authority", "provider_id", "contract_id", "service")),
            strict=True,
        ):
            monday = day - timedelta(days=day.weekday())
            first = max(
                d for d in (monday + timedelta(days=n) for n in range(day.weekday() + 1))
                if d == monday or (d.day == 1 and d.month in (1, 4, 7, 10)) or d.isoformat() in starts[contract]
            )
            parts.add((monday.isoformat(), first.isoformat(), authority, provider, contract, service))
        for week, first, authority, provider, contract, service in sorted(parts):
            self._atom("delivered", week, authority=authority, provider=provider, contract=contract, service=service,
                       route=self._routes[contract], first=first)

    def _held(self) -> None:
        """Capacity, and hours planned or not reported, of each provider, authority, service and route."""
        names = ("planned", "unreported", "demonstrated", "credible", "paper")
        for provider, service in product(self.market.providers["provider_id"], self.settings.services):
            table = self.exact("supply", provider=provider, service=service)
            for name in names:
                some = table[table[f"{name}_hours"] > 0]
                for week, authority, route in zip(
                    some["week"].dt.strftime("%Y-%m-%d"), some["authority"], some["route"], strict=True
                ):
                    self._atom(name, week, authority=authority, provider=provider, service=service, route=route)

    def _packages(self) -> None:
        """Open packages on each Sunday and each month's last day, by state and by the days they have waited."""
        mondays = {date.fromisoformat(row["week"]) for row in self._rows("demand")}
        days = {day + timedelta(days=6) for day in mondays}
        days |= {_month_end(row["month"], self.as_of) for row in self._rows("sourcing")}
        columns = ["authority", "service", "requested_on", "awarded_on", "started_on", "ended_on"]
        packages = [
            (authority, service, *(None if pd.isna(day) else day.date() for day in dates))
            for authority, service, *dates in self.seen.packages[columns].itertuples(index=False)
        ]
        for day in sorted(days):
            found = set()
            for authority, service, requested, awarded, started, ended in packages:
                if requested > day or (ended and ended < day):
                    continue
                if started and started <= day:
                    found.add((authority, service, "placed", 0))
                else:
                    waited = (day - requested).days
                    age = next(age for age in (91, 49, 21, self.settings.overdue_days + 1, 0) if waited >= age)
                    found.add((authority, service, "awarded" if awarded and awarded <= day else "unsourced", age))
            for kind, (authority, service, state, age) in product(("open hours", "open packages"), sorted(found)):
                self._atom(kind, day.isoformat(), authority=authority, service=service, state=state, age=age)

    def _awarded(self) -> None:
        """Packages awarded of late, under a DPS or otherwise, and those offered for."""
        first = pd.Timestamp(min(self._weeks(self.settings.lookback_weeks)))
        packages, offers = self.seen.packages, self.seen.offers
        late = packages[packages["awarded_on"] >= first]
        under = ["dps" if self._routes[contract] == "dps" else "otherwise" for contract in late["contract_id"]]
        columns = ["provider_id", "authority", "service"]
        awards = set(zip(under, *(late[name] for name in columns), strict=True))
        for how, provider, authority, service in sorted(awards):
            self._atom("awarded", how, provider=provider, authority=authority, service=service)
        offers = offers[(offers["invited_on"] >= first) & (offers["response"] == "offered")]
        offers = offers.merge(packages[["package_id", "authority", "service"]], on="package_id")
        for provider, authority, service in sorted(set(zip(*(offers[name] for name in columns), strict=True))):
            self._atom("offered for", "", provider=provider, authority=authority, service=service)

    def means(self) -> Iterator[tuple[str, int, Sum]]:
        """Hours not reported, and demonstrated: by which weeks' delivered hours each is the mean of."""
        for (kind, week), its in list(self._of.items()):
            for atom, of in its if kind in ("unreported", "demonstrated") else ():
                weeks = self._mean_of(kind, date.fromisoformat(week), of)
                yield kind, atom, self.sum("delivered", weeks, **of)

    def _mean_of(self, kind: str, week: date, of: dict) -> list[str]:
        line = {name: of[name] for name in ("authority", "provider", "service", "route")}
        if kind == "unreported":
            pair = (of["provider"], of["authority"])
            last = max(monday for monday in self._sent[pair] if monday < week)
            return [(last - timedelta(weeks=n)).isoformat() for n in range(self.settings.silence_weeks)]
        run, back = self.settings.demonstrated_weeks, self.settings.lookback_weeks
        weeks = [week - timedelta(weeks=n) for n in range(back)]
        hours = self._delivered.get(tuple(line.values()), {})
        runs = [weeks[at : at + run] for at in range(back - run + 1)]
        best = max(runs, key=lambda found: sum(hours.get(day, 0.0) for day in found))
        return [day.isoformat() for day in best]

    # The tables, each row as the cells that it shows or leaves out

    def cells(self) -> Iterator[Cell]:
        """Every figure of every table that rests on packages."""
        for (name, service, authority), rows in self.tables.items():
            if name not in READ:
                continue
            for row in rows:
                for column, sums in READ[name](self, row, service, authority).items():
                    above, below = sums if isinstance(sums, tuple) else (sums, None)
                    if row[column]:
                        key = tuple(row[part] for part in MEASURES[name].key)
                        yield Cell((name, service, authority, *key, column), row[column], above, below)

    def sufficiency(self, row: Row, service: str | None, _: str | None) -> dict:
        week, of = row["week"], {"authority": row["authority"], "service": service}
        demand, waiting, overdue = (self.open("hours", _sunday(week), of, state) for state in ("", "waits", "overdue"))
        names = ("delivered", "unreported", "paper", "credible", "demonstrated")
        hours = {name: self.sum(name, week, **of) for name in names}
        return {f"{name}_hours": found for name, found in hours.items()} | {
            "demand_hours": demand, "waiting_hours": waiting, "overdue_hours": overdue,
            "unmet_share": (overdue, demand), "headroom_hours": _plus(hours["credible"], demand, -1),
            "sufficiency": (hours["credible"], demand), "paper_sufficiency": (hours["paper"], demand),
        }

    def open(self, unit: str, day: str, of: dict, state: str = "") -> Sum:
        """Packages open on a day, or their hours: all, or those that wait, are overdue, or are unsourced or placed."""
        late = self.settings.overdue_days
        keep = {
            "": lambda its: True,
            "waits": lambda its: its["state"] != "placed",
            "overdue": lambda its: its["age"] > late,
            "unsourced": lambda its: its["state"] == "unsourced",
            "placed": lambda its: its["state"] == "placed",
        }[state]
        return self.sum(f"open {unit}", day, keep, **of)

    def supply(self, row: Row, service: str | None, _: str | None) -> dict:
        week, of = row["week"], {"authority": row["authority"], "service": service}
        names = ("planned", "delivered", "unreported", "demonstrated", "credible", "paper")
        hours = {name: self.sum(name, week, route=row["route"], **of) for name in names}
        return {f"{name}_hours": found for name, found in hours.items()} | {
            "delivery_rate": (hours["delivered"], hours["planned"]),
            "share": (hours["delivered"], self.sum("delivered", week, **of)),
        }

    def demand(self, row: Row, service: str | None, _: str | None) -> dict:
        day, of = _sunday(row["week"]), {"authority": row["authority"], "service": row["service"]}
        states = {"demand": "", "placed": "placed", "waiting": "waits", "unsourced": "unsourced"}
        return {f"{name}_hours": self.open("hours", day, of, state) for name, state in states.items()} | {
            f"{name}_packages": self.open("packages", day, of, state)
            for name, state in states.items() if name != "placed"
        }

    def sourcing(self, row: Row, service: str | None, _: str | None) -> dict:
        month, authority = row["month"], row["authority"]
        day, of = _month_end(month, self.as_of).isoformat(), {"authority": authority, "service": service}
        counts = ("requested", "started", "withdrawn", "handed_back")
        flows = {name: self._counts("sourcing", name, (month, authority), service) for name in counts}
        within, late = (
            self._counts("sourcing", "awarded", (month, authority), service, part=part) for part in ("within", "late")
        )
        waits = self.open("packages", day, of, "waits")
        bands = {
            "waiting_0_2": (0, 21), "waiting_3_6": (21, 49), "waiting_7_12": (49, 91), "waiting_over_12": (91, 999)
        }
        return flows | {
            "awarded": within | late,
            "awarded_within_target": (within, within | late),
            "waiting_packages": waits,
            "waiting_hours": self.open("hours", day, of, "waits"),
        } | {
            name: self.sum("open packages", day, lambda its, a=first, b=last: its["state"] != "placed"
                           and a <= its["age"] < b, **of)
            for name, (first, last) in bands.items()
        }

    def _counts(
        self, measure: str, column: str, key: tuple, service: str | None, part: str = "", place: Any = None
    ) -> Sum:
        """The atoms of a count that each service has, where it is not nothing."""
        found = {}
        for one in self.settings.services if service is None else [service]:
            exact = self._exact(measure, one).get(key)
            if exact is None or not exact[column]:
                continue
            if part:
                share = exact["awarded_within_target"]
                if (part == "within" and share == 0) or (part == "late" and share == 1):
                    continue
            found[self.number(measure, column, key, one, part, place)] = 1
        return found

    def _exact(self, measure: str, service: str) -> dict[tuple, dict]:
        kept = self.__dict__.setdefault("_kept", {})
        if (measure, service) not in kept:
            table = self.exact(measure, service=service)
            key = list(MEASURES[measure].key)
            kept[measure, service] = {
                tuple(line[name] for name in key): line for line in table.to_dict("records")
            }
        return kept[measure, service]

    def funnel(self, row: Row, service: str | None, _: str | None) -> dict:
        quarter, authority = row["quarter"], row["authority"]
        year, of_year = int(quarter[:4]), int(quarter[-1])
        months = [f"{year}-{month:02}" for month in range(3 * of_year - 2, 3 * of_year + 1)]
        requested: Sum = {}
        for month in months:
            requested |= self._counts("sourcing", "requested", (month, authority), service)
        put, with_offer, one, offers = {}, {}, {}, {}
        for (of, number), _packages in self._offered(quarter, authority).items():
            if service in (None, of):
                atom = self.number("offered", quarter, authority, of, number)
                put[atom] = 1
                if number:
                    with_offer[atom], offers[atom] = 1, number
                if number == 1:
                    one[atom] = 1
        key = (quarter, authority)
        return {
            "requested": requested, "put_to_market": put, "with_offer": with_offer, "one_offer_only": one,
            "offers": offers, "offers_per_package": (offers, put),
        } | {name: self._counts("funnel", name, key, service) for name in ("awarded", "started", "invitations")}

    def _offered(self, quarter: str, authority: str) -> dict[tuple[str, int], int]:
        """How many packages of a quarter were put to market and drew so many offers, by service and that number."""
        if "_offers" not in self.__dict__:
            found: dict[tuple, dict] = defaultdict(lambda: defaultdict(int))
            offers = self.seen.offers
            drew = offers[offers["response"] == "offered"].groupby("package_id")["provider_id"].nunique()
            put = set(offers["package_id"])
            for package, council, service, asked in self.seen.packages[
                ["package_id", "authority", "service", "requested_on"]
            ].itertuples(index=False):
                if package in put:
                    found[f"{asked.year}-Q{asked.quarter}", council][service, int(drew.get(package, 0))] += 1
            self._offers = found
        return self._offers[quarter, authority]

    def _weeks(self, last: int, back: int = 0) -> list[str]:
        """The Mondays of the latest weeks, or of those before the latest so many."""
        monday = self.as_of - timedelta(days=6)
        return [(monday - timedelta(weeks=n)).isoformat() for n in range(back, back + last)]

    def providers(self, row: Row, service: str | None, _: str | None) -> dict:
        key = (row["provider_id"], row["authority"])
        of = {"provider": key[0], "authority": key[1], "service": service}
        names = ("offered", "declined", "no_response", "handed_back")
        count = {name: self._counts("providers", name, key, service) for name in names}
        under_dps, drew = self.sum("awarded", "dps", **of), self.sum("offered for", "", **of)
        count["awarded"] = under_dps | self.sum("awarded", "otherwise", **of)
        last, prior = (self.sum("delivered", self._weeks(13, back), **of) for back in (0, 13))
        every = self.sum("delivered", self._weeks(13), authority=key[1], service=service)
        invited = count["offered"] | count["declined"] | count["no_response"]
        return count | {
            "invited": invited, "response_rate": (count["offered"] | count["declined"], invited),
            "award_rate": (under_dps, drew), "hours_last_13_weeks": last,
            "hours_prior_13_weeks": prior, "change": (_plus(last, prior, -1), prior), "share": (last, every),
        }

    def provider_weeks(self, row: Row, service: str | None, _: str | None) -> dict:
        of = {"authority": row["authority"], "provider": row["provider_id"], "service": service}
        return {f"{name}_hours": self.sum(name, row["week"], **of) for name in ("delivered", "unreported")}

    def concentration(self, row: Row, service: str | None, _: str | None) -> dict:
        quarter, of = pd.Period(row["quarter"].replace("-", "")), {"authority": row["authority"], "service": service}
        first, last = quarter.start_time.date(), min(quarter.end_time.date(), self.as_of)
        weeks = pd.date_range(first - timedelta(days=first.weekday()), last, freq="7D")
        mondays = weeks.strftime("%Y-%m-%d").tolist()
        its = {"provider": row["largest_provider"]} | of

        def inside(atom: dict) -> bool:
            return first.isoformat() <= atom["first"] <= last.isoformat()

        week = (last - timedelta(days=(last.weekday() + 1) % 7 + 6)).isoformat()
        without = _plus(self.sum("credible", week, **of), self.sum("credible", week, **its), -1)
        return {
            "largest_share": (
                self.sum("delivered", mondays, inside, **its), self.sum("delivered", mondays, inside, **of)
            ),
            "sufficiency_without_largest": (without, self.open("hours", _sunday(week), of)),
        }

    def entrants(self, row: Row, service: str | None, authority: str | None) -> dict:
        provider = row["provider_id"]
        of = {"provider": provider, "authority": authority, "service": service}
        weeks = [week for kind, week in self._of if kind == "delivered"]
        bought = {
            (its["authority"], its["service"])
            for week in weeks for _, its in self._of["delivered", week]
            if its["provider"] == provider and its["route"] in ("dps", "spot")
            and authority in (None, its["authority"]) and service in (None, its["service"])
        }
        paid = {self.number("paid", provider, *pair): 1 for pair in bought}
        first = {self.number("first", provider, authority, *pair): 1 for pair in bought}
        first = paid if row["complete"] == "false" else first
        uncosted = {self.number("uncosted", provider, *pair): 1 for pair in bought}
        return {
            "hours_to_date": self.sum("delivered", weeks, **of), "uncosted_hours": uncosted,
            "spend_to_date_gbp": paid, "spend_first_12_months_gbp": first, "against_setup": first,
        }

    def _block(self, contract: str, first: str, last: str, weeks: Iterable[str]) -> Sum:
        """What a block delivered on its counted days from one day to another, of some weeks."""
        begin, stop = self._counted.get(contract, ("9", "0"))
        return self.sum("delivered", weeks, lambda its: max(first, begin) <= its["first"] <= min(last, stop),
                        contract=contract)

    def _lately(self, contract: str, last: str) -> Sum:
        weeks = [week for week in self._windows[contract] if week <= last][-self.settings.utilisation_weeks:]
        return self._block(contract, "0", last, weeks)

    def blocks(self, row: Row, service: str | None, _: str | None) -> dict:
        contract, first, last = row["contract_id"], row["from"], row["to"]
        weeks = [week for kind, week in self._of if kind == "delivered" and first <= _sunday(week) and week <= last]
        delivered, lately = self._block(contract, first, last, weeks), self._lately(contract, last)
        # As if used as lately: any weight but 0 stands for the hours that are still to come.
        over = _plus(delivered, lately, 7919) if row["complete"] == "false" else delivered
        rate = {self.number("rate", row["authorities"], self._services[contract], last): 1}
        used = ("delivered_hours", "utilisation", "cost_per_delivered_hour")
        return dict.fromkeys(used, delivered) | {
            name: delivered for name in ("void_hours", "over_hours", "void_gbp") if row[name] not in ("0.0", "0")
        } | {"utilisation_13_weeks": lately, "projected_utilisation": over, "dps_rate_gbp": rate,
             "break_even_utilisation": rate}

    def blocks_weekly(self, row: Row, service: str | None, _: str | None) -> dict:
        contract, week = row["contract_id"], row["week"]
        delivered = self._block(contract, "0", "9", [week])
        return {
            "delivered_hours": delivered, "utilisation": delivered,
            "utilisation_13_weeks": self._lately(contract, _sunday(week)),
        }

    def contracts(self, row: Row, service: str | None, _: str | None) -> dict:
        end = self._ends[row["contract_id"]]
        past = self.sum("delivered", self._weeks(4), lambda its: its["first"] > end, contract=row["contract_id"])
        return {"delivering_past_end": past}


READ: dict[str, Callable[[Atoms, Row, str | None, str | None], dict]] = {
    name: getattr(Atoms, name)
    for name in (
        "sufficiency", "supply", "demand", "sourcing", "funnel", "providers", "provider_weeks", "concentration",
        "entrants", "blocks", "blocks_weekly", "contracts",
    )
}
"""How each measure's rows are read."""


def _plus(one: Sum, other: Sum, times: int) -> Sum:
    found = dict(one)
    for atom, weight in other.items():
        found[atom] = (found.get(atom, 0) + times * weight) % PRIME
    return {atom: weight for atom, weight in found.items() if weight}


def _next(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _sunday(week: str) -> str:
    return (date.fromisoformat(week) + timedelta(days=6)).isoformat()


def _month_end(month: str, as_of: date) -> date:
    return min(pd.Period(month).end_time.date(), as_of)


# What follows from it


class Equations:
    """Equations between atoms, brought to a form in which it shows at once what follows from them."""

    def __init__(self) -> None:
        self._by_lead: dict[int, Sum] = {}

    def __len__(self) -> int:
        return len(self._by_lead)

    def left(self, row: Sum) -> Sum:
        """What is left of a sum when all that follows from the equations is taken off: nothing, if it follows."""
        row = dict(row)
        while leads := row.keys() & self._by_lead.keys():
            for lead in leads:
                times = row.get(lead)
                if times:
                    for atom, weight in self._by_lead[lead].items():
                        value = (row.get(atom, 0) - times * weight) % PRIME
                        if value:
                            row[atom] = value
                        else:
                            row.pop(atom, None)
        return row

    def add(self, row: Sum) -> None:
        """Take in an equation: that a sum is known."""
        row = self.left(row)
        if row:
            lead = next(iter(row))
            inverse = pow(row[lead], -1, PRIME)
            self._by_lead[lead] = {atom: weight * inverse % PRIME for atom, weight in row.items()}

    def tell(self, row: Sum) -> bool:
        """Whether a sum follows."""
        return not self.left(row)


def attack(market: Market, as_of: date, settings: Settings, tables: Tables) -> Found:
    """Try to work out every figure that is left out of the shareable views of a day, a Sunday."""
    atoms = Atoms(market, as_of, settings, tables)
    cells = list(atoms.cells())
    found, equations = Found(atoms=atoms.count), Equations()
    rows = []
    for cell in cells:
        if cell.text == HIDDEN:
            found.withheld += 1
        else:
            found.shown += 1
            rows.append(cell.above if cell.below is None else _plus(cell.above, cell.below, -_weight(cell.text)))
    for row in sorted(rows, key=len):
        equations.add(row)
    # What was not reported is the mean of weeks that all know; what is demonstrated, where it is known of one line,
    # that of the weeks that fit.
    for kind, atom, mean in atoms.means():
        if kind == "unreported" or equations.tell({atom: 1}):
            equations.add(_plus(mean, {atom: 1}, -8 if kind == "unreported" else -4))
    found.equations = len(equations)
    for cell in cells:
        if cell.text == HIDDEN and equations.tell(cell.above) and (cell.below is None or equations.tell(cell.below)):
            found.recovered.append(cell.where)
    return found


def _weight(ratio: str) -> int:
    value = Fraction(ratio)
    return value.numerator * pow(value.denominator, -1, PRIME) % PRIME
