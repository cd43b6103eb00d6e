"""A small market around one DPS, for tests: rows are given as lines of CSV, under the headings named here."""

from collections.abc import Sequence

from dashboard.market.market import Market
from tests.unit.markets import market_from

HEADINGS = {
    "providers": "provider_id,name,provider_type",
    "contracts": "contract_id,title,contract_type,lead_authority,covered_authorities,provider_id,services,start_date,"
    "initial_term_months,mobilisation_weeks,annual_value_gbp,contracted_hours_per_week,terminated_on",
    "dps_memberships": "contract_id,provider_id,joined_on,left_on,authorities,services",
    "capacity_returns": "provider_id,authority,service,effective_from,hours_per_week",
    "packages": "package_id,authority,service,hours_per_week,requested_on,awarded_on,provider_id,contract_id,"
    "started_on,ended_on,end_reason",
    "offers": "package_id,provider_id,invited_on,response,responded_on",
    "hours": "date,authority,provider_id,contract_id,service,planned_hours,delivered_hours",
}
PROVIDERS = ["P1,Ash Care,external", "P2,Beech Care,external", "P3,Cedar Care,external"]
DPS = "DPS1,The DPS,dps,PCC,PCC;CCC,,home_care;community_support,2020-01-06,120,,,,"
"""In force from 6 January 2020 to 5 January 2030, in both authorities, for both services."""


def dps_market(
    memberships: Sequence[str] = (),
    packages: Sequence[str] = (),
    offers: Sequence[str] = (),
    hours: Sequence[str] = (),
    contracts: Sequence[str] = (),
    returns: Sequence[str] = (),
) -> Market:
    """A market of three providers and the DPS, with what a test adds to it."""
    files = {
        "providers": PROVIDERS,
        "contracts": [DPS, *contracts],
        "dps_memberships": memberships,
        "capacity_returns": returns,
        "packages": packages,
        "offers": offers,
        "hours": hours,
    }
    return market_from({name: "\n".join([HEADINGS[name], *rows]) + "\n" for name, rows in files.items() if rows})
