"""A contract's life, against dates worked out with a paper calendar (measures.md section 3)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.market.life import Life, end
from tests.unit.markets import SETTINGS, market_from


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2027-04-01", 36, "2030-03-31"),
        ("2028-02-29", 36, "2031-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-28"),
        ("2027-03-01", 12, "2028-02-29"),
        ("2028-03-01", 12, "2029-02-28"),
        ("2027-01-28", 1, "2027-02-27"),
        ("2027-01-29", 1, "2027-02-28"),
        ("2027-01-31", 1, "2027-02-28"),
        ("2027-01-31", 3, "2027-04-30"),
        ("2027-05-15", 0, "2027-05-14"),
        ("2027-04-01", -6, "2026-09-30"),
        ("2027-08-31", -6, "2027-02-28"),
        ("2027-03-30", -1, "2027-02-28"),
        ("2026-11-23", 12, "2027-11-22"),
    ],
)
def test_end_of_a_term(start, months, last):
    assert end(day(start), months) == day(last)


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(-60, 120))
def test_the_day_after_an_end_is_the_starts_own_number_or_a_first(start, months):
    after = end(start, months) + timedelta(days=1)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if after.day == start.day:
        assert (after.year, after.month) == (year, month + 1)
    else:
        before = after - timedelta(days=1)
        assert after.day == 1
        assert (before.year, before.month) == (year, month + 1)
        assert before.day < start.day


LIFE = Life(
    start=day("2026-04-01"),
    initial_term_months=36,
    extension_terms_months=(12, 12),
    extensions_taken=0,
    extension_notice_months=6,
    reprocurement_lead_months=15,
    mobilisation_weeks=8,
    paper_lead_weeks=9,
)


def test_dates_while_an_option_is_left():
    assert LIFE.initial_end == LIFE.current_end == day("2029-03-31")
    assert LIFE.maximum_end == day("2031-03-31")
    assert LIFE.decision_due == day("2028-09-30")
    assert LIFE.paper_due == day("2028-07-29")
    assert LIFE.reprocurement_start == day("2027-12-31")
    assert LIFE.deliverable_from == day("2026-05-27")
    assert LIFE.extensions_left == 2


def test_an_extension_taken_moves_the_end_and_the_next_decision():
    life = replace(LIFE, extensions_taken=1)
    assert life.initial_end == day("2029-03-31")
    assert life.current_end == day("2030-03-31")
    assert life.decision_due == day("2029-09-30")
    assert life.extensions_left == 1


def test_no_decision_once_every_option_is_taken():
    life = replace(LIFE, extensions_taken=2)
    assert life.current_end == life.maximum_end == day("2031-03-31")
    assert life.decision_due is None
    assert life.paper_due is None
    assert life.reprocurement_start == day("2029-12-31")


def test_a_termination_ends_it_and_leaves_nothing_to_decide():
    life = replace(LIFE, terminated_on=day("2027-06-30"))
    assert life.initial_end == day("2029-03-31")
    assert life.current_end == life.maximum_end == day("2027-06-30")
    assert life.decision_due is life.paper_due is life.reprocurement_start is None
    assert life.extensions_left == 0


@pytest.mark.parametrize(
    ("as_of", "phase"),
    [
        ("2026-03-31", "not_started"),
        ("2026-04-01", "mobilising"),
        ("2026-05-26", "mobilising"),
        ("2026-05-27", "in_term"),
        ("2027-12-30", "in_term"),
        ("2027-12-31", "decision_window"),
        ("2028-09-30", "decision_window"),
        ("2028-10-01", "decision_overdue"),
        ("2029-03-31", "decision_overdue"),
        ("2029-04-01", "ended"),
    ],
)
def test_phases_in_order_with_an_option(as_of, phase):
    assert LIFE.phase(day(as_of)) == phase


@pytest.mark.parametrize(
    ("as_of", "phase"),
    [
        ("2026-03-31", "not_started"),
        ("2026-05-26", "mobilising"),
        ("2026-05-27", "final_term"),
        ("2029-12-30", "final_term"),
        ("2029-12-31", "reprocure"),
        ("2031-03-31", "reprocure"),
        ("2031-04-01", "ended"),
    ],
)
def test_phases_in_order_without_an_option(as_of, phase):
    assert replace(LIFE, extensions_taken=2).phase(day(as_of)) == phase


@pytest.mark.parametrize(
    ("as_of", "phase"),
    [
        ("2026-03-31", "not_started"),
        ("2026-05-26", "mobilising"),
        ("2026-05-27", "final_term"),
        ("2027-06-30", "final_term"),
        ("2027-07-01", "terminated"),
        ("2035-01-01", "terminated"),
    ],
)
def test_phases_in_order_when_terminated(as_of, phase):
    assert replace(LIFE, terminated_on=day("2027-06-30")).phase(day(as_of)) == phase


def test_a_lead_longer_than_the_term_is_seen_once_it_has_started():
    life = replace(LIFE, initial_term_months=12, extension_terms_months=())
    assert life.reprocurement_start == day("2025-12-31")
    assert life.phase(day("2026-03-31")) == "not_started"
    assert life.phase(day("2026-04-01")) == "reprocure"


def test_a_notice_longer_than_the_term_is_overdue_from_the_first_day():
    life = replace(LIFE, initial_term_months=12, extension_notice_months=18)
    assert life.decision_due == day("2025-09-30")
    assert life.phase(day("2026-03-31")) == "not_started"
    assert life.phase(day("2026-04-01")) == "decision_overdue"


def test_without_notice_the_decision_is_due_on_the_last_day():
    life = replace(LIFE, extension_notice_months=0)
    assert life.decision_due == life.current_end
    assert life.phase(day("2029-03-31")) == "decision_window"


def test_in_force_from_the_first_to_the_last_day():
    days = ("2026-03-31", "2026-04-01", "2029-03-31", "2029-04-01")
    assert [LIFE.in_force(day(text)) for text in days] == [False, True, True, False]


def test_terms_a_contract_does_not_state_come_from_the_settings():
    market = market_from({"contracts": "contract_id,contract_type,start_date,initial_term_months\n"
                          "B,block,2026-04-01,36\nD,dps,2026-04-01,36\nS,spot,2026-04-01,36\nH,in_house,2026-04-01,36\n"})
    lives = market.lives(SETTINGS)
    leads = {name: life.reprocurement_lead_months for name, life in lives.items()}
    assert leads == {"B": 15, "D": 24, "S": 12, "H": 12}
    assert lives["B"].extension_notice_months == 6
    assert (lives["B"].mobilisation_weeks, lives["B"].extensions_taken, lives["B"].extension_terms_months) == (0, 0, ())
