"""A lone package's hours, rate and id are nowhere in what a shareable view sends, at any address."""

import io
import re
import shutil
import zipfile
from datetime import date, timedelta
from itertools import product

import pytest

from dashboard.app import create_app
from dashboard.intake import check
from dashboard.market import clock
from dashboard.measures import MEASURES
from dashboard.pages import pages
from dashboard.settings import example_settings
from dashboard.store import Store
from tests.conftest import EXAMPLE, EXAMPLE_DAY

SETTINGS = example_settings()
HOURS, RATE, NEED = "3.1415", "97.53", "6.2831"
SECRETS = (HOURS, RATE, NEED, "EXLONE", f"{2 * float(HOURS):.4f}", f"{13 * float(HOURS):.4f}")
LONE = {
    "providers": "EX950,Lone Care (example),external,1-100000950,00000950,2026-01-05\n",
    "contracts": "SPT-LONE,Spot of one (example),spot,PCC,PCC,EX950,home_care,2026-01-05,24,,0,1,3,,,,,\n",
    "packages": f"EXLONE,PCC,home_care,Peterborough North,{NEED},{RATE},2026-05-01,2026-05-04,EX950,SPT-LONE,"
    "2026-05-04,,\n",
    "hours": "".join(
        f"{date(2026, 5, 4) + timedelta(weeks=n)},week,PCC,EX950,SPT-LONE,home_care,4,{HOURS}\n" for n in range(29)
    ),
}
QUERIES = [
    f"share=yes{place}{service}&weeks={weeks}"
    for place, service, weeks in product(("", "&authority=PCC"), ("", "&service=home_care"), (13, "all"))
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory):
    """The example market with one provider more, that has one package."""
    folder = tmp_path_factory.mktemp("lone")
    shutil.copytree(EXAMPLE, folder / "files")
    for name, text in LONE.items():
        with (folder / f"files/{name}.csv").open("a", encoding="utf-8", newline="") as file:
            file.write(text)
    store = Store.open(f"sqlite:///{folder}/lone.db")
    checked = check(folder / "files", store.market(), SETTINGS)
    assert checked.ok, checked
    store.deliver(checked, means="test")
    with clock.stopped(EXAMPLE_DAY):
        yield create_app(SETTINGS, store)
    store.dispose()


def told(sent: bytes) -> list[str]:
    """The secrets in what was sent, each as a figure of its own: a larger sum may well end in the same digits."""
    text = sent.decode(errors="replace")
    return [secret for secret in SECRETS if re.search(rf"(?<![\d.,]){re.escape(secret)}(?!\d)", text)]


def test_the_secret_is_told_to_those_who_work_with_it(client) -> None:
    get = client.server.test_client().get
    assert HOURS in get("/csv/supply?weeks=13&route=spot&authority=PCC&provider=EX950").get_data(as_text=True)
    assert HOURS in get("/csv/provider_weeks?weeks=13").get_data(as_text=True)


@pytest.mark.parametrize("query", QUERIES)
def test_no_table_tells_it(client, query: str) -> None:
    get = client.server.test_client().get
    for measure, of in MEASURES.items():
        for address in (f"/csv/{measure}?{query}", f"/table/{measure}?{query}", f"/table/{measure}?{query}&page=2"):
            response = get(address)
            assert response.status_code == (400 if of.plans else 200), address
            assert told(response.data) == [], address


@pytest.mark.parametrize("query", QUERIES[-2:])
def test_no_snapshot_tells_it(client, query: str) -> None:
    response = client.server.test_client().get(f"/snapshot.zip?{query}")
    assert response.status_code == 200
    with zipfile.ZipFile(io.BytesIO(response.data)) as files:
        assert {name: found for name in files.namelist() if (found := told(files.read(name)))} == {}


@pytest.mark.parametrize("page", [page.name for page in pages()])
@pytest.mark.parametrize("query", [QUERIES[0], QUERIES[-1]])
def test_no_page_tells_it(client, page: str, query: str) -> None:
    name = next(name for name in client.callback_map if name.startswith(f"..{page}-notices.children"))
    cells = [cell.rsplit(".", 1) for cell in name.strip(".").split("...")]
    for theme in ("light", "dark"):
        body = {
            "output": name,
            "outputs": [{"id": component, "property": prop} for component, prop in cells],
            "inputs": [{"id": "view", "property": "data", "value": {"query": query, "theme": theme, "room": 960}}],
            "changedPropIds": ["view.data"],
        }
        response = client.server.test_client().post("/_dash-update-component", json=body)
        assert response.status_code == 200
        assert told(response.data) == []


@pytest.mark.parametrize(
    "address", ["/wall", "/wall/scenes", "/wall/scenes?authority=PCC", "/contracts.ics", "/help?share=yes"]
)
def test_no_other_address_tells_it(client, address: str) -> None:
    response = client.server.test_client().get(address)
    assert response.status_code == 200
    assert told(response.data) == []


@pytest.mark.parametrize(
    "beyond", ["provider=EX001", "route=spot", "from=2026-01-01", "to=2026-06-30", "as_of=2026-11-01", "known_at=1"]
)
def test_a_shareable_view_of_more_than_authority_service_and_weeks_is_refused(client, beyond: str) -> None:
    get = client.server.test_client().get
    for address in ("/csv/supply", "/snapshot.zip"):
        response = get(f"{address}?share=yes&{beyond}")
        assert response.status_code == 400
        assert beyond.split("=")[0] in response.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/providers/EX001", "/data", "/data/records", "/csv/records/packages"])
def test_what_lists_packages_one_by_one_is_never_shared(client, path: str) -> None:
    assert client.server.test_client().get(f"{path}?share=yes").status_code == 400


def test_a_page_names_the_filters_that_it_leaves_out(client) -> None:
    name = next(name for name in client.callback_map if name.startswith("..sufficiency-notices.children"))
    cells = [cell.rsplit(".", 1) for cell in name.strip(".").split("...")]
    query = "share=yes&provider=EX001&route=spot"
    body = {
        "output": name,
        "outputs": [{"id": component, "property": prop} for component, prop in cells],
        "inputs": [{"id": "view", "property": "data", "value": {"query": query, "theme": "light", "room": 960}}],
        "changedPropIds": ["view.data"],
    }
    answer = client.server.test_client().post("/_dash-update-component", json=body).get_data(as_text=True)
    for beyond in ("provider", "route"):
        assert f"“{beyond}” is left out: a shareable view has authority, service and weeks." in answer
