"""Every version that a record had, by the imports that brought and replaced it."""

from datetime import UTC, datetime

import pandas as pd

from dashboard.market import clock
from tests.integration.deliveries import delivery, frame


def provider(name, **more):
    return frame("providers", {"provider_id": "P1", "name": name, "provider_type": "external", **more})


def test_versions_are_told_as_they_were_known_at_an_import(store):
    noon = datetime(2026, 11, 2, 12, tzinfo=UTC)
    for number, name in enumerate(("Alder", "Ash"), 1):
        with clock.stopped(noon.replace(day=number)):
            assert store.deliver(delivery(number - 1, providers=provider(name)), means="test") == number
    gone = delivery(2, providers=provider("Ash", remove=True))
    assert store.deliver(gone, means="test") == 3

    def told(known_at):
        found = store.versions("providers", known_at)
        columns = found[["provider_id", "name", "added_by", "replaced_by"]]
        return [tuple(None if pd.isna(cell) else cell for cell in row) for row in columns.itertuples(index=False)]

    assert told(0) == []
    assert told(1) == [("P1", "Alder", 1, None)]
    assert told(2) == [("P1", "Alder", 1, 2), ("P1", "Ash", 2, None)]
    assert told(3) == [("P1", "Alder", 1, 2), ("P1", "Ash", 2, 3)]
    assert store.versions("providers", 2)["published_at"].tolist() == [noon.replace(day=1), noon.replace(day=2)]
    assert list(store.versions("providers", 0)) == list(store.versions("providers", 3))
