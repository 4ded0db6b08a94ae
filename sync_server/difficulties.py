"""The register of difficulties: who takes each one up, by when, how it stands, and the answer to who raised it."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from shiftbook.moments import format_instant
from shiftbook.privacy import looks_private
from sync_server import acts, week_facts
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.acts import Actor
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.ledger import feed

SET: Final = ("standing", "owner", "due", "answer")


@dataclass(frozen=True)
class Difficulty:
    """One difficulty as it was raised, and what was set of it since, the first first."""

    id: str
    day: date
    moment: datetime
    member: str
    name: str
    text: str
    urgent: bool
    steps: tuple[sa.Row[Any], ...]

    @property
    def last(self) -> dict[str, Any]:
        """Standing, owner, due day (text or None) and answer as they are now."""
        row = self.steps[-1] if self.steps else None
        return {name: getattr(row, name) for name in SET} if row else dict(zip(SET, ("new", "", None, ""), strict=True))

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return bool(self.last["standing"] != "done")

    def overdue(self, today: date) -> bool:
        """Whether its day has passed and it is not done."""
        return self.open and bool(self.last["due"]) and self.last["due"] < today.isoformat()


def steps(connection: sa.Connection, commune: int) -> dict[str, list[sa.Row[Any]]]:
    """Everything set, by difficulty, the first first."""
    found: dict[str, list[sa.Row[Any]]] = {}
    s = t.difficulty_step.c
    for row in connection.execute(sa.select(t.difficulty_step).where(s.commune_id == commune).order_by(s.rev)):
        found.setdefault(row.fact, []).append(row)
    return found


def listed(connection: sa.Connection, commune: Commune, since: date | None = None) -> list[Difficulty]:
    """The difficulties raised, from a day on: those to be done before those done, the urgent and the newest first."""
    done = steps(connection, commune.id)
    found = [
        Difficulty(one.id, one.day, one.moment, one.member, _name(commune, one.member), one.content.text,
                   one.content.urgent, tuple(done.get(one.id, ())))
        for one in week_facts.difficulties(connection, commune.id)
        if since is None or one.day >= since
    ]  # fmt: skip
    found.sort(key=lambda one: one.id, reverse=True)
    return sorted(found, key=lambda one: (not one.open, not one.urgent))


def _name(commune: Commune, member: str) -> str:
    return commune.people[member].name if member in commune.people else ""


def take_up(
    tx: Tx, commune_id: int, identity: str, new: dict[str, Any], *, seen: int | None, actor: Actor, now: datetime
) -> None:
    """Set SET of a difficulty and tell who raised it; nothing is written when nothing is new.

    Raises Refused for a difficulty nobody raised, an answer that seems to hold a person's number, or when somebody else
    has set more than the `seen` steps since (any number of them for None).
    """
    commune = communes.current(tx, commune_id)
    raised = next((one for one in listed(tx.connection, commune) if one.id == identity), None)
    if raised is None:
        raise Refused("not_found", 404)
    if looks_private(new["answer"]):
        raise Refused("text_private", 422, field="answer")
    if raised.last == new:
        return
    if seen is not None and seen != len(raised.steps):
        raise Refused("difficulty_moved", 409, field="answer")
    row = {"commune_id": commune_id, "fact": identity, "rev": tx.next_rev(commune_id), **new, "by": actor.name,
           "at": format_instant(now)}  # fmt: skip
    tx.execute(t.difficulty_step.insert(), row)
    detail = {"difficulty": identity, "before": raised.last, "after": new}
    acts.record(tx, commune_id, "difficulty_set", detail, actor=actor, now=now)
    told = {"about": identity, "standing": new["standing"], "text": new["answer"], "at": row["at"]}
    body = json.dumps(told, ensure_ascii=False)
    feed.put(tx, commune_id, f"m:{raised.member}", ("notice", f"difficulty.{identity}"), body=body)
    communes.settled(tx, commune_id)
