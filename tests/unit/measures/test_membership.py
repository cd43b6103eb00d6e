"""`membership`, against tables worked out by hand (measures.md section 6)."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.measures import providers
from dashboard.measures.measure import answer
from dashboard.measures.membership import MEASURE
from dashboard.settings import Authority, Settings
from tests.unit.dps_market import dps_market
from tests.unit.markets import SETTINGS, ask, rows, view

COUNTS = ("joined", "left", "members", "active_members")


def spell(provider, joined, left="", authorities="PCC", services="home_care", dps="DPS1"):
    return f"{dps},{provider},{joined},{left},{authorities},{services}"


def membership(*spells, as_of="2026-06-30", packages=(), hours=(), contracts=(), **filters):
    market = dps_market(spells, packages=packages, hours=hours, contracts=contracts)
    return ask(MEASURE, market, as_of, **filters)


def by_month(table, *columns):
    return {row[0]: row[1:] for row in rows(table, "month", *columns)}


def award(day, provider="P1", contract="DPS1", of="PCC", service="home_care"):
    return f"K{day}{provider}{of},{of},{service},5,2019-12-02,{day},{provider},{contract},,,"


def worked(day, provider="P1", contract="DPS1", of="PCC", service="home_care", hours=2):
    return f"{day},{of},{provider},{contract},{service},2,{hours}"


def test_spells_are_counted_by_their_first_and_last_day_and_members_on_the_months_last():
    table = membership(
        spell("P1", "2026-04-01", "2026-05-31"),  # its last day is the month's: left, and a member still
        spell("P2", "2026-04-30", "2026-05-30"),
        spell("P3", "2026-05-31"),
    )
    assert by_month(table, *COUNTS[:3]) == {"2026-04": (2, 0, 2), "2026-05": (1, 2, 2), "2026-06": (0, 0, 1)}
    assert by_month(table, "complete") == {"2026-04": (True,), "2026-05": (True,), "2026-06": (True,)}


def test_two_spells_in_a_month_are_two_that_joined_and_one_member():
    table = membership(spell("P1", "2026-06-01", "2026-06-10"), spell("P1", "2026-06-11"))
    assert rows(table, *COUNTS[:3]) == [(2, 1, 1)]
    both = membership(
        spell("P1", "2026-06-01"), spell("P1", "2026-06-02", dps="DPS2"),
        contracts=["DPS2,Another,dps,PCC,PCC,,home_care,2020-01-06,120,,,,"],
    )
    assert rows(both, *COUNTS[:3]) == [(2, 0, 1)]


def test_the_running_month_is_counted_to_the_day_and_an_end_to_come_is_not_seen():
    spells = (spell("P1", "2026-06-01", "2026-06-15"), spell("P2", "2026-06-16"))
    assert rows(membership(*spells, as_of="2026-06-14"), "complete", *COUNTS[:3]) == [(False, 1, 0, 1)]
    assert rows(membership(*spells, as_of="2026-06-15"), "complete", *COUNTS[:3]) == [(False, 1, 1, 1)]
    assert rows(membership(*spells, as_of="2026-06-16"), "complete", *COUNTS[:3]) == [(False, 2, 1, 1)]


def test_members_are_of_a_dps_in_force_that_day_and_spells_of_any():
    # In force from 10 April to 31 May 2026.
    short = "DPS2,Another,dps,PCC,PCC,,home_care,2026-04-10,12,,,,2026-05-31"
    table = membership(spell("P1", "2026-03-20", dps="DPS2"), contracts=[short])
    assert by_month(table, *COUNTS[:3]) == {
        "2026-03": (1, 0, 0), "2026-04": (0, 0, 1), "2026-05": (0, 0, 1), "2026-06": (0, 0, 0),
    }
    ended = short.replace("2026-05-31", "2026-05-30")
    assert by_month(membership(spell("P1", "2026-03-20", dps="DPS2"), contracts=[ended]), "members")["2026-05"] == (0,)


def test_an_authority_has_rows_once_a_spell_covers_it_from_the_first_spell_of_any():
    spells = (spell("P1", "2026-05-01"), spell("P2", "2026-06-01", "", "CCC;PCC", "community_support"))
    assert rows(membership(*spells), "month", "authority", *COUNTS[:3]) == [
        ("2026-05", "CCC", 0, 0, 0), ("2026-05", "PCC", 1, 0, 1),
        ("2026-06", "CCC", 1, 0, 1), ("2026-06", "PCC", 1, 0, 2),
    ]
    assert membership(*spells, as_of="2026-05-31")["authority"].tolist() == ["PCC"]
    assert rows(membership(*spells, authority="CCC"), "month", "joined") == [("2026-05", 0), ("2026-06", 1)]
    assert rows(membership(*spells, service="community_support"), "month", "authority", "members") == [
        ("2026-05", "CCC", 0), ("2026-05", "PCC", 0), ("2026-06", "CCC", 1), ("2026-06", "PCC", 1),
    ]
    assert membership(*spells, as_of="2026-04-30").empty


# 89 and 90 days before 30 June 2026: 2 and 1 April.
@pytest.mark.parametrize(("day", "active"), [("2026-04-02", 1), ("2026-04-01", 0)])
def test_active_is_under_90_days_since_an_award_or_work(day, active):
    spells = spell("P1", "2025-12-01")
    for did in ({"packages": [award(day)]}, {"hours": [worked(day)]}):
        assert rows(membership(spells, **did).tail(1), "members", "active_members") == [(1, active)]


def test_the_days_of_active_are_a_setting():
    market = dps_market([spell("P1", "2026-04-01")], packages=[award("2026-04-02")])
    table = answer(MEASURE, market, view("2026-06-30"), Settings(active_days=89))
    assert by_month(table, "active_members") == {"2026-04": (1,), "2026-05": (1,), "2026-06": (0,)}


@pytest.mark.parametrize("did", [
    {"packages": [award("2026-06-09")]},  # the day before the spell
    {"hours": [worked("2026-06-09")]},
    {"hours": [worked("2026-06-20", hours=0)]},
    {"hours": [worked("2026-06-20", of="CCC")]},
    {"packages": [award("2026-06-20", contract="SPT")]},
    {"packages": [award("2026-06-20", provider="P2")]},
])
def test_not_active_by_what_is_before_the_spell_elsewhere_or_under_no_dps(did):
    spot = "SPT,Spot,spot,PCC,PCC;CCC,P1,home_care,2020-01-06,120,,,,"
    table = membership(spell("P1", "2026-06-10"), contracts=[spot], **did)
    assert rows(table, "members", "active_members") == [(1, 0)]


def test_joining_alone_is_not_active():
    assert rows(membership(spell("P1", "2026-06-30")), *COUNTS) == [(1, 0, 1, 0)]


def test_active_is_judged_on_what_was_seen_that_day():
    # Awarded on 1 May: not seen at the end of April. Work on Friday 1 May, in the week of Thursday 30 April.
    spells = spell("P1", "2026-03-01")
    for did in ({"packages": [award("2026-05-01")]}, {"hours": [worked("2026-05-01")]}):
        assert by_month(membership(spells, **did), "active_members") == {
            "2026-03": (0,), "2026-04": (0,), "2026-05": (1,), "2026-06": (1,),
        }


def test_work_by_the_months_end_counts_though_there_was_more_later_in_the_week():
    hours = [worked("2026-04-29"), worked("2026-05-01")]
    assert by_month(membership(spell("P1", "2026-03-01"), hours=hours), "active_members")["2026-04"] == (1,)


def test_a_service_is_judged_as_if_only_that_existed():
    spells = spell("P1", "2026-06-01", "", "PCC", "home_care;community_support")
    hours = [worked("2026-06-20", service="home_care")]
    assert rows(membership(spells, hours=hours, service="home_care"), *COUNTS) == [(1, 0, 1, 1)]
    assert rows(membership(spells, hours=hours, service="community_support"), *COUNTS) == [(1, 0, 1, 0)]


def test_provider_and_route_do_nothing_and_a_period_chooses_months():
    spells = (spell("P1", "2026-04-01"), spell("P2", "2026-06-01"))
    assert membership(*spells, provider="P2", route="block").equals(membership(*spells))
    assert membership(*spells, first=date(2026, 5, 1), last=date(2026, 5, 31))["month"].tolist() == ["2026-05"]


day = st.dates(date(2026, 1, 1), date(2026, 7, 31))
provider = st.sampled_from(["P1", "P2", "P3"])
authority = st.sampled_from(["PCC", "CCC"])


@st.composite
def spells_of(draw):
    joined, left = sorted(draw(st.tuples(day, day)))
    covered = draw(st.sampled_from(["PCC", "CCC", "PCC;CCC"]))
    return spell(draw(provider), joined, draw(st.sampled_from([left, ""])), covered)


spells_drawn = st.lists(spells_of(), min_size=1, max_size=6, unique_by=lambda row: tuple(row.split(",")[1:3]))
acts = st.lists(st.tuples(day, provider, authority), max_size=6, unique=True)


@settings(max_examples=40)
@given(spells_drawn, day)
def test_never_negative_and_every_spell_is_counted_once_in_each_authority(spells, as_of):
    market = dps_market(spells)
    table = ask(MEASURE, market, as_of.isoformat())
    assert (table[list(COUNTS)] >= 0).all(axis=None)
    seen = market.seen(as_of).memberships.explode("authorities")
    assert (table["joined"].sum(), table["left"].sum()) == (len(seen), seen["left_on"].notna().sum())


@settings(max_examples=8)
@given(spells_drawn, acts, acts, day)
def test_agrees_with_providers_on_each_months_last_day(spells, awards, work, as_of):
    market = dps_market(
        spells, packages=[award(on, who, of=of) for on, who, of in awards],
        hours=[worked(on, who, of=of) for on, who, of in work],
    )
    for row in ask(MEASURE, market, as_of.isoformat()).itertuples():
        last = min(date(2026, int(row.month[5:]) + 1, 1) - date.resolution, as_of)
        then = ask(providers.MEASURE, market, last.isoformat(), authority=row.authority)
        members = then[then["membership"] == "member"]
        assert (row.members, row.active_members) == (len(members), (members["activity"] == "active").sum())


def sentence(*spells, as_of="2026-06-30", councils=SETTINGS, hours=(), **filters):
    table = membership(*spells, as_of=as_of, hours=hours, **filters)
    return MEASURE.finding(table, view(as_of, **filters), councils)["PCC"]


TWO = (spell("P1", "2026-03-01"), spell("P2", "2026-04-01"))
WORK = [worked("2026-06-20"), worked("2026-06-20", "P2")]
FINDINGS = [
    (TWO, WORK[:1], "Peterborough: 2 members, 1 active; 2 joined, none left since March 2026."),
    (TWO, WORK, "Peterborough: 2 members, both active; 2 joined, none left since March 2026."),
    ((*TWO, spell("P3", "2026-05-01")), [*WORK, worked("2026-06-20", "P3")],
     "Peterborough: 3 members, all active; 3 joined, none left since March 2026."),
    (TWO, [], "Peterborough: 2 members, none active; 2 joined, none left since March 2026."),
    (TWO[:1], WORK, "Peterborough: 1 member, active; 1 joined, none left since March 2026."),
    (TWO[:1], [], "Peterborough: 1 member, not active; 1 joined, none left since March 2026."),
    ((spell("P1", "2026-03-01", "2026-04-02"),), [],
     "Peterborough: no members; 1 joined, 1 left since March 2026."),
    ((spell("P1", "2026-06-01"),), [], "Peterborough: 1 member, not active; 1 joined, none left this month."),
    ((spell("P1", "2026-06-01", "", "CCC"),), [], "Peterborough: no DPS membership in the months shown."),
]


@pytest.mark.parametrize(("spells", "hours", "text"), FINDINGS)
def test_finding(spells, hours, text):
    assert sentence(*spells, hours=hours) == text


def test_finding_counts_who_came_and_went_in_the_months_shown():
    assert sentence(*TWO, hours=WORK, first=date(2026, 5, 1)) == (
        "Peterborough: 2 members, both active; none joined or left since May 2026."
    )
    assert sentence(*TWO, last=date(2026, 4, 30)) == "Peterborough, April 2026: 2 members, none active."


@pytest.mark.parametrize(("spells", "hours"), [finding[:2] for finding in FINDINGS])
@pytest.mark.parametrize("last", [None, date(2026, 5, 31)])
def test_a_long_name_leaves_a_short_sentence(spells, hours, last):
    councils = SETTINGS.model_copy(update={"authorities": {"PCC": Authority(name="Bath and North East Somerset",
                                                                            ons_code="E06000022")}})
    assert len(sentence(*spells, hours=hours, councils=councils, last=last).split()) <= 12
