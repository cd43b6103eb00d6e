"""The table that a panel opens."""

import re
from dataclasses import dataclass

import pandas as pd
import pytest

from dashboard.components.table import PRINTED, printed_html, table_html
from dashboard.measures import MEASURES
from tests.unit.components.views import Given, view


def demand(rows):
    """A table of `demand` with these (week, authority, demand_hours)."""
    table = pd.DataFrame(rows, columns=["week", "authority", "demand_hours"])
    blank = {name: None for name in MEASURES["demand"].names if name not in table}
    table = table.assign(**blank, week=pd.to_datetime(table["week"]))[list(MEASURES["demand"].names)]
    kinds = {"text": "str", "hours": float, "count": "Int64"}
    types = {column.name: kinds[column.kind] for column in MEASURES["demand"].columns if column.kind != "week"}
    return table.astype(types).assign(service="home_care")


def first_cells(html):
    return re.findall(r'<th scope="row"><data value="([^"]+)">', html)


def test_it_has_a_caption_scoped_heads_and_numbers_on_the_right():
    html = table_html("demand", view({"demand": demand([("2026-11-16", "PCC", 430.25)])}))
    assert html.count("<caption>") == 1
    assert "What is asked for? Peterborough and Cambridgeshire, 52 weeks to Sunday 22 November 2026." in html
    assert html.count('<th scope="col"') == len(MEASURES["demand"].columns)
    assert '<th scope="row"><data value="2026-11-16">16 Nov 2026</data></th>' in html
    assert '<td class="number"><data value="430.25">430.3</data></td>' in html
    assert '<td><data value="PCC">Peterborough</data></td>' in html
    assert "pager" not in html


def test_text_of_the_data_is_never_markup():
    html = table_html("demand", view({"demand": demand([("2026-11-16", "<script>alert(1)</script>", 1.0)])}))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["2026-11-02", "2026-11-09", "2026-11-16"]),
        ("demand_hours", ["2026-11-16", "2026-11-02", "2026-11-09"]),
        ("-demand_hours", ["2026-11-02", "2026-11-16", "2026-11-09"]),
        ("-week", ["2026-11-16", "2026-11-09", "2026-11-02"]),
    ],
)
def test_it_sorts_with_what_is_missing_last(sort, order):
    rows = [("2026-11-02", "PCC", 9.0), ("2026-11-09", "PCC", None), ("2026-11-16", "PCC", 2.0)]
    assert first_cells(table_html("demand", view({"demand": demand(rows)}), sort)) == order


def test_sorting_takes_the_whole_table_and_pages_hold_fifty():
    weeks = [f"{day:%Y-%m-%d}" for day in pd.date_range("2024-01-01", periods=120, freq="7D")]
    asked = view({"demand": demand([(week, "PCC", 1.0) for week in weeks])})
    assert first_cells(table_html("demand", asked)) == weeks[:50]
    assert first_cells(table_html("demand", asked, page=3)) == weeks[100:]
    assert first_cells(table_html("demand", asked, page=4)) == weeks[100:]
    assert first_cells(table_html("demand", asked, "-week")) == weeks[::-1][:50]
    third = table_html("demand", asked, page=3)
    assert "Rows 101 to 120 of 120" in third
    assert re.search(r'data-page="4" disabled>Next', third)
    assert 'data-page="2">Previous' in third


def test_no_rows_are_said():
    assert "No rows." in table_html("demand", view({"demand": demand([])}))


@dataclass(frozen=True)
class EachWeek(Given):
    """A view of `demand` with so many rows for each week of its period, or for each of 200."""

    a_week: int = 1

    def table(self, measure):
        """As many rows as the period has weeks, each so often."""
        weeks = pd.date_range("2023-01-02", periods=200, freq="7D")[-(self.filled.weeks or 200) :]
        return demand([(f"{week:%Y-%m-%d}", f"A{number}", 1.0) for week in weeks for number in range(self.a_week)])


def each_week(a_week, **filters):
    plain = view(**filters)
    return EachWeek(plain.market, plain.settings, plain.filters, plain.filled, a_week=a_week)


def printed_rows(html):
    return len(first_cells(html))


def test_on_paper_a_table_is_whole_sorted_and_has_no_buttons():
    html = printed_html("demand", each_week(2, weeks=104), "-week")
    assert printed_rows(html) == 208
    assert first_cells(html) == sorted(first_cells(html), reverse=True)
    assert "button" not in html and "pager" not in html and "Arrow keys" not in html
    assert "<caption>What is asked for? Peterborough and Cambridgeshire, 104 weeks to Sunday" in html
    assert html.count('<th scope="col"') == len(MEASURES["demand"].columns)


def test_on_paper_a_long_table_is_of_the_longest_shorter_period_that_fits_and_says_so():
    assert PRINTED == 500
    html = printed_html("demand", each_week(9))
    assert printed_rows(html) == 9 * 52
    assert "only 500" not in html
    html = printed_html("demand", each_week(10))
    assert printed_rows(html) == 10 * 26
    assert "The whole table has 520 rows, and only 500 are printed: these are the last 26 weeks." in html
    assert "<caption>What is asked for? Peterborough and Cambridgeshire, 26 weeks to Sunday" in html
    html = printed_html("demand", each_week(3, weeks=None))
    assert printed_rows(html) == 3 * 104
    assert "The whole table has 600 rows" in html


@pytest.mark.parametrize(("rows", "whole"), [(500, True), (501, False)])
def test_on_paper_a_table_that_no_period_shortens_is_left_out_with_a_word(rows, whole):
    weeks = [f"{day:%Y-%m-%d}" for day in pd.date_range("2016-01-04", periods=rows, freq="7D")]
    for filters in ({}, {"weeks": None, "first": pd.Timestamp("2016-01-04").date()}):
        html = printed_html("demand", view({"demand": demand([(week, "PCC", 1.0) for week in weeks])}, **filters))
        assert printed_rows(html) == (rows if whole else 0)
        assert ("The whole table has 501 rows, and only 500 are printed: it is left out here." in html) != whole


def test_on_paper_text_of_the_data_is_never_markup():
    html = printed_html("demand", view({"demand": demand([("2026-11-16", "<script>alert(1)</script>", 1.0)])}))
    assert "<script>" not in html
