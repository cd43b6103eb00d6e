"""Rows written by the quickest way that each database has."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table


def insert_rows(connection: Connection, table: Table, keys: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows of plain values (dates as ISO text) into the columns of these keys."""
    if not rows:
        return
    names = ", ".join(table.c[key].name for key in keys)
    if connection.dialect.name == "postgresql":
        # Its executemany is many times slower.
        driver: Any = connection.connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(keys))
        statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608 - names of the schema's own
        connection.exec_driver_sql(statement, rows)
