"""Help over the example market, under settings of which some are not the default."""

import pytest
from bs4 import BeautifulSoup

from dashboard.app import create_app
from dashboard.cli.told import commands
from dashboard.market import clock
from dashboard.settings import Settings
from dashboard.store import Store
from tests.conftest import EXAMPLE_DAY


@pytest.fixture(scope="session")
def chosen():
    return Settings(
        database_url="postgresql://someone:secret@db.example/market", overdue_days=21, utilisation_green=(0.8, 1.1)
    )


@pytest.fixture(scope="session")
def get(chosen, example_database):
    """Gets a page, as a browser meets it on the day that the example was drawn."""
    store = Store(f"sqlite:///{example_database}")
    client = create_app(chosen, store, commands()).server.test_client()

    def page(address):
        with clock.stopped(EXAMPLE_DAY):
            response = client.get(address)
        assert response.status_code == 200
        return BeautifulSoup(response.data, "html.parser")

    yield page
    store.dispose()


@pytest.fixture(scope="session")
def page(get):
    """Help with nothing chosen."""
    return get("/help")
