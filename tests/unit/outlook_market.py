"""A market with enough known to look ahead from: two years and more of requests in Peterborough, worked out by rule.

Each week one package of 6 hours is asked for, that is open on 10, 20 or 40 Sundays in turn. P1 has a block of 35 hours,
P2 is a member of the DPS that says it can give 90 hours a week and works every week. All contracts outlast the horizon.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from dashboard.market.market import Market
from tests.unit.markets import market_from

WEEK0 = date(2026, 11, 16)
AS_OF = WEEK0 + timedelta(days=6)
WEEKS = 120

HEADINGS = {
    "providers": "provider_id,name,provider_type",
    "contracts": "contract_id,title,contract_type,lead_authority,covered_authorities,provider_id,services,start_date,"
    "initial_term_months,extension_terms_months,mobilisation_weeks,delivery_calendar,annual_value_gbp,"
    "contracted_hours_per_week",
    "dps_memberships": "contract_id,provider_id,joined_on,left_on,authorities,services",
    "capacity_returns": "provider_id,authority,service,effective_from,hours_per_week",
    "packages": "package_id,authority,service,hours_per_week,requested_on,started_on,ended_on,end_reason",
    "hours": "date,authority,provider_id,contract_id,service,planned_hours,delivered_hours",
}
BLOCK = "B1,The block,block,PCC,PCC,P1,home_care,{start},120,,,,50000,35"


def outlook_market(
    *,
    weeks: int = WEEKS,
    moved: int = 0,
    contracts: Sequence[str] = (BLOCK,),
    packages: Sequence[str] | None = None,
    member: bool = True,
    shuffled: int | None = None,
) -> Market:
    """The market with every date `moved` by some days; `{start}` in a contract is 6 January 2020."""

    def day(when: date) -> str:
        return str(when + timedelta(days=moved))

    start = date(2020, 1, 6)
    files: dict[str, list[str]] = {
        "providers": ["P1,Ash Care,external", "P2,Beech Care,external"],
        "contracts": [
            f"D1,The DPS,dps,PCC,PCC,,home_care,{day(start)},120,,,,,",
            *(row.format(start=day(start)) for row in contracts),
        ],
        "dps_memberships": [f"D1,P2,{day(start)},,PCC,home_care"] if member else [],
        "capacity_returns": [f"P2,PCC,home_care,{day(start)},90"] if member else [],
        "packages": list(packages) if packages is not None else [],
        "hours": [],
    }
    for n in range(weeks if packages is None else 0):
        asked, closed = WEEK0 - timedelta(weeks=weeks - 1 - n, days=-2), (10, 20, 40)[n % 3]
        ended = asked + timedelta(weeks=closed)
        end = f"{day(ended)},planned" if ended <= AS_OF else ","
        files["packages"].append(f"K{n:03d},PCC,home_care,6,{day(asked)},,{end}")
    for n in range(60):
        monday = WEEK0 - timedelta(weeks=n)
        provider, contract = ("P2", "D1") if member else ("P1", "B1")
        files["hours"].append(f"{day(monday)},PCC,{provider},{contract},home_care,30,30")
    if shuffled is not None:
        for rows in files.values():
            Random(shuffled).shuffle(rows)
    return market_from({name: "\n".join([HEADINGS[name], *rows]) + "\n" for name, rows in files.items() if rows})
