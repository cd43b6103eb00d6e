"""The measures: each one question, registered once here and read by pages, addresses and the command line."""

from dashboard.measures import (
    blocks,
    blocks_weekly,
    contracts,
    demand,
    dormancy,
    funnel,
    membership,
    provider_weeks,
    providers,
    sourcing,
    sufficiency,
    supply,
)
from dashboard.measures.measure import Column, Measure, answer

MEASURES: dict[str, Measure] = {
    module.MEASURE.id: module.MEASURE
    for module in (
        sufficiency,
        supply,
        demand,
        sourcing,
        funnel,
        providers,
        provider_weeks,
        membership,
        dormancy,
        blocks,
        blocks_weekly,
        contracts,
    )
}
"""Every measure by its id, in the order they are shown."""

__all__ = ["MEASURES", "Column", "Measure", "answer"]
