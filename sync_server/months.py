"""A month as the office sees it: the book's fold over what the ledger holds, or the frozen list once it is closed."""

import hashlib
import json
from base64 import b32encode
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import orjson
import sqlalchemy as sa

from shiftbook import allowance, amendments
from shiftbook.allowance import Adjustment, CheckIn, Day, Decision, Line
from shiftbook.moments import month_days, month_of, next_month
from shiftbook.money import dong_in_words
from sync_server import closed_months, unsynced
from sync_server import tables as t
from sync_server.commune import Commune

Found = dict[tuple[str, date], Day]


@dataclass(frozen=True)
class Sheet:
    """An open month's figures; `late` are days of closed months that came late and wait for a decision here."""

    month: str
    status: str
    lines: list[Line]
    adjustments: list[Adjustment]
    late: list[Day]
    unsynced: list[dict[str, Any]]

    @property
    def undecided(self) -> list[Day]:
        """Every day that keeps the month from closing."""
        return [d for line in self.lines for d in line.days if d.undecided] + self.late

    @property
    def total_dong(self) -> int:
        """Lines and adjustments together, in whole đồng."""
        return sum(x.amount_dong for x in self.lines) + sum(a.amount_dong for a in self.adjustments)


def sheet(connection: sa.Connection, commune: Commune, month: str, found: Found | None = None) -> Sheet:
    """The figures of an open month, from its days where they are at hand."""
    found = days(connection, commune, month) if found is None else found
    adjusted, late = carried(connection, commune, month)
    return Sheet(
        month=month,
        status="confirmed" if _confirmed_whole(connection, commune.id, month) else "open",
        lines=allowance.lines(month, commune.by_name, commune.terms, found),
        adjustments=adjusted,
        late=late,
        unsynced=unsynced.of_month(connection, commune, month),
    )


def told(connection: sa.Connection, commune: Commune, month: str) -> bytes:
    """The month as JSON (wire contract §6): the frozen bytes once it is closed."""
    frozen = closed_body(connection, commune.id, month)
    return frozen if frozen is not None else body(sheet(connection, commune, month), commune)


def closed_body(connection: sa.Connection, commune: int, month: str) -> bytes | None:
    """The bytes frozen when the month was closed, None while it is open."""
    c = t.closing.c
    text = connection.execute(sa.select(c.body).where(c.commune_id == commune, c.month == month)).scalar()
    return None if text is None else text.encode()


def shown(connection: sa.Connection, commune: Commune, month: str, found: Found | None = None) -> dict[str, Any]:
    """What `told` tells, for who reads it here, from the month's days where they are at hand."""
    frozen = closed_body(connection, commune.id, month)
    told_so: dict[str, Any] = (
        whole(sheet(connection, commune, month, found), commune) if frozen is None else orjson.loads(frozen)
    )
    return told_so


def body(figures: Sheet, commune: Commune, status: str | None = None) -> bytes:
    """The JSON of a month's figures, with the code that verifies exactly these figures."""
    return orjson.dumps(whole(figures, commune, status))


def whole(figures: Sheet, commune: Commune, status: str | None = None) -> dict[str, Any]:
    """What `body` is the JSON of."""
    total = figures.total_dong
    verified = {
        "lines": [_line(x) for x in figures.lines],
        "adjustments": [adjustment_json(a, commune) for a in figures.adjustments],
        "total_dong": total,
        "total_words": dong_in_words(total),
    }
    code = verify_code(commune.name, figures.month, verified)
    late = [{**_day(d), "member": d.member} for d in figures.late]
    return {"month": figures.month, "status": status or figures.status, **verified, "late": late,
            "unsynced": figures.unsynced, "verify_code": code}  # fmt: skip


def adjustment_json(adjustment: Adjustment, commune: Commune) -> dict[str, Any]:
    """One adjustment as the office page and the member's phone both show it; the group is that of the day worked."""
    person = commune.people[adjustment.member]
    named = {"name": person.name, "group": allowance.group_on(person, adjustment.day)}
    return {**asdict(adjustment), "day": adjustment.day.isoformat(), **named}


def verify_code(name: str, month: str, shown: dict[str, Any]) -> str:
    """Sixteen letters that stand for exactly these figures of this commune and month."""
    return code_of(orjson.dumps([name, month, shown], option=orjson.OPT_SORT_KEYS).decode())


def code_of(text: str) -> str:
    """Sixteen letters that stand for exactly this text."""
    letters = b32encode(hashlib.sha256(text.encode()).digest()).decode()[:16]
    return "-".join(letters[i : i + 4] for i in range(0, 16, 4))


def _line(line: Line) -> dict[str, Any]:
    return {"member": line.member, "name": line.name, "group": line.group, "days": [_day(d) for d in line.days],
            "count": line.count, "rate_dong": line.rate_dong, "amount_dong": line.amount_dong}  # fmt: skip


def line_json(line: Line) -> dict[str, Any]:
    """One member's line as the office page and the member's phone both show it."""
    return _line(line)


def _day(day: Day) -> dict[str, Any]:
    return {"day": day.day.isoformat(), "grade": day.grade, "counted": day.counted, "sessions": list(day.sessions),
            "facts": list(day.facts), "codes": list(day.codes), "decided_by": day.decided_by,
            "reason": day.reason, "undecided": day.undecided, "confirmed": day.confirmed}  # fmt: skip


LAST_REV = 2**62


def days(
    connection: sa.Connection,
    commune: Commune,
    month: str,
    member: str | None = None,
    *,
    until: int = LAST_REV,
    between: tuple[date, date] | None = None,
) -> Found:
    """Every day of a month that has a check-in or a decision, of one member or of all, as of a revision.

    `between` asks only for the days between two of the month, both included.
    """
    first, last = between or (date.min, date.max)
    asked = (between[0].isoformat(), between[1].isoformat()) if between else span(month)
    ins = [c for c in standing(connection, commune.id, asked, until) if member in (None, c.member)]
    ruled = [
        d
        for d in _decisions(connection, commune.id, month)
        if member in (None, d.member) and d.rev <= until and first <= d.day <= last
    ]
    found = allowance.days(ins, ruled, _confirmed(connection, commune.id, month, until))
    return {key: day for key, day in found.items() if key[0] in commune.people}


def vouchable(
    connection: sa.Connection, commune: Commune, month: str, day: date | None, *, until: int = LAST_REV
) -> list[CheckIn]:
    """The check-ins of grade B that make a day B which nobody has decided: what a leader's confirmation covers; as of a
    revision."""
    found = days(connection, commune, month, until=until)
    open_ = {key for key, d in found.items() if d.grade == "B" and d.decided_by is None and day in (None, d.day)}
    entries = standing(connection, commune.id, span(month), until)
    return [c for c in entries if c.grade == "B" and (c.member, c.day) in open_]


def span(month: str) -> tuple[str, str]:
    """The first and the last day of a month as the tables write days."""
    days_of_it = month_days(month)
    return days_of_it[0].isoformat(), days_of_it[-1].isoformat()


def standing(connection: sa.Connection, commune: int, days: tuple[str, str], until: int = LAST_REV) -> list[CheckIn]:
    """The check-ins that stand between two days, both included, each as its newest correction tells it."""
    p, a = t.presence.c, t.amendment.c
    here = (p.commune_id == commune, p.day.between(*days))
    columns = (p.id, p.root, p.member, p.day, p.session, p.grade, p.codes)
    rows = list(connection.execute(sa.select(*columns).where(*here, p.rev <= until)))
    amending = sa.select(t.amendment).where(a.commune_id == commune, a.root.in_(sa.select(p.root).where(*here)))
    changes = connection.execute(amending.where(a.rev <= until)).all()
    if changes:  # what they were before, or are since, may lie on another day
        own = (p.commune_id == commune, p.root.in_({c.root for c in changes}))
        rows += connection.execute(sa.select(*columns).where(*own, p.rev <= until))
    by_id = {row[0]: row for row in rows}
    amended = [amendments.Amendment(c.id, c.target, bool(c.replaces)) for c in changes]
    speakers = amendments.standing({row[1] for row in rows if row[1] in by_id}, amended)
    spoken = ((root, by_id[speaker]) for root, speaker in speakers.items() if speaker in by_id)
    return [_check_in(root, row) for root, row in spoken if days[0] <= row[3] <= days[1]]


def _check_in(root: str, row: Sequence[Any]) -> CheckIn:
    identity, _, member, day, session, grade, codes = row
    return CheckIn(root, member, date.fromisoformat(day), session, grade, tuple(orjson.loads(codes)), identity)


def _decisions(connection: sa.Connection, commune: int, month: str) -> list[Decision]:
    d = t.decision.c
    rows = connection.execute(sa.select(t.decision).where(d.commune_id == commune, d.day.between(*span(month))))
    return [Decision(r.member, date.fromisoformat(r.day), bool(r.counted), r.reason, r.by, r.rev) for r in rows]


def ruling(connection: sa.Connection, commune: int, month: str) -> dict[tuple[str, date], Decision]:
    """The newest decision on each day of a month that has one, by (member, day)."""
    return {(one.member, one.day): one for one in sorted(_decisions(connection, commune, month), key=lambda d: d.rev)}


def _confirmed(connection: sa.Connection, commune: int, month: str, until: int) -> set[str]:
    c = t.confirmation.c
    rows = connection.execute(
        sa.select(c.covers).where(c.commune_id == commune, c.month == month, c.rev <= until)
    ).scalars()
    return {identity for text in rows for identity in json.loads(text)}


def waiting(connection: sa.Connection, commune: Commune, month: str) -> list[Day]:
    """The days of an open month, and late days of closed ones it settles, still undecided; by day and member."""
    own = [d for d in days(connection, commune, month).values() if d.undecided]
    return sorted([*own, *carried(connection, commune, month)[1]], key=lambda d: (d.day, d.member))


def _confirmed_whole(connection: sa.Connection, commune: int, month: str) -> bool:
    c = t.confirmation.c
    query = sa.select(c.rev).where(c.commune_id == commune, c.month == month, c.day.is_(None)).limit(1)
    return connection.execute(query).first() is not None


def first_open_after(closed: Iterable[str], month: str) -> str:
    """The first month after a closed one that is not closed: where its late days are settled."""
    shut, found = set(closed), next_month(month)
    while found in shut:
        found = next_month(found)
    return found


def settled_in(commune: Commune, day: date) -> str:
    """The month in which a day is decided: its own, or the open one after it once that is closed."""
    own = month_of(day)
    return first_open_after(commune.closed, own) if own in commune.closed else own


def carried(
    connection: sa.Connection, commune: Commune, month: str, *, until: int = LAST_REV
) -> tuple[list[Adjustment], list[Day]]:
    """What closed months hand on to this open one, as of a revision: adjustments, and late days for a decision."""
    adjusted: list[Adjustment] = []
    late: list[Day] = []
    shut = {name: rev for name, rev in sorted(commune.closed.items()) if rev < until}
    for closed in closed_months.unsettled(connection, commune.id, shut, month):
        found = days(connection, commune, closed, until=until)
        paid = _settled(connection, commune.id, closed, shut)
        adjusted += allowance.adjustments(paid, found, commune.people, commune.terms)
        new = _arrived_after(connection, commune.id, closed, shut[closed])
        late += [d for key, d in found.items() if d.undecided and not paid.get(key) and new & set(d.facts)]
    return adjusted, late


def _arrived_after(connection: sa.Connection, commune: int, month: str, rev: int) -> set[str]:
    p = t.presence.c
    query = sa.select(p.root).where(p.commune_id == commune, p.day.between(*span(month)), p.rev > rev)
    return set(connection.execute(query).scalars())


def _settled(connection: sa.Connection, commune: int, month: str, shut: Iterable[str]) -> dict[tuple[str, date], bool]:
    """Which days of a closed month have been counted so far, by its own list and by the adjustments closed since."""
    counted: dict[tuple[str, date], int] = {}
    for closed in shut:
        if closed >= month:
            frozen = json.loads(closed_body(connection, commune, closed) or b"{}")
            own = ((x["member"], d["day"], int(d["counted"])) for x in frozen["lines"] for d in x["days"])
            moved = ((a["member"], a["day"], a["days"]) for a in frozen["adjustments"])
            for member, day, number in [*own, *moved]:
                if day[:7] == month:
                    key = (member, date.fromisoformat(day))
                    counted[key] = counted.get(key, 0) + number
    return {key: number > 0 for key, number in counted.items()}
