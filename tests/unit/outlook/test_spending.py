"""What is used, void, bought and unmet, worked out by hand."""

import numpy as np
import pytest

from dashboard.outlook.spending import use


@pytest.mark.parametrize(
    ("demand", "block", "in_house", "flexible", "void", "bought", "unmet"),
    [
        (100, 40, 30, 50, 0, 30, 0),  # 30 in-house, 40 of the blocks, 30 of the 50 that can be bought.
        (100, 40, 30, 20, 0, 20, 10),  # Only 20 can be bought.
        (50, 40, 30, 50, 20, 0, 0),  # In-house gives 30, the blocks the other 20: 20 of theirs are void.
        (20, 40, 30, 50, 40, 0, 0),  # In-house alone is enough: the blocks are void.
        (0, 40, 0, 50, 40, 0, 0),
        (100, 0, 0, 0, 0, 0, 100),
    ],
)
def test_in_house_first_then_blocks_then_what_is_bought(demand, block, in_house, flexible, void, bought, unmet):
    used = use(np.array([[demand]]), np.array([block]), np.array([in_house]), np.array([[flexible]]))
    assert (used.void.item(), used.bought.item(), used.unmet.item()) == (void, bought, unmet)
