"""A way out for unsent facts when this phone cannot send: text to copy or to share."""

import flet as ft

from phone.parts.boxes import empty, notice
from phone.parts.buttons import main_button, other_button
from phone.parts.frame import screen
from phone.parts.opened import use_phone
from phone.parts.words import hint, line


@ft.component
def Rescue():
    """Copying changes nothing here: the facts stay unsent until the office has said that it holds them."""
    phone = use_phone()
    done, set_done = ft.use_state("")
    count = phone.book.count_unsent()
    text = phone.rescue_text()

    last = phone.sync_line().last_heard
    heard = [f"Lần cuối nghe từ Văn phòng: {last}."] if last else []

    async def copy() -> None:
        await ft.Clipboard().set(text)
        set_done(f"Đã chép {count} mục. Hãy dán vào tin nhắn gửi Tổ trưởng hoặc Văn phòng.")

    async def share() -> None:
        await ft.Share().share_text(text, title="Mục chưa gửi của Sổ Trực")

    if not count:
        return screen(
            phone,
            "/rescue",
            "Mục chưa gửi",
            [empty(ft.Icons.CLOUD_DONE_OUTLINED, "Văn phòng đã nhận mọi mục trên máy này.", *heard)],
            back="/mine",
        )
    return screen(
        phone,
        "/rescue",
        "Mục chưa gửi",
        [
            line(f"Trên máy còn {count} mục chưa đến Văn phòng. Khi có mạng, máy tự gửi; bạn không phải làm gì."),
            line("Nếu máy sắp hỏng hoặc lâu không có mạng, hãy chép các mục này và gửi cho Tổ trưởng bằng cách khác."),
            *([notice("good", done, live=True)] if done else []),
            main_button("Sao chép", copy, ft.Icons.COPY),
            other_button("Chia sẻ", share, ft.Icons.SHARE),
            hint("Trong đó có tên việc và giờ ghi của bạn, không có thông tin của người dân."),
            ft.TextField(
                value=text, label="Nội dung", read_only=True, multiline=True, min_lines=4, max_lines=10, text_size=12
            ),
        ],
        back="/mine",
    )
