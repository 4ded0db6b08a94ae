"""What the ledger already holds that a request touches, read in a few queries before anything is judged."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from shiftbook import facts
from shiftbook.facts import CheckedIn, Fact
from sync_server import tables as t
from sync_server.database import Tx
from sync_server.ledger.judging import Entry, Shift, Target, target_of
from sync_server.ledger.receiving import Arrival


@dataclass(frozen=True, slots=True)
class Stored:
    """A fact in the ledger, as far as a repeated one needs it."""

    digest: bytes
    rev: int
    code: str | None


@dataclass
class Known:
    """Facts by id, quarantine by (device, digest), targets and check-ins by id, and what has come for each shift."""

    facts: dict[str, Stored]
    quarantine: dict[tuple[str, bytes], str]
    targets: dict[str, Target]
    originals: dict[str, Fact]
    entries: dict[Shift, list[Entry]]


def gather(connection: sa.Connection, commune: int, arrivals: Sequence[Arrival]) -> Known:
    """Everything a request's items are compared with."""
    stored = _stored(connection, commune, [a.id for a in arrivals if a.id])
    doubtful = [a.digest for a in arrivals if a.fact is None or (a.id in stored and stored[a.id].digest != a.digest)]
    new = [a.fact for a in arrivals if a.fact is not None and a.id not in stored]
    targets, originals = _targets(connection, commune, {name for f in new if (name := target_of(f))})
    return Known(stored, _held(connection, commune, doubtful), targets, originals, _entries(connection, commune, new))


def _stored(connection: sa.Connection, commune: int, ids: list[str]) -> dict[str, Stored]:
    if not ids:
        return {}
    query = sa.select(t.fact.c.id, t.fact.c.digest, t.fact.c.rev, t.fact.c.code)
    rows = connection.execute(query.where(t.fact.c.commune_id == commune, t.fact.c.id.in_(ids)))
    return {r.id: Stored(r.digest, r.rev, r.code) for r in rows}


def _held(connection: sa.Connection, commune: int, digests: list[bytes]) -> dict[tuple[str, bytes], str]:
    if not digests:
        return {}
    q = t.quarantine.c
    rows = connection.execute(
        sa.select(q.device, q.digest, q.code).where(q.commune_id == commune, q.digest.in_(digests))
    )
    return {(r.device, r.digest): r.code for r in rows}


def _targets(connection: sa.Connection, commune: int, ids: Iterable[str]) -> tuple[dict[str, Target], dict[str, Fact]]:
    """What new facts name; one that itself waits for what it names is as good as not come yet."""
    wanted = sorted(ids)
    if not wanted:
        return {}, {}
    f, a = t.fact.c, t.amendment.c
    roots = {
        r.id: r.root
        for r in connection.execute(sa.select(a.id, a.root).where(a.commune_id == commune, a.id.in_(wanted)))
    }
    rows = connection.execute(
        sa.select(f.id, f.kind, f.member, f.day, f.body).where(
            f.commune_id == commune,
            f.id.in_(wanted + sorted(set(roots.values()))),
            sa.or_(f.target.is_(None), f.code.is_(None), f.code != "target_unknown"),
        )
    ).all()
    by_id = {r.id: r for r in rows}
    targets = {}
    for row in rows:
        root = by_id.get(roots.get(row.id, row.id), row)
        targets[row.id] = Target(row.id, root.kind, root.member, date.fromisoformat(row.day), root.id)
    originals = {r.id: facts.fact(json.loads(r.body)) for r in rows if r.kind == "checked_in"}
    return targets, originals


def _entries(connection: sa.Connection, commune: int, new: Iterable[Fact]) -> dict[Shift, list[Entry]]:
    shifts = {(f.member, f.content.day) for f in new if isinstance(f.content, CheckedIn)}
    found: dict[Shift, list[Entry]] = {}
    if not shifts:
        return found
    p, f = t.presence.c, t.fact.c
    rows = connection.execute(
        sa.select(p.id, p.member, p.day, p.session, f.device, f.seq)
        .join(t.fact, sa.and_(f.commune_id == p.commune_id, f.id == p.id))
        .where(p.commune_id == commune, sa.tuple_(p.member, p.day).in_(sorted(shifts)), p.id == p.root)
    )  # fmt: skip
    for r in rows:
        found.setdefault((r.member, r.day, r.session), []).append(Entry(r.device, r.seq, r.id))
    return found


def waiting(connection: sa.Connection, commune: int, ids: list[str]) -> list[sa.Row[Any]]:
    """The facts that were refused because one of these ids had not come yet."""
    f = t.fact.c
    query = sa.select(f.id, f.device, f.target, f.body).where(
        f.commune_id == commune, f.code == "target_unknown", f.target.in_(ids)
    )
    return list(connection.execute(query.order_by(f.id)))


def mark_stale(tx: Tx, commune: int, touched: Iterable[tuple[str, str]]) -> None:
    """Remember that the allowance lines of these (member, month) must be made again."""
    rows = [{"commune_id": commune, "member": member, "month": month} for member, month in sorted(touched)]
    if rows:
        tx.execute(insert(tx.connection, t.stale_line).on_conflict_do_nothing(), rows)


def insert(connection: sa.Connection, table: sa.Table) -> Any:
    """An INSERT of the connection's own dialect, for its ON CONFLICT."""
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
