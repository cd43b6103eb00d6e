"""Records about providers, worked out by hand."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest

from dashboard.components.asked import Asked
from dashboard.market.filters import Filters
from dashboard.market.market import Market
from dashboard.web.provider.records import INVITATIONS, MEMBERSHIPS, PACKAGES, RECORDS, RETURNS, WORK, period
from tests.unit.dps_market import dps_market
from tests.unit.markets import SETTINGS, rows

DAY = date(2026, 11, 22)
"""A Sunday; the 13 latest weeks begin on 24 August."""

MARKET = dps_market(
    memberships=[
        "DPS1,P1,2024-01-01,2024-12-31,PCC,home_care", "DPS1,P1,2025-06-01,,PCC;CCC,home_care;community_support",
        "DPS1,P2,2025-06-01,,PCC,home_care",
    ],
    packages=[
        # ended the day before the 13 weeks begin; on their first day
        "A,PCC,home_care,6,2026-01-01,2026-01-05,P1,DPS1,2026-01-06,2026-08-23,planned",
        "B,PCC,home_care,7,2026-01-01,2026-01-05,P1,DPS1,2026-01-06,2026-08-24,handed_back",
        # in care; awarded and not begun; of the day seen; ending tomorrow, which is not seen; another's
        "C,PCC,home_care,8,2026-10-01,2026-10-05,P1,DPS1,2026-10-12,,",
        "D,CCC,community_support,9,2026-11-01,2026-11-20,P1,DPS1,,,",
        "E,PCC,community_support,5,2026-11-01,2026-11-21,P1,DPS1,2026-11-22,2026-11-23,other",
        "F,PCC,home_care,4,2026-10-01,2026-10-05,P2,DPS1,2026-10-12,,",
        "G,PCC,home_care,3,2026-11-01,,,,,,",
    ],
    offers=[
        "C,P1,2026-10-01,offered,2026-10-02", "C,P2,2026-10-01,declined,2026-10-03",
        "D,P1,2026-11-02,offered,2026-11-03", "A,P1,2026-01-02,offered,2026-01-03",
        # answered tomorrow: no response yet
        "G,P1,2026-11-10,offered,2026-11-23",
    ],
    returns=[
        "P1,PCC,home_care,2026-01-01,20", "P1,PCC,home_care,2026-08-24,30", "P1,PCC,home_care,2026-11-23,40",
        "P1,CCC,home_care,2026-08-23,0",
    ],
    hours=[
        # 13 weeks of 26 hours in all, and a day before them
        "2026-08-23,PCC,P1,DPS1,home_care,50,50", "2026-08-24,PCC,P1,DPS1,home_care,10,10",
        "2026-11-22,PCC,P1,DPS1,home_care,16,16",
    ],
)


def asked(market: Market = MARKET, **filters) -> Asked:
    chosen = Filters(**{"provider": "P1", "weeks": 13} | filters)
    return Asked(market, SETTINGS, chosen, chosen.filled(DAY, 1))


def test_the_period_begins_with_its_first_week_and_ends_where_it_is_told_to():
    assert period(Filters(weeks=13, as_of=DAY)) == (date(2026, 8, 24), date.max)
    assert period(Filters(weeks=None, as_of=DAY)) == (date.min, date.max)
    dated = Filters(weeks=None, first=date(2026, 1, 1), last=date(2026, 6, 30), as_of=DAY)
    assert period(dated) == (date(2026, 1, 1), date(2026, 6, 30))


def test_every_spell_is_listed_the_newest_first_whatever_the_period():
    table = MEMBERSHIPS.table(asked())
    assert rows(table, "title", "joined_on", "left_on", "authorities", "services") == [
        ("The DPS", "2025-06-01", None, "PCC;CCC", "home_care;community_support"),
        ("The DPS", "2024-01-01", "2024-12-31", "PCC", "home_care"),
    ]


def test_an_authority_or_service_keeps_the_spells_that_cover_it():
    assert len(MEMBERSHIPS.table(asked(authority="CCC"))) == 1
    assert len(MEMBERSHIPS.table(asked(service="home_care"))) == 2


def test_invitations_of_the_period_the_newest_first_with_what_came_of_them():
    table = INVITATIONS.table(asked())
    assert rows(table, "package_id", "authority", "invited_on", "response", "responded_on", "awarded") == [
        ("G", "PCC", "2026-11-10", "no_response", None, False),
        ("D", "CCC", "2026-11-02", "offered", "2026-11-03", True),
        ("C", "PCC", "2026-10-01", "offered", "2026-10-02", True),
    ]
    assert list(INVITATIONS.table(asked(provider="P2"))["awarded"]) == [False]
    assert list(INVITATIONS.table(asked(weeks=None))["package_id"]) == ["G", "D", "C", "A"]


def test_packages_that_were_not_over_before_the_period_the_latest_happening_first():
    table = PACKAGES.table(asked())
    assert rows(table, "package_id", "started_on", "ended_on", "end_reason") == [
        ("E", "2026-11-22", None, None),
        ("D", None, None, None),
        ("C", "2026-10-12", None, None),
        ("B", "2026-01-06", "2026-08-24", "handed_back"),
    ]
    assert list(PACKAGES.table(asked(authority="CCC"))["package_id"]) == ["D"]
    until = asked(weeks=None, first=date(2026, 1, 1), last=date(2026, 6, 30))
    assert list(PACKAGES.table(until)["package_id"]) == ["B", "A"]


def test_returns_that_were_in_effect_in_the_period():
    # The first gives way on the first day of the 13 weeks; that of Cambridgeshire holds on. Tomorrow's is not seen.
    assert rows(RETURNS.table(asked()), "authority", "effective_from", "hours_per_week") == [
        ("CCC", "2026-08-23", 0.0), ("PCC", "2026-08-24", 30.0),
    ]
    assert len(RETURNS.table(asked(weeks=26))) == 3


def test_work_done_against_the_return():
    table = WORK.table(asked())
    # 26 hours in 13 weeks are 2 a week, of 30: 0.066666667
    assert rows(table, "authority", "service", "effective_from", "returned_hours", "placed_hours", "delivered_hours",
                "used") == [
        ("CCC", "home_care", "2026-08-23", 0.0, 0.0, 0.0, None),
        ("PCC", "community_support", None, None, 5.0, 0.0, None),
        ("PCC", "home_care", "2026-08-24", 30.0, 8.0, 2.0, 0.066666667),
    ]
    assert list(WORK.table(asked(service="home_care"))["authority"]) == ["CCC", "PCC"]


def test_delivered_hours_are_those_of_the_measure():
    view = asked()
    hours = view.table("providers").set_index("authority")["hours_last_13_weeks"]
    assert WORK.table(view).groupby("authority")["delivered_hours"].sum()["PCC"] * 13 == hours["PCC"] == 26


@pytest.mark.parametrize("kind", RECORDS)
def test_without_a_provider_there_are_all(kind):
    everyone = RECORDS[kind].table(asked(provider=None))
    assert set(everyone["provider_id"]) >= {"P1"}
    assert len(everyone) >= len(RECORDS[kind].table(asked()))


@pytest.mark.parametrize("kind", RECORDS)
def test_there_may_be_none(kind):
    assert RECORDS[kind].table(asked(dps_market())).empty
    assert RECORDS[kind].table(asked(provider="P3")).empty


def test_a_csv_is_safe_for_spreadsheets():
    market = dps_market(memberships=["DPS1,P1,2025-06-01,,PCC,home_care"])
    market.contracts.loc[0, "title"] = '=HYPERLINK("x")'
    head, row = csv.reader(io.StringIO(MEMBERSHIPS.csv(asked(market))))
    assert head == [
        "provider_id", "provider", "contract_id", "title", "joined_on", "left_on", "leave_reason", "authorities",
        "services", "due_diligence_expires_on",
    ]
    assert row == ["P1", "Ash Care", "DPS1", "'=HYPERLINK(\"x\")", "2025-06-01", "", "", "PCC", "home_care", ""]


def test_as_of_is_honoured():
    view = asked()
    before = replace(view, filled=replace(view.filled, as_of=date(2026, 11, 2)))
    assert list(INVITATIONS.table(before)["response"]) == ["no_response", "offered"]
