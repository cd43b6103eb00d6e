"""Frames to rows and back."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer

from dashboard.store import frames


def column(kind):
    return Column("value", Integer, info={"kind": kind, "key": False})


def there(kind, values):
    """What rows a frame of one column gives."""
    typed = pd.DataFrame({"value": values})
    return [row[0] for row in frames.rows(frames.flat([column(kind)], typed))]


def back(kind, values):
    """The column that rows give, as a list."""
    return frames.typed([column(kind)], [(value,) for value in values])["value"]


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("text", pd.Series(["a", None, "ü ‘b’"], dtype="str"), ["a", None, "ü ‘b’"]),
        ("date", pd.Series([date(2028, 2, 29), None], dtype="datetime64[us]"), ["2028-02-29", None]),
        ("whole", pd.Series([0, None, 36], dtype="Int64"), [0, None, 36]),
        ("hours", pd.Series([1 / 3, np.nan, 0.0]), [1 / 3, None, 0.0]),
        ("money", pd.Series([17.35, np.nan, 50000.0, 0.07, 999999999.99]), [1735, None, 5000000, 7, 99999999999]),
        ("texts", pd.Series([("PCC", "CCC"), (), ("PCC",)], dtype=object), ["PCC;CCC", None, "PCC"]),
        ("wholes", pd.Series([(12, 12), (), (24,)], dtype=object), ["12;12", None, "24"]),
    ],
)
def test_what_a_column_is_stored_as(kind, typed, stored):
    found = there(kind, typed)
    assert found == stored
    assert [type(value) for value in found] == [type(value) for value in stored]
    if kind == "date":
        stored = [value and date.fromisoformat(value) for value in stored]
    pd.testing.assert_series_equal(back(kind, stored), typed, check_names=False)


@given(st.integers(0, 10**11))
def test_pounds_and_pence_are_never_a_penny_out(pence):
    pounds = float(f"{pence // 100}.{pence % 100:02d}")
    assert there("money", pd.Series([pounds])) == [pence]
    assert back("money", [pence]).tolist() == [pounds]


def test_a_column_with_nothing_in_it_keeps_its_type():
    assert back("text", [None, None]).dtype == "str"
    assert back("date", [None]).dtype == "datetime64[us]"
    assert back("whole", [None]).dtype == "Int64"
    assert back("hours", [None]).dtype == "float64"
    assert back("texts", [None]).tolist() == [()]
