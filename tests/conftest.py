"""What all tests share."""

from datetime import date
from pathlib import Path

import hypothesis
import pytest

# A busy machine is no fault of the code: no test judges how long an example took.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")

EXAMPLE = Path(__file__).parents[1] / "data/example"
"""The committed delivery of the example market."""

EXAMPLE_DAY = date(2026, 11, 22)
"""The day that it was drawn up to, a Sunday."""


@pytest.fixture(scope="session")
def example_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the example market; copy it before you change it."""
    from dashboard.intake import check
    from dashboard.settings import example_settings
    from dashboard.store import Store

    file = tmp_path_factory.mktemp("example") / "example.db"
    store = Store.open(f"sqlite:///{file}")
    store.mark_example()
    checked = check(EXAMPLE, store.market(), example_settings())
    assert checked.ok
    store.deliver(checked, means="test")
    store.dispose()
    return file
