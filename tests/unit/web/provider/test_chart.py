"""The drawing of a provider's weeks and its key events, worked out by hand."""

from datetime import date

import pytest

from dashboard.components.asked import Asked
from dashboard.market.filters import Filters
from dashboard.web.provider import chart as drawing
from dashboard.web.provider.chart import Bar, Tick, chart
from dashboard.web.provider.events import Event
from tests.unit.dps_market import dps_market
from tests.unit.markets import SETTINGS

MARKET = dps_market(
    contracts=["B1,The block,block,PCC,PCC,P1,home_care,2026-10-05,3,2,1000,10,2026-11-15"],
    memberships=["DPS1,P1,2026-10-07,2026-11-10,PCC,home_care", "DPS1,P2,2020-01-06,,CCC,home_care"],
    packages=[
        "A,PCC,home_care,6,2026-10-01,2026-10-08,P1,DPS1,2026-10-09,2026-11-03,handed_back",
        "B,PCC,home_care,2,2026-10-01,2026-10-08,P1,DPS1,2026-10-09,2026-11-03,handed_back",
        "C,PCC,home_care,2,2026-10-01,2026-10-08,P1,DPS1,2026-10-09,2026-11-04,planned",
        "D,CCC,home_care,2,2026-10-01,2026-10-08,P1,DPS1,2026-10-09,2026-11-03,handed_back",
    ],
    returns=["P1,PCC,home_care,2026-10-18,20", "P1,PCC,community_support,2026-10-26,20"],
    hours=[
        "2026-10-05,PCC,P1,B1,home_care,20,20", "2026-10-12,PCC,P1,B1,home_care,35,35",
        "2026-10-19,PCC,P1,B1,home_care,5,0", "2026-10-05,CCC,P2,DPS1,home_care,1,1",
    ],
)
"""Complete weeks from 5 October to 9 November 2026, six in all, seen on Sunday 15 November."""


def asked(**filters):
    chosen = Filters(**{"provider": "P1", "weeks": 13} | filters)
    return Asked(MARKET, SETTINGS, chosen, chosen.filled(date(2026, 11, 15), 1))


def drawn(**filters):
    view = asked(**filters)
    rows = {row.authority: row for row in view.table("providers").itertuples()}
    return chart(view, "PCC", rows.get("PCC"))


def test_bars_are_shares_of_the_width_and_of_a_round_figure():
    found = drawn()
    # The largest are 35 hours and a return of 40: the axis ends at 40. A week is a sixth, its bar four fifths of that.
    assert [tick.text for tick in found.scale] == ["0", "20", "40"]
    assert found.bars[:3] == [
        Bar(1.667, 13.333, 50.0, "reported"), Bar(18.333, 13.333, 87.5, "reported"), Bar(35.0, 13.333, 0.0, "zero"),
    ]
    # After the last row, 55 hours over 8 weeks are 6.875 a week: 17.188% of 40.
    assert found.bars[3:] == [Bar(x, 13.333, 17.188, "silent") for x in (51.667, 68.333, 85.0)]


def test_the_return_is_a_stepped_line_of_what_is_in_effect_on_each_sunday():
    # From the second week 20, from the fourth 40, of 40; nothing in the first.
    assert drawn().returned == [
        (16.667, 50.0, 50.0, 50.0), (50.0, 0.0, 100.0, 0.0), (50.0, 50.0, 50.0, 0.0),
    ]


def test_key_events_are_numbered_by_week():
    marks = drawn().marks
    assert [(mark.number, mark.events) for mark in marks] == [
        (1, [Event(date(2026, 10, 5), "The block starts"), Event(date(2026, 10, 7), "Joins the DPS")]),
        (2, [Event(date(2026, 10, 19), "The block can deliver")]),
        (3, [Event(date(2026, 11, 3), "2 packages handed back, 8 hours a week")]),
        (4, [Event(date(2026, 11, 10), "Leaves the DPS"), Event(date(2026, 11, 15), "The block ends early")]),
    ]
    # in the middle of their weeks
    assert [mark.x for mark in marks] == [8.333, 41.667, 75.0, 91.667]


def test_a_period_without_the_event_has_no_mark_of_it():
    assert [mark.number for mark in drawn(weeks=None, first=date(2026, 11, 2), last=date(2026, 11, 8)).marks] == [1]


def test_a_member_without_work_has_its_last_pick_up_marked():
    market = dps_market(
        memberships=["DPS1,P3,2026-01-05,,PCC,home_care"], hours=["2026-01-05,PCC,P3,DPS1,home_care,1,1"],
    )
    chosen = Filters(provider="P3")
    view = Asked(market, SETTINGS, chosen, chosen.filled(date(2026, 6, 7), 1))
    (row,) = view.table("providers").itertuples()
    assert row.activity == "quiet"
    marks = chart(view, "PCC", row).marks
    assert [event.text for mark in marks for event in mark.events] == ["Joins the DPS", "Last pick-up"]


def test_there_is_no_drawing_of_an_authority_without_weeks():
    assert chart(asked(), "CCC", None) is None


@pytest.mark.parametrize(
    ("most", "top"),
    [(0.0, 1.0), (0.4, 1.0), (1.0, 1.0), (1.1, 2.0), (5.0, 6.0), (10.0, 10.0), (61.0, 80.0), (101.0, 200.0)],
)
def test_the_axis_ends_at_a_round_figure(most, top):
    assert drawing._top(most) == top


def ticks(first, last):
    days = (last - first).days + 1
    return [tick.text for tick in drawing._ticks(first, last, lambda day: 100 * (day - first).days / days)]


def test_labels_are_at_most_four_and_name_a_year_once():
    assert ticks(date(2026, 8, 24), date(2026, 11, 22)) == ["Sep 2026", "Oct", "Nov"]
    assert ticks(date(2025, 11, 24), date(2026, 11, 22)) == ["Jan 2026", "Apr", "Jul", "Oct"]
    assert ticks(date(2024, 11, 25), date(2026, 11, 22)) == ["Jan 2025", "Jul", "Jan 2026", "Jul"]
    assert ticks(date(2026, 11, 2), date(2026, 11, 22)) == []
    assert len(ticks(date(2016, 11, 7), date(2026, 11, 22))) <= 4


def test_a_label_at_the_right_edge_ends_there():
    (tick,) = drawing._ticks(date(2026, 10, 5), date(2026, 11, 1), lambda day: 96.0)
    assert tick == Tick(96.0, "Nov 2026", "end")
