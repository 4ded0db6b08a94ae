"""Which closed months may still hand something on to an open one: most have been settled, and are not folded again."""

from collections.abc import Mapping
from typing import Any

import orjson
import sqlalchemy as sa

from shiftbook.moments import month_before
from sync_server import tables as t


def before(shut: Mapping[str, int], month: str) -> list[str]:
    """The closed months whose first open month this is, the oldest first; `shut` has each one's revision."""
    found: list[str] = []
    if month in shut:
        return found
    while (month := month_before(month)) in shut:
        found.append(month)
    return found[::-1]


def unsettled(connection: sa.Connection, commune: int, shut: Mapping[str, int], month: str) -> list[str]:
    """Of the months before this open one those that anything came to since the last closing, or that it left late.

    Whichever of them was closed last took in all that had come to the others by then.
    """
    own = before(shut, month)
    if not own:
        return []
    last = {name: max(own[place:], key=lambda one: shut[one]) for place, name in enumerate(own)}
    newest = _newest(connection, commune, own)
    c = t.closing.c
    bodies = sa.select(c.body).where(c.commune_id == commune, c.month.in_(set(last.values())))
    left = {day["day"][:7] for body in connection.execute(bodies).scalars() for day in orjson.loads(body)["late"]}
    return [name for name in own if newest.get(name, 0) > shut[last[name]] or name in left]


def undecided(connection: sa.Connection, commune: int, shut: Mapping[str, int], month: str) -> list[str]:
    """Of the months before this open one those that were closed with days undecided, or that anything came to since."""
    own = before(shut, month)
    if not own:
        return []
    c = t.closing.c
    waiting = sa.select(c.month).where(c.commune_id == commune, c.body.contains('"undecided":true'))
    left, newest = set(connection.execute(waiting).scalars()), _newest(connection, commune, own)
    return [name for name in own if newest.get(name, 0) > shut[name] or name in left]


def _newest(connection: sa.Connection, commune: int, own: list[str]) -> dict[str, int]:
    """The newest revision of anything that makes the days of these months, also of what took a check-in out of one."""
    p, d, a = t.presence.c, t.decision.c, t.amendment.c
    span = (f"{own[0]}-01", f"{own[-1]}-31")

    def by_month(day: Any, rev: Any) -> sa.Select[Any]:
        month = sa.func.substr(day, 1, 7)
        return sa.select(month, sa.func.max(rev)).group_by(month)

    amended = t.amendment.join(t.presence, sa.and_(p.commune_id == a.commune_id, p.root == a.root))
    found: dict[str, int] = {}
    for query in (
        by_month(p.day, p.rev).where(p.commune_id == commune, p.day.between(*span)),
        by_month(d.day, d.rev).where(d.commune_id == commune, d.day.between(*span)),
        by_month(p.day, a.rev).select_from(amended).where(a.commune_id == commune, p.day.between(*span)),
    ):
        for month, rev in connection.execute(query):
            found[month] = max(rev, found.get(month, 0))
    return found
