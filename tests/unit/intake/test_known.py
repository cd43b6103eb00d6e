"""What a delivery of hours takes away from what is known."""

import pandas as pd
import pytest

from dashboard.intake import market_of
from dashboard.intake.known import KnownHours
from tests.unit.intake.deliveries import CLEAN, SETTINGS, checked, where

HOURS = CLEAN["hours"].splitlines()[0] + "\n"
RECORDS = {name: CLEAN[name] for name in CLEAN if name not in ("hours", "visits")}


def day(number, delivered, month=3, provider="S1"):
    contract = "BLK-1" if provider == "S1" else "DPS-1"
    return f"2027-{month:02d}-{number:02d},,PCC,{provider},{contract},home_care,9,{delivered}\n"


def market(*rows):
    return market_of(checked({**RECORDS, "hours": HOURS + "".join(rows)}), SETTINGS)


def losses(before, after):
    found = checked({"hours": HOURS + "".join(after)}, market(*before))
    assert found.ok
    return found.warnings


# four whole weeks, Monday 1 to Sunday 28 March 2027, two hours a day: 14 a week, 56 in all
MARCH = [day(number, 2) for number in range(1, 29)]


def test_the_same_hours_again_take_nothing_away():
    assert losses(MARCH, MARCH) == []


def test_a_week_left_empty_is_a_warning():
    week_of_8 = [row for row in MARCH if not "2027-03-08" <= row[:10] <= "2027-03-14"]
    warnings = losses(MARCH, week_of_8)
    assert where(warnings) == [
        ("hours_taken_away", "hours.csv", None, "provider_id"), ("week_emptied", "hours.csv", None, "provider_id"),
    ]
    assert "S1 in PCC, 2027-03-01 to 2027-03-28" in warnings[0].message
    assert "42.0 delivered hours where 56.0 are known, 14.0 fewer" in warnings[0].message
    assert "S1 in PCC" in warnings[1].message
    assert "2027-03-08 (14.0 h)" in warnings[1].message


def test_a_week_of_zeros_is_left_empty_too():
    zeros = [day(number, 0 if 8 <= number <= 14 else 3) for number in range(1, 29)]
    assert [warning.rule for warning in losses(MARCH, zeros)] == ["week_emptied"]


def test_a_week_that_keeps_hours_outside_the_range_is_not_empty():
    # the range is 10 to 21 March; of the week of 8 March the Monday and Tuesday stay
    after = [day(10, 0), *(day(number, 3) for number in range(15, 22))]
    rules = [warning.rule for warning in losses(MARCH, after)]
    assert rules == ["hours_taken_away"]
    # known in the range 12 days of 2 hours, given 21


@pytest.mark.parametrize(("delivered", "warned"), [(1.8, False), (1.79, True)])
def test_more_than_a_tenth_of_the_range_is_a_warning(delivered, warned):
    # 28 days of 1.8 are nine tenths of 28 days of 2
    rules = [warning.rule for warning in losses(MARCH, [day(number, delivered) for number in range(1, 29)])]
    assert rules == (["hours_taken_away"] if warned else [])


def test_only_the_range_is_compared_even_within_a_week():
    # three days of the week of 8 March, as they were
    assert losses(MARCH, [day(number, 2) for number in (9, 10, 11)]) == []
    rules = [warning.rule for warning in losses(MARCH, [day(number, 1) for number in (9, 10, 11)])]
    assert rules == ["hours_taken_away"]


def test_other_providers_authorities_and_days_are_left_alone():
    assert losses(MARCH, [day(5, 1, provider="S2"), day(5, 1, month=4)]) == []
    assert losses([day(5, 1, provider="S2")], MARCH) == []


def test_hours_of_another_contract_may_take_their_place():
    after = [row.replace("BLK-1", "DPS-1") for row in MARCH]
    assert losses(MARCH, after) == []


def test_a_contract_whose_known_hours_are_all_replaced_may_be_removed():
    heading = CLEAN["contracts"].splitlines()[0]
    removal = f"{heading},remove\nBLK-1{',' * heading.count(',')},yes\n"
    after = HOURS + "".join(row.replace("BLK-1", "DPS-1") for row in MARCH)
    assert checked({"contracts": removal, "hours": after}, market(*MARCH)).ok
    part = HOURS + "".join(row.replace("BLK-1", "DPS-1") for row in MARCH[:-1])
    found = checked({"contracts": removal, "hours": part}, market(*MARCH))
    assert where(found.problems) == [("still_named", "contracts.csv", 2, "contract_id")]
    assert "hours already known (2.0 h)" in found.problems[0].message


@pytest.mark.parametrize(("ranges", "left"), [
    ([("01", "28")], None),
    ([("02", "03"), ("05", "05")], 56 - 6),
    ([("01", "07"), ("08", "14"), ("16", "16")], 56 - 30),
    ([("01", "10"), ("05", "15")], 56 - 30),
    ([("28", "31"), ("03", "03")], 56 - 4),
])
def test_what_is_left_beside_any_number_of_ranges(ranges, left):
    """Two hours a day from 1 to 28 March, without the days of the ranges, each counted once."""
    replaced = pd.DataFrame(
        [("S1", "PCC", f"2027-03-{first}", f"2027-03-{last}") for first, last in ranges],
        columns=["provider_id", "authority", "first", "last"],
    ).astype({"provider_id": "str", "authority": "str", "first": "datetime64[us]", "last": "datetime64[us]"})
    other = replaced.assign(provider_id="S2")
    known = KnownHours(market(*MARCH), pd.concat([replaced, other], ignore_index=True))
    assert known.left("provider_id", "S1") == left
    assert set(known.covered({"BLK-1"})) == (
        set() if left is None else {("BLK-1", "authority", "PCC"), ("BLK-1", "service", "home_care")}
    )
