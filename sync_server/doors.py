"""Doors of ballots: where a slip, a poster or a counter's tablet leads, and whether it still lets a ballot in."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from shiftbook.moments import parse_day
from sync_server import ballot_texts
from sync_server import tables as t
from sync_server.ledger.slips import DAYS_TAKEN
from sync_server.security import Keys
from sync_server.straight import Straight


class Door(NamedTuple):
    """A point of a commune by one channel; `mark` is what using a slip writes, `as_of` the commune's revision.

    `closed` says why no ballot comes in: spent, expired or replaced; `shut` that the counter's tablet shows no form.
    """

    commune: int
    point: str
    channel: str
    as_of: tuple[int, str] = (0, "")
    mark: str | None = None
    closed: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What the pages of a door show: names, the poster's newest code, the wording in force; `idle` on a day when the
    point is not in use: `begins` or `ceased`, and from which day."""

    commune_name: str
    demonstration: bool
    point_name: str
    poster_code: str
    version: int
    texts: dict[str, Any]
    idle: tuple[str, date] | None = None


_HEAD: Final = "JOIN feed_head h ON h.commune_id = d.commune_id"
_SLIP: Final = (
    f"SELECT d.commune_id, d.point, h.rev, h.epoch, d.day, d.spent, m.mark FROM slip d {_HEAD} "
    "LEFT JOIN slip_spent m ON m.commune_id = d.commune_id AND m.mark = ? WHERE d.hash = ?"
)
_POSTER: Final = f"SELECT d.commune_id, d.point, h.rev, h.epoch, d.retired_on FROM poster d {_HEAD} WHERE d.code = ?"


def by_slip(straight: Straight, code: str, keys: Keys, today: date) -> Door | None:
    """The door of a slip, spent and expired ones too; None for a slip never given out."""
    hashed = keys.hashed(code)
    mark = keys.spent(hashed)
    row = straight.first(_SLIP, mark, hashed)
    if row is None:
        return None
    commune, point, rev, epoch, day, spent_before, found = row
    expired = today > parse_day(day) + timedelta(days=DAYS_TAKEN)
    closed = "spent" if spent_before or found else "expired" if expired else None
    return Door(commune, point, "slip", (rev, epoch), mark, closed)


def by_poster(straight: Straight, code: str) -> Door | None:
    """The door of a point's poster, None for a code that never was on one."""
    row = straight.first(_POSTER, code)
    if row is None:
        return None
    commune, point, rev, epoch, retired_on = row
    return Door(commune, point, "poster", (rev, epoch), closed="replaced" if retired_on else None)


_COUNTER: Final = (
    f"SELECT h.rev, h.epoch, d.opened_from, d.closed_from FROM point d {_HEAD} WHERE d.commune_id = ? AND d.id = ?"
)


def by_counter(straight: Straight, commune: int, point: str, today: date) -> Door | None:
    """The door of a counter's own tablet, None for a point the commune does not have."""
    row = straight.first(_COUNTER, commune, point)
    if row is None:
        return None
    return Door(commune, point, "tablet", (row[0], row[1]), closed="shut" if _idle(row[2], row[3], today) else None)


def _idle(opened_from: str | None, closed_from: str | None, day: date) -> tuple[str, date] | None:
    if opened_from and day < parse_day(opened_from):
        return "begins", parse_day(opened_from)
    if closed_from and day >= parse_day(closed_from):
        return "ceased", parse_day(closed_from)
    return None


def place(connection: sa.Connection, door: Door, day: date) -> Place:
    """What a door's pages show on a day."""
    c, p = t.commune.c, t.point.c
    both = t.point.join(t.commune, c.commune_id == p.commune_id)
    wanted = sa.select(c.name, c.demonstration, p.name.label("point"), p.poster_code, p.opened_from, p.closed_from)
    named = wanted.select_from(both).where(p.commune_id == door.commune, p.id == door.point)
    row = connection.execute(named).one()
    found = ballot_texts.on(connection, door.commune, day)
    idle = _idle(row.opened_from, row.closed_from, day)
    return Place(row.name, bool(row.demonstration), row.point, row.poster_code, found.version, found.texts, idle)
