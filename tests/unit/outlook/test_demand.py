"""Demand ahead, against the plain expectation of a stock and a flow."""

import numpy as np
import pytest

from dashboard.outlook.demand import Packages, demand, enough_known
from dashboard.outlook.stays import stays

OPEN = 100_000
AHEAD = np.zeros(104)


def steady(every: int = 1, weeks: int = 156, hours: float = 6.0) -> Packages:
    """One package every so many weeks, that stays 8, 24 or 60 weeks in turn."""
    requested = np.arange(-weeks + 1, 1, every)
    closed = requested + np.resize([8, 24, 60], len(requested))
    return Packages(requested, np.where(closed > 0, OPEN, closed), np.full(len(requested), hours))


def ahead(packages: Packages, service: str = "home_care", paths: int = 2000) -> np.ndarray:
    return demand(packages, np.zeros(-packages.since), AHEAD, "PCC", service, paths)


def test_week_0_is_what_is_open_in_every_path():
    """Open: those of the last 8 weeks, of the 24 and 60 weeks' stays those younger than that: 8/3 + 24/3 + 60/3."""
    packages = steady()
    now = ahead(packages)[:, 0]
    assert set(now) == {6.0 * (packages.closed == OPEN).sum()}
    assert (packages.closed == OPEN).sum() == pytest.approx((8 + 24 + 60) / 3, abs=1)


def test_the_mean_is_what_stays_and_what_comes_and_stays():
    packages = steady(hours=5.0)
    left = stays(packages.requested, packages.closed, packages.since, 104, np.ones((1, len(packages.hours)))).left[0]
    age = -packages.requested[packages.closed == OPEN]
    mean = ahead(packages).mean(axis=0)
    for week in (4, 13, 26):
        stay = ((1 - left[age + week]) / (1 - left[age])).sum()
        come = (1 - left[:week]).sum()
        assert mean[week] == pytest.approx(5.0 * (stay + come), rel=0.05)


def test_the_order_of_rows_is_nothing():
    packages = steady()
    shuffled = np.random.default_rng(3).permutation(len(packages.hours))
    other = Packages(packages.requested[shuffled], packages.closed[shuffled], packages.hours[shuffled])
    assert (ahead(packages) == ahead(other)).all()


def test_names_make_the_chances():
    assert (ahead(steady()) == ahead(steady())).all()
    assert (ahead(steady())[:, 5] != ahead(steady(), "community_support")[:, 5]).any()


def test_records_are_complete_from_the_first_end():
    packages = Packages(np.array([-90, -80, -70, -9]), np.array([-60, -50, OPEN, OPEN]), np.ones(4))
    assert packages.since == -60
    assert packages.counts().tolist() == [0] * 50 + [1] + [0] * 9
    none = Packages(np.array([-90, -3]), np.array([OPEN, OPEN]), np.ones(2))
    assert none.since == -90 and none.counts().sum() == 1


def test_enough_is_52_weeks_with_30_requests():
    def known(weeks: int, requests: int) -> bool:
        requested = np.append(-weeks - 1, np.linspace(-weeks + 1, 0, requests).astype(int))
        closed = np.append(-weeks, np.full(requests, OPEN))
        return enough_known(Packages(requested, closed, np.ones(requests + 1)))

    assert known(52, 30)
    assert not known(51, 30) and not known(52, 29)
    assert not enough_known(Packages(np.array([], int), np.array([], int), np.array([])))


def test_it_is_never_below_nothing_and_without_a_remainder():
    found = ahead(Packages(np.arange(-99, 1), np.arange(-99, 1) + 1, np.full(100, 0.1)))
    assert (found >= 0).all() and (found == np.round(found, 9)).all()
