"""A market straight from a delivery."""

from datetime import date

import pytest

from dashboard.intake import empty_market, market_of
from dashboard.intake.columns import RECORDS, empty
from tests.unit.intake.deliveries import CLEAN, SETTINGS, checked, known, write


def test_an_empty_market_has_every_frame_and_no_rows():
    market = empty_market()
    for name in [*RECORDS, "weekly_hours"]:
        assert len(getattr(market, name)) == 0
    assert market.weekly_hours.dtypes.to_dict() == known().weekly_hours.dtypes.to_dict()
    assert market.lives(SETTINGS) == {}
    assert len(market.days(date(2020, 1, 1), date(2030, 1, 1))) == 0


def test_a_market_of_a_folder(tmp_path):
    market = market_of(write(tmp_path, CLEAN), SETTINGS)
    assert market.number == 1
    assert "remove" not in market.providers
    assert market.lives(SETTINGS)["BLK-1"].current_end == date(2030, 3, 31)
    weekly = market.weekly_hours[market.weekly_hours["provider_id"] == "S1"]
    assert weekly["week"].dt.day.tolist() == [1, 8]
    assert weekly["delivered_hours"].tolist() == [5.5, 35.0]
    assert weekly["last_day"].dt.day.tolist() == [2, 14]
    assert weekly["last_worked"].dt.day.tolist() == [1, 14]
    days = market.days(date(2027, 3, 2), date(2027, 3, 8), ["BLK-1"])
    assert days["delivered_hours"].tolist() == [0.0, 5.0]


def test_files_that_are_not_given_are_empty():
    market = market_of(checked({"providers": CLEAN["providers"]}), SETTINGS)
    assert market.contracts.dtypes.to_dict() == empty("contracts").dtypes.to_dict()


def test_a_delivery_with_problems_makes_no_market():
    with pytest.raises(ValueError, match="1 problems, the first: .*empty_file"):
        market_of(checked({"providers": ""}), SETTINGS)
