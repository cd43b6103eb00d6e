"""The commands that take data in and back: what they print, store and write, and how they end."""

import csv
import io
from datetime import date

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from dashboard.cli import main
from dashboard.market import clock
from dashboard.settings import settings
from dashboard.store import Store

RECORDS = {
    "providers": "provider_id,name,provider_type\nS1,Alder (example),external\n",
    "contracts": "contract_id,title,contract_type,lead_authority,covered_authorities,provider_id,services,start_date,"
    "initial_term_months,annual_value_gbp,contracted_hours_per_week\n"
    "BLK-1,Block 1,block,PCC,PCC,S1,home_care,2026-04-01,36,50000,40\n",
}
HOURS = (
    "date,period,authority,provider_id,contract_id,service,planned_hours,delivered_hours\n"
    "2026-10-05,week,PCC,S1,BLK-1,home_care,40,38\n"
    "2026-10-12,week,PCC,S1,BLK-1,home_care,40,{second}\n"
)


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with clock.stopped(date(2026, 11, 22)):
        yield


@pytest.fixture
def run(tmp_path):
    def invoke(*arguments):
        given = [str(argument) for argument in arguments]
        return CliRunner().invoke(main, ["--database", f"sqlite:///{tmp_path}/market.db", *given])

    return invoke


@pytest.fixture
def records(tmp_path):
    folder = tmp_path / "records"
    folder.mkdir()
    for name, text in RECORDS.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


def month(tmp_path, second, name="Hours October.csv"):
    path = tmp_path / name
    path.write_text(HOURS.format(second=second))
    return path


def last_line(result):
    return result.output.rstrip("\n").splitlines()[-1]


def delivered(run):
    rows = csv.DictReader(io.StringIO(run("export", "supply", "--from", "2026-10-05", "--to", "2026-10-12").output))
    return [float(row["delivered_hours"]) for row in rows]


def test_files_are_taken_by_their_headings_and_a_workbook_by_its_sheets(run, records, tmp_path):
    book = Workbook()
    book.remove(book.active)
    for name, text in RECORDS.items():
        sheet = book.create_sheet(name)
        for row in csv.reader(io.StringIO(text)):
            sheet.append(row)
    book.save(tmp_path / "Records.xlsx")
    assert last_line(run("load", tmp_path / "Records.xlsx")) == "import 1"
    assert last_line(run("load", records)) == "nothing changed: import 1"
    assert last_line(run("load", month(tmp_path, 39))) == "import 2"
    assert delivered(run) == [38, 39]


def test_check_says_what_would_change_and_writes_every_problem_as_csv(run, records, tmp_path):
    assert "providers: 1 new, 0 changed, 0 unchanged, 0 removed" in run("check", records).output
    run("load", records)
    result = run("check", month(tmp_path, '"12,5"'), "--csv", tmp_path / "problems.csv")
    assert result.exit_code == 1
    (row,) = csv.DictReader(io.StringIO((tmp_path / "problems.csv").read_text("utf-8-sig")))
    assert (row["file"], row["line"], row["column"], row["rule"]) == (
        "Hours October.csv", "3", "delivered_hours", "number_format",
    )


def test_rows_are_held_back_listed_and_put_right(run, records, tmp_path):
    run("load", records)
    assert run("load", month(tmp_path, "-3")).exit_code == 1
    assert last_line(run("load", "--hold-back", month(tmp_path, "-3"))) == "import 2"
    assert delivered(run) == [38, 0]
    assert "import 2, hours.csv line 3: “-3” is below 0." in run("held-back").output
    assert "held_back_rows,,Import 2,2" in run("export", "attention").output
    (row,) = csv.DictReader(io.StringIO(run("held-back", "--out", "-").output))
    assert (row["import"], row["line"], row["date"], row["delivered_hours"]) == ("2", "3", "2026-10-12", "'-3")
    assert last_line(run("load", month(tmp_path, "33"))) == "import 3"
    assert delivered(run) == [38, 33]
    assert run("held-back").output == "No row is held back.\n"
    assert "held_back_rows" not in run("export", "attention").output
    assert "held_back_rows" in run("export", "attention", "--known-at", "2").output


def test_an_import_is_listed_and_undone(run, records, tmp_path):
    run("load", records)
    run("load", month(tmp_path, 39))
    run("load", month(tmp_path, 20))
    assert last_line(run("undo", 3)) == "import 4"
    assert delivered(run) == [38, 39]
    lines = run("imports").output.splitlines()
    assert [line.split()[0] for line in lines] == ["import", "1", "2", "3", "4"]
    assert "undo of import 3" in lines[-1]
    refused = run("undo", 1)
    assert refused.exit_code == 1
    assert "Undo import 2 first" in refused.output
    assert run("undo", 9).exit_code == 2


def test_a_file_of_another_shape_is_converted_suggested_or_refused(run, tmp_path):
    totals = tmp_path / "totals.csv"
    totals.write_text("Supplier number,Week commencing,Planned hours,Delivered hours\nS1,05/10/2026,40,38\n")
    suggested = run("convert", totals, "--suggest")
    assert suggested.exit_code == 0
    assert 'provider_id = "Supplier number"' in suggested.output
    assert run("convert", totals, "--profile", "nothing").exit_code == 2
    assert run("convert", totals).exit_code == 2
    listed = run("profiles").output
    assert all(name in listed for name in ("access-portal", "contracts-register", "week-by-provider"))


def test_a_profile_of_one_s_own_is_used(run, records, tmp_path, monkeypatch):
    folder = tmp_path / "data" / "profiles"
    folder.mkdir(parents=True)
    (folder / "totals.toml").write_text(
        'name = "totals"\ntitle = "Our totals become hours.csv."\nneeds = ["Agency", "Week of", "Done"]\n'
        'dates = "dd/mm/yyyy"\n[hours]\ndate = "Week of"\nperiod = { value = "week" }\nauthority = { value = "PCC" }\n'
        'provider_id = "Agency"\ncontract_id = { value = "BLK-1" }\nservice = { value = "home_care" }\n'
        'planned_hours = "Done"\ndelivered_hours = "Done"\n'
    )
    totals = tmp_path / "October.csv"
    totals.write_text("Agency,Week of,Done\nS1,05/10/2026,38\nS1,12/10/2026,39\n")
    assert settings().profiles_folder.as_posix() == "data/profiles"
    run("load", records)
    assert last_line(run("load", totals)) == "import 2"
    assert delivered(run) == [38, 39]
    assert run("convert", totals, "--profile", "totals", "--out", tmp_path / "made").exit_code == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "made" / "hours.csv").read_text("utf-8-sig"))))
    assert [(row["date"], row["delivered_hours"]) for row in rows] == [("2026-10-05", "38"), ("2026-10-12", "39")]
    again = run("convert", totals, "--profile", "totals", "--out", tmp_path / "made")
    assert again.exit_code == 2
    assert "hours.csv" in again.output


def test_notices_become_drafts_for_named_buyers(run, tmp_path):
    notices = tmp_path / "notices.json"
    notices.write_text('{"releases": []}')
    assert run("convert", notices, "--profile", "ocds").exit_code == 2
    result = run("convert", notices, "--profile", "ocds", "--buyer", "Peterborough City Council")
    assert result.exit_code == 0
    assert {path.name for path in (tmp_path / "notices").iterdir()} == {"contracts.csv", "providers.csv", "notices.csv"}


def test_a_market_is_copied_with_its_imports(run, records, tmp_path):
    run("load", records)
    run("load", month(tmp_path, 39))
    source, target = f"sqlite:///{tmp_path}/market.db", f"sqlite:///{tmp_path}/copy.db"
    assert last_line(run("copy-database", source, target)) == "copied: import 2"
    store = Store.open(target)
    assert store.imports()["means"].tolist() == ["command line", "command line"]
    store.dispose()
    assert run("copy-database", source, target).exit_code == 2


def test_what_another_shape_does_not_say_of_a_known_record_stays_as_it_is_known(run, records, tmp_path):
    (records / "providers.csv").write_text(
        "provider_id,name,provider_type,company_number,area_entry_date\n"
        "S1,Alder (example),external,01234567,2025-09-01\n"
    )
    run("load", records)
    folder = tmp_path / "data" / "profiles"
    folder.mkdir(parents=True)
    (folder / "suppliers.toml").write_text(
        'name = "suppliers"\ntitle = "Our supplier list becomes providers.csv."\nneeds = ["Vendor", "Trading as"]\n'
        '[providers]\nprovider_id = "Vendor"\nname = "Trading as"\nprovider_type = { value = "external" }\n'
    )
    suppliers = tmp_path / "suppliers list.csv"
    suppliers.write_text("Vendor,Trading as\nS1,Alder Homecare (example)\nS2,Beech (example)\n")
    assert last_line(run("load", suppliers)) == "import 2"
    store = Store.open(f"sqlite:///{tmp_path}/market.db")
    found = store.market().providers.set_index("provider_id")
    store.dispose()
    assert found.loc["S1", "name"] == "Alder Homecare (example)"
    assert found.loc["S1", "company_number"] == "01234567"
    assert str(found.loc["S1", "area_entry_date"].date()) == "2025-09-01"
    assert found.loc["S2", ["company_number", "area_entry_date"]].isna().all()
