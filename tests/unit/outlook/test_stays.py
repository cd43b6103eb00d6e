"""Lengths of stay: Kaplan and Meier's estimate, worked out by hand."""

import numpy as np
import pytest

from dashboard.outlook.stays import HALF_LIFE, LEVELS, TAIL, stays

OPEN = 1000


def estimated(packages: list[tuple[int, int, int]], since: int, ahead: int = 20):
    """The plain estimate from (how many, requested, closed)."""
    requested = np.repeat([r for _, r, _ in packages], [n for n, *_ in packages])
    closed = np.repeat([c for *_, c in packages], [n for n, *_ in packages])
    return stays(requested, closed, since, ahead, np.ones((1, len(requested))))


def test_the_share_that_left_is_that_of_those_at_risk():
    """Of 20 asked for 10 weeks ago 5 were gone after 2 weeks and 5 after 5; 10 are open."""
    left = estimated([(5, -10, -8), (5, -10, -5), (10, -10, OPEN)], since=-20).left[0]
    assert left[:11] == pytest.approx([0, 0, 0.25, 0.25, 0.25, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])


def test_open_packages_count_as_having_stayed_so_long():
    """12 open for 3 weeks are at risk to then: of 32 at risk at 2 weeks 8 leave, of 12 less at 6 weeks 4 leave."""
    left = estimated([(8, -30, -28), (4, -30, -24), (12, -30, OPEN), (12, -3, OPEN)], since=-40).left[0]
    late, new = 2 ** (-30 / HALF_LIFE), 2 ** (-3 / HALF_LIFE)
    gone_2 = 8 * late / (24 * late + 12 * new)
    assert left[2] == pytest.approx(gone_2)
    assert left[6] == pytest.approx(1 - (1 - gone_2) * (1 - 4 / 16))


def test_beyond_what_was_seen_packages_leave_at_the_rate_of_the_year_before():
    left = estimated([(5, -10, -8), (5, -10, -5), (10, -10, OPEN)], since=-20).left[0]
    weight = [2 ** ((age - 10) / HALF_LIFE) for age in range(11)]
    gone = 5 * weight[2] + 5 * weight[5]
    at_risk = 20 * sum(weight[:3]) + 15 * sum(weight[3:6]) + 10 * sum(weight[6:])
    rate = (gone + 0.5) / (at_risk + TAIL)
    assert left[12] == pytest.approx(1 - 0.5 * (1 - rate) ** 2)


def test_what_was_open_when_the_records_began_is_at_risk_from_the_age_it_had_then():
    """12 asked for 30 weeks ago are seen from 5 weeks ago, at 26 weeks; 3 left at 28. The others are unseen."""
    left = estimated([(3, -30, -2), (9, -30, OPEN), (40, -30, -6), (10, -3, OPEN)], since=-5).left[0]
    assert left[3] == 0
    plain = estimated([(3, -30, -2), (9, -30, OPEN), (10, -3, OPEN)], since=-5).left[0]
    assert left.tolist() == plain.tolist()


def test_lengths_are_the_shares_the_other_way_round():
    found = estimated([(5, -10, -8), (5, -10, -5), (10, -10, OPEN)], since=-20)
    curve = np.zeros(3, int)
    assert found.new(curve, np.array([0.1, 0.3, 0.45])).tolist() == [2, 5, 5]
    shares = [(found.lengths[0] == age).mean() for age in (0, 1, 2, 3, 5)]
    assert shares == pytest.approx([0, 0, 0.25, 0, 0.25], abs=1 / LEVELS)


def test_an_old_package_leaves_after_the_age_it_has():
    found = estimated([(5, -10, -8), (5, -10, -5), (10, -10, OPEN)], since=-20)
    curve, age = np.zeros(4, int), np.array([0, 2, 4, 9])
    # Of those open at 2 weeks a third leave at 5: three quarters were open then, a half after it.
    assert found.old(curve, age, np.array([0.2, 0.3, 0.3, 0.0])).tolist()[:3] == [2, 5, 5]
    chances = np.random.default_rng(1).random(1000)
    assert (found.old(np.zeros(1000, int), np.full(1000, 9), chances) > 9).all()
