"""The verdicts phones were told, derived again from what was known when each fact came and from the office's acts."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from shiftbook import facts, legality
from shiftbook.codes import heaviest
from shiftbook.facts import Assisted
from shiftbook.legality import Procedure, in_force
from shiftbook.moments import local_day
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.security import Keys

# Which phone brought a fact, and who was on it then, is not kept: these codes are believed.
_OF_THE_SENDER = frozenset({"device_revoked", "not_allowed", "member_inactive", "month_closed"})


def check_ins(connection: sa.Connection, commune: Commune, _keys: Keys) -> Iterator[str]:
    """Check-ins whose verdict is not what evidence, closings, decisions and confirmations make of them."""
    f, p = t.fact.c, t.presence.c
    columns = (p.id, p.root, p.member, p.day, p.codes, p.rev, f.status, f.code, f.first_code)
    rows = connection.execute(
        sa.select(*columns)
        .join(t.fact, sa.and_(f.commune_id == p.commune_id, f.id == p.id))
        .where(p.commune_id == commune.id)
    ).all()
    told = _told(connection, commune, rows)
    for row in rows:
        if row.id != row.root:
            continue
        codes = json.loads(row.codes)
        late = commune.closed.get(row.day[:7], row.rev) < row.rev and "device_revoked" not in codes
        first = "month_closed" if late else heaviest(codes)
        last = max(told.get(row.id, ()), default=None)
        counts = last[1] if last else first is None
        if first != row.first_code or counts != (row.code is None) or (last is None and row.code != first):
            again = None if counts else first or "not_counted"
            yield f"Lần vào ca {row.id}: điện thoại được báo {row.code}, tính lại là {again}"


def _told(connection: sa.Connection, commune: Commune, rows: Any) -> dict[str, list[tuple[int, bool]]]:
    """What the office and the leader said of each check-in, as (revision, counted)."""
    found: dict[str, list[tuple[int, bool]]] = {}
    of_day: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        of_day.setdefault((row.member, row.day), []).append(row)
    d, c = t.decision.c, t.confirmation.c
    for said in connection.execute(sa.select(t.decision).where(d.commune_id == commune.id)):
        for row in of_day.get((said.member, said.day), ()):
            if row.rev < said.rev:
                found.setdefault(row.root, []).append((said.rev, bool(said.counted)))
    for said in connection.execute(sa.select(t.confirmation).where(c.commune_id == commune.id)):
        for root in json.loads(said.covers).values():
            found.setdefault(root, []).append((said.rev, True))
    return found


def written(connection: sa.Connection, commune: Commune, _keys: Keys) -> Iterator[str]:
    """Acts of writing whose verdict is not what the rule known then makes of them."""
    f = t.fact.c
    known: dict[int, dict[str, tuple[Procedure, ...]]] = {}
    query = sa.select(f.id, f.code, f.first_code, f.rev, f.body)
    for row in connection.execute(query.where(f.commune_id == commune.id, f.kind == "assisted")):
        kept = json.loads(row.body)
        if row.code != row.first_code:
            yield f"Lượt viết hộ {row.id}: điện thoại được báo {row.code}, khi nhận là {row.first_code}"
        if row.first_code in _OF_THE_SENDER or kept.get("masked"):
            continue
        fact = facts.fact(kept)
        assert isinstance(fact.content, Assisted)
        versions = _known_at(connection, commune, known, row.rev).get(fact.content.procedure or "", ())
        expected = legality.refusal(fact.content, in_force(versions, local_day(fact.corrected_moment)))
        if expected != row.first_code:
            yield f"Lượt viết hộ {row.id}: sổ ghi {row.first_code}, tính lại là {expected}"


def _known_at(connection: sa.Connection, commune: Commune, known: dict[int, Any], rev: int) -> Any:
    """The procedures as the office had them at a revision, read once for each import."""
    if not known:
        column = t.procedure.c.rev
        cuts = connection.execute(sa.select(column).where(t.procedure.c.commune_id == commune.id).distinct()).scalars()
        known.update({cut: communes.procedures(connection, commune.id, until=cut) for cut in cuts})
    return known.get(max((cut for cut in known if cut <= rev), default=0), {})
