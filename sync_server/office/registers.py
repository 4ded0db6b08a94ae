"""The registers' pages: one table each, searched, sorted and taken away as CSV; and the officers' page of a field."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final
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
from sync_server.week_words import OWN_BALLOT

router = APIRouter(include_in_schema=False)
SHOWN: Final = timedelta(days=27)
LONGEST: Final = timedelta(days=92)
DIFFICULTY_READERS: Final = ("leader", "office", "chairman")
HANDOVER_READERS: Final = ("officer", "leader", "office", "chairman")
READERS: Final = ("officer", "leader", "office", "accountant", "chairman")
OFFICERS: Final = ("officer", "office")
MOST: Final = 9999
COUNTS: Final = ("received", "same_day")
HANDOVERS: Final = "/office/registers/handovers"
OF_BALLOTS: Final = "complaints"


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


def _again(request: Request, refused: Refused, **shown: Any) -> Response:
    """The search as it was typed, with what is wrong with its days, and no table."""
    asked = {name: request.query_params.get(name, "")[:100] for name in ("from", "to", "q")}
    return page(request, "register.html", refused.status, asked=asked, wrong=refused.message, **{"note": "", **shown})


def _named(name: str) -> Register:
    if name not in REGISTERS:
        raise Refused("not_found", 404)
    return REGISTERS[name]


def _read(request: Request, found: Visitor, register: Register, span: registers.Span) -> Table:
    with site(request).database.reader() as connection:
        table = register.read(connection, communes.read(connection, found.commune), span, site(request).clock.now())
    return table.narrowed(search_of(request, span)["q"], request.query_params.get("by", ""))


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
    found, form = allowed(request, *HANDOVER_READERS), Form()
    try:
        span_of(request)
    except Refused as refused:
        return _again(request, refused, title=_("Chuyển công chức"), about="", tabs=tabs(found.role), here=HANDOVERS)
    try:
        chosen = _day(request, day)
    except Refused as refused:
        chosen = local_day(site(request).clock.now())
        form.refuse("day", refused.code)
    return _handovers(request, found, chosen, form, status=200 if form.sound else 422)


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
        for column in COUNTS:
            number = [_typed(getattr(row, column) if row else None)]
            form.values.setdefault(f"{column}-{place}", number)
            form.values[f"was-{column}-{place}"] = number
    asked, by = search_of(request, span), request.query_params.get("by", "")
    totals = replace(totals, rows=[row for row in totals.rows if row[1] or row[2:] != (None, None)])
    return page(request, "handovers.html", status, totals=totals, table=table.narrowed(asked["q"], by), asked=asked,
                query=urlencode(asked), by=by, tabs=tabs(found.role), here="/office/registers/handovers", day=day,
                fields=names, form=form, writes=found.role in OFFICERS,
                today=local_day(site(request).clock.now()))  # fmt: skip


@router.get("/office/registers/{name}.csv")
def as_csv(request: Request, name: str) -> Response:
    """A register's table as it is searched and sorted, as a file."""
    register = _named(name)
    found, span = allowed(request, *register.roles), span_of(request)
    table = _read(request, found, register, span)
    noted = [(_(OWN_BALLOT),)] if name == OF_BALLOTS else []
    return Table(table.columns, [*table.rows, *noted]).csv(f"{register.title} {span[0]} {span[1]}")


@router.get("/office/registers/{name}")
def shown(request: Request, name: str) -> Response:
    """A register."""
    register = _named(name)
    found = allowed(request, *register.roles)
    told: dict[str, Any] = {"title": _(register.title), "about": _(register.about), "tabs": tabs(found.role),
            "here": f"/office/registers/{name}", "note": _(OWN_BALLOT) if name == OF_BALLOTS else ""}  # fmt: skip
    try:
        span = span_of(request)
    except Refused as refused:
        return _again(request, refused, **told)
    asked, by = search_of(request, span), request.query_params.get("by", "")
    return page(request, "register.html", table=_read(request, found, register, span), empty=_(register.empty),
                asked=asked, query=urlencode(asked), by=by, wrong="", **told)  # fmt: skip


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
        known = registers.counted(tx.connection, found.commune, (day, day))
        rows = {name: known.get((day.isoformat(), name)) for name in names}
        _compare(form, rows)
        if form.sound:
            _write(tx, found, day, {n: (pair, rows[n]) for n, pair in entered.items() if n in names}, at=now)
        communes.settled(tx, found.commune)

    if form.sound:
        here.database.write(work)
        if form.sound:
            return seen(request, f"/office/registers/handovers?day={day}", "counted")
        return _handovers(request, found, day, form, status=409)
    return _handovers(request, found, day, form, status=422)


def _places(form: Form) -> dict[str, str]:
    """The place in the form of each field of work."""
    keys = [key for key in form.values if key.startswith("field-")]
    return {form.text(key): key.removeprefix("field-") for key in keys}


def _entered(form: Form) -> dict[str, dict[str, int | None]]:
    """The numbers of each field that differ from what the page showed; a blank one is None, which is not nought."""
    found = {}
    for name, place in _places(form).items():
        numbers = {column: _number(form, f"{column}-{place}") for column in COUNTS}
        received, same_day = numbers.values()
        if received is not None and same_day is not None and same_day > received:
            form.refuse(f"same_day-{place}", "Số trả trong ngày không thể nhiều hơn số hồ sơ nhận.")
        found[name] = {
            column: number for column, number in numbers.items()
            if form.text(f"{column}-{place}") != form.values.get(f"was-{column}-{place}", [None])[0]
        }  # fmt: skip
    return found


def _compare(form: Form, rows: dict[str, Any]) -> None:
    """Refuse a number that somebody else has changed since the page was shown, unless both wrote the same."""
    for name, place in _places(form).items():
        for column in COUNTS if name in rows else ():
            key = f"{column}-{place}"
            was, now = form.values.get(f"was-{key}"), _typed(getattr(rows[name], column, None))
            if was is not None and form.text(key) not in (was[0], now) and was[0] != now:
                form.refuse(key, _("Người khác vừa ghi: {number}. Hãy xem lại rồi lưu.", number=now or _("trống")))


def _typed(number: int | None) -> str:
    return "" if number is None else str(number)


def _number(form: Form, name: str) -> int | None:
    text = form.text(name)
    if text and not (text.isascii() and text.isdigit() and int(text[:6]) <= MOST and len(text) <= len(str(MOST))):
        form.refuse(name, "Hãy ghi một số từ 0 đến 9999, hoặc để trống nếu chưa biết.")
        return None
    return int(text) if text else None


def _write(
    tx: Tx, found: Visitor, day: date, entered: dict[str, tuple[dict[str, int | None], Any]], *, at: datetime
) -> None:
    """Keep what differs from what was known; the numbers before stay in the table and in the trail."""
    for name, (changed, row) in entered.items():
        before = {column: getattr(row, column, None) for column in COUNTS}
        new = before | changed
        if before == new:
            continue
        tx.execute(t.counted_day.insert(), {"commune_id": found.commune, "day": day.isoformat(), "field": name,
            "rev": tx.next_rev(found.commune), **new, "by": found.name, "at": format_instant(at)})  # fmt: skip
        told = {"day": day.isoformat(), "field": name, "before": before, "after": new}
        acts.record(tx, found.commune, "counted", told, actor=found.actor, now=at)
