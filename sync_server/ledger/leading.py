"""Telling a member what a leader corrected or took back of theirs: `amendment` in the member's feed."""

import json
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from shiftbook import facts
from shiftbook.moments import format_instant, local
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.ledger import feed

KIND = "amendment"


def read(connection: sa.Connection, commune: Commune, ids: Collection[str] | None = None) -> dict[tuple[str, str], str]:
    """The row of each correction and void of somebody else's fact, or of these, by audience and row id.

    It is named apart from its fact, and without number and device, or a phone would take it for the fact itself.
    """
    a, f, first = t.amendment.c, t.fact.c, t.fact.alias()
    both = t.amendment.join(t.fact, sa.and_(f.commune_id == a.commune_id, f.id == a.id))
    whole = both.join(first, sa.and_(first.c.commune_id == a.commune_id, first.c.id == a.root))
    wanted = [a.commune_id == commune.id, f.member != first.c.member]
    wanted += [] if ids is None else [a.id.in_(sorted(ids))]
    columns = (f.id, f.kind, f.member, f.day, f.body, first.c.member.label("of"))
    rows = connection.execute(sa.select(*columns).select_from(whole).where(*wanted).order_by(f.id))
    return {(f"m:{row.of}", f"{KIND}.{row.id}"): _body(row) for row in rows}


def _body(row: Any) -> str:
    kept = json.loads(row.body)
    at = format_instant(local(facts.fact(kept).corrected_moment))
    told = {"fact": row.id, "kind": row.kind, "of": row.of, "by": row.member, "at": at, "day": row.day,
            "data": kept["data"]}  # fmt: skip
    return json.dumps(told, ensure_ascii=False)


def tell(tx: Tx, commune: Commune, ids: Collection[str]) -> None:
    """Tell whose facts these corrections and voids are about."""
    for (audience, identity), body in read(tx.connection, commune, ids).items():
        feed.put(tx, commune.id, audience, (KIND, identity), body=body)
