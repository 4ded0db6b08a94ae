"""Of runs and full windows the greatest is kept; of those seen before, only that they had the least that counts."""

from alembic import op

revision = "0.2.0.longest"
down_revision = "0.2.0.days"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE ballot_sign SET number = 10 WHERE sign = 'run'")
    op.execute("UPDATE ballot_sign SET number = 8 WHERE sign = 'burst'")


def downgrade() -> None:
    """What was counted before is not known any more."""
