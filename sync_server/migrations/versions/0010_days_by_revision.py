"""The days on which something has happened since are found without reading the facts."""

from alembic import op

revision = "0.2.0.days"
down_revision = "0.2.0.begun"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("fact_day", "fact")
    op.create_index("fact_day", "fact", ["commune_id", "day", "rev"])


def downgrade() -> None:
    op.drop_index("fact_day", "fact")
    op.create_index("fact_day", "fact", ["commune_id", "day"])
