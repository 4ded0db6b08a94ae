"""What the office said and did with ballots, held against the audit trail."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from sync_server import comments, paper_ballots, signs
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.security import Keys

_ACTS = ("ballots_ruled", "comment_set")


def words(connection: sa.Connection, commune: Commune, _keys: Keys) -> Iterator[str]:
    """Words on sittings and comments that are not as the audit trail has them, or are in one of the two only."""
    done: Counter[tuple[str, ...]] = Counter()
    for row in connection.execute(sa.select(t.ballot_ruling).where(t.ballot_ruling.c.commune_id == commune.id)):
        done[_act("ballots_ruled", row, signs.told_of(row._asdict()))] += 1
    for row in connection.execute(sa.select(t.comment_step).where(t.comment_step.c.commune_id == commune.id)):
        done[_act("comment_set", row, comments.told_of(row._asdict()))] += 1
    a = t.audit.c
    kept = sa.select(t.audit).where(a.commune_id == commune.id, a.act.in_(_ACTS))
    trail = Counter(_act(row.act, row, json.loads(row.detail)) for row in connection.execute(kept))
    for act in sorted((done - trail) + (trail - done)):
        yield f"Việc của Văn phòng với phiếu không khớp với nhật ký: {' '.join(act)}"


def papers(connection: sa.Connection, commune: Commune, _keys: Keys) -> Iterator[str]:
    """Boxes of paper that do not hold the ballots they should, or were not stored as the audit trail has it."""
    b, a = t.ballot.c, t.audit.c
    held = sa.select(b.point, b.day, b.session, sa.func.count().label("number")).where(
        b.commune_id == commune.id, b.channel == "paper"
    )
    kept = {(r.point, r.day, r.session): r.number for r in connection.execute(held.group_by(b.point, b.day, b.session))}
    wanted = sa.select(t.audit).where(a.commune_id == commune.id, a.act == "paper_stored")
    trail = Counter((row.by, row.at, _text(json.loads(row.detail))) for row in connection.execute(wanted))
    for box in paper_ballots.batches(connection, commune.id):
        if not box.stored:
            continue
        told = {name: value for name, value in box.outcome.items() if name not in ("by", "at")}
        if not trail[box.outcome["by"], box.outcome["at"], _text(told)]:
            yield f"Lô phiếu giấy {box.day} {box.session}: không khớp với nhật ký"
        number, due = kept.pop((box.point, box.day.isoformat(), box.session), 0), box.papers - box.outcome["invalid"]
        if number != due:
            yield f"Lô phiếu giấy {box.day} {box.session}: có {number} phiếu, phải là {due}"
    for point, day, session in kept:
        yield f"Phiếu giấy {point} {day} {session}: không thuộc lô nào"


def _text(detail: dict[str, Any]) -> str:
    return json.dumps(detail, ensure_ascii=False, sort_keys=True)


def _act(name: str, row: sa.Row[Any], detail: dict[str, Any]) -> tuple[str, ...]:
    return name, row.by, row.at, _text(detail)
