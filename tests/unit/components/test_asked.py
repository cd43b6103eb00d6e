"""What a view marks on its charts."""

from datetime import date

from dashboard.figures import Event
from tests.unit.components.views import view
from tests.unit.markets import market_from

CONTRACTS = """contract_id,contract_type,lead_authority,covered_authorities,start_date
DPS,dps,PCC,PCC;CCC,2023-11-01
B1,block,CCC,CCC,2026-05-01
S1,spot,PCC,PCC,2026-05-01
B2,block,PCC,PCC,2027-01-01
"""

HOLIDAYS = """authority,first_day,last_day,name
PCC,2026-07-23,2026-08-31,Summer
CCC,2026-10-26,2026-11-01,October half-term
"""


def test_key_dates_and_school_holidays_belong_to_whom_they_concern():
    asked = view(market=market_from({"contracts": CONTRACTS, "school_holidays": HOLIDAYS}), day=date(2026, 11, 22))
    # A spot contract's start is no key date; the second block starts after the day.
    assert set(asked.events) == {
        Event(date(2023, 11, 1), "DPS opens", frozenset({"DPS", "PCC", "CCC"})),
        Event(date(2026, 5, 1), "Block starts", frozenset({"B1", "CCC"})),
        Event(date(2026, 7, 23), "School holidays", frozenset({"PCC", "DPS", "S1", "B2"}), date(2026, 8, 31)),
        Event(date(2026, 10, 26), "School holidays", frozenset({"CCC", "DPS", "B1"}), date(2026, 11, 1)),
    }
