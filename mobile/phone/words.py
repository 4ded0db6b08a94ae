"""What the phone says of the exchange, in words a volunteer understands."""

from dataclasses import dataclass
from datetime import datetime

from phone.book import Book
from phone.sync import Courier

WHY = {
    "unreachable": "Chưa có mạng. Dữ liệu vẫn nằm trên máy và sẽ tự gửi khi có mạng.",
    "unauthorized": "Văn phòng chưa nhận ra máy này. Hãy xin mã mời mới; dữ liệu vẫn nằm trên máy.",
    "device_revoked": "Máy này đã bị Văn phòng thu hồi. Dữ liệu vẫn được giữ; hãy báo Văn phòng.",
    "storage_full": "Máy chủ của Văn phòng hết chỗ. Dữ liệu vẫn nằm trên máy; hãy báo Văn phòng.",
    "not_enrolled": "",
}
OTHERWISE = "Máy chủ của Văn phòng đang bận. Dữ liệu vẫn nằm trên máy và sẽ tự gửi lại."


@dataclass(frozen=True)
class SyncLine:
    """The line at the foot of every screen."""

    received: str
    waiting: str
    why: str
    last_heard: str
    busy: bool


def sync_line(book: Book, courier: Courier) -> SyncLine:
    """n acknowledged of m facts ever made here, how many wait, and why."""
    made, unsent = book.count_all(), book.count_unsent()
    acknowledged = min(book.count_acknowledged(), made)
    receipt = book.receipt()
    reason = courier.last.reason
    return SyncLine(
        received=f"Văn phòng đã nhận {acknowledged}/{made}",
        waiting=f"Còn {unsent} mục chưa gửi" if unsent else "",
        why=WHY.get(reason, OTHERWISE) if reason else "",
        last_heard=_clock(receipt["at"]) if receipt else "",
        busy=courier.busy,
    )


def _clock(at: str) -> str:
    return datetime.fromisoformat(at).strftime("%H:%M ngày %d/%m")
