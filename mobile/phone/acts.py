"""What I did for citizens of late: procedures used last and most, acts that can be undone, ballots offered."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from phone.model import Phone
from phone.records import taken_back
from phone.strings import say_to_others
from phone.turns import Turn
from shiftbook.legality import Procedure
from shiftbook.search import found

LAST_USED, MOST_USED, LOOKED_AT = 3, 6, 200
UNDONE_FROM_TODAY = 3
CHANNELS = ("slip", "poster", "paper")


@dataclass(frozen=True)
class Shelf:
    """Procedures as they are likely to be wanted: those I used last, those I use often, all others."""

    recent: list[Procedure]
    frequent: list[Procedure]
    others: list[Procedure]


def shelf(phone: Phone) -> Shelf:
    """Each procedure once; an act that was taken back recommends nothing."""
    known = {p.id: p for p in phone.procedures()}
    used = [f["data"].get("procedure") for f in _standing(phone, "assisted")[-LOOKED_AT:]]
    used = [identity for identity in used if identity in known]
    recent = list(dict.fromkeys(reversed(used)))[:LAST_USED]
    often = [i for i, times in Counter(used).most_common() if times > 1 and i not in recent][:MOST_USED]
    named = {*recent, *often}
    return Shelf(
        [known[i] for i in recent], [known[i] for i in often], [p for p in known.values() if p.id not in named]
    )


def fields(procedures: list[Procedure]) -> list[str]:
    """The fields they belong to, the largest first."""
    return [name for name, _ in Counter(p.field for p in procedures).most_common()]


def search(procedures: list[Procedure], query: str, field: str) -> list[Procedure]:
    """Those of one field, or of all, that have every word of the query in name or code, with or without diacritics."""
    within = [p for p in procedures if field in ("", p.field)]
    return found(query, [(f"{p.name} {p.code} {p.field}", p) for p in within])


def made(phone: Phone) -> int:
    """How many acts of mine this phone holds, taken back or not."""
    return len(_mine(phone, "assisted"))


def served_today(phone: Phone) -> int:
    """How many people I helped today, as it stands now."""
    return len(_of_today(phone, "assisted"))


def sessions_today(phone: Phone) -> set[str]:
    """The sessions I came for today."""
    return {f["data"]["session"] for f in _of_today(phone, "checked_in")}


def offered_today(phone: Phone) -> dict[str, int]:
    """How many ballots I offered today, by channel; nothing but numbers is known."""
    told = Counter(f["data"]["channel"] for f in _of_today(phone, "ballot_offered"))
    return {channel: told[channel] for channel in CHANNELS}


def of_turn(phone: Phone, turn: Turn) -> list[dict[str, Any]]:
    """The last acts of a shift that still stand, the newest first."""
    acts = [f for f in _standing(phone, "assisted", "handed_over") if f["at"] >= turn.first["at"]]
    return acts[: -UNDONE_FROM_TODAY - 1 : -1]


async def undo(phone: Phone, fact: str) -> None:
    """Take an act back for somebody in a hurry: the reason is the plain truth, and the office reads it."""
    await phone.record("voided", {"target": fact, "reason": say_to_others("undo.reason")})


def _mine(phone: Phone, *kinds: str) -> list[dict[str, Any]]:
    return sorted((f for f in phone.my_facts() if f["kind"] in kinds), key=lambda f: (f["at"], f["id"]))


def _standing(phone: Phone, *kinds: str) -> list[dict[str, Any]]:
    gone = taken_back(_mine(phone, *kinds, "corrected", "voided"))
    return [f for f in _mine(phone, *kinds) if f["id"] not in gone]


def _of_today(phone: Phone, kind: str) -> list[dict[str, Any]]:
    return [f for f in _standing(phone, kind) if f["day"] == phone.today.isoformat()]
