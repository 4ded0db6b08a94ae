"""Counter screens: a one-use code, as a link or typed, starts one that shows its own counter only, until revoked."""

from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from shiftbook.moments import format_instant, local_day
from sync_server import acts, security
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.language import _
from sync_server.office.forms import Form, Posted
from sync_server.office.invites import picture
from sync_server.office.signing_in import keep
from sync_server.pages import page, seen
from sync_server.site import Visitor, address, allowed, limit, same_origin, site, visitor

router = APIRouter(include_in_schema=False)
LINK_HOLDS: Final = timedelta(hours=1)
CODE_LENGTH: Final = 8
SCREEN_HOLDS: Final = timedelta(days=30)
_SESSION: Final = t.web_session.c


@router.get("/office/screens")
def screens(request: Request) -> Response:
    """The screens there are, and the links not yet opened."""
    return _shown(request, allowed(request, "leader", "office"), Form())


def _shown(request: Request, found: Visitor, form: Form, *, status: int = 200, code: str = "") -> Response:
    here = site(request)
    real = format_instant(here.clock.real())
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        rows = connection.execute(
            sa.select(t.web_session)
            .where(_SESSION.commune_id == commune.id, _SESSION.role == "screen", _SESSION.expires_at > real)
            .order_by(_SESSION.expires_at.desc())
        ).all()
    public = here.settings.public_url
    link = f"{public}/desk/start/{code}" if code else ""
    points = commune.points_on(local_day(here.clock.now()))
    return page(request, "screens.html", status, commune=commune, points=points, rows=rows, form=form,
                code=code, link=link, door=f"{public.partition('://')[2]}/desk",
                picture=picture(link) if link else "")  # fmt: skip


@router.post("/office/screens")
def create(request: Request, form: Posted) -> Response:
    """A new code, shown this once."""
    found = allowed(request, "leader", "office")
    here = site(request)
    code, real, now = security.code(CODE_LENGTH), here.clock.real(), here.clock.now()
    row = {"hash": here.keys.hashed(code), "commune_id": found.commune, "role": "screen",
           "expires_at": format_instant(real + LINK_HOLDS), "csrf": security.code()}  # fmt: skip

    def work(tx: Tx) -> None:
        point = form.chosen("point", communes.current(tx, found.commune).points_on(local_day(now)))
        if form.sound:
            tx.execute(t.web_session.insert(), {**row, "point": point})
            acts.record(tx, found.commune, "screen_invited", {"point": point}, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    here.database.write(work)
    if not form.sound:
        return _shown(request, found, form, status=422)
    return _shown(request, found, form, code=code)


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


@router.get("/desk")
def door(request: Request) -> Response:
    """Where a counter's own machine types its code; one that is a screen already goes on to its counter."""
    found = visitor(request)
    if found and found.role == "screen":
        return seen(request, f"/desk/{found.point}")
    return page(request, "desk_start.html", form=Form())


@router.post("/desk")
def typed_in(request: Request, form: Posted) -> Response:
    """Spend a code that was typed."""
    same_origin(request)
    answer = _begun(request, form.text("code"))
    if answer is None:
        form.refusal = "Chưa mở được màn hình."
        form.refuse("code", "screen_code")
        return page(request, "desk_start.html", 422, form=form)
    return answer


@router.get("/desk/start/{code}")
def start(request: Request, code: str) -> Response:
    """Spend a code that came as a link."""
    answer = _begun(request, code)
    return answer or page(request, "refused.html", 410, title=_("Liên kết đã hết hiệu lực"),
                          message=_("Liên kết mở màn hình này đã được dùng, đã quá một giờ hoặc đã bị thu hồi. "
                                    "Hãy nhờ Tổ trưởng hoặc văn phòng tạo liên kết mới."))  # fmt: skip


def _begun(request: Request, code: str) -> Response | None:
    """Make this browser the screen of a code's counter, under a secret that is in no address; None for no such code.

    A code of forty bits is short enough to type and is guessed by nobody who has an hour and ten tries a minute.
    """
    limit(request, "desk start", address(request), spend=False)
    here = site(request)
    link, own, real = here.keys.hashed(security.typed(code)), security.token(), here.clock.real()

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
        limit(request, "desk start", address(request))
        return None
    answer = seen(request, f"/desk/{row.point}")
    keep(answer, here, own, SCREEN_HOLDS)
    return answer
