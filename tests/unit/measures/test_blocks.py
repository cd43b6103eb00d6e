"""`blocks`, against contract years worked out by hand (measures.md section 7)."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.market.life import Life
from dashboard.measures.blocks import MEASURE, contract_years, status
from dashboard.measures.blocks_weekly import MEASURE as WEEKLY
from tests.unit.markets import SETTINGS, ask, market_from, rows, view

HEADINGS = {
    "providers": "provider_id,name,provider_type\nP1,Ash Care,external\nP2,Beech Care,external",
    "contracts": "contract_id,title,contract_type,lead_authority,covered_authorities,provider_id,services,start_date,"
    "initial_term_months,mobilisation_weeks,delivery_calendar,annual_value_gbp,contracted_hours_per_week,terminated_on",
    "packages": "package_id,authority,service,hours_per_week,hourly_rate_gbp,requested_on,awarded_on,provider_id,"
    "contract_id,started_on,ended_on,end_reason",
    "hours": "date,authority,provider_id,contract_id,service,planned_hours,delivered_hours",
    "school_holidays": "authority,first_day,last_day",
}
DPS = "D1,The DPS,dps,PCC,PCC;CCC,,home_care;community_support,2020-01-01,120,,,,,"
BLOCK = "B1,Ash block,block,PCC,PCC,P1,home_care,2026-04-01,24,2,,36500,70,"
"""10 hours a day from Wednesday 15 April 2026; its first contract year ends on Wednesday 31 March 2027."""


def market(*contracts, **files):
    texts = {"contracts": contracts, "providers": (), **files}
    return market_from({name: "\n".join([HEADINGS[name], *lines]) + "\n" for name, lines in texts.items()})


def blocks(*contracts, as_of, filters=None, **files):
    return ask(MEASURE, market(*contracts, **files), as_of, **filters or {})


def worked(contract="B1", provider="P1", authority="PCC", **by_day):
    """Lines of hours: `d20260415=100` is 100 hours on 15 April 2026."""
    return [
        f"{day[1:5]}-{day[5:7]}-{day[7:]},{authority},{provider},{contract},home_care,0,{hours}"
        for day, hours in by_day.items()
    ]


PACKAGES = (
    "K01,PCC,home_care,10,20,2026-04-02,2026-04-03,P2,D1,2026-04-04,,",
    "K02,PCC,home_care,30,24,2026-04-02,2026-04-03,P2,D1,2026-05-03,2026-05-03,planned",
    "K03,PCC,home_care,99,,2026-04-02,2026-04-03,P2,D1,2026-04-04,,",  # no rate
    "K04,PCC,home_care,99,90,2026-04-02,2026-04-03,P2,D1,2026-05-04,,",  # not begun
    "K05,PCC,home_care,99,90,2026-04-02,2026-04-03,P2,D1,2026-04-04,2026-05-02,planned",  # over
    "K06,CCC,home_care,99,90,2026-04-02,2026-04-03,P2,D1,2026-04-04,,",  # another authority
    "K07,PCC,community_support,99,90,2026-04-02,2026-04-03,P2,D1,2026-04-04,,",  # another service
    "K08,PCC,home_care,99,90,2026-04-02,2026-04-03,P1,B1,2026-04-04,,",  # not under the DPS
    "K09,PCC,home_care,99,90,2026-04-02,2026-04-03,P2,D1,,,",  # waiting
)


def test_every_column_of_a_year_under_way():
    # On Wednesday 6 May the last complete Sunday is 3 May: 19 days of 10 hours from 15 April.
    hours = worked(d20260414=5, d20260415=100, d20260503=52, d20260504=7)
    table = blocks(BLOCK, DPS, as_of="2026-05-06", hours=hours, packages=PACKAGES)
    assert rows(table, *MEASURE.names) == [(
        "B1", "2026-04-01", "Ash block", "P1", "Ash Care", "PCC", "2026-04-15", "2026-05-03", False,
        190, 152, 0.8, 38, 0,
        1900,  # 36,500 for 19 days of 365
        10,  # 36,500 for 3,650 hours, as if deliverable throughout
        12.5, 380,
        23,  # (10 × 20 + 30 × 24) / 40
        round(10 / 23, 9), 0.8, 0.8, "amber",
    )]


def test_nothing_is_counted_before_the_first_complete_sunday_or_while_mobilising():
    assert blocks(BLOCK, as_of="2026-04-14").empty
    assert blocks(BLOCK, as_of="2026-04-18").empty
    assert rows(blocks(BLOCK, as_of="2026-04-19"), "from", "to", "contracted_hours") == [
        ("2026-04-15", "2026-04-19", 50)
    ]


def test_a_year_is_complete_on_its_last_day_and_counted_to_it_in_mid_week():
    hours = worked(d20270329=1, d20270331=2, d20270401=4)
    columns = ("contract_year", "from", "to", "complete", "contracted_hours", "delivered_hours")
    # 15 April to Sunday 28 March is 348 days, to Wednesday 31 March 351.
    first = ("2026-04-01", "2026-04-15", "2027-03-31", True, 3510, 3)
    for as_of, expected in {
        "2027-03-30": [("2026-04-01", "2026-04-15", "2027-03-28", False, 3480, 0)],
        "2027-03-31": [first],
        "2027-04-03": [first],
        "2027-04-04": [first, ("2027-04-01", "2027-04-01", "2027-04-04", False, 40, 4)],
    }.items():
        assert rows(blocks(BLOCK, as_of=as_of, hours=hours), *columns) == expected


def test_the_value_of_a_leap_year_is_for_366_days():
    block = "B1,Ash block,block,PCC,PCC,P1,home_care,2027-04-01,24,,,36600,70,"
    table = blocks(block, as_of="2027-04-11")
    assert rows(table, "value_gbp", "price_per_contracted_hour") == [(1100, 10)]
    assert rows(blocks(block, as_of="2028-03-31"), "contracted_hours", "value_gbp") == [(3660, 36600)]


def life(start, months, **terms):
    return Life(
        start=start, initial_term_months=months, extension_terms_months=(), extensions_taken=0,
        extension_notice_months=6, reprocurement_lead_months=15, paper_lead_weeks=9,
        **{"mobilisation_weeks": 0, **terms},
    )


def test_contract_years_from_a_leap_day():
    years = contract_years(life(date(2028, 2, 29), 60), date(2034, 1, 1))
    assert [(year.first.isoformat(), year.last.isoformat()) for year in years] == [
        ("2028-02-29", "2029-02-28"), ("2029-03-01", "2030-02-28"), ("2030-03-01", "2031-02-28"),
        ("2031-03-01", "2032-02-28"), ("2032-02-29", "2033-02-28"),
    ]


def test_a_term_that_ends_within_a_contract_year():
    years = contract_years(life(date(2026, 4, 1), 18), date(2027, 9, 30))
    assert (years[-1].last, years[-1].counted_to, years[-1].complete) == (date(2028, 3, 31), date(2027, 9, 30), True)


def test_mobilisation_longer_than_a_year_has_no_first_row():
    years = contract_years(life(date(2026, 4, 1), 24, mobilisation_weeks=53), date(2028, 3, 31))
    assert [(year.first, year.counted_from) for year in years] == [(date(2027, 4, 1), date(2027, 4, 7))]


@given(
    st.dates(date(2020, 1, 1), date(2028, 12, 31)), st.integers(1, 60), st.integers(0, 60),
    st.dates(date(2020, 1, 1), date(2033, 1, 1)),
)
def test_contract_years_follow_on_without_gap_or_overlap(start, months, mobilisation, as_of):
    found = life(start, months, mobilisation_weeks=mobilisation)
    counted = [
        year.counted_from + timedelta(days=n)
        for year in contract_years(found, as_of)
        for n in range((year.counted_to - year.counted_from).days + 1)
    ]
    assert counted == [found.deliverable_from + timedelta(days=n) for n in range(len(counted))]
    if counted:
        assert counted[-1] <= min(as_of, found.current_end)
        assert (min(as_of, found.current_end) - counted[-1]).days < 7


def test_ended_early_it_is_complete_then_and_nothing_is_to_come():
    block = BLOCK + "2026-06-10"  # a Wednesday; 57 days from 15 April
    hours = worked(d20260603=350, d20260610=100, d20260611=50)
    columns = ("to", "complete", "contracted_hours", "delivered_hours", "value_gbp", "utilisation",
               "projected_utilisation", "price_per_contracted_hour")
    before = rows(blocks(block, as_of="2026-06-09", hours=hours), *columns)
    # To Sunday 7 June: 54 days; 3 days of 10 hours to come, used as lately: (350 + 350 / 540 × 30) / 570.
    assert before == [("2026-06-07", False, 540, 350, 5400, round(350 / 540, 9), round(350 / 540, 9), 10)]
    after = rows(blocks(block, as_of="2026-06-10", hours=hours), *columns)
    assert after == [("2026-06-10", True, 570, 450, 5700, round(450 / 570, 9), round(450 / 570, 9), 10)]


TERM = "B1,Ash block,block,PCC,PCC,P1,home_care,2026-05-04,12,,term_time,3580,7,"
HOLIDAY = ("PCC,2026-05-25,2026-05-31",)
"""An hour a day from Monday 4 May 2026; a week of holiday leaves 358 hours of the year's 365."""


def test_a_term_time_block_counts_what_it_delivers_in_the_holidays():
    hours = worked(d20260504=7, d20260511=7, d20260525=3, d20260601=7)
    table = blocks(TERM, as_of="2026-06-07", hours=hours, school_holidays=HOLIDAY)
    assert rows(
        table, "from", "to", "contracted_hours", "delivered_hours", "utilisation", "value_gbp",
        "price_per_contracted_hour", "utilisation_13_weeks", "projected_utilisation", "status",
    ) == [(
        "2026-05-04", "2026-06-07", 28, 24, round(24 / 28, 9),
        round(3580 * 35 / 365, 9),  # by days counted, holidays included
        10,
        0.75,  # 21 of 28: the holiday week is left out on both sides
        round((24 + 0.75 * 330) / 358, 9),
        "green",
    )]


def test_two_authorities_are_one_contract_each_on_its_own_calendar():
    block = TERM.replace("PCC,PCC,", "PCC,PCC;CCC,")
    hours = [*worked(d20260525=2), *worked(d20260525=1, authority="CCC")]
    table = blocks(block, as_of="2026-05-31", hours=hours, school_holidays=HOLIDAY)
    assert rows(table, "authorities", "contracted_hours", "delivered_hours") == [("PCC;CCC", 24.5, 3)]


def test_before_any_contracted_hour_there_is_nothing_to_divide_by():
    holiday_only = TERM.replace("term_time", "holiday_only")
    columns = (
        "contracted_hours", "delivered_hours", "utilisation", "void_hours", "over_hours", "price_per_contracted_hour",
        "utilisation_13_weeks", "projected_utilisation", "status",
    )
    hours = worked(d20260505=3)
    known = blocks(holiday_only, as_of="2026-05-10", hours=hours, school_holidays=HOLIDAY)
    assert rows(known, *columns) == [(0, 3, None, 0, 3, round(3580 / 7, 9), None, None, None)]
    unknown = blocks(holiday_only, as_of="2026-05-10", hours=hours)
    assert rows(unknown, *columns, "void_gbp") == [(0, 3, None, 0, 3, None, None, None, None, None)]


LONG = "B1,Ash block,block,PCC,PCC,P1,home_care,2026-01-05,36,,,36500,70,"
"""From Monday 5 January 2026; its second contract year begins on Tuesday 5 January 2027."""


def test_thirteen_weeks_reach_into_the_year_before():
    # To Sunday 10 January 2027 the 13 weeks begin on Monday 12 October.
    hours = worked(d20261011=1000, d20261012=91, d20270105=6)
    table = blocks(LONG, as_of="2027-01-10", hours=hours)
    found = rows(table, "contract_year", "to", "contracted_hours", "delivered_hours", "utilisation_13_weeks")
    assert found[1] == ("2027-01-05", "2027-01-10", 60, 6, round(97 / 910, 9))
    # 359 days of the year are to come: 3,590 hours of 3,650.
    projected = (6 + round(97 / 910, 9) * 3590) / 3650
    assert rows(table, "projected_utilisation")[1] == (pytest.approx(projected, abs=2e-9),)


def test_a_complete_years_thirteen_weeks_are_counted_to_its_last_day():
    # The first year ends on Monday 4 January 2027: that day alone counts of its week.
    hours = worked(d20261012=91, d20270104=10, d20270105=6)
    table = blocks(LONG, as_of="2027-01-10", hours=hours)
    assert rows(table, "to", "complete", "utilisation_13_weeks")[0] == ("2027-01-04", True, round(101 / 850, 9))


def test_void_and_over_hours_are_two_ways_of_missing():
    over = blocks(BLOCK, as_of="2026-04-19", hours=worked(d20260415=60))
    assert rows(over, "void_hours", "over_hours", "void_gbp", "utilisation", "status") == [(0, 10, 0, 1.2, "amber")]
    none = blocks(BLOCK, as_of="2026-04-19")
    assert rows(none, "void_hours", "over_hours", "void_gbp", "utilisation", "cost_per_delivered_hour", "status") == [
        (50, 0, 500, 0, None, "red")
    ]


def test_the_rate_is_empty_where_the_dps_buys_none_of_its_services():
    table = blocks(BLOCK, DPS, as_of="2026-05-06", packages=PACKAGES[5:])
    assert rows(table, "dps_rate_gbp", "break_even_utilisation") == [(None, None)]


def test_a_complete_years_rate_is_that_of_its_last_day():
    later = "K10,PCC,home_care,10,50,2027-03-31,2027-03-31,P2,D1,2027-04-01,,"
    table = blocks(BLOCK, DPS, as_of="2027-04-04", packages=(PACKAGES[0], later))
    assert rows(table, "to", "dps_rate_gbp") == [("2027-03-31", 20), ("2027-04-04", 35)]


@pytest.mark.parametrize(
    ("utilisation", "colour"),
    [
        (0.85, "green"), (1.05, "green"), (0.849999999, "amber"), (1.050000001, "amber"), (0.70, "amber"),
        (1.20, "amber"), (0.699999999, "red"), (1.200000001, "red"), (float("nan"), None),
    ],
)
def test_limits_are_in_the_better_colour(utilisation, colour):
    assert status(utilisation, SETTINGS) == colour


def test_a_status_is_judged_on_the_rounded_figure():
    # 50 contracted; 0.85 of them in tenths that floating point adds up to a little less.
    hours = [f"2026-04-{day},PCC,P1,B1,home_care,0,{part}" for day, part in zip(range(15, 20), [14.1] * 3 + [0.1, 0.1],
                                                                                 strict=True)]
    table = blocks(BLOCK, as_of="2026-04-19", hours=hours)
    assert rows(table, "utilisation", "status") == [(0.85, "green")]


OTHER = "B2,Beech block,block,CCC,CCC,P2,community_support,2026-04-06,12,,,36500,70,"


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({}, ["B1", "B2"]), ({"authority": "PCC"}, ["B1"]), ({"authority": "CCC"}, ["B2"]),
        ({"provider": "P2"}, ["B2"]), ({"service": "home_care"}, ["B1"]),
        ({"route": "block"}, ["B1", "B2"]), ({"route": "in_house"}, []),
    ],
)
def test_filters_choose_contracts_and_change_no_value(filters, kept):
    given_ = market(BLOCK, OTHER, DPS, hours=worked(d20260415=9) + worked("B2", "P2", "CCC", d20260416=8),
                    packages=PACKAGES)
    for measure in (MEASURE, WEEKLY):
        whole = ask(measure, given_, "2026-05-06")
        found = ask(measure, given_, "2026-05-06", **filters)
        pd.testing.assert_frame_equal(found, whole[whole["contract_id"].isin(kept)].reset_index(drop=True))
        assert sorted(set(found["contract_id"])) == kept


@given(
    st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 6), st.integers(1, 30),
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 90)), max_size=8, unique_by=lambda pair: pair[0]),
    st.dates(date(2026, 1, 1), date(2028, 6, 30)),
)
def test_weeks_and_contract_years_add_up_to_the_same_hours(start, mobilisation, months, hours, as_of):
    sunday = as_of - timedelta(days=(as_of.weekday() + 1) % 7)
    block = f"B1,Ash block,block,PCC,PCC,P1,home_care,{start},{months},{mobilisation},,1000,49,"
    delivered = [f"{start + timedelta(days=n)},PCC,P1,B1,home_care,0,{worth}" for n, worth in hours]
    given_ = market(block, hours=delivered)
    years = ask(MEASURE, given_, sunday.isoformat())
    weekly = ask(WEEKLY, given_, sunday.isoformat())
    for column in ("contracted_hours", "delivered_hours"):
        assert years[column].sum() == pytest.approx(weekly[column].sum())


def sentences(*contracts, as_of, filters=None, **files):
    table = blocks(*contracts, as_of=as_of, filters=filters, **files)
    return MEASURE.finding(table, view(as_of, **filters or {}), SETTINGS)


def test_finding():
    found = sentences(BLOCK, as_of="2026-04-19", hours=worked(d20260415=45.4))
    assert found == {
        "PCC": "Peterborough uses 91% of its block hours, contract years to date.",
        "CCC": "Cambridgeshire has no block contract to count.",
    }


def test_finding_of_hours_not_reported():
    found = sentences(BLOCK, as_of="2026-04-19")
    assert found["PCC"] == "Peterborough: no block hours reported, contract years to date."


def test_finding_before_any_contracted_hour():
    found = sentences(TERM.replace("term_time", "holiday_only"), as_of="2026-05-10", school_holidays=HOLIDAY)
    assert found["PCC"] == "Peterborough: no block hours contracted, contract years to date."


def test_finding_of_years_that_are_past():
    found = sentences(BLOCK + "2026-04-19", as_of="2027-04-19", hours=worked(d20260415=45))
    assert found["PCC"] == "Peterborough used 90% of its block hours, contract years shown."
