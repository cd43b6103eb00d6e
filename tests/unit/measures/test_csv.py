"""CSV text: RFC 4180, numbers in full, nothing that a spreadsheet takes for a formula."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.measures.csv import csv_text, harmless
from dashboard.measures.measure import Column, Measure

KINDS = {
    "who": "text", "when": "date", "week": "week", "done": "flag", "count": "count", "hours": "hours", "cost": "money",
    "share": "ratio", "status": "status",
}

MEASURE = Measure(
    id="made_up",
    question="Is it right?",
    definition="",
    columns=tuple(Column(name, name, kind, "") for name, kind in KINDS.items()),
    key=("who",),
    filters={},
    compute=lambda *_: pd.DataFrame(),
    finding=lambda *_: {},
    example=lambda *_: None,
    sources=(),
)


def table(**cells):
    row = dict.fromkeys(KINDS) | {"who": "A", "done": False} | cells
    types = {"count": "Int64", "hours": float, "cost": float, "share": float, "who": "str", "status": "str"}
    frame = pd.DataFrame({name: [value] for name, value in row.items()}).astype(types)
    return frame.assign(when=pd.to_datetime(frame["when"]), week=pd.to_datetime(frame["week"]))


def test_a_row_in_full():
    text = csv_text(
        table(
            who='Fenland, "Care"', when="2026-11-22", week="2026-11-16", done=True, count=1200, hours=1234.5,
            cost=-3.25, share=0.93, status="red",
        ),
        MEASURE,
    )
    assert text == (
        "who,when,week,done,count,hours,cost,share,status\r\n"
        '"Fenland, ""Care""",2026-11-22,2026-11-16,true,1200,1234.5,-3.25,0.93,red\r\n'
    )


def test_what_is_missing_is_empty_and_a_flag_is_false():
    assert csv_text(table(), MEASURE).splitlines()[1] == "A,,,false,,,,,"


def test_no_rows_is_the_header_alone():
    assert csv_text(table().iloc[:0], MEASURE) == ",".join(KINDS) + "\r\n"


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.0, "0.0"), (62.0, "62.0"), (1e-9, "0.000000001"), (1e16, "10000000000000000"), (0.1, "0.1"), (-2.5, "-2.5")],
)
def test_numbers_are_plain_decimals_and_stay_numbers(value, written):
    assert csv_text(table(hours=value), MEASURE).splitlines()[1].split(",")[5] == written


@pytest.mark.parametrize("start", [*"=+-@\t\r\n\0＝＋－＠", " =", "\u00a0=", "  -"])
def test_text_that_could_be_a_formula_gets_an_apostrophe(start):
    assert harmless(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["", "a", "'=1", "a=1", "St Ives", " a", "2026-11", "#1"])
def test_other_text_is_left_alone(text):
    assert harmless(text) == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_as_it_was_but_for_the_apostrophe(who):
    [_, row] = csv.reader(io.StringIO(csv_text(table(who=who), MEASURE), newline=""))
    assert row[0] == harmless(who)
    assert row[0].removeprefix("'") in (who, who.removeprefix("'"))
