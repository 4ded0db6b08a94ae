"""A day at the counter as leader and office see it: who is rostered, who came, who is missing, what is broken."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day, month_before, month_of, parse_day
from shiftbook.roster import SESSIONS
from sync_server import (
    acts,
    comments,
    difficulties,
    matters,
    months,
    posters,
    roster_drafts,
    satisfaction,
    signs,
    swaps,
    unsynced,
    weeks,
)
from sync_server import commune as communes
from sync_server.commune import Commune
from sync_server.errors import Refused
from sync_server.office import pending
from sync_server.office.forms import Posted
from sync_server.office.presence import Seen, seen
from sync_server.pages import page
from sync_server.pages import seen as then
from sync_server.site import allowed, site
from sync_server.week_facts import phoneless

router = APIRouter(include_in_schema=False)
DIFFICULTIES_SHOWN: Final = 8  # the others are in the register
ODD_SINCE: Final = timedelta(days=27)  # what the page of signs opens with


@dataclass(frozen=True)
class Place:
    """One person at one shift: rostered or a stranger, with their check-ins, the best first."""

    member: str
    rostered: bool
    check_ins: tuple[Seen, ...]
    state: str


@dataclass(frozen=True)
class Shift:
    """One session at one point: its hours, people and what was told of its facilities."""

    session: str
    begins: datetime
    ends: datetime
    state: str
    places: tuple[Place, ...]
    faults: tuple[tuple[str, str, str], ...]


@router.get("/office/today")
def today(request: Request, day: str = "") -> Response:
    """The day, today when none is named."""
    found = allowed(request, "leader", "office")
    here = site(request)
    now = here.clock.now()
    shown = readable_day(day) if day else local_day(now)
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        values = at_the_counter(connection, commune, shown, now)
        values["gone"] = roster_drafts.gone(commune, now)
        values["left_on"] = roster_drafts.left_on(commune, shown)
        values["unmatched"] = matters.late(connection, commune, now)
        values["reports"] = weeks.late(connection, commune, now)
        values["urgent"] = comments.waiting(connection, commune, found.role, local_day(now))
        values["odd"] = _odd(connection, commune, local_day(now)) if found.role == "office" else 0
        values["posters"] = posters.health(connection, commune, local_day(now))
    return page(request, "today.html", day=shown, now=now, commune=commune, most=DIFFICULTIES_SHOWN, **values)


def _odd(connection: sa.Connection, commune: Commune, today: date) -> int:
    """Sittings with a clear sign that the office has not decided; not today's, for phones still hold who was helped."""
    return signs.undecided(connection, commune, (today - ODD_SINCE, today - timedelta(days=1)))


@router.post("/office/today/confirm")
def confirm(request: Request, form: Posted) -> Response:
    """The leader vouches for the B days of the day shown."""
    found = allowed(request, "leader")
    here = site(request)
    day, now = readable_day(form.text("day")), here.clock.now()
    if day > local_day(now):
        raise Refused("day_to_come", 422, field="day")
    as_of = form.number("as_of")
    here.database.write(
        lambda tx: acts.confirm(tx, found.commune, month_of(day), day, actor=found.actor, now=now, as_of=as_of)
    )
    return then(request, f"/office/today?day={day}", "day_confirmed")


def readable_day(text: str) -> date:
    """The day of an address or a hidden field; raises Refused when it is none, or at the ends of the calendar."""
    try:
        day = parse_day(text)
    except ValueError:
        raise Refused("day_unreadable", 422, field="day") from None
    if not 2000 <= day.year <= 9000:
        raise Refused("day_unreadable", 422, field="day")
    return day


def at_the_counter(connection: sa.Connection, commune: Commune, day: date, now: datetime) -> dict[str, Any]:
    """Everything the page of a day shows; the leader's phone is told of it too."""
    came = [one for one in seen(connection, commune, day) if one.stands]
    judged = months.days(connection, commune, month_of(day))
    own = {member: found for (member, on), found in judged.items() if on == day}
    points = commune.points_on(day)
    shifts = {p: [_shift(commune, (p, day, s), came, now) for s in SESSIONS] for p in points}
    return {
        "working": commune.ground.calendar.is_working(day),
        "exception": commune.ground.calendar.exception(day),
        "shifts": shifts,
        "own": own,
        "waiting": [found for found in own.values() if found.undecided and found.grade == "B"],
        "for_office": [found for found in own.values() if found.undecided and found.grade == "C"],
        "served": {p: satisfaction.served(connection, commune.id, (day, day), p) for p in points},
        "served_all": satisfaction.served(connection, commune.id, (day, day)),
        "difficulties": [one for one in difficulties.listed(connection, commune) if one.open],
        "silent": silent(connection, commune, now),
        "phoneless": phoneless(connection, commune, [(m, at.date()) for m, at in _last_ended(commune, now).items()]),
        "elsewhere": [one for one in came if one.point not in points],
        "months": pending.waiting(connection, commune, day),
        "swaps": swaps.waiting(connection, commune, now),
        "closed": month_of(day) in commune.closed,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "today": local_day(now),
    }


def _shift(commune: Commune, duty: tuple[str, date, str], came: list[Seen], now: datetime) -> Shift:
    point, day, session = duty
    hours = commune.windows(day)[session]
    here = [one for one in came if one.point == point and one.session == session]
    rostered = commune.due(*duty, {one.member for one in here})
    strangers = dict.fromkeys(one.member for one in here if one.member not in rostered)
    state = "ahead" if now < hours.opens else "over" if now > hours.ends else "on"
    places = tuple(
        Place(m, m in rostered, own, _place_state(own, state, now >= hours.starts))
        for m in [*rostered, *strangers]
        for own in [tuple(sorted((one for one in here if one.member == m), key=lambda one: (one.grade, one.moment)))]
    )
    return Shift(session, hours.starts, hours.ends, state, places, tuple(_faults(here)))


def _place_state(own: tuple[Seen, ...], shift: str, begun: bool) -> str:
    """came, or left, or staying without a check-out; expected, or late while the shift is on, or missing after it."""
    if own:
        return "left" if any(one.left for one in own) else "staying" if shift == "over" else "came"
    if shift == "over":
        return "missing"
    return "late" if begun else "expected"


def _faults(here: list[Seen]) -> list[tuple[str, str, str]]:
    """What was told to be broken or missing: (facility, state, by whom)."""
    return [(name, state, one.member) for one in here for name, state in one.entry.facilities.items() if state != "ok"]


def silent(connection: sa.Connection, commune: Commune, now: datetime) -> list[dict[str, Any]]:
    """The phones to ask after: something is known to be missing, or not heard since the member's last shift ended."""
    month = month_of(local_day(now))
    ended = _last_ended(commune, now)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in [
        *unsynced.of_month(connection, commune, month_before(month)),
        *unsynced.of_month(connection, commune, month),
    ]:
        heard = datetime.fromisoformat(row["silent_since"]) if row["silent_since"] else None
        last = ended.get(row["member"])
        if row["missing"] or (last is not None and (heard is None or heard < last)):
            found[row["device"], row["member"]] = row
    return list(found.values())


def _last_ended(commune: Commune, now: datetime) -> dict[str, datetime]:
    """When each member's last shift before now ended."""
    since = local_day(now) - timedelta(days=40)
    ended: dict[str, datetime] = {}
    for duty in commune.ground.roster.current():
        if since <= duty.day <= local_day(now):
            end = commune.windows(duty.day)[duty.session].ends
            if end <= now:
                due = commune.due(duty.point, duty.day, duty.session)
                ended.update({m: max(end, ended.get(m, end)) for m in due})
    return ended
