"""Rows under one another along one axis: a few lines of text, then a strip with marks.

The value axis counts px from the top of the figure, so that text and marks keep their distances at every width. Names
stand above their strips, not beside them, where they would leave no room at 320 px.
"""

from dataclasses import dataclass, field
from itertools import accumulate

from dashboard.figures import theme
from dashboard.figures.view import View

LINE = 1.3
"""The height of a line of text, as a share of the text's size."""

SWATCH = 1.8
"""The width of a sample in the key, as a share of the text's size."""


@dataclass(frozen=True)
class Sample:
    """One line of the key: what a mark means, with the mark itself."""

    text: str
    glyph: str = ""
    """A character, where the mark is one; else a small box."""
    fill: str = "rgba(0,0,0,0)"
    outline: str = "rgba(0,0,0,0)"
    hatching: str = ""
    """The pattern's shape: / or \\."""
    height: float = 0.75
    """The box's height, as a share of the text's size."""


@dataclass
class Rows:
    """A figure that grows downwards, row by row."""

    view: View
    y: float = 0.0
    """How far it has grown, in px."""
    annotations: list[dict] = field(default_factory=list)
    shapes: list[dict] = field(default_factory=list)

    @property
    def size(self) -> float:
        """The text's size in px."""
        return theme.TEXT * self.view.scale

    def space(self, height: float) -> None:
        """Leave room, as a share of the text's size."""
        self.y += height * self.size

    def text(self, text: str, colour: str | None = None) -> None:
        """Write a line from the left edge."""
        self._write(text, colour or self.view.colours.ink, 0)
        self.y += LINE * self.size

    def strip(self, height: float) -> float:
        """Leave room for a strip of marks, as a share of the text's size, and give its middle."""
        middle = self.y + height * self.size / 2
        self.y += height * self.size
        return middle

    def key(self, samples: list[Sample]) -> None:
        """Say what the marks mean, a line each."""
        colours, size = self.view.colours, self.size
        for sample in samples:
            middle = self.y + LINE * size / 2
            if sample.glyph:
                self.annotations.append({
                    "text": sample.glyph, "xref": "paper", "x": 0, "xshift": round(SWATCH * size / 2), "yref": "y",
                    "y": middle, "xanchor": "center", "yanchor": "middle", "showarrow": False,
                })
            else:
                half = sample.height * size / 2
                box = {
                    "xref": "paper", "xanchor": 0, "xsizemode": "pixel", "yref": "y", "yanchor": middle,
                    "ysizemode": "pixel", "line": {"color": sample.outline, "width": theme.THIN * self.view.scale},
                }
                self.shapes.append(box | {
                    "type": "rect", "x0": 1, "x1": SWATCH * size, "y0": -half, "y1": half, "fillcolor": sample.fill,
                })
                if sample.hatching:
                    self.shapes.append(box | {
                        "type": "path", "path": _strokes(SWATCH * size, half, sample.hatching),
                        "line": {"color": sample.outline, "width": 1.5 * self.view.scale},
                    })
            self._write(sample.text, colours.ink_2, (SWATCH + 0.5) * size)
            self.y += LINE * size

    def mark(self, at: object, top: float, bottom: float) -> None:
        """A dashed line down the rows at a date or value."""
        self.shapes.append({
            "type": "line", "xref": "x", "yref": "y", "x0": at, "x1": at, "y0": top, "y1": bottom,
            "line": {
                "color": self.view.colours.threshold, "width": theme.LINE * self.view.scale, "dash": "dash",
            },
        })

    def above(self, text: str, at: object, anchor: str = "center") -> None:
        """Write a line of text over a date or value of the axis."""
        self.annotations.append({
            "text": text, "xref": "x", "x": at, "yref": "y", "y": self.y, "xanchor": anchor, "yanchor": "top",
            "showarrow": False, "font": {"color": self.view.colours.ink_2},
        })
        self.y += LINE * self.size

    def figure(
        self, measure: str, data: list[dict], xaxis: dict, *, colour_by: str | None, series: list[str],
        names: dict[float, str] | None = None,
    ) -> dict:
        """The figure; `names` are written left of the strips whose middles are their keys."""
        view, colours, size = self.view, self.view.colours, self.size
        foot = 2.9 * size
        height = self.y + foot
        layout = theme.layout(colours, height=height, scale=view.scale, uirevision=view.revision(measure)) | {
            "margin": {"l": 0 if names else 2, "r": round(0.5 * size), "t": 0, "b": 0},
            "barmode": "overlay",
            "xaxis": {
                "showgrid": True, "gridcolor": theme.tint(colours.axis, 0.25), "zeroline": False, "showline": True,
                "linecolor": colours.axis, "ticks": "outside", "ticklen": 6 * view.scale, "tickcolor": colours.axis,
                "tickangle": 0, "nticks": 5,
            } | xaxis,
            "yaxis": {
                "range": [self.y, 0], "domain": [foot / height, 1], "fixedrange": True, "showgrid": False,
                "zeroline": False, "automargin": True, "tickmode": "array", "tickvals": list(names or {}),
                "ticktext": list((names or {}).values()), "showticklabels": bool(names),
            },
            "annotations": self.annotations, "shapes": self.shapes,
            "meta": {"colour_by": colour_by, "series": series},
        }
        return {"data": data, "layout": layout}

    def _write(self, text: str, colour: str, shift: float) -> None:
        self.annotations.append({
            "text": text, "xref": "paper", "x": 0, "xshift": round(shift), "yref": "y", "y": self.y, "xanchor": "left",
            "yanchor": "top", "align": "left", "showarrow": False, "font": {"color": colour},
        })


def fitting(heights: list[float], room: float | None) -> int:
    """How many rows, from the first, the room holds; all where it has no bounds."""
    return len(heights) if room is None else sum(height <= room for height in accumulate(heights))


def _strokes(width: float, half: float, hatching: str) -> str:
    """Slanted lines across a box of the key, as an SVG path in px."""
    up = 1 if hatching == "/" else -1
    starts = [width * place / 4 for place in range(4)]
    return "".join(f"M{x:.1f},{-up * half:.1f}L{x + width / 4:.1f},{up * half:.1f}" for x in starts)
