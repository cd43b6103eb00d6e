"""`funnel`: what happens to a package put to the market? (measures.md section 4)."""

from datetime import date

import pandas as pd

from dashboard.market.filters import Filters
from dashboard.market.market import Market, Seen, narrowed
from dashboard.market.periods import named, periods
from dashboard.measures import words, worked
from dashboard.measures.measure import Column, Measure, ratio
from dashboard.settings import Settings

KEY = ["quarter", "authority"]


def compute(market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """How far the packages requested in each quarter have come by the day seen, by authority."""
    seen: Seen = market.seen(filters.as_of)
    packages = seen.packages
    if packages.empty:
        return pd.DataFrame(columns=list(MEASURE.names))
    quarters = periods("quarter", packages["requested_on"].min().date(), seen.as_of)
    packages = narrowed(packages, filters.service)
    if filters.authority:
        packages = packages[packages["authority"] == filters.authority]

    offered = seen.offers[seen.offers["response"] == "offered"].groupby("package_id")["provider_id"].nunique()
    invitations = packages["package_id"].map(seen.offers.groupby("package_id").size()).fillna(0).astype(int)
    offers = packages["package_id"].map(offered).fillna(0).astype(int)
    came = pd.DataFrame(
        {
            "quarter": named(packages["requested_on"], "quarter"),
            "authority": packages["authority"],
            "requested": 1,
            "put_to_market": invitations > 0,
            "with_offer": offers > 0,
            "one_offer_only": offers == 1,
            "awarded": packages["awarded_on"].notna(),
            "started": packages["started_on"].notna(),
            "invitations": invitations,
            "offers": offers,
        }
    )
    table = quarters.drop(columns="last").merge(packages["authority"].drop_duplicates(), how="cross").set_index(KEY)
    table = table.join(came.groupby(KEY).sum().reindex(table.index, fill_value=0)).reset_index()
    return table.assign(offers_per_package=ratio(table["offers"], table["put_to_market"]))


def finding(table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """How many packages drew one offer or none, for each authority, in the latest quarter shown that is complete.

    Where none is, in the running one: its packages have hardly had the time to be offered for.
    """
    return {
        code: _finding(name, table[table["authority"] == code], filters)
        for code, name in words.shown(filters, settings).items()
    }


def _finding(name: str, table: pd.DataFrame, filters: Filters) -> str:
    if table.empty:
        return words.fitting(f"{name}: no request for care in the quarters shown.", f"{name}: no requests.")
    row = (table[table["complete"]] if table["complete"].any() else table).iloc[-1]
    told = _told(row)
    when = words.when(row["quarter"], filters)
    return words.fitting(*(f"{name}{time}: {each}." for time in (when, "") for each in told))


def _told(row: pd.Series) -> list[str]:
    """How a quarter can be told, the fullest first."""
    asked, put, one = row["requested"], row["put_to_market"], row["one_offer_only"]
    none = put - row["with_offer"]
    if not asked:
        return ["no package requested"]
    if not put:
        return [f"{words.plural(asked, 'package')} requested, none put to market", "none put to market"]
    if put == 1:
        offers = words.plural(row["offers"], "offer") if row["offers"] else "no offer"
        return [f"1 package put to market drew {offers}", f"1 package, {offers}"]
    of_all = f"of {words.number(put)} packages"
    if not one and not none:
        return [f"{'both' if put == 2 else f'all {words.number(put)}'} packages drew several offers"]
    if not none:
        return [f"{words.number(one)} {of_all} drew one offer only", f"{words.number(one)} {of_all} drew one offer"]
    if none == put:
        return [f"none {of_all} drew an offer"]
    if not one:
        return [f"{words.number(none)} {of_all} drew no offer"]
    return [
        f"{words.number(one)} {of_all} drew one offer, {words.number(none)} none",
        f"{words.number(one)} {of_all} drew one offer",
    ]


def example(table: pd.DataFrame, as_of: date, settings: Settings) -> str | None:
    """One row worked through."""
    rows = table[table["put_to_market"] > 0]
    row = worked.latest(rows[rows["complete"]] if rows["complete"].any() else rows, settings)
    if row is None:
        return None
    put = row["put_to_market"]
    return (
        f"In {words.period(row['quarter'])} in {worked.place(row['authority'], settings)}, offers over packages put to "
        f"the market are {worked.over(row['offers'], put, 0)}. Less the packages with an offer, "
        f"{worked.difference(put, row['with_offer'], 0)} had none."
    )


MEASURE = Measure(
    id="funnel",
    question="What happens to a package put to the market?",
    definition="""\
How far the packages requested in each quarter have come by the day seen: whenever a package was put to the market,
offered for, awarded or begun, it counts in the quarter of its request.

*Put to the market*: any provider was invited to it. *With an offer*: any provider offered. *One offer only*: exactly
one provider offered. *Awarded* and *started*: by any route, invited or not, so that these can be more than were put to
the market. *Invitations* are counted one by one, a provider invited twice as two; *offers* as providers that offered,
added up over packages. *Offers per package*: offers / packages put to the market; empty where there are none.

Quarters are calendar ones, from that of the first request ever made to the running one, which is counted to the day and
is not complete: its packages have had little time to be offered for, so the sentence above is of the latest quarter
that is complete. Every authority that has asked for anything has a row in every quarter.

From the packages and offers files. The provider and route filters do nothing here.""",
    columns=(
        Column("quarter", "Quarter", "quarter", "The calendar quarter of the request."),
        Column("authority", "Authority", "text", "The council that asks."),
        Column("complete", "Complete", "flag", "Whether the quarter is over on the day seen."),
        Column("requested", "Requested", "count", "Packages requested in the quarter."),
        Column("put_to_market", "Put to the market", "count", "Of them, those that any provider was invited to."),
        Column("with_offer", "With an offer", "count", "Of them, those that any provider offered for."),
        Column("one_offer_only", "One offer only", "count", "Of them, those that exactly one provider offered for."),
        Column("awarded", "Awarded", "count", "Of them, those awarded by the day seen, by any route."),
        Column("started", "Started", "count", "Of them, those whose care began by the day seen, by any route."),
        Column("invitations", "Invitations", "count", "Invitations to them, one by one."),
        Column("offers", "Offers", "count", "Providers that offered, added up over packages."),
        Column("offers_per_package", "Offers per package", "number", "Offers over packages put to the market."),
    ),
    key=("quarter", "authority"),
    filters={"authority": "rows", "provider": "ignored", "service": "narrows", "route": "ignored"},
    compute=compute,
    finding=finding,
    example=example,
    sources=("packages", "offers"),
    period="quarter",
)
