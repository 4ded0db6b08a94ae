"""What the office answers, laid into the phone's tables: verdicts, receipts, epochs, and rows the phone may see."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from tinydb import where

from phone.journal import JournalDB
from phone.journal_table import JournalTable
from shiftbook.moments import local_day, parse_instant, shifted

CONTENT = ("id", "seq", "kind", "member", "at", "clock", "data")
OFFERED_AGAIN_DAYS = 60
_OFFICE = "office:"
_STATUSES = ("stored", "refused", "quarantined")
_VERDICT = ("status", "code", "message", "rev")


def vietnam_day(at: str, clock: dict[str, Any] | None) -> str:
    """The calendar day in Việt Nam of a fact's time, put right by what its phone knew of its clock."""
    return local_day(shifted(parse_instant(at), (clock or {}).get("offset_ms", 0))).isoformat()


def office_rows(db: JournalDB, kind: str) -> JournalTable:
    """The table of what the office sends of one kind: `id`, `rev`, `epoch`, `data`."""
    return db.table(_OFFICE + kind)  # type: ignore[return-value]


def fact_table(db: JournalDB) -> JournalTable:
    return db.table("facts", indexed=("id", "stage", "status", "member"))  # type: ignore[return-value]


class State:
    """Single values by name."""

    def __init__(self, db: JournalDB) -> None:
        self._table = db.table("state")

    def keep(self, key: str, value: Any) -> None:
        self._table.upsert({"id": key, "value": value}, where("id") == key)

    def recall(self, key: str, absent: Any = None) -> Any:
        known = self._table.get(where("id") == key)
        return absent if known is None else known["value"]

    def all(self, prefix: str) -> list[Any]:
        return [kept["value"] for kept in self._table if kept["id"].startswith(prefix)]


class Reply:
    """Takes a reply in, piece by piece; the caller puts all pieces in one write."""

    def __init__(self, db: JournalDB, state: State) -> None:
        self._db = db
        self._state = state
        self._facts = fact_table(db)

    def meet_epoch(self, epoch: str) -> None:
        """After a restore the office may have lost what it once acknowledged: all that is kept here is offered again.

        Protocol §3 asks for 60 days, which purging always keeps. What days those are only a right clock could say.
        """
        known = self._state.recall("epoch")
        if known == epoch:
            return
        if known is not None:
            again = [fact.doc_id for fact in self._facts.search(where("stage") == "settled")]
            self._facts.update({"stage": "unsent"}, doc_ids=again)
            self._state.keep("sweep", True)
        self._state.keep("epoch", epoch)

    def take_verdict(self, verdict: dict[str, Any], today: str) -> None:
        fact = self._facts.get(where("id") == verdict["id"])
        if fact is None:
            return
        news = {"code": None, "message": None, "rev": None, **_told(verdict)}
        if verdict["status"] == "duplicate":
            # A duplicate repeats the earlier code but not the earlier status; what is known here already is newer.
            news["status"] = "refused" if news["code"] else "stored"
            news = news if fact["status"] is None else {}
        stage = "foreign" if fact["stage"] == "foreign" else "settled"
        self._facts.update({**news, "stage": stage, "settled_on": today}, doc_ids=[fact.doc_id])

    def take_change(self, change: dict[str, Any]) -> None:
        fields = change.get("data") or {}
        fact = self._facts.get(where("id") == change["id"])
        if fact is not None or (isinstance(fields, dict) and {"seq", "member", "at"} <= fields.keys()):
            self._take_fact(change, fields, fact)
            return
        rows = office_rows(self._db, change["kind"])
        if change.get("deleted"):
            rows.remove(where("id") == change["id"])
            return
        row = {"id": change["id"], "rev": change.get("rev"), "epoch": self._state.recall("epoch"), "data": fields}
        rows.upsert(row, where("id") == change["id"])

    def take_receipt(self, receipt: dict[str, Any], device: str | None, told: Collection[str] = ()) -> None:
        """Numbers the office has seen are never given again, even when this phone lost its last facts to a bad disk.

        `told` are the facts that this very reply has judged.
        """
        self._state.keep(f"receipt:{receipt['device']}", receipt)
        self._fill_gap(receipt, told)
        if receipt["device"] != device:
            return
        made = self._state.recall(f"seq:{device}", 0)
        lost = int(receipt.get("highest_seq") or 0) - made
        if lost > 0:
            self._state.keep(f"seq:{device}", made + lost)
            self.count_gone(lost)

    def _fill_gap(self, receipt: dict[str, Any], told: Collection[str]) -> None:
        """From the first number the office lacks on, what is held here as settled is offered again: it knows a fact,
        or has now got it. Each is asked about once, however long the gap stays."""
        device, came = receipt["device"], int(receipt.get("contiguous_seq") or 0)
        asked = self._state.recall(f"gap:{device}", [])
        if came >= self._state.recall(f"seq:{device}", 0) and not asked:
            return
        here = [self._state.recall("epoch"), came]
        # A book that an earlier version kept says nothing of what waited: all is asked about once more.
        low, passed = (asked[2], asked[3]) if asked[:2] == here and len(asked) > 3 else (came, [])
        settled, waiting = (self._of_device(device, stage) for stage in ("settled", "unsent"))
        held = [fact for fact in settled if fact["seq"] > low or fact["seq"] in passed]
        self._facts.update({"stage": "unsent"}, doc_ids=[fact.doc_id for fact in held if fact["id"] not in told])
        high = max([low, *(fact["seq"] for fact in held)])
        # What waits anyway was not asked about; should it ever settle without having come, it will be.
        passed = [fact["seq"] for fact in waiting if came < fact["seq"] <= high]
        now = [*here, high, passed] if high > came else []
        if now != asked:
            self._state.keep(f"gap:{device}", now)

    def _of_device(self, device: str, stage: str) -> list[Any]:
        return [fact for fact in self._facts.search(where("stage") == stage) if fact["device"] == device]

    def count_gone(self, number: int) -> None:
        """Acknowledged facts that this phone no longer holds still count as acknowledged."""
        if number:
            self._state.keep("acknowledged_and_gone", self._state.recall("acknowledged_and_gone", 0) + number)

    def sweep(self) -> None:
        """The last page since a restore is in: what the office did not send again is no longer there."""
        if not self._state.recall("sweep", False):
            return
        epoch = self._state.recall("epoch")
        for name in self._db.tables():
            if name.startswith(_OFFICE):
                office_rows(self._db, name.removeprefix(_OFFICE)).remove(where("epoch") != epoch)
        self._facts.remove((where("stage") == "foreign") & (where("epoch") != epoch))
        self._state.keep("sweep", False)

    def _take_fact(self, change: dict[str, Any], fields: dict[str, Any], fact: Any) -> None:
        news = _told(fields) | {"rev": change.get("rev")}
        if fact is None and not change.get("deleted"):
            content = {key: fields.get(key) for key in CONTENT} | {"id": change["id"], "kind": change["kind"]}
            kept = {"device": fields.get("device"), "day": _day_or_none(fields), "stage": "foreign", "status": None}
            self._facts.insert({**content, **kept, **news, "epoch": self._state.recall("epoch")})
        elif fact is not None and fact["stage"] == "foreign" and change.get("deleted"):
            self._facts.remove(doc_ids=[fact.doc_id])
        elif fact is not None and not change.get("deleted"):
            own = {} if fact["stage"] != "foreign" else {"epoch": self._state.recall("epoch")}
            self._facts.update({**news, **own}, doc_ids=[fact.doc_id])


def _told(verdict: dict[str, Any]) -> dict[str, Any]:
    """The verdict in what was told; a status of a later version is shown with its message like a refusal."""
    news = {key: verdict[key] for key in _VERDICT if key in verdict}
    # Screens look these up and show them: what is no text is no word of this contract.
    news |= {key: None for key in ("status", "code", "message") if not isinstance(news.get(key, ""), str)}
    known = news.get("status") in (None, *_STATUSES)
    return news if known else {**news, "status": "refused"}


def days_before(today: str, days: int) -> str:
    return (date.fromisoformat(today) - timedelta(days=days)).isoformat()


def _day_or_none(fields: dict[str, Any]) -> str:
    """A quarantined fact may have no readable time; an empty day lets it go with the next purge."""
    try:
        return vietnam_day(fields["at"], fields.get("clock"))
    except (AttributeError, TypeError, ValueError):
        return ""
