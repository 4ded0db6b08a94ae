"""What a device may see, in the order of revisions, from its cursor on; stored bytes are sent as they are."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
import sqlalchemy as sa

from sync_server import tables as t
from sync_server.ledger import slips
from sync_server.ledger.devices import Device
from sync_server.security import Keys

MOST = 1000


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a reader has read: an epoch, a revision, and which device with which member list it is."""

    epoch: str
    rev: int
    reader: str

    def text(self) -> str:
        """The opaque form a phone keeps."""
        return f"{self.epoch}.{self.reader}.{self.rev}"


def cursor(text: Any, epoch: str, device: Device) -> Cursor:
    """The cursor a phone sent; one of another epoch, device or set of members starts from the beginning."""
    reader = f"{device.id}-{device.generation}"
    match str(text).split("."):
        case [e, r, rev] if (e, r) == (epoch, reader) and rev.isascii() and rev.isdigit() and len(rev) < 19:
            return Cursor(epoch, int(rev), reader)
    return Cursor(epoch, 0, reader)


def after(
    connection: sa.Connection, commune: int, device: Device, *, since: int, limit: int, keys: Keys
) -> tuple[list[bytes], int, bool]:
    """At most `limit` changes after a revision as JSON bytes, the last revision sent, and whether there are more."""
    if limit == 0:
        return [], since, True
    members = sorted(device.members)
    audiences = ["*", f"d:{device.id}", *(f"m:{m}" for m in members)]
    named = {**{f"member{i}": m for i, m in enumerate(members)}, **{f"to{i}": a for i, a in enumerate(audiences)}}
    told = {"commune": commune, "since": since, "most": limit + 1, **named}
    rows = connection.execute(_newer(len(members), len(audiences)), told).all()
    sent = rows[:limit]
    changes = [_json(row, (commune, device.id, keys)) if row[2] else row[1].encode() for row in sent]
    return changes, sent[-1][0] if sent else since, len(rows) > limit


@lru_cache
def _newer(members: int, audiences: int) -> sa.CompoundSelect[Any]:
    """What is newer for so many members and audiences: a question for each, since one for all would sort every page."""
    facts = (_facts(f"member{i}") for i in range(members))
    rows = (_rows(f"to{i}") for i in range(audiences))
    return sa.union_all(*facts, *rows).order_by("rev").limit(sa.bindparam("most"))


_CHANGE = sa.literal('{"rev":%s,"kind":"%s","id":"%s","deleted":false,"data":{"status":"%s","code":%s,%s}', sa.Text)


def _facts(member: str) -> sa.Select[Any]:
    """A member's facts, each already the JSON that is sent; kinds, ids and codes need no quoting."""
    f, quote = t.fact.c, sa.literal('"')
    code = sa.func.coalesce(quote + f.code + quote, "null")
    text = sa.func.format(_CHANGE, f.rev, f.kind, f.id, f.status, code, sa.func.substr(f.body, 2))
    shown = (f.rev.label("rev"), text.label("body"), sa.null().label("kind"), sa.null().label("id"))
    return sa.select(*shown, sa.literal_column("0", sa.Integer).label("deleted")).where(
        *_span(f), f.member == sa.bindparam(member)
    )


def _rows(audience: str) -> sa.Select[Any]:
    f = t.feed.c
    deleted = sa.cast(f.deleted, sa.Integer)
    return sa.select(f.rev, f.body, f.kind, f.id, deleted).where(*_span(f), f.audience == sa.bindparam(audience))


def _span(columns: Any) -> tuple[sa.ColumnElement[bool], ...]:
    return columns.commune_id == sa.bindparam("commune"), columns.rev > sa.bindparam("since")


def _json(row: Any, where: tuple[int, str, Keys]) -> bytes:
    rev, body, kind, identity, deleted = row
    if kind == "ballot_slips":
        body = slips.expanded(body, *where)
    told = orjson.dumps(identity).decode()
    flag = "true" if deleted else "false"
    return f'{{"rev":{rev},"kind":"{kind}","id":{told},"data":{body},"deleted":{flag}}}'.encode()
