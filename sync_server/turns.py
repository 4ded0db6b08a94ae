"""Where and by whom: the few words of each fact that holding a whole month's shifts against each other needs."""

from datetime import date
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa

from shiftbook import amendments, facts
from shiftbook.moments import parse_day
from sync_server import months
from sync_server import tables as t
from sync_server.commune import Commune


class Turn(NamedTuple):
    """A fact that stands: its kind, its shift, and whose it is."""

    kind: str
    day: date
    session: str
    point: str
    member: str


def came(connection: sa.Connection, commune: Commune, days: tuple[date, date]) -> list[Turn]:
    """Every check-in between two days, both included, that stands, as its newest correction tells it."""
    span = (days[0].isoformat(), days[1].isoformat())
    standing, f = months.standing(connection, commune.id, span), t.fact.c
    wanted = sa.select(f.id, f.body).where(
        f.commune_id == commune.id, f.kind.in_(("checked_in", "corrected")), f.day.between(*span)
    )
    bodies = dict[str, str](tuple(row) for row in connection.execute(wanted))
    elsewhere = [one.speaker for one in standing if one.speaker not in bodies]
    bodies |= _bodies(connection, commune.id, elsewhere)
    return [Turn("checked_in", c.day, c.session, _point(bodies[c.speaker]), c.member) for c in standing]


def told(connection: sa.Connection, commune: Commune, kinds: tuple[str, ...], days: tuple[date, date]) -> list[Turn]:
    """The facts of some kinds between two days, both included, that stand and count, in the session of their time."""
    f, a = t.fact.c, t.amendment.c
    own = (f.commune_id == commune.id, f.kind.in_(kinds), f.day.between(days[0].isoformat(), days[1].isoformat()))
    rows = connection.execute(sa.select(f.id, f.kind, f.member, f.day, f.code, f.body).where(*own)).all()
    amended = connection.execute(
        sa.select(a.id, a.target, a.replaces).where(a.commune_id == commune.id, a.root.in_(sa.select(f.id).where(*own)))
    )
    changes = (amendments.Amendment(identity, target, bool(replaces)) for identity, target, replaces in amended)
    speakers = amendments.standing((row[0] for row in rows), changes)
    corrected = [speaker for root, speaker in speakers.items() if speaker != root]
    corrections = _bodies(connection, commune.id, corrected, counting=True)
    found = []
    for identity, kind, member, day, code, body in rows:
        speaker = speakers.get(identity)
        said = body if speaker == identity and code is None else corrections.get(speaker or "")
        if said is not None:
            raw: Any = orjson.loads(body)
            moment = facts.corrected_moment(raw["at"], raw["clock"])
            point = raw["data"]["point"] if said is body else _point(said)
            found.append(Turn(kind, parse_day(day), commune.session_at(moment), point, member))
    return found


def _bodies(connection: sa.Connection, commune: int, ids: list[str], *, counting: bool = False) -> dict[str, str]:
    f = t.fact.c
    wanted = sa.select(f.id, f.body).where(f.commune_id == commune, f.id.in_(ids))
    rows = connection.execute(wanted.where(f.code.is_(None)) if counting else wanted) if ids else ()
    return dict(tuple(row) for row in rows)


def _point(body: str) -> str:
    """The point a fact names, or the correction of one."""
    data = orjson.loads(body)["data"]
    return str((data["data"] if "target" in data else data)["point"])
