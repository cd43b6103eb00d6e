"""How many blocks: chances, hours and the best number, by hand and by brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dashboard.outlook.counts import LEVELS, Counts, counts, levels
from dashboard.outlook.spending import use

ZERO = np.zeros(1)


def test_a_block_more_adds_exactly_its_hours():
    """Ten futures of one week need 10, 20 … 100 hours; 30 can be bought: n blocks of 20 do for 30 + 20n hours."""
    demand = np.arange(10.0, 101, 10)[:, None]
    found = counts(demand, 20, ZERO, np.full((10, 1), 30.0), 4)
    assert found.chance[0] == pytest.approx([0.3, 0.5, 0.7, 0.9, 1.0])
    # Unmet without a block: 10, 20 … 70 over the last seven; with two blocks 10, 20 and 30 over the last three.
    assert found.unmet[0] == pytest.approx([28, 15, 6, 1, 0])
    # Void: with three blocks (60 hours) 50, 40, 30, 20, 10 of them.
    assert found.void[0] == pytest.approx([0, 1, 6, 15, 28])
    # Bought: what is needed (55), less what blocks give and what is unmet.
    assert found.bought[0] == pytest.approx([55 - 28, 55 - 19 - 15, 55 - 34 - 6, 55 - 45 - 1, 55 - 52])
    assert found.fewest == 3 and found.best.tolist() == [3, 0, 2, 4]


def test_the_thirds_are_of_the_futures_by_their_hours_needed():
    assert levels(10) == [slice(0, 10), slice(0, 3), slice(3, 7), slice(7, 10)]
    demand = np.array([[90.0], [10.0], [50.0]])
    assert counts(demand, 0, ZERO, np.zeros((3, 1)), 0).unmet.ravel().tolist() == [50, 10, 50, 90]


def test_the_chance_is_that_of_the_worst_week():
    demand = np.array([[10.0, 30.0], [10.0, 10.0]] * 2)
    assert counts(demand, 10, np.zeros(2), np.full((4, 2), 10.0), 2).chance[0].tolist() == [0.5, 0.5, 1.0]


def test_where_no_number_is_enough_the_best_is_the_likeliest_and_the_fewest_of_those():
    chance = np.array([[0.1, 0.5, 0.5], [0.2, 0.95, 0.99], [0.0, 0.0, 0.0], [0.91, 0.92, 0.93]])
    found = Counts(chance, chance, chance, chance)
    assert found.best.tolist() == [1, 1, 0, 0] and found.fewest is None
    assert Counts(chance[::-1], chance, chance, chance).fewest == 0


hours = st.floats(0, 200, allow_subnormal=False).map(lambda value: round(value, 2))


@given(
    arrays(float, (6, 3), elements=hours), arrays(float, (6, 3), elements=hours), arrays(float, 3, elements=hours),
    hours,
)
def test_more_blocks_never_lower_a_chance_and_hours_are_as_spent_one_by_one(demand, flexible, in_house, block):
    found = counts(demand, block, in_house, flexible, 4)
    assert (np.diff(found.chance, axis=1) >= 0).all()
    assert (np.diff(found.unmet, axis=1) <= 1e-9).all() and (np.diff(found.void, axis=1) >= -1e-9).all()
    assert found.chance.shape == (len(LEVELS), 5)
    for count in range(5):
        used = use(demand, np.full(3, count * block), in_house, flexible)
        for name in ("unmet", "void", "bought"):
            assert getattr(found, name)[0, count] == pytest.approx(getattr(used, name).mean(), abs=1e-9)
