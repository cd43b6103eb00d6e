"""The verdict's five figures, from answers given by hand."""

import pandas as pd
import pytest

from dashboard.components.verdict import facts
from dashboard.settings import Authority, Settings
from tests.unit.components.views import frame, view
from tests.unit.markets import market_from

CONTRACTS = """contract_id,title,lead_authority,covered_authorities,contract_type
B1,North block,PCC,PCC,block
B2,South block,PCC,PCC;CCC,block
B3,Fen block,CCC,CCC,block
"""

# The 13 latest weeks on Sunday 22 November 2026 begin on 24 August.
SUFFICIENCY = """
week       authority waiting_hours overdue_hours delivered_hours sufficiency status
2026-08-10 PCC       0             0             0               1.30        green
2026-08-17 PCC       0             0             0               1.10        green
2026-08-24 CCC       0             0             30              1.2         green
2026-11-16 PCC       97            64            10              0.974       red
2026-11-16 CCC       0             0             170             1.2         green
"""

DEMAND = """
week       authority service    waiting_packages
2026-11-09 PCC       home_care  9
2026-11-16 PCC       home_care  11
2026-11-16 PCC       other_care 1
2026-11-16 CCC       home_care  0
"""

SOURCING = """
month   authority oldest_wait_days
2026-10 PCC       140
2026-11 PCC       94
2026-11 CCC       .
"""

BLOCKS_WEEKLY = """
week       contract_id contracted_hours delivered_hours
2026-08-17 B1          1000             1000
2026-08-24 B1          40               20
2026-11-16 B1          60               40
2026-11-16 B2          100              100
2026-11-16 B3          10               13
"""

SUPPLY = """
week       authority route    delivered_hours
2026-08-17 CCC       in_house 900
2026-08-24 CCC       in_house 30
2026-11-16 CCC       in_house 20
2026-11-16 CCC       dps      150
2026-11-16 PCC       dps      10
"""

CONTRACT_ROWS = """
contract_id title       authorities decision_due days_to_extension days_to_decision status
B1          North_block PCC         2026-09-30   130               -53              red
B2          South_block PCC;CCC     2027-09-30   500               312              green
B3          Fen_block   CCC         2027-12-31   590               404              green
"""

OUTLOOK = """
authority p_26_weeks first_week_below_80
PCC       0.7999     2027-06-14
CCC       0.8        .
"""


def given(**changed):
    tables = {
        "outlook_summary": frame(changed.get("outlook_summary", OUTLOOK)),
        "sufficiency": frame(changed.get("sufficiency", SUFFICIENCY)),
        "demand": frame(changed.get("demand", DEMAND)),
        "sourcing": frame(changed.get("sourcing", SOURCING)),
        "blocks_weekly": frame(changed.get("blocks_weekly", BLOCKS_WEEKLY)),
        "supply": frame(changed.get("supply", SUPPLY)),
        "contracts": frame(changed.get("contracts", CONTRACT_ROWS)),
    }
    settings = Settings(
        authorities={
            "PCC": Authority(name="Peterborough", ons_code="E06000031"),
            "CCC": Authority(name="Cambridgeshire", ons_code="E10000003", internal_share_band=(0.2, 0.4)),
        }
    )
    return view(tables, market=market_from({"contracts": CONTRACTS}), settings=settings)


def figures(authority, **changed):
    return [(fact.figure, fact.status) for fact in facts(given(**changed), authority)]


def test_peterborough():
    # Blocks it leads: (20 + 40 + 100) of (40 + 60 + 100) = 80%.
    assert figures("PCC") == [
        ("97.4%", "red"), ("97 hours a week", None), ("80.0%", "amber"), ("0.0%", None), ("53 days late", "red"),
        ("79%", "amber"),
    ]


def test_cambridgeshire():
    # Its block: 13 of 10. In-house: (30 + 20) of 200 = 25%.
    assert figures("CCC") == [
        ("120.0%", "green"), ("No hours", None), ("130.0%", "red"), ("25.0%", "green"), ("312 days", "green"),
        ("80%", "green"),
    ]


def test_the_notes_say_what_to_hold_a_figure_against():
    sufficiency, waiting, blocks, in_house, decision, outlook = [fact.note for fact in facts(given(), "PCC")]
    assert sufficiency == "Down 13 points in 13 weeks. Enough from 110%, short under 100%."
    assert waiting == "12 packages; 64 hours waiting over 14 days; the longest wait is 94 days."
    assert blocks == "2 blocks; meant to be 85% to 105%."
    assert in_house == "Of the hours delivered."
    assert decision == "North_block: by 30 September 2026."
    assert outlook == "Likely from 80%. Doubtful from 14 June 2027."
    assert facts(given(), "CCC")[5].note == "Likely from 80%. No week ahead is doubtful."
    assert facts(given(), "CCC")[1].note == "Nobody waits."
    assert facts(given(), "CCC")[0].note == "Enough from 110%, short under 100%."


def test_who_waited_on_sunday_and_waits_no_more_has_no_longest_wait():
    gone = SOURCING.replace("94", ".")
    assert facts(given(sourcing=gone), "PCC")[1].note == "12 packages; 64 hours waiting over 14 days."


def test_nothing_known_is_no_data_and_never_good():
    asked = given()
    empty = {name: table.iloc[:0] for name, table in asked.tables.items()}
    found = facts(view(empty, market=asked.market, settings=asked.settings), "PCC")
    assert [(fact.figure, fact.status) for fact in found] == [
        ("No data", ""), ("No data", ""), ("No data", ""), ("No data", ""), ("None", None),
        ("No data", ""),
    ]


@pytest.mark.parametrize(("delivered", "status"), [(84.9, "amber"), (85, "green"), (105, "green"), (105.1, "amber"),
                                                   (70, "amber"), (69.9, "red"), (120, "amber"), (120.1, "red")])
def test_utilisation_is_judged_with_its_limits_in_the_better(delivered, status):
    weekly = f"week contract_id contracted_hours delivered_hours\n2026-11-16 B1 100 {delivered}"
    assert figures("PCC", blocks_weekly=weekly)[2][1] == status


def test_the_trend_is_level_where_points_round_to_nothing():
    table = frame(SUFFICIENCY)
    table.loc[table["week"] == pd.Timestamp("2026-08-17"), "sufficiency"] = 0.976
    asked = given()
    level = view(asked.tables | {"sufficiency": table}, market=asked.market, settings=asked.settings)
    assert facts(level, "PCC")[0].note.startswith("Level in 13 weeks. ")
