"""A commune's people, roster, calendar, procedures and terms as the book's own records, read from the tables."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from shiftbook.allowance import Dated, Person, Terms
from shiftbook.attendance import Ground
from shiftbook.legality import Procedure, from_json, in_force
from shiftbook.moments import VN, local, local_day, parse_instant
from shiftbook.roster import SESSIONS, Duty, Hours, Roster, Window, hours, session_of, window
from shiftbook.search import by_given_name
from shiftbook.workdays import CalendarException, WorkingCalendar
from sync_server import dated
from sync_server import tables as t
from sync_server.database import Tx


@dataclass(frozen=True)
class Commune:
    """Everything that judges facts and makes figures for one commune, as of one revision."""

    id: int
    rev: int
    name: str
    config: dict[str, Any]
    demonstration: bool
    points: dict[str, str]
    begun: dict[str, date]
    gone: dict[str, date]
    people: dict[str, Person]
    roles: dict[str, str]
    ground: Ground
    procedures: dict[str, tuple[Procedure, ...]]
    unnamed: frozenset[str]
    named: frozenset[str]
    closed: dict[str, int]
    wordings: tuple[tuple[str, int], ...]
    terms: Terms

    def procedure_on(self, identity: str | None, day: date) -> Procedure | None:
        """The version of a procedure in force on a day, None when unknown."""
        return in_force(self.procedures.get(identity or "", ()), day)

    @cached_property
    def by_name(self) -> list[Person]:
        """Everybody, as names are sorted in Việt Nam: by the given name."""
        return sorted(self.people.values(), key=lambda person: by_given_name(person.name))

    def active(self, member: str, day: date) -> bool:
        """Whether somebody is in the team on a day."""
        return member in self.people and self.people[member].active_on(day)

    def due(self, point: str, day: date, session: str, came: Collection[str] = ()) -> tuple[str, ...]:
        """Who of a shift's roster was to serve: nobody on a day off, nobody who is not in the team that day; who came
        all the same keeps the place."""
        works = self.ground.calendar.is_working(day)
        rostered = self.ground.roster.members(point, day, session)
        return tuple(m for m in rostered if m in came or (works and self.active(m, day)))

    def office_on(self, day: date) -> dict[str, Any]:
        """Names, titles, recipients and grounds that a paper of a day carries; the first ones before that."""
        return dated.names_on(self.config["offices"], day)

    def points_on(self, day: date, until: date | None = None) -> dict[str, str]:
        """The service points in use on a day, or taken into use up to `until`, the one added first before the others:
        id → name."""
        last = until or day
        return {
            point: name
            for point, name in self.points.items()
            if self.begun.get(point, date.min) <= last and day < self.gone.get(point, date.max)
        }

    @cached_property
    def hours(self) -> Hours:
        """The begin and end of the two sessions, from a day on."""
        return hours(self.config)

    def windows(self, day: date) -> Mapping[str, Window]:
        """When each session of a day opens for check-ins, starts and ends; worked out once."""
        known = self._windows.get(day)
        return known or self._windows.setdefault(day, {name: window(day, name, self.hours) for name in SESSIONS})

    def session_at(self, moment: datetime) -> str:
        """The session a moment belongs to: the one it lies in, else the nearest."""
        return session_of(self.windows(local_day(moment)), local(moment))

    def sitting_over(self, day: date, session: str, *, outside: bool) -> datetime:
        """From when no ballot can come to a sitting any more: the hours of a session end, and the day for what is
        outside."""
        midnight = datetime.combine(day + timedelta(days=1), time(), VN)
        end = self.windows(day)[session].ends + timedelta.resolution  # the end itself is still within the hours
        return midnight if outside else min(midnight, end)

    @cached_property
    def _windows(self) -> dict[date, Mapping[str, Window]]:
        return {}

    def hours_on(self, day: date) -> Mapping[str, tuple[str, str]]:
        """The begin and end of the two sessions of a day."""
        return self.hours.on(day)


def current(tx: Tx, commune: int) -> Commune:
    """The commune as the writer knows it, read again when anyone else has written since."""
    fresh = _is_fresh(tx, commune)  # first of all: from here on nobody else writes
    known: Commune | None = tx.memory.get(("commune", commune))
    if known is None or not fresh:
        known = tx.memory["commune", commune] = read(tx.connection, commune)
        tx.memory["head", commune] = _head(tx, commune)
    return known


def settled(tx: Tx, commune: int) -> None:
    """The revisions of this transaction are the writer's own, and none changed what `current` holds.

    What was out of date before stays so: it is read again when next asked for.
    """
    if _is_fresh(tx, commune):
        tx.memory["head", commune] = _head(tx, commune)


def _is_fresh(tx: Tx, commune: int) -> bool:
    """Whether nobody but this writer has moved the commune since it was read."""
    head = _head(tx, commune)
    return tx.memory.get(("head", commune)) in (head, (tx.began(commune), head[1]))


def _head(tx: Tx, commune: int) -> tuple[int, str]:
    return tx.head(commune), tx.epoch(commune)


def changed(tx: Tx, commune: int) -> None:
    """Something that `current` holds was changed: it is read again when next asked for."""
    tx.memory.pop(("commune", commune), None)


def read(connection: sa.Connection, commune: int) -> Commune:
    """The commune as it stands in the database."""
    row = connection.execute(sa.select(t.commune).where(t.commune.c.commune_id == commune)).one()
    config = json.loads(row.config)
    members = _rows(connection, t.member, commune, t.member.c.place, t.member.c.name)
    held = procedures(connection, commune)
    held_points = _rows(connection, t.point, commune, t.point.c.place, t.point.c.id)
    points = {p.id: p.name for p in held_points}
    return Commune(
        id=commune,
        rev=connection.execute(sa.select(t.feed_head.c.rev).where(t.feed_head.c.commune_id == commune)).scalar_one(),
        name=row.name,
        config=config,
        demonstration=bool(row.demonstration),
        points=points,
        begun={p.id: date.fromisoformat(p.opened_from) for p in held_points if p.opened_from},
        gone={p.id: date.fromisoformat(p.closed_from) for p in held_points if p.closed_from},
        people={m.id: _person(m) for m in members},
        roles={m.id: m.role for m in members},
        ground=_ground(connection, commune, config),
        procedures=held,
        unnamed=frozenset(i for i, versions in held.items() if any(v.record != "full" for v in versions)),
        named=frozenset([*held, *(m.id for m in members), *points]),
        closed={c.month: c.rev for c in _rows(connection, t.closing, commune)},
        wordings=tuple((w.from_day, w.rev) for w in _rows(connection, t.ballot_text, commune, *_NEWEST)),
        terms=terms(config),
    )


_NEWEST = (t.ballot_text.c.from_day.desc(), t.ballot_text.c.rev.desc())


def terms(config: dict[str, Any]) -> Terms:
    """Dated rates and paid groups from the commune's settings."""
    return Terms(
        rates=tuple(Dated(date.fromisoformat(r["from"]), int(r["dong"])) for r in config["rates"]),
        paid_groups=tuple((date.fromisoformat(p["from"]), frozenset(p["groups"])) for p in config["paid_groups"]),
    )


def _rows(connection: sa.Connection, table: sa.Table, commune: int, *order: Any) -> list[sa.Row[Any]]:
    return list(connection.execute(sa.select(table).where(table.c.commune_id == commune).order_by(*order)))


def _person(row: sa.Row[Any]) -> Person:
    groups = tuple(Dated(date.fromisoformat(g["from"]), g["group"]) for g in json.loads(row.groups))
    until = date.fromisoformat(row.until) if row.until else None
    return Person(row.id, row.name, groups, date.fromisoformat(row.since), until)


def _ground(connection: sa.Connection, commune: int, config: dict[str, Any]) -> Ground:
    exceptions = (
        CalendarException(date.fromisoformat(e.day), e.kind, e.name, _instant(e.known_from))
        for e in _rows(connection, t.calendar_exception, commune, t.calendar_exception.c.rev)
    )
    return Ground(_roster(connection, commune), WorkingCalendar(exceptions), hours(config))


MOST_ROSTERS = 200
_ROSTERS: WeakKeyDictionary[sa.Engine, dict[int, tuple[Any, Roster]]] = WeakKeyDictionary()


def _roster(connection: sa.Connection, commune: int) -> Roster:
    """Every published shift. Versions are only ever added, so a reader may use a roster made of as many up to the same.

    The writer makes its own: what it sees may yet be undone.
    """
    if not connection.get_execution_options().get("reading"):
        return _made(connection, commune)
    own, held = t.duty.c.commune_id == commune, _ROSTERS.setdefault(connection.engine, {})
    epoch = sa.select(t.feed_head.c.epoch).where(t.feed_head.c.commune_id == commune).scalar_subquery()
    state = tuple(connection.execute(sa.select(epoch, sa.func.count(), sa.func.max(t.duty.c.rev)).where(own)).one())
    found = held.get(commune)
    if found is None or found[0] != state:
        if len(held) >= MOST_ROSTERS:
            held.clear()
        held[commune] = found = (state, _made(connection, commune))
    return found[1]


def _made(connection: sa.Connection, commune: int) -> Roster:
    return Roster(
        Duty(d.point, date.fromisoformat(d.day), d.session, tuple(json.loads(d.members)), _instant(d.published_at))
        for d in _rows(connection, t.duty, commune, t.duty.c.rev)
    )


@lru_cache(maxsize=4096)
def _procedure(body: str) -> Procedure:
    return from_json(json.loads(body))


def procedures(connection: sa.Connection, commune: int, *, until: int = 2**62) -> dict[str, tuple[Procedure, ...]]:
    """Every version of every procedure by id, as the office had them at a revision (now, when none is given).

    Not at an instant: a server's clock may be set back, revisions only grow.
    """
    found: dict[str, dict[str, Procedure]] = {}
    for row in _rows(connection, t.procedure, commune, t.procedure.c.rev):  # of one version, the newest text
        if row.rev <= until:
            found.setdefault(row.id, {})[row.rules_version] = _procedure(row.body)
    return {identity: tuple(versions.values()) for identity, versions in found.items()}


def _instant(text: str) -> datetime:
    return parse_instant(text)
