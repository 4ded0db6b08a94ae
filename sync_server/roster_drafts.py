"""The roster as it is being planned: a draft a point and month that holds what differs from the published one."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from shiftbook.availability import Shift, Wishes, available
from shiftbook.moments import format_instant, local_day, month_before, month_days, week_days, week_of
from shiftbook.roster import SESSIONS
from shiftbook.sentences import Sentence
from sync_server import acts, setup
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.acts import Actor
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.ledger import feed, known
from sync_server.proposal import Team

Slot = tuple[date, str]
MONTHS_COUNTED: Final = 3  # how far back a proposal looks for who served often


@dataclass(frozen=True)
class Planned:
    """A shift as the draft has it: its people, those published when it was planned, and the proposal's reasons."""

    members: tuple[str, ...]
    base: tuple[str, ...]
    why: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Draft:
    """The planned shifts of a point's month, who saved them and when; revision 0 is no draft.

    `changed` are those that differ from the published roster; the others are here for what a proposal said of them.
    """

    shifts: Mapping[Slot, Planned] = field(default_factory=dict)
    changed: Mapping[Slot, Planned] = field(default_factory=dict)
    rev: int = 0
    by: str = ""
    at: str = ""


def read(connection: sa.Connection, commune: Commune, plan: tuple[str, str], now: datetime) -> Draft:
    """The draft of a point and month; what has begun, or was published meanwhile, is no longer part of it."""
    point, month = plan
    d = t.roster_draft.c
    wanted = sa.select(t.roster_draft).where(d.commune_id == commune.id, d.point == point, d.month == month)
    row = connection.execute(wanted).first()
    if row is None:
        return Draft()
    shifts = {}
    for day, session, members, base, why in json.loads(row.body):
        slot, planned = (date.fromisoformat(day), session), Planned(tuple(members), tuple(base), _reasons(why))
        differs = planned.members != published(commune, point, slot)
        if not begun(commune, slot, now) and (differs or _is_remark(planned)):
            shifts[slot] = planned
    changed = {slot: p for slot, p in shifts.items() if p.members != published(commune, point, slot)}
    u = t.web_user.c
    by = connection.execute(sa.select(u.name).where(u.username == row.by)).scalar()
    return Draft(shifts, changed, row.rev, by or row.by, row.at)


def _reasons(why: list[Any]) -> tuple[Sentence, ...]:
    """Reasons as they were kept: what each was made of, in drafts of an older version only its words."""
    return tuple(Sentence(one) if isinstance(one, str) else Sentence(one[0], **one[1]) for one in why)


def _is_remark(planned: Planned) -> bool:
    """Whether a shift is in the draft only for what a proposal said of its empty places."""
    return bool(planned.why) and planned.members == planned.base


def begun(commune: Commune, slot: Slot, now: datetime) -> bool:
    """Whether a session has begun, so that its roster stays as it was."""
    return commune.windows(slot[0])[slot[1]].starts <= now


def published(commune: Commune, point: str, slot: Slot) -> tuple[str, ...]:
    """Who is on a shift by the newest published roster."""
    return commune.ground.roster.members(point, *slot)


def save(
    tx: Tx, commune: Commune, plan: tuple[str, str], shifts: Mapping[Slot, Planned], *, actor: Actor, now: datetime
) -> None:
    """Keep these shifts as the draft, without those that only say what is published; nothing left is no draft."""
    point, month = plan
    ordered = sorted(shifts.items(), key=lambda item: (item[0][0], SESSIONS.index(item[0][1])))
    body = [
        (day.isoformat(), session, p.members, p.base, [(one.text, one.values) for one in p.why])
        for (day, session), p in ordered
        if p.members != published(commune, point, (day, session)) or _is_remark(p)
    ]
    values = {"rev": tx.next_rev(commune.id), "body": json.dumps(body, ensure_ascii=False), "by": actor.name,
              "at": format_instant(now)}  # fmt: skip
    drop(tx, commune.id, plan)
    if body:
        key = {"commune_id": commune.id, "point": point, "month": month}
        tx.execute(t.roster_draft.insert(), key | values)


def drop(tx: Tx, commune_id: int, plan: tuple[str, str]) -> None:
    """Let go of a draft."""
    d = t.roster_draft.c
    tx.execute(t.roster_draft.delete().where(d.commune_id == commune_id, d.point == plan[0], d.month == plan[1]))


def publish(tx: Tx, commune_id: int, plan: tuple[str, str], rev: int, *, actor: Actor, now: datetime) -> int:
    """Publish the draft that was looked at, all of it or nothing; answers how many shifts changed.

    Raises Refused: `draft_changed` when it is another one by now, else the first reason of a shift that cannot be.
    """
    commune = communes.current(tx, commune_id)
    draft = read(tx.connection, commune, plan, now)
    if draft.rev != rev:
        raise Refused("draft_changed", 409)
    point, month = plan
    for (day, session), planned in draft.changed.items():
        wrong = setup.unfit(commune, (point, day, session), list(planned.members), now)
        if wrong:
            raise Refused(wrong[0], 409, field=f"{day}.{session}")
    told = concerned(commune, point, draft)
    for (day, session), planned in draft.changed.items():
        setup.publish(tx, commune_id, (point, day, session), list(planned.members), now=now)
    moved = [
        {"day": day.isoformat(), "session": session, "members": list(planned.members),
         "before": {"members": list(published(commune, point, (day, session)))}}
        for (day, session), planned in draft.changed.items()
    ]  # fmt: skip
    if draft.changed:
        _tell(tx, commune_id, point, told, now=now)
        detail = {"month": month, "point": point, "shifts": len(draft.changed), "moved": moved}
        acts.record(tx, commune_id, "roster_published", detail, actor=actor, now=now)
    drop(tx, commune_id, plan)
    communes.settled(tx, commune_id)
    return len(draft.changed)


def concerned(commune: Commune, point: str, draft: Draft) -> dict[str, tuple[list[Slot], list[Slot], list[Slot]]]:
    """Whom publishing concerns: by member the shifts they get, they lose, and where only the other one changes."""
    told: dict[str, tuple[list[Slot], list[Slot], list[Slot]]] = {}
    for slot, planned in sorted(draft.changed.items(), key=lambda item: (item[0][0], SESSIONS.index(item[0][1]))):
        before, after = published(commune, point, slot), planned.members
        for member in dict.fromkeys((*after, *before)):
            kind = 0 if member not in before else 1 if member not in after else 2
            told.setdefault(member, ([], [], []))[kind].append(slot)
    return told


def _tell(tx: Tx, commune: int, point: str, told: Mapping[str, tuple[list[Slot], ...]], *, now: datetime) -> None:
    """A notice to everyone concerned: `about` roster, their shifts by `more`, `less` and `others`, the last `day`."""
    rev = tx.next_rev(commune)
    for member, lists in told.items():
        body: dict[str, Any] = {"about": "roster", "member": member, "rev": rev, "at": format_instant(now),
                "day": max(day for slots in lists for day, _ in slots).isoformat()}  # fmt: skip
        for kind, slots in zip(("more", "less", "others"), lists, strict=True):
            body[kind] = [{"day": day.isoformat(), "session": session, "point": point} for day, session in slots]
        feed.put(tx, commune, f"m:{member}", ("notice", f"roster.{rev}.{member}"), body=json.dumps(body))


def board(commune: Commune, plan: tuple[str, str], draft: Draft) -> dict[Shift, tuple[str, ...]]:
    """Who is on which shift at every point in the whole weeks of a month, the draft before the published roster."""
    point, month = plan
    days = weeks_of(month)
    held = {
        (where, day, session): members
        for where in commune.points
        for day in (day for week in days for day in week)
        for session in SESSIONS
        if (members := published(commune, where, (day, session)))
    }
    return held | {(point, day, session): p.members for (day, session), p in draft.changed.items()}


def left_on(commune: Commune, day: date) -> list[str]:
    """Who is on the published roster of a day that is not worked, by name; nobody on a working day."""
    if commune.ground.calendar.is_working(day):
        return []
    members = dict.fromkeys(m for duty in commune.ground.roster.on(day) for m in duty.members)
    return [commune.people[m].name for m in members if m in commune.people]


def gone(commune: Commune, now: datetime) -> list[tuple[date, str, str, str]]:
    """The published shifts to come with somebody who is not in the team that day: day, session, point, member."""
    return [
        (duty.day, duty.session, duty.point, member)
        for duty in commune.ground.roster.current()
        if duty.day >= local_day(now) and not begun(commune, (duty.day, duty.session), now)
        for member in duty.members
        if not commune.active(member, duty.day)
    ]


def weeks_of(month: str) -> list[list[date]]:
    """The weeks that have a day of a month, Monday to Sunday."""
    return [week_days(week) for week in dict.fromkeys(week_of(day) for day in month_days(month))]


def wishes(connection: sa.Connection, commune: Commune) -> Wishes:
    """What every member said of when they can serve, and the pairs the office named."""
    a = t.availability.c
    rows = connection.execute(sa.select(a.member, a.body).where(a.commune_id == commune.id))
    pairs = commune.config.get("pairs", {})
    apart, together = (frozenset(frozenset(pair) for pair in pairs.get(kind, ())) for kind in ("apart", "together"))
    return Wishes({row.member: available(json.loads(row.body)) for row in rows}, apart, together)


def set_availability(
    tx: Tx, commune_id: int, member: str, told: dict[str, Any], *, actor: Actor, now: datetime
) -> None:
    """Keep what a member said (the book's `json`) in place of what they said before."""
    a = t.availability.c
    where = (a.commune_id == commune_id, a.member == member)
    body = json.dumps(available(told).json())
    if tx.execute(sa.select(a.body).where(*where)).scalar() == body:
        return
    row = {"body": body, "by": actor.name, "at": format_instant(now)}
    insert = known.insert(tx.connection, t.availability).values(commune_id=commune_id, member=member, **row)
    tx.execute(insert.on_conflict_do_update(index_elements=["commune_id", "member"], set_=row))
    acts.record(tx, commune_id, "availability_set", {"member": member}, actor=actor, now=now)
    communes.settled(tx, commune_id)


def set_pairs(tx: Tx, commune: Commune, pairs: dict[str, list[list[str]]], *, actor: Actor, now: datetime) -> None:
    """Keep who serves together and who apart, as lists of two ids by `together` and `apart`."""
    text = json.dumps({**commune.config, "pairs": pairs}, ensure_ascii=False)
    tx.execute(t.commune.update().where(t.commune.c.commune_id == commune.id).values(config=text))
    acts.record(tx, commune.id, "pairs_set", pairs, actor=actor, now=now)
    communes.changed(tx, commune.id)
    communes.settled(tx, commune.id)


def team(commune: Commune, month: str, own: set[Shift], held: Mapping[Shift, tuple[str, ...]]) -> Team:
    """Who may be proposed for a month's shifts, with the sessions that fell to them before or on other shifts of it.

    Who joined within the three months is counted as if they had served before as often as the others did.
    """
    first, last = month_days(month)[0], month_days(month)[-1]
    begin = month
    for _ in range(MONTHS_COUNTED):
        begin = month_before(begin)
    since, before = month_days(begin)[0], served(commune, month)
    people = [p for p in commune.people.values() if p.since <= last and (p.until is None or p.until >= first)]
    days = {p.id: max(0, (first - max(since, p.since)).days) for p in people}
    rate = sum(before[m] for m in days) / (sum(days.values()) or 1)
    missed = {m: int(rate * ((first - since).days - there)) for m, there in days.items()}
    others = Counter(m for shift, members in held.items() for m in members
                     if first <= shift[1] <= last and shift not in own)  # fmt: skip
    counted = {p.id: before[p.id] + missed[p.id] + others[p.id] for p in people}
    return Team(tuple(counted), counted, lambda member, day: commune.people[member].active_on(day))


def served(commune: Commune, month: str) -> Counter[str]:
    """On how many sessions each member was rostered in the three months before a month, at all points."""
    first = month_days(month)[0]
    begin = month
    for _ in range(MONTHS_COUNTED):
        begin = month_before(begin)
    since = month_days(begin)[0]
    days = (since + timedelta(days=n) for n in range((first - since).days))
    return Counter(m for day in days for duty in commune.ground.roster.on(day) for m in duty.members)
