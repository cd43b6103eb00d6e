"""`providers`, worked out by hand (measures.md section 6).

Seen on Friday 20 November 2026: the last complete week is that of Monday 9 November, the last 13 begin on 17 August,
the last 26 on 18 May.
"""

from dashboard.market.market import Market
from dashboard.measures.providers import MEASURE
from tests.unit.dps_market import dps_market
from tests.unit.markets import SETTINGS, ask, rows, view

AS_OF = "2026-11-20"
SPOT = "SPOT1,Spot,spot,PCC,PCC;CCC,P1,home_care,2020-01-06,120,,,,"
OLD_SPOT = "SPOT0,Old spot,spot,PCC,PCC,P1,home_care,2020-01-06,12,,,,"
"""Ended on 5 January 2021."""


def pairs(market: Market, as_of: str = AS_OF, **filters: str) -> list[tuple]:
    return rows(ask(MEASURE, market, as_of, **filters), "provider_id", "authority")


def values(market: Market, *columns: str, provider: str = "P1", authority: str = "PCC", **filters: str) -> tuple:
    """One row's values, chosen from the table of all, so that the rows filters are not at work."""
    table = ask(MEASURE, market, AS_OF, **filters)
    table = table[(table["provider_id"] == provider) & (table["authority"] == authority)]
    return rows(table, *columns)[0]


def worked(day: str, hours: float = 2, provider: str = "P1", of: str = "PCC", service: str = "home_care") -> str:
    return f"{day},{of},{provider},DPS1,{service},{hours},{hours}"


class TestRows:
    def test_an_empty_market_has_none(self):
        assert pairs(dps_market()) == []

    def test_each_authority_a_provider_has_a_way_into_is_a_row_sorted_by_provider(self):
        market = dps_market(["DPS1,P2,2020-01-06,,PCC;CCC,home_care", "DPS1,P1,2020-01-06,,PCC,home_care"])
        assert pairs(market) == [("P1", "PCC"), ("P2", "CCC"), ("P2", "PCC")]

    def test_a_way_in_on_the_first_day_of_the_26_weeks_is_enough_and_the_day_before_is_not(self):
        market = dps_market(
            ["DPS1,P1,2020-01-06,2026-05-18,PCC,home_care", "DPS1,P2,2020-01-06,2026-05-17,PCC,home_care"]
        )
        assert pairs(market) == [("P1", "PCC")]

    def test_a_way_in_that_holds_no_sunday_is_enough(self):
        assert pairs(dps_market(["DPS1,P1,2026-06-02,2026-06-03,PCC,home_care"])) == [("P1", "PCC")]

    def test_a_way_in_on_the_day_seen_is_enough_and_one_that_begins_later_is_not(self):
        starts_today = "SPOT2,Spot,spot,PCC,PCC,P2,home_care,2026-11-20,12,,,,"
        starts_tomorrow = "SPOT3,Spot,spot,PCC,PCC,P3,home_care,2026-11-21,12,,,,"
        assert pairs(dps_market(contracts=[starts_today, starts_tomorrow])) == [("P2", "PCC")]

    def test_delivered_hours_without_a_way_in_are_enough(self):
        def market(day: str, delivered: int = 2) -> Market:
            return dps_market(contracts=[OLD_SPOT], hours=[f"{day},PCC,P1,SPOT0,home_care,2,{delivered}"])

        assert pairs(market("2026-05-18")) == [("P1", "PCC")]
        assert pairs(market("2026-05-17")) == []
        assert pairs(market("2026-11-20")) == [("P1", "PCC")]
        assert pairs(market("2026-11-21")) == []
        assert pairs(market("2026-11-20", delivered=0)) == []

    def test_on_a_sunday_the_weeks_move_on(self):
        market = dps_market(["DPS1,P1,2020-01-06,2026-05-24,PCC,home_care"])
        assert pairs(market, "2026-11-21") == [("P1", "PCC")]
        assert pairs(market, "2026-11-22") == []

    def test_with_a_service_only_ways_in_and_hours_of_it_make_rows(self):
        market = dps_market(
            ["DPS1,P1,2020-01-06,,PCC,home_care", "DPS1,P2,2020-01-06,,PCC,community_support"],
            hours=[worked("2026-11-02", provider="P3", service="community_support")],
        )
        assert pairs(market, service="home_care") == [("P1", "PCC")]
        assert pairs(market, service="community_support") == [("P2", "PCC"), ("P3", "PCC")]


class TestCounts:
    packages = (
        "K1,PCC,home_care,5,2026-05-01,2026-05-18,P1,DPS1,,,",
        "K2,PCC,home_care,5,2026-05-01,2026-05-17,P1,DPS1,2026-05-20,2026-11-15,handed_back",
        "K3,PCC,home_care,5,2026-11-01,2026-11-15,P1,SPOT1,2026-11-16,2026-11-16,handed_back",
        "K4,PCC,home_care,5,2026-11-01,2026-11-16,P1,DPS1,,,",
        "K5,CCC,home_care,5,2026-05-01,2026-06-01,P1,DPS1,2026-06-02,2026-07-01,planned",
        "K6,PCC,community_support,5,2026-05-01,2026-06-01,P1,DPS1,2026-06-02,2026-07-01,handed_back",
        "K7,PCC,home_care,5,2026-05-01,,,,,,",
    )
    offers = (
        "K1,P1,2026-05-17,offered,2026-05-18",  # before the 26 weeks
        "K1,P1,2026-05-18,offered,2026-05-19",
        "K7,P1,2026-06-01,offered,2026-06-02",
        "K7,P1,2026-07-01,offered,2026-07-02",  # the same package again
        "K7,P1,2026-08-01,declined,2026-08-02",
        "K7,P1,2026-11-15,offered,2026-11-21",  # answered after the day seen
        "K4,P1,2026-11-16,declined,2026-11-16",  # in the running week
        "K5,P1,2026-05-20,declined,2026-05-20",
        "K6,P1,2026-05-20,no_response,",
    )
    market = dps_market(
        ["DPS1,P1,2020-01-06,,PCC;CCC,home_care;community_support"], packages, offers, contracts=[SPOT]
    )

    def test_invitations_of_26_weeks_by_what_was_answered_by_the_day_seen(self):
        assert values(self.market, "invited", "offered", "declined", "no_response") == (6, 3, 1, 2)
        assert values(self.market, "invited", "offered", "declined", authority="CCC") == (1, 0, 1)

    def test_response_rate(self):
        assert values(self.market, "response_rate") == (0.666666667,)  # (3 + 1) / 6

    def test_awarded_by_any_route_and_the_award_rate_under_a_dps(self):
        # Awarded within the 26 weeks: K1 and K6 under the DPS, K3 by spot. Offered for: K1 and K7.
        assert values(self.market, "awarded", "award_rate") == (3, 1.0)

    def test_award_rate_is_empty_where_nothing_was_offered_for(self):
        assert values(self.market, "awarded", "award_rate", "response_rate", authority="CCC") == (1, None, 1.0)

    def test_handed_back_by_the_day_it_ended(self):
        assert values(self.market, "handed_back") == (2,)  # K2 and K6; K3 ended in the running week
        assert values(self.market, "handed_back", authority="CCC") == (0,)  # K5 ended as planned

    def test_a_service_narrows_them(self):
        home = values(self.market, "invited", "awarded", "award_rate", "handed_back", service="home_care")
        support = values(self.market, "invited", "awarded", "award_rate", "handed_back", service="community_support")
        assert home == (5, 2, 0.5, 1)
        assert support == (1, 1, None, 1)

    def test_nothing_at_all_gives_zeros_and_empty_ratios(self):
        market = dps_market(["DPS1,P1,2020-01-06,,PCC,home_care"])
        counts = ("invited", "offered", "declined", "no_response", "awarded", "handed_back")
        assert values(market, *counts) == (0,) * 6
        assert values(market, "hours_last_13_weeks", "hours_prior_13_weeks") == (0.0, 0.0)
        empty = ("response_rate", "award_rate", "change", "share", "last_delivery")
        assert values(market, *empty) == (None,) * 5


class TestHours:
    market = dps_market(
        ["DPS1,P1,2020-01-06,,PCC;CCC,home_care;community_support", "DPS1,P2,2020-01-06,,PCC,home_care"],
        hours=[
            worked("2026-05-17", 100),
            worked("2026-05-18", 4),
            worked("2026-08-16", 6),
            worked("2026-08-17", 7),
            worked("2026-11-15", 4),
            worked("2026-11-16", 100),
            worked("2026-10-05", 1, service="community_support"),
            worked("2026-10-05", 4, provider="P2"),
            worked("2026-10-05", 40, of="CCC"),
            "2026-11-18,PCC,P1,DPS1,home_care,3,0",
        ],
    )

    def test_the_last_13_weeks_the_13_before_and_the_change(self):
        assert values(self.market, "hours_last_13_weeks", "hours_prior_13_weeks", "change") == (12.0, 10.0, 0.2)

    def test_change_is_empty_after_nothing_and_minus_one_when_all_stopped(self):
        assert values(self.market, "change", provider="P2") == (None,)
        stopped = dps_market(["DPS1,P1,2020-01-06,,PCC,home_care"], hours=[worked("2026-06-01")])
        assert values(stopped, "change", "share") == (-1.0, None)

    def test_share_is_of_the_authority_s_own_hours(self):
        assert values(self.market, "share") == (0.75,)  # 12 of 16
        assert values(self.market, "share", provider="P2") == (0.25,)
        assert values(self.market, "share", authority="CCC") == (1.0,)

    def test_share_of_a_service_is_as_if_only_that_existed(self):
        assert values(self.market, "share", service="home_care") == (0.733333333,)  # 11 of 15
        assert values(self.market, "share", service="community_support") == (1.0,)

    def test_shares_of_an_authority_sum_to_one(self):
        shares = ask(MEASURE, self.market, AS_OF).groupby("authority")["share"].sum()
        assert shares.round(9).to_dict() == {"CCC": 1.0, "PCC": 1.0}

    def test_last_delivery_is_the_last_day_with_hours_the_running_week_included(self):
        assert values(self.market, "last_delivery") == ("2026-11-16",)

    def test_last_delivery_has_no_window_and_takes_any_route(self):
        market = dps_market(
            ["DPS1,P1,2020-01-06,,PCC,home_care"],
            contracts=[OLD_SPOT],
            hours=["2020-03-04,PCC,P1,SPOT0,home_care,2,2", "2020-03-05,PCC,P1,SPOT0,home_care,2,0"],
        )
        assert values(market, "last_delivery", "pickup") == ("2020-03-04", "2020-01-06")


class TestMembership:
    def test_a_provider_with_a_contract_of_its_own_is_no_member(self):
        market = dps_market(contracts=[SPOT], hours=[worked("2026-11-02")])
        told = values(market, "provider", "membership", "joined_on", "pickup", "days_since_pickup", "activity")
        assert told == ("Ash Care", "not_member", None, None, None, None)

    def test_a_member_and_one_that_left(self):
        market = dps_market(
            ["DPS1,P1,2020-01-06,,PCC,home_care", "DPS1,P2,2020-01-06,2026-10-04,PCC,home_care"],
            hours=[worked("2026-08-23")],
        )
        told = ("membership", "joined_on", "pickup", "days_since_pickup", "activity")
        assert values(market, *told) == ("member", "2020-01-06", "2026-08-23", 89, "active")
        assert values(market, *told, provider="P2") == ("left", "2020-01-06", None, None, None)


class TestFilters:
    market = TestHours.market

    def test_provider_and_authority_choose_rows_and_change_no_value(self):
        whole = ask(MEASURE, self.market, AS_OF)
        for chosen in ({"provider": "P1"}, {"authority": "PCC"}, {"provider": "P1", "authority": "CCC"}):
            expected = whole
            for name, value in chosen.items():
                column = "provider_id" if name == "provider" else name
                expected = expected[expected[column] == value]
            assert rows(ask(MEASURE, self.market, AS_OF, **chosen), *MEASURE.names) == rows(expected, *MEASURE.names)

    def test_route_and_period_are_ignored(self):
        whole = rows(ask(MEASURE, self.market, AS_OF), *MEASURE.names)
        assert rows(ask(MEASURE, self.market, AS_OF, route="block", weeks=13), *MEASURE.names) == whole

    def test_authorities_are_never_pooled(self):
        alone = dps_market(
            ["DPS1,P1,2020-01-06,,PCC;CCC,home_care;community_support", "DPS1,P2,2020-01-06,,PCC,home_care"],
            hours=[worked("2026-10-05", 40, of="CCC")],
        )
        of_cambridgeshire = {"authority": "CCC"}
        assert rows(ask(MEASURE, alone, AS_OF, **of_cambridgeshire), *MEASURE.names) == rows(
            ask(MEASURE, self.market, AS_OF, **of_cambridgeshire), *MEASURE.names
        )


class TestFinding:
    def find(self, market: Market, **filters: str) -> dict[str, str]:
        return MEASURE.finding(ask(MEASURE, market, AS_OF, **filters), view(AS_OF, **filters), SETTINGS)

    dormant = [f"K1,P3,2026-0{month}-01,no_response," for month in (3, 4, 5)]
    package = ["K1,PCC,home_care,5,2026-01-01,,,,,,"]
    members = [f"DPS1,{provider},2020-01-06,,PCC,home_care" for provider in ("P1", "P2", "P3")]
    market = dps_market(members, package, dormant, hours=[worked("2026-11-02"), worked("2026-08-01", provider="P2")])

    def test_it_counts_the_active_and_the_dormant(self):
        assert self.find(self.market, authority="PCC") == {"PCC": "Peterborough: 1 of 3 members active, 1 dormant."}

    def test_every_authority_shown_has_a_sentence(self):
        assert self.find(self.market)["CCC"] == "Cambridgeshire: no provider has a way in."

    def test_none_active_and_none_dormant(self):
        market = dps_market(["DPS1,P1,2020-01-06,,PCC,home_care"])
        assert self.find(market, authority="PCC") == {"PCC": "Peterborough: none of 1 member active, none dormant."}

    def test_no_member_among_the_providers(self):
        assert self.find(dps_market(contracts=[SPOT])) == {
            "PCC": "Peterborough: no provider is a DPS member.",
            "CCC": "Cambridgeshire: no provider is a DPS member.",
        }

    def test_with_a_provider_chosen_it_speaks_of_that_one(self):
        assert self.find(self.market, provider="P1") == {
            "PCC": "Peterborough: this provider is active.",
            "CCC": "Cambridgeshire: this provider has no way in.",
        }
        assert self.find(self.market, provider="P2")["PCC"] == "Peterborough: this provider is quiet."
        assert self.find(self.market, provider="P3")["PCC"] == "Peterborough: this provider is dormant."
        left = dps_market(["DPS1,P1,2020-01-06,2026-10-04,PCC,home_care"])
        assert self.find(left, provider="P1")["PCC"] == "Peterborough: this provider has left the DPS."
        assert self.find(dps_market(contracts=[SPOT]), provider="P1")["PCC"] == (
            "Peterborough: this provider is not a DPS member."
        )
