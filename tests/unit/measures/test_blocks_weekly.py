"""`blocks_weekly`, against weeks worked out by hand (measures.md section 7)."""

from datetime import date

from dashboard.measures.blocks_weekly import MEASURE
from tests.unit.markets import SETTINGS, ask, market_from, rows, view

CONTRACTS = (
    "contract_id,title,contract_type,lead_authority,covered_authorities,provider_id,services,start_date,"
    "initial_term_months,mobilisation_weeks,delivery_calendar,annual_value_gbp,contracted_hours_per_week,terminated_on\n"
)
HOURS = "date,authority,provider_id,contract_id,service,planned_hours,delivered_hours\n"
BLOCK = "B1,Ash block,block,PCC,PCC,P1,home_care,2026-04-01,24,2,,36500,70,"
"""10 hours a day from Wednesday 15 April 2026."""
TERM = "B1,Ash block,block,PCC,PCC,P1,home_care,2026-05-04,12,,term_time,3580,7,"


def weekly(*contracts, as_of, hours=(), holidays="", **filters):
    market = market_from({
        "contracts": CONTRACTS + "\n".join(contracts) + "\n",
        "hours": HOURS + "".join(f"{day},PCC,P1,{contract},home_care,0,{worth}\n" for day, contract, worth in hours),
        "school_holidays": f"authority,first_day,last_day\n{holidays}",
    })
    return ask(MEASURE, market, as_of, **filters)


def test_weeks_begin_with_the_first_deliverable_day_and_count_only_such_days():
    hours = [("2026-04-14", "B1", 99), ("2026-04-15", "B1", 25), ("2026-04-26", "B1", 35), ("2026-04-27", "B1", 99)]
    table = weekly(BLOCK, as_of="2026-05-02", hours=hours)
    assert rows(table, *MEASURE.names) == [
        ("2026-04-13", "B1", 50, 25, 0.5, 0.5), ("2026-04-20", "B1", 70, 35, 0.5, 0.5),
    ]


def test_weeks_end_with_the_last_day_in_force():
    hours = [("2026-04-28", "B1", 5), ("2026-04-29", "B1", 99)]
    table = weekly(BLOCK + "2026-04-28", as_of="2026-06-07", hours=hours)
    assert rows(table, "week", "contracted_hours", "delivered_hours") == [
        ("2026-04-13", 50, 0), ("2026-04-20", 70, 0), ("2026-04-27", 20, 5),
    ]


def test_no_week_before_the_first_is_complete():
    assert weekly(BLOCK, as_of="2026-04-18").empty


def test_thirteen_weeks_and_no_more():
    block = BLOCK.replace(",2,", ",,").replace("2026-04-01", "2026-04-06")
    table = weekly(block, as_of="2026-07-12", hours=[("2026-04-06", "B1", 700), ("2026-07-06", "B1", 91)])
    # 700 of 1, 2 … 13 weeks of 70 hours; in the 14th week (6 July) 91 of 13 weeks.
    expected = [round(700 / (70 * n), 9) for n in range(1, 14)] + [0.1]
    assert [row[0] for row in rows(table, "utilisation_13_weeks")] == expected


def test_weeks_without_contracted_hours_are_left_out_on_both_sides():
    holidays = "PCC,2026-05-04,2026-05-10\nPCC,2026-05-25,2026-05-31\n"
    hours = [("2026-05-04", "B1", 2), ("2026-05-11", "B1", 7), ("2026-05-25", "B1", 3), ("2026-06-01", "B1", 0)]
    table = weekly(TERM, as_of="2026-06-07", hours=hours, holidays=holidays)
    assert rows(table, "week", "contracted_hours", "delivered_hours", "utilisation", "utilisation_13_weeks") == [
        ("2026-05-04", 0, 2, None, None),  # none yet to look back on
        ("2026-05-11", 7, 7, 1, 1),
        ("2026-05-18", 7, 0, 0, 0.5),
        ("2026-05-25", 0, 3, None, 0.5),
        ("2026-06-01", 7, 0, 0, round(7 / 21, 9)),
    ]


def test_each_contract_looks_back_on_its_own_weeks():
    other = BLOCK.replace("B1", "B2")
    table = weekly(BLOCK, other, as_of="2026-04-26", hours=[("2026-04-15", "B1", 60), ("2026-04-15", "B2", 12)])
    assert rows(table, "week", "contract_id", "utilisation_13_weeks") == [
        ("2026-04-13", "B1", 1.2), ("2026-04-13", "B2", 0.24), ("2026-04-20", "B1", 0.5), ("2026-04-20", "B2", 0.1),
    ]


def test_the_period_cuts_rows_and_changes_no_value():
    hours = [("2026-04-15", "B1", 60)]
    whole = weekly(BLOCK, as_of="2026-08-30", hours=hours)
    assert len(whole) == 20
    assert weekly(BLOCK, as_of="2026-08-30", hours=hours, weeks=13).equals(whole.tail(13).reset_index(drop=True))


def finding(*contracts, as_of="2026-04-26", last=None, authority=None, hours=(), holidays=""):
    filters = {"last": last, "authority": authority}
    table = weekly(*contracts, as_of=as_of, hours=hours, holidays=holidays, **filters)
    return MEASURE.finding(table, view(as_of, **filters), SETTINGS)


TWO = (BLOCK, BLOCK.replace("B1", "B2"))
FULL = [("2026-04-15", "B1", 114), ("2026-04-15", "B2", 120)]
"""95% and 100% of the 120 hours to 26 April."""


def test_finding_of_one_block():
    assert finding(BLOCK, hours=FULL[:1]) == {"": "Block B1 is 95% used, last 13 weeks."}
    assert finding(BLOCK, hours=FULL[:1], authority="PCC") == {
        "PCC": "Peterborough: block B1 is 95% used, last 13 weeks."
    }


def test_finding_counts_blocks_and_never_adds_them_up():
    assert finding(*TWO, hours=FULL) == {"": "Blocks: all 2 within 85% to 105%, last 13 weeks."}
    assert finding(*TWO, hours=FULL[:1]) == {"": "Blocks: 1 of 2 outside 85% to 105%, last 13 weeks."}
    assert finding(*TWO, authority="PCC") == {
        "PCC": "Peterborough blocks: 2 of 2 outside 85% to 105%, last 13 weeks."
    }


def test_finding_of_weeks_that_are_past():
    past = {"hours": FULL[:1], "as_of": "2026-05-31", "last": date(2026, 4, 20)}
    assert finding(BLOCK, **past) == {"": "Block B1 was 95% used, 13 weeks to 26 April 2026."}
    assert finding(*TWO, **past) == {"": "Blocks: 1 of 2 outside 85% to 105% by 26 April 2026."}


def test_finding_of_nothing():
    assert finding(BLOCK, authority="CCC") == {"CCC": "Cambridgeshire has no block hours to show."}
    assert finding(TERM, as_of="2026-05-10", holidays="PCC,2026-05-04,2026-05-10\n") == {
        "": "There are no block hours to show."
    }
