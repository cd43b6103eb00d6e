"""The key to a figure's marks: a sample of each with its name, in as many lines as the width needs."""

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.figures import theme
from dashboard.figures.view import View

CLEAR = "rgba(0,0,0,0)"

SWATCH = 1.8
"""The width of a sample, as a share of the text's size."""

APART = 0.5
"""The room between a sample and its name; twice that between a name and the next sample."""

STROKES: dict[str, list[tuple[float, float, float, tuple[float, ...]]]] = {
    "/": [(-1, 1, 1, (0, 1, 2, 3))],
    "\\": [(1, -1, 1, (0, 1, 2, 3))],
    "x": [(1, -1, 1, (0, 1, 2, 3)), (-1, 1, 1, (0, 1, 2, 3))],
    ".": [(level, level, 0.25, (0.4, 1.4, 2.4, 3.4)) for level in (-0.4, 0.4)],
}
"""A pattern's strokes across a box: where they begin and end in its height, how wide each is, and where they stand."""

@dataclass(frozen=True)
class Sample:
    """What a mark means, with the mark itself: a character, a line, or else a small box."""

    text: str
    glyph: str = ""
    dash: str = ""
    """A line's dash, such as solid or dot, in the outline's colour."""
    stroke: float = theme.LINE
    """A line's width."""
    fill: str = CLEAR
    outline: str = CLEAR
    hatching: str = ""
    """A box's pattern, as Plotly calls it."""
    strokes: str = ""
    """The pattern's colour; the outline's unless given."""
    height: float = 0.75
    """A box's height, as a share of the text's size."""

def key(
    samples: list[Sample], view: View, top: float, y: Callable[[float], float], yref: str, left: float,
) -> tuple[list[dict], list[dict], float]:
    """Annotations and shapes of a key that begins `top` px down, and the px down at which it ends.

    `y` turns px down the figure into the units of `yref`; the key begins `left` px left of the plot.
    """
    if not samples:
        return [], [], top
    size = theme.TEXT * view.scale
    annotations: list[dict] = []
    shapes: list[dict] = []
    at = 0.0
    for sample in samples:
        wide = (SWATCH + APART + theme.LETTER * len(sample.text)) * size
        if at and at + wide > view.width:
            at, top = 0.0, top + theme.LEADING * size
        middle = y(top + theme.LEADING * size / 2)
        shapes += _mark(sample, view, at - left, middle, yref)
        if sample.glyph:
            middle_of_swatch = at - left + SWATCH * size / 2
            annotations.append(_text(sample.glyph, middle_of_swatch, middle, yref, view.colours.ink, "center"))
        words = at - left + (SWATCH + APART) * size
        annotations.append(_text(sample.text, words, middle, yref, view.colours.ink_2, "left"))
        at += wide + 2 * APART * size
    return annotations, shapes, top + theme.LEADING * size

def _text(text: str, x: float, middle: float, yref: str, colour: str, anchor: str) -> dict:
    return {
        "text": text, "xref": "paper", "x": 0, "xshift": round(x), "yref": yref, "y": middle, "xanchor": anchor,
        "yanchor": "middle", "showarrow": False, "font": {"color": colour},
    }

def _mark(sample: Sample, view: View, x: float, middle: float, yref: str) -> list[dict]:
    if sample.glyph:
        return []
    size = theme.TEXT * view.scale
    left, right, half = x + 1, x + SWATCH * size, sample.height * size / 2
    box = {
        "xref": "paper", "xanchor": 0, "xsizemode": "pixel", "yref": yref, "yanchor": middle, "ysizemode": "pixel",
        "line": {"color": sample.outline, "width": theme.THIN * view.scale},
    }
    if sample.dash:
        line = {"color": sample.outline, "width": sample.stroke * view.scale, "dash": sample.dash}
        return [box | {"type": "line", "x0": left, "x1": right, "y0": 0, "y1": 0, "line": line}]
    marks = [box | {"type": "rect", "x0": left, "x1": right, "y0": -half, "y1": half, "fillcolor": sample.fill}]
    if sample.hatching:
        step = (right - left) / 4
        line = {"color": sample.strokes or sample.outline, "width": 1.5 * view.scale}
        marks += [
            box | {"type": "path", "line": line, "path": "".join(
                f"M{left + n * step:.1f},{a * half:.1f}L{left + (n + wide) * step:.1f},{b * half:.1f}" for n in places
            )}
            for a, b, wide, places in STROKES[sample.hatching]
        ]
    return marks
