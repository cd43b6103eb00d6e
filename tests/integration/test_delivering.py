"""What a delivery changes, and what it leaves alone."""

import pandas as pd
import pytest
from sqlalchemy import func, select

from dashboard.intake.columns import RECORDS
from dashboard.store import Busy, Overtaken, engine, schema
from tests.integration.deliveries import D, assert_same, delivery, frame, hours, known

PROVIDER = {"provider_id": "P1", "name": "One", "provider_type": "external"}
HOLIDAY = {"authority": "PCC", "first_day": D("2026-07-23"), "last_day": D("2026-08-31"), "name": "Summer"}


def day(date, planned, delivered=None, *, authority="PCC", provider="P1", contract="C1", service="home_care"):
    return (date, authority, provider, contract, service, planned, planned if delivered is None else delivered)


def days(store):
    """The hours stored, by day: {(day, provider, authority): planned}."""
    found = known(store)["days"]
    keys = zip(found["date"].dt.strftime("%Y-%m-%d"), found["provider_id"], found["authority"], strict=True)
    return dict(zip(keys, found["planned_hours"], strict=True))


def weeks_of(store):
    found = known(store)["weekly_hours"]
    keys = zip(found["week"].dt.strftime("%Y-%m-%d"), found["provider_id"], found["authority"], strict=True)
    return dict(zip(keys, found["planned_hours"], strict=True))


def versions(store, table):
    """How many rows there are by the import that added and the one that replaced them."""
    with store._engine.connect() as connection:
        groups = [table.c.added_by, table.c.replaced_by]
        return {tuple(row[:2]): row[2] for row in connection.execute(select(*groups, func.count()).group_by(*groups))}


def test_a_delivery_is_one_import(store):
    assert store.deliver(delivery(0, providers=frame("providers", PROVIDER)), means="test") == 1
    assert store.newest() == 1
    changed = frame("providers", {**PROVIDER, "name": "Two"})
    assert store.deliver(delivery(1, providers=changed), means="test") == 2
    assert store.newest() == 2


def test_the_same_delivery_twice_changes_nothing(store):
    def again(against):
        return delivery(
            against,
            hours([day("2026-01-05", 1.0), day("2026-01-06", 2.0)], [("P1", "PCC", "2026-01-05", "2026-01-06")]),
            providers=frame("providers", PROVIDER, {**PROVIDER, "provider_id": "P2", "company_number": "0123"}),
            school_holidays=frame("school_holidays", HOLIDAY),
        )

    assert store.deliver(again(0), means="test") == 1
    assert store.deliver(again(1), means="test") is None
    assert store.newest() == 1
    assert versions(store, schema.providers) == {(1, None): 2}
    assert versions(store, schema.daily_hours) == {(1, None): 2}


def test_files_without_rows_change_nothing(store):
    def nothing(against):
        return delivery(against, hours([], []), **{name: frame(name) for name in RECORDS})

    assert store.deliver(nothing(0), means="test") is None
    store.deliver(delivery(0, providers=frame("providers", PROVIDER)), means="test")
    assert store.deliver(nothing(1), means="test") is None
    assert len(known(store)["providers"]) == 1


def test_the_order_of_rows_is_no_change(store):
    records = [{**PROVIDER, "provider_id": f"P{number}"} for number in range(5)]
    rows = [day(f"2026-01-0{number}", float(number)) for number in range(1, 8)]
    ranges = [("P1", "PCC", "2026-01-01", "2026-01-07")]
    store.deliver(delivery(0, hours(rows, ranges), providers=frame("providers", *records)), means="test")
    turned = delivery(1, hours(rows[::-1], ranges), providers=frame("providers", *records[::-1]))
    assert store.deliver(turned, means="test") is None


def test_visits_summed_in_another_order_are_no_change(store):
    assert 0.1 + 0.2 + 0.3 != 0.3 + 0.2 + 0.1
    ranges = [("P1", "PCC", "2026-01-05", "2026-01-05")]
    store.deliver(delivery(0, hours([day("2026-01-05", 0.1 + 0.2 + 0.3)], ranges)), means="test")
    assert store.deliver(delivery(1, hours([day("2026-01-05", 0.3 + 0.2 + 0.1)], ranges)), means="test") is None
    assert store.deliver(delivery(1, hours([day("2026-01-05", 0.600001)], ranges)), means="test") == 2


def test_only_what_changed_is_written(store):
    records = [{**PROVIDER, "provider_id": f"P{number}"} for number in range(5)]
    store.deliver(delivery(0, providers=frame("providers", *records)), means="test")
    records[3] = {**records[3], "area_entry_date": D("2026-01-05")}
    store.deliver(delivery(1, providers=frame("providers", *records)), means="test")
    assert versions(store, schema.providers) == {(1, None): 4, (1, 2): 1, (2, None): 1}


@pytest.mark.parametrize("change", [
    {"name": "Other"}, {"company_number": "1"}, {"cqc_provider_id": None}, {"area_entry_date": D("2026-01-06")},
    {"area_entry_date": None},
])
def test_a_change_in_any_one_column_is_a_change(store, change):
    before = {**PROVIDER, "cqc_provider_id": "1-1", "area_entry_date": D("2026-01-05")}
    store.deliver(delivery(0, providers=frame("providers", before)), means="test")
    after = frame("providers", {**before, **change})
    assert store.deliver(delivery(1, providers=after), means="test") == 2
    pd.testing.assert_frame_equal(known(store)["providers"], after.drop(columns="remove"))


@pytest.mark.parametrize("change", [
    {"covered_authorities": ("CCC", "PCC")}, {"extension_terms_months": ()}, {"extension_terms_months": (24,)},
    {"extensions_taken": 0}, {"annual_value_gbp": 50000.01}, {"contracted_hours_per_week": None},
    {"extensions_taken": None},
])
def test_a_change_in_a_list_a_number_or_money_is_a_change(store, change):
    before = {
        "contract_id": "C1", "title": "Block", "contract_type": "block", "lead_authority": "PCC",
        "covered_authorities": ("PCC", "CCC"), "provider_id": "P1", "services": ("home_care",),
        "start_date": D("2026-04-01"), "initial_term_months": 36, "extension_terms_months": (12, 12),
        "extensions_taken": 1, "annual_value_gbp": 50000.0, "contracted_hours_per_week": 40.0,
    }
    store.deliver(delivery(0, contracts=frame("contracts", before)), means="test")
    after = frame("contracts", {**before, **change})
    assert store.deliver(delivery(1, contracts=after), means="test") == 2
    pd.testing.assert_frame_equal(known(store)["contracts"], after.drop(columns="remove"))


def test_records_that_are_not_sent_again_stay(store):
    store.deliver(delivery(0, providers=frame("providers", PROVIDER)), means="test")
    other = frame("providers", {**PROVIDER, "provider_id": "P2"})
    store.deliver(delivery(1, providers=other), means="test")
    assert known(store)["providers"]["provider_id"].tolist() == ["P1", "P2"]


def test_a_removed_record_is_gone_and_can_come_back(store):
    store.deliver(delivery(0, providers=frame("providers", PROVIDER)), means="test")
    away = frame("providers", {"provider_id": "P1", "remove": True}, {"provider_id": "never", "remove": True})
    assert store.deliver(delivery(1, providers=away), means="test") == 2
    assert known(store)["providers"].empty
    assert store.deliver(delivery(2, providers=away), means="test") is None
    assert store.deliver(delivery(2, providers=frame("providers", PROVIDER)), means="test") == 3
    assert [len(known(store, number)["providers"]) for number in range(4)] == [0, 1, 0, 1]


def test_one_spell_of_several_is_removed_by_its_whole_key(store):
    spell = {"contract_id": "DPS", "provider_id": "P1", "authorities": ("PCC",), "services": ("home_care",)}
    both = [{**spell, "joined_on": D("2026-01-01")}, {**spell, "joined_on": D("2027-01-01")}]
    store.deliver(delivery(0, dps_memberships=frame("dps_memberships", *both)), means="test")
    away = {"contract_id": "DPS", "provider_id": "P1", "joined_on": D("2026-01-01"), "remove": True}
    store.deliver(delivery(1, dps_memberships=frame("dps_memberships", away)), means="test")
    assert known(store)["dps_memberships"]["joined_on"].tolist() == [pd.Timestamp("2027-01-01")]


def test_a_corrected_month_replaces_the_month(store):
    january = [day(f"2026-01-{number:02d}", 1.0) for number in range(1, 32)]
    around = [day("2025-12-31", 7.0), day("2026-02-01", 7.0)]
    others = [day("2026-01-15", 5.0, provider="P2"), day("2026-01-15", 5.0, authority="CCC")]
    store.deliver(
        delivery(0, hours(january + around + others, [
            ("P1", "PCC", "2025-12-31", "2026-02-01"), ("P2", "PCC", "2026-01-15", "2026-01-15"),
            ("P1", "CCC", "2026-01-15", "2026-01-15"),
        ])),
        means="test",
    )
    corrected = [day("2026-01-01", 1.0), day("2026-01-31", 3.0)]
    store.deliver(delivery(1, hours(corrected, [("P1", "PCC", "2026-01-01", "2026-01-31")])), means="test")
    assert days(store) == {
        ("2025-12-31", "P1", "PCC"): 7.0, ("2026-01-01", "P1", "PCC"): 1.0, ("2026-01-31", "P1", "PCC"): 3.0,
        ("2026-02-01", "P1", "PCC"): 7.0, ("2026-01-15", "P2", "PCC"): 5.0, ("2026-01-15", "P1", "CCC"): 5.0,
    }
    # 31 December and 1 January share a week, as do 31 January and 1 February; the weeks between are empty now.
    assert weeks_of(store) == {
        ("2025-12-29", "P1", "PCC"): 8.0, ("2026-01-26", "P1", "PCC"): 10.0,
        ("2026-01-12", "P2", "PCC"): 5.0, ("2026-01-12", "P1", "CCC"): 5.0,
    }
    # The day that was sent again unchanged is not written again.
    assert versions(store, schema.daily_hours) == {(1, None): 5, (1, 2): 30, (2, None): 1}


def test_a_range_replaces_every_contract_and_service_of_the_pair(store):
    rows = [
        day("2026-01-05", 1.0), day("2026-01-05", 2.0, contract="C2"), day("2026-01-05", 4.0, service="community"),
    ]
    ranges = [("P1", "PCC", "2026-01-05", "2026-01-05")]
    store.deliver(delivery(0, hours(rows, ranges)), means="test")
    store.deliver(delivery(1, hours([day("2026-01-05", 8.0, contract="C3")], ranges)), means="test")
    assert known(store)["days"][["contract_id", "planned_hours"]].to_numpy().tolist() == [["C3", 8.0]]


def test_a_range_without_hours_leaves_its_days_empty(store):
    rows = [day("2026-01-05", 1.0), day("2026-01-06", 2.0), day("2026-01-12", 4.0)]
    store.deliver(delivery(0, hours(rows, [("P1", "PCC", "2026-01-05", "2026-01-12")])), means="test")
    store.deliver(delivery(1, hours([], [("P1", "PCC", "2026-01-06", "2026-01-31")])), means="test")
    assert days(store) == {("2026-01-05", "P1", "PCC"): 1.0}
    assert weeks_of(store) == {("2026-01-05", "P1", "PCC"): 1.0}


def test_two_ranges_of_a_pair_may_share_a_week(store):
    rows = [day(f"2026-01-{number:02d}", 1.0) for number in range(5, 12)]
    store.deliver(delivery(0, hours(rows, [("P1", "PCC", "2026-01-05", "2026-01-11")])), means="test")
    ends = [day("2026-01-05", 10.0), day("2026-01-11", 20.0)]
    ranges = [("P1", "PCC", "2026-01-05", "2026-01-06"), ("P1", "PCC", "2026-01-10", "2026-01-11")]
    store.deliver(delivery(1, hours(ends, ranges)), means="test")
    # Wednesday to Friday stay as they were; Tuesday and Saturday were replaced by nothing.
    assert weeks_of(store) == {("2026-01-05", "P1", "PCC"): 10.0 + 3.0 + 20.0}


def test_hours_outside_their_ranges_are_a_mistake_of_the_program(store):
    wrong = delivery(0, hours([day("2026-01-05", 1.0)], [("P1", "PCC", "2026-01-06", "2026-01-07")]))
    with pytest.raises(ValueError, match="outside"):
        store.deliver(wrong, means="test")
    assert store.newest() == 0
    assert days(store) == {}


def test_holidays_replace_those_of_the_authority_that_they_overlap(store):
    kept = [
        {**HOLIDAY, "first_day": D("2026-05-25"), "last_day": D("2026-05-31"), "name": "May"},
        {**HOLIDAY, "authority": "CCC"},
    ]
    split = [
        {**HOLIDAY, "first_day": D("2026-07-20"), "last_day": D("2026-07-31"), "name": "July"},
        {**HOLIDAY, "first_day": D("2026-08-31"), "last_day": D("2026-09-01"), "name": "August"},
    ]
    store.deliver(delivery(0, school_holidays=frame("school_holidays", HOLIDAY, *kept)), means="test")
    store.deliver(delivery(1, school_holidays=frame("school_holidays", *split)), means="test")
    found = known(store)["school_holidays"]
    assert found[["authority", "name"]].to_numpy().tolist() == [
        ["CCC", "Summer"], ["PCC", "May"], ["PCC", "July"], ["PCC", "August"],
    ]
    assert versions(store, schema.school_holidays) == {(1, None): 2, (1, 2): 1, (2, None): 2}


def test_holidays_that_only_touch_are_kept(store):
    after = {**HOLIDAY, "first_day": D("2026-09-01"), "last_day": D("2026-09-02")}
    store.deliver(delivery(0, school_holidays=frame("school_holidays", HOLIDAY)), means="test")
    store.deliver(delivery(1, school_holidays=frame("school_holidays", after)), means="test")
    assert len(known(store)["school_holidays"]) == 2


def test_a_holiday_can_be_removed_and_changed(store):
    store.deliver(delivery(0, school_holidays=frame("school_holidays", HOLIDAY)), means="test")
    longer = {**HOLIDAY, "last_day": D("2026-09-02")}
    store.deliver(delivery(1, school_holidays=frame("school_holidays", longer)), means="test")
    assert known(store)["school_holidays"]["last_day"].tolist() == [pd.Timestamp("2026-09-02")]
    away = {"authority": "PCC", "first_day": D("2026-07-23"), "remove": True}
    store.deliver(delivery(2, school_holidays=frame("school_holidays", away)), means="test")
    assert known(store)["school_holidays"].empty


def test_earlier_states_can_be_asked_for_exactly(store):
    ranges = [("P1", "PCC", "2026-01-05", "2026-01-11")]
    one, two = frame("providers", PROVIDER), frame("providers", {**PROVIDER, "name": "Two"})
    first, second = hours([day("2026-01-05", 1.0)], ranges), hours([day("2026-01-06", 2.0)], ranges)
    deliveries = [
        {"providers": one, "given": first},
        {"given": second},
        {"providers": two, "given": first},
        {"providers": frame("providers", {"provider_id": "P1", "remove": True})},
    ]
    states = [known(store)]
    for number, files in enumerate(deliveries):
        store.deliver(delivery(number, **files), means="test")
        states.append(known(store))
    assert [state["providers"]["name"].tolist() for state in states] == [[], ["One"], ["One"], ["Two"], []]
    assert [state["weekly_hours"]["planned_hours"].tolist() for state in states] == [[], [1.0], [2.0], [1.0], [1.0]]
    for number, state in enumerate(states):
        assert_same(known(store, number), state)


def test_a_delivery_checked_against_an_earlier_market_is_not_stored(store):
    store.deliver(delivery(0, providers=frame("providers", PROVIDER)), means="test")
    late = delivery(0, providers=frame("providers", {**PROVIDER, "name": "Two"}))
    with pytest.raises(Overtaken, match="checked against import 0; the newest is 1"):
        store.deliver(late, means="test")
    assert known(store)["providers"]["name"].tolist() == ["One"]


def test_a_delivery_with_problems_is_refused(store):
    bad = delivery(0, providers=frame("providers", PROVIDER))
    bad.counts["required"] += 1
    with pytest.raises(ValueError, match="problems"):
        store.deliver(bad, means="test")
    assert store.newest() == 0


def test_an_import_waits_for_another_and_then_says_so(store):
    checked = delivery(0, providers=frame("providers", PROVIDER))
    with engine.turn(store._engine, 1), pytest.raises(Busy, match="under way"):
        store.deliver(checked, means="test", patience=0.2)
    assert store.deliver(checked, means="test", patience=5) == 1


def test_progress_tells_of_every_row(store):
    told = []
    rows = [day(f"2026-01-{number:02d}", 1.0) for number in range(1, 11)]
    checked = delivery(
        0, hours(rows, [("P1", "PCC", "2026-01-01", "2026-01-10")]),
        providers=frame("providers", PROVIDER, {"provider_id": "P9", "remove": True}),
    )
    store.deliver(checked, means="test", progress=lambda done, every: told.append((done, every)))
    assert told[-1] == (12, 12)
    assert told == sorted(told)
