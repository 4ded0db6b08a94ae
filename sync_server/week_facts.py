"""What the ledger holds of some days, read for the weekly report: shifts, acts of help, ballots, what was told."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from shiftbook import facts, weeks
from shiftbook.facts import Assisted, Corrected
from shiftbook.moments import format_instant, local, month_of, parse_day, week_days, week_of
from shiftbook.roster import SESSIONS
from shiftbook.weeks import Help, Shift
from sync_server import months, satisfaction, unsynced
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.office.presence import Seen, seen
from sync_server.turns import Turn


@dataclass(frozen=True)
class Told:
    """One fact that stands and counts, with the content its newest correction gives it."""

    id: str
    kind: str
    member: str
    day: date
    moment: datetime
    content: Any


def told(
    connection: sa.Connection, commune: int, kinds: Iterable[str], span: tuple[date, date], *, doubted: bool = False
) -> list[Told]:
    """The facts of some kinds between two days, both included, in the order they were made; `doubted` ones too, which
    stand but were given a code when they came."""
    f = t.fact.c
    first, last = span[0].isoformat(), span[1].isoformat()
    wanted = sa.select(f.id).where(f.commune_id == commune, f.kind.in_(tuple(kinds)), f.day.between(first, last))
    return _counting(connection, commune, wanted, doubted=doubted)


def difficulties(connection: sa.Connection, commune: int) -> list[Told]:
    """Every difficulty ever raised, in the order they were."""
    f = t.fact.c
    # Word for word as the index of difficulties has it, or it is not used.
    wanted = sa.select(f.id).where(f.commune_id == commune, f.kind == sa.literal_column("'difficulty_raised'"))
    return _counting(connection, commune, wanted)


def _counting(connection: sa.Connection, commune: int, wanted: sa.Select[Any], *, doubted: bool = False) -> list[Told]:
    f = t.fact.c
    speakers = satisfaction.counting(connection, commune, wanted, doubted=doubted)
    ids = {*speakers, *speakers.values()}
    rows = connection.execute(sa.select(f.id, f.day, f.body).where(f.commune_id == commune, f.id.in_(ids)))
    bodies = {row.id: (row.day, row.body) for row in rows}
    return [_told(bodies[root], bodies[speaker]) for root, speaker in sorted(speakers.items())]


def _told(root: tuple[str, str], speaker: tuple[str, str]) -> Told:
    day, body = root
    fact = facts.fact(json.loads(body))
    content: Any = fact.content
    if speaker != root:
        correction = facts.fact(json.loads(speaker[1])).content
        assert isinstance(correction, Corrected)
        content = facts.content(fact.kind, correction.data)
    return Told(fact.id, fact.kind, fact.member, parse_day(day), local(fact.corrected_moment), content)


def came(connection: sa.Connection, commune: Commune, days: list[date]) -> list[Seen]:
    """Every check-in of these days that stands."""
    return [one for day in days for one in seen(connection, commune, day) if one.stands]


def shifts(commune: Commune, came: Sequence[Seen | Turn], days: list[date], now: datetime) -> list[Shift]:
    """Every shift of these days: of working days, and wherever somebody was to serve or came."""
    here: dict[tuple[str, date, str], set[str]] = {}
    for one in came:
        here.setdefault((one.point, one.day, one.session), set()).add(one.member)
    points = list(dict.fromkeys([*commune.points, *sorted(point for point, _, _ in here)]))
    return [
        _shift(commune, (point, day, session), here.get((point, day, session), set()), now)
        for day in days
        for session in SESSIONS
        for point in points
        if (point in commune.points_on(day) and commune.ground.calendar.is_working(day))
        or commune.due(point, day, session)
        or (point, day, session) in here
    ]


def _shift(commune: Commune, duty: tuple[str, date, str], came: set[str], now: datetime) -> Shift:
    point, day, session = duty
    hours = commune.windows(day)[session]
    rostered = commune.due(*duty, came)
    return Shift(day, session, point, rostered, frozenset(came), hours.starts <= now, hours.ends < now)


def helps(connection: sa.Connection, commune: Commune, span: tuple[date, date]) -> list[Help]:
    """Every act of help between two days, under the name its procedure had then."""
    return [_help(commune, one) for one in told(connection, commune.id, ("assisted",), span)]


def _help(commune: Commune, one: Told) -> Help:
    act: Assisted = one.content
    rule = commune.procedure_on(act.procedure, one.day)
    plain = Help(
        one.day,
        act.mode,
        due_on=parse_day(act.due_on) if act.due_on else None,
        organisation=act.applicant == "organisation",
        incomplete=act.outcome == "incomplete",
    )
    if rule is None:
        return plain
    return replace(plain, procedure=rule.id, name=rule.name, field=rule.field, same_day=rule.same_day)


def counted(connection: sa.Connection, commune: int, span: tuple[date, date]) -> list[dict[str, Any]]:
    """What officers counted, by field: files received and given back the same day; None where nobody entered any."""
    c = t.counted_day.c
    first, last = span[0].isoformat(), span[1].isoformat()
    wanted = sa.select(t.counted_day).where(c.commune_id == commune, c.day.between(first, last)).order_by(c.rev)
    newest = {(row.day, row.field): row for row in connection.execute(wanted)}
    found: dict[str, dict[str, Any]] = {}
    for (_, field), row in newest.items():
        own = found.setdefault(field, {"field": field, "received": None, "same_day": None})
        for name in ("received", "same_day"):
            number = getattr(row, name)
            own[name] = own[name] if number is None else (own[name] or 0) + number
    return [own for own in found.values() if (own["received"], own["same_day"]) != (None, None)]


def facilities(came: list[Seen]) -> list[dict[str, Any]]:
    """What was told to be broken or missing, and at how many check-ins."""
    found = Counter((n, state) for one in came for n, state in one.entry.facilities.items() if state != "ok")
    return [{"facility": name, "state": state, "times": times} for (name, state), times in sorted(found.items())]


def ballots(
    connection: sa.Connection, commune: Commune, days: list[date], now: datetime, *, found: satisfaction.Answers
) -> dict[str, Any]:
    """The ballots of these days by channel, how many of which levels, and how many have a comment.

    Answers are those of whole heaps (`shiftbook.ballots.heaped`): `judged` says of how many ballots. `levels` is null
    where none may be told (`satisfaction.Answers.levels`).
    """
    b = t.ballot.c
    span = (b.commune_id == commune.id, b.day.between(days[0].isoformat(), days[-1].isoformat()))
    week = (days[0], days[-1])
    all_, people = found.figure(week), satisfaction.served(connection, commune.id, week)
    counts = [
        connection.execute(sa.select(sa.func.count()).select_from(t.ballot).where(*span, more)).scalar_one()
        for more in (b.comment != "", sa.or_(b.outside_period, b.outside_hours))
    ]
    return {
        "total": all_.ballots,
        "judged": all_.judged.ballots,
        "apart": all_.apart.ballots,
        "unfinished": found.unfinished(week),
        "satisfied": all_.judged.satisfied,
        "channels": satisfaction.released(found, week, people),
        "levels": found.levels(week, commune, now)[0] or None,
        "comments": counts[0],
        "outside": counts[1],
    }


def comments(connection: sa.Connection, commune: Commune, days: list[date], now: datetime) -> list[str]:
    """What citizens wrote on their ballots of sittings that are over, in an order that says nothing; numbers of persons
    are masked already."""
    b = t.ballot.c
    wanted = sa.select(b.comment, b.day, b.session, b.outside_hours).where(
        b.commune_id == commune.id, b.day.between(days[0].isoformat(), days[-1].isoformat()), b.comment != ""
    )
    return [
        row.comment
        for row in connection.execute(wanted.order_by(b.id))
        if satisfaction.sitting_over(commune, (parse_day(row.day), row.session, bool(row.outside_hours))) <= now
    ]


def by_day(shifts: list[Shift], helps: list[Help], handed: list[Told], ballots: Counter[date]) -> list[dict[str, Any]]:
    """The appendix: a row of numbers for each day that has a shift or anything else in it."""
    found = []
    for day in sorted({s.day for s in shifts} | {h.day for h in helps} | {h.day for h in handed} | ballots.keys()):
        own = weeks.organised(s for s in shifts if s.day == day)
        done = weeks.helped(h for h in helps if h.day == day)
        found.append({
            "day": day.isoformat(), "sessions": own.due - own.blank, "blank": own.blank,
            "held": own.held, "turns": own.turns, "served": done["served"],
            **{mode: done[mode] for mode in weeks.MODES}, "handed_over": sum(h.day == day for h in handed),
            "ballots": ballots[day],
        })  # fmt: skip
    return found


def ballot_days(connection: sa.Connection, commune: int, days: list[date]) -> Counter[date]:
    """How many ballots came on each day."""
    b = t.ballot.c
    wanted = sa.select(b.day, sa.func.count()).where(
        b.commune_id == commune, b.day.between(days[0].isoformat(), days[-1].isoformat())
    )
    return Counter({parse_day(day): number for day, number in connection.execute(wanted.group_by(b.day))})


def phoneless(connection: sa.Connection, commune: Commune, due: Iterable[tuple[str, date]]) -> list[str]:
    """Of members due on a day, those without a phone in use that ever sent anything, in the order of the team; not who
    checked in that day all the same, nor whose day the office decided."""
    d, m = t.device.c, t.device_member.c
    both = t.device_member.join(t.device, sa.and_(d.commune_id == m.commune_id, d.id == m.device))
    wanted = (
        sa.select(m.member).select_from(both).where(d.commune_id == commune.id, d.revoked_at.is_(None), d.stored > 0)
    )
    heard = set(connection.execute(wanted).scalars())
    asked = {(member, day) for member, day in due if member not in heard}
    known = {key for name in {month_of(day) for _, day in asked} for key in months.days(connection, commune, name)}
    silent = {member for member, _ in asked - known}
    return [member for member in commune.people if member in silent]


def completeness(connection: sa.Connection, commune: Commune, shifts: list[Shift], now: datetime) -> dict[str, Any]:
    """How whole the week's facts are: phones that may hold some, days nobody has decided, shifts still to come."""
    ends: dict[str, datetime] = {}
    for shift in shifts:
        if shift.over:
            end = commune.windows(shift.day)[shift.session].ends
            ends.update({m: max(end, ends.get(m, end)) for m in shift.rostered})
    held = unsynced.unheard(connection, commune, ends)
    silent = phoneless(connection, commune, [(m, shift.day) for shift in shifts if shift.over for m in shift.rostered])
    days = {shift.day for shift in shifts}
    judged = [d for m in sorted({month_of(d) for d in days}) for d in months.days(connection, commune, m).values()]
    d = t.device.c
    phones = sa.select(sa.func.count()).where(d.commune_id == commune.id, d.revoked_at.is_(None), d.stored > 0)
    undecided = sum(one.undecided and one.day in days for one in judged)
    ahead = sum(not shift.over for shift in shifts)
    return {
        "at": format_instant(now),
        "complete": not (held or silent or undecided or ahead),
        "phones": connection.execute(phones).scalar_one(),
        "unsynced": [{"member": row["member"], "name": commune.people[row["member"]].name, **row} for row in held],
        "phoneless": [{"member": m, "name": commune.people[m].name} for m in silent],
        "undecided": undecided,
        "shifts_ahead": ahead,
    }


def away(commune: Commune, day: date) -> list[dict[str, str | None]]:
    """Who was not in the team all the time the figures are of: a member's first and last day may yet change."""
    begins = week_days(weeks.week_before(week_of(day)))[0]
    return [
        {"member": m, "since": person.since.isoformat(), "until": person.until.isoformat() if person.until else None}
        for m, person in commune.people.items()
        if not (person.active_on(begins) and person.active_on(day))
    ]
