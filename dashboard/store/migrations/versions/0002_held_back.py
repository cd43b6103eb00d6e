"""Rows held back, and what each import changed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the counts, empty for the imports there are, and the table of rows held back."""
    for name in ("new", "changed", "unchanged", "removed"):
        op.add_column("import_files", sa.Column(name, sa.BigInteger))
    op.create_table(
        "held_back",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("provider_id", sa.Text),
        sa.Column("authority", sa.Text),
        sa.Column("first", sa.Date),
        sa.Column("last", sa.Date),
        sa.Column("date", sa.Date),
        sa.Column("visit_id", sa.Text),
        sa.Column("cells", sa.Text),
        sa.Column("rule", sa.Text),
        sa.Column("column_name", sa.Text),
        sa.Column("message", sa.Text),
        sa.Column("mend", sa.Text),
        sa.Column("added_by", sa.Integer, nullable=False),
        sa.Column("put_right_by", sa.Integer),
        sa.ForeignKeyConstraint(["number"], ["imports.number"], name="fk_held_back_number"),
        sa.ForeignKeyConstraint(["added_by"], ["imports.number"], name="fk_held_back_added_by"),
        sa.ForeignKeyConstraint(["put_right_by"], ["imports.number"], name="fk_held_back_put_right_by"),
        sa.PrimaryKeyConstraint("id", name="pk_held_back"),
    )
