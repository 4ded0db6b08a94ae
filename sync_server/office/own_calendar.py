"""A member's own page and calendar, at an address only they know: their shifts, and when they cannot serve."""

from datetime import timedelta
from typing import Final

import orjson
from fastapi import APIRouter, Request, Response

from shiftbook.allowance import Person
from shiftbook.moments import local_day
from sync_server import calendar_feed
from sync_server import commune as communes
from sync_server import roster_drafts as drafts
from sync_server.acts import Actor
from sync_server.api_team import enrolled
from sync_server.commune import Commune
from sync_server.errors import Refused
from sync_server.office.availability import filled, kept
from sync_server.office.forms import Form, Posted
from sync_server.pages import page, seen
from sync_server.site import address, limit, site

router = APIRouter(include_in_schema=False)
AHEAD: Final = timedelta(weeks=8)
MOST_COMMUNES: Final = 2**31 - 1  # a larger number is nobody's, and no database takes it


@router.get("/api/v1/calendar")
def told(request: Request) -> Response:
    """For a phone (`member`, bearer of the phone): the addresses of that member's page and calendar."""
    here = site(request)
    commune, member = enrolled(request)
    if not commune.people[member].active_on(local_day(here.clock.now())):
        raise Refused("forbidden", 403)
    with here.database.reader() as connection:
        link = here.settings.public_url + calendar_feed.address(connection, commune.id, member, here.keys)
    body = orjson.dumps({"page": link, "calendar": f"{link}.ics"})
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get("/calendar/{commune}/{member}/{secret}.ics")
def feed(request: Request, commune: int, member: str) -> Response:
    """The calendar, to be subscribed to."""
    found, person = _whose(request, commune, member, request.url.path.removesuffix(".ics"))
    body = calendar_feed.feed(found, person, local_day(site(request).clock.now()))
    headers = {"Cache-Control": "private, max-age=3600", "Content-Disposition": 'inline; filename="lich-truc.ics"'}
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


@router.get("/calendar/{commune}/{member}/{secret}")
def own(request: Request, commune: int, member: str) -> Response:
    """The member's page."""
    return _shown(request, *_whose(request, commune, member, request.url.path), Form())


@router.post("/calendar/{commune}/{member}/{secret}")
def tell(request: Request, commune: int, member: str, form: Posted) -> Response:
    """The member says when they cannot serve."""
    found, person = _whose(request, commune, member, request.url.path)
    if not kept(request, (commune, member), form, Actor(person.name, "member", member)):
        return _shown(request, found, person, form, status=422)
    return seen(request, f"{request.url.path}?said=availability_set")


def _whose(request: Request, commune_id: int, member: str, path: str) -> tuple[Commune, Person]:
    """Whose address this is; 404 when it is nobody's, or was renewed, or they are no longer in the team."""
    here = site(request)
    limit(request, "calendar", address(request), spend=False)
    commune_id = min(commune_id, MOST_COMMUNES)
    with here.database.reader() as connection:
        mine = calendar_feed.is_address(connection, commune_id, member, here.keys, path=path)
        commune = communes.read(connection, commune_id) if mine else None
    person = commune.people.get(member) if commune else None
    if commune is None or person is None:
        limit(request, "calendar", address(request))
        raise Refused("not_found", 404)
    if not person.active_on(local_day(here.clock.now())):
        raise Refused("not_found", 404)
    return commune, person


def _shown(request: Request, commune: Commune, person: Person, form: Form, *, status: int = 200) -> Response:
    here = site(request)
    today = local_day(here.clock.now())
    with here.database.reader() as connection:
        said = drafts.wishes(connection, commune).of(person.id)
    link = here.settings.public_url + request.url.path
    values = filled(said, form) | {
        "person": person, "commune": commune, "link": link, "webcal": link.replace("https:", "webcal:", 1),
        "duties": calendar_feed.duties(commune, person.id, today, today + AHEAD), "action": request.url.path,
        "done": request.query_params.get("said") == "availability_set",
    }  # fmt: skip
    return page(request, "own_calendar.html", status, **values)
