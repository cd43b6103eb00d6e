"""`dormancy`: the evidence that a member is dormant (measures.md section 6)."""

from datetime import date

import pandas as pd

from dashboard.market.filters import Filters
from dashboard.market.market import Market, Seen
from dashboard.market.pickup import after_pickup, members
from dashboard.measures import words, worked
from dashboard.measures.measure import Column, Measure
from dashboard.settings import Settings


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """A row an invitation after the pick-up day of each dormant member; the columns are `MEASURE.columns`."""
    seen: Seen = market.seen(filters.as_of)
    dormant = members(seen, settings, filters.service).query("activity == 'dormant'")
    for column, value in (("provider_id", filters.provider), ("authority", filters.authority)):
        if value is not None:
            dormant = dormant[dormant[column] == value]
    table = after_pickup(seen, dormant, filters.service)
    return table.assign(provider=table["provider_id"].map(market.provider_names))[list(MEASURE.names)]


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """How many invitations went without an offer to how many dormant members, for each authority."""
    return {
        code: _finding(name, table[table["authority"] == code])
        for code, name in words.shown(filters, settings).items()
    }


def _finding(name: str, table: pd.DataFrame) -> str:
    if table.empty:
        return f"{name}: no invitations to dormant members."
    invitations, members = words.plural(len(table), "invitation"), table["provider_id"].nunique()
    if table["package_id"].isna().any():
        # A shareable table leaves out what is of one package, and so the number of invitations.
        return f"{name}: {words.plural(members, 'dormant member')}."
    return words.fitting(
        f"{name}: {invitations} to {words.plural(members, 'dormant member')}, no offers.",
        f"{name}: {words.plural(members, 'dormant member')}.",
    )


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    if table.empty:
        return None
    row = table.iloc[-1]
    own = table[(table["provider_id"] == row["provider_id"]) & (table["authority"] == row["authority"])]
    return (
        f"{row['provider']} in {worked.place(row['authority'], settings)}, since its last pick-up: "
        f"{worked.between(row['pickup'].date(), as_of)}; dormant is from {settings.quiet_days}. It has "
        f"{words.plural(len(own), 'row')} here, invitations since that day, and offered for none; dormant is from "
        f"{settings.dormant_invitations}."
    )


MEASURE = Measure(
    id="dormancy",
    question="What is the evidence that a member is dormant?",
    definition="""\
Each invitation that a dormant member had after its pick-up day, in one authority, and what it answered by the day seen.

A current member is **dormant** when 180 days (`quiet_days`) or more have passed since its pick-up, and it was invited 3
times (`dormant_invitations`) or more after that day and never offered. Its *pick-up* is the later of its last award and
its last day with delivered hours, under a DPS, in the current spell; where there is neither, the day it joined. Each
authority stands on its own: a removal should look at both.

This is evidence for a review under the terms, never a verdict.

Source: memberships, packages, invitations and hours delivered.""",
    columns=(
        Column("provider_id", "Provider number", "text", "The council's own supplier number."),
        Column("provider", "Provider", "text", "The provider's name."),
        Column("authority", "Authority", "text", "The council whose packages it was invited to, by its code."),
        Column("joined_on", "Joined", "date", "The first day of its current spell."),
        Column("pickup", "Last pick-up", "date", "Its last award or day of work under a DPS, or when it joined."),
        Column("package_id", "Package", "text", "The package it was invited to, by its pseudonym."),
        Column("invited_on", "Invited", "date", "The day of the invitation."),
        Column("response", "Response", "text", "declined or no_response."),
        Column("responded_on", "Responded", "date", "The day it answered, if it did."),
    ),
    key=("provider_id", "authority", "package_id", "invited_on"),
    filters={"authority": "rows", "provider": "rows", "service": "narrows", "route": "ignored"},
    compute=compute,
    finding=finding,
    example=example,
    sources=("providers", "dps_memberships", "contracts", "packages", "offers", "hours"),
    period="invited_on",
)
