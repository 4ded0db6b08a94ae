"""Believing nothing: every counter, grade, receipt, digest and figure is derived again from the ledger and compared."""

import json
from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa

from shiftbook import attendance, facts
from shiftbook.facts import CheckedIn
from shiftbook.moments import parse_instant
from sync_server import commune as communes
from sync_server import tables as t
from sync_server import (
    verification_ballots,
    verification_money,
    verification_office,
    verification_rulings,
    verification_verdicts,
    verification_weeks,
)
from sync_server.commune import Commune
from sync_server.database import Database
from sync_server.ledger import devices, receiving
from sync_server.ledger.judging import desk, target_of
from sync_server.security import Keys

_HOLDS = (None, "month_closed")


def differences(database: Database, keys: Keys) -> list[str]:
    """One Vietnamese line for each thing that does not agree with the ledger; none when all do."""
    with database.reader() as connection:
        found = connection.execute(sa.select(t.commune.c.commune_id)).scalars().all()
        return [
            line
            for number in found
            for commune in [communes.read(connection, number)]
            for check in _CHECKS
            for line in check(connection, commune, keys)
        ]


def erased(database: Database) -> int:
    """How many facts lost their words to retention: of these only id, device, number, kind and digest are compared."""
    wanted = sa.select(sa.func.count()).where(t.fact.c.body.like('%"erased": true}'))
    with database.reader() as connection:
        return int(connection.execute(wanted).scalar_one())


def _counters(connection: sa.Connection, commune: Commune, _keys: Keys) -> Iterator[str]:
    f, q = t.fact.c, t.quarantine.c
    came: dict[str, list[int | None]] = {}
    for device, seq in connection.execute(sa.select(f.device, f.seq).where(f.commune_id == commune.id)):
        came.setdefault(device, []).append(seq)
    for device, seq, identity in connection.execute(
        sa.select(q.device, q.seq, q.fact_id).where(q.commune_id == commune.id)
    ):
        came.setdefault(device, []).append(seq if identity else None)
    rows = connection.execute(sa.select(t.device).where(t.device.c.commune_id == commune.id)).all()
    for row in rows:
        ranges: list[list[int]] = []
        own = came.get(row.id, [])
        for seq in sorted({s for s in own if s is not None}):
            devices.add(ranges, seq)
        if row.stored != len(own) or json.loads(row.ranges) != ranges:
            yield f"Điện thoại {row.id}: bộ đếm ghi {row.stored} {row.ranges}, sổ có {len(own)} {ranges}"


def _receipts(connection: sa.Connection, commune: Commune, keys: Keys) -> Iterator[str]:
    rows = connection.execute(
        sa.select(t.device.c.id, t.device.c.stored, t.device.c.receipt).where(
            t.device.c.commune_id == commune.id, t.device.c.receipt.is_not(None)
        )
    )
    for row in rows:
        told = json.loads(row.receipt)
        if keys.seal(devices.sealed_text(told)) != told["mac"]:
            yield f"Điện thoại {row.id}: dấu của biên nhận không đúng"
        if told["stored"] > row.stored:
            yield f"Điện thoại {row.id}: biên nhận ghi {told['stored']} mục, sổ chỉ có {row.stored}"


def _facts(connection: sa.Connection, commune: Commune, keys: Keys) -> Iterator[str]:
    f = t.fact.c
    columns = (f.id, f.digest, f.body, f.kind, f.member, f.seq, f.target, f.status, f.code)
    for row in connection.execute(sa.select(*columns).where(f.commune_id == commune.id)):
        kept = json.loads(row.body)
        expected = receiving.digest_of_body(row.body, keys)
        if expected is not None and expected != row.digest:
            yield f"Bản ghi {row.id}: nội dung đã bị sửa sau khi nhận"
        told = [kept.get(name) for name in ("id", "kind", "member", "seq")]
        if told != [row.id, row.kind, row.member, row.seq] or target_of(facts.fact(kept)) != row.target:
            yield f"Bản ghi {row.id}: cột trong sổ khác với nội dung đã nhận"
        if (row.status == "stored") != (row.code is None):
            yield f"Bản ghi {row.id}: trạng thái {row.status} không đi với mã {row.code}"


def _consequences(connection: sa.Connection, commune: Commune, _keys: Keys) -> Iterator[str]:
    """Every check-in that was judged has its presence, every correction and void that holds its amendment."""
    f, p, a = t.fact.c, t.presence.c, t.amendment.c
    present = set(connection.execute(sa.select(p.id).where(p.commune_id == commune.id)).scalars())
    amending = {tuple(r) for r in connection.execute(sa.select(a.id, a.target).where(a.commune_id == commune.id))}
    kinds = ("checked_in", "corrected", "voided")
    query = sa.select(f.id, f.kind, f.target, f.first_code).where(f.commune_id == commune.id, f.kind.in_(kinds))
    for row in connection.execute(query):
        if row.kind == "checked_in" and row.first_code != "not_allowed" and row.id not in present:
            yield f"Lần vào ca {row.id}: sổ không còn kết quả xét"
        if row.kind != "checked_in" and row.first_code in _HOLDS and (row.id, row.target) not in amending:
            yield f"Bản ghi {row.id}: sổ không còn dấu sửa hoặc rút lại"


def _grades(connection: sa.Connection, commune: Commune, keys: Keys) -> Iterator[str]:
    f, p = t.fact.c, t.presence.c
    revoked = _revoked(connection, commune)
    bodies = sa.select(f.id, f.body).where(f.commune_id == commune.id, f.kind.in_(("checked_in", "corrected")))
    made = {r.id: facts.fact(json.loads(r.body)) for r in connection.execute(bodies)}
    query = sa.select(t.presence, f.device, f.arrived_at).join(
        t.fact, sa.and_(f.commune_id == p.commune_id, f.id == p.id)
    )
    for row in connection.execute(query.where(p.commune_id == commune.id)):
        original, content = made[row.root], made[row.id].content
        entry = facts.content("checked_in", content.data) if isinstance(content, facts.Corrected) else content
        assert isinstance(entry, CheckedIn)
        if (original.member, entry.day, entry.session) != (row.member, row.day, row.session):
            yield f"Lần vào ca {row.id}: ca ghi trong sổ khác với bản ghi"
        shown, arrived = desk(original, entry, commune, keys), parse_instant(row.arrived_at)
        codes = set(attendance.evidence(original, entry, shown, commune.ground, arrived=arrived))
        person = commune.people.get(original.member)
        if person is None or not person.active_on(date.fromisoformat(entry.day)):
            codes.add("member_inactive")
        stored = set(json.loads(row.codes)) - {"already_checked_in"}
        rev, at = revoked.get(row.device, (row.rev, ""))
        waited = row.id != row.root and row.arrived_at <= at  # judged after the revocation, but it had come before
        if (rev < row.rev and not waited) or ("device_revoked" in stored and revoked):
            codes.add("device_revoked")
        if (attendance.grade(codes), codes) != (row.grade, stored):
            found = f"{attendance.grade(codes)} {sorted(codes)}"
            yield f"Lần vào ca {row.id}: sổ ghi hạng {row.grade} {sorted(stored)}, tính lại là {found}"


def _revoked(connection: sa.Connection, commune: Commune) -> dict[str, tuple[int, str]]:
    """The revision and the instant from which on each revoked device's facts do not count by themselves."""
    a = t.audit.c
    query = sa.select(a.rev, a.at, a.detail).where(a.commune_id == commune.id, a.act == "device_revoked")
    found: dict[str, tuple[int, str]] = {}
    for rev, at, detail in connection.execute(query.order_by(a.rev)):
        found.setdefault(json.loads(detail)["device"], (rev, at))
    return found


_CHECKS = (
    _counters, _receipts, _facts, _consequences, _grades, verification_verdicts.check_ins,
    verification_verdicts.written, verification_office.acts, verification_office.closings, verification_office.lines,
    verification_ballots.slips, verification_ballots.wordings, verification_ballots.posters,
    verification_office.swap_rows, verification_office.amendment_rows,
    verification_office.week_reports, verification_weeks.sent, verification_money.settlements,
    verification_money.month_totals, verification_office.registers, verification_rulings.words,
    verification_rulings.papers, verification_office.trail_chain,
)  # fmt: skip
