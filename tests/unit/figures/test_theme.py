"""The tokens: the page's and the figures' agree, and every ratio of conventions C-1, C-2 and C-7 is recomputed."""

import re
from pathlib import Path

import pytest

from dashboard.figures import theme
from dashboard.figures.theme import THEMES
from tests.unit.figures import colour

ROOT = Path(__file__).parents[3]
BOTH = pytest.mark.parametrize("name", list(THEMES))


def page_tokens(selector: str) -> dict[str, str]:
    css = re.sub(r"/\*.*?\*/", "", (ROOT / "assets" / "tokens.css").read_text(), flags=re.DOTALL)
    found: dict[str, str] = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        if selector in [part.strip() for part in selectors.split(",")]:
            found |= dict(re.findall(r"(--[\w-]+):\s*([^;]+);", body))
    return found


def figure_tokens(name: str) -> dict[str, str]:
    t = THEMES[name]
    return {
        "--paper": t.paper, "--ink": t.ink, "--ink-2": t.ink_2, "--axis": t.axis, "--threshold": t.threshold,
        "--authority-1": t.authorities[0], "--authority-2": t.authorities[1],
        "--authority-1-text": t.authority_text[0], "--authority-2-text": t.authority_text[1],
        **{f"--route-{route.replace('_', '-')}": value for route, value in t.routes.items()},
        **{f"--status-{status or 'none'}": value for status, value in t.statuses.items()},
        **{f"--sequence-{place}": value for place, value in enumerate(t.sequence, 1)},
        "--sequence-outline": t.outline,
    }


@BOTH
def test_the_page_and_the_figures_have_the_same_colours(name: str) -> None:
    assert page_tokens(f'[data-bs-theme="{name}"]') == figure_tokens(name)


def test_the_page_is_light_unless_told_otherwise() -> None:
    root = page_tokens(":root")
    assert figure_tokens("light").items() <= root.items()
    assert root["--font"] == theme.FONT
    assert root["--tint-faint"] == f"{theme.FAINT:.0%}" and root["--tint-soft"] == f"{theme.SOFT:.0%}"


def test_no_colour_is_written_anywhere_else() -> None:
    for module in (ROOT / "dashboard" / "figures").glob("*.py"):
        if module.name != "theme.py":
            assert not re.findall(r"#[0-9A-Fa-f]{6}\b", module.read_text()), module.name


def test_the_arithmetic_agrees_with_published_values() -> None:
    # Sharma, Wu and Dalal (2005), supplementary test data, pairs 1, 20, 17 and 34.
    assert colour.difference((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=5e-5)
    assert colour.difference((50, 2.5, 0), (56, -27, -3)) == pytest.approx(31.9030, abs=5e-5)
    assert colour.difference((50, 2.5, 0), (73, 25, -18)) == pytest.approx(27.1492, abs=5e-5)
    assert colour.difference((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514)) == pytest.approx(0.9082, abs=5e-5)
    assert round(colour.contrast("#12436D", "#FFFFFF"), 2) == 10.25
    assert round(colour.contrast("#F46A25", "#FFFFFF"), 2) == 3.03
    protan = [colour.lab(code, "protan") for code in ("#12436D", "#801650")]
    assert round(colour.difference(*protan), 1) == 6.5


@BOTH
def test_text_is_at_least_4_5_to_1(name: str) -> None:
    t = THEMES[name]
    for text in (t.ink, t.ink_2, t.threshold, *t.authority_text, *t.statuses.values()):
        assert colour.contrast(text, t.paper) >= 4.5, text


@BOTH
def test_what_is_drawn_is_at_least_3_to_1(name: str) -> None:
    t = THEMES[name]
    for drawn in (*t.authorities, *t.routes.values(), *t.statuses.values(), t.axis, t.threshold, t.outline):
        assert colour.contrast(drawn, t.paper) >= 3, drawn
    for cell in t.sequence:
        assert max(colour.contrast(cell, t.paper), colour.contrast(t.outline, t.paper)) >= 3, cell


@BOTH
def test_lines_can_be_read_on_the_tints_they_lie_on(name: str) -> None:
    t = THEMES[name]
    for place in (0, 1):
        for share in (theme.FAINT, theme.SOFT):
            tinted = colour.over(theme.tint(t.authority(place), share), t.paper)
            for line in (t.ink, t.ink_2, t.authority_line(place)):
                assert colour.contrast(line, tinted) >= 3, (place, share, line)
    block = colour.over(theme.tint(t.routes["block"], theme.SOFT), t.paper)
    assert colour.contrast(t.threshold, block) >= 3
    assert colour.contrast(t.routes["block"], block) >= 3


@BOTH
def test_pairs_stay_apart_for_every_kind_of_vision(name: str) -> None:
    t = THEMES[name]
    assert colour.least_difference(list(t.routes.values())) >= 20
    assert colour.least_difference([t.statuses[status] for status in ("red", "amber", "green")]) >= 20
    assert colour.least_difference(list(t.authorities)) >= 40


def test_every_route_has_a_pattern_of_its_own_and_silence_another() -> None:
    patterns = [*theme.PATTERNS.values(), theme.NOT_REPORTED]
    assert len(set(patterns)) == 5
    assert theme.PATTERNS == {"block": "", "dps": "/", "in_house": ".", "spot": "x"}


def test_a_third_authority_is_neutral() -> None:
    light = THEMES["light"]
    assert (light.authority(0), light.authority(1), light.authority(2)) == ("#12436D", "#F46A25", "#505A5F")
    assert (light.authority_line(1), light.authority_line(5)) == ("#B84A0B", "#505A5F")


def test_a_tint_is_the_colour_laid_thinly() -> None:
    assert theme.tint("#12436D", 0.3) == "rgba(18,67,109,0.3)"


def test_the_base_layout_shows_the_paper_and_keeps_the_zoom() -> None:
    layout = theme.layout(THEMES["dark"], height=240.4, scale=2, uirevision="x")
    assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0,0,0,0)"
    assert layout["height"] == 240 and layout["font"]["size"] == 32 and layout["uirevision"] == "x"
    assert layout["showlegend"] is False and "template" not in layout
