"""That my roster was published anew: what I got, what I no longer have, and with whom, until I have read it."""

from collections.abc import Callable
from typing import Any

import flet as ft

from phone.model import Phone
from phone.parts.boxes import notice
from phone.parts.buttons import quiet_button
from phone.strings import relative_day, say, session_name
from shiftbook.moments import parse_day
from shiftbook.roster import SESSIONS

SHOWN = 6  # shifts named in one line; Lịch has them all
Key = tuple[str, int, str]  # day, place of the session in it, point


def roster_told(phone: Phone, draw: Callable[[], None]) -> list[ft.Control]:
    """One card for all that was published since I last read one; nothing when that changes nothing to come."""
    rows, kept = _unread(phone)
    lines = [_line(phone, kind, keys) for kind, keys in _together(rows, phone.today.isoformat()).items() if keys]
    if not lines:
        return []

    async def read() -> None:
        await phone.book.remember(_mark(phone), [*kept, *(row["id"] for row in rows)])
        draw()

    return [
        notice("calm", say("roster_told.title"), *lines, live=True, more=quiet_button(say("today.understood"), read))
    ]


def _unread(phone: Phone) -> tuple[list[dict[str, Any]], list[str]]:
    """My notices of the roster in the order they were published, and the ids of those I have read."""
    me = (phone.me or {}).get("id")
    told = [row for row in phone.book.rows("notice") if row.get("about") == "roster" and row.get("member") == me]
    read = [row["id"] for row in told if row["id"] in phone.book.recall(_mark(phone), [])]
    return sorted((row for row in told if row["id"] not in read), key=lambda row: row["rev"]), read


def _mark(phone: Phone) -> str:
    return f"roster_read:{(phone.me or {}).get('id', '')}"


def _together(rows: list[dict[str, Any]], today: str) -> dict[str, set[Key]]:
    """The shifts to come by `more`, `less`, `others`; what one publication gave and a later one took is neither."""
    found: dict[str, set[Key]] = {"more": set(), "less": set(), "others": set()}
    for row in rows:
        for kind, against in (("more", "less"), ("less", "more")):
            for key in _keys(row, kind, today):
                found["others"].discard(key)
                if key in found[against]:
                    found[against].remove(key)
                else:
                    found[kind].add(key)
        found["others"] |= {key for key in _keys(row, "others", today) if key not in found["more"]}
    return found


def _keys(row: dict[str, Any], kind: str, today: str) -> list[Key]:
    return [(s["day"], SESSIONS.index(s["session"]), s["point"]) for s in row[kind] if s["day"] >= today]


def _line(phone: Phone, kind: str, keys: set[Key]) -> str:
    named, count = [_shift(phone, key) for key in sorted(keys)], len(keys)
    more = [say("roster_told.and_more", count=count - SHOWN)] if count > SHOWN else []
    return say(f"roster_told.{kind}", count=count, shifts="; ".join([*named[:SHOWN], *more]))


def _shift(phone: Phone, key: Key) -> str:
    day, session, point = key
    several = len(phone.commune.get("points", [])) > 1
    where = [phone.point_name(point)] if several else []
    return ", ".join([relative_day(parse_day(day), phone.today), session_name(SESSIONS[session]).lower(), *where])
