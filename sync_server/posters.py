"""Posters over time: each point's code, those it replaced, and on which days somebody read one."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from fastapi import Request

from shiftbook.allowance import Dated, value_on
from shiftbook.moments import local_day, parse_day
from sync_server import acts, security, setup
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.acts import Actor
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.ledger import known
from sync_server.site import Site

CODE_LENGTH: Final = 8
LOOKED_BACK: Final = timedelta(days=120)
# How many working days a poster may hang unread before the office is told: the product's own, until the office sets it.
QUIET: Final[list[dict[str, Any]]] = [{"from": "2024-01-01", "days": 3}]
FEWEST_QUIET, MOST_QUIET = 1, 60


@dataclass(frozen=True, slots=True)
class Health:
    """A point's poster now: since when, the last days it was opened and checked, and for how long nobody read it.

    `quiet` counts the working days that ended since it was last read or hung; `silent` says whether that is too many.
    """

    point: str
    code: str
    since: str
    opened: date | None
    checked: date | None
    quiet: int
    silent: bool


def seen(request: Request, here: Site, code: str) -> None:
    """Somebody opened a poster's page, or a phone checked it: the first time on a day is kept, as a day and no more."""
    checked = (b"sec-fetch-dest", b"empty") in request.scope["headers"]
    key = ("poster read", code, local_day(here.clock.now()), checked)
    if key not in here.ready:
        here.keep_ready(key, True)
        here.database.submit(partial(_read, code=code, day=key[2], checked=checked))


def _read(tx: Tx, *, code: str, day: date, checked: bool) -> None:
    commune = tx.execute(sa.select(t.poster.c.commune_id).where(t.poster.c.code == code)).scalar()
    if commune is not None:
        what = "checked" if checked else "opened"
        row = known.insert(tx.connection, t.poster_read).values(
            {"commune_id": commune, "code": code, "day": day.isoformat(), what: True}
        )
        tx.execute(row.on_conflict_do_update(index_elements=["commune_id", "code", "day"], set_={what: True}))


def quiet_days(commune: Commune, day: date) -> int:
    """How many working days a poster may go unread, in force on a day."""
    dated = (Dated(date.fromisoformat(x["from"]), int(x["days"])) for x in commune.config.get("poster_quiet", QUIET))
    return int(value_on(dated, day) or FEWEST_QUIET)


def health(connection: sa.Connection, commune: Commune, today: date) -> dict[str, Health]:
    """Each point's poster, by point."""
    p, r = t.point.c, t.poster_read.c
    both = t.point.join(t.poster, t.poster.c.code == p.poster_code)
    wanted = sa.select(p.id, p.poster_code, t.poster.c.since).select_from(both).where(p.commune_id == commune.id)
    rows = connection.execute(wanted).all()
    reads: dict[tuple[str, str], date] = {}
    held = sa.select(t.poster_read).where(r.commune_id == commune.id, r.day <= today.isoformat()).order_by(r.day)
    for row in connection.execute(held):
        for what in ("opened", "checked"):
            if getattr(row, what):
                reads[row.code, what] = parse_day(row.day)
    return {row.id: _health(commune, row, reads, today) for row in rows}


def _health(commune: Commune, row: Any, reads: dict[tuple[str, str], date], today: date) -> Health:
    opened, checked = reads.get((row.poster_code, "opened")), reads.get((row.poster_code, "checked"))
    hung = parse_day(row.since) if row.since else None
    last = max((day for day in (opened, checked, hung, commune.begun.get(row.id)) if day), default=None)
    day, quiet = max(last or today - LOOKED_BACK, today - LOOKED_BACK) + timedelta(days=1), 0
    while day < today:  # today is not over yet
        quiet += commune.ground.calendar.is_working(day)
        day += timedelta(days=1)
    silent = last is not None and quiet >= quiet_days(commune, today)
    return Health(row.id, row.poster_code, row.since, opened, checked, quiet, silent)


class Replaced(NamedTuple):
    """A poster out of use: its days, and who replaced it and why, as the audit trail has it (empty when it has not)."""

    code: str
    since: str
    retired_on: str
    by: str
    reason: str


def history(connection: sa.Connection, commune: int, point: str) -> list[Replaced]:
    """A point's replaced posters, the newest first."""
    p, a = t.poster.c, t.audit.c
    noted = sa.select(a.by, a.detail).where(a.commune_id == commune, a.act == "poster_replaced")
    acts = {told.get("old"): (row.by, told["reason"]) for row in connection.execute(noted)
            for told in (json.loads(row.detail),)}  # fmt: skip
    own = sa.select(p.code, p.since, p.retired_on).where(
        p.commune_id == commune, p.point == point, p.retired_on.is_not(None)
    )
    rows = connection.execute(own.order_by(p.retired_on.desc(), p.code))
    return [Replaced(*row, *acts.get(row.code, ("", ""))) for row in rows]


def replace(tx: Tx, commune: int, point: str, reason: str, *, actor: Actor, now: datetime) -> str:
    """Take a point's poster out of use and give it a new code, which the phones learn; answers the new code."""
    day = local_day(now).isoformat()
    own = (t.point.c.commune_id == commune, t.point.c.id == point)
    old = tx.execute(sa.select(t.point.c.poster_code).where(*own)).scalar_one()
    code = security.code(CODE_LENGTH)
    tx.execute(t.poster.update().where(t.poster.c.code == old).values(retired_on=day))
    tx.execute(t.poster.insert(), {"code": code, "commune_id": commune, "point": point, "since": day})
    tx.execute(t.point.update().where(*own).values(poster_code=code))
    setup.tell_commune(tx, commune)
    acts.record(tx, commune, "poster_replaced", {"point": point, "old": old, "reason": reason}, actor=actor, now=now)
    communes.settled(tx, commune)
    return code
