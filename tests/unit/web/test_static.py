"""Static files: compressed once, cached for ever by their hash."""

import gzip
import re

from dashboard.web.static import ASSETS, Static

FOR_EVER = "public, max-age=31536000, immutable"


def addresses(client):
    return re.findall(r'(?:src|href)="(/(?:assets|_dash)[^"]+)"', client.get("/").get_data(as_text=True))


def test_everything_that_a_page_loads_is_compressed_and_cached_for_ever(client):
    found = addresses(client)
    assert len(found) > 10
    for address in found:
        response = client.get(address, headers={"Accept-Encoding": "gzip, br"})
        assert response.status_code == 200, address
        assert response.headers["Cache-Control"] == FOR_EVER, address
        if len(client.get(address).data) > 1000:
            assert response.headers["Content-Encoding"] == "gzip", address
            assert response.headers["Vary"] == "Accept-Encoding"


def test_a_browser_that_takes_no_gzip_gets_the_file_itself(client):
    plain = client.get("/assets/app.css")
    assert plain.data == (ASSETS / "app.css").read_bytes()
    assert gzip.decompress(client.get("/assets/app.css", headers={"Accept-Encoding": "gzip"}).data) == plain.data
    assert client.get("/assets/app.css", headers={"Accept-Encoding": "gzip;q=0"}).data == plain.data


def test_what_the_browser_has_is_not_sent_again(client):
    etag = client.get("/assets/app.css").headers["ETag"]
    response = client.get("/assets/app.css", headers={"If-None-Match": etag})
    assert response.status_code == 304
    assert response.data == b""


def test_a_wrong_hash_is_not_cached(client):
    assert client.get("/assets/app.css?v=0").headers["Cache-Control"] == "no-cache"


def test_pages_load_the_cartesian_bundle_and_none_of_the_wall_s_files(client):
    found = " ".join(addresses(client))
    assert "plotly-cartesian.min.js?v=" in found
    assert "/assets/wall/" not in found


def test_the_build_is_the_same_for_the_same_files():
    assert Static().build == Static().build
    assert re.fullmatch("[0-9a-f]{16}", Static().build)


def test_the_plotly_bundle_is_of_the_installed_plotly_s_version():
    from plotly.offline import get_plotlyjs_version

    head = (ASSETS / "plotly-cartesian.min.js").read_text()[:400]
    assert f"v{get_plotlyjs_version()}" in head
