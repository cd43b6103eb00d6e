"""The app over the example market, as a browser meets it, on the day that the example was drawn."""

import pytest

from dashboard.app import create_app
from dashboard.market import clock
from dashboard.settings import example_settings
from dashboard.store import Store
from tests.conftest import EXAMPLE_DAY


@pytest.fixture(scope="session")
def app(example_database):
    store = Store(f"sqlite:///{example_database}")
    yield create_app(example_settings(), store)
    store.dispose()


@pytest.fixture
def client(app):
    with clock.stopped(EXAMPLE_DAY):
        yield app.server.test_client()


@pytest.fixture
def draw(client, app):
    """Posts a page's drawing as its own script would; returns the response."""

    def post(page="overview", view=None, **changes):
        name = next(name for name in app.callback_map if name.startswith(f"..{page}-notices.children"))
        outputs = [cell.rsplit(".", 1) for cell in name.strip(".").split("...")]
        body = {
            "output": name,
            "outputs": [{"id": component, "property": prop} for component, prop in outputs],
            "inputs": [
                {"id": "view", "property": "data", "value": view or {"query": "", "theme": "light", "room": 960}}
            ],
            "changedPropIds": ["view.data"],
        }
        return client.post("/_dash-update-component", json=body | changes)

    return post
