"""The allowance lines phones receive: made again, when something changed them, before a phone reads to the end."""

import json

import sqlalchemy as sa

from shiftbook import allowance
from sync_server import months
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.ledger import feed, known


def settle(tx: Tx, commune: Commune, members: frozenset[str]) -> bool:
    """Make again the lines of these members that may have changed; answers whether any did."""
    s = t.stale_line.c
    where = (s.commune_id == commune.id, s.member.in_(sorted(members)))
    rows = tx.execute(sa.select(s.member, s.month).where(*where)).all()
    for member, month in sorted({(r.member, m) for r in rows for m in touched(commune, r.month)}):
        line = text(tx.connection, commune, member, month)
        if line is not None or month in _told(tx, commune.id, member):
            name = ("allowance", f"{month}.{member}")
            feed.put(tx, commune.id, f"m:{member}", name, body=line or "{}", deleted=line is None)
    if rows:
        tx.execute(t.stale_line.delete().where(*where))
    return bool(rows)


def all_stale(tx: Tx, commune: int, member: str) -> None:
    """Every line a member's phone was told is made again: who they are has changed."""
    known.mark_stale(tx, commune, {(member, month) for month in _told(tx, commune, member)})


def _told(tx: Tx, commune: int, member: str) -> set[str]:
    f = t.feed.c
    query = sa.select(f.id).where(f.commune_id == commune, f.audience == f"m:{member}", f.kind == "allowance")
    return {identity.partition(".")[0] for identity in tx.execute(query).scalars()}


def touched(commune: Commune, month: str) -> list[str]:
    """The months whose lines a change in one may change: itself and, when it is closed, the open one that settles its
    late days."""
    return [month, months.first_open_after(commune.closed, month)] if month in commune.closed else [month]


def text(connection: sa.Connection, commune: Commune, member: str, month: str) -> str | None:
    """A member's line as a phone is told it: from the frozen list once the month is closed; None when there is none."""
    frozen = months.closed_body(connection, commune.id, month)
    if frozen is not None:
        whole = json.loads(frozen)
        mine = [a for a in whole["adjustments"] if a["member"] == member]
        told = [{**x, "adjustments": mine} for x in whole["lines"]]
    else:
        found = months.days(connection, commune, month, member)
        own = [commune.people[member]] if member in commune.people else []
        moved, _ = months.carried(connection, commune, month)
        mine = [months.adjustment_json(a, commune) for a in moved if a.member == member]
        told = [{**months.line_json(x), "adjustments": mine} for x in allowance.lines(month, own, commune.terms, found)]
    line = next((x for x in told if x["member"] == member), None)
    return (
        None if line is None else json.dumps({**line, "month": month, "closed": frozen is not None}, ensure_ascii=False)
    )
