"""`demand`, against tables worked out by hand (measures.md section 4)."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.measures.demand import MEASURE
from tests.unit.markets import SETTINGS, ask, market_from, rows, view

HEADINGS = (
    "package_id,authority,service,hours_per_week,requested_on,awarded_on,provider_id,contract_id,started_on,ended_on,"
    "end_reason\n"
)
HOURS = ("demand_hours", "placed_hours", "waiting_hours", "unsourced_hours")
PACKAGES = ("demand_packages", "waiting_packages", "unsourced_packages")


def market(*packages):
    return market_from({"packages": HEADINGS + "\n".join(packages) + "\n"})


def demand(*packages, as_of="2026-05-03", **filters):
    return ask(MEASURE, market(*packages), as_of, **filters)


def by_week(table, *columns):
    return {row[0]: row[1:] for row in rows(table, "week", *columns)}


# The Sundays of these tests: 12, 19 and 26 April and 3 May 2026.
def test_a_package_from_request_to_end_on_each_sunday():
    # Requested on a Sunday, awarded on the next Monday, started on a Sunday, ended on a Sunday.
    table = demand("K1,PCC,home_care,10,2026-04-12,2026-04-20,P1,D1,2026-04-26,2026-05-03,planned", as_of="2026-05-10")
    assert by_week(table, *HOURS) == {
        "2026-04-06": (10, 0, 10, 10),  # asked for that day
        "2026-04-13": (10, 0, 10, 10),  # awarded after the Sunday
        "2026-04-20": (10, 10, 0, 0),  # care began that day
        "2026-04-27": (10, 10, 0, 0),  # the last day is still a day of care
        "2026-05-04": (0, 0, 0, 0),
    }
    assert by_week(table, *PACKAGES)["2026-04-06"] == (1, 1, 1)
    assert by_week(table, *PACKAGES)["2026-04-20"] == (1, 0, 0)


def test_awarded_and_not_begun_waits_but_is_sourced():
    table = demand("K1,PCC,home_care,10,2026-04-08,2026-04-12,P1,D1,,,")
    assert by_week(table, *HOURS)["2026-04-06"] == (10, 0, 10, 0)
    assert by_week(table, *PACKAGES)["2026-04-27"] == (1, 1, 0)


def test_ended_on_a_saturday_is_over_on_sunday():
    table = demand("K1,PCC,home_care,10,2026-04-08,,,,,2026-04-25,withdrawn")
    assert [row[1] for row in rows(table, "week", "demand_hours")] == [10, 10, 0, 0]


def test_asked_for_and_withdrawn_within_a_week_is_on_no_sunday():
    table = demand("K1,PCC,home_care,10,2026-04-08,,,,,2026-04-09,withdrawn")
    assert [row[1] for row in rows(table, "week", "demand_hours")] == [0, 0, 0, 0]


def test_begun_and_ended_between_two_sundays_was_only_waiting():
    table = demand("K1,PCC,home_care,10,2026-04-08,2026-04-13,P1,D1,2026-04-14,2026-04-15,planned")
    assert by_week(table, *HOURS) == {
        "2026-04-06": (10, 0, 10, 10), "2026-04-13": (0, 0, 0, 0), "2026-04-20": (0, 0, 0, 0),
        "2026-04-27": (0, 0, 0, 0),
    }


def test_only_complete_weeks_and_nothing_after_the_day():
    packages = (
        "K1,PCC,home_care,10,2026-04-08,2026-04-28,P1,D1,2026-05-01,,",
        "K2,CCC,home_care,5,2026-05-03,,,,,,",
    )
    saturday = demand(*packages, as_of="2026-05-02")
    assert rows(saturday, "week", "authority", *HOURS) == [
        (week, "PCC", 10, 0, 10, 10) for week in ("2026-04-06", "2026-04-13", "2026-04-20")
    ]
    sunday = demand(*packages, as_of="2026-05-03")
    assert rows(sunday, "week", "authority", *HOURS)[-2:] == [
        ("2026-04-27", "CCC", 5, 0, 5, 5), ("2026-04-27", "PCC", 10, 10, 0, 0),
    ]
    assert demand(*packages, as_of="2026-04-07").empty
    assert demand(*packages, as_of="2026-04-11").empty


def test_every_pair_with_a_request_has_a_row_in_every_week():
    table = demand(
        "K1,PCC,home_care,10,2026-04-08,,,,,,", "K2,CCC,home_care,4,2026-04-30,,,,,,",
        "K3,PCC,community_support,3,2026-04-21,,,,,2026-04-27,withdrawn",
    )
    assert rows(table, "week", "authority", "service", "demand_hours") == [
        ("2026-04-06", "CCC", "home_care", 0), ("2026-04-06", "PCC", "community_support", 0),
        ("2026-04-06", "PCC", "home_care", 10),
        ("2026-04-13", "CCC", "home_care", 0), ("2026-04-13", "PCC", "community_support", 0),
        ("2026-04-13", "PCC", "home_care", 10),
        ("2026-04-20", "CCC", "home_care", 0), ("2026-04-20", "PCC", "community_support", 3),
        ("2026-04-20", "PCC", "home_care", 10),
        ("2026-04-27", "CCC", "home_care", 4), ("2026-04-27", "PCC", "community_support", 0),
        ("2026-04-27", "PCC", "home_care", 10),
    ]


def test_the_first_week_is_that_of_the_first_request_whatever_the_filter():
    packages = ("K1,PCC,home_care,10,2026-04-08,,,,,,", "K2,CCC,community_support,4,2026-04-30,,,,,,")
    for filters in ({"authority": "CCC"}, {"service": "community_support"}):
        assert rows(demand(*packages, **filters), "week", "demand_hours") == [
            ("2026-04-06", 0), ("2026-04-13", 0), ("2026-04-20", 0), ("2026-04-27", 4),
        ]


def test_provider_and_route_do_nothing():
    packages = ("K1,PCC,home_care,10,2026-04-08,2026-04-09,P1,D1,2026-04-10,,",)
    assert demand(*packages, provider="P2", route="block").equals(demand(*packages))


def test_an_authority_or_service_that_has_asked_for_nothing_has_no_rows():
    assert demand("K1,PCC,home_care,10,2026-04-08,,,,,,", authority="CCC").empty
    assert demand("K1,PCC,home_care,10,2026-04-08,,,,,,", service="community_support").empty


def test_tenths_of_hours_leave_nothing_behind():
    ended = [f"K{n},PCC,home_care,{n}.1,2026-04-08,,,,,2026-04-20,withdrawn" for n in range(1, 60)]
    table = demand(*ended, "L1,PCC,home_care,0.3,2026-04-08,,,,,,")
    # 1.1 + 2.1 + … + 59.1 is 1,770 + 5.9.
    assert [row[1] for row in rows(table, "week", "demand_hours")] == [1776.2, 1776.2, 0.3, 0.3]


day = st.dates(date(2026, 4, 1), date(2026, 6, 30))


@st.composite
def package(draw):
    requested, awarded, started, ended = sorted(draw(st.tuples(day, day, day, day)))
    state = draw(st.sampled_from(["waiting", "withdrawn", "awarded", "dropped", "started", "ended"]))
    return {
        "authority": draw(st.sampled_from(["PCC", "CCC"])),
        "service": draw(st.sampled_from(["home_care", "community_support"])),
        "hours": draw(st.integers(1, 400)) / 10,
        "requested": requested,
        "awarded": awarded if state in ("awarded", "dropped", "started", "ended") else None,
        "started": started if state in ("started", "ended") else None,
        "ended": ended if state in ("withdrawn", "dropped", "ended") else None,
    }


def as_row(number, package):
    held = "P1,D1" if package["awarded"] else ","
    reason = "other" if package["ended"] else ""
    return (
        f"K{number},{package['authority']},{package['service']},{package['hours']},{package['requested']},"
        f"{package['awarded'] or ''},{held},{package['started'] or ''},{package['ended'] or ''},{reason}"
    )


@given(st.lists(package(), min_size=1, max_size=12), day)
def test_agrees_with_counting_package_by_package(packages, as_of):
    table = demand(*map(as_row, range(99), packages), as_of=as_of.isoformat())
    for row in table.itertuples():
        sunday = row.week.date() + timedelta(days=6)
        assert sunday <= as_of
        mine = [p for p in packages if (p["authority"], p["service"]) == (row.authority, row.service)]
        open_ = [p for p in mine if p["requested"] <= sunday and (p["ended"] is None or p["ended"] >= sunday)]
        waiting = [p for p in open_ if p["started"] is None or p["started"] > sunday]
        unsourced = [p for p in waiting if p["awarded"] is None or p["awarded"] > sunday]
        assert row.demand_hours == pytest.approx(sum(p["hours"] for p in open_))
        assert row.waiting_hours == pytest.approx(sum(p["hours"] for p in waiting))
        assert row.unsourced_hours == pytest.approx(sum(p["hours"] for p in unsourced))
        assert row.demand_hours == pytest.approx(row.placed_hours + row.waiting_hours)
        assert (row.demand_packages, row.waiting_packages, row.unsourced_packages) == tuple(
            map(len, (open_, waiting, unsourced))
        )


@given(st.lists(package(), min_size=1, max_size=12))
def test_an_authority_chosen_is_the_same_rows(packages):
    given_ = market(*map(as_row, range(99), packages))
    whole = ask(MEASURE, given_, "2026-06-28")
    for authority in ("PCC", "CCC"):
        expected = whole[whole["authority"] == authority].reset_index(drop=True)
        pd.testing.assert_frame_equal(ask(MEASURE, given_, "2026-06-28", authority=authority), expected)


def sentence(*packages, as_of="2026-07-12", **filters):
    return MEASURE.finding(demand(*packages, as_of=as_of, **filters), view(as_of, **filters), SETTINGS)["PCC"]


# On 12 July 2026 the latest complete week is that of 6 July; 13 weeks before is 6 April.
BEFORE = "K1,PCC,home_care,100,2026-04-06,,,,,,"


@pytest.mark.parametrize(
    ("packages", "text"),
    [
        ((BEFORE, "K2,PCC,home_care,8,2026-07-06,,,,,,"),
         "Peterborough asks for 108 hours a week, 8% up in 13 weeks."),
        ((BEFORE, "K2,PCC,home_care,25,2026-04-06,,,,,2026-07-11,withdrawn"),
         "Peterborough asks for 100 hours a week, 20% down in 13 weeks."),
        ((BEFORE,), "Peterborough asks for 100 hours a week, level with 13 weeks ago."),
        (("K0,CCC,home_care,9,2026-04-06,,,,,,", "K1,PCC,home_care,1,2026-07-06,,,,,,"),
         "Peterborough asks for 1 hour a week, from none 13 weeks ago."),
        (("K1,PCC,home_care,100,2026-04-06,,,,,2026-07-11,withdrawn",), "Peterborough asks for no hours of care now."),
        (("K1,PCC,home_care,100,2026-06-29,,,,,,", "K2,PCC,home_care,1100,2026-07-06,,,,,,"),
         "Peterborough asks for 1,200 hours a week, 1,100% up in 1 week."),
        (("K1,PCC,home_care,100,2026-07-06,,,,,,",), "Peterborough asks for 100 hours a week."),
        (("K0,CCC,home_care,9,2026-04-06,,,,,,",), "Peterborough: no request for care in the weeks shown."),
    ],
)
def test_finding(packages, text):
    assert sentence(*packages) == text


def test_finding_of_weeks_that_are_past():
    assert sentence(BEFORE, last=date(2026, 6, 3)) == "Peterborough asked for 100 hours in the week of 1 June 2026."


def test_finding_adds_the_services_of_one_authority_alone():
    found = sentence(BEFORE, "K2,PCC,community_support,100,2026-04-06,,,,,,", "K3,CCC,home_care,7,2026-04-06,,,,,,")
    assert found == "Peterborough asks for 200 hours a week, level with 13 weeks ago."
