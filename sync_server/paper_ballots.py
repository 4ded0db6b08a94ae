"""Paper ballots: a box is entered twice by two people who do not see each other's entry, then looked at a third time.

Entries are gone once the box is stored: who typed what is not joined to a ballot, and no scan is kept.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from shiftbook.moments import format_instant, local_day, parse_day
from shiftbook.privacy import masked
from shiftbook.search import folded
from sync_server import acts, ballots, security
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.acts import Actor
from sync_server.ballots import Answer
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.ledger import known

MOST_PAPERS: Final = 400
A_PART: Final = 40  # papers on one page to fill in
INVALID: Final = 0
Row = dict[str, Any]
# A paper, the field, and what the first and the second person read there.
Difference = tuple[int, str, Any, Any]


@dataclass(frozen=True)
class Batch:
    """One box: its point, day, session, number of papers, and by turn who reads it and the papers read so far."""

    id: str
    point: str
    day: date
    session: str
    full: bool
    papers: int
    by: str
    at: str
    stored: bool
    outcome: dict[str, Any]
    entries: dict[int, tuple[str, list[Row]]]

    @property
    def fields(self) -> tuple[str, ...]:
        """What is read of each paper."""
        return ("rating", *(FULL if self.full else ()), "comment")

    @property
    def complete(self) -> bool:
        """Whether two people have entered it to the last paper."""
        return len(self.entries) == 2 and all(len(rows) == self.papers for _, rows in self.entries.values())

    @property
    def differences(self) -> list[Difference]:
        """Where the two entries do not agree; none before both are there."""
        if not self.complete:
            return []
        pairs = zip(self.entries[1][1], self.entries[2][1], strict=True)
        return [
            (place, name, one[name], two[name])
            for place, (one, two) in enumerate(pairs, 1)
            for name in self.fields
            if _unlike(name, one[name], two[name])
        ]

    def turn_of(self, who: str) -> int | None:
        """The reading this person began or may begin; None for a third person."""
        own = next((turn for turn, (by, _) in self.entries.items() if by == who), None)
        return own or (len(self.entries) + 1 if len(self.entries) < 2 else None)

    def part_for(self, who: str) -> range:
        """The papers this person may read next, by number; empty when there is none."""
        if self.stored or self.turn_of(who) is None:
            return range(0)
        first = self.read_by(who) + 1
        return range(first, min(first + A_PART, self.papers + 1))

    def read_by(self, who: str) -> int:
        """How many papers this person has read; 0 again once the box is stored."""
        return next((len(rows) for by, rows in self.entries.values() if by == who), 0)


FULL: Final = tuple(f"q{question['no']}" for question in ballots.TEXTS["full"] if question["no"] <= 8)


def _unlike(name: str, one: Any, two: Any) -> bool:
    """Two readings of a comment agree when they differ in no more than capitals, marks and spaces."""
    return folded(one) != folded(two) if name == "comment" else one != two


def batches(connection: sa.Connection, commune: int, identity: str | None = None) -> list[Batch]:
    """Every box, or the one named: those not stored yet first, then the newest day."""
    p, e = t.paper_batch.c, t.paper_entry.c
    entries: dict[str, dict[int, tuple[str, list[Row]]]] = {}
    for row in connection.execute(sa.select(t.paper_entry).where(e.commune_id == commune)):
        entries.setdefault(row.batch, {})[row.turn] = (row.by, json.loads(row.body))
    wanted = sa.select(t.paper_batch).where(p.commune_id == commune, *([p.id == identity] if identity else []))
    found = [
        Batch(row.id, row.point, parse_day(row.day), row.session, bool(row.full), row.papers, row.by, row.at,
              row.stored_rev > 0, json.loads(row.outcome), entries.get(row.id, {}))
        for row in connection.execute(wanted)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.stored, -one.day.toordinal(), one.session, one.point))


def one(connection: sa.Connection, commune: int, identity: str) -> Batch:
    """The box of that name; raises Refused where there is none."""
    found = batches(connection, commune, identity) if identity else []
    if not found:
        raise Refused("not_found", 404)
    return found[0]


def open_batch(
    tx: Tx, commune_id: int, box: tuple[str, date, str], papers: int, *, full: bool, actor: Actor, now: datetime
) -> str:  # fmt: skip
    """A box to enter (point, day it was opened, session); answers its name.

    One box for a point and session, or a later one of few papers would tell what these few said.
    """
    point, day, session = box
    if day > local_day(now):
        raise Refused("day_to_come", 422, field="day")
    p = t.paper_batch.c
    taken = (p.commune_id == commune_id, p.point == point, p.day == day.isoformat(), p.session == session)
    if tx.execute(sa.select(p.id).where(*taken)).first():
        raise Refused("paper_box_taken", 409, field="session")
    told = {"point": point, "day": day.isoformat(), "session": session, "papers": papers}
    row = {**told, "commune_id": commune_id, "id": f"b{security.code(8).lower()}", "full": full, "by": actor.name,
           "at": format_instant(now)}  # fmt: skip
    tx.execute(t.paper_batch.insert(), row)
    acts.record(tx, commune_id, "paper_opened", told, actor=actor, now=now)
    communes.settled(tx, commune_id)
    return str(row["id"])


def readers(connection: sa.Connection, commune: int) -> int:
    """How many people may read a box: it takes two."""
    u = t.web_user.c
    wanted = sa.select(sa.func.count()).select_from(t.web_user).where(u.commune_id == commune, u.role == "office")
    return int(connection.execute(wanted).scalar_one())


def enter(
    tx: Tx, commune_id: int, identity: str, rows: Mapping[int, Row], *, actor: Actor, now: datetime
) -> Batch:  # fmt: skip
    """One person's reading of the next papers of a box; where both agree on all of them it is stored at once."""
    batch = one(tx.connection, commune_id, identity)
    if batch.stored or batch.complete:
        raise Refused("paper_entered", 409, field="papers")
    turn = batch.turn_of(actor.name)
    if turn is None or not rows or list(rows) != list(batch.part_for(actor.name)):
        raise Refused("paper_other_person", 409, field="papers")
    read = [
        *batch.entries.get(turn, ("", []))[1],
        *({**row, "comment": masked(row["comment"])} for row in rows.values()),
    ]
    row = {"by": actor.name, "at": format_instant(now), "body": json.dumps(read, ensure_ascii=False)}
    insert = known.insert(tx.connection, t.paper_entry).values(
        {**row, "commune_id": commune_id, "batch": identity, "turn": turn}
    )
    tx.execute(insert.on_conflict_do_update(index_elements=["commune_id", "batch", "turn"], set_=row))
    told = {**_told(batch), "turn": turn, "through": len(read)}
    acts.record(tx, commune_id, "paper_entered", told, actor=actor, now=now)
    batch = one(tx.connection, commune_id, identity)
    if batch.complete and not batch.differences:
        _store(tx, commune_id, batch, batch.entries[1][1], reason="", actor=actor, now=now)
    communes.settled(tx, commune_id)
    return one(tx.connection, commune_id, identity)


def settle(
    tx: Tx, commune_id: int, identity: str, chosen: Mapping[tuple[int, str], Any], *, reason: str, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """The third look: what stands on each paper the two read differently, and why the readings differed."""
    batch = one(tx.connection, commune_id, identity)
    if batch.stored or not batch.differences or {(n, name) for n, name, _, _ in batch.differences} != chosen.keys():
        raise Refused("paper_entered", 409, field="reason")
    rows = [dict(row) for row in batch.entries[1][1]]
    for (place, name), value in chosen.items():
        rows[place - 1][name] = value
    _store(tx, commune_id, batch, rows, reason=reason, actor=actor, now=now)
    communes.settled(tx, commune_id)


def drop(tx: Tx, commune_id: int, identity: str, reason: str, *, actor: Actor, now: datetime) -> None:
    """Give up a box that was opened by mistake; one that is stored stays."""
    batch = one(tx.connection, commune_id, identity)
    if batch.stored:
        raise Refused("paper_entered", 409, field="reason")
    _forget(tx, commune_id, identity)
    p = t.paper_batch.c
    tx.execute(t.paper_batch.delete().where(p.commune_id == commune_id, p.id == identity))
    acts.record(tx, commune_id, "paper_dropped", {**_told(batch), "reason": reason}, actor=actor, now=now)
    communes.settled(tx, commune_id)


def _store(tx: Tx, commune_id: int, batch: Batch, rows: list[Row], *, reason: str, actor: Actor, now: datetime) -> None:
    valid = [row for row in rows if row["rating"] != INVALID]
    answers = [
        Answer(
            row["rating"],
            row["comment"],
            "vi",
            {name: row[name] for name in FULL if row.get(name) is not None},
            secrets.token_hex(16),
        )
        for row in valid
    ]
    ballots.keep_papers(tx, communes.current(tx, commune_id), (batch.point, batch.day, batch.session), answers)
    outcome = {**_told(batch), "invalid": len(rows) - len(valid), "differences": len(batch.differences),
               "reason": reason}  # fmt: skip
    p = t.paper_batch.c
    kept = {**outcome, "by": actor.name, "at": format_instant(now)}
    values = {"stored_rev": tx.next_rev(commune_id), "outcome": json.dumps(kept, ensure_ascii=False)}
    tx.execute(t.paper_batch.update().where(p.commune_id == commune_id, p.id == batch.id).values(**values))
    _forget(tx, commune_id, batch.id)
    acts.record(tx, commune_id, "paper_stored", outcome, actor=actor, now=now)


def _forget(tx: Tx, commune_id: int, identity: str) -> None:
    e = t.paper_entry.c
    tx.execute(t.paper_entry.delete().where(e.commune_id == commune_id, e.batch == identity))


def _told(batch: Batch) -> dict[str, Any]:
    return {"point": batch.point, "day": batch.day.isoformat(), "session": batch.session, "papers": batch.papers}
