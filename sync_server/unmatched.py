"""How many mismatches of a month wait: compared anew only on the days on which something has happened since."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from shiftbook.reconciling import Mismatch
from sync_server import matters
from sync_server import tables as t
from sync_server.commune import Commune

MOST_KNOWN: Final = 50


class Known(NamedTuple):
    """The mismatches of a month's days, with what each day and all of them were compared from."""

    whole: tuple[Any, ...]
    marks: dict[date, tuple[Any, ...]]
    found: dict[date, list[Mismatch]]


def waiting(
    remembered: dict[Any, Known], connection: sa.Connection, commune: Commune, month: str, now: datetime
) -> int:
    """How many mismatches of a month up to now are open; `remembered` keeps what was compared, of the newest months."""
    days, name = matters.compared(commune, month, now), (commune.id, month)
    whole, marks = _whole(connection, commune), _marks(connection, commune, days, now)
    known = remembered.get(name)
    if known is None or known.whole != whole:
        known = Known(whole, {}, {})
    changed = [day for day in days if known.marks.get(day) != marks[day]]
    found = known.found
    if changed:
        span = [day for day in days if changed[0] <= day <= changed[-1]]
        found = known.found | _by_day(span, matters.found(connection, commune, span, now))
        while len(remembered) >= MOST_KNOWN:
            remembered.pop(next(iter(remembered)), None)
        remembered[name] = Known(whole, marks, found)
    told = matters.told(connection, commune, month, [one for day in days for one in found[day]])
    return sum(one.open for one in told)


def _by_day(days: Iterable[date], found: Iterable[Mismatch]) -> dict[date, list[Mismatch]]:
    by_day: dict[date, list[Mismatch]] = {day: [] for day in days}
    for one in found:
        by_day[one.day].append(one)
    return by_day


def _whole(connection: sa.Connection, commune: Commune) -> tuple[Any, ...]:
    """What the mismatches of every day rest on: who serves where and when, and corrections, which may move any day.

    Another database, as after a restore, has another epoch.
    """
    a, h = t.amendment.c, t.feed_head.c
    corrected = sa.select(sa.func.count()).where(a.commune_id == commune.id).scalar_subquery()
    epoch = sa.select(h.epoch).where(h.commune_id == commune.id).scalar_subquery()
    beside = connection.execute(sa.select(corrected, epoch)).one()
    ground = (commune.ground.roster, commune.ground.calendar, commune.config)
    return (*beside, *ground, commune.people, commune.points, commune.begun, commune.gone)


def _marks(connection: sa.Connection, commune: Commune, days: list[date], now: datetime) -> dict[date, tuple[Any, ...]]:
    """What changes for a day when something happens on it: its facts, its ballots, and which of its sessions are over.

    A fact that is judged anew, on another day too, has a new revision; a ballot has none.
    """
    if not days:
        return {}
    f, b, count = t.fact.c, t.ballot.c, sa.func.count()
    span = (days[0].isoformat(), days[-1].isoformat())
    of_facts = sa.select(f.day, count, sa.func.max(f.rev)).where(f.commune_id == commune.id, f.day.between(*span))
    of_ballots = sa.select(b.day, count).where(b.commune_id == commune.id, b.day.between(*span))
    facts = {day: rest for day, *rest in connection.execute(of_facts.group_by(f.day))}
    ballots: dict[str, int] = dict(tuple(row) for row in connection.execute(of_ballots.group_by(b.day)))
    return {
        day: (facts.get(str(day)), ballots.get(str(day)), [times.ends < now for times in commune.windows(day).values()])
        for day in days
    }
