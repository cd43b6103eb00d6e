"""The report, for a terminal and as a CSV."""

from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest

from dashboard.intake import check, given, problems, report
from dashboard.intake.problems import RULES
from tests.unit.intake.deliveries import CLEAN, SETTINGS, added, broken, checked, known
from tests.unit.intake.workbooks import book, cells, saved, write


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


def test_where_a_file_came_from_is_told(tmp_path):
    rows = cells(CLEAN["school_holidays"])
    rows[1][0] = "CCD"
    path = write(tmp_path / "July.xlsx", saved(book({"Sheet 1": rows, "Notes": [["x"]]})))
    with given([path], []) as found:
        result = check(found, known(), SETTINGS)
    assert report.text(result) == """\
Files read
  school_holidays.csv: 3 rows, from July.xlsx, sheet “Sheet 1”

Problems: 1
        1  unknown_authority: An authority is one of the codes in the settings.

  July.xlsx, sheet “Sheet 1”, line 2, authority “CCD” [unknown_authority]
    There is no authority “CCD”.
    → Write PCC or CCC; another authority is added in the settings.

Left alone, not files of the data contract
  July.xlsx, sheet Notes

3 rows in 1 file: 1 problem, no warnings. Nothing is taken in until the problems are put right.
"""
    assert [row[:4] for row in report.rows(result)] == [("July.xlsx", "Sheet 1", "2", "authority")]
    source = replace(result.sources["school_holidays"], sheet="", profile="portal")
    assert "  school_holidays.csv: 3 rows, from July.xlsx, by the profile “portal”\n" in report.text(
        replace(result, sources={"school_holidays": source})
    )


def test_where_nothing_could_be_read_the_problems_stand_alone(tmp_path):
    with given([write(tmp_path / "hours.xls", "x")], []) as found:
        text = report.text(check(found, known(), SETTINGS))
    assert text.startswith("Problems: 1\n")
    assert "  hours.xls [workbook]\n" in text


def test_rows_that_can_be_held_back_or_are():
    found = added("hours", "2027-03-20,,PCC,S1,BLK-1,home_care,six,5", "2027-03-21,,PCC,S1,BLK-1,home_care,6,five")
    offered = report.summary(replace(found, holdable=2))
    assert offered.endswith("until the problems are put right; or 2 rows held back, and the others taken in.")

    row = {
        "file": "hours", "line": 5, "cells": '{"date": "2027-03-20", "planned_hours": "six"}', "rule": "number_format",
        "column": "planned_hours", "message": "“six” is not a plain number.", "mend": "Write digits.",
    }
    held = pd.DataFrame([row, {**row, "line": 6}])
    taken = replace(found, counts=Counter(), problems=[], hours=replace(found.hours, held_back=held), holdable=2)
    assert report.summary(taken) == "31 rows in 9 files: 2 rows held back until put right, no warnings."
    assert list(report.rows(taken))[1] == (
        "hours.csv", "", "6", "planned_hours", "six", "held back: number_format", "“six” is not a plain number.",
        "Write digits.",
    )
    assert """
Held back until put right: 2
        2  number_format: Numbers are digits, with a point before decimals and nothing else.

  hours.csv line 5, planned_hours “six” [number_format]
    “six” is not a plain number.
    → Write digits.
""" in report.text(taken)


@pytest.mark.parametrize("where", [(problems, "KEPT"), (report, "LISTED")])
def test_what_is_not_kept_or_not_listed_is_counted(where, monkeypatch):
    monkeypatch.setattr(*where, 2)
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
