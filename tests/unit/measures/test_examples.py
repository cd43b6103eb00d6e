"""Worked examples: the words of each worked out by hand, and over random markets the sums in them done again."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from dashboard.intake import market_of
from dashboard.market.filters import Filters
from dashboard.measures import MEASURES, answer
from dashboard.settings import example_settings
from tests.conftest import EXAMPLE, EXAMPLE_DAY
from tests.oracle.markets import draw
from tests.unit.markets import market_from

SETTINGS = example_settings()
DAY = date(2026, 11, 22)
WEEK = pd.Timestamp("2026-11-16")


def rows(*each: dict) -> pd.DataFrame:
    return pd.DataFrame(list(each))


def at(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


BY_HAND = {
    "attention": (
        rows(
            {"severity": "red", "rule": "shortfall", "subject": "Peterborough", "what": "11 hours a week short.",
             "since": at("2026-07-01"), "due": pd.NaT},
        ),
        # 1 July to 22 November: 30 + 31 + 30 + 31 + 22 days
        "Of Peterborough it is said: “11 hours a week short.” That is the rule shortfall, critical, and so since 1 "
        "July 2026: 22 November 2026 − 1 July 2026 = 144 days.",
    ),
    "sufficiency": (
        rows(
            {"week": WEEK, "authority": "CCC", "sufficiency": 1.0, "credible_hours": 1.0, "demand_hours": 1.0,
             "overdue_hours": 0.0, "unmet_share": 0.0, "status": "amber"},
            {"week": WEEK, "authority": "PCC", "sufficiency": 500.1 / 429.5, "credible_hours": 500.1,
             "demand_hours": 429.5, "overdue_hours": 12.0, "unmet_share": 12 / 429.5, "status": "amber"},
        ),
        "In the week of 16 November 2026 in Peterborough, credible capacity over hours needed is 500.1 / 429.5 = "
        "1.164: on track. Overdue hours over hours needed are 12.0 / 429.5 = 0.028: watch. The worse of the two is "
        "the status: watch.",
    ),
    "outlook": (
        rows(
            # Week 52 is the one that is told of.
            *(
                {"week": WEEK + pd.Timedelta(weeks=ahead), "authority": "PCC",
                 "p_sufficient": 0.1785 if ahead == 52 else 1.0, "demand_p05": 280.5 + 52 - ahead, "demand_p95": 680.0}
                for ahead in range(105)
            ),
        ),
        "In the week of 15 November 2027 in Peterborough, futures with enough care over all of them, 357 / 2,000 = "
        "0.179, is the chance of enough. Of the hours needed, the 95% figure less the 5% figure, 680.0 − 280.5 = "
        "399.5, is how far apart nine futures in ten lie.",
    ),
    "outlook_summary": (
        rows(
            {"authority": "CCC", "expected_unmet_hours_52_weeks": 1.0, "p_104_weeks": 0.95,
             "first_week_below_80": pd.NaT},
            {"authority": "PCC", "expected_unmet_hours_52_weeks": 520.0, "p_104_weeks": 0.034,
             "first_week_below_80": at("2026-11-30")},
        ),
        "In Peterborough, expected unmet hours over the weeks that they are of come to 520.0 / 52 = 10 a week. The "
        "lowest chance of the next 104 weeks is 68 / 2,000 = 0.034: doubtful, below 80%, from the week of 30 November "
        "2026.",
    ),
    "backtest": (
        rows(
            {"authority": "PCC", "origin": at("2026-07-27"), "horizon_weeks": 13, "actual": 430.0, "p05": 341.45,
             "p50": 435.5, "p95": 559.55, "naive": 413.5},
        ),
        "Asked in the week of 27 July 2026 in Peterborough, what was said for 13 weeks ahead less what came true is "
        "435.5 − 430.0 = 5.5 hours; of last year’s figure it is 413.5 − 430.0 = -16.5. The 90% band, 341.45 to 559.55, "
        "held.",
    ),
    "backtest_summary": (
        rows(
            {"authority": "PCC", "horizon_weeks": 13, "origins": 30, "coverage_90": 0.9, "pinball": 6.0,
             "pinball_naive": 8.0},
        ),
        "In Peterborough, 13 weeks ahead, outcomes within the 90% band over times asked are 27 / 30 = 0.9. Its loss "
        "over that of last year’s figure is 6.0 / 8.0 = 0.75: below 1 it did better.",
    ),
    "plan": (
        rows(
            *(
                {"authority": "PCC", "of": of, "unmet_hours_a_year": 7201.1, "block_gbp_a_year": 68475.0,
                 "bought_gbp_a_year": 336868.0, "cost_gbp_a_year": 405343.0}
                for of in ("base", "plan")
            ),
        ),
        "In Peterborough with nothing planned, the plan’s unmet hours a year less the base’s are 7,201.1 − 7,201.1 = "
        "0.0. Paid for blocks and for hours bought, £68,475 + £336,868 = £405,343, is the cost a year.",
    ),
    "plan_months": (
        rows(
            # The month a year after the first is the one that is told of.
            *(
                {"month": f"{month}", "authority": "PCC", "p_sufficient": 0.25 if at == 12 else 1.0,
                 "capacity_p50": 400.0, "demand_p50": 425.5 + 12 - at}
                for at, month in enumerate(pd.period_range("2026-01", periods=25, freq="M"))
            ),
        ),
        "In January 2027 in Peterborough, futures with enough care over all of them, 500 / 2,000 = 0.25 in its worst "
        "week, is the chance of enough with the plan. Capacity less hours needed, each the middle one of the futures, "
        "is 400.0 − 425.5 = -25.5 hours a week.",
    ),
    "plan_blocks": (
        rows(
            *(
                {"authority": "PCC", "demand": demand, "blocks": blocks, "p_sufficient": chance, "unmet_hours": unmet,
                 "cost_gbp": cost, "regret_gbp": regret}
                for demand in ("any", "high")
                for blocks, chance, unmet, cost, regret in (
                    (0, 0.2, 900.0, 1000.0, 0.0), (1, 0.91, 40.0, 1500.0, 0.0), (2, 0.99, 2.0, 2250.0, 750.0),
                )
            ),
        ),
        "In Peterborough under any demand, the best number of blocks is 1, the fewest with 90%. Unmet hours of no "
        "block less the best number’s, 900.0 − 40.0 = 860.0, are its regret in hours. The cost of 2 blocks less the "
        "best number’s, £2,250 − £1,500 = £750, is its regret in pounds.",
    ),
    "supply": (
        rows(
            {"week": WEEK, "authority": "PCC", "route": "block", "delivered_hours": 40.0, "planned_hours": 50.0,
             "share": 0.4, "delivery_rate": 0.8},
            {"week": WEEK, "authority": "PCC", "route": "dps", "delivered_hours": 60.0, "planned_hours": 64.0,
             "share": 0.6, "delivery_rate": 0.9375},
            {"week": WEEK, "authority": "PCC", "route": "spot", "delivered_hours": 0.0, "planned_hours": 0.0,
             "share": 0.0, "delivery_rate": float("nan")},
        ),
        "In the week of 16 November 2026 in Peterborough, DPS and Block delivered 60.0 + 40.0 = 100.0 hours. DPS: "
        "60.0 / 100.0 = 0.6 is its share; over the hours planned for it, 60.0 / 64.0 = 0.938, its delivery rate.",
    ),
    "demand": (
        rows({"week": WEEK, "authority": "PCC", "service": "home_care", "demand_hours": 274.5, "placed_hours": 206.25,
              "waiting_hours": 68.25, "demand_packages": 35}),
        # 206.3 + 68.3 would not be 274.5
        "In the week of 16 November 2026 in Peterborough, home care: placed and waiting, 206.25 + 68.25 = 274.50 "
        "hours asked for, in 35 packages.",
    ),
    "sourcing": (
        rows({"month": "2026-11", "authority": "PCC", "complete": False, "awarded": 7, "awarded_within_target": 2 / 7,
              "waiting_packages": 12, "waiting_0_2": 6, "waiting_3_6": 3, "waiting_7_12": 3, "waiting_over_12": 0}),
        "In Peterborough on 22 November 2026, 6 + 3 + 3 + 0 = 12 packages had waited 0 to 2, 3 to 6, 7 to 12 and over "
        "12 weeks. Of those awarded in the month, 2 / 7 = 0.286 were within 14 days of the request.",
    ),
    "funnel": (
        rows(
            {"quarter": "2026-Q3", "authority": "PCC", "complete": True, "put_to_market": 16, "with_offer": 15,
             "offers": 22},
            {"quarter": "2026-Q4", "authority": "PCC", "complete": False, "put_to_market": 9, "with_offer": 4,
             "offers": 6},
        ),
        "In July to September 2026 in Peterborough, offers over packages put to the market are 22 / 16 = 1.375. Less "
        "the packages with an offer, 16 − 15 = 1 had none.",
    ),
    "providers": (
        rows(
            {"provider": "Ash", "authority": "PCC", "invited": 90, "offered": 0, "declined": 0, "activity": None,
             "hours_last_13_weeks": 0.0, "hours_prior_13_weeks": 0.0, "change": float("nan"), "pickup": pd.NaT},
            {"provider": "Beech", "authority": "CCC", "invited": 10, "offered": 5, "declined": 3, "activity": "active",
             "hours_last_13_weeks": 90.0, "hours_prior_13_weeks": 120.0, "change": -0.25, "pickup": at("2026-11-02")},
        ),
        "Beech in Cambridgeshire, last 26 weeks: offered and declined over invited, (5 + 3) / 10 = 0.8, is its "
        "response rate. Its hours of the last 13 weeks over those of the 13 before changed by 90.0 / 120.0 − 1 = "
        "-0.25. Since its last pick-up: 22 November 2026 − 2 November 2026 = 20 days.",
    ),
    "provider_weeks": (
        rows(
            *(
                {"week": WEEK - pd.Timedelta(weeks=ago), "authority": "PCC", "provider_id": "P1", "provider": "Ash",
                 "delivered_hours": hours, "unreported_hours": 0.0, "reported": "reported" if hours else "zero"}
                for ago, hours in zip(range(9, 0, -1), (99, 8, 16, 0, 8, 8, 8, 8, 8), strict=True)
            ),
            {"week": WEEK, "authority": "PCC", "provider_id": "P1", "provider": "Ash", "delivered_hours": 0.0,
             "unreported_hours": 8.0, "reported": "silent"},
        ),
        "In the week of 16 November 2026 in Peterborough, Ash is silent. The 8 weeks to that of 9 November 2026, its "
        "last row, had (8.0 + 16.0 + 0.0 + 8.0 + 8.0 + 8.0 + 8.0 + 8.0) / 8 = 8 hours on average: its unreported "
        "hours.",
    ),
    "membership": (
        rows({"month": "2026-10", "authority": "PCC", "complete": True, "members": 13, "active_members": 8}),
        "At the end of October 2026 in Peterborough, members less active members are 13 − 8 = 5: so many had no award "
        "and no work under a DPS in the 90 days before.",
    ),
    "dormancy": (
        rows(*({"provider_id": "P1", "provider": "Ash", "authority": "PCC", "pickup": at("2026-05-01")},) * 4),
        # 1 May to 22 November: 30 + 30 + 31 + 31 + 30 + 31 + 22 days
        "Ash in Peterborough, since its last pick-up: 22 November 2026 − 1 May 2026 = 205 days; dormant is from 180. "
        "It has 4 rows here, invitations since that day, and offered for none; dormant is from 3.",
    ),
    "concentration": (
        rows({"quarter": "2026-Q4", "authority": "PCC", "providers": 8, "largest_share": 0.25, "hhi": 1400.73}),
        "In October to December 2026 in Peterborough, the largest provider's percentage squared is 25.0 × 25.0 = 625 "
        "of an HHI of 1,400.7. With as much from each provider it would be 10,000 / 8 = 1,250.",
    ),
    "entrants": (
        rows({"provider": "Ash", "complete": False, "spend_first_12_months_gbp": 28132.58, "joined": at("2026-05-01"),
              "first_hour": at("2026-05-15"), "weeks_to_first_hour": 2.0}),
        "Ash: spend of its first 12 months so far over what setting up takes is £28,132.58 / £50,000 = 0.563. From "
        "joining to its first hour: 15 May 2026 − 1 May 2026 = 14 days; 14 / 7 = 2 weeks.",
    ),
    "blocks": (
        rows({"title": "The block", "contract_year": at("2026-04-01"), "to": at("2026-11-22"), "status": "green",
              "contracted_hours": 1000.0, "delivered_hours": 900.0, "utilisation": 0.9, "void_hours": 100.0,
              "void_gbp": 2500.0, "price_per_contracted_hour": 25.0, "dps_rate_gbp": 20.0,
              "break_even_utilisation": 1.25}),
        "The block, contract year from 1 April 2026: delivered over contracted hours are 900.0 / 1,000.0 = 0.9, on "
        "track. 1,000.0 − 900.0 = 100.0 hours are void; at the price of an hour, 100.00 × £25.00 = £2,500. That price "
        "over the DPS rate, £25.00 / £20.00 = 1.25, is its break-even.",
    ),
    "blocks_weekly": (
        rows(
            *(
                {"week": WEEK - pd.Timedelta(weeks=ago), "contract_id": "B1", "contracted_hours": 40.0 * (ago != 2),
                 "delivered_hours": hours, "utilisation": float("nan") if ago == 2 else hours / 40}
                for ago, hours in ((3, 20.0), (2, 5.0), (1, 40.0), (0, 30.0))
            )
        ),
        # A week with nothing contracted counts on neither side.
        "In the week of 16 November 2026, delivered over contracted hours of B1 are 30.0 / 40.0 = 0.75. Added up over "
        "3 weeks with contracted hours, that one the last, they are 90.0 / 120.0 = 0.75.",
    ),
    "contracts": (
        rows(
            {"contract_id": "B1", "title": "The block", "decision_due": at("2026-12-31"), "paper_due": at("2026-10-29"),
             "days_to_decision": 39, "current_end": at("2027-06-30")},
            {"contract_id": "B2", "title": "Late", "decision_due": at("2026-11-01"), "paper_due": at("2026-08-30"),
             "days_to_decision": -21, "current_end": at("2027-04-30")},
        ),
        # 22 November to 31 December: 8 + 31 days; 9 weeks are 63
        "The block: days to its decision, 31 December 2026 − 22 November 2026 = 39 days. The paper is due 9 weeks "
        "before: 31 December 2026 − 29 October 2026 = 63 days.",
    ),
}


@pytest.mark.parametrize("name", MEASURES)
def test_an_example_has_the_figures_of_its_table(name: str) -> None:
    table, words = BY_HAND[name]
    assert MEASURES[name].example(table, DAY, SETTINGS) == words


def test_figures_have_the_decimals_that_their_result_asks_for() -> None:
    table = rows({"week": WEEK, "authority": "PCC", "sufficiency": 3.06 / 2.14, "credible_hours": 3.06,
                  "demand_hours": 2.14, "overdue_hours": 0.0, "unmet_share": 0.0, "status": "green"})
    text = MEASURES["sufficiency"].example(table, DAY, SETTINGS)
    # 3.1 / 2.1 would be 1.476
    assert text is not None and "3.06 / 2.14 = 1.43: on track" in text


def test_a_contract_without_an_option_is_counted_to_its_end() -> None:
    row = {"contract_id": "B1", "title": "The block", "decision_due": pd.NaT, "days_to_decision": pd.NA}
    ahead = rows(row | {"current_end": at("2026-12-01")})
    assert MEASURES["contracts"].example(ahead, DAY, SETTINGS) == (
        "The block, days to its end: 1 December 2026 − 22 November 2026 = 9 days."
    )
    past = rows(row | {"current_end": at("2026-11-21")})
    assert MEASURES["contracts"].example(past, DAY, SETTINGS) == (
        "The block, past its end: 22 November 2026 − 21 November 2026 = 1 day."
    )


def test_a_band_that_did_not_hold_says_so() -> None:
    table = rows({"authority": "PCC", "origin": at("2026-07-27"), "horizon_weeks": 13, "actual": 560.0, "p05": 341.0,
                  "p50": 435.0, "p95": 559.0, "naive": 413.0})
    text = MEASURES["backtest"].example(table, DAY, SETTINGS)
    assert text is not None and text.endswith("The 90% band, 341.00 to 559.00, did not hold.")


def test_without_a_doubtful_week_none_is_named() -> None:
    table = rows({"authority": "CCC", "expected_unmet_hours_52_weeks": 0.0, "p_104_weeks": 0.8,
                  "first_week_below_80": pd.NaT})
    text = MEASURES["outlook_summary"].example(table, DAY, SETTINGS)
    assert text is not None and text.endswith("is 1,600 / 2,000 = 0.8: no week is doubtful, below 80%.")


def test_where_no_number_of_blocks_is_enough_the_best_has_the_highest_chance() -> None:
    table = rows(*(
        {"authority": "PCC", "demand": "any", "blocks": blocks, "p_sufficient": chance, "unmet_hours": unmet,
         "cost_gbp": float("nan"), "regret_gbp": float("nan")}
        for blocks, chance, unmet in ((0, 0.1, 90.0), (1, 0.3, 50.0), (2, 0.8, 20.5))
    ))
    assert MEASURES["plan_blocks"].example(table, DAY, SETTINGS) == (
        "In Peterborough under any demand, the best number of blocks is 2, with the highest chance. Unmet hours of no "
        "block less the best number’s, 90.0 − 20.5 = 69.5, are its regret in hours."
    )


def test_a_plan_without_a_rate_has_no_cost() -> None:
    row = {"authority": "PCC", "unmet_hours_a_year": 5.0, "block_gbp_a_year": 1.0, "bought_gbp_a_year": float("nan"),
           "cost_gbp_a_year": float("nan")}
    text = MEASURES["plan"].example(rows(row | {"of": "base"}, row | {"of": "plan"}), DAY, SETTINGS)
    assert text is not None and text.endswith("less the base’s are 5.0 − 5.0 = 0.0.")


@pytest.mark.parametrize("name", MEASURES)
def test_an_empty_market_has_no_example(name: str) -> None:
    table = answer(MEASURES[name], market_from({}), Filters(as_of=DAY, known_at=1), SETTINGS)
    assert MEASURES[name].example(table, DAY, SETTINGS) is None


@pytest.fixture(scope="module")
def example_market():
    return market_of(EXAMPLE, SETTINGS)


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_of_the_example_market_has_one_that_adds_up(name: str, example_market) -> None:
    table = answer(MEASURES[name], example_market, Filters(as_of=EXAMPLE_DAY, known_at=1), SETTINGS)
    text = MEASURES[name].example(table, EXAMPLE_DAY, SETTINGS)
    assert text is not None
    assert list(_wrong(name, text, table)) == []


@pytest.mark.parametrize("seed", range(8))
def test_examples_add_up(seed: int, tmp_path: Path) -> None:
    assert _all_wrong(seed, tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8, 200))
def test_examples_add_up_on_many_markets(seed: int, tmp_path: Path) -> None:
    assert _all_wrong(seed, tmp_path) == []


@pytest.mark.parametrize(
    "text",
    [
        "It is 418.2 / 429.5 = 0.975.", "It is 2.0 + 3.1 = 5.0.", "It is 3 − 1 = 1.", "It is nan.", "It has 3.0.",
        "It is 22 November 2026 − 1 November 2026 = 20 days.", "It is 49.7235 × £25.7174 = £1,278.77.",
        "One. Two. Three. 1 / 2 = 0.5.", "It is 3.0 / 4.0 = 0.75.",
    ],
)
def test_what_is_wrong_is_seen(text: str) -> None:
    assert list(_wrong("sufficiency", text, rows({"credible_hours": 418.2, "demand_hours": 429.5})))


def _all_wrong(seed: int, folder: Path) -> list[str]:
    as_of = draw(seed, folder)
    market, found = market_of(folder, SETTINGS), []
    for name, measure in MEASURES.items():
        table = answer(measure, market, Filters(as_of=as_of, known_at=1), SETTINGS)
        text = MEASURES[name].example(table, as_of, SETTINGS)
        found += [] if text is None else [f"{name}: {why}: {text}" for why in _wrong(name, text, table)]
    return found


FIGURE = r"£?\d[\d,]*(?:\.\d+)?"
SUM = re.compile(rf"(\(?{FIGURE}\)?(?: [+−×/] \(?{FIGURE}\)?)+) = (£?-?\d[\d,]*(?:\.\d+)?)(?! \w+ \d{{4}})")
DATE = r"(\d+ [A-Z][a-z]+ \d{4})"
DAYS = re.compile(rf"{DATE} − {DATE} = ([\d,]+) days?\b")
PLACES = {"outlook_summary": 1, "provider_weeks": 1, "concentration": 1}
"""The places of a mean, and of an index; a ratio has three, a price two."""

FROM_ONE_ROW = ("sufficiency", "demand", "funnel", "membership", "blocks")
"""The measures whose figures stand in the table one by one; in the others some are sums of several rows."""


def _wrong(name: str, text: str, table: pd.DataFrame) -> Iterator[str]:
    """What is wrong with an example: words that are none, too many sentences, sums that do not come out."""
    if re.search(r"\b(nan|NaT|None|inf|True|False)\b|<NA>", text):
        yield "a missing value"
    said = text if name != "attention" else re.sub("“.*?”", "", text)
    if len(re.findall(r"\.(?: [A-Z\d]|$)", said)) > 3:
        yield "more than three sentences"
    equations = SUM.findall(said)
    between = DAYS.findall(said)
    if not equations and not between and name not in ("provider_weeks", "attention"):
        yield "nothing is worked out"
    for formula, result in equations:
        places = PLACES.get(name, 2 if "×" in formula else 3)
        near = Fraction(1, 2 * 10**places) if re.search("[/×]", formula) else 0
        if abs(_value(formula) - _number(result)) > near:
            yield f"{formula} is not {result}"
    for last, first, days in between:
        if (_date(last) - _date(first)).days != _number(days):
            yield f"{last} − {first} is not {days} days"
    if name in FROM_ONE_ROW:
        figures = [_decimal(cell) for cell in table.select_dtypes("number").to_numpy(float).ravel() if cell == cell]
        for shown in re.findall(FIGURE, " ".join(formula for formula, _ in equations)):
            exact = Decimal(shown.replace(",", "").strip("£"))
            if not any(figure.quantize(exact, ROUND_HALF_UP) == exact for figure in figures):
                yield f"{shown} is not in the table"


def _value(formula: str) -> Fraction:
    """What a sum of the kind that examples write comes to."""
    inside = re.match(r"\((.*?)\)(.*)", formula)
    if inside:
        formula = str(_value(inside[1])).replace("/", ":") + inside[2]
    first, *rest = re.split(r" ([+−×/]) ", formula)
    value = _number(first)
    for sign, part in zip(rest[::2], rest[1::2], strict=True):
        other = _number(part)
        value = {"+": value + other, "−": value - other, "×": value * other, "/": value / (other or 1)}[sign]
    return value


def _number(text: str) -> Fraction:
    above, *below = text.replace(",", "").replace("£", "").split(":")
    return Fraction(above) / (Fraction(below[0]) if below else 1)


def _decimal(value: float) -> Decimal:
    return Decimal(str(value))


def _date(text: str) -> date:
    return datetime.strptime(text, "%d %B %Y").date()
