"""The audit trail as a chain: each row carries a digest over the row before it, so that a cut or a change is seen."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Final

import sqlalchemy as sa

from sync_server import erasing
from sync_server import tables as t
from sync_server.database import Tx

_CHAINED: Final = ("rev", "act", "by", "at", "source", "detail")


def append(tx: Tx, commune: int, row: dict[str, Any]) -> None:
    """Add a row of `act`, `by`, `at`, `source` and `detail` (JSON text) to the end of the chain."""
    kept = {**row, "rev": tx.next_rev(commune)}
    told = digest(head(tx.connection, commune), kept)
    tx.execute(t.audit.insert(), {"commune_id": commune, **kept, "digest": told})
    tx.execute(t.feed_head.update().where(t.feed_head.c.commune_id == commune).values(audit_head=told))


def head(connection: sa.Connection, commune: int) -> str:
    """The digest at the end of the chain, kept apart from the rows; empty while nothing was done."""
    h = t.feed_head.c
    return str(connection.execute(sa.select(h.audit_head).where(h.commune_id == commune)).scalar_one())


def digest(before: str, row: dict[str, Any]) -> str:
    """SHA-256 over the digest before and the row's own values, as hexadecimal text."""
    told = [before, *(_lasting(row) if name == "detail" else row[name] for name in _CHAINED)]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _lasting(row: dict[str, Any]) -> str:
    """The detail of an act, but for the names a member had: these go when the member's data is erased."""
    if row["act"] != "member_changed":
        return str(row["detail"])
    told = json.loads(row["detail"])
    for side in ("before", "after"):
        told[side] = {name: value for name, value in told[side].items() if name != "name"}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def breaks(connection: sa.Connection, commune: int) -> Iterator[tuple[str, sa.Row[Any] | None]]:
    """The digest before each row that does not follow from the row before it; with None when the end is gone.

    Of an act that erasing took a name out of, which a later act of the chain says, only its place is held.
    """
    before, touched = "", erasing.cleaned(connection, commune, "acts")
    for row in connection.execute(sa.select(t.audit).where(t.audit.c.commune_id == commune).order_by(t.audit.c.rev)):
        if row.rev not in touched and digest(before, row._asdict()) != row.digest:
            yield before, row
        before = row.digest
    if before != head(connection, commune):
        yield before, None
