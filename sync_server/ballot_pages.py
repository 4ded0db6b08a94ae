"""The citizen's pages as they go out: style and script inside, and kept ready while nothing they show changes."""

import gzip
from base64 import b64encode
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final, NamedTuple

import jinja2
from fastapi import Request, Response
from markupsafe import Markup

from shiftbook.moments import local_day
from sync_server import ballots, doors
from sync_server.ballot_words import SCRIPT, WORDS
from sync_server.doors import Door, Place
from sync_server.site import site


def _inside(name: str) -> tuple[str, str]:
    text = files("sync_server").joinpath("static", name).read_text(encoding="utf-8")
    return text, b64encode(sha256(text.encode()).digest()).decode()


_STYLE, _STYLE_HASH = _inside("ballot.css")
_SCRIPT, _SCRIPT_HASH = _inside("ballot.js")
# Style and script are in the page, so that one answer is the whole page; their hashes are all that is let in.
HEADERS: Final = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
    f"script-src 'sha256-{_SCRIPT_HASH}'; connect-src 'self'; img-src data:; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store", "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}  # fmt: skip
# A counter's tablet goes back to an empty form: nobody may read what the one before wrote there.
LEFT_ALONE_S: Final = {"quick": 120, "full": 300, "shut": 300}
THANKED_S: Final = 6
STATUS: Final = {
    "quick": 200, "full": 200, "thanks": 200, "thanked": 200, "unknown": 404, "spent": 409, "changed": 409,
    "expired": 410, "replaced": 410, "shut": 410, "unreadable": 413, "guessed": 429,
}  # fmt: skip
FORMS: Final = ("quick", "full")
_TROUBLE: Final = {"missing": 422, "long": 422, "pause": 429, "flood": 429, "busy": 503, "moved": 410,
                   "late": 410}  # fmt: skip
_PAGES: Final = jinja2.Environment(
    loader=jinja2.PackageLoader("sync_server"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
_PAGES.globals.update(style=Markup(_STYLE), script=Markup(_SCRIPT), longest=ballots.LONGEST_COMMENT)


@dataclass(frozen=True, slots=True)
class Given:
    """What a form held when it came, and the name of the sentence that says why it goes back.

    `unopened` is a form as it came to a door that was not looked for.
    """

    rating: int | None = None
    comment: str = ""
    others: dict[str, int | str] | None = None
    trouble: str | None = None
    unopened: dict[str, Any] | None = None


class _Ready(NamedTuple):
    plain: Response
    zipped: Response


def shown(request: Request, door: Door | None, lang: str, view: str, *, given: Given | None = None) -> Response:
    """A page at a door: a form (`quick`, `full`) or what is said instead; one without anybody's words is kept ready."""
    here = site(request)
    day, rehearsed = local_day(here.clock.now()), here.clock.rehearsed is not None
    known: Any = door and (door.commune, door.point, door.channel, door.as_of)
    key = (known or _demonstration(request), lang, view, day, rehearsed)
    ready: _Ready | None = None if given else here.ready.get(key)
    if ready is None:
        ready = _made(request, door, day, lang=lang, view=view, given=given)
        if not given:
            here.keep_ready(key, ready)
    zips = any(name == b"accept-encoding" and b"gzip" in value for name, value in request.scope["headers"])
    return ready.zipped if zips else ready.plain


def _made(request: Request, door: Door | None, day: date, *, lang: str, view: str, given: Given | None) -> _Ready:
    here = site(request)
    place = None
    if door:
        with here.database.reader() as connection:
            place = doors.place(connection, door, day)
    shown = place.demonstration if place else _demonstration(request)
    rehearsed = here.clock.rehearsed is not None
    banner = {(True, True): "both", (True, False): "rehearsal", (False, True): "demonstration"}.get((rehearsed, shown))
    text = written(place, lang, view, door=door, given=given, banner=banner)
    headers = HEADERS | {"Content-Type": "text/html; charset=utf-8"} | _after(view, given)
    status = _TROUBLE[given.trouble] if given and given.trouble else STATUS[view]
    body = text.encode()
    zipped = headers | {"Content-Encoding": "gzip"}
    return _Ready(Response(body, status, headers), Response(gzip.compress(body, 6, mtime=0), status, zipped))


def written(
    place: Place | None, lang: str, view: str, *, door: Door | None = None, given: Given | None = None,
    banner: str | None = None, preview: bool = False,
) -> str:  # fmt: skip
    """A page's text; `preview` shows a form that cannot be sent."""
    held, words = given or Given(), WORDS[lang]
    tablet = door is not None and door.channel == "tablet"
    trouble = held.trouble
    kept = {"rating": held.rating, "comment": held.comment, "others": held.others or {}}
    say = {name: words[name] for name in (("mute",) if preview else SCRIPT)}
    if tablet:
        say |= {"held": words["tablet"], "open": words["tablet"]}
    texts = place.texts if place else ballots.TEXTS
    moved = trouble in ("moved", "late")
    idle = words[place.idle[0]].format(day=words["day"].format(d=place.idle[1])) if place and place.idle else None
    return _PAGES.get_template("ballot_form.html" if view in FORMS else "ballot_said.html").render(
        door=door, place=place, lang=lang, words=words, banner=banner, tablet=tablet, texts=texts, kept=kept,
        trouble=trouble, sentence=words[trouble].format(length=len(held.comment)) if trouble else None, view=view,
        idle=idle, said="thanks" if view == "thanked" else view, say=say, unopened=held.unopened,
        version=place.version if place else 0, preview=preview,
        alone=LEFT_ALONE_S.get(view, THANKED_S) if tablet else None,
        action=f"/q/{place.poster_code}" if moved and place else None,
    )  # fmt: skip


def _after(view: str, given: Given | None) -> dict[str, str]:
    """When to come again."""
    trouble = given.trouble if given else None
    wait = "5" if trouble == "pause" else "60" if trouble in ("flood", "busy") or view == "guessed" else ""
    return {"Retry-After": wait} if wait else {}


def _demonstration(request: Request) -> bool:
    wanted = "SELECT 1 FROM commune WHERE demonstration LIMIT 1"
    return site(request).database.straight.first(wanted) is not None
