"""Settings: what the environment changes, and what stays."""

import pytest

from dashboard.settings import Settings


@pytest.mark.parametrize(
    ("name", "value"), [("REPROCUREMENT_LEAD_MONTHS__BLOCK", "10"), ("REPROCUREMENT_LEAD_MONTHS", '{"block": 10}')]
)
def test_a_lead_time_of_one_contract_type_leaves_the_others(monkeypatch, name, value):
    monkeypatch.setenv(f"DASHBOARD_{name}", value)
    assert Settings().reprocurement_lead_months == {"block": 10, "dps": 24, "in_house": 12, "spot": 12}
