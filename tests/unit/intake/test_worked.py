"""Hours that are counted with a warning, once for each provider and contract."""

import pytest

from tests.unit.intake.deliveries import CLEAN, added, checked, known, where

HOURS = CLEAN["hours"].splitlines()[0] + "\n"


def worked(*rows):
    """The warnings of hours over what is known, on other pairs than the known ones have."""
    found = checked({"hours": HOURS + "".join(f"{row}\n" for row in rows)}, known())
    assert found.ok
    return found.warnings


@pytest.mark.parametrize(("rows", "rule", "column", "line", "count"), [
    # BLK-1 runs from 1 April 2026 to 31 March 2030
    (("2026-03-31,,PCC,S1,BLK-1,home_care,1,1", "2026-04-01,,PCC,S1,BLK-1,home_care,1,1"),
     "outside_life", "date", 2, "1 row "),
    (("2027-04-01,,CCC,S1,DPS-1,home_care,1,1", "2027-01-05,,CCC,S1,DPS-1,home_care,1,1",
      "2027-01-31,,CCC,S1,DPS-1,home_care,1,1"), "not_a_member", "provider_id", 3, "2 rows"),
    (("2027-04-01,,CCC,S1,CSS-1,home_care,1,1",), "not_the_provider", "provider_id", 2, "1 row "),
    (("2027-07-01,,CCC,S1,DPS-1,home_care,1,1", "2027-07-02,,CCC,S1,DPS-1,home_care,1,1"),
     "after_today", "date", 3, "1 row "),
])
def test_what_is_warned_of(rows, rule, column, line, count):
    warnings = [warning for warning in worked(*rows) if warning.rule == rule]
    assert where(warnings) == [(rule, "hours.csv", line, column)]
    assert warnings[0].message.startswith(count)


def test_today_and_the_days_of_membership_and_life_are_no_warning():
    rows = [
        f"{day},,CCC,S1,DPS-1,home_care,1,1" for day in ("2026-04-01", "2026-12-31", "2027-02-01", "2027-07-01")
    ]
    assert worked(*rows) == []


def test_a_thousand_visits_make_one_warning():
    rows = [
        f"X{at},CCC,S1,CSS-1,home_care,2027-05-{1 + at % 28:02d}T09:00,2027-05-{1 + at % 28:02d}T10:00,,,1,missed"
        for at in range(1000)
    ]
    found = added("visits", *rows)
    assert found.ok
    assert where(found.warnings) == [("not_the_provider", "visits.csv", 6, "provider_id")]
    assert "1,000 visits of S1 under CSS-1" in found.warnings[0].message
    assert found.warning_counts == {"not_the_provider": 1}
