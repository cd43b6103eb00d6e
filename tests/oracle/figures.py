"""Section 1, "Order and types": exact sums, ratios and the rounding to 9 decimals.

Sums are worked out in exact fractions, so that the order of rows never shows, and rounded at the end; ratios are
rounded when worked out.
"""

from collections.abc import Iterable
from fractions import Fraction

from .settings import DECIMALS

ZERO = Fraction(0)


def total(values: Iterable[Fraction]) -> Fraction:
    """Sums are 0, not empty."""
    return sum(values, ZERO)


def rounded(value: Fraction) -> Fraction:
    """To 9 decimals, half away from zero."""
    scale = 10**DECIMALS
    size = abs(value)
    whole = (2 * size.numerator * scale + size.denominator) // (2 * size.denominator)
    return Fraction(whole if value >= 0 else -whole, scale)


def ratio(above: Fraction, below: Fraction | None) -> Fraction | None:
    """A ratio with nothing below the line is empty; the zero test is judged on the rounded figure."""
    if above is None or below is None or rounded(Fraction(below)) == 0:
        return None
    return rounded(Fraction(above) / Fraction(below))


def as_float(value: Fraction) -> float:
    exact = rounded(value)
    return exact.numerator / exact.denominator
