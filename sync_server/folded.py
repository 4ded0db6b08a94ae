"""A month's days and mismatches as they stand: made again only for the days on which something has happened since."""

from datetime import date, datetime
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from shiftbook.allowance import Day
from shiftbook.moments import month_days
from shiftbook.reconciling import Mismatch
from sync_server import matters, months
from sync_server import tables as t
from sync_server.commune import Commune

MOST_KNOWN: Final = 50


class Folded(NamedTuple):
    """Each day of a month: its days of members, its mismatches, and by what marks it is known to be as it was.

    `rest` is what all of them rest on, `facts` the marks of the facts as of revision `rev`.
    """

    rest: tuple[Any, ...]
    rev: int
    facts: dict[str, tuple[int, int]]
    marks: dict[date, tuple[Any, ...]]
    days: dict[date, dict[tuple[str, date], Day]]
    mismatches: dict[date, list[Mismatch]]

    @property
    def judged(self) -> dict[tuple[str, date], Day]:
        """What `months.days` finds."""
        return {key: judged for day in sorted(self.days) for key, judged in self.days[day].items()}

    @property
    def unmatched(self) -> list[Mismatch]:
        """Every mismatch, by day."""
        return [one for day in sorted(self.mismatches) for one in self.mismatches[day]]


def month(
    remembered: dict[Any, Folded], connection: sa.Connection, commune: Commune, name: str, *, now: datetime
) -> Folded:
    """A month up to now; `remembered` keeps the newest months."""
    key, rest, span = (commune.id, name), _rest(connection, commune, name), month_days(name)
    known = remembered.get(key)
    if known is None or known.rest != rest:
        known = Folded(rest, -1, {}, {}, {}, {})
    compared = set(matters.compared(commune, name, now))
    facts = known.facts if known.rev == commune.rev else _facts(connection, commune.id, name)
    ballots = _ballots(connection, commune.id, name)
    marks = {day: (facts.get(str(day)), ballots.get(str(day)), _over(commune, day, now, compared)) for day in span}
    changed = [day for day in span if known.marks.get(day) != marks[day]]
    days, found = known.days, known.mismatches
    if changed:
        again = [day for day in span if changed[0] <= day <= changed[-1]]
        days, found = days | {day: {} for day in again}, found | {day: [] for day in again}
        for own, judged in months.days(connection, commune, name, between=(again[0], again[-1])).items():
            days[own[1]][own] = judged
        for one in matters.found(connection, commune, [day for day in again if day in compared], now):
            found[one.day].append(one)
    while len(remembered) >= MOST_KNOWN:
        remembered.pop(next(iter(remembered)), None)
    remembered[key] = Folded(rest, commune.rev, facts, marks, days, found)
    return remembered[key]


def waiting(connection: sa.Connection, commune: Commune, name: str, folded: Folded) -> int:
    """How many mismatches of a month are open."""
    return sum(one.open for one in matters.told(connection, commune, name, folded.unmatched))


def _over(commune: Commune, day: date, now: datetime, compared: set[date]) -> list[bool] | None:
    """Which of a day's sessions are over; None for a day that is not compared."""
    return [times.ends < now for times in commune.windows(day).values()] if day in compared else None


def _rest(connection: sa.Connection, commune: Commune, name: str) -> tuple[Any, ...]:
    """What every day rests on: who serves where and when, what was decided, and corrections, which may move any day.

    Another database, as after a restore, has another epoch.
    """
    a, d, c, h, count = t.amendment.c, t.decision.c, t.confirmation.c, t.feed_head.c, sa.func.count()
    asked = (
        sa.select(count).where(a.commune_id == commune.id),
        sa.select(count).where(d.commune_id == commune.id, d.day.between(*months.span(name))),
        sa.select(count).where(c.commune_id == commune.id, c.month == name),
        sa.select(h.epoch).where(h.commune_id == commune.id),
    )
    beside = connection.execute(sa.select(*(one.scalar_subquery() for one in asked))).one()
    ground = (commune.ground.roster, commune.ground.calendar, commune.config)
    return (*beside, *ground, commune.people, commune.points, commune.begun, commune.gone)


def _facts(connection: sa.Connection, commune: int, name: str) -> dict[str, tuple[int, int]]:
    """Day to how many facts it has and their newest revision: one that is judged anew, on another day too, gets one."""
    f = t.fact.c
    wanted = sa.select(f.day, sa.func.count(), sa.func.max(f.rev)).group_by(f.day)
    rows = connection.execute(wanted.where(f.commune_id == commune, f.day.between(*months.span(name))))
    return {day: (number, rev) for day, number, rev in rows.all()}


def _ballots(connection: sa.Connection, commune: int, name: str) -> dict[str, int]:
    """Day to how many ballots it has: one that comes moves no revision."""
    b = t.ballot.c
    wanted = sa.select(b.day, sa.func.count()).group_by(b.day)
    rows = connection.execute(wanted.where(b.commune_id == commune, b.day.between(*months.span(name))))
    return dict(tuple(row) for row in rows.all())
