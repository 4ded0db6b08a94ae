"""Signs of stuffing in words: what was seen, by which model a false alarm is that likely, and how it may be honest."""

from collections.abc import Callable
from typing import Any, Final

from shiftbook.stuffing import SESSION_MINUTES, WINDOW_MINUTES
from sync_server.arrivals import NIGHT
from sync_server.language import _
from sync_server.signs import Sign
from sync_server.week_words import percent

KINDS: Final = {
    "burst": "Dồn dập", "run": "Cùng một mạng", "night": "Ban đêm", "used_over_offered": "Dùng nhiều hơn mời",
    "offered_over_served": "Mời nhiều hơn phục vụ", "tablet_over_served": "Máy tính bảng nhiều hơn lượt phục vụ",
    "poster_over_served": "Áp phích nhiều hơn lượt phục vụ",
    "paper_over_served": "Phiếu giấy nhiều hơn lượt phục vụ",
}  # fmt: skip
_SEEN: Final[dict[str, Callable[[Sign], str]]] = {
    "burst": lambda s: _("lúc dồn nhất {n} phiếu trong {minutes} phút", n=s.seen, minutes=WINDOW_MINUTES),
    "run": lambda s: _("dài nhất {n} phiếu liền nhau cùng một mạng", n=s.seen),
    "night": lambda s: _(
        "{seen} trên {n} phiếu gửi từ {begin} giờ đến {end} giờ sáng",
        seen=s.seen,
        n=s.expected,
        begin=NIGHT[0],
        end=NIGHT[1],
    ),
    "used_over_offered": lambda s: _(
        "{n} mã đã dùng; lượt mời và mã in giấy cộng lại là {expected}", n=s.seen, expected=s.expected
    ),
    "offered_over_served": lambda s: _(
        "mời {n} phiếu, chỉ ghi {expected} lượt giúp và chuyển công chức", n=s.seen, expected=s.expected
    ),
    "tablet_over_served": lambda s: _(
        "{n} phiếu trên máy tính bảng, chỉ ghi {expected} lượt giúp và chuyển công chức", n=s.seen, expected=s.expected
    ),
    "poster_over_served": lambda s: _(
        "{n} phiếu qua áp phích, chỉ ghi {expected} lượt giúp và chuyển công chức", n=s.seen, expected=s.expected
    ),
    "paper_over_served": lambda s: _(
        "{n} phiếu giấy; từ lần mở hòm trước chỉ ghi {expected} lượt giúp và chuyển công chức",
        n=s.seen,
        expected=s.expected,
    ),
}
_SPREAD: Final = "Coi số thật dao động quanh số được ghi theo phân phối Poisson (không ghi lượt nào thì lấy 0,5)."
MODELS: Final[dict[str, tuple[str, ...]]] = {
    "burst": (
        "Coi phiếu đến theo nhịp phục vụ của cả buổi ({minutes} phút, phân phối Poisson), cộng khả năng để mọi đoạn "
        "10 phút đông như vậy: khả năng thật không lớn hơn số này. Một đoàn đông về cùng lúc cũng vậy.",
    ),
    "run": (
        "Giả định cứ hai người thì một người dùng chung một mạng, cộng khả năng để mọi chuỗi dài như vậy: khả năng "
        "thật không lớn hơn số này. Nơi tiếp dân có Wi-Fi chung thì dễ báo nhầm hơn.",
    ),
    "night": ("Giả định 1% phiếu thật gửi ban đêm (phân phối Poisson); mã phiếu dùng được 7 ngày có người gửi ở nhà.",),
    "used_over_offered": (
        _SPREAD,
        "Mã in giấy của ngày ấy và bảy ngày trước đều coi như đã mời.",
        "Máy chưa gửi hết, hoặc mã của buổi trước dùng muộn, cũng làm lệch.",
    ),
    "offered_over_served": (_SPREAD, "Mời rồi mà quên ghi lượt phục vụ cũng làm lệch."),
    "tablet_over_served": (_SPREAD, "Người đi cùng bấm phiếu, hoặc quên ghi lượt phục vụ, cũng làm lệch."),
    "poster_over_served": (
        _SPREAD,
        "Áp phích ai cũng quét được: người đi cùng, người về nhà mới trả lời, quên ghi lượt phục vụ, hoặc máy "
        "chưa gửi hết, cũng làm lệch.",
    ),
    "paper_over_served": (
        _SPREAD,
        "Đếm lượt từ lần mở hòm trước, nhiều nhất từ bảy ngày trước.",
        "Người đi cùng bỏ phiếu, phiếu mang về nhà điền, hòm để lâu hơn bảy ngày, quên ghi lượt phục vụ, hoặc máy "
        "chưa gửi hết, cũng làm lệch.",
    ),
}
RULINGS: Final = {"in": "Tính chung", "apart": "Tính riêng"}


def seen(sign: Sign) -> str:
    """What a sign saw, with its numbers."""
    return _SEEN[sign.kind](sign)


def model(kind: str) -> str:
    """How the chance of a false alarm of a kind of sign is reckoned, and how it may be honest."""
    return " ".join(_(part, minutes=SESSION_MINUTES) for part in MODELS[kind])


def chance(share: float) -> str:
    """A chance as 4,2%; a tiny one as dưới 0,1%."""
    return _("dưới 0,1%") if share < 0.001 else percent(share)


FILTERS: Final[dict[str, Any]] = {"sign": seen, "sign_model": model, "chance": chance}
GLOBALS: Final[dict[str, Any]] = {"SIGN_KINDS": KINDS, "RULINGS": RULINGS}
