"""`snapshot` and `verify`: an answer that is kept is worked out again, whatever came after."""

import hashlib
import json
import shutil
import zipfile
from datetime import date

import pytest
from click.testing import CliRunner

from dashboard import example
from dashboard.cli import main
from dashboard.market import clock
from dashboard.measures import MEASURES
from dashboard.settings import settings
from dashboard.snapshot import MANIFEST, PAGE

DAY = date(2026, 11, 22)
LATER = date(2028, 11, 22)
HOURS = "date,period,authority,provider_id,contract_id,service,planned_hours,delivered_hours\n"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings.cache_clear()
    with clock.stopped(DAY):
        yield
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drawn")
    example.write(folder, DAY)
    return folder


@pytest.fixture
def run(tmp_path):
    def invoke(*arguments):
        given = [str(argument) for argument in arguments]
        return CliRunner().invoke(main, ["--database", f"sqlite:///{tmp_path}/market.db", *given])

    return invoke


@pytest.fixture(scope="module")
def prepared(drawn, tmp_path_factory):
    """A folder with the example market, and a snapshot of it made after its import."""
    folder = tmp_path_factory.mktemp("prepared")
    with clock.stopped(DAY), pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        database = ["--database", "sqlite:///market.db"]
        assert CliRunner().invoke(main, [*database, "load", str(drawn)]).exit_code == 0
        made = CliRunner().invoke(
            main, [*database, "snapshot", "--authority", "PCC", "--weeks", "26", "--out", "kept.zip"]
        )
    assert (made.exit_code, made.output) == (0, "kept.zip: as of 2026-11-22, as known at import 1.\n")
    return folder


@pytest.fixture
def kept(prepared, tmp_path):
    """The snapshot, beside a copy of its market."""
    for name in ("market.db", "kept.zip"):
        shutil.copy(prepared / name, tmp_path / name)
    return tmp_path / "kept.zip"


def hours(tmp_path, day, delivered, contract="BLK-PCC-1", provider="EX001"):
    path = tmp_path / f"hours {day} {delivered}.csv"
    path.write_text(f"{HOURS}{day},week,PCC,{provider},{contract},home_care,40,{delivered}\n")
    return path


def told(result):
    """What `verify` says of each table."""
    lines = [line.split(": ") for line in result.output.splitlines() if not line.startswith((" ", "As of", "Since"))]
    return {line[0]: line[1] for line in lines if len(line) == 2}


ALL_MATCH = dict.fromkeys([*MEASURES, PAGE, MANIFEST], "matches")


def rewritten(path, change, *, hashed=False):
    """The snapshot with its files changed; `hashed`: with a manifest that says so too."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    if hashed:
        manifest = json.loads(files[MANIFEST])
        manifest["files"] = {
            name: hashlib.sha256(body).hexdigest() for name, body in files.items() if name != MANIFEST
        }
        files[MANIFEST] = json.dumps(manifest).encode()
    other = path.with_name("other.zip")
    with zipfile.ZipFile(other, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return other


def replaced(name, old, new):
    def change(files):
        text = files[name].decode()
        assert text.count(old) == 1
        files[name] = text.replace(old, new).encode()

    return change


def with_manifest(**changes):
    def change(files):
        files[MANIFEST] = json.dumps(json.loads(files[MANIFEST]) | changes).encode()

    return change


def a_row(path, name, number):
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode("utf-8-sig").splitlines()[number]


def test_it_takes_the_filters_of_export_and_names_a_bad_value(run, kept, tmp_path):
    again = run("snapshot", "--authority", "PCC", "--weeks", "26", "--out", tmp_path / "again.zip")
    assert again.exit_code == 0
    assert (tmp_path / "again.zip").read_bytes() == kept.read_bytes()
    for wrong in (("--authority", "LCC"), ("--from", "May"), ("--known-at", "2")):
        result = run("snapshot", *wrong, "--out", tmp_path / "wrong.zip")
        assert result.exit_code == 2
        assert wrong[1] in result.output
    assert not (tmp_path / "wrong.zip").exists()
    assert run("snapshot").exit_code == 2
    assert "cannot be written" in run("snapshot", "--out", tmp_path / "nowhere" / "a.zip").output


def test_a_shareable_snapshot_holds_nothing_else_and_matches(run, kept, tmp_path):
    with clock.stopped(date(2026, 11, 26)):
        made = run("snapshot", "--share", "--service", "home_care", "--weeks", "26", "--out", tmp_path / "shared.zip")
    # As of the last Sunday.
    assert made.output.endswith("shared.zip: as of 2026-11-22, as known at import 1.\n")
    with zipfile.ZipFile(tmp_path / "shared.zip") as archive:
        assert json.loads(archive.read(MANIFEST))["filters"] == {
            "service": "home_care", "weeks": "26", "share": "yes",
        }
        exported = run("export", "sourcing", "--share", "--service", "home_care", "--weeks", "26")
        text = archive.read("sourcing.csv").decode("utf-8-sig")
        assert text == exported.output.replace("\n", "\r\n") and ",c," in text
        assert "rests on 1 to 5 packages" in archive.read(PAGE).decode()
    with clock.stopped(LATER):
        assert told(run("verify", tmp_path / "shared.zip")) == ALL_MATCH


def test_a_snapshot_of_a_plan_matches(run, kept, tmp_path):
    plan, against = "blocks_PCC=2&lost=EX006", "lost=EX007&options=yes"
    made = run("snapshot", "--plan", plan, "--against", against, "--out", tmp_path / "plan.zip")
    assert made.exit_code == 0
    with zipfile.ZipFile(tmp_path / "plan.zip") as archive:
        exported = run("export", "plan", "--plan", plan, "--against", against)
        assert archive.read("plan.csv").decode("utf-8-sig") == exported.output.replace("\n", "\r\n")
    with clock.stopped(LATER):
        assert told(run("verify", tmp_path / "plan.zip")) == ALL_MATCH


def test_what_was_kept_matches(run, kept):
    result = run("verify", kept)
    assert result.output.startswith("As of 2026-11-22, as known at import 1.\n")
    assert told(result) == ALL_MATCH
    assert result.exit_code == 0


def test_it_matches_years_later_after_corrections_an_undo_and_a_provider_renamed(run, kept, tmp_path):
    assert run("load", hours(tmp_path, "2026-10-05", 1)).exit_code == 0
    assert run("load", hours(tmp_path, "2026-10-12", 2)).exit_code == 0
    assert run("undo", 2).exit_code == 0
    renamed = tmp_path / "providers.csv"
    renamed.write_text("provider_id,name,provider_type\nEX001,Another name,external\n")
    assert run("load", renamed).exit_code == 0
    with clock.stopped(LATER):
        assert run("load", hours(tmp_path, "2028-10-02", 30)).exit_code == 0
        assert len(run("imports").output.splitlines()) == 1 + 6
        result = run("verify", kept)
        assert told(result) == ALL_MATCH
        assert result.exit_code == 0
        now = run("export", "blocks_weekly", "--weeks", "26", "--as-of", "2026-11-22").output
        then = run("export", "blocks_weekly", "--weeks", "26", "--as-of", "2026-11-22", "--known-at", "1").output
        assert now != then


def test_it_matches_by_the_settings_of_then(run, kept, tmp_path, monkeypatch):
    councils = "".join(f'[authorities.{code}]\nname = "New {code}"\nons_code = "E"\n' for code in ("GHI", "CCC", "PCC"))
    (tmp_path / "dashboard.toml").write_text(f"overdue_days = 60\n{councils}")
    monkeypatch.setenv("DASHBOARD_UTILISATION_GREEN", "[0.99, 1.0]")
    monkeypatch.setenv("DASHBOARD_EXTENSION_NOTICE_MONTHS", "1")
    settings.cache_clear()
    assert settings().overdue_days == 60
    other = run("snapshot", "--authority", "PCC", "--weeks", "26", "--out", tmp_path / "now.zip")
    assert other.exit_code == 0
    assert (tmp_path / "now.zip").read_bytes() != kept.read_bytes()
    assert told(run("verify", kept)) == ALL_MATCH
    assert run("verify", tmp_path / "now.zip").exit_code == 0


def test_it_is_of_the_import_that_is_named(run, kept, tmp_path):
    assert run("load", hours(tmp_path, "2026-10-05", 1)).exit_code == 0
    made = run("snapshot", "--authority", "PCC", "--weeks", "26", "--known-at", "1", "--out", tmp_path / "old.zip")
    assert made.exit_code == 0
    assert (tmp_path / "old.zip").read_bytes() == kept.read_bytes()


def test_a_table_that_was_changed_is_named_with_its_rows(run, kept):
    row = a_row(kept, "sufficiency.csv", 5)
    week, authority, demand = row.split(",")[:3]
    changed = replaced("sufficiency.csv", f"{week},{authority},{demand},", f"{week},{authority},7.5,")
    result = run("verify", rewritten(kept, changed))
    assert result.exit_code == 2
    assert "The file was changed since it was made:\n  sufficiency.csv was changed: its SHA-256 is not" in result.output
    assert f"sufficiency: differs\n  {week}, {authority}: demand_hours was 7.5, now {demand}\n" in result.output
    assert told(result) == ALL_MATCH | {"sufficiency": "differs"}


def test_a_change_that_the_manifest_hides_is_found_all_the_same(run, kept):
    row = a_row(kept, "sufficiency.csv", 5)
    week, authority, demand = row.split(",")[:3]
    changed = replaced("sufficiency.csv", f"{week},{authority},{demand},", f"{week},{authority},,")
    result = run("verify", rewritten(kept, changed, hashed=True))
    assert result.exit_code == 1
    assert f"sufficiency: differs\n  {week}, {authority}: demand_hours was empty, now {demand}\n" in result.output
    assert told(result) == ALL_MATCH | {"sufficiency": "differs"}


def test_rows_that_are_too_many_too_few_or_in_another_order_are_named(run, kept):
    def change(files):
        lines = files["demand.csv"].decode("utf-8-sig").split("\r\n")
        lines[1] = lines[1].replace(lines[1].split(",")[0], "1999-01-04")
        files["demand.csv"] = "\r\n".join(lines).encode("utf-8-sig")
        lines = files["supply.csv"].decode("utf-8-sig").split("\r\n")
        files["supply.csv"] = "\r\n".join([lines[0], lines[2], lines[1], *lines[3:]]).encode("utf-8-sig")
        files["funnel.csv"] = files["funnel.csv"].replace(b"offers_per_package", b"offers_each")
        files["membership.csv"] = b"\xff\xfe"

    result = run("verify", rewritten(kept, change, hashed=True))
    first = ", ".join(a_row(kept, "demand.csv", 1).split(",")[:3])
    assert result.exit_code == 1
    assert f"  {first}: not in the snapshot\n" in result.output
    assert f"  1999-01-04{first[10:]}: in the snapshot only\n" in result.output
    assert "supply: differs\n  its rows are the same, in another order or form\n" in result.output
    assert "funnel: differs\n  its columns are others\n" in result.output
    assert "membership: differs\n  it cannot be read as CSV" in result.output


def test_the_page_and_the_definitions_are_held_against_what_is_found_now(run, kept):
    result = run("verify", rewritten(kept, replaced(PAGE, "<h1>", "<h1>Not "), hashed=True))
    assert (result.exit_code, told(result)) == (1, ALL_MATCH | {PAGE: "differs"})

    def redefined(files):
        manifest = json.loads(files[MANIFEST])
        manifest["measures"]["demand"]["definition"] = "What we like."
        files[MANIFEST] = json.dumps(manifest).encode()

    result = run("verify", rewritten(kept, redefined))
    assert (result.exit_code, told(result)) == (1, ALL_MATCH | {MANIFEST: "differs"})
    assert "demand was defined in other words" in result.output


def test_a_manifest_that_says_something_else_makes_the_tables_differ(run, kept):
    result = run("verify", rewritten(kept, with_manifest(as_of="2026-11-15")))
    assert result.exit_code == 1
    assert told(result)["sufficiency"] == "differs"
    assert "2026-11-16, PCC: in the snapshot only" in result.output


def test_of_another_version_of_the_program_the_tables_count(run, kept):
    def older(files):
        manifest = json.loads(files[MANIFEST])
        manifest["program"] = {"version": "0.9.0", "sha256": "0" * 64}
        manifest["libraries"]["pandas"] = "2.9.9"
        manifest["settings"]["of_old"] = 3
        del manifest["settings"]["few_packages"], manifest["measures"]["demand"]
        files.pop("demand.csv")
        files[PAGE] += b"\n"
        files[MANIFEST] = json.dumps(manifest).encode()

    result = run("verify", rewritten(kept, older, hashed=True))
    assert told(result) == dict.fromkeys([name for name in MEASURES if name != "demand"], "matches")
    assert result.exit_code == 0

    def and_wrong(files):
        older(files)
        files["contracts.csv"] = files["contracts.csv"].replace(b",block,", b",spot,", 1)

    result = run("verify", rewritten(kept, and_wrong, hashed=True))
    assert result.exit_code == 1
    for said in ("program was 0.9.0, now 1.0.0", "pandas was 2.9.9, now", "the setting of_old is no more",
                 "the setting few_packages is new"):
        assert f"Since it was made: {said}" in result.output


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda files: files.pop("demand.csv"), "demand.csv is missing."),
        (lambda files: files.update({"note.txt": b"hello"}), "note.txt was added"),
        (replaced(PAGE, "<h1>", "<h1>Not "), "snapshot.html was changed: its SHA-256"),
        (lambda files: files.pop(MANIFEST), "it has no manifest.json"),
        (lambda files: files.update({MANIFEST: b"{"}), "manifest.json in"),
        (with_manifest(known_at=9), "There is no import 9"),
        (with_manifest(filters={"authority": "XYZ"}), "There is no authority “XYZ”."),
        (with_manifest(settings={"overdue_days": "many"}), "settings cannot be followed"),
    ],
)
def test_what_was_tampered_with_or_cannot_be_followed_ends_with_2(run, kept, change, said):
    result = run("verify", rewritten(kept, change))
    assert (result.exit_code, type(result.exception)) == (2, SystemExit)
    assert said in result.output


def test_what_is_no_snapshot_ends_with_2(run, kept, tmp_path):
    (tmp_path / "letter.zip").write_text("Dear auditor,")
    (tmp_path / "half.zip").write_bytes(kept.read_bytes()[:20_000])
    broken = bytearray(kept.read_bytes())
    broken[200:230] = bytes(30)
    (tmp_path / "broken.zip").write_bytes(broken)
    for name in ("letter.zip", "half.zip", "broken.zip", "nowhere.zip", ""):
        result = run("verify", tmp_path / name)
        assert (result.exit_code, type(result.exception)) == (2, SystemExit)
        assert name in result.output


def test_a_snapshot_of_nothing_matches_when_there_is_something(run, drawn, tmp_path):
    assert run("snapshot", "--out", tmp_path / "empty.zip").exit_code == 0
    assert run("load", drawn).exit_code == 0
    assert run("verify", tmp_path / "empty.zip").exit_code == 0


def test_another_market_differs(run, kept, tmp_path):
    other = tmp_path / "other"
    example.write(other, DAY, seed=example.SEED + 1)
    url = f"sqlite:///{tmp_path}/other.db"
    assert CliRunner().invoke(main, ["load", str(other), "--database", url]).exit_code == 0
    result = CliRunner().invoke(main, ["verify", str(kept), "--database", url])
    assert result.exit_code == 1
    assert "rows more" in result.output
