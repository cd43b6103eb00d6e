"""Errors as plain pages."""

import re

from dashboard.measures import MEASURES


def test_a_programming_mistake_is_a_plain_page_logged_once_with_its_reference(client, monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError("secret detail of /srv/dashboard")

    # A view that no other test asks for: answers are kept.
    monkeypatch.setattr("dashboard.web.routes.csv_text", broken)
    response = client.get("/csv/demand?weeks=26")
    text = response.get_data(as_text=True)
    assert response.status_code == 500
    assert "secret" not in text and "Traceback" not in text and "RuntimeError" not in text
    reference = re.search(r"<code>([0-9a-f]{8})</code>", text)[1]
    [record] = caplog.records
    assert reference in record.getMessage()
    assert record.exc_info


def test_a_404_has_a_way_out_and_is_not_logged(client, caplog):
    text = client.get("/nowhere").get_data(as_text=True)
    assert '<html lang="en-GB">' in text
    assert "<h1>Page not found</h1>" in text
    assert '<a href="/">Overview</a>' in text
    assert caplog.records == []


def test_every_measure_s_id_can_stand_in_an_address():
    assert all(re.fullmatch("[a-z][a-z_]*", measure) for measure in MEASURES)
