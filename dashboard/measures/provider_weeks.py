"""`provider_weeks`: who worked when, and who is silent? (measures.md section 6)"""

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd

from dashboard.market.filters import Filters
from dashboard.market.market import Market, Seen, narrowed
from dashboard.market.silence import PAIR, not_reported, unreported
from dashboard.measures import words, worked
from dashboard.measures.measure import Column, Measure, rounded
from dashboard.measures.providers import chosen, rows
from dashboard.settings import Settings

KEY = ["week", *PAIR]


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """A row a complete week since the first day of hours, and a provider and authority of `providers`."""
    seen: Seen = market.seen(filters.as_of)
    pairs = chosen(rows(seen, settings, filters.service), filters)
    table = pairs.to_frame(index=False).merge(seen.weeks.to_frame(index=False), how="cross")

    hours = narrowed(seen.weekly_hours, filters.service)
    delivered = hours.groupby(KEY, as_index=False)["delivered_hours"].sum()
    expected = unreported(seen, settings, seen.weeks, filters.service)
    expected = expected.groupby(KEY, as_index=False)[["hours"]].sum().rename(columns={"hours": "unreported_hours"})
    silent = not_reported(seen, settings, seen.weeks)[KEY].assign(silent=True)
    for found in (delivered, expected, silent):
        table = table.merge(found, on=KEY, how="left")

    states = {
        "reported": rounded(table["delivered_hours"]) > 0,
        "zero": table["delivered_hours"].notna(),
        "silent": table["silent"].notna(),
    }
    state = pd.Series(np.select(list(states.values()), list(states), ""), index=table.index)
    return pd.DataFrame(
        {
            **{name: table[name] for name in KEY},
            "provider": table["provider_id"].map(market.provider_names),
            "delivered_hours": table["delivered_hours"].fillna(0.0),
            "unreported_hours": table["unreported_hours"].fillna(0.0),
            "reported": state.mask(state == ""),
        }
    )


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """How many providers have weeks not reported, for each authority."""
    return {
        code: _finding(name, table[table["authority"] == code])
        for code, name in words.shown(filters, settings).items()
    }


def _finding(name: str, table: pd.DataFrame) -> str:
    if table["reported"].isna().all():
        return f"No hours are reported or expected in {name}."
    silent = table.loc[table["reported"] == "silent", "provider_id"].nunique()
    if silent == 0:
        return f"All expected hours are reported in {name}."
    return f"{words.plural(silent, 'provider has', 'providers have')} not reported in {name}."


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    silent = table[(table["reported"] == "silent") & (table["unreported_hours"] > 0)]
    if len(silent):
        return _silent(silent.iloc[-1], table, settings)
    row = worked.latest(table[table["reported"] == "reported"], settings)
    if row is None:
        return None
    return (
        f"{worked.week(row, settings)}, {row['provider']} is reported: {words.number(row['delivered_hours'], 1)} hours "
        "were delivered. No hours had to be taken for a week that was not reported."
    )


def _silent(row: pd.Series, table: pd.DataFrame, settings: Settings) -> str:
    own = table[(table["provider_id"] == row["provider_id"]) & (table["authority"] == row["authority"])]
    last = own.loc[own["reported"].isin(["reported", "zero"]), "week"].max()
    back = settings.silence_weeks
    hours = own.loc[own["week"].between(last - pd.Timedelta(weeks=back - 1), last), "delivered_hours"]
    mean = worked.equation(
        f"({' + '.join(['{}'] * len(hours))}) / {back}", lambda *each: sum(each, Decimal()) / back, *hours, places=1
    )
    return (
        f"{worked.week(row, settings)}, {row['provider']} is silent. The {words.plural(back, 'week')} to that of "
        f"{words.day(last)}, its last row, had {mean} hours on average: its unreported hours."
    )


MEASURE = Measure(
    id="provider_weeks",
    question="Who worked when, and who is silent?",
    definition="""\
A row for each complete week since the first day of hours, and each provider and authority where the provider had a way
in or delivered hours in the last 26 weeks (`lookback_weeks`). It is also the calendar of returns: who sent hours for
which week.

**Reported** says what was sent: *reported* (a row of hours with something delivered), *zero* (rows, but nothing
delivered), *silent* (not reported), or empty (neither expected nor sent).

**Silence is not zero.** After a provider's last row of hours in an authority (zeros and cancelled visits are rows),
each complete week is *not reported* while it has a way in there, to any service, and some of its delivered hours lie in
the 8 weeks (`silence_weeks`) before that week. The *unreported hours* taken for it are its mean weekly delivered hours
in the week of its last row and the 7 before. A later row settles all weeks before it; after 8 weeks it is zero. Silence
is judged on rows of every service; with one service chosen, the unreported hours are that service's mean.

Source: hours delivered, memberships and contracts.""",
    columns=(
        Column("week", "Week", "week", "The week's Monday; complete weeks only."),
        Column("authority", "Authority", "text", "The council, by its code."),
        Column("provider_id", "Provider number", "text", "The council's own supplier number."),
        Column("provider", "Provider", "text", "The provider's name."),
        Column("delivered_hours", "Delivered hours", "hours", "Carer hours delivered in the week."),
        Column("unreported_hours", "Unreported hours", "hours", "Hours taken for a week that is not reported."),
        Column("reported", "Reported", "text", "reported, zero or silent; empty where nothing was expected or sent."),
    ),
    key=("week", "authority", "provider_id"),
    filters={"authority": "rows", "provider": "rows", "service": "narrows", "route": "ignored"},
    compute=compute,
    finding=finding,
    example=example,
    sources=("providers", "dps_memberships", "contracts", "hours"),
    period="week",
)
