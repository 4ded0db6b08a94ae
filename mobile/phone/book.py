"""The phone's book: every fact made here, what the office said of it, and what the office lets this phone see."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Collection
from datetime import datetime
from typing import Any

from tinydb import where
from tinydb.table import Document

from phone.book_reply import (
    CONTENT,
    OFFERED_AGAIN_DAYS,
    Reply,
    State,
    days_before,
    fact_table,
    office_rows,
    vietnam_day,
)
from phone.browser_disk import BrowserDisk, FolderDisk, open_disk
from phone.ids import Ids
from phone.journal import JournalDB, JournalStorage, Recovery
from phone.journal_file import StoreError, store_error

SLIP_TAKEN_DAYS = 7


class StoreBusy(StoreError):
    """Another tab has the book open."""

    code = "store_busy"


class Book:
    """A fact is `unsent` until a verdict of the office settles it; facts made on other phones are `foreign`."""

    def __init__(self, disk: FolderDisk | BrowserDisk, db: JournalDB) -> None:
        self.disk = disk
        self._db = db
        self._storage: JournalStorage = db.storage  # type: ignore[assignment]
        self._facts = fact_table(db)
        self._state = State(db)
        self._reply = Reply(db, self._state)
        self._shown = db.table("shown")
        self._ids = Ids()
        self._turn = asyncio.Lock()
        self._on_its_way: set[str] = set()

    @classmethod
    async def open(cls, disk: FolderDisk | BrowserDisk | None = None) -> "Book":
        """The book on this device. StoreBusy while another tab has it: await `disk.wait_for_turn()` and open again."""
        disk = disk or await open_disk()
        if disk.another_tab_open:
            raise StoreBusy
        book = cls(disk, JournalDB(os.path.join(disk.folder, "book.jnl")))
        await disk.flush()
        return book

    def close(self) -> None:
        self._db.close()

    @property
    def recovery(self) -> Recovery:
        """What opening had to leave out; its `sentence` is empty when nothing."""
        return self._storage.recovery

    # Facts

    async def write(self, kind: str, member: str, *, at: str, clock: dict | None, data: dict) -> dict[str, Any]:
        """A new fact as it will be sent. On disk when this returns; StoreError with a sentence when it is not."""
        device = self.device
        if device is None:
            raise RuntimeError("a fact needs an enrolled device")
        moment = datetime.fromisoformat(at)
        async with self._saving():
            fact = {
                "id": self._ids.make(int(moment.timestamp() * 1000)),
                "seq": self._state.recall(f"seq:{device}", 0) + 1,
                "kind": kind,
                "member": member,
                "at": at,
                "clock": clock,
                "data": data,
            }
            kept = {"device": device, "day": vietnam_day(at, clock), "stage": "unsent", "status": None}
            self._facts.insert({**fact, **kept})
            self._state.keep(f"seq:{device}", fact["seq"])
            self._on_its_way.add(fact["id"])
        return fact

    def unsent(self, limit: int = 500) -> list[dict[str, Any]]:
        """Facts to offer, in the order made; `device` is there when a former enrolment of this phone made them."""
        return [self._as_sent(fact) for fact in self._waiting()[:limit]]

    def waits(self, fact_id: str) -> bool:
        """Whether a fact still has to be offered."""
        return self._facts.contains((where("id") == fact_id) & (where("stage") == "unsent"))

    def oldest_unsent(self) -> dict[str, Any] | None:
        return next(iter(self.unsent(1)), None)

    def count_all(self) -> int:
        """Facts ever made on this phone."""
        return sum(self._state.all("seq:"))

    def count_acknowledged(self) -> int:
        """Of those, the ones the office has said it holds, purged ones among them."""
        return self._facts.tally("stage", "settled") + self._state.recall("acknowledged_and_gone", 0)

    def count_unsent(self) -> int:
        return self._facts.tally("stage", "unsent")

    def fact(self, fact_id: str) -> dict[str, Any] | None:
        return self._facts.get(where("id") == fact_id)

    def facts(self, member: str | None = None, month: str | None = None) -> list[dict[str, Any]]:
        """Facts with `stage`, `status`, `code`, `message`; of one member and one month (YYYY-MM) when given."""

        found = self._facts.all() if member is None else self._facts.search(where("member") == member)
        return [fact for fact in found if month is None or fact["day"][:7] == month]

    def troubles(self, member: str) -> list[Document]:
        """The member's facts that the office refused or could not read, oldest first."""
        refused = self._facts.search(where("status") == "refused")
        unread = self._facts.search(where("status") == "quarantined")
        found = [fact for fact in (*refused, *unread) if fact["member"] == member]
        return sorted(found, key=lambda fact: fact.doc_id)

    async def purge(self, today: str) -> int:
        """Drop acknowledged facts from before the previous month and before the days a new epoch asks for again."""
        previous_month = days_before(today, int(today[8:]))[:8] + "01"
        cut = min(previous_month, days_before(today, OFFERED_AGAIN_DAYS))
        async with self._saving():
            # What no verdict settled is kept from now on as if one had: the day that it tells may be years ago.
            undated = [f.doc_id for f in self._facts if f["stage"] == "settled" and "settled_on" not in f]
            self._facts.update({"settled_on": today}, doc_ids=undated)
            old = [f for f in self._facts if max(f["day"], f.get("settled_on", "")) < cut and f["stage"] != "unsent"]
            self._facts.remove(doc_ids=[fact.doc_id for fact in old])
            self._reply.count_gone(sum(fact["stage"] == "settled" for fact in old))
            self._purge_rows("duty", cut)
            self._purge_rows("swap", cut)
            self._purge_rows("notice", cut)
            self._purge_rows("ballot_slips", days_before(today, SLIP_TAKEN_DAYS))
            self._shown.remove(where("day") < days_before(today, SLIP_TAKEN_DAYS))
        return len(old)

    # The office

    async def settle(
        self,
        *,
        verdicts: Collection[dict] = (),
        receipt: dict | None = None,
        receipts: Collection[dict] = (),
        changes: Collection[dict] = (),
        cursor: str | None = None,
        epoch: str | None = None,
        more: bool = False,
        today: str = "",
    ) -> None:
        """Take in one reply of the office, all of it or none. `epoch` None (a 401 has none) leaves the cursor.

        `receipts` are of all devices a request named, `receipt` the first of them. `today` is the office's day:
        verdicts are kept for a while from then on, whatever day a fact itself tells.
        """
        async with self._saving():
            if epoch is not None:
                self._reply.meet_epoch(epoch)
                self._state.keep("cursor", cursor)
            for verdict in verdicts:
                self._reply.take_verdict(verdict, today)
            for change in changes:
                self._reply.take_change(change)
            told = {verdict["id"] for verdict in verdicts}
            for each in receipts or ([receipt] if receipt else ()):
                self._reply.take_receipt(each, self.device, told)
            if epoch is not None and not more:
                self._reply.sweep()

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """What the office lets this phone see of one kind, each with its `id`."""
        return [{"id": row["id"], **row["data"]} for row in office_rows(self._db, kind)]

    def row(self, kind: str, row_id: str) -> dict[str, Any] | None:
        row = office_rows(self._db, kind).get(where("id") == row_id)
        return row and {"id": row["id"], **row["data"]}

    async def take_slip(self, point: str, day: str, session: str, member: str) -> str | None:
        """A slip nobody ever showed, on disk as shown and as the member's; None, the poster's, when none is left."""
        async with self._saving():
            code = next(iter(self._unshown(point, day, session)), None)
            if code is not None:
                self._shown.insert({"id": code, "day": day})
            self._state.keep(f"slip_on_show:{member}", {"point": point, "day": day, "code": code})
        return code

    def slip_on_show(self, point: str, day: str, member: str) -> dict[str, Any] | None:
        """The member's last slip, if taken here and today; its `code` is None when there was none left."""
        kept = self._state.recall(f"slip_on_show:{member}")
        return kept if kept and (kept["point"], kept["day"]) == (point, day) else None

    def slips_left(self, point: str, day: str, session: str) -> int:
        return len(self._unshown(point, day, session))

    # Enrolment and what else is remembered

    async def set_enrolment(
        self, *, server: str, device: str, token: str, member: Any, commune: dict, epoch: str, carry_key: str = ""
    ) -> None:
        """Enrol, enrol again or add a member; facts stay, and what the office shows is asked for from the beginning."""
        member = member if isinstance(member, dict) else {"id": member}
        async with self._saving():
            self._reply.meet_epoch(epoch)
            others = [known for known in self.members() if known["id"] != member["id"]]
            self._state.keep("members", [*others, {**member, "on": device}])
            told = {"server": server, "device": device, "token": token, "commune": commune, "carry_key": carry_key}
            self._state.keep("enrolment", told)
            self._state.keep(f"token:{server}", token)
            self._state.keep("cursor", None)

    def enrolment(self) -> dict[str, Any] | None:
        """`server`, `device`, `token`, `commune`, `carry_key`; None on a phone that was never enrolled."""
        return self._state.recall("enrolment")

    def members(self) -> list[dict[str, Any]]:
        """Everybody who ever joined here; `on` is the device that the office enrolled them on last."""
        return self._state.recall("members", [])

    def token(self, server: str) -> str | None:
        return self._state.recall(f"token:{server}")

    @property
    def device(self) -> str | None:
        return (self.enrolment() or {}).get("device")

    @property
    def epoch(self) -> str | None:
        return self._state.recall("epoch")

    @property
    def cursor(self) -> str | None:
        return self._state.recall("cursor")

    def receipt(self) -> dict[str, Any] | None:
        """The office's last receipt for this device."""
        return self._state.recall(f"receipt:{self.device}")

    async def remember(self, key: str, value: Any) -> None:
        """A small thing of the app's own, such as the measured clock."""
        async with self._saving():
            self._state.keep(f"app:{key}", value)

    def recall(self, key: str, absent: Any = None) -> Any:
        return self._state.recall(f"app:{key}", absent)

    # Inside

    @contextlib.asynccontextmanager
    async def _saving(self) -> AsyncIterator[None]:
        """One line in the journal, flushed; what the browser would not keep is taken back, so it was never there."""
        async with self._turn:
            try:
                with self._storage.together():
                    yield
                await self.disk.flush()
            except OSError as error:
                self._storage.undo()
                raise store_error(error) from error
            finally:
                self._on_its_way.clear()

    def _waiting(self) -> list[Document]:
        return [fact for fact in self._facts.search(where("stage") == "unsent") if fact["id"] not in self._on_its_way]

    def _as_sent(self, fact: dict[str, Any]) -> dict[str, Any]:
        content = {key: fact[key] for key in CONTENT}
        return content if fact["device"] == self.device else {**content, "device": fact["device"]}

    def _unshown(self, point: str, day: str, session: str) -> list[str]:
        place = {"point": point, "day": day, "session": session}
        blocks = [row for row in self.rows("ballot_slips") if place.items() <= row.items()]
        return [code for block in blocks for code in block["slips"] if not self._shown.contains(where("id") == code)]

    def _purge_rows(self, kind: str, cut: str) -> None:
        rows = office_rows(self._db, kind)
        rows.remove(doc_ids=[row.doc_id for row in rows if str(row["data"].get("day", cut)) < cut])
