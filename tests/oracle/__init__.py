"""A reference implementation of the measures, written from their definitions alone.

Plain Python, one function for each defined word, to be read beside the measures' definitions and to test the
product's own code against. `tables(delivery, as_of)` gives every table; each measure's module has
`table(records, as_of, authority, provider, service, route, from_, to, weeks)`.
"""

from . import (
    attention,
    backtest,
    blocks,
    blocks_weekly,
    concentration,
    contracts,
    demand,
    dormancy,
    entrants,
    funnel,
    membership,
    outlook,
    plan,
    provider_weeks,
    providers,
    sourcing,
    sufficiency,
    supply,
)
from .records import Records, read
from .tables import COLUMNS, KEYS

MEASURES = {
    "contracts": contracts.table,
    "demand": demand.table,
    "sourcing": sourcing.table,
    "funnel": funnel.table,
    "sufficiency": sufficiency.table,
    "supply": supply.table,
    "providers": providers.table,
    "provider_weeks": provider_weeks.table,
    "dormancy": dormancy.table,
    "concentration": concentration.table,
    "entrants": entrants.table,
    "membership": membership.table,
    "blocks": blocks.table,
    "blocks_weekly": blocks_weekly.table,
    "attention": attention.table,
    "outlook": outlook.table,
    "outlook_summary": outlook.summary,
    "backtest": backtest.table,
    "backtest_summary": backtest.summary,
    "plan": plan.table,
    "plan_months": plan.months,
    "plan_blocks": plan.counts,
}


def tables(records: Records, as_of, **filters) -> dict[str, list[dict]]:
    return {measure: table(records, as_of, **filters) for measure, table in MEASURES.items()}


__all__ = ["COLUMNS", "KEYS", "MEASURES", "Records", "read", "tables"]
