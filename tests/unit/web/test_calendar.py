"""The calendar: read back by another's parser, its dates worked out by hand, and what an import moves in it."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from dashboard import loading
from dashboard.components.asked import Asked
from dashboard.market import clock
from dashboard.market.filters import Filters
from dashboard.settings import Settings
from dashboard.store import Store
from dashboard.web.calendar import KINDS, calendar

SETTINGS = Settings()
PROVIDERS = "provider_id,name,provider_type\nS1,Alder Care,external\n"
HEADINGS = (
    "contract_id,title,contract_type,lead_authority,covered_authorities,provider_id,services,start_date,"
    "initial_term_months,extension_terms_months,extensions_taken,extension_notice_months,reprocurement_lead_months,"
    "terminated_on,annual_value_gbp,contracted_hours_per_week,remove\n"
)
LEAP = "B1,{title},block,PCC,PCC;CCC,S1,home_care,2027-08-31,6,12;12,{taken},2,3,{ended},1000,10,\n"
"""Six months from 31 August 2027 end on 29 February 2028; two options of a year."""
OTHER = "B2,Other block,block,CCC,CCC,S1,home_care,2026-04-01,24,,,,,,1000,10,{remove}\n"


def leap(title="Fen block", taken=0, ended=""):
    return LEAP.format(title=title, taken=taken, ended=ended)


@pytest.fixture
def store(tmp_path):
    opened = Store.open(f"sqlite:///{tmp_path}/market.db")
    yield opened
    opened.dispose()


@pytest.fixture
def load(store, tmp_path):
    """Imports contracts, at noon of a day."""

    def take_in(day, *rows):
        folder = tmp_path / f"delivery {day}"
        folder.mkdir()
        (folder / "providers.csv").write_text(PROVIDERS)
        (folder / "contracts.csv").write_text(HEADINGS + "".join(rows), encoding="utf-8")
        with clock.stopped(datetime(2026, 11, day, 12, 0, 0, 250_000, UTC)):
            loaded = loading.load([folder], store, SETTINGS, means="test")
        assert loaded.checked.ok, loaded.checked.problems
        return loaded.number

    return take_in


@pytest.fixture
def made(store):
    """The calendar's bytes as known at an import, the newest unless named."""

    def make(**filters):
        given = Filters(**filters)
        market = store.market(given.known_at)
        filled = given.filled(date(2026, 11, 22), store.newest())
        return calendar(Asked(market, SETTINGS, given, filled), store.versions("contracts", market.number)).to_ical()

    return make


def events(body):
    """Each event by its UID's beginning: `decision-due.B1`."""
    return {str(event["uid"]).split("@")[0]: event for event in Calendar.from_ical(body).walk("VEVENT")}


def sequences(body, contract="B1"):
    found = {name.split(".")[0]: event["sequence"] for name, event in events(body).items() if name.endswith(contract)}
    return {name.replace("-", "_"): found.get(name.replace("_", "-")) for name in KINDS}


def test_the_dates_of_a_contract_by_hand(load, made):
    load(2, leap())
    found = events(made())
    assert {name: event["dtstart"].dt for name, event in found.items()} == {
        "paper-due.B1": date(2027, 10, 28),  # 9 weeks before
        "decision-due.B1": date(2027, 12, 30),  # 4 months: the day before 31 December
        "reprocurement-start.B1": date(2027, 11, 30),  # 3 months: November has no 31st
        "current-end.B1": date(2028, 2, 29),  # 6 months: February has no 31st
        "maximum-end.B1": date(2030, 2, 28),  # 30 months
    }
    for event in found.values():
        assert event["dtend"].dt == event["dtstart"].dt + timedelta(days=1)
        assert event["dtstart"].params["VALUE"] == event["dtend"].params["VALUE"] == "DATE"
    before = {name: [a["trigger"].dt.days for a in event.walk("VALARM")] for name, event in found.items()}
    assert before == {
        "paper-due.B1": [-30, -7],  # 28 September
        "decision-due.B1": [-30, -7],  # 30 November
        "reprocurement-start.B1": [-31, -7],  # 30 October
        "current-end.B1": [-31, -7],  # 29 January
        "maximum-end.B1": [-31, -7],  # 28 January
    }


def test_a_month_before_31_march_is_the_last_of_february(load, made):
    load(2, OTHER.format(remove=""))  # 24 months from 1 April 2026: 31 March 2028
    end = events(made())["current-end.B2"]
    assert end["dtstart"].dt == date(2028, 3, 31)
    assert [alarm["trigger"].dt.days for alarm in end.walk("VALARM")] == [-31, -7]


def test_a_contract_without_an_option_or_ended_early_has_the_dates_that_it_has(load, made):
    load(2, OTHER.format(remove=""), leap(ended="2028-01-15"))
    found = {name: event["dtstart"].dt for name, event in events(made()).items()}
    assert found == {
        "reprocurement-start.B2": date(2026, 12, 31),  # 15 months before 31 March 2028
        "current-end.B2": date(2028, 3, 31), "maximum-end.B2": date(2028, 3, 31),
        "current-end.B1": date(2028, 1, 15), "maximum-end.B1": date(2028, 1, 15),
    }


def test_it_is_what_rfc_5545_asks_for(load, made):
    title = "Åsa’s block; north, \\ east\u00ad" + " and further on" * 8
    load(2, leap(f'"{title}"'))
    body = made()
    assert body.startswith(b"BEGIN:VCALENDAR\r\n") and body.endswith(b"END:VCALENDAR\r\n")
    assert body.count(b"\n") == body.count(b"\r\n")
    assert max(map(len, body.split(b"\r\n"))) <= 75
    read = Calendar.from_ical(body)
    assert read.to_ical() == body
    assert [component.errors for component in read.walk()] == [[]] * len(read.walk())
    assert (read["version"], read["x-wr-calname"]) == ("2.0", "Contract dates: Peterborough and Cambridgeshire")
    assert read["refresh-interval"].dt == timedelta(hours=12)
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n" in body and b"X-PUBLISHED-TTL:PT12H\r\n" in body
    stored = title.replace("\u00ad", "")
    assert events(body)["decision-due.B1"]["summary"] in (f"Decision due: {title}", f"Decision due: {stored}")
    for event in read.walk("VEVENT"):
        assert all(event[needed] for needed in ("uid", "dtstamp", "dtstart", "summary", "description"))
        assert all(alarm["action"] == "DISPLAY" and alarm["description"] for alarm in event.walk("VALARM"))


def test_an_event_says_which_contract_it_is(load, made):
    load(2, leap())
    said = str(events(made())["decision-due.B1"]["description"])
    assert said == (
        "The last day to decide on the next extension.\n"
        "Contract B1 · Block · Alder Care · Peterborough and Cambridgeshire"
    )


def test_sequence_counts_the_imports_that_moved_a_date(load, made, store):
    load(2, leap())
    first = made()
    assert set(sequences(first).values()) == {0}
    load(3, leap("Fen block renamed"))
    assert set(sequences(made()).values()) == {0}
    load(4, leap("Fen block renamed", taken=1))
    moved = dict.fromkeys(KINDS, 1) | {"maximum_end": 0}
    assert sequences(made()) == moved
    load(5, OTHER.format(remove=""))
    assert sequences(made()) == moved
    with clock.stopped(datetime(2026, 11, 6, 12, tzinfo=UTC)):
        loading.undo(3, store, SETTINGS)
    assert sequences(made()) == dict.fromkeys(KINDS, 2) | {"maximum_end": 0}
    assert events(made())["current-end.B1"]["dtstart"].dt == date(2028, 2, 29)
    assert made(known_at=1) == first
    assert sequences(made(known_at=3)) == moved


def test_sequence_counts_what_an_import_takes_away_and_what_it_gives_back(load, made):
    load(2, leap(), OTHER.format(remove=""))
    load(3, OTHER.format(remove="yes"))
    assert not any(name.endswith("B2") for name in events(made()))
    load(4, OTHER.format(remove=""))
    assert sequences(made(), "B2") == {
        "paper_due": None, "decision_due": None, "reprocurement_start": 2, "current_end": 2, "maximum_end": 2,
    }
    load(5, leap(taken=2))  # no option left, so nothing to decide
    load(6, leap(taken=0))
    assert sequences(made())["decision_due"] == 2


def test_the_stamp_is_when_the_contract_as_it_stands_came_in(load, made):
    load(2, leap(), OTHER.format(remove=""))
    load(3, leap(taken=1))
    load(4, leap(taken=1), OTHER.format(remove=""), OTHER.format(remove="").replace("B2", "B3"))
    stamps = {name: event["dtstamp"].dt for name, event in events(made()).items()}
    assert stamps["current-end.B1"] == datetime(2026, 11, 3, 12, tzinfo=UTC)
    assert stamps["current-end.B2"] == datetime(2026, 11, 2, 12, tzinfo=UTC)
    assert stamps["current-end.B3"] == datetime(2026, 11, 4, 12, tzinfo=UTC)


def test_an_authority_s_calendar_has_the_events_of_its_contracts_unchanged(load, made):
    load(2, leap(), OTHER.format(remove=""))
    both, one = events(made()), events(made(authority="PCC"))
    assert set(one) == {name for name in both if name.endswith("B1")}
    assert all(event.to_ical() == both[name].to_ical() for name, event in one.items())
    assert b"X-WR-CALNAME:Contract dates: Peterborough\r\n" in made(authority="PCC")


def test_an_empty_market_has_an_empty_calendar(made):
    assert events(made()) == {}


def test_the_address_gives_every_date_of_the_contracts_table(client):
    response = client.get("/contracts.ics")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.data == client.get("/contracts.ics").data
    read = Calendar.from_ical(response.data)
    assert read["x-wr-calname"] == "Example contract dates: Peterborough and Cambridgeshire"
    rows = csv.DictReader(io.StringIO(client.get("/csv/contracts").data.decode("utf-8-sig")))
    wanted = Counter(
        (f"{kind.replace('_', '-')}.{row['contract_id']}@market-sufficiency", row[kind])
        for row in rows for kind in KINDS if row[kind]
    )
    found = Counter((str(event["uid"]), event["dtstart"].dt.isoformat()) for event in read.walk("VEVENT"))
    assert found == wanted


def test_the_address_takes_the_filters_and_names_what_is_none(client):
    one = client.get("/contracts.ics?authority=PCC")
    assert 0 < len(events(one.data)) < len(events(client.get("/contracts.ics").data))
    assert client.get("/contracts.ics?authority=PCC&weeks=13&as_of=2026-05-01").data == one.data
    for query, said in (("authority=XYZ", "There is no authority “XYZ”."), ("colour=red", "“colour” is not a filter.")):
        refused = client.get(f"/contracts.ics?{query}")
        assert refused.status_code == 400
        assert said in refused.get_data(as_text=True)
