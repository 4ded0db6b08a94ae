"""A month's totals of every commune, stored; the newest check-in of a month is found without reading them all."""

import sqlalchemy as sa
from alembic import op

revision = "0.2.0.totals"
down_revision = "0.2.0.citizen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("presence_day", "presence")
    op.create_index("presence_day", "presence", ["commune_id", "day", "member", "rev"])
    op.create_table(
        "month_total",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False, primary_key=True),
        sa.Column("month", sa.Text(), autoincrement=False, nullable=False, primary_key=True),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("members", sa.BigInteger(), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("amount_dong", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("month_total")
    op.drop_index("presence_day", "presence")
    op.create_index("presence_day", "presence", ["commune_id", "day", "member"])
