"""The office's JSON addresses: months, decisions, devices, the desk code, satisfaction (wire contract §5 and §6)."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from shiftbook.moments import format_instant, parse_day, parse_month, week_days, week_of
from sync_server import acts, counter, months, satisfaction, weeks
from sync_server import commune as communes
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.site import Visitor, allowed, site

router = APIRouter(prefix="/api/v1")
READERS = ("leader", "office", "accountant", "chairman")


@router.get("/months/{month}")
def month(request: Request, month: str) -> Response:
    """A month's figures."""
    found = allowed(request, *READERS)
    with site(request).database.reader() as connection:
        commune = communes.read(connection, found.commune)
        return _json(months.told(connection, commune, readable_month(month)))


@router.post("/months/{month}/decide")
async def decide(request: Request, month: str) -> Response:
    """The office decides a member's day."""
    found = allowed(request, "office")
    wish = await posted(request)
    wanted = readable_month(month)
    now = site(request).clock.now()
    await _write(request, lambda tx: acts.decide(tx, found.commune, wanted, wish, actor=found.actor, now=now))
    return await _month(request, found, wanted)


@router.post("/months/{month}/confirm")
async def confirm(request: Request, month: str) -> Response:
    """The leader confirms a day or the month."""
    found = allowed(request, "leader")
    wish = await posted(request)
    wanted, day = readable_month(month), _day(wish.get("day"))
    now = site(request).clock.now()
    await _write(request, lambda tx: acts.confirm(tx, found.commune, wanted, day, actor=found.actor, now=now))
    return await _month(request, found, wanted)


@router.post("/months/{month}/close")
async def close(request: Request, month: str) -> Response:
    """The office closes a month."""
    found = allowed(request, "office")
    override = (await posted(request)).get("override")
    if override is not None:
        override = override.replace("\0", "").strip() if isinstance(override, str) else ""
        if not override:
            raise Refused("reason_missing", 422, field="override")
    wanted = readable_month(month)
    now = site(request).clock.now()
    return _json(
        await _write(request, lambda tx: acts.close(tx, found.commune, wanted, override, actor=found.actor, now=now))
    )


@router.get("/weeks/{week}")
def week(request: Request, week: str) -> Response:
    """The figures of a weekly report and how complete they are."""
    found = allowed(request, *READERS)
    wanted, now = readable_week(week), site(request).clock.now()
    with site(request).database.reader() as connection:
        commune = communes.read(connection, found.commune)
        return _json(orjson.dumps(weeks.told(connection, commune, wanted, now)))


@router.post("/devices/{device}/revoke", status_code=204)
async def revoke(request: Request, device: str) -> Response:
    """The office takes a phone out of use."""
    found = allowed(request, "office")
    now = site(request).clock.now()
    await _write(request, lambda tx: acts.revoke(tx, found.commune, device, actor=found.actor, now=now))
    return Response(status_code=204)


@router.get("/desk/{point}/code")
def desk_code(request: Request, point: str) -> Response:
    """The code of the counter screen now, and until when it is the one shown."""
    shown = counter.desk_code(request, point)
    return _json(orjson.dumps({"code": shown.code, "valid_until": format_instant(shown.until)}))


@router.get("/satisfaction")
def satisfied(request: Request) -> Response:
    """Satisfaction by channel between two days, both included."""
    found = allowed(request, "office", "leader", "chairman")
    ask = request.query_params
    with site(request).database.reader() as connection:
        commune = communes.read(connection, found.commune)
        if ask.get("point") and ask["point"] not in commune.points:
            raise Refused("point_unknown", 404)
        span = (_day(ask.get("from")) or date.min, _day(ask.get("to")) or date.max)
        point = ask.get("point") or None
        if found.session is None:  # a script, by a token that only who runs the server can make (decision 0015)
            return _json(orjson.dumps(satisfaction.by_channel(connection, commune.id, span, point)))
        now = site(request).clock.now()
        return _json(orjson.dumps(satisfaction.for_people(connection, commune, span, point, now=now)))


def readable_month(text: str) -> str:
    """The month of an address; raises Refused when it is none."""
    try:
        month = parse_month(text)
    except ValueError:
        raise Refused("month_unreadable", 422, field="month") from None
    if not "2000-01" <= month <= "9000-12":
        raise Refused("month_unreadable", 422, field="month")
    return month


def readable_week(text: str) -> str:
    """The ISO week of an address; raises Refused when it is none, or at the ends of the calendar."""
    try:
        first = week_days(text)[0]
    except ValueError:
        raise Refused("week_unreadable", 422, field="week") from None
    if not 2000 <= first.year <= 9000:
        raise Refused("week_unreadable", 422, field="week")
    return week_of(first)


async def posted(request: Request) -> dict[str, Any]:
    """The JSON object of a request; an empty body is an empty object."""
    raw = await request.body()
    try:
        told = orjson.loads(raw) if raw.strip() else {}
    except orjson.JSONDecodeError:
        raise Refused("malformed", 422) from None
    if not isinstance(told, dict):
        raise Refused("malformed", 422)
    return told


def _day(value: Any) -> date | None:
    if value in (None, ""):
        return None
    try:
        return parse_day(value)
    except (ValueError, TypeError):
        raise Refused("day_unreadable", 422, field="day") from None


async def _write(request: Request, job: Callable[[Tx], Any]) -> Any:
    return await asyncio.wrap_future(site(request).database.submit(job))


async def _month(request: Request, found: Visitor, month: str) -> Response:
    def read() -> bytes:
        with site(request).database.reader() as connection:
            return months.told(connection, communes.read(connection, found.commune), month)

    return _json(await asyncio.to_thread(read))


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")
