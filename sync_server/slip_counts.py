"""Slips side by side: given to phones, printed, offered, used, and people served, for each session of some days."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from shiftbook.moments import parse_day
from shiftbook.roster import SESSIONS
from sync_server import tables as t
from sync_server import week_facts
from sync_server.commune import Commune
from sync_server.ledger.slips import BLOCK, DAYS_TAKEN, PRINTED

Place = tuple[date, str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One session at one point, in slips and people; never by device.

    `paper` are printed slips that may be used then (`on_paper`), `handed` people taken to the officer, who may have
    been offered a slip and are not counted as served.
    """

    day: date
    session: str
    point: str
    given: int
    printed: int
    offered: int
    used: int
    served: int
    paper: int
    handed: int

    @property
    def odd(self) -> str:
        """What does not fit: `used`, more than were offered or printed; `served`, more than people came; or nothing."""
        if self.used > self.offered + self.paper:
            return "used"
        return "served" if self.used > self.served + self.handed else ""


def on_paper(connection: sa.Connection, commune: int, days: tuple[date, date]) -> Counter[tuple[date, str]]:
    """How many printed slips may be used at a point on each day: those of the day and of the 7 before."""
    b = t.slip_block.c
    span = ((days[0] - timedelta(days=DAYS_TAKEN)).isoformat(), days[1].isoformat())
    wanted = sa.select(b.day, b.point, sa.func.sum(b.blocks)).where(
        b.commune_id == commune, b.device.startswith(PRINTED, autoescape=True), b.day.between(*span)
    )
    found: Counter[tuple[date, str]] = Counter()
    for text, point, blocks in connection.execute(wanted.group_by(b.day, b.point)):
        for later in range(DAYS_TAKEN + 1):
            found[parse_day(text) + timedelta(days=later), point] += BLOCK * int(blocks)
    return found


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
    handed: Counter[Place] = Counter()
    counts = {"assisted": served, "handed_over": handed, "ballot_offered": offered}
    for one in week_facts.told(connection, commune.id, counts, (days[0], days[-1])):
        if one.kind != "ballot_offered" or one.content.channel == "slip":
            counts[one.kind][one.day, commune.session_at(one.moment), one.content.point] += 1
    paper = on_paper(connection, commune.id, (days[0], days[-1]))
    order = {name: number for number, name in enumerate(SESSIONS)}
    places = sorted({*given, *printed, *offered, *used, *served, *handed}, key=lambda p: (p[0], order[p[1]], p[2]))
    return [Row(*p, given[p], printed[p], offered[p], used[p], served[p], paper[p[0], p[2]], handed[p]) for p in places]
