"""`provider_weeks`, worked out by hand (measures.md sections 5 and 6).

Seen on Friday 20 November 2026: the last complete week is that of Monday 9 November.
"""

from datetime import date

from dashboard.market.market import Market
from dashboard.measures.provider_weeks import MEASURE
from tests.unit.dps_market import dps_market
from tests.unit.markets import SETTINGS, ask, rows, view

AS_OF = "2026-11-20"
WEEKS = ["2026-10-12", "2026-10-19", "2026-10-26", "2026-11-02", "2026-11-09"]
BOTH = "home_care;community_support"


def worked(day: str, hours: float, provider: str = "P1", of: str = "PCC", service: str = "home_care") -> str:
    return f"{day},{of},{provider},DPS1,{service},8,{hours}"


MARKET = dps_market(
    [f"DPS1,P1,2020-01-06,,PCC,{BOTH}", f"DPS1,P2,2020-01-06,,PCC,{BOTH}", f"DPS1,P3,2020-01-06,,CCC,{BOTH}"],
    hours=[
        worked("2026-10-14", 8),
        worked("2026-10-21", 0),
        worked("2026-11-04", 6, service="community_support"),
        worked("2026-11-05", 2),
        worked("2026-11-17", 5),
        worked("2026-10-22", 16, provider="P2"),
    ],
)


def lines(market: Market = MARKET, provider: str = "P1", as_of: str = AS_OF, **filters: str | int) -> list[tuple]:
    """One provider's weeks in Peterborough: week, delivered, unreported, reported."""
    table = ask(MEASURE, market, as_of, **filters)
    table = table[(table["provider_id"] == provider) & (table["authority"] == "PCC")]
    return rows(table, "week", "delivered_hours", "unreported_hours", "reported")


def test_a_market_without_hours_has_no_weeks():
    for as_of in (AS_OF, "2026-11-22"):  # the second a Sunday
        assert ask(MEASURE, dps_market([f"DPS1,P1,2020-01-06,,PCC,{BOTH}"]), as_of).empty
    running_week_only = dps_market([f"DPS1,P1,2020-01-06,,PCC,{BOTH}"], hours=[worked("2026-11-17", 5)])
    assert ask(MEASURE, running_week_only, AS_OF).empty


def test_every_provider_and_authority_of_providers_has_every_week_since_the_first_day_of_hours():
    table = ask(MEASURE, MARKET, AS_OF)
    expected = [
        (week, authority, provider, name)
        for week in WEEKS
        for authority, provider, name in (
            ("CCC", "P3", "Cedar Care"), ("PCC", "P1", "Ash Care"), ("PCC", "P2", "Beech Care"),
        )
    ]  # fmt: skip
    assert rows(table, "week", "authority", "provider_id", "provider") == expected


def test_reported_zero_and_neither():
    assert lines() == [
        ("2026-10-12", 8.0, 0.0, "reported"),
        ("2026-10-19", 0.0, 0.0, "zero"),
        ("2026-10-26", 0.0, 0.0, None),
        ("2026-11-02", 8.0, 0.0, "reported"),
        ("2026-11-09", 0.0, 0.0, None),  # the row in the running week settles it
    ]


def test_silent_weeks_have_their_unreported_hours():
    assert lines(provider="P2") == [
        ("2026-10-12", 0.0, 0.0, None),
        ("2026-10-19", 16.0, 0.0, "reported"),
        ("2026-10-26", 0.0, 2.0, "silent"),
        ("2026-11-02", 0.0, 2.0, "silent"),
        ("2026-11-09", 0.0, 2.0, "silent"),
    ]


def test_before_the_row_of_the_running_week_the_last_week_was_silent():
    # Week L is 2 November: 8 hours there and 8 in the 7 weeks before, over 8.
    assert lines(as_of="2026-11-16")[-1] == ("2026-11-09", 0.0, 2.0, "silent")


def test_with_a_service_rows_and_hours_are_its_own_and_silence_is_judged_on_every_service():
    assert lines(service="community_support") == [
        ("2026-10-12", 0.0, 0.0, None),
        ("2026-10-19", 0.0, 0.0, None),
        ("2026-10-26", 0.0, 0.0, None),
        ("2026-11-02", 6.0, 0.0, "reported"),
        ("2026-11-09", 0.0, 0.0, None),
    ]
    assert lines(provider="P2", service="community_support")[2:] == [
        (week, 0.0, 0.0, "silent") for week in WEEKS[2:]
    ]
    assert lines(as_of="2026-11-16", service="community_support")[-1] == ("2026-11-09", 0.0, 0.75, "silent")


def test_the_first_week_is_that_of_any_hours_before_any_filter():
    assert {week for week, *_ in lines(provider="P2", authority="PCC", service="community_support")} == set(WEEKS)
    chosen = ask(MEASURE, MARKET, AS_OF, authority="CCC", provider="P3")
    assert rows(chosen, "week") == [(week,) for week in WEEKS]


def test_authority_provider_and_period_choose_rows_and_change_no_value():
    whole = ask(MEASURE, MARKET, AS_OF)
    chosen = ask(MEASURE, MARKET, AS_OF, authority="PCC", provider="P2")
    expected = whole[(whole["authority"] == "PCC") & (whole["provider_id"] == "P2")]
    assert rows(chosen, *MEASURE.names) == rows(expected, *MEASURE.names)

    late = ask(MEASURE, MARKET, AS_OF, first=date(2026, 10, 20), last=date(2026, 11, 2))
    assert rows(late, *MEASURE.names) == rows(whole[whole["week"].between("2026-10-26", "2026-11-02")], *MEASURE.names)
    assert rows(ask(MEASURE, MARKET, AS_OF, route="spot"), *MEASURE.names) == rows(whole, *MEASURE.names)


def test_delivered_hours_are_those_of_all_routes():
    spot = "SPOT1,Spot,spot,PCC,PCC,P1,home_care,2020-01-06,120,,,,"
    market = dps_market(
        contracts=[spot], hours=[worked("2026-11-10", 3), "2026-11-10,PCC,P1,SPOT1,home_care,4,4"]
    )
    assert lines(market) == [("2026-11-09", 7.0, 0.0, "reported")]


def test_the_finding_counts_providers_with_weeks_not_reported():
    def find(market: Market, **filters: str) -> dict[str, str]:
        return MEASURE.finding(ask(MEASURE, market, AS_OF, **filters), view(AS_OF, **filters), SETTINGS)

    assert find(MARKET) == {
        "PCC": "1 provider has not reported in Peterborough.",
        "CCC": "No hours are reported or expected in Cambridgeshire.",
    }
    assert find(MARKET, provider="P1")["PCC"] == "All expected hours are reported in Peterborough."
    two = dps_market(
        [f"DPS1,P1,2020-01-06,,CCC,{BOTH}", f"DPS1,P2,2020-01-06,,CCC,{BOTH}"],
        hours=[worked("2026-10-14", 8, of="CCC"), worked("2026-10-14", 8, provider="P2", of="CCC")],
    )
    assert find(two, authority="CCC") == {"CCC": "2 providers have not reported in Cambridgeshire."}
