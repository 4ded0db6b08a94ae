"""What is still on this phone when it cannot send, and how somebody else may carry it to the office."""

import flet as ft

from phone.mine import Waiting
from phone.model import Phone
from phone.parts.boxes import card, empty, notice
from phone.parts.buttons import go, main_button, other_button, quiet_button
from phone.parts.device import NOT_HERE, granted
from phone.parts.frame import screen
from phone.parts.opened import use_phone
from phone.parts.words import fault, hint, line, title

FIRST = 50
CARRIED = "Tổ trưởng hoặc Văn phòng nhận gói rồi nộp hộ. Gói được niêm phong: người mang không đọc, không sửa được."
KEPT = "Mọi mục vẫn ở máy này và vẫn tự gửi; Văn phòng nhận hai lần cũng chỉ tính một."
WHERE = "Người nhận mở Sổ Trực trên máy mình, vào Của tôi rồi bấm Nhận hộ máy khác."
NO_KEY = "Máy chủ của xã chưa cấp khóa niêm phong cho máy này. Hãy giữ máy và gửi khi có mạng."
COPIED = "Đã chép gói {} mục. Dán vào tin nhắn gửi Tổ trưởng hoặc Văn phòng."
SAVED = "Đã lưu tệp {}. Chép tệp ấy cho Tổ trưởng hoặc Văn phòng."


@ft.component
def Rescue():
    """Carrying changes nothing here: the facts stay unsent until the office has told this phone that it holds them."""
    phone = use_phone()
    waiting = phone.waiting()
    if not waiting:
        body = [_nothing(phone)]
    else:
        count = f"Trên máy còn {len(waiting)} mục chưa đến Văn phòng."
        body = [
            line(f"{count} Khi có mạng, máy tự gửi; bạn không phải làm gì."),
            card(*(_one(one) for one in waiting[:FIRST]), *_rest(len(waiting))),
            Carry(),
        ]
    return screen(phone, "/rescue", "Mục chưa gửi", body, back="/mine")


@ft.component
def Carry():
    """The ways out without network: from screen to camera, as a file, as text."""
    phone = use_phone()
    sealed, set_sealed = ft.use_state("")
    done, set_done = ft.use_state("")
    refused, refuse = ft.use_state("")
    count = len(phone.waiting())
    # Not their number: while one is sent another may be saved.
    holds = phone.bundle.holds()

    async def seal() -> None:
        set_sealed(await phone.bundle.text() if count and phone.bundle.possible else "")

    ft.use_effect(seal, [holds])

    def tell(text: str) -> None:
        set_done(text)
        refuse("" if text else NOT_HERE)

    async def save() -> None:
        name = f"so-truc-{phone.today:%Y%m%d}-{count}-muc.txt"
        saved = await granted(ft.FilePicker().save_file(file_name=name, src_bytes=sealed.encode()))
        tell(SAVED.format(name) if saved else "")

    async def copy() -> None:
        tell(COPIED.format(count) if await granted(ft.Clipboard().set(sealed)) else "")

    async def share() -> None:
        if not await granted(ft.Share().share_text(sealed, title="Gói niêm phong của Sổ Trực")):
            tell("")

    if not phone.bundle.possible:
        return notice("care", NO_KEY)
    off = not sealed
    return ft.Column(
        [
            title("Lâu không có mạng? Nhờ mang hộ"),
            line(CARRIED),
            *([notice("good", done, live=True)] if done else []),
            fault(refused),
            main_button("Chiếu mã QR", go("/rescue/qr"), ft.Icons.QR_CODE_2, off=off),
            other_button("Lưu thành tệp", save, ft.Icons.SAVE_ALT, off=off),
            other_button("Chia sẻ", share, ft.Icons.SHARE, off=off),
            quiet_button("Sao chép", copy, ft.Icons.COPY, off=off),
            hint(WHERE),
            hint(KEPT),
        ],
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _one(waiting: Waiting) -> ft.Control:
    """What and when, and whose it is where several people use the phone."""
    below = " · ".join(part for part in (waiting.when, waiting.who) if part)
    return ft.Column([line(waiting.title), hint(below)], spacing=0)


def _rest(count: int) -> list[ft.Control]:
    return [hint(f"Và {count - FIRST} mục nữa.")] if count > FIRST else []


def _nothing(phone: Phone) -> ft.Control:
    last = phone.sync_line().last_heard
    heard = [f"Lần cuối nghe từ Văn phòng: {last}."] if last else []
    return empty(ft.Icons.CLOUD_DONE_OUTLINED, "Văn phòng đã nhận mọi mục trên máy này.", *heard)
