"""The data contract as data agrees with itself."""

import pytest

from dashboard.intake.columns import FILES, RECORDS, empty, empty_days
from tests.unit.intake.deliveries import CLEAN, checked


def test_every_file_is_named_once_with_its_key():
    assert {name: FILES[name].key for name in FILES} == {
        "providers": ["provider_id"],
        "contracts": ["contract_id"],
        "dps_memberships": ["contract_id", "provider_id", "joined_on"],
        "capacity_returns": ["provider_id", "authority", "service", "effective_from"],
        "packages": ["package_id"],
        "offers": ["package_id", "provider_id", "invited_on"],
        "hours": ["date", "authority", "provider_id", "contract_id", "service"],
        "visits": ["visit_id"],
        "school_holidays": ["authority", "first_day"],
    }
    assert set(FILES) - set(RECORDS) == {"hours", "visits"}


def test_keys_are_required_and_every_column_says_what_it_means():
    for file in FILES.values():
        for column in file.columns:
            assert column.required or not column.key, column.name
            assert column.meaning
            assert bool(column.choices) == (column.kind == "choice")


@pytest.mark.parametrize("name", RECORDS)
def test_empty_frames_have_the_types_of_full_ones(name):
    full = checked(CLEAN).frames[name].drop(columns="remove")
    assert empty(name).dtypes.to_dict() == full.dtypes.to_dict()


def test_empty_days_have_the_types_of_full_ones():
    assert empty_days().dtypes.to_dict() == checked(CLEAN).hours.days.dtypes.to_dict()


def test_every_column_has_an_example_that_is_right_in_itself():
    settled = {"contracted_hours_per_week", "terminated_on"}
    for file in FILES.values():
        row = [column.example for column in file.columns]
        assert all(text or column.name in settled for column, text in zip(file.columns, row, strict=True))
        found = checked({file.name: ",".join(column.name for column in file.columns) + "\n" + ",".join(row) + "\n"})
        unknown = {"unknown_provider", "unknown_contract", "unknown_package"}
        # a package's example is whole: it ended as planned; only what it names is not there
        assert {problem.rule for problem in found.problems} <= unknown, file.name
