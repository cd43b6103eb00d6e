"""Settings: what the environment changes, and what stays."""

import json
import os

import pytest

from dashboard.app import create_app
from dashboard.measures import sharing
from dashboard.settings import RUNNING, Authority, Recorded, Settings, environment
from dashboard.store import Store


@pytest.mark.parametrize(
    ("name", "value"), [("REPROCUREMENT_LEAD_MONTHS__BLOCK", "10"), ("REPROCUREMENT_LEAD_MONTHS", '{"block": 10}')]
)
def test_a_lead_time_of_one_contract_type_leaves_the_others(monkeypatch, name, value):
    monkeypatch.setenv(f"DASHBOARD_{name}", value)
    assert Settings().reprocurement_lead_months == {"block": 10, "dps": 24, "in_house": 12, "spot": 12}


def test_another_process_gets_the_same_settings_and_none_of_the_old(monkeypatch, tmp_path):
    own = Settings(
        pending_folder=tmp_path, hosts=("a.example", "b.example"), utilisation_green=(0.8, 1.1), upload_megabytes=7,
        authorities={"ABC": Authority(name="Abcshire", ons_code="E1", internal_share_band=(0.1, 0.2)),
                     "DEF": Authority(name="Defshire", ons_code="E2")},
    )
    monkeypatch.setenv("DASHBOARD_OVERDUE_DAYS", "99")
    monkeypatch.setenv("DASHBOARD_AUTHORITIES__GHI", '{"name": "Ghishire", "ons_code": "E3"}')
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dashboard.toml").write_text("quiet_days = 365\n")
    given = environment(own, "postgresql://someone:secret@host/name")
    for name in list(os.environ):
        if name.startswith("DASHBOARD_"):
            monkeypatch.delenv(name)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert Settings() == own.model_copy(update={"database_url": "postgresql://someone:secret@host/name"})


def test_settings_of_figures_are_recorded_and_followed_whatever_is_said_now(monkeypatch, tmp_path):
    own = Settings(
        overdue_days=21, utilisation_green=(0.8, 1.1), reprocurement_lead_months={"block": 10},
        authorities={"ABC": Authority(name="Abcshire", ons_code="E1", internal_share_band=(0.1, 0.2))},
    )
    recorded = json.loads(json.dumps(own.of_figures()))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dashboard.toml").write_text("quiet_days = 365\n")
    monkeypatch.setenv("DASHBOARD_OVERDUE_DAYS", "99")
    monkeypatch.setenv("DASHBOARD_AUTHORITIES__GHI", '{"name": "Ghishire", "ons_code": "E3"}')
    again = Recorded(**recorded)
    assert again.of_figures() == own.of_figures()
    assert again.authorities == own.authorities
    assert set(recorded) == set(Settings.model_fields) - RUNNING


@pytest.mark.parametrize("name", ["database_url", "hosts", "contact", "owner"])
def test_how_the_dashboard_is_run_is_not_recorded(name):
    assert name not in Settings().of_figures()


@pytest.mark.parametrize("lower", [{"few_packages": 4}, {"packages_rounded_to": 1}])
def test_fewer_than_5_packages_are_told_of_by_decision_alone(lower, caplog, tmp_path):
    with pytest.raises(ValueError, match="disclosure_decision"):
        Settings(**lower)
    with pytest.raises(ValueError, match="disclosure_decision"):
        Settings(**lower, disclosure_decision=" ")
    decided = Settings(**lower, disclosure_decision="Data board, 3 June 2026: as in the yearly report.")
    assert sharing.note(decided).endswith("By decision: Data board, 3 June 2026: as in the yearly report.")
    store = Store.open(f"sqlite:///{tmp_path / 'empty.db'}")
    create_app(decided, store)
    store.dispose()
    assert "Data board, 3 June 2026" in caplog.text
    assert "By decision" not in sharing.note(Settings(few_packages=10))
