"""The citizen's pages: a ballot by one-use slip or by a point's poster, without name, cookie or JavaScript."""

import asyncio
import hmac
import secrets
from base64 import b64encode
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

import jinja2
import sqlalchemy as sa
import structlog
from fastapi import APIRouter, Request, Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from shiftbook.moments import local_day
from sync_server import ballots
from sync_server import tables as t
from sync_server.ballot_words import LANGUAGES, WORDS
from sync_server.ballots import Answer, Door
from sync_server.security import typed
from sync_server.site import ONE_IN_FIVE_SECONDS, THIRTY_A_MINUTE, network, site

log = structlog.get_logger()
router = APIRouter(include_in_schema=False)
MOST_BYTES: Final = 64 * 1024
_STYLE: Final = files("sync_server").joinpath("static", "ballot.css").read_text(encoding="utf-8")
_STYLE_HASH: Final = b64encode(sha256(_STYLE.encode()).digest()).decode()
# The style is in the page, so that one answer is the whole page; its hash is the only style let in.
HEADERS: Final = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
LEFT_ALONE_S: Final = 120
THANKED_S: Final = 6
_WAIT: Final = {"Retry-After": "60"}
_PAGES: Final = jinja2.Environment(
    loader=jinja2.PackageLoader("sync_server"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)  # fmt: skip
_PAGES.globals.update(style=Markup(_STYLE), texts=ballots.TEXTS, longest=ballots.LONGEST_COMMENT)


@router.get("/r/{slip}")
async def slip_form(request: Request, slip: str) -> Response:
    """The ballot of a one-use slip."""
    return await _asked(request, slip, by_slip=True)


@router.get("/q/{poster}")
async def poster_form(request: Request, poster: str) -> Response:
    """The ballot of a point's poster."""
    return await _asked(request, poster, by_slip=False)


@router.post("/r/{slip}")
async def slip_sent(request: Request, slip: str) -> Response:
    """A ballot sent by a one-use slip."""
    return await _sent(request, slip, by_slip=True)


@router.post("/q/{poster}")
async def poster_sent(request: Request, poster: str) -> Response:
    """A ballot sent from a point's poster."""
    return await _sent(request, poster, by_slip=False)


async def _asked(request: Request, code: str, *, by_slip: bool) -> Response:
    lang = language({}, request)
    door = await _found(request, code, lang, by_slip=by_slip)
    return door if isinstance(door, Response) else form(request, door, lang)


async def _sent(request: Request, code: str, *, by_slip: bool) -> Response:
    fields = await fields_of(request)
    lang = language(fields or {}, request)
    door = await _found(request, code, lang, by_slip=by_slip)
    return door if isinstance(door, Response) else await taken(request, door, lang, fields)


async def taken(request: Request, door: Door, lang: str, fields: Mapping[str, Any] | None) -> Response:
    """What comes of the form that was sent at a door: thanks, or the form again with what stands in the way."""
    if fields is None:
        return _said(request, door, lang, said="unreadable", status=413)
    if fields.get("switch") in LANGUAGES:
        return form(request, door, str(fields["switch"]), fields=fields)
    rating, comment = ballots.rating(fields), ballots.comment(fields)
    if rating is None:
        return form(request, door, lang, fields=fields, trouble="missing", status=422)
    if len(comment) > ballots.LONGEST_COMMENT:
        return form(request, door, lang, fields=fields, trouble="long", status=422)
    trouble = _too_many(request, door)
    if trouble:
        return form(request, door, lang, fields=fields, trouble=trouble, status=429)
    answer = Answer(rating, comment, lang, ballots.others(fields))
    try:
        kept = await _kept(request, door, answer)
    except sa.exc.DBAPIError as error:
        log.error("database", error=str(error.orig))
        return form(request, door, lang, fields=fields, trouble="busy", status=503)
    return _said(request, door, lang, said="thanks", status=200) if kept else _closed(request, door, lang, spent=True)


def _too_many(request: Request, door: Door) -> str | None:
    """Why a ballot without a slip has to wait: the network's thirtieth in a minute, or one hard upon the last."""
    hit = site(request).limiter.hit
    if door.channel == "poster" and not hit(THIRTY_A_MINUTE, "poster", _network(request)):
        return "flood"
    if door.channel == "tablet" and not hit(ONE_IN_FIVE_SECONDS, "tablet", f"{door.commune} {door.point}"):
        return "pause"
    return None


async def _kept(request: Request, door: Door, answer: Answer) -> bool:
    here = site(request)
    now = here.clock.now()
    signs = here.arrivals.signs((door.commune, door.point, door.channel), _network(request), now)
    return await asyncio.wrap_future(here.database.submit(lambda tx: ballots.keep(tx, door, answer, now, signs=signs)))


async def _found(request: Request, code: str, lang: str, *, by_slip: bool) -> Door | Response:
    """The open door of a code, or the page that says why there is none."""
    limiter, who = site(request).limiter, _network(request)
    if not limiter.test(THIRTY_A_MINUTE, "ballot code", who):
        return await asyncio.to_thread(_said, request, None, lang, said="guessed", status=429)
    door = await asyncio.to_thread(_look, request, typed(code), by_slip)
    if door is None:
        limiter.hit(THIRTY_A_MINUTE, "ballot code", who)
        return await asyncio.to_thread(_said, request, None, lang, said="unknown", status=404)
    return _closed(request, door, lang, spent=door.spent) if door.spent or door.expired else door


def _look(request: Request, code: str, by_slip: bool) -> Door | None:
    here = site(request)
    with here.database.reader() as connection:
        if by_slip:
            return ballots.by_slip(connection, here.keys.hashed(code), local_day(here.clock.now()))
        return ballots.by_poster(connection, code)


async def fields_of(request: Request) -> Mapping[str, Any] | None:
    """The fields of a form, None when it is far larger than a ballot or is no form."""
    try:
        async with request.form(max_files=0, max_fields=50, max_part_size=MOST_BYTES) as form:
            return dict(form)
    except HTTPException:
        return None


def language(fields: Mapping[str, Any], request: Request) -> str:
    """The language asked for in the form or the address, else the first."""
    told = (fields.get("lang"), request.query_params.get("lang"))
    return next((lang for lang in told if lang in LANGUAGES), LANGUAGES[0])


def _network(request: Request) -> str:
    """A name for the visitor's network that lasts a day, from which the address cannot be found again."""
    salt = _salt(site(request).clock.real().date())
    return hmac.new(salt, network(request).encode(), "sha256").hexdigest()


@lru_cache(maxsize=1)
def _salt(_day: date) -> bytes:
    return secrets.token_bytes(32)


def form(
    request: Request, door: Door, lang: str, *, fields: Mapping[str, Any] | None = None, trouble: str | None = None,
    status: int = 200,
) -> Response:  # fmt: skip
    """The ballot's form with what was given so far; `trouble` names the sentence that says why it came back."""
    given = fields or {}
    comment = ballots.comment(given)
    sentence = WORDS[lang][trouble].format(length=len(comment)) if trouble else None
    kept = {"rating": ballots.rating(given), "comment": comment, "others": ballots.others(given)}
    page = _PAGES.get_template("ballot_form.html").render(
        _frame(request, door, lang), kept=kept, trouble=trouble, sentence=sentence
    )
    wait = {"Retry-After": "5"} if trouble == "pause" else _WAIT if status in (429, 503) else {}
    return Response(page, status, headers=HEADERS | wait | _back(door, LEFT_ALONE_S), media_type="text/html")


def _closed(request: Request, door: Door, lang: str, *, spent: bool) -> Response:
    said, status = ("spent", 409) if spent else ("expired", 410)
    return _said(request, door, lang, said=said, status=status)


def _said(request: Request, door: Door | None, lang: str, *, said: str, status: int) -> Response:
    page = _PAGES.get_template("ballot_said.html").render(_frame(request, door, lang), said=said)
    wait = _WAIT if status == 429 else {}
    return Response(page, status, headers=HEADERS | wait | _back(door, THANKED_S), media_type="text/html")


def _back(door: Door | None, seconds: int) -> dict[str, str]:
    """A counter's tablet goes back to an empty form after so long: nobody may read what the one before wrote there."""
    tablet = door is not None and door.channel == "tablet"
    return {"Refresh": f"{seconds}; url=/kiosk/{door.point}"} if door and tablet else {}


def _frame(request: Request, door: Door | None, lang: str) -> dict[str, Any]:
    here = site(request)
    rehearsed = here.clock.rehearsed is not None
    shown = door.demonstration if door else _demonstration(request)
    banner = {(True, True): "both", (True, False): "rehearsal", (False, True): "demonstration"}.get((rehearsed, shown))
    tablet = door is not None and door.channel == "tablet"
    return {"door": door, "lang": lang, "words": WORDS[lang], "banner": banner, "tablet": tablet}


def _demonstration(request: Request) -> bool:
    c = t.commune.c
    with site(request).database.reader() as connection:
        return connection.execute(sa.select(c.commune_id).where(c.demonstration.is_(True)).limit(1)).first() is not None
