"""The two addresses a phone calls: enrolment and the exchange (wire contract §2 and §3)."""

import asyncio
import json
import math
import re
import zlib
from concurrent.futures import Future
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from sync_server import enrolment
from sync_server.errors import Refused
from sync_server.ledger import changes, receiving
from sync_server.ledger.answering import Ask
from sync_server.site import Site, address, limit, site

MOST_FACTS = 500
MOST_BYTES = 2 * 1024 * 1024
router = APIRouter(prefix="/api/v1")


@router.post("/enrol")
async def enrol(request: Request) -> Response:
    """Spend an invite code."""
    here = site(request)
    limit(request, "enrol", address(request), spend=False)
    told = _object(await _unpacked(request))
    code, device = told.get("code"), told.get("device")
    if not isinstance(code, str) or not (device is None or isinstance(device, dict)):
        raise Refused("malformed", 422)
    about = {k: _plain((device or {}).get(k)) for k in ("model", "os", "app_version")}
    bearer = _bearer(request)
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
    bearer = _bearer(request)
    if bearer is None:
        raise Refused("unauthorized", 401)
    envelope = _envelope(_object(await _unpacked(request)))
    arrivals = [receiving.arrival(raw, here.keys) for raw in envelope["facts"]]
    ask = Ask(here.keys.hashed(bearer), envelope, arrivals)
    body, revoked = await asyncio.wrap_future(here.database.gathered(here.exchanges, ask))
    return Response(body, status_code=401 if revoked else 200, media_type="application/json")


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


def _bearer(request: Request) -> str | None:
    header = request.headers.get("authorization", "")
    return header[7:].strip() or None if header[:7].lower() == "bearer " else None


def _object(raw: bytes) -> dict[str, Any]:
    try:
        told = orjson.loads(raw)
    except orjson.JSONDecodeError:
        told = _mended(raw)
    if not isinstance(told, dict):
        raise Refused("malformed", 422)
    return told


def _mended(raw: bytes) -> Any:
    """JSON that only the fast parser refuses, for half a character, a number or a depth beyond it.

    One bad text must not hold up a phone's other facts: what cannot be kept as sent becomes text in its place.
    """
    try:
        text = _shallow(raw.decode("utf-8", "surrogatepass"))
        told = json.loads(text, parse_int=_number(int), parse_float=_number(float), parse_constant=str)
        return orjson.loads(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise Refused("malformed", 422) from None


def _number(kind: type[int] | type[float]) -> Any:
    def read(text: str) -> Any:
        held = len(text) < 19 if kind is int else math.isfinite(float(text))
        return kind(text) if held else text

    return read


_DEEPEST = 200
_NESTING = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


def _shallow(text: str) -> str:
    """The same JSON with whatever is nested deeper than any parser likes replaced by null."""
    parts, begins, depth = [], 0, 0
    for found in _NESTING.finditer(text):
        if found[0] in ("[", "{"):
            depth += 1
            if depth == _DEEPEST:
                parts += [text[begins : found.start()], "null"]
        elif found[0] in ("]", "}"):
            if depth == _DEEPEST:
                begins = found.end()
            depth -= 1
    return "".join([*parts, text[begins:]])


async def _unpacked(request: Request) -> bytes:
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
