"""Counter screens: a one-use link starts one that can show its own counter and nothing else, and can be revoked."""

from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from shiftbook.moments import format_instant
from sync_server import acts, security
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.office.forms import Form, Posted
from sync_server.office.signing_in import keep
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
LINK_HOLDS: Final = timedelta(hours=24)
SCREEN_HOLDS: Final = timedelta(days=30)
_SESSION: Final = t.web_session.c


@router.get("/office/screens")
def screens(request: Request) -> Response:
    """The screens there are, and the links not yet opened."""
    return _shown(request, allowed(request, "leader", "office"), Form())


def _shown(request: Request, found: Visitor, form: Form, *, status: int = 200, link: str = "") -> Response:
    here = site(request)
    real = format_instant(here.clock.real())
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        rows = connection.execute(
            sa.select(t.web_session)
            .where(_SESSION.commune_id == commune.id, _SESSION.role == "screen", _SESSION.expires_at > real)
            .order_by(_SESSION.expires_at.desc())
        ).all()
    return page(request, "screens.html", status, commune=commune, rows=rows, form=form, link=link)


@router.post("/office/screens")
def create(request: Request, form: Posted) -> Response:
    """A new link, shown this once."""
    found = allowed(request, "leader", "office")
    here = site(request)
    secret, real, now = security.token(), here.clock.real(), here.clock.now()
    row = {"hash": here.keys.hashed(secret), "commune_id": found.commune, "role": "screen",
           "expires_at": format_instant(real + LINK_HOLDS), "csrf": security.code()}  # fmt: skip

    def work(tx: Tx) -> None:
        point = form.chosen("point", communes.current(tx, found.commune).points)
        if form.sound:
            tx.execute(t.web_session.insert(), {**row, "point": point})
            acts.record(tx, found.commune, "screen_invited", {"point": point}, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    here.database.write(work)
    if not form.sound:
        return _shown(request, found, form, status=422)
    return _shown(request, found, form, link=f"{here.settings.public_url}/desk/start/{secret}")


@router.post("/office/screens/revoke")
def revoke(request: Request, form: Posted) -> Response:
    """Switch a screen off, or take back a link not yet opened."""
    found = allowed(request, "leader", "office")
    here = site(request)
    now = here.clock.now()

    def work(tx: Tx) -> None:
        own = (_SESSION.hash == form.text("screen"), _SESSION.commune_id == found.commune, _SESSION.role == "screen")
        row = tx.execute(sa.select(_SESSION.point).where(*own)).first()
        if row is None:
            raise Refused("not_found", 404)
        tx.execute(t.web_session.delete().where(*own))
        acts.record(tx, found.commune, "screen_revoked", {"point": row.point}, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    here.database.write(work)
    return seen(request, "/office/screens", "screen_revoked")


@router.get("/desk/start/{secret}")
def start(request: Request, secret: str) -> Response:
    """Spend a link: this browser becomes the screen of its counter, under a secret that is in no address."""
    here = site(request)
    link, own, real = here.keys.hashed(secret), security.token(), here.clock.real()

    def work(tx: Tx) -> sa.Row[Any] | None:
        row = tx.execute(sa.select(t.web_session).where(_SESSION.hash == link, _SESSION.role == "screen")).first()
        if row is None or row.started_at or row.expires_at <= format_instant(real):
            return None
        begun = {"hash": here.keys.hashed(own), "started_at": format_instant(real),
                 "expires_at": format_instant(real + SCREEN_HOLDS)}  # fmt: skip
        tx.execute(t.web_session.update().where(_SESSION.hash == link).values(begun))
        return row

    row = here.database.write(work)
    if row is None:
        return page(request, "refused.html", 410, title="Liên kết đã hết hiệu lực",
                    message="Liên kết mở màn hình này đã được dùng, đã quá 24 giờ hoặc đã bị thu hồi. "
                            "Hãy nhờ Tổ trưởng hoặc văn phòng tạo liên kết mới.")  # fmt: skip
    answer = seen(request, f"/desk/{row.point}")
    keep(answer, here, own, SCREEN_HOLDS)
    return answer
