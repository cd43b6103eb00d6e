"""Words for sentences."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.market.filters import Filters
from dashboard.measures import words
from tests.unit.markets import SETTINGS, view


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"), (999, 0, "999"), (1000, 0, "1,000"), (999_999, 0, "999,999"), (0.6, 1, "0.6"), (0.6, 0, "1"),
        (-3, 0, "-3"), (-0.4, 0, "0"), (0.5, 0, "1"), (-0.5, 0, "-1"), (2.5, 0, "3"), (1.005, 2, "1.01"),
        (2.675, 2, "2.68"), (1234.5, 1, "1,234.5"), (2_450_000, 0, "2,450,000"),
        (np.float64(3.2), 0, "3"), (np.int64(4), 0, "4"),
    ],
)
def test_number(value, decimals, text):
    assert words.number(value, decimals) == text


@pytest.mark.parametrize("missing", [float("nan"), np.nan, float("inf")])
def test_a_missing_figure_has_no_words(missing):
    for write in (words.number, words.percent, words.money, words.hours):
        with pytest.raises(ValueError, match="missing"):
            write(missing)


@pytest.mark.parametrize(
    ("fraction", "decimals", "text"),
    [(0.93, 0, "93%"), (0.925, 0, "93%"), (1.05, 0, "105%"), (0.0051, 1, "0.5%"), (12, 0, "1,200%"), (-0.08, 0, "-8%")],
)
def test_percent(fraction, decimals, text):
    assert words.percent(fraction, decimals) == text


@pytest.mark.parametrize(
    ("pounds", "text"),
    [
        (75, "£75"), (75.5, "£75.50"), (75.004, "£75"), (1234.567, "£1,234.57"), (-3, "-£3"), (0, "£0"), (-0.001, "£0"),
        (4_250_000, "£4,250,000"),
    ],
)
def test_money(pounds, text):
    assert words.money(pounds) == text


def test_day():
    assert words.day(date(2026, 4, 1)) == "1 April 2026"
    assert words.day(pd.Timestamp("2026-11-22")) == "22 November 2026"


def test_plural():
    counts = [(1, "1 package"), (0, "0 packages"), (2, "2 packages"), (1200, "1,200 packages"), (1.2, "1 package"),
              (1e6, "1 million packages"), (2_450_000, "2.5 million packages")]
    for count, text in counts:
        assert words.plural(count, "package") == text
    assert words.plural(2, "authority", "authorities") == "2 authorities"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "no hours"), (0.4, "under 1 hour"), (0.5, "1 hour"), (1.4, "1 hour"), (412.3, "412 hours"),
        (1500, "1,500 hours"),
    ],
)
def test_hours(value, text):
    assert words.hours(value) == text


@pytest.mark.parametrize(
    ("parts", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_joined(parts, text):
    assert words.joined(parts) == text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2026-11-22", "2026-11-22", "0 days"),
        ("2026-11-22", "2026-11-23", "1 day"),
        ("2026-11-22", "2026-12-21", "29 days"),
        ("2026-11-22", "2026-12-22", "1 month"),
        ("2026-11-22", "2026-12-26", "1 month 4 days"),
        ("2026-11-22", "2027-11-22", "1 year"),
        ("2026-11-22", "2029-01-02", "2 years 1 month"),
        ("2026-11-22", "2027-11-25", "1 year"),
        ("2026-12-26", "2026-11-22", "1 month 4 days"),
        ("2028-02-29", "2029-02-28", "1 year"),
    ],
)
def test_countdown(first, last, text):
    assert words.countdown(date.fromisoformat(first), date.fromisoformat(last)) == text


def test_the_fullest_sentence_that_fits():
    assert words.fitting("a " * 13, "a " * 12, "a") == "a " * 12
    assert words.fitting("a " * 14, "a " * 13) == "a " * 13


def test_authorities_shown():
    assert words.shown(Filters(), SETTINGS) == {"PCC": "Peterborough", "CCC": "Cambridgeshire"}
    assert words.shown(Filters(authority="CCC"), SETTINGS) == {"CCC": "Cambridgeshire"}


def test_the_latest_complete_week_is_now():
    assert words.latest(date(2026, 11, 16), view("2026-11-22"))
    assert not words.latest(date(2026, 11, 16), view("2026-11-21"))


@pytest.mark.parametrize(
    ("name", "text"),
    [("2026-08", "August 2026"), ("2026-Q1", "January to March 2026"), ("2026-Q4", "October to December 2026")],
)
def test_a_month_and_a_quarter_by_name(name, text):
    assert words.period(name) == text


def test_the_running_month_or_quarter_is_the_one_that_holds_the_day():
    for day in ("2026-10-01", "2026-10-31"):
        assert words.running("2026-10", view(day)) and words.running("2026-Q4", view(day))
    assert not words.running("2026-09", view("2026-10-01")) and not words.running("2026-Q3", view("2026-10-01"))
    assert not words.running("2026-11", view("2026-10-31"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("2026-Q4", " this quarter"), ("2026-Q3", " last quarter"), ("2026-Q2", ", April to June 2026"),
        ("2026-10", " this month"), ("2026-09", " last month"), ("2025-10", ", October 2025"),
    ],
)
def test_when_a_month_or_quarter_was(name, text):
    assert words.when(name, view("2026-10-31")) == text
