"""`providers`: who picks up work? (measures.md section 6)"""

from datetime import date

import pandas as pd

from dashboard.market.filters import Filters
from dashboard.market.market import Market, Seen, narrowed
from dashboard.market.pickup import PAIR, invitations, members, under_dps
from dashboard.market.ways_in import spans
from dashboard.market.weeks import nth_latest_week
from dashboard.measures import words, worked
from dashboard.measures.measure import Column, Measure, ratio
from dashboard.settings import Settings


def rows(seen: Seen, settings: Settings, service: str | None) -> pd.MultiIndex:
    """The rows of `providers`, as provider_id and authority: those with a way in, or delivered hours, of late.

    Of late is any day from the first of the last 26 weeks to the day seen, its running week included.
    """
    first = _first(seen, settings.lookback_weeks)
    ways = narrowed(spans(seen, settings), service)
    ways = ways[(ways["first"] <= seen.day) & (ways["last"] >= first)]
    hours = narrowed(seen.hours_to_date, service)
    worked = hours[(hours["week"] >= first) & hours["last_worked"].notna()]
    return pd.MultiIndex.from_frame(pd.concat([ways[PAIR], worked[PAIR]]).drop_duplicates())


def chosen(pairs: pd.MultiIndex, filters: Filters) -> pd.MultiIndex:
    """The providers and authorities that the filters ask for."""
    for level, value in enumerate((filters.provider, filters.authority)):
        if value is not None:
            pairs = pairs[pairs.get_level_values(level) == value]
    return pairs


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """A row a provider and authority; the columns are `MEASURE.columns`."""
    seen: Seen = market.seen(filters.as_of)
    service = filters.service
    pairs = chosen(rows(seen, settings, service), filters)
    first, last = _first(seen, settings.lookback_weeks), pd.Timestamp(seen.last_week) + pd.Timedelta(days=6)

    def count(frame: pd.DataFrame) -> pd.Series:
        return frame.groupby(PAIR).size().reindex(pairs, fill_value=0)

    def hours_between(since: pd.Timestamp, until: pd.Timestamp) -> pd.Series:
        found = hours[(hours["week"] >= since) & (hours["week"] < until)]
        return found.groupby(PAIR)["delivered_hours"].sum().reindex(pairs, fill_value=0.0)

    asked = invitations(seen, service)
    asked = asked[asked["invited_on"].between(first, last)]
    response = {name: count(asked[asked["response"] == name]) for name in ("offered", "declined", "no_response")}
    offered_for = asked[asked["response"] == "offered"].drop_duplicates([*PAIR, "package_id"])
    packages = narrowed(seen.packages, service)
    awarded = packages[packages["awarded_on"].between(first, last)]
    handed_back = packages[packages["ended_on"].between(first, last) & (packages["end_reason"] == "handed_back")]

    hours = narrowed(seen.weekly_hours, service)
    recent, before = _first(seen, settings.activity_weeks), _first(seen, 2 * settings.activity_weeks)
    last_hours, prior_hours = hours_between(recent, last), hours_between(before, recent)
    of_authority = hours[hours["week"] >= recent].groupby("authority")["delivered_hours"].sum()
    all_hours = of_authority.reindex(pairs.get_level_values("authority"), fill_value=0.0).set_axis(pairs)
    worked = narrowed(seen.hours_to_date, service).groupby(PAIR)["last_worked"].max()

    state = members(seen, settings, service).set_index(PAIR).reindex(pairs)
    invited = count(asked)
    table = pd.DataFrame(
        {
            "membership": state["membership"].fillna("not_member"),
            "joined_on": state["joined_on"],
            "invited": invited,
            **response,
            "response_rate": ratio(response["offered"] + response["declined"], invited),
            "awarded": count(awarded),
            "award_rate": ratio(count(under_dps(seen, awarded)), count(offered_for)),
            "hours_last_13_weeks": last_hours,
            "hours_prior_13_weeks": prior_hours,
            "change": ratio(last_hours, prior_hours) - 1,
            "share": ratio(last_hours, all_hours),
            "last_delivery": worked.reindex(pairs),
            "handed_back": count(handed_back),
            "pickup": state["pickup"],
            "days_since_pickup": state["days_since_pickup"],
            "activity": state["activity"],
        },
        index=pairs,
    ).reset_index()
    return table.assign(provider=table["provider_id"].map(market.provider_names))


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """How many members pick up work, for each authority; with a provider chosen, what it is."""
    return {
        code: _finding(name, table[table["authority"] == code], filters)
        for code, name in words.shown(filters, settings).items()
    }


SINGLE = {
    "active": "is active",
    "new": "is new",
    "quiet": "is quiet",
    "not_invited": "is hardly ever invited",
    "unsuccessful": "offers without success",
    "dormant": "is dormant",
}
"""What is said of one member, by its activity."""


def _finding(name: str, table: pd.DataFrame, filters: Filters) -> str:
    alone = filters.provider is not None
    if table.empty:
        return f"{name}: {'this' if alone else 'no'} provider has {'no' if alone else 'a'} way in."
    of_members = table[table["membership"] == "member"]
    if alone and of_members.empty:
        left = (table["membership"] == "left").any()
        return f"{name}: this provider {'has left the DPS' if left else 'is not a DPS member'}."
    if alone:
        return f"{name}: this provider {SINGLE[of_members['activity'].iloc[0]]}."
    if of_members.empty:
        return f"{name}: no provider is a DPS member."
    active, dormant = ((of_members["activity"] == what).sum() for what in ("active", "dormant"))
    members_active = f"{name}: {_some(active)} of {words.plural(len(of_members), 'member')} active"
    return words.fitting(f"{members_active}, {_some(dormant)} dormant.", f"{members_active}.")


def _some(count: int) -> str:
    return words.number(count) if count else "none"


def _first(seen: Seen, latest: int) -> pd.Timestamp:
    """The Monday of the latest so many complete weeks."""
    return pd.Timestamp(nth_latest_week(seen.as_of, latest))


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    invited = table[table["invited"] > 0]
    if invited.empty:
        return None
    fullest = invited.assign(
        worked=invited["hours_prior_13_weeks"] > 0, member=invited["activity"].notna()
    ).sort_values(["worked", "member", "invited"], ascending=False, kind="stable")
    row = fullest.iloc[0]
    answered = worked.equation(
        "({} + {}) / {}", lambda a, b, c: (a + b) / c, row["offered"], row["declined"], row["invited"], places=3,
        decimals=0,
    )
    text = (
        f"{row['provider']} in {worked.place(row['authority'], settings)}, last "
        f"{words.plural(settings.lookback_weeks, 'week')}: offered and declined over invited, {answered}, is its "
        "response rate."
    )
    if pd.notna(row["change"]):
        change = worked.equation(
            "{} / {} − 1", lambda a, b: a / b - 1, row["hours_last_13_weeks"], row["hours_prior_13_weeks"], places=3
        )
        text += f" Its hours of the last {settings.activity_weeks} weeks over those of the {settings.activity_weeks}"
        text += f" before changed by {change}."
    if pd.notna(row["pickup"]):
        text += f" Since its last pick-up: {worked.between(row['pickup'].date(), as_of)}."
    return text


MEASURE = Measure(
    id="providers",
    question="Who picks up work?",
    definition="""\
A row for each provider and authority where the provider had a way in (a DPS membership, or a contract of its own, in
force), or delivered hours, on any day from the first of the last 26 complete weeks to the day seen. Each authority
stands on its own.

**Counts** are of the last 26 complete weeks (`lookback_weeks`). *Invited*, and what was answered: invitations to
packages of that authority. *Awarded*: packages awarded to the provider by any route. *Handed back*: packages that ended
at its request. *Response rate*: (offered + declined) / invited. *Award rate*: packages awarded to it under a DPS /
distinct packages it offered for.

**Hours** are delivered hours of the last 13 complete weeks (`activity_weeks`), and of the 13 before; *change* is
last / prior - 1.
*Share*: of all delivered hours of the authority in the last 13 weeks. *Last delivery*: the last day with hours above
0, however long ago.

**Membership**: *member* while a spell covers the authority, in a DPS in force (the last day still counts); *left* where
one once did; else *not member*. *Joined* is the day of the earliest current spell, or else of the latest.

**Pick-up**, of a member: the later of its last award and its last day with delivered hours, under a DPS, in the current
spell; where there is neither, the day it joined.

**Activity** of a member, the first that fits: *active* (work or an award in this spell, under 90 days since pick-up:
`active_days`); *new* (joined under 90 days ago: `new_member_days`); *quiet* (under 180 days since pick-up:
`quiet_days`); and from there: *not invited* (invited fewer than 3 times after the pick-up day, `dormant_invitations`:
the council's doing, not the provider's); *unsuccessful* (has offered since, without an award); *dormant* (invited 3
times or more and has never offered: evidence for a review under the terms, never a verdict).

Source: memberships, contracts, packages, invitations and hours delivered.""",
    columns=(
        Column("provider_id", "Provider number", "text", "The council's own supplier number."),
        Column("provider", "Provider", "text", "The provider's name."),
        Column("authority", "Authority", "text", "The council, by its code."),
        Column("membership", "Membership", "text", "member, left or not_member: of a DPS that covers the authority."),
        Column("joined_on", "Joined", "date", "The first day of the earliest current spell, else of the latest."),
        Column("invited", "Invited", "count", "Invitations to the authority's packages, last 26 weeks."),
        Column("offered", "Offered", "count", "Invitations answered with an offer."),
        Column("declined", "Declined", "count", "Invitations declined."),
        Column("no_response", "No response", "count", "Invitations not answered by the day seen."),
        Column("response_rate", "Response rate", "ratio", "Offered and declined over invited."),
        Column("awarded", "Awarded", "count", "Packages awarded to it by any route, last 26 weeks."),
        Column("award_rate", "Award rate", "ratio", "Packages awarded under a DPS over packages it offered for."),
        Column("hours_last_13_weeks", "Hours, last 13 weeks", "hours", "Delivered in the last 13 complete weeks."),
        Column("hours_prior_13_weeks", "Hours, prior 13 weeks", "hours", "Delivered in the 13 weeks before those."),
        Column("change", "Change", "ratio", "Hours of the last 13 weeks over those of the prior 13, less 1."),
        Column("share", "Share", "ratio", "Of the authority's delivered hours, last 13 weeks."),
        Column("last_delivery", "Last delivery", "date", "The last day with delivered hours, however long ago."),
        Column("handed_back", "Handed back", "count", "Packages ended at its request, last 26 weeks."),
        Column("pickup", "Last pick-up", "date", "Its last award or day of work under a DPS, or when it joined."),
        Column("days_since_pickup", "Days since pick-up", "days", "Days from the pick-up to the day seen."),
        Column(
            "activity", "Activity", "text", "A member's: active, new, quiet, not_invited, unsuccessful or dormant."
        ),
    ),
    key=("provider_id", "authority"),
    filters={"authority": "rows", "provider": "rows", "service": "narrows", "route": "ignored"},
    compute=compute,
    finding=finding,
    example=example,
    sources=("providers", "dps_memberships", "contracts", "packages", "offers", "hours"),
)
