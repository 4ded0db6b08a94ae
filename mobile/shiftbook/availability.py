"""When members can serve, how often and with whom, and what in a roster to come goes against that."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from shiftbook.moments import parse_day
from shiftbook.roster import SESSIONS

MOST_SESSIONS_A_WEEK: Final = 14
Shift = tuple[str, date, str]  # point, day, session
Board = Mapping[Shift, tuple[str, ...]]
WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Availability:
    """What one member said: weekday (0 is Monday) and session they never can, spans of days away, both ends included,
    and the most sessions a week (None for as many as needed)."""

    busy: frozenset[tuple[int, str]] = frozenset()
    away: tuple[tuple[date, date], ...] = ()
    most_a_week: int | None = None

    def free(self, day: date, session: str) -> bool:
        """Whether the member can serve then, as far as they said."""
        away = any(first <= day <= last for first, last in self.away)
        return not away and (day.weekday(), session) not in self.busy

    def json(self) -> dict[str, Any]:
        """As it is kept: `busy` ["0.morning"], `away` [["2026-12-01", "2026-12-03"]], `most_a_week`."""
        return {
            "busy": [f"{weekday}.{session}" for weekday, session in sorted(self.busy)],
            "away": [[first.isoformat(), last.isoformat()] for first, last in self.away],
            "most_a_week": self.most_a_week,
        }


def available(told: Mapping[str, Any]) -> Availability:
    """An availability from its `json`; ValueError for what is none."""
    busy = set()
    for text in told["busy"]:
        weekday, _, session = text.partition(".")
        if weekday not in tuple("0123456") or session not in SESSIONS:
            raise ValueError(f"no weekday and session: {text}")
        busy.add((int(weekday), session))
    away = [(parse_day(first), parse_day(last)) for first, last in told["away"]]
    if any(first > last for first, last in away):
        raise ValueError("an absence that ends before it begins")
    most = told["most_a_week"]
    if most is not None and not 1 <= most <= MOST_SESSIONS_A_WEEK:
        raise ValueError(f"no number of sessions a week: {most}")
    return Availability(frozenset(busy), tuple(sorted(away)), most)


@dataclass(frozen=True)
class Wishes:
    """What each member said, and the pairs who should not, or should only, share a shift."""

    members: Mapping[str, Availability] = field(default_factory=dict)
    apart: frozenset[frozenset[str]] = frozenset()
    together: frozenset[frozenset[str]] = frozenset()

    def of(self, member: str) -> Availability:
        """What a member said; free always when they said nothing."""
        return self.members.get(member, Availability())

    def partners(self, member: str) -> set[str]:
        """With whom a member should serve; any one of them is enough."""
        return {other for pair in self.together if member in pair for other in pair - {member}}


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing against a shift's people: the code, whom it is about, and the week's sessions where it counts them."""

    code: str
    who: tuple[str, ...] = ()
    sessions: int = 0


def sessions_a_week(board: Board, member: str, day: date) -> int:
    """On how many sessions a member is in the week of a day, at all points."""
    monday = day - timedelta(days=day.weekday())
    return sum(monday <= on < monday + WEEK for (_, on, _), members in board.items() if member in members)


def at_another_point(board: Board, shift: Shift, member: str) -> bool:
    """Whether a member is on a shift elsewhere in the same session of the same day."""
    point, *when = shift
    return any(where != point and rest == when and member in members for (where, *rest), members in board.items())


def conflicts(
    board: Board,
    shift: Shift,
    wishes: Wishes,
    working: Callable[[date], bool],
    *,
    active: Callable[[str, date], bool] = lambda member, day: True,
) -> list[Conflict]:
    """What the leader should know of a shift before publishing it; none of it forbids that.

    Codes: `empty`, `resting` (not a working day), and of members `gone` (not in the team that day, by `active`),
    `away`, `elsewhere` (the same session at another point), `too_many` (more sessions in the week than they want),
    `apart`, `without_partner`.
    """
    _, day, session = shift
    members = board.get(shift, ())
    if not members:
        return [Conflict("empty")] if working(day) else []
    found = [] if working(day) else [Conflict("resting")]
    for member in dict.fromkeys(members):
        said = wishes.of(member)
        if not active(member, day):
            found.append(Conflict("gone", (member,)))
        if not said.free(day, session):
            found.append(Conflict("away", (member,)))
        if at_another_point(board, shift, member):
            found.append(Conflict("elsewhere", (member,)))
        week = sessions_a_week(board, member, day)
        if said.most_a_week is not None and week > said.most_a_week:
            found.append(Conflict("too_many", (member,), week))
        if (partners := wishes.partners(member)) and not partners & set(members):
            found.append(Conflict("without_partner", (member, min(partners))))
    pairs = sorted(tuple(sorted(pair)) for pair in wishes.apart if pair <= set(members))
    return found + [Conflict("apart", pair) for pair in pairs]
