"""The report, for a terminal and as a CSV."""

import pytest

from dashboard.intake import problems, report
from dashboard.intake.problems import RULES
from tests.unit.intake.deliveries import CLEAN, added, broken, checked


def test_a_clean_delivery_in_words():
    assert report.text(checked({"providers": CLEAN["providers"]})) == (
        "Files read\n  providers.csv: 3 rows\n\n3 rows in 1 file: no problems, no warnings.\n"
    )


def test_problems_are_counted_by_rule_then_told_one_by_one():
    found = checked({
        **CLEAN, "providers": CLEAN["providers"] + "S3,Third,outside,,,\nS4,,inside,,,03/04/2027\n", "notes.txt": "x",
        "school_holidays": CLEAN["school_holidays"].replace("name", "colour"),
    })
    assert report.text(found) == """\
Files read
  providers.csv: 5 rows
  contracts.csv: 4 rows
  dps_memberships.csv: 3 rows
  capacity_returns.csv: 2 rows
  packages.csv: 4 rows
  offers.csv: 3 rows
  hours.csv: 3 rows
  visits.csv: 4 rows
  school_holidays.csv: 3 rows

Problems: 4
        2  choice: A cell that has a list of choices holds one of them, letter for letter.
        1  date_format: Dates are written year-month-day, like 2027-04-03.
        1  required: A required cell is filled in.

  providers.csv line 5, provider_type “outside” [choice]
    “outside” is not one of external, internal.
    → Write external or internal, letter for letter.

  providers.csv line 6, area_entry_date “03/04/2027” [date_format]
    “03/04/2027” is not a date like 2027-04-03.
    → Write dates as year-month-day: 2027-04-03 if 3 April 2027 is meant.

  providers.csv line 6, name [required]
    The cell name is blank.
    → Fill it in: the provider's name.

  providers.csv line 6, provider_type “inside” [choice]
    “inside” is not one of external, internal.
    → Write external or internal, letter for letter.

Warnings: 1
        1  unknown_column: A column that the data contract does not name is left out.

  school_holidays.csv line 1, colour [unknown_column]
    The column “colour” is not one of this file's and is left out.
    → Nothing, if it is not needed; else check its heading.

Left alone, not files of the data contract
  notes.txt

31 rows in 9 files: 4 problems, 1 warning. Nothing is taken in until the problems are put right.
"""


def test_rows_for_a_csv():
    assert report.HEADINGS == (
        "file", "sheet", "line", "column", "value", "rule", "message", "what_to_do",
    )
    found = broken("providers", "provider_type", "type")
    rows = list(report.rows(found))
    assert [row[:6] for row in rows] == [
        ("providers.csv", "", "1", "", "", "missing_column"),
        ("providers.csv", "", "1", "type", "", "warning: unknown_column"),
    ]


def test_what_is_not_kept_is_counted(monkeypatch):
    monkeypatch.setattr(problems, "KEPT", 2)
    text = report.text(added("providers", *(f"X{at},Care,wrong,,," for at in range(5))))
    assert "        5  choice: " in text
    assert "… and 3 more of choice." in text
    assert "5 problems" in text


def test_signs_that_steer_a_terminal_are_not_passed_on():
    text = report.text(added("providers", "X,Care,\x1b[31mred,,,"))
    assert "\x1b" not in text


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_has_a_sentence(rule):
    assert RULES[rule].endswith(".")
