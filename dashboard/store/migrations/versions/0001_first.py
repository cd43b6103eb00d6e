"""The first schema."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "imports",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("means", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_imports"),
    )
    op.create_table(
        "import_files",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["number"], ["imports.number"], name="fk_import_files_number"),
        sa.PrimaryKeyConstraint("number", "file", name="pk_import_files"),
    )
    op.create_table(
        "flags",
        sa.Column("name", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_flags"),
    )
    _records(
        "providers",
        ["provider_id"],
        sa.Column("provider_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("provider_type", sa.Text, nullable=False),
        sa.Column("cqc_provider_id", sa.Text),
        sa.Column("company_number", sa.Text),
        sa.Column("area_entry_date", sa.Date),
    )
    _records(
        "contracts",
        ["contract_id"],
        sa.Column("contract_id", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("contract_type", sa.Text, nullable=False),
        sa.Column("lead_authority", sa.Text, nullable=False),
        sa.Column("covered_authorities", sa.Text, nullable=False),
        sa.Column("provider_id", sa.Text),
        sa.Column("services", sa.Text, nullable=False),
        sa.Column("start_date", sa.Date, nullable=False),
        sa.Column("initial_term_months", sa.Integer, nullable=False),
        sa.Column("extension_terms_months", sa.Text),
        sa.Column("extensions_taken", sa.Integer),
        sa.Column("extension_notice_months", sa.Integer),
        sa.Column("reprocurement_lead_months", sa.Integer),
        sa.Column("mobilisation_weeks", sa.Integer),
        sa.Column("delivery_calendar", sa.Text),
        sa.Column("annual_value_pence", sa.BigInteger),
        sa.Column("contracted_hours_per_week", sa.Double),
        sa.Column("hourly_rate_pence", sa.BigInteger),
        sa.Column("terminated_on", sa.Date),
    )
    _records(
        "dps_memberships",
        ["contract_id", "provider_id", "joined_on"],
        sa.Column("contract_id", sa.Text, nullable=False),
        sa.Column("provider_id", sa.Text, nullable=False),
        sa.Column("joined_on", sa.Date, nullable=False),
        sa.Column("left_on", sa.Date),
        sa.Column("leave_reason", sa.Text),
        sa.Column("authorities", sa.Text, nullable=False),
        sa.Column("services", sa.Text, nullable=False),
        sa.Column("due_diligence_expires_on", sa.Date),
    )
    _records(
        "capacity_returns",
        ["provider_id", "authority", "service", "effective_from"],
        sa.Column("provider_id", sa.Text, nullable=False),
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("effective_from", sa.Date, nullable=False),
        sa.Column("hours_per_week", sa.Double, nullable=False),
    )
    _records(
        "packages",
        ["package_id"],
        sa.Column("package_id", sa.Text, nullable=False),
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("area", sa.Text),
        sa.Column("hours_per_week", sa.Double, nullable=False),
        sa.Column("hourly_rate_pence", sa.BigInteger),
        sa.Column("requested_on", sa.Date, nullable=False),
        sa.Column("awarded_on", sa.Date),
        sa.Column("provider_id", sa.Text),
        sa.Column("contract_id", sa.Text),
        sa.Column("started_on", sa.Date),
        sa.Column("ended_on", sa.Date),
        sa.Column("end_reason", sa.Text),
    )
    _records(
        "offers",
        ["package_id", "provider_id", "invited_on"],
        sa.Column("package_id", sa.Text, nullable=False),
        sa.Column("provider_id", sa.Text, nullable=False),
        sa.Column("invited_on", sa.Date, nullable=False),
        sa.Column("response", sa.Text, nullable=False),
        sa.Column("responded_on", sa.Date),
    )
    _records(
        "school_holidays",
        ["authority", "first_day"],
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("name", sa.Text),
    )
    op.create_table(
        "hours_series",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("provider_id", sa.Text, nullable=False),
        sa.Column("contract_id", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hours_series"),
        sa.UniqueConstraint("authority", "provider_id", "contract_id", "service", name="uq_hours_series"),
    )
    _hours("daily_hours", "date")
    op.create_index("ix_daily_hours_date", "daily_hours", ["date"])
    _hours(
        "weekly_hours",
        "week",
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("last_worked", sa.Date),
    )


def _records(name: str, key: list[str], *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer, nullable=False),
        *columns,
        *_versions(name),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    current = sa.text("replaced_by IS NULL")
    op.create_index(f"ix_{name}_current", name, key, unique=True, sqlite_where=current, postgresql_where=current)


def _hours(name: str, period: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("series_id", sa.Integer, nullable=False),
        sa.Column(period, sa.Date, nullable=False),
        sa.Column("planned_hours", sa.Double, nullable=False),
        sa.Column("delivered_hours", sa.Double, nullable=False),
        *columns,
        *_versions(name),
        sa.ForeignKeyConstraint(["series_id"], ["hours_series.id"], name=f"fk_{name}_series_id"),
        sa.PrimaryKeyConstraint("series_id", period, "added_by", name=f"pk_{name}"),
        sqlite_with_rowid=False,
    )


def _versions(name: str) -> list[Any]:
    return [
        sa.Column("added_by", sa.Integer, nullable=False),
        sa.Column("replaced_by", sa.Integer),
        sa.ForeignKeyConstraint(["added_by"], ["imports.number"], name=f"fk_{name}_added_by"),
        sa.ForeignKeyConstraint(["replaced_by"], ["imports.number"], name=f"fk_{name}_replaced_by"),
    ]
