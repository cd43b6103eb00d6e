"""Flexible capacity ahead: what the past says, and what is drawn from it."""

import numpy as np
import pytest

from dashboard.outlook.flexible import Offer, Spells, flexible, spells

QUIET = Spells(exits=0, exposure=1e9, entered=np.array([]), weeks=10_000, moves=np.zeros(1000))
"""A market that has never moved, watched for ever."""
FOR_EVER = 1000


def test_spells_are_counted_in_hours():
    """P1 of 30 hours stays; P2 of 10 leaves; P3 comes with 4 and is at 6 from the 27th week on."""
    weeks = 40
    hours = np.zeros((3, weeks))
    hours[0] = 30
    hours[1, :20] = 10
    hours[2, 5:31] = 4
    hours[2, 31:] = 6
    found = spells(hours)
    before = hours[:, :-1]
    usual = (before**2).sum() / before.sum()
    assert found.exits == pytest.approx(10 / usual)
    assert found.exposure == pytest.approx(before.sum() / usual)
    assert found.entered.tolist() == [6.0]
    assert found.weeks == 39
    # By quarters back from the last week, of those there at both ends: P1 and P3 from 34 to 36; 34 to 34; P1 and P2.
    assert found.moves == pytest.approx([np.log(36 / 34), 0.0, 0.0])


def test_nothing_seen_is_nothing_counted():
    for hours in (np.zeros((0, 0)), np.zeros((2, 30)), np.zeros((2, 1))):
        found = spells(hours)
        assert (found.exits, found.exposure, len(found.entered), len(found.moves)) == (0, 0, 0, 0)


def test_nobody_is_nothing():
    assert (flexible([], QUIET, "PCC") == 0).all()


def test_where_nothing_moves_hours_go_on_to_the_last_way_in():
    found = flexible([Offer("P1", 40.0, FOR_EVER), Offer("P2", 10.0, 25)], QUIET, "PCC")
    assert found[:, 0].tolist() == [50.0] * 2000
    assert np.median(found[:, 25]) == pytest.approx(50, rel=0.02)
    assert np.median(found[:, 26]) == pytest.approx(40, rel=0.02)


def test_a_provider_without_a_way_in_any_more_counts_at_week_0_alone():
    found = flexible([Offer("P1", 40.0, 0)], QUIET, "PCC")
    assert (found[:, 0] == 40).all() and (found[:, 1:] == 0).all()


def test_providers_leave_at_the_rate_that_was_seen():
    """One in a hundred a week, surely known: after 26 weeks 0.99 ** 26 of the hours are left, whatever the waves."""
    known = Spells(exits=1e6, exposure=1e8, entered=np.array([]), weeks=0, moves=np.zeros(1000))
    offers = [Offer(f"P{n}", 1.0, FOR_EVER) for n in range(50)]
    found = flexible(offers, known, "PCC")
    # A gamma of shape 2 and mean 1 times the rate: the mean of exp(-26 r) is (1 + 26 / 100 / 2) ** -2.
    assert found[:, 26].mean() / 50 == pytest.approx((1 + 0.26 / 2) ** -2, rel=0.03)


def test_others_come_at_the_rate_that_was_seen_with_the_hours_they_had():
    known = Spells(exits=0, exposure=1e9, entered=np.full(1000, 7.0), weeks=10_000, moves=np.zeros(1000))
    found = flexible([], known, "PCC")
    assert found[:, 0].tolist() == [0] * 2000
    assert found[:, 52].mean() == pytest.approx(7.0 * 5.2, rel=0.05)


def test_nobody_comes_or_stays_when_the_door_is_shut():
    known = Spells(exits=0, exposure=1e9, entered=np.full(1000, 7.0), weeks=10_000, moves=np.zeros(1000))
    open_, shut = flexible([], known, "PCC"), flexible([], known, "PCC", door=30)
    assert (shut[:, :31] == open_[:, :31]).all() and open_[:, 31].max() > 0 and (shut[:, 31:] == 0).all()
    assert (flexible([], known, "PCC", door=-5)[:, 1:] == 0).all()


def test_more_joiners_are_never_fewer_hours():
    offers = [Offer("P1", 20.0, FOR_EVER)]
    found = [flexible(offers, QUIET, "PCC", joiners=a_year) for a_year in (0, 1, 2.5, 6)]
    for fewer, more in zip(found, found[1:], strict=False):
        assert (more >= fewer - 1e-6).all()
    assert found[2][:, 52].mean() - found[0][:, 52].mean() == pytest.approx(2.5 * 20, rel=0.1)


def test_who_leaves_does_so_with_every_service_at_once():
    known = Spells(exits=5, exposure=500, entered=np.array([]), weeks=0, moves=np.zeros(1000))
    first, second = (
        (flexible([Offer("P1", hours, FOR_EVER)], known, "PCC") > 0).sum(axis=1) for hours in (10.0, 3.0)
    )
    assert (first == second).all()
