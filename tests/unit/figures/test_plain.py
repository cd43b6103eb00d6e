import numpy as np
import pandas as pd
import pytest

from dashboard.figures.plain import days, lines, numbers, shorten


def test_numbers_are_floats_and_empty_is_none() -> None:
    found = numbers(pd.Series([1, None, 2.5], dtype="Float64")) + numbers(pd.Series([np.float64(3), np.nan]))
    assert found == [1.0, None, 2.5, 3.0, None]
    assert {type(value) for value in found} == {float, type(None)}


def test_days_are_iso_dates_and_empty_is_none() -> None:
    assert days(pd.to_datetime(pd.Series(["2026-11-16", None]))) == ["2026-11-16", None]


@pytest.mark.parametrize(("text", "longest", "shown"), [
    ("Beech Care", 10, "Beech Care"),
    ("Beech Care (example)", 14, "Beech Care…"),
    ("Beech Care (example)", 10, "Beech…"),
    ("Incomprehensibilities", 10, "Incompreh…"),
    ("A & B <b>", 20, "A &amp; B &lt;b>"),
])
def test_a_text_is_cut_between_words_and_made_safe(text: str, longest: int, shown: str) -> None:
    assert shorten(text, longest) == shown


def test_a_text_is_broken_into_lines_and_the_last_one_cut() -> None:
    title = "Children's home care and community support DPS (example)"
    assert lines(title, 25, 2) == ["Children's home care and", "community support DPS…"]
    assert lines("Block 1", 25, 2) == ["Block 1"]
    assert lines("", 25, 2) == [""]
