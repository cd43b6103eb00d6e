"""What a store gives back: types, missing values, the empty market, the cache, the mark of an example."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest
from sqlalchemy import text

from dashboard.intake import empty_market
from dashboard.market import clock
from dashboard.store import NotEmpty, Store, Unavailable
from tests.integration.deliveries import D, assert_same, contents, delivery, frame, hours, known

FULL = {
    "providers": [
        {"provider_id": "P1", "name": "Åsa’s Care; Ltd", "provider_type": "external", "cqc_provider_id": "1-101",
         "company_number": "01234567", "area_entry_date": D("2025-09-01")},
        {"provider_id": "P2", "name": "Community Support Service", "provider_type": "internal"},
    ],
    "contracts": [
        {"contract_id": "B1", "title": "Block 1", "contract_type": "block", "lead_authority": "PCC",
         "covered_authorities": ("PCC", "CCC"), "provider_id": "P1", "services": ("home_care", "community_support"),
         "start_date": D("2024-02-29"), "initial_term_months": 36, "extension_terms_months": (12, 12),
         "extensions_taken": 1, "extension_notice_months": 9, "reprocurement_lead_months": 15,
         "mobilisation_weeks": 8, "delivery_calendar": "term_time", "annual_value_gbp": 50000.01,
         "contracted_hours_per_week": 1 / 3, "hourly_rate_gbp": 24.57, "terminated_on": D("2026-12-31")},
        {"contract_id": "DPS", "title": "DPS", "contract_type": "dps", "lead_authority": "PCC",
         "covered_authorities": ("PCC",), "services": ("home_care",), "start_date": D("2024-04-01"),
         "initial_term_months": 60},
    ],
    "dps_memberships": [
        {"contract_id": "DPS", "provider_id": "P1", "joined_on": D("2024-04-01"), "left_on": D("2025-03-31"),
         "leave_reason": "withdrew", "authorities": ("PCC",), "services": ("home_care",),
         "due_diligence_expires_on": D("2026-03-31")},
        {"contract_id": "DPS", "provider_id": "P1", "joined_on": D("2026-04-01"), "authorities": ("CCC", "PCC"),
         "services": ("home_care", "community_support")},
    ],
    "capacity_returns": [
        {"provider_id": "P1", "authority": "PCC", "service": "home_care", "effective_from": D("2026-10-07"),
         "hours_per_week": 42.5},
    ],
    "packages": [
        {"package_id": "K1", "authority": "PCC", "service": "home_care", "area": "Fenland", "hours_per_week": 10.25,
         "hourly_rate_gbp": 0.07, "requested_on": D("2026-01-01"), "awarded_on": D("2026-01-02"),
         "provider_id": "P1", "contract_id": "DPS", "started_on": D("2026-01-03"), "ended_on": D("2026-01-04"),
         "end_reason": "moved"},
        {"package_id": "K2", "authority": "CCC", "service": "home_care", "hours_per_week": 3.0,
         "requested_on": D("2026-01-01")},
    ],
    "offers": [
        {"package_id": "K1", "provider_id": "P1", "invited_on": D("2026-01-01"), "response": "offered",
         "responded_on": D("2026-01-02")},
        {"package_id": "K1", "provider_id": "P1", "invited_on": D("2026-01-05"), "response": "no_response"},
    ],
    "school_holidays": [
        {"authority": "PCC", "first_day": D("2026-07-23"), "last_day": D("2026-08-31"), "name": "Summer"},
        {"authority": "PCC", "first_day": D("2026-12-20"), "last_day": D("2026-12-20")},
    ],
}

# 5 January 2026 is a Monday.
ROWS = [
    ("2026-01-05", "PCC", "P1", "B1", "home_care", 2.0, 1.5),
    ("2026-01-11", "PCC", "P1", "B1", "home_care", 0.0, 0.0),
    ("2026-01-12", "PCC", "P1", "B1", "home_care", 1 / 3, 0.0),
    ("2026-01-05", "CCC", "P2", "DPS", "home_care", 4.0, 4.25),
]
RANGES = [("P1", "PCC", "2026-01-05", "2026-01-12"), ("P2", "CCC", "2026-01-05", "2026-01-05")]


def full(against=0):
    return delivery(
        against, hours(ROWS, RANGES), **{name: frame(name, *records) for name, records in FULL.items()}
    )


def test_an_empty_store_gives_the_empty_market(store):
    assert store.newest() == 0
    market = store.market()
    assert (market.number, market.example) == (0, False)
    assert_same(contents(market), contents(empty_market()))
    imports = store.imports()
    assert imports.empty
    assert imports.dtypes.astype(str).to_dict() == {
        "number": "int64", "published_at": "datetime64[us, UTC]", "means": "str", "files": "object", "rows": "int64",
        "new": "Int64", "changed": "Int64", "removed": "Int64", "held_back": "int64",
    }


def test_every_frame_comes_back_as_it_was_given(store):
    checked = full()
    assert store.deliver(checked, means="test") == 1
    found = known(store)
    for name, given in checked.frames.items():
        pd.testing.assert_frame_equal(found[name], given.drop(columns="remove"), obj=name)
    days = [ROWS[3], ROWS[0], ROWS[1], ROWS[2]]
    pd.testing.assert_frame_equal(found["days"], hours(days, []).days)


def test_weekly_hours_are_the_weeks_of_the_days(store):
    store.deliver(full(), means="test")
    expected = pd.DataFrame({
        "week": pd.Series([D("2026-01-05"), D("2026-01-05"), D("2026-01-12")], dtype="datetime64[us]"),
        "authority": pd.Series(["CCC", "PCC", "PCC"], dtype="str"),
        "provider_id": pd.Series(["P2", "P1", "P1"], dtype="str"),
        "contract_id": pd.Series(["DPS", "B1", "B1"], dtype="str"),
        "service": pd.Series(["home_care"] * 3, dtype="str"),
        "planned_hours": [4.0, 2.0, 1 / 3],
        "delivered_hours": [4.25, 1.5, 0.0],
        "last_day": pd.Series([D("2026-01-05"), D("2026-01-11"), D("2026-01-12")], dtype="datetime64[us]"),
        "last_worked": pd.Series([D("2026-01-05"), D("2026-01-05"), None], dtype="datetime64[us]"),
    })
    pd.testing.assert_frame_equal(known(store)["weekly_hours"], expected)


def test_days_are_chosen_by_date_and_contract(store):
    store.deliver(full(), means="test")
    market = store.market()
    assert len(market.days(D("2026-01-06"), D("2026-01-11"))) == 1
    assert market.days(D("2026-01-05"), D("2026-01-12"), ["DPS"])["provider_id"].tolist() == ["P2"]
    assert market.days(D("2026-01-05"), D("2026-01-12"), {"DPS", "B1"})["contract_id"].tolist() == [
        "DPS", "B1", "B1", "B1",
    ]
    assert market.days(D("2026-01-05"), D("2026-01-12"), []).empty


def test_money_is_stored_as_whole_pence(store):
    store.deliver(full(), means="test")
    with store._engine.connect() as connection:
        contract = connection.execute(
            text("SELECT annual_value_pence, hourly_rate_pence FROM contracts WHERE contract_id = 'B1'")
        ).one()
        assert tuple(contract) == (5000001, 2457)
        rate = connection.execute(text("SELECT hourly_rate_pence FROM packages WHERE package_id = 'K1'")).scalar_one()
        assert rate == 7


def test_a_market_is_shared_by_all_views_of_an_import(store):
    before = store.market()
    store.deliver(full(), means="test")
    market = store.market()
    assert market is store.market() is store.market(1)
    assert market.packages is store.market(1).packages
    assert store.market(0) is before


def test_only_a_few_markets_are_kept(store):
    for number in range(6):
        title = f"title {number}"
        store.deliver(
            delivery(number, providers=frame("providers", {**FULL["providers"][0], "name": title})), means="test"
        )
        store.market()
    assert list(store._markets) == [4, 5, 6]
    assert store.market(1).providers["name"].tolist() == ["title 0"]
    assert list(store._markets) == [5, 6, 1]


@pytest.mark.parametrize("number", [-1, 2, 99])
def test_an_import_there_is_not(store, number):
    store.deliver(full(), means="test")
    with pytest.raises(LookupError, match=f"There is no import {number}: the newest is 1"):
        store.market(number)


def test_imports_are_listed(store):
    with clock.stopped(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)):
        store.deliver(full(), means="command line")
    with clock.stopped(date(2026, 11, 22)):
        store.deliver(delivery(1, offers=frame("offers", {**FULL["offers"][0], "remove": True})), means="page")
    found = store.imports()
    assert found["number"].tolist() == [1, 2]
    assert found["published_at"].tolist() == [
        pd.Timestamp("2026-10-25T01:30Z"), pd.Timestamp("2026-11-22T12:00Z"),
    ]
    assert found["means"].tolist() == ["command line", "page"]
    assert found["files"].tolist() == [
        ("capacity_returns", "contracts", "dps_memberships", "hours", "offers", "packages", "providers",
         "school_holidays"),
        ("offers",),
    ]
    assert found["rows"].tolist() == [2 + 2 + 2 + 1 + 2 + 2 + 2 + 4, 1]


def test_an_empty_database_can_be_marked_as_an_example(store, url):
    assert store.is_example is store.market().example is False
    store.mark_example()
    store.mark_example()
    assert store.is_example is store.market().example is True
    store.deliver(full(), means="demo")
    assert store.market().example
    other = Store.open(url)
    assert other.is_example
    other.dispose()


def test_a_market_that_is_not_empty_cannot_become_an_example(store):
    store.deliver(full(), means="test")
    with pytest.raises(NotEmpty):
        store.mark_example()
    assert not store.is_example


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_connections_that_the_server_closed_are_replaced(store, url):
    store.deliver(full(), means="test")
    store.newest()
    other = Store(url)
    with other._engine.connect() as connection:
        ended = connection.execute(text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )).all()
    other.dispose()
    assert ended == [(True,)]
    assert store.newest() == 1
    assert len(store.market().providers) == 2


def test_a_server_that_does_not_answer_is_unavailable():
    store = Store("postgresql://nobody@127.0.0.1:1/market")
    with pytest.raises(Unavailable, match="refused"):
        store.newest()
    with pytest.raises(Unavailable):
        Store.open("postgresql://nobody@127.0.0.1:1/market")


def test_a_file_that_is_no_database_is_unavailable(tmp_path):
    (tmp_path / "market.db").write_text("Dear all, please find attached the returns for October. " * 50)
    with pytest.raises(Unavailable, match="not a database"):
        Store.open(f"sqlite:///{tmp_path}/market.db")


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path):
    (tmp_path / "data").write_text("a file where a folder should be")
    with pytest.raises(Unavailable, match="data"):
        Store.open(f"sqlite:///{tmp_path}/data/market.db")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_store_needs_a_database_that_lasts(url):
    with pytest.raises(ValueError, match="a file"):
        Store(url)
