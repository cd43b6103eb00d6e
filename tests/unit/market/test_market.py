"""What can be seen of a market on a day: nothing dated after it (measures.md section 1)."""

from datetime import date

import pytest

from tests.unit.markets import market_from, rows

MARKET = market_from({
    "packages": "package_id,authority,service,hours_per_week,requested_on,awarded_on,provider_id,contract_id,"
    """started_on,ended_on,end_reason
K1,PCC,home_care,10,2026-04-01,2026-04-02,P1,D1,2026-04-03,2026-04-04,planned
""",
    "dps_memberships": """contract_id,provider_id,joined_on,left_on,leave_reason,authorities,services
D1,P1,2026-04-01,2026-04-03,withdrew,PCC,home_care
""",
    "offers": """package_id,provider_id,invited_on,response,responded_on
K1,P1,2026-04-01,offered,2026-04-02
""",
    "capacity_returns": """provider_id,authority,service,effective_from,hours_per_week
P1,PCC,home_care,2026-04-01,10
""",
    "hours": """date,authority,provider_id,contract_id,service,planned_hours,delivered_hours
2026-04-05,PCC,P1,D1,home_care,1,1
2026-04-06,PCC,P1,D1,home_care,2,2
2026-04-08,PCC,P1,D1,home_care,4,4
""",
})


def seen(as_of):
    return MARKET.seen(date.fromisoformat(as_of))


STATES = ("awarded_on", "provider_id", "contract_id", "started_on", "ended_on", "end_reason")


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-03-31", []),
        ("2026-04-01", [(None, None, None, None, None, None)]),
        ("2026-04-02", [("2026-04-02", "P1", "D1", None, None, None)]),
        ("2026-04-03", [("2026-04-02", "P1", "D1", "2026-04-03", None, None)]),
        ("2026-04-04", [("2026-04-02", "P1", "D1", "2026-04-03", "2026-04-04", "planned")]),
    ],
)
def test_a_package_is_seen_as_far_as_it_had_come(as_of, expected):
    assert rows(seen(as_of).packages, *STATES) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-03-31", []), ("2026-04-01", [(None, None)]), ("2026-04-02", [(None, None)]),
        ("2026-04-03", [("2026-04-03", "withdrew")]),
    ],
)
def test_a_spell_ends_only_once_it_has(as_of, expected):
    assert rows(seen(as_of).memberships, "left_on", "leave_reason") == expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-03-31", []), ("2026-04-01", [("no_response", None)]), ("2026-04-02", [("offered", "2026-04-02")]),
    ],
)
def test_an_invitation_is_unanswered_until_it_is_answered(as_of, expected):
    assert rows(seen(as_of).offers, "response", "responded_on") == expected


def test_a_return_holds_from_its_day():
    assert len(seen("2026-03-31").returns) == 0
    assert len(seen("2026-04-01").returns) == 1


@pytest.mark.parametrize(
    ("as_of", "weekly", "to_date"),
    [
        ("2026-04-04", [], []),
        ("2026-04-05", [1], [1]),
        ("2026-04-06", [1], [1, 2]),
        ("2026-04-08", [1], [1, 6]),
        ("2026-04-12", [1, 6], [1, 6]),
    ],
)
def test_hours_of_complete_weeks_and_to_the_day(as_of, weekly, to_date):
    assert seen(as_of).weekly_hours["delivered_hours"].tolist() == weekly
    assert seen(as_of).hours_to_date["delivered_hours"].tolist() == to_date


def test_looking_changes_nothing():
    assert rows(seen("2026-04-01").packages, "end_reason") == [(None,)]
    assert rows(seen("2026-05-01").packages, "end_reason") == [("planned",)]


def test_rows_held_back_are_what_the_reader_knows_of_and_none_where_it_does_not():
    assert market_from({}).held_back == {}
    market = market_from({})
    market._reader.held_back = lambda: {3: 2}
    assert market.held_back == {3: 2}
