"""The day on which the deliveries of these tests are checked."""

from datetime import date

import pytest

from dashboard.market import clock


@pytest.fixture(autouse=True)
def _day():
    with clock.stopped(date(2027, 7, 1)):
        yield
