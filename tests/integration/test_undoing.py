"""An import taken back: what is still as it left it goes back, what was changed since stays."""

import dataclasses

import pandas as pd
import pytest

from dashboard.intake import check_undo
from dashboard.market import clock
from dashboard.settings import Settings
from dashboard.store import Change, Overtaken
from tests.integration.deliveries import D, assert_same, delivery, frame, held, hours, known
from tests.integration.exports import DAY, exports
from tests.integration.test_delivering import HOLIDAY, PROVIDER, day, days, weeks_of
from tests.integration.test_held_back import JANUARY, P1, brought, lines, markers
from tests.unit.intake.deliveries import CLEAN, checked

TWO = {**PROVIDER, "provider_id": "P2", "name": "Two"}
SPOT = {
    "contract_id": "C1", "title": "Spot", "contract_type": "spot", "lead_authority": "PCC",
    "covered_authorities": ("PCC",), "provider_id": "P1", "services": ("home_care",), "start_date": D("2025-04-01"),
    "initial_term_months": 36,
}
PACKAGE = {
    "package_id": "K1", "authority": "PCC", "service": "home_care", "hours_per_week": 5.0,
    "requested_on": D("2026-01-05"),
}


def judged(store, number):
    return check_undo(store.undoing(number), store.market(), Settings())


def undo(store, number):
    found = judged(store, number)
    assert found.ok, found.problems
    return store.deliver(found, means=f"undo of import {number}")


def load(store, given=None, **files):
    number = store.deliver(delivery(store.newest(), given, **files), means="test")
    assert number
    return number


def month(*planned):
    """January 2026: from the first, so many days of hours."""
    rows = [day(f"2026-01-{number:02d}", value) for number, value in enumerate(planned, 1) if value is not None]
    return hours(rows, JANUARY)


def standing(store):
    """Providers, a contract and hours, in import 1."""
    return load(store, month(1.0, 1.0), providers=frame("providers", PROVIDER), contracts=frame("contracts", SPOT))


def test_an_import_there_is_not(store):
    with pytest.raises(LookupError, match="no import 1: the newest is 0"):
        store.undoing(1)
    standing(store)
    with pytest.raises(LookupError, match="no import 0"):
        store.undoing(0)


def test_a_month_corrected_twice_and_undone_once(store):
    standing(store)
    load(store, month(2.0, None, 2.0))
    before = known(store)
    load(store, month(2.0, 3.0, 3.0, 3.0))
    found = judged(store, 3)
    # import 3 changed 3 January, and the 2nd and 4th were new with it
    assert store.changes(found) == {"hours": Change(read=1, new=0, changed=1, unchanged=0, removed=2)}
    assert store.deliver(found, means="undo of import 3") == 4
    assert days(store) == {("2026-01-01", "P1", "PCC"): 2.0, ("2026-01-03", "P1", "PCC"): 2.0}
    assert weeks_of(store) == {("2025-12-29", "P1", "PCC"): 4.0}
    assert_same(known(store), before)
    # and once more: the first correction is the newest that stands
    assert undo(store, 2) == 5
    assert_same(known(store), known(store, 1))


def test_an_undone_import_comes_back_to_the_byte(store):
    with clock.stopped(DAY):
        assert store.deliver(checked(CLEAN), means="test") == 1
        changed = {
            name: CLEAN[name].replace(old, new) for name, old, new in (
                ("packages", "P3,PCC,home_care,,7", "P3,PCC,home_care,,9.5"),
                ("hours", "2027-03-02,,PCC,S1,BLK-1,home_care,6,0", "2027-03-02,,PCC,S1,BLK-1,home_care,6,3.25"),
                ("visits", "V2,CCC", "V9,CCC"),
                ("school_holidays", "CCC,2026-12-21,2027-01-01", "CCC,2026-12-20,2027-01-02"),
                ("capacity_returns", "S1,PCC,home_care,2026-04-06,40", "S1,PCC,home_care,2026-04-06,44"),
            )
        }
        assert store.deliver(checked(changed, store.market()), means="test") == 2
        states = [exports(store, number) for number in (0, 1, 2)]
        assert states[1] != states[2]
        assert undo(store, 2) == 3
        assert exports(store) == states[1]
        assert_same(known(store), known(store, 1))
        assert undo(store, 3) == 4
        assert exports(store) == states[2]
        assert_same(known(store), known(store, 2))
        # and the very first, down to the empty market: its last change was by import 4
        assert undo(store, 4) == 5
        assert undo(store, 1) == 6
        assert exports(store) == states[0]
        assert_same(known(store), known(store, 0))
        assert [exports(store, number) for number in range(7)] == [states[at] for at in (0, 1, 2, 1, 2, 1, 0)]


def test_an_undo_in_the_middle_leaves_what_came_later(store):
    standing(store)
    load(store, month(2.0, 2.0, 2.0), providers=frame("providers", {**PROVIDER, "name": "Changed"}, TWO))
    given = hours([day("2026-01-02", 9.0)], [("P1", "PCC", "2026-01-02", "2026-01-02")])
    load(store, given, providers=frame("providers", {**TWO, "name": "Later"}))
    assert undo(store, 2) == 4
    # 1 January as before, 2 January as it was changed since, 3 January new with import 2 and gone
    assert days(store) == {("2026-01-01", "P1", "PCC"): 1.0, ("2026-01-02", "P1", "PCC"): 9.0}
    assert known(store)["providers"]["name"].tolist() == ["One", "Later"]


def test_a_day_is_one_whole_for_a_provider_and_authority(store):
    """Hours moved from one contract to another: one of the two alone is never taken back."""
    load(store, hours([day("2026-01-05", 5.0), day("2026-01-06", 5.0)], JANUARY),
         providers=frame("providers", PROVIDER),
         contracts=frame("contracts", SPOT, {**SPOT, "contract_id": "C2"}))
    load(store, hours([day("2026-01-05", 5.0, contract="C2"), day("2026-01-06", 5.0, contract="C2")], JANUARY))
    load(store, hours([day("2026-01-05", 6.0, contract="C2")], [("P1", "PCC", "2026-01-05", "2026-01-05")]))
    undo(store, 2)
    found = known(store)["days"]
    assert found[["contract_id", "planned_hours"]].to_numpy().tolist() == [["C2", 6.0], ["C1", 5.0]]


def test_a_removed_record_comes_back_and_a_new_one_goes(store):
    load(store, providers=frame("providers", PROVIDER))
    load(store, providers=frame("providers", {"provider_id": "P1", "remove": True}, TWO))
    found = judged(store, 2)
    assert store.changes(found) == {"providers": Change(read=2, new=1, changed=0, unchanged=0, removed=1)}
    undo(store, 2)
    assert_same(known(store), known(store, 1))


def test_an_import_that_was_changed_all_over_since(store):
    load(store, month(1.0), providers=frame("providers", PROVIDER))
    load(store, month(2.0), providers=frame("providers", {**PROVIDER, "name": "Changed"}))
    load(store, month(3.0), providers=frame("providers", {**PROVIDER, "name": "Later"}))
    found = judged(store, 2)
    assert (found.frames, found.hours, found.rows) == ({}, None, {})
    assert store.changes(found) == {}
    assert store.deliver(found, means="undo of import 2") is None
    assert store.newest() == 3


def test_an_undo_is_not_done_twice(store):
    standing(store)
    load(store, month(2.0))
    undo(store, 2)
    assert undo(store, 2) is None


def test_holidays_come_back_in_place_of_those_that_overlapped_them(store):
    load(store, school_holidays=frame("school_holidays", HOLIDAY, {**HOLIDAY, "authority": "CCC"}))
    split = [
        {**HOLIDAY, "first_day": D("2026-07-20"), "last_day": D("2026-07-31")},
        {**HOLIDAY, "first_day": D("2026-08-03"), "last_day": D("2026-09-01")},
        {**HOLIDAY, "first_day": D("2026-10-26"), "last_day": D("2026-10-30"), "name": "Autumn"},
    ]
    load(store, school_holidays=frame("school_holidays", *split))
    undo(store, 2)
    assert_same(known(store), known(store, 1))
    undo(store, 3)
    assert_same(known(store), known(store, 2))


def test_holidays_changed_since_stay_with_those_of_their_stretch(store):
    load(store, school_holidays=frame("school_holidays", HOLIDAY))
    split = [
        {**HOLIDAY, "first_day": D("2026-07-20"), "last_day": D("2026-07-31")},
        {**HOLIDAY, "first_day": D("2026-08-03"), "last_day": D("2026-09-01")},
        {**HOLIDAY, "first_day": D("2026-10-26"), "last_day": D("2026-10-30"), "name": "Autumn"},
    ]
    load(store, school_holidays=frame("school_holidays", *split))
    load(store, school_holidays=frame("school_holidays", {**split[1], "first_day": D("2026-08-04")}))
    undo(store, 2)
    # the summer is as import 3 left it, whole; the autumn was new and is gone
    first_days = known(store)["school_holidays"]["first_day"]
    assert first_days.tolist() == [pd.Timestamp("2026-07-20"), pd.Timestamp("2026-08-04")]


def refused(store, number):
    """The one problem that keeps an import from being undone; nothing is stored."""
    found = judged(store, number)
    assert not found.ok
    (problem,) = found.problems
    assert sum(found.counts.values()) == 1
    assert problem.line is None
    with pytest.raises(ValueError, match="problems"):
        store.deliver(found, means="undo")
    return problem


def test_a_provider_that_later_records_name_stays(store):
    standing(store)
    load(store, providers=frame("providers", TWO))
    load(store, contracts=frame("contracts", {**SPOT, "contract_id": "C2", "provider_id": "P2"}))
    load(store, providers=frame("providers", {**PROVIDER, "name": "Elsewhere"}))
    problem = refused(store, 2)
    assert (problem.rule, problem.file, problem.value) == ("still_named", "providers.csv", "P2")
    assert "“P2” cannot be removed: it is still named in contracts.csv as already known (1 record)" in problem.message
    assert problem.mend == "Undo import 3 first, which came later."
    undo(store, 3)
    assert undo(store, 2) == 6


def test_a_contract_with_later_hours_stays(store):
    standing(store)
    load(store, contracts=frame("contracts", {**SPOT, "contract_id": "C2"}))
    load(store, hours([day("2026-03-02", 4.0, contract="C2")], [("P1", "PCC", "2026-03-02", "2026-03-02")]))
    problem = refused(store, 2)
    assert (problem.rule, problem.value) == ("still_named", "C2")
    assert "hours already known (4.0 h)" in problem.message
    assert problem.mend == "Undo import 3 first, which came later."


def test_a_record_does_not_come_back_to_what_is_gone(store):
    standing(store)
    load(store, packages=frame("packages", {**PACKAGE, "awarded_on": D("2026-01-10"), "provider_id": "P2",
                                            "contract_id": "C1"}), providers=frame("providers", TWO))
    load(store, packages=frame("packages", {"package_id": "K1", "remove": True}))
    load(store, providers=frame("providers", {"provider_id": "P2", "remove": True}))
    problem = refused(store, 3)
    assert (problem.rule, problem.value) == ("unknown_provider", "P2")
    assert problem.message == "K1 in packages.csv would be as it was before import 3. There is no provider “P2”."
    assert problem.mend == "Undo import 4 first, which came later."


def test_hours_do_not_come_back_under_a_contract_that_is_gone(store):
    standing(store)
    load(store, hours([], JANUARY))
    load(store, contracts=frame("contracts", {"contract_id": "C1", "remove": True}))
    problem = refused(store, 2)
    assert (problem.rule, problem.file, problem.column) == ("unknown_contract", "hours.csv", "contract_id")
    assert problem.message == (
        "Hours of P1 for PCC under C1 would be as they were before import 2. There is no contract “C1”."
    )
    assert problem.mend == "Undo import 3 first, which came later."


def test_a_contract_does_not_shrink_under_later_records(store):
    standing(store)
    load(store, contracts=frame("contracts", {**SPOT, "covered_authorities": ("PCC", "CCC")}))
    load(store, packages=frame("packages", {**PACKAGE, "authority": "CCC", "awarded_on": D("2026-01-10"),
                                            "provider_id": "P1", "contract_id": "C1"}))
    load(store, month(4.0))
    problem = refused(store, 2)
    assert (problem.rule, problem.file) == ("not_covered", "contracts.csv")
    assert problem.message.startswith(
        "C1 in contracts.csv would be as it was before import 2. 1 record of packages.csv already known does not agree "
        "with it; the first: The contract “C1” does not cover the authority “CCC”"
    )
    # import 4 changed hours under the contract too, and is the newest of what names it
    assert problem.mend == "Undo import 4 first, which came later."


def test_spells_of_membership_do_not_come_back_over_later_ones(store):
    dps = {**SPOT, "contract_id": "DPS", "contract_type": "dps", "provider_id": None}
    spell = {"contract_id": "DPS", "provider_id": "P1", "authorities": ("PCC",), "services": ("home_care",)}
    load(store, providers=frame("providers", PROVIDER), contracts=frame("contracts", dps),
         dps_memberships=frame("dps_memberships", {**spell, "joined_on": D("2026-01-01")}))
    load(store, dps_memberships=frame("dps_memberships", {**spell, "joined_on": D("2026-01-01"), "remove": True}))
    load(store, dps_memberships=frame("dps_memberships", {**spell, "joined_on": D("2026-02-01")}))
    problem = refused(store, 2)
    assert problem.rule == "overlap"
    assert "It and what is known now give memberships of P1 in DPS that overlap" in problem.message
    assert problem.mend == "Undo import 3 first, which came later."


def test_an_undo_checked_against_an_earlier_market_is_checked_again(store):
    standing(store)
    undoing, market = store.undoing(1), store.market()
    load(store, month(2.0))
    for of in (market, store.market()):
        found = check_undo(undoing, of, Settings())
        with pytest.raises(Overtaken):
            store.deliver(found, means="undo")


# Rows held back


def test_undoing_the_import_that_held_rows_back_closes_them(store):
    load(store, providers=frame("providers", PROVIDER))
    store.deliver(brought(1, [], {**P1, "line": 7, "date": "2026-01-05", "visit_id": "V1"}), means="test")
    assert undo(store, 2) == 3
    assert lines(store) == []
    assert [store.held_back_counts(number) for number in (1, 2, 3)] == [{}, {2: 1}, {}]
    # redone, it is held back again, of import 2 still, but what it said is gone
    assert undo(store, 3) == 4
    assert lines(store) == [(2, 7)]
    assert store.held_back().iloc[0].dropna().to_dict() == {
        "import": 2, "file": "visits", "line": 7, "provider_id": "P1", "authority": "PCC",
    }
    assert store.held_back_counts(4) == {2: 1}
    assert store.imports()["held_back"].tolist() == [0, 1, 0, 0]


def test_undoing_the_import_that_put_rows_right_opens_them_again(store):
    load(store, providers=frame("providers", PROVIDER), contracts=frame("contracts", SPOT))
    back = {**P1, "line": 7, "date": "2026-01-05", "visit_id": "V1"}
    store.deliver(brought(1, [("2026-01-06", 1.0)], back), means="test")
    store.deliver(brought(2, [("2026-01-05", 2.0), ("2026-01-06", 1.0)], seen=["V1"]), means="test")
    assert undo(store, 3) == 4
    assert lines(store) == [(2, 7)]
    assert days(store) == {("2026-01-06", "P1", "PCC"): 1.0}
    assert [store.held_back_counts(number) for number in range(5)] == [{}, {}, {2: 1}, {}, {2: 1}]
    # undone twice changes nothing; redone, it is put right again
    assert undo(store, 3) is None
    assert undo(store, 4) == 5
    assert lines(store) == []
    assert undo(store, 3) == 6
    assert markers(store) == [(2, 7, 2, 3, None), (2, 7, 4, 5, None), (2, 7, 6, None, None)]
    # the file given again covers the day, and puts it right for good
    assert store.deliver(brought(6, [("2026-01-05", 2.0), ("2026-01-06", 1.0)]), means="test") == 7
    assert lines(store) == []


def test_undoing_puts_no_row_right_by_the_days_that_it_changes(store):
    load(store, providers=frame("providers", PROVIDER), contracts=frame("contracts", SPOT))
    load(store, month(1.0))
    back = held({**P1, "line": 7, "date": "2026-01-01"})
    store.deliver(delivery(2, dataclasses.replace(month(1.0, 2.0), held_back=back)), means="test")
    assert undo(store, 2) == 4
    assert days(store) == {("2026-01-02", "P1", "PCC"): 2.0}
    assert lines(store) == [(3, 7)]
