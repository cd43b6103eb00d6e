"""What holds for every figure, in both themes, at every width, on five states of the data."""

import json
import re
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise

import orjson
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.figures import DRAWINGS, ROOMS, TABLES_ONLY, Event, View, theme
from dashboard.figures.panels import NO_DATA
from dashboard.figures.theme import THEMES
from dashboard.market.filters import Filters
from dashboard.measures import MEASURES
from dashboard.settings import Authority, Settings
from tests.unit.figures import tables

SETTINGS = Settings(authorities={
    "PCC": Authority(name="Peterborough", ons_code="E06000031"),
    "CCC": Authority(name="Cambridgeshire", ons_code="E10000003"),
})
LIGHT = View(
    Filters(as_of=date(2026, 11, 22), weeks=52), SETTINGS,
    names={code: block[0] for code, block in tables.BLOCKS.items()}
    | {f"X{n:02d}": f"{name} (example)" for n, name in enumerate(tables.NAMES)},
    events=(
        Event(date(2026, 4, 13), "DPS opens", frozenset({"PCC", "CCC"})),
        Event(date(2026, 5, 22), "Block starts", frozenset({"CCC", "BLK-CCC-2"})),
        Event(date(2026, 7, 23), "School holidays", frozenset({"PCC", "BLK-PCC-1"}), date(2026, 8, 31)),
    ),
)
VIEWS = [replace(LIGHT, theme=name, room=room) for name in THEMES for room in ROOMS]

WEEKLY = {
    name: getattr(tables, name) for name in ("sufficiency", "supply", "demand", "provider_weeks", "outlook", "backtest")
}
STACKED = {name: getattr(tables, name) for name in ("sourcing", "funnel", "membership")}
STATES: dict[str, dict[str, pd.DataFrame]] = {
    "normal": {
        **{name: draw(52) for name, draw in WEEKLY.items()}, "blocks": tables.blocks(),
        **{name: draw(13) for name, draw in STACKED.items()}, "plan_months": tables.plan_months(),
        "blocks_weekly": tables.blocks_weekly(52), "contracts": tables.contracts(), "dormancy": tables.dormancy(),
        "concentration": tables.concentration(), "entrants": tables.entrants(),
    },
    "one authority": {
        **{name: draw(13, authorities=("PCC",)) for name, draw in (WEEKLY | STACKED).items()},
        "dormancy": tables.dormancy(authorities=("PCC",)),
        "concentration": tables.concentration(authorities=("PCC",)), "entrants": tables.entrants().tail(1),
    },
    "zero demand": {
        **{name: draw(26, demand=0.0) for name, draw in (WEEKLY | STACKED).items()},
        "blocks": tables.blocks(demand=0.0),
        "blocks_weekly": tables.blocks_weekly(26, demand=0.0),
        "concentration": tables.concentration(demand=0.0), "entrants": tables.entrants(demand=0.0),
    },
    "unreported": {name: WEEKLY[name](52, unreported=3) for name in ("sufficiency", "supply", "provider_weeks")},
    "too little known": {"outlook": tables.outlook(known=False)},
    "a single week": {name: draw(1) for name, draw in (WEEKLY | STACKED).items()},
    "a plan": {"plan_months": tables.plan_months(2, authorities=("PCC",), demand=0.0)},
    "a plan of which too little is known": {"plan_months": tables.plan_months(known=False)},
    "many periods": {name: draw(60) for name, draw in STACKED.items()},
}
STATES["empty"] = {name: table.head(0) for name, table in STATES["normal"].items()}
CASES = [(state, measure) for state, of_state in STATES.items() for measure in of_state]
EVERY = pytest.mark.parametrize(("state", "measure"), CASES)


@cache
def drawn(state: str, measure: str) -> list[tuple[View, dict]]:
    return [(view, DRAWINGS[measure](STATES[state][measure], view)) for view in VIEWS]


def values(node: object) -> list:
    if isinstance(node, dict):
        return [leaf for value in node.values() for leaf in values(value)]
    if isinstance(node, list | tuple):
        return [leaf for value in node for leaf in values(value)]
    return [node]


def axes(figure: dict, letter: str) -> dict[str, dict]:
    return {key: axis for key, axis in figure["layout"].items() if re.fullmatch(rf"{letter}axis\d*", key)}


def plain(text: str) -> str:
    return re.sub(r"</?b>", "", text).replace("<br>", " ")


def test_every_measure_is_drawn_or_is_a_table_only() -> None:
    assert set(MEASURES) == set(DRAWINGS) | TABLES_ONLY
    assert not set(DRAWINGS) & TABLES_ONLY


@EVERY
def test_plotly_takes_it_and_json_holds_it(state: str, measure: str) -> None:
    for _, figure in drawn(state, measure):
        go.Figure(figure)
        assert {type(leaf) for leaf in values(figure)} <= {str, int, float, bool, type(None)}
        assert orjson.loads(orjson.dumps(figure)) == json.loads(json.dumps(figure))


@EVERY
def test_only_the_traces_of_the_cartesian_bundle(state: str, measure: str) -> None:
    for _, figure in drawn(state, measure):
        assert {trace["type"] for trace in figure["data"]} <= {"bar", "scatter", "heatmap"}


@EVERY
def test_at_most_four_series_each_named_in_words(state: str, measure: str) -> None:
    for view, figure in drawn(state, measure):
        series = figure["layout"]["meta"]["series"]
        assert len(series) <= 4
        assert figure["layout"]["showlegend"] is False
        said = {plain(note["text"]) for note in figure["layout"]["annotations"]}
        if measure != "provider_weeks":
            assert set(series) <= said, view
        assert (NO_DATA in said) == (state == "empty")


@EVERY
def test_one_value_axis_a_panel_and_it_begins_at_zero(state: str, measure: str) -> None:
    for _, figure in drawn(state, measure):
        across, up = axes(figure, "x"), axes(figure, "y")
        assert len(across) == len(up) >= 1
        assert not any("overlaying" in axis or axis.get("side") == "right" for axis in up.values())
        weekly = ("sufficiency", "supply", "demand", "outlook", "backtest", "blocks_weekly")
        if measure in (*STACKED, *weekly) and figure["data"]:
            for axis in up.values():
                assert axis["range"][0] == 0 and axis["range"][1] > 0 and axis["rangemode"] == "tozero"
        if measure in ("blocks", "entrants") and figure["data"]:
            assert across["xaxis"]["range"][0] == 0 and figure["data"][0]["base"] == 0
        if measure == "concentration" and figure["data"]:
            largest, _, _, covered = figure["data"]
            assert across["xaxis"]["range"][0] == 0 and {*largest["base"], *covered["base"]} == {0.0}


@EVERY
def test_colours_come_from_the_tokens_and_mean_one_thing(state: str, measure: str) -> None:
    for view, figure in drawn(state, measure):
        t = THEMES[view.theme]
        tokens = set(values(list(vars(t).values()))) | set(t.routes.values())
        found = set()
        for leaf in values({"data": figure["data"], "layout": figure["layout"]}):
            if isinstance(leaf, str) and leaf.startswith("rgba("):
                *parts, share = leaf[5:-1].split(",")
                if float(share):
                    found.add("#" + "".join(f"{int(part):02X}" for part in parts))
            elif isinstance(leaf, str) and re.fullmatch(r"#[0-9A-Fa-f]{6}", leaf):
                found.add(leaf)
        assert found <= tokens
        neutral = {t.paper, t.ink, t.ink_2, t.axis, t.threshold}
        families = {
            "authority": {*t.authorities, *t.authority_text}, "route": set(t.routes.values()),
            "amount": {*t.sequence, t.outline}, None: set(),
        }
        assert found <= neutral | families[figure["layout"]["meta"]["colour_by"]]


@EVERY
def test_a_white_gap_parts_what_is_stacked(state: str, measure: str) -> None:
    for view, figure in drawn(state, measure):
        for trace in figure["data"]:
            if "stackgroup" in trace and trace["name"] != "Not reported":
                assert trace["line"]["color"] == THEMES[view.theme].paper and trace["line"]["width"] >= 2


@EVERY
def test_texts_are_short_and_large_enough(state: str, measure: str) -> None:
    for _, figure in drawn(state, measure):
        for note in figure["layout"]["annotations"]:
            beside_names = re.sub(r"<b>.*?</b>", "", note["text"])
            assert len(plain(beside_names)) <= 50, note["text"]
            assert "size" not in note.get("font", {})
        assert figure["layout"]["font"]["size"] == 16


@EVERY
def test_no_line_of_text_is_wider_than_the_figure(state: str, measure: str) -> None:
    for view, figure in drawn(state, measure):
        margin = figure["layout"]["margin"]["l"]
        for note in figure["layout"]["annotations"]:
            if note.get("xref") == "paper" and note.get("xanchor") == "left":
                lines = re.sub(r"</?b>", "", note["text"]).split("<br>")
                # 8.7 px a letter at 16 px: DejaVu Sans, the widest of the fonts, on average over running text.
                assert margin + note.get("xshift", 0) + 8.7 * max(map(len, lines)) <= view.room + 16, note["text"]


@pytest.mark.parametrize("state", ["normal", "one authority", "a single week", "many periods"])
@pytest.mark.parametrize("measure", list(STACKED))
def test_names_under_bars_do_not_touch_and_none_is_cut(state: str, measure: str) -> None:
    for view, figure in drawn(state, measure):
        layout = figure["layout"]
        plot = view.room - layout["margin"]["l"] - layout["margin"]["r"]
        for axis in axes(figure, "x").values():
            begin, end = (pd.Timestamp(day) for day in axis["range"])
            named = sorted(zip(axis["tickvals"], axis["ticktext"], strict=True))
            at = [(pd.Timestamp(day) - begin) / (end - begin) * plot for day, _ in named]
            half = [8.7 * max(map(len, text.split("<br>"))) / 2 for _, text in named]
            assert named, view
            for n in range(len(named) - 1):
                assert at[n] + half[n] <= at[n + 1] - half[n + 1], view
            assert at[0] - half[0] >= -layout["margin"]["l"], view
            assert at[-1] + half[-1] <= plot + layout["margin"]["r"], view


@EVERY
def test_labels_at_line_ends_do_not_touch(state: str, measure: str) -> None:
    for view, figure in drawn(state, measure):
        layout = figure["layout"]
        for key, axis in axes(figure, "y").items():
            ends = [note for note in layout["annotations"] if note.get("yref") == key.replace("axis", "")
                    and note.get("showarrow")]
            if view.narrow:
                assert not ends
                continue
            plot = (axis["domain"][1] - axis["domain"][0]) * layout["height"] if ends else 0
            places = sorted(note["y"] / axis["range"][1] * plot - note["ay"] for note in ends)
            assert all(above - below >= 1.15 * 16 for below, above in pairwise(places))
            assert all(note["y"] / axis["range"][1] * plot - note["ay"] <= plot for note in ends)


@pytest.mark.parametrize("measure", list(DRAWINGS))
def test_zoom_lasts_while_the_question_is_the_same(measure: str) -> None:
    def revision(**filters: object) -> str:
        view = replace(LIGHT, filters=replace(LIGHT.filters, **filters))
        return DRAWINGS[measure](STATES["normal"][measure], view)["layout"]["uirevision"]

    assert revision() == revision(as_of=date(2026, 11, 29), known_at=4)
    assert len({revision(), revision(weeks=13), revision(authority="PCC"), revision(first=date(2026, 1, 1))}) == 4
    assert revision().startswith(f"{measure}?")


@pytest.mark.parametrize("measure", ["sufficiency", "supply", "demand"])
def test_a_height_that_is_dictated_is_kept(measure: str) -> None:
    wall = replace(LIGHT, scale=2.7, height=900.0, room=272, events=())
    figure = DRAWINGS[measure](STATES["one authority"][measure], wall)
    assert figure["layout"]["height"] == 900
    assert figure["layout"]["font"]["size"] == pytest.approx(16 * 2.7)


@pytest.mark.parametrize("measure", ["blocks", "contracts"])
def test_rows_that_do_not_fit_are_left_out_from_the_end(measure: str) -> None:
    def titles(view: View) -> list[str]:
        notes = DRAWINGS[measure](STATES["normal"][measure], view)["layout"]["annotations"]
        return [note["text"] for note in notes if note["text"].startswith("<b>")]

    every, some = titles(LIGHT), titles(replace(LIGHT, height=330.0))
    assert 1 <= len(some) < len(every) and some == every[: len(some)]
    assert DRAWINGS[measure](STATES["normal"][measure], replace(LIGHT, height=330.0))["layout"]["height"] <= 330


def test_a_table_is_never_changed() -> None:
    for measure, table in STATES["normal"].items():
        before = table.copy(deep=True)
        DRAWINGS[measure](table, LIGHT)
        pd.testing.assert_frame_equal(table, before)


def test_a_view_without_its_day_is_a_mistake_in_the_program() -> None:
    with pytest.raises(ValueError, match="needs the day"):
        _ = replace(LIGHT, filters=Filters()).as_of


def test_text_grows_with_the_scale() -> None:
    figure = DRAWINGS["supply"](STATES["normal"]["supply"], replace(LIGHT, scale=2.0))
    small = DRAWINGS["supply"](STATES["normal"]["supply"], LIGHT)
    assert figure["layout"]["font"]["size"] == 2 * theme.TEXT
    assert figure["layout"]["height"] == pytest.approx(2 * small["layout"]["height"], abs=1)
    assert figure["data"][0]["line"]["width"] == 2 * small["data"][0]["line"]["width"]
