"""The difficulties of all time are found without reading every fact."""

import sqlalchemy as sa
from alembic import op

revision = "0.2.0.difficulties"
down_revision = "0.2.0.points"
branch_labels = None
depends_on = None


def upgrade() -> None:
    raised = sa.text("kind = 'difficulty_raised'")
    op.create_index("fact_difficulty", "fact", ["commune_id", "kind"], sqlite_where=raised, postgresql_where=raised)


def downgrade() -> None:
    op.drop_index("fact_difficulty", "fact")
