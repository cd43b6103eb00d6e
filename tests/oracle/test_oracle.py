"""Hand-worked micro markets: the expected numbers are worked out in the comments, from the definitions alone.

4 January 2027 is a Monday.
"""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest

from . import KEYS, MEASURES, life, read, tables
from .compare import differences, to_csv
from .figures import as_float, ratio
from .markets import draw
from .records import _rows
from .sufficiency import verdict

D = date.fromisoformat

PROVIDERS = """provider_id,name,provider_type
P1,Provider one,external
P2,Provider two,external
P9,Council service,internal
"""
CONTRACTS = (
    "contract_id,title,contract_type,lead_authority,covered_authorities,provider_id,services,start_date,"
    "initial_term_months,extension_terms_months,extensions_taken,mobilisation_weeks,delivery_calendar,"
    "annual_value_gbp,contracted_hours_per_week,terminated_on\n"
)
DPS = "DPS,The DPS,dps,PCC,PCC; CCC,,home_care;community_support,2020-01-01,120,,,,,,,\n"
SPOT = "SPT,Spot,spot,PCC,PCC;CCC,P2,home_care,2020-01-01,120,,,,,,,\n"
MEMBERS = "contract_id,provider_id,joined_on,left_on,authorities,services\n"
MEMBER = "DPS,P1,2020-01-01,,PCC;CCC,home_care\n"
HOURS = "date,period,authority,provider_id,contract_id,service,planned_hours,delivered_hours\n"
PACKAGES = (
    "package_id,authority,service,hours_per_week,hourly_rate_gbp,requested_on,awarded_on,provider_id,"
    "contract_id,started_on,ended_on,end_reason\n"
)
RETURNS = "provider_id,authority,service,effective_from,hours_per_week\n"
OFFERS = "package_id,provider_id,invited_on,response,responded_on\n"
HOLIDAYS = "authority,first_day,last_day,name\n"


@pytest.fixture
def market(tmp_path):
    def write(**files):
        files = {"providers": PROVIDERS, **files}
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8-sig")
        return read(tmp_path)

    return write


def cells(rows, column, *key):
    """{key: cell} of a column."""
    return {row[key[0]] if len(key) == 1 else tuple(row[k] for k in key): row[column] for row in rows}


# Section 1


def test_rounding_is_half_away_from_zero_and_a_ratio_over_nothing_is_empty():
    assert as_float(Fraction("1.0000000005")) == 1.000000001
    assert as_float(Fraction("-1.0000000005")) == -1.000000001
    assert ratio(Fraction(1), Fraction(0)) is None
    assert ratio(Fraction(1), Fraction("0.0000000004")) is None
    assert ratio(Fraction(0), Fraction(3)) == 0


def test_nothing_after_as_of_is_seen(market):
    # One package of 10 hours: requested on Mon 4 Jan, awarded on Sun 10 Jan, started on Mon 18 Jan, ended (handed
    # back) on Sun 31 Jan.
    records = market(
        contracts=CONTRACTS + DPS,
        dps_memberships=MEMBERS + MEMBER,
        packages=PACKAGES + "K1,PCC,home_care,10,,2027-01-04,2027-01-10,P1,DPS,2027-01-18,2027-01-31,handed_back\n",
    )
    rows = MEASURES["demand"](records, D("2027-02-14"))
    # ended_on = 31 Jan is itself a Sunday: still open then. Awarded on the Sunday itself: not unsourced.
    assert [(r["week"], r["placed_hours"], r["waiting_hours"], r["unsourced_packages"]) for r in rows] == [
        (D("2027-01-04"), 0, 10, 0),
        (D("2027-01-11"), 0, 10, 0),
        (D("2027-01-18"), 10, 0, 0),
        (D("2027-01-25"), 10, 0, 0),
        (D("2027-02-01"), 0, 0, 0),
        (D("2027-02-08"), 0, 0, 0),
    ]
    assert isinstance(rows[0]["placed_hours"], float) and isinstance(rows[0]["demand_packages"], int)
    # The week of 4 January is complete on Sunday the 10th, not on Saturday the 9th.
    assert MEASURES["demand"](records, D("2027-01-09")) == []
    assert len(MEASURES["demand"](records, D("2027-01-10"))) == 1
    # The award is the provider's from the 10th on; the end is not seen on the 30th. Two weeks later it is counted.
    by_day = {
        day: MEASURES["providers"](records, D(day), authority="PCC")[0]
        for day in ("2027-01-09", "2027-01-30", "2027-02-14")
    }
    assert by_day["2027-01-09"]["pickup"] == D("2020-01-01")
    assert by_day["2027-01-30"]["pickup"] == D("2027-01-10")
    assert [row["awarded"] for row in by_day.values()] == [0, 1, 1]
    assert [row["handed_back"] for row in by_day.values()] == [0, 0, 1]


# The data contract


def test_hours_of_a_week_are_spread_over_the_days_in_force(market):
    # The block ends on Wed 6 Jan: 9 hours become 3 on Mon, Tue and Wed. The next week it is in force on no day:
    # 7 hours become 1 on each of seven days.
    block = "BLK,Block,block,PCC,PCC,P1,home_care,2026-01-07,12,,,,,5200,10,\n"
    records = market(
        contracts=CONTRACTS + block,
        hours=HOURS + "2027-01-04,week,PCC,P1,BLK,home_care,9,9\n2027-01-11,week,PCC,P1,BLK,home_care,7,7\n",
    )
    assert [(h.date.day, h.delivered) for h in records.hours] == [
        *((day, 3) for day in (4, 5, 6)),
        *((day, 1) for day in range(11, 18)),
    ]
    # As of Tuesday the 12th 9 + 2 hours are seen: all of last_delivery, none of a complete week but the first.
    row = MEASURES["supply"](records, D("2027-01-12"))
    assert [(r["week"].day, r["delivered_hours"]) for r in row] == [(4, 9)]
    assert MEASURES["providers"](records, D("2027-01-12"))[0]["last_delivery"] == D("2027-01-12")


def test_visits_are_elapsed_time_times_carers_on_the_local_day(market):
    visits = (
        "visit_id,authority,provider_id,contract_id,service,planned_start,planned_end,actual_start,actual_end,"
        "carers,status\n"
    )
    who = "PCC,P1,DPS,home_care"
    records = market(
        contracts=CONTRACTS + DPS,
        visits=visits
        # The clock goes forward on Sun 28 Mar 2027: 22:00 to 06:00 is 7 hours, with two carers 14.
        + f"1,{who},2027-03-27T22:00,2027-03-28T06:00,2027-03-27T22:00,2027-03-28T06:30,2,completed\n"
        # 01:30 is left out that night: read as 01:30 GMT, one hour after 00:30 GMT.
        + f"2,{who},2027-03-28T00:30,2027-03-28T01:30,,,,missed\n"
        # 23:15 GMT in summer is 00:15 of the next local day.
        + f"3,{who},2027-06-01T23:15+00:00,2027-06-02T00:15+00:00,,,1,missed\n"
        # The clock goes back on Sun 31 Oct 2027: 01:45 is the first, 01:15 then the second: half an hour.
        + f"4,{who},2027-10-31T01:45,2027-10-31T01:15,2027-10-31T00:30,2027-10-31T02:30,,completed\n"
        # Cancelled: a row of nothing.
        + f"5,{who},2027-11-02T08:00,2027-11-02T09:00,,,,cancelled\n",
    )
    assert [(str(h.date), h.planned, h.delivered) for h in records.hours] == [
        ("2027-03-27", 14, 15),
        ("2027-03-28", 1, 0),
        ("2027-06-02", 1, 0),
        ("2027-10-31", Fraction(1, 2), 3),
        ("2027-11-02", 0, 0),
    ]


# Section 3


def test_end_of_a_term():
    assert life.end(D("2027-04-01"), 36) == D("2030-03-31")
    assert life.end(D("2028-02-29"), 36) == D("2031-02-28")
    assert life.end(D("2027-08-31"), 6) == D("2028-02-29")
    assert life.end(D("2027-03-31"), -1) == D("2027-02-28")
    assert life.end(D("2027-01-01"), 0) == D("2026-12-31")


def test_contract_dates_and_phases(market):
    # 2024-04-01, 36 months and an option of 24: ends 31 Mar 2027, at most 31 Mar 2029. The decision is due at
    # end(36 - 6) = 30 Sep 2026, the paper 63 days before, on 29 Jul 2026; a block's new procurement starts at
    # end(36 - 15) = 31 Dec 2025.
    block = "BLK,Block,block,PCC,PCC;CCC,P1,home_care,2024-04-01,36,24,,4,,5200,10,\n"
    records = market(contracts=CONTRACTS + block)

    def on(day):
        return MEASURES["contracts"](records, D(day))[0]

    row = on("2026-09-30")
    assert (row["initial_end"], row["current_end"]) == (D("2027-03-31"), D("2027-03-31"))
    assert row["maximum_end"] == D("2029-03-31")
    assert (row["decision_due"], row["paper_due"]) == (D("2026-09-30"), D("2026-07-29"))
    assert row["reprocurement_start"] == D("2025-12-31")
    # To 1 April: 31 + 30 + 31 + 31 + 28 + 31 days and one.
    assert (row["days_to_extension"], row["days_to_decision"], row["days_to_end"]) == (183, 0, 182)
    phases = {
        "2024-03-31": ("not_started", "green"),
        "2024-04-28": ("mobilising", "green"),
        "2024-04-29": ("in_term", "green"),
        "2025-12-31": ("decision_window", "amber"),
        "2026-09-30": ("decision_window", "amber"),
        "2026-10-01": ("decision_overdue", "red"),
        "2027-03-31": ("decision_overdue", "red"),
        "2027-04-01": ("ended", None),
    }
    assert {day: (on(day)["phase"], on(day)["status"]) for day in phases} == phases
    assert on("2027-04-01")["days_to_extension"] is None
    assert on("2026-09-30")["authorities"] == "PCC;CCC"


# Section 4


def test_sourcing_by_month_and_by_whole_weeks_waited(market):
    # K1 is awarded after 14 days, K2 after 15: position 0.9 between them is 14.9. K3 waits 20 days on 31 January and
    # 48 on 28 February; K4, asked for on 31 January, 0 and 28. As of 28 February that month is complete.
    records = market(
        contracts=CONTRACTS + DPS,
        packages=PACKAGES
        + "K1,PCC,home_care,10,,2027-01-01,2027-01-15,P1,DPS,2027-02-01,2027-02-28,handed_back\n"
        + "K2,PCC,home_care,10,,2027-01-01,2027-01-16,P1,DPS,2027-01-31,,\n"
        + "K3,PCC,home_care,5,,2027-01-11,,,,,,\n"
        + "K4,PCC,home_care,7,,2027-01-31,,,,,,\n"
        + "K5,PCC,home_care,9,,2027-01-31,,,,,2027-02-01,withdrawn\n",
    )
    january, february = MEASURES["sourcing"](records, D("2027-02-28"))
    assert [january[n] for n in ("requested", "awarded", "started", "withdrawn", "handed_back")] == [5, 2, 1, 0, 0]
    assert [february[n] for n in ("requested", "awarded", "started", "withdrawn", "handed_back")] == [0, 0, 1, 1, 1]
    assert [january[n] for n in ("median_days", "p90_days", "awarded_within_target")] == [14.5, 14.9, 0.5]
    assert [february[n] for n in ("median_days", "p90_days", "awarded_within_target")] == [None, None, None]
    # K1 waits on 31 January still: 30 days.
    assert (january["waiting_packages"], january["waiting_hours"], january["oldest_wait_days"]) == (4, 31, 30)
    assert (january["waiting_0_2"], january["waiting_3_6"]) == (3, 1)
    assert (february["waiting_3_6"], february["waiting_7_12"], february["oldest_wait_days"]) == (2, 0, 48)
    assert (january["complete"], february["complete"]) == (True, True)
    assert [r["complete"] for r in MEASURES["sourcing"](records, D("2027-02-27"))] == [True, False]
    march = MEASURES["sourcing"](records, D("2027-03-01"))[-1]
    assert (march["month"], march["waiting_7_12"], march["oldest_wait_days"]) == ("2027-03", 1, 49)


def test_funnel_by_quarter_of_request(market):
    # K1 is offered for by one provider twice, K2 by nobody; K3 is placed without an invitation.
    records = market(
        contracts=CONTRACTS + DPS,
        packages=PACKAGES
        + "K1,PCC,home_care,10,,2027-03-31,2027-04-05,P1,DPS,,,\n"
        + "K2,PCC,home_care,10,,2027-03-31,,,,,,\n"
        + "K3,PCC,home_care,10,,2027-04-01,2027-04-01,P1,DPS,2027-04-02,,\n",
        offers=OFFERS
        + "K1,P1,2027-03-31,offered,2027-04-01\nK1,P1,2027-04-02,offered,2027-04-03\n"
        + "K1,P2,2027-03-31,no_response,\nK2,P2,2027-03-31,declined,2027-04-01\n",
    )
    steps = ("quarter", "complete", "requested", "put_to_market", "with_offer", "one_offer_only", "awarded", "started")
    first, second = MEASURES["funnel"](records, D("2027-04-10"))
    assert [first[step] for step in steps] == ["2027-Q1", True, 2, 2, 1, 1, 1, 0]
    assert (first["invitations"], first["offers"], first["offers_per_package"]) == (4, 1, 0.5)
    assert [second[step] for step in steps] == ["2027-Q2", False, 1, 0, 0, 0, 1, 1]
    assert (second["invitations"], second["offers"], second["offers_per_package"]) == (0, 0, None)
    (early,) = MEASURES["funnel"](records, D("2027-03-31"))
    assert [early[step] for step in steps] == ["2027-Q1", True, 2, 2, 0, 0, 0, 0]


# Section 5


def test_demonstrated_is_four_weeks_in_26_and_silence_is_not_zero(market):
    # 40 hours in the week of 4 Jan 2027 and no row since. The best four weeks are (40 + 0 + 0 + 0) / 4 = 10 while
    # that week is one of the 26: for the last time in the week of 28 Jun (25 weeks on).
    # Silence: L is 4 Jan; the mean of L and the 7 weeks before is 40 / 8 = 5, in the 8 weeks 11 Jan to 1 Mar.
    records = market(
        contracts=CONTRACTS + DPS,
        dps_memberships=MEMBERS + MEMBER,
        hours=HOURS + "2027-01-04,week,PCC,P1,DPS,home_care,40,40\n",
    )
    rows = MEASURES["sufficiency"](records, D("2027-07-11"))
    assert rows[0]["week"] == D("2027-01-25")  # the fourth week from the first row of hours
    shown = cells(rows, "demonstrated_hours", "week")
    assert (shown[D("2027-01-25")], shown[D("2027-06-28")], shown[D("2027-07-05")]) == (10, 10, 0)
    missing = cells(rows, "unreported_hours", "week")
    assert [week for week, hours in missing.items() if hours] == [
        D("2027-01-25") + timedelta(weeks=n) for n in range(6)
    ]
    assert set(missing.values()) == {0, 5}
    supply = cells(MEASURES["supply"](records, D("2027-07-11"), route="dps"), "unreported_hours", "week")
    assert [w for w, hours in supply.items() if hours == 5] == [D("2027-01-11") + timedelta(weeks=n) for n in range(8)]
    state = cells(MEASURES["provider_weeks"](records, D("2027-07-11"), authority="PCC"), "reported", "week")
    assert state[D("2027-01-04")] == "reported"
    assert (state[D("2027-03-01")], state[D("2027-03-08")]) == ("silent", None)
    assert {r["status"] for r in rows} == {None}  # nothing is asked for


def test_a_later_row_settles_the_weeks_before_it(market):
    # As before, with a row of 0 in the week of 15 Feb: nothing is missing before it. L is now 15 Feb; the mean of
    # 28 Dec to 15 Feb is 40 / 8 = 5; 4 Jan lies in the 8 weeks before 22 Feb and before 1 Mar, not before 8 Mar.
    records = market(
        contracts=CONTRACTS + DPS,
        dps_memberships=MEMBERS + MEMBER,
        hours=HOURS + "2027-01-04,week,PCC,P1,DPS,home_care,40,40\n2027-02-17,,PCC,P1,DPS,home_care,5,0\n",
    )
    rows = MEASURES["provider_weeks"](records, D("2027-03-21"), authority="PCC")
    assert cells(rows, "reported", "week") == {
        D("2027-01-04"): "reported",
        **{D("2027-01-11") + timedelta(weeks=n): None for n in range(5)},
        D("2027-02-15"): "zero",
        D("2027-02-22"): "silent",
        D("2027-03-01"): "silent",
        D("2027-03-08"): None,
        D("2027-03-15"): None,
    }
    assert sum(cells(rows, "unreported_hours", "week").values()) == 10
    # As of 14 February the row of the 17th is not there: five weeks are silent.
    rows = MEASURES["provider_weeks"](records, D("2027-02-14"), authority="PCC")
    assert [r["reported"] for r in rows] == ["reported"] + ["silent"] * 5


def test_contracted_hours_from_mid_week_and_in_term_time(market):
    # 70 hours a week in term time, from Wed 6 Jan, one week to mobilise: deliverable from Wed 13 Jan. Two
    # authorities: 5 hours a day each. Half term: PCC Mon 15 to Fri 19 Feb, CCC Wed 17 to Sun 21 Feb.
    # Two services: half of that for each. The contract ends on Fri 5 Mar: no way in on Sun 7 Mar.
    block = (
        "BLK,Block,block,PCC,PCC;CCC,P1,home_care;community_support,2027-01-06,12,,,1,term_time,36400,70,2027-03-05\n"
    )
    records = market(
        contracts=CONTRACTS + block + SPOT,
        hours=HOURS + "2027-01-04,,PCC,P2,SPT,home_care,0,0\n",
        school_holidays=HOLIDAYS + "PCC,2027-02-15,2027-02-19,Half term\nCCC,2027-02-17,2027-02-21,\n",
    )
    rows = MEASURES["supply"](records, D("2027-03-07"), route="block")
    paper = cells(rows, "paper_hours", "week", "authority")
    assert paper[D("2027-01-04"), "PCC"] == 0  # a way in, mobilising
    assert paper[D("2027-01-11"), "PCC"] == 25  # Wed to Sun
    assert paper[D("2027-01-18"), "CCC"] == 35
    assert paper[D("2027-02-15"), "PCC"] == 10  # Sat and Sun
    assert paper[D("2027-02-15"), "CCC"] == 10  # Mon and Tue
    assert paper[D("2027-03-01"), "PCC"] == 0
    assert {r["credible_hours"] == r["paper_hours"] for r in rows} == {True}
    half = MEASURES["supply"](records, D("2027-03-07"), authority="PCC", service="home_care", route="block")
    assert cells(half, "paper_hours", "week")[D("2027-01-11")] == 12.5
    # blocks_weekly is of the whole contract: 5 days of 10, 7 of 10, then 2 x 5 + 2 x 5, and in the last week Mon
    # to Fri; the week of 4 Jan has no deliverable day.
    weekly = cells(MEASURES["blocks_weekly"](records, D("2027-03-07")), "contracted_hours", "week")
    assert D("2027-01-04") not in weekly
    assert [weekly[D(d)] for d in ("2027-01-11", "2027-01-18", "2027-02-15", "2027-03-01")] == [
        50,
        70,
        20,
        50,
    ]


def test_paper_follows_the_return_in_effect_and_is_split_by_route(market):
    # P1: a block of 10 hours a week, and a member. Placed under the DPS: 4 hours from 1 Feb, to the end.
    # Without a return: the block's 10, and the larger of demonstrated (0) and placed (4): 14.
    # From Wed 3 Feb a return of 12: block 10, dps 2. From Mon 15 Feb a return of 0: not below the 4 placed, and the
    # block takes what there is. From Mon 1 Mar 8: block 8.
    block = "BLK,Block,block,PCC,PCC,P1,home_care,2026-01-01,24,,,,,5200,10,\n"
    records = market(
        contracts=CONTRACTS + DPS + block,
        dps_memberships=MEMBERS + "DPS,P1,2020-01-01,2027-03-06,PCC,home_care\n",
        packages=PACKAGES + "K1,PCC,home_care,4,20,2027-01-01,2027-01-01,P1,DPS,2027-01-07,,\n",
        capacity_returns=RETURNS
        + "P1,PCC,home_care,2027-03-01,8\nP1,PCC,home_care,2027-02-03,12\nP1,PCC,home_care,2027-02-15,0\n"
        + "P1,PCC,home_care,2027-03-08,13\n",
        hours=HOURS + "2027-01-04,,PCC,P1,BLK,home_care,1,1\n",
    )
    rows = MEASURES["supply"](records, D("2027-03-14"), authority="PCC")
    paper = cells(rows, "paper_hours", "week", "route")
    split = {
        week: tuple(paper[D(week), route] for route in ("block", "dps", "spot"))
        for week in ("2027-01-25", "2027-02-01", "2027-02-08", "2027-02-15", "2027-03-01", "2027-03-08")
    }
    assert split == {
        "2027-01-25": (10, 4, 0),
        "2027-02-01": (10, 2, 0),
        "2027-02-08": (10, 2, 0),
        "2027-02-15": (4, 0, 0),
        "2027-03-01": (8, 0, 0),
        # The membership's last day was Sat 6 March: what is left of 13 goes to spot.
        "2027-03-08": (10, 0, 3),
    }


def test_engaged_looks_back_182_days(market):
    # A return of 20 hours in both authorities. Sun 4 Jul 2027 is 181 days after Mon 4 Jan (PCC's hours) and 182
    # after Sun 3 Jan (CCC's): the 182 days to that Sunday, itself included, begin on 4 January.
    records = market(
        contracts=CONTRACTS + DPS,
        dps_memberships=MEMBERS + MEMBER,
        capacity_returns=RETURNS + "P1,PCC,home_care,2026-01-01,20\nP1,CCC,home_care,2026-01-01,20\n",
        hours=HOURS + "2027-01-04,,PCC,P1,DPS,home_care,1,1\n2027-01-03,,CCC,P1,DPS,home_care,1,1\n",
    )
    rows = MEASURES["sufficiency"](records, D("2027-07-11"), from_=D("2027-06-21"))
    assert cells(rows, "credible_hours", "week", "authority") == {
        (D("2027-06-21"), "CCC"): 20,
        (D("2027-06-21"), "PCC"): 20,
        (D("2027-06-28"), "CCC"): 0,
        (D("2027-06-28"), "PCC"): 20,
        (D("2027-07-05"), "CCC"): 0,
        (D("2027-07-05"), "PCC"): 0,
    }
    assert {r["paper_hours"] for r in rows} == {20}


def test_status_is_the_worse_of_two_kinds_of_evidence():
    f = Fraction
    assert verdict(f("1.1"), f("0.02")) == ("green", None)
    assert verdict(f("1.0999999996"), f("0.02")) == ("green", None)  # 1.1 to nine decimals
    assert verdict(f("1.09"), f("0.02")) == ("amber", "capacity")
    assert verdict(f("1"), f("0.05")) == ("amber", "both")
    assert verdict(f("0.99"), f("0.03")) == ("red", "both")
    assert verdict(f("1.2"), f("0.051")) == ("red", "waiting")
    assert verdict(None, None) == (None, None)


# Section 6


@pytest.mark.parametrize(
    ("days", "offers", "expected"),
    [
        (89, "", "active"),
        (90, "", "quiet"),
        (179, "", "quiet"),
        (180, "", "not_invited"),
        # An invitation on the pick-up day itself is not after it: two are left.
        (180, "K1,P1,2027-01-04,offered,2027-01-04\nK1,P1,2027-02-01,declined,2027-02-02\n"
         "K1,P1,2027-02-08,no_response,\n", "not_invited"),
        (180, "K1,P1,2027-01-05,declined,2027-01-06\nK1,P1,2027-02-01,declined,2027-02-02\n"
         "K1,P1,2027-02-08,no_response,\n", "dormant"),
        (180, "K1,P1,2027-01-05,declined,2027-01-06\nK1,P1,2027-02-01,offered,2027-02-02\n"
         "K1,P1,2027-02-08,no_response,\n", "unsuccessful"),
        # Answered the day after as_of (3 July): no response until then.
        (180, "K1,P1,2027-01-05,declined,2027-01-06\nK1,P1,2027-02-01,declined,2027-02-02\n"
         "K1,P1,2027-07-01,offered,2027-07-04\n", "dormant"),
        (181, "K1,P1,2027-01-05,declined,2027-01-06\nK1,P1,2027-02-01,declined,2027-02-02\n"
         "K1,P1,2027-07-01,offered,2027-07-04\n", "unsuccessful"),
    ],
)  # fmt: skip
def test_activity_by_days_since_pick_up(market, days, offers, expected):
    # The last work under the DPS is of Mon 4 Jan 2027; spot work since is no pick-up.
    spot = "SPT,Spot,spot,PCC,PCC,P1,home_care,2020-01-01,120,,,,,,,\n"
    as_of = D("2027-01-04") + timedelta(days=days)
    records = market(
        contracts=CONTRACTS + DPS + spot,
        dps_memberships=MEMBERS + "DPS,P1,2020-01-01,,PCC,home_care\n",
        packages=PACKAGES + "K1,PCC,home_care,10,,2027-01-01,,,,,,\n",
        offers=OFFERS + offers,
        hours=HOURS
        + "2027-01-04,,PCC,P1,DPS,home_care,1,1\n2027-01-20,,PCC,P1,DPS,home_care,1,0\n"
        + "2027-02-01,,PCC,P1,SPT,home_care,1,1\n",
    )
    row = MEASURES["providers"](records, as_of)[0]
    assert (row["activity"], row["pickup"], row["days_since_pickup"]) == (expected, D("2027-01-04"), days)
    assert row["last_delivery"] == D("2027-02-01")
    evidence = MEASURES["dormancy"](records, as_of)
    assert len(evidence) == (3 if expected == "dormant" else 0)


def test_a_new_spell_starts_afresh(market):
    # Left on 31 Mar 2027 (still a day of membership) and joined again on 1 Jun: the work of the first spell is no
    # pick-up of the second. 89 days later, on 29 Aug, it is new; on the 90th quiet.
    records = market(
        contracts=CONTRACTS + DPS,
        dps_memberships=MEMBERS + "DPS,P1,2020-01-01,2027-03-31,PCC,home_care\nDPS,P1,2027-06-01,,PCC,home_care\n",
        hours=HOURS + "2027-03-30,,PCC,P1,DPS,home_care,1,1\n",
    )

    def on(day):
        row = MEASURES["providers"](records, D(day))[0]
        return row["membership"], row["joined_on"], row["pickup"], row["activity"]

    assert on("2027-03-31") == ("member", D("2020-01-01"), D("2027-03-30"), "active")
    assert on("2027-04-01") == ("left", D("2020-01-01"), None, None)
    assert on("2027-08-29") == ("member", D("2027-06-01"), D("2027-06-01"), "new")
    assert on("2027-08-30") == ("member", D("2027-06-01"), D("2027-06-01"), "quiet")


def test_who_leaves_on_the_months_last_day_is_a_member_still(market):
    # P1 leaves on 31 March and works on the 1st; P2 joins on the 31st, and has not worked.
    records = market(
        contracts=CONTRACTS + DPS,
        dps_memberships=MEMBERS
        + "DPS,P1,2027-01-31,2027-03-31,PCC,home_care\nDPS,P2,2027-03-31,,PCC,home_care\n",
        hours=HOURS + "2027-03-01,day,PCC,P1,DPS,home_care,2,2\n",
    )
    rows = MEASURES["membership"](records, D("2027-04-15"))
    assert [tuple(row.values()) for row in rows] == [
        ("2027-01", "PCC", True, 1, 0, 1, 0),
        ("2027-02", "PCC", True, 0, 0, 1, 0),
        ("2027-03", "PCC", True, 1, 1, 2, 1),
        ("2027-04", "PCC", False, 0, 0, 1, 0),
    ]


# Section 7

# A block of 7 hours a week, an hour a day, for 3,650 pounds a year, from Mon 4 Jan 2027 to 3 Jan 2028: 365 days.
# Nothing in its first week, then 7 hours in each of 14.
BLOCK = "BLK,Block,block,PCC,PCC,P1,home_care,2027-01-04,12,,,,,3650,7,{}\n"
BLOCK_HOURS = HOURS + "".join(
    f"{D('2027-01-11') + timedelta(weeks=n)},week,PCC,P1,BLK,home_care,7,7\n" for n in range(14)
)


def test_a_running_contract_year_is_counted_to_the_last_complete_sunday(market):
    records = market(
        contracts=CONTRACTS + BLOCK.format("") + DPS,
        dps_memberships=MEMBERS + "DPS,P2,2020-01-01,,PCC,home_care\n",
        hours=BLOCK_HOURS,
        # Placed under the DPS on 11 April: 10 hours at 20 and 30 at 24, in the mean 23; one without a rate.
        packages=PACKAGES
        + "K1,PCC,home_care,10,20,2027-01-04,2027-01-04,P2,DPS,2027-01-04,,\n"
        + "K2,PCC,home_care,30,24,2027-01-04,2027-01-04,P2,DPS,2027-01-04,2027-04-11,planned\n"
        + "K3,PCC,home_care,99,,2027-01-04,2027-01-04,P2,DPS,2027-01-04,,\n",
    )
    # Wed 14 April: counted to Sun 11 April, 14 weeks or 98 days; delivered 13 x 7 = 91. The 13 latest weeks are
    # full: 1. To come: 365 - 98 = 267 hours. Projected (91 + 267) / 365.
    (row,) = MEASURES["blocks"](records, D("2027-04-14"))
    assert (row["from"], row["to"], row["complete"]) == (D("2027-01-04"), D("2027-04-11"), False)
    assert (row["contracted_hours"], row["delivered_hours"]) == (98, 91)
    assert row["utilisation"] == pytest.approx(91 / 98, abs=1e-9)
    assert (row["void_hours"], row["over_hours"], row["void_gbp"]) == (7, 0, 70)
    assert (row["value_gbp"], row["price_per_contracted_hour"]) == (980, 10)
    assert row["cost_per_delivered_hour"] == pytest.approx(980 / 91, abs=1e-9)
    assert row["dps_rate_gbp"] == 23
    assert row["break_even_utilisation"] == pytest.approx(10 / 23, abs=1e-9)
    assert row["utilisation_13_weeks"] == 1
    assert row["projected_utilisation"] == pytest.approx(358 / 365, abs=1e-9)
    assert row["status"] == "green"
    # In the fourth week 3 of 4 weeks are worked: 21 / 28; the week itself 7 / 7.
    weekly = MEASURES["blocks_weekly"](records, D("2027-04-14"))
    assert (weekly[3]["utilisation"], weekly[3]["utilisation_13_weeks"]) == (1, 0.75)


def test_a_contract_that_ends_early_is_counted_to_its_last_day(market):
    # Terminated on Wed 14 April: 101 days, 91 + 3 hours, since the last week's 7 hours lie on its three days in
    # force. Value 3,650 x 101 / 365 = 1,010. Nothing is to come: projected is utilisation. One hour on Fri 16 April
    # is past the end: seen in contracts once its week is complete, and in no block.
    records = market(
        contracts=CONTRACTS + BLOCK.format("2027-04-14"),
        hours=BLOCK_HOURS.replace("2027-04-12,week,PCC,P1,BLK,home_care,7,7", "2027-04-12,,PCC,P1,BLK,home_care,3,3")
        + "2027-04-16,,PCC,P1,BLK,home_care,1,1\n",
    )
    (row,) = MEASURES["blocks"](records, D("2027-04-18"))
    assert (row["to"], row["complete"]) == (D("2027-04-14"), True)
    assert (row["contracted_hours"], row["delivered_hours"], row["value_gbp"]) == (101, 94, 1010)
    assert row["projected_utilisation"] == row["utilisation"] == pytest.approx(94 / 101, abs=1e-9)
    assert row["utilisation_13_weeks"] == 1
    weekly = MEASURES["blocks_weekly"](records, D("2027-04-18"))
    assert (weekly[-1]["week"], weekly[-1]["contracted_hours"]) == (D("2027-04-12"), 3)
    on = {day: MEASURES["contracts"](records, D(f"2027-04-{day}"))[0] for day in (14, 17, 18)}
    assert [on[day]["delivering_past_end"] for day in (14, 17, 18)] == [0, 0, 1]
    assert [on[day]["phase"] for day in (14, 17, 18)] == ["final_term", "terminated", "terminated"]
    assert [on[day]["status"] for day in (14, 17, 18)] == ["green", None, "red"]


# The generator and the comparison


def test_a_comparison_names_the_row_and_the_column(tmp_path):
    as_of = draw(3, tmp_path)
    rows = MEASURES["sufficiency"](read(tmp_path), as_of)
    text = to_csv("sufficiency", rows)
    assert differences(rows, text) == []
    assert differences(rows, ("\ufeff" + text).encode()) == []
    assert differences(rows, rows) == []
    changed = [{**row} for row in rows]
    changed[1]["paper_hours"] += 0.1
    assert len(differences(rows, changed)) == 1
    assert f"week={rows[1]['week']}" in differences(rows, changed)[0]
    assert "paper_hours" in differences(rows, changed)[0]
    assert "missing" in differences(rows, rows[1:])[0]
    assert "another order" in differences(rows, rows[::-1])[0]


@pytest.mark.parametrize("seed", range(24))
def test_drawn_markets_are_valid_and_filters_of_rows_change_no_value(seed, tmp_path):
    as_of = draw(seed, tmp_path)
    assert faults(tmp_path) == []
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert draw(seed, tmp_path) == as_of
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == files

    records = read(tmp_path)
    everything = tables(records, as_of)
    for measure, rows in everything.items():
        assert differences(rows, to_csv(measure, rows), measure) == []
        assert len({tuple(row[k] for k in KEYS[measure]) for row in rows}) == len(rows)
    for filters in (
        {"authority": "PCC"},
        {"weeks": 13},
        {"from_": as_of - timedelta(days=100), "to": as_of - timedelta(days=40)},
    ):
        for measure, rows in tables(records, as_of, **filters).items():
            if measure == "entrants":
                # An authority narrows its values and keeps its rows.
                assert [row["entered"] for row in rows] == [row["entered"] for row in everything[measure]]
            else:
                assert all(row in everything[measure] for row in rows)
    # Hours by authority and route add up to the authority's; credible is never above paper.
    for row in everything["sufficiency"]:
        parts = [
            part
            for part in everything["supply"]
            if (part["week"], part["authority"]) == (row["week"], row["authority"])
        ]
        for column in (
            "delivered_hours", "unreported_hours", "paper_hours", "credible_hours", "demonstrated_hours"
        ):  # fmt: skip
            assert sum(part[column] for part in parts) == pytest.approx(row[column], abs=1e-6)
        assert row["credible_hours"] <= row["paper_hours"]


def faults(folder) -> list[str]:
    """The contract's errors that a drawn market could make."""
    records = read(folder)
    found = []

    def need(holds, *what):
        if not holds:
            found.append(" ".join(str(each) for each in what))

    def covered(contract, authority, service):
        contract = records.contracts[contract]
        return authority in contract.covered_authorities and service in contract.services

    for c in records.contracts.values():
        need(c.lead_authority in c.covered_authorities, c)
        need((c.provider_id is None) == (c.contract_type == "dps"), c)
        need(c.provider_id is None or c.provider_id in records.providers, c)
        need(0 <= c.extensions_taken <= len(c.extension_terms_months), c)
        if c.contract_type == "block":
            need(c.annual_value_gbp and (c.contracted_hours_per_week or c.hourly_rate_gbp), c)
        if c.contract_type == "in_house":
            need(c.contracted_hours_per_week, c)
        if c.terminated_on:
            term = life.end(c.start_date, life.months_in_hand(c))
            need(c.start_date <= c.terminated_on < term, c)
    for m in records.memberships:
        need(records.contracts[m.contract_id].contract_type == "dps", m)
        need(m.authorities and m.services, m)
        need(all(covered(m.contract_id, a, s) for a in m.authorities for s in m.services), m)
        need(m.left_on is None or m.left_on >= m.joined_on, m)
        need(m.left_on or not m.leave_reason, m)
        for other in records.memberships:
            same = (other.contract_id, other.provider_id) == (m.contract_id, m.provider_id)
            if same and other.joined_on > m.joined_on:
                need(m.left_on and m.left_on < other.joined_on, m)
    for p in records.packages.values():
        need(p.hours_per_week > 0, p)
        need((p.awarded_on is None) == (p.provider_id is None) == (p.contract_id is None), p)
        need(p.awarded_on is None or p.awarded_on >= p.requested_on, p)
        need(p.awarded_on is None or covered(p.contract_id, p.authority, p.service), p)
        need(p.started_on is None or (p.awarded_on and p.started_on >= p.awarded_on), p)
        need((p.ended_on is None) == (p.end_reason is None), p)
        need(p.ended_on is None or p.ended_on >= (p.started_on or p.awarded_on or p.requested_on), p)
        need(p.end_reason != "handed_back" or p.awarded_on, p)
        need(p.end_reason != "withdrawn" or not p.started_on, p)
    for o in records.offers:
        need(o.invited_on >= records.packages[o.package_id].requested_on, o)
        need((o.response == "no_response") == (o.responded_on is None), o)
        need(o.responded_on is None or o.responded_on >= o.invited_on, o)
    for h in records.hours:
        need(covered(h.contract_id, h.authority, h.service), h)
    for h in records.holidays:
        need(h.first_day <= h.last_day, h)
        for other in records.holidays:
            if other.authority == h.authority and other.first_day > h.first_day:
                need(h.last_day < other.first_day, h)
    keys = {
        "providers": ["provider_id"],
        "contracts": ["contract_id"],
        "dps_memberships": ["contract_id", "provider_id", "joined_on"],
        "capacity_returns": ["provider_id", "authority", "service", "effective_from"],
        "packages": ["package_id"],
        "offers": ["package_id", "provider_id", "invited_on"],
        "visits": ["visit_id"],
        "school_holidays": ["authority", "first_day"],
    }
    for name, columns in keys.items():
        seen = Counter(tuple(row[c] for c in columns) for row in _rows(folder, f"{name}.csv"))
        need(all(n == 1 for n in seen.values()), name, "has a key twice")
    days = Counter()
    for row in _rows(folder, "hours.csv"):
        first = D(row["date"])
        weekly = row["period"] == "week"
        need(not weekly or first.weekday() == 0, row)
        key = tuple(row[c] for c in ("authority", "provider_id", "contract_id", "service"))
        days.update((first + timedelta(days=n), *key) for n in range(7 if weekly else 1))
    need(all(n == 1 for n in days.values()), "a day of hours is given twice")
    totals = {(key[2], key[1]) for key in days}
    visits = {(row["provider_id"], row["authority"]) for row in _rows(folder, "visits.csv")}
    need(not totals & visits, "visits beside totals")
    return found
