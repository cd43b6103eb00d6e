"""The command line: names, options, what is printed last and how a command ends."""

import csv
import io
from datetime import date

import pytest
from click.testing import CliRunner

from dashboard import example
from dashboard.cli import main
from dashboard.market import clock
from dashboard.market.filters import Filters
from dashboard.measures import MEASURES, answer
from dashboard.measures.csv import csv_text
from dashboard.settings import settings
from dashboard.store import Store

DAY = date(2026, 11, 22)
PROVIDERS = "provider_id,name,provider_type\nP1,Alder (example),external\n"


@pytest.fixture(autouse=True)
def stopped_clock():
    with clock.stopped(DAY):
        yield


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/market.db"


@pytest.fixture
def delivery(tmp_path):
    folder = tmp_path / "delivery"
    folder.mkdir()
    (folder / "providers.csv").write_text(PROVIDERS)
    return folder


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def last_line(result):
    return result.output.rstrip("\n").splitlines()[-1]


def test_measures_lists_each_with_its_question():
    lines = run("measures").output.splitlines()
    assert [line.split()[0] for line in lines] == list(MEASURES)
    assert all(line.endswith(measure.question) for line, measure in zip(lines, MEASURES.values(), strict=True))


def test_load_says_the_import_last_and_the_same_again_changes_nothing(url, delivery):
    first, again = run("load", delivery, "--database", url), run("--database", url, "load", delivery)
    assert (first.exit_code, last_line(first)) == (0, "import 1")
    assert (again.exit_code, last_line(again)) == (0, "nothing changed: import 1")


def test_a_delivery_with_a_problem_is_reported_and_not_loaded(url, delivery):
    (delivery / "providers.csv").write_text(PROVIDERS + "P2,Ash (example),outside\n")
    for command in ("check", "load"):
        result = run(command, delivery, "--database", url)
        assert result.exit_code == 1
        assert "providers.csv line 3, provider_type “outside”" in result.output
    store = Store.open(url)
    assert store.newest() == 0
    store.dispose()


def test_check_stores_nothing(url, delivery):
    assert run("check", delivery, "--database", url).exit_code == 0
    assert last_line(run("load", delivery, "--database", url)) == "import 1"


def test_warnings_alone_are_no_problem(url, delivery):
    (delivery / "providers.csv").write_text(
        PROVIDERS.replace("type\n", "type,colour\n").replace("external\n", "external,red\n")
    )
    result = run("load", delivery, "--database", url)
    assert "colour" in result.output
    assert (result.exit_code, last_line(result)) == (0, "import 1")


@pytest.mark.parametrize("command", ["check", "load"])
def test_what_cannot_be_read_ends_with_2(command, url, tmp_path):
    assert run(command, tmp_path / "nowhere", "--database", url).exit_code == 2


def test_the_example_database_takes_no_other_data(url, delivery):
    store = Store.open(url)
    store.mark_example()
    store.dispose()
    result = run("load", delivery, "--database", url)
    assert result.exit_code == 2
    assert "data/market.db" in result.output


def test_demo_never_draws_over_a_market_that_is_not_the_example(url, delivery):
    run("load", delivery, "--database", url)
    result = run("demo", "--database", url)
    assert result.exit_code == 2
    assert "not the example" in result.output


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.4", "::", "council.example"])
def test_others_are_served_behind_a_sign_in_only(host, url):
    result = run("serve", "--host", host, "--database", url)
    assert result.exit_code == 2
    assert "--behind-sign-in" in result.output


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("loaded")
    with clock.stopped(DAY):
        example.write(folder / "delivery", DAY)
        url = f"sqlite:///{folder}/market.db"
        assert run("load", folder / "delivery", "--database", url).exit_code == 0
    return url


def test_export_all_writes_a_file_for_each_measure(loaded, tmp_path):
    assert run("export", "all", "--out", tmp_path / "new" / "folder", "--database", loaded).exit_code == 0
    assert {path.name for path in (tmp_path / "new" / "folder").iterdir()} == {f"{name}.csv" for name in MEASURES}


@pytest.mark.parametrize("measure", MEASURES)
def test_export_writes_the_answer(measure, loaded, tmp_path):
    out = tmp_path / "one.csv"
    assert run("export", measure, "--authority", "PCC", "--out", out, "--database", loaded).exit_code == 0
    store = Store.open(loaded)
    view = Filters(authority="PCC").filled(DAY, store.newest())
    expected = csv_text(answer(MEASURES[measure], store.market(), view, settings()), MEASURES[measure])
    store.dispose()
    assert out.read_bytes() == expected.encode("utf-8-sig")
    assert run("export", measure, "--authority", "PCC", "--out", "-", "--database", loaded).output == expected.replace(
        "\r\n", "\n"
    )


def test_export_takes_a_plan_and_another_to_hold_it_against(loaded):
    def figures(*options):
        rows = csv.DictReader(io.StringIO(run("export", "plan", *options, "--database", loaded).output))
        return {(row["authority"], row["of"]): row["block_gbp_a_year"] for row in rows}

    one = figures("--plan", "blocks_PCC=1&block_value=60000", "--against", "blocks_PCC=2&block_value=60000")
    assert (one["PCC", "base"], one["PCC", "plan"]) == ("120000.0", "60000.0")
    wrong = run("export", "plan", "--plan", "blocks_PCC=9", "--database", loaded)
    assert wrong.exit_code == 2 and "“blocks_PCC” is a whole number from 0 to 8" in wrong.output


def test_export_takes_every_filter_and_all_weeks_by_default(loaded):
    def rows(*options):
        return list(csv.DictReader(io.StringIO(run("export", *options, "--database", loaded).output)))

    assert len(rows("sufficiency")) > 2 * 140
    assert len(rows("sufficiency", "--weeks", "13", "--authority", "CCC")) == 13
    assert {row["week"] for row in rows("demand", "--from", "2026-10-05", "--to", "2026-10-12")} == {
        "2026-10-05", "2026-10-12",
    }  # fmt: skip
    assert {row["route"] for row in rows("contracts", "--route", "block", "--service", "home_care")} == {"block"}
    assert {row["provider_id"] for row in rows("providers", "--provider", "EX001")} == {"EX001"}
    assert max(row["week"] for row in rows("sufficiency", "--as-of", "2026-03-01", "--known-at", "1")) == "2026-02-23"


@pytest.mark.parametrize(
    ("option", "value"),
    [("--authority", "LCC"), ("--provider", "nobody"), ("--weeks", "7"), ("--as-of", "1/2/2026"), ("--known-at", "2")],
)
def test_export_names_a_bad_value(option, value, loaded):
    result = run("export", "demand", option, value, "--database", loaded)
    assert result.exit_code == 2
    assert value in result.output


@pytest.mark.parametrize(
    "url", ["nonsense", "sqlite://", "mysql://host/name", "postgres://host/name", "postgresql://u:secret@host:port/name"]
)
def test_an_address_of_no_database_is_said_in_a_sentence(url, delivery):
    for command in ("check", "load"):
        result = run(command, delivery, "--database", url)
        assert (result.exit_code, type(result.exception)) == (2, SystemExit)
        assert "postgresql://user:password@host/name" in result.output
        assert "secret" not in result.output


def test_a_database_that_cannot_be_used_is_said_in_a_sentence(tmp_path, delivery):
    (tmp_path / "market.db").write_text("a letter\n")
    result = run("load", delivery, "--database", f"sqlite:///{tmp_path}/market.db")
    assert result.exit_code == 2
    assert "The database cannot be used: " in result.output


def test_settings_that_cannot_be_read_are_said_in_a_sentence(monkeypatch, delivery, url):
    monkeypatch.setenv("DASHBOARD_QUIET_DAYS", "many")
    settings.cache_clear()
    try:
        result = run("check", delivery, "--database", url)
    finally:
        monkeypatch.undo()
        settings.cache_clear()
    assert (result.exit_code, type(result.exception)) == (2, SystemExit)
    assert "quiet_days" in result.output


def test_what_cannot_be_written_is_said_in_a_sentence(loaded, tmp_path):
    file = tmp_path / "file.csv"
    file.write_text("here already")
    for arguments in (
        ("export", "demand", "--out", tmp_path / "nowhere" / "demand.csv", "--database", loaded),
        ("export", "demand", "--out", tmp_path, "--database", loaded),
        ("export", "all", "--out", file, "--database", loaded),
        ("example", "--out", file / "folder"),
    ):
        result = run(*arguments)
        assert (result.exit_code, type(result.exception)) == (2, SystemExit)
        assert "cannot be written" in result.output


def test_export_all_needs_a_folder(loaded):
    assert run("export", "all", "--database", loaded).exit_code == 2


def test_example_writes_a_delivery_that_loads(tmp_path, url):
    assert run("example", "--out", tmp_path / "d", "--until", "2026-11-22", "--seed", "3").exit_code == 0
    assert last_line(run("load", tmp_path / "d", "--database", url)) == "import 1"
