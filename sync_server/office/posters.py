"""The poster of a service point: one A4 page with the code that opens the open ballot there."""

from typing import Final
from urllib.parse import urlsplit

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.errors import Refused
from sync_server.office.invites import picture
from sync_server.office.people import READERS
from sync_server.pages import page
from sync_server.site import allowed, site

router = APIRouter(include_in_schema=False)
# A poster with one of these leads a citizen's phone to itself.
_OWN_MACHINE: Final = ("localhost", "127.0.0.1", "::1")


@router.get("/office/posters/{point}")
def poster(request: Request, point: str) -> Response:
    """The page to print and hang up at a point."""
    found = allowed(request, *READERS)
    here = site(request)
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        p = t.point.c
        wanted = sa.select(p.name, p.poster_code).where(p.commune_id == commune.id, p.id == point)
        row = connection.execute(wanted).first()
    if row is None:
        raise Refused("point_unknown", 404)
    code, public = row.poster_code, urlsplit(here.settings.public_url)
    return page(
        request, "poster.html", name=row.name, commune=commune, period=commune.config["ballot_period"],
        office=commune.office_on(local_day(here.clock.now())),
        picture=picture(f"{here.settings.public_url}/q/{code}"),
        address=f"{public.netloc}{public.path}/q/{code[:4]}-{code[4:]}", own_machine=public.hostname in _OWN_MACHINE,
    )  # fmt: skip
