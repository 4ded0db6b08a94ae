"""Sessions, duty shifts and who was rostered on them as of a moment."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from shiftbook.moments import VN, parse_day

SESSIONS: Final = ("morning", "afternoon")
SESSION_NAMES: Final = {"morning": "Buổi sáng", "afternoon": "Buổi chiều"}
# The plan, II.2: morning 8h00-10h00, afternoon 14h00-16h00, one or two people a session.
PLAN_HOURS: Final = {"morning": ("08:00", "10:00"), "afternoon": ("14:00", "16:00")}
MOST_ON_A_SHIFT: Final = 2
OPENS_BEFORE_MIN: Final = 30  # unless the commune set another


@dataclass(frozen=True, slots=True)
class Hours:
    """The begin and end (HH:MM) of each session, from a day on; `first` before any of the others.

    `opening` is how many minutes before its begin a session is open for check-ins, from a day on where it was set.
    """

    first: Mapping[str, tuple[str, str]]
    others: tuple[tuple[date, Mapping[str, tuple[str, str]]], ...] = ()
    opening: tuple[tuple[date, int], ...] = ()

    def on(self, day: date) -> Mapping[str, tuple[str, str]]:
        """The hours of a day."""
        return max((o for o in self.others if o[0] <= day), key=lambda o: o[0], default=(day, self.first))[1]

    def opens_before_min(self, day: date) -> int:
        """How many minutes before its begin a session of a day is open for check-ins."""
        return max((o for o in self.opening if o[0] <= day), key=lambda o: o[0], default=(day, OPENS_BEFORE_MIN))[1]

    def __contains__(self, session: str) -> bool:
        """Whether a session's hours are known."""
        return session in self.first

    def __bool__(self) -> bool:
        """Whether any are."""
        return bool(self.first)


def hours(told: Mapping[str, Any]) -> Hours:
    """Hours from a commune's settings: `hours`, and `hours_from` with a `from` in each and `opens_before` minutes where
    they were set; none when none are told."""

    def pairs(one: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
        return {name: (one[name][0], one[name][1]) for name in SESSIONS if name in one}

    later = [(parse_day(one["from"]), one) for one in told.get("hours_from", ())]
    opening = tuple((day, int(one.get("opens_before", OPENS_BEFORE_MIN))) for day, one in later)
    return Hours(pairs(told.get("hours", {})), tuple((day, pairs(one)) for day, one in later), opening)


@dataclass(frozen=True, slots=True)
class Window:
    """When a check-in is in time: from `opens` to `ends`, both included; `starts` is the session's start."""

    opens: datetime
    starts: datetime
    ends: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in the window, both ends included (wire contract §3)."""
        return self.opens <= moment <= self.ends


def window(day: date, session: str, hours: Hours | Mapping[str, tuple[str, str]] = PLAN_HOURS) -> Window:
    """The check-in window of a session on a day: 30 minutes before it starts, unless the commune set another number of
    minutes, until it ends; at +07:00."""
    known = hours.on(day) if isinstance(hours, Hours) else hours
    before = hours.opens_before_min(day) if isinstance(hours, Hours) else OPENS_BEFORE_MIN
    begin, end = (time.fromisoformat(text) for text in known[session])
    starts = datetime.combine(day, begin, VN)
    try:
        opens = starts - timedelta(minutes=before)
    except OverflowError:
        opens = starts
    return Window(opens, starts, datetime.combine(day, end, VN))


def session_of(windows: Mapping[str, Window], moment: datetime) -> str:
    """The session of a day a moment belongs to: the one it lies in, else the nearest; `windows` by session."""

    def distance(name: str) -> timedelta:
        return max(windows[name].starts - moment, moment - windows[name].ends, timedelta(0))

    within = (name for name, times in windows.items() if times.starts <= moment <= times.ends)
    return next(within, None) or min(windows, key=distance)


@dataclass(frozen=True, slots=True)
class Duty:
    """One published version of one shift: who serves at a point in a session of a day."""

    point: str
    day: date
    session: str
    members: tuple[str, ...]
    published_at: datetime

    @property
    def id(self) -> str:
        """The shift's name, the same for all its versions."""
        return duty_id(self.point, self.day, self.session)


def duty_id(point: str, day: date, session: str) -> str:
    """The one name of a shift: day, session and point."""
    return f"{day.isoformat()}.{session}.{point}"


def duty_named(identity: str) -> tuple[str, date, str] | None:
    """Point, day and session of a shift's name; None for a text that names no shift."""
    day, _, rest = identity.partition(".")
    session, _, point = rest.partition(".")
    try:
        return (point, parse_day(day), session) if session in SESSIONS and point else None
    except ValueError:
        return None


def unfit(members: list[str], able: Collection[str], begun: bool) -> list[str]:
    """Why these people cannot be put on a shift, as codes, none when they can; `able` are the team of that day."""
    codes = {
        "begun": begun,
        "more_than_two": len(members) > MOST_ON_A_SHIFT,
        "twice": len(set(members)) < len(members),
        "member_unknown": any(m not in able for m in members),
    }
    return [code for code, wrong in codes.items() if wrong]


class Roster:
    """Every published version of every shift, given in the order they were published (a clock may be set back)."""

    def __init__(self, duties: Iterable[Duty]) -> None:
        self._versions: dict[tuple[str, date, str], list[Duty]] = {}
        for duty in duties:
            self._versions.setdefault((duty.point, duty.day, duty.session), []).append(duty)
        self._newest_by_day: dict[date, list[Duty]] = {}
        newest = (versions[-1] for versions in self._versions.values())
        for duty in sorted(newest, key=lambda d: (SESSIONS.index(d.session), d.point)):
            self._newest_by_day.setdefault(duty.day, []).append(duty)

    def members(self, point: str, day: date, session: str, as_of: datetime | None = None) -> tuple[str, ...]:
        """Who is rostered on a shift by the version in force at a moment (the newest when none is given)."""
        versions = self._versions.get((point, day, session), [])
        if as_of is not None:
            versions = [v for v in versions if v.published_at <= as_of]
        return versions[-1].members if versions else ()

    def on(self, day: date) -> list[Duty]:
        """The newest version of every shift of a day, by session and point."""
        return self._newest_by_day.get(day, [])

    def current(self) -> list[Duty]:
        """The newest version of every shift, by day, session and point."""
        return [duty for day in sorted(self._newest_by_day) for duty in self._newest_by_day[day]]
