"""The counter screen's code as of now, for whoever may see it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request

from sync_server import commune as communes
from sync_server.errors import Refused
from sync_server.security import DESK_STEP_S
from sync_server.site import allowed, site


@dataclass(frozen=True)
class DeskCode:
    """The six digits of a point, when they were looked up and until when they are the ones shown."""

    point: str
    name: str
    code: str
    now: datetime
    until: datetime


def desk_code(request: Request, point: str) -> DeskCode:
    """The code of a point for leader, office or that point's own screen, never for a phone; else raises Refused."""
    found = allowed(request, "leader", "office", "screen")
    here = site(request)
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
    if point not in commune.points:
        raise Refused("point_unknown", 404)
    if found.role == "screen" and found.point != point:
        raise Refused("forbidden", 403)
    now = here.clock.now()
    until = now + timedelta(seconds=DESK_STEP_S - now.timestamp() % DESK_STEP_S)
    return DeskCode(point, commune.points[point], here.keys.desk(commune.id, point).at(now), now, until)
