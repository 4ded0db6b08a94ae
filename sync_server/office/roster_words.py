"""What the roster's pages say of a shift's conflicts, of a proposal's reasons, and of what publishing changes."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from shiftbook.availability import Availability, Conflict, Shift, Wishes
from shiftbook.roster import SESSION_NAMES, SESSIONS
from shiftbook.sentences import Sentence
from shiftbook.swaps import SENTENCES as SWAPS
from shiftbook.swaps import said as said_of_swap
from sync_server.commune import Commune
from sync_server.language import _
from sync_server.office.words import WEEKDAYS, full, short, weekday
from sync_server.proposal import Proposal, Why

_CONFLICTS: Final = {
    "empty": "Chưa có ai trực.",
    "resting": "Không phải ngày làm việc.",
    "gone": "{who} không ở trong Tổ ngày này: đã thôi hoặc chưa tham gia. Hãy chọn người khác.",
    "away": "{who} báo bận buổi này.",
    "elsewhere": "{who} đã có ca cùng buổi ở điểm trực khác.",
    "too_many": "{who} có {n} ca trong tuần, nhiều hơn số ca đã xin.",
    "apart": "{who} và {other} được ghi là không trực chung.",
    "without_partner": "{who} được ghi là trực cùng {other}.",
    "moved": "Lịch đã công bố của ca này đã đổi sau khi ghi nháp.",
}
_WHY: Final = {
    "fewest": "{who}: mới có {n} ca trong ba tháng trước và tháng này, ít nhất trong {free} người rảnh.",
    "only": "{who}: chỉ còn người này rảnh.",
    "couple": "{who}: mới có {n} ca; cặp trực chung này ít ca nhất.",
    "partner": "{who}: trực cùng {other} như đã ghi.",
    "evened": "{who}: mới có {n} ca, nhận ca này thay {other} cho đều.",
}
_SHORT: Final = {
    "gone": "Còn thiếu người – không ở trong Tổ ngày ấy: {names}.", "away": "Còn thiếu người – báo bận: {names}.",
    "elsewhere": "Còn thiếu người – có ca ở điểm trực khác: {names}.",
    "too_many": "Còn thiếu người – đã đủ số ca trong tuần: {names}.",
    "apart": "Còn thiếu người – không xếp chung với người đã có: {names}.",
    "alone": "Còn thiếu người – thiếu người trực chung: {names}.",
}  # fmt: skip


def conflict(commune: Commune, found: Conflict) -> str:
    """A conflict as a sentence."""
    names = [name(commune, member) for member in found.who]
    who, other = (*names, "", "")[:2]
    return _(_CONFLICTS[found.code], who=who, other=other, n=found.sessions)


def swap(told: dict[str, Any]) -> dict[str, Any]:
    """A swap as the phones have it, with its sentence in the language of the page."""
    code, values = said_of_swap(told["state"], told["from"]["name"], told["with"]["name"], told["reason"])
    return {**told, "sentence": _(SWAPS[code], **values)}


def reasons(commune: Commune, made: Proposal, shift: Shift) -> list[Sentence]:
    """Why each of the proposed people is on a shift, and why a place stayed empty; one sentence each, to be kept."""
    told = [_why(commune, why) for why in made.placed.get(shift, {}).values()]
    return told + (_short(commune, made.short[shift]) if shift in made.short else [])


def _why(commune: Commune, why: Why) -> Sentence:
    code = "only" if why.code == "fewest" and why.free == 1 else why.code
    who, other = name(commune, why.member), name(commune, why.other)
    return Sentence(_WHY[code], who=who, other=other, n=why.sessions, free=why.free)


def _short(commune: Commune, kept_off: list[Why]) -> list[Sentence]:
    by_code: dict[str, list[str]] = {}
    for why in kept_off:
        by_code.setdefault(why.code, []).append(name(commune, why.member))
    told = [Sentence(_SHORT[code], names=", ".join(names)) for code, names in by_code.items()]
    return told or [Sentence("Còn thiếu người – Tổ không còn ai khác.")]


def name(commune: Commune, member: str) -> str:
    """A member's name; their id when nobody knows them."""
    return commune.people[member].name if member in commune.people else member


def names(commune: Commune, members: Iterable[str]) -> str:
    """Several people in one line; nobody is said as such."""
    return ", ".join(name(commune, m) for m in members) or _("không có ai")


def said(member: Availability) -> str:
    """When a member cannot serve, in one line; empty when they said nothing."""
    parts = [f"{_(WEEKDAYS[number])} {_(SESSION_NAMES[session]).lower()}" for number, session in _in_order(member)]
    parts += [_("ngày {day}", day=short(a)) if a == b else f"{short(a)}–{full(b)}" for a, b in member.away]
    busy = [_("bận {times}", times=", ".join(parts))] if parts else []
    most = [_("nhiều nhất {n} ca một tuần", n=member.most_a_week)] if member.most_a_week else []
    return "; ".join(busy + most)


def _in_order(member: Availability) -> list[tuple[int, str]]:
    return sorted(member.busy, key=lambda one: (one[0], SESSIONS.index(one[1])))


def pairs(commune: Commune, wishes: Wishes) -> list[str]:
    """Who should serve with whom and who not, a line each."""
    kinds = ((wishes.together, _("trực cùng")), (wishes.apart, _("không trực chung với")))
    return [
        f"{name(commune, a)} {verb} {name(commune, b)}"
        for found, verb in kinds
        for a, b in sorted(tuple(sorted(pair)) for pair in found)
    ]


def when(day: date, session: str) -> str:
    """A shift as Thứ Hai 23/11 sáng."""
    return f"{weekday(day)} {_(SESSION_NAMES[session]).removeprefix('Buổi ').lower()}"
