"""What the leader sees and does on the phone: the team now, confirming a day, ruling on a swap."""

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day, month_of
from sync_server import acts, swaps, team
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.api_phone import bearer_of, unpacked
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.ledger import devices
from sync_server.office.today import readable_day
from sync_server.phone_json import read_object
from sync_server.site import Visitor, site, source

router = APIRouter(prefix="/api/v1/team")


def enrolled(request: Request) -> tuple[Commune, str]:
    """The commune, and the member enrolled on the phone in whose name it asks (`member`).

    Raises Refused: 401 for a phone nobody knows or that was revoked, 403 for a member who is not on it.
    """
    here, bearer, member = site(request), bearer_of(request), request.query_params.get("member", "")
    if bearer is None:
        raise Refused("unauthorized", 401)
    with here.database.reader() as connection:
        token = sa.select(t.device_token).where(t.device_token.c.hash == here.keys.hashed(bearer))
        row = connection.execute(token).first()
        if row is None:
            raise Refused("unauthorized", 401)
        device = devices.load(connection, row.commune_id, [row.device])[row.device]
        commune = communes.read(connection, row.commune_id)
    if device.revoked:
        raise Refused("device_revoked", 401)
    if member not in device.members or member not in commune.people:
        raise Refused("forbidden", 403)
    return commune, member


def leader(request: Request) -> Visitor:
    """The leader in whose name a phone asks: enrolled on it, leader and in the team today; else refused with 403."""
    commune, member = enrolled(request)
    person = commune.people[member]
    if commune.roles.get(member) != "leader" or not person.active_on(local_day(site(request).clock.now())):
        raise Refused("forbidden", 403)
    return Visitor(commune.id, "leader", person.name, member, source=source(request))


@router.get("")
def now(request: Request) -> Response:
    """The team now."""
    return _told(request, leader(request))


@router.post("/confirm")
async def confirm(request: Request) -> Response:
    """The leader vouches for the B days of a day; answers the team after that."""
    found = await asyncio.to_thread(leader, request)
    day = readable_day(str(read_object(await unpacked(request)).get("day")))
    at = site(request).clock.now()
    return await _done(
        request, found, lambda tx: acts.confirm(tx, found.commune, month_of(day), day, actor=found.actor, now=at)
    )


@router.post("/swaps/{ask}")
async def rule(request: Request, ask: str) -> Response:
    """The leader approves or declines a swap; answers the team after that."""
    found = await asyncio.to_thread(leader, request)
    told, at = read_object(await unpacked(request)), site(request).clock.now()
    approved, reason = told.get("approve"), told.get("reason") or ""
    if not isinstance(approved, bool) or not isinstance(reason, str):
        raise Refused("approve_missing", 422, field="approve")
    return await _done(
        request,
        found,
        lambda tx: swaps.rule(tx, found.commune, ask, approved, reason=reason, actor=found.actor, now=at),
    )


async def _done(request: Request, found: Visitor, act: Callable[[Tx], Any]) -> Response:
    await asyncio.wrap_future(site(request).database.submit(act))
    return await asyncio.to_thread(_told, request, found)


def _told(request: Request, found: Visitor) -> Response:
    here = site(request)
    with here.database.reader() as connection:
        body = team.told(connection, communes.read(connection, found.commune), here.clock.now())
    return Response(orjson.dumps(body), media_type="application/json", headers={"Cache-Control": "no-store"})
