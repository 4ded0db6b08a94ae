"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0.1.0"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "amendment",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("replaces", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "root", "id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("amendment", schema=None) as batch_op:
        batch_op.create_index("amendment_id", ["commune_id", "id"], unique=False)

    op.create_table(
        "api_token",
        sa.Column("hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "rev"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("outside_period", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("outside_hours", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_index("ballot_day", ["commune_id", "day"], unique=False)

    op.create_table(
        "calendar_exception",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("known_from", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "day", "rev"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "closing",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("override", sa.Text(), nullable=True),
        sa.Column("commune", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "month"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "commune",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("config", sa.Text(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "confirmation",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("covers", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_member", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "rev"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "decision",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("counted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "rev"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index("decision_day", ["commune_id", "day"], unique=False)

    op.create_table(
        "counted_day",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("field", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=True),
        sa.Column("same_day", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "day", "field", "rev"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "difficulty_step",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fact", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "fact", "rev"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "device",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("os", sa.Text(), nullable=False),
        sa.Column("app_version", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("last_heard", sa.Text(), nullable=True),
        sa.Column("unsent", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("revoked_at", sa.Text(), nullable=True),
        sa.Column("stored", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("ranges", sa.Text(), server_default="[]", nullable=False),
        sa.Column("generation", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("commune_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "device_member",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("device", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("member", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "device", "member"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "device_token",
        sa.Column("hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "duty",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("point", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("session", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("published_at", sa.Text(), nullable=False),
        sa.Column("members", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "point", "day", "session", "rev"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fact",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("first_code", sa.Text(), nullable=True),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("arrived_at", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.create_index("fact_day", ["commune_id", "day"], unique=False)
        batch_op.create_index("fact_feed", ["commune_id", "member", "rev"], unique=False)
        batch_op.create_index(
            "fact_swap",
            ["commune_id", "id"],
            unique=False,
            sqlite_where=sa.text("kind = 'swap_asked'"),
            postgresql_where=sa.text("kind = 'swap_asked'"),
        )
        batch_op.create_index(
            "fact_target",
            ["commune_id", "target"],
            unique=False,
            sqlite_where=sa.text("target IS NOT NULL"),
            postgresql_where=sa.text("target IS NOT NULL"),
        )

    op.create_table(
        "feed",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("audience", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("deleted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "audience", "kind", "id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.create_index("feed_order", ["commune_id", "audience", "rev"], unique=False)

    op.create_table(
        "feed_head",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("audit_head", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("commune_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "installation",
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "invite",
        sa.Column("hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.Column("used_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "matter_word",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "month", "rev"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "member",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("place", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("particulars", sa.Text(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "month_step",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "month", "rev"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outreach_cost",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("amount_dong", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "rev"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "paper_template",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_month", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("file", sa.LargeBinary(), nullable=True),
        sa.Column("warnings", sa.Text(), server_default="[]", nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "rev"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "payment",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("member", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("amount_dong", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("way", sa.Text(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "month", "member", "rev"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "point",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("poster_code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "poster",
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("point", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "presence",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.create_index("presence_day", ["commune_id", "day", "member"], unique=False)
        batch_op.create_index("presence_root", ["commune_id", "root"], unique=False)

    op.create_table(
        "procedure",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rules_version", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "id", "rules_version", "rev"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quarantine",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("device", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.LargeBinary(), autoincrement=False, nullable=False),
        sa.Column("fact_id", sa.Text(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("arrived_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "device", "digest"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "slip",
        sa.Column("hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("spent", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "slip_block",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("device", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("point", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("session", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("blocks", sa.BigInteger(), nullable=False),
        sa.Column("offered", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("spent", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "device", "point", "day", "session"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stale_line",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "member", "month"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "swap_ruling",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ask", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("approved", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "ask"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "web_session",
        sa.Column("hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("username", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("point", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Text(), nullable=True),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "web_user",
        sa.Column("username", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("member", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("username"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "week_step",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("week", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("commune_id", "week", "rev"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "week_text",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("week", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rev", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", "week", "rev"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("week_text")
    op.drop_table("week_step")
    op.drop_table("web_user")
    op.drop_table("web_session")
    op.drop_table("swap_ruling")
    op.drop_table("stale_line")
    op.drop_table("slip_block")
    op.drop_table("slip")
    op.drop_table("quarantine")
    op.drop_table("procedure")
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.drop_index("presence_root")
        batch_op.drop_index("presence_day")

    op.drop_table("presence")
    op.drop_table("poster")
    op.drop_table("point")
    op.drop_table("payment")
    op.drop_table("paper_template")
    op.drop_table("outreach_cost")
    op.drop_table("month_step")
    op.drop_table("member")
    op.drop_table("matter_word")
    op.drop_table("invite")
    op.drop_table("installation")
    op.drop_table("feed_head")
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.drop_index("feed_order")

    op.drop_table("feed")
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.drop_index(
            "fact_target", sqlite_where=sa.text("target IS NOT NULL"), postgresql_where=sa.text("target IS NOT NULL")
        )
        batch_op.drop_index(
            "fact_swap", sqlite_where=sa.text("kind = 'swap_asked'"), postgresql_where=sa.text("kind = 'swap_asked'")
        )
        batch_op.drop_index("fact_feed")
        batch_op.drop_index("fact_day")

    op.drop_table("fact")
    op.drop_table("duty")
    op.drop_table("device_token")
    op.drop_table("device_member")
    op.drop_table("device")
    op.drop_table("difficulty_step")
    op.drop_table("counted_day")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index("decision_day")

    op.drop_table("decision")
    op.drop_table("confirmation")
    op.drop_table("commune")
    op.drop_table("closing")
    op.drop_table("calendar_exception")
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_index("ballot_day")

    op.drop_table("ballot")
    op.drop_table("audit")
    op.drop_table("api_token")
    op.drop_table("amendment")
