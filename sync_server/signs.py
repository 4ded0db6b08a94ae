"""Signs of stuffing by sitting, each with the chance that it is a false alarm, and the office's word on it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from shiftbook import stuffing
from shiftbook.moments import format_instant, parse_day
from shiftbook.roster import SESSIONS
from sync_server import acts, slip_counts, week_facts
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.acts import Actor
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.satisfaction import Span

Place = tuple[str, date, str]
# A box of paper may hold the ballots of this many days before; of more, if the last one was opened earlier.
BOX_DAYS: Final = 7
# A sign that an honest counter would give as often as this is listed and not pressed on anybody.
CLEAR: Final = 0.05


@dataclass(frozen=True)
class Sign:
    """One sign: its kind, how many were seen where how many were expected, and the chance of a false alarm (0-1)."""

    kind: str
    seen: int
    expected: int
    chance: float


@dataclass(frozen=True)
class Sitting:
    """The ballots of one point, day, session and channel with what is odd about them, and the words said on it.

    `served` are people helped, `handed` those taken to the officer.
    """

    point: str
    day: date
    session: str
    channel: str
    ballots: int
    served: int
    handed: int
    signs: tuple[Sign, ...]
    words: tuple[sa.Row[Any], ...]

    @property
    def key(self) -> str:
        """The sitting's name in an address."""
        return f"{self.day.isoformat()}.{self.session}.{self.channel}.{self.point}"

    @property
    def clear(self) -> bool:
        """Whether a sign of it is one that an honest counter hardly gives."""
        return any(sign.chance < CLEAR for sign in self.signs)

    @property
    def apart(self) -> bool | None:
        """Whether the office counts it apart; None while it has said nothing."""
        return bool(self.words[-1].apart) if self.words else None


def sittings(connection: sa.Connection, commune: Commune, span: Span, *, every: bool = False) -> list[Sitting]:
    """Every sitting of a span with a sign or a word of the office, the newest first; with `every` those with neither
    too, as long as a ballot came."""
    b, s, r = t.ballot.c, t.ballot_sign.c, t.ballot_ruling.c
    between = (span[0].isoformat(), span[1].isoformat())
    before = (span[0] - timedelta(days=BOX_DAYS), span[1])
    columns = (b.point, b.day, b.session, b.channel)
    cast = Counter({
        (row.point, parse_day(row.day), row.session, row.channel): row.number
        for row in connection.execute(sa.select(*columns, sa.func.count().label("number")).where(
            b.commune_id == commune.id, b.day.between(before[0].isoformat(), between[1])).group_by(*columns))
    })  # fmt: skip
    boxes = [key[:3] for key in cast if key[3] == "paper"]
    marks: dict[tuple[str, date, str, str], list[sa.Row[Any]]] = {}
    for row in connection.execute(sa.select(t.ballot_sign).where(s.commune_id == commune.id, s.day.between(*between))):
        marks.setdefault((row.point, parse_day(row.day), row.session, row.channel), []).append(row)
    words: dict[tuple[str, date, str, str], list[sa.Row[Any]]] = {}
    ruled = sa.select(t.ballot_ruling).where(r.commune_id == commune.id, r.day.between(*between)).order_by(r.rev)
    for row in connection.execute(ruled):
        words.setdefault((row.point, parse_day(row.day), row.session, row.channel), []).append(row)
    told = _counted(connection, commune, before if boxes else span)
    served, handed, offered = told["assisted"], told["handed_over"], told["ballot_offered"]
    paper = slip_counts.on_paper(connection, commune.id, span)
    keys = {*cast, *marks, *words, *((*place, "slip") for place in offered)}
    people = served + handed
    found = []
    for key in (key for key in keys if key[1] >= span[0]):
        place = key[:3]
        came = _since_last_box(place, boxes, people) if key[3] == "paper" else people[place]
        here = (cast[key], came, offered[place])
        signs = (*_on_arrival(marks.get(key, []), here), *_totals(key[3], here, paper[key[1], key[0]]))
        if signs or key in words or (every and cast[key]):
            kept = (signs, tuple(words.get(key, ())))
            found.append(Sitting(*place, key[3], cast[key], served[place], handed[place], *kept))
    order = {name: number for number, name in enumerate(SESSIONS)}
    return sorted(found, key=lambda one: (-one.day.toordinal(), -order[one.session], one.point, one.channel))


def undecided(connection: sa.Connection, commune: Commune, span: Span) -> int:
    """How many sittings of a span have ballots and a clear sign, and no word of the office yet."""
    return sum(one.clear and one.ballots > 0 and one.apart is None for one in sittings(connection, commune, span))


def at(connection: sa.Connection, commune: Commune, key: str) -> Sitting | None:
    """The sitting of a key (`Sitting.key`), odd or not; None where no ballot came."""
    try:
        day = parse_day(key[:10])
    except ValueError:
        return None
    found = (one for one in sittings(connection, commune, (day, day), every=True) if one.key == key and one.ballots)
    return next(found, None)


def _counted(connection: sa.Connection, commune: Commune, span: Span) -> dict[str, Counter[Place]]:
    """People helped, people taken to the officer and slips offered, each by point, day and session."""
    found: dict[str, Counter[Place]] = {kind: Counter() for kind in ("assisted", "handed_over", "ballot_offered")}
    for one in week_facts.told(connection, commune.id, found, span):
        if one.kind != "ballot_offered" or one.content.channel == "slip":
            found[one.kind][one.content.point, one.day, commune.session_at(one.moment)] += 1
    return found


def _since_last_box(box: Place, boxes: list[Place], people: Counter[Place]) -> int:
    """How many people came to a box's point since its last one was opened, and BOX_DAYS before its day at most."""
    begins = max((_when(other) for other in boxes if other[0] == box[0] and _when(other) < _when(box)), default=None)
    return sum(
        number
        for place, number in people.items()
        if place[0] == box[0] and (begins is None or begins < _when(place)) and _when(place) <= _when(box)
        and place[1] >= box[1] - timedelta(days=BOX_DAYS)
    )  # fmt: skip


def _when(place: Place) -> tuple[date, int]:
    return place[1], SESSIONS.index(place[2])


def _on_arrival(marks: list[sa.Row[Any]], here: tuple[int, int, int]) -> list[Sign]:
    ballots, came, _ = here
    chances = {
        "burst": lambda number: stuffing.burst(number, ballots, came),
        "run": lambda number: stuffing.run(number, ballots),
        "night": lambda number: stuffing.night(number, ballots),
    }
    return [Sign(row.sign, row.number, ballots, chances[row.sign](row.number)) for row in marks]


def _totals(channel: str, here: tuple[int, int, int], paper: int) -> list[Sign]:
    """What cannot be where everybody gives one ballot and every phone has sent what it holds."""
    ballots, came, offered = here
    wanted = {"slip": (("used_over_offered", ballots, offered + paper), ("offered_over_served", offered, came))}
    over_served = ((f"{channel}_over_served", ballots, came),)
    return [
        Sign(kind, seen, expected, stuffing.more_than(seen, expected))
        for kind, seen, expected in wanted.get(channel, over_served)
        if seen > expected
    ]


def outside(connection: sa.Connection, commune: Commune, span: Span) -> list[dict[str, Any]]:
    """Sittings with ballots outside the hours or the period, with how many of each; all are kept and counted."""
    b = t.ballot.c
    columns = (b.point, b.day, b.session, b.channel)
    late = sa.func.sum(sa.case((b.outside_hours, 1), else_=0))
    off = sa.func.sum(sa.case((b.outside_period, 1), else_=0))
    wanted = sa.select(*columns, late.label("hours"), off.label("period")).where(
        b.commune_id == commune.id, b.day.between(span[0].isoformat(), span[1].isoformat()),
        sa.or_(b.outside_hours, b.outside_period),
    )  # fmt: skip
    rows = connection.execute(wanted.group_by(*columns).order_by(b.day.desc(), b.session, b.point, b.channel))
    return [{**row._asdict(), "hours": int(row.hours), "period": int(row.period)} for row in rows]


def rule(
    tx: Tx, commune_id: int, key: str, apart: bool, *, reason: str, actor: Actor, now: datetime
) -> None:  # fmt: skip
    """Say whether the ballots of a sitting, odd or not, are counted in or apart, with a reason; raises Refused where
    none came."""
    found = at(tx.connection, communes.current(tx, commune_id), key)
    if found is None:
        raise Refused("not_found", 404)
    sitting = {"point": found.point, "day": found.day.isoformat(), "session": found.session, "channel": found.channel}
    row = {**sitting, "commune_id": commune_id, "rev": tx.next_rev(commune_id), "apart": apart, "reason": reason,
           "by": actor.name, "at": format_instant(now)}  # fmt: skip
    tx.execute(t.ballot_ruling.insert(), row)
    acts.record(tx, commune_id, "ballots_ruled", told_of(row), actor=actor, now=now)
    communes.settled(tx, commune_id)


def told_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A word on a sitting as the audit trail keeps it."""
    names = ("point", "day", "session", "channel", "reason")
    return {**{name: row[name] for name in names}, "ruling": "apart" if row["apart"] else "in"}
