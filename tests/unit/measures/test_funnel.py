"""`funnel`, against tables worked out by hand (measures.md section 4)."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.measures.funnel import MEASURE
from dashboard.settings import Authority
from tests.unit.markets import SETTINGS, ask, market_from, rows, view

PACKAGES = "package_id,authority,service,hours_per_week,requested_on,awarded_on,provider_id,contract_id,started_on\n"
OFFERS = "package_id,provider_id,invited_on,response,responded_on\n"
CAME = ("requested", "put_to_market", "with_offer", "one_offer_only", "awarded", "started", "invitations", "offers",
        "offers_per_package")


def asked(name, requested, awarded="", started="", of="PCC", service="home_care"):
    return f"{name},{of},{service},10,{requested},{awarded},{'P1,D1' if awarded else ','},{started}\n"


def invited(name, provider, on="2026-06-01", answer="no_response", answered=""):
    return f"{name},{provider},{on},{answer},{answered or (on if answer != 'no_response' else '')}\n"


def market(packages, offers=()):
    return market_from({"packages": PACKAGES + "".join(packages), "offers": OFFERS + "".join(offers)})


def funnel(packages, offers=(), as_of="2026-06-30", **filters):
    return ask(MEASURE, market(packages, offers), as_of, **filters)


def test_each_step_of_the_packages_of_a_quarter():
    packages = [
        asked("K1", "2026-04-01", "2026-05-01", "2026-05-02"),  # two providers offered
        asked("K2", "2026-06-30", "2026-06-30"),  # one offered
        asked("K3", "2026-05-01"),  # none offered
        asked("K4", "2026-05-01", "2026-05-01", "2026-05-01"),  # never put to the market, placed all the same
    ]
    offers = [
        invited("K1", "P1", answer="offered"), invited("K1", "P2", answer="offered"), invited("K1", "P3"),
        invited("K2", "P1", answer="offered"), invited("K2", "P2", answer="declined"),
        invited("K3", "P1"), invited("K3", "P1", "2026-06-08", "declined"),
    ]
    # Three put to the market: 2 + 1 + 0 offers, so 1 a package.
    assert rows(funnel(packages, offers), "quarter", "authority", "complete", *CAME) == [
        ("2026-Q2", "PCC", True, 4, 3, 2, 1, 3, 2, 7, 3, 1)
    ]


def test_a_provider_invited_and_offering_twice_is_two_invitations_and_one_offer():
    offers = [invited("K1", "P1", "2026-06-01", "offered"), invited("K1", "P1", "2026-06-08", "offered")]
    assert rows(funnel([asked("K1", "2026-06-01")], offers), "one_offer_only", "invitations", "offers") == [(1, 2, 1)]


def test_a_package_counts_in_the_quarter_of_its_request_whenever_it_was_offered_for():
    packages = [asked("K1", "2026-03-31", "2026-06-30", "2026-06-30"), asked("K2", "2026-04-01")]
    offers = [invited("K1", "P1", "2026-04-02", "offered", "2026-06-29")]
    assert rows(funnel(packages, offers), "quarter", *CAME) == [
        ("2026-Q1", 1, 1, 1, 1, 1, 1, 1, 1, 1), ("2026-Q2", 1, 0, 0, 0, 0, 0, 0, 0, None),
    ]


def test_nothing_after_the_day_is_seen():
    packages = [asked("K1", "2026-05-01", "2026-06-11", "2026-06-12"), asked("K2", "2026-06-11", of="CCC")]
    offers = [
        invited("K1", "P1", "2026-06-10", "offered", "2026-06-11"), invited("K1", "P2", "2026-06-11", "declined"),
    ]
    before, on = (funnel(packages, offers, as_of=day) for day in ("2026-06-10", "2026-06-11"))
    assert rows(before, "authority", "complete", *CAME) == [("PCC", False, 1, 1, 0, 0, 0, 0, 1, 0, 0)]
    assert rows(on, "authority", "complete", *CAME)[1] == ("PCC", False, 1, 1, 1, 1, 1, 0, 2, 1, 1)


def test_every_authority_has_a_row_in_every_quarter_from_the_first_request_of_any():
    packages = [asked("K1", "2025-12-31"), asked("K2", "2026-04-01", of="CCC", service="community_support")]
    assert rows(funnel(packages), "quarter", "authority", "requested") == [
        ("2025-Q4", "CCC", 0), ("2025-Q4", "PCC", 1), ("2026-Q1", "CCC", 0), ("2026-Q1", "PCC", 0),
        ("2026-Q2", "CCC", 1), ("2026-Q2", "PCC", 0),
    ]
    for filters in ({"authority": "CCC"}, {"service": "community_support"}):
        assert rows(funnel(packages, **filters), "quarter", "authority", "requested") == [
            ("2025-Q4", "CCC", 0), ("2026-Q1", "CCC", 0), ("2026-Q2", "CCC", 1),
        ]
    assert funnel(packages, as_of="2025-12-30").empty


def test_a_service_leaves_its_own_packages_and_invitations():
    packages = [asked("K1", "2026-06-01"), asked("K2", "2026-06-01", service="community_support")]
    offers = [invited("K1", "P1", answer="offered"), invited("K2", "P1"), invited("K2", "P2")]
    assert rows(funnel(packages, offers, service="community_support"), *CAME) == [(1, 1, 0, 0, 0, 0, 2, 0, 0)]


def test_provider_and_route_do_nothing_and_a_period_chooses_quarters():
    packages = [asked("K1", "2026-01-01", "2026-01-02"), asked("K2", "2026-06-01")]
    assert funnel(packages, provider="P2", route="block").equals(funnel(packages))
    assert funnel(packages, first=date(2026, 1, 2))["quarter"].tolist() == ["2026-Q2"]
    assert funnel(packages, last=date(2026, 3, 31))["quarter"].tolist() == ["2026-Q1"]


names = st.sampled_from(["K0", "K1", "K2", "K3"])
days = st.dates(date(2026, 1, 1), date(2026, 6, 30))


@settings(max_examples=40)
@given(
    st.tuples(*[days] * 4),
    st.lists(st.tuples(names, st.sampled_from(["P1", "P2"]), days, st.sampled_from(["offered", "no_response"])),
             max_size=12, unique_by=lambda offer: offer[:3]),
    days,
)
def test_each_step_is_no_larger_than_the_one_before(requested, offers, as_of):
    packages = [asked(f"K{n}", day, of="PCC" if n % 2 else "CCC") for n, day in enumerate(requested)]
    table = funnel(packages, [invited(*offer) for offer in offers], as_of=as_of.isoformat())
    for less, more in (
        ("put_to_market", "requested"), ("with_offer", "put_to_market"), ("one_offer_only", "with_offer"),
        ("with_offer", "offers"), ("offers", "invitations"), ("started", "awarded"), ("awarded", "requested"),
    ):
        assert (table[less] <= table[more]).all()
    assert table["requested"].sum() == sum(day <= as_of for day in requested)
    assert (table["offers_per_package"].notna() == (table["put_to_market"] > 0)).all()


def sentence(packages, offers=(), as_of="2026-07-20", councils=SETTINGS, **filters):
    return MEASURE.finding(funnel(packages, offers, as_of, **filters), view(as_of, **filters), councils)["PCC"]


LAST = [asked(f"K{n}", "2026-06-01") for n in range(4)]


def drew(*offers):
    """Invitations to K0, K1, …, with so many offers each."""
    return [
        invited(f"K{n}", f"P{p}", answer="offered" if p <= count else "no_response")
        for n, count in enumerate(offers) for p in range(1, 4)
    ]


FINDINGS = [
    (LAST, drew(1, 0, 2, 1), "Peterborough last quarter: 2 of 4 packages drew one offer, 1 none."),
    (LAST, drew(1, 3, 2), "Peterborough last quarter: 1 of 3 packages drew one offer only."),
    (LAST, drew(1, 1), "Peterborough last quarter: 2 of 2 packages drew one offer only."),
    (LAST, drew(2, 3), "Peterborough last quarter: both packages drew several offers."),
    (LAST, drew(2, 3, 3), "Peterborough last quarter: all 3 packages drew several offers."),
    (LAST, drew(0, 2), "Peterborough last quarter: 1 of 2 packages drew no offer."),
    (LAST, drew(0, 0, 0), "Peterborough last quarter: none of 3 packages drew an offer."),
    (LAST, drew(2), "Peterborough last quarter: 1 package put to market drew 2 offers."),
    (LAST, drew(1), "Peterborough last quarter: 1 package put to market drew 1 offer."),
    (LAST, drew(0), "Peterborough last quarter: 1 package put to market drew no offer."),
    (LAST, [], "Peterborough last quarter: 4 packages requested, none put to market."),
    (LAST[:1], [], "Peterborough last quarter: 1 package requested, none put to market."),
    ([asked("K0", "2026-06-01", of="CCC")], [], "Peterborough: no request for care in the quarters shown."),
    ([asked("K0", "2026-02-01"), asked("K1", "2026-06-01", of="CCC")], [],
     "Peterborough last quarter: no package requested."),
]


@pytest.mark.parametrize(("packages", "offers", "text"), FINDINGS)
def test_finding(packages, offers, text):
    assert sentence(packages, offers) == text


def test_finding_of_the_running_quarter_only_where_no_other_is_shown():
    packages = [*LAST, asked("K9", "2026-07-01")]
    assert sentence(packages, drew(2, 2), first=date(2026, 7, 1)) == (
        "Peterborough this quarter: 1 package requested, none put to market."
    )
    # On its last day the quarter is over, and still this one.
    assert sentence(LAST, drew(2, 2), as_of="2026-06-30").startswith("Peterborough this quarter: both packages")


def test_finding_of_a_quarter_that_is_past():
    assert sentence(LAST, drew(1, 0), as_of="2026-10-01", last=date(2026, 6, 30)) == (
        "Peterborough, April to June 2026: 1 of 2 packages drew one offer."
    )


@pytest.mark.parametrize(("packages", "offers"), [finding[:2] for finding in FINDINGS])
@pytest.mark.parametrize("as_of", ["2026-06-30", "2026-07-20", "2026-10-01"])
def test_a_long_name_leaves_a_short_sentence(packages, offers, as_of):
    councils = SETTINGS.model_copy(update={"authorities": {"PCC": Authority(name="Bath and North East Somerset",
                                                                            ons_code="E06000022")}})
    for last in (None, date(2026, 6, 30)):
        assert len(sentence(packages, offers, as_of, councils, last=last).split()) <= 12
