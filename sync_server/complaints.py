"""The register of complaints: low ballots with words on them, who takes each up, by when, and what came of it.

A step names a ballot's random id and nothing else of it: no time, no person, nothing to join on.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from shiftbook.moments import format_instant
from shiftbook.privacy import looks_private
from shiftbook.roster import SESSION_NAMES
from sync_server import acts, week_words
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.acts import Actor
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused

# A ballot of one of the two lowest of the five levels, with words on it, is a complaint.
LOWEST: Final = 2
STANDINGS: Final = {"new": "Chưa xử lý", "working": "Đang xử lý", "done": "Đã xong"}
SET: Final = ("standing", "owner", "due", "answer")
NOTHING: Final[dict[str, Any]] = dict(zip(SET, ("new", "", None, ""), strict=True))
Span = tuple[date, date]


@dataclass(frozen=True)
class Complaint:
    """One complaint, where it came in, and what was set of it since, the first first."""

    id: str
    day: date
    session: str
    point: str
    channel: str
    level: str
    text: str
    steps: tuple[sa.Row[Any], ...]

    @property
    def last(self) -> dict[str, Any]:
        """Standing, owner, due day (text or None) and what came of it, as they are now."""
        return {name: getattr(self.steps[-1], name) for name in SET} if self.steps else NOTHING

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return bool(self.last["standing"] != "done")

    def overdue(self, today: date) -> bool:
        """Whether its day has passed and it is not done."""
        return self.open and bool(self.last["due"]) and self.last["due"] < today.isoformat()


def listed(connection: sa.Connection, commune: Commune, span: Span) -> list[Complaint]:
    """The complaints of some days: those to be done before those done, the newest first."""
    s, b = t.complaint_step.c, t.ballot.c
    steps: dict[str, list[sa.Row[Any]]] = {}
    for row in connection.execute(sa.select(t.complaint_step).where(s.commune_id == commune.id).order_by(s.rev)):
        steps.setdefault(row.ballot, []).append(row)
    wanted = sa.select(t.ballot).where(
        b.commune_id == commune.id, b.day.between(span[0].isoformat(), span[1].isoformat()), b.rating <= LOWEST,
        b.comment != "",
    )  # fmt: skip
    found = [
        Complaint(r.id, date.fromisoformat(r.day), SESSION_NAMES[r.session], commune.points.get(r.point, r.point),
                  week_words.CHANNELS[r.channel], week_words.LEVELS[str(r.rating)], r.comment,
                  tuple(steps.get(r.id, ())))
        for r in connection.execute(wanted.order_by(b.day.desc(), b.id))
    ]  # fmt: skip
    return sorted(found, key=lambda one: not one.open)


def take_up(tx: Tx, commune_id: int, identity: str, new: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    """Set SET of a complaint; nothing is written when nothing is new.

    Raises Refused for no complaint, or an answer that seems to hold a person's number.
    """
    commune = communes.current(tx, commune_id)
    found = next((c for c in listed(tx.connection, commune, (date.min, date.max)) if c.id == identity), None)
    if found is None:
        raise Refused("not_found", 404)
    if looks_private(new["answer"]):
        raise Refused("text_private", 422, field="answer")
    if found.last == new:
        return
    row = {"commune_id": commune_id, "ballot": identity, "rev": tx.next_rev(commune_id), **new, "by": actor.name,
           "at": format_instant(now)}  # fmt: skip
    tx.execute(t.complaint_step.insert(), row)
    detail = {"complaint": identity, "before": found.last, "after": new}
    acts.record(tx, commune_id, "complaint_set", detail, actor=actor, now=now)
    communes.settled(tx, commune_id)
