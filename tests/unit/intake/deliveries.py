"""A small delivery without a fault, and what breaks it in one place."""

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from dashboard.intake import Checked, check, empty_market, market_of
from dashboard.market.market import Market
from dashboard.settings import Settings

SETTINGS = Settings()

CLEAN: dict[str, str] = {
    "providers": """\
provider_id,name,provider_type,cqc_provider_id,company_number,area_entry_date
S1,First Care,external,1-101,01234567,2020-01-01
S2,Second Care,external,,,
CSS,Community Support Service,internal,,,
""",
    "contracts": """\
contract_id,title,contract_type,lead_authority,covered_authorities,provider_id,services,start_date,initial_term_months,\
extension_terms_months,extensions_taken,delivery_calendar,annual_value_gbp,contracted_hours_per_week,hourly_rate_gbp,\
terminated_on
DPS-1,DPS,dps,PCC,PCC;CCC,,home_care;community_support,2026-04-01,60,60,,,,,,
BLK-1,Block,block,PCC,PCC,S1,home_care,2026-04-01,36,12;12,1,,50000,,25,
TT-1,Term block,block,CCC,CCC,S2,community_support,2026-09-01,12,,,term_time,39000,,20.00,
CSS-1,In-house,in_house,CCC,CCC,CSS,home_care;community_support,2026-04-01,60,,,,,200,,
""",
    "dps_memberships": """\
contract_id,provider_id,joined_on,left_on,leave_reason,authorities,services,due_diligence_expires_on
DPS-1,S1,2026-04-01,2026-12-31,withdrew,PCC,home_care,2027-03-31
DPS-1,S1,2027-02-01,,,PCC;CCC,home_care;community_support,2028-03-31
DPS-1,S2,2026-04-01,,,PCC;CCC,home_care;community_support,
""",
    "capacity_returns": """\
provider_id,authority,service,effective_from,hours_per_week
S1,PCC,home_care,2026-04-06,40
S2,CCC,community_support,2026-05-01,12.5
""",
    "packages": """\
package_id,authority,service,area,hours_per_week,hourly_rate_gbp,requested_on,awarded_on,provider_id,contract_id,\
started_on,ended_on,end_reason
P1,PCC,home_care,North,10.5,24.50,2026-05-01,2026-05-11,S1,DPS-1,2026-05-18,2027-01-31,handed_back
P2,CCC,community_support,Fenland,4,,2026-06-01,2026-06-10,S2,DPS-1,2026-06-15,,
P3,PCC,home_care,,7,,2027-06-01,,,,,,
P4,PCC,home_care,,7,,2027-05-01,,,,,2027-05-20,withdrawn
""",
    "offers": """\
package_id,provider_id,invited_on,response,responded_on
P1,S1,2026-05-04,offered,2026-05-06
P1,S2,2026-05-04,declined,2026-05-04
P3,S2,2027-06-02,no_response,
""",
    "hours": """\
date,period,authority,provider_id,contract_id,service,planned_hours,delivered_hours
2027-03-01,day,PCC,S1,BLK-1,home_care,6,5.5
2027-03-02,,PCC,S1,BLK-1,home_care,6,0
2027-03-08,week,PCC,S1,BLK-1,home_care,42,35
""",
    "visits": """\
visit_id,authority,provider_id,contract_id,service,planned_start,planned_end,actual_start,actual_end,carers,status
V1,CCC,S2,DPS-1,community_support,2027-03-01T09:00,2027-03-01T10:30,2027-03-01T09:10,2027-03-01T10:40,2,completed
V2,CCC,S2,DPS-1,community_support,2027-03-01T12:00,2027-03-01T13:00,,,,missed
V3,CCC,S2,DPS-1,community_support,2027-03-02T12:00,2027-03-02T13:00,,,1,cancelled
V4,CCC,CSS,CSS-1,home_care,2027-03-02T22:00,2027-03-03T07:00,2027-03-02T22:00,2027-03-03T06:45,1,completed
""",
    "school_holidays": """\
authority,first_day,last_day,name
CCC,2026-10-26,2026-10-30,Autumn
CCC,2026-12-21,2027-01-01,Christmas
PCC,2026-10-26,2026-10-30,Autumn
""",
}
"""Every file of the contract, without a problem or a warning on 1 July 2027."""


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files by name (without ending, or a name of another kind) into a folder."""
    for name, content in files.items():
        path = folder / (f"{name}.csv" if name in CLEAN else name)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def checked(files: Mapping[str, str | bytes], market: Market | None = None, settings: Settings = SETTINGS) -> Checked:
    """Check a delivery of these files alone, over what is known."""
    with tempfile.TemporaryDirectory() as folder:
        return check(write(Path(folder), files), market or empty_market(), settings)


def broken(name: str, old: str, new: str, market: Market | None = None) -> Checked:
    """Check the clean delivery with one file changed in one place."""
    assert CLEAN[name].count(old) == 1, f"{old!r} is {CLEAN[name].count(old)} times in {name}"
    return checked({**CLEAN, name: CLEAN[name].replace(old, new)}, market)


def added(name: str, *rows: str, market: Market | None = None) -> Checked:
    """Check the clean delivery with rows added to one file."""
    return checked({**CLEAN, name: CLEAN[name] + "".join(f"{row}\n" for row in rows)}, market)


@cache
def known() -> Market:
    """The market in which the clean delivery is known."""
    return market_of(checked(CLEAN), SETTINGS)


def where(found: list) -> list[tuple[str, str, int | None, str]]:
    """Problems as rule, file, line and column."""
    return [(problem.rule, problem.file, problem.line, problem.column) for problem in found]
