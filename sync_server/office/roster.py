"""The roster of a week: two names a session, published at once; what has begun stays as it was."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fastapi import APIRouter, Request, Response

from shiftbook.allowance import Person
from shiftbook.moments import local_day, week_days, week_of
from shiftbook.roster import SESSIONS, window
from sync_server import acts, setup, swaps
from sync_server import commune as communes
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.office.forms import Form, Posted
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Slot:
    """One session of one day as the grid shows it; a shift that has begun is not open."""

    day: date
    session: str
    name: str
    members: list[str]
    open: bool


@router.get("/office/roster")
def roster(request: Request, week: str = "", point: str = "", copy: str = "") -> Response:
    """A week of one point; with `copy` the empty shifts are filled from the week before, not yet published."""
    found = allowed(request, "leader", "office")
    return _shown(request, found, (week, point), Form.of(copy=copy))


def _shown(request: Request, found: Visitor, where: tuple[str, str], form: Form, *, status: int = 200) -> Response:
    here = site(request)
    now = here.clock.now()
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        asked = swaps.waiting(connection, commune, now)
    week, point = _where(commune, where, now)
    days = week_days(week)
    grid = slots(commune, (point, days), form, now)
    values = {"days": [d for d in days if any(s.day == d for s in grid)], "slots": grid, "week": week,
              "point": point, "commune": commune, "form": form, "first": days[0], "last": days[-1],
              "people": _people(commune, days), "resting": _resting(commune, days),
              "before": week_of(days[0] - timedelta(days=7)), "after": week_of(days[0] + timedelta(days=7)),
              "copied": bool(form.text("copy")), "this_week": week_of(local_day(now)),
              "swaps": [swap.json(commune) for swap, *_ in asked]}  # fmt: skip
    return page(request, "roster.html", status, **values)


def _where(commune: Commune, where: tuple[str, str], now: datetime) -> tuple[str, str]:
    week, point = where
    point = point or next(iter(commune.points), "")
    if point not in commune.points and (point or commune.points):
        raise Refused("point_unknown", 404)
    try:
        days = week_days(week) if week else [local_day(now)]
    except ValueError:
        raise Refused("week_unreadable", 422) from None
    if not 2000 <= days[0].year <= 9000:
        raise Refused("week_unreadable", 422)
    return week_of(days[0]), point


def _resting(commune: Commune, days: list[date]) -> list[tuple[date, str]]:
    """The days of a week that the calendar takes out of it, with the reason."""
    calendar = commune.ground.calendar
    named = [(day, calendar.exception(day)) for day in days if not calendar.is_working(day)]
    return [(day, found.name) for day, found in named if found]


def _people(commune: Commune, days: list[date]) -> list[Person]:
    return [p for p in commune.people.values() if any(p.active_on(day) for day in days)]


def slots(commune: Commune, grid: tuple[str, list[date]], form: Form, now: datetime) -> list[Slot]:
    """The sessions of the working days, and of other days that have someone on them."""
    point, days = grid
    found = []
    for day in days:
        working = commune.ground.calendar.is_working(day)
        for session in SESSIONS:
            name = f"{day}.{session}"
            members = list(commune.ground.roster.members(point, day, session))
            begun = window(day, session, commune.hours).starts <= now
            if form.text("copy") and working and not members:
                members = list(commune.ground.roster.members(point, day - timedelta(days=7), session))
            if name in form.values and not begun:
                members = form.all(name)
            if working or members:
                found.append(Slot(day, session, name, members, not begun))
    return found


@router.post("/office/roster")
def publish(request: Request, form: Posted) -> Response:
    """Publish what changed in the week; all of it, or nothing when any of it is refused."""
    found = allowed(request, "leader", "office")
    here = site(request)
    now = here.clock.now()
    where = (form.text("week"), form.text("point"))

    def work(tx: Tx) -> None:
        commune = communes.current(tx, found.commune)
        week, point = _where(commune, where, now)
        changes = _changes(commune, (point, week_days(week)), form, now)
        if form.sound and point:
            for (day, session), members in changes.items():
                setup.publish(tx, found.commune, (point, day, session), members, now=now)
            told = {"week": week, "point": point, "shifts": len(changes)}
            acts.record(tx, found.commune, "roster_published", told, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    here.database.write(work)
    if not form.sound:
        return _shown(request, found, where, form, status=422)
    return seen(request, f"/office/roster?week={where[0]}&point={where[1]}", "published")


@router.post("/office/roster/swaps/{ask}")
def rule(request: Request, ask: str, form: Posted) -> Response:
    """The leader approves or declines a swap."""
    found = allowed(request, "leader")
    here, now, reason = site(request), site(request).clock.now(), form.text("reason")
    if form.text("approve") not in ("yes", "no"):
        raise Refused("approve_missing", 422)
    approved = form.text("approve") == "yes"
    try:
        here.database.write(
            lambda tx: swaps.rule(tx, found.commune, ask, approved, reason=reason, actor=found.actor, now=now)
        )
    except Refused as refused:
        return _shown(request, found, ("", ""), form.refused(refused, "swaps"), status=refused.status)
    return seen(request, "/office/roster", "swap_approved" if approved else "swap_declined")


def _changes(
    commune: Commune, grid: tuple[str, list[date]], form: Form, now: datetime
) -> dict[tuple[date, str], list[str]]:
    """The shifts whose people differ from the newest roster; what is wrong with them goes beside their field."""
    point, days = grid
    changes: dict[tuple[date, str], list[str]] = {}
    for day in days:
        for session in SESSIONS:
            name = f"{day}.{session}"
            members = form.all(name)
            if name not in form.values or members == list(commune.ground.roster.members(point, day, session)):
                continue
            changes[day, session] = members
            for code in setup.unfit(commune, (point, day, session), members, now):
                form.refuse(name, code)
    return changes
