"""`membership`: does the DPS bring providers in, and keep them? (measures.md section 6)."""

from datetime import date

import pandas as pd

from dashboard.market.filters import Filters
from dashboard.market.market import Market, Seen
from dashboard.market.periods import named, periods
from dashboard.market.pickup import members_on
from dashboard.measures import words, worked
from dashboard.measures.measure import Column, Measure
from dashboard.settings import Settings

KEY = ["month", "authority"]


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """Spells begun and ended in each month and authority, and who is a member, and active, at its end."""
    seen: Seen = market.seen(filters.as_of)
    spells = seen.memberships
    if spells.empty:
        return pd.DataFrame(columns=list(MEASURE.names))
    months = periods("month", spells["joined_on"].min().date(), seen.as_of)
    if filters.service:
        spells = spells[spells["services"].map(lambda services: filters.service in services)]
    spells = spells.explode("authorities").rename(columns={"authorities": "authority"}).astype({"authority": "str"})
    if filters.authority:
        spells = spells[spells["authority"] == filters.authority]
    table = months.drop(columns="last").merge(spells["authority"].drop_duplicates(), how="cross").set_index(KEY)

    last = pd.DatetimeIndex(months["last"])
    members = members_on(seen, settings, last, filters.service)
    members["month"] = months["month"].to_numpy()[last.get_indexer(pd.Index(members["day"]))]
    counts = {
        "joined": spells.assign(month=named(spells["joined_on"], "month")),
        "left": spells.assign(month=named(spells["left_on"], "month")),
        "members": members,
        "active_members": members[members["active"]],
    }
    for name, rows in counts.items():
        table[name] = rows.groupby(KEY).size().reindex(table.index, fill_value=0)
    return table.reset_index()


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """How many members there are and how many are active, and who joined and left in the months shown."""
    return {
        code: _finding(name, table[table["authority"] == code], filters)
        for code, name in words.shown(filters, settings).items()
    }


def _finding(name: str, table: pd.DataFrame, filters: Filters) -> str:
    if table.empty:
        return words.fitting(f"{name}: no DPS membership in the months shown.", f"{name}: no DPS membership.")
    row = table.iloc[-1]
    members, active = row["members"], row["active_members"]
    if members == 0:
        are = "no members"
    elif members == 1:
        are = f"1 member, {'active' if active else 'not active'}"
    else:
        every = "both" if members == 2 else "all"
        some = every if active == members else words.number(active) if active else "none"
        are = f"{words.plural(members, 'member')}, {some} active"
    now = words.running(row["month"], filters)
    head = name if now else f"{name}, {words.period(row['month'])}"
    joined, left = table["joined"].sum(), table["left"].sum()
    moved = ", ".join(
        f"{words.number(count) if count else 'none'} {what}" for count, what in ((joined, "joined"), (left, "left"))
    )
    since = "this month" if len(table) == 1 else f"since {words.period(table['month'].iloc[0])}"
    came = f"; {moved if joined or left else 'none joined or left'} {since}" if now else ""
    return words.fitting(f"{head}: {are}{came}.", f"{head}: {are}.")


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    row = worked.latest(table[table["members"] > 0], settings)
    if row is None:
        return None
    when = f"At the end of {words.period(row['month'])}" if row["complete"] else f"On {words.day(as_of)}"
    return (
        f"{when} in {worked.place(row['authority'], settings)}, members less active members are "
        f"{worked.difference(row['members'], row['active_members'], 0)}: so many had no award and no work under a DPS "
        f"in the {words.plural(settings.active_days, 'day')} before."
    )


MEASURE = Measure(
    id="membership",
    question="Does the DPS bring providers in, and keep them?",
    definition="""\
Who joins the DPS in each authority, who leaves it, and how many of its members take up work.

*Joined* and *left* count spells of membership that cover the authority, by the month of their first and last day.
*Members* are the distinct providers with a spell that covers the authority on the month's last day (on the day seen, in
the running month), in a DPS in force that day. The last day of a spell is still a day of membership: whoever leaves on
the month's last day is counted as left, and as a member too.

*Active members* are those of them that were awarded a package or delivered hours under a DPS, in the current spell,
under 90 days before (`active_days`), judged on what was seen that day.

Months are calendar ones, from that of the first spell ever begun to the running one, which is counted to the day and is
not complete. Every authority that a spell has covered has a row in every month.

From the memberships, contracts, packages and hours files. The provider and route filters do nothing here.""",
    columns=(
        Column("month", "Month", "month", "The calendar month."),
        Column("authority", "Authority", "text", "The council, by its code."),
        Column("complete", "Complete", "flag", "Whether the month is over on the day seen."),
        Column("joined", "Joined", "count", "Spells of membership begun in the month."),
        Column("left", "Left", "count", "Spells whose last day lies in the month."),
        Column("members", "Members", "count", "Providers that are members at the month's end."),
        Column("active_members", "Active members", "count", "Members with work or an award in the 90 days before."),
    ),
    key=("month", "authority"),
    filters={"authority": "rows", "provider": "ignored", "service": "narrows", "route": "ignored"},
    compute=compute,
    finding=finding,
    example=example,
    sources=("dps_memberships", "contracts", "packages", "hours"),
    period="month",
)
