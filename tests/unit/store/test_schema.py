"""The tables hold what the data contract says."""

import pytest

from dashboard.intake.columns import FILES, RECORDS, dtype, empty
from dashboard.store import frames, schema


def test_every_record_file_has_its_table():
    assert sorted(schema.RECORDS) == sorted(RECORDS)


@pytest.mark.parametrize("name", RECORDS)
def test_a_table_has_the_contracts_columns(name):
    file, columns = FILES[name], schema.contents(schema.RECORDS[name])
    assert [column.key for column in columns] == [column.name for column in file.columns]
    assert schema.key(schema.RECORDS[name]) == file.key
    for stored, column in zip(columns, file.columns, strict=True):
        assert stored.nullable is not column.required, column.name


@pytest.mark.parametrize("name", RECORDS)
def test_an_empty_frame_has_the_contracts_types(name):
    found = frames.typed(schema.contents(schema.RECORDS[name]), [])
    assert found.dtypes.to_dict() == empty(name).dtypes.to_dict()
    assert {column.name: found[column.name].dtype for column in FILES[name].columns} == {
        column.name: dtype(column) for column in FILES[name].columns
    }


def test_money_is_kept_as_whole_pence():
    money = {column.name for table in schema.RECORDS.values() for column in table.columns if "pence" in column.name}
    assert money == {"annual_value_pence", "hourly_rate_pence"}
    for table in schema.RECORDS.values():
        for column in table.columns:
            if column.name in money:
                assert column.type.python_type is int
