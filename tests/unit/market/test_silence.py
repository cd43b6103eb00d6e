"""Silence is not zero: weeks not reported, and the hours taken for them (measures.md section 5)."""

from datetime import date, timedelta

import pytest

from dashboard.intake import market_of
from dashboard.market.market import Market
from dashboard.market.silence import not_reported, unreported
from dashboard.market.weeks import week_range
from dashboard.settings import Settings
from tests.unit.dps_market import dps_market

L = date(2026, 4, 6)
"""The Monday of the week with the last row, in most of these markets."""
AS_OF = date(2026, 8, 2)
WEEKS = week_range(date(2026, 1, 5), AS_OF)
MEMBER = "DPS1,P1,2020-01-06,,PCC,home_care;community_support"


def row(week: int, delivered: float, service: str = "home_care", contract: str = "DPS1", of: str = "PCC") -> str:
    """A row of hours on the Wednesday of a week, counted from week L."""
    day = L + timedelta(weeks=week, days=2)
    return f"{day},{of},P1,{contract},{service},{delivered},{delivered}"


def silent(market: Market, as_of: date = AS_OF) -> list[int]:
    """The weeks not reported, counted from week L."""
    found = not_reported(market.seen(as_of), Settings(), WEEKS)
    return [(week.date() - L).days // 7 for week in found["week"]]


def hours(market: Market, service: str | None = None) -> list[float]:
    """The unreported hours of each week, in all."""
    return unreported(market.seen(AS_OF), Settings(), WEEKS, service).groupby("week")["hours"].sum().tolist()


def test_nothing_is_silent_where_nothing_was_ever_sent():
    market = dps_market(memberships=[MEMBER])

    assert silent(market) == []
    assert list(unreported(market.seen(AS_OF), Settings(), WEEKS).columns) == [
        "week", "authority", "provider_id", "contract_id", "service", "hours",
    ]  # fmt: skip


def test_silence_lasts_eight_weeks_after_the_last_delivered_hours():
    assert silent(dps_market(memberships=[MEMBER], hours=[row(0, 10)])) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_only_complete_weeks_are_silent():
    market = dps_market(memberships=[MEMBER], hours=[row(0, 10)])
    saturday, sunday = date(2026, 4, 25), date(2026, 4, 26)

    def weeks_to(as_of: date) -> list[int]:
        complete = week_range(date(2026, 1, 5), as_of - timedelta(days=6))
        found = not_reported(market.seen(as_of), Settings(), complete)
        return [(week.date() - L).days // 7 for week in found["week"]]

    assert weeks_to(saturday) == [1]
    assert weeks_to(sunday) == [1, 2]


def test_the_mean_is_of_the_last_week_and_the_seven_before_empty_weeks_too():
    market = dps_market(memberships=[MEMBER], hours=[row(-8, 800), row(-7, 16), row(0, 8)])

    assert hours(market) == [3.0] * 8  # (16 + 8) / 8


def test_a_row_of_zeros_is_a_row_and_the_eight_weeks_run_from_the_hours_before_it():
    market = dps_market(memberships=[MEMBER], hours=[row(-2, 8), row(-1, 0), row(0, 0)])

    assert silent(market) == [1, 2, 3, 4, 5, 6]
    assert hours(market) == [1.0] * 6


def test_zeros_alone_are_never_followed_by_silence():
    assert silent(dps_market(memberships=[MEMBER], hours=[row(-1, 0), row(0, 0)])) == []
    assert silent(dps_market(memberships=[MEMBER], hours=[row(-8, 8), row(0, 0)])) == []
    assert silent(dps_market(memberships=[MEMBER], hours=[row(-7, 8), row(0, 0)])) == [1]


def test_a_later_row_settles_all_weeks_before_it_even_in_the_running_week():
    market = dps_market(memberships=[MEMBER], hours=[row(0, 10), row(4, 0)])
    tuesday, wednesday = L + timedelta(weeks=4, days=1), L + timedelta(weeks=4, days=2)

    complete = week_range(date(2026, 1, 5), L + timedelta(weeks=3))
    assert len(not_reported(market.seen(tuesday), Settings(), complete)) == 3
    assert len(not_reported(market.seen(wednesday), Settings(), complete)) == 0


def test_there_is_silence_only_while_there_is_a_way_in():
    left_on_sunday = f"DPS1,P1,2020-01-06,{L + timedelta(weeks=2, days=6)},PCC,home_care"
    left_on_saturday = f"DPS1,P1,2020-01-06,{L + timedelta(weeks=2, days=5)},PCC,home_care"

    assert silent(dps_market(memberships=[left_on_sunday], hours=[row(0, 10)])) == [1, 2]
    assert silent(dps_market(memberships=[left_on_saturday], hours=[row(0, 10)])) == [1]


def test_each_week_is_judged_by_its_own_way_in():
    spells = [
        f"DPS1,P1,2020-01-06,{L + timedelta(weeks=1, days=6)},PCC,home_care",
        f"DPS1,P1,{L + timedelta(weeks=5)},,PCC,home_care",
    ]

    assert silent(dps_market(memberships=spells, hours=[row(0, 10)])) == [1, 5, 6, 7, 8]


def test_a_way_in_to_any_service_is_enough():
    spells = [
        f"DPS1,P1,2020-01-06,{L + timedelta(days=6)},PCC,home_care",
        f"DPS1,P1,{L + timedelta(weeks=1)},,PCC,community_support",
    ]

    assert silent(dps_market(memberships=spells, hours=[row(0, 10)])) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_authorities_are_judged_apart():
    spell = "DPS1,P1,2020-01-06,,PCC;CCC,home_care"
    market = dps_market(memberships=[spell], hours=[row(0, 10), row(3, 6, of="CCC")])
    found = unreported(market.seen(AS_OF), Settings(), WEEKS)

    peterborough, cambridgeshire = (found[found["authority"] == code] for code in ("PCC", "CCC"))
    assert peterborough["week"].dt.date.tolist() == [L + timedelta(weeks=n) for n in range(1, 9)]
    assert cambridgeshire["week"].dt.date.tolist() == [L + timedelta(weeks=n) for n in range(4, 12)]
    assert set(peterborough["hours"]) == {1.25}
    assert set(cambridgeshire["hours"]) == {0.75}


def test_silence_is_judged_on_every_service_and_the_hours_are_the_asked_service_s_own():
    market = dps_market(memberships=[MEMBER], hours=[row(-4, 16), row(0, 8, "community_support")])

    assert hours(market) == [3.0] * 8
    assert hours(market, "home_care") == [2.0] * 8
    assert hours(market, "community_support") == [1.0] * 8


def test_a_service_with_no_hours_lately_has_silent_weeks_and_nothing_unreported():
    market = dps_market(memberships=[MEMBER], hours=[row(-20, 16), row(0, 8, "community_support")])

    assert len(silent(market)) == 8
    assert hours(market, "home_care") == []


def test_the_hours_are_split_by_contract_and_service():
    spot = "SPOT1,Spot,spot,PCC,PCC,P1,home_care,2026-01-05,12,,,,"
    market = dps_market(
        memberships=[MEMBER],
        contracts=[spot],
        hours=[row(-3, 24), row(-1, 8, contract="SPOT1"), row(0, 4, "community_support")],
    )
    found = unreported(market.seen(AS_OF), Settings(), WEEKS)
    first = found[found["week"] == found["week"].min()]

    split = {(part.contract_id, part.service): part.hours for part in first.itertuples()}
    assert split == {
        ("DPS1", "home_care"): 3.0, ("SPOT1", "home_care"): 1.0, ("DPS1", "community_support"): 0.5,
    }  # fmt: skip


def test_the_last_day_with_a_row_is_told():
    market = dps_market(memberships=[MEMBER], hours=[row(-1, 10), row(0, 0)])
    found = not_reported(market.seen(AS_OF), Settings(), WEEKS)

    assert set(found["last_day"].dt.date) == {date(2026, 4, 8)}
    assert set(found["last_week"].dt.date) == {L}


@pytest.mark.parametrize(("silence_weeks", "expected"), [(1, [10.0]), (2, [5.0, 5.0])])
def test_the_weeks_are_a_setting(silence_weeks, expected):
    market = dps_market(memberships=[MEMBER], hours=[row(0, 10)])
    found = unreported(market.seen(AS_OF), Settings(silence_weeks=silence_weeks), WEEKS)

    assert found["hours"].tolist() == expected


def test_a_cancelled_visit_is_a_row(tmp_path):
    """A visit that was called off is a report too: the weeks before it are settled."""
    texts = {
        "providers": "provider_id,name,provider_type\nP1,Ash Care,external\n",
        "contracts": "contract_id,title,contract_type,lead_authority,covered_authorities,services,start_date,"
        "initial_term_months\nDPS1,The DPS,dps,PCC,PCC,home_care,2020-01-06,120\n",
        "dps_memberships": "contract_id,provider_id,joined_on,authorities,services\n"
        "DPS1,P1,2020-01-06,PCC,home_care\n",
        "visits": "visit_id,authority,provider_id,contract_id,service,planned_start,planned_end,actual_start,"
        "actual_end,status\n"
        "V1,PCC,P1,DPS1,home_care,2026-04-08T09:00,2026-04-08T17:00,2026-04-08T09:00,2026-04-08T17:00,completed\n"
        "V2,PCC,P1,DPS1,home_care,2026-04-29T09:00,2026-04-29T17:00,,,cancelled\n",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    market = market_of(tmp_path, Settings())

    assert silent(market) == [4, 5, 6, 7, 8]
    assert hours(market) == [1.0] * 5
