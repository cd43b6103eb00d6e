"""The measures: each one question, registered once here and read by pages, addresses and the command line."""

from dashboard.measures import (
    attention,
    backtest,
    backtest_summary,
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
    outlook_summary,
    plan,
    plan_blocks,
    plan_months,
    provider_weeks,
    providers,
    sourcing,
    sufficiency,
    supply,
)
from dashboard.measures.measure import Column, Measure
from dashboard.measures.sharing import answer

MEASURES: dict[str, Measure] = {
    module.MEASURE.id: module.MEASURE
    for module in (
        attention,
        sufficiency,
        outlook,
        outlook_summary,
        backtest,
        backtest_summary,
        plan,
        plan_months,
        plan_blocks,
        supply,
        demand,
        sourcing,
        funnel,
        providers,
        provider_weeks,
        membership,
        dormancy,
        concentration,
        entrants,
        blocks,
        blocks_weekly,
        contracts,
    )
}
"""Every measure by its id, in the order they are shown."""

__all__ = ["MEASURES", "Column", "Measure", "answer"]
