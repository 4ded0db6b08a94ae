"""A month's mismatches between roster, check-ins, people served and ballots: owner, due day and decision of each."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from shiftbook.allowance import Decision
from shiftbook.moments import format_instant, local_day, month_before, month_days, month_of, parse_day
from shiftbook.reconciling import KINDS, Mismatch, Sides, mismatches
from sync_server import acts, dated, months, turns, week_facts
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.acts import Actor
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.turns import Turn

VERDICTS: Final = {"explained": "Đã rõ, chấp nhận", "faulted": "Xác nhận là thiếu sót"}
REOPENED: Final = "open"
OWNERS: Final = {"leader": "Tổ trưởng", "office": "Văn phòng"}
_OF_A_DAY: Final = ("absent", "unrostered", "served_absent")


@dataclass(frozen=True)
class Matter:
    """A mismatch with its owner (leader, office or a member's id), due day, and verdict with reason once decided.

    `word` is the newest word on it, None while nobody has said anything; `day_decided` is the office's decision on the
    member's day, which settles the mismatch too.
    """

    mismatch: Mismatch
    owner: str
    due_on: date
    word: sa.Row[Any] | None
    day_decided: Decision | None

    @property
    def verdict(self) -> str | None:
        """The verdict that holds, None while there is none."""
        return self.word.verdict if self.word else None

    @property
    def rev(self) -> int:
        """The revision of the newest word, 0 while there is none."""
        return int(self.word.rev) if self.word else 0

    @property
    def open(self) -> bool:
        """Whether it still waits for a decision."""
        return self.day_decided is None and self.verdict is None


def matters(connection: sa.Connection, commune: Commune, month: str, now: datetime) -> list[Matter]:
    """Every mismatch of a month up to now, by day."""
    return told(connection, commune, month, found(connection, commune, compared(commune, month, now), now))


def told(connection: sa.Connection, commune: Commune, month: str, mismatches: Iterable[Mismatch]) -> list[Matter]:
    """Mismatches of a month with what was said of them and decided."""
    words = {row.matter: row for row in _words(connection, commune.id, month)}
    days = months.ruling(connection, commune.id, month)
    due_on = {day: _due_on(commune, day) for day in {one.day for one in mismatches}}
    result = []
    for one in mismatches:
        word = words.get(one.id)
        decided = days.get((one.member or "", one.day)) if one.kind in _OF_A_DAY else None
        owner = word.owner if word else KINDS[one.kind]
        result.append(Matter(one, owner, parse_day(word.due_on) if word else due_on[one.day], word, decided))
    return result


def late(connection: sa.Connection, commune: Commune, now: datetime) -> list[tuple[str, int]]:
    """How many mismatches of this month and the one before are past their day, by month; none where none are."""
    today = local_day(now)
    names = (month_before(month_of(today)), month_of(today))
    found = [
        (name, sum(m.open and m.due_on < today for m in matters(connection, commune, name, now))) for name in names
    ]
    return [(name, number) for name, number in found if number]


def _due_on(commune: Commune, shift: date) -> date:
    """The month's last working day, when attendance is drawn up (report on the field, §5), and never before the first
    working day after the shift, for nobody can clear it up sooner."""
    works, span = commune.ground.calendar.is_working, month_days(month_of(shift))
    last = next((day for day in reversed(span) if works(day)), span[-1])
    after = (shift + timedelta(days=n) for n in range(1, 32))
    return max(last, next((day for day in after if works(day)), last))


def _words(connection: sa.Connection, commune: int, month: str) -> list[sa.Row[Any]]:
    w = t.matter_word.c
    wanted = sa.select(t.matter_word).where(w.commune_id == commune, w.month == month).order_by(w.rev)
    return list(connection.execute(wanted))


def compared(commune: Commune, month: str, now: datetime) -> list[date]:
    """The days of a month that are held against each other: none before the first roster, none to come."""
    first = min((duty.day for duty in commune.ground.roster.current()), default=None)
    return [day for day in month_days(month) if first is not None and first <= day <= local_day(now)]


def found(connection: sa.Connection, commune: Commune, days: list[date], now: datetime) -> list[Mismatch]:
    """Every mismatch of days that follow each other, by day."""
    return mismatches(_sides(connection, commune, days, now)) if days else []


def _sides(connection: sa.Connection, commune: Commune, days: list[date], now: datetime) -> list[Sides]:
    """The four sides of every shift of some days."""
    span = (days[0], days[-1])
    came = turns.came(connection, commune, span)
    present: dict[date, set[str]] = defaultdict(set)
    for one in came:
        present[one.day].add(one.member)
    told = turns.told(connection, commune, ("assisted", "handed_over", "ballot_offered"), span)
    served, offered = _people(told), Counter(_place(one) for one in told if one.kind == "ballot_offered")
    cast = _cast(connection, commune.id, days)
    shifts = {(s.day, s.session, s.point): s for s in week_facts.shifts(commune, came, days, now)}
    places = [*shifts, *sorted(key for key in {*served, *cast} if key not in shifts)]
    return [
        Sides(
            *place,
            rostered=shifts[place].rostered if place in shifts else (),
            came=shifts[place].came if place in shifts else frozenset(),
            came_that_day=frozenset(present[place[0]]),
            served=served.get(place, {}),
            offered=offered[place],
            ballots=cast[place],
            over=commune.windows(place[0])[place[1]].ends < now,
            polled=_polled(commune, place[0]),
        )
        for place in places
    ]


def _place(one: Turn) -> tuple[date, str, str]:
    return one.day, one.session, one.point


def _people(told: Iterable[Turn]) -> dict[tuple[date, str, str], Counter[str]]:
    found: dict[tuple[date, str, str], Counter[str]] = defaultdict(Counter)
    for one in told:
        if one.kind != "ballot_offered":
            found[_place(one)][one.member] += 1
    return found


def _cast(connection: sa.Connection, commune: int, days: list[date]) -> Counter[tuple[date, str, str]]:
    b = t.ballot.c
    span = (b.commune_id == commune, b.channel == "slip", b.day.between(days[0].isoformat(), days[-1].isoformat()))
    rows = connection.execute(
        sa.select(b.day, b.session, b.point, sa.func.count()).where(*span).group_by(b.day, b.session, b.point)
    )
    return Counter({(parse_day(day), session, point): number for day, session, point, number in rows})


def _polled(commune: Commune, day: date) -> bool:
    period = dated.on(dated.periods(commune.config), day)
    return (period["begins"] or "") <= day.isoformat() <= (period["ends"] or "9999")


@dataclass(frozen=True)
class Word:
    """What is said of mismatches: owner, due day, verdict and reason; None or an empty reason leaves what each has.

    The verdict `REOPENED` takes the one given away.
    """

    owner: str | None
    due_on: date | None
    verdict: str | None
    reason: str


def say(
    tx: Tx, commune_id: int, month: str, wanted: dict[str, int], *, word: Word, actor: Actor, now: datetime
) -> None:  # fmt: skip
    """Say a word on mismatches, all or none.

    `wanted` has the revision of the word that was seen on each (0: none). Raises Refused when one has another by now or
    is no mismatch any more, when a verdict has no reason, and when the leader says more than is theirs to say.
    """
    commune = communes.current(tx, commune_id)
    known = {one.mismatch.id: one for one in matters(tx.connection, commune, month, now)}
    if any(name not in known or known[name].rev != rev for name, rev in wanted.items()):
        raise Refused("matter_moved", 409, field="matters")
    if word.verdict in VERDICTS and not word.reason:
        raise Refused("reason_missing", 422, field="reason")
    if word.owner is not None and word.owner not in OWNERS and word.owner not in commune.people:
        raise Refused("member_unknown", 422, field="owner")
    if actor.role != "office" and (word.verdict or any(known[name].verdict for name in wanted)):
        raise Refused("matter_decided", 409, field="reason")
    for name in wanted:
        row = _said(known[name], word)
        tx.execute(t.matter_word.insert(), {**row, "commune_id": commune_id, "month": month,
            "rev": tx.next_rev(commune_id), "by": actor.name, "at": format_instant(now)})  # fmt: skip
        told = acts.after({"month": month, **row}, _stood(known[name]))
        acts.record(tx, commune_id, "matter_said", told, actor=actor, now=now)
    communes.settled(tx, commune_id)


def _stood(one: Matter) -> dict[str, Any]:
    """What was said of a mismatch before, empty when nothing was."""
    if one.word is None:
        return {}
    return {name: getattr(one.word, name) for name in ("owner", "due_on", "verdict", "reason")}


def _said(one: Matter, word: Word) -> dict[str, Any]:
    reason = word.reason or (one.word.reason if one.word else "")
    verdict = None if word.verdict == REOPENED else word.verdict or one.verdict
    due_on = (word.due_on or one.due_on).isoformat()
    return {"matter": one.mismatch.id, "owner": word.owner or one.owner, "due_on": due_on, "verdict": verdict,
            "reason": reason}  # fmt: skip


def parsed(identity: str) -> tuple[str, str, str, str]:
    """Kind, day, session and member of a mismatch's name, for the trail to tell it."""
    kind, day, session, rest = [*identity.split(".", 3), "", "", "", ""][:4]
    return kind, day, session, rest.rpartition(".")[2]
