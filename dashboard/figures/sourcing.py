"""`sourcing`: the packages that wait at each month's end, by how long they have waited."""

import pandas as pd

from dashboard.figures import panels, stacks
from dashboard.figures.samples import Sample
from dashboard.figures.stacks import Stack
from dashboard.figures.view import View

UNIT = "packages waiting"


def draw(table: pd.DataFrame, view: View) -> dict:
    """A panel an authority: the longest waits stand on the axis, so that they can be read, and have the most colour."""
    if table.empty:
        return panels.empty(view, "sourcing")
    least, more, most = view.colours.sequence
    fills = {
        "waiting_over_12": ("Over 12 weeks", most), "waiting_7_12": ("7–12 weeks", more),
        "waiting_3_6": ("3–6 weeks", least), "waiting_0_2": ("0–2 weeks", view.colours.paper),
    }
    drawn = {
        code: Stack(rows, [
            (Sample(text, fill=fill, outline=view.colours.outline), rows[name]) for name, (text, fill) in fills.items()
        ])
        for code, rows in view.by_authority(table)
    }
    return stacks.draw(view, "sourcing", drawn, "month", unit=UNIT, colour_by="amount")
