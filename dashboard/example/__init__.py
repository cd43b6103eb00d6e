"""Draws the example market: three years of an invented market in the data contract's files, up to a day.

It tells the story that the councils' paper tells: a DPS of 5 + 5 years led by PCC with CCC by delegated agreement,
three PCC and two CCC block contracts of £50,000 a year for 3 + 2 years, CCC's own Community Support Service growing,
and a little spot. Packages arrive so that demand follows a steady path; each goes to a block, to the Community
Support Service, or to the members that are invited and offer; a large provider ceases trading in spring, and from
then on Peterborough is short. Every provider is invented, and its name says that it is an example.
"""

from datetime import date
from pathlib import Path

import pandas as pd

from dashboard.example import files
from dashboard.example.drawing import Drawing

SEED = 7


def draw(until: date, seed: int = SEED) -> dict[str, pd.DataFrame]:
    """The example market's tables, by file name without its ending; the same day and seed give the same tables."""
    drawing = Drawing(until, seed)
    drawing.run()
    return files.tables(drawing)


def write(out: Path, until: date, seed: int = SEED) -> None:
    """Write the example market as a delivery of CSV files into a folder, made if missing."""
    out.mkdir(parents=True, exist_ok=True)
    for name, table in draw(until, seed).items():
        table.to_csv(out / f"{name}.csv", index=False, lineterminator="\n")
