"""What I wrote down, as it stands now: corrections and voids by the book's one rule, the originals kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from phone.mine import title_of
from phone.strings import moment, say
from shiftbook.amendments import Amendment, standing

SHOWN_DAYS = 14
AMENDING = ("corrected", "voided")
LISTED = ("checked_in", "checked_out", "assisted", "handed_over", "difficulty_raised", "outreach_done")


@dataclass(frozen=True)
class Record:
    """One fact of mine: what it says now in `data`, and `changes`, what was done to it and why, oldest first."""

    id: str
    kind: str
    title: str
    at: str
    day: date
    where: str
    data: dict[str, Any]
    changes: list[str]
    mended: bool
    taken_back: bool


def amendments(facts: Iterable[dict[str, Any]]) -> list[Amendment]:
    """The corrections and voids among facts, but for those the office did not take."""
    return [
        Amendment(f["id"], str(f["data"].get("target")), f["kind"] == "corrected")
        for f in facts
        if f["kind"] in AMENDING and _holds(f)
    ]


def _holds(fact: dict[str, Any]) -> bool:
    return fact["status"] in (None, "stored") or fact.get("code") == "month_closed"


def taken_back(facts: list[dict[str, Any]]) -> set[str]:
    """The ids that no longer stand."""
    ids = [str(f["id"]) for f in facts]
    return set(ids) - standing(ids, amendments(facts)).keys()


def records(facts: list[dict[str, Any]], names: dict[str, str], today: date) -> list[Record]:
    """My facts of the last two weeks, the newest first; `names` are the procedures' by id."""
    held = {str(f["id"]): f for f in facts}
    stands = standing(held, amendments(facts))
    first = (today - timedelta(days=SHOWN_DAYS - 1)).isoformat()
    mine = sorted((f for f in facts if f["kind"] in LISTED and f["day"] >= first), key=lambda f: (f["at"], f["id"]))
    return [_record(f, held, stands, names=names) for f in reversed(mine)]


def _record(
    fact: dict[str, Any], held: dict[str, dict[str, Any]], stands: dict[str, str], *, names: dict[str, str]
) -> Record:
    speaker = held[stands.get(fact["id"], fact["id"])]
    data = speaker["data"]["data"] if speaker["kind"] == "corrected" else fact["data"]
    where = "unsent" if fact["stage"] == "unsent" else "stored" if fact["status"] == "stored" else "refused"
    return Record(
        fact["id"], fact["kind"], title_of({**fact, "data": data}, names), fact["at"][11:16],
        date.fromisoformat(fact["day"]), say(f"records.where.{where}"), data, _changes(fact["id"], held, stands),
        speaker is not fact, fact["id"] not in stands,
    )  # fmt: skip


def _changes(identity: str, held: dict[str, dict[str, Any]], stands: dict[str, str]) -> list[str]:
    """What was done to a fact and to its corrections, leaving out what was itself taken back."""
    chain, found = {identity}, []
    for fact in sorted(held.values(), key=lambda f: str(f["id"])):
        if fact["kind"] in AMENDING and fact["data"].get("target") in chain:
            chain.add(fact["id"])
            done = "records.corrected" if fact["kind"] == "corrected" else "records.voided"
            off = "" if fact["id"] in stands else say("records.undone")
            off = off if _holds(fact) else say("records.not_taken")
            told = say(done, when=moment(fact["at"]), reason=fact["data"]["reason"])
            found.append(f"{told} {off}".rstrip())
    return found
