"""A member's shifts as an iCalendar text (RFC 5545) for the calendar of their own phone, and its secret address.

Written out here: events without repetition or time zones are a dozen lines, and no calendar is ever read.
"""

import hmac
from datetime import UTC, date, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from shiftbook.allowance import Person
from shiftbook.roster import SESSION_NAMES, Duty
from sync_server import acts
from sync_server import tables as t
from sync_server.acts import Actor
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.ledger import known
from sync_server.security import Keys

LONGEST_LINE: Final = 75  # octets, RFC 5545 §3.1
KEPT_BACK: Final = timedelta(days=62)
AHEAD: Final = timedelta(days=366)


def address(connection: sa.Connection, commune_id: int, member: str, keys: Keys) -> str:
    """The path of a member's own page; with `.ics` after it, their calendar."""
    c = t.calendar_link.c
    query = sa.select(c.generation).where(c.commune_id == commune_id, c.member == member)
    return _path(commune_id, member, keys, connection.execute(query).scalar() or 0)


def _path(commune_id: int, member: str, keys: Keys, generation: int) -> str:
    return f"/calendar/{commune_id}/{member}/{keys.calendar(commune_id, member, generation)}"


def is_address(connection: sa.Connection, commune_id: int, member: str, keys: Keys, *, path: str) -> bool:
    """Whether a path is the member's own by now."""
    if not member.isalnum():
        return False
    return hmac.compare_digest(address(connection, commune_id, member, keys).encode(), path.encode())


def renew(tx: Tx, commune_id: int, member: str, *, actor: Actor, now: datetime) -> None:
    """Give a member another address; whoever knows the old one sees nothing from now on."""
    insert = known.insert(tx.connection, t.calendar_link).values(commune_id=commune_id, member=member, generation=1)
    more = {"generation": t.calendar_link.c.generation + 1}
    tx.execute(insert.on_conflict_do_update(index_elements=["commune_id", "member"], set_=more))
    acts.record(tx, commune_id, "calendar_renewed", {"member": member}, actor=actor, now=now)


def duties(commune: Commune, member: str, first: date, last: date) -> list[Duty]:
    """A member's shifts by the newest roster from one day to another, both included."""
    return [d for d in commune.ground.roster.current() if first <= d.day <= last and member in d.members]


def feed(commune: Commune, person: Person, today: date) -> bytes:
    """The calendar: two months back, so that nothing vanishes while it is looked at, and a year ahead."""
    events = [line for duty in duties(commune, person.id, today - KEPT_BACK, today + AHEAD)
              for line in _event(commune, person, duty)]  # fmt: skip
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//So Truc//So Truc//VI", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(f'Lịch trực – {person.name}')}", "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H", *events, "END:VCALENDAR",
    ]  # fmt: skip
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _event(commune: Commune, person: Person, duty: Duty) -> list[str]:
    times = commune.windows(duty.day)[duty.session]
    others = [commune.people[m].name for m in duty.members if m != person.id and m in commune.people]
    note = f"Trực cùng {', '.join(others)}." if others else "Trực một mình."
    return [
        "BEGIN:VEVENT", f"UID:{duty.id}.{person.id}@so-truc", f"DTSTAMP:{_utc(duty.published_at)}",
        f"DTSTART:{_utc(times.starts)}", f"DTEND:{_utc(times.ends)}",
        f"SUMMARY:{_text(f'Trực {SESSION_NAMES[duty.session].lower()}')}",
        f"LOCATION:{_text(commune.points.get(duty.point, ''))}",
        f"DESCRIPTION:{_text(f'{note} Vào ca được từ {times.opens:%H:%M}.')}", "END:VEVENT",
    ]  # fmt: skip


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """A text value with what has a meaning in it escaped (RFC 5545 §3.3.11)."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "")):
        value = value.replace(plain, escaped)
    return value


def _folded(line: str) -> bytes:
    """A line in pieces of at most 75 octets, none of them cut within a letter (RFC 5545 §3.1)."""
    pieces = [b""]
    for letter in line:
        raw = letter.encode()
        if len(pieces[-1]) + len(raw) > LONGEST_LINE:
            pieces.append(b" ")
        pieces[-1] += raw
    return b"\r\n".join(pieces)
