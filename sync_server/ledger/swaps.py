"""Requests to swap a shift as ledger and roster make them, and telling the two they concern: `swap` in their feeds."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from shiftbook import amendments
from shiftbook.roster import duty_named
from shiftbook.swaps import Answer, Ask, sentence, state
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.ledger import feed

KINDS = ("swap_asked", "swap_answered")


@dataclass(frozen=True, slots=True)
class Swap:
    """A request with what has become of it, but for the clock; `shift` is (point, day, session), None if unreadable."""

    ask: Ask
    shift: tuple[str, date, str] | None
    state: str
    reason: str

    def json(self, commune: Commune) -> dict[str, Any]:
        """The row that both of them receive. It is named apart from the fact, which only the asker's phones hold."""
        point, day, session = self.shift or ("", None, "")
        asker, asked = (
            commune.people[m].name if m in commune.people else "" for m in (self.ask.member, self.ask.asked)
        )
        return {"ask": self.ask.id, "duty": self.ask.duty, "day": day.isoformat() if day else "", "session": session,
                "point": point, "from": {"id": self.ask.member, "name": asker},
                "with": {"id": self.ask.asked, "name": asked}, "state": self.state, "reason": self.reason,
                "sentence": sentence(self.state, asker, asked, self.reason)}  # fmt: skip


def read(connection: sa.Connection, commune: Commune, asks: Collection[str] | None = None) -> list[Swap]:
    """The requests with these ids, or all there are, in the order they were made."""
    f = t.fact.c
    # Word for word as the index of requests has it, or it is not used.
    wanted = [f.commune_id == commune.id, f.kind == sa.literal_column("'swap_asked'"), f.code.is_(None)]
    wanted += [] if asks is None else [f.id.in_(sorted(asks))]
    rows = connection.execute(sa.select(f.id, f.member, f.body).where(*wanted).order_by(f.id)).all()
    ids = [row.id for row in rows]
    answers = _answers(connection, commune.id, ids)
    stands = _stands(connection, commune.id, [*ids, *(a.id for given in answers.values() for a in given)])
    ruled = _ruled(connection, commune.id, ids)
    found = []
    for row in rows:
        data = json.loads(row.body)["data"]
        ask = Ask(row.id, data["duty"], row.member, data["with"], row.id in stands)
        given = [a for a in answers.get(row.id, ()) if a.id in stands]
        found.append(_swap(commune, ask, given, ruled.get(row.id)))
    return found


def _swap(commune: Commune, ask: Ask, given: list[Answer], ruling: sa.Row[Any] | None) -> Swap:
    shift = duty_named(ask.duty)
    person = commune.people.get(ask.asked)
    able = shift is not None and person is not None and person.active_on(shift[1])
    rostered = commune.ground.roster.members(*shift) if shift and able else ()
    approved = None if ruling is None else bool(ruling.approved)
    return Swap(ask, shift, state(ask, given, rostered, approved), ruling.reason if ruling else "")


def _answers(connection: sa.Connection, commune: int, asks: list[str]) -> dict[str, list[Answer]]:
    f = t.fact.c
    wanted = sa.select(f.id, f.member, f.target, f.body).where(
        f.commune_id == commune, f.target.in_(asks), f.kind == "swap_answered", f.code.is_(None)
    )
    found: dict[str, list[Answer]] = {}
    for row in connection.execute(wanted):
        found.setdefault(row.target, []).append(Answer(row.id, row.member, json.loads(row.body)["data"]["accept"]))
    return found


def _stands(connection: sa.Connection, commune: int, ids: list[str]) -> set[str]:
    """Which of these still speak for themselves: who corrects a request or an answer asks, or answers, anew."""
    a = t.amendment.c
    rows = connection.execute(sa.select(t.amendment).where(a.commune_id == commune, a.root.in_(ids)))
    speakers = amendments.standing(ids, [amendments.Amendment(r.id, r.target, bool(r.replaces)) for r in rows])
    return {i for i in ids if speakers.get(i) == i}


def _ruled(connection: sa.Connection, commune: int, asks: list[str]) -> dict[str, sa.Row[Any]]:
    r = t.swap_ruling.c
    rows = connection.execute(sa.select(t.swap_ruling).where(r.commune_id == commune, r.ask.in_(asks)))
    return {row.ask: row for row in rows}


def tell(tx: Tx, commune: Commune, facts: Collection[str]) -> None:
    """Tell both what has become of the requests that these facts are or answer."""
    f = t.fact.c
    wanted = sa.select(f.id, f.kind, f.target).where(f.commune_id == commune.id, f.id.in_(sorted(facts)))
    asks = {row.target if row.kind == "swap_answered" else row.id for row in tx.execute(wanted)}
    for swap in read(tx.connection, commune, asks) if asks else ():
        body = json.dumps(swap.json(commune), ensure_ascii=False)
        for member in dict.fromkeys((swap.ask.member, swap.ask.asked)):
            feed.put(tx, commune.id, f"m:{member}", ("swap", f"swap.{swap.ask.id}"), body=body)


def tell_duty(tx: Tx, commune: Commune, duty: str, members: Iterable[str]) -> None:
    """A shift of these members, before or now, was published: requests about it are told again.

    Those of anybody else about this shift were overtaken before, and still are.
    """
    tell(tx, commune, {row["ask"] for row in _told(tx, commune.id, members) if row["duty"] == duty})


def tell_member(tx: Tx, commune: Commune, member: str) -> None:
    """A member was given another name or last day: requests by and to them are told again."""
    tell(tx, commune, {row["ask"] for row in _told(tx, commune.id, [member])})


def _told(tx: Tx, commune: int, members: Iterable[str]) -> list[dict[str, Any]]:
    f = t.feed.c
    audiences = [f"m:{member}" for member in sorted(members)]
    rows = tx.execute(
        sa.select(f.body).where(f.commune_id == commune, f.audience.in_(audiences), f.kind == "swap")
    ).scalars()
    return [json.loads(body) for body in rows]
