"""The planned roster: drafts, what members say of when they can serve, and the addresses of their calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0.2.0.roster"
down_revision = "0.1.0"
branch_labels = None
depends_on = None


def _key(name: str, kind: type[sa.types.TypeEngine] = sa.Text) -> sa.Column:
    return sa.Column(name, kind(), autoincrement=False, nullable=False, primary_key=True)


def upgrade() -> None:
    op.create_table(
        "availability",
        _key("commune_id", sa.Integer),
        _key("member"),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "calendar_link",
        _key("commune_id", sa.Integer),
        _key("member"),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "roster_draft",
        _key("commune_id", sa.Integer),
        _key("point"),
        _key("month"),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("roster_draft")
    op.drop_table("calendar_link")
    op.drop_table("availability")
