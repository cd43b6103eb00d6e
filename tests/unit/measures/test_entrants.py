"""`entrants`, worked out by hand (measures.md section 6)."""

import pytest

from dashboard.measures.entrants import MEASURE
from tests.unit.markets import SETTINGS, ask, market_from, rows, view

AS_OF = "2026-11-20"
CONTRACTS = (
    "contract_id,title,contract_type,lead_authority,covered_authorities,provider_id,services,start_date,"
    "initial_term_months,mobilisation_weeks,annual_value_gbp,contracted_hours_per_week,terminated_on\n"
    "DPS1,The DPS,dps,PCC,PCC;CCC,,home_care;community_support,2020-01-06,120,,,,\n"
)
SPOT = "SPOT,Spot,spot,PCC,PCC,P1,home_care,2026-03-02,12,,,,\n"
BLOCK = "BLK,Block,block,PCC,PCC,P1,home_care,2026-01-01,36,4,36500,10,\n"
TEAM = "TEAM,Team,in_house,PCC,PCC,P1,home_care,2026-01-01,36,,,10,\n"
PACKAGES = (
    "package_id,authority,service,hours_per_week,hourly_rate_gbp,requested_on,awarded_on,provider_id,contract_id,"
    "started_on,ended_on,end_reason\n"
)


def market(entered="2026-01-01", contracts="", spells="", packages="", offers="", hours=""):
    return market_from({
        "providers": f"provider_id,name,provider_type,area_entry_date\nP1,Ash Care,external,{entered}\n"
                     "P2,Long Here,external,\n",
        "contracts": CONTRACTS + contracts,
        "dps_memberships": "contract_id,provider_id,joined_on,left_on,authorities,services\n" + spells,
        "packages": PACKAGES + packages,
        "offers": "package_id,provider_id,invited_on,response,responded_on\n" + offers,
        "hours": "date,authority,provider_id,contract_id,service,planned_hours,delivered_hours\n" + hours,
    })


def values(given, *columns, as_of=AS_OF, **filters):
    [row] = rows(ask(MEASURE, given, as_of, **filters), *columns)
    return row


@pytest.mark.parametrize(
    ("entered", "as_of", "there"),
    [
        ("2021-11-20", "2026-11-20", True),
        ("2021-11-19", "2026-11-20", False),
        ("2026-11-20", "2026-11-20", True),
        ("2026-11-21", "2026-11-20", False),
        ("2023-02-28", "2028-02-29", True),
        ("2023-02-27", "2028-02-29", False),
        ("", "2026-11-20", False),
    ],
)
def test_a_row_is_a_provider_that_entered_in_the_five_years_before(entered, as_of, there):
    assert len(ask(MEASURE, market(entered), as_of)) == there


EARLY = {
    "spells": "DPS1,P1,2026-02-02,2026-03-01,PCC,home_care\nDPS1,P1,2026-05-01,,PCC;CCC,home_care;community_support\n",
    "packages": "K1,PCC,home_care,10,20,2026-01-05,2026-02-20,P1,DPS1,2026-02-23,,\n"
                "K2,CCC,community_support,10,30,2026-01-05,2026-06-10,P1,DPS1,2026-06-15,,\n",
    "offers": "K1,P1,2026-02-10,offered,2026-02-11\nK2,P1,2026-06-01,offered,2026-06-02\n",
    "hours": "2026-02-23,PCC,P1,DPS1,home_care,2,0\n2026-02-24,PCC,P1,DPS1,home_care,2,2\n"
             "2026-06-15,CCC,P1,DPS1,community_support,3,3\n",
}
FIRSTS = ("joined", "first_invited", "first_awarded", "first_hour", "weeks_to_first_hour")


def test_how_far_it_has_come():
    given = market(**EARLY)
    # 22 days from 2 to 24 February; the day before, with nothing delivered, is no first hour.
    assert values(given, "provider", "entered", *FIRSTS) == (
        "Ash Care", "2026-01-01", "2026-02-02", "2026-02-10", "2026-02-20", "2026-02-24", round(22 / 7, 9)
    )
    assert values(given, *FIRSTS, as_of="2026-02-19") == ("2026-02-02", "2026-02-10", None, None, None)
    assert values(given, *FIRSTS, "hours_to_date", as_of="2026-02-01") == (None,) * 5 + (0,)


def test_authority_and_service_narrow_the_values_and_keep_the_row():
    given = market(**EARLY)
    later = ("2026-05-01", "2026-06-01", "2026-06-10", "2026-06-15", round(45 / 7, 9), 3)
    assert values(given, *FIRSTS, "hours_to_date", authority="CCC") == later
    assert values(given, *FIRSTS, "hours_to_date", service="community_support") == later
    assert values(given, *FIRSTS, "hours_to_date", authority="PCC", service="community_support") == (
        "2026-05-01", None, None, None, None, 0
    )
    assert values(given, "hours_to_date", provider="P1", route="spot") == (5,)
    assert ask(MEASURE, given, AS_OF, provider="P2").empty


def test_the_way_in_is_the_earlier_of_joining_and_a_contract_of_its_own():
    hours = "2026-03-16,PCC,P1,SPOT,home_care,1,1\n"
    joined = "DPS1,P1,2026-03-09,,PCC,home_care\n"
    assert values(market(contracts=SPOT, spells=joined, hours=hours), "joined", "weeks_to_first_hour") == (
        "2026-03-09", 2
    )
    joined = "DPS1,P1,2026-02-23,,PCC,home_care\n"
    assert values(market(contracts=SPOT, spells=joined, hours=hours), "weeks_to_first_hour") == (3,)
    # A contract's terms are seen whatever their dates: hours before it come early.
    assert values(market(contracts=SPOT, hours="2026-02-23,PCC,P1,DPS1,home_care,1,1\n"), "weeks_to_first_hour") == (
        -1,
    )
    assert values(market(contracts=SPOT, hours=hours), "weeks_to_first_hour", authority="CCC") == (None,)


SPEND = ("hours_to_date", "uncosted_hours", "spend_to_date_gbp")


def test_a_day_costs_its_hours_at_the_mean_rate_of_what_is_placed_that_day():
    packages = (
        "K1,PCC,home_care,10,20,2026-01-05,2026-02-02,P1,DPS1,2026-02-02,2026-02-10,planned\n"
        "K2,PCC,home_care,30,24,2026-01-05,2026-02-02,P1,DPS1,2026-02-05,,\n"
        "K3,PCC,home_care,30,,2026-01-05,2026-02-02,P1,DPS1,2026-02-02,,\n"
        "K4,PCC,home_care,30,99,2026-01-05,2026-02-02,P1,SPOT,2026-02-02,,\n"
        "K5,PCC,home_care,30,99,2026-01-05,2026-02-02,P2,DPS1,2026-02-02,,\n"
        "K6,CCC,home_care,30,99,2026-01-05,2026-02-02,P1,DPS1,2026-02-02,,\n"
    )

    def cost(day: str) -> tuple:
        return values(market(contracts=SPOT, packages=packages, hours=f"{day},PCC,P1,DPS1,home_care,2,2\n"), *SPEND)

    assert cost("2026-02-01") == (2, 2, 0)
    assert cost("2026-02-02") == (2, 0, 40)
    # (10 × 20 + 30 × 24) / 40 = 23
    assert cost("2026-02-05") == (2, 0, 46)
    assert cost("2026-02-10") == (2, 0, 46)
    assert cost("2026-02-11") == (2, 0, 48)


def test_hours_of_a_block_or_in_house_are_neither_costed_by_the_hour_nor_uncosted():
    hours = "2026-01-10,PCC,P1,TEAM,home_care,5,5\n2026-01-10,PCC,P1,BLK,home_care,5,5\n"
    assert values(market(contracts=TEAM + BLOCK.replace("36500", "0"), hours=hours), *SPEND) == (10, 0, 0)


def test_a_block_costs_its_value_for_each_deliverable_day_of_its_contract_year():
    # 36,500 over 365 days is 100 a day, from 29 January; 366 days of 2028 for the third year.
    given = market(contracts=BLOCK)
    assert values(given, "spend_to_date_gbp", as_of="2026-01-28") == (0,)
    assert values(given, "spend_to_date_gbp", as_of="2026-01-29") == (100,)
    assert values(given, "spend_to_date_gbp", as_of="2026-12-31") == (33_700,)
    assert values(given, "spend_to_date_gbp", as_of="2027-01-01") == (33_800,)
    assert values(given, "spend_to_date_gbp", as_of="2028-01-01") == (round(33_700 + 36_500 + 36_500 / 366, 9),)
    assert values(given, "spend_to_date_gbp", as_of="2029-06-01") == (106_700,)
    ended = market(contracts=BLOCK.replace("10,\n", "10,2026-02-07\n"))
    assert values(ended, "spend_to_date_gbp") == (1000,)
    assert values(given, "spend_to_date_gbp", authority="CCC") == (0,)
    both = market(contracts=BLOCK.replace("PCC,PCC,P1", "PCC,PCC;CCC,P1"))
    assert values(both, "spend_to_date_gbp", authority="CCC", as_of="2026-12-31") == (33_700,)


FIRST_YEAR = ("spend_first_12_months_gbp", "against_setup", "complete")


def test_the_first_twelve_months_run_from_the_way_in():
    # From 1 January to 31 December 2026.
    given = market(contracts=BLOCK)
    assert values(given, *FIRST_YEAR, as_of="2026-01-29") == (100, 0.002, False)
    assert values(given, *FIRST_YEAR, as_of="2026-12-30") == (33_600, 0.672, False)
    assert values(given, *FIRST_YEAR, as_of="2026-12-31") == (33_700, 0.674, True)
    assert values(given, *FIRST_YEAR, as_of="2027-06-30") == (33_700, 0.674, True)
    hours = "2026-12-31,PCC,P1,DPS1,home_care,1,1\n2027-01-01,PCC,P1,DPS1,home_care,1,1\n"
    package = "K1,PCC,home_care,10,20,2026-01-05,2026-01-05,P1,DPS1,2026-01-05,,\n"
    given = market(contracts=BLOCK, hours=hours, packages=package)
    assert values(given, *FIRST_YEAR[:1], "spend_to_date_gbp", as_of="2027-01-01") == (33_720, 33_840)


def test_without_a_way_in_the_first_twelve_months_are_empty():
    hours = "2026-03-16,PCC,P1,DPS1,home_care,1,1\n"
    assert values(market(hours=hours), *FIRST_YEAR, "first_hour", "weeks_to_first_hour") == (
        None, None, False, "2026-03-16", None
    )
    assert values(market(contracts=BLOCK), *FIRST_YEAR, authority="CCC") == (None, None, False)
    # A contract to come is a way in of which no day has passed.
    assert values(market(contracts=BLOCK), *FIRST_YEAR, as_of="2026-01-01") == (0, 0, False)


def said(given, **filters):
    return MEASURE.finding(ask(MEASURE, given, AS_OF, **filters), view(AS_OF, **filters), SETTINGS)


def test_the_finding_of_every_state():
    long_here = market(entered="")
    assert said(long_here) == {"": "No new provider in the last 5 years."}
    assert said(long_here, authority="PCC") == {"PCC": "Peterborough: no new provider in the last 5 years."}
    assert said(long_here, provider="P1") == {"": "This provider is not new in the last 5 years."}
    assert said(market()) == {"": "1 new provider in 5 years; it has delivered no hours yet."}
    assert said(market(**EARLY)) == {"": "1 new provider in 5 years; it has delivered hours."}
    assert said(market(**EARLY), authority="CCC") == {
        "CCC": "Cambridgeshire: 1 new provider in 5 years; it has delivered hours."
    }
    assert said(market(), provider="P1") == {"": "This provider entered 1 January 2026; no hours yet."}
    assert said(market(**EARLY), provider="P1") == {"": "This provider's first hours came 3 weeks after its way in."}
    assert said(market(hours=EARLY["hours"]), provider="P1") == {
        "": "This provider first delivered hours on 24 February 2026."
    }


def test_the_finding_of_many():
    def told(*working: bool) -> str:
        table = ask(MEASURE, market(**EARLY), AS_OF).sample(len(working), replace=True, ignore_index=True)
        table["first_hour"] = table["first_hour"].where(list(working))
        return MEASURE.finding(table, view(AS_OF), SETTINGS)[""]

    assert told(True, True, False) == "3 new providers in 5 years; 2 have delivered hours."
    assert told(True, False) == "2 new providers in 5 years; 1 has delivered hours."
    assert told(False, False) == "2 new providers in 5 years; none have delivered hours."
    assert told(True, True) == "2 new providers in 5 years; all have delivered hours."
