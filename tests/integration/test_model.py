"""Any sequence of deliveries against a plain model: a dict of records and a dict of days for each import."""

from datetime import date, timedelta

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.store import Store
from tests.integration.deliveries import delivery, frame, hours, known

MONDAY = date(2026, 1, 5)
PROVIDERS = ["P1", "P2"]
DAYS = 16

record = st.fixed_dictionaries({"name": st.sampled_from(["a", "b"]), "company_number": st.sampled_from([None, "1"])})
records = st.dictionaries(st.sampled_from(PROVIDERS), record | st.none(), max_size=2)
"""Providers to store by their id; None removes one."""

series = st.tuples(st.sampled_from(["C1", "C2"]), st.integers(0, DAYS - 1))
pair = st.tuples(
    st.tuples(st.integers(0, DAYS - 1), st.integers(0, DAYS - 1)).map(sorted),
    st.dictionaries(series, st.sampled_from([0.0, 0.5, 2.25]), max_size=8),
)
pairs = st.dictionaries(st.tuples(st.sampled_from(PROVIDERS), st.sampled_from(["PCC", "CCC"])), pair, max_size=3)
"""For a provider and authority: the first and last day replaced, and the hours of some contracts and days."""


def within(first, last, given_hours):
    return {(contract, day): value for (contract, day), value in given_hours.items() if first <= day <= last}


def day(number):
    return MONDAY + timedelta(days=number)


def made(against, providers, ranges):
    rows = [
        (day(number), authority, provider, contract, "home_care", value, value / 2)
        for (provider, authority), ((first, last), given_hours) in ranges.items()
        for (contract, number), value in within(first, last, given_hours).items()
    ]
    replaced = [
        (provider, authority, str(day(first)), str(day(last)))
        for (provider, authority), ((first, last), _) in ranges.items()
    ]
    told = [
        {"provider_id": name, "provider_type": "external", "remove": values is None, **(values or {})}
        for name, values in providers.items()
    ]
    return delivery(against, hours(rows, replaced), providers=frame("providers", *told))


def after(state, providers, ranges):
    known_providers = {**state[0], **providers}
    days = dict(state[1])
    for (provider, authority), ((first, last), given_hours) in ranges.items():
        for key in list(days):
            if key[0] == provider and key[1] == authority and first <= key[3] <= last:
                del days[key]
        for (contract, number), value in within(first, last, given_hours).items():
            days[(provider, authority, contract, number)] = value
    return {name: values for name, values in known_providers.items() if values is not None}, days


def weeks(days):
    """Planned and delivered hours, last day and last day worked, by series and week: worked out one day at a time."""
    found = {}
    for (provider, authority, contract, number), value in sorted(days.items(), key=lambda item: item[0][3]):
        key = (day(number // 7 * 7), authority, provider, contract)
        planned, delivered, _, worked = found.get(key, (0.0, 0.0, None, None))
        found[key] = (planned + value, delivered + value / 2, day(number), day(number) if value else worked)
    return found


def read(store, number):
    frames = known(store, number)
    providers = {
        row.provider_id: {"name": row.name, "company_number": None if row.company_number != "1" else "1"}
        for row in frames["providers"].itertuples(index=False)
    }
    days = {
        (row.provider_id, row.authority, row.contract_id, (row.date.date() - MONDAY).days): row.planned_hours
        for row in frames["days"].itertuples()
    }
    by_week = {
        (row.week.date(), row.authority, row.provider_id, row.contract_id): (
            row.planned_hours, row.delivered_hours, row.last_day.date(),
            None if pd.isna(row.last_worked) else row.last_worked.date(),
        )
        for row in frames["weekly_hours"].itertuples()
    }
    return (providers, days), by_week


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(records, pairs), min_size=1, max_size=5))
def test_every_import_is_what_a_plain_model_says(database, steps):
    store = Store.open(database())
    try:
        states = [({}, {})]
        for providers, ranges in steps:
            state = after(states[-1], providers, ranges)
            number = store.deliver(made(len(states) - 1, providers, ranges), means="test")
            if state == states[-1]:
                assert number is None
            else:
                states.append(state)
                assert number == len(states) - 1
        for number, state in enumerate(states):
            assert read(store, number) == (state, weeks(state[1]))
    finally:
        store.dispose()
