"""What is still on this phone when it cannot send: said in plain lines, and as a file to copy or to share."""

import flet as ft

from phone.mine import Waiting
from phone.model import Phone
from phone.parts.boxes import card, empty, notice
from phone.parts.buttons import main_button, other_button, quiet_button
from phone.parts.frame import screen
from phone.parts.opened import use_phone
from phone.parts.words import hint, line

FIRST = 50
NOT_TAKEN_IN = "Văn phòng chưa nạp được tệp này vào sổ; hãy giữ máy và gửi khi có mạng."
COPIED = "Đã chép {} mục. Dán vào tin nhắn gửi Tổ trưởng là có thêm một bản; các mục vẫn phải gửi từ máy này."


@ft.component
def Rescue():
    """Copying changes nothing here: the facts stay unsent until the office has said that it holds them."""
    phone = use_phone()
    done, set_done = ft.use_state("")
    unfolded, unfold = ft.use_state(False)
    waiting = phone.waiting()
    text = phone.rescue_text()

    async def copy() -> None:
        await ft.Clipboard().set(text)
        set_done(COPIED.format(len(waiting)))

    async def share() -> None:
        await ft.Share().share_text(text, title="Mục chưa gửi của Sổ Trực")

    if not waiting:
        body = [_nothing(phone)]
    else:
        body = [
            line(
                f"Trên máy còn {len(waiting)} mục chưa đến Văn phòng. Khi có mạng, máy tự gửi; bạn không phải làm gì."
            ),
            card(*(_one(one) for one in waiting[:FIRST]), *_rest(len(waiting))),
            line("Nếu máy sắp hỏng, hãy giữ thêm một bản ở nơi khác."),
            notice("care", NOT_TAKEN_IN),
            *([notice("good", done, live=True)] if done else []),
            main_button("Sao chép", copy, ft.Icons.COPY),
            other_button("Chia sẻ", share, ft.Icons.SHARE),
            hint("Trong đó có tên việc và giờ ghi của bạn, không có thông tin của người dân."),
            _file(text) if unfolded else quiet_button("Dạng tệp", lambda: unfold(True), ft.Icons.EXPAND_MORE),
        ]
    return screen(phone, "/rescue", "Mục chưa gửi", body, back="/mine")


def _one(waiting: Waiting) -> ft.Control:
    """What and when, and whose it is where several people use the phone."""
    below = " · ".join(part for part in (waiting.when, waiting.who) if part)
    return ft.Column([line(waiting.title), hint(below)], spacing=0)


def _rest(count: int) -> list[ft.Control]:
    return [hint(f"Và {count - FIRST} mục nữa.")] if count > FIRST else []


def _file(text: str) -> ft.Control:
    return ft.TextField(
        value=text, label="Dạng tệp", read_only=True, multiline=True, min_lines=4, max_lines=10, text_size=12
    )


def _nothing(phone: Phone) -> ft.Control:
    last = phone.sync_line().last_heard
    heard = [f"Lần cuối nghe từ Văn phòng: {last}."] if last else []
    return empty(ft.Icons.CLOUD_DONE_OUTLINED, "Văn phòng đã nhận mọi mục trên máy này.", *heard)
