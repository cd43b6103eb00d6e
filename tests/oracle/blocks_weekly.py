"""Section 7, `blocks_weekly`: each contract's weeks that have a deliverable day, and no others.

Readings
- A week of holidays of a term-time contract has deliverable days, so it has a row with 0 contracted hours.
- A week's row needs no row of hours.
"""

from .blocks import by_week, chosen_blocks, utilisation_13_weeks
from .figures import ratio
from .market import market_of
from .tables import finished, shows
from .weeks import sunday


def table(
    records,
    as_of,
    authority=None,
    provider=None,
    service=None,
    route=None,
    from_=None,
    to=None,
    weeks=None,
) -> list[dict]:
    """authority, provider, service and route: rows."""
    market = market_of(records, as_of)
    rows = []
    for contract in chosen_blocks(market, authority, provider, service, route):
        for week, (contracted, delivered) in by_week(market, contract.contract_id).items():
            if shows(market, week, sunday(week), from_, to, weeks):
                rows.append(
                    {
                        "week": week,
                        "contract_id": contract.contract_id,
                        "contracted_hours": contracted,
                        "delivered_hours": delivered,
                        "utilisation": ratio(delivered, contracted),
                        "utilisation_13_weeks": utilisation_13_weeks(market, contract, sunday(week)),
                    }
                )
    return finished("blocks_weekly", rows)
