"""What is done beside a closed month: its figures are looked at, approved and paid, and stay as they were closed."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from shiftbook.moments import format_instant, local_day, parse_instant
from sync_server import acts, settlement
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.acts import Actor
from sync_server.database import Tx
from sync_server.errors import Refused

LONGEST_NOTE: Final = 1000


def step(tx: Tx, commune_id: int, month: str, name: str, *, note: str = "", actor: Actor, now: datetime) -> None:
    """The accountant's or the chairman's word (`settlement.STEPS`) on a closed month; the newest of each role holds."""
    _closing(tx, commune_id, month)
    if settlement.STEPS[name][1] and not note:
        raise Refused("reason_missing", 422, field="note")
    if len(note) > LONGEST_NOTE:
        raise Refused("text_too_long", 422, field="note")
    row = {"commune_id": commune_id, "month": month, "rev": tx.next_rev(commune_id), "step": name, "note": note,
           "by": actor.name, "at": format_instant(now)}  # fmt: skip
    tx.execute(t.month_step.insert(), row)
    acts.record(tx, commune_id, f"month_{name}", {"month": month, "note": note}, actor=actor, now=now)
    communes.settled(tx, commune_id)


def pay(
    tx: Tx, commune_id: int, month: str, members: Sequence[str], *, how: tuple[date, str, str], actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Mark members' amounts of a closed month as paid, all or none; `how` is the day, the way and the receipt number.

    Raises Refused when one of them has no amount there or is marked already, and when the day is still to come or
    before the list was closed: nobody is paid by a list that is open, and an older day may have another tax threshold.
    """
    day, way, receipt = how
    closing = _closing(tx, commune_id, month)
    owed = settlement.amounts(closing.body)
    marks = settlement.payments(tx.connection, commune_id)
    if day > local_day(now):
        raise Refused("day_ahead", 422, field="day")
    if day < local_day(parse_instant(closing.at)):
        raise Refused("day_before_closing", 422, field="day")
    if any(member not in owed for member in members):
        raise Refused("nothing_owed", 422, field="members")
    if any((month, member) in marks for member in members):
        raise Refused("paid_already", 409, field="members")
    for member in dict.fromkeys(members):
        told = {"month": month, "member": member, "amount_dong": owed[member][1], "day": day.isoformat(), "way": way,
                "receipt": receipt}  # fmt: skip
        _mark(tx, commune_id, told, actor=actor, now=now)
    communes.settled(tx, commune_id)


def unpay(
    tx: Tx, commune_id: int, month: str, member: str, *, reason: str, actor: Actor, now: datetime
) -> None:  # fmt: skip
    """Take back a mark that was made by mistake; the mark stays in the history."""
    _closing(tx, commune_id, month)
    mark = settlement.payments(tx.connection, commune_id).get((month, member))
    if mark is None:
        raise Refused("not_paid", 409, field="reason")
    if not reason:
        raise Refused("reason_missing", 422, field="reason")
    told = {"month": month, "member": member, "amount_dong": mark.amount_dong, "reason": reason}
    _mark(tx, commune_id, told, actor=actor, now=now)
    communes.settled(tx, commune_id)


def told_of(row: Any) -> dict[str, Any]:
    """A mark as the audit trail names it."""
    names = ("day", "way", "receipt") if row.day else ("reason",)
    return {name: getattr(row, name) for name in ("month", "member", "amount_dong", *names)}


def _mark(tx: Tx, commune_id: int, told: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    empty = dict.fromkeys(("day", "way", "receipt", "reason"))
    row = {**empty, **told, "commune_id": commune_id, "rev": tx.next_rev(commune_id), "by": actor.name,
           "at": format_instant(now)}  # fmt: skip
    tx.execute(t.payment.insert(), row)
    acts.record(tx, commune_id, "paid" if row["day"] else "unpaid", told, actor=actor, now=now)


def _closing(tx: Tx, commune_id: int, month: str) -> sa.Row[Any]:
    """The frozen list and when it was closed; raises Refused while the month is open."""
    c = t.closing.c
    row = tx.execute(sa.select(c.body, c.at).where(c.commune_id == commune_id, c.month == month)).first()
    if row is None:
        raise Refused("not_closed", 409)
    return row


def set_terms(
    tx: Tx, commune_id: int, act: str, change: dict[str, Any], *, told: dict[str, Any], actor: Actor, now: datetime,
    before: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Put other terms among the commune's settings; the trail keeps what was `told`, and what it was `before`."""
    config = communes.current(tx, commune_id).config
    text = json.dumps({**config, **change}, ensure_ascii=False)
    tx.execute(t.commune.update().where(t.commune.c.commune_id == commune_id).values(config=text))
    communes.changed(tx, commune_id)
    acts.record(tx, commune_id, act, acts.after(told, before), actor=actor, now=now)
    communes.settled(tx, commune_id)
