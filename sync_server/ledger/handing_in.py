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
from sync_server.database import Database, Tx
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
    database: Database, text: Any, keys: Keys, now: datetime, *, actor: Actor = CARRIED, only: int = 0
) -> dict[str, Any]:
    """Take a bundle's facts as if its phone had sent them; the phone itself learns the verdicts when it next calls.

    Answers `{"device", "items", "at"}` and how many of the items fared how, by status. Refused when this database does
    not know the phone, or the phone is of another commune than `only`. A long bundle is taken in parts, each a commit
    of its own, so that other phones are answered in between; whoever was interrupted hands it in again.
    """
    found, items = bundle(text, keys)
    verdicts: list[dict[str, Any]] = []
    for start in range(0, max(1, len(items)), AT_ONCE):
        arrivals = [receiving.arrival(raw, keys) for raw in items[start : start + AT_ONCE]]
        request = exchange.Request(found.device, arrivals, None, now)

        def take(tx: Tx, request: exchange.Request = request) -> list[dict[str, Any]]:
            return _taken(tx, _commune_of(tx, found.device, only), request, keys=keys, actor=actor)

        verdicts += database.write(take)
    return _report(found.device, verdicts, now)


def _taken(tx: Tx, commune_id: int, request: exchange.Request, *, keys: Keys, actor: Actor) -> list[dict[str, Any]]:
    commune = communes.current(tx, commune_id)
    [verdicts], work = exchange.push(tx, commune, [request], keys)
    for device in work.devices.values():
        devices.receipt(device, format_instant(request.now), keys)
    devices.save(tx, commune_id, work.devices.values())
    report = _report(request.sender, verdicts, request.now)
    if report["duplicate"] < len(verdicts):
        kept = {"kept_apart": report["quarantined"], "not_yet": report["refused"], "duplicate": report["duplicate"]}
        told = {"device": request.sender, "members": sorted(work.devices[request.sender].members),
                "items": len(verdicts), "stored": report["stored"], **{k: n for k, n in kept.items() if n}}  # fmt: skip
        acts.record(tx, commune_id, "handed_in", told, actor=actor, now=request.now)
    communes.settled(tx, commune_id)
    return verdicts


def _report(device: str, verdicts: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    fared = {name: sum(v["status"] == name for v in verdicts) for name in _STATUSES}
    return {"device": device, "items": len(verdicts), **fared, "at": format_instant(now)}


_STATUSES = ("stored", "refused", "quarantined", "duplicate")


def _commune_of(tx: Tx, device: str, only: int) -> int:
    """The sign-in lookup: which commune's phone this is; a phone without its token has nobody to learn the verdicts."""
    k = t.device_token.c
    found = tx.execute(sa.select(k.commune_id).where(k.device == device)).scalar()
    if found is None or only not in (0, found):
        raise Refused("sealed_elsewhere", 409)
    return int(found)
