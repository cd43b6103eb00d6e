"""Ways in: which provider may be given work where, on each week's Sunday (measures.md section 5)."""

from datetime import date

import pandas as pd

from dashboard.market.market import Market
from dashboard.market.ways_in import spans
from dashboard.market.weeks import week_range
from dashboard.settings import Settings
from tests.unit.dps_market import dps_market

WEEKS = week_range(date(2026, 3, 30), date(2026, 5, 31))
"""Nine weeks, from the Monday 30 March to the Sunday 31 May 2026."""


def ways(market: Market, as_of: date = date(2026, 5, 31)) -> dict[tuple[str, str, str], dict[str, bool]]:
    """For each provider, authority and service: whether a member, by the weeks with a way in, as "04-06"."""
    found: dict[tuple[str, str, str], dict[str, bool]] = {}
    for way in spans(market.seen(as_of), Settings()).itertuples():
        weeks = found.setdefault((way.provider_id, way.authority, way.service), {})
        for week in WEEKS:
            if way.first <= week + pd.Timedelta(days=6) <= way.last:
                weeks[f"{week:%m-%d}"] = weeks.get(f"{week:%m-%d}", False) or way.member
    return {way: dict(sorted(weeks.items())) for way, weeks in found.items() if weeks}


def test_no_contracts_give_no_ways_in():
    assert ways(dps_market()) == {}


def test_a_membership_counts_from_the_sunday_it_begins_to_the_sunday_it_ends():
    market = dps_market(memberships=["DPS1,P1,2026-04-12,2026-04-26,PCC,home_care"])

    assert ways(market) == {("P1", "PCC", "home_care"): {"04-06": True, "04-13": True, "04-20": True}}


def test_a_membership_that_begins_on_a_monday_or_ends_on_a_saturday_misses_the_week_it_does_not_reach():
    market = dps_market(memberships=["DPS1,P1,2026-04-13,2026-04-25,PCC,home_care"])

    assert ways(market) == {("P1", "PCC", "home_care"): {"04-13": True}}


def test_a_spell_gives_only_the_authorities_and_services_it_names():
    market = dps_market(
        memberships=["DPS1,P1,2020-01-06,,PCC;CCC,home_care", "DPS1,P2,2020-01-06,,CCC,home_care;community_support"]
    )

    assert set(ways(market)) == {
        ("P1", "PCC", "home_care"),
        ("P1", "CCC", "home_care"),
        ("P2", "CCC", "home_care"),
        ("P2", "CCC", "community_support"),
    }


def test_a_membership_counts_only_while_its_dps_is_in_force():
    short = "DPS2,Short DPS,dps,PCC,PCC,,home_care,2026-04-15,1,,,,"  # in force from 15 April to 14 May
    market = dps_market(contracts=[short], memberships=["DPS2,P1,2026-04-01,,PCC,home_care"])

    assert list(ways(market)["P1", "PCC", "home_care"]) == ["04-13", "04-20", "04-27", "05-04"]


def test_a_dps_that_was_terminated_gives_no_way_in_after_its_last_day():
    ended = "DPS2,Ended DPS,dps,PCC,PCC,,home_care,2026-01-01,12,,,,2026-04-12"
    market = dps_market(contracts=[ended], memberships=["DPS2,P1,2026-01-01,,PCC,home_care"])

    assert list(ways(market)["P1", "PCC", "home_care"]) == ["03-30", "04-06"]


def test_a_contract_of_its_own_counts_while_it_mobilises_and_until_its_end():
    block = "B1,Block,block,PCC,PCC,P1,home_care,2026-04-08,1,8,52000,40,"  # 8 April to 7 May, mobilising throughout
    market = dps_market(contracts=[block])

    assert ways(market) == {
        ("P1", "PCC", "home_care"): {"04-06": False, "04-13": False, "04-20": False, "04-27": False}
    }


def test_a_dps_gives_no_way_in_to_those_who_are_not_its_members():
    assert ways(dps_market(memberships=["DPS1,P1,2020-01-06,2026-03-01,PCC,home_care"])) == {}


def test_member_is_true_where_a_membership_gives_the_way_in_beside_a_contract():
    block = "B1,Block,block,PCC,PCC,P1,home_care,2026-01-05,12,,52000,40,"
    market = dps_market(contracts=[block], memberships=["DPS1,P1,2026-04-06,2026-04-19,PCC,home_care"])

    weeks = ways(market)["P1", "PCC", "home_care"]
    assert len(weeks) == 9
    assert [week for week, member in weeks.items() if member] == ["04-06", "04-13"]


def test_overlapping_ways_in_are_one():
    second = "DPS2,Second DPS,dps,PCC,PCC,,home_care,2026-01-05,12,,,,"
    market = dps_market(
        contracts=[second],
        memberships=["DPS1,P1,2026-04-06,,PCC,home_care", "DPS2,P1,2026-05-04,,PCC,home_care"],
    )

    assert list(ways(market)["P1", "PCC", "home_care"]) == [f"{week:%m-%d}" for week in WEEKS[1:]]


def test_what_happens_after_the_day_seen_is_not_known():
    market = dps_market(
        memberships=["DPS1,P1,2020-01-06,2026-05-01,PCC,home_care", "DPS1,P2,2026-04-27,,PCC,home_care"]
    )
    seen_in_april = ways(market, as_of=date(2026, 4, 26))

    assert list(seen_in_april) == [("P1", "PCC", "home_care")]
    assert list(seen_in_april["P1", "PCC", "home_care"]) == [f"{week:%m-%d}" for week in WEEKS]
    assert list(ways(market)["P1", "PCC", "home_care"]) == ["03-30", "04-06", "04-13", "04-20"]

