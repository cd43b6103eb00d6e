"""`dormancy`, worked out by hand (measures.md section 6)."""

from datetime import date

from dashboard.market.market import Market
from dashboard.measures.dormancy import MEASURE
from dashboard.settings import Authority
from tests.unit.dps_market import dps_market
from tests.unit.markets import SETTINGS, ask, rows, view

AS_OF = "2026-11-20"
"""180 days after 24 May 2026."""

MARKET = dps_market(
    [
        "DPS1,P1,2020-01-06,,PCC;CCC,home_care;community_support",
        "DPS1,P2,2020-01-06,,PCC;CCC,home_care;community_support",
        "DPS1,P3,2020-01-06,2026-11-19,PCC,home_care",
    ],
    packages=[
        "K1,PCC,home_care,5,2026-01-05,,,,,,",
        "K2,PCC,community_support,5,2026-01-05,,,,,,",
        "K3,CCC,home_care,5,2026-01-05,,,,,,",
    ],
    offers=[
        "K1,P1,2026-05-24,no_response,",  # on the pick-up day
        "K2,P1,2026-05-25,declined,2026-05-26",
        "K1,P1,2026-06-01,no_response,",
        "K1,P1,2026-11-20,declined,2026-11-21",  # answered after the day seen
        "K3,P1,2026-06-01,no_response,",
        "K3,P1,2026-07-01,no_response,",
        "K1,P2,2026-06-01,no_response,",
        "K1,P2,2026-07-01,offered,2026-07-02",
        "K1,P2,2026-08-01,no_response,",
        "K3,P2,2026-06-01,no_response,",
        "K3,P2,2026-07-01,no_response,",
        "K3,P2,2026-08-01,no_response,",
        *(f"K1,P3,2026-0{month}-01,no_response," for month in (6, 7, 8)),
    ],
    hours=["2026-05-24,PCC,P1,DPS1,home_care,2,2"],
)
PETERBOROUGH = [
    ("P1", "Ash Care", "PCC", "2020-01-06", "2026-05-24", "K1", "2026-06-01", "no_response", None),
    ("P1", "Ash Care", "PCC", "2020-01-06", "2026-05-24", "K1", "2026-11-20", "no_response", None),
    ("P1", "Ash Care", "PCC", "2020-01-06", "2026-05-24", "K2", "2026-05-25", "declined", "2026-05-26"),
]
CAMBRIDGESHIRE = [
    ("P2", "Beech Care", "CCC", "2020-01-06", "2020-01-06", "K3", f"2026-0{month}-01", "no_response", None)
    for month in (6, 7, 8)
]


def lines(market: Market = MARKET, as_of: str = AS_OF, **filters: str | int | date) -> list[tuple]:
    return rows(ask(MEASURE, market, as_of, **filters), *MEASURE.names)


def test_a_row_for_each_invitation_after_the_pickup_day_of_each_dormant_member():
    # P1 is invited twice only in CCC, P2 has offered in PCC, and P3 has left.
    assert lines() == [*PETERBOROUGH, *CAMBRIDGESHIRE]


def test_the_day_before_nobody_but_the_never_active_is_dormant():
    assert lines(as_of="2026-11-19") == CAMBRIDGESHIRE + [
        ("P3", "Cedar Care", "PCC", "2020-01-06", "2020-01-06", "K1", f"2026-0{month}-01", "no_response", None)
        for month in (6, 7, 8)
    ]


def test_nobody_is_dormant_in_an_empty_market():
    assert lines(dps_market()) == []


def test_authority_and_provider_choose_rows():
    assert lines(authority="PCC") == PETERBOROUGH
    assert lines(provider="P2") == CAMBRIDGESHIRE
    assert lines(provider="P2", authority="PCC") == []


def test_a_service_works_it_out_as_if_only_that_existed():
    # In home care alone P1 had two invitations after its pick-up in PCC: it is not dormant there.
    assert lines(service="home_care") == CAMBRIDGESHIRE


def test_route_is_ignored_and_the_period_goes_by_the_day_of_the_invitation():
    assert lines(route="block") == lines()
    assert lines(authority="PCC", first=date(2026, 5, 26), last=date(2026, 6, 1)) == PETERBOROUGH[:1]
    # The 13 latest complete weeks begin on 17 August; the running week is shown too.
    assert lines(weeks=13) == PETERBOROUGH[1:2]


def test_the_finding_counts_invitations_and_members():
    def find(**filters: str | int) -> dict[str, str]:
        return MEASURE.finding(ask(MEASURE, MARKET, AS_OF, **filters), view(AS_OF, **filters), SETTINGS)

    assert find() == {
        "PCC": "Peterborough: 3 invitations to 1 dormant member, no offers.",
        "CCC": "Cambridgeshire: 3 invitations to 1 dormant member, no offers.",
    }
    assert find(weeks=13) == {
        "PCC": "Peterborough: 1 invitation to 1 dormant member, no offers.",
        "CCC": "Cambridgeshire: no invitations to dormant members.",
    }
    assert find(authority="PCC", service="home_care") == {"PCC": "Peterborough: no invitations to dormant members."}


def test_the_finding_of_a_long_named_authority_stays_short():
    settings = SETTINGS.model_copy(
        update={"authorities": {"PCC": Authority(name="Bath and North East Somerset", ons_code="E06000022")}}
    )
    found = MEASURE.finding(ask(MEASURE, MARKET, AS_OF), view(AS_OF), settings)
    assert found == {"PCC": "Bath and North East Somerset: 1 dormant member."}
