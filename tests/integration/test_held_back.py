"""Rows held back: kept with the import that brought them, shown until put right, then a bare marker."""

import dataclasses

import pandas as pd
import pytest
from sqlalchemy import func, select

from dashboard.intake.columns import HELD_BACK
from dashboard.store import schema
from tests.integration.deliveries import delivery, frame, held, hours
from tests.integration.test_delivering import PROVIDER, day

P1 = {"provider_id": "P1", "authority": "PCC"}
JANUARY = [("P1", "PCC", "2026-01-01", "2026-01-31")]


def brought(against, rows, *back, ranges=JANUARY, seen=()):
    given = hours([day(date, planned) for date, planned in rows], ranges)
    given = dataclasses.replace(given, held_back=held(*back), visits_seen=frozenset(seen))
    return delivery(against, given)


def lines(store):
    found = store.held_back()
    return list(zip(found["import"], found["line"], strict=True))


def markers(store):
    """Every row of the table: import, line, first and last import that knows it as held back, whether it says all."""
    table = schema.held_back.c
    with store._engine.connect() as connection:
        found = connection.execute(select(
            table.number, table.line, table.added_by, table.replaced_by, table.cells, table.message, table.visit_id
        ).order_by(table.id)).all()
    return [(*row[:4], all(row[4:6]) or None) for row in found if all(row[4:6]) or not any(row[4:])]


def test_rows_held_back_are_kept_word_for_word(store):
    row = {**P1, "line": 7, "date": "2026-01-05", "visit_id": "V1"}
    unreadable = {"line": 9, "file": "hours"}
    assert store.deliver(brought(0, [("2026-01-06", 1.0)], row, unreadable), means="test") == 1
    found = store.held_back()
    assert found.columns.tolist() == ["import", *HELD_BACK]
    expected = held(unreadable, row)
    pd.testing.assert_frame_equal(found.drop(columns="import"), expected)
    assert found["import"].tolist() == [1, 1]
    assert store.held_back(1).equals(found)
    assert store.held_back(2).empty
    assert store.held_back_ids() == {"V1"}
    assert store.imports()["held_back"].tolist() == [2]
    assert [store.held_back_counts(number) for number in (0, 1)] == [{}, {1: 2}]


def test_nothing_is_held_back_at_first(store):
    found = store.held_back()
    assert found.empty
    assert found.dtypes.astype(str).to_dict() == {"import": "int64", **HELD_BACK}
    assert store.held_back_counts(0) == {}


def test_an_import_that_only_holds_back_is_an_import(store):
    assert store.deliver(brought(0, [], {**P1, "line": 7, "date": "2026-01-05"}), means="test") == 1
    assert store.imports()[["rows", "new", "held_back"]].to_numpy().tolist() == [[0, 0, 1]]
    assert lines(store) == [(1, 7)]


def test_the_same_delivery_again_changes_nothing(store):
    back = [
        {**P1, "line": 7, "date": "2026-01-05", "visit_id": "V1"}, {**P1, "line": 8, "visit_id": "V2"}, {"line": 9},
    ]
    store.deliver(brought(0, [("2026-01-06", 1.0)], *back), means="test")
    assert store.deliver(brought(1, [("2026-01-06", 1.0)], *back, seen=["V1", "V2"]), means="test") is None
    assert lines(store) == [(1, 7), (1, 8), (1, 9)]
    # a row more than before is an import; what is the same stays where it was
    assert store.deliver(brought(1, [("2026-01-06", 1.0)], *back, {"line": 10}), means="test") == 2
    assert lines(store) == [(1, 7), (1, 8), (1, 9), (2, 10)]


def test_put_right_by_its_visit(store):
    back = [{"line": 7, "visit_id": "V1"}, {"line": 8, "visit_id": "V2"}]
    store.deliver(brought(0, [("2026-01-06", 1.0)], *back), means="test")
    february = [("P1", "PCC", "2026-02-01", "2026-02-28")]
    assert store.deliver(brought(1, [], ranges=february, seen=["V1"]), means="test") == 2
    assert lines(store) == [(1, 8)]
    assert store.held_back_ids() == {"V2"}
    assert [store.held_back_counts(number) for number in range(3)] == [{}, {1: 2}, {1: 1}]
    assert markers(store) == [(1, 7, 1, 2, None), (1, 8, 1, None, True)]


@pytest.mark.parametrize(("ranges", "right"), [
    ([("P1", "PCC", "2026-01-05", "2026-01-05")], True),
    ([("P1", "PCC", "2026-01-01", "2026-01-31")], True),
    ([("P1", "PCC", "2026-01-06", "2026-01-31")], False),
    ([("P1", "PCC", "2026-01-01", "2026-01-04")], False),
    ([("P1", "CCC", "2026-01-01", "2026-01-31")], False),
    ([("P2", "PCC", "2026-01-01", "2026-01-31")], False),
])
def test_put_right_by_its_day(store, ranges, right):
    store.deliver(brought(0, [], {**P1, "line": 7, "date": "2026-01-05"}), means="test")
    assert store.deliver(brought(1, [], ranges=ranges), means="test") == (2 if right else None)
    assert lines(store) == ([] if right else [(1, 7)])


@pytest.mark.parametrize(("first", "last", "right"), [
    ("2026-01-10", "2026-01-20", True), ("2026-01-01", "2026-01-31", True), ("2026-01-11", "2026-01-20", False),
    ("2026-01-10", "2026-01-19", False),
])
def test_a_row_without_a_day_is_put_right_by_all_days_that_its_import_had(store, first, last, right):
    ranges = [("P1", "PCC", "2026-01-10", "2026-01-20"), ("P2", "PCC", "2026-01-01", "2026-01-31")]
    store.deliver(brought(0, [], {**P1, "line": 7}, ranges=ranges), means="test")
    assert store.deliver(brought(1, [], ranges=[("P1", "PCC", first, last)]), means="test") == (2 if right else None)
    assert lines(store) == ([] if right else [(1, 7)])


def test_a_row_without_a_day_whose_provider_has_none_counts_by_the_days_of_all(store):
    ranges = [("P2", "PCC", "2026-01-10", "2026-01-20"), ("P3", "PCC", "2026-01-15", "2026-01-31")]
    store.deliver(brought(0, [], {**P1, "line": 7}, ranges=ranges), means="test")
    given = [("P1", "PCC", "2026-01-10", "2026-01-30")]
    assert store.deliver(brought(1, [], ranges=given), means="test") is None
    given = [("P1", "PCC", "2026-01-10", "2026-01-31")]
    assert store.deliver(brought(1, [], ranges=given), means="test") == 2
    assert lines(store) == []


def test_a_row_whose_provider_could_not_be_read_is_put_right_by_no_day(store):
    store.deliver(brought(0, [], {"line": 7, "authority": "PCC", "date": "2026-01-05"}), means="test")
    assert store.deliver(brought(1, []), means="test") is None
    assert lines(store) == [(1, 7)]


def test_a_row_that_is_still_bad_in_another_way_takes_the_place_of_the_first(store):
    row = {**P1, "line": 7, "date": "2026-01-05", "visit_id": "V1"}
    store.deliver(brought(0, [], row), means="test")
    assert store.deliver(brought(1, [], {**row, "message": "Blank."}, seen=["V1"]), means="test") == 2
    assert lines(store) == [(2, 7)]
    assert [store.held_back_counts(number) for number in (1, 2)] == [{1: 1}, {2: 1}]


def test_records_put_nothing_right(store):
    store.deliver(brought(0, [], {**P1, "line": 7, "date": "2026-01-05"}), means="test")
    store.deliver(delivery(1, providers=frame("providers", PROVIDER)), means="test")
    assert lines(store) == [(1, 7)]


def test_no_word_of_a_row_put_right_is_left_in_the_database(store):
    store.deliver(brought(0, [], {**P1, "line": 7, "date": "2026-01-05", "visit_id": "V1"}), means="test")
    store.deliver(brought(1, [("2026-01-05", 1.0)]), means="test")
    table = schema.held_back
    with store._engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(table)) == 1
        row = connection.execute(select(*(table.c[name] for name in schema.ERASED))).one()
    assert set(row) == {None}
