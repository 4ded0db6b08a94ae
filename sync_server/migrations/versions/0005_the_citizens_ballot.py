"""The citizen's ballot: versions of its wording, marks of used slips apart, posters over time, guessed codes."""

import sqlalchemy as sa
from alembic import op

revision = "0.2.0.citizen"
down_revision = "0.2.0.figures"
branch_labels = None
depends_on = None


def _key(name: str, kind: type[sa.types.TypeEngine] = sa.Text) -> sa.Column:
    return sa.Column(name, kind(), autoincrement=False, nullable=False, primary_key=True)


def _flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), server_default="0", nullable=False)


def upgrade() -> None:
    op.create_table("slip_spent", _key("commune_id", sa.Integer), _key("mark"), sqlite_with_rowid=False)
    op.create_table(
        "ballot_text",
        _key("commune_id", sa.Integer),
        _key("rev", sa.BigInteger),
        sa.Column("from_day", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "poster_read",
        _key("commune_id", sa.Integer),
        _key("code"),
        _key("day"),
        _flag("opened"),
        _flag("checked"),
        sqlite_with_rowid=False,
    )
    op.create_table("code_guess", _key("day"), _number("unknown"), _number("stopped"), sqlite_with_rowid=False)
    op.add_column("ballot", _number("version"))
    op.add_column("poster", sa.Column("since", sa.Text(), server_default="", nullable=False))
    op.add_column("poster", sa.Column("retired_on", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("poster", "retired_on")
    op.drop_column("poster", "since")
    op.drop_column("ballot", "version")
    op.drop_table("code_guess")
    op.drop_table("poster_read")
    op.drop_table("ballot_text")
    op.drop_table("slip_spent")
