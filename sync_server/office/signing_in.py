"""Signing in and out, and where each role begins."""

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from shiftbook.moments import format_instant, local_day, month_of
from sync_server import acts, security
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.database import Tx
from sync_server.office.forms import Form, Posted
from sync_server.pages import own_path, page, seen
from sync_server.site import Site, Visitor, address, limit, same_origin, site, source, visitor

router = APIRouter(include_in_schema=False)
HOLDS: Final = timedelta(hours=12)
# Checked when nobody has the name, so that an unknown name takes as long as a wrong password.
_NOBODY: Final = security.passwords.hash(security.token())


@router.get("/")
def front(request: Request) -> Response:
    """The front door: to one's own first page, else to sign-in."""
    found = visitor(request)
    return seen(request, _first_page(request, found) if found else "/login")


@router.get("/login")
def form(request: Request, next: str = "", lost: str = "") -> Response:
    """The sign-in form; it says so where the session had ended before what was typed was sent (`lost`)."""
    return page(request, "login.html", form=Form.of(next=own_path(next)), lost=bool(lost))


@router.post("/login")
def sign_in(request: Request, form: Posted) -> Response:
    """Name and password become a session of twelve hours; ten wrong ones a minute from one address are enough."""
    same_origin(request)
    limit(request, "sign-in", address(request), spend=False)
    here, username = site(request), form.text("username")
    with here.database.reader() as connection:
        row = connection.execute(sa.select(t.web_user).where(t.web_user.c.username == username)).first()
    password = form.values.get("password", [""])[0]
    right = security.passwords.verify(password, row.password if row else _NOBODY)
    if row is None or not right:
        limit(request, "sign-in", address(request))
        form.refuse("password", "wrong_password")
        return page(request, "login.html", 401, form=form, lost=False)
    found = Visitor(row.commune_id, row.role, row.username, row.member, source=source(request))
    answer = seen(request, own_path(form.text("next")) or _first_page(request, found))
    keep(answer, here, _begun(here, found), HOLDS)
    return answer


def _begun(here: Site, found: Visitor) -> str:
    secret, real = security.token(), here.clock.real()
    s = t.web_session.c
    row = {"hash": here.keys.hashed(secret), "commune_id": found.commune, "username": found.name, "role": found.role,
           "started_at": format_instant(real), "expires_at": format_instant(real + HOLDS),
           "csrf": security.code()}  # fmt: skip

    def begin(tx: Tx) -> None:
        tx.execute(t.web_session.delete().where(s.expires_at <= format_instant(real)))
        tx.execute(t.web_session.insert(), row)
        acts.record(tx, found.commune, "signed_in", {}, actor=found.actor, now=here.clock.now())
        communes.settled(tx, found.commune)

    here.database.write(begin)
    return secret


def _ended(tx: Tx, found: Visitor, now: datetime) -> None:
    tx.execute(t.web_session.delete().where(t.web_session.c.hash == found.session))
    if found.role != "screen":
        acts.record(tx, found.commune, "signed_out", {}, actor=found.actor, now=now)
        communes.settled(tx, found.commune)


def keep(answer: Response, here: Site, secret: str, holds: timedelta) -> None:
    """Put a session's secret into the browser, out of reach of scripts and of other sites."""
    answer.set_cookie(
        here.cookie, secret, max_age=int(holds.total_seconds()), httponly=True, samesite="lax", secure=here.secure
    )


@router.post("/logout")
def sign_out(request: Request) -> Response:
    """End the session, here and in the database."""
    same_origin(request)
    here, found = site(request), visitor(request)
    if found and found.session:
        here.database.write(lambda tx: _ended(tx, found, here.clock.now()))
    answer = seen(request, "/login")
    answer.delete_cookie(here.cookie)
    return answer


def _first_page(request: Request, found: Visitor) -> str:
    here = site(request)
    if found.role in ("leader", "office"):
        return "/office/today"
    if found.role in ("chairman", "officer"):
        return "/office/chairman" if found.role == "chairman" else "/office/registers/handovers"
    if found.role == "accountant":
        return f"/office/months/{month_of(local_day(here.clock.now()))}"
    if found.role == "screen":
        return f"/desk/{found.point}"
    with here.database.reader() as connection:
        points = connection.execute(sa.select(t.point.c.id).where(t.point.c.commune_id == found.commune)).first()
    return "/office/people" if points else "/office/setup"
