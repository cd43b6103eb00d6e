"""Records: required cells, keys, removals."""

import pytest

from dashboard.intake import market_of, problems
from dashboard.intake.columns import FILES, RECORDS
from tests.unit.intake.deliveries import CLEAN, SETTINGS, added, broken, checked, known, where


@pytest.mark.parametrize(("name", "column"), [
    (file.name, column.name) for file in FILES.values() for column in file.columns if column.required
])
def test_a_required_cell_may_not_be_blank(name, column):
    lines = [line.split(",") for line in CLEAN[name].splitlines()]
    lines[1][lines[0].index(column)] = " \u00a0"
    found = checked({name: "".join(",".join(line) + "\n" for line in lines)})
    assert ("required", f"{name}.csv", 2, column) in where(found.problems)


@pytest.mark.parametrize(("name", "column"), [
    (file.name, column.name) for file in FILES.values() for column in file.columns if column.required
])
def test_a_required_column_may_not_be_missing(name, column):
    lines = [line.split(",") for line in CLEAN[name].splitlines()]
    at = lines[0].index(column)
    found = checked({name: "".join(",".join(line[:at] + line[at + 1:]) + "\n" for line in lines)})
    missing = [problem for problem in found.problems if problem.rule == "missing_column"]
    assert [(problem.line, problem.message) for problem in missing] == [(1, f"The column {column} is missing.")]
    assert "required" not in found.counts


@pytest.mark.parametrize("name", RECORDS)
def test_a_key_is_given_once_and_both_lines_are_named(name):
    lines = CLEAN[name].splitlines(keepends=True)
    found = checked({**CLEAN, name: "".join([*lines, "\n", lines[1]])})
    again = len(lines) + 2
    assert where(found.problems) == [("duplicate_key", f"{name}.csv", again, FILES[name].key[0])]
    assert f"Lines 2 and {again} " in found.problems[0].message


def test_keys_that_differ_in_blanks_only_are_the_same():
    found = added("providers", " S1\u200b ,Again,external,,,")
    assert where(found.problems) == [("duplicate_key", "providers.csv", 5, "provider_id")]


def test_a_swapped_pair_of_codes_is_recognised():
    found = broken("capacity_returns", "S1,PCC,home_care", "S1,home_care,PCC")
    assert [(problem.rule, problem.line, problem.mend) for problem in found.problems] == [
        ("unknown_authority", 2, "“PCC” stands under service: are the two columns swapped?"),
        ("unknown_service", 2, "“home_care” stands under authority: are the two columns swapped?"),
    ]


def test_all_are_counted_and_the_first_are_kept(monkeypatch):
    monkeypatch.setattr(problems, "KEPT", 3)
    rows = [f"X{at},Care,wrong,,," for at in range(8)]
    found = added("providers", *rows, ",Care,external,,,")
    assert found.counts == {"choice": 8, "required": 1}
    assert [problem.line for problem in found.problems if problem.rule == "choice"] == [5, 6, 7]


def test_a_removal_lacks_the_columns_that_are_not_the_key():
    lines = CLEAN["capacity_returns"].splitlines()
    content = f"{lines[0]},remove\nS1,PCC,home_care,2026-04-06,,yes\n"
    found = checked({"capacity_returns": content}, known())
    assert (found.problems, found.warnings) == ([], [])
    assert found.frames["capacity_returns"]["remove"].tolist() == [True]


def test_remove_is_yes_or_blank():
    found = broken("school_holidays", "name", "name,remove")
    assert {problem.rule for problem in found.problems} == {"too_few_cells"}
    lines = CLEAN["school_holidays"].splitlines()
    content = "".join(f"{line},{cell}\n" for line, cell in zip(lines, ("remove", "no", "yes", ""), strict=True))
    found = checked({**CLEAN, "school_holidays": content}, known())
    assert where(found.problems) == [("choice", "school_holidays.csv", 2, "remove")]


@pytest.mark.parametrize("name", ["hours", "visits"])
def test_hours_are_not_removed_by_row(name):
    lines = CLEAN[name].splitlines()
    content = "".join(f"{line},{cell}\n" for line, cell in zip(
        lines, ["remove", "yes", *[""] * (len(lines) - 2)], strict=True))
    assert where(checked({**CLEAN, name: content}).problems) == [("remove_here", f"{name}.csv", 2, "remove")]


def removal(name, identity, also=None, market=None):
    """The clean delivery's file with one record removed in place of given, over what is known."""
    heading = CLEAN[name].splitlines()[0]
    blanks = "," * heading.count(",")
    content = f"{heading},remove\n{identity}{blanks},yes\n"
    return checked({name: content, **(also or {})}, market or known())


def test_an_id_that_is_still_named_in_what_is_known_is_not_removed():
    found = removal("providers", "S2")
    assert where(found.problems) == [("still_named", "providers.csv", 2, "provider_id")]
    message = found.problems[0].message
    for place in ("contracts.csv as already known", "dps_memberships.csv", "capacity_returns.csv", "packages.csv",
                  "offers.csv as already known (2 records)", "hours already known (3.0 h)"):
        assert place in message
    assert where(removal("contracts", "BLK-1").problems) == [("still_named", "contracts.csv", 2, "contract_id")]
    assert where(removal("packages", "P1").problems) == [("still_named", "packages.csv", 2, "package_id")]


def test_hours_of_nothing_name_their_provider_and_contract_too():
    columns = CLEAN["hours"].splitlines()[0]
    given = {**CLEAN, "hours": f"{columns}\n2027-03-01,day,CCC,S2,TT-1,community_support,0,0\n"}
    del given["visits"]
    found = removal("contracts", "TT-1", market=market_of(checked(given), SETTINGS))
    assert where(found.problems) == [("still_named", "contracts.csv", 2, "contract_id")]
    assert "hours already known (0.0 h)" in found.problems[0].message
    assert "sending their days again" in found.problems[0].mend


def test_an_id_that_is_named_in_the_same_delivery_is_not_removed():
    offers = "package_id,provider_id,invited_on,response,responded_on\nP4,S1,2027-05-02,no_response,\n"
    found = removal("packages", "P4", {"offers": offers})
    assert where(found.problems) == [("still_named", "packages.csv", 2, "package_id")]
    assert "offers.csv line 2" in found.problems[0].message
    hours = CLEAN["hours"].splitlines()[0] + "\n2027-05-01,day,PCC,S1,TT-1,home_care,1,1\n"
    found = removal("contracts", "TT-1", {"hours": hours})
    assert where(found.problems) == [("still_named", "contracts.csv", 2, "contract_id")]
    assert "hours.csv line 2" in found.problems[0].message


def test_an_id_that_nothing_names_is_removed():
    assert removal("packages", "P4").ok
    assert removal("contracts", "TT-1").ok


def test_an_id_is_removed_with_all_that_names_it():
    offers = "package_id,provider_id,invited_on,response,responded_on,remove\nP3,S2,2027-06-02,,,yes\n"
    found = removal("packages", "P3", {"offers": offers})
    assert (found.problems, found.warnings) == ([], [])


def test_removing_what_is_not_known_is_a_warning():
    found = removal("packages", "P9")
    assert found.ok
    assert where(found.warnings) == [("nothing_to_remove", "packages.csv", 2, "package_id")]
