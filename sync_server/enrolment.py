"""A phone joins: a one-use code becomes a device and its token, or adds a second member to a phone."""

import base64
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from shiftbook.moments import format_instant
from sync_server import commune as communes
from sync_server import security, setup
from sync_server import tables as t
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.ledger import known
from sync_server.security import Keys


def enrol(
    tx: Tx, code: str, told: dict[str, str], *, bearer: str | None, keys: Keys, moments: tuple[datetime, datetime]
) -> dict[str, Any]:
    """Spend an invite (wire contract §2); `moments` are the judging and the machine's own now.

    With the token of a phone that is already enrolled the member is added to that phone.
    """
    now, real = moments
    hashed = keys.hashed(security.typed(code))
    row = tx.execute(sa.select(t.invite).where(t.invite.c.hash == hashed)).first()
    if row is None:
        raise Refused("code_unknown", 403)
    if row.used_at:
        raise Refused("code_used", 403)
    if row.expires_at <= format_instant(real):
        raise Refused("code_expired", 403)
    unspent = t.invite.update().where(t.invite.c.hash == hashed, t.invite.c.used_at.is_(None))
    if not tx.execute(unspent.values(used_at=format_instant(real))).rowcount:  # spent on another server just now
        raise Refused("code_used", 403)
    device, token = _device(tx, row.commune_id, told, bearer=bearer, by=(keys, now))
    add_member(tx, row.commune_id, device, row.member)
    person = communes.current(tx, row.commune_id).people[row.member]
    communes.settled(tx, row.commune_id)
    return {
        "device": device, "token": token,
        "member": {"id": person.id, "name": person.name, "role": communes.current(tx, row.commune_id).roles[person.id]},
        "commune": setup.about(tx.connection, row.commune_id), "epoch": tx.epoch(row.commune_id),
        "server_time": format_instant(now), "carry_key": base64.b64encode(keys.carrying(device)).decode(),
    }  # fmt: skip


def _device(
    tx: Tx, commune: int, told: dict[str, str], *, bearer: str | None, by: tuple[Keys, datetime]
) -> tuple[str, str]:
    keys, now = by
    if bearer:
        own = tx.execute(sa.select(t.device_token).where(t.device_token.c.hash == keys.hashed(bearer))).first()
        if own is not None and own.commune_id == commune and not _revoked(tx, commune, own.device):
            return own.device, bearer
    device, token = f"d{security.code(12).lower()}", security.token()
    tx.execute(t.device.insert(), {"commune_id": commune, "id": device, "made_at": format_instant(now),
                                   "last_heard": format_instant(now), **told})  # fmt: skip
    tx.execute(t.device_token.insert(), {"hash": keys.hashed(token), "commune_id": commune, "device": device})
    return device, token


def _revoked(tx: Tx, commune: int, device: str) -> bool:
    d = t.device.c
    query = sa.select(d.revoked_at).where(d.commune_id == commune, d.id == device)
    return tx.execute(query).scalar() is not None


def add_member(tx: Tx, commune: int, device: str, member: str) -> None:
    """Put a member on a device; the device then reads the feed from the beginning, to see that member's past too."""
    row = known.insert(tx.connection, t.device_member).values(commune_id=commune, device=device, member=member)
    if tx.execute(row.on_conflict_do_nothing()).rowcount:
        d = t.device.c
        where = (d.commune_id == commune, d.id == device)
        tx.execute(t.device.update().where(*where).values(generation=d.generation + 1))
