"""What Help tells of a setting."""

from dashboard.settings import Settings
from dashboard.web.help.every_setting import line


def test_a_line_of_a_setting_is_read_back_as_the_setting(monkeypatch, tmp_path, chosen):
    monkeypatch.chdir(tmp_path)
    own = chosen.model_copy(update={"reprocurement_lead_months": {"block": 9}, "owner": "The “A” team\\B"})
    lines = sorted((line(name, own) for name in Settings.model_fields), key=lambda text: text.startswith("["))
    (tmp_path / "dashboard.toml").write_text("\n".join(lines), encoding="utf-8")
    assert Settings().of_figures() == own.model_copy(
        update={"reprocurement_lead_months": Settings(reprocurement_lead_months={"block": 9}).reprocurement_lead_months}
    ).of_figures()
    assert Settings().owner == own.owner
