"""The end of keeping a member's data: who is due, and erasing all but what the money rests on.

Closed months keep the names people signed under (accounting law), shifts and check-ins keep their member's id, and each
fact its id, device, number, kind and digest: name, particulars, what the person wrote, sign-in and phones are gone, and
the name is taken out of what others wrote.
"""

import json
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from shiftbook.allowance import Person
from shiftbook.moments import month_days, month_of, next_month
from sync_server import acts, erasing, particulars, setup
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.acts import Actor
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.erasing import GONE
from sync_server.ledger import leading

_NAMELESS: Final = "Thành viên đã xóa dữ liệu"
# What people write of their own in each kind, and what stands there afterwards.
_WRITTEN: Final[dict[str, Any]] = {"text": GONE, "reason": GONE, "note": "", "dossier_code": None}


def ends(person: Person, months: int) -> date | None:
    """The day from which a person's data may be erased; None for who has not left."""
    return None if person.until is None else after(person.until, months)


def after(day: date, months: int) -> date:
    """The first day after the given number of whole months that follow a day's own month."""
    month = month_of(day)
    for _ in range(months):
        month = next_month(month)
    return month_days(next_month(month))[0]


def is_erased(person: Person) -> bool:
    """Whether a person's data has been erased."""
    return person.name.startswith(_NAMELESS)


def open_months(connection: sa.Connection, commune: Commune, member: str) -> list[str]:
    """Months of a member's check-ins and decisions that are not closed: their money is not settled."""
    p, d = t.presence.c, t.decision.c
    days = sa.union(
        sa.select(p.day).where(p.commune_id == commune.id, p.member == member),
        sa.select(d.day).where(d.commune_id == commune.id, d.member == member),
    )
    return sorted({day[:7] for day in connection.execute(days).scalars()} - commune.closed.keys())


def erase(tx: Tx, commune_id: int, member: str, *, actor: Actor, now: datetime) -> None:
    """Erase what is kept of a member beyond the money trail, and put that into the audit trail."""
    known = erasing.names(tx, commune_id, member)
    _phones(tx, commune_id, member, actor=actor, now=now)
    _sign_in(tx, commune_id, member)
    particulars.keep(tx, commune_id, member, {})
    number = 1 + sum(map(is_erased, communes.current(tx, commune_id).people.values()))
    setup.change_member(tx, commune_id, member, {"name": f"{_NAMELESS} {number}"})
    count = _texts(tx, commune_id, member)
    _trail(tx, commune_id, member)
    _told(tx, commune_id, member)
    told = {"member": member, "items": count, **erasing.unnamed(tx, commune_id, member, known)}
    acts.record(tx, commune_id, "member_erased", told, actor=actor, now=now)


def _phones(tx: Tx, commune: int, member: str, *, actor: Actor, now: datetime) -> None:
    """Take the phones only this member used out of use, nameless; from a shared one the member is taken off."""
    m, d = t.device_member.c, t.device.c
    held = tx.execute(sa.select(m.device).where(m.commune_id == commune, m.member == member)).scalars().all()
    tx.execute(t.device_member.delete().where(m.commune_id == commune, m.member == member))
    shared = set(tx.execute(sa.select(m.device).where(m.commune_id == commune, m.device.in_(held))).scalars())
    for device in sorted(set(held) - shared):
        own = (d.commune_id == commune, d.id == device)
        if tx.execute(sa.select(d.revoked_at).where(*own)).scalar() is None:
            acts.revoke(tx, commune, device, actor=actor, now=now)
        tx.execute(t.device.update().where(*own).values(model="", os=""))


def _sign_in(tx: Tx, commune: int, member: str) -> None:
    u, i = t.web_user.c, t.invite.c
    names = tx.execute(sa.select(u.username).where(u.commune_id == commune, u.member == member)).scalars().all()
    tx.execute(t.web_session.delete().where(t.web_session.c.username.in_(names)))
    tx.execute(t.web_user.delete().where(u.username.in_(names)))
    tx.execute(t.invite.delete().where(i.commune_id == commune, i.member == member))


def _told(tx: Tx, commune: int, member: str) -> None:
    """Take away when the member was free, the address of their calendar, and what their phones were told of them."""
    f = t.feed.c
    for table in (t.availability, t.calendar_link, t.stale_line):
        tx.execute(table.delete().where(table.c.commune_id == commune, table.c.member == member))
    own = (f.commune_id == commune, f.audience == f"m:{member}", f.kind.in_(("notice", "allowance")))
    tx.execute(t.feed.delete().where(*own))


def _texts(tx: Tx, commune: int, member: str) -> int:
    """Take out what the member wrote; answers in how many facts. Such a fact says `masked` and `erased`."""
    f, changed = t.fact.c, []
    for row in tx.execute(sa.select(f.id, f.body).where(f.commune_id == commune, f.member == member)).all():
        kept = json.loads(row.body)
        data = _without(kept["data"])
        if data != kept["data"]:
            body = json.dumps({**kept, "data": data, "masked": True, "erased": True}, ensure_ascii=False)
            values = {"body": body, "rev": tx.next_rev(commune)}
            tx.execute(t.fact.update().where(f.commune_id == commune, f.id == row.id).values(values))
            changed.append(row.id)
    leading.tell(tx, communes.current(tx, commune), changed)
    return len(changed)


def _without(data: dict[str, Any]) -> dict[str, Any]:
    left = {name: _WRITTEN[name] if name in _WRITTEN and value else value for name, value in data.items()}
    return {**left, "data": _without(left["data"])} if isinstance(left.get("data"), dict) else left


def _trail(tx: Tx, commune: int, member: str) -> None:
    """Take the names a member had out of the trail of corrections: it keeps that a name was changed, and by whom."""
    a = t.audit.c
    where = (a.commune_id == commune, a.act == "member_changed")
    for row in tx.execute(sa.select(a.rev, a.detail).where(*where)).all():
        told = json.loads(row.detail)
        if told["member"] == member:
            for side in ("before", "after"):
                told[side] = {k: GONE if k == "name" else v for k, v in told[side].items()}
            text = json.dumps(told, ensure_ascii=False)
            tx.execute(t.audit.update().where(*where, a.rev == row.rev).values(detail=text))
