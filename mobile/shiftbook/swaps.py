"""Swaps of shifts: what has become of a request, from what was said on any phone, in any order, any number of times."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

# What may become of a request. Ruled on, it stays so; the others follow from what stands now:
#   approved, declined  the leader ruled; whatever is said, taken back or published afterwards changes nothing
#   withdrawn           who asked took it back: by an answer "no" of their own, or by voiding or correcting the request
#   refused             the newest answer of who was asked is no
#   overtaken           who asked is no longer on the shift, who was asked is on it or cannot serve, or it has begun
#   accepted, asked     the newest answer is yes; there is none
# So of several colleagues asked for one shift the first whom the leader approves takes it; the others are overtaken.
OPEN: Final = ("asked", "accepted")
ANSWERABLE: Final = ("asked", "accepted", "refused")
SENTENCES: Final = {
    "asked": "Đã hỏi {asked}, đang chờ trả lời.",
    "accepted": "{asked} đã nhận lời, đang chờ Tổ trưởng duyệt.",
    "refused": "{asked} không nhận được ca này.",
    "withdrawn": "Lời xin đổi ca này đã rút lại.",
    "approved": "Tổ trưởng đã duyệt: {asked} trực ca này thay {asker}.",
    "declined": "Tổ trưởng không duyệt đổi ca này.",
    "declined_because": "Tổ trưởng không duyệt đổi ca này. Lý do: {reason}.",
    "overtaken": "Ca đã bắt đầu hoặc lịch đã đổi, nên không đổi ca này được nữa.",
}


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: `member` wants `asked` to take the shift `duty`; `stands` unless it was voided or corrected."""

    id: str
    duty: str
    member: str
    asked: str
    stands: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that stands; greater ids were given later (UUIDv7)."""

    id: str
    member: str
    accept: bool


def state(ask: Ask, answers: Iterable[Answer], rostered: Collection[str], approved: bool | None = None) -> str:
    """What has become of a request, by the newest roster of its shift; `approved` is the leader's ruling, if any.

    Pass nobody as `rostered` when who was asked cannot serve that day. The clock has no say here: see `shown`.
    """
    if approved is not None:
        return "approved" if approved else "declined"
    given = sorted(answers, key=lambda answer: answer.id)
    if not ask.stands or any(a.member == ask.member and not a.accept for a in given):
        return "withdrawn"
    said = next((a.accept for a in reversed(given) if a.member == ask.asked != ask.member), None)
    if said is False:
        return "refused"
    if ask.member not in rostered or ask.asked in rostered:
        return "overtaken"
    return "accepted" if said else "asked"


def shown(told: str, begun: bool) -> str:
    """A state as it is once its shift has begun or not: what was still open then is overtaken."""
    return "overtaken" if begun and told in OPEN else told


def said(told: str, asker: str, asked: str, reason: str = "") -> tuple[str, dict[str, str]]:
    """Which of SENTENCES says a state, and what to fill it with; both may read it, so it names them."""
    code = "declined_because" if told == "declined" and reason else told
    return code, {"asker": asker, "asked": asked, "reason": reason.rstrip(". ")}


def sentence(told: str, asker: str, asked: str, reason: str = "") -> str:
    """A state in words, with the leader's reason if one was given."""
    code, named = said(told, asker, asked, reason)
    return SENTENCES[code].format(**named)
