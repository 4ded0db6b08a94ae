"""Months: the list of them, one with a line a member and a cell a day, confirming, deciding and closing it."""

import json
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day, month_before, month_of, next_month, parse_day
from sync_server import acts, folded, months, settlement
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.api_office import READERS, readable_month
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.exports.paper import PAPERS
from sync_server.language import _, shown
from sync_server.office import pending, since_closed, words
from sync_server.office.forms import Form, Posted
from sync_server.office.sheet import days_in_words, laid_out
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
MOST_LISTED = 36


@router.get("/office/months")
def listed(request: Request) -> Response:
    """Every month that has anything in it, the newest first."""
    found = allowed(request, *READERS)
    here = site(request)
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        last = month_of(local_day(here.clock.now()))
        names = _from_to(_first(connection, commune, last), last)
        rows = [(name, _told(connection, commune, name)) for name in names]
        beside = settlement.standing(connection, commune)
    rows_told = [(name, told, days_in_words(commune, told)) for name, told in rows]
    return page(request, "months.html", rows=rows_told, beside=beside)


def _first(connection: sa.Connection, commune: Commune, last: str) -> str:
    first = last
    for table in (t.presence, t.decision):
        wanted = sa.select(sa.func.min(table.c.day)).where(table.c.commune_id == commune.id)
        first = min(first, (connection.execute(wanted).scalar() or last)[:7])
    return min(first, *commune.closed) if commune.closed else first


def _from_to(first: str, last: str) -> list[str]:
    names = [last]
    while names[-1] > first and len(names) < MOST_LISTED:
        names.append(month_before(names[-1]))
    return names


def _told(connection: sa.Connection, commune: Commune, name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(months.told(connection, commune, name))
    return told


@router.get("/office/months/{month}")
def month(request: Request, month: str) -> Response:
    """One month."""
    found = allowed(request, *READERS)
    return _shown(request, found, readable_month(month), Form())


def _shown(request: Request, found: Visitor, name: str, form: Form, *, status: int = 200) -> Response:
    here = site(request)
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        now = here.clock.now()
        known = folded.month(here.remembered, connection, commune, name, now=now)
        laid = laid_out(connection, commune, name, now, found=known.judged)
        waiting = folded.waiting(connection, commune, name, known)
        since = since_closed.of(connection, commune, name)
    at = pending.closed_or_now(laid.closing, here.clock.now())
    held = pending.phones(commune, name, laid.told["unsynced"], at)
    values = {"month": laid, "phones": held, "commune": commune, "form": form,
              "days_in_words": days_in_words(commune, laid.told), "papers": shown(PAPERS),
              "unmatched": waiting, "since": since}  # fmt: skip
    return page(request, "month.html", status, before=month_before(name), after=next_month(name), **values)


@router.post("/office/months/{month}/confirm")
def confirm(request: Request, month: str, form: Posted) -> Response:
    """The leader vouches for every B day of the month that the page showed."""
    found = allowed(request, "leader")
    here, name, as_of = site(request), readable_month(month), form.number("as_of")
    try:
        here.database.write(
            lambda tx: acts.confirm(tx, found.commune, name, None, actor=found.actor, now=here.clock.now(), as_of=as_of)
        )
    except Refused as refused:
        form = Form(refusal=_("Chưa xác nhận {month}.", month=words.month(name))).refused(refused, "confirm")
        return _shown(request, found, name, form, status=refused.status)
    return seen(request, f"/office/months/{name}", f"confirmed.{name}")


@router.post("/office/months/{month}/decide")
def decide(request: Request, month: str, form: Posted) -> Response:
    """The office decides a day it chose itself, also one without any fact."""
    found = allowed(request, "office")
    name = readable_month(month)
    try:
        decided(request, found, name, form)
    except Refused as refused:
        if refused.code == "wrong_month":
            day = parse_day(form.text("day"))
            with site(request).database.reader() as connection:
                own = words.month(months.settled_in(communes.read(connection, found.commune), day))
            form.refuse("day", _("Ngày {day} quyết định ở {month}. Hãy mở tháng ấy.", day=words.full(day), month=own))
        return _shown(request, found, name, form.refused(refused, "reason"), status=refused.status)
    return seen(request, f"/office/months/{name}", "decided")


def decided(request: Request, found: Visitor, month: str, form: Form) -> None:
    """Write the decision a form tells; raises Refused with the field that is wrong."""
    form.refusal = "Chưa ghi quyết định."
    here, now, as_of = site(request), site(request).clock.now(), form.number("as_of")
    for name in ("member", "day"):
        if not form.text(name):
            form.refuse(name, f"{name}_missing")
    wish = {"member": form.text("member"), "day": form.text("day"), **judged(form)}
    if not form.sound:
        raise Refused("reason_missing", 422, field=form.first)

    def work(tx: Tx) -> None:
        acts.countable(tx, found.commune, wish, now)
        acts.decide(tx, found.commune, month, wish, actor=found.actor, now=now, as_of=as_of)

    here.database.write(work)


def judged(form: Form) -> dict[str, Any]:
    """What a form decides and why, both refused together where they are missing."""
    counted = {"yes": True, "no": False}.get(form.text("counted"))
    if counted is None:
        form.refuse("counted", "counted_missing")
    if not form.text("reason"):
        form.refuse("reason", "reason_missing")
    return {"counted": counted, "reason": form.text("reason")}


@router.post("/office/months/{month}/close")
def close(request: Request, month: str, form: Posted) -> Response:
    """The office closes the month, in spite of what stands in the way only with a reason."""
    found = allowed(request, "office")
    here, name = site(request), readable_month(month)
    form.refusal = _("Chưa chốt {month}.", month=words.month(name))
    if not form.text("looked"):
        form.refuse("looked", "not_looked")
        return _shown(request, found, name, form, status=422)
    override, looked_at, now = form.text("override")[:500] or None, form.text("code"), here.clock.now()
    try:
        here.database.write(
            lambda tx: acts.close(tx, found.commune, name, override, actor=found.actor, now=now, looked_at=looked_at)
        )
    except Refused as refused:
        if refused.code == "figures_moved":
            form.values.pop("looked")
        return _shown(request, found, name, form.refused(refused, "override"), status=refused.status)
    return seen(request, f"/office/months/{name}", f"closed.{name}")
