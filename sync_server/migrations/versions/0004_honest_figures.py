"""Honest figures: signs of stuffing, the office's word on sittings and comments, and paper entered twice."""

import sqlalchemy as sa
from alembic import op

revision = "0.2.0.figures"
down_revision = "0.2.0.terms"
branch_labels = None
depends_on = None


def _key(name: str, kind: type[sa.types.TypeEngine] = sa.Text) -> sa.Column:
    return sa.Column(name, kind(), autoincrement=False, nullable=False, primary_key=True)


def _text(name: str, **more: object) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=False, **more)


def _flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def upgrade() -> None:
    op.create_table(
        "ballot_sign",
        _key("commune_id", sa.Integer),
        *(_key(name) for name in ("point", "day", "session", "channel", "sign")),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot_ruling",
        _key("commune_id", sa.Integer),
        _key("rev", sa.BigInteger),
        *(_text(name) for name in ("point", "day", "session", "channel")),
        _flag("apart"),
        *(_text(name) for name in ("reason", "by", "at")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comment_step",
        _key("commune_id", sa.Integer),
        _key("ballot"),
        _key("rev", sa.BigInteger),
        *(_text(name) for name in ("standing", "owner")),
        sa.Column("due", sa.Text(), nullable=True),
        *(_text(name) for name in ("answer", "said")),
        _flag("published"),
        *(_text(name) for name in ("by", "at")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "paper_batch",
        _key("commune_id", sa.Integer),
        _key("id"),
        *(_text(name) for name in ("point", "day", "session")),
        _flag("full"),
        sa.Column("papers", sa.BigInteger(), nullable=False),
        *(_text(name) for name in ("by", "at")),
        sa.Column("stored_rev", sa.BigInteger(), nullable=False, server_default="0"),
        _text("outcome", server_default="{}"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "paper_entry",
        _key("commune_id", sa.Integer),
        _key("batch"),
        _key("turn", sa.Integer),
        *(_text(name) for name in ("by", "at", "body")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for name in ("paper_entry", "paper_batch", "comment_step", "ballot_ruling", "ballot_sign"):
        op.drop_table(name)
