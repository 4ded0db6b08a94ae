"""My shifts as the office published them, and which one is now."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from shiftbook import roster
from shiftbook.moments import parse_instant
from shiftbook.roster import MOST_ON_A_SHIFT, SESSIONS, Hours, Window, window
from shiftbook.workdays import CalendarException, WorkingCalendar


@dataclass(frozen=True)
class Duty:
    """One of my shifts; `members` are everybody on it, {"id","name"}."""

    day: date
    session: str
    point: str
    members: list[dict[str, str]]


@dataclass(frozen=True)
class Shift:
    """The shift a check-in would be for; `rostered` says whether I am on it."""

    day: date
    session: str
    point: str
    members: list[dict[str, str]]
    window: Window
    rostered: bool


def hours(commune: dict[str, Any]) -> Hours:
    """The begin and end of the sessions by day, empty before the office has told them."""
    return roster.hours(commune)


def duties(rows: list[dict[str, Any]], member: str) -> list[Duty]:
    """My shifts from the office's rows, by day and session."""
    own = [
        Duty(date.fromisoformat(r["day"]), r["session"], r["point"], r["members"])
        for r in rows
        if any(m["id"] == member for m in r["members"])
    ]
    return sorted(own, key=lambda d: (d.day, SESSIONS.index(d.session)))


def nearest_session(moment: datetime, known: Hours) -> str:
    """The session a moment lies in, else the nearest of its day."""

    def distance(name: str) -> timedelta:
        frame = window(moment.date(), name, known)
        return max(frame.starts - moment, moment - frame.ends, timedelta(0))

    return min(SESSIONS, key=distance)


def now(own: list[Duty], commune: dict[str, Any], moment: datetime, known: Hours) -> Shift | None:
    """My shift whose window holds now, else my next one of today, else the session now or next that I am not on."""
    today = [d for d in own if d.day == moment.date()]
    ahead = [d for d in today if moment <= window(d.day, d.session, known).ends]
    if ahead:
        duty = ahead[0]
        return Shift(duty.day, duty.session, duty.point, duty.members, window(duty.day, duty.session, known), True)
    if not commune.get("points"):
        return None
    session = nearest_session(moment, known)
    mine = next((d for d in today if d.session == session), None)
    frame = window(moment.date(), session, known)
    point = mine.point if mine else first_point(commune, moment.date())
    return Shift(moment.date(), session, point, mine.members if mine else [], frame, mine is not None)


def first_point(commune: dict[str, Any], day: date) -> str:
    """The point to work at without a shift: the first one in use on a day; the commune has one at least."""
    used = (p["id"] for p in commune["points"] if day.isoformat() < (p.get("closed_from") or "9999"))
    return str(next(used, commune["points"][0]["id"]))


def again(entry: dict[str, Any], own: list[Duty], known: Hours) -> Shift | None:
    """The shift of a check-in's content, for checking in to it once more; None before the hours are told."""
    if entry["session"] not in known:
        return None
    day, session, point = date.fromisoformat(entry["day"]), entry["session"], entry["point"]
    duty = next((d for d in own if (d.day, d.session, d.point) == (day, session, point)), None)
    frame = window(day, session, known)
    return Shift(day, session, point, duty.members if duty else [], frame, duty is not None)


def warnings(shift: Shift, moment: datetime, calendar: list[dict[str, Any]]) -> list[str]:
    """What would speak against a check-in now, of the things a phone can know."""
    codes = []
    if not shift.rostered:
        codes.append("shift_full" if len(shift.members) >= MOST_ON_A_SHIFT else "not_rostered")
    if not shift.window.holds(moment):
        codes.append("outside_window")
    known = WorkingCalendar(
        CalendarException(date.fromisoformat(r["day"]), r["kind"], r["name"], parse_instant(r["known_from"]))
        for r in calendar
    )
    if not known.is_working(shift.day):
        codes.append("not_a_working_day")
    return codes
