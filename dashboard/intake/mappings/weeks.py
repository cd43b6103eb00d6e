"""Weeks side by side: a table with one column a week, whose rows become a record for each week."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from dashboard.intake.kinds import Fault, clean, quoted
from dashboard.intake.mappings import cells
from dashboard.intake.mappings.profile import week_heading
from dashboard.intake.mappings.table import Row, Table

FED = ("date", "period", "planned_hours", "delivered_hours")
"""The columns of the contract that a week's column feeds."""

Weeks = Mapping[str, Mapping[str, int]]
"""The Monday of each week that has columns of its own, and where its hours stand, by column of the contract."""


def weeks_in(table: Table) -> Weeks:
    """The weeks that a table's headings name; a problem for a heading that names none as it should."""
    found: dict[str, dict[str, int]] = {}
    for at, heading in enumerate(table.headings):
        week = week_heading(table.profile, heading)
        if week is None:
            continue
        kind, text, column = week
        day = cells.day(text, table.profile.dates)
        if isinstance(day, Fault):
            table.problem(day.rule, table.top, heading, text, day.message, day.mend)
            continue
        monday = day - timedelta(days=6 if kind == "ending" else 0)
        if monday.weekday():
            table.problem(
                "week_not_monday", table.top, heading, text,
                f"{quoted(heading)} is not a {'Sunday' if kind == 'ending' else 'Monday'}.",
                "Head the column with the Monday that the week begins on, or the Sunday that it ends on.",
            )
        elif column in found.setdefault(monday.isoformat(), {}):
            table.problem("repeated_column", table.top, heading, "", f"The week of {quoted(heading)} is there twice.",
                          "Keep the column that is meant and delete the other.")
        else:
            found[monday.isoformat()][column] = at
    return found


def begun(row: Row, weeks: Weeks) -> Iterator[dict[str, str]]:
    """What a row's records begin with: one for each week that has something; one with nothing where no week is."""
    if not weeks:
        yield {}
    for monday, places in weeks.items():
        hours = {column: cells.number(clean(row[at])) for column, at in places.items()}
        if any(hours.values()):
            yield {"date": monday, "period": "week", **hours}
