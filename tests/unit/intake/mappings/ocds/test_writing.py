import csv

import pytest

from dashboard.intake import check, empty_market
from dashboard.intake.mappings import ocds
from dashboard.intake.mappings.ocds.drafts import Drafts
from tests.unit.intake.mappings.ocds.notices import SETTINGS, award, read, release


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def completed(path, **cells):
    """Fill in the blanks of a drafted file, as a person does in a spreadsheet."""
    table = rows(path)
    for number, row in enumerate(table, 1):
        row.update({name: cell.format(number) for name, cell in cells.items() if not row[name]})
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, table[0])
        writer.writeheader()
        writer.writerows(table)


def test_the_drafts_load_once_their_blanks_are_filled(tmp_path):
    awards = [
        award(suppliers=[{"name": "Smith &amp; Sons £ Care"}]),
        award(id="b", suppliers=[{"name": "Second Care"}], contractPeriod={"startDate": "2024-02-29T00:00:00Z",
                                                                           "endDate": "2027-03-05T00:00:00Z"}),
    ]
    tender = {"title": "=Home care", "description": "A further 1 + 1 years."}
    drafts = read(tmp_path, release(awards=awards, tender=tender))
    folder = tmp_path / "drafts"
    ocds.write(drafts, folder)
    assert (folder / "contracts.csv").read_bytes().startswith(b"\xef\xbb\xbfcontract_id,title,")
    assert [row["why"] for row in rows(folder / "notices.csv")] == [drafts.outcomes[0].why]
    blank = check(folder, empty_market(), SETTINGS)
    assert {problem.rule for problem in blank.problems} == {"required"}, blank.problems

    completed(folder / "contracts.csv", contract_type="spot", provider_id="S{}", services="home_care",
              initial_term_months="36")
    completed(folder / "providers.csv", provider_id="S{}")
    checked = check(folder, empty_market(), SETTINGS)
    assert checked.problems == []
    assert {warning.rule for warning in checked.warnings} == {"unknown_column"}
    assert checked.left_alone == ["notices.csv"]
    assert checked.frames["contracts"]["title"].tolist() == ["Home care", "Home care"]
    assert checked.frames["providers"]["name"].tolist() == ["Smith & Sons £ Care", "Second Care"]


def test_nothing_is_written_over_a_file_that_is_there(tmp_path):
    (tmp_path / "providers.csv").write_text("mine")
    with pytest.raises(FileExistsError, match="it is there already; name another folder"):
        ocds.write(read(tmp_path, release()), tmp_path)
    assert (tmp_path / "providers.csv").read_text() == "mine"
    assert not (tmp_path / "contracts.csv").exists()


def test_no_drafts_are_headings_alone(tmp_path):
    ocds.write(Drafts([], [], []), tmp_path / "new" / "folder")
    assert rows(tmp_path / "new" / "folder" / "contracts.csv") == []
