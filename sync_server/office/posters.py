"""Posters: each point's on A4 or A5, whether anybody still reads it, and another code in its place."""

import json
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day
from sync_server import acts, dated
from sync_server import commune as communes
from sync_server import posters as held
from sync_server import tables as t
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.language import _
from sync_server.office.forms import Form, Posted
from sync_server.office.invites import picture
from sync_server.office.people import READERS
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
EDITORS: Final = ("office", "admin")
SIZES: Final = ("a4", "a5")
# A poster with one of these leads a citizen's phone to itself.
_OWN_MACHINE: Final = ("localhost", "127.0.0.1", "::1")


@router.get("/office/posters")
def posters(request: Request) -> Response:
    """Every point's poster: since when, last read, last checked, and those it replaced."""
    return _shown(request, allowed(request, *READERS), Form())


def _shown(request: Request, found: Visitor, form: Form, *, status: int = 200) -> Response:
    here = site(request)
    today = local_day(here.clock.now())
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        health = held.health(connection, commune, today)
        points = commune.points_on(today, date.max)  # to be hung up before the first day
        history = {point: held.history(connection, commune.id, point) for point in commune.points}
    form.values = {"days": [str(held.quiet_days(commune, today))]} | form.values
    return page(request, "posters.html", status, points=points, health=health, history=history, form=form,
                closed={point: name for point, name in commune.points.items() if point not in points},
                quiet=held.quiet_days(commune, today))  # fmt: skip


@router.get("/office/posters/{point}")
def poster(request: Request, point: str) -> Response:
    """The page to print and hang up at a point."""
    found = allowed(request, *READERS)
    here = site(request)
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        p = t.point.c
        both = t.point.join(t.poster, t.poster.c.code == p.poster_code)
        wanted = sa.select(p.name, p.poster_code, t.poster.c.since).select_from(both)
        row = connection.execute(wanted.where(p.commune_id == commune.id, p.id == point)).first()
    today = local_day(here.clock.now())
    if row is None:
        raise Refused("point_unknown", 404)
    _check_open(commune, point, today)
    code, public = row.poster_code, urlsplit(here.settings.public_url)
    size = request.query_params.get("size", "")
    return page(
        request, "poster.html", name=row.name, commune=commune, period=dated.on(dated.periods(commune.config), today),
        office=commune.office_on(local_day(here.clock.now())), point=point, since=row.since,
        size=size if size in SIZES else SIZES[0], picture=picture(f"{here.settings.public_url}/q/{code}"),
        address=f"{public.netloc}{public.path}/q/{code[:4]}-{code[4:]}", own_machine=public.hostname in _OWN_MACHINE,
    )  # fmt: skip


def _check_open(commune: communes.Commune, point: str, today: date) -> None:
    if point not in commune.points_on(today, date.max):
        raise Refused("poster_closed", 409)


@router.post("/office/posters/{point}/replace")
def replace(request: Request, point: str, form: Posted) -> Response:
    """Take a poster out of use and give the point a new code."""
    found = allowed(request, *EDITORS)
    here, now = site(request), site(request).clock.now()
    reason = form.needed("reason", 200)
    form.refusal = "Chưa thay áp phích."
    form.problems = {f"reason-{point}": told for told in form.problems.values()}

    def work(tx: Tx) -> None:
        if point not in communes.current(tx, found.commune).points:
            raise Refused("point_unknown", 404)
        _check_open(communes.current(tx, found.commune), point, local_day(now))
        held.replace(tx, found.commune, point, reason, actor=found.actor, now=now)

    if not form.sound:
        return _shown(request, found, form, status=422)
    here.database.write(work)
    return seen(request, "/office/posters", "poster_replaced")


@router.post("/office/posters")
def quiet(request: Request, form: Posted) -> Response:
    """After how many working days unread a poster is reported, from today on."""
    found = allowed(request, *EDITORS)
    here, now = site(request), site(request).clock.now()
    days, today = form.number("days") or 0, local_day(now).isoformat()
    if not held.FEWEST_QUIET <= days <= held.MOST_QUIET:
        bounds = {"least": held.FEWEST_QUIET, "most": held.MOST_QUIET}
        form.refuse("days", _("Hãy ghi số ngày làm việc, từ {least} đến {most}.", **bounds))
    form.refusal = "Chưa lưu số ngày."

    def work(tx: Tx) -> None:
        config: dict[str, Any] = communes.current(tx, found.commune).config
        dated = [x for x in config.get("poster_quiet", held.QUIET) if x["from"] != today]
        text = json.dumps({**config, "poster_quiet": [*dated, {"from": today, "days": days}]}, ensure_ascii=False)
        tx.execute(t.commune.update().where(t.commune.c.commune_id == found.commune).values(config=text))
        communes.changed(tx, found.commune)
        acts.record(tx, found.commune, "poster_quiet_set", {"days": days}, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    if not form.sound:
        return _shown(request, found, form, status=422)
    here.database.write(work)
    return seen(request, "/office/posters", "poster_quiet_set")
