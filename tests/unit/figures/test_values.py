"""What each figure shows is what its table says."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from dashboard.figures import DRAWINGS, Event
from dashboard.figures.panels import Label, Panel, _lanes, _line_ends
from dashboard.figures.samples import Sample
from tests.unit.figures import tables
from tests.unit.figures.test_figures import LIGHT

PANEL = {"PCC": "y", "CCC": "y2"}
"""Panels stand in the order of the settings."""


def trace(figure: dict, name: str, axis: str = "y") -> dict:
    found = [t for t in figure["data"] if t["name"] == name and t.get("yaxis", "y") == axis]
    assert len(found) == 1, (name, axis)
    return found[0]


def names(figure: dict, axis: str = "y") -> list[str]:
    return [t["name"] for t in figure["data"] if t.get("yaxis", "y") == axis]


def texts(figure: dict) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]


def test_sufficiency_shows_each_column_by_authority() -> None:
    table = tables.sufficiency(52)
    figure = DRAWINGS["sufficiency"](table, LIGHT)
    for authority, axis in PANEL.items():
        rows = table[table["authority"] == authority]
        for name in ("Credible", "Paper", "Demonstrated", "Demand"):
            drawn = trace(figure, name, axis)
            assert drawn["y"] == rows[f"{name.lower()}_hours"].tolist()
            assert drawn["x"] == [day.date().isoformat() for day in rows["week"]]
        assert trace(figure, "Paper", axis)["fill"] == "tonexty"
        assert trace(figure, "Demonstrated", axis)["line"]["dash"] == "dot"
    assert trace(figure, "Overdue")["y"] == table.loc[table["authority"] == "PCC", "overdue_hours"].tolist()
    assert texts(figure)[0] == "<b>Peterborough</b>, hours a week"


def test_sufficiency_hatches_exactly_the_unreported_weeks() -> None:
    table = tables.sufficiency(26)
    silent = (table["authority"] == "CCC") & table["week"].isin(pd.to_datetime(["2026-09-07", "2026-11-16"]))
    table["unreported_hours"] = table["unreported_hours"].mask(silent, 12.5)
    figure = DRAWINGS["sufficiency"](table, LIGHT)
    assert "Not all reported" not in names(figure, "y")
    hatched = trace(figure, "Not all reported", "y2")
    assert hatched["x"][::6] == ["2026-09-03T12:00:00", "2026-11-12T12:00:00"]
    assert hatched["x"][2::6] == ["2026-09-10T12:00:00", "2026-11-19T12:00:00"]
    assert hatched["fillpattern"]["shape"] == "\\"
    assert set(hatched["y"]) == {0.0, None, figure["layout"]["yaxis2"]["range"][1]}
    assert texts(figure).count("Not all reported") == 1


def test_sufficiency_says_nothing_of_overdue_hours_where_there_are_none() -> None:
    table = tables.sufficiency(26, demand=0.2)
    figure = DRAWINGS["sufficiency"](table, LIGHT)
    assert "Overdue" not in names(figure) + texts(figure)


def test_the_outlook_fans_demand_over_capacity_and_names_the_first_doubtful_week() -> None:
    table = tables.outlook(104)
    figure = DRAWINGS["outlook"](table, replace(LIGHT, room=960, events=()))
    for authority, axis in PANEL.items():
        rows = table[table["authority"] == authority]
        assert trace(figure, "Committed", axis)["y"] == rows["capacity_committed"].tolist()
        assert trace(figure, "Capacity", axis)["y"] == rows["capacity_p50"].tolist()
        assert trace(figure, "Demand", axis)["y"] == rows["demand_p50"].tolist()
        for name, low, high in (
            ("Demand, 90%", "demand_p05", "demand_p95"), ("Demand, 50%", "demand_p25", "demand_p75"),
            ("Capacity, 90%", "capacity_p05", "capacity_p95"),
        ):
            under, over = (t for t in figure["data"] if t["name"] == name and t.get("yaxis", "y") == axis)
            assert under["y"] == over["customdata"] == rows[low].tolist() and over["y"] == rows[high].tolist()
            assert over["fill"] == "tonexty" and under["hoverinfo"] == "skip"
    # 1 - 17 / 80 is the first chance under 0.8: the week 17 weeks on from 16 November 2026.
    notes = [note for note in figure["layout"]["annotations"] if note["text"] == "Doubtful from here"]
    assert [note["x"] for note in notes] == ["2027-03-15"] * 2


def test_the_outlook_has_no_fan_where_too_little_is_known() -> None:
    figure = DRAWINGS["outlook"](tables.outlook(known=False), LIGHT)
    assert set(names(figure, "y") + names(figure, "y2")) == {"Committed"}
    assert texts(figure).count("Too little known") == 2


def test_the_look_back_is_drawn_by_the_week_told_of_26_weeks_on() -> None:
    table = tables.backtest()
    figure = DRAWINGS["backtest"](table, LIGHT)
    rows = table[(table["authority"] == "PCC") & (table["horizon_weeks"] == 26)]
    for name, column in (("Came true", "actual"), ("Said", "p50"), ("Last year", "naive")):
        assert trace(figure, name)["y"] == rows[column].tolist()
    told = rows["origin"] + pd.Timedelta(weeks=26)
    assert trace(figure, "Came true")["x"] == [day.date().isoformat() for day in told]
    assert texts(figure)[0] == "<b>Peterborough</b>, hours a week, 26 weeks ahead"
    short = DRAWINGS["backtest"](table[table["horizon_weeks"] == 13], LIGHT)
    assert texts(short)[0] == "<b>Peterborough</b>, hours a week, 13 weeks ahead"


def test_a_plan_is_drawn_over_its_base_in_chances_and_in_hours() -> None:
    table = tables.plan_months()
    figure = DRAWINGS["plan_months"](table, LIGHT)
    for authority, chance, hours in (("PCC", "y", "y2"), ("CCC", "y3", "y4")):
        rows = table[table["authority"] == authority]
        for name, of in (("Base", "_base"), ("Plan", "")):
            assert trace(figure, name, chance)["y"] == pytest.approx((rows[f"p_sufficient{of}"] * 100).tolist())
            assert trace(figure, name, hours)["y"] == rows[f"capacity_p50{of}"].tolist()
            assert trace(figure, name, hours)["line"]["dash"] == {"Base": "dash", "Plan": "solid"}[name]
        assert trace(figure, "Need", hours)["y"] == rows["demand_p50"].tolist()
        assert trace(figure, "Doubtful under", chance)["y"] == [80, 80]
    assert trace(figure, "Plan")["x"][:2] == ["2026-11-15", "2026-12-15"]


def test_supply_stacks_routes_in_their_order_with_silence_on_top() -> None:
    table = tables.supply(52, unreported=2)
    figure = DRAWINGS["supply"](table, LIGHT)
    assert names(figure, "y") == ["Block", "DPS", "Spot", "Not reported"]
    assert names(figure, "y2") == ["Block", "DPS", "In-house", "Spot", "Not reported"]
    for authority, axis in PANEL.items():
        rows = table[table["authority"] == authority]
        for route, name in {"block": "Block", "dps": "DPS", "spot": "Spot"}.items():
            assert trace(figure, name, axis)["y"] == rows.loc[rows["route"] == route, "delivered_hours"].tolist()
        assert trace(figure, "Not reported", axis)["y"] == [0.0] * 50 + [36.0] * 2
    assert {t.get("fillpattern", {}).get("shape", "") for t in figure["data"]} == {"", "/", ".", "x", "\\"}
    assert {t["stackgroup"] for t in figure["data"]} == {"hours"}


def test_demand_puts_what_waits_on_the_axis_and_adds_services_up() -> None:
    week = pd.to_datetime("2026-11-16")
    table = pd.DataFrame({
        "week": [week, week], "authority": ["CCC", "CCC"], "service": ["community_support", "home_care"],
        "demand_hours": [14.0, 26.5], "placed_hours": [10.0, 20.5], "waiting_hours": [4.0, 6.0],
        "unsourced_hours": [1.0, 2.5],
    })
    figure = DRAWINGS["demand"](table, LIGHT)
    assert {t["name"]: t["y"] for t in figure["data"]} == {"No provider": [3.5], "To start": [6.5], "Placed": [30.5]}
    assert names(figure) == ["No provider", "To start", "Placed"]
    assert {t["mode"] for t in figure["data"]} == {"markers"}
    assert figure["layout"]["yaxis"]["range"] == [0, pytest.approx(40.5 * 1.06)]


def test_sourcing_puts_the_longest_waits_on_the_axis() -> None:
    table = tables.sourcing(13)
    figure = DRAWINGS["sourcing"](table, LIGHT)
    bands = {"Over 12 weeks": "waiting_over_12", "7–12 weeks": "waiting_7_12", "3–6 weeks": "waiting_3_6",
             "0–2 weeks": "waiting_0_2"}
    for authority, axis in PANEL.items():
        assert names(figure, axis) == list(bands)
        rows = table[table["authority"] == authority]
        for name, column in bands.items():
            drawn = trace(figure, name, axis)
            assert drawn["y"] == rows[column].tolist()
            assert drawn["x"] == [f"{month}-01" for month in rows["month"]] and drawn["xperiod"] == "M1"
    assert figure["layout"]["barmode"] == "stack"
    assert figure["layout"]["xaxis"]["range"] == ["2025-11-01", "2026-12-01"]
    # 13 bars in 300 px are 23 px each; a name of 4 letters and a blank, 50 px, takes the room of three.
    assert figure["layout"]["xaxis"]["ticktext"] == [
        "Nov<br>so far", "Aug<br>2026", "May<br>2026", "Feb<br>2026", "Nov<br>2025",
    ]
    assert texts(figure)[0] == "<b>Peterborough</b>, packages waiting"


def test_sourcing_marks_key_dates_but_no_school_holidays() -> None:
    said = texts(DRAWINGS["sourcing"](tables.sourcing(13), LIGHT))
    assert "DPS opens" in said and "School holidays" not in said


def test_a_funnels_parts_add_up_to_what_was_requested() -> None:
    table = pd.DataFrame({
        "quarter": ["2026-Q3", "2026-Q4"], "authority": ["PCC", "PCC"], "complete": [True, False],
        "requested": [10, 4], "put_to_market": [9, 2], "with_offer": [7, 0], "one_offer_only": [3, 0],
    })
    figure = DRAWINGS["funnel"](table, LIGHT)
    assert {t["name"]: t["y"] for t in figure["data"]} == {
        "Several offers": [4, 0], "One offer": [3, 0], "No offer": [2, 2], "No invitation": [1, 2],
    }
    assert {tuple(t["x"]) for t in figure["data"]} == {("2026-07-01", "2026-10-01")}
    assert {t["xperiod"] for t in figure["data"]} == {"M3"}
    assert figure["layout"]["xaxis"]["range"] == ["2026-07-01", "2027-01-01"]
    assert figure["layout"]["xaxis"]["tickvals"] == ["2026-11-16", "2026-08-16"]
    assert figure["layout"]["xaxis"]["ticktext"] == ["Oct–Dec<br>so far", "Jul–Sep<br>2026"]
    assert figure["layout"]["yaxis"]["range"] == [0, pytest.approx(10.6)]


def test_membership_shows_the_active_on_the_axis_and_marks_who_came_and_went() -> None:
    table = pd.DataFrame({
        "month": ["2026-09", "2026-10", "2026-11"], "authority": "CCC", "complete": [True, True, False],
        "joined": [4, 0, 0], "left": [0, 0, 2], "members": [5, 5, 3], "active_members": [2, 1, 3],
    })
    figure = DRAWINGS["membership"](table, LIGHT)
    assert trace(figure, "Active")["y"] == [2, 1, 3] and trace(figure, "Not active")["y"] == [3, 4, 0]
    joined, left = trace(figure, "Joined"), trace(figure, "Left")
    assert (joined["x"], joined["customdata"]) == (["2026-09-01"], [4])
    assert (left["x"], left["customdata"]) == (["2026-11-01"], [2])
    top = figure["layout"]["yaxis"]["range"][1]
    assert 5 < left["y"][0] < joined["y"][0] < top
    nobody = DRAWINGS["membership"](table.assign(left=0), LIGHT)
    assert "Left" not in names(nobody) + texts(nobody)


def test_blocks_weekly_has_a_panel_a_contract_to_one_scale() -> None:
    table = tables.blocks_weekly(52)
    figure = DRAWINGS["blocks_weekly"](table, LIGHT)
    assert [text for text in texts(figure) if text.startswith("<b>")][0].startswith(
        "<b>Cambridgeshire block 1 (example)</b>"
    )
    for place, (_, rows) in enumerate(table.groupby("contract_id"), 1):
        axis = "y" if place == 1 else f"y{place}"
        assert trace(figure, "Delivered", axis)["y"] == rows["delivered_hours"].tolist()
        assert trace(figure, "Contracted", axis)["y"] == rows["contracted_hours"].tolist()
    assert len({tuple(figure["layout"][f"yaxis{n}"]["range"]) for n in ("", 2, 3, 4, 5)}) == 1


def test_blocks_shows_the_latest_year_of_each_the_least_used_first() -> None:
    figure = DRAWINGS["blocks"](tables.blocks(), LIGHT)
    bars, even = trace(figure, "Delivered"), trace(figure, "Break-even")
    assert bars["x"] == [0.6, 0.8, 0.95, 0.98, 1.24]
    assert even["x"] == [0.83, 0.88, 0.92, None, 0.71]
    assert bars["y"] == even["y"] == sorted(bars["y"])
    said = texts(figure)
    assert {
        "<b>Peterborough block 2 (example)</b> · ✕ Critical", "60%: 1,155 of 1,925 hours · break-even 83%",
        "<b>Peterborough block 1 (example)</b> · ● On track", "98%: 1,887 of 1,925 hours · no DPS price",
    } <= set(said)
    narrow = texts(DRAWINGS["blocks"](tables.blocks(), replace(LIGHT, room=272)))
    assert {"✕ Critical", "60%: 1,155 of 1,925 hours", "break-even 83%", "no DPS price"} <= set(narrow)
    assert "Band: 85% to 105%" in said
    bands = {(s["x0"], s["x1"]) for s in figure["layout"]["shapes"] if s["type"] == "rect" and s["xref"] == "x"}
    assert bands == {(0.85, 1.05)}
    assert figure["layout"]["xaxis"]["range"][1] == pytest.approx(1.24 * 1.05)


def test_blocks_without_contracted_hours_say_so() -> None:
    table = tables.blocks().tail(1).assign(utilisation=None, break_even_utilisation=None, status=None)
    figure = DRAWINGS["blocks"](table, LIGHT)
    assert "No contracted hours yet" in texts(figure)
    assert trace(figure, "Delivered")["x"] == [None]


def span(bars: dict, place: int) -> tuple[date, date]:
    """The first and last day of a bar."""
    first = date.fromisoformat(bars["base"][place])
    return first, first + timedelta(milliseconds=bars["x"][place]) - timedelta(days=1)


def test_contracts_draws_terms_options_and_the_time_to_act() -> None:
    figure = DRAWINGS["contracts"](tables.contracts(), LIGHT)
    assert [text for text in texts(figure) if text.startswith("<b>")] == [
        "<b>Peterborough block 1 (example)</b>, Block", "<b>Peterborough block 2 (example)</b>, Block",
        "<b>Spot purchases, Willow Homecare (example)</b>, Spot",
        "<b>Children's home care and community support</b>", "<b>DPS (example)</b>, DPS",
        "<b>Community Support Service, second team</b>", "<b>(example)</b>, In-house",
        "<b>Spot purchases, Elm Homecare (example)</b>, Spot",
    ]
    initial, taken = trace(figure, "Initial term"), trace(figure, "Extension taken")
    options, act = trace(figure, "Option to extend"), trace(figure, "Time to act")
    assert span(initial, 0) == (date(2024, 4, 22), date(2027, 4, 21))
    assert span(options, 0) == (date(2027, 4, 22), date(2029, 4, 21))
    assert span(act, 0) == (date(2026, 1, 21), date(2026, 10, 21))
    assert span(taken, 0) == (date(2025, 5, 22), date(2027, 5, 21))
    assert span(act, 2) == (date(2027, 2, 21), date(2027, 5, 21)), "no option left: time to buy again, to the end"
    assert len(initial["y"]) == 6 and len(taken["y"]) == 2 and len(options["y"]) == 4 and len(act["y"]) == 5
    assert trace(figure, "Decision due")["x"] == ["2026-10-21", "2027-01-21", "2027-11-21", "2029-09-21"]
    assert initial["customdata"][0] == "22 April 2024 to 21 April 2027"
    looks = [tuple(sorted((key, str(value)) for key, value in t["marker"].items())) for t in figure["data"]]
    assert len(set(looks)) == 5


def test_contracts_counts_down_in_years_and_months() -> None:
    said = texts(DRAWINGS["contracts"](tables.contracts(), LIGHT))
    assert {
        "✕ Overdue: 1 month 1 day · end: 4 months 30 days", "Decide: 2 years 9 months · end: 3 years 3 months",
        "Ends in 5 months 29 days", "Ended 1 month 8 days ago", "Still delivering: 13 hours", "As at 22 Nov 2026",
    } <= set(said)
    narrow = texts(DRAWINGS["contracts"](tables.contracts(), replace(LIGHT, room=272)))
    assert {
        "✕ Overdue: 1 month 1 day", "Block, 4 months 30 days left", "Spot, 5 months 29 days left",
        "Ended 1 month 8 days ago", "Still delivering: 13 hours", "<b>Children's home care and</b>",
        "<b>community support DPS</b>", "<b>(example)</b>",
    } <= set(narrow)


def test_contracts_marks_the_day_across_the_rows() -> None:
    figure = DRAWINGS["contracts"](tables.contracts(), LIGHT)
    lines = [s for s in figure["layout"]["shapes"] if s["type"] == "line" and s["xref"] == "x"]
    assert {s["x0"] for s in lines} == {"2026-11-22"} and lines[-1]["line"]["dash"]


def heat_table() -> pd.DataFrame:
    weeks = pd.date_range("2026-10-05", periods=6, freq="7D", unit="us")
    states = {
        "B": ("Busy Care", ["reported"] * 6, [10, 20, 30, 40, 50, 60], [0] * 6),
        "S": ("Silent Care", ["reported"] * 4 + ["silent"] * 2, [90, 90, 90, 90, 0, 0], [0] * 4 + [45, 46]),
        "N": ("Never Care", [None] * 6, [0] * 6, [0] * 6),
        "Z": ("Stopped Care", ["reported", "reported", "zero", "zero", None, "zero"], [5, 5, 0, 0, 0, 0], [0] * 6),
    }
    return pd.DataFrame([
        {"week": week, "authority": "PCC", "provider_id": code, "provider": name, "delivered_hours": float(done[i]),
         "unreported_hours": float(expected[i]), "reported": said[i]}
        for code, (name, said, done, expected) in states.items() for i, week in enumerate(weeks)
    ])


def test_provider_weeks_puts_those_who_work_first_and_those_who_never_began_last() -> None:
    figure = DRAWINGS["provider_weeks"](heat_table(), LIGHT)
    assert figure["layout"]["yaxis"]["ticktext"] == ["Silent Care", "Busy Care", "Stopped Care", "Never Care"]
    heat = trace(figure, "Delivered")
    assert heat["z"] == [
        [90.0] * 4 + [None] * 2, [10.0, 20.0, 30.0, 40.0, 50.0, 60.0], [5.0, 5.0] + [None] * 4, [None] * 6,
    ]
    assert heat["x"][0] == "2026-10-01T12:00:00" and len(heat["x"]) == 7 and len(heat["y"]) == 5
    middles = figure["layout"]["yaxis"]["tickvals"]
    assert [(a + b) / 2 for a, b in zip(heat["y"], heat["y"][1:], strict=False)] == pytest.approx(middles)


def test_provider_weeks_tells_silence_from_nothing_delivered_and_from_blank() -> None:
    figure = DRAWINGS["provider_weeks"](heat_table(), LIGHT)
    silent_row, _, stopped_row, _ = figure["layout"]["yaxis"]["tickvals"]
    week = 7 * 86_400_000
    silent, zero = trace(figure, "Not reported"), trace(figure, "Nothing delivered")
    assert (silent["base"], silent["x"], silent["y"]) == (["2026-10-29T12:00:00"], [2.0 * week], [silent_row])
    assert silent["customdata"] == [45.5] and silent["marker"]["pattern"]["shape"] == "\\"
    assert zero["base"] == ["2026-10-15T12:00:00", "2026-11-05T12:00:00"]
    assert zero["x"] == [2.0 * week, 1.0 * week] and set(zero["y"]) == {stopped_row}
    assert zero["width"] < silent["width"] / 4


def test_provider_weeks_has_classes_of_round_figures() -> None:
    figure = DRAWINGS["provider_weeks"](heat_table(), LIGHT)
    # Hours of the weeks worked: 5, 5, 10, 20, 30, 40, 50, 60, 90, 90, 90, 90; thirds end at 26.7 and 70.
    assert {"To 25", "Over 25, to 75", "Over 75 hours a week"} <= set(texts(figure))
    heat = trace(figure, "Delivered")
    assert [round(stop * heat["zmax"]) for stop, _ in heat["colorscale"]] == [0, 25, 25, 75, 75, 150]


def test_provider_weeks_writes_names_over_the_strips_where_it_is_narrow() -> None:
    figure = DRAWINGS["provider_weeks"](heat_table(), replace(LIGHT, room=272))
    assert not figure["layout"]["yaxis"]["showticklabels"]
    assert {"Busy Care", "Never Care"} <= set(texts(figure))


def test_dormancy_marks_each_invitation_on_the_strip_of_its_answer() -> None:
    table = tables.dormancy()
    figure = DRAWINGS["dormancy"](table, LIGHT)
    declined, none = trace(figure, "Declined"), trace(figure, "No response")
    for drawn, response in ((declined, "declined"), (none, "no_response")):
        rows = table[table["response"] == response]
        assert sorted(drawn["x"]) == sorted(day.date().isoformat() for day in rows["invited_on"])
    assert len(set(declined["y"])) == len(set(none["y"])) == 6 and not set(declined["y"]) & set(none["y"])
    assert declined["marker"]["symbol"] != none["marker"]["symbol"]
    said = texts(figure)
    assert said.count("No pick-up for 1 year 2 months") == 2 and said.count("3 declined, 4 no response") == 6


def test_concentration_parts_each_quarter_s_hours_and_shows_what_is_left_without_the_largest() -> None:
    table = tables.concentration(2)
    figure = DRAWINGS["concentration"](table, LIGHT)
    # Peterborough first, the latest quarter first: 28% and 30% there, 21% and 19% in Cambridgeshire; the top five 45%
    # more.
    largest, following, others = (trace(figure, name) for name in ("Largest provider", "Next four", "All others"))
    assert largest["x"] == [0.28, 0.3, 0.21, 0.19] and largest["base"] == [0.0] * 4
    assert following["x"] == [0.45] * 4 and following["base"] == pytest.approx(largest["x"])
    assert others["x"] == [0.27, 0.25, 0.34, 0.36] and others["base"] == pytest.approx([0.73, 0.75, 0.66, 0.64])
    covered = trace(figure, "Need met without largest")
    assert covered["x"] == [0.8, 0.8, 1.12, 1.12] and covered["base"] == [0.0] * 4
    assert {
        "Since Oct 2026: 80.0% of need without largest", "28% Fir Support (example)",
        "Jul to Sep 2026: 112.0% of need without largest", "19% Sycamore Care and Community Support…",
    } <= set(texts(figure))
    narrow = texts(DRAWINGS["concentration"](table, replace(LIGHT, room=272)))
    assert {"Jul to Sep 2026", "112.0% of need without it", "28% Fir Support (example)"} <= set(narrow)
    assert figure["layout"]["xaxis"]["range"] == [0, pytest.approx(1.12 * 1.05)]


def test_concentration_says_where_nothing_was_delivered_or_nothing_is_known() -> None:
    assert "No hours delivered" in texts(DRAWINGS["concentration"](tables.concentration(1, demand=0.0), LIGHT))
    table = tables.concentration(1).assign(sufficiency_without_largest=None)
    assert "Since Oct 2026" in texts(DRAWINGS["concentration"](table, LIGHT))


def test_entrants_holds_the_first_year_s_pay_against_setting_up_the_latest_first() -> None:
    figure = DRAWINGS["entrants"](tables.entrants(), LIGHT)
    whole, so_far = trace(figure, "Paid in first 12 months"), trace(figure, "Paid so far")
    assert whole["x"] == [23_400.0, 61_250.0] and so_far["x"] == [None, 0.0, 28_132.58]
    assert sorted(so_far["y"] + whole["y"]) == so_far["y"] + whole["y"]
    assert so_far["marker"]["pattern"]["shape"] == "/" and "pattern" not in whole["marker"]
    said = texts(figure)
    assert {
        "Setting up: £50,000", "<b>Yew Support (example)</b>", "Entered Oct 2026 · not joined yet", "No way in yet",
        "Entered Aug 2026 · invited Sep 2026, no hours yet", "Nothing paid yet",
        "Entered Apr 2026 · first hour after 1 week", "£28,133, 56% of setting up",
        "Entered Jul 2025 · first hour Jul 2025", "Entered Jun 2024 · first hour after 3 weeks",
        "£61,250, 123% of setting up",
    } <= set(said)
    marks = {s["x0"] for s in figure["layout"]["shapes"] if s["type"] == "line" and s["xref"] == "x"}
    assert marks == {50_000}


def test_labels_that_would_touch_are_moved_apart_and_joined_to_their_lines() -> None:
    labels = [Label(Sample(name), y, "") for name, y in (("a", 50.0), ("b", 51.0), ("c", 99.0), ("d", 0.0))]
    panel = Panel("PCC", "", 100.0, date(2026, 11, 16), [], labels)
    notes = _line_ends(panel, "x", "y", 200.0, LIGHT)
    places = {note["text"]: note["y"] * 2 - note["ay"] for note in notes}
    assert [note["text"] for note in notes] == ["d", "a", "b", "c"]
    assert places["b"] - places["a"] == pytest.approx(19.2, abs=0.11)
    assert places["a"] == pytest.approx(100) and places["d"] == pytest.approx(6.4)
    assert {note["x"] for note in notes} == {"2026-11-16"}


def marked(figure: dict, first: str) -> set[str]:
    return {s["yref"] for s in figure["layout"]["shapes"] if s.get("x0") == first and s["type"] == "line"}


def test_key_dates_are_marked_and_named_on_the_panels_that_they_concern() -> None:
    both = frozenset({"PCC", "CCC"})
    view = replace(LIGHT, events=(
        Event(date(2026, 4, 13), "DPS opens", both), Event(date(2026, 7, 1), "Block starts", frozenset({"CCC"})),
        Event(date(2020, 1, 1), "Long ago", both),
    ))
    figure = DRAWINGS["sufficiency"](tables.sufficiency(52), view)
    assert texts(figure).count("DPS opens") == 2 and "Long ago" not in texts(figure)
    assert texts(figure).count("Block starts") == 1
    assert marked(figure, "2026-04-13") == {"y domain", "y2 domain", "paper"}
    assert marked(figure, "2026-07-01") == {"y2 domain", "paper"}


def test_school_holidays_are_bars_over_their_own_panel_named_once() -> None:
    def holidays(first: date, last: date, of: str) -> Event:
        return Event(first, "School holidays", frozenset({of}), last)

    view = replace(LIGHT, events=(
        holidays(date(2026, 5, 25), date(2026, 5, 31), "PCC"), holidays(date(2026, 7, 23), date(2026, 8, 31), "PCC"),
        holidays(date(2026, 10, 26), date(2026, 11, 1), "CCC"),
        holidays(date(2026, 11, 20), date(2026, 12, 31), "CCC"), holidays(date(2025, 2, 1), date(2025, 2, 9), "CCC"),
    ))
    figure = DRAWINGS["supply"](tables.supply(52), view)
    bars = [(s["x0"], s["x1"]) for s in figure["layout"]["shapes"] if s["type"] == "rect"]
    # Half a week earlier than the days, as the weeks are drawn; cut where the last week, of 16 November, ends.
    assert bars == [
        ("2026-05-21T12:00:00", "2026-05-28T12:00:00"), ("2026-07-19T12:00:00", "2026-08-28T12:00:00"),
        ("2026-10-22T12:00:00", "2026-10-29T12:00:00"), ("2026-11-16T12:00:00", "2026-11-19T12:00:00"),
    ]
    [note] = [note for note in figure["layout"]["annotations"] if note["text"] == "School holidays"]
    assert (note["x"], note["xref"], note["xanchor"]) == ("2026-08-09", "x", "center")


def test_notes_that_would_touch_stand_over_each_other() -> None:
    weeks = (date(2026, 1, 5), date(2026, 12, 28))
    notes = [(date(2026, 3, 1), "DPS opens", True), (date(2026, 3, 20), "Block starts", True),
             (date(2026, 12, 20), "Ends", True), (date(2026, 8, 9), "School holidays", False)]
    placed = {note.text: note for note in _lanes(notes, weeks, LIGHT)}
    assert (placed["DPS opens"].lane, placed["Block starts"].lane, placed["Ends"].lane) == (0, 1, 0)
    assert placed["Ends"].stands == {"xanchor": "right"} and placed["DPS opens"].stands == {"xanchor": "left"}
    assert placed["School holidays"].stands == {"xanchor": "center"}
    early, late = ({note.text: note for note in _lanes([(day, "Not all reported", False)], weeks, LIGHT)}
                   for day in (date(2026, 1, 12), date(2026, 12, 21)))
    assert early["Not all reported"].stands == {"xanchor": "left", "xref": "paper", "x": 0}
    assert late["Not all reported"].stands == {"xanchor": "right", "xref": "paper", "x": 1}


def test_texts_of_the_data_cannot_be_markup() -> None:
    table = tables.contracts().head(1).assign(title="<a href='https://a.org'>A & B</a>")
    said = texts(DRAWINGS["contracts"](table, LIGHT))
    assert "<b>&lt;a href='https://a.org'>A &amp; B&lt;/a></b>, Block" in said
