"""What a device may see, in the order of revisions, from its cursor on; stored bytes are sent as they are."""

import heapq
from dataclasses import dataclass
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
    """How far a device has read: an epoch, a revision, and the generation of its member list."""

    epoch: str
    rev: int
    generation: int

    def text(self) -> str:
        """The opaque form a phone keeps."""
        return f"{self.epoch}.{self.generation}.{self.rev}"


def cursor(text: Any, epoch: str, generation: int) -> Cursor:
    """The cursor a phone sent; one of another epoch or another set of members starts from the beginning."""
    match str(text).split("."):
        case [e, g, rev] if e == epoch and g == str(generation) and rev.isascii() and rev.isdigit() and len(rev) < 19:
            return Cursor(epoch, int(rev), generation)
    return Cursor(epoch, 0, generation)


def after(
    connection: sa.Connection, commune: int, device: Device, *, since: int, limit: int, keys: Keys
) -> tuple[list[bytes], int, bool]:
    """At most `limit` changes after a revision as JSON bytes, the last revision sent, and whether there are more."""
    if limit == 0:
        return [], since, True
    wanted = limit + 1
    rows = list(
        heapq.merge(
            _facts(connection, commune, device, (since, wanted)), _rows(connection, commune, device, (since, wanted))
        )
    )
    sent = rows[:limit]
    changes = [_json(rev, name, body, (commune, device.id, keys)) for rev, name, body in sent]
    return changes, sent[-1][0] if sent else since, len(rows) > limit


def _facts(
    connection: sa.Connection, commune: int, device: Device, span: tuple[int, int]
) -> list[tuple[int, Any, str]]:
    f = t.fact.c
    query = sa.select(f.rev, f.kind, f.id, f.body, f.status, f.code).where(
        f.commune_id == commune, f.member.in_(sorted(device.members)), f.rev > span[0]
    )
    rows = connection.execute(query.order_by(f.rev).limit(span[1]))
    return [
        (rev, (kind, identity, False), f'{body[:-1]},"status":"{status}","code":{_quoted(code)}}}')
        for rev, kind, identity, body, status, code in rows
    ]


def _quoted(code: str | None) -> str:
    return f'"{code}"' if code else "null"


def _rows(connection: sa.Connection, commune: int, device: Device, span: tuple[int, int]) -> list[tuple[int, Any, str]]:
    f = t.feed.c
    audiences = ["*", f"d:{device.id}", *(f"m:{m}" for m in sorted(device.members))]
    query = sa.select(f.rev, f.kind, f.id, f.body, f.deleted).where(
        f.commune_id == commune, f.audience.in_(audiences), f.rev > span[0]
    )
    rows = connection.execute(query.order_by(f.rev).limit(span[1]))
    return [(rev, (kind, identity, deleted), body) for rev, kind, identity, body, deleted in rows]


def _json(rev: int, name: tuple[str, str, bool], body: str, where: tuple[int, str, Keys]) -> bytes:
    kind, identity, deleted = name
    if kind == "ballot_slips":
        body = slips.expanded(body, *where)
    told = orjson.dumps(identity).decode()
    flag = "true" if deleted else "false"
    return f'{{"rev":{rev},"kind":"{kind}","id":{told},"data":{body},"deleted":{flag}}}'.encode()
