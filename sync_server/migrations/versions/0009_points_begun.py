"""The day from which a service point is in use."""

import sqlalchemy as sa
from alembic import op

revision = "0.2.0.begun"
down_revision = "0.2.0.difficulties"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("point", sa.Column("opened_from", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("point", "opened_from")
