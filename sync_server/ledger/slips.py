"""One-use ballot slips: blocks of codes for each device and session, derived again whenever they are sent."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa

from shiftbook.moments import local_day, parse_day
from shiftbook.roster import SESSIONS
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.ledger import feed, known
from sync_server.ledger.devices import Device
from sync_server.security import Keys

BLOCK = 30
FIRST = 2  # blocks at once: whose number of blocks grows after one ballot gave its slip (decision 0014)
DAYS_AHEAD = 7
DAYS_TAKEN = 7
PRINTED = "print."  # how the "device" of a block on paper begins; the day of printing follows


def printed_on(device: str, day: str) -> date:
    """From when the slips of a block on paper may be used: its day of printing, long before its own day perhaps."""
    told = device.removeprefix(PRINTED).partition(".")[0]
    return parse_day(told if "-" in told else day)  # a block printed before this was kept counts from its own day


def scope(commune: int, device: str, shift: tuple[str, str, str]) -> str:
    """The text from which the codes of a device's shift (point, day, session) are derived."""
    return "|".join((str(commune), device, *shift))


def due(commune: Commune, members: Iterable[str], today: date) -> list[tuple[str, str, str]]:
    """The (point, day, session) a device holding these members must have slips for: today, and 7 days of its shifts."""
    own = set(members)
    span = (today + timedelta(days=i) for i in range(DAYS_AHEAD + 1))
    shifts = [d for day in span for d in commune.ground.roster.on(day) if own & set(d.members)]
    wanted = {(d.point, d.day.isoformat(), d.session) for d in shifts}
    point = shifts[0].point if shifts else next(iter(commune.points_on(today)), None)  # no counter yet: nothing to rate
    return sorted(wanted | {(point, today.isoformat(), name) for name in SESSIONS if point})


def _remembered(tx: Tx, commune: Commune, members: frozenset[str], today: date) -> list[tuple[str, str, str]]:
    """`due`, worked out once a day and roster: every exchange asks."""
    key = ("due", commune.id, members)
    known = tx.memory.get(key)
    if known is None or known[0] is not commune or known[1] != today:
        known = tx.memory[key] = (commune, today, due(commune, members, today))
    shifts: list[tuple[str, str, str]] = known[2]
    return shifts


_b = t.slip_block.c
_HELD = sa.select(t.slip_block).where(
    _b.commune_id == sa.bindparam("commune"), _b.device.in_(sa.bindparam("devices", expanding=True)),
    _b.day >= sa.bindparam("today"),
)  # fmt: skip


def issue(tx: Tx, commune: Commune, holders: Iterable[Device], *, keys: Keys, now: datetime) -> None:
    """Give devices as many blocks as they lack to hold 30 unspent slips for each session that is due.

    The second block is there from the start, so that a device gets more only once over 30 were offered or used.
    """
    today = local_day(now)
    wanting = {d.id: d for d in holders if not d.revoked}
    told = {"commune": commune.id, "devices": sorted(wanting), "today": today.isoformat()}
    rows = tx.execute(_HELD, told)
    held = {(r.device, r.point, r.day, r.session): r for r in rows}
    for device in wanting.values():
        for shift in _remembered(tx, commune, device.members, today):
            row = held.get((device.id, *shift))
            blocks = row.blocks if row else 0
            gone = max(row.offered, row.spent, _used(tx, commune, row, keys)) if row else 0
            lacking = max(FIRST - blocks, -(-(BLOCK + gone - blocks * BLOCK) // BLOCK))
            if lacking > 0:
                _add(tx, commune, (device.id, *shift), keys=keys, span=(blocks, blocks + lacking))


def _used(tx: Tx, commune: Commune, block: sa.Row[Any], keys: Keys) -> int:
    """How many of a block's slips were used: counted once, and from then on as this server sees them used."""
    own = ("used", commune.id, block.device, block.point, block.day, block.session, block.blocks)
    if own not in tx.memory:
        codes = keys.slips(
            scope(commune.id, block.device, (block.point, block.day, block.session)), block.blocks, BLOCK
        )
        marks = [keys.spent(keys.hashed(code)) for code in codes]
        s = t.slip_spent.c
        counted = sa.select(sa.func.count()).where(s.commune_id == commune.id, s.mark.in_(marks))
        tx.memory[own] = int(tx.execute(counted).scalar_one())
        tx.memory.update({("used by", mark): own for mark in marks})
    return int(tx.memory[own])


_USE = known.inserting(
    t.slip_spent, lambda new: new.on_conflict_do_nothing().returning(t.slip_spent.c.commune_id, t.slip_spent.c.mark)
)


def use(tx: Tx, marks: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    """Mark slips as used, each told by its commune and mark; answers those that were not before."""
    rows = [{"commune_id": commune, "mark": mark} for commune, mark in sorted(marks)]
    if not rows:
        return set()
    fresh = {(row.commune_id, row.mark) for row in tx.execute(_USE[tx.connection.dialect.name], rows)}
    for _, mark in fresh:
        block = tx.memory.get(("used by", mark))
        if block is not None:
            tx.memory[block] += 1
    return fresh


def _add(tx: Tx, commune: Commune, block: tuple[str, str, str, str], *, keys: Keys, span: tuple[int, int]) -> None:
    device, point, day, session = block
    codes = keys.slips(scope(commune.id, device, (point, day, session)), span[1], BLOCK)[span[0] * BLOCK :]
    named = {"commune_id": commune.id, "device": device, "point": point, "day": day, "session": session}
    rows = [{**named, "hash": keys.hashed(code), "spent": False} for code in sorted(codes)]  # not in the phone's order
    tx.execute(known.insert(tx.connection, t.slip).on_conflict_do_nothing(), rows)
    upsert = known.insert(tx.connection, t.slip_block).values(**named, blocks=span[1])
    tx.execute(
        upsert.on_conflict_do_update(
            index_elements=["commune_id", "device", "point", "day", "session"], set_={"blocks": span[1]}
        )
    )
    body = orjson.dumps({"point": point, "day": day, "session": session, "blocks": span[1]}).decode()
    feed.put(tx, commune.id, f"d:{device}", ("ballot_slips", f"{day}.{session}.{point}"), body=body)


def expanded(body: str, commune: int, device: str, keys: Keys) -> str:
    """A slips row as the phone receives it: the number of blocks turned into the codes."""
    told: dict[str, Any] = orjson.loads(body)
    codes = keys.slips(scope(commune, device, (told["point"], told["day"], told["session"])), told.pop("blocks"), BLOCK)
    return orjson.dumps({**told, "slips": codes}).decode()


_BLOCK_KEY = ("commune_id", "device", "point", "day", "session")
_OFFERED = (
    t.slip_block.update()
    .where(*(t.slip_block.c[name] == sa.bindparam(f"of_{name}") for name in _BLOCK_KEY))
    .values(offered=t.slip_block.c.offered + sa.bindparam("more"))
)


def count_offered(tx: Tx, commune: Commune, offered: Sequence[tuple[str, str, datetime]]) -> None:
    """Count the slips devices have shown, so that they never run short of fresh ones."""
    shown = Counter((d, p, local_day(at).isoformat(), commune.session_at(at)) for d, p, at in offered)
    rows = [
        {"of_commune_id": commune.id, "of_device": d, "of_point": p, "of_day": day, "of_session": session, "more": n}
        for (d, p, day, session), n in shown.items()
    ]
    if rows:
        tx.execute(_OFFERED, rows)
