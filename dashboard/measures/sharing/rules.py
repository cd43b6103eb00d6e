"""What each measure's shareable table leaves out: one function a measure, by what its figures rest on.

Counts of packages rest on themselves; hours, money and what is worked out from them on the packages placed. Ratios and
differences are left out with what they are made of. Days, dates, statuses and counts of providers or contracts are
free.
"""

from collections.abc import Callable
from functools import cached_property

import numpy as np
import pandas as pd

from dashboard.market.filters import Filters
from dashboard.market.market import Seen
from dashboard.market.weeks import nth_latest_week
from dashboard.measures import blocks_weekly, funnel, providers, sourcing
from dashboard.measures.measure import Measure, whole
from dashboard.measures.sharing.audit import crossed
from dashboard.measures.sharing.hours import Hours
from dashboard.measures.sharing.waiting import Open
from dashboard.settings import Settings

Left = dict[str, np.ndarray]
"""By column, which rows of a table may be shown; a column that is not named is free."""


class Known:
    """What may be shown of a market as seen on a day; worked out once, whichever table asks first."""

    def __init__(self, seen: Seen, settings: Settings):
        self.seen, self.settings = seen, settings
        self._counts: dict[tuple, tuple[pd.MultiIndex, np.ndarray]] = {}

    @cached_property
    def hours(self) -> Hours:
        """Which weekly hours may be shown."""
        return Hours(self.seen, self.settings)

    @cached_property
    def open(self) -> Open:
        """Which weekly figures of the packages asked for may be shown."""
        return Open(self.seen, self.settings)

    @cached_property
    def services(self) -> list[str]:
        """The services that packages are of."""
        return sorted(self.seen.packages["service"].unique())

    def counted(self, measure: Measure, columns: list[str], table: pd.DataFrame, service: str | None) -> np.ndarray:
        """Whether counts of a table, and their sum, may be shown, [row, column of those and the sum].

        They are judged in the tables of every service and of all, where the same rows stand.
        """
        index, shown = self.judged(measure, tuple(columns))
        rows = index.get_indexer(pd.MultiIndex.from_frame(table[list(measure.key)]))
        return shown[rows][:, :, self.place(service)]

    def place(self, service: str | None) -> int:
        """Where a service stands among the services; the last is all of them."""
        return len(self.services) if service is None else self.services.index(service)

    def judged(self, measure: Measure, columns: tuple[str, ...]) -> tuple[pd.MultiIndex, np.ndarray]:
        """The rows by their key, and which counts may be shown: [row, column and sum, service and all]."""
        if (measure.id, columns) not in self._counts:
            index, counts = self.counts(measure, columns)
            self._counts[measure.id, columns] = index, crossed(counts, self.settings.few_packages)
        return self._counts[measure.id, columns]

    def counts(self, measure: Measure, columns: tuple[str, ...]) -> tuple[pd.MultiIndex, np.ndarray]:
        """The rows of a measure's table by their key, and its counts by service: [row, column, service]."""
        key = list(measure.key)
        index = pd.MultiIndex.from_frame(self.table(measure, None)[key])
        counts = np.zeros((len(index), len(columns), len(self.services)), int)
        for at, service in enumerate(self.services):
            table = self.table(measure, service).set_index(key).reindex(index)
            for place, column in enumerate(columns):
                counts[:, place, at] = table[column].fillna(0).astype(int)
        return index, counts

    def table(self, measure: Measure, service: str | None) -> pd.DataFrame:
        """The exact table of a service, or of all."""
        filters = Filters(service=service, as_of=self.seen.as_of, known_at=self.seen.market.number)
        return whole(measure, self.seen.market, filters, self.settings)

    def delivered(self, first: pd.Timestamp, last: pd.Timestamp, **of: str | None) -> bool:
        """Whether the delivered hours of every week that begins between two days may be shown."""
        weeks = self.hours.weeks
        return bool(self.hours.shown("delivered_hours", weeks[(weeks >= first) & (weeks <= last)], **of).all())

    def delivered_lately(self, table: pd.DataFrame, service: str | None, back: int = 0) -> np.ndarray:
        """The same of each row's provider and authority, in the last weeks, or in those `back` weeks before."""
        latest = (back + 1, back + self.settings.activity_weeks)
        last, first = (pd.Timestamp(nth_latest_week(self.seen.as_of, n)) for n in latest)
        return np.array([
            self.delivered(first, last, provider=provider, authority=authority, service=service)
            for provider, authority in zip(table["provider_id"], table["authority"], strict=True)
        ], bool)


def _sufficiency(table: pd.DataFrame, service: str | None, known: Known) -> Left:
    week, authority = table["week"], table["authority"]
    demand, waiting, overdue = (
        known.open.shown(figure, week, authority, service) for figure in ("demand", "waiting", "overdue")
    )
    hours = {
        f"{name}_hours": known.hours.shown(f"{name}_hours", week, authority, service)
        for name in ("delivered", "unreported", "paper", "credible", "demonstrated")
    }
    judged = hours["credible_hours"] & demand
    return hours | {
        "demand_hours": demand,
        "waiting_hours": waiting,
        "overdue_hours": overdue,
        "unmet_share": overdue & demand,
        "headroom_hours": judged,
        "sufficiency": judged,
        "paper_sufficiency": hours["paper_hours"] & demand,
        "status": judged,
        "reason": judged,
    }


def _supply(table: pd.DataFrame, service: str | None, known: Known) -> Left:
    week, authority = table["week"], table["authority"]
    hours = {
        f"{name}_hours": known.hours.shown(f"{name}_hours", week, authority, service, route=table["route"])
        for name in ("planned", "delivered", "unreported", "demonstrated", "credible", "paper")
    }
    return hours | {
        "delivery_rate": hours["delivered_hours"] & hours["planned_hours"],
        "share": hours["delivered_hours"] & known.hours.shown("delivered_hours", week, authority, service),
    }


def _demand(table: pd.DataFrame, service: str | None, known: Known) -> Left:
    shown = {
        figure: known.open.shown(figure, table["week"], table["authority"], table["service"])
        for figure in ("demand", "placed", "waiting", "unsourced")
    }
    hours = {f"{figure}_hours": may for figure, may in shown.items()}
    return hours | {f"{figure}_packages": may for figure, may in shown.items() if figure != "placed"}


def _sourcing(table: pd.DataFrame, service: str | None, known: Known) -> Left:
    measure = sourcing.MEASURE
    left = {
        name: known.counted(measure, [name], table, service)[:, 0]
        for name in ("awarded", "started", "withdrawn", "handed_back")
    }
    quarters = table["month"].map(lambda month: f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}")
    at, shown = _requested(known)
    place = [at[key] for key in zip(quarters, table["authority"], strict=True)]
    left["requested"] = shown[place, (table["month"].str[5:].astype(int) + 2) % 3, known.place(service)]

    bands = known.counted(measure, list(sourcing.BANDS), table, service)
    left |= {name: bands[:, at] for at, name in enumerate(sourcing.BANDS)}
    left["waiting_packages"] = left["waiting_hours"] = bands[:, len(sourcing.BANDS)]
    # The longest wait is one package's own.
    left["oldest_wait_days"] = np.zeros(len(table), bool)

    within = (table["awarded_within_target"] * table["awarded"].astype(float)).fillna(0).round()
    few = known.settings.few_packages
    parts = within.between(1, few) | (table["awarded"].astype(float) - within).between(1, few)
    left["median_days"] = left["p90_days"] = left["awarded"]
    left["awarded_within_target"] = left["awarded"] & ~parts.to_numpy()
    return left


def _requested(known: Known) -> tuple[dict[tuple[str, str], int], np.ndarray]:
    """Which counts of packages requested may be shown: [quarter and authority, month or quarter, service or all].

    The quarters of `funnel` are the sums of the months of `sourcing`. The first array says where a quarter stands.
    """
    key = "requested by quarter"
    if key not in known.seen.kept:
        index, counts = known.counts(sourcing.MEASURE, ("requested",))
        months = index.get_level_values("month").str
        quarters = months[:4] + "-Q" + ((months[5:].astype(int) + 2) // 3).astype(str)
        found = sorted(set(zip(quarters, index.get_level_values("authority"), strict=True)))
        at = {pair: place for place, pair in enumerate(found)}
        by_quarter = np.zeros((len(found), 3, len(known.services)), int)
        place = [at[pair] for pair in zip(quarters, index.get_level_values("authority"), strict=True)]
        by_quarter[place, (months[5:].astype(int) + 2) % 3] = counts[:, 0]
        known.seen.kept[key] = at, crossed(by_quarter, known.settings.few_packages)
    return known.seen.kept[key]


def _funnel(table: pd.DataFrame, service: str | None, known: Known) -> Left:
    left = {
        name: known.counted(funnel.MEASURE, [name], table, service)[:, 0]
        for name in ("put_to_market", "with_offer", "one_offer_only", "awarded", "started")
    }
    at, shown = _requested(known)
    place = [at[key] for key in zip(table["quarter"], table["authority"], strict=True)]
    return left | {
        "requested": shown[place, 3, known.place(service)],
        "invitations": left["put_to_market"],
        "offers": left["with_offer"],
        "offers_per_package": left["put_to_market"] & left["with_offer"],
    }


def _providers(table: pd.DataFrame, service: str | None, known: Known) -> Left:
    measure, weeks = providers.MEASURE, known.settings.activity_weeks
    answers = ["offered", "declined", "no_response"]
    asked = known.counted(measure, answers, table, service)
    awarded, handed_back = (
        known.counted(measure, [name], table, service)[:, 0] for name in ("awarded", "handed_back")
    )
    last, prior = (known.delivered_lately(table, service, back) for back in (0, weeks))
    all_hours = known.delivered_lately(table.assign(provider_id=None), service)
    return {name: asked[:, at] for at, name in enumerate([*answers, "invited"])} | {
        "response_rate": asked.all(axis=1),
        "awarded": awarded,
        "award_rate": awarded & asked[:, 0],
        "handed_back": handed_back,
        "hours_last_13_weeks": last,
        "hours_prior_13_weeks": prior,
        "change": last & prior,
        "share": last & all_hours,
    }


def _provider_weeks(table: pd.DataFrame, service: str | None, known: Known) -> Left:
    return {
        name: known.hours.shown(name, table["week"], table["authority"], service, provider=table["provider_id"])
        for name in ("delivered_hours", "unreported_hours")
    }


def _dormancy(table: pd.DataFrame, service: str | None, known: Known) -> Left:
    # Each row is one package's own.
    none = np.zeros(len(table), bool)
    return {"package_id": none, "invited_on": none, "response": none, "responded_on": none}


def _concentration(table: pd.DataFrame, service: str | None, known: Known) -> Left:
    hours, weeks = known.hours, known.hours.weeks
    worked = known.seen.weekly_hours
    largest, every, without = [], [], []
    rows = table[["quarter", "authority", "largest_provider"]].itertuples(index=False, name=None)
    for name, authority, biggest in rows:
        quarter = pd.Period(name.replace("-", ""))
        first, last = quarter.start_time - pd.Timedelta(days=6), min(quarter.end_time, known.seen.day)
        own = worked[(worked["authority"] == authority) & worked["week"].between(first, last)]
        all_of_it = known.delivered(first, last, authority=authority, service=service)
        of = {
            provider: all_of_it
            and known.delivered(first, last, authority=authority, service=service, provider=provider)
            for provider in own["provider_id"].unique()
        }
        largest.append(of.get(biggest, True))
        every.append(all(of.values()))
        week = weeks[weeks + pd.Timedelta(days=6) <= last][-1:]
        without.append(
            largest[-1]
            and bool(hours.shown("credible_hours", week, authority, service).all())
            and bool(known.open.shown("demand", week, authority, service).all())
        )
    return {
        "largest_share": np.array(largest, bool),
        "top5_share": np.array(every, bool),
        "hhi": np.array(every, bool),
        "sufficiency_without_largest": np.array(without, bool),
    }


def _entrants(table: pd.DataFrame, service: str | None, known: Known) -> Left:
    packages = known.seen.packages
    types = known.seen.market.contracts.set_index("contract_id")["contract_type"]
    bought = packages[packages["contract_id"].map(types).isin(["dps", "spot"])]
    placed, paid = (set(frame.loc[frame["started_on"].notna(), "provider_id"]) for frame in (packages, bought))
    weeks, councils = known.hours.weeks, known.seen.weekly_hours["authority"].unique()
    shown = np.array([
        all(known.hours.shown("delivered_hours", weeks, council, of, provider=provider).all()
            for council in councils for of in (None, *known.services))
        for provider in table["provider_id"]
    ], bool)
    hours = shown | ~table["provider_id"].isin(placed).to_numpy()
    money = shown | ~table["provider_id"].isin(paid).to_numpy()
    return {"hours_to_date": hours, "uncosted_hours": money} | dict.fromkeys(
        ("spend_to_date_gbp", "spend_first_12_months_gbp", "against_setup"), money
    )


def _block_weeks(known: Known) -> pd.DataFrame:
    """By contract and week of `blocks_weekly`: whether the week may be shown, and the weeks that count up to it."""
    weekly = known.table(blocks_weekly.MEASURE, None)
    week = known.hours.shown("delivered_hours", weekly["week"], contract=weekly["contract_id"])
    found = weekly[["week", "contract_id"]].assign(week_shown=week, lately_shown=week)
    counted = found[weekly["contracted_hours"] > 0]
    window = counted.groupby("contract_id")["week_shown"].rolling(known.settings.utilisation_weeks, min_periods=1)
    found["lately_shown"] = window.min().droplevel(0).eq(1)
    found["lately_shown"] = found.groupby("contract_id")["lately_shown"].ffill().fillna(True).astype(bool)
    return found


def _blocks(table: pd.DataFrame, service: str | None, known: Known) -> Left:
    weekly, few = _block_weeks(known), known.settings.few_packages
    packages, contracts = known.seen.packages, known.seen.market.contracts.set_index("contract_id")
    of_dps = packages["contract_id"].map(contracts["contract_type"]) == "dps"
    bought = packages[of_dps & packages["hourly_rate_gbp"].notna()]

    def placed(frame: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> int:
        return int(((frame["started_on"] <= last) & ~(frame["ended_on"] < first)).sum())

    delivered, lately, rates = [], [], []
    for contract, first, last in zip(table["contract_id"], table["from"], table["to"], strict=True):
        own = weekly[(weekly["contract_id"] == contract) & (weekly["week"] <= last)]
        hidden = int((~own.loc[own["week"] > first - pd.Timedelta(days=7), "week_shown"]).sum())
        enough = not 1 <= placed(packages[packages["contract_id"] == contract], first, last) <= few
        # One week that is hidden could be worked out from a year that is shown; of two or more, none.
        delivered.append(enough and hidden != 1)
        lately.append(own["lately_shown"].iloc[-1] if len(own) else True)
        terms = contracts.loc[contract]
        of_its = bought["authority"].isin(terms["covered_authorities"]) & bought["service"].isin(terms["services"])
        rates.append(not 1 <= placed(bought[of_its], last, last) <= few)
    shown, recent, rate = (np.array(values, bool) for values in (delivered, lately, rates))
    used = ("delivered_hours", "utilisation", "void_hours", "over_hours", "cost_per_delivered_hour", "void_gbp")
    return dict.fromkeys((*used, "status"), shown) | {
        "utilisation_13_weeks": recent,
        "projected_utilisation": shown & recent,
        "dps_rate_gbp": rate,
        "break_even_utilisation": rate,
    }


def _blocks_weekly(table: pd.DataFrame, service: str | None, known: Known) -> Left:
    found = table[["week", "contract_id"]].merge(_block_weeks(known), how="left", on=["week", "contract_id"])
    week = found["week_shown"].to_numpy(bool)
    return {"delivered_hours": week, "utilisation": week, "utilisation_13_weeks": found["lately_shown"].to_numpy(bool)}


def _contracts(table: pd.DataFrame, service: str | None, known: Known) -> Left:
    return {"delivering_past_end": ~(table["delivering_past_end"] > 0).to_numpy()}


def _attention(table: pd.DataFrame, service: str | None, known: Known) -> Left:
    return {"since": (table["rule"] != "long_wait").to_numpy()}


RULES: dict[str, Callable[[pd.DataFrame, str | None, Known], Left]] = {
    "attention": _attention,
    "sufficiency": _sufficiency,
    "supply": _supply,
    "demand": _demand,
    "sourcing": _sourcing,
    "funnel": _funnel,
    "providers": _providers,
    "provider_weeks": _provider_weeks,
    "dormancy": _dormancy,
    "concentration": _concentration,
    "entrants": _entrants,
    "blocks": _blocks,
    "blocks_weekly": _blocks_weekly,
    "contracts": _contracts,
}
"""By measure; one that is not named rests on no package."""
