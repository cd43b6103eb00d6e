"""`outlook_summary`: how likely is it to stay enough, and what would end it?"""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.measures import MEASURES
from dashboard.measures.outlook_summary import MEASURE
from tests.unit.markets import SETTINGS, ask, rows, view
from tests.unit.outlook_market import AS_OF, outlook_market

NAMES = (
    "authority,p_13_weeks,p_26_weeks,p_52_weeks,p_104_weeks,first_week_below_80,expected_unmet_hours_52_weeks,"
    "largest_driver"
)
ENDS = "B1,The block,block,PCC,PCC,P1,home_care,2024-01-01,36,,,,50000,95"
"""A block of 95 hours that ends on 31 December 2026, in the sixth week."""


def test_the_columns_are_those_of_the_definition():
    assert ",".join(MEASURE.names) == NAMES


def test_the_lowest_chance_and_the_first_below_80_are_those_of_the_outlook():
    for market in (outlook_market(), outlook_market(contracts=[ENDS])):
        weekly = ask(MEASURES["outlook"], market, str(AS_OF))["p_sufficient"].to_numpy()[1:]
        [row] = ask(MEASURE, market, str(AS_OF)).to_dict("records")
        for weeks in (13, 26, 52, 104):
            assert row[f"p_{weeks}_weeks"] == weekly[:weeks].min()
        below = int(np.argmax(weekly < 0.8))
        assert row["first_week_below_80"].date() == date.fromordinal(date(2026, 11, 23).toordinal() + 7 * below)


def test_a_contract_that_ends_weighs_most():
    [row] = ask(MEASURE, outlook_market(contracts=[ENDS]), str(AS_OF)).to_dict("records")
    assert row["largest_driver"] == "contracts"
    assert row["p_13_weeks"] < 0.8 and row["first_week_below_80"].date() == date(2026, 12, 28)


def test_where_it_is_short_from_the_start_nothing_need_narrow_the_room():
    """138 hours are needed of 125: the lowest chance is next week's, before chance widens what may be."""
    [row] = ask(MEASURE, outlook_market(), str(AS_OF)).to_dict("records")
    assert row["first_week_below_80"].date() == date(2026, 11, 23)
    assert pd.isna(row["largest_driver"])


def test_hours_without_capacity_are_all_unmet():
    """With no provider at all what is expected to go unmet is what is expected to be needed."""
    market = outlook_market(contracts=["B1,Gone,block,PCC,PCC,P1,home_care,2022-01-03,36,,,,50000,35"], member=False)
    weekly = ask(MEASURES["outlook"], market, str(AS_OF))
    assert (weekly["capacity_p95"] == 0).all()
    [unmet] = ask(MEASURE, market, str(AS_OF))["expected_unmet_hours_52_weeks"]
    assert unmet == pytest.approx(weekly["demand_p50"][1:53].sum(), rel=0.05)
    assert ask(MEASURE, market, str(AS_OF))["p_13_weeks"].tolist() == [0.0]


def test_with_too_little_known_the_row_is_empty():
    table = ask(MEASURE, outlook_market(packages=["K1,PCC,home_care,6,2025-01-06,,,"]), str(AS_OF))
    assert rows(table, *MEASURE.names) == [("PCC", *[None] * 7)]
    assert MEASURE.finding(table, view(str(AS_OF)), SETTINGS)["PCC"].startswith("Peterborough: too little is known")


@pytest.mark.parametrize(("unmet", "driver", "said"), [
    (1234.4, "contracts", "Peterborough: 1,234 hours expected unmet in a year; contracts weigh most."),
    (1.0, "demand", "Peterborough: 1 hour expected unmet in a year; demand weighs most."),
    (0.2, None, "Peterborough: under 1 hour expected unmet in a year."),
    (0.0, "demand", "Peterborough: nothing is expected to go unmet in a year."),
])
def test_the_finding(unmet, driver, said):
    table = ask(MEASURE, outlook_market(), str(AS_OF))
    table = table.assign(expected_unmet_hours_52_weeks=unmet, largest_driver=driver)
    assert MEASURE.finding(table, view(str(AS_OF), authority="PCC"), SETTINGS) == {"PCC": said}
