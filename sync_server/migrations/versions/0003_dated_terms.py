"""What papers carry is dated, and complaints have an owner."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0.3.0.terms"
down_revision = "0.2.0.roster"
branch_labels = None
depends_on = None

MOVED = ("leader_title", "office_title", "recipients")


def upgrade() -> None:
    op.create_table(
        "complaint_step",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False, primary_key=True),
        sa.Column("ballot", sa.Text(), autoincrement=False, nullable=False, primary_key=True),
        sa.Column("rev", sa.BigInteger(), autoincrement=False, nullable=False, primary_key=True),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sqlite_with_rowid=False,
    )
    _move_names()


def _move_names() -> None:
    """Titles and recipients of the weekly report go to the dated names of the office, where all papers find them."""
    commune = sa.table("commune", sa.column("commune_id", sa.Integer), sa.column("config", sa.Text))
    connection = op.get_bind()
    for number, text in connection.execute(sa.select(commune.c.commune_id, commune.c.config)).all():
        config = json.loads(text)
        weekly = config.get("weekly", {})
        moved = {name: weekly.pop(name) for name in MOVED if name in weekly}
        if moved:
            config["offices"] = [{**moved, **office} for office in config["offices"]]
            kept = json.dumps(config, ensure_ascii=False)
            connection.execute(commune.update().where(commune.c.commune_id == number).values(config=kept))


def downgrade() -> None:
    op.drop_table("complaint_step")
