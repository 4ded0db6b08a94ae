"""Everything the screens show and do, between the book of this phone and the rules of the book."""

import functools
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from phone import http, joining, mine, records, shifts
from phone.book import Book
from phone.clock import PhoneClock
from phone.http import Post
from phone.joining import Move
from phone.mine import MyDay, MyMonth, Trouble, Waiting
from phone.pins import ROUNDS, Pins
from phone.records import taken_back
from phone.seal import Bundle
from phone.shifts import Duty, Shift
from phone.strings import VIETNAMESE, speak
from phone.sync import Courier, compare_clocks
from phone.turns import Turn, desk_code_lacks, turns
from phone.words import SyncLine, sync_line
from shiftbook import attendance, facts, legality
from shiftbook.legality import Procedure
from shiftbook.moments import format_instant, month_of


class Phone:
    """One phone: its book, its courier, and whoever of its members is using it now."""

    def __init__(self, book: Book, post: Post, clock: PhoneClock, base: str, *, pin_rounds: int = ROUNDS) -> None:
        self.book, self.clock, self.base = book, clock, base
        self.post = post
        # How to send posts elsewhere: only an app that was not installed from an office learns which by an invite.
        self.move: Move | None = None
        self.bundle = Bundle(book)
        self._ears: list[Callable[[], None]] = []
        self.pins = Pins(book, clock, pin_rounds)
        self.courier = Courier(book, post, clock, self._told)
        clock.remembered(book.recall("clock"))
        speak(book.recall("language", VIETNAMESE))

    def start(self) -> None:
        """Begin to send in the background."""
        http.when_online(self.courier.wake)
        self.courier.start()

    def listen(self, heard: Callable[[], None]) -> Callable[[], None]:
        """Be called after every change; answers how to stop."""
        self._ears.append(heard)
        return lambda: self._ears.remove(heard) if heard in self._ears else None

    async def speak(self, language: str) -> None:
        """Every screen in this language, at once and from now on."""
        await self.book.remember("language", language)
        speak(language)
        self._told()

    def _told(self) -> None:
        for heard in list(self._ears):
            heard()

    # Who and when

    def now(self) -> datetime:
        """The phone's wall clock at +07:00."""
        return self.clock.now()

    @property
    def today(self) -> date:
        """The day by the office's time as well as this phone knows it."""
        return self.clock.office_now().date()

    @property
    def members(self) -> list[dict[str, Any]]:
        """Everybody enrolled on this phone."""
        return self.book.members()

    @property
    def me(self) -> dict[str, Any] | None:
        """Whoever uses the phone now."""
        members = self.members
        active = self.book.recall("active")
        return next((m for m in members if m["id"] == active), members[-1] if members else None)

    async def switch(self, member: str, pin: str) -> str:
        """A member takes the phone with their PIN, or chooses it now; a sentence if not. No facts are touched."""
        pins = self.pins
        refused = await (pins.entered(member, pin) if pins.has(member) else pins.choose(member, pin))
        if not refused:
            await self.book.remember("active", member)
            self._told()
        return refused

    async def change_pin(self, old: str, new: str) -> str:
        """My PIN from now on; the sentence when the old one is wrong or the new one unfit."""
        refused = await self.pins.entered(self._my_id(), old) if self.pins.has(self._my_id()) else ""
        return refused or await self.pins.choose(self._my_id(), new)

    @property
    def commune(self) -> dict[str, Any]:
        """What the office tells of the commune: the newest of enrolment and exchange."""
        rows = self.book.rows("commune")
        return rows[0] if rows else (self.book.enrolment() or {}).get("commune", {})

    @property
    def point(self) -> str:
        """The point to work at: that of the shift now, else the commune's first in use."""
        shift = self.shift_now()
        return shift.point if shift else shifts.first_point(self.commune, self.today)

    def point_name(self, point: str) -> str:
        """A point's name, its id when unknown."""
        return next((p["name"] for p in self.commune.get("points", []) if p["id"] == point), point)

    async def enrol(self, text: str) -> str | None:
        """Join with an invite's code or link; None when done, else the sentence to show. Facts here are kept."""
        invite, asked = joining.read(text), self.clock.asked()
        if self.move and not self.me and invite.office:
            self.base = invite.office
            self.move(invite.office)
        wrong = joining.misled(invite, self.base)
        told = wrong or await joining.asked(self.post, self.book, self.base, invite.code)
        if isinstance(told, str):
            return told
        await self.pins.forget(told["member"]["id"])
        await self.book.set_enrolment(
            server=self.base, device=told["device"], token=told["token"], member=told["member"],
            commune=told["commune"], epoch=told["epoch"], carry_key=str(told.get("carry_key") or ""),
        )  # fmt: skip
        await self.book.remember("active", told["member"]["id"])
        await compare_clocks(self.book, self.clock, told["server_time"], asked)
        self.courier.wake()
        self._told()
        return None

    # Recording

    async def record(self, kind: str, data: dict[str, Any]) -> dict[str, Any]:
        """Check a fact by the book, put it on disk, then say so; the network is never on this way."""
        me = self.me
        assert me is not None
        facts.content(kind, data)
        fact = await self.book.write(kind, me["id"], at=format_instant(self.now()), clock=self.clock.stamp(), data=data)
        self.courier.wake()
        self._told()
        return fact

    async def send_now(self) -> None:
        """One exchange at the volunteer's wish."""
        await self.courier.once()

    # Shifts

    def duties(self) -> list[Duty]:
        """My shifts, by day and session."""
        return shifts.duties(self.book.rows("duty"), self._my_id())

    def hours_on(self, day: date) -> Mapping[str, tuple[str, str]]:
        """The begin and end of a day's sessions, empty before the office has told them."""
        return shifts.hours(self.commune).on(day)

    def shift_now(self) -> Shift | None:
        """The shift to check in to now, or the next one of today."""
        hours = shifts.hours(self.commune)
        return shifts.now(self.duties(), self.commune, self.clock.office_now(), hours) if hours else None

    def warnings(self, shift: Shift, desk_code: str | None) -> list[str]:
        """The evidence codes a check-in made now would carry, as far as a phone can tell (it cannot check the code)."""
        codes = shifts.warnings(shift, self.clock.office_now(), self.book.rows("calendar"))
        told = self.clock.stamp()
        clock = facts.Clock(**told) if told else None
        extra = {attendance.clock_code(clock), None if desk_code else "desk_code_missing"}
        return [*codes, *sorted(code for code in extra if code)]

    def open_turn(self) -> Turn | None:
        """My shift of today that I have not left."""
        return next((turn for turn in reversed(self._turns()) if turn.left is None), None)

    def last_turn(self) -> Turn | None:
        """My newest shift of today, left or not."""
        return next(reversed(self._turns()), None)

    def desk_code_again(self, turn: Turn) -> bool:
        """Whether sending the desk code again can better the day: it is what is lacking, and nothing else stands in
        the way now."""
        day = date.fromisoformat(turn.shift[0])
        return self._can_better(turn, self._month(month_of(day)).on(day))

    def _can_better(self, turn: Turn, told: MyDay | None) -> bool:
        shift = shifts.again(turn.first["data"], self.duties(), shifts.hours(self.commune))
        if shift is None or shifts.warnings(shift, self.clock.office_now(), self.book.rows("calendar")):
            return False
        return desk_code_lacks(turn, told)

    def _turns(self) -> list[Turn]:
        kinds = ("checked_in", "checked_out", "voided")
        return turns(sorted((f for kind in kinds for f in self._own(kind, self.today)), key=lambda f: f["at"]))

    def _own(self, kind: str, day: date | None = None) -> list[dict[str, Any]]:
        wanted = day.isoformat() if day else None
        found = (f for f in self.my_facts() if f["kind"] == kind and wanted in (None, f["day"]))
        return sorted(found, key=lambda f: f["at"])

    def my_facts(self) -> list[dict[str, Any]]:
        """My facts, and after them what a leader corrected or took back of mine, as phone.records.told has it."""
        names = {m["id"]: m["name"] for row in self.book.rows("team") for m in row["members"]}
        told = records.told(self.book.rows("amendment"), self._my_id(), names)
        return [*self.book.facts(self._my_id()), *told]

    def _my_id(self) -> str:
        return str((self.me or {}).get("id", ""))

    # Procedures

    def procedures(self) -> list[Procedure]:
        """The procedures in force today."""
        versions: dict[str, list[Procedure]] = {}
        for row in self.book.rows("procedure"):
            versions.setdefault(row["id"], []).append(legality.from_json(row))
        held = (legality.in_force(v, self.today) for v in versions.values())
        return sorted((p for p in held if p), key=lambda p: (p.field, p.name))

    # Ballots

    def address_on_show(self) -> str | None:
        """The address in the QR code now: the same until the next is asked for, also after a restart."""
        point, day, _ = self._slip_place()
        kept = self.book.slip_on_show(point, day, self._my_id())
        if kept is None:
            return None
        return f"{self._public}/r/{kept['code']}" if kept["code"] else self.poster_url()

    async def next_slip(self) -> None:
        """Put a slip on show that never was, the poster's address when none is left; only this is an offer made."""
        code = await self.book.take_slip(*self._slip_place(), self._my_id())
        await self.record("ballot_offered", {"point": self.point, "channel": "slip" if code else "poster"})

    def slips_left(self) -> int:
        """How many slips of this session were not shown yet."""
        return self.book.slips_left(*self._slip_place())

    def poster_url(self) -> str:
        """The address on the counter's poster."""
        code = next(p["poster_code"] for p in self.commune["points"] if p["id"] == self.point)
        return f"{self._public}/q/{code}"

    @property
    def _public(self) -> str:
        told = (self.book.enrolment() or {}).get("commune", {})
        return str(told.get("public_url") or self.base)

    def _slip_place(self) -> tuple[str, str, str]:
        session = shifts.nearest_session(self.clock.office_now(), shifts.hours(self.commune))
        return self.point, self.today.isoformat(), session

    # What is mine

    def month(self, month: str) -> MyMonth:
        """My month as the office sees it, with what this phone has not sent yet."""
        found, turn = self._month(month), self.open_turn()
        day = date.fromisoformat(turn.shift[0]) if turn else None
        if turn and day and self._can_better(turn, found.on(day)):
            return found.with_again(day)
        return found

    def _month(self, month: str) -> MyMonth:
        row = self.book.row("allowance", f"{month}.{self._my_id()}")
        me = (self.me or {}, self.book.row("member", self._my_id()))
        return mine.month(month, me, row=row, check_ins=self._check_ins(month), commune=self.commune)

    def _check_ins(self, month: str) -> list[dict[str, Any]]:
        gone = taken_back(self.my_facts())
        own = (f for f in self._own("checked_in") if f["id"] not in gone)
        return [f for f in own if str(f["data"].get("day", ""))[:7] == month]

    def troubles(self) -> list[Trouble]:
        """My facts that the office could not take as they stand, and before them those a leader took back."""
        month = functools.cache(self.month)
        facts, names = self.my_facts(), self._procedure_names()
        gone = taken_back(facts)
        found = [f for f in self.book.troubles(self._my_id()) if f["id"] not in gone]

        def on(day: date) -> MyDay | None:
            return month(month_of(day)).on(day)

        return [*records.troubles(facts, names, on), *mine.troubles(found, names, on)]

    def waiting(self) -> list[Waiting]:
        """Everybody's facts that are still on this phone alone."""
        return mine.waiting(self.book.unsent(self.book.count_unsent()), self._procedure_names(), self.members)

    def _procedure_names(self) -> dict[str, str]:
        return {p.id: p.name for p in self.procedures()}

    def sync_line(self) -> SyncLine:
        """The truth about what the office has, from its receipts only."""
        return sync_line(self.book, self.courier)
