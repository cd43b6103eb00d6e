"""The Data page over a copy of the example market that a test may add to, its process done in this one."""

import io
import re
import shutil

import pytest
from bs4 import BeautifulSoup

from dashboard.app import create_app
from dashboard.market import clock
from dashboard.settings import example_settings
from dashboard.store import Store
from dashboard.web.data.pending import Pending
from dashboard.web.data.worker import run
from tests.conftest import EXAMPLE_DAY

NOTHING_DONE = {"doing": "", "done": 0, "all": None, "over": False, "failed": ""}


@pytest.fixture
def chosen(tmp_path):
    """The settings: what waits, and what is kept, lies in a folder of the test's own."""
    folders = {"pending_folder": tmp_path / "pending", "profiles_folder": tmp_path / "profiles"}
    return example_settings().model_copy(update=folders)


@pytest.fixture
def store(example_database, tmp_path):
    opened = Store(f"sqlite:///{shutil.copy(example_database, tmp_path / 'market.db')}")
    yield opened
    opened.dispose()


class Visitor:
    """Somebody at the page. What the page starts is over before it answers."""

    def __init__(self, client, settings):
        self.client, self.settings = client, settings
        self.address = None

    def get(self, address=None):
        """The page at an address, or at that of the delivery given last."""
        self.response = self.client.get(address or self.address)
        self.page = BeautifulSoup(self.response.data, "html.parser")
        return self.page

    def post(self, address, **form):
        """Send a form, and follow to where it leads."""
        self.response = self.client.post(address, data=form)
        if self.response.status_code == 303:
            self.address = self.response.headers["Location"]
            return self.get()
        self.page = BeautifulSoup(self.response.data, "html.parser")
        return self.page

    def give(self, *files):
        """Give files, each a name and its text."""
        sent = [(io.BytesIO(text.encode() if isinstance(text, str) else text), name) for name, text in files]
        return self.post("/data", files=sent)

    def import_it(self, **form):
        return self.post(f"{self.address}/import", example="yes", **form)

    @property
    def pending(self):
        return Pending(self.settings.pending_folder / self.address.rsplit("/", 1)[-1])

    @property
    def answer(self):
        return one_line(self.page.select_one(".answer"))

    def heading(self, place):
        return one_line(self.page.select_one(f"#{place}"))

    def rows(self, label):
        """The rows of the table in the region of a name."""
        body = self.page.select_one(f"[aria-label='{label}'] tbody")
        return [[one_line(cell) for cell in row.find_all(["th", "td"])] for row in body.find_all("tr")]


def one_line(element):
    return re.sub(r"\s+", " ", element.get_text()).strip()


@pytest.fixture
def at_once(monkeypatch, chosen, store):
    """What would be a process of its own is done here and now."""

    def start(pending, task, environment):
        pending.discard("result.json")
        pending.write("doing", {"task": task} | NOTHING_DONE)
        run(pending, task, chosen.model_copy(update={"database_url": store.url}))
        return True

    monkeypatch.setattr(Pending, "start", start)


@pytest.fixture
def visitor(at_once, chosen, store):
    with clock.stopped(EXAMPLE_DAY):
        yield Visitor(create_app(chosen, store).server.test_client(), chosen)
