"""Whether phones have sent anything since a page was opened: a piece that a page left open asks for by itself."""

from datetime import date

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from sync_server import tables as t
from sync_server.pages import piece
from sync_server.site import site, visitor

router = APIRouter(include_in_schema=False)


@router.get("/office/news")
def news(request: Request, first: date, last: date, as_of: int) -> Response:
    """The piece for some days, as of a revision; nothing for who is no longer signed in, so that their page stays."""
    found, f = visitor(request), t.fact.c
    if found is None:
        return Response(status_code=204)
    newest = sa.select(sa.func.max(f.rev)).where(
        f.commune_id == found.commune, f.day.between(first.isoformat(), last.isoformat())
    )
    with site(request).database.reader() as connection:
        rev = connection.execute(newest).scalar() or 0
    return piece("_news.html", first=first, last=last, as_of=as_of, moved=rev > as_of)
