"""Slips side by side: given to phones, printed, offered, used, and people served, for each session of some days."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from shiftbook.moments import parse_day
from shiftbook.roster import SESSIONS
from sync_server import tables as t
from sync_server import week_facts
from sync_server.commune import Commune
from sync_server.ledger.slips import BLOCK, DAYS_TAKEN, PRINTED, printed_on

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
    """How many printed slips may be used at a point on each day: from their printing to 7 days after their day."""
    found: Counter[tuple[date, str]] = Counter()
    for row, since in printed(connection, commune, days[0] - timedelta(days=DAYS_TAKEN), days[1]):
        first, last = max(since, days[0]), min(parse_day(row.day) + timedelta(days=DAYS_TAKEN), days[1])
        for later in range((last - first).days + 1):
            found[first + timedelta(days=later), row.point] += BLOCK * row.blocks
    return found


def printed(connection: sa.Connection, commune: int, first: date, last: date) -> list[tuple[sa.Row[Any], date]]:
    """The blocks on paper for `first` and later that were printed until `last`, each with its day of printing."""
    b = t.slip_block.c
    wanted = sa.select(t.slip_block).where(
        b.commune_id == commune, b.device.startswith(PRINTED, autoescape=True), b.day >= first.isoformat()
    )
    found = [(row, printed_on(row.device, row.day)) for row in connection.execute(wanted)]
    return [(row, since) for row, since in found if since <= last]


def rows(connection: sa.Connection, commune: Commune, days: list[date]) -> list[Row]:
    """Every session in which something was given out, offered, used or done, in order."""
    span = (days[0].isoformat(), days[-1].isoformat())
    b, v = t.slip_block.c, t.ballot.c
    given: Counter[Place] = Counter()
    paper: Counter[Place] = Counter()
    offered: Counter[Place] = Counter()
    held = sa.select(t.slip_block).where(b.commune_id == commune.id, b.day.between(*span))
    for row in connection.execute(held):
        place = (parse_day(row.day), row.session, row.point)
        (paper if row.device.startswith(PRINTED) else given)[place] += row.blocks * BLOCK
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
    usable = on_paper(connection, commune.id, (days[0], days[-1]))
    order = {name: number for number, name in enumerate(SESSIONS)}
    places = sorted({*given, *paper, *offered, *used, *served, *handed}, key=lambda p: (p[0], order[p[1]], p[2]))
    return [Row(*p, given[p], paper[p], offered[p], used[p], served[p], usable[p[0], p[2]], handed[p]) for p in places]
