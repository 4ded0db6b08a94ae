"""What the roster's pages say of a shift's conflicts, of a proposal's reasons, and of what publishing changes."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from shiftbook.availability import Availability, Conflict, Shift, Wishes
from shiftbook.roster import SESSION_NAMES, SESSIONS
from sync_server.commune import Commune
from sync_server.office.words import WEEKDAYS, full, short, weekday
from sync_server.proposal import Proposal, Why

_CONFLICTS: Final = {
    "empty": "Chưa có ai trực.",
    "resting": "Không phải ngày làm việc.",
    "away": "{0} báo bận buổi này.",
    "elsewhere": "{0} đã có ca cùng buổi ở điểm trực khác.",
    "too_many": "{0} có {n} ca trong tuần, nhiều hơn số ca đã xin.",
    "apart": "{0} và {1} được ghi là không trực chung.",
    "without_partner": "{0} được ghi là trực cùng {1}.",
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
    "gone": "không ở trong Tổ ngày ấy", "away": "báo bận", "elsewhere": "có ca ở điểm trực khác",
    "too_many": "đã đủ số ca trong tuần", "apart": "không xếp chung với người đã có", "alone": "thiếu người trực chung",
}  # fmt: skip


def conflict(commune: Commune, found: Conflict) -> str:
    """A conflict as a sentence."""
    names = [name(commune, member) for member in found.who]
    return _CONFLICTS[found.code].format(*names, n=found.sessions)


def reasons(commune: Commune, made: Proposal, shift: Shift) -> list[str]:
    """Why each of the proposed people is on a shift, and why a place stayed empty; one sentence each."""
    told = [_why(commune, why) for why in made.placed.get(shift, {}).values()]
    return told + ([_short(commune, made.short[shift])] if shift in made.short else [])


def _why(commune: Commune, why: Why) -> str:
    code = "only" if why.code == "fewest" and why.free == 1 else why.code
    who, other = name(commune, why.member), name(commune, why.other)
    return _WHY[code].format(who=who, other=other, n=why.sessions, free=why.free)


def _short(commune: Commune, kept_off: list[Why]) -> str:
    by_code: dict[str, list[str]] = {}
    for why in kept_off:
        by_code.setdefault(why.code, []).append(name(commune, why.member))
    told = "; ".join(f"{_SHORT[code]}: {', '.join(names)}" for code, names in by_code.items())
    return f"Còn thiếu người – {told}." if told else "Còn thiếu người – Tổ không còn ai khác."


def name(commune: Commune, member: str) -> str:
    """A member's name; their id when nobody knows them."""
    return commune.people[member].name if member in commune.people else member


def names(commune: Commune, members: Iterable[str]) -> str:
    """Several people in one line; nobody is said as such."""
    return ", ".join(name(commune, m) for m in members) or "không có ai"


def said(member: Availability) -> str:
    """When a member cannot serve, in one line; empty when they said nothing."""
    parts = [f"{WEEKDAYS[number]} {SESSION_NAMES[session].lower()}" for number, session in _in_order(member)]
    parts += [f"ngày {short(a)}" if a == b else f"{short(a)}–{full(b)}" for a, b in member.away]
    busy = [f"bận {', '.join(parts)}"] if parts else []
    most = [f"nhiều nhất {member.most_a_week} ca một tuần"] if member.most_a_week else []
    return "; ".join(busy + most)


def _in_order(member: Availability) -> list[tuple[int, str]]:
    return sorted(member.busy, key=lambda one: (one[0], SESSIONS.index(one[1])))


def pairs(commune: Commune, wishes: Wishes) -> list[str]:
    """Who should serve with whom and who not, a line each."""
    kinds = ((wishes.together, "trực cùng"), (wishes.apart, "không trực chung với"))
    return [
        f"{name(commune, a)} {verb} {name(commune, b)}"
        for found, verb in kinds
        for a, b in sorted(tuple(sorted(pair)) for pair in found)
    ]


def when(day: date, session: str) -> str:
    """A shift as Thứ Hai 23/11 sáng."""
    return f"{weekday(day)} {SESSION_NAMES[session].removeprefix('Buổi ')}"
