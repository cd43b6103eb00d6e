"""What a delivery would change is what it changes: told before, counted in the import, and told after."""

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from dashboard.store import Change, Store, schema
from tests.integration.deliveries import D, delivery, frame, held, hours
from tests.integration.test_delivering import HOLIDAY, PROVIDER, day
from tests.integration.test_model import made, pairs, records

JANUARY = [("P1", "PCC", "2026-01-05", "2026-01-31")]


def stored(store, number):
    """What an import changed by file, as `changes` tells it."""
    found = store.import_changes(number)
    counts = found.rename(columns={"rows": "read"}).set_index("file")
    return {name: Change(**{key: int(value) for key, value in row.items()}) for name, row in counts.iterrows()}


def test_records_are_counted(store):
    first = [PROVIDER, {**PROVIDER, "provider_id": "P2"}, {**PROVIDER, "provider_id": "P3"}]
    given = delivery(0, providers=frame("providers", *first))
    assert store.changes(given) == {"providers": Change(read=3, new=3, changed=0, unchanged=0, removed=0)}
    assert store.newest() == 0
    store.deliver(given, means="test")
    second = [
        PROVIDER, {**PROVIDER, "provider_id": "P2", "name": "Two"}, {"provider_id": "P3", "remove": True},
        {"provider_id": "P9", "remove": True}, {**PROVIDER, "provider_id": "P4"},
    ]
    given = delivery(1, providers=frame("providers", *second))
    expected = {"providers": Change(read=5, new=1, changed=1, unchanged=2, removed=1)}
    assert store.changes(given) == expected
    store.deliver(given, means="test")
    assert stored(store, 2) == expected
    told = store.imports()
    assert told[["new", "changed", "removed", "held_back"]].to_numpy().tolist() == [[3, 0, 0, 0], [1, 1, 1, 0]]


def test_a_holiday_that_takes_the_place_of_another_is_new_and_the_other_removed(store):
    store.deliver(delivery(0, school_holidays=frame("school_holidays", HOLIDAY)), means="test")
    earlier = {**HOLIDAY, "first_day": D("2026-07-20")}
    given = delivery(1, school_holidays=frame("school_holidays", earlier))
    assert store.changes(given) == {"school_holidays": Change(read=1, new=1, changed=0, unchanged=0, removed=1)}


def test_hours_are_counted_by_day_contract_and_service(store):
    rows = [day("2026-01-05", 1.0), day("2026-01-06", 2.0), day("2026-01-07", 3.0), day("2026-02-02", 9.0)]
    store.deliver(delivery(0, hours(rows, [("P1", "PCC", "2026-01-05", "2026-02-02")])), means="test")
    again = [day("2026-01-05", 1.0), day("2026-01-06", 2.5), day("2026-01-06", 2.0, contract="C2")]
    given = delivery(1, hours(again, JANUARY))
    expected = {"hours": Change(read=3, new=1, changed=1, unchanged=1, removed=1)}
    assert store.changes(given) == expected
    store.deliver(given, means="test")
    assert stored(store, 2) == expected


def test_totals_and_visits_are_counted_together(store):
    given = delivery(0, hours([day("2026-01-05", 1.0)], JANUARY))
    given.rows.update(hours=1, visits=40)
    store.deliver(given, means="test")
    assert stored(store, 1) == {"hours": Change(read=41, new=1, changed=0, unchanged=0, removed=0)}
    assert store.imports()[["files", "rows", "new"]].to_numpy().tolist() == [[("hours", "visits"), 41, 1]]


def test_visits_alone_are_counted_as_hours(store):
    given = delivery(0, hours([day("2026-01-05", 1.0)], JANUARY))
    given.rows["visits"] = given.rows.pop("hours")
    assert stored(store, store.deliver(given, means="test")) == store.changes(dataclasses.replace(given, against=0))


def test_an_import_made_before_changes_were_counted(store):
    store.deliver(delivery(0, providers=frame("providers", PROVIDER)), means="test")
    with store._engine.begin() as connection:
        connection.execute(update(schema.import_files).values(new=None, changed=None, unchanged=None, removed=None))
    assert store.imports()[["new", "changed", "removed"]].isna().all(axis=None)
    told = store.import_changes(1)
    assert told[["file", "rows"]].to_numpy().tolist() == [["providers", 1]]
    assert told[["new", "changed", "unchanged", "removed"]].isna().all(axis=None)


def test_an_import_there_is_not(store):
    with pytest.raises(LookupError, match="no import 1: the newest is 0"):
        store.import_changes(1)


def test_an_import_under_way_is_not_told(store):
    """What is told of a delivery, and of imports, leaves out what was written and not yet published."""
    store.deliver(delivery(0, hours([day("2026-01-05", 1.0)], JANUARY), providers=frame("providers", PROVIDER)),
                  means="test")
    again = delivery(1, hours([day("2026-01-05", 1.0)], JANUARY), providers=frame("providers", PROVIDER))
    told = []

    def meanwhile(done, all_rows):
        told.append((store.changes(again), len(store.imports()), len(store.held_back()), store.held_back_counts(1)))

    other = hours([day("2026-01-05", 2.0)], JANUARY)
    other = dataclasses.replace(other, held_back=held({"line": 2}))
    changed = frame("providers", {**PROVIDER, "name": "Two"})
    store.deliver(delivery(1, other, providers=changed), means="test", progress=meanwhile)
    nothing = Change(read=1, new=0, changed=0, unchanged=1, removed=0)
    assert told == [({"providers": nothing, "hours": nothing}, 1, 0, {})] * len(told)
    assert told


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(records, pairs), min_size=1, max_size=4))
def test_what_is_told_before_is_what_is_counted(database, steps):
    store = Store.open(database())
    try:
        for providers, ranges in steps:
            given = made(store.newest(), providers, ranges)
            told = store.changes(given)
            number = store.deliver(given, means="test")
            changed = sum(change.new + change.changed + change.removed for change in told.values())
            assert (number is not None) == (changed > 0)
            if number:
                assert stored(store, number) == told
    finally:
        store.dispose()
