"""Service points in the order they were added, and the day from which one is no longer used."""

import sqlalchemy as sa
from alembic import op

revision = "0.2.0.points"
down_revision = "0.2.0.totals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("point", sa.Column("place", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("point", sa.Column("closed_from", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("point", "closed_from")
    op.drop_column("point", "place")
