"""The working calendar: the days of a year that differ from Monday to Friday, entered one by one."""

from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from shiftbook import imports
from shiftbook.moments import local_day
from shiftbook.workdays import KINDS
from sync_server import acts, roster_drafts, setup
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.database import Tx
from sync_server.language import _
from sync_server.office.forms import Form, Posted
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
PATH: Final = "/office/calendar"
EDITORS: Final = ("office", "admin")
YEARS: Final = (2000, 2999)


@router.get(PATH)
def days_off(request: Request, year: str = "") -> Response:
    """A year's days, and one to enter."""
    return _shown(request, allowed(request, *EDITORS), year, Form())


def _shown(request: Request, found: Visitor, year: str, form: Form, *, status: int = 200) -> Response:
    here = site(request)
    today = local_day(here.clock.now())
    number = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else today.year
    number = number if YEARS[0] <= number <= YEARS[1] else today.year
    e = t.calendar_exception.c
    span = e.day.between(f"{number:04d}-01-01", f"{number:04d}-12-31")
    with here.database.reader() as connection:
        wanted = sa.select(t.calendar_exception).where(e.commune_id == found.commune, span).order_by(e.day, e.rev)
        commune = communes.read(connection, found.commune)
        newest: dict[str, Any] = {row.day: row for row in connection.execute(wanted)}
    rows = [row for row in newest.values() if row.kind != "ngay_thuong"]
    left = {row.day: roster_drafts.left_on(commune, date.fromisoformat(row.day)) for row in rows
            if row.day >= today.isoformat()}  # fmt: skip
    return page(
        request, "days_off.html", status, left=left, rows=rows, year=number, form=form, kinds=_kinds(), today=today
    )


def _kinds() -> list[tuple[str, str]]:
    return [(kind, _(name)) for kind, (name, told) in KINDS.items()]


@router.post(PATH)
def enter(request: Request, form: Posted) -> Response:
    """Keep what one day is, judged as a row of a file is."""
    found = allowed(request, *EDITORS)
    here, now = site(request), site(request).clock.now()
    form.refusal, day, source = "Chưa lưu ngày này.", form.day("day"), form.needed("source", 300)
    row = {"date": day.isoformat(), "kind": form.chosen("kind", set(KINDS)), "name_vi": form.needed("name_vi")}
    report = imports.calendar([row], now) if form.sound else None
    for _row, sentence in report.refused if report else ():
        form.refuse("kind", _(sentence).partition("”: ")[2].capitalize() or sentence)

    def work(tx: Tx) -> None:
        assert report is not None
        known = communes.current(tx, found.commune).ground.calendar.exception(day)
        before = {"day_kind": known.kind, "name": known.name} if known else None
        setup.put_calendar(tx, found.commune, report.taken, source=source)
        told = {"day": day.isoformat(), "day_kind": row["kind"], "name": row["name_vi"], "source": source}
        acts.record(tx, found.commune, "calendar_set", acts.after(told, before), actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    year = str(day.year) if day > date.min else ""
    if not form.sound:
        return _shown(request, found, year, form, status=422)
    here.database.write(work)
    return seen(request, f"{PATH}?year={year}", "calendar_set")
