"""Starting, opening and ending a rehearsal: the team trains on a copy, by a clock the administrator sets."""

from datetime import datetime, time
from typing import Final

from fastapi import APIRouter, Request, Response

from shiftbook.moments import VN, format_instant, local, local_day
from sync_server import acts, rehearsal
from sync_server import commune as communes
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.installation import Unusable
from sync_server.office.forms import Form, Posted
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
PATH: Final = "/office/rehearsal"


@router.get(PATH)
def shown(request: Request) -> Response:
    """Whether one runs, and what may be done."""
    return _shown(request, allowed(request, "admin"), Form())


def _shown(request: Request, _found: Visitor, form: Form, *, status: int = 200) -> Response:
    here = site(request)
    now, port = here.clock.now(), here.where[1] + 1
    form.values = {"day": [local_day(now).isoformat()], "time": [f"{local(now):%H:%M}"]} | form.values
    kept = rehearsal.file(here.settings)
    made = datetime.fromtimestamp(kept.stat().st_mtime, VN) if kept.exists() else None
    return page(request, "rehearsal.html", status, form=form, running=here.rehearsal, port=port, kept=made,
                inside=here.cookie == rehearsal.COOKIE, public=here.settings.public_url,
                now=here.rehearsal.site.clock.now() if here.rehearsal else None,
                address=rehearsal.address(here.settings, port))  # fmt: skip


@router.post(PATH)
def begin(request: Request, form: Posted) -> Response:
    """Open a fresh copy, or the one that was kept, at a day and time."""
    found = allowed(request, "admin")
    here, form.refusal = site(request), "Chưa mở bản diễn tập."
    day, clock = form.day("day"), form.needed("time", 5)
    try:
        instant = datetime.combine(day, time.fromisoformat(clock or "00:00"), VN)
    except ValueError:
        form.refuse("time", "hour")
    if form.sound and not 2000 <= day.year <= 2999:
        form.refuse("day", "day")
    if here.rehearsal or here.cookie == rehearsal.COOKIE or not rehearsal.address(here.settings, 1):
        raise Refused("not_found", 404)
    if form.sound:
        try:
            rehearsal.begin(here, instant, fresh=form.text("fresh") != "no")
        except Unusable as unusable:
            form.refuse("day", f"{str(unusable)[0].upper()}{str(unusable)[1:]}.")
    if not form.sound:
        return _shown(request, found, form, status=422)
    _note(request, found, "rehearsal_begun", {"at": format_instant(instant)})
    return seen(request, PATH, "rehearsal_begun")


@router.post(PATH + "/end")
def end(request: Request) -> Response:
    """End it and throw the copy away."""
    found = allowed(request, "admin")
    here = site(request)
    if here.cookie == rehearsal.COOKIE:
        raise Refused("not_found", 404)
    if here.rehearsal:
        here.rehearsal.stop()
        here.rehearsal = None
    rehearsal.throw_away(here.settings)
    _note(request, found, "rehearsal_ended", {})
    return seen(request, PATH, "rehearsal_ended")


def _note(request: Request, found: Visitor, act: str, told: dict[str, str]) -> None:
    now = site(request).clock.now()

    def work(tx: Tx) -> None:
        communes.current(tx, found.commune)
        acts.record(tx, found.commune, act, told, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    site(request).database.write(work)
