"""The addresses a phone calls: enrolment, the exchange, and a carrier's hand-in (wire contract §2 and §3)."""

import asyncio
import zlib
from concurrent.futures import Future
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from sync_server import enrolment
from sync_server.errors import Refused
from sync_server.ledger import changes, handing_in, receiving
from sync_server.ledger.answering import Ask
from sync_server.phone_json import read_object
from sync_server.site import Site, address, limit, site

MOST_FACTS = 500
MOST_BYTES = 2 * 1024 * 1024
router = APIRouter(prefix="/api/v1")


@router.post("/enrol")
async def enrol(request: Request) -> Response:
    """Spend an invite code."""
    here = site(request)
    limit(request, "enrol", address(request), spend=False)
    told = read_object(await unpacked(request))
    code, device = told.get("code"), told.get("device")
    if not isinstance(code, str) or not (device is None or isinstance(device, dict)):
        raise Refused("malformed", 422)
    about = {k: _plain((device or {}).get(k)) for k in ("model", "os", "app_version")}
    bearer = bearer_of(request)
    moments = (here.clock.now(), here.clock.real())
    try:
        answer = await _write(
            here, lambda tx: enrolment.enrol(tx, code, about, bearer=bearer, keys=here.keys, moments=moments)
        )
    except Refused as refused:
        if refused.code.startswith("code_"):
            limit(request, "enrol", address(request))
        raise
    answer["commune"]["public_url"] = here.settings.public_url
    return Response(orjson.dumps(answer), media_type="application/json")


def _plain(value: Any) -> str:
    """What a phone tells of itself, as one line that any database can hold."""
    return "".join(c for c in str(value or "") if c.isprintable())[:200]


async def sync(request: Request) -> Response:
    """One exchange: facts in, verdicts and changes out."""
    here = site(request)
    bearer = bearer_of(request)
    if bearer is None:
        raise Refused("unauthorized", 401)
    envelope = _envelope(read_object(await unpacked(request)))
    arrivals = [receiving.arrival(raw, here.keys) for raw in envelope["facts"]]
    ask = Ask(here.keys.hashed(bearer), envelope, arrivals)
    body, revoked = await asyncio.wrap_future(here.database.gathered(here.exchanges, ask))
    return Response(body, status_code=401 if revoked else 200, media_type="application/json")


@router.post("/hand-in")
async def hand_in(request: Request) -> Response:
    """What another phone has sealed, brought by whoever has it: the seal itself says that it may come in."""
    here = site(request)
    limit(request, "hand_in", address(request))
    text = read_object(await unpacked(request)).get("sealed")
    # Beside the loop: what is inside may be 8 MiB of anything, and other phones wait to be answered.
    report = await asyncio.to_thread(handing_in.hand_in, here.database, text, here.keys, here.clock.now())
    return Response(orjson.dumps({"items": report["items"], "at": report["at"]}), media_type="application/json")


async def _write(here: Site, job: Any) -> Any:
    future: Future[Any] = here.database.submit(job)
    return await asyncio.wrap_future(future)


def _envelope(told: dict[str, Any]) -> dict[str, Any]:
    facts, cursor, unsent, most = (told.get(k) for k in ("facts", "cursor", "unsent", "limit"))
    facts = [] if facts is None else facts
    unsent = 0 if unsent is None else unsent
    most = 500 if most is None else most
    if not isinstance(facts, list) or not (cursor is None or isinstance(cursor, str)):
        raise Refused("malformed", 422)
    if not _whole(unsent) or not _whole(most):
        raise Refused("malformed", 422)
    if len(facts) > MOST_FACTS:
        raise Refused("too_large", 413)
    return {"facts": facts, "cursor": cursor, "unsent": min(unsent, 2**31), "limit": min(most, changes.MOST)}


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def bearer_of(request: Request) -> str | None:
    """The token a request carries, None when it has none."""
    header = request.headers.get("authorization", "")
    return header[7:].strip() or None if header[:7].lower() == "bearer " else None


async def unpacked(request: Request) -> bytes:
    """The request's body, unpacked; read no further than the largest allowed."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("gzip", "identity", ""):
        raise Refused("malformed", 400)
    unpack = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    parts, size = [], 0
    async for chunk in request.stream():
        try:
            piece = unpack.decompress(chunk, MOST_BYTES + 1 - size) if unpack else chunk
        except zlib.error:
            raise Refused("malformed", 400) from None
        parts.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise Refused("too_large", 413)
    if unpack and not unpack.eof:
        raise Refused("malformed", 400)
    return b"".join(parts)
