"""What the phone says of the exchange, in words a volunteer understands."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from phone.book import Book
from phone.clock import PhoneClock
from phone.sync import Courier
from shiftbook.moments import local, parse_instant

WHY = {
    "unreachable": "Chưa có mạng. Dữ liệu vẫn nằm trên máy và sẽ tự gửi khi có mạng.",
    "unauthorized": "Văn phòng chưa nhận ra máy này. Hãy xin mã mời mới; dữ liệu vẫn nằm trên máy.",
    "device_revoked": "Máy này đã bị Văn phòng thu hồi. Dữ liệu vẫn được giữ; hãy báo Văn phòng.",
    "storage_full": "Máy chủ của Văn phòng hết chỗ. Dữ liệu vẫn nằm trên máy; hãy báo Văn phòng.",
    "storage_gone": "Máy chủ của Văn phòng chưa ghi được gì. Dữ liệu vẫn nằm trên máy; hãy báo Văn phòng.",
    "malformed": "Văn phòng chưa đọc được bản ứng dụng này. Dữ liệu vẫn nằm trên máy; hãy đóng rồi mở lại ứng dụng.",
    "kept_back": "Máy chủ chưa chịu nhận vài mục. Chúng vẫn nằm trên máy, mục khác vẫn gửi; hãy báo Văn phòng.",
    "store_full": "Máy hết chỗ nên chưa ghi được trả lời của Văn phòng. Hãy xóa bớt ảnh, video; mục đã lưu vẫn còn.",
    "store_broken": "Máy chưa ghi được trả lời của Văn phòng. Hãy khởi động lại máy; mục đã lưu vẫn còn.",
    "not_enrolled": "",
}
OTHERWISE = "Máy chủ của Văn phòng đang bận. Dữ liệu vẫn nằm trên máy và sẽ tự gửi lại."


RECEIPT_COMES = "Mục Ra ca chưa đến Văn phòng; biên nhận sẽ hiện ở đây khi Văn phòng nhận."

JOIN_AGAIN = (
    "Máy này đã tham gia lại bằng mã mời của người khác, nên việc bạn ghi trên máy này chưa được tính.",
    "Hãy xin mã mời mới cho chính bạn, mở Giao máy cho người khác rồi bấm Thêm người dùng máy này.",
)

CLOCK_MOVED = "Giờ của máy vừa bị chỉnh, hoặc máy ngủ lâu, nên chưa tin được."
CLOCK_STEP = "Hãy bật ngày giờ tự động trong Cài đặt, nối mạng rồi bấm Gửi ngay."
CLOCK_MEANS = "Vào ca lúc này nhiều nhất là mức B: cần mã quầy đúng và Tổ trưởng xác nhận."


@dataclass(frozen=True)
class SyncLine:
    """The line at the foot of every screen; `details` says since when something waits and when the office was heard."""

    received: str
    waiting: str
    why: str
    last_heard: str
    details: tuple[str, ...]
    busy: bool


def sync_line(book: Book, courier: Courier) -> SyncLine:
    """n acknowledged of m facts ever made here, how many wait, and why."""
    unsent, receipt, oldest = book.count_unsent(), book.receipt(), book.oldest_unsent()
    reason = courier.last.reason
    heard = _clock(receipt["at"]) if receipt else ""
    since = [f"Mục chờ lâu nhất: từ {_clock(oldest['at'])}."] if oldest else []
    return SyncLine(
        received=_received(book),
        waiting=f"Còn {unsent} mục chưa gửi" if unsent else "",
        why=WHY.get(reason, OTHERWISE) if reason else "",
        last_heard=heard,
        details=(*since, f"Văn phòng trả lời lần cuối lúc {heard}." if heard else "Văn phòng chưa trả lời máy này."),
        busy=courier.busy,
    )


def receipt_of(book: Book, left: dict[str, Any]) -> str:
    """What the office's last receipt says once it covers this check-out."""
    receipt = book.receipt()
    if receipt is None or left["stage"] == "unsent":
        return RECEIPT_COMES
    return f"{_received(book)} lúc {local(parse_instant(receipt['at'])):%H:%M}."


def join_again(book: Book, me: dict[str, Any] | None) -> tuple[str, ...]:
    """What to do when another person's joining made this phone a new device to the office, and mine is the old one."""
    return JOIN_AGAIN if me and me.get("on", book.device) != book.device else ()


def _received(book: Book) -> str:
    made = book.count_all()
    return f"Văn phòng đã nhận {min(book.count_acknowledged(), made)}/{made}"


def _clock(at: str) -> str:
    return local(parse_instant(at)).strftime("%H:%M ngày %d/%m")


def clock_lines(clock: PhoneClock) -> list[str]:
    """What is wrong with the phone's clock, what to do, and what it means for the day; nothing while it is trusted."""
    trouble = clock.trouble()
    if trouble is None:
        return []
    way = "chậm" if clock.behind > timedelta(0) else "nhanh"
    far = f"Giờ của máy {way} {_span(abs(clock.behind))} so với Văn phòng."
    return [CLOCK_MOVED if trouble == "moved" else far, CLOCK_STEP, CLOCK_MEANS]


def _span(time: timedelta) -> str:
    minutes = round(time / timedelta(minutes=1))
    if minutes < 120:
        return f"{minutes} phút"
    return f"{minutes // 60} giờ" if minutes < 48 * 60 else f"{minutes // 1440} ngày"
