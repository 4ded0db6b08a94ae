"""The team as its leader sees it here: fetched while there is network, kept with its time for when there is none."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from phone.http import Answer, Unreachable
from phone.model import Phone
from phone.records import AMENDING, amendments, changes
from phone.strings import language, say, say_to_others
from shiftbook.amendments import standing

PATH: Final = "/api/v1/team"
_LISTS: Final = ("shifts", "waiting", "difficulties", "silent", "swaps", "roster")


def leads(phone: Phone) -> bool:
    """Whether whoever uses the phone now is the leader, as far as the office has told it."""
    me = phone.me or {}
    return (phone.book.row("member", str(me.get("id"))) or me).get("role") == "leader"


def kept(phone: Phone) -> dict[str, Any] | None:
    """The office's last answer to me, the leader; `at` is its time (RFC 3339). None when there is none yet.

    `day`, `working`; `shifts` ({point, session, begins, ends, state, people, faults}, where people have {member, name,
    rostered, state, came, left, grade, reasons} and state is expected, late, missing, came, staying or left); `waiting`
    ({day, member, name, reasons}: the B days to confirm); `check_ins` of today and of those days ({id, member, name,
    day, session, point, at, left, grade, reasons, closed, changes}, where changes have {id, target, replaces, by, at,
    reason}); `difficulties` ({member, name, text, urgent, at}); `silent` ({member, name, missing, silent_since}: phones
    to ask after); `swaps` (rows as in the feed); `roster` ({day, session, point, open, members}, empty when nobody is);
    `figures` ({week, due, came, served, ballots by channel}).
    """
    return phone.book.recall(_key(phone)) if leads(phone) else None


@dataclass(frozen=True)
class CheckIn:
    """A check-in as the office `told` it, and whether it `stands` with what I did since, sent or not.

    `changes` says in words what was done to it, `mine` has the ids of my own voids that hold it down.
    """

    told: dict[str, Any]
    stands: bool
    changes: list[str]
    mine: list[str]

    @property
    def whose(self) -> tuple[str, str]:
        """Member and day."""
        return self.told["member"], self.told["day"]


def check_ins(phone: Phone) -> list[CheckIn]:
    """Those I may look at one by one and take back; an office of an earlier version tells of none."""
    rows = (kept(phone) or {}).get("check_ins", [])
    told = {c["id"]: _as_fact(c) for row in rows for c in row["changes"]}
    own = {str(f["id"]): f for f in phone.my_facts() if f["kind"] in AMENDING}
    held = told | own
    stands = standing([*held, *(row["id"] for row in rows)], amendments(held.values()))
    voids = [i for i, f in own.items() if f["kind"] == "voided" and i in stands]
    return [
        CheckIn(
            row,
            row["id"] in stands,
            changes(row["id"], held, stands),
            [i for i in voids if own[i]["data"]["target"] == row["id"]],
        )
        for row in rows
    ]


def _as_fact(told: dict[str, Any]) -> dict[str, Any]:
    kind = "corrected" if told["replaces"] else "voided"
    data = {"target": told["target"], "reason": told["reason"]}
    return {"id": told["id"], "kind": kind, "at": told["at"], "by": told["by"], "data": data,
            "stage": "told", "status": "stored"}  # fmt: skip


async def let_stand(phone: Phone, check_in: CheckIn) -> None:
    """I take my taking back back: by the book's rule the check-in then stands again."""
    for void in check_in.mine:
        await phone.record("voided", {"target": void, "reason": say_to_others("team.person.mistaken")})


async def fetch(phone: Phone) -> str:
    """Ask the office how the team is; empty when it told, else the sentence that says why not."""
    return await _asked(phone, PATH, None)


async def confirm(phone: Phone, day: str) -> str:
    """Vouch for the B days of a day (YYYY-MM-DD); empty when it is done, else the sentence."""
    return await _asked(phone, f"{PATH}/confirm", {"day": day})


async def rule(phone: Phone, ask: str, approve: bool, reason: str = "") -> str:
    """Approve or decline a swap; empty when it is done, else the sentence."""
    return await _asked(phone, f"{PATH}/swaps/{quote(ask)}", {"approve": approve, "reason": reason})


def _key(phone: Phone) -> str:
    return f"team:{(phone.me or {}).get('id')}"


async def _asked(phone: Phone, path: str, body: dict[str, Any] | None) -> str:
    key, me = _key(phone), str((phone.me or {}).get("id"))
    try:
        answer = await phone.post(f"{path}?member={quote(me)}&lang={language()}", body, phone.book.token(phone.base))
    except Unreachable:
        return say("team.not_seen" if body is None else "team.not_done")
    if answer.status == 200 and _is_team(answer.body):
        await phone.book.remember(key, answer.body)
        if body is not None:  # what was done comes to this phone as changes, too
            phone.courier.wake()
        return ""
    if answer.status == 403:  # no longer the leader: what was kept is not for them any more
        await phone.book.remember(key, None)
    return _why(answer)


def _why(answer: Answer) -> str:
    said = answer.body.get("message")
    return said if answer.status != 200 and isinstance(said, str) and said else say("team.no_answer")


def _is_team(told: dict[str, Any]) -> bool:
    """Whether this is the office's answer: a Wi-Fi portal may answer JSON too."""
    lists = all(isinstance(told.get(name), list) for name in _LISTS)
    return lists and isinstance(told.get("at"), str) and isinstance(told.get("figures"), dict)
