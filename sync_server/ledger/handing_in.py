"""What a carrier hands in for a phone without network (wire contract §2): the seal speaks for that phone."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from shiftbook import sealed
from shiftbook.moments import format_instant
from shiftbook.sealed import Sealed
from sync_server import acts
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.acts import Actor
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.ledger import devices, exchange, receiving
from sync_server.phone_json import read_object
from sync_server.security import Keys

AT_ONCE = 500
CARRIED = Actor("người mang hộ", "carrier")


def bundle(text: Any, keys: Keys) -> tuple[Sealed, list[Any]]:
    """The bundle in a text and what its phone sealed; Refused when it is none or was changed on the way."""
    try:
        found = sealed.from_text(text if isinstance(text, str) else "")
    except ValueError:
        raise Refused("no_bundle", 422, field="sealed") from None
    try:
        items = read_object(sealed.unpack(keys.opened(found))).get("facts")
    except ValueError:
        raise Refused("seal_broken", 422, field="sealed") from None
    if not isinstance(items, list) or len(items) > sealed.MOST_ITEMS:
        raise Refused("malformed", 422, field="sealed")
    return found, items


def hand_in(
    tx: Tx, told: tuple[Sealed, list[Any]], keys: Keys, now: datetime, *, actor: Actor = CARRIED, only: int = 0
) -> dict[str, Any]:
    """Take a bundle's facts as if its phone had sent them; the phone itself learns the verdicts when it next calls.

    Answers `{"device", "items", "at"}` and how many of the items fared how, by status. Refused when this database does
    not know the phone, or the phone is of another commune than `only`.
    """
    found, items = told
    commune = communes.current(tx, _commune_of(tx, found.device, only))
    verdicts: list[dict[str, Any]] = []
    for first in range(0, len(items), AT_ONCE):
        arrivals = [receiving.arrival(raw, keys) for raw in items[first : first + AT_ONCE]]
        request = exchange.Request(found.device, arrivals, None, now)
        answers, work = exchange.push(tx, commune, [request], keys)
        verdicts += answers[0]
        for device in work.devices.values():
            devices.receipt(device, format_instant(now), keys)
        devices.save(tx, commune.id, work.devices.values())
    fared = {name: sum(v["status"] == name for v in verdicts) for name in _STATUSES}
    report = {"device": found.device, "items": len(items), **fared, "at": format_instant(now)}
    if fared["duplicate"] < len(items):
        acts.record(tx, commune.id, "handed_in", report, actor=actor, now=now)
    communes.settled(tx, commune.id)
    return report


_STATUSES = ("stored", "refused", "quarantined", "duplicate")


def _commune_of(tx: Tx, device: str, only: int) -> int:
    """The sign-in lookup: which commune's phone this is; a phone without its token has nobody to learn the verdicts."""
    k = t.device_token.c
    found = tx.execute(sa.select(k.commune_id).where(k.device == device)).scalar()
    if found is None or only not in (0, found):
        raise Refused("sealed_elsewhere", 409)
    return int(found)
