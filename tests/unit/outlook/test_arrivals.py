"""Arrivals: the fit, and what is drawn from it."""

import numpy as np
import pytest

from dashboard.outlook.arrivals import DAMPING, damped, drawn, fit

TERM = np.zeros(104)


def paths(counts, holiday=TERM, ahead=TERM):
    fitted = fit(np.array(counts), holiday)
    return drawn(fitted, ahead, 4000, np.random.default_rng(1), np.random.default_rng(2))


def test_a_steady_rate_goes_on():
    fitted = fit(np.full(104, 3), TERM)
    assert np.exp(fitted.mean[0]) == pytest.approx(3, rel=0.01)
    assert fitted.mean[1] == pytest.approx(0, abs=1e-6)
    assert fitted.dispersion == 0
    assert paths(np.full(104, 3))[:, :26].mean() == pytest.approx(3, rel=0.03)


def test_lumps_are_taken_for_lumps():
    """Six and none in turn: mean 3 and variance 9, which is 3 and two thirds of 9."""
    fitted = fit(np.tile([0, 6], 52), TERM)
    assert fitted.dispersion == pytest.approx(2 / 3, rel=0.02)
    lumpy, smooth = paths(np.tile([0, 6], 52)), paths(np.full(104, 3))
    assert lumpy[:, 0].var() == pytest.approx(9, rel=0.15)
    assert smooth[:, 0].var() == pytest.approx(3, rel=0.15)


def test_school_holidays_have_a_rate_of_their_own():
    holiday = np.tile([1.0, 0, 0, 0], 26)
    ahead = paths(np.where(holiday == 1, 2, 8), holiday, holiday)
    assert ahead[:, 0].mean() < 3 and ahead[:, 1].mean() == pytest.approx(8, rel=0.1)


def test_growth_goes_on_for_less_than_was_seen_and_is_damped_after_a_year():
    grown = np.round(4 * np.exp(0.3 * np.arange(-103, 1) / 52)).astype(int)
    slope = fit(grown, TERM).mean[1] * 52
    assert 0.05 < slope < 0.3
    assert damped(54).tolist() == pytest.approx([*range(1, 53), 52 + DAMPING, 52 + DAMPING + DAMPING**2])


def test_what_is_not_known_grows_with_the_weeks_ahead():
    ahead = paths(np.full(104, 8))
    spread = [ahead[:, week : week + 4].sum(axis=1).std() for week in (0, 50, 100)]
    assert spread[0] < spread[1] < spread[2]


def test_services_that_share_a_trend_rise_and_fall_together():
    fitted = fit(np.full(104, 30), TERM)
    one, other = (
        drawn(fitted, TERM, 2000, np.random.default_rng(1), np.random.default_rng(seed)).sum(axis=1) for seed in (2, 3)
    )
    assert np.corrcoef(one, other)[0, 1] > 0.7
