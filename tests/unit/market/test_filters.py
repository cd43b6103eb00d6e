"""Filters: the query string and back, and a sentence for everything that is left out (measures.md section 2)."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.market.days import EARLIEST, LATEST
from dashboard.market.filters import PERIODS, ROUTES, Choices, Filters
from dashboard.market.plan import Plan

CHOICES = Choices(authorities=["PCC", "CCC"], services=["home_care"], providers=["P1", "P & Q=?"], newest=17)

PLANS = st.sampled_from([
    Plan(), Plan(blocks=(("PCC", 3), ("CCC", 0)), block_hours=37.5), Plan(options=True, lost="P & Q=?"),
    Plan(demand=-10, in_house_hours=0.0, in_house_from=date(2027, 4, 1)),
])
"""Some plans: tests/unit/market/test_plan.py draws every kind."""

days = st.none() | st.dates(EARLIEST, LATEST)


@st.composite
def views(draw):
    first, last = draw(days), draw(days)
    if first and last:
        first, last = min(first, last), max(first, last)
    return Filters(
        authority=draw(st.sampled_from([None, *CHOICES.authorities])),
        provider=draw(st.sampled_from([None, *CHOICES.providers])),
        service=draw(st.sampled_from([None, *CHOICES.services])),
        route=draw(st.sampled_from([None, *ROUTES])),
        weeks=None if first or last else draw(st.sampled_from([None, *PERIODS])),
        first=first,
        last=last,
        as_of=draw(days),
        known_at=draw(st.none() | st.integers(1, CHOICES.newest)),
        plan=draw(PLANS),
        against=draw(PLANS),
    )


@st.composite
def shareable(draw):
    view = draw(views())
    return Filters(authority=view.authority, service=view.service, weeks=view.weeks, share=True)


@given(views() | shareable(), st.sampled_from([None, *PERIODS]))
def test_a_view_survives_the_query_string(view, default):
    assert read(view.to_query(weeks=default), weeks=default) == (view, ())


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12))))
def test_any_query_is_read_and_every_pair_used_or_named(pairs):
    view, notices = Filters.from_query(pairs, CHOICES)
    assert view == Filters(weeks=52) or any(name in ("weeks", "known_at", "from", "to", "as_of") for name, _ in pairs)
    for name, _ in pairs:
        assert any(name in notice for notice in notices) or name in view.to_query() or not name.strip()


def read(query, **options):
    return Filters.from_query(parse_qsl(query, keep_blank_values=True), CHOICES, **options)


def test_an_empty_query_is_the_last_52_weeks_of_all():
    assert read("") == (Filters(weeks=52), ())
    assert read("authority=&provider=&weeks=&from=&known_at=") == (Filters(weeks=52), ())
    assert read("", weeks=None) == (Filters(), ())


def test_blanks_around_a_value_are_forgiven():
    assert read("authority=+PCC+")[0].authority == "PCC"


def test_all_weeks():
    assert read("weeks=all") == (Filters(weeks=None), ())
    assert Filters(weeks=None).to_query() == "weeks=all"
    assert Filters(weeks=52).to_query() == ""


def test_dates_take_the_place_of_weeks():
    assert read("from=2026-04-01") == (Filters(weeks=None, first=date(2026, 4, 1)), ())


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("authority=XYZ", "There is no authority “XYZ”."),
        ("provider=P9", "There is no provider “P9”."),
        ("service=gardening", "There is no service “gardening”."),
        ("route=frame", "There is no route “frame”."),
        ("colour=red", "“colour” is not a filter."),
        ("Authority=PCC", "“Authority” is not a filter."),
        ("authority=PCC&authority=CCC", "“authority” is given 2 times: give it once."),
        ("weeks=12", "“weeks” is one of 13, 26, 52, 104 or all, not “12”."),
        ("weeks=013", "“weeks” is one of 13, 26, 52, 104 or all, not “013”."),
        ("as_of=22/11/2026", "“as_of” is not a date like 2026-11-22: “22/11/2026”."),
        ("as_of=20261122", "“as_of” is not a date like 2026-11-22: “20261122”."),
        ("as_of=2026-W47-7", "“as_of” is not a date like 2026-11-22: “2026-W47-7”."),
        ("as_of=2026-02-29", "“as_of” is not a date like 2026-11-22: “2026-02-29”."),
        ("as_of=1999-12-31", "“as_of” is out of range: “1999-12-31”."),
        ("as_of=2101-01-01", "“as_of” is out of range: “2101-01-01”."),
        ("known_at=18", "There is no import “18”: the newest is 17."),
        ("known_at=0", "There is no import “0”: the newest is 17."),
        ("known_at=-1", "There is no import “-1”: the newest is 17."),
        ("known_at=٣", "There is no import “٣”: the newest is 17."),
        ("blocks_PCC=9", "“blocks_PCC” is a whole number from 0 to 8, not “9”."),
        ("against=no+plan", "In “against”: it is not a plan like blocks_…=2&demand=5."),
        ("against=demand%3Dx", "In “against”: “demand” is a number from -100 to 300, not “x”."),
    ],
)
def test_what_is_wrong_is_named_and_left_out(query, notice):
    assert read(query) == (Filters(weeks=52), (notice,))


def test_dates_the_wrong_way_round_are_both_left_out():
    view, notices = read("from=2026-05-02&to=2026-05-01")
    assert view == Filters(weeks=52)
    assert notices == ("“from” 2026-05-02 is after “to” 2026-05-01.",)
    assert read("from=2026-05-01&to=2026-05-01")[1] == ()


@pytest.mark.parametrize("weeks", ["26", "52", "all"])
def test_weeks_and_dates_do_not_go_together(weeks):
    view, notices = read(f"weeks={weeks}&from=2026-05-01")
    assert view == Filters(weeks=None, first=date(2026, 5, 1))
    assert notices == ("“weeks” cannot be given with “from” or “to”.",)


def test_parameters_of_another_reader_are_left_to_it():
    assert read("scenes=verdict&authority=PCC", also=("scenes",)) == (Filters(authority="PCC", weeks=52), ())


def test_a_live_view_is_fixed_by_filling_it_in():
    view = Filters(authority="PCC", weeks=52)
    assert view.live
    fixed = view.filled(date(2026, 11, 22), 17)
    assert not fixed.live
    assert fixed.to_query() == "authority=PCC&as_of=2026-11-22&known_at=17"
    assert fixed.filled(date(2027, 1, 1), 18) == fixed


def test_a_shareable_view_has_authority_service_and_weeks():
    asked = "authority=PCC&service=home_care&weeks=26"
    assert read(f"{asked}&share=yes") == (
        Filters(authority="PCC", service="home_care", weeks=26, share=True), (),
    )
    view, notices = read(f"{asked}&provider=P1&route=dps&as_of=2026-11-01&known_at=3&share=yes")
    assert view == Filters(authority="PCC", service="home_care", weeks=26, share=True)
    assert notices == tuple(
        f"“{name}” is left out: a shareable view has authority, service and weeks."
        for name in ("provider", "route", "as_of", "known_at")
    )
    # Dates are left out before they can push the weeks aside.
    assert read("from=2026-01-01&weeks=26&share=yes")[0] == Filters(weeks=26, share=True)


def test_share_is_yes_or_nothing():
    assert read("share=") == (Filters(weeks=52), ())
    assert read("share=no") == (Filters(weeks=52), ("“share” is yes or left out, not “no”.",))


@pytest.mark.parametrize(
    ("today", "sunday"), [("2026-11-22", "2026-11-22"), ("2026-11-23", "2026-11-22"), ("2026-11-28", "2026-11-22")]
)
def test_a_shareable_view_is_of_the_last_sunday(today, sunday):
    view = Filters(share=True)
    assert view.live
    assert view.filled(date.fromisoformat(today), 17).as_of == date.fromisoformat(sunday)
