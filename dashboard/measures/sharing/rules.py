"""What each measure's shareable table leaves out: one function a measure, by what its figures rest on.

Counts of packages rest on themselves; hours, money and what is worked out from them on the packages placed. Ratios and
differences are left out with what they are made of. Days, dates, statuses and counts of providers or contracts are
free.
"""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import product

import numpy as np
import pandas as pd

from dashboard.market.filters import Filters
from dashboard.market.market import narrowed
from dashboard.market.pickup import PAIR, invitations
from dashboard.market.ways_in import WAY
from dashboard.market.weeks import nth_latest_week
from dashboard.measures import backtest, funnel, providers, sourcing
from dashboard.measures.sharing.hours import WITHOUT
from dashboard.measures.sharing.known import Figures, Known, placed_on_any_day

Left = dict[str, np.ndarray]
"""By column, which rows of a table may be shown; a column that is not named is free."""


def _sufficiency(table: pd.DataFrame, view: Filters, known: Known) -> Left:
    week, authority = table["week"], table["authority"]
    demand, waiting, overdue = (
        known.open.shown(figure, week, authority, view.service) for figure in ("demand", "waiting", "overdue")
    )
    hours = {
        f"{name}_hours": known.hours.shown(f"{name}_hours", week, authority, view.service)
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


def _outlook(table: pd.DataFrame, view: Filters, known: Known) -> Left:
    """The futures begin with the need and the capacity of the latest week, and tell of them."""
    shown = _ahead(table, view, known)
    return {name: shown for name in table.columns if name not in ("week", "authority", "capacity_committed")}


def _outlook_summary(table: pd.DataFrame, view: Filters, known: Known) -> Left:
    shown = _ahead(table, view, known)
    return {name: shown for name in table.columns if name != "authority"}


def _ahead(table: pd.DataFrame, view: Filters, known: Known) -> np.ndarray:
    """Whether each row's authority has a latest week of which need and capacity may be shown."""
    week = pd.DatetimeIndex([known.seen.last_week] * len(table))
    return known.open.shown("demand", week, table["authority"], view.service) & known.hours.shown(
        "credible_hours", week, table["authority"], view.service
    )


def _backtest(table: pd.DataFrame, view: Filters, known: Known) -> Left:
    """What came true, now and a year before, is the need of a week; what was said rests on that of its day too."""
    origin, ahead = table["origin"], pd.to_timedelta(7 * table["horizon_weeks"].astype(int), unit="D")
    actual, naive, begun = (
        known.open.shown("demand", week, table["authority"], view.service)
        for week in (origin + ahead, origin + ahead - pd.Timedelta(weeks=52), origin)
    )
    return {"actual": actual, "naive": naive} | dict.fromkeys(("p05", "p50", "p95"), begun & actual)


def _backtest_summary(table: pd.DataFrame, view: Filters, known: Known) -> Left:
    whole_past = _backtest(found := known.table(backtest.MEASURE, view.service), view, known)["actual"]
    few = set(found.loc[~whole_past, "authority"])
    shown = ~table["authority"].isin(few).to_numpy()
    return {name: shown for name in table.columns if name not in ("authority", "horizon_weeks", "origins")}


def _supply(table: pd.DataFrame, view: Filters, known: Known) -> Left:
    week, authority = table["week"], table["authority"]
    hours = {
        f"{name}_hours": known.hours.shown(f"{name}_hours", week, authority, view.service, route=table["route"])
        for name in ("planned", "delivered", "unreported", "demonstrated", "credible", "paper")
    }
    return hours | {
        "delivery_rate": hours["delivered_hours"] & hours["planned_hours"],
        "share": hours["delivered_hours"] & known.hours.shown("delivered_hours", week, authority, view.service),
    }


def _demand(table: pd.DataFrame, view: Filters, known: Known) -> Left:
    shown = {
        figure: known.open.shown(figure, table["week"], table["authority"], table["service"])
        for figure in ("demand", "placed", "waiting", "unsourced")
    }
    hours = {f"{figure}_hours": may for figure, may in shown.items()}
    return hours | {f"{figure}_packages": may for figure, may in shown.items() if figure != "placed"}


def _sourcing(table: pd.DataFrame, view: Filters, known: Known) -> Left:
    measure = sourcing.MEASURE
    left = {
        name: known.counted(measure, [name], table, view.service)[:, 0]
        for name in ("started", "withdrawn", "handed_back")
    }
    quarters = table["month"].map(lambda month: f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}")
    at, shown = known.requested
    place = [at[key] for key in zip(quarters, table["authority"], strict=True)]
    left["requested"] = shown[place, (table["month"].str[5:].astype(int) + 2) % 3, known.place(view.service)]

    bands = known.counted(measure, list(sourcing.BANDS), table, view.service)
    left |= {name: bands[:, at] for at, name in enumerate(sourcing.BANDS)}
    left["waiting_packages"] = left["waiting_hours"] = bands[:, len(sourcing.BANDS)]
    # The longest wait is one package's own.
    left["oldest_wait_days"] = np.zeros(len(table), bool)

    awarded = known.states(measure, _within, table, view.service)
    left["awarded"] = left["median_days"] = left["p90_days"] = awarded[:, 0]
    left["awarded_within_target"] = awarded[:, 0] & awarded[:, 1]
    return left


def _within(table: pd.DataFrame, known: Known, service: str) -> tuple[list[pd.Series], Figures, Figures]:
    """Packages awarded within the target, and later; shown are all of them, and, by the share, the former."""
    awarded = table["awarded"].astype(float)
    within = (table["awarded_within_target"] * awarded).fillna(0).round()
    return [within, awarded - within], [(1, 1), (1, 0)], [(0, 1)]


def _funnel(table: pd.DataFrame, view: Filters, known: Known) -> Left:
    left = {
        name: known.counted(funnel.MEASURE, [name], table, view.service)[:, 0] for name in ("awarded", "started")
    }
    at, shown = known.requested
    place = [at[key] for key in zip(table["quarter"], table["authority"], strict=True)]
    put, offered, one = known.states(funnel.MEASURE, _offered, table, view.service).T
    return left | {
        "requested": shown[place, 3, known.place(view.service)],
        "put_to_market": put,
        "with_offer": offered,
        "one_offer_only": one,
        "invitations": put,
        # Where no package drew more than two offers, their number tells how many drew one.
        "offers": offered & one,
        "offers_per_package": put & offered & one,
    }


def _offered(table: pd.DataFrame, known: Known, service: str) -> tuple[list[pd.Series], Figures, Figures]:
    """Packages put to the market by their offers: none, one, more."""
    put, offered, one = (table[name].astype(float) for name in ("put_to_market", "with_offer", "one_offer_only"))
    return [put - offered, one, offered - one], [(1, 1, 1), (0, 1, 1), (0, 1, 0)], []


def _providers(table: pd.DataFrame, view: Filters, known: Known) -> Left:
    measure, weeks = providers.MEASURE, known.settings.activity_weeks
    invited, answered, offered, no_response, declined = known.states(measure, _answers, table, view.service).T
    awarded, under_dps, drew = known.states(measure, _awards, table, view.service).T
    handed_back = known.counted(measure, ["handed_back"], table, view.service)[:, 0]
    last, prior = (known.delivered_lately(table, view.service, back) for back in (0, weeks))
    all_hours = known.delivered_lately(table.assign(provider_id=None), view.service)
    return {
        "invited": invited,
        "offered": offered,
        "declined": declined,
        "no_response": no_response,
        "response_rate": answered & invited,
        "awarded": awarded,
        "award_rate": under_dps & drew & offered,
        "handed_back": handed_back,
        "hours_last_13_weeks": last,
        "hours_prior_13_weeks": prior,
        "change": last & prior,
        "share": last & all_hours,
    }


def _answers(table: pd.DataFrame, known: Known, service: str) -> tuple[list[pd.Series], Figures, Figures]:
    """Invitations by their answer; shown are all, the answered (by their rate), and each kind."""
    kinds = [table[name].astype(float) for name in ("offered", "no_response", "declined")]
    return kinds, [(1, 1, 1), (1, 0, 1), (1, 0, 0), (0, 1, 0), (0, 0, 1)], []


def _awards(table: pd.DataFrame, known: Known, service: str) -> tuple[list[pd.Series], Figures, Figures]:
    """Packages awarded, under a DPS and otherwise, and those offered for: the award rate is of the first and last."""
    first = pd.Timestamp(nth_latest_week(known.seen.as_of, known.settings.lookback_weeks))
    asked = invitations(known.seen, service)
    offers = asked[asked["invited_on"].between(first, known.seen.day) & (asked["response"] == "offered")]
    each = offers.drop_duplicates([*PAIR, "package_id"]).groupby(PAIR).size()
    offered_for = each.reindex(pd.MultiIndex.from_frame(table[PAIR]), fill_value=0).reset_index(drop=True)
    under_dps = (table["award_rate"] * offered_for).fillna(0).round()
    others = table["awarded"].astype(float) - under_dps
    return [under_dps, others, offered_for], [(1, 1, 0), (1, 0, 0), (0, 0, 1)], [(0, 1, 0)]


def _provider_weeks(table: pd.DataFrame, view: Filters, known: Known) -> Left:
    return {
        name: known.hours.shown(name, table["week"], table["authority"], view.service, provider=table["provider_id"])
        for name in ("delivered_hours", "unreported_hours")
    }


def _dormancy(table: pd.DataFrame, view: Filters, known: Known) -> Left:
    # Each row is one package's own.
    none = np.zeros(len(table), bool)
    return {"package_id": none, "invited_on": none, "response": none, "responded_on": none}


def _concentration(table: pd.DataFrame, view: Filters, known: Known) -> Left:
    hours, weeks = known.hours, known.hours.weeks
    worked = known.seen.weekly_hours
    largest, every, without = [], [], []
    counted_by = ["authority", "provider_id", "service"]
    rows = table[["quarter", "authority", "largest_provider"]].itertuples(index=False, name=None)
    for name, authority, biggest in rows:
        quarter = pd.Period(name.replace("-", ""))
        first, last = quarter.start_time, min(quarter.end_time.normalize(), known.seen.day)
        # Of a week that lies in two quarters only the hours of this one's days are in its shares.
        within = weeks[(weeks > first - pd.Timedelta(days=7)) & (weeks <= last)]
        parted = within[(within < first) | (within + pd.Timedelta(days=6) > last)]
        counts = pd.concat([
            worked[worked["week"].isin(within.difference(parted))][[*counted_by, "delivered_hours", "week"]],
            *(known.worked_days(max(week, first), min(week + pd.Timedelta(days=6), last)).assign(week=week)
              for week in parted),
        ])
        counts = counts[(counts["authority"] == authority) & (counts["delivered_hours"] > 0)]
        counts = narrowed(counts, view.service)

        told = partial(hours.shown, "delivered_hours", authority=authority, service=view.service)
        of = {
            provider: bool(told(pd.DatetimeIndex(rows["week"].unique()), provider=str(provider)).all())
            for provider, rows in counts.groupby("provider_id")
        }
        all_of_it = all(of.values()) or told(pd.DatetimeIndex(counts["week"].unique())).all()
        largest.append(all_of_it and of.get(biggest, True))
        every.append(all(of.values()))
        week = weeks[weeks + pd.Timedelta(days=6) <= last][-1:]
        without.append(
            bool(hours.shown("credible_hours", week, authority, view.service, provider=f"{WITHOUT}{biggest}").all())
            and bool(known.open.shown("demand", week, authority, view.service).all())
        )
    return {
        "largest_share": np.array(largest, bool),
        "top5_share": np.array(every, bool),
        "hhi": np.array(every, bool),
        "sufficiency_without_largest": np.array(without, bool),
    }


def _entrants(table: pd.DataFrame, view: Filters, known: Known) -> Left:
    worked, packages = known.seen.weekly_hours, known.seen.packages
    types = known.seen.market.contracts.set_index("contract_id")["contract_type"]
    councils = [view.authority] if view.authority else sorted(worked["authority"].unique())
    services = [view.service] if view.service else known.services
    bought, paid = (
        set(frame.loc[frame["contract_id"].map(types).isin(["dps", "spot"]), WAY].itertuples(index=False, name=None))
        for frame in (worked, packages[packages["started_on"].notna()])
    )

    def shown(provider: str, of: Iterable[tuple[str, str | None]]) -> bool:
        return all(
            known.hours.shown("delivered_hours", known.hours.weeks, council, service, provider=provider).all()
            for council, service in of
        )

    def costed(parts: set[tuple[str, str, str]]) -> np.ndarray:
        # Hours and money of the DPS and spot contracts alone: of some councils and services there may be none.
        each = list(product(councils, services))
        return np.array([
            shown(provider, [of for of in each if (provider, *of) in parts]) for provider in table["provider_id"]
        ], bool)

    hours = [shown(provider, [(council, view.service) for council in councils]) for provider in table["provider_id"]]
    return {"hours_to_date": np.array(hours, bool), "uncosted_hours": costed(bought)} | dict.fromkeys(
        ("spend_to_date_gbp", "spend_first_12_months_gbp", "against_setup"), costed(paid)
    )


def _blocks(table: pd.DataFrame, view: Filters, known: Known) -> Left:
    weekly, few = known.block_weeks, known.settings.few_packages
    packages, contracts = known.seen.packages, known.seen.market.contracts.set_index("contract_id")
    of_dps = packages["contract_id"].map(contracts["contract_type"]) == "dps"
    bought = packages[of_dps & packages["hourly_rate_gbp"].notna()]

    rows = list(zip(table["contract_id"], table["from"], table["to"], strict=True))
    lately, rates = [], []
    for contract, _, last in rows:
        own = weekly[(weekly["contract_id"] == contract) & (weekly["week"] <= last)]
        lately.append(own["lately_shown"].iloc[-1] if len(own) else True)
        terms = contracts.loc[contract]
        of_its = bought["authority"].isin(terms["covered_authorities"]) & bought["service"].isin(terms["services"])
        rates.append(not 1 <= placed_on_any_day(bought[of_its], last, last) <= few)
    shown, recent, rate = (
        np.array(values, bool) for values in ([known.years[row] for row in rows], lately, rates)
    )
    # Nothing is nothing, whatever the weeks in which a year begins and ends hold besides.
    shown |= (table["delivered_hours"] == 0).to_numpy()
    used = ("delivered_hours", "utilisation", "void_hours", "over_hours", "cost_per_delivered_hour", "void_gbp")
    return dict.fromkeys((*used, "status"), shown) | {
        "utilisation_13_weeks": recent,
        # Of a year that is over it is the utilisation.
        "projected_utilisation": shown & (recent | table["complete"].to_numpy()),
        "dps_rate_gbp": rate,
        "break_even_utilisation": rate,
    }


def _blocks_weekly(table: pd.DataFrame, view: Filters, known: Known) -> Left:
    found = table[["week", "contract_id"]].merge(known.block_weeks, how="left", on=["week", "contract_id"])
    week = found["week_shown"].to_numpy(bool)
    return {"delivered_hours": week, "utilisation": week, "utilisation_13_weeks": found["lately_shown"].to_numpy(bool)}


def _contracts(table: pd.DataFrame, view: Filters, known: Known) -> Left:
    first = pd.Timestamp(nth_latest_week(known.seen.as_of, known.settings.past_end_weeks))
    shown = [
        # What is left of a week in which it ended is known of no figure.
        hours == 0 or (
            (ended < first or ended.day_name() == "Sunday")
            and known.delivered(max(first, ended), known.seen.day, contract=contract)
        )
        for contract, ended, hours in zip(
            table["contract_id"], table["current_end"], table["delivering_past_end"], strict=True
        )
    ]
    return {"delivering_past_end": np.array(shown, bool)}


def _attention(table: pd.DataFrame, view: Filters, known: Known) -> Left:
    return {"since": (table["rule"] != "long_wait").to_numpy()}


RULES: dict[str, Callable[[pd.DataFrame, Filters, Known], Left]] = {
    "attention": _attention,
    "sufficiency": _sufficiency,
    "outlook": _outlook,
    "outlook_summary": _outlook_summary,
    "backtest": _backtest,
    "backtest_summary": _backtest_summary,
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
