"""The roster of a month, planned in a draft: typed, copied or proposed, with what is against each shift beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from fastapi import APIRouter, Request, Response

from shiftbook.allowance import Person
from shiftbook.availability import Board, Conflict, Wishes, conflicts
from shiftbook.moments import local_day, month_before, month_days, month_of, next_month, parse_month, week_days
from shiftbook.roster import MOST_ON_A_SHIFT, SESSIONS
from sync_server import commune as communes
from sync_server import roster_drafts as drafts
from sync_server import setup, swaps
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.office import roster_words
from sync_server.office.forms import Form, Posted
from sync_server.pages import page, seen
from sync_server.proposal import propose
from sync_server.roster_drafts import Draft, Planned
from sync_server.roster_drafts import Slot as When
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
WEEK = timedelta(days=7)
SAID = {"save": "draft_saved", "drop": "draft_dropped"}


@dataclass(frozen=True)
class Slot:
    """One session of one day as the grid shows it; a shift that has begun is not open."""

    day: date
    session: str
    name: str
    members: list[str]
    open: bool
    changed: bool = False
    conflicts: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


@router.get("/office/roster")
def roster(request: Request, month: str = "", point: str = "", week: str = "") -> Response:
    """A month of one point, with its draft; a week named in an older link is shown in its month."""
    return _shown(request, allowed(request, "leader", "office"), (month or _month_of_week(week), point), Form())


def _month_of_week(week: str) -> str:
    try:
        return month_of(week_days(week)[0]) if week else ""
    except ValueError:
        raise Refused("week_unreadable", 422) from None


def _shown(request: Request, found: Visitor, plan: tuple[str, str], form: Form, *, status: int = 200) -> Response:
    here = site(request)
    now = here.clock.now()
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        month, point = planned_for(commune, plan, now)
        draft = drafts.read(connection, commune, (point, month), now)
        wishes = drafts.wishes(connection, commune)
        asked = swaps.waiting(connection, commune, now)
    days = month_days(month)
    board = drafts.board(commune, (point, month), draft)
    told = {s.name: _with_remarks(commune, (point, s), draft, board, wishes=wishes)
            for s in slots(commune, (point, days), draft.shifts, now)}  # fmt: skip
    if not form.sound:
        told |= {name: replace(s, members=form.all(name)) for name, s in told.items() if name in form.values}
    values = {"month": month, "point": point, "commune": commune, "points": commune.points_on(days[0], days[-1]),
              "draft": draft, "form": form,
              "weeks": [(week, [(d, [s for s in told.values() if s.day == d]) for d in week if d in days])
                        for week in drafts.weeks_of(month)],
              "people": people_of(commune, days), "resting": _resting(commune, days),
              "before": month_before(month), "after": next_month(month), "this_month": month_of(local_day(now)),
              "editable": any(s.open for s in told.values()), "empty": _empty(commune, told),
              "gone": _gone(commune, told),
              "begun_today": any(s.day == local_day(now) and not s.open for s in told.values()),
              "balance": _balance(commune, month, board, wishes), "pairs": roster_words.pairs(commune, wishes),
              "swaps": [roster_words.swap(one.json(commune)) for one, *_rest in asked]}  # fmt: skip
    return page(request, "roster.html", status, **values)


def planned_for(commune: Commune, plan: tuple[str, str], now: datetime) -> tuple[str, str]:
    """The month and point that a page is about: the current month and the first point in use when none is named."""
    month, point = plan
    try:
        month = parse_month(month) if month else month_of(local_day(now))
    except ValueError:
        raise Refused("month_unreadable", 422) from None
    if not 2000 <= int(month[:4]) <= 9000:
        raise Refused("month_unreadable", 422)
    days = month_days(month)
    used = commune.points_on(days[0], days[-1])
    point = point or next(iter(used), "")
    if point not in used and (point or used):
        raise Refused("point_unknown", 404)
    return month, point


def _resting(commune: Commune, days: list[date]) -> list[tuple[date, str]]:
    """The days that the calendar takes out of a month, with the reason."""
    calendar = commune.ground.calendar
    named = [(day, calendar.exception(day)) for day in days if not calendar.is_working(day)]
    return [(day, found.name) for day, found in named if found]


def people_of(commune: Commune, days: list[date]) -> list[Person]:
    """Who is in the team on any of the days, by given name."""
    return [p for p in commune.by_name if any(p.active_on(day) for day in days)]


def slots(commune: Commune, grid: tuple[str, list[date]], shifts: Mapping[When, Planned], now: datetime) -> list[Slot]:
    """The sessions of the working days, and of other days that have someone on them; a draft stands before what is
    published."""
    point, days = grid
    found = []
    for day in days:
        working = point in commune.points_on(day) and commune.ground.calendar.is_working(day)
        for session in SESSIONS:
            slot = (day, session)
            before = drafts.published(commune, point, slot)
            members = shifts[slot].members if slot in shifts else before
            if working or members or before:
                name = f"{day}.{session}"
                open_ = not drafts.begun(commune, slot, now)
                found.append(Slot(day, session, name, list(members), open_, members != before))
    return found


def _with_remarks(commune: Commune, shift: tuple[str, Slot], draft: Draft, board: Board, *, wishes: Wishes) -> Slot:
    """A slot with its conflicts as sentences and the proposal's reasons; what has begun is past advice."""
    point, slot = shift
    when = (slot.day, slot.session)
    if not slot.open:
        return slot
    found = conflicts(board, (point, *when), wishes, commune.ground.calendar.is_working, active=commune.active)
    planned = draft.shifts.get(when)
    if planned and slot.changed and planned.base != drafts.published(commune, point, when):
        found.append(Conflict("moved"))
    told = tuple(roster_words.conflict(commune, one) for one in found)
    return replace(slot, conflicts=told, why=planned.why if planned else ())


def _empty(commune: Commune, told: dict[str, Slot]) -> int:
    return sum(s.open and not s.members and commune.ground.calendar.is_working(s.day) for s in told.values())


def _gone(commune: Commune, told: dict[str, Slot]) -> list[tuple[str, list[str]]]:
    """Who is on shifts to come without being in the team that day, and on which."""
    found: dict[str, list[str]] = {}
    for slot in told.values():
        for member in slot.members if slot.open else ():
            if member and not commune.active(member, slot.day):
                found.setdefault(roster_words.name(commune, member), []).append(
                    roster_words.when(slot.day, slot.session)
                )
    return list(found.items())


def _balance(commune: Commune, month: str, board: Board, wishes: Wishes) -> list[tuple[Person, int, int, str]]:
    """Each member with their sessions of the three months before, those of this month, and what they said."""
    before = drafts.served(commune, month)
    now = [m for (_, day, _), members in board.items() if month_of(day) == month for m in members]
    return [
        (p, before[p.id], now.count(p.id), roster_words.said(wishes.of(p.id)))
        for p in people_of(commune, month_days(month))
    ]


@router.post("/office/roster")
def plan(request: Request, form: Posted) -> Response:
    """Keep what was typed in the draft, then copy into it, propose, or drop it; or nothing when a shift is refused."""
    found = allowed(request, "leader", "office")
    here = site(request)
    now = here.clock.now()
    where = (form.text("month"), form.text("point"))
    form.refusal = "Chưa lưu bản nháp."
    do, _, about = form.text("do").partition(".")

    def work(tx: Tx) -> str:
        commune = communes.current(tx, found.commune)
        month, point = planned_for(commune, where, now)
        draft = drafts.read(tx.connection, commune, (point, month), now)
        if form.text("rev") not in ("", str(draft.rev)):
            form.refuse("rev", "draft_changed")
        shifts = dict(draft.shifts) | _typed(commune, (point, month), draft, form, now=now)
        if not form.sound:
            return ""
        own = (point, month)
        wished = {"copy": _copied, "propose": _proposed}.get(do)
        more = wished(tx, commune, own, (shifts, about), now=now) if wished else {}
        drafts.save(tx, commune, own, {} if do == "drop" else shifts | more, actor=found.actor, now=now)
        communes.settled(tx, found.commune)
        return SAID.get(do, "") if not wished else ("" if more else "nothing_") + {"copy": "copied"}.get(do, "proposed")

    said = here.database.write(work)
    if not form.sound:
        return _shown(request, found, where, form, status=422)
    query = f"?month={where[0]}&point={where[1]}"
    return seen(request, f"/office/roster/publish{query}" if do == "publish" else f"/office/roster{query}", said)


def _typed(commune: Commune, plan: tuple[str, str], draft: Draft, form: Form, *, now: datetime) -> dict[When, Planned]:
    """The shifts whose people differ from the draft; what is wrong with them goes beside their field."""
    point, month = plan
    found: dict[When, Planned] = {}
    for day in month_days(month):
        for session in SESSIONS:
            name, slot = f"{day}.{session}", (day, session)
            published, members = drafts.published(commune, point, slot), tuple(form.all(name))
            before = draft.shifts[slot].members if slot in draft.shifts else published
            if name in form.values and members != before:
                found[slot] = Planned(members, published)
                if members != published:
                    for code in setup.unfit(commune, (point, *slot), list(members), now):
                        form.refuse(name, code)
    return found


def _open(commune: Commune, plan: tuple[str, str], shifts: Mapping[When, Planned], now: datetime) -> list[Slot]:
    """The shifts of a month that still can be planned, on its working days."""
    point, month = plan
    working = commune.ground.calendar.is_working
    found = slots(commune, (point, month_days(month)), shifts, now)
    return [s for s in found if s.open and working(s.day) and point in commune.points_on(s.day)]


def _copied(
    tx: Tx, commune: Commune, plan: tuple[str, str], asked: tuple[dict[When, Planned], str], *, now: datetime
) -> dict[When, Planned]:
    """The empty shifts of a week (its Monday is named) as the week before, or of the month as four weeks before."""
    shifts, monday = asked
    back = WEEK if monday else 4 * WEEK
    point, _ = plan
    made: dict[When, Planned] = {}
    for slot in _open(commune, plan, shifts, now):
        if slot.members or (monday and (slot.day - timedelta(days=slot.day.weekday())).isoformat() != monday):
            continue
        source = (slot.day - back, slot.session)
        planned = made.get(source) or shifts.get(source)
        before = planned.members if planned else drafts.published(commune, point, source)
        members = tuple(m for m in before if m in commune.people and commune.people[m].active_on(slot.day))
        if members:
            made[slot.day, slot.session] = Planned(members, drafts.published(commune, point, (slot.day, slot.session)))
    return made


def _proposed(
    tx: Tx, commune: Commune, plan: tuple[str, str], asked: tuple[dict[When, Planned], str], *, now: datetime
) -> dict[When, Planned]:
    """The shifts that have room, filled up to one or two people, each with its reasons; who is gone makes room."""
    shifts, places = dict(asked[0]), 1 if asked[1] == "1" else MOST_ON_A_SHIFT
    point, month = plan
    left = {
        (s.day, s.session): Planned(stay, drafts.published(commune, point, (s.day, s.session)))
        for s in _open(commune, plan, shifts, now)
        if len(stay := tuple(m for m in s.members if commune.active(m, s.day))) < len(s.members)
    }
    shifts |= left
    room = [(point, s.day, s.session) for s in _open(commune, plan, shifts, now) if len(s.members) < places]
    board = drafts.board(commune, plan, Draft(changed=shifts))
    team = drafts.team(commune, month, set(room), board)
    made = propose(board, room, team, drafts.wishes(tx.connection, commune), places=places)
    return left | {
        shift[1:]: Planned(
            made.board.get(shift, ()),
            drafts.published(commune, point, shift[1:]),
            tuple(roster_words.reasons(commune, made, shift)),
        )
        for shift in room
    }


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
