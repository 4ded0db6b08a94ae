"""Who was at the counter on a day, check-in by check-in, with every fact behind it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from shiftbook import amendments, facts
from shiftbook.facts import CheckedIn, Corrected, Fact, Voided
from shiftbook.moments import local, parse_day
from sync_server import tables as t
from sync_server.commune import Commune


@dataclass(frozen=True)
class Change:
    """A correction or a taking back of a check-in, or of such a one (`target`), in the words of who made it."""

    id: str
    target: str
    member: str
    moment: datetime
    withdraws: bool
    reason: str


@dataclass(frozen=True)
class Seen:
    """One check-in: what it says now, how it was judged, what was told about it since; `stands` unless taken back."""

    id: str
    member: str
    point: str
    session: str
    grade: str
    codes: tuple[str, ...]
    fact: Fact
    entry: CheckedIn
    device: str
    arrived_at: str
    stands: bool
    left: datetime | None = None
    vouched: tuple[tuple[str, datetime], ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def moment(self) -> datetime:
        """When it was, by the server's clock."""
        return local(self.fact.corrected_moment)

    @property
    def day(self) -> date:
        """The day of its shift."""
        return parse_day(self.entry.day)

    @property
    def desk(self) -> str:
        """What the counter's code was worth: right, wrong or missing."""
        worth = ("wrong", "missing")
        return next((word for word in worth if f"desk_code_{word}" in self.codes), "right")

    @property
    def clock(self) -> str:
        """How far the phone's clock was trusted: trusted, drifting or unknown."""
        return next((word for word in ("unknown", "drifting") if f"clock_{word}" in self.codes), "trusted")


def seen(connection: sa.Connection, commune: Commune, day: date, member: str | None = None) -> list[Seen]:
    """Every check-in of a day, of one member or of all, those taken back included, in the order of their times."""
    p = t.presence.c
    own = [p.commune_id == commune.id, p.day == day.isoformat()] + ([p.member == member] if member else [])
    roots = set(connection.execute(sa.select(p.root).where(*own)).scalars())
    rows = connection.execute(sa.select(t.presence).where(p.commune_id == commune.id, p.root.in_(roots))).all()
    judged = {row.id: row for row in rows}
    speakers, changed = _speakers(connection, commune.id, roots)
    about = _about(connection, commune.id, set(judged) | set(changed))
    found = []
    for root in roots & judged.keys() & about.keys():
        speaker = judged.get(speakers.get(root, root), judged[root])
        stands = root in speakers and speaker.day == day.isoformat()
        changes = [about[i] for i in changed if i in about and changed[i] == root]
        found.append(_one(about, judged[root], speaker, (stands, changes)))
    followers = _followers(connection, commune.id, judged)
    told = [_with(one, followers.get(one.id, ())) for one in found]
    return sorted(told, key=lambda one: (one.moment, one.id))


def _speakers(connection: sa.Connection, commune: int, roots: set[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Which fact speaks for each root that stands, and the root of each amendment."""
    a = t.amendment.c
    rows = connection.execute(sa.select(t.amendment).where(a.commune_id == commune, a.root.in_(roots))).all()
    amended = [amendments.Amendment(row.id, row.target, bool(row.replaces)) for row in rows]
    return amendments.standing(roots, amended), {row.id: row.root for row in rows}


def _about(connection: sa.Connection, commune: int, ids: Iterable[str]) -> dict[str, Any]:
    f = t.fact.c
    wanted = sa.select(f.id, f.device, f.arrived_at, f.body).where(f.commune_id == commune, f.id.in_(set(ids)))
    return {row.id: row for row in connection.execute(wanted)}


def _one(
    about: dict[str, sa.Row[Any]], root: sa.Row[Any], speaker: sa.Row[Any], known: tuple[bool, list[sa.Row[Any]]]
) -> Seen:
    stands, changes = known
    fact = facts.fact(json.loads(about[root.id].body))
    entry = fact.content
    if speaker.id != root.id:
        correction = facts.fact(json.loads(about[speaker.id].body)).content
        assert isinstance(correction, Corrected)
        entry = facts.content("checked_in", correction.data)
    assert isinstance(entry, CheckedIn)
    return Seen(
        id=root.id, member=root.member, point=entry.point, session=entry.session, grade=speaker.grade,
        codes=tuple(json.loads(speaker.codes)), fact=fact, entry=entry, device=about[root.id].device,
        arrived_at=about[root.id].arrived_at, stands=stands,
        changes=tuple(_change(row) for row in sorted(changes, key=lambda row: row.id)),
    )  # fmt: skip


def _change(row: sa.Row[Any]) -> Change:
    fact = facts.fact(json.loads(row.body))
    assert isinstance(fact.content, Corrected | Voided)
    content, when = fact.content, local(fact.corrected_moment)
    return Change(fact.id, content.target, fact.member, when, isinstance(content, Voided), content.reason)


def _followers(connection: sa.Connection, commune: int, judged: dict[str, sa.Row[Any]]) -> dict[str, list[Fact]]:
    """The check-outs and confirmations that name these check-ins and were not taken back, by the first check-in."""
    f = t.fact.c
    rows = connection.execute(
        sa.select(f.id, f.target, f.body).where(
            f.commune_id == commune, f.target.in_(set(judged)), f.kind.in_(("checked_out", "presence_confirmed")),
            sa.or_(f.status == "stored", f.code == "month_closed"),
        )
    ).all()  # fmt: skip
    standing, _ = _speakers(connection, commune, {row.id for row in rows})
    found: dict[str, list[Fact]] = {}
    for row in rows:
        if row.id in standing:
            found.setdefault(judged[row.target].root, []).append(facts.fact(json.loads(row.body)))
    return found


def _with(one: Seen, followers: Iterable[Fact]) -> Seen:
    outs = [local(f.corrected_moment) for f in followers if f.kind == "checked_out"]
    vouched = sorted((f.member, local(f.corrected_moment)) for f in followers if f.kind == "presence_confirmed")
    return replace(one, left=max(outs, default=None), vouched=tuple(vouched))
