"""One member's day: every fact behind it, every decision about it, and for the office the next decision."""

import json
from datetime import date
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from shiftbook.moments import month_of
from shiftbook.roster import SESSIONS
from sync_server import commune as communes
from sync_server import months
from sync_server import tables as t
from sync_server.api_office import READERS, readable_month
from sync_server.commune import Commune
from sync_server.errors import Refused
from sync_server.office import presence
from sync_server.office.forms import Form, Posted
from sync_server.office.month import decided
from sync_server.office.sheet import closing_of
from sync_server.office.today import readable_day
from sync_server.pages import page
from sync_server.pages import seen as then
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
PATH = "/office/months/{month}/days/{member}/{day}"


@router.get(PATH)
def day(request: Request, month: str, member: str, day: str) -> Response:
    """The day; `month` is the one it is settled in, for a late day not its own."""
    found = allowed(request, *READERS)
    return _shown(request, found, (readable_month(month), member, readable_day(day)), Form())


@router.post(PATH)
def decide(request: Request, month: str, member: str, *, day: str, form: Posted) -> Response:
    """The office decides the day."""
    found = allowed(request, "office")
    where = (readable_month(month), member, readable_day(day))
    form.values |= {"member": [member], "day": [day]}
    try:
        decided(request, found, where[0], form)
    except Refused as refused:
        shown = form.refused(refused, "reason")
        return _shown(request, found, where, shown, status=refused.status)
    return then(request, request.url.path, "decided")


def _shown(
    request: Request, found: Visitor, where: tuple[str, str, date], form: Form, *, status: int = 200
) -> Response:
    month, member, day = where
    here = site(request)
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        if member not in commune.people:
            raise Refused("not_found", 404)
        own = month_of(day)
        values: dict[str, Any] = {
            "check_ins": presence.seen(connection, commune, day, member),
            "judged": months.days(connection, commune, own, member).get((member, day)),
            "decisions": _decisions(connection, commune.id, member, day),
            "confirmations": _confirmations(connection, commune.id, own),
            "rostered": _rostered(commune, member, day),
            "devices": _devices(connection, commune),
            "frozen": _frozen(connection, commune.id, own, (member, day)),
            "closing": closing_of(connection, commune.id, own),
        }
    values |= {"month": month, "person": commune.people[member], "day": day, "commune": commune, "form": form,
               "settled_in": months.settled_in(commune, day),
               "working": commune.ground.calendar.is_working(day)}  # fmt: skip
    return page(request, "day.html", status, **values)


def _decisions(connection: sa.Connection, commune: int, member: str, day: date) -> list[sa.Row[Any]]:
    d = t.decision.c
    own = (d.commune_id == commune, d.member == member, d.day == day.isoformat())
    return list(connection.execute(sa.select(t.decision).where(*own).order_by(d.rev)))


def _confirmations(connection: sa.Connection, commune: int, month: str) -> list[tuple[sa.Row[Any], set[str]]]:
    c = t.confirmation.c
    rows = connection.execute(
        sa.select(t.confirmation).where(c.commune_id == commune, c.month == month).order_by(c.rev)
    )
    return [(row, set(json.loads(row.covers).values())) for row in rows]


def _rostered(commune: Commune, member: str, day: date) -> list[tuple[str, str]]:
    """The shifts (session, point) a member has on a day by the newest roster."""
    roster = commune.ground.roster
    return [(s, p) for s in SESSIONS for p in commune.points if member in roster.members(p, day, s)]


def _devices(connection: sa.Connection, commune: Commune) -> dict[str, dict[str, Any]]:
    """Each phone: what it is, whose, and when it was revoked."""
    d, m = t.device.c, t.device_member.c
    rows = connection.execute(sa.select(d.id, d.model, d.os, d.revoked_at).where(d.commune_id == commune.id))
    found = {row.id: {"kind": f"{row.model or ''} {row.os or ''}".strip(), "revoked_at": row.revoked_at, "whose": []}
             for row in rows}  # fmt: skip
    for row in connection.execute(sa.select(m.device, m.member).where(m.commune_id == commune.id)):
        if row.device in found and row.member in commune.people:
            found[row.device]["whose"].append(commune.people[row.member].name)
    return found


def _frozen(connection: sa.Connection, commune: int, month: str, key: tuple[str, date]) -> dict[str, Any] | None:
    """The day as the closed list of its month has it; None while the month is open or when it is not on the list."""
    body = months.closed_body(connection, commune, month)
    lines = json.loads(body)["lines"] if body else []
    member, day = key
    days = (d for line in lines if line["member"] == member for d in line["days"] if d["day"] == day.isoformat())
    return next(days, None)
