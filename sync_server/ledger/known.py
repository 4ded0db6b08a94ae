"""What the ledger already holds that a request touches, read in a few queries before anything is judged."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from shiftbook import facts
from shiftbook.facts import CheckedIn, Fact
from sync_server import tables as t
from sync_server.database import Tx
from sync_server.ledger import receiving
from sync_server.ledger.judging import Entry, Shift, Target, earliest, target_of
from sync_server.ledger.receiving import Arrival


class Stored(NamedTuple):
    """A fact in the ledger, as far as a repeated one needs it."""

    digest: bytes
    rev: int
    code: str | None


@dataclass
class Known:
    """What a request's items are compared with, and what was read in those that are new.

    `read` is by an item's key, `facts`, `targets` and `originals` by id, `quarantine` by device and digest.
    """

    read: dict[tuple[bytes, bool], Fact | str]
    facts: dict[str, Stored]
    quarantine: dict[tuple[str, bytes], str]
    targets: dict[str, Target]
    originals: dict[str, Fact]
    entries: dict[Shift, list[Entry]]


def gather(connection: sa.Connection, commune: int, arrivals: Sequence[Arrival]) -> Known:
    """Everything a request's items are compared with."""
    stored = _stored(connection, commune, [a.id for a in arrivals if a.id])
    read: dict[tuple[bytes, bool], Fact | str] = {}
    for item in arrivals:
        if item.id not in stored and item.key not in read:
            read[item.key] = receiving.read(item)
    doubtful = [key[0] for key, made in read.items() if isinstance(made, str)]
    doubtful += [a.digest for a in arrivals if a.id in stored and stored[a.id].digest != a.digest]
    new = [made for made in read.values() if not isinstance(made, str)]
    targets, originals = _targets(connection, commune, {name for f in new if (name := target_of(f))})
    held = _held(connection, commune, doubtful)
    return Known(read, stored, held, targets, originals, _entries(connection, commune, new))


_f, _p, _a = t.fact.c, t.presence.c, t.amendment.c
_OF_COMMUNE: Any = sa.bindparam("commune")
_IDS: Any = sa.bindparam("ids", expanding=True)
_STORED = sa.select(_f.id, _f.digest, _f.rev, _f.code).where(_f.commune_id == _OF_COMMUNE, _f.id.in_(_IDS))


def _stored(connection: sa.Connection, commune: int, ids: list[str]) -> dict[str, Stored]:
    if not ids:
        return {}
    rows = connection.execute(_STORED, {"commune": commune, "ids": ids})
    return {r.id: Stored(r.digest, r.rev, r.code) for r in rows}


def _held(connection: sa.Connection, commune: int, digests: list[bytes]) -> dict[tuple[str, bytes], str]:
    if not digests:
        return {}
    q = t.quarantine.c
    rows = connection.execute(
        sa.select(q.device, q.digest, q.code).where(q.commune_id == commune, q.digest.in_(digests))
    )
    return {(r.device, r.digest): r.code for r in rows}


_ROOTS = sa.select(_a.id, _a.root).where(_a.commune_id == _OF_COMMUNE, _a.id.in_(_IDS))
_COME = sa.select(_f.id, _f.kind, _f.member, _f.day, _f.body).where(
    _f.commune_id == _OF_COMMUNE,
    _f.id.in_(_IDS),
    sa.or_(_f.target.is_(None), _f.code.is_(None), _f.code != "target_unknown"),
)


def _targets(connection: sa.Connection, commune: int, ids: Iterable[str]) -> tuple[dict[str, Target], dict[str, Fact]]:
    """What new facts name; one that itself waits for what it names is as good as not come yet."""
    wanted = sorted(ids)
    if not wanted:
        return {}, {}
    roots = {r.id: r.root for r in connection.execute(_ROOTS, {"commune": commune, "ids": wanted})}
    told = {"commune": commune, "ids": wanted + sorted(set(roots.values()))}
    rows = connection.execute(_COME, told).all()
    by_id = {r.id: r for r in rows}
    targets = {}
    for row in rows:
        root = by_id.get(roots.get(row.id, row.id), row)
        asked = json.loads(row.body)["data"]["with"] if row.kind == "swap_asked" else None
        targets[row.id] = Target(
            row.id, root.kind, root.member, date.fromisoformat(row.day), root.id, row.member, asked
        )
    originals = {r.id: facts.fact(json.loads(r.body)) for r in rows if r.kind == "checked_in"}
    return targets, originals


_SHIFTS = (
    sa.select(_p.id, _p.member, _p.day, _p.session, _f.device, _f.seq)
    .join(t.fact, sa.and_(_f.commune_id == _p.commune_id, _f.id == _p.id))
    .where(_p.commune_id == _OF_COMMUNE, _p.id == _p.root)
    .where(_p.day.in_(sa.bindparam("days", expanding=True)), _p.member.in_(sa.bindparam("members", expanding=True)))
)


def _entries(connection: sa.Connection, commune: int, new: Iterable[Fact]) -> dict[Shift, list[Entry]]:
    """The check-ins of each shift that has a new one; a few shifts more may be among them."""
    shifts = {(f.content.day, f.member) for f in new if isinstance(f.content, CheckedIn)}
    found: dict[Shift, list[Entry]] = {}
    if not shifts:
        return found
    days, members = ({shift[i] for shift in shifts} for i in (0, 1))
    rows = connection.execute(_SHIFTS, {"commune": commune, "days": sorted(days), "members": sorted(members)})
    for r in rows:
        found.setdefault((r.member, r.day, r.session), []).append(Entry(r.device, r.seq, r.id))
    return {shift: earliest(entries) for shift, entries in found.items()}


_WAITING = (
    sa.select(_f.id, _f.device, _f.target, _f.arrived_at, _f.body)
    .where(_f.commune_id == _OF_COMMUNE, _f.code == "target_unknown", _f.target.in_(_IDS))
    .order_by(_f.id)
)


def waiting(connection: sa.Connection, commune: int, ids: list[str]) -> list[sa.Row[Any]]:
    """The facts that were refused because one of these ids had not come yet."""
    return list(connection.execute(_WAITING, {"commune": commune, "ids": ids}))


def ruled(connection: sa.Connection, commune: int, whose: tuple[str, str], check_in: tuple[str, int]) -> bool:
    """Whether the office decided a (member, day), or the leader confirmed this (check-in, revision), since it came."""
    (member, day), (identity, rev) = whose, check_in
    d, c = t.decision.c, t.confirmation.c
    since = sa.select(d.rev).where(d.commune_id == commune, d.day == day, d.member == member, d.rev > rev)
    if connection.execute(since.limit(1)).first():
        return True
    covers = sa.select(c.covers).where(c.commune_id == commune, c.month == day[:7], c.rev > rev)
    return any(identity in json.loads(text).values() for text in connection.execute(covers).scalars())


_SPOKEN = sa.select(_p.member, _p.day).distinct().where(_p.commune_id == _OF_COMMUNE, _p.root.in_(_IDS))


def months_of(connection: sa.Connection, commune: int, roots: Iterable[str]) -> set[tuple[str, str]]:
    """The (member, month) of every day that one of these check-ins tells or, by a correction, once told."""
    rows = connection.execute(_SPOKEN, {"commune": commune, "ids": sorted(roots)})
    return {(r.member, r.day[:7]) for r in rows}


def mark_stale(tx: Tx, commune: int, touched: Iterable[tuple[str, str]]) -> None:
    """Remember that the allowance lines of these (member, month) must be made again."""
    rows = [{"commune_id": commune, "member": member, "month": month} for member, month in sorted(touched)]
    if rows:
        tx.execute(insert(tx.connection, t.stale_line).on_conflict_do_nothing(), rows)


def inserting(table: sa.Table, build: Callable[[Any], Any]) -> dict[str, Any]:
    """A statement that begins with such an INSERT, made once for each dialect, by the dialect's name."""
    return {"sqlite": build(sqlite.insert(table)), "postgresql": build(postgresql.insert(table))}


def insert(connection: sa.Connection, table: sa.Table) -> Any:
    """An INSERT of the connection's own dialect, for its ON CONFLICT."""
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
