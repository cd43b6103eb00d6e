"""The command line with files of other shapes: what a profile leaves open is said, with where to say it."""

import csv

import pytest
from click.testing import CliRunner

from dashboard.cli import main
from dashboard.intake.mappings import completed, keep, shipped
from dashboard.settings import settings
from tests.unit.intake.mappings import test_access

PORTAL = "\n".join([
    test_access.HEADINGS,
    test_access.visit("L1", "01/03/2027", "08:00", "01:00:00", "08:00:00", "01:00:00", of=("S1", "B1", "Home Care")),
    test_access.visit("L1", "02/03/2027", "08:00", "01:00:00", "08:00:00", "01:00:00", of=("S1", "B1", "Sitting")),
]) + "\n"


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def file(tmp_path, monkeypatch):
    """The portal's file, and a folder of profiles of one's own."""
    monkeypatch.setenv("DASHBOARD_PROFILES_FOLDER", str(tmp_path / "profiles"))
    settings.cache_clear()
    path = tmp_path / "July.csv"
    path.write_text(PORTAL)
    yield path
    settings.cache_clear()


def test_check_says_where_to_say_what_is_left_open(file, tmp_path):
    result = run("check", file, "--database", f"sqlite:///{tmp_path}/market.db")
    assert result.exit_code == 1
    lines = [line.strip() for line in result.output.splitlines()]
    assert ("→ Say it in the form on the Data page (/data), or fill in [visits] authority in your own copy of the "
            "profile access-portal.") in lines
    assert ("→ Say what it means in the form on the Data page (/data), or add it to [values.service] of your own copy "
            'of the profile access-portal: "Sitting" = "…".') in lines
    # the settings' own name of a service needs no entry
    assert "Home Care" not in result.output


def test_convert_drafts_with_what_is_left_open_blank(file, tmp_path):
    result = run("convert", file, "--profile", "access-portal", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "Say it in the form on the Data page (/data)" in result.output
    with (tmp_path / "out" / "visits.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["authority"], row["service"]) for row in rows] == [("", "home_care"), ("", "Sitting")]


def test_what_was_kept_is_used_in_place_of_the_shipped_profile(file, tmp_path):
    access = next(one for one in shipped() if one.name == "access-portal")
    said = {"visits": {"authority": "PCC"}}, {"visits": {"service": {"sitting": "community_support"}}}
    keep(completed(access, *said), tmp_path / "profiles", replace=True)
    result = run("convert", file, "--profile", "access-portal", "--out", tmp_path / "out")
    assert (result.exit_code, "Data page" in result.output) == (0, False)
    checked = run("check", file, "--database", f"sqlite:///{tmp_path}/market.db")
    assert "to_fill_in" not in checked.output and "no_entry" not in checked.output
    assert "visits.csv: 2 rows, from July.csv, by the profile “access-portal”" in checked.output
