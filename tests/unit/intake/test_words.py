"""Words: sentences about the contract's files, put back into the words of the person who gave others."""

from pathlib import Path

import pytest

from dashboard.intake.given import Source
from dashboard.intake.problems import Problem
from dashboard.intake.words import Words

SOURCES = {
    "visits": Source("visits", Path("1"), "July.xlsx", "Log", {"date": "Day", "provider_id": "Supplier (ref)"}),
    "hours": Source("hours", Path("2"), "hours.csv"),
    "contracts": Source("contracts", Path("3"), "Register.csv", columns={"title": "a\\1b"}, lines=[3, 3, 5]),
}


def said(message, file="visits.csv", line=2, column="date"):
    """A problem with this sentence, in the person's words."""
    (found,) = Words(SOURCES).all([Problem("rule", file, line, column, "", message, "Mend it.")])
    return found


@pytest.mark.parametrize(("sentence", "told"), [
    ("The cell date is blank.", "The cell Day is blank."),
    ("The date is not a date.", "The date is not a date."),
    ("The column provider_id is missing.", "The column Supplier (ref) is missing."),
    ("The provider_ids differ.", "The provider_ids differ."),
    ("It is in hours.csv line 3.", "It is in hours.csv line 3."),
    ("It is in visits.csv line 3, not in providers.csv.",
     "It is in the sheet “Log” of July.xlsx line 3, not in providers.csv."),
])
def test_files_and_columns_are_called_as_the_person_calls_them(sentence, told):
    assert said(sentence).message == told


def test_the_place_is_the_person_s_own():
    found = said("x")
    assert (found.file, found.sheet, found.line, found.column) == ("July.xlsx", "Log", 2, "Day")
    found = said("Lines 2 and 3 are the same; see line 1.", "contracts.csv", 3, "title")
    assert (found.file, found.sheet, found.line, found.column) == ("Register.csv", "", 5, "a\\1b")
    assert found.message == "Lines 3 and 5 are the same; see line 3."
    assert said("The cell title is blank.", "contracts.csv", None).message == "The cell a\\1b is blank."


def test_a_file_that_nobody_gave_is_called_as_it_is():
    assert said("x", "providers.csv", 7).file == "providers.csv"
