"""`funnel`: the packages requested in each quarter, by how many offers they drew."""

import pandas as pd

from dashboard.figures import panels, stacks
from dashboard.figures.samples import Sample
from dashboard.figures.stacks import Stack
from dashboard.figures.view import View

UNIT = "packages requested"


def draw(table: pd.DataFrame, view: View) -> dict:
    """A panel an authority: packages with several offers stand on the axis, those without an invitation are on top."""
    if table.empty:
        return panels.empty(view, "funnel")
    drawn = {code: Stack(rows, _parts(rows, view)) for code, rows in view.by_authority(table)}
    return stacks.draw(view, "funnel", drawn, "quarter", unit=UNIT, colour_by="amount")


def _parts(rows: pd.DataFrame, view: View) -> list[tuple[Sample, pd.Series]]:
    least, more, most = view.colours.sequence
    parts = [
        ("Several offers", most, rows["with_offer"] - rows["one_offer_only"]),
        ("One offer", more, rows["one_offer_only"]),
        ("No offer", least, rows["put_to_market"] - rows["with_offer"]),
        ("No invitation", view.colours.paper, rows["requested"] - rows["put_to_market"]),
    ]
    return [(Sample(text, fill=fill, outline=view.colours.outline), sizes) for text, fill, sizes in parts]
