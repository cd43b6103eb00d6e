"""Held back: bad rows of hours and visits, kept as they were written until they are put right."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard.intake.columns import HELD_BACK
from dashboard.intake.kinds import clean, reader
from dashboard.intake.problems import Findings, Problem
from dashboard.intake.reading import Table
from dashboard.intake.records import read_column
from dashboard.intake.times import read_times
from dashboard.settings import Settings


@dataclass(frozen=True)
class Held:
    """Rows held back, with the columns of `columns.HELD_BACK`.

    `ranges` are the days that they would have filled, where it can be told: provider_id, authority, first, last.
    """

    rows: pd.DataFrame
    ranges: pd.DataFrame


def held_rows(table: Table, problems: Mapping[int, Problem], settings: Settings) -> Held:
    """The rows that a table has set aside; `problems` has the first problem of each line."""
    file, chunk = table.file, table.aside()
    lines = [int(line) for line in chunk.lines]
    first_of = [problems[line] for line in lines]

    def values(name: str) -> list[Any]:
        column = file.column(name)
        return read_column(column, chunk, reader(column, settings), file, Findings()).rows()

    if file.name == "visits":
        times = read_times([clean(table.held[line].get("planned_start", "")) for line in lines])
        day = np.where(times.known, times.day.astype("datetime64[D]"), np.datetime64("NaT"))
        week = np.zeros(len(lines), dtype=bool)
    else:
        day = np.array(values("date"), dtype="datetime64[D]")
        week = np.array([period == "week" for period in values("period")], dtype=bool)
        # 1970 began on a Thursday
        day = day - np.where(week, (day.astype(np.int64) + 3) % 7, 0).astype("timedelta64[D]")
    rows = pd.DataFrame({
        "file": file.name,
        "line": lines,
        "provider_id": values("provider_id"),
        "authority": values("authority"),
        "date": day.astype("datetime64[us]"),
        "visit_id": values("visit_id") if file.name == "visits" else None,
        "cells": [json.dumps(table.held[line], ensure_ascii=False) for line in lines],
        "rule": [problem.rule for problem in first_of],
        "column": [problem.column for problem in first_of],
        "message": [problem.message for problem in first_of],
        "mend": [problem.mend for problem in first_of],
    }, index=range(len(lines))).astype(HELD_BACK)
    last = rows["date"] + pd.to_timedelta(np.where(week, 6, 0), unit="D")
    ranges = rows[["provider_id", "authority"]].assign(first=rows["date"], last=last)
    return Held(rows, ranges.dropna())
