"""The registers' pages: one table each, searched, sorted and taken away as CSV; and the officers' page of a field."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from shiftbook.moments import format_instant, local_day
from sync_server import acts, language, registers
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.language import _
from sync_server.office.forms import Form, Posted
from sync_server.office.listing import Table
from sync_server.office.today import readable_day
from sync_server.pages import page, seen
from sync_server.registers import REGISTERS, Register
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
SHOWN: Final = timedelta(days=27)
LONGEST: Final = timedelta(days=92)
DIFFICULTY_READERS: Final = ("leader", "office", "chairman")
HANDOVER_READERS: Final = ("officer", "leader", "office", "chairman")
READERS: Final = ("officer", "leader", "office", "accountant", "chairman")
OFFICERS: Final = ("officer", "office")
MOST: Final = 9999


def tabs(role: str) -> list[tuple[str, str]]:
    """The registers a role may open, as (address, name)."""
    own = (
        [("/office/registers/difficulties", language.told("Khó khăn", context="page"))]
        if role in DIFFICULTY_READERS
        else []
    )
    own += [("/office/registers/handovers", _("Chuyển công chức"))] if role in HANDOVER_READERS else []
    return own + [(f"/office/registers/{n}", _(r.title)) for n, r in REGISTERS.items() if role in r.roles]


def span_of(request: Request) -> registers.Span:
    """The days an address names, else the last four weeks; raises Refused for what is no span or too long a one."""
    told = request.query_params
    today = local_day(site(request).clock.now())
    last = readable_day(told["to"]) if told.get("to") else today
    first = readable_day(told["from"]) if told.get("from") else last - SHOWN
    if not first <= last <= first + LONGEST:
        raise Refused("span_unreadable", 422)
    return first, last


def search_of(request: Request, span: registers.Span) -> dict[str, str]:
    """What the address asks for, to be asked again with another order or as CSV."""
    told = request.query_params
    return {"from": span[0].isoformat(), "to": span[1].isoformat(), "q": told.get("q", "")[:100]}


def _read(request: Request, name: str) -> tuple[Visitor, Register, registers.Span, Table]:
    if name not in REGISTERS:
        raise Refused("not_found", 404)
    register = REGISTERS[name]
    found, span = allowed(request, *register.roles), span_of(request)
    with site(request).database.reader() as connection:
        table = register.read(connection, communes.read(connection, found.commune), span)
    return found, register, span, table.narrowed(search_of(request, span)["q"], request.query_params.get("by", ""))


@router.get("/office/registers")
def first(request: Request) -> Response:
    """The first register the visitor may see."""
    found = allowed(request, *READERS)
    return seen(request, tabs(found.role)[0][0])


@router.get("/office/registers/handovers.csv")
def handovers_csv(request: Request) -> Response:
    """Each person handed over, as a file."""
    found, span = allowed(request, *HANDOVER_READERS), span_of(request)
    with site(request).database.reader() as connection:
        table = registers.handed_over(connection, communes.read(connection, found.commune), span)
    asked = search_of(request, span)
    return table.narrowed(asked["q"], request.query_params.get("by", "")).csv(f"Chuyển công chức {span[0]} {span[1]}")


@router.get("/office/registers/handovers")
def handovers(request: Request, day: str = "") -> Response:
    """What was handed over, by field, and for officers the counts of a day to enter."""
    found = allowed(request, *HANDOVER_READERS)
    return _handovers(request, found, _day(request, day), Form())


def _day(request: Request, text: str) -> date:
    today = local_day(site(request).clock.now())
    chosen = readable_day(text) if text else today
    if chosen > today:
        raise Refused("day_to_come", 422)
    return chosen


def _handovers(request: Request, found: Visitor, day: date, form: Form, *, status: int = 200) -> Response:
    span = span_of(request)
    with site(request).database.reader() as connection:
        commune = communes.read(connection, found.commune)
        totals = registers.by_field(connection, commune, span)
        table = registers.handed_over(connection, commune, span)
        known = registers.counted(connection, found.commune, (day, day))
    names = registers.fields(commune, day)
    for place, name in enumerate(names):
        row = known.get((day.isoformat(), name))
        for column in ("received", "same_day"):
            number = getattr(row, column) if row else None
            form.values.setdefault(f"{column}-{place}", ["" if number is None else str(number)])
    asked, by = search_of(request, span), request.query_params.get("by", "")
    totals = replace(totals, rows=[row for row in totals.rows if row[1] or row[2:] != (None, None)])
    return page(request, "handovers.html", status, totals=totals, table=table.narrowed(asked["q"], by), asked=asked,
                query=urlencode(asked), by=by, tabs=tabs(found.role), here="/office/registers/handovers", day=day,
                fields=names, form=form, writes=found.role in OFFICERS,
                today=local_day(site(request).clock.now()))  # fmt: skip


@router.get("/office/registers/{name}.csv")
def as_csv(request: Request, name: str) -> Response:
    """A register's table as it is searched and sorted, as a file."""
    _found, register, span, table = _read(request, name)
    return table.csv(f"{register.title} {span[0]} {span[1]}")


@router.get("/office/registers/{name}")
def shown(request: Request, name: str) -> Response:
    """A register."""
    found, register, span, table = _read(request, name)
    asked = search_of(request, span)
    return page(request, "register.html", title=_(register.title), about=_(register.about), empty=_(register.empty),
                table=table, asked=asked, query=urlencode(asked), tabs=tabs(found.role),
                here=f"/office/registers/{name}", by=request.query_params.get("by", ""))  # fmt: skip


@router.post("/office/registers/handovers")
def count(request: Request, form: Posted) -> Response:
    """An officer enters how many files a day brought in each field and how many went back the same day."""
    found = allowed(request, *OFFICERS)
    here, now = site(request), site(request).clock.now()
    day = _day(request, form.text("day"))
    form.refusal = "Chưa lưu số hồ sơ."
    entered = _entered(form)

    def work(tx: Tx) -> None:
        names = registers.fields(communes.current(tx, found.commune), day)
        _write(tx, found, day, {n: pair for n, pair in entered.items() if n in names}, at=now)
        communes.settled(tx, found.commune)

    if not form.sound:
        return _handovers(request, found, day, form, status=422)
    here.database.write(work)
    return seen(request, f"/office/registers/handovers?day={day}", "counted")


def _entered(form: Form) -> dict[str, tuple[int | None, int | None]]:
    """The two numbers of each field; a blank one is None, which is not nought."""
    found = {}
    for key in [key for key in form.values if key.startswith("field-")]:
        place = key.removeprefix("field-")
        received, same_day = (_number(form, f"{column}-{place}") for column in ("received", "same_day"))
        if received is not None and same_day is not None and same_day > received:
            form.refuse(f"same_day-{place}", "Số trả trong ngày không thể nhiều hơn số hồ sơ nhận.")
        found[form.text(key)] = (received, same_day)
    return found


def _number(form: Form, name: str) -> int | None:
    text = form.text(name)
    if text and not (text.isascii() and text.isdigit() and int(text[:6]) <= MOST and len(text) <= len(str(MOST))):
        form.refuse(name, "Hãy ghi một số từ 0 đến 9999, hoặc để trống nếu chưa biết.")
        return None
    return int(text) if text else None


def _write(
    tx: Tx, found: Visitor, day: date, entered: dict[str, tuple[int | None, int | None]], *, at: datetime
) -> None:
    """Keep what differs from what was known; the numbers before stay in the table and in the trail."""
    known = registers.counted(tx.connection, found.commune, (day, day))
    for name, (received, same_day) in entered.items():
        row = known.get((day.isoformat(), name))
        before = (row.received, row.same_day) if row else (None, None)
        if before == (received, same_day):
            continue
        new = {"received": received, "same_day": same_day}
        tx.execute(t.counted_day.insert(), {"commune_id": found.commune, "day": day.isoformat(), "field": name,
            "rev": tx.next_rev(found.commune), **new, "by": found.name, "at": format_instant(at)})  # fmt: skip
        told = {"day": day.isoformat(), "field": name,
                "before": dict(zip(new, before, strict=True)), "after": new}  # fmt: skip
        acts.record(tx, found.commune, "counted", told, actor=found.actor, now=at)
