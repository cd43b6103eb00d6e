"""`plan_months`: how likely is enough in each month, with the plan and without?"""

from datetime import date

import pandas as pd

from dashboard.market.filters import Filters
from dashboard.market.market import Market
from dashboard.measures import words, worked
from dashboard.measures.measure import CAPACITY, Column, Kind, Measure
from dashboard.measures.outlook import LIKELY
from dashboard.measures.plan import planned_for
from dashboard.measures.planned import ahead
from dashboard.settings import Settings

DEFINITION = """
The plan and the base (today's terms, or the plan it is held against) month by month, drawn together on the same
futures. See `plan` for what they are.

A week belongs to the month that holds its Sunday. *Chance of enough*: the lowest of the month's weeks. *Unmet* and
*void* hours are added up over them. *Hours needed* and *capacity* are the means of the weeks' figures, in hours a week:
`p05`, `p50` and `p95` are those that 5%, half and 95% of the futures lie below. Capacity rests on `lookback_weeks`,
`new_member_days` and `demonstrated_weeks`.
"""


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """A row a month ahead and authority."""
    seen = market.seen(filters.as_of)
    frames = []
    for authority in planned_for(seen, filters, settings):
        base, plan = (
            _months(ahead(seen, settings, authority, filters.service, which))
            for which in (filters.against, filters.plan)
        )
        both = base.add_suffix("_base").join(plan).reset_index(names="month").assign(authority=authority)
        frames.append(both[list(MEASURE.names)])
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(MEASURE.names))


def _months(weeks: pd.DataFrame) -> pd.DataFrame:
    """Weeks ahead by the month of their Sunday."""
    by = weeks.groupby((weeks["week"] + pd.Timedelta(days=6)).dt.strftime("%Y-%m").rename("month"))
    hours = ["demand_p05", "demand_p50", "demand_p95", "capacity_p05", "capacity_p50", "capacity_p95"]
    sums = {name: by[name].agg(lambda values: values.sum(skipna=False)) for name in ("unmet", "void")}
    return by[hours].mean().assign(
        p_sufficient=by["p_sufficient"].min(), unmet_hours=sums["unmet"], void_hours=sums["void"]
    )


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """In how many of the months ahead enough is likely, with the plan and without."""
    parts = {str(code): rows for code, rows in table.groupby("authority")}
    return {
        code: _sentence(name, parts[code], filters) if code in parts
        else words.fitting(f"There is nothing to look ahead from for {name}.", f"{name}: nothing to look ahead from.")
        for code, name in words.shown(filters, settings).items()
    }


def _sentence(name: str, rows: pd.DataFrame, filters: Filters) -> str:
    if rows["p_sufficient"].isna().all():
        return words.fitting(f"{name}: too little is known yet to look ahead.", f"{name}: too little known.")
    was, now = (int((rows[column] >= LIKELY).sum()) for column in ("p_sufficient_base", "p_sufficient"))
    months = words.plural(len(rows), "month")
    if filters.plan == filters.against or was == now:
        return words.fitting(f"{name}: enough is likely in {now} of {months}.", f"{name}: likely in {now} of {months}.")
    return words.fitting(
        f"{name}: enough is likely in {now} of {months}, not {was}.", f"{name}: likely in {now} of {months}, not {was}."
    )


def _columns() -> tuple[Column, ...]:
    """Each figure of the plan beside the base's."""
    columns = []
    figures: tuple[tuple[str, str, Kind, str], ...] = (
        ("p_sufficient", "Chance of enough", "ratio", "The lowest chance of enough of the month's weeks"),
        ("unmet_hours", "Unmet hours", "hours", "Hours short of need in the month's weeks"),
        ("void_hours", "Void hours", "hours", "Block hours of the month's weeks that nobody needs"),
        ("demand_p50", "Hours needed, middle", "hours", "Hours a week needed in the middle one of the futures"),
        ("capacity_p50", "Capacity, middle", "hours", "Hours a week that can be counted on in the middle future"),
    )
    for name, label, kind, meaning in figures:
        columns += [
            Column(f"{name}_base", f"{label}, base", kind, f"{meaning}: the base."),
            Column(name, f"{label}, plan", kind, f"{meaning}: the plan."),
        ]
    return tuple(columns)


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    row = worked.ahead(table[table["p_sufficient"].notna()], 12, settings)
    if row is None:
        return None
    return (
        f"In {words.period(row['month'])} in {worked.place(row['authority'], settings)}, futures with enough care over "
        f"all of them, {worked.chance(row['p_sufficient'])} in its worst week, is the chance of enough with the plan. "
        "Capacity less hours needed, each the middle one of the futures, is "
        f"{worked.difference(row['capacity_p50'], row['demand_p50'])} hours a week."
    )


MEASURE = Measure(
    id="plan_months",
    question="How likely is enough, month by month?",
    definition=DEFINITION,
    columns=(
        Column("month", "Month", "month", "The month that holds the weeks' Sundays."),
        Column("authority", "Authority", "text", "The council that needs the care."),
        *_columns(),
        *(
            Column(f"{of}_p{percent}", f"{label}, {int(percent)}%, plan", "hours",
                   f"Hours a week: {int(percent)}% of the futures lie below. The plan.")
            for of, label in (("demand", "Hours needed"), ("capacity", "Capacity")) for percent in ("05", "95")
        ),
    ),
    key=("month", "authority"),
    filters={"authority": "rows", "provider": "ignored", "service": "narrows", "route": "ignored"},
    compute=compute,
    finding=finding,
    example=example,
    sources=CAPACITY,
    plans=True,
)
