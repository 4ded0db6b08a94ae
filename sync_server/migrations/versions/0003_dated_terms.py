"""What papers carry is dated."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0.2.0.terms"
down_revision = "0.2.0.roster"
branch_labels = None
depends_on = None

MOVED = ("leader_title", "office_title", "recipients")


def upgrade() -> None:
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
    """The dated names hold what the weekly report had."""
