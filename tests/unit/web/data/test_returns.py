"""Who reported which week, and how late each source is, worked out by hand."""

from datetime import date

from dashboard.measures import MEASURES
from dashboard.settings import Authority, Settings
from dashboard.web.data.returns import calendars, sources
from tests.unit.markets import ask, market_from

SETTINGS = Settings(
    authorities={
        "PCC": Authority(name="Peterborough", ons_code="E06000031", rhythm_days=14),
        "CCC": Authority(name="Cambridgeshire", ons_code="E10000003", rhythm_days=7),
    }
)

FILES = {
    "providers": "provider_id,name,provider_type\nA,Alder,external\nB,Birch,external\nC,Cedar,external\n",
    "contracts": (
        "contract_id,title,contract_type,lead_authority,covered_authorities,provider_id,services,start_date,"
        "initial_term_months\n"
        "S1,Spot,spot,PCC,PCC;CCC,A,home_care,2026-01-01,24\n"
        "S2,Spot,spot,PCC,PCC;CCC,B,home_care,2026-01-01,24\n"
        "S3,Spot,spot,PCC,PCC,C,home_care,2026-01-01,9\n"
    ),
    "hours": (
        "date,authority,provider_id,contract_id,service,planned_hours,delivered_hours\n"
        # Alder: Peterborough to the week of 2 November, Cambridgeshire to that of 16 November
        "2026-10-26,PCC,A,S1,home_care,5,5\n2026-11-04,PCC,A,S1,home_care,5,5\n"
        "2026-11-18,CCC,A,S1,home_care,5,5\n"
        # Birch: last worked in the week of 19 October; a row of nothing in that of 26 October
        "2026-10-21,CCC,B,S2,home_care,5,5\n2026-10-28,CCC,B,S2,home_care,5,0\n"
        # Birch in Peterborough: its last hours are older than 8 weeks
        "2026-09-21,PCC,B,S2,home_care,5,5\n"
        # Cedar: hours lately, but its contract ended on 30 September
        "2026-10-07,PCC,C,S3,home_care,5,5\n"
    ),
}


def test_a_source_is_late_from_its_authority_s_rhythm_after_the_sunday_of_the_first_week_that_is_missing():
    found = sources(market_from(FILES).seen(date(2026, 12, 1)), SETTINGS)
    assert [(s.authority, s.provider, s.last, s.due, s.late) for s in found] == [
        # the week of 2 November is missing: its Sunday is the 8th, and 7 days later is the 15th
        ("CCC", "Birch", date(2026, 10, 26), date(2026, 11, 15), 16),
        # the week of 9 November: its Sunday is the 15th, and 14 days later is the 29th
        ("PCC", "Alder", date(2026, 11, 2), date(2026, 11, 29), 2),
        # the week of 23 November: its Sunday is the 29th, and 7 days later is 6 December
        ("CCC", "Alder", date(2026, 11, 16), date(2026, 12, 6), 0),
    ]


def test_the_day_it_is_due_is_not_late():
    def late(day):
        return {(s.authority, s.provider): s.late for s in sources(market_from(FILES).seen(day), SETTINGS)}

    assert late(date(2026, 11, 15))["CCC", "Birch"] == 0
    assert late(date(2026, 11, 16))["CCC", "Birch"] == 1


def test_a_source_has_hours_in_the_last_eight_weeks_and_a_way_in():
    # On 22 November the 8 latest complete weeks begin on 28 September: those of 21 September are older.
    assert ("PCC", "Birch") not in {
        (s.authority, s.provider) for s in sources(market_from(FILES).seen(date(2026, 11, 22)), SETTINGS)
    }
    # A week earlier, on 15 November, they begin on 21 September.
    found = {(s.authority, s.provider) for s in sources(market_from(FILES).seen(date(2026, 11, 15)), SETTINGS)}
    assert ("PCC", "Birch") in found
    assert ("PCC", "Cedar") not in found


def test_the_calendar_has_every_provider_that_sent_or_should_have():
    table = ask(MEASURES["provider_weeks"], market_from(FILES), "2026-11-22", weeks=13)
    peterborough, cambridgeshire = calendars(table, SETTINGS)
    assert peterborough.weeks[-3:] == [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)]
    rows = {name: said for _, name, said in cambridgeshire.rows}
    last = dict(zip(cambridgeshire.weeks, rows["Birch"], strict=True))
    assert [last[date(2026, 10, day)] for day in (19, 26)] == ["reported", "zero"]
    assert [last[date(2026, 11, day)] for day in (2, 9, 16)] == ["silent"] * 3
    assert [row[:2] for row in peterborough.rows] == [("A", "Alder"), ("B", "Birch"), ("C", "Cedar")]
    assert peterborough.rows[0][2][-4:] == ["reported", "reported", "silent", "silent"]


def test_a_market_without_hours_has_neither_sources_nor_returns():
    empty = market_from({"providers": FILES["providers"]})
    assert sources(empty.seen(date(2026, 11, 22)), SETTINGS) == []
    table = ask(MEASURES["provider_weeks"], empty, "2026-11-22", weeks=13)
    assert [(calendar.rows, calendar.weeks) for calendar in calendars(table, SETTINGS)] == [([], []), ([], [])]
