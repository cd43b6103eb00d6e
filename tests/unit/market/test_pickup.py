"""Membership, pick-up and activity, at each boundary that the text names (measures.md section 6)."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from dashboard.market.market import Market
from dashboard.market.pickup import after_pickup, members
from dashboard.settings import Settings
from tests.unit.dps_market import dps_market

AS_OF = date(2026, 11, 20)
LONG_AGO = "DPS1,P1,2020-01-06,,PCC,home_care"


def ago(days: int) -> date:
    """The day so many days before the day seen."""
    return AS_OF - timedelta(days=days)


def worked(days_ago: int, contract: str = "DPS1", service: str = "home_care", of: str = "PCC") -> str:
    """A row of two hours delivered."""
    return f"{ago(days_ago)},{of},P1,{contract},{service},2,2"


def award(days_ago: int, name: str = "K1", contract: str = "DPS1", of: str = "PCC", service: str = "home_care") -> str:
    """A package awarded to P1, requested a week before."""
    return f"{name},{of},{service},5,{ago(days_ago + 7)},{ago(days_ago)},P1,{contract},,,"


def waiting(name: str, of: str = "PCC", service: str = "home_care") -> str:
    """A package requested long ago, with nobody."""
    return f"{name},{of},{service},5,2019-12-02,,,,,,"


def invited(days_ago: int, response: str = "no_response", name: str = "K9", days_to_answer: int = 0) -> str:
    """An invitation of P1."""
    answered = "" if response == "no_response" else ago(days_ago - days_to_answer)
    return f"{name},P1,{ago(days_ago)},{response},{answered}"


def found(market: Market, as_of: date = AS_OF, service: str | None = None, **settings: Any) -> dict[str, Any]:
    """P1 in PCC, as `members` tells it; empty where it has no membership there."""
    table = members(market.seen(as_of), Settings(**settings), service)
    table = table[(table["provider_id"] == "P1") & (table["authority"] == "PCC")]
    return table.iloc[0].to_dict() if len(table) else {}


def activity(market: Market, **settings: Any) -> str:
    return found(market, **settings)["activity"]


class TestMembership:
    def test_nobody_is_a_member_of_nothing(self):
        table = members(dps_market().seen(AS_OF), Settings())
        assert table.empty
        assert table["days_since_pickup"].dtype == "Int64"

    def test_the_last_day_is_still_a_day_of_membership(self):
        assert found(dps_market([f"DPS1,P1,2020-01-06,{AS_OF},PCC,home_care"]))["membership"] == "member"
        assert found(dps_market([f"DPS1,P1,2020-01-06,{ago(1)},PCC,home_care"]))["membership"] == "left"

    def test_who_left_has_no_pickup_and_no_activity(self):
        left = found(dps_market([f"DPS1,P1,2020-01-06,{ago(1)},PCC,home_care"], hours=[worked(5)]))
        assert pd.isna(left["pickup"])
        assert pd.isna(left["days_since_pickup"])
        assert pd.isna(left["activity"])

    def test_a_leaving_after_the_day_seen_has_not_happened(self):
        market = dps_market([f"DPS1,P1,2020-01-06,{ago(1)},PCC,home_care"])
        assert found(market, as_of=ago(2))["membership"] == "member"

    def test_a_joining_after_the_day_seen_has_not_happened(self):
        assert found(dps_market([f"DPS1,P1,{ago(0)},,PCC,home_care"]), as_of=ago(1)) == {}

    def test_an_authority_that_no_spell_covers_has_no_member(self):
        assert found(dps_market(["DPS1,P1,2020-01-06,,CCC,home_care"])) == {}

    def test_an_ended_dps_has_members_that_left(self):
        def market(last: date) -> Market:
            dps = f"DPS2,Old DPS,dps,PCC,PCC,,home_care,2020-01-06,120,,,,{last}"
            return dps_market(["DPS2,P1,2020-01-06,,PCC,home_care"], contracts=[dps])

        assert found(market(AS_OF))["membership"] == "member"
        assert found(market(ago(1)))["membership"] == "left"

    def test_a_dps_that_has_not_begun_has_no_members(self):
        dps = f"DPS2,New DPS,dps,PCC,PCC,,home_care,{AS_OF + timedelta(days=1)},60,,,,"
        assert found(dps_market([f"DPS2,P1,{ago(10)},,PCC,home_care"], contracts=[dps])) == {}

    def test_joined_on_is_of_the_earliest_current_spell(self):
        second = "DPS2,Second DPS,dps,PCC,PCC,,home_care,2020-01-06,120,,,,"
        spells = [
            "DPS1,P1,2021-01-04,2022-01-02,PCC,home_care",
            "DPS1,P1,2023-01-02,,PCC,home_care",
            "DPS2,P1,2024-01-01,,PCC,home_care",
        ]
        assert found(dps_market(spells, contracts=[second]))["joined_on"] == pd.Timestamp("2023-01-02")

    def test_joined_on_is_of_the_latest_spell_of_one_that_left(self):
        spells = ["DPS1,P1,2021-01-04,2022-01-02,PCC,home_care", "DPS1,P1,2023-01-02,2024-01-07,PCC,home_care"]
        assert found(dps_market(spells))["joined_on"] == pd.Timestamp("2023-01-02")

    def test_a_spell_that_does_not_cover_the_service_is_no_membership_of_it(self):
        assert found(dps_market([LONG_AGO]), service="community_support") == {}


class TestPickup:
    def test_without_work_or_award_it_is_the_day_of_joining(self):
        member = found(dps_market([LONG_AGO]))
        assert member["pickup"] == member["joined_on"] == pd.Timestamp("2020-01-06")
        assert member["days_since_pickup"] == (AS_OF - date(2020, 1, 6)).days

    def test_it_is_the_later_of_award_and_work(self):
        later_award = dps_market([LONG_AGO], packages=[award(30)], hours=[worked(40)])
        later_work = dps_market([LONG_AGO], packages=[award(50)], hours=[worked(40)])
        assert found(later_award)["days_since_pickup"] == 30
        assert found(later_work)["days_since_pickup"] == 40

    def test_it_is_the_last_day_with_hours_not_the_last_row(self):
        rows = [worked(60), f"{ago(59)},PCC,P1,DPS1,home_care,2,0", f"{ago(58)},PCC,P1,DPS1,home_care,0,0"]
        assert found(dps_market([LONG_AGO], hours=rows))["days_since_pickup"] == 60

    def test_work_in_the_running_week_counts(self):
        assert found(dps_market([LONG_AGO], hours=[worked(0)]))["days_since_pickup"] == 0

    def test_work_and_awards_by_another_route_do_not_count(self):
        spot = "SPOT1,Spot,spot,PCC,PCC,P1,home_care,2020-01-06,120,,,,"
        market = dps_market(
            [LONG_AGO], contracts=[spot], packages=[award(20, contract="SPOT1")], hours=[worked(10, contract="SPOT1")]
        )
        assert found(market)["pickup"] == pd.Timestamp("2020-01-06")

    def test_work_under_any_dps_counts(self):
        second = "DPS2,Second DPS,dps,PCC,PCC,,home_care,2020-01-06,120,,,,"
        market = dps_market([LONG_AGO], contracts=[second], hours=[worked(10, contract="DPS2")])
        assert found(market)["days_since_pickup"] == 10

    def test_work_for_another_authority_does_not_count(self):
        market = dps_market(
            ["DPS1,P1,2020-01-06,,PCC;CCC,home_care"], packages=[award(20, of="CCC")], hours=[worked(10, of="CCC")]
        )
        assert found(market)["pickup"] == pd.Timestamp("2020-01-06")

    def test_work_before_the_current_spell_does_not_count_and_on_its_first_day_does(self):
        spells = [f"DPS1,P1,2020-01-06,{ago(101)},PCC,home_care", f"DPS1,P1,{ago(100)},,PCC,home_care"]
        before = found(dps_market(spells, packages=[award(102)], hours=[worked(101)]))
        first_day = found(dps_market(spells, hours=[worked(100)]))

        assert before["days_since_pickup"] == first_day["days_since_pickup"] == 100
        assert before["activity"] == first_day["activity"] == "quiet"

    def test_what_follows_the_day_seen_is_not_known(self):
        market = dps_market([LONG_AGO], packages=[award(20)], hours=[worked(10)])
        assert found(market, as_of=ago(15))["pickup"] == pd.Timestamp(ago(20))
        assert found(market, as_of=ago(21))["pickup"] == pd.Timestamp("2020-01-06")

    def test_a_service_has_its_own_pickup(self):
        both = "DPS1,P1,2020-01-06,,PCC,home_care;community_support"
        market = dps_market([both], packages=[award(20)], hours=[worked(10, service="community_support")])
        assert found(market)["days_since_pickup"] == 10
        assert found(market, service="home_care")["days_since_pickup"] == 20
        assert found(market, service="community_support")["days_since_pickup"] == 10


class TestActivity:
    @pytest.mark.parametrize(("days", "expected"), [(0, "active"), (89, "active"), (90, "quiet"), (179, "quiet")])
    @pytest.mark.parametrize("by", ["work", "award"])
    def test_active_under_90_days_and_quiet_under_180(self, days, expected, by):
        market = dps_market(
            [LONG_AGO],
            packages=[award(days)] if by == "award" else [],
            hours=[worked(days)] if by == "work" else [],
        )
        assert activity(market) == expected

    @pytest.mark.parametrize(
        ("days", "expected"), [(0, "new"), (89, "new"), (90, "quiet"), (179, "quiet"), (180, "not_invited")]
    )
    def test_new_under_90_days_from_joining(self, days, expected):
        assert activity(dps_market([f"DPS1,P1,{ago(days)},,PCC,home_care"])) == expected

    def test_a_new_member_that_works_is_active(self):
        market = dps_market([f"DPS1,P1,{ago(30)},,PCC,home_care"], hours=[worked(30)])
        assert activity(market) == "active"

    def test_a_member_that_rejoined_is_new_whatever_it_did_before(self):
        spells = [f"DPS1,P1,2020-01-06,{ago(40)},PCC,home_care", f"DPS1,P1,{ago(30)},,PCC,home_care"]
        assert activity(dps_market(spells, hours=[worked(45)])) == "new"

    @pytest.mark.parametrize(
        ("days_ago", "expected"),
        [
            ([170, 100], "not_invited"),
            ([170, 100, 0], "dormant"),
            ([180, 170, 100], "not_invited"),  # one of them on the pick-up day itself
            ([179, 170, 100], "dormant"),
            ([170, 100, -1], "not_invited"),  # one of them after the day seen
        ],
    )
    def test_dormant_from_three_invitations_after_the_pickup_day(self, days_ago, expected):
        names = [f"K{n + 10}" for n in range(len(days_ago))]
        market = dps_market(
            [LONG_AGO],
            packages=[waiting(name) for name in names],
            offers=[invited(days, name=name) for days, name in zip(days_ago, names, strict=True)],
            hours=[worked(180)],
        )
        assert activity(market) == expected

    def test_the_same_package_offered_again_is_another_invitation(self):
        market = dps_market([LONG_AGO], packages=[waiting("K9")], offers=[invited(days) for days in (170, 100, 50)])
        assert activity(market) == "dormant"

    def test_invitations_to_another_authority_s_packages_do_not_count(self):
        market = dps_market(
            ["DPS1,P1,2020-01-06,,PCC;CCC,home_care"],
            packages=[waiting("K9", of="CCC")],
            offers=[invited(days) for days in (170, 100, 50)],
        )
        table = members(market.seen(AS_OF), Settings()).set_index("authority")["activity"]
        assert table.to_dict() == {"CCC": "dormant", "PCC": "not_invited"}

    def test_an_offer_since_makes_it_unsuccessful_a_refusal_does_not(self):
        def market(response: str) -> Market:
            offers = [invited(170), invited(100, response), invited(50)]
            return dps_market([LONG_AGO], packages=[waiting("K9")], offers=offers, hours=[worked(200)])

        assert activity(market("offered")) == "unsuccessful"
        assert activity(market("declined")) == "dormant"

    def test_too_few_invitations_come_before_an_offer(self):
        market = dps_market([LONG_AGO], packages=[waiting("K9")], offers=[invited(170, "offered"), invited(100)])
        assert activity(market) == "not_invited"

    def test_an_offer_to_an_invitation_of_the_pickup_day_or_before_is_not_since(self):
        offers = [invited(200, "offered"), invited(170), invited(100), invited(50)]
        market = dps_market([LONG_AGO], packages=[waiting("K9")], offers=offers, hours=[worked(200)])
        assert activity(market) == "dormant"

    def test_an_offer_made_after_the_day_seen_is_no_response_yet(self):
        offers = [invited(170), invited(100), invited(1, "offered", days_to_answer=1)]
        market = dps_market([LONG_AGO], packages=[waiting("K9")], offers=offers)
        assert found(market, as_of=ago(1))["activity"] == "dormant"
        assert found(market)["activity"] == "unsuccessful"

    def test_a_service_counts_its_own_invitations(self):
        both = "DPS1,P1,2020-01-06,,PCC,home_care;community_support"
        market = dps_market(
            [both],
            packages=[waiting("K8", service="community_support"), waiting("K9")],
            offers=[invited(170), invited(100), invited(50, name="K8")],
        )
        assert activity(market) == "dormant"
        assert found(market, service="home_care")["activity"] == "not_invited"

    def test_the_days_and_the_number_of_invitations_are_settings(self):
        market = dps_market([LONG_AGO], packages=[waiting("K9")], offers=[invited(5)], hours=[worked(20)])
        assert activity(market, active_days=20) == "quiet"
        assert activity(market, active_days=20, quiet_days=20) == "not_invited"
        assert activity(market, active_days=20, quiet_days=20, dormant_invitations=1) == "dormant"


def test_the_evidence_is_the_invitations_after_the_pickup_day():
    market = dps_market(
        [LONG_AGO], packages=[waiting("K9")], offers=[invited(201), invited(200), invited(199)], hours=[worked(200)]
    )
    seen = market.seen(AS_OF)

    evidence = after_pickup(seen, members(seen, Settings()))
    assert evidence["invited_on"].dt.date.tolist() == [ago(199)]
