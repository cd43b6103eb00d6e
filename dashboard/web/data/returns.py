"""Returns: which provider reported which week, and how late each source is against its rhythm."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from dashboard.market.market import Seen
from dashboard.market.silence import PAIR
from dashboard.market.ways_in import spans
from dashboard.settings import Settings

WEEKS = 13
"""The calendar shows so many of the latest complete weeks."""


@dataclass(frozen=True)
class Calendar:
    """One authority's returns: its weeks, and each provider's word for each of them (empty: nothing was expected)."""

    authority: str
    weeks: list[date]
    rows: list[tuple[str, str, list[str]]]
    """Each provider by its id and name, with its words."""
    quiet: int
    """How many providers neither sent anything nor were expected to, and are left out."""


@dataclass(frozen=True)
class Source:
    """A provider that sends hours for an authority.

    `last` is the Monday of the last week with a row of hours, `due` the day by which the week after it is due.
    """

    authority: str
    provider_id: str
    provider: str
    last: date
    due: date
    late: int
    """Days since it was due; 0 where it is not late."""


def calendars(weeks: pd.DataFrame, settings: Settings) -> list[Calendar]:
    """The calendar of each authority, from the table of `provider_weeks`."""
    found = []
    for authority in settings.authorities:
        mine = weeks[weeks["authority"] == authority]
        said = mine.pivot(index="provider_id", columns="week", values="reported")
        said = said.astype(object).where(said.notna(), "")
        spoke = said[(said != "").any(axis=1)]
        names = mine.drop_duplicates("provider_id").set_index("provider_id")["provider"]
        order = sorted(spoke.index, key=lambda provider: str(names[provider]).casefold())
        found.append(Calendar(
            authority, [pd.Timestamp(week).date() for week in said.columns],
            [(provider, str(names[provider]), spoke.loc[provider].tolist()) for provider in order],
            len(said) - len(spoke),
        ))
    return found


def sources(seen: Seen, settings: Settings) -> list[Source]:
    """Every source: a provider with a way in, and delivered hours in the last 8 weeks (a setting); the latest first.

    The first week after its last row is due, by the authority's rhythm, so many days after that week's Sunday.
    """
    hours = seen.hours_to_date
    last = hours.groupby(PAIR)["week"].max()
    worked = hours[hours["last_worked"].notna()].groupby(PAIR)["week"].max()
    recent = worked[worked > pd.Timestamp(seen.last_week - timedelta(weeks=settings.silence_weeks))].index
    ways = spans(seen, settings)
    open_now = ways[(ways["first"] <= seen.day) & (seen.day <= ways["last"])]
    reachable = pd.MultiIndex.from_frame(open_now[PAIR])
    names = seen.market.provider_names
    found = []
    for authority, provider in recent[recent.isin(reachable)]:
        if authority not in settings.authorities:
            continue
        week = last[authority, provider].date()
        due = week + timedelta(days=13 + settings.authorities[authority].rhythm_days)
        found.append(Source(authority, provider, str(names.get(provider, provider)), week, due,
                            max(0, (seen.as_of - due).days)))
    return sorted(found, key=lambda source: (-source.late, source.provider.casefold(), source.authority))
