"""The tables. `commune_id` comes first in every key; the few tables without it are sign-in look-ups.

The same schema serves SQLite, PostgreSQL and a cluster distributed by commune: no sequences, global uniques, triggers
or advisory locks. Times are RFC 3339 text at +07:00, days YYYY-MM-DD, money whole đồng.
"""

import sqlalchemy as sa

metadata = sa.MetaData()


def _table(name: str, *columns: sa.schema.SchemaItem) -> sa.Table:
    return sa.Table(name, metadata, *columns, sqlite_with_rowid=False)


def _key(name: str = "commune_id", kind: type[sa.types.TypeEngine] = sa.Integer) -> sa.Column:
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def _text(name: str, *, null: bool = False, default: str | None = None) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=null, server_default=default)


def _number(name: str, default: int | None = None) -> sa.Column:
    return sa.Column(name, sa.BigInteger, nullable=False, server_default=None if default is None else str(default))


def _flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())


# --- look-ups without a commune -----------------------------------------------------------------------------------
installation = _table("installation", _key("name", sa.Text), _text("value"))
device_token = _table("device_token", _key("hash", sa.Text), _number("commune_id"), _text("device"))
invite = _table(
    "invite", _key("hash", sa.Text), _number("commune_id"), _text("member"), _text("expires_at"),
    _text("used_at", null=True),
)  # fmt: skip
api_token = _table("api_token", _key("hash", sa.Text), _number("commune_id"), _text("role"), _text("made_at"))
web_user = _table(
    "web_user", _key("username", sa.Text), _number("commune_id"), _text("password"), _text("role"), _text("name"),
    _text("member", null=True),
)  # fmt: skip
web_session = _table(
    "web_session", _key("hash", sa.Text), _number("commune_id"), _text("username", null=True), _text("role"),
    _text("point", null=True), _text("expires_at"), _text("started_at", null=True), _text("csrf"),
)  # fmt: skip
poster = _table(
    "poster", _key("code", sa.Text), _number("commune_id"), _text("point"), _text("since", default=""),
    _text("retired_on", null=True),
)  # fmt: skip
code_guess = _table("code_guess", _key("day", sa.Text), _number("unknown", 0), _number("stopped", 0))

slip = _table(
    "slip", _key("hash", sa.Text), _number("commune_id"), _text("device"), _text("point"), _text("day"),
    _text("session"), _flag("spent"),
)  # fmt: skip

# --- the commune and its people -----------------------------------------------------------------------------------
commune = _table("commune", _key(), _text("name"), _text("config"), _flag("demonstration"))
feed_head = _table("feed_head", _key(), _number("rev"), _text("epoch"), _text("audit_head", default=""))
point = _table(
    "point", _key(), _key("id", sa.Text), _text("name"), _text("poster_code"), _number("place", 0),
    _text("closed_from", null=True), _text("opened_from", null=True),
)  # fmt: skip
member = _table(
    "member", _key(), _key("id", sa.Text), _text("name"), _text("role"), _text("groups"), _text("since"),
    _text("until", null=True), _number("place", 0), _text("particulars", default="{}"),
)  # fmt: skip
device = _table(
    "device", _key(), _key("id", sa.Text), _text("model"), _text("os"), _text("app_version"), _text("made_at"),
    _text("last_heard", null=True), _number("unsent", 0), _text("revoked_at", null=True), _number("stored", 0),
    _text("ranges", default="[]"), _number("generation", 0),
    _text("receipt", null=True),
)  # fmt: skip
device_member = _table("device_member", _key(), _key("device", sa.Text), _key("member", sa.Text))

# --- what the office sets -----------------------------------------------------------------------------------------
duty = _table(
    "duty", _key(), _key("point", sa.Text), _key("day", sa.Text), _key("session", sa.Text),
    _key("rev", sa.BigInteger), _text("published_at"), _text("members"),
)  # fmt: skip
calendar_exception = _table(
    "calendar_exception", _key(), _key("day", sa.Text), _key("rev", sa.BigInteger), _text("known_from"), _text("kind"),
    _text("name"), _text("source", default=""),
)  # fmt: skip
procedure = _table(
    "procedure", _key(), _key("id", sa.Text), _key("rules_version", sa.Text), _key("rev", sa.BigInteger), _text("body")
)
roster_draft = _table(
    "roster_draft", _key(), _key("point", sa.Text), _key("month", sa.Text), _number("rev"), _text("body"), _text("by"),
    _text("at"),
)  # fmt: skip
availability = _table(
    "availability", _key(), _key("member", sa.Text), _text("body"), _text("by"), _text("at"),
)  # fmt: skip
calendar_link = _table("calendar_link", _key(), _key("member", sa.Text), _number("generation"))

# --- the ledger ---------------------------------------------------------------------------------------------------
fact = _table(
    "fact", _key(), _key("id", sa.Text), _number("rev"), _text("device"), _number("seq"), _text("kind"),
    _text("member"), _text("day"), _text("status"), _text("code", null=True), _text("first_code", null=True),
    _text("target", null=True), _text("arrived_at"), sa.Column("digest", sa.LargeBinary, nullable=False),
    _text("body"),
)  # fmt: skip
sa.Index("fact_feed", fact.c.commune_id, fact.c.member, fact.c.rev)
sa.Index("fact_day", fact.c.commune_id, fact.c.day, fact.c.rev)
_NAMING = fact.c.target.is_not(None)
_ASKING = fact.c.kind == sa.literal_column("'swap_asked'")
sa.Index("fact_swap", fact.c.commune_id, fact.c.id, sqlite_where=_ASKING, postgresql_where=_ASKING)
_RAISED = fact.c.kind == sa.literal_column("'difficulty_raised'")
sa.Index("fact_difficulty", fact.c.commune_id, fact.c.kind, sqlite_where=_RAISED, postgresql_where=_RAISED)
sa.Index("fact_target", fact.c.commune_id, fact.c.target, sqlite_where=_NAMING, postgresql_where=_NAMING)
quarantine = _table(
    "quarantine", _key(), _key("device", sa.Text), _key("digest", sa.LargeBinary), _text("fact_id", null=True),
    sa.Column("seq", sa.BigInteger), _text("code"), _text("raw"), _text("arrived_at"),
)  # fmt: skip
presence = _table(
    "presence", _key(), _key("id", sa.Text), _text("root"), _text("member"), _text("day"), _text("session"),
    _text("grade"), _text("codes"), _number("rev"),
)  # fmt: skip
sa.Index("presence_day", presence.c.commune_id, presence.c.day, presence.c.member, presence.c.rev)
sa.Index("presence_root", presence.c.commune_id, presence.c.root)
amendment = _table(
    "amendment", _key(), _key("root", sa.Text), _key("id", sa.Text), _text("target"), _flag("replaces"),
    _number("rev"),
)  # fmt: skip
sa.Index("amendment_id", amendment.c.commune_id, amendment.c.id)
feed = _table(
    "feed", _key(), _key("audience", sa.Text), _key("kind", sa.Text), _key("id", sa.Text), _number("rev"),
    _text("body"), _flag("deleted"),
)  # fmt: skip
sa.Index("feed_order", feed.c.commune_id, feed.c.audience, feed.c.rev)
stale_line = _table("stale_line", _key(), _key("member", sa.Text), _key("month", sa.Text))

# --- the office's acts --------------------------------------------------------------------------------------------
decision = _table(
    "decision", _key(), _key("rev", sa.BigInteger), _text("member"), _text("day"), _flag("counted"), _text("reason"),
    _text("by"), _text("at"),
)  # fmt: skip
sa.Index("decision_day", decision.c.commune_id, decision.c.day)
confirmation = _table(
    "confirmation", _key(), _key("rev", sa.BigInteger), _text("month"), _text("day", null=True), _text("covers"),
    _text("by"), _text("by_member", null=True), _text("at"),
)  # fmt: skip
swap_ruling = _table(
    "swap_ruling", _key(), _key("ask", sa.Text), _number("rev"), _flag("approved"), _text("reason"), _text("by"),
    _text("at"),
)  # fmt: skip
closing = _table(
    "closing", _key(), _key("month", sa.Text), _number("rev"), _text("code"), _text("body"), _text("by"), _text("at"),
    _text("override", null=True), _text("commune"),
)  # fmt: skip
month_total = _table(
    "month_total", _key(), _key("month", sa.Text), _number("rev"), _flag("closed"), _number("members"), _number("days"),
    _number("amount_dong"),
)  # fmt: skip
paper_template = _table(
    "paper_template", _key(), _key("rev", sa.BigInteger), _text("kind"), _text("from_month"), _text("name", null=True),
    sa.Column("file", sa.LargeBinary), _text("warnings", default="[]"), _text("by"), _text("at"),
)  # fmt: skip
week_text = _table(
    "week_text", _key(), _key("week", sa.Text), _key("rev", sa.BigInteger), _text("body"), _text("by"), _text("at"),
)  # fmt: skip
week_step = _table(
    "week_step", _key(), _key("week", sa.Text), _key("rev", sa.BigInteger), _text("step"), _text("note"), _text("by"),
    _text("at"), _text("code", null=True), _text("body", null=True),
)  # fmt: skip
month_step = _table(
    "month_step", _key(), _key("month", sa.Text), _key("rev", sa.BigInteger), _text("step"), _text("note"),
    _text("by"), _text("at"),
)  # fmt: skip
payment = _table(
    "payment", _key(), _key("month", sa.Text), _key("member", sa.Text), _key("rev", sa.BigInteger),
    _number("amount_dong"), _text("day", null=True), _text("way", null=True), _text("receipt", null=True),
    _text("reason", null=True), _text("by"), _text("at"),
)  # fmt: skip
matter_word = _table(
    "matter_word", _key(), _key("month", sa.Text), _key("rev", sa.BigInteger), _text("matter"), _text("owner"),
    _text("due_on"), _text("verdict", null=True), _text("reason"), _text("by"), _text("at"),
)  # fmt: skip
outreach_cost = _table(
    "outreach_cost", _key(), _key("rev", sa.BigInteger), _text("day"), _number("amount_dong"), _text("about"),
    _text("receipt"), _text("by"), _text("at"),
)  # fmt: skip
difficulty_step = _table(
    "difficulty_step", _key(), _key("fact", sa.Text), _key("rev", sa.BigInteger), _text("standing"), _text("owner"),
    _text("due", null=True), _text("answer"), _text("by"), _text("at"),
)  # fmt: skip
counted_day = _table(
    "counted_day", _key(), _key("day", sa.Text), _key("field", sa.Text), _key("rev", sa.BigInteger),
    sa.Column("received", sa.BigInteger), sa.Column("same_day", sa.BigInteger), _text("by"), _text("at"),
)  # fmt: skip
audit = _table(
    "audit", _key(), _key("rev", sa.BigInteger), _text("act"), _text("by"), _text("at"), _text("source"),
    _text("detail"), _text("digest"),
)  # fmt: skip

# --- ballots: nothing here joins a ballot to a slip, a device or a person ----------------------------------------
slip_block = _table(
    "slip_block", _key(), _key("device", sa.Text), _key("point", sa.Text), _key("day", sa.Text),
    _key("session", sa.Text), _number("blocks"), _number("offered", 0), _number("spent", 0),
)  # fmt: skip
ballot = _table(
    "ballot", _key(), _key("id", sa.Text), _text("point"), _text("day"), _text("session"), _text("channel"),
    _text("lang"), sa.Column("rating", sa.Integer, nullable=False), _text("answers"), _text("comment"),
    _flag("outside_period"), _flag("outside_hours"), _number("version", 0),
)  # fmt: skip
sa.Index("ballot_day", ballot.c.commune_id, ballot.c.day)

# --- signs of stuffing, told of a whole sitting so that none of its ballots is told from another -------------------
ballot_sign = _table(
    "ballot_sign", _key(), _key("point", sa.Text), _key("day", sa.Text), _key("session", sa.Text),
    _key("channel", sa.Text), _key("sign", sa.Text), _number("number"),
)  # fmt: skip

# --- what the office does with ballots ----------------------------------------------------------------------------
ballot_ruling = _table(
    "ballot_ruling", _key(), _key("rev", sa.BigInteger), _text("point"), _text("day"), _text("session"),
    _text("channel"), _flag("apart"), _text("reason"), _text("by"), _text("at"),
)  # fmt: skip
comment_step = _table(
    "comment_step", _key(), _key("ballot", sa.Text), _key("rev", sa.BigInteger), _text("standing"), _text("owner"),
    _text("due", null=True), _text("answer"), _text("said"), _flag("published"), _text("by"), _text("at"),
)  # fmt: skip
paper_batch = _table(
    "paper_batch", _key(), _key("id", sa.Text), _text("point"), _text("day"), _text("session"), _flag("full"),
    _number("papers"), _text("by"), _text("at"), _number("stored_rev", 0), _text("outcome", default="{}"),
)  # fmt: skip
paper_entry = _table(
    "paper_entry", _key(), _key("batch", sa.Text), _key("turn"), _text("by"), _text("at"), _text("body"),
)  # fmt: skip

# That a slip was used, under another hash than the slip's own: only the key joins the two (decision 0014). The columns
# `spent` of slips and blocks are marks made before there was this table.
slip_spent = _table("slip_spent", _key(), _key("mark", sa.Text))
ballot_text = _table(
    "ballot_text", _key(), _key("rev", sa.BigInteger), _text("from_day"), _text("body"), _text("by"), _text("at"),
)  # fmt: skip
poster_read = _table(
    "poster_read", _key(), _key("code", sa.Text), _key("day", sa.Text), _flag("opened"), _flag("checked"),
)  # fmt: skip
