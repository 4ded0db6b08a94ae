"""Who may sign in on the web: the administrator adds them, sets a new password, takes the right away."""

import re
from typing import Any, Final

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from sync_server import acts, setup
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.office.forms import Form, Posted
from sync_server.office.people import shown
from sync_server.office.words import WEB_ROLES
from sync_server.pages import seen
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
SHORTEST_PASSWORD: Final = 10
_USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9.\-]{2,31}", re.ASCII)


@router.post("/office/users")
def add(request: Request, form: Posted) -> Response:
    """A new person who signs in."""
    found = allowed(request, "admin")
    write_user(request, found, form)
    return seen(request, "/office/people#users", "user_added") if form.sound else shown(request, found, form, 422)


def write_user(request: Request, found: Visitor, form: Form) -> None:
    """Write the user a form tells; nothing when any field is refused."""
    here, form.refusal = site(request), "Chưa thêm người đăng nhập."
    username, name = form.needed("username"), form.needed("user_name")
    role, member = form.chosen("user_role", WEB_ROLES), form.text("user_member") or None
    if not _USERNAME.fullmatch(username):
        form.refuse("username", "username_form")
    password = _password(form, "password")
    now = here.clock.now()

    def work(tx: Tx) -> None:
        if member and member not in communes.current(tx, found.commune).people:
            form.refuse("user_member", "member_unknown")
        if tx.execute(sa.select(t.web_user.c.role).where(t.web_user.c.username == username)).first():
            form.refuse("username", "username_taken")
        if form.sound:
            setup.set_user(tx, found.commune, username, role, name=name, password=password, member=member)
            acts.record(
                tx, found.commune, "user_added", {"username": username, "role": role}, actor=found.actor, now=now
            )
        communes.settled(tx, found.commune)

    here.database.write(work)


def _password(form: Form, name: str) -> str:
    """The password as typed; the form never sends it back."""
    password = form.values.pop(name, [""])[0]
    if len(password) < SHORTEST_PASSWORD:
        form.refuse(name, "password_short")
    return password


@router.post("/office/users/{username}/password")
def password(request: Request, username: str, form: Posted) -> Response:
    """A new password; old sign-ins end."""
    found = allowed(request, "admin")
    here = site(request)
    chosen = _password(form, f"password-{username}")
    now = here.clock.now()

    def work(tx: Tx) -> None:
        row = _user(tx, found.commune, username)
        setup.set_user(tx, found.commune, username, row.role, name=row.name, password=chosen, member=row.member)
        acts.record(tx, found.commune, "password_set", {"username": username}, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    if form.sound:
        here.database.write(work)
    form.refusal = "Chưa đổi mật khẩu."
    return seen(request, "/office/people#users", "password_set") if form.sound else shown(request, found, form, 422)


@router.post("/office/users/{username}/remove")
def remove(request: Request, username: str) -> Response:
    """Take away the right to sign in, at once; what the person did stays in the books."""
    found = allowed(request, "admin")
    here = site(request)
    now = here.clock.now()
    if username == found.name:
        form = Form(refusal="Chưa bỏ quyền đăng nhập.")
        form.refuse(f"password-{username}", "not_yourself")
        return shown(request, found, form, 422)

    def work(tx: Tx) -> None:
        _user(tx, found.commune, username)
        tx.execute(t.web_session.delete().where(t.web_session.c.username == username))
        tx.execute(t.web_user.delete().where(t.web_user.c.username == username))
        acts.record(tx, found.commune, "user_removed", {"username": username}, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    here.database.write(work)
    return seen(request, "/office/people#users", "user_removed")


def _user(tx: Tx, commune: int, username: str) -> sa.Row[Any]:
    u = t.web_user.c
    row = tx.execute(sa.select(t.web_user).where(u.username == username, u.commune_id == commune)).first()
    if row is None:
        raise Refused("not_found", 404)
    return row
