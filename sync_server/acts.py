"""What the office and the leader do to a month: decide a day, confirm, close; each act is kept and never changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from shiftbook.codes import heaviest
from shiftbook.moments import format_instant, local_day, month_of, parse_day
from sync_server import commune as communes
from sync_server import months, totals, trail
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.ledger import known


@dataclass(frozen=True)
class Actor:
    """Who acts: a signed-in person or a script's token; `member` is set when the person is also a team member.

    `source` is from where, as `whence.told` says it.
    """

    name: str
    role: str
    member: str | None = None
    source: str = ""


def decide(
    tx: Tx, commune_id: int, month: str, wish: dict[str, Any], *, actor: Actor, now: datetime, as_of: int | None = None
) -> None:
    """The office decides a member's day, also one without facts, or a closed month's day in the first open one.

    `as_of` is the revision of what was looked at: refused when somebody has decided the day since.
    """
    commune = communes.current(tx, commune_id)
    member, day, counted, reason = _wish(commune, wish)
    own = month_of(day)
    if month in commune.closed:
        raise Refused("closed", 409)
    if months.settled_in(commune, day) != month:
        raise Refused("wrong_month", 422, field="day")
    if as_of is not None and _decided_since(tx, commune_id, (member, day), as_of):
        raise Refused("day_moved", 409, field="reason")
    before, rev = _last(tx, commune_id, (member, day)), tx.next_rev(commune_id)
    row = {"commune_id": commune_id, "rev": rev, "member": member, "day": day.isoformat(), "counted": counted,
           "reason": reason, "by": actor.name, "at": format_instant(now)}  # fmt: skip
    tx.execute(t.decision.insert(), row)
    told = {k: row[k] for k in ("member", "day", "counted", "reason")}
    record(tx, commune_id, "decided", after(told, before), actor=actor, now=now)
    facts = [(d, counted) for d in _facts_of(tx, commune_id, member, day)]
    _tell(tx, commune_id, facts)
    known.mark_stale(tx, commune_id, {(member, own)})
    communes.settled(tx, commune_id)


def decide_several(
    tx: Tx, commune_id: int, month: str, days: list[tuple[str, str]], *, wish: dict[str, Any], actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """The office decides several waiting days (member, day) alike, with one reason: all of them or none.

    Raises Refused when one of them does not wait any more.
    """
    commune = communes.current(tx, commune_id)
    if month in commune.closed:
        raise Refused("closed", 409)
    waiting = {(d.member, d.day.isoformat()) for d in months.waiting(tx.connection, commune, month)}
    if not set(days) <= waiting:
        raise Refused("days_moved", 409, field="days")
    for member, day in dict.fromkeys(days):
        decide(tx, commune_id, month, {**wish, "member": member, "day": day}, actor=actor, now=now)


def countable(tx: Tx, commune_id: int, wish: dict[str, Any], now: datetime) -> None:
    """Raises Refused when a day to be counted cannot have been served (it is still to come, or outside the membership),
    and when one not to be counted has nothing that could be.

    Only the office's pages ask: the contract's `decide` knows no such refusal, and other programs rely on it.
    """
    commune = communes.current(tx, commune_id)
    if wish["member"] not in commune.people:
        return
    member, day, counted, _ = _wish(commune, wish)
    if not counted:
        if not (_last(tx, commune_id, (member, day)) or _anything(tx, commune, member, day)):
            raise Refused("day_empty", 422, field="day")
        return
    if day > local_day(now):
        raise Refused("day_not_yet", 422, field="day")
    if not commune.people[wish["member"]].active_on(day):
        raise Refused("day_outside", 422, field="day")


def _anything(tx: Tx, commune: Commune, member: str, day: date) -> bool:
    """Whether a member was to serve on a day, or did anything on it."""
    f = t.fact.c
    own = (f.commune_id == commune.id, f.member == member, f.day == day.isoformat())
    rostered = any(member in duty.members for duty in commune.ground.roster.on(day))
    return rostered or tx.execute(sa.select(f.id).where(*own).limit(1)).first() is not None


def _last(tx: Tx, commune_id: int, key: tuple[str, date]) -> dict[str, Any]:
    """What was decided on a day last, empty when nothing was."""
    d, (member, day) = t.decision.c, key
    own = (d.commune_id == commune_id, d.member == member, d.day == day.isoformat())
    row = tx.execute(sa.select(d.counted, d.reason).where(*own).order_by(d.rev.desc()).limit(1)).first()
    return {"counted": bool(row.counted), "reason": row.reason} if row else {}


def _decided_since(tx: Tx, commune_id: int, key: tuple[str, date], rev: int) -> bool:
    d, (member, day) = t.decision.c, key
    own = (d.commune_id == commune_id, d.member == member, d.day == day.isoformat(), d.rev > rev)
    return tx.execute(sa.select(d.rev).where(*own).limit(1)).first() is not None


def _wish(commune: Commune, wish: dict[str, Any]) -> tuple[str, date, bool, str]:
    member, reason = wish.get("member"), wish.get("reason")
    if not isinstance(member, str) or member not in commune.people:
        raise Refused("member_unknown", 422, field="member")
    try:
        day = parse_day(str(wish.get("day")))
    except ValueError:
        raise Refused("day_unreadable", 422, field="day") from None
    if not isinstance(wish.get("counted"), bool):
        raise Refused("counted_missing", 422, field="counted")
    said = reason.replace("\0", "").strip() if isinstance(reason, str) else ""
    if not said:
        raise Refused("reason_missing", 422, field="reason")
    return member, day, bool(wish["counted"]), said[:500]


def confirm(
    tx: Tx, commune_id: int, month: str, day: date | None, *, actor: Actor, now: datetime, as_of: int | None = None
) -> int:
    """The leader vouches for the B days present now, of a day or of the whole month; answers how many are covered.

    `as_of` is the revision that was looked at: nobody vouches for what came after it and was not shown.
    """
    commune = communes.current(tx, commune_id)
    if month in commune.closed:
        raise Refused("closed", 409)
    if day is not None and month_of(day) != month:
        raise Refused("wrong_month", 422, field="day")
    covered = months.vouchable(tx.connection, commune, month, day)
    if as_of is not None:
        shown = set(months.vouchable(tx.connection, commune, month, day, until=as_of))
        covered = [one for one in covered if one in shown]
    told_day, rev = day.isoformat() if day else None, tx.next_rev(commune_id)
    tx.execute(t.confirmation.insert(), {"commune_id": commune_id, "rev": rev, "month": month, "day": told_day,
        "covers": json.dumps({c.speaker: c.id for c in covered}), "by": actor.name, "by_member": actor.member,
        "at": format_instant(now)})  # fmt: skip
    detail = {"month": month, "day": told_day, "covers": len(covered)}
    record(tx, commune_id, "confirmed", detail, actor=actor, now=now)
    _tell(tx, commune_id, [(c.id, True) for c in covered])
    known.mark_stale(tx, commune_id, {(c.member, month) for c in covered})
    communes.settled(tx, commune_id)
    return len({(c.member, c.day) for c in covered})


def close(
    tx: Tx, commune_id: int, month: str, override: str | None, *, actor: Actor, now: datetime, looked_at: str = ""
) -> bytes:
    """The office closes a month: the list is frozen byte for byte and never changes again.

    `looked_at` is the verify code of the figures that were looked at: refused when they are others by now.
    """
    commune = communes.current(tx, commune_id)
    if month in commune.closed:
        raise Refused("closed", 409)
    if now.date() < months.month_days(month)[0]:
        raise Refused("not_begun", 409)
    figures = months.sheet(tx.connection, commune, month)
    if not override:
        if figures.undecided:
            raise Refused("undecided", 409)
        if figures.unsynced:
            raise Refused("unsynced", 409)
    frozen = months.body(figures, commune, "closed")
    if looked_at and looked_at != json.loads(frozen)["verify_code"]:
        raise Refused("figures_moved", 409, field="looked")
    rev = tx.next_rev(commune_id)
    tx.execute(t.closing.insert(), {"commune_id": commune_id, "month": month, "rev": rev,
        "code": json.loads(frozen)["verify_code"], "body": frozen.decode(), "by": actor.name,
        "at": format_instant(now), "override": override, "commune": commune.name})  # fmt: skip
    totals.keep_closed(tx, commune_id, month, frozen)
    detail = {"month": month, "override": override, "total_dong": figures.total_dong}
    record(tx, commune_id, "closed", detail, actor=actor, now=now)
    communes.changed(tx, commune_id)
    known.mark_stale(tx, commune_id, {(line.member, month) for line in figures.lines})
    communes.settled(tx, commune_id)
    return frozen


def revoke(tx: Tx, commune_id: int, device: str, *, actor: Actor, now: datetime) -> None:
    """The office takes a phone out of use; only what arrives from now on is touched."""
    d = t.device.c
    where = (d.commune_id == commune_id, d.id == device)
    if tx.execute(sa.select(d.id).where(*where)).first() is None:
        raise Refused("device_unknown", 404)
    tx.execute(t.device.update().where(*where, d.revoked_at.is_(None)).values(revoked_at=format_instant(now)))
    record(tx, commune_id, "device_revoked", {"device": device}, actor=actor, now=now)
    communes.settled(tx, commune_id)


def after(told: dict[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """What an act says, with what stood `before` where it was another; nothing stands beside what is the first."""
    other = {name: value for name, value in (before or {}).items() if name not in told or told[name] != value}
    return {**told, "before": other} if other else told


def record(tx: Tx, commune_id: int, act: str, detail: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    """Write an act into the audit trail, which only grows."""
    told = json.dumps(detail, ensure_ascii=False)
    row = {"act": act, "by": actor.name, "at": format_instant(now), "source": actor.source, "detail": told}
    trail.append(tx, commune_id, row)


def _facts_of(tx: Tx, commune_id: int, member: str, day: date) -> list[str]:
    p = t.presence.c
    query = sa.select(p.root).where(p.commune_id == commune_id, p.member == member, p.day == day.isoformat())
    return sorted(set(tx.execute(query).scalars()))


def _tell(tx: Tx, commune_id: int, facts: list[tuple[str, bool]]) -> None:
    """Bring a decision to the phones: the verdict of the day's check-ins changes, and moves up in the feed."""
    f = t.fact.c
    for identity, counted in facts:
        row = tx.execute(sa.select(f.first_code).where(f.commune_id == commune_id, f.id == identity)).one()
        codes = tx.execute(
            sa.select(t.presence.c.codes).where(t.presence.c.commune_id == commune_id, t.presence.c.id == identity)
        ).scalar()
        refusal = row.first_code or heaviest(json.loads(codes or "[]")) or "not_counted"
        values = {"status": "stored", "code": None} if counted else {"status": "refused", "code": refusal}
        where = (f.commune_id == commune_id, f.id == identity)
        tx.execute(t.fact.update().where(*where).values(rev=tx.next_rev(commune_id), **values))
