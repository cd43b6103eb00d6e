"""Every colour, font, pattern and stroke of the figures, in two themes.

The colours are the tokens of conventions C-1 (light, on white only) and C-2 (dark); where C-2 names none, the second
text colour stands in. `assets/tokens.css` holds the same values for the page. Nothing else holds a colour.
"""

from dataclasses import dataclass

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
"""Fonts that are on the machine already."""

TEXT = 16
"""The size of all text in a figure, in px at scale 1."""

LETTER = 0.62
"""The width of a letter in the widest of the fonts, as a share of the text's size: room is reckoned by it."""

LEADING = 1.3
"""The height of a line of text, as a share of its size."""

ROUTES = {"block": "Block", "dps": "DPS", "in_house": "In-house", "spot": "Spot"}
"""The routes' short names, from the bottom of a stack up."""

PATTERNS = {"block": "", "dps": "/", "in_house": ".", "spot": "x"}
"""A route's second cue beside its colour: DPS and in-house are the same grey."""

NOT_REPORTED = "\\"
"""The hatching of hours and weeks that have not been reported; no route's pattern."""

FAINT = 0.12
SOFT = 0.3
"""How much of a colour a lighter and a darker tint hold. A line of `authority_text` keeps 3:1 on both."""

THIN, LINE, BOLD, GAP = 1, 2, 3, 2
"""Strokes in px at scale 1; a gap is the paper's colour between two areas that touch."""


@dataclass(frozen=True)
class Theme:
    """One theme's colours."""

    paper: str
    ink: str
    ink_2: str
    """The second text colour."""
    axis: str
    """An axis that must be read; faint for a gridline."""
    threshold: str
    """A target's or a threshold's line, dashed and labelled."""
    authorities: tuple[str, str]
    authority_text: tuple[str, str]
    """The authorities' colours for text, and for lines that lie on a tint of theirs."""
    routes: dict[str, str]
    statuses: dict[str, str]
    """red, amber, green, and "" for no data: never without a shape and a word."""
    sequence: tuple[str, str, str]
    """From little to much."""
    outline: str
    """Drawn round the sequence's cells: the least of them is too near the paper alone."""

    def authority(self, place: int) -> str:
        """The colour of the authority at a place in the settings; from the third on neutral: its panel names it."""
        return self.authorities[place] if place < len(self.authorities) else self.ink_2

    def authority_line(self, place: int) -> str:
        """The same authority's colour where it must be read on a tint of itself."""
        return self.authority_text[place] if place < len(self.authority_text) else self.ink_2


THEMES = {
    "light": Theme(
        paper="#FFFFFF",
        ink="#0B0C0C",
        ink_2="#505A5F",
        axis="#6F777B",
        threshold="#3D3D3D",
        authorities=("#12436D", "#F46A25"),
        authority_text=("#12436D", "#B84A0B"),
        routes={"block": "#031B63", "dps": "#408FDD", "in_house": "#A3893E", "spot": "#3C1F02"},
        statuses={"red": "#7A0019", "amber": "#946B00", "green": "#007A6E", "": "#505A5F"},
        sequence=("#6BACE6", "#2073BC", "#12436D"),
        outline="#12436D",
    ),
    "dark": Theme(
        paper="#0B0C0C",
        ink="#FFFFFF",
        ink_2="#B1B4B6",
        axis="#B1B4B6",
        threshold="#B1B4B6",
        authorities=("#BFE0FF", "#F46A25"),
        authority_text=("#BFE0FF", "#F46A25"),
        routes={"block": "#8A6BFF", "dps": "#BFE3FF", "in_house": "#FFF6D6", "spot": "#A87F52"},
        statuses={"red": "#E85D5D", "amber": "#FFDD00", "green": "#7FE7D0", "": "#B1B4B6"},
        sequence=("#12436D", "#2073BC", "#6BACE6"),
        outline="#6BACE6",
    ),
}


def tint(colour: str, share: float) -> str:
    """A colour laid thinly on the paper: `tint("#12436D", 0.3)` is "rgba(18,67,109,0.3)"."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


def layout(theme: Theme, *, height: float, scale: float = 1.0, uirevision: str = "") -> dict:
    """The layout that every figure begins with: the paper shows through, one font, no legend, no template.

    The width is the page's; `height` is in px. Zoom is kept over redraws as long as `uirevision` stays the same.
    """
    return {
        "autosize": True,
        "height": round(height),
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": TEXT * scale, "color": theme.ink},
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": theme.paper, "bordercolor": theme.axis, "align": "left", "namelength": -1,
            "font": {"family": FONT, "size": TEXT * scale, "color": theme.ink},
        },
        "dragmode": "zoom",
        "uirevision": uirevision,
    }
