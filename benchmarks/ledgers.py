"""Ledgers to measure over: communes whose facts came through the real exchange, and copies of one by the thousand."""

import random
import sqlite3
import uuid
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from shiftbook.moments import VN, month_days
from shiftbook.roster import SESSIONS
from sync_server import acts, demo, enrolment, installation, setup
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.clock import Clock
from sync_server.database import Database, Tx
from sync_server.ledger import devices, exchange, receiving
from sync_server.security import DESK_STEP_S, Keys
from sync_server.settings import Settings

LONG_AGO = datetime(2024, 1, 1, tzinfo=VN)
OFFICE = acts.Actor("office", "office")
ORDINARY = ("checked_in", *["assisted", "ballot_offered"] * 7, "assisted", "assisted", "checked_out")
BRIEF = ("checked_in", "assisted", "ballot_offered", "assisted", "checked_out")
CLOCK = {"offset_ms": 0, "age_s": 60, "steady": True}
# What a copy of a commune has of its own; the rest (sign-in, feed, trail) no month is made of.
COPIED = ("commune", "feed_head", "point", "member", "device", "device_member", "duty", "calendar_exception",
          "procedure", "fact", "presence")  # fmt: skip
COPIES_IN_A_COMMIT = 100


def opened(folder: Path) -> tuple[Settings, Database, Keys]:
    """A new database in a folder."""
    return installation.opened(Settings(data_dir=folder))


class Town:
    """A commune with so many points and people, each with a phone, who serve in turn on every working day."""

    def __init__(self, database: Database, keys: Keys, points: int, people: int) -> None:
        self.database, self.keys, self.chance = database, keys, random.Random(1)
        self.seq: dict[str, int] = {}
        self.id = database.write(lambda tx: self._founded(tx, points, people))
        with database.reader() as connection:
            told = communes.read(connection, self.id)
            self.points, self.members, self.calendar = list(told.points), list(told.people), told.ground.calendar
            rows = connection.exec_driver_sql('SELECT id FROM procedure WHERE body LIKE \'%"rule": "allowed"%\'')
            self.procedures = sorted({row[0] for row in rows})
        self.phones = {member: database.write(partial(self._phone, member=member)) for member in self.members}

    def _founded(self, tx: Tx, points: int, people: int) -> int:
        made = setup.new_commune(tx, "xã Mẫu", setup.plan_config("xã Mẫu"), demonstration=False)
        for number in range(points):
            setup.add_point(tx, made, f"Điểm trực {number + 1}")
        for number in range(people):
            known = demo.PEOPLE[number % len(demo.PEOPLE)]
            setup.add_member(tx, made, setup.NewMember(f"{known.name} {number + 1}", known.group), number)
        setup.load_carried_data(tx, made)
        communes.settled(tx, made)
        return made

    def _phone(self, tx: Tx, member: str) -> str:
        clock = Clock()
        code = setup.invite(tx, self.id, member, keys=self.keys, real_now=clock.real())
        about = {"model": "bench", "os": "", "app_version": ""}
        moments = (LONG_AGO, clock.real())
        return str(enrolment.enrol(tx, code, about, bearer=None, keys=self.keys, moments=moments)["device"])

    def live(self, month: str, kinds: tuple[str, ...], on_a_shift: int = 2) -> None:
        """A month: its roster is published, everybody comes and does `kinds`, the phones send it on its last day."""
        sent: dict[str, list[dict[str, Any]]] = {member: [] for member in self.members}
        duties, turn = [], 0
        for day in filter(self.calendar.is_working, month_days(month)):
            for session in SESSIONS:
                for point in self.points:
                    names = [self.members[(turn + n) % len(self.members)] for n in range(on_a_shift)]
                    turn += on_a_shift
                    duties.append(((point, day, session), names))
                    for name in names:
                        sent[name] += self._shift(name, (point, day, session), kinds)
        self.database.write(lambda tx: setup.publish_all(tx, self.id, duties, LONG_AGO))
        now = datetime.combine(month_days(month)[-1], time(17), VN)
        for name, facts in sent.items():
            self.database.write(partial(self._sent, member=name, facts=facts, now=now))

    def _shift(self, member: str, duty: tuple[str, date, str], kinds: tuple[str, ...]) -> list[dict[str, Any]]:
        _, day, session = duty
        began, made, first = datetime.combine(day, time(8 if session == "morning" else 14, 0, 20), VN), [], ""
        for number, kind in enumerate(kinds):
            moment = began + timedelta(minutes=3 * number)
            stamp = (int(moment.timestamp()) * 1000 + number).to_bytes(6, "big")
            identity = str(uuid.UUID(bytes=stamp + b"\x70\x00\x80" + self.chance.randbytes(7)))
            first = first or identity
            self.seq[member] = self.seq.get(member, 0) + 1
            data = self._data(kind, duty, first, moment)
            made.append({"id": identity, "seq": self.seq[member], "kind": kind, "member": member, "clock": CLOCK,
                         "at": moment.isoformat(timespec="milliseconds"), "data": data})  # fmt: skip
        return made

    def _data(self, kind: str, duty: tuple[str, date, str], check_in: str, moment: datetime) -> dict[str, Any]:
        point, day, session = duty
        if kind == "checked_in":
            code = self.keys.desk_code(self.id, point, int(moment.timestamp()) // DESK_STEP_S)
            state = dict.fromkeys(("computer", "internet", "desk", "paper"), "ok")
            return {"point": point, "day": day.isoformat(), "session": session, "desk_code": code, "facilities": state}
        if kind == "checked_out":
            return {"check_in": check_in}
        if kind == "assisted":
            return {"point": point, "procedure": self.chance.choice(self.procedures), "rules_version": "2026-11",
                    "mode": "handwritten", "applicant": "person", "requested": True, "reviewed": "read_aloud",
                    "signed": "signature", "outcome": "ready", "missing": []}  # fmt: skip
        return {"point": point, "channel": "slip"}

    def _sent(self, tx: Tx, member: str, facts: list[dict[str, Any]], now: datetime) -> None:
        commune = communes.current(tx, self.id)
        items = [receiving.arrival(raw, self.keys) for raw in facts]
        _, work = exchange.push(tx, commune, [exchange.Request(self.phones[member], items, 0, now)], self.keys)
        devices.save(tx, self.id, work.devices.values())
        communes.settled(tx, self.id)

    def helps(self, day: date, now: datetime) -> None:
        """One more is helped on a morning, and the phone sends just that."""
        member, duty = self.members[0], (self.points[0], day, SESSIONS[0])
        facts = self._shift(member, duty, ("assisted",))
        self.database.write(partial(self._sent, member=member, facts=facts, now=now))

    def close(self, month: str) -> None:
        """The office closes a month on the first day after it."""
        now = datetime.combine(month_days(month)[-1] + timedelta(days=1), time(9), VN)
        self.database.write(lambda tx: acts.close(tx, self.id, month, "Đã đối chiếu", actor=OFFICE, now=now))


def copy(file: Path, source: int, numbers: range) -> None:
    """Copies of a commune under other numbers: every row and index as it would be, without judging each fact again."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("synchronous=OFF", "journal_mode=OFF", "cache_size=-400000"):
        connection.execute(f"PRAGMA {pragma}")
    for first in range(0, len(numbers), COPIES_IN_A_COMMIT):
        connection.execute("BEGIN IMMEDIATE")
        for number in numbers[first : first + COPIES_IN_A_COMMIT]:
            for name in COPIED:
                others = ", ".join(f'"{c.name}"' for c in t.metadata.tables[name].columns if c.name != "commune_id")
                wanted = f"INSERT INTO {name} (commune_id, {others}) SELECT ?, {others} FROM {name}"
                connection.execute(f"{wanted} WHERE commune_id = ?", (number, source))
        connection.execute("COMMIT")
    connection.close()
