"""Worked examples: a measure's formula with the figures of one row of its table written out.

Each is worked from the measure's table with nothing chosen, as of a day, so that a reader finds the figures in the
table and comes to the same result with a calculator. None where no row has the figures that the formula needs.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pandas as pd

from dashboard.market.filters import ROUTES
from dashboard.measures import words
from dashboard.measures.measure import DECIMALS
from dashboard.measures.outlook import LIKELY
from dashboard.measures.plan import BASE, PLAN
from dashboard.measures.planned import YEAR
from dashboard.outlook.chance import PATHS
from dashboard.outlook.counts import ENOUGH
from dashboard.settings import Settings

Example = Callable[[pd.DataFrame, date, Settings], str | None]


def _equation(
    form: str, result: Callable[..., Decimal], *values: float, places: int | None = None, decimals: int = 1
) -> str:
    """The formula with its figures and what comes of them: "500.1 / 429.5 = 1.164".

    The figures have as many decimals, from `decimals` on, as it takes for what is written to come to what the exact
    figures come to, to so many `places`; to the figures' own where None. A result to some places drops its last zeros.
    """
    exact = result(*map(_decimal, values))
    shown, said = [], ""
    for more in range(decimals, DECIMALS + 1):
        shown = [words.number(value, more) for value in values]
        said = words.number(exact, more if places is None else places)
        if words.number(result(*map(_decimal, shown)), more if places is None else places) == said:
            break
    if places and "." in said:
        said = said.rstrip("0").rstrip(".")
    return f"{form.format(*shown)} = {said}"


def _over(above: float, below: float, decimals: int = 1) -> str:
    """A ratio, to the three places that make a percentage with one."""
    return _equation("{} / {}", lambda a, b: a / b, above, below, places=3, decimals=decimals)


def _sum(values: list[float], decimals: int = 1) -> str:
    return _equation(" + ".join(["{}"] * len(values)), lambda *parts: sum(parts, Decimal()), *values, decimals=decimals)


def _difference(more: float, less: float, decimals: int = 1) -> str:
    return _equation("{} − {}", lambda a, b: a - b, more, less, decimals=decimals)


def _between(first: date, last: date) -> str:
    """The days from one day to a later one: "22 November 2026 − 1 July 2026 = 144 days"."""
    return f"{words.day(last)} − {words.day(first)} = {words.plural((last - first).days, 'day')}"


def _decimal(value: float | str) -> Decimal:
    return Decimal(str(value).replace(",", ""))


def _place(code: str, settings: Settings) -> str:
    return settings.authorities[code].name if code in settings.authorities else code


def _latest(rows: pd.DataFrame, settings: Settings) -> pd.Series | None:
    """Of the latest period among rows sorted by their first column, the first authority's first row."""
    if rows.empty:
        return None
    period = rows.columns[0]
    rows = rows[rows[period] == rows[period].iloc[-1]]
    order = {code: at for at, code in enumerate(settings.authorities)}
    return rows.sort_values("authority", key=lambda codes: codes.map(order), kind="stable").iloc[0]


def _first(rows: pd.DataFrame, settings: Settings) -> pd.Series | None:
    """The first authority's first row."""
    if rows.empty:
        return None
    codes = set(rows["authority"])
    first = next((code for code in settings.authorities if code in codes), rows["authority"].iloc[0])
    return rows[rows["authority"] == first].iloc[0]


def _week(row: pd.Series, settings: Settings) -> str:
    return f"In the week of {words.day(row['week'])} in {_place(row['authority'], settings)}"


def _judged(status: str) -> str:
    return words.STATUSES[status].lower()


def _attention(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    dated = table[table["since"].notna() | table["due"].notna()]
    if dated.empty:
        return None
    row = dated.iloc[0]
    said = f"Of {row['subject']} it is said: “{row['what']}” That is the rule {row['rule']}, {_judged(row['severity'])}"
    if pd.notna(row["since"]):
        return f"{said}, and so since {words.day(row['since'])}: {_between(row['since'].date(), as_of)}."
    return f"{said}, and due on {words.day(row['due'])}: {_between(as_of, row['due'].date())}."


def _sufficiency(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    row = _latest(table[table["sufficiency"].notna()], settings)
    if row is None:
        return None
    cover, unmet = row["sufficiency"], row["unmet_share"]
    capacity = _colour(cover >= settings.sufficiency_green, cover >= settings.sufficiency_amber)
    waiting = _colour(unmet <= settings.unmet_green, unmet <= settings.unmet_amber)
    return (
        f"{_week(row, settings)}, credible capacity over hours needed is "
        f"{_over(row['credible_hours'], row['demand_hours'])}: {_judged(capacity)}. Overdue hours over hours needed "
        f"are {_over(row['overdue_hours'], row['demand_hours'])}: {_judged(waiting)}. The worse of the two is the "
        f"status: {_judged(row['status'])}."
    )


def _colour(green: bool, amber: bool) -> str:
    return "green" if green else "amber" if amber else "red"


def _chance(chance: float) -> str:
    """A chance as the futures that have enough over all of them."""
    return _over(round(chance * PATHS), PATHS, 0)


def _ahead(rows: pd.DataFrame, periods: int, settings: Settings) -> pd.Series | None:
    """So many periods after the first of rows sorted by their first column, the first authority's row; or the last."""
    return _latest(rows[rows.iloc[:, 0].isin(rows.iloc[:, 0].unique()[: periods + 1])], settings)


def _outlook(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    row = _ahead(table[table["p_sufficient"].notna()], YEAR, settings)
    if row is None:
        return None
    return (
        f"{_week(row, settings)}, futures with enough care over all of them, {_chance(row['p_sufficient'])}, is the "
        "chance of enough. Of the hours needed, the 95% figure less the 5% figure, "
        f"{_difference(row['demand_p95'], row['demand_p05'])}, is how far apart nine futures in ten lie."
    )


def _outlook_summary(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    row = _first(table[table["expected_unmet_hours_52_weeks"].notna()], settings)
    if row is None:
        return None
    mean = _equation("{} / 52", lambda hours: hours / YEAR, row["expected_unmet_hours_52_weeks"], places=1)
    likely, lowest = words.percent(LIKELY), _chance(row["p_104_weeks"])
    doubtful = (
        f"doubtful, below {likely}, from the week of {words.day(row['first_week_below_80'])}"
        if pd.notna(row["first_week_below_80"]) else f"no week is doubtful, below {likely}"
    )
    return (
        f"In {_place(row['authority'], settings)}, expected unmet hours over the weeks that they are of come to "
        f"{mean} a week. The lowest chance of the next 104 weeks is {lowest}: {doubtful}."
    )


def _backtest(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    if table.empty:
        return None
    row = table.iloc[-1]
    low, actual, high = (row[name] for name in ("p05", "actual", "p95"))
    held = "held" if low <= actual <= high else "did not hold"
    return (
        f"Asked in the week of {words.day(row['origin'])} in {_place(row['authority'], settings)}, what was said for "
        f"{words.plural(row['horizon_weeks'], 'week')} ahead less what came true is "
        f"{_difference(row['p50'], actual)} hours; of last year’s figure it is {_difference(row['naive'], actual)}. "
        f"The 90% band, {words.number(low, 2)} to {words.number(high, 2)}, {held}."
    )


def _backtest_summary(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    row = _first(table, settings)
    if row is None:
        return None
    text = (
        f"In {_place(row['authority'], settings)}, {words.plural(row['horizon_weeks'], 'week')} ahead, outcomes within "
        f"the 90% band over times asked are {_over(round(row['coverage_90'] * row['origins']), row['origins'], 0)}."
    )
    if not row["pinball_naive"]:
        return text
    loss = _over(row["pinball"], row["pinball_naive"])
    return f"{text} Its loss over that of last year’s figure is {loss}: below 1 it did better."


def _plan(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    base = _first(table[(table["of"] == BASE) & table["unmet_hours_a_year"].notna()], settings)
    if base is None:
        return None
    plan = table[(table["of"] == PLAN) & (table["authority"] == base["authority"])].iloc[0]
    text = (
        f"In {_place(base['authority'], settings)} with nothing planned, the plan’s unmet hours a year less the "
        f"base’s are {_difference(plan['unmet_hours_a_year'], base['unmet_hours_a_year'])}."
    )
    if pd.isna(base["cost_gbp_a_year"]):
        return text
    cost = _equation(
        "£{} + £{}", lambda blocks, bought: blocks + bought, base["block_gbp_a_year"], base["bought_gbp_a_year"],
        decimals=0,
    )
    return f"{text} Paid for blocks and for hours bought, {cost.replace('= ', '= £')}, is the cost a year."


def _plan_months(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    row = _ahead(table[table["p_sufficient"].notna()], 12, settings)
    if row is None:
        return None
    return (
        f"In {words.period(row['month'])} in {_place(row['authority'], settings)}, futures with enough care over all "
        f"of them, {_chance(row['p_sufficient'])} in its worst week, is the chance of enough with the plan. Capacity "
        f"less hours needed, each the middle one of the futures, is "
        f"{_difference(row['capacity_p50'], row['demand_p50'])} hours a week."
    )


def _plan_blocks(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    known = table[(table["demand"] == "any") & table["p_sufficient"].notna()]
    none = _first(known, settings)
    if none is None:
        return None
    rows = known[known["authority"] == none["authority"]]
    enough, most = rows[rows["p_sufficient"] >= ENOUGH], rows.iloc[-1]
    best = enough.iloc[0] if len(enough) else rows.loc[rows["p_sufficient"].idxmax()]
    why = f"the fewest with {words.percent(ENOUGH)}" if len(enough) else "with the highest chance"
    text = (
        f"In {_place(none['authority'], settings)} under any demand, the best number of blocks is {best['blocks']}, "
        f"{why}. Unmet hours of no block less the best number’s, "
        f"{_difference(none['unmet_hours'], best['unmet_hours'])}, are its regret in hours."
    )
    if not most["regret_gbp"] > 0:
        return text
    cost = _equation("£{} − £{}", lambda more, less: more - less, most["cost_gbp"], best["cost_gbp"], decimals=0)
    blocks = words.plural(most["blocks"], "block")
    return f"{text} The cost of {blocks} less the best number’s, {cost.replace('= ', '= £')}, is its regret in pounds."


def _supply(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    row = _latest(table[table["share"].notna()], settings)
    if row is None:
        return None
    beside = table[(table["week"] == row["week"]) & (table["authority"] == row["authority"])]
    beside = beside[beside["delivered_hours"] > 0].sort_values("delivered_hours", ascending=False, kind="stable")
    hours, most = list(beside["delivered_hours"]), beside.iloc[0]
    routes = words.joined([ROUTES[route].removesuffix(" contracts") for route in beside["route"]])
    total = float(sum(map(_decimal, hours)))
    carried = f"{routes} delivered {_sum(hours)} hours. " if len(hours) > 1 else ""
    rate = (
        f"; over the hours planned for it, {_over(hours[0], most['planned_hours'])}, its delivery rate"
        if pd.notna(most["delivery_rate"]) else ""
    )
    return (
        f"{_week(row, settings)}, {carried}{ROUTES[most['route']]}: {_over(hours[0], total)} is its share{rate}."
    )


def _demand(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    row = _latest(table[table["demand_hours"] > 0], settings)
    if row is None:
        return None
    service = settings.services.get(row["service"], row["service"]).lower()
    return (
        f"{_week(row, settings)}, {service}: placed and waiting, {_sum([row['placed_hours'], row['waiting_hours']])} "
        f"hours asked for, in {words.plural(row['demand_packages'], 'package')}."
    )


def _sourcing(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    waited = table[table["waiting_packages"] > 0]
    row = _latest(waited[waited["awarded"] > 0] if (waited["awarded"] > 0).any() else waited, settings)
    if row is None:
        return None
    bands = [float(row[name]) for name in ("waiting_0_2", "waiting_3_6", "waiting_7_12", "waiting_over_12")]
    when = f"at the end of {words.period(row['month'])}" if row["complete"] else f"on {words.day(as_of)}"
    text = (
        f"In {_place(row['authority'], settings)} {when}, {_sum(bands, 0)} packages had waited 0 to 2, 3 to 6, 7 to 12 "
        "and over 12 weeks."
    )
    if not row["awarded"]:
        return text
    within = round(row["awarded_within_target"] * row["awarded"])
    return (
        f"{text} Of those awarded in the month, {_over(within, row['awarded'], 0)} were within "
        f"{words.plural(settings.award_target_days, 'day')} of the request."
    )


def _funnel(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    rows = table[table["put_to_market"] > 0]
    row = _latest(rows[rows["complete"]] if rows["complete"].any() else rows, settings)
    if row is None:
        return None
    put = row["put_to_market"]
    return (
        f"In {words.period(row['quarter'])} in {_place(row['authority'], settings)}, offers over packages put to the "
        f"market are {_over(row['offers'], put, 0)}. Less the packages with an offer, "
        f"{_difference(put, row['with_offer'], 0)} had none."
    )


def _providers(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    invited = table[table["invited"] > 0]
    if invited.empty:
        return None
    fullest = invited.assign(
        worked=invited["hours_prior_13_weeks"] > 0, member=invited["activity"].notna()
    ).sort_values(["worked", "member", "invited"], ascending=False, kind="stable")
    row = fullest.iloc[0]
    answered = _equation(
        "({} + {}) / {}", lambda a, b, c: (a + b) / c, row["offered"], row["declined"], row["invited"], places=3,
        decimals=0,
    )
    text = (
        f"{row['provider']} in {_place(row['authority'], settings)}, last "
        f"{words.plural(settings.lookback_weeks, 'week')}: offered and declined over invited, {answered}, is its "
        "response rate."
    )
    if pd.notna(row["change"]):
        change = _equation(
            "{} / {} − 1", lambda a, b: a / b - 1, row["hours_last_13_weeks"], row["hours_prior_13_weeks"], places=3
        )
        text += f" Its hours of the last {settings.activity_weeks} weeks over those of the {settings.activity_weeks}"
        text += f" before changed by {change}."
    if pd.notna(row["pickup"]):
        text += f" Since its last pick-up: {_between(row['pickup'].date(), as_of)}."
    return text


def _provider_weeks(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    silent = table[(table["reported"] == "silent") & (table["unreported_hours"] > 0)]
    if len(silent):
        return _silent(silent.iloc[-1], table, settings)
    row = _latest(table[table["reported"] == "reported"], settings)
    if row is None:
        return None
    return (
        f"{_week(row, settings)}, {row['provider']} is reported: {words.number(row['delivered_hours'], 1)} hours were "
        "delivered. No hours had to be taken for a week that was not reported."
    )


def _silent(row: pd.Series, table: pd.DataFrame, settings: Settings) -> str:
    own = table[(table["provider_id"] == row["provider_id"]) & (table["authority"] == row["authority"])]
    last = own.loc[own["reported"].isin(["reported", "zero"]), "week"].max()
    back = settings.silence_weeks
    hours = own.loc[own["week"].between(last - pd.Timedelta(weeks=back - 1), last), "delivered_hours"]
    mean = _equation(
        f"({' + '.join(['{}'] * len(hours))}) / {back}", lambda *each: sum(each, Decimal()) / back, *hours, places=1
    )
    return (
        f"{_week(row, settings)}, {row['provider']} is silent. The {words.plural(back, 'week')} to that of "
        f"{words.day(last)}, its last row, had {mean} hours on average: its unreported hours."
    )


def _membership(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    row = _latest(table[table["members"] > 0], settings)
    if row is None:
        return None
    when = f"At the end of {words.period(row['month'])}" if row["complete"] else f"On {words.day(as_of)}"
    return (
        f"{when} in {_place(row['authority'], settings)}, members less active members are "
        f"{_difference(row['members'], row['active_members'], 0)}: so many had no award and no work under a DPS in "
        f"the {words.plural(settings.active_days, 'day')} before."
    )


def _dormancy(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    if table.empty:
        return None
    row = table.iloc[-1]
    own = table[(table["provider_id"] == row["provider_id"]) & (table["authority"] == row["authority"])]
    return (
        f"{row['provider']} in {_place(row['authority'], settings)}, since its last pick-up: "
        f"{_between(row['pickup'].date(), as_of)}; dormant is from {settings.quiet_days}. It has "
        f"{words.plural(len(own), 'row')} here, invitations since that day, and offered for none; dormant is from "
        f"{settings.dormant_invitations}."
    )


def _concentration(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    row = _latest(table[table["hhi"].notna()], settings)
    if row is None:
        return None
    percent = float(_decimal(row["largest_share"]) * 100)
    squared = _equation("{0} × {0}", lambda a: a * a, percent, places=1)
    even = _equation("10,000 / {}", lambda n: 10_000 / n, row["providers"], places=1, decimals=0)
    return (
        f"In {words.period(row['quarter'])} in {_place(row['authority'], settings)}, the largest provider's percentage "
        f"squared is {squared} of an HHI of {words.number(row['hhi'], 1)}. With as much from each provider it would "
        f"be {even}."
    )


def _entrants(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    costed = table[table["spend_first_12_months_gbp"] > 0]
    if costed.empty:
        return None
    row = costed.sort_values(["complete", "spend_first_12_months_gbp"], ascending=False, kind="stable").iloc[0]
    setup = _equation(
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
    waited = _between(row["joined"].date(), row["first_hour"].date())
    return f"{text} From joining to its first hour: {waited}; {_over(days, 7, 0)} weeks."


def _blocks(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    used = table[table["utilisation"].notna()]
    if used.empty:
        return None
    row = used.assign(
        judged=used["break_even_utilisation"].notna(), void=used["void_hours"] > 0
    ).sort_values(["judged", "void", "to"], kind="stable").iloc[-1]
    contracted, delivered = row["contracted_hours"], row["delivered_hours"]
    text = (
        f"{row['title']}, contract year from {words.day(row['contract_year'])}: delivered over contracted hours are "
        f"{_over(delivered, contracted)}, {_judged(row['status'])}."
    )
    if row["void_hours"] > 0:
        text += f" {_difference(contracted, delivered)} hours are void"
        if pd.notna(row["void_gbp"]):
            cost = _equation(
                "{} × £{}", lambda a, b: a * b, row["void_hours"], row["price_per_contracted_hour"], places=2,
                decimals=2,
            )
            text += f"; at the price of an hour, {cost.replace('= ', '= £')}"
        text += "."
    if pd.notna(row["break_even_utilisation"]):
        even = _equation(
            "£{} / £{}", lambda a, b: a / b, row["price_per_contracted_hour"], row["dps_rate_gbp"], places=3, decimals=2
        )
        text += f" That price over the DPS rate, {even}, is its break-even."
    return text


def _blocks_weekly(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    used = table[table["utilisation"].notna()]
    if used.empty:
        return None
    row = used.iloc[-1]
    own = used[used["contract_id"] == row["contract_id"]].tail(settings.utilisation_weeks)
    lately, promised = (float(sum(map(_decimal, own[name]))) for name in ("delivered_hours", "contracted_hours"))
    return (
        f"In the week of {words.day(row['week'])}, delivered over contracted hours of {row['contract_id']} are "
        f"{_over(row['delivered_hours'], row['contracted_hours'])}. Added up over {words.plural(len(own), 'week')} "
        f"with contracted hours, that one the last, they are {_over(lately, promised)}."
    )


def _contracts(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    if table.empty:
        return None
    deciding = table[table["decision_due"].notna()]
    coming = deciding[deciding["days_to_decision"] >= 0].sort_values(["decision_due", "contract_id"])
    if len(coming):
        row = coming.iloc[0]
        due, paper = row["decision_due"].date(), row["paper_due"].date()
        return (
            f"{row['title']}: days to its decision, {_between(as_of, due)}. The paper is due "
            f"{words.plural(settings.paper_lead_weeks, 'week')} before: {_between(paper, due)}."
        )
    row = table.sort_values(["current_end", "contract_id"]).iloc[-1]
    ends = row["current_end"].date()
    if ends < as_of:
        return f"{row['title']}, past its end: {_between(ends, as_of)}."
    return f"{row['title']}, days to its end: {_between(as_of, ends)}."


EXAMPLES: dict[str, Example] = {
    "attention": _attention,
    "sufficiency": _sufficiency,
    "outlook": _outlook,
    "outlook_summary": _outlook_summary,
    "backtest": _backtest,
    "backtest_summary": _backtest_summary,
    "plan": _plan,
    "plan_months": _plan_months,
    "plan_blocks": _plan_blocks,
    "supply": _supply,
    "demand": _demand,
    "sourcing": _sourcing,
    "funnel": _funnel,
    "providers": _providers,
    "provider_weeks": _provider_weeks,
    "membership": _membership,
    "dormancy": _dormancy,
    "concentration": _concentration,
    "entrants": _entrants,
    "blocks": _blocks,
    "blocks_weekly": _blocks_weekly,
    "contracts": _contracts,
}
"""Every measure's example, by its id."""
