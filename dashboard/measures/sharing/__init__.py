"""Two modes of disclosure: *working* tables are exact; *shareable* ones hold nothing that rests on few packages.

One function, at the level of the tidy table, so that chart, table, CSV, picture, finding and hover always agree. A
shareable table is a table of the same columns, with one more, `withheld`: the names, joined by `;`, of the row's
columns whose figure is left out, and written `c`. What is left out is in no cell: not even whoever reads the page's
source, or weighs one view against another, can work it out (conventions L-20 to L-26).
"""

from dataclasses import replace
from urllib.parse import parse_qsl

import numpy as np
import pandas as pd

from dashboard.market.filters import Filters
from dashboard.market.market import Market
from dashboard.measures import measure as exact
from dashboard.measures import words
from dashboard.measures.measure import NUMBERS, Measure, of_period, used, whole
from dashboard.measures.sharing.known import Known
from dashboard.measures.sharing.rules import RULES
from dashboard.settings import Settings

HIDDEN = "c"
"""Stands for a figure that is left out."""

TOO_FEW = "Rests on too few packages to show."
"""Stands for what would be drawn, or said, of nothing but such figures."""

FOR_WORK = "A plan is for work: it is not in a shareable view."
"""Stands for a plan, whose table is then empty."""

WITHHELD = "withheld"
"""The column of a shareable table that names what is left out."""

PACKAGES = {
    "demand": ("demand_packages", "waiting_packages", "unsourced_packages"),
    "sourcing": (
        "requested", "awarded", "started", "withdrawn", "handed_back",
        "waiting_packages", "waiting_0_2", "waiting_3_6", "waiting_7_12", "waiting_over_12",
    ),
    "funnel": (
        "requested", "put_to_market", "with_offer", "one_offer_only", "awarded", "started", "invitations", "offers",
    ),
    "providers": ("invited", "offered", "declined", "no_response", "awarded", "handed_back"),
}
"""The columns that count packages, or invitations to packages; all other counts are of providers and contracts."""

PARTS = {
    "sourcing": ("awarded_within_target",),
    "funnel": ("offers_per_package",),
    "providers": ("response_rate", "award_rate"),
}
"""Ratios of such counts: in hundredths, so that the counts cannot be read from them."""

PLAIN = {
    "delivering_past_end": "Hours are still delivered under it after its end.",
    "block_band": "Its use has been outside the band for weeks.",
    "shortfall": "Capacity falls short of need, or care waits too long.",
    "outlook_shortfall": "Enough care is in doubt in the weeks ahead.",
    "internal_share": "The share carried in-house is outside its band.",
    "dependence": "It carries a large share of the hours.",
    "long_wait": "Some care has waited long.",
    "dormant": "Invited, and never offered, since its last pick-up.",
    "not_invited": "Hardly invited since its last pick-up.",
    "not_reported": "Its hours are not reported.",
}
"""What a shareable finding of a rule says, where its own sentence has figures that rest on packages."""


def answer(measure: Measure, market: Market, filters: Filters, settings: Settings) -> pd.DataFrame:
    """The answer to a measure's question: exact, or as it may be shared where the filters ask for that.

    See `dashboard.measures.measure.answer`. The table is shared: never change it.
    """
    if not filters.share:
        return exact.answer(measure, market, filters, settings)
    if measure.plans:
        return exact.nothing(measure)
    view = replace(used(measure, filters), weeks=None)
    table = market.answer((measure.id, view), lambda: _shareable(measure, market, view, settings))
    # Where even the days are left out, that they lie in a period would tell of them.
    told = measure.period is not None and any(withheld(table, measure.period))
    return table if told else of_period(measure, table, market, filters)


def withheld(table: pd.DataFrame, column: str) -> list[bool]:
    """For each row, whether a column's figure is left out."""
    if WITHHELD not in table:
        return [False] * len(table)
    return [column in names.split(";") for names in table[WITHHELD]]


def left_out(row: pd.Series, column: str) -> bool:
    """Whether a row's figure is left out."""
    return column in row.get(WITHHELD, "").split(";")


def finding(measure: Measure, table: pd.DataFrame, filters: Filters, settings: Settings) -> dict[str, str]:
    """A measure's finding, by authority; where it would speak of a figure that is left out, that it is."""
    if measure.plans and filters.share:
        return {"": FOR_WORK}
    if WITHHELD not in table or measure.id not in SPOKEN:
        return measure.finding(table, filters, settings)
    sentences: dict[str, str] = {}
    for code, name in {"": ""}.items() if measure.id == "blocks_weekly" else words.shown(filters, settings).items():
        own, only = (_of(table, code), replace(filters, authority=code)) if code else (table, filters)
        if measure.id == "supply" and len(own):
            # Of the shares those are spoken of that are shown.
            last = own[own["week"] == own["week"].max()]
            own = last[~np.array(withheld(last, "share"))] if any(withheld(last, "share")) else own
            own = own if (own["share"] > 0).any() else last
            if any(withheld(last, "unreported_hours")) or len(own) < len(last):
                # Of the hours not reported only all together are spoken of.
                own = own.assign(unreported_hours=0.0)
        if any(any(withheld(_spoken(measure, own), column)) for column in SPOKEN[measure.id]):
            sentences[code] = f"{name}: too few packages to show." if name else "Too few packages to show."
        else:
            sentences |= measure.finding(own, only, settings)
    return sentences


def note(settings: Settings) -> str:
    """What a shareable view leaves out, in a sentence."""
    return (
        f"{HIDDEN}: rests on 1 to {settings.few_packages} packages, or would give such a figure away. "
        f"Other counts of packages to the nearest {settings.packages_rounded_to}."
        + (f" By decision: {settings.disclosure_decision}" if settings.disclosure_decision else "")
    )


SPOKEN = {
    "sufficiency": ("headroom_hours",),
    "outlook": ("p_sufficient",),
    "outlook_summary": ("expected_unmet_hours_52_weeks",),
    "backtest": ("actual",),
    "backtest_summary": ("coverage_90",),
    "supply": ("share",),
    "demand": ("demand_hours",),
    "sourcing": ("waiting_packages",),
    "funnel": ("requested", "put_to_market", "with_offer", "one_offer_only", "offers"),
    "concentration": ("largest_share", "sufficiency_without_largest"),
    "blocks": ("delivered_hours",),
    "blocks_weekly": ("utilisation_13_weeks",),
}
"""The columns that a measure's finding speaks of, where they can be left out; in the rows that `_spoken` gives."""


def _of(table: pd.DataFrame, authority: str) -> pd.DataFrame:
    """The rows of a table that are about an authority."""
    if "authorities" in table:
        return table[table["authorities"].str.split(";").map(lambda codes: authority in codes).astype(bool)]
    return table[table["authority"] == authority] if "authority" in table else table


def _spoken(measure: Measure, table: pd.DataFrame) -> pd.DataFrame:
    """The rows that a finding speaks of."""
    if measure.id in ("demand", "outlook"):
        return table
    if measure.id in ("funnel", "blocks"):
        # Of the funnel the latest quarter that is over, of blocks the contract years that are not.
        kept = table[table["complete"] == (measure.id == "funnel")]
        table = kept if len(kept) else table
    if measure.period in ("week", "month", "quarter"):
        table = table[table[measure.period] == table[measure.period].max()]
    return table


def _shareable(measure: Measure, market: Market, view: Filters, settings: Settings) -> pd.DataFrame:
    """A table for all periods, with what may not be shared left out, and counts of packages rounded."""
    table = whole(measure, market, view, settings).copy()
    seen = market.seen(view.as_of)
    known = seen.kept.setdefault("shareable", Known(seen, settings))
    rule = RULES.get(measure.id)
    shown = rule(table, view, known) if rule else {}
    if measure.id == "attention":
        table = table.assign(
            what=table["what"].mask(table["rule"].isin(PLAIN), table["rule"].map(PLAIN)),
            link=table["link"].map(_shareable_link),
        )
    for column in PACKAGES.get(measure.id, ()):
        table[column] = _rounded(table[column], settings.packages_rounded_to)
    for column in PARTS.get(measure.id, ()):
        table[column] = table[column].round(2)
    # A ratio that is empty in itself has nothing to leave out.
    empty = {column.name: table[column.name].isna().to_numpy() & (column.kind in NUMBERS) for column in measure.columns}
    left_out = {name: ~may & ~empty[name] for name, may in shown.items()}
    for name, out in left_out.items():
        table[name] = table[name].mask(out)
    names = np.array(list(left_out), dtype=object)
    flags = np.array(list(left_out.values()), bool).reshape(len(names), len(table)).T
    table[WITHHELD] = pd.Series([";".join(names[row]) for row in flags], index=table.index, dtype="str")
    # Rows told apart by what is left out alone would still be counted.
    return table.drop_duplicates(ignore_index=True)


def _rounded(counts: pd.Series, nearest: int) -> pd.Series:
    """Counts to the nearest multiple, half away from zero."""
    return (2 * counts + nearest) // (2 * nearest) * nearest


def _shareable_link(link: str) -> str:
    """The address of a finding's evidence, as a shareable view takes it."""
    path, _, query = link.partition("?")
    chosen = dict(parse_qsl(query))
    if path.startswith("/data"):
        return link
    return f"{path}?{Filters(authority=chosen.get('authority'), weeks=52, share=True).to_query()}"
