"""Slips side by side: given to phones, printed, offered, used, and people served, for each session of some days."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa

from shiftbook.moments import parse_day
from shiftbook.roster import SESSIONS
from sync_server import tables as t
from sync_server import week_facts
from sync_server.commune import Commune
from sync_server.ledger.slips import BLOCK, PRINTED, session_at

Place = tuple[date, str, str]
_SERVED: Final = ("assisted", "handed_over")


@dataclass(frozen=True, slots=True)
class Row:
    """One session at one point, in slips and people; never by device."""

    day: date
    session: str
    point: str
    given: int
    printed: int
    offered: int
    used: int
    served: int

    @property
    def odd(self) -> str:
        """What does not fit: more used than could be, or fewer offered than half of the people served."""
        if self.used > self.offered + self.printed:
            return "used"
        return "served" if self.used > self.served else ""


def rows(connection: sa.Connection, commune: Commune, days: list[date]) -> list[Row]:
    """Every session in which something was given out, offered, used or done, in order."""
    span = (days[0].isoformat(), days[-1].isoformat())
    b, v = t.slip_block.c, t.ballot.c
    given: Counter[Place] = Counter()
    printed: Counter[Place] = Counter()
    offered: Counter[Place] = Counter()
    held = sa.select(t.slip_block).where(b.commune_id == commune.id, b.day.between(*span))
    for row in connection.execute(held):
        place = (parse_day(row.day), row.session, row.point)
        (printed if row.device.startswith(PRINTED) else given)[place] += row.blocks * BLOCK
    used: Counter[Place] = Counter()
    cast = sa.select(v.day, v.session, v.point, sa.func.count()).where(
        v.commune_id == commune.id, v.channel == "slip", v.day.between(*span)
    )
    for day, session, point, number in connection.execute(cast.group_by(v.day, v.session, v.point)):
        used[parse_day(day), session, point] = number
    served: Counter[Place] = Counter()
    for one in week_facts.told(connection, commune.id, (*_SERVED, "ballot_offered"), (days[0], days[-1])):
        counted = served if one.kind in _SERVED else offered
        if counted is served or one.content.channel != "poster":
            counted[one.day, session_at(commune, one.moment), one.content.point] += 1
    order = {name: number for number, name in enumerate(SESSIONS)}
    places = sorted({*given, *printed, *offered, *used, *served}, key=lambda p: (p[0], order[p[1]], p[2]))
    return [Row(*p, given[p], printed[p], offered[p], used[p], served[p]) for p in places]
