"""Signs of stuffing in words: what was seen, by which model a false alarm is that likely, and how it may be honest."""

from collections.abc import Callable
from typing import Any, Final

from shiftbook.stuffing import BURST, RUN, SESSION_MINUTES, WINDOW_MINUTES
from sync_server.arrivals import NIGHT
from sync_server.signs import Sign
from sync_server.week_words import percent

KINDS: Final = {
    "burst": "Dồn dập", "run": "Cùng một mạng", "night": "Ban đêm", "used_over_offered": "Dùng nhiều hơn mời",
    "offered_over_served": "Mời nhiều hơn phục vụ", "tablet_over_served": "Nhiều hơn lượt phục vụ",
}  # fmt: skip
_SEEN: Final[dict[str, Callable[[Sign], str]]] = {
    "burst": lambda s: f"có lúc từ {BURST} phiếu trong {WINDOW_MINUTES} phút; {s.seen} phiếu đến lúc ấy",
    "run": lambda s: f"từ {RUN} phiếu liền nhau cùng một mạng; {s.seen} phiếu từ phiếu thứ {RUN} trở đi",
    "night": lambda s: f"{s.seen} trên {s.expected} phiếu gửi từ {NIGHT[0]} giờ đến {NIGHT[1]} giờ sáng",
    "used_over_offered": lambda s: f"{s.seen} mã đã dùng, chỉ ghi {s.expected} lượt mời",
    "offered_over_served": lambda s: f"mời {s.seen} phiếu, chỉ ghi {s.expected} lượt phục vụ",
    "tablet_over_served": lambda s: f"{s.seen} phiếu trên máy tính bảng, chỉ ghi {s.expected} lượt phục vụ",
}
_SPREAD: Final = "Coi số thật dao động quanh số được ghi theo phân phối Poisson (không ghi lượt nào thì lấy 0,5)."
MODELS: Final = {
    "burst": f"Coi phiếu đến theo nhịp phục vụ của cả buổi ({SESSION_MINUTES} phút, phân phối Poisson), cộng khả "
    "năng của mọi đoạn 10 phút: khả năng thật không lớn hơn số này. Một đoàn đông về cùng lúc cũng vậy.",
    "run": "Giả định cứ hai người thì một người dùng chung một mạng. Nơi tiếp dân có Wi-Fi chung thì dễ báo nhầm hơn.",
    "night": "Giả định 1% phiếu thật gửi ban đêm (phân phối Poisson); mã phiếu dùng được 7 ngày có người gửi ở nhà.",
    "used_over_offered": f"{_SPREAD} Máy chưa gửi hết, hoặc mã của buổi trước dùng muộn, cũng làm lệch.",
    "offered_over_served": f"{_SPREAD} Mời rồi mà quên ghi lượt phục vụ cũng làm lệch.",
    "tablet_over_served": f"{_SPREAD} Người đi cùng bấm phiếu, hoặc quên ghi lượt phục vụ, cũng làm lệch.",
}
RULINGS: Final = {"in": "Tính chung", "apart": "Tính riêng"}


def seen(sign: Sign) -> str:
    """What a sign saw, with its numbers."""
    return _SEEN[sign.kind](sign)


def chance(share: float) -> str:
    """A chance as 4,2%; a tiny one as dưới 0,1%."""
    return "dưới 0,1%" if share < 0.001 else percent(share)


FILTERS: Final[dict[str, Any]] = {"sign": seen, "chance": chance}
GLOBALS: Final[dict[str, Any]] = {"SIGN_KINDS": KINDS, "SIGN_MODELS": MODELS, "RULINGS": RULINGS}
