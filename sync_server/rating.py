"""The citizen's ballot by one-use slip or by a point's poster: no name, no cookie, no script needed, no trace.

These pages are asked for more than all others, and no time may be kept beside a ballot: `answered` is called before the
routes, neither logged nor measured.
"""

import asyncio
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from urllib.parse import parse_qsl

import sqlalchemy as sa
import structlog
from fastapi import Request, Response

from shiftbook.moments import local_day
from sync_server import ballots, doors, posters
from sync_server.ballot_pages import FORMS, HEADERS, Given, shown
from sync_server.ballot_words import LANGUAGES
from sync_server.ballots import Answer, Sent
from sync_server.doors import Door
from sync_server.ledger.slips import DAYS_TAKEN
from sync_server.security import typed
from sync_server.site import ONE_IN_FIVE_SECONDS, THIRTY_A_MINUTE, Site, network_name, site

log = structlog.get_logger()
PATHS: Final = ("/r/", "/q/")
MOST_BYTES: Final = 64 * 1024
MOST_FIELDS: Final = 50
_LED_ON: Final = {"replaced": "moved", "expired": "late"}
_ONCE: Final = re.compile(r"(\d{8})-[0-9A-Za-z_-]{16,64}", re.ASCII)


async def answered(request: Request) -> Response:
    """The page at a slip's or a poster's address, asked for or sent to."""
    here, method = site(request), request.scope["method"]
    if method == "POST":
        fields = await fields_of(request)
        lang = language(fields or {}, request)
        door = await _door(request, here)
        if isinstance(door, Door):
            return await taken(request, door, lang, fields)
        return shown(request, None, lang, door, given=_unopened(fields) if door == "guessed" else None)
    if method not in ("GET", "HEAD"):
        return Response(status_code=405, headers=HEADERS | {"Allow": "GET, HEAD, POST"})
    if request.scope["path"].startswith("/r/") or method == "HEAD":  # nobody asks twice for a slip
        return await _asked(request, here)
    key = (_heads(request), request.scope["path"], request.scope["query_string"], local_day(here.clock.now()))
    state, ready = here.database.straight.state(), here.ready.get(key)
    if ready and ready[0] == state:
        return ready[1]
    response = await _asked(request, here)
    if response.status_code == 200 and state is not None:
        here.keep_ready(key, (state, response))
    return response


def _heads(request: Request) -> tuple[bool, bool]:
    """Of the request's heads what the answer depends on: whether it may be packed, and whether a phone checks."""
    zips = checks = False
    for name, value in request.scope["headers"]:
        if name == b"accept-encoding":
            zips = b"gzip" in value
        elif name == b"sec-fetch-dest":
            checks = value == b"empty"
    return zips, checks


async def _asked(request: Request, here: Site) -> Response:
    lang, door = language({}, request), await _door(request, here)
    if not isinstance(door, Door):
        return shown(request, None, lang, door)
    query: Mapping[str, str] = request.query_params if request.scope["query_string"] else {}
    if query.get("said") == "thanks" and door.closed == ("spent" if door.mark else None):
        return shown(request, door, lang, "thanked")
    if door.channel == "poster" and request.scope["method"] == "GET":
        posters.seen(request, here, _code(request))
    return shown(request, door, lang, door.closed or ("full" if query.get("show") == "full" else "quick"))


def _code(request: Request) -> str:
    """The code in the address, without the stroke or full stop that a person or a message puts behind it."""
    return typed(request.scope["path"][3:].rstrip("/.,; "))


async def _door(request: Request, here: Site) -> Door | str:
    code, by_slip = _code(request), request.scope["path"].startswith("/r/")
    if here.database.straight.swift:
        return _found(request, here, code, by_slip=by_slip)
    return await asyncio.to_thread(_found, request, here, code, by_slip=by_slip)


def _found(request: Request, here: Site, code: str, *, by_slip: bool) -> Door | str:
    """The door of a code, or which page says why there is none: `guessed` or `unknown`.

    Only slips are worth guessing: a poster's code hangs on the wall, and many people read it from one network.
    """
    if by_slip and here.guesses.stopped(lambda: network_name(request)):
        return "guessed"
    straight = here.database.straight
    if by_slip:
        door = doors.by_slip(straight, code, here.keys, local_day(here.clock.now()))
    else:
        door = doors.by_poster(straight, code)
    if door is None:
        here.guesses.missed(network_name(request) if by_slip else None)
        return "unknown"
    return door


def _unopened(fields: Mapping[str, Any] | None) -> Given | None:
    """What was sent to a slip nobody may look up for a minute, to be sent again; None when nothing could be read."""
    return Given(unopened={k: v for k, v in fields.items() if k not in ("switch", "show")}) if fields else None


async def taken(request: Request, door: Door, lang: str, fields: Mapping[str, Any] | None) -> Response:
    """What comes of the form that was sent at a door: thanks, or the form again with what stands in the way."""
    if fields is None:
        return shown(request, door, lang, "unreadable")
    comment, others, rating = ballots.comment(fields), ballots.others(fields), ballots.rating(fields)
    view = "full" if "full" in (fields.get("view"), fields.get("show")) else "quick"

    def again(trouble: str | None, tongue: str = lang) -> Response:
        return shown(request, door, tongue, view, given=Given(rating, comment, others, trouble))

    if fields.get("switch") in LANGUAGES:
        return again(None, str(fields["switch"]))
    if fields.get("show") in FORMS:
        return again(None)
    answer = Answer(rating or 0, comment, lang, others, *_name(request, fields), str(fields.get("version", "")))
    if door.closed and not await _was_kept(request, door, answer):
        led_on = _LED_ON.get(door.closed)
        return again(led_on) if led_on else _refused(request, door, answer, "spent")
    if rating is None:
        return again("missing")
    if len(comment) > ballots.LONGEST_COMMENT:
        return again("long")
    trouble = _too_many(request, door)
    if trouble:
        return again(trouble)
    try:
        said = await _kept(request, door, answer)
    except sa.exc.DBAPIError as error:
        log.error("database", error=str(error.orig))
        return again("busy")
    return shown(request, door, lang, said) if said == "thanks" else _refused(request, door, answer, said)


def _refused(request: Request, door: Door, answer: Answer, said: str) -> Response:
    """A slip used before, or a ballot changed too late: the words come back, to be copied to another ballot."""
    return shown(request, door, answer.lang, said, given=Given(comment=answer.comment) if answer.comment else None)


async def _was_kept(request: Request, door: Door, answer: Answer) -> bool:
    """Whether the slip was used by this very ballot, sent before."""
    return door.closed == "spent" and answer.again != () and await asyncio.to_thread(_is_kept, request, door, answer)


def _is_kept(request: Request, door: Door, answer: Answer) -> bool:
    wanted = "SELECT 1 FROM ballot WHERE commune_id = ? AND id = ?"
    straight = site(request).database.straight
    return any(straight.first(wanted, door.commune, own) is not None for own in answer.again)


def _name(request: Request, fields: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """A ballot's id, and those it may be stored under already: a page's script names it by its day and at random.

    Ids begin by the day of arrival, whatever day the page names: another day would mark the ballot among those of its
    day. A ballot that its page names for another day may have arrived on any since a slip was last taken.
    """
    here, once = site(request), str(fields.get("once", ""))
    today, named = local_day(here.clock.now()), _ONCE.fullmatch(once)
    if not named:
        return here.keys.ballot(secrets.token_hex(16), f"{today:%Y%m%d}"), ()
    back = 0 if named[1] == f"{today:%Y%m%d}" else DAYS_TAKEN + 1
    ids = tuple(here.keys.ballot(once, f"{today - timedelta(days=n):%Y%m%d}") for n in range(back + 1))
    return ids[0], ids


def _too_many(request: Request, door: Door) -> str | None:
    """Why a ballot without a slip has to wait: the network's thirtieth in a minute, or one hard upon the last."""
    hit = site(request).limiter.hit
    if door.channel == "poster" and not hit(THIRTY_A_MINUTE, "poster", network_name(request)):
        return "flood"
    if door.channel == "tablet" and not hit(ONE_IN_FIVE_SECONDS, "tablet", f"{door.commune} {door.point}"):
        return "pause"
    return None


async def _kept(request: Request, door: Door, answer: Answer) -> str:
    here = site(request)
    now = here.clock.now()
    signs = here.arrivals.signs((door.commune, door.point, door.channel), network_name(request), now)
    return await asyncio.wrap_future(here.database.gathered(ballots.keep, Sent(door, answer, now, signs)))


async def fields_of(request: Request) -> Mapping[str, str] | None:
    """The fields of a form, None when it is far larger than a ballot."""
    whole = bytearray()
    async for part in request.stream():
        whole += part
        if len(whole) > MOST_BYTES:
            return None
    try:
        return dict(parse_qsl(whole.decode(errors="replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return None


def language(fields: Mapping[str, Any], request: Request) -> str:
    """The language asked for in the form or the address, else the first."""
    told = fields.get("lang")
    if told not in LANGUAGES and request.scope["query_string"]:
        told = request.query_params.get("lang")
    return str(told) if told in LANGUAGES else LANGUAGES[0]
