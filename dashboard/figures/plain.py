"""From tables to what JSON holds: lists of text, floats and None; and texts cut to the room there is."""

from textwrap import wrap

import numpy as np
import pandas as pd


def numbers(values: pd.Series) -> list[float | None]:
    """A column of figures; empty is None."""
    return [None if np.isnan(value) else value for value in values.to_numpy(float, na_value=np.nan).tolist()]


def days(values: pd.Series) -> list[str | None]:
    """A column of days or weeks as ISO dates; empty is None."""
    return [None if pd.isna(value) else value.strftime("%Y-%m-%d") for value in values]


def shorten(text: str, longest: int) -> str:
    """A text cut between words to at most `longest` characters, with an ellipsis where something is left out.

    Safe in a figure: Plotly reads texts as a kind of HTML, so that a `<` or `&` of the data's own is escaped.
    """
    if len(text) > longest:
        kept = text[:longest]
        kept = kept.rsplit(" ", 1)[0] if " " in kept.strip() else kept
        text = kept[: longest - 1].rstrip(" (,;:·-–") + "…"
    return text.replace("&", "&amp;").replace("<", "&lt;")


def lines(text: str, longest: int, most: int) -> list[str]:
    """A text broken between words into at most `most` lines, the last one cut short where it does not fit."""
    broken = wrap(text, longest, break_long_words=False) or [text]
    kept = broken[: most - 1] + [" ".join(broken[most - 1 :])] if len(broken) > most else broken
    return [shorten(line, longest) for line in kept]
