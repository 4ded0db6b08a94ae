"""What the office said and did with ballots, held against the audit trail."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from sync_server import comments, signs
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


def _act(name: str, row: sa.Row[Any], detail: dict[str, Any]) -> tuple[str, ...]:
    return name, row.by, row.at, json.dumps(detail, ensure_ascii=False, sort_keys=True)
