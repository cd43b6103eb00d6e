"""The tables.

A row of a versioned table belongs to the market as known at import n when `added_by` <= n and `replaced_by` is empty
or > n. Rows are only ever added, and marked with the import that replaced or removed them; an import that is not yet
published has a number above every published one, so its rows, and its marks, are left out by that same rule.

Money is whole pence, hours are double precision, a list is text joined by `;`. A column's `key` is its name in frames.
"""

from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Double,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    or_,
    text,
)

Kind = Literal["text", "date", "whole", "hours", "money", "texts", "wholes"]
"""What a column holds; `frames` turns each into its type in a frame and back."""

_SQL: dict[Kind, Any] = {
    "text": Text, "date": Date, "whole": Integer, "hours": Double, "money": BigInteger, "texts": Text, "wholes": Text,
}

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s",
    }
)


def _column(
    name: str, kind: Kind = "text", *, key: bool = False, optional: bool = False, stored: str = "", **options: Any
) -> Column[Any]:
    stored = stored or name.replace("_gbp", "_pence")
    info = {"kind": kind, "key": key}
    return Column(stored, _SQL[kind], *options.pop("args", ()), key=name, nullable=optional, info=info, **options)


def _versions() -> tuple[Column[Any], Column[Any]]:
    return (
        Column("added_by", ForeignKey("imports.number"), nullable=False, info={"kind": "whole"}),
        Column("replaced_by", ForeignKey("imports.number"), info={"kind": "whole"}),
    )


def _records(name: str, *columns: Column[Any]) -> Table:
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True, info={"kind": "whole"}),
        *columns,
        *_versions(),
        Index(
            f"ix_{name}_current",
            *(column.key for column in columns if column.info["key"]),
            unique=True,
            sqlite_where=text("replaced_by IS NULL"),
            postgresql_where=text("replaced_by IS NULL"),
        ),
    )


def _hours(name: str, period: str, *columns: Column[Any]) -> Table:
    # No surrogate id: the key serves replacing, which goes by series and period, and keeps the table small.
    return Table(
        name,
        metadata,
        _column("series_id", "whole", args=(ForeignKey("hours_series.id"),), primary_key=True),
        _column(period, "date", primary_key=True),
        _column("planned_hours", "hours"),
        _column("delivered_hours", "hours"),
        *columns,
        Column("added_by", ForeignKey("imports.number"), primary_key=True, info={"kind": "whole"}),
        Column("replaced_by", ForeignKey("imports.number"), info={"kind": "whole"}),
        sqlite_with_rowid=False,
    )


imports = Table(
    "imports",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("published_at", DateTime(timezone=True)),
    Column("means", Text, nullable=False),
)
"""Every import; one without `published_at` is under way, or was cut off."""

import_files = Table(
    "import_files",
    metadata,
    Column("number", ForeignKey("imports.number"), primary_key=True),
    Column("file", Text, primary_key=True),
    Column("rows", BigInteger, nullable=False),
    Column("new", BigInteger),
    Column("changed", BigInteger),
    Column("unchanged", BigInteger),
    Column("removed", BigInteger),
)
"""The rows read from each file of an import, and what they changed: records, or days of hours by provider, contract
and service; empty where that was not counted: before the counts were kept, and beside `hours`, which has those of
`visits` too."""

flags = Table("flags", metadata, Column("name", Text, primary_key=True))
"""What is true of the database as a whole: `example`."""

providers = _records(
    "providers",
    _column("provider_id", key=True),
    _column("name"),
    _column("provider_type"),
    _column("cqc_provider_id", optional=True),
    _column("company_number", optional=True),
    _column("area_entry_date", "date", optional=True),
)

contracts = _records(
    "contracts",
    _column("contract_id", key=True),
    _column("title"),
    _column("contract_type"),
    _column("lead_authority"),
    _column("covered_authorities", "texts"),
    _column("provider_id", optional=True),
    _column("services", "texts"),
    _column("start_date", "date"),
    _column("initial_term_months", "whole"),
    _column("extension_terms_months", "wholes", optional=True),
    _column("extensions_taken", "whole", optional=True),
    _column("extension_notice_months", "whole", optional=True),
    _column("reprocurement_lead_months", "whole", optional=True),
    _column("mobilisation_weeks", "whole", optional=True),
    _column("delivery_calendar", optional=True),
    _column("annual_value_gbp", "money", optional=True),
    _column("contracted_hours_per_week", "hours", optional=True),
    _column("hourly_rate_gbp", "money", optional=True),
    _column("terminated_on", "date", optional=True),
)

dps_memberships = _records(
    "dps_memberships",
    _column("contract_id", key=True),
    _column("provider_id", key=True),
    _column("joined_on", "date", key=True),
    _column("left_on", "date", optional=True),
    _column("leave_reason", optional=True),
    _column("authorities", "texts"),
    _column("services", "texts"),
    _column("due_diligence_expires_on", "date", optional=True),
)

capacity_returns = _records(
    "capacity_returns",
    _column("provider_id", key=True),
    _column("authority", key=True),
    _column("service", key=True),
    _column("effective_from", "date", key=True),
    _column("hours_per_week", "hours"),
)

packages = _records(
    "packages",
    _column("package_id", key=True),
    _column("authority"),
    _column("service"),
    _column("area", optional=True),
    _column("hours_per_week", "hours"),
    _column("hourly_rate_gbp", "money", optional=True),
    _column("requested_on", "date"),
    _column("awarded_on", "date", optional=True),
    _column("provider_id", optional=True),
    _column("contract_id", optional=True),
    _column("started_on", "date", optional=True),
    _column("ended_on", "date", optional=True),
    _column("end_reason", optional=True),
)

offers = _records(
    "offers",
    _column("package_id", key=True),
    _column("provider_id", key=True),
    _column("invited_on", "date", key=True),
    _column("response"),
    _column("responded_on", "date", optional=True),
)

school_holidays = _records(
    "school_holidays",
    _column("authority", key=True),
    _column("first_day", "date", key=True),
    _column("last_day", "date"),
    _column("name", optional=True),
)

RECORDS = {
    table.name: table
    for table in (providers, contracts, dps_memberships, capacity_returns, packages, offers, school_holidays)
}
"""The table of each record file."""

hours_series = Table(
    "hours_series",
    metadata,
    Column("id", Integer, primary_key=True, info={"kind": "whole"}),
    _column("authority"),
    _column("provider_id"),
    _column("contract_id"),
    _column("service"),
    UniqueConstraint("authority", "provider_id", "contract_id", "service"),
)
"""What hours are kept by, numbered so that a row of hours is short; not versioned, as a name alone says nothing."""

daily_hours = _hours("daily_hours", "date")
Index("ix_daily_hours_date", daily_hours.c.date)

weekly_hours = _hours(
    "weekly_hours", "week", _column("last_day", "date"), _column("last_worked", "date", optional=True)
)
"""Hours by week as `dashboard.market.weeks.weekly` makes them of the days, published with them."""

held_back = Table(
    "held_back",
    metadata,
    Column("id", Integer, primary_key=True, info={"kind": "whole"}),
    _column("number", "whole", args=(ForeignKey("imports.number"),)),
    _column("file"),
    _column("line", "whole"),
    _column("provider_id", optional=True),
    _column("authority", optional=True),
    _column("first", "date", optional=True),
    _column("last", "date", optional=True),
    _column("date", "date", optional=True),
    _column("visit_id", optional=True),
    _column("cells", optional=True),
    _column("rule", optional=True),
    _column("column", stored="column_name", optional=True),
    _column("message", optional=True),
    _column("mend", optional=True),
    Column("added_by", ForeignKey("imports.number"), nullable=False, info={"kind": "whole"}),
    Column("put_right_by", ForeignKey("imports.number"), key="replaced_by", info={"kind": "whole"}),
)
"""Rows of hours and visits that were bad and are held back until put right.

`number` is the import that brought the row; `added_by` is that too, unless undoing another import opened it again.
`first` to `last` are the days that a later import must cover for the row to be put right. When it is, all that it said
(`ERASED`) is taken away; what stays is a bare marker, so that how many rows were held back is known at every import.
"""

ERASED = ["date", "visit_id", "cells", "rule", "column", "message", "mend"]
"""The columns of a row held back that are emptied when it is put right."""

VERSIONED = (*RECORDS.values(), daily_hours, weekly_hours, held_back)
"""Every table whose rows carry `added_by` and `replaced_by`."""


def contents(table: Table) -> list[Column[Any]]:
    """The columns that say something of the market, in the data contract's order."""
    return [column for column in table.columns if "key" in column.info]


def key(table: Table) -> list[str]:
    """The columns that name a record."""
    return [column.key for column in table.columns if column.info.get("key")]


def known(table: FromClause, number: int) -> ColumnElement[bool]:
    """Whether a row belongs to the market as known at an import."""
    versions = table.c
    return (versions.added_by <= number) & or_(versions.replaced_by.is_(None), versions.replaced_by > number)
