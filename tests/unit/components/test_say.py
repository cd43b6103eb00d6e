"""How views and values are said."""

from datetime import date

import pandas as pd
import pytest

from dashboard.components import say
from dashboard.measures import MEASURES
from dashboard.measures.measure import Column
from tests.unit.components.views import SETTINGS, view
from tests.unit.markets import market_from


@pytest.mark.parametrize(
    ("kind", "cell", "said"),
    [
        ("date", pd.Timestamp("2026-04-01"), "1 Apr 2026"),
        ("week", pd.Timestamp("2026-11-16"), "16 Nov 2026"),
        ("month", "2027-03", "March 2027"),
        ("quarter", "2027-Q1", "January to March 2027"),
        ("flag", True, "yes"),
        ("flag", False, "no"),
        ("count", 1234, "1,234"),
        ("days", -3, "-3"),
        ("hours", 1234.25, "1,234.3"),
        ("hours", 0.04, "0.0"),
        ("hours", -0.04, "0.0"),
        ("number", 2.5, "2.5"),
        ("money", 75.0, "£75"),
        ("money", 75.5, "£75.50"),
        ("ratio", 0.925, "92.5%"),
        ("ratio", 1.1, "110.0%"),
        ("ratio", 0.00055, "0.1%"),
        ("status", "red", "Critical"),
        ("status", None, "No data"),
        ("list", "PCC;CCC", "Peterborough and Cambridgeshire"),
        ("text", "St Ives", "St Ives"),
        ("text", None, ""),
        ("hours", float("nan"), ""),
        ("date", pd.NaT, ""),
        ("count", pd.NA, ""),
    ],
)
def test_a_cell(kind, cell, said):
    assert say.value(Column("cell", "", kind, ""), cell, SETTINGS) == said


@pytest.mark.parametrize(
    ("column", "code", "said"),
    [
        ("authority", "CCC", "Cambridgeshire"),
        ("authority", "XYZ", "XYZ"),
        ("service", "home_care", "Home care"),
        ("route", "in_house", "In-house"),
        ("activity", "not_invited", "not invited"),
        ("phase", "decision_overdue", "decision overdue"),
        ("provider_id", "P_1", "P_1"),
    ],
)
def test_a_code_has_a_name(column, code, said):
    assert say.value(Column(column, "", "text", ""), code, SETTINGS) == said


def test_what_is_chosen():
    market = market_from({"providers": "provider_id,name\nP1,Fen Care\n"})
    assert say.chosen(view()) == "Peterborough and Cambridgeshire"
    chosen = view(market=market, authority="PCC", provider="P1", service="home_care", route="dps")
    assert say.chosen(chosen) == "Peterborough, Fen Care, home care, DPS"
    assert say.chosen(view(authority="CCC", route="block")) == "Cambridgeshire, block contracts"


def test_the_period():
    # 22 November 2026 is a Sunday: its week is complete; on the Saturday before it is not.
    assert say.period(view()) == "52 weeks to Sunday 22 November 2026"
    assert say.period(view(day=date(2026, 11, 21), weeks=13)) == "13 weeks to Sunday 15 November 2026"
    assert say.period(view(weeks=None)) == "all weeks to Sunday 22 November 2026"
    first, last = date(2026, 4, 1), date(2026, 9, 30)
    assert say.period(view(weeks=None, first=first, last=last)) == "1 April 2026 to 30 September 2026"
    assert say.period(view(weeks=None, first=first)) == "from 1 April 2026"
    assert say.period(view(weeks=None, last=last)) == "to 30 September 2026"


def test_a_panel_s_scope_is_a_period_or_a_day():
    assert say.scope(MEASURES["demand"], view(authority="PCC")) == "Peterborough, 52 weeks to Sunday 22 November 2026."
    asked = view(authority="PCC", provider="P1", service="home_care")
    said = "Peterborough, home care, 52 weeks to Sunday 22 November 2026."
    assert say.scope(MEASURES["demand"], asked) == said
    assert say.scope(MEASURES["contracts"], view(authority="PCC")) == "Peterborough, on 22 November 2026."


@pytest.mark.parametrize(
    ("measure", "rows", "said"),
    [
        ("sourcing", ["2025-11", "2026-11"], "months from November 2025 to 22 November 2026"),
        ("funnel", ["2025-Q4", "2026-Q3"], "quarters from October 2025 to 30 September 2026"),
        ("sourcing", [], "52 weeks to Sunday 22 November 2026"),
    ],
)
def test_months_and_quarters_are_whole_ones_and_the_running_one_ends_on_the_day(measure, rows, said):
    table = pd.DataFrame({MEASURES[measure].period: pd.Series(rows, dtype="str")})
    assert say.scope(MEASURES[measure], view({measure: table}, authority="PCC")) == f"Peterborough, {said}."


def test_filters_that_do_nothing_are_named():
    assert say.left_out_of(MEASURES["demand"], view().filters) == []
    assert say.left_out_of(MEASURES["demand"], view(provider="P1", service="home_care").filters) == [
        "Provider does not apply here: a waiting package has no provider."
    ]
    assert say.left_out_of(MEASURES["providers"], view(provider="P1", route="dps").filters) == [
        "Route does not apply here: this is about every route."
    ]
