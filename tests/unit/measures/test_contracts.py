"""`contracts`, against dates and days counted by hand (measures.md section 3)."""

import pandas as pd
import pytest

from dashboard.measures.contracts import MEASURE
from tests.unit.markets import SETTINGS, ask, market_from, rows, view

HEADINGS = (
    "contract_id,title,contract_type,lead_authority,covered_authorities,provider_id,services,start_date,"
    "initial_term_months,extension_terms_months,extensions_taken,mobilisation_weeks,annual_value_gbp,"
    "contracted_hours_per_week,terminated_on\n"
)
PROVIDERS = "provider_id,name,provider_type\nP1,Ash Care,external\nP2,Beech Care,external\n"
BLOCK = "B1,Ash block,block,PCC,PCC;CCC,P1,home_care,2026-04-01,36,12;12,,8,50000,40,"
DPS = "D1,The DPS,dps,PCC,PCC,,home_care;community_support,2020-04-01,60,60,1,,,,"
SPOT = "S1,Beech spot,spot,CCC,CCC,P2,community_support,2026-04-01,1,,,,,,"
"""To Thursday 30 April 2026."""


def market(*contracts, **files):
    return market_from({"providers": PROVIDERS, "contracts": HEADINGS + "\n".join(contracts) + "\n", **files})


def contracts(*lines, as_of, filters=None, **files):
    return ask(MEASURE, market(*lines, **files), as_of, **filters or {})


def test_every_column_of_a_contract_with_an_option():
    table = contracts(BLOCK, as_of="2028-08-01")
    assert rows(table, *MEASURE.names) == [(
        "B1", "Ash block", "block", "P1", "Ash Care", "PCC;CCC", "2026-04-01", "2029-03-31", "2029-03-31", "2031-03-31",
        0, 2, "2028-09-30", "2028-07-29", "2027-12-31", "decision_window", 243, 60, 242, 0.0, "amber",
    )]


def test_a_dps_has_members_and_no_provider():
    table = contracts(DPS, as_of="2026-11-22")
    assert rows(table, *MEASURE.names) == [(
        "D1", "The DPS", "dps", None, None, "PCC", "2020-04-01", "2025-03-31", "2030-03-31", "2030-03-31",
        1, 0, None, None, "2028-03-31", "final_term", None, None, 1225, 0.0, "green",
    )]


def test_a_terminated_contract_has_nothing_left_to_decide():
    table = contracts(BLOCK + "2027-06-30", as_of="2027-07-01")
    columns = (
        "initial_end", "current_end", "maximum_end", "extensions_left", "decision_due", "paper_due",
        "reprocurement_start", "phase", "days_to_extension", "days_to_decision", "days_to_end", "status",
    )
    assert rows(table, *columns) == [
        ("2029-03-31", "2027-06-30", "2027-06-30", 0, None, None, None, "terminated", None, None, -1, None)
    ]


@pytest.mark.parametrize(
    ("as_of", "phase", "to_extension", "to_decision", "to_end", "status"),
    [
        ("2026-03-31", "not_started", 1097, 914, 1096, "green"),
        ("2026-05-26", "mobilising", 1041, 858, 1040, "green"),
        ("2026-05-27", "in_term", 1040, 857, 1039, "green"),
        ("2027-12-31", "decision_window", 457, 274, 456, "amber"),
        ("2028-09-30", "decision_window", 183, 0, 182, "amber"),
        ("2028-10-01", "decision_overdue", 182, -1, 181, "red"),
        ("2029-03-31", "decision_overdue", 1, -182, 0, "red"),
        ("2029-04-01", "ended", None, -183, -1, None),
    ],
)
def test_days_are_counted_down_to_the_end(as_of, phase, to_extension, to_decision, to_end, status):
    table = contracts(BLOCK, as_of=as_of)
    columns = ("phase", "days_to_extension", "days_to_decision", "days_to_end", "status")
    assert rows(table, *columns) == [(phase, to_extension, to_decision, to_end, status)]


HOURS = """date,authority,provider_id,contract_id,service,planned_hours,delivered_hours
2026-04-30,CCC,P2,S1,community_support,1,1
2026-05-01,CCC,P2,S1,community_support,2,2
2026-05-24,CCC,P2,S1,community_support,4,4
2026-05-25,CCC,P1,S1,community_support,8,8
"""


@pytest.mark.parametrize(
    ("as_of", "hours", "status"),
    [
        ("2026-04-30", 0, "amber"),  # the last day: no option, so it should be re-procured
        ("2026-05-03", 2, "red"),  # ended on Thursday: Friday's hours are past the end
        ("2026-05-23", 2, "red"),
        ("2026-05-24", 6, "red"),  # the four weeks are 27 April to 24 May
        ("2026-05-30", 6, "red"),  # the running week is not seen
        ("2026-05-31", 12, "red"),  # 4 to 31 May: 1 May has dropped out
        ("2026-06-28", 0, None),
    ],
)
def test_hours_past_the_end_in_the_last_four_complete_weeks(as_of, hours, status):
    table = contracts(SPOT, as_of=as_of, hours=HOURS)
    assert rows(table, "delivering_past_end", "status") == [(hours, status)]


def test_hours_after_a_termination_are_past_the_end():
    hours = HOURS.replace("P2,S1", "P1,B1").replace("P1,S1", "P1,B1")
    table = contracts(BLOCK + "2026-05-23", as_of="2026-05-24", hours=hours)
    assert rows(table, "phase", "delivering_past_end", "status") == [("terminated", 4, "red")]


MEMBERSHIPS = """contract_id,provider_id,joined_on,left_on,authorities,services
D1,P1,2021-01-01,2022-12-31,PCC,home_care
D1,P2,2026-12-01,,PCC,home_care
"""


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({}, ["B1", "D1", "S1"]),
        ({"authority": "PCC"}, ["B1", "D1"]),
        ({"authority": "CCC"}, ["B1", "S1"]),
        ({"service": "home_care"}, ["B1", "D1"]),
        ({"service": "community_support"}, ["D1", "S1"]),
        ({"route": "dps"}, ["D1"]),
        ({"route": "in_house"}, []),
        ({"provider": "P1"}, ["B1", "D1"]),  # it was a member
        ({"provider": "P2"}, ["S1"]),  # it is not yet a member
        ({"provider": "P1", "route": "dps", "authority": "PCC"}, ["D1"]),
    ],
)
def test_filters_choose_contracts_and_change_no_value(filters, kept):
    given = market(BLOCK, DPS, SPOT, dps_memberships=MEMBERSHIPS, hours=HOURS)
    whole = ask(MEASURE, given, "2026-05-24")
    found = ask(MEASURE, given, "2026-05-24", **filters)
    pd.testing.assert_frame_equal(found, whole[whole["contract_id"].isin(kept)].reset_index(drop=True))
    assert found["contract_id"].tolist() == kept


def test_the_period_chooses_nothing():
    given = market(BLOCK)
    assert ask(MEASURE, given, "2030-01-01", weeks=13).equals(ask(MEASURE, given, "2030-01-01"))


def test_contracts_are_sorted_by_their_id():
    assert contracts(SPOT, DPS, BLOCK, as_of="2026-05-24")["contract_id"].tolist() == ["B1", "D1", "S1"]


def sentences(*lines, as_of, **files):
    return MEASURE.finding(contracts(*lines, as_of=as_of, **files), view(as_of), SETTINGS)


def second(line, name="B2"):
    return name + line[2:]


@pytest.mark.parametrize(
    ("lines", "as_of", "text"),
    [
        ((BLOCK,), "2028-10-01", "Peterborough: 1 decision overdue."),
        ((BLOCK, second(BLOCK)), "2028-10-01", "Peterborough: 2 decisions overdue."),
        ((BLOCK,), "2028-07-02", "Peterborough: 1 decision due within 90 days."),
        ((BLOCK,), "2028-09-30", "Peterborough: 1 decision due within 90 days."),
        ((BLOCK,), "2028-07-01", "Peterborough: the next contract decision is due 30 September 2028."),
        ((BLOCK, second(BLOCK.replace("2026-04-01", "2026-05-01"))), "2028-10-01",
         "Peterborough: 1 decision overdue, 1 due within 90 days."),
        ((DPS,), "2026-11-22", "Peterborough has no decision to come on a contract."),
        ((DPS,), "2028-03-31", "Peterborough: 1 contract to re-procure."),
        ((SPOT,), "2026-04-15", "Peterborough has no contract to show."),
    ],
)
def test_finding(lines, as_of, text):
    assert sentences(*lines, as_of=as_of)["PCC"] == text


def test_finding_names_work_past_the_end():
    found = sentences(SPOT, BLOCK, as_of="2026-05-24", hours=HOURS)
    assert found == {
        "PCC": "Peterborough: the next contract decision is due 30 September 2028.",
        "CCC": "Cambridgeshire: 1 contract delivering past the end.",
    }
