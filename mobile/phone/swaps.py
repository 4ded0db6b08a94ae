"""Swaps of shifts as I see them: what I asked, what I am asked, whom I may ask, and what a tap records."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from phone import shifts
from phone.model import Phone
from phone.records import taken_back
from phone.shifts import Duty
from phone.strings import say
from shiftbook.roster import SESSIONS, duty_id, duty_named, window
from shiftbook.swaps import ANSWERABLE, OPEN, SENTENCES, said, shown


@dataclass(frozen=True)
class Swap:
    """One request, by the office's word and my own taps since: `state` as in the book, `told` the office's sentence.

    `mine` is what I asked; otherwise I am asked. `unsent`: my last tap on it is still on this phone alone.
    """

    ask: str
    day: date
    session: str
    point: str
    asker: dict[str, str]
    asked: dict[str, str]
    state: str
    reason: str
    told: str
    mine: bool
    unsent: bool = False

    @property
    def sentence(self) -> str:
        """The state in words; one of a later version in the office's own."""
        if self.state not in SENTENCES:
            return self.told
        if self.unsent and self.state == "asked":
            return say("swap.not_sent")
        code, named = said(self.state, self.asker["name"], self.asked["name"], self.reason)
        words = say(f"book.swaps.{code}", **named)
        return f"{words} {say('swap.not_sent')}" if self.unsent else words

    @property
    def may_withdraw(self) -> bool:
        """Whether I may still take my request back."""
        return self.mine and self.state in OPEN

    @property
    def may_accept(self) -> bool:
        """Whether I may still say that I take the shift."""
        return not self.mine and self.state in ("asked", "refused")

    @property
    def may_refuse(self) -> bool:
        """Whether I may still say that I cannot."""
        return not self.mine and self.state in OPEN


def swaps(phone: Phone) -> list[Swap]:
    """Every request that I made or that was made to me, the nearest shift first."""
    me = _me(phone)
    own = {f["id"]: f for f in phone.book.facts(me) if f["kind"] in ("swap_asked", "swap_answered", "voided")}
    rows = {row["ask"]: row for row in phone.book.rows("swap") if me in (row["from"]["id"], row["with"]["id"])}
    for fact in own.values():
        if fact["kind"] == "swap_asked" and fact["stage"] == "unsent" and fact["id"] not in rows:
            rows[fact["id"]] = _unsent_row(phone, fact)
    gone = taken_back(list(own.values()))
    answers = [
        f for f in own.values() if f["kind"] == "swap_answered" and f["stage"] == "unsent" and f["id"] not in gone
    ]
    found = [_since(phone, _told(phone, row), answers, row["ask"] in gone) for row in rows.values() if row["day"]]
    return sorted(found, key=lambda s: (s.day, SESSIONS.index(s.session), s.ask))


def to_answer(phone: Phone) -> list[Swap]:
    """The requests that wait for my answer."""
    return [swap for swap in swaps(phone) if not swap.mine and swap.state == "asked"]


def askable(phone: Phone) -> list[Duty]:
    """My shifts that have not begun: those I may ask somebody to take."""
    return [duty for duty in phone.duties() if not _begun(phone, duty.day, duty.session)]


def whom(phone: Phone, duty: Duty) -> list[dict[str, str]]:
    """The team's members ({"id", "name"}) whom I may ask to take a shift of mine: not on it, nor asked already."""
    shift = (duty.point, duty.day, duty.session)
    mine = [s for s in swaps(phone) if s.mine and (s.point, s.day, s.session) == shift]
    not_again = {s.asked["id"] for s in mine if s.state in ANSWERABLE} | {m["id"] for m in duty.members} | {_me(phone)}
    return [member for member in _team(phone) if member["id"] not in not_again]


async def ask(phone: Phone, duty: Duty, member: str) -> None:
    """I ask a colleague to take a shift of mine; it stays mine until the leader has approved."""
    await phone.record("swap_asked", {"duty": duty_id(duty.point, duty.day, duty.session), "with": member})


async def answer(phone: Phone, swap: Swap, accept: bool) -> None:
    """I say whether I take the shift; what I say last holds, until the leader rules."""
    await phone.record("swap_answered", {"ask": swap.ask, "accept": accept})


async def withdraw(phone: Phone, swap: Swap) -> None:
    """I take my request back."""
    await phone.record("swap_answered", {"ask": swap.ask, "accept": False})


def _me(phone: Phone) -> str:
    return str((phone.me or {}).get("id", ""))


def _team(phone: Phone) -> list[dict[str, str]]:
    return [member for row in phone.book.rows("team") for member in row["members"]]


def _begun(phone: Phone, day: date, session: str) -> bool:
    hours = shifts.hours(phone.commune)
    return session in hours and window(day, session, hours).starts <= phone.clock.office_now()


def _unsent_row(phone: Phone, fact: dict[str, Any]) -> dict[str, Any]:
    """What the office will tell of a request that has not reached it; `day` is empty when it names no shift."""
    named = duty_named(fact["data"]["duty"])
    names = {m["id"]: m["name"] for m in [*phone.members, *_team(phone)]}
    asker, asked = ({"id": m, "name": names.get(m, "")} for m in (fact["member"], fact["data"]["with"]))
    point, day, session = named or ("", "", "")
    return {"ask": fact["id"], "day": str(day), "session": session, "point": point, "from": asker, "with": asked,
            "state": "asked", "sentence": "", "unsent": True}  # fmt: skip


def _told(phone: Phone, row: dict[str, Any]) -> Swap:
    day = date.fromisoformat(row["day"])
    state = shown(row["state"], _begun(phone, day, row["session"]))
    return Swap(row["ask"], day, row["session"], row["point"], row["from"], row["with"], state, row.get("reason", ""),
                row["sentence"], row["from"]["id"] == _me(phone), row.get("unsent", False))  # fmt: skip


def _since(phone: Phone, told: Swap, answers: list[dict[str, Any]], voided: bool) -> Swap:
    """The same after what I tapped and the office has not heard: the newest tap speaks."""
    tap = max((f for f in answers if f["data"]["ask"] == told.ask), key=lambda f: str(f["id"]), default=None)
    if told.mine and told.state in OPEN and (voided or (tap and not tap["data"]["accept"])):
        return replace(told, state="withdrawn", unsent=True)
    if not told.mine and told.state in ANSWERABLE and tap:
        state = shown("accepted" if tap["data"]["accept"] else "refused", _begun(phone, told.day, told.session))
        return replace(told, state=state, unsent=True)
    return told
