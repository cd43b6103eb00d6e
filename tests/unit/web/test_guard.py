"""What is refused, and the headers of every answer (conventions S-3 to S-12)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

HEADERS = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}

ADDRESSES = (
    "/", "/help", "/wall", "/wall/setup", "/wall/scenes", "/csv/demand", "/csv/nothing", "/csv/demand?authority=X",
    "/table/demand", "/version",
    "/contracts.ics", "/contracts.ics?authority=X", "/snapshot.zip", "/snapshot.zip?authority=X",
    "/healthz", "/readyz", "/nothing", "/assets/app.css", "/assets/nothing", "/_dash-layout", "/_dash-dependencies",
)


@pytest.mark.parametrize("path", ADDRESSES)
def test_headers_on_every_answer(client, path):
    headers = client.get(path).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["script-src"].startswith("'self' 'sha256-")
    assert "unsafe" not in policy["script-src"]
    assert policy["frame-ancestors"] == ("'self'" if path == "/wall" else "'none'")
    assert not any(name.startswith("Access-Control") for name, _ in headers)
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("path", [path for path in ADDRESSES if not path.startswith("/assets/app")])
def test_data_are_never_kept(client, path):
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_every_inline_script_is_named_by_its_hash(client):
    import base64
    import hashlib
    import re

    response = client.get("/")
    for attributes, script in re.findall(r"<script([^>]*)>([^<]+)</script>", response.get_data(as_text=True)):
        if "application/json" not in attributes:
            digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in response.headers["Content-Security-Policy"]


def test_nothing_is_loaded_from_another_host(client):
    text = client.get("/").get_data(as_text=True)
    assert "http://" not in text.replace("http://www.w3.org", "")
    assert "https://" not in text.replace("https://dash-version.plotly.com", "")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 200),
        ({"Origin": "http://localhost"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost.evil.example"}, 403),
    ],
)
def test_posts_from_other_sites_are_refused(app, draw, client, headers, status):
    client.environ_base |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    assert draw().status_code == status


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "a b"])
def test_other_names_for_the_server_are_refused(client, host):
    assert client.get("/healthz", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8050", "localhost", "[::1]:8050"])
def test_its_own_names_are_not(client, host):
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_too_large_a_body_is_413(client):
    body = b"[" + b"1," * 200_000 + b"1]"
    response = client.post("/_dash-update-component", data=body, content_type="application/json")
    assert response.status_code == 413
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_form_is_no_callback(client, content_type):
    assert client.post("/_dash-update-component", data=b"{}", content_type=content_type).status_code == 415


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"{}", b"1", b'"x"', b'{"output": []}', b"\xff", b"NaN"])
def test_a_malformed_callback_is_400(client, body, caplog):
    response = client.post("/_dash-update-component", data=body, content_type="application/json")
    assert response.status_code == 400
    assert "Traceback" not in response.get_data(as_text=True)
    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"output": "nothing.children"},
        {"inputs": []},
        {"inputs": [{"id": "view", "property": "style", "value": 1}]},
        {"inputs": [[{"id": "view", "property": "data", "value": {"query": "", "theme": "light"}}]]},
        {"inputs": {"id": "view"}},
        {"inputs": "view"},
        {"state": [{"id": "view", "property": "data"}]},
        {"outputs": []},
        {"outputs": None},
        {"outputs": [{"id": {"a": 1}, "property": "children"}]},
        {"changedPropIds": {"view": 1}},
        {"changedPropIds": [1]},
    ],
)
def test_a_callback_that_no_page_of_ours_sends_is_400(draw, changes):
    assert draw(**changes).status_code == 400


@pytest.mark.parametrize(
    "view",
    [
        "x", 7, ["query"], {"query": ""}, {"query": "", "theme": "light"},
        *(
            {"query": "", "theme": "light", "room": 480} | wrong
            for wrong in (
                {"query": 1}, {"query": None}, {"query": "&".join(["a=1"] * 99)}, {"theme": "pink"},
                {"theme": ["light"]}, {"room": 481}, {"room": "480"}, {"room": None},
            )
        ),
    ],
)
def test_a_view_that_no_script_of_ours_makes_is_400(draw, view):
    assert draw(view=view).status_code == 400


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(body=JSON | st.dictionaries(st.sampled_from(["output", "outputs", "inputs", "state", "changedPropIds"]), JSON))
def test_no_body_brings_the_server_down(app, body):
    response = app.server.test_client().post("/_dash-update-component", json=body)
    assert response.status_code in (400, 403, 404, 413, 415)
    text = response.get_data(as_text=True)
    assert not any(word in text for word in ("Traceback", 'File "', "sqlalchemy", "site-packages"))


def test_other_methods_are_refused_with_what_is_allowed(client):
    response = client.post("/csv/demand")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert client.open("/", method="TRACE").status_code == 405
