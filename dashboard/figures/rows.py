"""Rows under one another along one axis: a few lines of text, then a strip with marks.

The value axis counts px from the top of the figure, so that text and marks keep their distances at every width. Names
stand above their strips, not beside them, where they would leave no room at 320 px.
"""

from dataclasses import dataclass, field
from itertools import accumulate

from dashboard.figures import samples, theme
from dashboard.figures.samples import Sample
from dashboard.figures.view import View

OVER, UNDER = 3.4, 2.0
"""The height of an axis over the rows, with two lines of labels, and of one under them: shares of the text's size."""


@dataclass
class Rows:
    """A figure that grows downwards, row by row."""

    view: View
    left: float = 2
    """The margin left of the plot, in px."""
    y: float = 0.0
    """How far it has grown, in px."""
    ruled: float | None = None
    """How far down its axis is; at the bottom unless it is placed."""
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
        self._write(text, colour or self.view.colours.ink)
        self.y += theme.LEADING * self.size

    def strip(self, height: float) -> float:
        """Leave room for a strip of marks, as a share of the text's size, and give its middle."""
        middle = self.y + height * self.size / 2
        self.y += height * self.size
        return middle

    def key(self, marks: list[Sample]) -> None:
        """Say what the marks mean."""
        annotations, shapes, self.y = samples.key(marks, self.view, self.y, lambda px: px, "y", self.left - 2)
        self.annotations += annotations
        self.shapes += shapes

    def axis(self) -> None:
        """Place the axis here, above the rows: a long figure's foot is out of sight."""
        self.y += OVER * self.size
        self.ruled = self.y

    def mark(self, at: object, top: float, bottom: float) -> None:
        """A dashed line down the rows at a date or value, with the paper's colour round it where it crosses a bar."""
        line = {"type": "line", "xref": "x", "yref": "y", "x0": at, "x1": at, "y0": top, "y1": bottom}
        width = theme.LINE * self.view.scale
        dash = f"{2 * width:g}px,{1.5 * width:g}px"
        self.shapes += [
            line | {"line": {"color": self.view.colours.paper, "width": 2 * width}},
            line | {"line": {"color": self.view.colours.threshold, "width": width, "dash": dash}},
        ]

    def above(self, text: str, at: object, share: float) -> None:
        """Write a line over a date or value of the axis, which lies at a share of its length."""
        fits = share * self.view.width + theme.LETTER * self.size * len(text) <= self.view.width
        self.annotations.append({
            "text": text, "xref": "x", "x": at, "yref": "y", "y": self.y, "yanchor": "top",
            "xanchor": "left" if fits else "right",
            "showarrow": False, "font": {"color": self.view.colours.ink_2},
        })
        self.y += theme.LEADING * self.size

    def figure(
        self, measure: str, data: list[dict], xaxis: dict, *, colour_by: str | None, series: list[str],
        names: dict[float, str] | None = None,
    ) -> dict:
        """The figure; `names` are written left of the strips whose middles are their keys."""
        view, colours, size = self.view, self.view.colours, self.size
        foot = UNDER * size if self.ruled is None else 0.0
        height = self.y + foot
        side = {} if self.ruled is None else {
            "side": "top", "anchor": "free", "position": 1 - self.ruled / height,
        }
        layout = theme.layout(colours, height=height, scale=view.scale, uirevision=view.revision(measure)) | {
            "margin": {"l": round(self.left), "r": round(0.5 * size), "t": 0, "b": 0},
            "barmode": "overlay",
            "xaxis": {
                "showgrid": False, "zeroline": False, "showline": True, "linecolor": colours.axis, "ticks": "outside",
                "ticklen": 6 * view.scale, "tickcolor": colours.axis, "tickangle": 0, "nticks": 4,
            } | side | xaxis,
            "yaxis": {
                "range": [self.y, 0], "domain": [foot / height, 1], "fixedrange": True, "showgrid": False,
                "zeroline": False, "automargin": True, "ticks": "", "ticklabelstandoff": round(0.3 * size),
                "tickmode": "array", "tickvals": list(names or {}), "ticktext": list((names or {}).values()),
                "showticklabels": bool(names),
            },
            "annotations": self.annotations, "shapes": self.shapes,
            "meta": {"colour_by": colour_by, "series": series},
        }
        return {"data": data, "layout": layout}

    def _write(self, text: str, colour: str) -> None:
        self.annotations.append({
            "text": text, "xref": "paper", "x": 0, "xshift": 2 - round(self.left), "yref": "y", "y": self.y,
            "xanchor": "left", "yanchor": "top", "align": "left", "showarrow": False, "font": {"color": colour},
            "bgcolor": self.view.colours.paper, "borderpad": 0,
        })


def fitting(heights: list[float], room: float | None) -> int:
    """How many rows, from the first, the room holds; all where it has no bounds."""
    return len(heights) if room is None else sum(height <= room for height in accumulate(heights))

