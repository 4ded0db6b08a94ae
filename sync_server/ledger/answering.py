"""Answering the exchanges that wait, all of them together: one look at the tokens, one push a commune, one save."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from shiftbook.moments import format_instant
from sync_server import commune as communes
from sync_server import lines
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.ledger import changes, devices, exchange, slips
from sync_server.ledger.devices import Device
from sync_server.ledger.exchange import Work
from sync_server.ledger.receiving import Arrival
from sync_server.security import Keys

Answer = tuple[bytes, bool]


@dataclass(frozen=True, slots=True)
class Ask:
    """One well-formed request: the hash of its token, its envelope and what came in it."""

    token: str
    envelope: dict[str, Any]
    arrivals: Sequence[Arrival]


def answer(tx: Tx, asks: list[Ask], keys: Keys, now: datetime) -> list[Answer | Refused]:
    """Each request's reply as (JSON, whether the device is revoked); an unknown token is Refused."""
    owners = _owners(tx, {ask.token for ask in asks})
    answers: list[Answer | Refused] = [Refused("unauthorized", 401) for _ in asks]
    for commune_id in sorted({owner[0] for owner in owners.values()}):
        places = [i for i, ask in enumerate(asks) if owners.get(ask.token, (None,))[0] == commune_id]
        commune = communes.current(tx, commune_id)
        requests = [
            exchange.Request(owners[asks[i].token][1], asks[i].arrivals, asks[i].envelope["unsent"], now)
            for i in places
        ]
        verdicts, work = exchange.push(tx, commune, requests, keys)
        heads = [_head(tx, work, request, told) for request, told in zip(requests, verdicts, strict=True)]
        devices.save(tx, commune_id, work.devices.values())
        slips.issue(tx, commune, [work.devices[r.sender] for r in requests], keys=keys, now=now)
        for place, request, head in zip(places, requests, heads, strict=True):
            answers[place] = _whole(tx, work, (request, head), asks[place].envelope)
        communes.settled(tx, commune_id)
    return answers


_OWNERS = sa.select(t.device_token).where(t.device_token.c.hash.in_(sa.bindparam("hashes", expanding=True)))


def _owners(tx: Tx, hashes: set[str]) -> dict[str, tuple[int, str]]:
    rows = tx.execute(_OWNERS, {"hashes": sorted(hashes)})
    return {r.hash: (r.commune_id, r.device) for r in rows}


def _head(tx: Tx, work: Work, request: exchange.Request, verdicts: list[dict[str, Any]]) -> dict[str, Any]:
    at = format_instant(request.now)
    receipts = [devices.receipt(d, at, work.keys) for d in _receipted(work.devices, request)]
    return {"epoch": tx.epoch(work.commune.id), "server_time": at, "verdicts": verdicts,
            "receipt": receipts[0], "receipts": receipts}  # fmt: skip


def _receipted(found: dict[str, Device], request: exchange.Request) -> list[Device]:
    """The devices to answer for: the sender, unless every fact was made by one other device; then that one first."""
    named = {a.device or request.sender for a in request.arrivals}
    first = min(named) if len(named) == 1 else request.sender
    return [found[name] for name in dict.fromkeys([first, request.sender, *sorted(named)])]


def _whole(tx: Tx, work: Work, told: tuple[exchange.Request, dict[str, Any]], envelope: dict[str, Any]) -> Answer:
    request, head = told
    sender = work.devices[request.sender]
    if sender.revoked:
        return orjson.dumps({**Refused("device_revoked", 401).json(), **head}), True
    return orjson.dumps(head)[:-1] + _read(tx, work.commune, sender, envelope=envelope, keys=work.keys), False


def _read(tx: Tx, commune: Commune, sender: Device, *, envelope: dict[str, Any], keys: Keys) -> bytes:
    start = changes.cursor(envelope["cursor"], tx.epoch(commune.id), sender)
    most = envelope["limit"]
    sent, last, more = changes.after(tx.connection, commune.id, sender, since=start.rev, limit=most, keys=keys)
    if not more and lines.settle(tx, commune, sender.members):
        rest, last, more = changes.after(
            tx.connection, commune.id, sender, since=last, limit=most - len(sent), keys=keys
        )
        sent += rest
    cursor = changes.Cursor(start.epoch, last, start.reader).text()
    tail = f'],"cursor":"{cursor}","more":{"true" if more else "false"}}}'
    return b',"changes":[' + b",".join(sent) + tail.encode()
