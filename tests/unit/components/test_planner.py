"""The planner: a plan in words, the ready-made ones, what changes, and the numbers of blocks side by side."""

from datetime import date

import pytest
from dash import dcc, html

from dashboard.components.planner import Answer, BlockCounts, Controls, Months
from dashboard.components.planner.answer import said
from dashboard.components.planner.plans import ready_made
from dashboard.market.plan import Plan
from dashboard.measures import MEASURES, answer
from tests.unit.components.views import SETTINGS, text_of, view
from tests.unit.outlook_market import AS_OF, outlook_market
from tests.unit.pages.test_pages import walk

TODAY = "Today's terms carried on, no option taken."


def asked(market=None, **filters):
    market = market or outlook_market()
    given = view(market=market, day=AS_OF, **filters)
    tables = {name: answer(MEASURES[name], market, given.filled, SETTINGS) for name in ("plan", "plan_blocks")}
    return view(tables, market=market, day=AS_OF, **filters)


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (Plan(), TODAY),
        (
            Plan(blocks=(("PCC", 3), ("CCC", 0)), block_start=date(2027, 4, 1)),
            "3 blocks in Peterborough of 35 hours a week and £50,000 a year and no block in Cambridgeshire from "
            "1 April 2027.",
        ),
        (
            Plan(blocks=(("PCC", 1),), block_hours=37.5, block_value=45_000, dps_first=True),
            "1 block in Peterborough of 37.5 hours a week and £45,000 a year from 23 November 2026, none before.",
        ),
        (Plan(options=True), "Options to extend taken."),
        (Plan(in_house_hours=20, in_house_from=date(2027, 1, 4)), "20 in-house hours a week more from 4 January 2027."),
        (Plan(in_house_hours=-7.5), "7.5 in-house hours a week fewer from 23 November 2026."),
        (Plan(demand=-10, joiners=0), "10% fewer hours needed; 0 DPS joiners a year in each authority."),
        (Plan(lost="P2"), "Beech Care lost from 23 November 2026."),
    ],
)
def test_a_plan_is_said_in_words(plan, words):
    assert said(plan, view(market=outlook_market(), day=AS_OF)) == words


def test_ready_made_plans_keep_the_filters():
    plans = ready_made(view(market=outlook_market(), day=AS_OF, authority="PCC", plan=Plan(demand=5)))
    blocks = (("PCC", 3), ("CCC", 2))
    assert {name: (one.plan, one.against) for name, one in plans.items()} == {
        "Today's terms": (Plan(), Plan()),
        "As proposed: 3 and 2 beside a DPS": (Plan(blocks=blocks), Plan()),
        "DPS alone": (Plan(blocks=(("PCC", 0), ("CCC", 0))), Plan()),
        "DPS first, blocks a year later": (
            Plan(blocks=blocks, block_start=date(2027, 11, 22), dps_first=True), Plan(),
        ),
        "No extension": (Plan(), Plan(options=True)),
        "Lose the largest provider": (Plan(lost="P2"), Plan()),
    }
    assert {one.authority for one in plans.values()} == {"PCC"}


def test_without_hours_there_is_no_largest_provider():
    assert "Lose the largest provider" not in ready_made(view(day=AS_OF))


def test_figures_of_base_and_plan_stand_side_by_side_and_once_where_they_are_the_same():
    shown = asked(authority="PCC", plan=Plan(blocks=(("PCC", 0),)))
    base, plan = shown.table("plan").iloc
    text = text_of(html.Div(Answer().draw(shown)[-1]))
    assert f"Plan No block in Peterborough from 23 November 2026. Held against {TODAY}" in text
    assert f"{round(base['p_52_weeks'] * 100)}% → becomes {round(plan['p_52_weeks'] * 100)}%" in text
    assert "Void block hours a year 0 unchanged" in text
    # The market's DPS has no package with a rate.
    assert "Cost a year, in-house left out not known unchanged" in text


def test_too_little_known_has_no_figures():
    text = text_of(html.Div(Answer().draw(asked(outlook_market(packages=["K1,PCC,home_care,6,2025-01-06,,,"])))[-1]))
    assert "Hours a year that go unmet not known unchanged" in text and "nan" not in text


def test_numbers_of_blocks_are_a_table_with_the_answer_marked():
    shown = asked(authority="PCC")
    counts, note = BlockCounts().draw(shown)[-1]
    assert text_of(note).startswith("Low, middle, high: a third")
    rows = [[text_of(cell) for cell in row.children] for part in walk(counts) if isinstance(part, html.Tbody)
            for row in part.children]
    table = shown.table("plan_blocks").set_index(["demand", "blocks"])
    [fewest] = table.index[table["fewest"]].get_level_values("blocks")
    assert [row[0].split()[0] for row in rows] == [str(count) for count in range(7)]
    assert [row[0].endswith("the fewest with 90%") for row in rows] == [count == fewest for count in range(7)]
    for count, row in enumerate(rows):
        assert row[1] == f"{table.loc[('any', count), 'p_sufficient'] * 100:.0f}%"
        regret = table.loc[("high", count), "regret_hours"]
        assert row[-1] == (f"{regret:,.0f} hours" if regret >= 0.5 else "none")


def test_links_compare_swap_and_let_go():
    def links(**filters):
        kept = Controls().draw(asked(**filters))[2]
        return {part.children: part.href for part in kept if isinstance(part, dcc.Link)}

    one, two = Plan(blocks=(("PCC", 1),)), Plan(blocks=(("PCC", 2),))
    assert links() == {}
    assert links(plan=one) == {"Compare another plan with this one": "/planner?blocks_PCC=1&against=blocks_PCC%3D1"}
    assert links(plan=one, against=two) == {
        "Compare another plan with this one": "/planner?blocks_PCC=1&against=blocks_PCC%3D1",
        "Swap the two plans": "/planner?blocks_PCC=2&against=blocks_PCC%3D1",
        "Hold against today's terms": "/planner?blocks_PCC=1",
    }


def test_the_chart_marks_where_contracts_end_ahead():
    market = outlook_market(contracts=["B1,The block,block,PCC,PCC,P1,home_care,2024-01-01,36,12,,,50000,35"])
    events = {(event.first, event.text, event.of) for event in Months().events(view(market=market, day=AS_OF))}
    assert events == {
        (date(2026, 12, 31), "Block ends", frozenset({"PCC"})), (date(2030, 1, 5), "DPS ends", frozenset({"PCC"})),
    }
    options = Plan(options=True)
    assert Months().events(view(market=market, day=AS_OF, plan=options, against=options)) == ()
