"""A small commune under faults: real journals on real disks, a real server on a real SQLite file, and a bad network.

Nothing here is random: what happens is told from outside, so that a run can be told again step by step.
"""

import asyncio
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock

import sqlalchemy as sa
from tinydb import where

from phone import journal_file
from phone.book import Book
from phone.browser_disk import FolderDisk
from phone.clock import PhoneClock
from phone.http import Answer, Unreachable
from phone.journal_file import StoreError
from phone.model import Phone
from shiftbook.moments import VN
from shiftbook.sealed import from_text, to_text
from sync_server import copies
from tests.crash.disks import FullDisk, Gone, StoppingDisk
from tests.server.stand import MONDAY, Stand

FAULTS = ("request lost", "reply lost", "twice", "late", "cut", "busy", "refused", "nonsense", "drip")
PROCEDURE = "1.001193"
PIN, WRONG_PIN = "2580", "1379"


class PowerCut(Exception):
    """The server is no more."""


class Sim:
    """One phone: the app's own book, courier and clock; `saved` is what it has said to be on disk."""

    def __init__(self, world: "World", folder: Path) -> None:
        self.world, self.folder = world, folder
        self.skew_s = 0.0
        self.saved: dict[str, dict[str, Any]] = {}
        self.fault: str | None = None
        self.unwelcome: set[str] = set()
        self.mistaken: set[str] = set()
        self.tokens: set[str] = set()
        self.seen: dict[tuple[str, str], Any] = {}
        self.cursor: str | None = None
        self.open()

    def open(self) -> None:
        """Start the app, also after it died."""
        begun = self.world.now_s
        self.book = self.world.run(Book.open(FolderDisk(str(self.folder))))
        clock = PhoneClock(lambda: self.world.now_s + self.skew_s, lambda: self.world.now_s - begun)
        self.app = Phone(self.book, self.post, clock, "http://testserver", pin_rounds=1)

    async def post(self, path: str, body: dict[str, Any] | None, token: str | None) -> Answer:
        """Send one request through the bad network; a fault strikes once, what is unwelcome never gets through."""
        if self.unwelcome & {fact["id"] for fact in (body or {}).get("facts", [])}:
            return Answer(422, {"code": "malformed"})
        fault, self.fault = self.fault, None
        if fault == "request lost":
            raise Unreachable
        if fault == "late":
            self.world.held.append((path, body, token))
            raise Unreachable
        if fault == "busy":
            return Answer(503, {"code": "busy"}, 30.0)
        if fault == "refused":
            return Answer(400, {"code": "malformed"})
        if fault == "nonsense":
            return Answer(502, {})
        if fault == "cut":
            return self.world.post(path, body, token, cut=True)
        answer = self.world.post(path, body, token)
        if fault == "twice":
            answer = self.world.post(path, body, token)
        if fault == "drip":  # the reply comes so slowly that the phone has given up
            self.world.pass_time(2)
        if fault in ("reply lost", "drip"):
            raise Unreachable
        return answer

    @property
    def device(self) -> str | None:
        """The id the office knows this phone by now."""
        return self.book.device


class World:
    """The server, its phones, and one true time."""

    def __init__(self, stand: Stand, folder: Path) -> None:
        self.stand, self.folder = stand, folder
        self.loop = asyncio.new_event_loop()
        self.now_s = datetime.fromisoformat(MONDAY).timestamp()
        self.phones: list[Sim] = []
        self.held: list[tuple[str, dict[str, Any] | None, str | None]] = []
        self.backups = 0
        self.bundles: list[str] = []
        self.power_cut = False
        self.pass_time(0)

    def close(self) -> None:
        """End the loop."""
        self.loop.close()

    def run(self, job: Any) -> Any:
        """Do something a phone does."""
        return self.loop.run_until_complete(job)

    def post(self, path: str, body: dict[str, Any] | None, token: str | None, *, cut: bool = False) -> Answer:
        """What the server answers."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if cut:
            whole = self.stand.client.post(path, json=body, headers=headers).request.content
            answer = self.stand.client.post(path, content=whole[: len(whole) // 2], headers=headers)
        else:
            answer = self.stand.client.request("GET" if body is None else "POST", path, json=body, headers=headers)
        if answer.status_code == 500 and self.power_cut:
            raise Unreachable
        assert answer.status_code != 500, f"the server stumbled: {path}"
        return Answer(answer.status_code, answer.json())

    # What may happen

    def pass_time(self, minutes: float) -> None:
        """True time goes on; it never goes back."""
        self.now_s += minutes * 60
        self.stand.clock.instant = datetime.fromtimestamp(self.now_s, VN)

    def add_phone(self, place: int) -> Sim:
        """A new phone for a member of the team."""
        sim = Sim(self, self.folder / f"phone{len(self.phones)}")
        self.phones.append(sim)
        self.enrol(sim, place)
        return sim

    def enrol(self, sim: Sim, place: int) -> str | None:
        """A member joins on a phone, or joins again; the sentence when it did not work."""
        return self._living(sim, lambda: self.run(sim.app.enrol(self.stand.invite(place))))

    def hand_over(self, sim: Sim, member: str, *, wrong: bool = False) -> None:
        """Somebody takes the phone over with a PIN, the first time by choosing it; nothing but that may happen."""
        before, unsent, asked = sim.app.me, sim.book.count_unsent(), sim.app.pins.has(member)
        refused = self._living(sim, lambda: self.run(sim.app.switch(member, WRONG_PIN if wrong else PIN)))
        assert sim.app.me == (before if refused else next(m for m in sim.app.members if m["id"] == member)), (
            "handed to somebody else"
        )
        assert not (wrong and asked and refused == ""), "a wrong PIN opened"
        assert sim.book.count_unsent() == unsent, "a switch has touched the queue"

    def record(self, sim: Sim, kind: str, data: dict[str, Any]) -> str | None:
        """A tap; the fact's id once the phone has said that it is saved."""

        def tap() -> str:
            fact = self.run(sim.app.record(kind, data))
            sim.saved[fact["id"]] = fact
            return str(fact["id"])

        return self._living(sim, tap) if sim.app.me else None

    def check_in(self, sim: Sim, session: str, code: str | None) -> str | None:
        """Vào ca, on the day the phone believes it is."""
        told = {"point": self.stand.point, "day": sim.app.now().date().isoformat(), "session": session}
        return self.record(sim, "checked_in", {**told, "desk_code": code, "facilities": {}})

    def assist(self, sim: Sim, requested: bool) -> str | None:
        """A form written for somebody."""
        told = {"point": self.stand.point, "procedure": PROCEDURE, "rules_version": "2026-11", "mode": "handwritten"}
        more = {"applicant": "person", "requested": requested, "reviewed": "read", "signed": "signature"}
        return self.record(sim, "assisted", {**told, **more, "outcome": "ready", "missing": []})

    def amend(self, sim: Sim, target: str, again: dict[str, Any] | None) -> str | None:
        """Take a fact back, or tell it again."""
        if again is None:
            return self.record(sim, "voided", {"target": target, "reason": "ghi nhầm"})
        return self.record(sim, "corrected", {"target": target, "reason": "ghi nhầm", "data": again})

    def settle_by_mistake(self, sim: Sim) -> None:
        """A fault of the phone: it takes a fact for settled that it never sent; of one fact it believes so once."""
        fact = sim.book.oldest_unsent()
        if fact is not None and "device" not in fact and fact["id"] not in sim.mistaken:
            sim.mistaken.add(fact["id"])
            sim.book._facts.update({"stage": "settled", "status": "stored"}, where("id") == fact["id"])

    def exchange(self, sim: Sim, fault: str | None = None) -> None:
        """One exchange, with a fault that strikes its first request."""
        sim.fault = fault
        self._living(sim, lambda: self.run(sim.app.courier.once()))
        sim.fault = None

    def server_dies(self, sim: Sim, steps: int) -> None:
        """The server's process dies before its n-th statement of an exchange, and is started again."""
        left, engine = iter(range(steps)), self.stand.database.engine

        def step(*_: Any) -> None:
            if next(left, None) is None:
                raise PowerCut

        sa.event.listen(engine, "before_cursor_execute", step)
        self.power_cut = True
        self.exchange(sim)
        self.power_cut = False
        sa.event.remove(engine, "before_cursor_execute", step)
        self.stand.database._memory.clear()

    def deliver(self) -> None:
        """Requests that were held up on the way arrive after all, the last first."""
        while self.held:
            self.post(*self.held.pop())

    def seal(self, sim: Sim) -> None:
        """A phone's unsent facts go to a carrier."""
        if sim.book.count_unsent():
            self.bundles.append(self.run(sim.app.bundle.text()))

    def hand_in(self, bundle: str, *, spoilt: bool = False) -> None:
        """A carrier brings a bundle, perhaps one it tried to change."""
        self.stand.site.limiter.storage.reset()
        found = from_text(bundle)
        text = to_text(found._replace(body=found.body[:-1] + bytes([found.body[-1] ^ 1]))) if spoilt else bundle
        answer = self.post("/api/v1/hand-in", {"sealed": text}, None)
        assert answer.status == 422 if spoilt else answer.status in (200, 409), answer

    def dying(self, sim: Sim, steps: int, act: Callable[[], Any]) -> None:
        """The phone's process dies at its n-th step on the disk during an act, and is started again."""
        with mock.patch.object(journal_file, "os", StoppingDisk(steps)):
            act()

    def full_disk(self, sim: Sim, room: int, act: Callable[[], Any]) -> None:
        """The phone's disk takes so many bytes more during an act."""
        with mock.patch.object(journal_file, "os", FullDisk(room, 28)):
            act()

    def _living(self, sim: Sim, act: Callable[[], Any]) -> Any:
        """An act of a phone, which may die of it or say that it could not save."""
        try:
            return act()
        except StoreError:
            return None
        except Gone:
            with mock.patch.object(journal_file, "os", os):
                sim.open()
            return None

    def backup(self) -> None:
        """A copy of the server's database."""
        copies.backup(self.stand.site.settings, self.folder / f"backup{self.backups}.db")
        self.backups += 1

    def restore(self, number: int) -> None:
        """Put an older copy in the database's place."""
        copies.restore(self.stand.site.settings, self.folder / f"backup{number}.db")
        self.stand.tokens.clear()  # a script's token made since is gone as well

    def read_on(self, sim: Sim) -> None:
        """A second reader with this phone's token reads on from its own cursor, and must never see a step back."""
        enrolment = sim.book.enrolment()
        if enrolment is None:
            return
        more = True
        while more:
            body = {"cursor": sim.cursor, "limit": 50, "unsent": sim.book.count_unsent(), "facts": []}
            answer = self.post("/api/v1/sync", body, enrolment["token"])
            if answer.status != 200:
                return
            revs = [change["rev"] for change in answer.body["changes"]]
            assert revs == sorted(set(revs)), "changes out of order"
            sim.seen.update({(c["kind"], c["id"]): c for c in answer.body["changes"]})
            sim.cursor, more = answer.body["cursor"], answer.body["more"]

    def epoch(self) -> str:
        """The life of the server's database now."""
        with self.stand.database.reader() as connection:
            return str(connection.exec_driver_sql("SELECT epoch FROM feed_head").scalar_one())
