"""The table that a panel opens."""

import re

import pandas as pd
import pytest

from dashboard.components.table import table_html
from dashboard.measures import MEASURES
from tests.unit.components.views import view


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
