"""The roster made known: what publishing changes for whom, what was published when, and the sheet for the wall."""

import json
from datetime import date
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from shiftbook.availability import conflicts
from shiftbook.moments import local_day, month_days
from shiftbook.roster import SESSION_NAMES, SESSIONS
from shiftbook.search import by_given_name
from sync_server import commune as communes
from sync_server import roster_drafts as drafts
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.errors import Refused
from sync_server.office import roster_words
from sync_server.office.forms import Form, Posted
from sync_server.office.listing import Cell, Table
from sync_server.office.roster import planned_for
from sync_server.pages import page, seen
from sync_server.roster_drafts import Draft
from sync_server.roster_drafts import Slot as When
from sync_server.site import allowed, site

router = APIRouter(include_in_schema=False)


@router.get("/office/roster/publish")
def preview(request: Request, month: str = "", point: str = "") -> Response:
    """What publishing the draft would change, person by person; nothing is published yet."""
    return _preview(request, (month, point), Form())


def _preview(request: Request, plan: tuple[str, str], form: Form, *, status: int = 200) -> Response:
    found, here = allowed(request, "leader", "office"), site(request)
    now = here.clock.now()
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        month, point = planned_for(commune, plan, now)
        draft = drafts.read(connection, commune, (point, month), now)
        wishes = drafts.wishes(connection, commune)
    board = drafts.board(commune, (point, month), draft)
    working = commune.ground.calendar.is_working
    warned = [
        (roster_words.when(*slot), [roster_words.conflict(commune, one) for one in against])
        for slot in draft.changed
        if (against := conflicts(board, (point, *slot), wishes, working, active=commune.active))
    ]
    empty = [
        (day, session)
        for day in month_days(month)
        for session in SESSIONS
        if working(day)
        and point in commune.points_on(day)
        and not drafts.begun(commune, (day, session), now)
        and not board.get((point, day, session))
    ]
    values = {"commune": commune, "month": month, "point": point, "draft": draft, "form": form, "warned": warned,
              "empty": len(empty), "told": _for_whom(commune, point, draft)}  # fmt: skip
    return page(request, "roster_publish.html", status, **values)


def _for_whom(commune: Commune, point: str, draft: Draft) -> list[tuple[str, list[str], list[str], list[str]]]:
    """Each person concerned by name, with their shifts as the draft's own `concerned` tells them."""
    told = drafts.concerned(commune, point, draft)
    named = sorted(((roster_words.name(commune, m), m) for m in told), key=lambda one: by_given_name(one[0]))
    return [(name, _named(more), _named(less), _named(other)) for name, m in named for more, less, other in [told[m]]]


def _named(slots: list[When]) -> list[str]:
    return [roster_words.when(*slot) for slot in slots]


@router.post("/office/roster/publish")
def publish(request: Request, form: Posted) -> Response:
    """Publish the draft as it was looked at, all of it or nothing."""
    found, here = allowed(request, "leader", "office"), site(request)
    now, plan = here.clock.now(), (form.text("month"), form.text("point"))
    form.refusal = "Chưa công bố gì."
    rev = int(form.text("rev")) if form.text("rev").isascii() and form.text("rev").isdigit() else 0

    def work(tx: Any) -> int:
        month, point = planned_for(communes.current(tx, found.commune), plan, now)
        return drafts.publish(tx, found.commune, (point, month), rev, actor=found.actor, now=now)

    try:
        changed = here.database.write(work)
    except Refused as refused:
        if refused.status != 409:
            raise
        if refused.code == "draft_changed" and _is_published(request, found.commune, plan):
            return seen(request, f"/office/roster?month={plan[0]}&point={plan[1]}", "published_before")
        return _preview(request, plan, form.refused(refused, "rev"), status=409)
    return seen(
        request, f"/office/roster?month={plan[0]}&point={plan[1]}", "published" if changed else "nothing_published"
    )


def _is_published(request: Request, commune_id: int, plan: tuple[str, str]) -> bool:
    """Whether nothing is left to publish: somebody has done it, perhaps the same person by a second press."""
    here = site(request)
    with here.database.reader() as connection:
        commune = communes.read(connection, commune_id)
        return not drafts.read(connection, commune, (plan[1], plan[0]), here.clock.now()).changed


@router.get("/office/roster/history")
def history(request: Request, month: str = "", point: str = "") -> Response:
    """Every publication that touched a month of a point, the newest first, and what it changed."""
    found, here = allowed(request, "leader", "office"), site(request)
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        month, point = planned_for(commune, (month, point), here.clock.now())
        versions = _versions(connection, commune, point, month)
    return page(request, "roster_history.html", commune=commune, month=month, point=point, versions=versions)


def _versions(
    connection: sa.Connection, commune: Commune, point: str, month: str
) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Instant, who published, and (shift, people before, people after) of each publication.

    The roster's own rows tell it; who it was stands in the audit trail, written at the same instant.
    """
    d, a, u = t.duty.c, t.audit.c, t.web_user.c
    days = month_days(month)
    mine = sa.select(t.duty).where(d.commune_id == commune.id, d.point == point,
                                   d.day.between(days[0].isoformat(), days[-1].isoformat()))  # fmt: skip
    rows = sorted(connection.execute(mine).all(), key=lambda r: (r.rev, r.day, SESSIONS.index(r.session)))
    acted = sa.select(a.at, a.by).where(a.commune_id == commune.id, a.rev >= min((r.rev for r in rows), default=0),
                                        a.act.in_(("roster_published", "swap_approved")))  # fmt: skip
    users = {row.username: row.name for row in connection.execute(sa.select(u.username, u.name))}
    by = {row.at: users.get(row.by, row.by) for row in connection.execute(acted)}
    now: dict[tuple[str, str], list[str]] = {}
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in rows:
        before, after = now.get((row.day, row.session), []), json.loads(row.members)
        now[row.day, row.session] = after
        shift = roster_words.when(date.fromisoformat(row.day), row.session)
        found.setdefault(row.published_at, []).append(
            (shift, roster_words.names(commune, before), roster_words.names(commune, after))
        )
    return [(at, by.get(at, ""), changes) for at, changes in reversed(found.items())]


@router.get("/office/roster/print")
def sheet(request: Request, month: str = "", point: str = "") -> Response:
    """The published roster of a month on one A4 page, for the wall."""
    found, here = allowed(request, "leader", "office"), site(request)
    now = here.clock.now()
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        month, point = planned_for(commune, (month, point), now)
        draft = drafts.read(connection, commune, (point, month), now)
    days = month_days(month)
    weeks = [[_printed(commune, point, day) if day in days else None for day in week]
             for week in drafts.weeks_of(month)]  # fmt: skip
    weekend = any(day and day[2] for week in weeks for day in week[5:])
    leaders = [p.name for p in commune.people.values() if commune.roles[p.id] == "leader" and p.active_on(days[0])]
    return page(request, "roster_print.html", commune=commune, month=month, point=point, weeks=weeks, weekend=weekend,
                leader=leaders[0] if len(leaders) == 1 else "", draft=draft, today=local_day(now),
                office=commune.office_on(days[0]), hours=commune.hours_on(days[-1]))  # fmt: skip


@router.get("/office/roster.csv")
def as_csv(request: Request, month: str = "", point: str = "") -> Response:
    """The published roster of a month as a file, a row a shift."""
    found, here = allowed(request, "leader", "office"), site(request)
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
    month, point = planned_for(commune, (month, point), here.clock.now())
    shifts = [(day, *shift) for day in month_days(month) for shift in _printed(commune, point, day)[2]]
    rows: list[tuple[Cell, ...]] = [
        (day, SESSION_NAMES[session], commune.points.get(point, ""), ", ".join(names)) for day, session, names in shifts
    ]
    return Table(("Ngày", "Buổi", "Điểm trực", "Thành viên"), rows).csv(f"Lịch trực {month}")


def _printed(commune: Commune, point: str, day: date) -> tuple[date, str, list[tuple[str, list[str]]]]:
    """A day of the sheet: why there is no shift, else each session with its people."""
    calendar = commune.ground.calendar
    exception = calendar.exception(day)
    shifts = [
        (s, [roster_words.name(commune, m) for m in drafts.published(commune, point, (day, s))]) for s in SESSIONS
    ]
    shown = shifts if calendar.is_working(day) or any(members for _, members in shifts) else []
    return day, exception.name if exception and not shown else "", shown
