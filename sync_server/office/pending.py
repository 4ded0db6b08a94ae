"""What still waits for someone: days at hand, days a closed month left behind, phones not heard to the end."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from shiftbook.allowance import Day
from shiftbook.moments import month_before, month_of, parse_instant
from sync_server import closed_months, months, unsynced
from sync_server.commune import Commune


@dataclass(frozen=True)
class Waiting:
    """How many days of a month wait for the leader, and how many for the office."""

    month: str
    leader: int
    office: int


def waiting(connection: sa.Connection, commune: Commune, day: date) -> list[Waiting]:
    """The open ones of a day's month and the month before it that have days waiting."""
    month = month_of(day)
    found = []
    for name in (month_before(month), month):
        if name not in commune.closed:
            own = [d for d in months.days(connection, commune, name).values() if d.undecided]
            for_leader = sum(d.grade == "B" for d in own)
            for_office = len(own) - for_leader + len(left_undecided(connection, commune, name))
            found.append(Waiting(name, for_leader, for_office))
    return [one for one in found if one.leader or one.office]


def for_leader(connection: sa.Connection, commune: Commune, day: date) -> list[Day]:
    """The days of the same months that wait for the leader's word, oldest first."""
    names = [name for name in (month_before(month_of(day)), month_of(day)) if name not in commune.closed]
    found = (d for name in names for d in months.days(connection, commune, name).values())
    return sorted((d for d in found if d.undecided and d.grade == "B"), key=lambda d: (d.day, d.member))


def left_undecided(connection: sa.Connection, commune: Commune, month: str) -> list[Day]:
    """The days of closed months that nobody has decided yet and that this open month is the place to decide.

    Those that came late keep a month from closing and are told with its figures; those left at a close do not, and
    would be forgotten.
    """
    if month in commune.closed:
        return []
    closed = closed_months.undecided(connection, commune.id, commune.closed, month)
    if not closed:
        return []
    late = {(d.member, d.day) for d in months.carried(connection, commune, month)[1]}
    found = (d for name in closed for d in months.days(connection, commune, name).values())
    return [d for d in found if d.undecided and (d.member, d.day) not in late]


@dataclass(frozen=True)
class Phones:
    """The phones that may still hold something of a month, by why: known to, not heard since, shifts still to come."""

    missing: list[dict[str, Any]]
    silent: list[dict[str, Any]]
    ahead: list[dict[str, Any]]
    last_shift: date | None


def phones(commune: Commune, month: str, told: list[dict[str, Any]], at: datetime) -> Phones:
    """The month's `unsynced` rows put in order; each gets the day of its member's last shift as `last_shift`."""
    ends = unsynced.last_session_ends(commune, month)
    rows = [{**row, "last_shift": ends[row["member"]].date() if row["member"] in ends else None} for row in told]
    missing = sorted((row for row in rows if row["missing"]), key=lambda row: -row["missing"])
    rest = [row for row in rows if not row["missing"]]
    ahead = [row for row in rest if row["member"] in ends and ends[row["member"]] > at]
    silent = [row for row in rest if row not in ahead]
    return Phones(missing, silent, ahead, max((row["last_shift"] for row in ahead), default=None))


def closed_or_now(closing: sa.Row[Any] | None, now: datetime) -> datetime:
    """The moment a month is looked at: that of its closing once it is closed."""
    return parse_instant(closing.at) if closing else now
