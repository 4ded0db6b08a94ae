"""What I wrote down, as it stands now: corrections and voids by the book's one rule, the originals kept."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from phone.mine import MyDay, Trouble, title_of
from phone.strings import moment, say
from shiftbook.amendments import Amendment, standing

SHOWN_DAYS = 14
AMENDING = ("corrected", "voided")
LISTED = ("checked_in", "checked_out", "assisted", "handed_over", "difficulty_raised", "outreach_done")


@dataclass(frozen=True)
class Record:
    """One fact of mine: what it says now in `data`, and `changes`, what was done to it and why, oldest first.

    `taken_by` says which leader took it back; empty when none did.
    """

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
    taken_by: str


@dataclass(frozen=True)
class TakenBack:
    """A fact of mine that a leader took back; `by` names the leader, with the title."""

    fact: dict[str, Any]
    by: str
    at: str
    reason: str


def told(rows: Iterable[dict[str, Any]], me: str, names: dict[str, str]) -> list[dict[str, Any]]:
    """A leader's corrections and voids of my facts, as the office tells them, in the shape of facts.

    `by` is who made them, in words; `names` are the team's by id.
    """
    return [
        {"id": row["fact"], "kind": row["kind"], "member": row["by"], "at": row["at"], "day": row["day"],
         "stage": "told", "status": "stored", "code": None, "data": row["data"], "by": _leader(names.get(row["by"]))}
        for row in rows
        if row["of"] == me
    ]  # fmt: skip


def _leader(name: str | None) -> str:
    return say("records.leader_named", name=name) if name else say("records.leader")


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


def taken_by_leader(facts: list[dict[str, Any]]) -> list[TakenBack]:
    """What a leader took back of mine and has not let stand again, the newest taking back first."""
    held = {str(f["id"]): f for f in facts}
    stands = standing(held, amendments(facts))
    voids = [f for f in facts if f["kind"] == "voided" and f.get("by") and f["id"] in stands]
    newest = {f["data"]["target"]: f for f in sorted(voids, key=lambda f: str(f["id"]))}
    found = [
        TakenBack(held[target], f["by"], f["at"], f["data"]["reason"])
        for target, f in newest.items()
        if target in held and held[target]["kind"] in LISTED
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def troubles(
    facts: list[dict[str, Any]], names: dict[str, str], day_of: Callable[[date], MyDay | None]
) -> list[Trouble]:
    """What a leader took back of mine, with what to do; not a check-in on a day that counts by another one."""
    return [
        Trouble(
            title_of(one.fact, names), moment(one.fact["at"]),
            say("records.voided_by", who=one.by, when=moment(one.at), reason=one.reason), say("mine.do.taken_back"),
        )
        for one in taken_by_leader(facts)
        if not _counts_all_the_same(one, day_of)
    ]  # fmt: skip


def _counts_all_the_same(one: TakenBack, day_of: Callable[[date], MyDay | None]) -> bool:
    day = day_of(date.fromisoformat(one.fact["data"]["day"])) if one.fact["kind"] == "checked_in" else None
    return day is not None and day.counted


def records(facts: list[dict[str, Any]], names: dict[str, str], today: date) -> list[Record]:
    """My facts of the last two weeks, the newest first; `names` are the procedures' by id."""
    held = {str(f["id"]): f for f in facts}
    stands = standing(held, amendments(facts))
    leaders = {one.fact["id"]: one.by for one in taken_by_leader(facts)}
    first = (today - timedelta(days=SHOWN_DAYS - 1)).isoformat()
    mine = sorted((f for f in facts if f["kind"] in LISTED and f["day"] >= first), key=lambda f: (f["at"], f["id"]))
    return [_record(f, held, stands, said=(names, leaders)) for f in reversed(mine)]


def _record(
    fact: dict[str, Any], held: dict[str, dict[str, Any]], stands: dict[str, str],
    *, said: tuple[dict[str, str], dict[str, str]],
) -> Record:  # fmt: skip
    names, leaders = said
    speaker = held[stands.get(fact["id"], fact["id"])]
    data = speaker["data"]["data"] if speaker["kind"] == "corrected" else fact["data"]
    where = "unsent" if fact["stage"] == "unsent" else "stored" if fact["status"] == "stored" else "refused"
    return Record(
        fact["id"], fact["kind"], title_of({**fact, "data": data}, names), fact["at"][11:16],
        date.fromisoformat(fact["day"]), say(f"records.where.{where}"), data, changes(fact["id"], held, stands),
        speaker is not fact, fact["id"] not in stands, leaders.get(fact["id"], ""),
    )  # fmt: skip


def changes(identity: str, held: dict[str, dict[str, Any]], stands: dict[str, str]) -> list[str]:
    """What was done to a fact and to its corrections, leaving out what was itself taken back."""
    chain, found = {identity}, []
    for fact in sorted(held.values(), key=lambda f: str(f["id"])):
        if fact["kind"] in AMENDING and fact["data"].get("target") in chain:
            chain.add(fact["id"])
            found.append(f"{_done(fact)} {_since(fact, stands)}".rstrip())
    return found


def _done(fact: dict[str, Any]) -> str:
    when, reason = moment(fact["at"]), fact["data"]["reason"]
    corrects = fact["kind"] == "corrected"
    if fact.get("by"):
        by = "records.corrected_by" if corrects else "records.voided_by"
        return say(by, who=fact["by"], when=when, reason=reason)
    return say("records.corrected" if corrects else "records.voided", when=when, reason=reason)


def _since(fact: dict[str, Any], stands: dict[str, str]) -> str:
    if not _holds(fact):
        return say("records.not_taken")
    if fact["id"] not in stands:
        return say("records.undone")
    return say("records.not_sent") if fact["stage"] == "unsent" else ""
