"""The ballot on a counter's own tablet: the whole screen, back to an empty form by itself, a pause between two."""

import asyncio
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from shiftbook.moments import local_day
from sync_server import doors, rating
from sync_server.ballot_pages import shown
from sync_server.doors import Door
from sync_server.errors import Refused
from sync_server.site import allowed, site

router = APIRouter(include_in_schema=False)


@router.get("/kiosk/{point}")
def asked(request: Request, point: str) -> Response:
    """An empty ballot; on a day when the point is not in use, that it is closed."""
    door = _door(request, point)
    view = "full" if request.query_params.get("show") == "full" else "quick"
    return shown(request, door, rating.language({}, request), door.closed or view)


@router.post("/kiosk/{point}")
async def sent(request: Request, point: str) -> Response:
    """A ballot somebody sent here; two within five seconds are one person's double tap, or worse.

    What comes to a closed point, from a page opened before, is kept and flagged as by the other channels.
    """
    door = (await asyncio.to_thread(_door, request, point))._replace(closed=None)
    fields = await rating.fields_of(request)
    return await rating.taken(request, door, rating.language(fields or {}, request), fields)


@router.get("/kiosk/{point}/app.json")
def app(request: Request, point: str) -> Response:
    """What lets a tablet keep the page on its home screen and open it without the browser's bars."""
    here, door = site(request), _door(request, point)
    with here.database.reader() as connection:
        name = doors.place(connection, door, local_day(here.clock.now())).point_name
    told: dict[str, Any] = {
        "name": f"Phiếu ý kiến – {name}", "short_name": "Phiếu ý kiến", "lang": "vi",
        "start_url": f"/kiosk/{point}", "scope": f"/kiosk/{point}", "display": "fullscreen",
        "background_color": "#ffffff", "theme_color": "#0b5a8a",
    }  # fmt: skip
    return JSONResponse(told, media_type="application/manifest+json")


def _door(request: Request, point: str) -> Door:
    """The point's door for its own screen, for leader and office; else raises Refused."""
    found = allowed(request, "leader", "office", "screen")
    if found.role == "screen" and found.point != point:
        raise Refused("forbidden", 403)
    here = site(request)
    door = doors.by_counter(here.database.straight, found.commune, point, local_day(here.clock.now()))
    if door is None:
        raise Refused("point_unknown", 404)
    return door
