"""`sourcing`, against tables worked out by hand (measures.md section 4)."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.measures.measure import answer
from dashboard.measures.sourcing import MEASURE
from dashboard.settings import Authority, Settings
from tests.unit.markets import SETTINGS, ask, market_from, rows, view

HEADINGS = (
    "package_id,authority,service,hours_per_week,requested_on,awarded_on,provider_id,contract_id,started_on,ended_on,"
    "end_reason\n"
)
COUNTS = ("requested", "awarded", "started", "withdrawn", "handed_back")
BANDS = ("waiting_0_2", "waiting_3_6", "waiting_7_12", "waiting_over_12")


def package(requested, awarded="", started="", ended="", reason="", of="PCC", service="home_care", hours=10):
    held = "P1,D1" if awarded else ","
    return f"{of},{service},{hours},{requested},{awarded},{held},{started},{ended},{reason}"


def market(*packages):
    return market_from({"packages": HEADINGS + "".join(f"K{n},{row}\n" for n, row in enumerate(packages))})


def sourcing(*packages, as_of="2026-06-30", **filters):
    return ask(MEASURE, market(*packages), as_of, **filters)


def by_month(table, *columns):
    return {row[0]: row[1:] for row in rows(table, "month", *columns)}


def test_each_count_is_of_its_own_date():
    table = sourcing(
        package("2026-03-31", "2026-04-01", "2026-04-30", "2026-05-31", "handed_back"),
        package("2026-04-01", ended="2026-04-30", reason="withdrawn"),
        package("2026-04-30", ended="2026-06-01", reason="withdrawn"),
        package("2026-04-15", "2026-05-01", "2026-05-01", "2026-05-02", "planned"),
        package("2026-04-15", "2026-05-01", "2026-05-01", "2026-05-02", "moved"),
        package("2026-04-15", "2026-05-01", "", "2026-05-02", "other"),
    )
    assert by_month(table, *COUNTS) == {
        "2026-03": (1, 0, 0, 0, 0), "2026-04": (5, 1, 1, 1, 0), "2026-05": (0, 3, 2, 0, 1), "2026-06": (0, 0, 0, 1, 0),
    }
    assert by_month(table, "complete") == dict.fromkeys(("2026-03", "2026-04", "2026-05", "2026-06"), (True,))


def test_the_running_month_is_counted_to_the_day_and_is_not_complete():
    packages = (package("2026-05-30", "2026-06-29", "2026-06-30"), package("2026-06-30"))
    monday, tuesday = (sourcing(*packages, as_of=day) for day in ("2026-06-29", "2026-06-30"))
    assert by_month(monday, "complete", *COUNTS[:3], "waiting_packages")["2026-06"] == (False, 0, 1, 0, 1)
    assert by_month(tuesday, "complete", *COUNTS[:3], "waiting_packages")["2026-06"] == (True, 1, 1, 1, 1)


def test_days_to_award_of_one_two_and_many():
    one = sourcing(package("2026-06-01", "2026-06-08"))
    assert rows(one, "median_days", "p90_days") == [(7, 7)]
    # Of 3 and 10 days: the middle is 6.5; position (2 - 1) × 0.9 is nine tenths of the way from 3 to 10: 9.3.
    two = sourcing(package("2026-06-01", "2026-06-04"), package("2026-06-01", "2026-06-11"))
    assert rows(two, "median_days", "p90_days") == [(6.5, 9.3)]
    # Of 0, 1, 2, 3 and 20 days: position 4 × 0.9 = 3.6, six tenths of the way from 3 to 20: 3 + 10.2.
    five = sourcing(*(package("2026-06-01", f"2026-06-{day:02}") for day in (1, 2, 3, 4, 21)))
    assert rows(five, "median_days", "p90_days") == [(2, 13.2)]
    # Eleven, of 0 to 10 days: position 9 is the 9 itself.
    eleven = sourcing(*(package("2026-06-01", f"2026-06-{day:02}") for day in range(1, 12)))
    assert rows(eleven, "median_days", "p90_days") == [(5, 9)]


def test_within_target_is_to_14_days_of_those_awarded_in_the_month():
    table = sourcing(
        package("2026-05-18", "2026-06-01"),  # 14 days
        package("2026-05-17", "2026-06-01"),  # 15 days
        package("2026-06-01", "2026-06-01"),  # the same day
        package("2026-06-01"),
    )
    assert by_month(table, "awarded_within_target") == {"2026-05": (None,), "2026-06": (round(2 / 3, 9),)}
    shorter = answer(MEASURE, market(package("2026-05-18", "2026-06-01")), view("2026-06-30"),
                     Settings(award_target_days=13))
    assert rows(shorter, "awarded_within_target") == [(None,), (0,)]


def test_a_month_without_an_award_has_no_days_to_award():
    assert rows(sourcing(package("2026-06-01")), "median_days", "p90_days", "awarded_within_target") == [
        (None, None, None)
    ]


# 30 June 2026 less 20, 21, 48, 49, 90 and 91 days: 10 and 9 June, 13 and 12 May, 1 April, 31 March.
@pytest.mark.parametrize(("requested", "days", "band"), [
    ("2026-06-30", 0, 0), ("2026-06-10", 20, 0), ("2026-06-09", 21, 1), ("2026-05-13", 48, 1), ("2026-05-12", 49, 2),
    ("2026-04-01", 90, 2), ("2026-03-31", 91, 3),
])
def test_the_wait_on_the_last_day_is_told_by_whole_weeks(requested, days, band):
    last = sourcing(package(requested, hours=7.5)).tail(1)
    assert rows(last, "waiting_packages", "waiting_hours", *BANDS, "oldest_wait_days") == [
        (1, 7.5, *(int(band == n) for n in range(4)), days)
    ]


def test_who_waits_on_a_months_last_day():
    table = sourcing(
        package("2026-05-31"),  # asked for that day
        package("2026-05-01", "2026-05-02"),  # awarded and not begun still waits
        package("2026-05-01", "2026-05-02", "2026-05-31"),  # begun that day
        package("2026-05-01", "2026-05-02", "2026-06-01"),  # begun the day after
        package("2026-05-01", ended="2026-05-31", reason="withdrawn"),  # its last day is still a day
        package("2026-05-01", ended="2026-05-30", reason="withdrawn"),
        package("2026-05-01", "2026-05-02", "2026-05-03", "2026-05-31", "planned"),
    )
    assert by_month(table, "waiting_packages", "waiting_hours", "oldest_wait_days") == {
        "2026-05": (4, 40, 30), "2026-06": (2, 20, 60),
    }


def test_where_nobody_waits_there_is_no_oldest_wait():
    table = sourcing(package("2026-06-01", "2026-06-01", "2026-06-01"))
    assert rows(table, "waiting_packages", "waiting_hours", *BANDS, "oldest_wait_days") == [(0, 0, 0, 0, 0, 0, None)]


def test_nothing_after_the_day_is_seen():
    given_ = package("2026-06-01", "2026-06-20", "2026-06-21", "2026-06-22", "handed_back")
    table = sourcing(given_, package("2026-06-16", of="CCC"), as_of="2026-06-15")
    assert rows(table, "month", "authority", *COUNTS, "waiting_packages", "oldest_wait_days") == [
        ("2026-06", "PCC", 1, 0, 0, 0, 0, 1, 14)
    ]


def test_every_authority_has_a_row_in_every_month_from_the_first_request_of_any():
    packages = (package("2026-05-01"), package("2026-06-15", of="CCC", service="community_support"))
    assert rows(sourcing(*packages), "month", "authority", "requested") == [
        ("2026-05", "CCC", 0), ("2026-05", "PCC", 1), ("2026-06", "CCC", 1), ("2026-06", "PCC", 0),
    ]
    for filters in ({"authority": "CCC"}, {"service": "community_support"}):
        assert rows(sourcing(*packages, **filters), "month", "authority", "requested") == [
            ("2026-05", "CCC", 0), ("2026-06", "CCC", 1),
        ]
    assert sourcing(*packages, authority="PCC", service="community_support").empty
    assert sourcing(*packages, as_of="2026-04-30").empty


def test_provider_and_route_do_nothing_and_a_period_chooses_months():
    packages = (package("2026-03-01"), package("2026-06-15"))
    whole = sourcing(*packages)
    assert sourcing(*packages, provider="P2", route="block").equals(whole)
    chosen = sourcing(*packages, first=date(2026, 4, 1), last=date(2026, 5, 31))
    assert chosen["month"].tolist() == ["2026-04", "2026-05"]
    # On Tuesday 30 June the 13th latest complete week is that of 30 March.
    assert sourcing(*packages, weeks=13)["month"].tolist() == ["2026-03", "2026-04", "2026-05", "2026-06"]


day = st.dates(date(2026, 1, 20), date(2026, 6, 30))


@st.composite
def packages(draw):
    dates = sorted(draw(st.tuples(day, day, day, day)))
    state = draw(st.sampled_from(["waiting", "withdrawn", "awarded", "dropped", "started", "ended", "handed_back"]))
    requested, awarded, started, ended = (when.isoformat() for when in dates)
    if state in ("waiting", "withdrawn"):
        awarded = started = ""
    if state in ("awarded", "dropped"):
        started = ""
    if state in ("waiting", "awarded", "started"):
        ended = ""
    reason = {"withdrawn": "withdrawn", "handed_back": "handed_back"}.get(state, "other") if ended else ""
    of = draw(st.sampled_from(["PCC", "CCC"]))
    return package(requested, awarded, started, ended, reason, of, hours=draw(st.integers(1, 400)) / 10)


@settings(max_examples=40)
@given(st.lists(packages(), min_size=1, max_size=12), day)
def test_counts_over_months_equal_the_packages_and_bands_equal_who_waits(drawn, as_of):
    given_ = market(*drawn)
    table = ask(MEASURE, given_, as_of.isoformat())
    seen = given_.seen(as_of).packages
    expected = {
        "requested": len(seen), "awarded": seen["awarded_on"].notna().sum(),
        "started": seen["started_on"].notna().sum(), "withdrawn": (seen["end_reason"] == "withdrawn").sum(),
        "handed_back": (seen["end_reason"] == "handed_back").sum(),
    }
    assert {name: table[name].sum() for name in COUNTS} == expected
    assert (table[list(BANDS)].sum(axis=1) == table["waiting_packages"]).all()
    assert ((table["waiting_packages"] > 0) == table["oldest_wait_days"].notna()).all()
    assert ((table["awarded"] > 0) == table["median_days"].notna()).all()
    assert (table["median_days"].dropna() <= table["p90_days"].dropna()).all()
    assert table["awarded_within_target"].dropna().between(0, 1).all()


@settings(max_examples=25)
@given(st.lists(packages(), min_size=1, max_size=12))
def test_a_month_that_is_over_reads_the_same_as_on_its_last_day(drawn):
    given_ = market(*drawn)
    then, later = (ask(MEASURE, given_, when) for when in ("2026-04-30", "2026-06-30"))
    # An authority without a request by then has no rows yet.
    both = later[(later["month"] <= "2026-04") & later["authority"].isin(then["authority"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(both, then)


def sentence(*given_, as_of="2026-06-30", councils=SETTINGS, **filters):
    return MEASURE.finding(sourcing(*given_, as_of=as_of, **filters), view(as_of, **filters), councils)["PCC"]


LONG = package("2026-03-31")
RECENT = package("2026-06-20")
OVER = package("2026-06-01", ended="2026-06-02", reason="withdrawn")


@pytest.mark.parametrize(("given_", "text"), [
    ((LONG, RECENT, RECENT), "Peterborough: 3 packages wait, 1 over 12 weeks, the longest 91 days."),
    ((LONG, LONG), "Peterborough: 2 packages wait, all over 12 weeks, the longest 91 days."),
    ((RECENT, package("2026-06-29")), "Peterborough: 2 packages wait, the longest 10 days."),
    ((package("2026-06-29"),) * 2, "Peterborough: 2 packages wait, the longest 1 day."),
    ((package("2026-06-30"),) * 2, "Peterborough: 2 packages wait, asked for today."),
    ((package("2026-06-30"),), "Peterborough: 1 package waits, asked for today."),
    ((LONG,), "Peterborough: 1 package waits, 91 days so far."),
    ((package("2026-06-29"),), "Peterborough: 1 package waits, 1 day so far."),
    ((OVER,), "Nobody waits in Peterborough."),
    ((package("2026-06-01", of="CCC"),), "Peterborough: no request for care in the months shown."),
])
def test_finding(given_, text):
    assert sentence(*given_) == text


@pytest.mark.parametrize(("given_", "text"), [
    ((LONG, package("2026-05-01")), "Peterborough, end of May 2026: 2 packages waited, the longest 61 days."),
    ((package("2026-01-01"),) * 2, "Peterborough, end of May 2026: 2 packages waited, all over 12 weeks."),
    ((package("2026-05-31"),), "Peterborough, end of May 2026: 1 package waited, asked for that day."),
    ((LONG,), "Peterborough, end of May 2026: 1 package waited, 61 days."),
    ((package("2026-05-01", ended="2026-05-02", reason="withdrawn"),), "Peterborough, end of May 2026: nobody waited."),
])
def test_finding_of_months_that_are_past(given_, text):
    assert sentence(*given_, last=date(2026, 5, 31)) == text


@pytest.mark.parametrize("given_", [(LONG, RECENT), (LONG,), (OVER,), (package("2026-06-01", of="CCC"),)])
@pytest.mark.parametrize("filters", [{}, {"last": date(2026, 5, 31)}, {"last": date(2026, 6, 15)}])
def test_a_long_name_leaves_a_short_sentence(given_, filters):
    councils = SETTINGS.model_copy(update={"authorities": {"PCC": Authority(name="Bath and North East Somerset",
                                                                            ons_code="E06000022")}})
    assert len(sentence(*given_, councils=councils, **filters).split()) <= 12
